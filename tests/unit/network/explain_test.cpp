#include "support/catch.hpp"

#include <set>
#include <string>
#include <vpcplan/explain.hpp>

using namespace vpcplan;

namespace {

constexpr language both[] = {language::en, language::ko};

const std::vector<reason>& all_reasons() {
#define VPCPLAN_LIST_REASON(name, text) reason::name,
    static const std::vector<reason> all{VPCPLAN_REASONS(VPCPLAN_LIST_REASON)};
#undef VPCPLAN_LIST_REASON
    return all;
}

// The enumerations are dense, so counting up to the last one visits all of them.
constexpr int kind_count = static_cast<int>(step_kind::exempt) + 1;
constexpr int assumptions = static_cast<int>(assumption::documentation_range_public) + 1;

bool has_hangul(std::string_view text) {
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead >= 0xea && lead <= 0xed) {
            return true;
        }
    }
    return false;
}

std::size_t count(std::string_view text, char c) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), c));
}

/// What every text for people has to satisfy, whatever it says.
void check_prose(std::string_view text, language lang) {
    INFO(text);
    CHECK_FALSE(text.empty());
    CHECK(has_hangul(text) == (lang == language::ko));
    CHECK(text.find('{') == std::string_view::npos);
    CHECK(text.find('[') == std::string_view::npos);
    CHECK(text.find("  ") == std::string_view::npos);
    CHECK(text.find("()") == std::string_view::npos);
    CHECK(text.find("\"\"") == std::string_view::npos);
    CHECK(count(text, '(') == count(text, ')'));
    CHECK(count(text, '"') % 2 == 0);
    CHECK(text.find(" .") == std::string_view::npos);
    CHECK(text.find("..") == std::string_view::npos);
}

packet tcp_to(std::string_view source, std::string_view destination, std::uint16_t port) {
    return tcp_packet(parse_address(source).value(), 51515, parse_address(destination).value(),
                      port);
}

step acl_step() {
    step made;
    made.kind = step_kind::nacl;
    made.component = "acl-1";
    made.way = direction::in;
    made.rule = 120;
    made.header = tcp_to("10.0.1.5", "10.0.2.5", 5432);
    made.detail = {{"subnet", "subnet-b"}};
    return made;
}

} // namespace

TEST_CASE("every reason has a title, a meaning and a remedy in both languages") {
    for (const auto code : all_reasons()) {
        for (const auto lang : both) {
            INFO(id_of(code));
            const auto text = explain(code, lang);
            for (const auto part : {text.title, text.meaning, text.remedy}) {
                check_prose(part, lang);
            }
            CHECK(text.meaning.back() == '.');
            CHECK(text.remedy.back() == '.');
        }
    }
}

TEST_CASE("no two reasons share a title or an id") {
    for (const auto lang : both) {
        std::set<std::string_view> titles;
        for (const auto code : all_reasons()) {
            CHECK(titles.insert(explain(code, lang).title).second);
        }
    }
    std::set<std::string_view> ids;
    for (const auto code : all_reasons()) {
        CHECK(ids.insert(id_of(code)).second);
    }
}

TEST_CASE("every assumption has a sentence in both languages") {
    for (int i = 0; i < assumptions; ++i) {
        for (const auto lang : both) {
            check_prose(sentence(static_cast<assumption>(i), lang), lang);
        }
    }
}

TEST_CASE("every kind of check has a name in both languages") {
    for (int i = 0; i < kind_count; ++i) {
        for (const auto lang : both) {
            CHECK_FALSE(name_of(static_cast<step_kind>(i), lang).empty());
        }
    }
}

TEST_CASE("every kind, outcome, direction and reason makes a whole sentence, bare or with facts") {
    const fact_list facts = {{"interface", "eni-1"},
                             {"subnet", "subnet-1"},
                             {"destination", "10.0.0.0/16"},
                             {"target", "igw-1"},
                             {"rule", "tcp 443 0.0.0.0/0"},
                             {"source_before", "10.0.1.5"},
                             {"source_after", "198.51.100.7"},
                             {"destination_before", "198.51.100.7"},
                             {"destination_after", "10.0.1.5"},
                             {"ports", "1024-32767"},
                             {"node_ports", "1024-32767"},
                             {"reference", "other_region"},
                             {"vpc", "vpc-2"},
                             {"arrived", "vpc-3"},
                             {"state", "failed"},
                             {"mode", "block-ingress"},
                             {"service", "amazon_dns"}};
    for (int kind = 0; kind < kind_count; ++kind) {
        for (const auto outcome : {verdict::allow, verdict::deny, verdict::unknown}) {
            for (const auto way : {direction::in, direction::out}) {
                for (const auto code : all_reasons()) {
                    for (const bool with_facts : {false, true}) {
                        step made = acl_step();
                        made.kind = static_cast<step_kind>(kind);
                        made.outcome = outcome;
                        made.way = way;
                        made.code = code;
                        made.detail.clear();
                        if (with_facts) {
                            made.detail = facts;
                        }
                        for (const auto lang : both) {
                            INFO(to_string(made.kind)
                                 << " " << to_string(outcome) << " " << id_of(code));
                            const auto text = sentence(made, lang);
                            check_prose(text, lang);
                            CHECK(text.back() == '.');
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("a denying ACL rule is named with its number, its ACL and the packet") {
    auto made = acl_step();
    made.outcome = verdict::deny;
    made.code = reason::subnet_acl_restriction;
    CHECK(sentence(made, language::en) == "Network ACL acl-1 drops TCP port 5432 from 10.0.1.5 on "
                                          "its way in to subnet-b: rule 120 denies it.");
    CHECK(sentence(made, language::ko) == "서브넷 subnet-b의 네트워크 ACL acl-1의 인바운드 규칙 "
                                          "120번이 10.0.1.5 주소에서 오는 TCP 5432번 "
                                          "포트 트래픽을 거부합니다.");
}

TEST_CASE("the implicit deny says so and names the closest rule with the field that differs") {
    auto made = acl_step();
    made.outcome = verdict::deny;
    made.code = reason::subnet_acl_restriction;
    made.rule = 32767;
    made.considered = {{0, 0, 100, rule_field::protocol, verdict::allow},
                       {0, 1, 110, rule_field::port, verdict::allow},
                       {0, 2, 120, rule_field::address, verdict::allow}};
    const auto en = sentence(made, language::en);
    CHECK(en.find("final * rule (32767) denies") != std::string::npos);
    CHECK(en.find("the closest, rule 110, differs in the port") != std::string::npos);
    const auto ko = sentence(made, language::ko);
    CHECK(ko.find("별표(*) 규칙(32767번)") != std::string::npos);
    CHECK(ko.find("가장 비슷한 규칙 110번도 포트가") != std::string::npos);
}

TEST_CASE("a rule that denies is never offered as the closest one") {
    auto made = acl_step();
    made.outcome = verdict::deny;
    made.rule = 32767;
    made.considered = {{0, 0, 100, rule_field::port, verdict::deny}};
    CHECK(sentence(made, language::en).find("closest") == std::string::npos);
}

TEST_CASE("for security groups a rule that fits but for the address is closer than one whose port "
          "differs") {
    step made = acl_step();
    made.kind = step_kind::sg;
    made.component = "sg-db";
    made.rule.reset();
    made.outcome = verdict::deny;
    made.code = reason::eni_sg_rules_mismatch;
    made.detail = {{"interface", "eni-db"}};
    made.considered = {{0, 0, -1, rule_field::port, verdict::allow},
                       {0, 1, -1, rule_field::address, verdict::allow}};
    CHECK(sentence(made, language::en) ==
          "No inbound rule of security group sg-db on eni-db allows TCP port 5432 from 10.0.1.5; "
          "the closest rule differs in the address.");
    made.considered.push_back({1, 0, -1, rule_field::protocol, verdict::allow});
    CHECK(sentence(made, language::en).find("the security groups of eni-db") != std::string::npos);
}

TEST_CASE("with a network, ids are followed by Names, once") {
    network data;
    network_acl acl;
    acl.id = "acl-1";
    acl.name = "database";
    data.network_acls.push_back(acl);
    subnet same;
    same.id = "subnet-b";
    same.name = "subnet-b"; // hand-written networks use names as ids
    data.subnets.push_back(same);
    const network_index index(data);
    CHECK(sentence(acl_step(), language::en, &index) ==
          "Network ACL acl-1 (database) lets TCP port 5432 from 10.0.1.5 in to subnet-b: rule 120 "
          "allows it.");
}

TEST_CASE("traffic is named by what rules look at") {
    CHECK(traffic_text(tcp_to("10.0.0.1", "10.0.0.2", 22), language::en) == "TCP port 22");
    CHECK(traffic_text(tcp_to("10.0.0.1", "10.0.0.2", 22), language::ko) == "TCP 22번 포트");
    const auto v4 = parse_address("10.0.0.1").value();
    const auto v6 = parse_address("2001:db8::1").value();
    CHECK(traffic_text(icmp_packet(v4, v4, 8, 0), language::en) ==
          "ICMP echo request (type 8, code 0)");
    // 8 is an echo request for IPv4 only; 128 for IPv6 only
    CHECK(traffic_text(icmp_packet(v6, v6, 8, 0), language::en) == "ICMPv6 type 8, code 0");
    CHECK(traffic_text(icmp_packet(v6, v6, 128, 0), language::ko) ==
          "ICMPv6 에코 요청(유형 128, 코드 0)");
    packet gre;
    gre.protocol_number = 47;
    CHECK(traffic_text(gre, language::en) == "protocol 47");
}

TEST_CASE("the headline gives the verdict, which leg decided, and the deciding check") {
    answer given;
    given.connection = connection_outcome::works;
    given.forward.outcome = leg_outcome::pass;
    given.reply.outcome = leg_outcome::pass;
    CHECK(headline(given, language::en) == "WORKS: the packet arrives and the reply comes back.");
    given.reply.outcome = leg_outcome::not_applicable;
    CHECK(headline(given, language::en) == "WORKS: the packet arrives; this message has no reply.");

    given.connection = connection_outcome::fails;
    auto made = acl_step();
    made.outcome = verdict::deny;
    given.reply.steps.push_back(made);
    given.decided_by = answer::decision{true, 0};
    CHECK(headline(given, language::en)
              .rfind("FAILS: the request arrives, but the reply is lost. Network ACL acl-1 drops",
                     0) == 0);
    CHECK(headline(given, language::ko).rfind("통신 불가: 요청은 도착하지만", 0) == 0);
}

TEST_CASE("reasons are found by id in any case, and nothing else is") {
    for (const auto code : all_reasons()) {
        if (code != reason::none) {
            CHECK(find_reason(id_of(code)) == code);
        }
    }
    CHECK(find_reason("subnet_acl_restriction") == reason::subnet_acl_restriction);
    CHECK_FALSE(find_reason(""));
    CHECK_FALSE(find_reason("SUBNET_ACL"));
}

TEST_CASE("languages are read from tags and locale names") {
    CHECK(parse_language("ko") == language::ko);
    CHECK(parse_language("ko_KR.UTF-8") == language::ko);
    CHECK(parse_language("en_US.UTF-8") == language::en);
    CHECK_FALSE(parse_language("C"));
    CHECK_FALSE(parse_language("kok_IN"));
    CHECK_FALSE(parse_language(""));
}
