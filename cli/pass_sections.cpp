#include "pass_sections.hpp"

#include "render.hpp"

#include <algorithm>
#include <vpcplan/flow_log.hpp>
#include <vpcplan/mirroring.hpp>
#include <vpcplan/path_notes.hpp>

namespace vpcplan::cli {

namespace {

std::string flow_log_text(const network_index& index, const question& asked, const answer& given,
                          const context& how) {
    auto text =
        "\n" + paint(how.say("Flow log records", "흐름 로그 레코드"), color::bold, how) + "\n";
    const auto records = flow_log_records(index, asked, given);
    if (records.empty()) {
        return text + "  " +
               std::string(
                   how.say("None: the packet passes no interface that would log it, or AWS "
                           "does not log such traffic.",
                           "없음: 패킷이 기록되는 인터페이스를 지나지 않거나, AWS가 기록하지 "
                           "않는 트래픽입니다.")) +
               "\n";
    }
    for (const auto& record : records) {
        text += "  " + default_format(record) + "\n";
    }
    return text + "  " +
           paint(how.say("(default format; - is what cannot be known here)",
                         "(기본 형식, -는 여기서 알 수 없는 값)"),
                 color::dim, how) +
           "\n";
}

std::string mirrors_text(const network_index& index, const question& asked, const answer& given,
                         const context& how) {
    auto text =
        "\n" + paint(how.say("Traffic mirroring", "트래픽 미러링"), color::bold, how) + "\n";
    const auto all = mirrored_packets(index, asked, given);
    if (all.empty()) {
        return text + "  " +
               std::string(how.say("The packet passes no interface.",
                                   "패킷이 지나는 인터페이스가 없습니다.")) +
               "\n";
    }
    for (const auto& seen : all) {
        text += "  " + sentence(seen, how.lang, &index) + "\n";
        if (seen.copy) {
            text += "    " + copy_sentence(seen, how.lang, &index) + "\n";
        }
    }
    return text;
}

} // namespace

std::string sections_text(const network_index& index, const question& asked, const answer& given,
                          const pass_sections& wanted, const context& how) {
    std::string text;
    for (const auto& note : path_notes(index, asked, given)) {
        text += std::string(how.say("Note: ", "참고: ")) + note.text(how.lang) + "\n";
    }
    text += wanted.flow_log ? flow_log_text(index, asked, given, how) : std::string();
    text += wanted.mirrors ? mirrors_text(index, asked, given, how) : std::string();
    return text;
}

std::string hop_heading(std::size_t number, std::size_t count, const std::string& from,
                        const std::string& to, const std::string& traffic, const context& how) {
    const auto place =
        std::to_string(number) + (how.lang == language::ko ? "/" : " of ") + std::to_string(count);
    const auto words = std::string(how.say("Hop ", "구간 ")) + place + ": " + from + " -> " + to +
                       " (" + traffic + ")";
    return paint(words, color::bold, how) + "\n";
}

std::string chain_headline(const std::vector<chain_hop>& hops, const context& how) {
    const auto worst = worst_of(hops);
    const auto tint = worst == connection_outcome::works   ? color::green
                      : worst == connection_outcome::fails ? color::red
                                                           : color::yellow;
    const auto word = name_of(worst, how.lang);
    auto text = headline(hops, how.lang);
    return text.replace(0, word.size(), paint(word, tint, how)) + "\n";
}

} // namespace vpcplan::cli
