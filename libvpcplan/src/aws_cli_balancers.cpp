// Load balancers, their listeners and their targets, of AWS CLI JSON.
#include "aws_cli_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

namespace {

balancer_kind balancer_kind_of(std::string_view word) {
    return word == "application" ? balancer_kind::application
           : word == "gateway"   ? balancer_kind::gateway
                                 : balancer_kind::network;
}

target_group::target_kind target_kind_of(std::string_view word) {
    using kind = target_group::target_kind;
    return word == "ip"       ? kind::ip
           : word == "alb"    ? kind::balancer
           : word == "lambda" ? kind::function
                              : kind::instance;
}

void add_once(std::vector<std::string>& all, std::string one) {
    if (!one.empty() && std::find(all.begin(), all.end(), one) == all.end()) {
        all.push_back(std::move(one));
    }
}

/// arn:…:listener-rule/app/NAME/ID/LISTENER/RULE -> arn:…:listener/app/NAME/ID/LISTENER
std::string listener_of_rule(std::string arn) {
    const std::string_view word = ":listener-rule/";
    const auto at = arn.find(word);
    const auto slash = arn.rfind('/');
    if (at == std::string::npos || slash < at + word.size()) {
        return {};
    }
    arn.resize(slash);
    return arn.replace(at, word.size(), ":listener/");
}

/// "net/NAME/ID" of an ARN, as the description of a node's interface has it after "ELB ".
std::string_view path_of(std::string_view arn) {
    const std::string_view word = ":loadbalancer/";
    const auto at = arn.find(word);
    return at == std::string_view::npos ? std::string_view() : arn.substr(at + word.size());
}

} // namespace

std::uint16_t aws_cli_reader::port(const node& object, std::string_view key) {
    const auto value = integer(object, key);
    if (value && (*value < 0 || *value > 65535)) {
        log_.warn("bad_value",
                  std::string(key) + " is " + std::to_string(*value) +
                      ", which is no port (0-65535); it is ignored",
                  *object.find(key));
        return 0;
    }
    return static_cast<std::uint16_t>(value.value_or(0));
}

/// "true" or "false" of a list of attributes; nothing when the list is silent or says otherwise.
std::optional<bool> aws_cli_reader::attribute(const node& object, std::string_view name) {
    for (const auto* entry : objects(object, "Attributes")) {
        if (text(*entry, "Key") == name) {
            const auto value = text(*entry, "Value");
            return value == "true"    ? std::optional(true)
                   : value == "false" ? std::optional(false)
                                      : std::nullopt;
        }
    }
    return std::nullopt;
}

void aws_cli_reader::read_balancers() {
    for (const auto* object : section("LoadBalancers")) {
        read_balancer(*object);
    }
    for (const auto* object : section("LoadBalancerDescriptions")) {
        read_classic_balancer(*object);
    }
    read_listeners();
    read_balancer_attributes();
    read_target_groups();
    find_nodes();
}

void aws_cli_reader::read_balancer(const node& object) {
    const auto id = id_of(object, "LoadBalancerArn");
    if (!is_new("LoadBalancers", id, object)) {
        return;
    }
    load_balancer made;
    made.id = id;
    made.name = text(object, "LoadBalancerName");
    made.dns_name = text(object, "DNSName");
    made.kind = balancer_kind_of(text(object, "Type"));
    made.vpc_id = text(object, "VpcId");
    made.internet_facing = text(object, "Scheme") == "internet-facing";
    made.group_ids = words(object, "SecurityGroups");
    made.place = place_of(object);
    if (const auto* state = field(object, "State", node_kind::map)) {
        if (auto code = text(*state, "Code"); !code.empty()) {
            made.state = std::move(code);
        }
    }
    for (const auto* zone : objects(object, "AvailabilityZones")) {
        add_once(made.zones, text(*zone, "ZoneName"));
        add_once(made.subnet_ids, text(*zone, "SubnetId"));
    }
    known_fields(object, "LoadBalancers",
                 {"LoadBalancerArn", "LoadBalancerName", "DNSName", "Type", "VpcId", "Scheme",
                  "SecurityGroups", "State", "AvailabilityZones", "CanonicalHostedZoneId",
                  "CreatedTime", "IpAddressType", "CustomerOwnedIpv4Pool", "IpamPools",
                  "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
                  "EnablePrefixForIpv6SourceNat", "Tags"});
    net_.load_balancers.push_back(std::move(made));
}

void aws_cli_reader::read_classic_balancer(const node& object) {
    const auto id = id_of(object, "LoadBalancerName");
    const auto dns_name = text(object, "DNSName");
    // A name is unique in one Region of one account only; the DNS name is everywhere.
    if (!is_new("LoadBalancerDescriptions", id + ' ' + dns_name, object)) {
        return;
    }
    load_balancer made;
    made.id = id;
    made.name = id;
    made.dns_name = dns_name;
    made.kind = balancer_kind::classic;
    made.vpc_id = text(object, "VPCId");
    made.internet_facing = text(object, "Scheme") == "internet-facing";
    made.group_ids = words(object, "SecurityGroups");
    made.subnet_ids = words(object, "Subnets");
    made.zones = words(object, "AvailabilityZones");
    made.listeners_known = true;
    made.place = place_of(object);
    for (const auto* entry : objects(object, "ListenerDescriptions")) {
        if (const auto* own = field(*entry, "Listener", node_kind::map)) {
            balancer_listener listener;
            listener.protocol = text(*own, "Protocol");
            listener.port = port(*own, "LoadBalancerPort");
            listener.instance_port = port(*own, "InstancePort");
            listener.rules_known = true;
            listener.place = place_of(*own);
            made.listeners.push_back(std::move(listener));
        }
    }
    for (const auto* entry : objects(object, "Instances")) {
        balancer_target target;
        target.id = text(*entry, "InstanceId");
        target.place = place_of(*entry);
        made.instances.push_back(std::move(target));
    }
    for (const auto* health : section("LoadBalancerInstanceHealth")) {
        if (text(*health, "LoadBalancerName") != id) {
            continue;
        }
        for (const auto* entry : objects(*health, "InstanceStates")) {
            const auto state = text(*entry, "State");
            for (auto& target : made.instances) {
                if (target.id == text(*entry, "InstanceId")) {
                    target.health = state == "InService"      ? "healthy"
                                    : state == "OutOfService" ? "unhealthy"
                                                              : "";
                }
            }
        }
    }
    net_.load_balancers.push_back(std::move(made));
}

/// Target groups that actions may send to: every group with a weight, and all when none has one.
void aws_cli_reader::read_actions(const node& object, std::string_view key,
                                  balancer_listener& into) {
    for (const auto* action : objects(object, key)) {
        const auto type = text(*action, "Type");
        if (type == "redirect" || type == "fixed-response") {
            into.answers_itself = true;
        }
        if (type != "forward") {
            continue; // authentication comes before what counts here
        }
        const auto* config = field(*action, "ForwardConfig", node_kind::map);
        const auto groups =
            config != nullptr ? objects(*config, "TargetGroups") : std::vector<const node*>{};
        for (const auto* group : groups) {
            if (integer(*group, "Weight").value_or(1) > 0) {
                add_once(into.target_group_ids, text(*group, "TargetGroupArn"));
            }
        }
        if (groups.empty()) {
            add_once(into.target_group_ids, text(*action, "TargetGroupArn"));
        }
    }
}

void aws_cli_reader::read_listener(const node& object, load_balancer& of) {
    const auto id = id_of(object, "ListenerArn");
    of.listeners_known = true;
    if (!is_new("Listeners", id, object)) {
        return;
    }
    balancer_listener made;
    made.id = id;
    made.protocol = text(object, "Protocol");
    made.port = port(object, "Port");
    made.rules_known = of.kind != balancer_kind::application;
    made.place = place_of(object);
    read_actions(object, "DefaultActions", made);
    of.listeners.push_back(std::move(made));
}

load_balancer* aws_cli_reader::balancer_of(const node& object, std::string_view key) {
    const auto id = text(object, key);
    const auto found =
        std::find_if(net_.load_balancers.begin(), net_.load_balancers.end(),
                     [&](const load_balancer& one) { return !id.empty() && one.id == id; });
    if (found != net_.load_balancers.end()) {
        return &*found;
    }
    log_.warn("dangling_reference",
              id.empty()
                  ? std::string(key) + " is missing: nothing says which load balancer this "
                                       "belongs to, so it is ignored"
                  : in_quotes(id) + " is a load balancer that is not in the input; what is said "
                                    "about it is ignored",
              object);
    return nullptr;
}

void aws_cli_reader::read_listeners() {
    for (const auto* object : section("LoadBalancerListeners")) {
        if (auto* of = balancer_of(*object, "LoadBalancerArn")) {
            of->listeners_known = true;
            for (const auto* listener : objects(*object, "Listeners")) {
                read_listener(*listener, *of);
            }
        }
    }
    for (const auto* object : section("Listeners")) {
        if (object->find("Listeners") != nullptr) { // the answer beside the load balancer's ARN
            if (auto* of = balancer_of(*object, "LoadBalancerArn")) {
                of->listeners_known = true;
                for (const auto* listener : objects(*object, "Listeners")) {
                    read_listener(*listener, *of);
                }
            }
        } else if (auto* of = balancer_of(*object, "LoadBalancerArn")) {
            read_listener(*object, *of);
        }
    }
    for (const auto* object : section("Rules")) {
        if (object->find("Rules") == nullptr) {
            read_rule(*object, listener_of_rule(text(*object, "RuleArn")));
            continue;
        }
        for (const auto* rule : objects(*object, "Rules")) {
            read_rule(*rule, text(*object, "ListenerArn"));
        }
    }
}

/// A packet does not tell its path or host: whatever any rule does may happen to it.
void aws_cli_reader::read_rule(const node& object, const std::string& listener_id) {
    for (auto& balancer : net_.load_balancers) {
        for (auto& listener : balancer.listeners) {
            if (!listener_id.empty() && listener.id == listener_id) {
                listener.rules_known = true;
                read_actions(object, "Actions", listener);
                return;
            }
        }
    }
    log_.warn("dangling_reference",
              "this rule belongs to a listener " + in_quotes(listener_id) +
                  ", which is not in the input; it is ignored",
              object);
}

void aws_cli_reader::read_balancer_attributes() {
    for (const auto* object : section("LoadBalancerAttributes")) {
        const bool is_classic = object->find("LoadBalancerName") != nullptr;
        auto* of = balancer_of(*object, is_classic ? "LoadBalancerName" : "LoadBalancerArn");
        if (of == nullptr) {
            continue;
        }
        if (!is_classic) {
            of->cross_zone = attribute(*object, "load_balancing.cross_zone.enabled");
            continue;
        }
        const auto* own = object->find("LoadBalancerAttributes");
        const auto* cross = field(own != nullptr && own->is_map() ? *own : *object,
                                  "CrossZoneLoadBalancing", node_kind::map);
        if (cross != nullptr && cross->find("Enabled") != nullptr) {
            of->cross_zone = flag(*cross, "Enabled", false);
        }
    }
}

void aws_cli_reader::read_target_groups() {
    for (const auto* object : section("TargetGroups")) {
        const auto id = id_of(*object, "TargetGroupArn");
        if (!is_new("TargetGroups", id, *object)) {
            continue;
        }
        target_group made;
        made.id = id;
        made.name = text(*object, "TargetGroupName");
        made.targets_are = target_kind_of(text(*object, "TargetType"));
        made.protocol = text(*object, "Protocol");
        made.port = port(*object, "Port");
        made.vpc_id = text(*object, "VpcId");
        made.family =
            text(*object, "IpAddressType") == "ipv6" ? address_family::ipv6 : address_family::ipv4;
        made.place = place_of(*object);
        net_.target_groups.push_back(std::move(made));
    }
    for (const auto* key : {"LoadBalancerTargetHealth", "TargetHealthDescriptions"}) {
        for (const auto* object : section(key)) {
            if (auto* of = target_group_of(*object)) {
                read_target_health(*object, *of);
            }
        }
    }
    for (const auto* object : section("TargetGroupAttributes")) {
        if (auto* of = target_group_of(*object)) {
            of->keeps_client_address = attribute(*object, "preserve_client_ip.enabled");
            // The third value, use_load_balancer_configuration, is nothing of its own.
            of->cross_zone = attribute(*object, "load_balancing.cross_zone.enabled");
        }
    }
}

target_group* aws_cli_reader::target_group_of(const node& object) {
    const auto id = text(object, "TargetGroupArn");
    const auto found =
        std::find_if(net_.target_groups.begin(), net_.target_groups.end(),
                     [&](const target_group& one) { return !id.empty() && one.id == id; });
    if (found != net_.target_groups.end()) {
        return &*found;
    }
    log_.warn("dangling_reference",
              id.empty()
                  ? "TargetGroupArn is missing: nothing says which target group this belongs "
                    "to, so it is ignored"
                  : in_quotes(id) + " is a target group that is not in the input; what is said "
                                    "about it is ignored",
              object);
    return nullptr;
}

void aws_cli_reader::read_target_health(const node& object, target_group& into) {
    if (field(object, "TargetHealthDescriptions", node_kind::list) == nullptr) {
        return;
    }
    into.targets_known = true;
    for (const auto* entry : objects(object, "TargetHealthDescriptions")) {
        const auto* target = field(*entry, "Target", node_kind::map);
        if (target == nullptr) {
            log_.warn("missing_field", "Target is missing; the target is ignored", *entry);
            continue;
        }
        balancer_target made;
        made.id = text(*target, "Id");
        made.port = port(*target, "Port");
        made.zone = text(*target, "AvailabilityZone");
        made.place = place_of(*entry);
        if (const auto* health = field(*entry, "TargetHealth", node_kind::map)) {
            made.health = text(*health, "State");
        }
        const bool is_known =
            std::any_of(into.targets.begin(), into.targets.end(), [&](const balancer_target& one) {
                return one.id == made.id && one.port == made.port;
            });
        if (!is_known) {
            into.targets.push_back(std::move(made));
        }
    }
}

/// A node is an interface whose description names its load balancer: "ELB net/NAME/ID",
/// "ELB app/NAME/ID", "ELB gwy/NAME/ID", and "ELB NAME" for classic ones.
void aws_cli_reader::find_nodes() {
    for (auto& one : net_.interfaces) {
        if (!one.description.starts_with("ELB ")) {
            continue;
        }
        const auto name = std::string_view(one.description).substr(4);
        for (auto& balancer : net_.load_balancers) {
            const bool is_node = balancer.kind == balancer_kind::classic
                                     ? balancer.name == name && balancer.vpc_id == one.vpc_id
                                     : path_of(balancer.id) == name;
            if (!is_node) {
                continue;
            }
            balancer.interface_ids.push_back(one.id);
            if (one.group_ids.empty()) {
                one.group_ids = balancer.group_ids;
            }
            break;
        }
    }
}

} // namespace vpcplan::detail
