#include "vpcplan/bulk.hpp"

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

/// The line without its comment and the blanks around the rest.
std::string_view trimmed(std::string_view line) noexcept {
    line = line.substr(0, line.find('#'));
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

/// A block, or an address as the block of itself.
result<cidr> parse_entry(std::string_view text, host_bits bits) noexcept {
    // A good block has its slash among the last four bytes; looking there is cheaper than
    // searching.
    const auto tail = text.substr(text.size() - std::min<std::size_t>(text.size(), 4));
    if (tail.find('/') == std::string_view::npos) {
        const auto address = detail::parse_address_bits(text);
        if (address) {
            return cidr::containing(*address, width_of(address->family));
        }
        if (text.find('/') == std::string_view::npos) {
            return address.error();
        }
    }
    return parse_cidr(text, bits);
}

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

namespace {

bool is_meant_as_address(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string_view::npos &&
           text.find_first_of(".:") != std::string_view::npos;
}

/// Words between separators, without empty ones.
std::vector<std::string_view> words_between(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> words;
    for (;;) {
        const auto start = text.find_first_not_of(separators);
        if (start == std::string_view::npos) {
            return words;
        }
        text.remove_prefix(start);
        const auto end = std::min(text.find_first_of(separators), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

/// Columns between separators, empty ones too: without blanks around them, and without quotes,
/// inside of which separators mean themselves and "" is one quote.
std::vector<std::string> columns_of(std::string_view text, std::string_view separators) {
    std::vector<std::string> columns(1);
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto& column = columns.back();
        if (text[i] == '"' && is_quoted && text.substr(i + 1).starts_with('"')) {
            column += text[i++];
        } else if (text[i] == '"' && (is_quoted || trimmed(column).empty())) {
            is_quoted = !is_quoted;
        } else if (!is_quoted && separators.find(text[i]) != std::string_view::npos) {
            columns.emplace_back();
        } else {
            column += text[i];
        }
    }
    for (auto& column : columns) {
        column = std::string(trimmed(column));
    }
    return columns;
}

/// The one block among words of which the others are its label; nothing when the line is anything
/// else: a word with a slash or a second address could change what is meant.
std::optional<labelled_block> block_among(std::string_view line, host_bits bits) {
    std::optional<labelled_block> found;
    std::string label;
    for (const auto word : words_between(line, " \t,;")) {
        const bool is_block = is_meant_as_address(word);
        const auto block = is_block ? parse_entry(word, bits) : result<cidr>(error{});
        if (is_block && (found || !block)) {
            return std::nullopt;
        }
        if (is_block) {
            found = labelled_block{*block, {}};
        } else if (word.front() == '/') {
            return std::nullopt;
        } else {
            label += (label.empty() ? "" : " ") + std::string(word);
        }
    }
    if (found) {
        found->label = std::move(label);
    }
    return found;
}

} // namespace

result<labelled_block> parse_labelled_block(std::string_view line, host_bits bits) {
    const auto text = trimmed(line);
    const auto alone = parse_entry(text, bits);
    if (alone) {
        return labelled_block{*alone, {}};
    }
    if (auto found = block_among(text, bits)) {
        return *std::move(found);
    }
    return alone.error();
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

void named_list::add(std::string_view name, const cidr& block) {
    auto found = places_.find(name);
    if (found == places_.end()) {
        found = places_.emplace(name, static_cast<std::uint32_t>(names_.size())).first;
        names_.emplace_back(name);
    }
    blocks_.push_back(block);
    owners_.push_back(found->second);
}

namespace {

/// A column and why it is no block.
using bad_column = std::pair<std::string, error>;

/// What the columns of a list mean, by its first line.
struct list_heading {
    std::string separator;
    std::size_t block = 0;
    std::vector<std::size_t> names;   ///< the first that is not empty is the name
    std::vector<std::size_t> origins; ///< account and Region tell equal names apart
};

/// "CIDR Block", "cidr_block" and "CidrBlock" are one word.
std::string heading_word(std::string_view column) {
    std::string word;
    for (const char c : column) {
        if (c != '_' && c != '-' && c != ' ') {
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return word;
}

std::optional<list_heading> heading_in(std::string_view line) {
    const auto separator = line.find_first_of(",;\t");
    if (separator == std::string_view::npos) {
        return std::nullopt;
    }
    list_heading heading;
    heading.separator = line.substr(separator, 1);
    std::vector<std::string> words;
    for (const auto& column : columns_of(line, heading.separator)) {
        words.push_back(heading_word(column));
    }
    const auto place_of = [&](std::initializer_list<std::string_view> known) {
        for (const auto word : known) {
            const auto found = std::find(words.begin(), words.end(), word);
            if (found != words.end()) {
                return std::optional(static_cast<std::size_t>(found - words.begin()));
            }
        }
        return std::optional<std::size_t>();
    };
    const auto block = place_of({"cidr", "cidrblock", "block"});
    for (const char* name : {"name", "vpc", "vpcid", "id"}) {
        if (const auto place = place_of({name})) {
            heading.names.push_back(*place);
        }
    }
    for (const auto& place : {place_of({"account", "accountid"}), place_of({"region"})}) {
        if (place) {
            heading.origins.push_back(*place);
        }
    }
    if (!block || (heading.names.empty() && heading.origins.empty())) {
        return std::nullopt;
    }
    heading.block = *block;
    return heading;
}

/// "shop (111122223333 ap-northeast-2)"
std::string name_under(const list_heading& heading, const std::vector<std::string>& columns) {
    std::string name;
    for (const auto place : heading.names) {
        if (name.empty() && place < columns.size()) {
            name = columns[place];
        }
    }
    std::string origin;
    for (const auto place : heading.origins) {
        if (place < columns.size() && !columns[place].empty()) {
            origin += (origin.empty() ? "" : " ") + columns[place];
        }
    }
    return origin.empty() ? name : name.empty() ? origin : name + " (" + origin + ")";
}

/// The blocks of a column, which may be several.
std::optional<bad_column> read_column(const std::string& column, host_bits bits,
                                      std::vector<cidr>& into) {
    const auto words = words_between(column, " \t,;");
    for (const auto word : words) {
        const auto block = parse_entry(word, bits);
        if (!block) {
            return bad_column{word, block.error()};
        }
        into.push_back(*block);
    }
    return words.empty() ? std::optional(bad_column{column, error{errc::bad_address}})
                         : std::nullopt;
}

/// A line of words or columns without a heading: blocks, and the name beside them.
std::optional<bad_column> read_columns(std::string_view text, host_bits bits,
                                       std::vector<cidr>& blocks, std::string& own_name) {
    const bool has_columns = text.find_first_of(",;") != std::string_view::npos;
    auto columns = columns_of(text, has_columns ? ",;" : " \t");
    std::erase(columns, "");
    const auto is_block = [&](const std::string& column) {
        std::vector<cidr> some;
        return column.find('/') != std::string::npos && !read_column(column, bits, some);
    };
    const bool has_block = std::any_of(columns.begin(), columns.end(), is_block);
    for (const auto& column : columns) {
        const bool has_slash = column.find('/') != std::string::npos;
        // What begins like a block and has a slash is meant as one, however it goes on. Beside a
        // block an address is something else: a gateway, a name server.
        const bool is_meant_as_block =
            is_block(column) ||
            (has_slash ? is_meant_as_address(column) ||
                             (detail::is_digit(column.front()) &&
                              is_meant_as_address(column.substr(0, column.find('/'))))
                       : !has_block && is_meant_as_address(column));
        if (is_meant_as_block) {
            if (auto bad = read_column(column, bits, blocks)) {
                return bad;
            }
        } else if (own_name.empty()) {
            own_name = column;
        } else if (!has_columns) {
            own_name += " " + column;
        }
    }
    if (!blocks.empty()) {
        return std::nullopt;
    }
    const auto closest = std::find_if(columns.begin(), columns.end(), [](const auto& column) {
        return detail::is_digit(column.front()) && column.find_first_of(".:/") != column.npos;
    });
    const auto column = closest != columns.end() ? *closest
                        : columns.empty()        ? std::string(text)
                                                 : columns.front();
    const auto block = parse_entry(column, bits);
    return bad_column{column, block ? error{errc::bad_address} : block.error()};
}

/// Columns without digits above a list say what it has, in words that are not known here.
bool is_strange_heading(std::string_view text) {
    return text.find_first_of(",;") != std::string_view::npos &&
           text.find_first_not_of(",; \t") != std::string_view::npos &&
           text.find_first_of("0123456789/") == std::string_view::npos;
}

/// Reads the lines of a list of names and blocks, whose first may be a heading.
class named_line_reader {
public:
    named_line_reader(host_bits bits, std::string_view name, bulk_report& report, named_list& out)
        : bits_(bits), name_(name), report_(report), out_(out) {}

    void add(std::string_view name, const cidr& block) {
        is_first_ = false;
        ++report_.entries;
        out_.add(!name.empty() ? name : !name_.empty() ? name_ : to_string(block), block);
    }

    /// What is bad of the line, or nothing.
    std::optional<bad_column> read(std::string_view text) {
        if (std::exchange(is_first_, false)) {
            heading_ = heading_in(text);
            if (heading_ || is_strange_heading(text)) {
                return std::nullopt;
            }
        }
        std::vector<cidr> blocks;
        std::string own_name;
        auto bad = heading_ ? read_under_heading(text, blocks, own_name)
                            : read_columns(text, bits_, blocks, own_name);
        if (!bad) {
            for (const auto& block : blocks) {
                add(own_name, block);
            }
        }
        return bad;
    }

private:
    std::optional<bad_column> read_under_heading(std::string_view text, std::vector<cidr>& blocks,
                                                 std::string& own_name) const {
        const auto columns = columns_of(text, heading_->separator);
        if (heading_->block >= columns.size()) {
            return bad_column{text, error{errc::bad_address}};
        }
        own_name = name_under(*heading_, columns);
        auto bad = read_column(columns[heading_->block], bits_, blocks);
        if (bad && bad->first.empty()) {
            bad->first = text;
        }
        return bad;
    }

    host_bits bits_;
    std::string_view name_;
    bulk_report& report_;
    named_list& out_;
    std::optional<list_heading> heading_;
    bool is_first_ = true;
};

} // namespace

void read_named_blocks(const text_input& input, host_bits bits, std::string_view name,
                       const line_error_sink& on_bad_line, bulk_report& report, named_list& out) {
    named_line_reader lines(bits, name, report, out);
    line_reader(input).for_each(report, [&](line_text line) {
        const auto block = parse_line(line, bits);
        if (line.text.empty()) {
            return;
        }
        if (block) {
            lines.add({}, *block);
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
