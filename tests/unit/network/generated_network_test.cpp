// What must hold for every network: checked on random ones over all systems.
#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"
#include "../../support/network_changes.hpp"
#include "../../support/network_generator.hpp"

#include <cstdlib>

using namespace vpcplan;
using namespace vpcplan_test;

namespace {

/// Runs `check` on new networks and questions; failures show the seed, which repeats the round:
/// VPCPLAN_TEST_SEED=N.
template <class Check>
void for_generated(int rounds, network_features features, Check check) {
    const char* const fixed = std::getenv("VPCPLAN_TEST_SEED");
    if (std::getenv("VPCPLAN_LONG_TESTS") != nullptr) {
        rounds *= 100;
    }
    const unsigned first = fixed != nullptr
                               ? static_cast<unsigned>(std::strtoul(fixed, nullptr, 10))
                               : std::random_device()();
    for (unsigned round = 0; round < (fixed != nullptr ? 1U : static_cast<unsigned>(rounds));
         ++round) {
        INFO("VPCPLAN_TEST_SEED=" << first + round);
        network_generator generator(first + round, features);
        const auto net = generator.make();
        check(net, generator);
    }
}

std::string text_of(const endpoint& end) {
    static const char* const names[] = {"interface",   "subnet address", "address",      "internet",
                                        "on-premises", "VPC router",     "load balancer"};
    return std::string(names[static_cast<int>(end.where)]) + " " + end.id +
           (end.address ? " " + detail::to_string(*end.address) : "");
}

std::string text_of(const question& asked) {
    return text_of(asked.from) + " -> " + text_of(asked.to) + " " + to_string(asked.proto) +
           (asked.source_port ? " from " + std::to_string(*asked.source_port) : "") +
           (asked.destination_port ? " to " + std::to_string(*asked.destination_port) : "") +
           (asked.icmp_type ? " type " + std::to_string(*asked.icmp_type) : "");
}

std::string text_of(const step& made) {
    std::string text(to_string(made.kind));
    text += " " + made.component + " " + (made.way ? std::string(to_string(*made.way)) : "") + " " +
            std::string(to_string(made.outcome)) + " " + std::string(id_of(made.code));
    if (made.rule) {
        text += " rule " + std::to_string(*made.rule);
    }
    for (const auto& [key, value] : made.detail) {
        text += " " + key + "=" + value;
    }
    return text + "  [" + vpcplan_test::text_of(made.header) + "]";
}

std::string text_of(const answer& said) {
    std::string text = std::string(to_string(said.connection)) + "\n";
    for (const auto* way : {&said.forward, &said.reply}) {
        text += std::string(to_string(way->outcome)) + "\n";
        for (const auto& made : way->steps) {
            text += "  " + text_of(made) + "\n";
        }
    }
    return text;
}

/// Which of several groups that all refuse is named, and which of several that allow, is not said.
std::string place_of(const step& made) {
    return made.kind == step_kind::sg ? std::string(made.fact("interface")) : made.component;
}

/// What people act on: verdicts, the deciding step, ports.
std::string essence(const answer& said) {
    std::string text(to_string(said.connection));
    text += " " + std::string(to_string(said.forward.outcome)) + "/" +
            std::string(to_string(said.reply.outcome));
    if (const auto* by = said.deciding_step()) {
        text += " " + std::string(to_string(by->kind)) + " " + place_of(*by) + " " +
                (by->way ? std::string(to_string(*by->way)) : "") + " " +
                std::string(id_of(by->code)) + " " + (by->rule ? std::to_string(*by->rule) : "-") +
                " [" + vpcplan_test::text_of(by->header) + "]";
    }
    for (const auto* ports : {&said.source_ports, &said.destination_ports}) {
        text += " ports";
        for (const auto& range : *ports) {
            text += " " + to_string(range);
        }
    }
    return text;
}

bool has_choices(const answer& said) {
    return std::find(said.assumptions.begin(), said.assumptions.end(),
                     assumption::every_choice_walked) != said.assumptions.end();
}

void check_leg(const leg& way) {
    if (way.outcome == leg_outcome::not_applicable) {
        CHECK(way.steps.empty());
        return;
    }
    REQUIRE(!way.steps.empty());
    CHECK(way.steps.size() < 1000);
    for (std::size_t i = 0; i < way.steps.size(); ++i) {
        const auto& made = way.steps[i];
        const bool decides = i + 1 == way.steps.size() && way.outcome != leg_outcome::pass;
        const auto expected = !decides                           ? verdict::allow
                              : way.outcome == leg_outcome::drop ? verdict::deny
                                                                 : verdict::unknown;
        CHECK(made.outcome == expected);
        CHECK((made.code != reason::none) == decides);
    }
}

void check_complete(const question& asked, const answer& said) {
    check_leg(said.forward);
    check_leg(said.reply);
    CHECK(said.forward.outcome != leg_outcome::not_applicable);
    const bool answered = said.forward.outcome == leg_outcome::pass &&
                          said.forward.steps.back().header.reply().has_value();
    CHECK((said.reply.outcome != leg_outcome::not_applicable) == answered);
    const auto last = answered ? said.reply.outcome : said.forward.outcome;
    CHECK((said.connection == connection_outcome::works) == (last == leg_outcome::pass));
    CHECK((said.connection == connection_outcome::fails) == (last == leg_outcome::drop));
    CHECK((said.deciding_step() == nullptr) == (said.connection == connection_outcome::works));
    if (const auto* by = said.deciding_step()) {
        CHECK(by->code != reason::none);
        CHECK(by == &(answered ? said.reply : said.forward).steps.back());
    }
    if (asked.proto.has_ports() && said.connection == connection_outcome::works) {
        CHECK(!said.source_ports.empty());
        CHECK(!said.destination_ports.empty());
    }
}

bool is_inside(const endpoint& end) {
    return end.where == endpoint::kind::interface && !end.address;
}

/// Steps without those of groups, as text.
std::vector<std::string> without_groups(const leg& way) {
    std::vector<std::string> told;
    for (const auto& made : way.steps) {
        if (made.kind != step_kind::sg) {
            told.push_back(text_of(made));
        }
    }
    return told;
}

} // namespace

TEST_CASE("Every answer about a generated network is complete: a drop ends with a reason") {
    std::map<connection_outcome, int> seen;
    for_generated(300, {}, [&](const network& net, network_generator& generator) {
        const network_index index(net);
        for (int i = 0; i < 12; ++i) {
            const auto asked = generator.ask_about(net);
            INFO(text_of(asked));
            const auto said = vpcplan::test::ask(index, asked);
            if (!said) {
                CHECK(said.error().code == errc::family_mismatch);
                continue;
            }
            INFO(text_of(*said));
            check_complete(asked, *said);
            ++seen[said->connection];
        }
    });
    if (std::getenv("VPCPLAN_TEST_SEED") == nullptr) {
        // The generator is worth something only while all of them are common.
        CHECK(seen[connection_outcome::works] > 200);
        CHECK(seen[connection_outcome::fails] > 200);
        CHECK(seen[connection_outcome::unknown] > 20);
    }
}

TEST_CASE("A reply passes groups by state and is otherwise judged as a fresh packet") {
    network_features plain;
    plain.translators = plain.choices = plain.endpoints = plain.public_access = false;
    plain.balancers = plain.inspection = false;
    int compared = 0;
    for_generated(300, plain, [&](const network& net, network_generator& generator) {
        auto open = net;
        open_groups(open);
        const network_index index(net);
        const network_index open_index(open);
        for (int i = 0; i < 20; ++i) {
            auto asked = generator.ask_about(net);
            asked.source_port = asked.source_port.value_or(40000);
            asked.destination_port = asked.destination_port.value_or(443);
            const bool known_ends =
                (is_inside(asked.from) && is_inside(asked.to)) ||
                (is_inside(asked.from) && asked.to.where == endpoint::kind::internet) ||
                (asked.from.where == endpoint::kind::internet && is_inside(asked.to));
            const auto said = vpcplan::test::ask(index, asked);
            if (!known_ends || !said || said->forward.outcome != leg_outcome::pass ||
                said->reply.outcome == leg_outcome::not_applicable ||
                said->forward.steps.back().fact("service") == "amazon_dns") {
                continue;
            }
            const auto& first = said->first_packet;
            question fresh{asked.to, asked.from, asked.proto};
            fresh.from.address = asked.to.where == endpoint::kind::internet
                                     ? first.destination
                                     : said->forward.steps.back().header.destination;
            fresh.to.address = first.source;
            if (asked.to.where == endpoint::kind::internet) { // which knows the public address only
                const auto* own = index.find_interface(asked.from.id)->find(first.source);
                fresh.to = {
                    endpoint::kind::address, {}, own->public_address.value_or(first.source)};
            }
            fresh.source_port = asked.destination_port;
            fresh.destination_port = asked.source_port;
            if (asked.proto.is_icmp()) {
                const auto back = first.reply().value();
                fresh.icmp_type = back.icmp_type;
                fresh.icmp_code = back.icmp_code;
            }
            INFO(text_of(asked) << "\n" << text_of(*said));
            const auto again = vpcplan::test::ask(open_index, fresh).value();
            INFO("asked afresh: " << text_of(fresh) << "\n" << text_of(again));
            CHECK(said->reply.outcome == again.forward.outcome);
            CHECK(without_groups(said->reply) == without_groups(again.forward));
            ++compared;
        }
    });
    CHECK((compared > 100 || std::getenv("VPCPLAN_TEST_SEED") != nullptr));
}

TEST_CASE("Other ids and another order of the input never change an answer") {
    for_generated(150, {}, [&](const network& net, network_generator& generator) {
        auto& random = generator.random().random();
        auto mixed = net;
        reorder(mixed, random);
        const auto names = new_names(net, random);
        auto renamed = mixed;
        rename(renamed, names);
        const network_index index(net);
        const network_index mixed_index(mixed);
        const network_index renamed_index(renamed);
        for (int i = 0; i < 8; ++i) {
            const auto asked = generator.ask_about(net);
            const auto said = vpcplan::test::ask(index, asked);
            if (!said) {
                continue;
            }
            INFO(text_of(asked) << "\n" << text_of(*said));
            const auto after = vpcplan::test::ask(mixed_index, asked).value();
            INFO("in another order: " << text_of(after));
            CHECK(essence(after) == essence(*said));
            auto translated = asked;
            for (auto* end : {&translated.from, &translated.to}) {
                if (!end->id.empty()) {
                    end->id = names.at(end->id);
                }
            }
            auto other = vpcplan::test::ask(renamed_index, translated).value();
            std::map<std::string, std::string> old_names;
            for (const auto& [before, now] : names) {
                old_names[now] = before;
            }
            for (auto* way : {&other.forward, &other.reply}) {
                for (auto& made : way->steps) {
                    const auto found = old_names.find(made.component);
                    made.component = found != old_names.end() ? found->second : made.component;
                    for (auto& [key, value] : made.detail) {
                        const auto named = old_names.find(value);
                        value = named != old_names.end() ? named->second : value;
                    }
                }
            }
            INFO("with other ids: " << text_of(other));
            CHECK(other.connection == said->connection);
            if (!has_choices(*said)) { // which of several failures is shown goes by their ids
                CHECK(essence(other) == essence(*said));
            }
        }
    });
}

TEST_CASE("A VPC that nothing joins changes nothing, even with the same addresses") {
    for_generated(100, {}, [&](const network& net, network_generator& generator) {
        auto more = net;
        add_stranger(more);
        const network_index index(net);
        const network_index more_index(more);
        for (int i = 0; i < 10; ++i) {
            const auto asked = generator.ask_about(net);
            const auto said = vpcplan::test::ask(index, asked);
            if (!said) {
                continue;
            }
            INFO(text_of(asked) << "\n" << text_of(*said));
            const auto after = vpcplan::test::ask(more_index, asked).value();
            INFO("with the other VPC: " << text_of(after));
            CHECK(essence(after) == essence(*said));
        }
    });
}

TEST_CASE("Rules in halves do what whole rules do") {
    for_generated(100, {}, [&](const network& net, network_generator& generator) {
        auto halves = net;
        halve_rules(halves);
        const network_index index(net);
        const network_index halves_index(halves);
        for (int i = 0; i < 10; ++i) {
            const auto asked = generator.ask_about(net);
            const auto said = vpcplan::test::ask(index, asked);
            if (!said) {
                continue;
            }
            INFO(text_of(asked) << "\n" << text_of(*said));
            const auto after = vpcplan::test::ask(halves_index, asked).value();
            INFO("in halves: " << text_of(after));
            CHECK(essence(after) == essence(*said));
        }
    });
}

TEST_CASE("Fewer denies and more allows never break what works") {
    int worked = 0;
    for_generated(150, {}, [&](const network& net, network_generator& generator) {
        auto& random = generator.random();
        auto fewer_denies = net;
        for (auto& acl : fewer_denies.network_acls) {
            for (auto* rules : {&acl.inbound, &acl.outbound}) {
                auto list = rules->list();
                std::erase_if(
                    list, [&](const acl_rule& rule) { return !rule.allow && random.chance(50); });
                *rules = acl_rules::make(std::move(list)).value();
            }
        }
        auto more_allows = net;
        for (auto& group : more_allows.security_groups) {
            for (auto* rules : {&group.inbound, &group.outbound}) {
                if (random.chance(50)) {
                    rules->insert(rules->begin(),
                                  random.group_rule_to(random.block(), address_family::ipv4));
                }
            }
        }
        auto no_public_access_rule = net;
        no_public_access_rule.public_access.reset();
        const network_index index(net);
        const network_index others[] = {network_index(fewer_denies), network_index(more_allows),
                                        network_index(no_public_access_rule)};
        for (int i = 0; i < 10; ++i) {
            const auto asked = generator.ask_about(net);
            const auto said = vpcplan::test::ask(index, asked);
            if (!said || said->connection != connection_outcome::works) {
                continue;
            }
            ++worked;
            INFO(text_of(asked) << "\n" << text_of(*said));
            for (const auto& other : others) {
                const auto after = vpcplan::test::ask(other, asked).value();
                INFO("afterwards: " << text_of(after));
                CHECK(after.connection == connection_outcome::works);
            }
        }
    });
    CHECK((worked > 50 || std::getenv("VPCPLAN_TEST_SEED") != nullptr));
}

TEST_CASE("Each port of an open question answers as when it is asked by itself") {
    for_generated(60, {}, [&](const network& net, network_generator& generator) {
        const network_index index(net);
        for (int i = 0; i < 6; ++i) {
            auto asked = generator.ask_about(net);
            if (!asked.proto.has_ports()) {
                continue;
            }
            const bool by_source = generator.random().chance(50);
            auto& open = by_source ? asked.source_port : asked.destination_port;
            auto& known = by_source ? asked.destination_port : asked.source_port;
            open.reset();
            known = known.value_or(by_source ? 443 : 40000);
            const auto all = vpcplan::test::ask(index, asked);
            if (!all) {
                continue;
            }
            INFO(text_of(asked) << "\n" << text_of(*all));
            const auto& ranges = by_source ? all->source_ports : all->destination_ports;
            const int lowest = by_source ? 1024 : 0;
            std::vector<int> ports{
                lowest, 65535, 53, 80, 443, 1024, 32768, 61000, generator.random().upto(65535)};
            for (const auto& range : ranges) {
                for (const int port : {range.first - 1, range.last + 1}) {
                    ports.push_back(port);
                }
                ports.push_back(range.first);
                ports.push_back(range.last);
            }
            for (const int port : ports) {
                if (port < lowest || port > 65535) {
                    continue;
                }
                open = static_cast<std::uint16_t>(port);
                const auto one = vpcplan::test::ask(index, asked).value();
                INFO("port " << port << "\n" << text_of(one));
                const bool listed =
                    std::any_of(ranges.begin(), ranges.end(), [&](const port_range& range) {
                        return range.contains(static_cast<std::uint16_t>(port));
                    });
                CHECK(listed == (one.connection == connection_outcome::works));
            }
        }
    });
}

TEST_CASE("Nobody on the internet reaches what only a NAT or egress-only gateway brings out") {
    network_features features;
    features.public_access = features.inspection = features.balancers = false;
    int compared = 0;
    for_generated(1500, features, [&](const network& net, network_generator& generator) {
        const network_index index(net);
        for (int i = 0; i < 12; ++i) {
            auto asked = generator.ask_about(net);
            asked.destination_port = asked.destination_port.value_or(443);
            asked.source_port = asked.source_port.value_or(40000);
            const auto said = vpcplan::test::ask(index, asked);
            if (!said || said->forward.outcome != leg_outcome::pass || has_choices(*said) ||
                !asked.proto.has_ports()) {
                continue;
            }
            const auto& last = said->forward.steps.back();
            const bool to_internet = last.kind == step_kind::igw || last.kind == step_kind::eigw;
            const auto is_translated = [](const step& made) {
                return made.kind == step_kind::nat || made.kind == step_kind::source_dest_check;
            };
            const auto nats = std::count_if(said->forward.steps.begin(), said->forward.steps.end(),
                                            is_translated);
            if (!to_internet || nats != (last.kind == step_kind::igw ? 1 : 0) ||
                said->reply.steps.empty() ||
                std::any_of(
                    said->forward.steps.begin(), said->forward.steps.end(),
                    [](const step& made) { return made.kind == step_kind::source_dest_check; })) {
                continue;
            }
            // The reply up to the gateway, as an unasked packet to the address it came from.
            const auto& reply = said->reply;
            const auto gateway =
                std::find_if(reply.steps.begin(), reply.steps.end(), [](const step& made) {
                    return made.kind == step_kind::nat || made.kind == step_kind::eigw;
                });
            const bool came_back = gateway != reply.steps.end();
            const auto& outside = reply.steps.front().header;
            question unasked{{endpoint::kind::internet, {}, outside.source},
                             {endpoint::kind::address, {}, outside.destination},
                             asked.proto};
            unasked.source_port = asked.destination_port;
            unasked.destination_port =
                came_back ? static_cast<std::uint16_t>(1024 + generator.random().upto(64511))
                          : reply.steps.back().header.destination_port;
            if (last.kind == step_kind::eigw) {
                unasked.destination_port = asked.source_port;
            }
            const auto again = vpcplan::test::ask(index, unasked).value();
            INFO(text_of(asked) << "\n" << text_of(*said));
            INFO("unasked: " << text_of(unasked) << "\n" << text_of(again));
            REQUIRE(again.forward.outcome == leg_outcome::drop);
            const auto& stopped = again.forward.steps.back();
            if (came_back) {
                CHECK((stopped.code == reason::ngw_no_session ||
                       stopped.code == reason::eigw_no_session));
                CHECK(stopped.component == gateway->component);
                CHECK(again.forward.steps.size() ==
                      static_cast<std::size_t>(gateway - reply.steps.begin()) + 1);
            } else {
                CHECK(stopped.code == reply.steps.back().code);
                CHECK(stopped.component == reply.steps.back().component);
                CHECK(stopped.rule == reply.steps.back().rule);
            }
            ++compared;
        }
    });
    CHECK((compared > 20 || std::getenv("VPCPLAN_TEST_SEED") != nullptr));
}
