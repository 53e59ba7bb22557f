// Network Firewall of AWS CLI JSON: firewalls, policies, rule groups. What is not understood is
// kept as a rule that may do anything.
#include "aws_cli_reader.hpp"
#include "suricata_rule.hpp"

#include <algorithm>

namespace vpcplan::detail {

namespace {

/// The standard action among custom ones, without "aws:".
firewall_action stateless_action(const std::vector<std::string>& words) {
    auto found = firewall_action::unknown;
    int standard = 0;
    for (const auto& word : words) {
        const auto action = word == "aws:pass"             ? firewall_action::pass
                            : word == "aws:drop"           ? firewall_action::drop
                            : word == "aws:forward_to_sfe" ? firewall_action::forward
                                                           : firewall_action::unknown;
        if (action != firewall_action::unknown) {
            found = action;
            ++standard;
        }
    }
    return standard == 1 ? found : firewall_action::unknown;
}

std::string lower_of(std::string text) {
    for (char& c : text) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

std::uint8_t flag_of(std::string_view word) {
    constexpr std::pair<std::string_view, std::uint8_t> flags[] = {
        {"FIN", tcp_flag::fin}, {"SYN", tcp_flag::syn}, {"RST", tcp_flag::rst},
        {"PSH", tcp_flag::psh}, {"ACK", tcp_flag::ack}, {"URG", tcp_flag::urg},
        {"ECE", tcp_flag::ece}, {"CWR", tcp_flag::cwr}};
    for (const auto& [name, bit] : flags) {
        if (name == word) {
            return bit;
        }
    }
    return 0;
}

std::string list_text(const std::vector<std::string>& words) {
    std::string text = "[";
    for (const auto& word : words) {
        text += (text.size() == 1 ? "" : ",") + word;
    }
    return text + "]";
}

} // namespace

/// describe-firewall, describe-firewall-policy and describe-rule-group answer with two objects that
/// belong together, so a document that has the first of them is the thing.
void aws_cli_reader::collect_firewall_documents(const node& root) {
    constexpr std::pair<std::string_view, std::string_view> parts[] = {
        {"Firewall", "NetworkFirewalls"},
        {"FirewallPolicy", "NetworkFirewallPolicies"},
        {"RuleGroup", "NetworkFirewallRuleGroups"},
        {"VpcEndpointAssociation", "NetworkFirewallAssociations"}};
    for (const auto& [key, into] : parts) {
        if (field(root, key, node_kind::map) != nullptr) {
            sections_[std::string(into)].push_back(&root);
        }
    }
}

std::vector<std::string> aws_cli_reader::words(const node& object, std::string_view key) {
    std::vector<std::string> found;
    if (const auto* list = field(object, key, node_kind::list)) {
        for (const auto* one : list->items) {
            if (one->is_text()) {
                found.push_back(one->text);
            } else {
                log_.warn("wrong_type",
                          "an element of " + std::string(key) + " is " + shown(*one) +
                              " where text belongs; it is ignored",
                          *one);
            }
        }
    }
    return found;
}

void aws_cli_reader::read_firewalls() {
    for (const auto* object : section("NetworkFirewalls")) {
        const auto* inner = field(*object, "Firewall", node_kind::map);
        read_firewall(inner != nullptr ? *inner : *object,
                      field(*object, "FirewallStatus", node_kind::map));
    }
    for (const auto* object : section("Firewalls")) { // list-firewalls: names only
        const auto id = text(*object, "FirewallArn");
        const auto known = std::any_of(net_.firewalls.begin(), net_.firewalls.end(),
                                       [&](const network_firewall& one) { return one.id == id; });
        if (!known) {
            read_firewall(*object, nullptr);
        }
    }
    for (const auto* object : section("NetworkFirewallAssociations")) {
        read_firewall_association(*object);
    }
    for (const auto* object : section("NetworkFirewallPolicies")) {
        read_firewall_policy(*object);
    }
    for (const auto* object : section("NetworkFirewallRuleGroups")) {
        read_rule_group(*object);
    }
}

void aws_cli_reader::read_firewall(const node& object, const node* status) {
    const auto id = id_of(object, "FirewallArn");
    if (!is_new("NetworkFirewalls", id, object)) {
        return;
    }
    network_firewall made;
    made.id = id;
    made.name = text(object, "FirewallName");
    made.vpc_id = text(object, "VpcId");
    made.policy_id = text(object, "FirewallPolicyArn");
    made.place = place_of(object);
    if (status != nullptr) {
        for (auto& at : firewall_endpoints(*status, "SyncStates")) {
            add_endpoint_of(made.id, made.vpc_id, made.place, at);
            made.endpoints.push_back(std::move(at));
        }
    }
    net_.firewalls.push_back(std::move(made));
}

/// An endpoint that a firewall got later, maybe in another VPC or account than its own.
/// Source: Network Firewall API, DescribeVpcEndpointAssociation.
void aws_cli_reader::read_firewall_association(const node& object) {
    const auto* association = field(object, "VpcEndpointAssociation", node_kind::map);
    const auto* status = field(object, "VpcEndpointAssociationStatus", node_kind::map);
    if (association == nullptr) {
        return;
    }
    const auto id = id_of(*association, "VpcEndpointAssociationArn");
    if (!is_new("NetworkFirewallAssociations", id, *association)) {
        return;
    }
    const auto firewall_id = text(*association, "FirewallArn");
    const auto owner =
        std::find_if(net_.firewalls.begin(), net_.firewalls.end(),
                     [&](const network_firewall& one) { return one.id == firewall_id; });
    auto endpoints = status != nullptr ? firewall_endpoints(*status, "AssociationSyncState")
                                       : std::vector<firewall_endpoint>();
    if (endpoints.empty()) {
        log_.warn("bad_value",
                  id + " does not tell its endpoint (VpcEndpointAssociationStatus, "
                       "AssociationSyncState); what a route to it meets is unknown",
                  *association);
    }
    for (auto& at : endpoints) {
        add_endpoint_of(firewall_id, text(*association, "VpcId"), place_of(*association), at);
        if (owner != net_.firewalls.end() && owner->find(at.endpoint_id) == nullptr) {
            owner->endpoints.push_back(std::move(at));
        }
    }
}

std::vector<firewall_endpoint> aws_cli_reader::firewall_endpoints(const node& status,
                                                                  std::string_view key) {
    std::vector<firewall_endpoint> all;
    const auto* zones = field(status, key, node_kind::map);
    for (const auto* zone : zones != nullptr ? zones->items : std::vector<const node*>()) {
        const auto* attachment =
            zone->is_map() ? field(*zone, "Attachment", node_kind::map) : nullptr;
        auto endpoint_id = attachment != nullptr ? text(*attachment, "EndpointId") : std::string();
        if (endpoint_id.empty()) {
            continue;
        }
        firewall_endpoint at;
        at.endpoint_id = std::move(endpoint_id);
        at.subnet_id = text(*attachment, "SubnetId");
        at.zone = zone->key;
        if (auto state = text(*attachment, "Status"); !state.empty()) {
            at.status = std::move(state);
        }
        all.push_back(std::move(at));
    }
    return all;
}

/// A firewall's endpoints are VPC endpoints too; the answer of describe-vpc-endpoints may lack
/// them, or not tell whose they are.
void aws_cli_reader::add_endpoint_of(const std::string& firewall_id, const std::string& vpc_id,
                                     const source_ref& place, const firewall_endpoint& at) {
    const auto known =
        std::find_if(net_.endpoints.begin(), net_.endpoints.end(),
                     [&](const vpc_endpoint& one) { return one.id == at.endpoint_id; });
    if (known != net_.endpoints.end()) {
        if (!known->firewall_id || known->firewall_id->empty()) {
            known->firewall_id = firewall_id;
        }
        return;
    }
    vpc_endpoint made;
    made.id = at.endpoint_id;
    made.kind = endpoint_kind::gateway_load_balancer;
    made.vpc_id = vpc_id;
    made.subnet_ids = {at.subnet_id};
    made.firewall_id = firewall_id;
    made.place = place;
    net_.endpoints.push_back(std::move(made));
}

std::vector<firewall_group_reference> aws_cli_reader::group_references(const node& policy,
                                                                       std::string_view key) {
    std::vector<firewall_group_reference> all;
    for (const auto* object : objects(policy, key)) {
        firewall_group_reference made;
        made.group_id = text(*object, "ResourceArn");
        made.priority = integer(*object, "Priority").value_or(0);
        if (const auto* override_of = field(*object, "Override", node_kind::map)) {
            made.drop_to_alert = text(*override_of, "Action") == "DROP_TO_ALERT";
        }
        all.push_back(std::move(made));
    }
    return all;
}

void aws_cli_reader::read_firewall_policy(const node& object) {
    const auto* about = field(object, "FirewallPolicyResponse", node_kind::map);
    const auto* policy = field(object, "FirewallPolicy", node_kind::map);
    const auto id = id_of(about != nullptr ? *about : object, "FirewallPolicyArn");
    if (policy == nullptr || !is_new("NetworkFirewallPolicies", id, *policy)) {
        return;
    }
    firewall_policy made;
    made.id = id;
    made.name = text(about != nullptr ? *about : object, "FirewallPolicyName");
    made.place = place_of(*policy);
    made.stateless = group_references(*policy, "StatelessRuleGroupReferences");
    made.stateful = group_references(*policy, "StatefulRuleGroupReferences");
    made.stateless_default = stateless_action(words(*policy, "StatelessDefaultActions"));
    if (made.stateless_default == firewall_action::unknown) {
        log_.warn("bad_value",
                  "StatelessDefaultActions names none of aws:pass, aws:drop and "
                  "aws:forward_to_sfe; what no stateless rule matches is unknown",
                  *policy);
    }
    if (const auto* options = field(*policy, "StatefulEngineOptions", node_kind::map)) {
        made.strict_order = text(*options, "RuleOrder") == "STRICT_ORDER";
    }
    for (const auto& word : words(*policy, "StatefulDefaultActions")) {
        const auto action = word == "aws:drop_strict"        ? stateful_default::drop_strict
                            : word == "aws:drop_established" ? stateful_default::drop_established
                                                             : stateful_default::unknown;
        if (word.starts_with("aws:alert") || made.otherwise == stateful_default::drop_strict) {
            continue;
        }
        made.otherwise = action;
        made.otherwise_name = word;
    }
    if (const auto* own = field(*policy, "PolicyVariables", node_kind::map)) {
        if (const auto* rules = field(*own, "RuleVariables", node_kind::map)) {
            if (const auto* home = field(*rules, "HOME_NET", node_kind::map)) {
                made.home_net.emplace();
                if (const auto* list = field(*home, "Definition", node_kind::list)) {
                    for (const auto* one : list->items) {
                        if (const auto found = block(*one)) {
                            made.home_net->push_back(*found);
                        }
                    }
                }
            }
        }
    }
    net_.firewall_policies.push_back(std::move(made));
}

suricata_variables aws_cli_reader::rule_variables(const node& group) {
    suricata_variables made;
    if (const auto* variables = field(group, "RuleVariables", node_kind::map)) {
        for (auto [key, into] :
             {std::pair{"IPSets", &made.addresses}, std::pair{"PortSets", &made.ports}}) {
            const auto* sets = field(*variables, key, node_kind::map);
            for (const auto* one : sets != nullptr ? sets->items : std::vector<const node*>()) {
                if (one->is_map()) {
                    into->emplace(one->key, list_text(words(*one, "Definition")));
                }
            }
        }
    }
    if (const auto* references = field(group, "ReferenceSets", node_kind::map)) {
        const auto* sets = field(*references, "IPSetReferences", node_kind::map);
        for (const auto* one : sets != nullptr ? sets->items : std::vector<const node*>()) {
            if (one->is_map()) { // arn:aws:ec2:…:prefix-list/pl-…
                const auto arn = text(*one, "ReferenceArn");
                made.lists.emplace(one->key, arn.substr(arn.rfind('/') + 1));
            }
        }
    }
    return made;
}

void aws_cli_reader::read_rule_group(const node& object) {
    const auto* about = field(object, "RuleGroupResponse", node_kind::map);
    const auto* group = field(object, "RuleGroup", node_kind::map);
    const auto id = id_of(about != nullptr ? *about : object, "RuleGroupArn");
    if (!is_new("NetworkFirewallRuleGroups", id, group != nullptr ? *group : object)) {
        return;
    }
    firewall_rule_group made;
    made.id = id;
    made.name = text(about != nullptr ? *about : object, "RuleGroupName");
    made.is_stateful = text(about != nullptr ? *about : object, "Type") != "STATELESS";
    made.place = place_of(group != nullptr ? *group : object);
    const auto* source = group != nullptr ? field(*group, "RulesSource", node_kind::map) : nullptr;
    made.rules_known = false;
    if (source != nullptr) {
        const auto variables = rule_variables(*group);
        if (const auto* rules = field(*source, "RulesString", node_kind::text)) {
            made.rules_known = true;
            read_rules_string(*rules, variables, made);
        }
        if (const auto* list = field(*source, "RulesSourceList", node_kind::map)) {
            made.rules_known = true;
            read_domain_list(*list, variables, made);
        }
        if (field(*source, "StatefulRules", node_kind::list) != nullptr) {
            made.rules_known = true;
            for (const auto* rule : objects(*source, "StatefulRules")) {
                read_stateful_rule(*rule, variables, made);
            }
        }
        if (const auto* rules = field(*source, "StatelessRulesAndCustomActions", node_kind::map)) {
            made.rules_known = true;
            made.is_stateful = false;
            for (const auto* rule : objects(*rules, "StatelessRules")) {
                read_stateless_rule(*rule, made);
            }
            std::stable_sort(made.stateless.begin(), made.stateless.end(),
                             [](const auto& a, const auto& b) { return a.priority < b.priority; });
        }
    }
    if (!made.rules_known) {
        log_.warn("unreadable_rule",
                  "RulesSource of " + id + " holds no rules; what they would decide is unknown",
                  group != nullptr ? *group : object);
    }
    net_.firewall_rule_groups.push_back(std::move(made));
}

void aws_cli_reader::unreadable_firewall_rule(const std::string& what, const node& where) {
    log_.warn("unreadable_rule", what + "; packets that may meet the rule are unknown", where);
}

void aws_cli_reader::read_rules_string(const node& rules, const suricata_variables& variables,
                                       firewall_rule_group& into) {
    auto parsed = parse_suricata_rules(rules.text, variables);
    for (const auto& problem : parsed.problems) {
        unreadable_firewall_rule(
            "line " + std::to_string(problem.line) + " of the rules: " + problem.message, rules);
    }
    for (auto& rule : parsed.rules) {
        rule.place = place_of(rules);
        into.stateful.push_back(std::move(rule));
    }
}

void aws_cli_reader::read_stateful_rule(const node& rule, const suricata_variables& variables,
                                        firewall_rule_group& into) {
    suricata_parts parts;
    parts.action = text(rule, "Action");
    if (const auto* header = field(rule, "Header", node_kind::map)) {
        parts.protocol = text(*header, "Protocol");
        parts.source = text(*header, "Source");
        parts.source_ports = text(*header, "SourcePort");
        parts.destination = text(*header, "Destination");
        parts.destination_ports = text(*header, "DestinationPort");
        const auto direction = text(*header, "Direction");
        parts.direction = direction == "FORWARD" ? "->" : direction == "ANY" ? "<>" : direction;
    }
    for (const auto* option : objects(rule, "RuleOptions")) {
        auto keyword = text(*option, "Keyword");
        std::string setting;
        for (const auto& one : words(*option, "Settings")) {
            setting += (setting.empty() ? "" : ",") + one;
        }
        if (const auto colon = keyword.find(':'); colon != std::string::npos) {
            setting = keyword.substr(colon + 1); // "sid:7" in one word
            keyword.resize(colon);
        }
        parts.options.emplace_back(lower_of(std::move(keyword)), std::move(setting));
    }
    std::vector<std::string> problems;
    auto made = make_stateful_rule(parts, variables, "#" + std::to_string(into.stateful.size() + 1),
                                   problems);
    made.place = place_of(rule);
    for (const auto& problem : problems) {
        unreadable_firewall_rule(problem, rule);
    }
    into.stateful.push_back(std::move(made));
}

/// What Network Firewall makes of a domain list: rules for HTTP and TLS from $HOME_NET to
/// $EXTERNAL_NET, whatever the port; an allow list also drops what is not on it.
/// Source: Network Firewall guide, "Stateful domain list rule groups".
void aws_cli_reader::read_domain_list(const node& list, const suricata_variables& variables,
                                      firewall_rule_group& into) {
    const auto kind = text(list, "GeneratedRulesType");
    const auto add = [&](std::string action, std::string name) {
        suricata_parts parts{std::move(action), "tls", "$HOME_NET", "any", "->",
                             "$EXTERNAL_NET",   "any", {}};
        std::vector<std::string> problems;
        auto made = make_stateful_rule(parts, variables, std::move(name), problems);
        made.place = place_of(list);
        for (const auto& problem : problems) {
            unreadable_firewall_rule(problem, list);
        }
        into.stateful.push_back(std::move(made));
    };
    if (kind == "ALLOWLIST") {
        add("pass", "ALLOWLIST");
        add("drop", "ALLOWLIST");
    } else if (kind == "DENYLIST" || kind == "REJECTLIST") {
        add(kind == "DENYLIST" ? "drop" : "reject", kind);
    } else if (kind != "ALERTLIST") {
        add(kind, kind.empty() ? "#1" : kind);
    }
}

void aws_cli_reader::read_stateless_rule(const node& object, firewall_rule_group& into) {
    stateless_rule made;
    made.priority = integer(object, "Priority").value_or(0);
    made.place = place_of(object);
    const auto fail = [&](std::string what) {
        made.readable = false;
        unreadable_firewall_rule(
            "stateless rule " + std::to_string(made.priority) + ": " + std::move(what), object);
    };
    const auto* definition = field(object, "RuleDefinition", node_kind::map);
    made.action = definition != nullptr ? stateless_action(words(*definition, "Actions"))
                                        : firewall_action::unknown;
    if (made.action == firewall_action::unknown) {
        fail("Actions names not one of aws:pass, aws:drop and aws:forward_to_sfe");
    }
    const auto* match =
        definition != nullptr ? field(*definition, "MatchAttributes", node_kind::map) : nullptr;
    if (match == nullptr) {
        if (made.readable) {
            fail("MatchAttributes is missing");
        }
        into.stateless.push_back(std::move(made));
        return;
    }
    for (auto [key, list] :
         {std::pair{"Sources", &made.sources}, std::pair{"Destinations", &made.destinations}}) {
        for (const auto* one : objects(*match, key)) {
            if (const auto found = block(*one, "AddressDefinition")) {
                list->push_back(*found);
            } else {
                fail(std::string(key) + " has an address that is not understood");
            }
        }
    }
    for (auto [key, list] : {std::pair{"SourcePorts", &made.source_ports},
                             std::pair{"DestinationPorts", &made.destination_ports}}) {
        for (const auto* one : objects(*match, key)) {
            const auto from = integer(*one, "FromPort");
            const auto to = integer(*one, "ToPort");
            if (from && to && *from >= 0 && *from <= *to && *to <= 65535) {
                list->push_back(
                    {static_cast<std::uint16_t>(*from), static_cast<std::uint16_t>(*to)});
            } else {
                fail(std::string(key) + " needs FromPort and ToPort between 0 and 65535");
            }
        }
    }
    if (const auto* list = field(*match, "Protocols", node_kind::list)) {
        for (const auto* one : list->items) {
            if (one->kind == node_kind::integer && one->number >= 0 && one->number <= 255) {
                made.protocols.push_back(protocol::of(static_cast<int>(one->number)));
            } else {
                fail("Protocols has " + shown(*one) + ", which is no number from 0 to 255");
            }
        }
    }
    for (const auto* one : objects(*match, "TCPFlags")) {
        tcp_flags_match flags;
        const auto bits = [&](std::string_view key, std::uint8_t empty) {
            std::uint8_t sum = 0;
            const auto names = words(*one, key);
            for (const auto& name : names) {
                if (flag_of(name) == 0) {
                    fail(std::string(key) + " has " + in_quotes(name) + ", which is no TCP flag");
                }
                sum = static_cast<std::uint8_t>(sum | flag_of(name));
            }
            return names.empty() ? empty : sum;
        };
        flags.set = bits("Flags", 0);
        flags.mask = bits("Masks", 255);
        made.flags.push_back(flags);
    }
    into.stateless.push_back(std::move(made));
}

} // namespace vpcplan::detail
