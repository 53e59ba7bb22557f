// Load balancers in AWS CLI JSON: every key, as calls print it and wrapped.
#include "support/loading.hpp"

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

/// A balancer "front" of this type with one node, joined with more keys.
std::string with_front(const std::string& more, const std::string& kind = "network") {
    const std::string path = kind == "application" ? "app" : "net";
    return R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
                 "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.1.5", "Groups": [],
                 "Description": "ELB )" +
           path + R"(/front/1"}],
               "LoadBalancers": [{"LoadBalancerArn": "arn:aws:elb:r:1:loadbalancer/)" +
           path + R"(/front/1", "LoadBalancerName": "front", "DNSName": "front.example.com",
                 "Type": ")" +
           kind + R"(", "Scheme": "internet-facing", "VpcId": "vpc-1",
                 "State": {"Code": "active"}, "SecurityGroups": ["sg-1"],
                 "AvailabilityZones": [{"ZoneName": "r-1a", "SubnetId": "subnet-1"},
                                       {"ZoneName": "r-1b", "SubnetId": "subnet-2"}]}])" +
           (more.empty() ? "" : ", " + more) + "}";
}

constexpr const char* front_arn = "arn:aws:elb:r:1:loadbalancer/net/front/1";
constexpr const char* alb_listener_arn = "arn:aws:elb:r:1:listener/app/front/1/2";

load_balancer front_of(const loaded_network& loaded) {
    REQUIRE(loaded.data.load_balancers.size() == 1);
    return loaded.data.load_balancers.front();
}

/// The groups that a listener with these default actions may send to.
balancer_listener listener_with(const std::string& actions, const std::string& more = {}) {
    const auto loaded =
        read(with_front(R"("Listeners": [{"ListenerArn": ")" + std::string(alb_listener_arn) +
                            R"(", "LoadBalancerArn": "arn:aws:elb:r:1:loadbalancer/app/front/1",
                        "Port": 443, "Protocol": "HTTPS", "DefaultActions": [)" +
                            actions + "]}]" + more,
                        "application"));
    const auto front = front_of(loaded);
    REQUIRE(front.listeners.size() == 1);
    return front.listeners.front();
}

using names = std::vector<std::string>;

} // namespace

TEST_CASE("A load balancer is read with its zones and found by its interfaces") {
    const auto loaded = read(with_front(""));
    const auto front = front_of(loaded);
    CHECK(front.id == front_arn);
    CHECK(front.name == "front");
    CHECK(front.dns_name == "front.example.com");
    CHECK(front.kind == balancer_kind::network);
    CHECK(front.internet_facing);
    CHECK(front.state == "active");
    CHECK(front.zones == names{"r-1a", "r-1b"});
    CHECK(front.subnet_ids == names{"subnet-1", "subnet-2"});
    CHECK(front.interface_ids == names{"eni-1"});
    CHECK_FALSE(front.listeners_known);
    CHECK_FALSE(front.cross_zone);
    CHECK(loaded.data.interfaces[0].group_ids == names{"sg-1"}); // the interface names none
    CHECK(loaded.data.others.empty());
    const auto kind = [](const std::string& word) {
        return front_of(read(with_front("", word))).kind;
    };
    CHECK(kind("application") == balancer_kind::application);
    CHECK(kind("gateway") == balancer_kind::gateway);
}

TEST_CASE("The groups of an interface count before those of its load balancer") {
    auto text = with_front("");
    text.replace(text.find(R"("Groups": [])"), 12, R"("Groups": [{"GroupId": "sg-9"}])");
    CHECK(read(text).data.interfaces[0].group_ids == names{"sg-9"});
}

TEST_CASE("An interface belongs to the load balancer that its description names, to no other") {
    auto text = with_front("");
    text.replace(text.find("ELB net/front/1"), 15, "ELB net/front/2");
    CHECK(front_of(read(text)).interface_ids.empty());
}

TEST_CASE("Listeners are read as the call prints them, and wrapped") {
    const std::string listener = R"({"ListenerArn": "arn:l", "LoadBalancerArn": ")" +
                                 std::string(front_arn) +
                                 R"(", "Port": 443, "Protocol": "TCP",
            "DefaultActions": [{"Type": "forward", "TargetGroupArn": "arn:tg"}]})";
    const std::string wrapped =
        R"([{"LoadBalancerArn": ")" + std::string(front_arn) + R"(", "Listeners": [)" + listener;
    for (const auto& more :
         {R"("Listeners": [)" + listener + "]", R"("LoadBalancerListeners": )" + wrapped + "]}]",
          R"("Listeners": )" + wrapped + "]}]",
          R"("LoadBalancerListeners": )" + wrapped + R"(]}], "Listeners": [)" + listener + "]"}) {
        CAPTURE(more);
        const auto front = front_of(read(with_front(more)));
        CHECK(front.listeners_known);
        REQUIRE(front.listeners.size() == 1);
        CHECK(front.listeners[0].protocol == "TCP");
        CHECK(front.listeners[0].port == 443);
        CHECK(front.listeners[0].target_group_ids == names{"arn:tg"});
        CHECK(front.listeners[0].rules_known);
    }
    const auto none =
        front_of(read(with_front(R"("LoadBalancerListeners": [{"LoadBalancerArn": ")" +
                                 std::string(front_arn) + R"(", "Listeners": []}])")));
    CHECK(none.listeners_known);
    CHECK(none.listeners.empty());
    CHECK_FALSE(front_of(read(with_front(R"("Listeners": [])"))).listeners_known);
}

TEST_CASE("Actions: every target group with a weight, or an answer of the load balancer's own") {
    CHECK(listener_with(R"({"Type": "forward", "TargetGroupArn": "a"})").target_group_ids ==
          names{"a"});
    CHECK(listener_with(
              R"({"Type": "forward", "TargetGroupArn": "a", "ForwardConfig": {"TargetGroups":
              [{"TargetGroupArn": "a", "Weight": 0}, {"TargetGroupArn": "b", "Weight": 5},
               {"TargetGroupArn": "c", "Weight": 1}]}})")
              .target_group_ids == names{"b", "c"});
    CHECK(listener_with(R"({"Type": "forward", "ForwardConfig": {"TargetGroups":
              [{"TargetGroupArn": "a"}, {"TargetGroupArn": "b"}]}})")
              .target_group_ids == names{"a", "b"});
    const auto redirect = listener_with(R"({"Type": "redirect", "RedirectConfig": {}})");
    CHECK(redirect.answers_itself);
    CHECK(redirect.target_group_ids.empty());
    CHECK(listener_with(R"({"Type": "fixed-response"})").answers_itself);
    const auto signed_in = listener_with(
        R"({"Type": "authenticate-oidc"}, {"Type": "forward", "TargetGroupArn": "a"})");
    CHECK_FALSE(signed_in.answers_itself);
    CHECK(signed_in.target_group_ids == names{"a"});
}

TEST_CASE("Rules add their target groups, as the call prints them and wrapped") {
    const std::string actions = R"("Actions": [{"Type": "forward", "TargetGroupArn": "b"}])";
    const std::string forward = R"({"Type": "forward", "TargetGroupArn": "a"})";
    CHECK_FALSE(listener_with(forward).rules_known);
    for (const auto& rules :
         {R"([{"RuleArn": "arn:aws:elb:r:1:listener-rule/app/front/1/2/3", )" + actions + "}]",
          R"([{"ListenerArn": ")" + std::string(alb_listener_arn) + R"(", "Rules": [{)" + actions +
              "}]}]"}) {
        CAPTURE(rules);
        const auto listener = listener_with(forward, R"(, "Rules": )" + rules);
        CHECK(listener.rules_known);
        CHECK(listener.target_group_ids == names{"a", "b"});
    }
    const auto lost = read(with_front(R"("Rules": [{"RuleArn": "what", "Actions": []}])"));
    CHECK(find_diagnostic(lost, "dangling_reference") != nullptr);
}

TEST_CASE("Cross-zone and client address settings are read from attributes") {
    const auto attributes = [](const std::string& key, const std::string& name,
                               const std::string& arn, const std::string& value) {
        return "\"" + key + R"(": [{")" + name + R"(": ")" + arn +
               R"(", "Attributes": [{"Key": "load_balancing.cross_zone.enabled", "Value": ")" +
               value + R"("}, {"Key": "preserve_client_ip.enabled", "Value": ")" + value + "\"}]}]";
    };
    const auto of_front = [&](const std::string& value) {
        return front_of(read(with_front(attributes("LoadBalancerAttributes", "LoadBalancerArn",
                                                   front_arn, value))))
            .cross_zone;
    };
    CHECK(of_front("true") == std::optional(true));
    CHECK(of_front("false") == std::optional(false));
    const auto of_group = [&](const std::string& value) {
        return read(with_front(
                        R"("TargetGroups": [{"TargetGroupArn": "arn:tg"}], )" +
                        attributes("TargetGroupAttributes", "TargetGroupArn", "arn:tg", value)))
            .data.target_groups.at(0);
    };
    CHECK(of_group("true").cross_zone == std::optional(true));
    CHECK(of_group("false").keeps_client_address == std::optional(false));
    CHECK_FALSE(of_group("use_load_balancer_configuration").cross_zone);
}

TEST_CASE("Target groups are read with their targets and the health of each") {
    const std::string health = R"([{"TargetGroupArn": "arn:tg", "TargetHealthDescriptions": [
        {"Target": {"Id": "10.0.1.9", "Port": 8080, "AvailabilityZone": "all"},
         "TargetHealth": {"State": "unhealthy", "Reason": "Target.Timeout"}},
        {"Target": {"Id": "10.0.1.9", "Port": 8081}, "TargetHealth": {"State": "healthy"}}]}])";
    for (const auto* key : {"LoadBalancerTargetHealth", "TargetHealthDescriptions"}) {
        CAPTURE(key);
        const auto loaded = read(R"({"TargetGroups": [{"TargetGroupArn": "arn:tg", "Port": 80,
            "TargetGroupName": "web", "Protocol": "TCP_UDP", "TargetType": "ip",
            "IpAddressType": "ipv6", "VpcId": "vpc-1"}], ")" +
                                 std::string(key) + "\": " + health + "}");
        const auto& group = loaded.data.target_groups.at(0);
        CHECK(group.name == "web");
        CHECK(group.protocol == "TCP_UDP");
        CHECK(group.port == 80);
        CHECK(group.family == address_family::ipv6);
        CHECK(group.targets_are == target_group::target_kind::ip);
        CHECK(group.targets_known);
        REQUIRE(group.targets.size() == 2);
        CHECK(group.targets[0].id == "10.0.1.9");
        CHECK(group.targets[0].port == 8080);
        CHECK(group.targets[0].zone == "all");
        CHECK(group.targets[0].health == "unhealthy");
        CHECK(group.targets[1].port == 8081);
    }
    const auto alone = read(R"({"TargetGroups": [{"TargetGroupArn": "arn:tg"}]})");
    CHECK_FALSE(alone.data.target_groups.at(0).targets_known);
}

TEST_CASE("A Classic Load Balancer is read with its listeners, instances and their health") {
    const auto loaded = read(R"({
        "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
            "SubnetId": "subnet-1", "Description": "ELB old", "Groups": [{"GroupId": "sg-1"}]},
            {"NetworkInterfaceId": "eni-2", "VpcId": "vpc-2", "SubnetId": "subnet-2",
             "Description": "ELB old", "Groups": []}],
        "LoadBalancerDescriptions": [{"LoadBalancerName": "old", "DNSName": "old.example.com",
            "Scheme": "internal", "VPCId": "vpc-1", "Subnets": ["subnet-1"],
            "AvailabilityZones": ["r-1a"], "SecurityGroups": ["sg-1"],
            "Instances": [{"InstanceId": "i-1"}, {"InstanceId": "i-2"}, {"InstanceId": "i-3"}],
            "ListenerDescriptions": [{"Listener": {"Protocol": "SSL", "LoadBalancerPort": 443,
                "InstanceProtocol": "TCP", "InstancePort": 8443}}]}],
        "LoadBalancerAttributes": [{"LoadBalancerName": "old",
            "LoadBalancerAttributes": {"CrossZoneLoadBalancing": {"Enabled": true}}}],
        "LoadBalancerInstanceHealth": [{"LoadBalancerName": "old", "InstanceStates": [
            {"InstanceId": "i-1", "State": "InService"},
            {"InstanceId": "i-2", "State": "OutOfService"}]}]})");
    const auto old = front_of(loaded);
    CHECK(old.id == "old");
    CHECK(old.kind == balancer_kind::classic);
    CHECK_FALSE(old.internet_facing);
    CHECK(old.zones == names{"r-1a"});
    CHECK(old.interface_ids == names{"eni-1"}); // eni-2 is another VPC's
    CHECK(old.cross_zone == std::optional(true));
    CHECK(old.listeners_known);
    REQUIRE(old.listeners.size() == 1);
    CHECK(old.listeners[0].port == 443);
    CHECK(old.listeners[0].instance_port == 8443);
    REQUIRE(old.instances.size() == 3);
    CHECK(old.instances[0].health == "healthy");
    CHECK(old.instances[1].health == "unhealthy");
    CHECK(old.instances[2].health.empty());
}

TEST_CASE("What names no load balancer, and ports that are none, are reported") {
    const auto lost = read(with_front(R"("Listeners": [{"ListenerArn": "arn:l", "Port": 80}])"));
    REQUIRE(find_diagnostic(lost, "dangling_reference") != nullptr);
    CHECK(contains(find_diagnostic(lost, "dangling_reference")->message, "LoadBalancerArn"));
    const auto plain = read(R"({"TargetHealthDescriptions": [{"Target": {"Id": "i-1"}}]})");
    REQUIRE(find_diagnostic(plain, "dangling_reference") != nullptr);
    CHECK(contains(find_diagnostic(plain, "dangling_reference")->message, "TargetGroupArn"));
    const auto bad = read(R"({"TargetGroups": [{"TargetGroupArn": "arn:tg", "Port": 65536}]})");
    REQUIRE(find_diagnostic(bad, "bad_value") != nullptr);
    CHECK(contains(find_diagnostic(bad, "bad_value")->message, "65536"));
}

TEST_CASE("The example with load balancers is read without a complaint") {
    const auto loaded = load(VPCPLAN_SOURCE_DIR "/examples/load-balancers");
    for (const auto& one : loaded.diagnostics) {
        FAIL_CHECK(one.message);
    }
    REQUIRE(loaded.data.load_balancers.size() == 3);
    for (const auto& one : loaded.data.load_balancers) {
        CHECK_FALSE(one.interface_ids.empty());
        CHECK_FALSE(one.listeners.empty());
    }
}
