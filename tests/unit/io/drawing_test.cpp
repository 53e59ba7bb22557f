// Pictures of answers: nothing of an answer is lost or moved, whatever the path; and no name of the
// network, however odd, breaks a format.
#include "support/loading.hpp"
#include "support/network_generator.hpp"

#include <cstdlib>
#include <map>
#include <regex>
#include <set>
#include <vpcplan/drawing.hpp>
#include <vpcplan/explain.hpp>
#include <vpcplan/path.hpp>

using namespace vpcplan;
using namespace vpcplan::test;
using vpcplan_test::network_generator;

namespace {

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const std::map<char, std::string> named{
            {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
        const auto found = named.find(c);
        out += found == named.end() ? std::string(1, c) : found->second;
    }
    return out;
}

/// Why a text is not well-formed XML of the kind written here, or "".
std::string xml_problem(const std::string& text) {
    static const std::regex tag(R"(<(/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<&]*")*)(/?)>)");
    static const std::regex entity("&(amp|lt|gt|quot|#39);");
    std::vector<std::string> open;
    auto at = text.cbegin();
    std::smatch found;
    while (at != text.cend()) {
        if (*at == '<') {
            if (!std::regex_search(at, text.cend(), found, tag,
                                   std::regex_constants::match_continuous)) {
                return "no tag: " + std::string(at, at + std::min<long>(60, text.cend() - at));
            }
            if (found[1] == "/") {
                if (open.empty() || open.back() != found[2]) {
                    return "</" + found[2].str() + "> closes nothing";
                }
                open.pop_back();
            } else if (found[4] != "/") {
                open.push_back(found[2]);
            }
            at = found[0].second;
        } else if (*at == '&') {
            if (!std::regex_search(at, text.cend(), found, entity,
                                   std::regex_constants::match_continuous)) {
                return "no entity: " + std::string(at, at + std::min<long>(20, text.cend() - at));
            }
            at = found[0].second;
        } else if (static_cast<unsigned char>(*at) < 0x20 && *at != '\n') {
            return "a control character";
        } else {
            ++at;
        }
    }
    return open.empty() ? "" : open.back() + " stays open";
}

/// A line with its quoted strings emptied; `\\` escapes the next character where that is the
/// language's way. Nothing when a string stays open or holds one of `forbidden`.
std::optional<std::string> skeleton_of(std::string_view line, bool has_escapes,
                                       std::string_view forbidden) {
    std::string out;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"') {
            quoted = !quoted;
            out += c;
        } else if (!quoted) {
            out += c;
        } else if (has_escapes && c == '\\') {
            ++i;
        } else if (forbidden.find(c) != std::string_view::npos) {
            const bool is_break = line.substr(i).starts_with("<br/>");
            if (!is_break) {
                return std::nullopt;
            }
            i += 4;
        }
    }
    return quoted ? std::nullopt : std::optional(out);
}

/// The first line of a text that does not fit the grammar, or "".
std::string odd_line(const std::string& text, const std::regex& grammar, bool has_escapes,
                     std::string_view forbidden) {
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) {
        const auto skeleton = skeleton_of(line, has_escapes, forbidden);
        if (!skeleton || !std::regex_match(*skeleton, grammar)) {
            return line;
        }
    }
    return {};
}

std::string odd_mermaid(const std::string& text) {
    static const std::regex grammar(R"(flowchart TB| *subgraph c\d+\[""\]| *end)"
                                    R"(| *(p\d+|verdict)(\(\[""\]\)|\[""\])(:::[a-z]+)?)"
                                    R"(| *p\d+ (-->|--x|-\.->|-\.-x) p\d+)"
                                    R"(| *classDef [a-z]+ [#a-z0-9:, -]+| *class verdict verdict)");
    return odd_line(text, grammar, false, "[]{}|<>`\\");
}

std::string odd_dot(const std::string& text) {
    static const std::regex grammar(
        R"(digraph path \{| *(graph|node|edge) \[[^\]]*\];| *label="";| *\})"
        R"(| *subgraph cluster_\d+ \{| *label=""; style=(dashed|solid);)"
        R"(| *p\d+ \[label="", style=(""|[a-z]+)(, [a-z]+=(""|\d))*\];)"
        R"(| *p\d+ -> p\d+ \[[a-z]+=[a-z]+(, [a-z]+=[a-z]+)*\];)");
    return odd_line(text, grammar, true, "");
}

/// Everything an SVG places lies on its page, words by the estimate of a narrow font.
std::string outside_page(const std::string& svg) {
    static const std::regex view(R"rx(viewBox="0 0 (\d+) (\d+)")rx");
    static const std::regex box(
        R"rx(<rect x="(-?\d+)" y="(-?\d+)" width="(-?\d+)" height="(-?\d+)")rx");
    static const std::regex words(
        R"rx(<text x="(-?\d+)" y="(-?\d+)" font-size="(\d+)"[^>]*>([^<]*)<)rx");
    std::smatch page;
    if (!std::regex_search(svg, page, view)) {
        return "no viewBox";
    }
    const int width = std::stoi(page[1]);
    const int height = std::stoi(page[2]);
    for (std::sregex_iterator at(svg.begin(), svg.end(), box), end; at != end; ++at) {
        const auto number = [&](std::size_t i) { return std::stoi((*at)[i]); };
        if (number(1) < 0 || number(2) < 0 || number(3) <= 0 || number(4) <= 0 ||
            number(1) + number(3) > width || number(2) + number(4) > height) {
            return at->str();
        }
    }
    for (std::sregex_iterator at(svg.begin(), svg.end(), words), end; at != end; ++at) {
        const auto shown = (*at)[4].str();
        const auto characters = std::count_if(shown.begin(), shown.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
        });
        const bool has_entities = shown.find('&') != std::string::npos;
        const double wide =
            has_entities ? 0 : 0.35 * std::stod((*at)[3]) * static_cast<double>(characters);
        if (std::stoi((*at)[1]) + wide > width || std::stoi((*at)[2]) > height) {
            return at->str();
        }
    }
    return {};
}

/// What holds for every drawing of every answer.
void check_drawing(const network_index& index, const question& asked, const answer& given,
                   language lang) {
    const auto drawn = draw_path(index, asked, given, lang);
    const auto svg = svg_text(drawn);
    const auto mermaid = mermaid_text(drawn);
    const auto dot = dot_text(drawn);
    INFO(dot);

    // Every check of the trace, once, in the words of the other answers.
    const auto forward = given.forward.steps.size();
    REQUIRE(drawn.checks.size() == forward + given.reply.steps.size());
    std::multiset<std::size_t> placed;
    std::set<std::size_t> left_out;
    for (const auto& at : drawn.places) {
        placed.insert(at.requests.begin(), at.requests.end());
        placed.insert(at.replies.begin(), at.replies.end());
        CHECK(at.reached == (at.on_request || at.on_reply));
        CHECK((at.reached || (at.requests.empty() && at.replies.empty())));
        CHECK(!at.title.empty());
        if (at.kind == path_drawing::place::what::gap) {
            left_out.insert(at.requests.begin(), at.requests.end());
            left_out.insert(at.replies.begin(), at.replies.end());
            CHECK(contains(svg, at.title));
            CHECK(contains(mermaid, at.title));
            CHECK(contains(dot, at.title));
        }
    }
    std::size_t deciding = 0;
    for (std::size_t i = 0; i < drawn.checks.size(); ++i) {
        const auto& shown = drawn.checks[i];
        const auto& made = i < forward ? given.forward.steps[i] : given.reply.steps[i - forward];
        CHECK(placed.count(i) == 1);
        CHECK(shown.number == i + 1);
        CHECK(shown.in_reply == (i >= forward));
        CHECK(shown.outcome == made.outcome);
        CHECK(shown.decides ==
              (given.connection != connection_outcome::works && given.deciding_step() == &made));
        deciding += shown.decides ? 1 : 0;
        if (left_out.count(i) != 0) {
            CHECK(!shown.decides);
            continue;
        }
        const auto number = "(" + std::to_string(i + 1) + ") ";
        CHECK(count_of(mermaid, number) >= 1);
        CHECK(count_of(dot, number) >= 1);
        CHECK(
            contains(svg, "<title>" + std::to_string(i + 1) + ". " + xml_escaped(shown.sentence)));
    }

    // Requests run down the places, replies up.
    std::size_t last = 0;
    for (const auto& at : drawn.places) {
        for (const auto number : at.requests) {
            CHECK((drawn.checks[number].in_reply || number >= last));
            last = drawn.checks[number].in_reply ? last : number;
        }
    }
    last = forward;
    for (auto at = drawn.places.rbegin(); at != drawn.places.rend(); ++at) {
        for (const auto number : at->replies) {
            CHECK(number >= last);
            last = number;
        }
    }

    // The blocker is marked once when there is one, and never else.
    const std::size_t expected = given.connection == connection_outcome::works ? 0 : 1;
    CHECK(deciding == expected);
    CHECK(count_of(svg, "class=\"blocker\"") == expected);
    CHECK(count_of(mermaid, ":::decisive") + count_of(mermaid, ":::open") == expected);
    CHECK(count_of(dot, "penwidth=3") == expected);

    CHECK(xml_problem(svg) == "");
    CHECK(outside_page(svg) == "");
    CHECK(odd_mermaid(mermaid) == "");
    CHECK(odd_dot(dot) == "");
    CHECK(!std::regex_search(svg, std::regex("href|url\\(|@import|<script|<image|<foreign")));

    const auto again = draw_path(index, asked, given, lang);
    CHECK(svg_text(again) == svg);
    CHECK(mermaid_text(again) == mermaid);
    CHECK(dot_text(again) == dot);
}

std::pair<question, answer> asked_of(const network_index& index, std::string_view from,
                                     std::string_view to, std::uint16_t port) {
    const auto source = find_endpoint(index, from, true);
    const auto destination = find_endpoint(index, to, false);
    REQUIRE(source.value);
    REQUIRE(destination.value);
    question asked{*source.value, *destination.value};
    asked.destination_port = port;
    auto given = vpcplan::ask(index, asked);
    REQUIRE(given);
    return {asked, *std::move(given)};
}

/// Gives everything with a Name another one.
template <class Things>
void rename_all(Things& things, const std::string& name) {
    for (auto& one : things) {
        one.name = name;
    }
}

} // namespace

TEST_CASE("Pictures of generated networks show every check once, and the blocker once") {
    const auto* chosen = std::getenv("VPCPLAN_TEST_SEED");
    std::map<connection_outcome, int> seen;
    std::set<step_kind> kinds;
    for (unsigned seed = 0; seed < (chosen != nullptr ? 1U : 60U); ++seed) {
        const auto used =
            chosen != nullptr ? static_cast<unsigned>(std::strtoul(chosen, nullptr, 10)) : seed;
        INFO("VPCPLAN_TEST_SEED=" << used);
        network_generator generator(used);
        const auto data = generator.make();
        const network_index index(data);
        for (int i = 0; i < 4; ++i) {
            const auto asked = generator.ask_about(data);
            const auto given = vpcplan::ask(index, asked);
            if (given) {
                check_drawing(index, asked, *given, i % 2 == 0 ? language::en : language::ko);
                ++seen[given->connection];
                for (const auto& one : given->forward.steps) {
                    kinds.insert(one.kind);
                }
            }
        }
    }
    if (chosen == nullptr) {
        CHECK(seen.size() == 3);
        CHECK(kinds.size() >= 12);
    }
}

TEST_CASE("Pictures of the examples show every check between every two hosts") {
    for (const auto* name : {"three-tier", "aws-snapshot", "load-balancers"}) {
        const auto loaded = load(std::filesystem::path(VPCPLAN_SOURCE_DIR) / "examples" / name);
        const network_index index(loaded.data);
        for (const auto& from : loaded.data.interfaces) {
            for (const auto& to : loaded.data.interfaces) {
                question asked{{endpoint::kind::interface, from.id},
                               {endpoint::kind::interface, to.id}};
                asked.destination_port = 443;
                if (const auto given = vpcplan::ask(index, asked)) {
                    INFO(name << ": " << from.id << " to " << to.id);
                    check_drawing(index, asked, *given, language::en);
                }
            }
        }
    }
}

TEST_CASE("No Name breaks a picture, whatever is in it") {
    for (const std::string odd :
         {"<b>&\"'`|[]{}()", "두\n줄\t이름", "\\l\\n\"\\", "]]>--><!--", "%%{init: {}}%%",
          "#quot;#35;", "end", "1. one", "- list", "- 1. *a* _b_ ~c~", "a --> b; c", "\xff\xfe bad",
          "\x1b[31mred", "🚀 \xe2\x80\xae turned", "&#x1;&lt;", "//\u2028", "x\"] --> y[\"z",
          "averyveryverylongnamewithoutanyspacesthathastobebrokensomewhereorelseitleavesitsbox",
          "아주 긴 이름이 상자 밖으로 나가지 않는지 보려고 "
          "띄어쓰기와함께붙여쓰기도섞어서길게길게썼습니다"}) {
        auto loaded = load(std::filesystem::path(VPCPLAN_SOURCE_DIR) / "examples/aws-snapshot");
        auto& data = loaded.data;
        rename_all(data.vpcs, odd);
        rename_all(data.subnets, odd);
        rename_all(data.interfaces, odd);
        rename_all(data.instances, odd);
        rename_all(data.security_groups, odd);
        rename_all(data.network_acls, odd);
        rename_all(data.route_tables, odd);
        rename_all(data.internet_gateways, odd);
        rename_all(data.nat_gateways, odd);
        const network_index index(data);
        INFO(odd);
        for (const auto& from : data.interfaces) {
            question asked{
                {endpoint::kind::interface, from.id},
                {endpoint::kind::internet, {}, detail::parse_address_bits("203.0.113.80").value()}};
            asked.destination_port = 443;
            const auto given = vpcplan::ask(index, asked);
            REQUIRE(given);
            check_drawing(index, asked, *given, language::ko);
        }
    }
}

TEST_CASE("Places that both legs pass are one, in the boxes they stand in") {
    const auto loaded =
        load(std::filesystem::path(VPCPLAN_SOURCE_DIR) / "examples/three-tier/vpc.yaml");
    const network_index index(loaded.data);
    const auto [asked, given] = asked_of(index, "app-1", "internet:203.0.113.80", 443);
    const auto drawn = draw_path(index, asked, given, language::en);
    using what = path_drawing::container::what;
    std::string seen;
    for (const auto& at : drawn.places) {
        const bool both = at.on_request && at.on_reply;
        seen += both ? "=" : at.on_request ? ">" : "<";
        seen += at.kind == path_drawing::place::what::gate
                    ? drawn.checks[(at.requests.empty() ? at.replies : at.requests).front()].label
                    : at.title;
        if (at.inside) {
            seen += " @ " + drawn.containers[*at.inside].title;
        }
        seen += "\n";
    }
    CHECK(seen == "=app-1/eth0 @ Subnet app-a\n"
                  "=network ACL app: rule 110 @ Subnet app-a\n"
                  ">route table app: 0.0.0.0/0 → nat-a @ Subnet app-a\n"
                  "<route table public: 10.20.0.0/16 → local @ Subnet public-a\n"
                  "=network ACL public: rule 110 @ Subnet public-a\n"
                  "=nat-a @ Subnet public-a\n"
                  "=network ACL public: rule 110 @ Subnet public-a\n"
                  ">route table public: 0.0.0.0/0 → igw @ Subnet public-a\n"
                  "=igw @ VPC shop\n"
                  "=203.0.113.80 @ Internet\n");
    const auto& subnet = drawn.containers[*drawn.places.front().inside];
    REQUIRE(subnet.parent);
    CHECK(drawn.containers[*subnet.parent].kind == what::zone);
    REQUIRE(drawn.containers[*subnet.parent].parent);
    CHECK(drawn.containers[*drawn.containers[*subnet.parent].parent].kind == what::vpc);
}

TEST_CASE("A packet that stops shows where it should have gone, and no arrow there") {
    const auto loaded =
        load(std::filesystem::path(VPCPLAN_SOURCE_DIR) / "examples/three-tier/vpc.yaml");
    const network_index index(loaded.data);
    const auto [asked, given] = asked_of(index, "db-1", "203.0.113.80", 443);
    REQUIRE(given.connection == connection_outcome::fails);
    const auto drawn = draw_path(index, asked, given, language::en);
    const auto& last = drawn.places.back();
    CHECK(last.title == "203.0.113.80");
    CHECK(!last.reached);
    const auto end = "p" + std::to_string(drawn.places.size());
    CHECK(!contains(mermaid_text(drawn), "> " + end + "\n"));
    CHECK(contains(svg_text(drawn), "(not reached)"));
    CHECK(contains(svg_text(drawn), "DROPPED HERE"));
}

TEST_CASE("A way of hundreds of checks is drawn with its middle left out") {
    const network nothing;
    const network_index index(nothing);
    const auto address = [](std::string_view text) {
        return detail::parse_address_bits(text).value();
    };
    const question asked{{endpoint::kind::internet, {}, address("203.0.113.7")},
                         {endpoint::kind::address, {}, address("10.0.0.1")}};
    answer given;
    given.connection = connection_outcome::fails;
    given.first_packet.source = address("203.0.113.7");
    given.first_packet.destination = address("10.0.0.1");
    given.forward.outcome = leg_outcome::drop;
    for (int i = 0; i < 300; ++i) {
        step made;
        made.kind = i % 3 == 0 ? step_kind::tgw : step_kind::route;
        made.component = "component-" + std::to_string(i % 7);
        made.header = given.first_packet;
        given.forward.steps.push_back(made);
    }
    given.forward.steps.back().outcome = verdict::deny;
    given.forward.steps.back().code = reason::path_loop;
    given.decided_by = answer::decision{false, 299};
    check_drawing(index, asked, given, language::en);
    const auto drawn = draw_path(index, asked, given, language::en);
    CHECK(drawn.places.size() < 25);
    CHECK(arrows_text(drawn, false).size() < 600);
    CHECK(contains(arrows_text(drawn, false), " -> ... -> "));
}

TEST_CASE("One leg as a line of words and arrows names every stop and what stopped it") {
    const auto loaded =
        load(std::filesystem::path(VPCPLAN_SOURCE_DIR) / "examples/three-tier/vpc.yaml");
    const network_index index(loaded.data);
    const auto [asked, given] = asked_of(index, "bastion", "db-1", 5432);
    const auto drawn = draw_path(index, asked, given, language::en);
    CHECK(
        arrows_text(drawn, false) ==
        "bastion/eth0 -> network ACL public -> route table public -> network ACL db -> db-1/eth0");
    CHECK(arrows_text(drawn, true) == "db-1/eth0 -> network ACL db (DROP)");
    const auto korean = draw_path(index, asked, given, language::ko);
    CHECK(arrows_text(korean, true) == "db-1/eth0 -> 네트워크 ACL db (차단)");
}
