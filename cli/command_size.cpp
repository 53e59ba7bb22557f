// vpcplan size: how large a subnet must be, and what is in a subnet of a size.
#include "render.hpp"

#include <charconv>
#include <vpcplan/cidr_math.hpp>
#include <vpcplan/subnet.hpp>

namespace vpcplan::cli {

namespace {

std::string_view name_of(reserved_role role, const context& how) {
    switch (role) {
    case reserved_role::network: return how.say("network address", "네트워크 주소");
    case reserved_role::router: return how.say("VPC router", "VPC 라우터");
    case reserved_role::dns: return how.say("DNS resolver", "DNS 확인자");
    case reserved_role::future: return how.say("kept for future use", "향후 사용을 위해 예약");
    case reserved_role::broadcast:
        return how.say("broadcast (not supported in a VPC, reserved all the same)",
                       "브로드캐스트(VPC에서 지원하지 않지만 예약)");
    case reserved_role::last: return how.say("last address", "마지막 주소");
    }
    return {};
}

std::string count_text(detail::u128 count) { return grouped(detail::decimal(count)); }

std::string hosts_text(std::uint64_t hosts, const subnet_size& fits, cloud rules,
                       const context& how) {
    const bool ko = how.lang == language::ko;
    const auto asked = grouped(std::to_string(hosts));
    const auto size = paint("/" + std::to_string(fits.prefix_length), color::bold, how);
    const auto usable = count_text(fits.usable);
    const auto spare = count_text(fits.usable - hosts);
    std::string text = ko ? "호스트 " + asked + "개: " + size + " (" + count_text(fits.total) +
                                "개 주소, " + usable + "개 사용 가능, " + spare + "개 여유)"
                          : asked + (hosts == 1 ? " host: " : " hosts: ") + size + " (" +
                                count_text(fits.total) + " addresses, " + usable + " usable, " +
                                spare + " to spare)";
    // The next smaller subnet shows why: the mistake is to forget what AWS keeps.
    const auto smaller = fits.total / 2;
    if (rules == cloud::aws && hosts <= smaller && fits.prefix_length < 28) {
        const auto has = count_text(smaller - reserved_count);
        const auto name = "/" + std::to_string(fits.prefix_length + 1);
        text += ko ? "\n  " + name + " 서브넷은 AWS가 5개를 예약하므로 " + has + "개뿐입니다"
                   : "\n  a " + name + " has only " + has + ", because AWS reserves 5";
    }
    return text;
}

std::string block_text(const subnet_info& info, const context& how) {
    const bool ko = how.lang == language::ko;
    std::string text = paint(to_string(info.block), color::bold, how) + ": " +
                       (ko ? count_text(info.total) + "개 주소, " + count_text(info.usable) +
                                 "개 사용 가능, " + std::to_string(reserved_count) + "개 예약"
                           : count_text(info.total) + " addresses, " + count_text(info.usable) +
                                 " usable, " + std::to_string(reserved_count) + " reserved");
    const auto row = [](const std::string& address, std::string_view what) {
        return "\n  " + address + std::string(address.size() < 17 ? 17 - address.size() : 1, ' ') +
               std::string(what);
    };
    const auto address_text = [](const boost::asio::ip::address& address) {
        return detail::to_string(detail::bits_of(address));
    };
    for (std::size_t i = 0; i < info.reserved.size(); ++i) {
        if (i + 1 == info.reserved.size()) {
            text +=
                row(address_text(info.first_usable), how.say("first usable", "첫 사용 가능 주소"));
            text +=
                row(address_text(info.last_usable), how.say("last usable", "끝 사용 가능 주소"));
        }
        text += row(address_text(info.reserved[i].address), name_of(info.reserved[i].role, how));
    }
    return text;
}

/// A block outside AWS.
std::string ordinary_block_text(const cidr& block, const context& how) {
    const auto hosts = ordinary_hosts(block);
    const auto usable = grouped(hosts.count_text());
    const auto total = grouped(size_text(block));
    return paint(to_string(block), color::bold, how) + ": " +
           (how.lang == language::ko ? total + "개 주소, " + usable + "개 사용 가능"
                                     : total + " addresses, " + usable + " usable") +
           "\n  " + detail::to_string(hosts.first) + " - " + detail::to_string(hosts.last);
}

std::string length_text(int length, const context& how) {
    const bool ko = how.lang == language::ko;
    const auto total = detail::u128{1} << (32 - length);
    return paint("/" + std::to_string(length), color::bold, how) + ": " +
           (ko ? count_text(total) + "개 주소, " + count_text(total - reserved_count) +
                     "개 사용 가능 (첫 4개와 마지막 1개는 AWS가 예약)"
               : count_text(total) + " addresses, " + count_text(total - reserved_count) +
                     " usable (AWS reserves the first four and the last one)");
}

struct reading {
    std::optional<std::string> text;
    std::string json;
};

/// "/24": the size of an IPv4 subnet, wherever it lies.
reading read_length(const std::string& word, const size_command& asked, const context& how) {
    int length = 0;
    const auto* end = word.data() + word.size();
    const auto read = std::from_chars(word.data() + 1, end, length);
    const auto sizes = subnet_sizes(address_family::ipv4);
    if (read.ec != std::errc() || read.ptr != end || length < 0 || length > 32) {
        complain(word + ": not a prefix length (IPv4: /16 to /28 for an AWS subnet)");
        return {};
    }
    if (asked.cloud == "none") {
        complain(word + ": write a block (192.168.1.0" + word + ") with --cloud none");
        return {};
    }
    if (!sizes.allow(length)) {
        complain(word + ": AWS has no IPv4 subnet of this size, only " + to_string(sizes));
        return {};
    }
    const auto total = std::uint64_t{1} << (32 - length);
    return {length_text(length, how), json_object()
                                          .text("schema", "vpcplan.size/1")
                                          .number("prefix_length", static_cast<unsigned>(length))
                                          .number("usable", total - reserved_count)
                                          .number("total", total)
                                          .str()};
}

reading read_word(const std::string& word, const size_command& asked, const context& how) {
    if (!word.empty() && word.front() == '/') {
        return read_length(word, asked, how);
    }
    if (word.find_first_of("./:") != std::string::npos) {
        const auto said = call("subnet.info", {{"cidr", word}, {"cloud", asked.cloud}});
        if (!said.result) {
            // without the name of the service's parameter
            complain(said.message.rfind("cidr: ", 0) == 0 ? said.message.substr(6) : said.message);
            return {};
        }
        std::string text;
        const auto block = parse_cidr(word).value();
        if (asked.cloud == "aws") {
            text = block_text(info_of_subnet(block).value(), how);
        } else {
            text = ordinary_block_text(block, how);
        }
        return {text, with_schema("vpcplan.size/1", *said.result)};
    }
    std::uint64_t hosts = 0;
    const auto* end = word.data() + word.size();
    const auto read = std::from_chars(word.data(), end, hosts);
    if (read.ec != std::errc() || read.ptr != end) {
        complain(word + ": neither a number of hosts (500), a prefix length (/24) nor a block "
                        "(10.0.1.0/24)");
        return {};
    }
    const auto rules = parse_cloud(asked.cloud).value();
    const auto fits = smallest_subnet(hosts, rules);
    if (!fits) {
        complain(describe_hosts(fits.error(), hosts, rules));
        return {};
    }
    const auto said =
        call("subnet.size", {{"hosts", static_cast<std::int64_t>(hosts)}, {"cloud", asked.cloud}});
    if (!said.result) {
        complain(said.message);
        return {};
    }
    return {hosts_text(hosts, *fits, rules, how), with_schema("vpcplan.size/1", *said.result)};
}

} // namespace

exit_status run(const size_command& asked, const context& how) {
    output out(how.quiet);
    for (const auto& word : asked.words) {
        const auto answer = read_word(word, asked, how);
        if (!answer.text) {
            out.flush();
            return exit_status::bad_usage;
        }
        out.line(how.json() ? answer.json : *answer.text);
    }
    return out.finish(exit_status::yes);
}

} // namespace vpcplan::cli
