#include "vpcplan/bulk.hpp"

#include "bulk_columns.hpp"
#include "bulk_entry.hpp"

#include "vpcplan/address_range.hpp"
#include "vpcplan/cidr_set.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace vpcplan {

namespace {

using namespace io;

constexpr std::size_t buffer_size = std::size_t{256} * 1024;
constexpr std::size_t longest_line = 4096;
/// Bytes behind the end of a line that may be read, whatever they are.
constexpr std::size_t slack = 4;

struct line_text {
    std::uint64_t number;
    std::string_view text;
    bool is_cut = false; ///< something other than a comment was lost
};

/// Calls `visit(line_text)` for each line. Longer lines than `longest_line` are cut, so that a file
/// without line ends does not fill the memory.
class line_reader {
public:
    explicit line_reader(const text_input& input) : input_(input), buffer_(buffer_size + slack) {}

    template <class Visit>
    void for_each(bulk_report& report, Visit&& visit) {
        std::size_t held = 0; // bytes of an unfinished line at the start of the buffer
        bool skipping = false;
        for (;;) {
            const auto got = ::read(input_.descriptor, buffer_.data() + held, buffer_size - held);
            if (got < 0) {
                if (errno == EINTR) {
                    continue;
                }
                report.read_error = errno;
                report.unreadable = input_.name;
                return;
            }
            const char* at = buffer_.data();
            const char* const end = at + held + static_cast<std::size_t>(got);
            const char* search = at + held;
            while (const auto* const stop = static_cast<const char*>(
                       std::memchr(search, '\n', static_cast<std::size_t>(end - search)))) {
                ++number_;
                if (!skipping) {
                    visit_line(at, stop, visit);
                }
                skipping = false;
                at = search = stop + 1;
            }
            held = static_cast<std::size_t>(end - at);
            if (got == 0) {
                if (held != 0 && !skipping) {
                    ++number_;
                    visit_line(at, end, visit);
                }
                return;
            }
            if (skipping) {
                held = 0;
            } else if (held > longest_line) {
                ++number_; // counted again at its end
                visit_line(at, at + held, visit);
                --number_;
                skipping = true;
                held = 0;
            }
            std::memmove(buffer_.data(), at, held);
        }
    }

private:
    template <class Visit>
    void visit_line(const char* begin, const char* end, Visit&& visit) {
        line_text line{number_, {begin, static_cast<std::size_t>(end - begin)}};
        constexpr std::string_view byte_order_mark = "\xef\xbb\xbf"; // Excel writes one
        if (number_ == 1 && line.text.starts_with(byte_order_mark)) {
            line.text.remove_prefix(byte_order_mark.size());
        }
        if (line.text.size() > longest_line) {
            line.text = line.text.substr(0, longest_line);
            line.is_cut = line.text.find('#') == std::string_view::npos;
        }
        visit(line);
    }

    const text_input& input_;
    std::vector<char> buffer_;
    std::uint64_t number_ = 0;
};

/// Collects lines and writes them in large pieces. After an error nothing more is written.
class line_writer {
public:
    explicit line_writer(int descriptor) : descriptor_(descriptor), buffer_(buffer_size) {}

    /// Room for at least `size` bytes; give back what was used with `advance`.
    char* room(std::size_t size) {
        if (buffer_size - used_ < size) {
            flush();
        }
        return buffer_.data() + used_;
    }
    void advance(const char* end) noexcept {
        used_ = static_cast<std::size_t>(end - buffer_.data());
    }
    void flush() {
        const char* at = buffer_.data();
        const char* const end = at + used_;
        used_ = 0;
        while (at != end && error_ == 0) {
            const auto put = ::write(descriptor_, at, static_cast<std::size_t>(end - at));
            if (put >= 0) {
                at += put;
            } else if (errno != EINTR) {
                error_ = errno;
            }
        }
    }
    int error() const noexcept { return error_; }

private:
    int descriptor_;
    std::vector<char> buffer_;
    std::size_t used_ = 0;
    int error_ = 0;
};

/// Four octets without a branch for the number of their digits, which is what costs most in reading
/// long lists. Returns the place behind them, or null when the text is anything but four plain
/// octets; then the strict reader says what it is. Reads up to `slack` bytes behind `end`.
const char* quick_v4(const char* at, const char* end, std::uint32_t& address) noexcept {
    std::uint32_t number = 0;
    std::uint32_t bad = 0;
    for (int octet = 0; octet < 4; ++octet) {
        if (at >= end) {
            return nullptr;
        }
        std::uint32_t digits = 0;
        std::memcpy(&digits, at, sizeof digits);
        digits ^= 0x30303030U; // each digit becomes 0 to 9, everything else more
        const std::uint32_t others =
            (((digits & 0x7f7f7f7fU) + 0x76767676U) | digits) & 0x80808080U;
        const int count = std::countr_zero(others) / 8; // 4 when there is none
        bad |= static_cast<std::uint32_t>(count == 0) | static_cast<std::uint32_t>(count == 4);
        bad |= static_cast<std::uint32_t>(count > 1 && (digits & 0xffU) == 0); // a leading zero
        // The last digit into the highest byte; what stands before the first one becomes 0.
        const auto aligned = static_cast<std::uint32_t>(std::uint64_t{digits} << 32 >> (8 * count));
        const std::uint32_t value =
            (aligned >> 8 & 0xffU) * 100 + (aligned >> 16 & 0xffU) * 10 + (aligned >> 24);
        bad |= static_cast<std::uint32_t>(value > 255);
        number = number << 8 | (value & 0xffU);
        at += count;
        if (octet != 3) {
            bad |= static_cast<std::uint32_t>(*at != '.');
            ++at;
        }
    }
    address = number;
    return bad == 0 && at <= end ? at : nullptr;
}

/// Groups of hexadecimal digits in one pass. Returns the place behind them, or null when the text
/// is anything but groups and one `::`. Reads up to `slack` bytes behind `end`.
const char* quick_v6(const char* at, const char* end, detail::u128& address) noexcept {
    detail::u128 before_gap = 0;
    detail::u128 number = 0;
    int count = 0;
    int gap = -1;
    if (at[0] == ':' && at[1] == ':') {
        gap = 0;
        at += 2;
    }
    while (at < end && *at != '/') {
        int digit = detail::hex_value(*at);
        if (digit < 0 || count == 8) {
            return nullptr;
        }
        int group = 0;
        for (int digits = 0; digit >= 0 && at < end; ++digits) {
            if (digits == 4) {
                return nullptr;
            }
            group = group << 4 | digit;
            digit = detail::hex_value(*++at);
        }
        number = number << 16 | static_cast<unsigned>(group);
        ++count;
        if (at >= end || *at == '/') {
            break;
        }
        if (*at != ':') {
            return nullptr;
        }
        ++at;
        if (*at == ':' && at < end) {
            if (gap >= 0) {
                return nullptr;
            }
            gap = count;
            before_gap = number;
            number = 0;
            ++at;
        } else if (at >= end || *at == '/') {
            return nullptr;
        }
    }
    if (gap < 0 ? count != 8 : count > 7) {
        return nullptr;
    }
    address = gap <= 0 ? number : before_gap << (16 * (8 - gap)) | number;
    return at;
}

/// The digits between a slash and the end, up to `most`; nothing when they are anything else.
std::optional<int> quick_length(const char* slash, const char* end, int most) noexcept {
    const auto digits = end - slash - 1;
    if (*slash != '/' || digits < 1 || digits > 3 || (digits > 1 && slash[1] == '0')) {
        return std::nullopt;
    }
    int length = 0;
    for (const char* at = slash + 1; at != end; ++at) {
        if (!detail::is_digit(*at)) {
            return std::nullopt;
        }
        length = length * 10 + (*at - '0');
    }
    return length <= most ? std::optional(length) : std::nullopt;
}

/// A plain address or block without host bits, or nothing.
std::optional<cidr> quick_entry(std::string_view text) noexcept {
    constexpr std::size_t longest_group = 4;
    if (std::endian::native != std::endian::little || text.size() < 2) {
        return std::nullopt;
    }
    const char* const end = text.data() + text.size();
    const char* at = nullptr;
    detail::address_bits address;
    if (text.substr(0, longest_group + 1).find(':') != std::string_view::npos) {
        detail::u128 number = 0;
        at = quick_v6(text.data(), end, number);
        address = detail::address_bits::from(number, address_family::ipv6);
    } else {
        std::uint32_t number = 0;
        at = quick_v4(text.data(), end, number);
        address = {0, number, address_family::ipv4};
    }
    if (at == nullptr) {
        return std::nullopt;
    }
    const int width = width_of(address.family);
    const auto length = at == end ? width : quick_length(at, end, width);
    if (!length) {
        return std::nullopt;
    }
    const auto block = cidr::containing(address, *length);
    return block.first_bits() == address ? std::optional(block) : std::nullopt;
}

/// Most lines are a block and nothing else, so a line is trimmed only when it cannot be read as it
/// is. `line.text` becomes what was read; empty when there is nothing on the line.
result<cidr> parse_line(line_text& line, host_bits bits) noexcept {
    if (line.is_cut) {
        return detail::error_at(errc::bad_address, 0, line.text.size());
    }
    if (const auto quick = quick_entry(line.text)) {
        return *quick;
    }
    auto entry = parse_entry(line.text, bits);
    if (!entry) {
        const auto rest = trimmed(line.text);
        if (rest.size() != line.text.size()) {
            line.text = rest;
            entry = parse_entry(rest, bits);
        }
    }
    return entry;
}

void report_bad_line(bulk_report& report, const line_error_sink& on_bad_line,
                     const line_error& bad) {
    ++report.bad_lines;
    if (on_bad_line) {
        on_bad_line(bad);
    }
}

/// Makes room for a list as long as the file suggests once its first lines are known, since growing
/// costs as much as sorting, and twice the memory. Room that is not used afterwards costs nothing.
class room_for_list {
public:
    void line_read(cidr_set::builder& all, const text_input& input, const line_text& line,
                   address_family family) {
        bytes_ += line.text.size() + 1;
        if (++lines_ != sample) {
            return;
        }
        struct stat about {};
        if (fstat(input.descriptor, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0) {
            const auto lines = static_cast<std::uint64_t>(about.st_size) * sample / bytes_;
            all.reserve(family, static_cast<std::size_t>(std::min(lines + lines / 8, most)));
        }
    }

private:
    static constexpr std::uint64_t sample = 512;
    static constexpr std::uint64_t most = 4'000'000;
    std::uint64_t lines_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace

std::string to_string(const line_error& bad) {
    return std::string(bad.input) + ":" + std::to_string(bad.line) + ": " +
           describe(bad.why, bad.text);
}

bulk_report summarize(std::span<const text_input> inputs, int output, host_bits bits,
                      const line_error_sink& on_bad_line) {
    bulk_report report;
    cidr_set::builder all;
    for (const auto& input : inputs) {
        room_for_list room;
        line_reader(input).for_each(report, [&](line_text line) {
            const auto block = parse_line(line, bits);
            if (block) {
                room.line_read(all, input, line, block->family());
                ++report.entries;
                all.add(*block);
                return;
            }
            if (line.text.empty()) {
                return;
            }
            if (line.is_cut || line.text.find('-') == std::string_view::npos) {
                report_bad_line(report, on_bad_line,
                                {input.name, line.number, line.text, block.error()});
                return;
            }
            const auto range = parse_address_range(line.text);
            if (!range) {
                report_bad_line(report, on_bad_line,
                                {input.name, line.number, line.text, range.error()});
                return;
            }
            ++report.entries;
            all.add(*range);
        });
    }
    if (!report.ok()) {
        return report;
    }
    const auto set = std::move(all).build();
    line_writer out(output);
    set.for_each_cidr([&](const cidr& block) {
        char* end = detail::print_cidr(out.room(max_cidr_text + 1), block);
        *end++ = '\n';
        out.advance(end);
        ++report.written;
    });
    out.flush();
    report.write_error = out.error();
    return report;
}

std::vector<cidr> read_blocks(const text_input& input, host_bits bits,
                              const line_error_sink& on_bad_line, bulk_report& report) {
    std::vector<cidr> blocks;
    line_reader(input).for_each(report, [&](line_text line) {
        const auto block = parse_line(line, bits);
        if (line.text.empty()) {
            return;
        }
        const auto labelled =
            block || line.is_cut ? std::nullopt : block_among(trimmed(line.text), bits);
        if (!block && !labelled) {
            report_bad_line(report, on_bad_line,
                            {input.name, line.number, line.text, block.error()});
            return;
        }
        ++report.entries;
        blocks.push_back(block ? *block : labelled->block);
    });
    return blocks;
}

namespace {

/// vpc- and 8 or 17 hexadecimal digits: no two VPCs of AWS have the same.
bool is_id_of_aws(std::string_view id) noexcept {
    constexpr std::string_view kind = "vpc-";
    const auto digits = id.substr(std::min(kind.size(), id.size()));
    return id.starts_with(kind) && (digits.size() == 8 || digits.size() == 17) &&
           digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Two rows with the same key are of one owner. Ids of AWS say who it is in every list, other ids
/// only in theirs, and a name in another list may be that of another account.
std::string key_of(const block_owner& whose) {
    if (is_id_of_aws(whose.id)) {
        return whose.id;
    }
    const std::string end(1, '\0');
    return (whose.id.empty() ? whose.name : end + whose.id) + end + whose.origin + end + whose.list;
}

/// "shop (vpc-1 111122223333)"; `list` is empty where the rest says enough.
std::string shown_owner(const block_owner& whose, const std::string& list) {
    const bool has_name = !whose.name.empty();
    std::string behind;
    for (const auto* part : {has_name && whose.id != whose.name ? &whose.id : nullptr,
                             has_name || !whose.id.empty() ? &whose.origin : nullptr, &list}) {
        if (part != nullptr && !part->empty()) {
            behind += (behind.empty() ? "" : " ") + *part;
        }
    }
    const auto& name = has_name ? whose.name : !whose.id.empty() ? whose.id : whose.origin;
    return behind.empty() ? name : name + " (" + behind + ")";
}

} // namespace

void named_list::show(std::uint32_t owner) {
    const auto& whose = known_[owner];
    names_[owner] = shown_owner(whose, {});
    auto& first = first_called_.emplace(names_[owner], owner).first->second;
    const auto& other = known_[first];
    if (shown_owner(other, {}) != names_[owner]) {
        first = owner; // the other one has come to be called by its id
    } else if (first != owner) {
        names_[owner] = shown_owner(whose, whose.list);
        names_[first] = shown_owner(other, other.list);
    }
}

void named_list::add(std::uint32_t owner, const cidr& block) {
    blocks_.push_back(block);
    owners_.push_back(owner);
}

std::uint32_t named_list::add(const block_owner& whose, const cidr& block) {
    const auto [found, is_new] =
        places_.emplace(key_of(whose), static_cast<std::uint32_t>(names_.size()));
    const auto owner = found->second;
    if (is_new) {
        known_.push_back(whose);
        names_.emplace_back();
        show(owner);
    } else if (auto& known = known_[owner]; known.name != whose.name && !whose.name.empty()) {
        known.name = known.name.empty() ? whose.name : known.id;
        show(owner);
    }
    add(owner, block);
    return owner;
}

void read_named_blocks(const text_input& input, host_bits bits, std::string_view name,
                       const line_error_sink& on_bad_line, bulk_report& report, named_list& out) {
    named_line_reader lines(bits, name, report, out);
    line_reader(input).for_each(report, [&](line_text line) {
        const auto block = parse_line(line, bits);
        if (line.text.empty()) {
            return;
        }
        if (block) {
            lines.add(*block);
            return;
        }
        const auto bad = line.is_cut ? std::optional(bad_column{line.text, block.error()})
                                     : lines.read(trimmed(line.text));
        if (bad) {
            report_bad_line(report, on_bad_line,
                            {input.name, line.number, bad->first, bad->second});
        }
    });
}

bulk_report filter(const text_input& input, const cidr_matcher& matcher, int output,
                   const filter_options& options, const line_error_sink& on_bad_line) {
    bulk_report report;
    line_writer out(output);
    const auto name_of = [&](std::size_t block) -> const std::string& {
        return options.names->names()[options.names->owners()[block]];
    };
    line_reader(input).for_each(report, [&](line_text line) {
        const auto entry = parse_line(line, host_bits::reject);
        if (line.text.empty()) {
            return;
        }
        if (!entry) {
            report_bad_line(report, on_bad_line,
                            {input.name, line.number, line.text, entry.error()});
            return;
        }
        ++report.entries;
        const auto found = matcher.find(*entry);
        if (found.has_value() == options.invert) {
            return;
        }
        ++report.written;
        if (options.count_only) {
            return;
        }
        const auto name_size =
            options.with_block && found && options.names != nullptr ? name_of(*found).size() : 0;
        char* end = out.room(line.text.size() + max_cidr_text + name_size + 3);
        end = std::copy(line.text.begin(), line.text.end(), end);
        if (options.with_block && found) {
            *end++ = '\t';
            end = detail::print_cidr(end, matcher.blocks()[*found]);
            if (options.names != nullptr) {
                *end++ = '\t';
                end = std::copy(name_of(*found).begin(), name_of(*found).end(), end);
            }
        }
        *end++ = '\n';
        out.advance(end);
    });
    out.flush();
    report.write_error = out.error();
    return report;
}

} // namespace vpcplan
