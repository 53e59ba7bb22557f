// The JSON-RPC frame, to the letter of the standard and of the interface.
#include "support/rpc.hpp"

#include <vpcplan/writers.hpp>

#include <filesystem>
#include <vector>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

struct frame_row {
    const char* about;
    const char* request;
    const char* answer; ///< expected members, or "" for no answer at all
};

/// Is every member of `expected` in `given`, with the same value?
bool includes(const json::value& given, const json::value& expected) {
    if (expected.is_object() && given.is_object()) {
        for (const auto& one : expected.get_object()) {
            const auto* found = given.get_object().if_contains(one.key());
            if (found == nullptr || !includes(*found, one.value())) {
                return false;
            }
        }
        return true;
    }
    if (expected.is_array() && given.is_array()) {
        const auto& a = given.get_array();
        const auto& b = expected.get_array();
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), includes);
    }
    return given == expected;
}

const frame_row frames[] = {
    {"a request is answered with its id",
     R"({"jsonrpc":"2.0","id":7,"method":"cidr.overlaps","params":{"a":"10.0.0.0/8","b":"10.1.0.0/16"}})",
     R"({"jsonrpc":"2.0","result":{"result":true},"id":7})"},
    {"an id may be a string", R"({"jsonrpc":"2.0","id":"seven","method":"version"})",
     R"({"id":"seven","result":{}})"},
    {"an empty string is an id", R"({"jsonrpc":"2.0","id":"","method":"version"})",
     R"({"id":"","result":{}})"},
    {"the largest ids come back exactly",
     R"({"jsonrpc":"2.0","id":18446744073709551615,"method":"version"})",
     R"({"id":18446744073709551615,"result":{}})"},
    {"a null id is an id", R"({"jsonrpc":"2.0","id":null,"method":"version"})",
     R"({"id":null,"result":{}})"},
    {"a fractional id comes back", R"({"jsonrpc":"2.0","id":1.5,"method":"version"})",
     R"({"id":1.5,"result":{}})"},
    {"white space around a request is nothing",
     "  {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"version\"} \t\r", R"({"id":1,"result":{}})"},
    {"a notification gets no answer", R"({"jsonrpc":"2.0","method":"version"})", ""},
    {"a notification that fails gets no answer", R"({"jsonrpc":"2.0","method":"cidr.parse"})", ""},
    {"a notification of an unknown method gets no answer", R"({"jsonrpc":"2.0","method":"x"})", ""},
    {"text that is not JSON", "cidr.parse 10.0.0.0/8",
     R"({"id":null,"error":{"code":-32700,"data":{"code":"bad_syntax","offset":0}}})"},
    {"an empty line", "", R"({"id":null,"error":{"code":-32700}})"},
    {"an unfinished object", R"({"jsonrpc":"2.0")",
     R"({"id":null,"error":{"code":-32700,"data":{"offset":16,"length":0}}})"},
    {"two objects on a line", R"({"jsonrpc":"2.0","id":1,"method":"version"} {})",
     R"({"id":null,"error":{"code":-32700,"data":{"offset":44,"length":1}}})"},
    {"a comma too many", R"([1,])", R"({"id":null,"error":{"code":-32700}})"},
    {"a number that is no JSON", R"({"jsonrpc":"2.0","id":01,"method":"version"})",
     R"({"id":null,"error":{"code":-32700}})"},
    {"bytes that are not UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":\"\xff\",\"method\":\"version\"}",
     R"({"id":null,"error":{"code":-32700}})"},
    {"a lone surrogate", R"({"jsonrpc":"2.0","id":"\ud800","method":"version"})",
     R"({"id":null,"error":{"code":-32700}})"},
    {"a bare value", "1", R"({"id":null,"error":{"code":-32600}})"},
    {"no version", R"({"id":1,"method":"version"})",
     R"({"id":1,"error":{"code":-32600,"data":{"code":"missing_field"}}})"},
    {"another version", R"({"jsonrpc":"1.0","id":1,"method":"version"})",
     R"({"id":1,"error":{"code":-32600,"data":{"code":"bad_value"}}})"},
    {"a version that is a number", R"({"jsonrpc":2.0,"id":1,"method":"version"})",
     R"({"id":1,"error":{"code":-32600}})"},
    {"no method", R"({"jsonrpc":"2.0","id":1})",
     R"({"id":1,"error":{"code":-32600,"data":{"code":"missing_field"}}})"},
    {"a method that is a number", R"({"jsonrpc":"2.0","id":1,"method":1})",
     R"({"id":1,"error":{"code":-32600}})"},
    {"no method and no id is an invalid request, not a notification", R"({"jsonrpc":"2.0"})",
     R"({"id":null,"error":{"code":-32600}})"},
    {"an id that is an object", R"({"jsonrpc":"2.0","id":{},"method":"version"})",
     R"({"id":null,"error":{"code":-32600}})"},
    {"an id that is a list", R"({"jsonrpc":"2.0","id":[1],"method":"version"})",
     R"({"id":null,"error":{"code":-32600}})"},
    {"an id that is true", R"({"jsonrpc":"2.0","id":true,"method":"version"})",
     R"({"id":null,"error":{"code":-32600}})"},
    {"parameters that are text", R"({"jsonrpc":"2.0","id":1,"method":"version","params":"x"})",
     R"({"id":1,"error":{"code":-32600}})"},
    {"parameters without names", R"({"jsonrpc":"2.0","id":1,"method":"cidr.parse","params":["x"]})",
     R"({"id":1,"error":{"code":-32602}})"},
    {"a member written twice", R"({"jsonrpc":"2.0","id":1,"method":"version","method":"pass"})",
     R"({"id":null,"error":{"code":-32600,"data":{"code":"bad_value"}}})"},
    {"a parameter written twice",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.parse","params":{"text":"::/0","text":"::/1"}})",
     R"({"id":null,"error":{"code":-32600}})"},
    {"an unknown method names the nearest one", R"({"jsonrpc":"2.0","id":1,"method":"cidr.prase"})",
     R"({"id":1,"error":{"code":-32601,"data":{"code":"unknown_method",
         "hint":"did you mean \"cidr.parse\"?"}}})"},
    {"a method of a later version says so", R"({"jsonrpc":"2.0","id":1,"method":"lint"})",
     R"({"id":1,"error":{"code":-32601,"data":{"code":"not_in_this_version"}}})"},
    {"an unknown parameter names the nearest one",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.parse","params":{"txet":"::/0"}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"unknown_field",
         "hint":"did you mean \"text\"?","parameter":"txet"}}})"},
    {"a missing parameter is named",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.contains","params":{"outer":"::/0"}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"missing_field","parameter":"inner"}}})"},
    {"a wrong type says what was expected",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.split","params":{"cidr":"::/0","prefix":"8"}})",
     R"({"id":1,"error":{"code":-32602,"message":"prefix: expected a whole number 0-128, got a string",
         "data":{"code":"bad_value","parameter":"prefix"}}})"},
    {"half a prefix length",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.split","params":{"cidr":"::/0","prefix":8.5}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"bad_value"}}})"},
    {"a prefix length past all bounds",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.split","params":{"cidr":"::/0","prefix":4294967304}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"number_out_of_range"}}})"},
    {"a number past 64 bits",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.split","params":{"cidr":"::/0","prefix":99999999999999999999}})",
     R"({"id":1,"error":{"code":-32602}})"},
    {"a word that is not one of the choices",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.parse","params":{"text":"::/0","host_bits":"maks"}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"bad_value","hint":"did you mean mask?"}}})"},
    {"a bad block has its place in the text",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.overlaps","params":{"a":"10.0.0.300/8","b":"::/0"}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"octet_out_of_range","offset":7,"length":3,
         "parameter":"a"}}})"},
    {"a bad block in a list is named by its place",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.summarize","params":{"cidrs":["::/0","10.0.0.5/24"]}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"host_bits_set","offset":0,"length":8,
         "hint":"did you mean 10.0.0.0/24?","parameter":"cidrs/1"}}})"},
    {"a NUL inside a block ends nothing",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.parse","params":{"text":"10.0.0.0\u0000/8"}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"unexpected_character","offset":8}}})"},
    {"an operation that cannot be is an error of the parameters",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.nth_subnet","params":{"cidr":"10.0.0.0/16","newbits":8,"n":256}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"number_out_of_range","parameter":"n"}}})"},
    {"n may be a number or text",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.nth_subnet","params":{"cidr":"::/0","newbits":128,"n":"340282366920938463463374607431768211455"}})",
     R"({"result":{"cidr":"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"}})"},
    {"a number JSON does not keep exactly is refused",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.nth_subnet","params":{"cidr":"::/0","newbits":128,"n":1e30}})",
     R"({"id":1,"error":{"code":-32602,"data":{"code":"bad_value"}}})"},
    {"a list longer than the limit is left out, its size is not",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.split","params":{"cidr":"10.0.0.0/24","prefix":32,"limit":255}})",
     R"({"result":{"count":"256","first":"10.0.0.0/32","last":"10.0.0.255/32","cidrs":null}})"},
    {"counts past 2^53 are text",
     R"({"jsonrpc":"2.0","id":1,"method":"cidr.hosts","params":{"cidr":"::/0"}})",
     R"({"result":{"usable":"340282366920938463463374607431768211455","first":"::1"}})"},
    {"a path that does not exist is input that cannot be read",
     R"({"jsonrpc":"2.0","id":1,"method":"pass","params":{"path":"/no/such/folder","from":"a","to":"b","protocol":"tcp"}})",
     R"({"id":1,"error":{"code":1,"data":{"code":"unreadable_input","parameter":"path"}}})"},
    {"a device is no network",
     R"({"jsonrpc":"2.0","id":1,"method":"pass","params":{"path":"/dev/zero","from":"a","to":"b","protocol":"tcp"}})",
     R"({"id":1,"error":{"code":1}})"},
    {"standard input carries the requests, not a network",
     R"({"jsonrpc":"2.0","id":1,"method":"pass","params":{"path":"-","from":"a","to":"b","protocol":"tcp"}})",
     R"({"id":1,"error":{"code":1}})"},
    {"an empty batch", "[]", R"({"id":null,"error":{"code":-32600}})"},
    {"a batch of what is no request", "[1,2]",
     R"([{"id":null,"error":{"code":-32600}},{"id":null,"error":{"code":-32600}}])"},
    {"a batch in the order asked, without its notifications",
     R"([{"jsonrpc":"2.0","id":"b","method":"version"},{"jsonrpc":"2.0","method":"version"},
         {"jsonrpc":"2.0","id":"a","method":"nonsense"}])",
     R"([{"id":"b","result":{}},{"id":"a","error":{"code":-32601}}])"},
    {"a batch of notifications gets no answer",
     R"([{"jsonrpc":"2.0","method":"version"},{"jsonrpc":"2.0","method":"nonsense"}])", ""},
    {"a batch in a batch is no request", "[[]]", R"([{"id":null,"error":{"code":-32600}}])"},
};

/// web at 10.0.1.10 (public 198.51.100.10) in a subnet whose ACL lets only port 443 in.
const char* const small_network = R"({
  "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
  "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
               "Tags": [{"Key": "Name", "Value": "public"}]}],
  "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
    "Associations": [{"Main": true, "RouteTableId": "rtb-1"}],
    "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
               {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}]}],
  "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1",
    "Associations": [{"NetworkAclId": "acl-1", "SubnetId": "subnet-1"}],
    "Entries": [
      {"Egress": false, "RuleNumber": 100, "Protocol": "6", "RuleAction": "allow",
       "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 443, "To": 443}},
      {"Egress": false, "RuleNumber": 32767, "Protocol": "-1", "RuleAction": "deny",
       "CidrBlock": "0.0.0.0/0"},
      {"Egress": true, "RuleNumber": 100, "Protocol": "6", "RuleAction": "allow",
       "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 32768, "To": 65535}},
      {"Egress": true, "RuleNumber": 32767, "Protocol": "-1", "RuleAction": "deny",
       "CidrBlock": "0.0.0.0/0"}]}],
  "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1",
    "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    "IpPermissionsEgress": []}],
  "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1",
    "PrivateIpAddress": "10.0.1.10", "Groups": [{"GroupId": "sg-1"}], "SourceDestCheck": true,
    "Association": {"PublicIp": "198.51.100.10"},
    "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.10", "Primary": true,
                            "Association": {"PublicIp": "198.51.100.10"}}],
    "TagSet": [{"Key": "Name", "Value": "web-1"}]}],
  "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1",
                                                                      "State": "available"}]}]
})";

json::object asking(json::object more) {
    json::object params{{"network", json::parse(small_network)},
                        {"from", {{"internet", "203.0.113.7"}}},
                        {"to", "web-1"},
                        {"protocol", "tcp"},
                        {"dst_port", 443}};
    for (const auto& one : more) {
        params[one.key()] = one.value();
    }
    return params;
}

std::vector<std::string> keys_of(const json::value& object) {
    std::vector<std::string> keys;
    for (const auto& one : object.as_object()) {
        keys.emplace_back(one.key());
    }
    return keys;
}

} // namespace

TEST_CASE("requests, notifications, batches and errors follow JSON-RPC 2.0") {
    service server;
    for (const auto& row : frames) {
        INFO(row.about);
        const auto said = server.answer(row.request);
        INFO(said);
        CHECK(said.find('\n') == std::string::npos);
        if (std::string(row.answer).empty()) {
            CHECK(said.empty());
        } else {
            CHECK(includes(json::parse(said), json::parse(row.answer)));
        }
    }
}

TEST_CASE("every error carries code, message and data in the documented order") {
    service server;
    for (const auto& row : frames) {
        const auto said = server.answer(row.request);
        if (said.empty() || said.front() == '[') {
            continue;
        }
        INFO(said);
        const auto answer = json::parse(said);
        if (const auto* error = answer.as_object().if_contains("error")) {
            CHECK(keys_of(answer) == std::vector<std::string>{"jsonrpc", "error", "id"});
            CHECK(keys_of(*error) == std::vector<std::string>{"code", "message", "data"});
            CHECK(keys_of(error->at("data")) ==
                  std::vector<std::string>{"code", "offset", "length", "hint", "parameter"});
            CHECK(!error->at("message").as_string().empty());
        } else {
            CHECK(keys_of(answer) == std::vector<std::string>{"jsonrpc", "result", "id"});
        }
    }
}

TEST_CASE("hostile lines are errors, and the service answers the next one") {
    rpc_client rpc;
    const auto version = R"({"jsonrpc":"2.0","id":1,"method":"version"})";
    std::vector<std::string> lines{
        std::string(1'000'000, '['),
        std::string(1'000'000, '{'),
        R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(1'000'000, 'a') + "\"}",
        R"({"jsonrpc":"2.0","id":1,"method":"cidr.parse","params":{"text":")" +
            std::string(1'000'000, '1') + "\"}}",
        R"({"jsonrpc":"2.0","id":1,"method":"cidr.parse","params":{")" +
            std::string(1'000'000, 'b') + "\":1}}",
        R"({"jsonrpc":"2.0","id":1,"method":"cidr.nth_host","params":{"cidr":"::/0","n":)" +
            std::string(100'000, '9') + "}}",
        R"({"jsonrpc":"2.0","id":1e999,"method":"cidr.nth_host"})",
        std::string("{\"jsonrpc\":\"2.0\",\0}", 19),
        std::string("\0", 1),
        "\xef\xbb\xbf{}",
    };
    for (const auto& line : lines) {
        INFO(line.substr(0, 80));
        const auto said = rpc.server().answer(line);
        CHECK(json::parse(said).as_object().contains("error"));
        CHECK(said.size() < 2000);
        CHECK(includes(json::parse(rpc.server().answer(version)), json::parse(R"({"id":1})")));
    }
}

TEST_CASE("a message that cuts a character in two is still UTF-8") {
    rpc_client rpc;
    for (std::size_t extra = 0; extra < 4; ++extra) {
        std::string text(extra, 'x');
        for (int i = 0; i < 100; ++i) {
            text += "\xea\xb0\x80"; // a Korean syllable of three bytes
        }
        // json::parse, in the client, refuses what is not UTF-8
        const auto error = rpc.error("cidr.parse", {{"text", text}});
        CHECK(error.at("code") == -32602);
    }
}

TEST_CASE("pass answers with the documented fields in the documented order") {
    rpc_client rpc;
    const auto answer = rpc.result("pass", asking({{"src_port", 40000}}));
    const std::vector<std::string> expected{
        "schema",      "connection",  "decided_by",        "forward", "return", "source_ports",
        "assumptions", "diagnostics", "destination_ports", "choices", "packet", "question",
        "fix",         "notes"};
    CHECK(keys_of(answer) == expected);
    CHECK(answer.at("connection") == "works");
    CHECK(answer.at("decided_by").is_null());
    CHECK(answer.at("fix").is_null());
    CHECK(answer.at("source_ports") == json::parse("[[40000,40000]]"));
    const auto& step = answer.at("forward").at("steps").at(0);
    CHECK(keys_of(step) == std::vector<std::string>{"kind", "component", "direction", "rule",
                                                    "outcome", "code", "detail", "text", "place",
                                                    "packet", "considered"});
}

TEST_CASE("a connection that fails names the check, the rule and the leg") {
    rpc_client rpc;
    const auto answer = rpc.result("pass", asking({{"dst_port", 80}, {"src_port", 40000}}));
    CHECK(answer.at("connection") == "fails");
    CHECK(answer.at("decided_by") ==
          json::parse(R"({"component":"acl-1","kind":"nacl","direction":"in","rule":32767,
                          "leg":"forward","code":"SUBNET_ACL_RESTRICTION"})"));
    CHECK(keys_of(answer.at("decided_by")) ==
          std::vector<std::string>{"component", "kind", "direction", "rule", "leg", "code"});
    CHECK(answer.at("return").at("verdict") == "n/a");
    CHECK(answer.at("fix").at("complete") == true);
    CHECK(answer.at("fix").at("changes").at(0).at("component") == "acl-1");
}

TEST_CASE("without a source port the answer says for which ones it holds") {
    rpc_client rpc;
    const auto all = rpc.result("pass", asking({}));
    CHECK(all.at("connection") == "fails");
    CHECK(all.at("source_ports") == json::parse("[[32768,65535]]"));
    CHECK(all.at("decided_by").at("leg") == "return");
    const auto windows = rpc.result("pass", asking({{"client", "windows"}, {"src_port", nullptr}}));
    CHECK(windows.at("connection") == "works");
    CHECK(windows.at("source_ports") == json::parse("[[49152,65535]]"));
}

TEST_CASE("ends can be named in every documented way") {
    rpc_client rpc;
    for (const char* to : {R"("web-1")", R"("eni-1")", R"("198.51.100.10")"}) {
        INFO(to);
        CHECK(rpc.result("pass", asking({{"to", json::parse(to)}, {"src_port", 40000}}))
                  .at("connection") == "works");
    }
    CHECK(rpc.result("pass", asking({{"from", "internet:203.0.113.7"}, {"src_port", 40000}}))
              .at("connection") == "works");
    const auto subnet = rpc.result(
        "pass", asking({{"from", {{"subnet", "public"}, {"ip", "10.0.1.77"}}}, {"to", "eni-1"}}));
    CHECK(subnet.at("question").at("from") ==
          json::parse(R"({"kind":"subnet","id":"subnet-1","ip":"10.0.1.77"})"));
    for (const auto& from :
         {json::value{{"vpc", "vpc-1"}, {"ip", "192.168.7.7"}}, json::value("vpc-1:192.168.7.7")}) {
        const auto router =
            rpc.result("pass", asking({{"from", from}, {"to", "eni-1"}, {"src_port", 40000}}));
        CHECK(router.at("question").at("from") ==
              json::parse(R"({"kind":"vpc","id":"vpc-1","ip":"192.168.7.7"})"));
        CHECK(router.at("connection") == "works");
    }
}

TEST_CASE("the network may be a vpc.yaml object, or a vpc.yaml file by path") {
    rpc_client rpc;
    const auto network = json::parse(R"({
      "name": "small", "vpc": "10.20.0.0/16", "internet_gateway": true,
      "route_tables": {"public": ["0.0.0.0/0 -> igw"]},
      "subnets": {"a": {"cidr": "10.20.0.0/24", "zone": "a", "route_table": "public"}},
      "security_groups": {"web": ["tcp 443 from 0.0.0.0/0"]},
      "instances": {"web-1": {"subnet": "a", "ip": "10.20.0.10", "public_ip": "198.51.100.10",
                              "groups": ["web"]}}})");
    CHECK(rpc.result("pass", asking({{"network", network}})).at("connection") == "works");
    CHECK(rpc.result("pass", asking({{"network", network}, {"dst_port", 80}})).at("connection") ==
          "fails");
    auto by_path = asking({});
    by_path.erase("network");
    by_path["path"] = std::string(VPCPLAN_SOURCE_DIR) + "/examples/three-tier/vpc.yaml";
    CHECK(rpc.result("pass", by_path).at("connection") == "works");
}

TEST_CASE("of several subnets with one Name, the address tells which is meant") {
    rpc_client rpc;
    auto network = json::parse(small_network);
    auto& subnets = network.at("Subnets").as_array();
    subnets.push_back(json::parse(R"({"SubnetId": "subnet-2", "VpcId": "vpc-1",
        "CidrBlock": "10.0.2.0/24", "Tags": [{"Key": "Name", "Value": "public"}]})"));
    const auto from = [](const char* ip) { return json::object{{"subnet", "public"}, {"ip", ip}}; };
    const auto second =
        rpc.result("pass", asking({{"network", network}, {"from", from("10.0.2.7")}}));
    CHECK(second.at("question").at("from").at("id") == "subnet-2");
    const auto neither =
        rpc.error("pass", asking({{"network", network}, {"from", from("10.0.3.7")}}));
    CHECK(neither.at("data").at("code") == "ambiguous_name");
}

TEST_CASE("Korean is a language of the sentences only") {
    rpc_client rpc;
    auto korean = rpc.result("pass", asking({{"lang", "ko"}, {"dst_port", 80}}));
    auto english = rpc.result("pass", asking({{"dst_port", 80}}));
    CHECK(korean.at("fix") != english.at("fix"));
    CHECK(korean.at("decided_by") == english.at("decided_by"));
    CHECK(korean.at("forward").at("steps").at(0).at("text") !=
          english.at("forward").at("steps").at(0).at("text"));
}

TEST_CASE("plans and blocks of VPCs are judged in Korean when asked to") {
    rpc_client rpc;
    json::object plan{{"cidr", "10.0.0.0/24"}, {"zones", 3}, {"tiers", {{"app", 250}}}};
    const auto english = rpc.result("plan.layout", plan);
    plan["lang"] = "ko";
    const auto korean = rpc.result("plan.layout", plan);
    CHECK(english.at("code") == "nothing_free");
    CHECK(korean.at("code") == english.at("code"));
    CHECK(string_of(english.at("message")).find("vpc/app/b needs a /24") == 0);
    CHECK(string_of(korean.at("message")).find("vpc/app/b에 /24 블록이 필요하지만") == 0);
    CHECK(korean.at("change") != english.at("change"));
    plan["cidr"] = "172.17.0.0/16";
    CHECK(string_of(rpc.result("plan.layout", plan).at("remarks").at(0)) ==
          "vpc: 172.17.0.0/16 블록이 Docker의 기본 브리지, Cloud9, SageMaker의 내부에서 사용하는 "
          "172.17.0.0/16 범위와 겹칩니다");
    const auto allowed = rpc.result("vpc.cidr_allowed", {{"cidr", "10.0.0.0/15"}, {"lang", "ko"}});
    CHECK(string_of(allowed.at("reasons").at(0)) ==
          "10.0.0.0/15: VPC 블록의 크기는 /16부터 /28까지입니다");
}

TEST_CASE("questions that cannot be put are errors that say what would be right") {
    rpc_client rpc;
    const struct {
        json::object change;
        const char* id;
        const char* parameter;
    } rows[] = {
        {{{"to", "web-2"}}, "unknown_name", "to"},
        {{{"from", 5}}, "bad_value", "from"},
        {{{"from", {{"intranet", "10.0.0.1"}}}}, "unknown_field", "from"},
        {{{"from", {{"internet", "10.0.0.256"}}}}, "octet_out_of_range", "from/internet"},
        {{{"from", {{"subnet", "subnet-1"}}}}, "missing_field", "from"},
        {{{"from", {{"subnet", "subnet-9"}, {"ip", "10.0.1.7"}}}}, "unknown_name", "from/subnet"},
        {{{"from", {{"vpc", "vpc-9"}, {"ip", "10.0.1.7"}}}}, "unknown_name", "from/vpc"},
        {{{"to", {{"vpc", "vpc-1"}, {"ip", "10.0.1.7"}}}}, "bad_value", "to/vpc"},
        {{{"protocol", "tpc"}}, "bad_protocol", "protocol"},
        {{{"protocol", 6}}, "bad_value", "protocol"},
        {{{"protocol", "icmp"}}, "bad_value", "dst_port"},
        {{{"icmp_type", 8}}, "bad_value", "icmp_type"},
        {{{"dst_port", 65536}}, "number_out_of_range", "dst_port"},
        {{{"protocol", "icmp"}, {"dst_port", nullptr}, {"icmp_code", 0}}, "bad_icmp", "icmp_code"},
        {{{"client", "macos"}}, "bad_value", "client"},
        {{{"network", "vpc.yaml"}}, "bad_value", "network"},
        {{{"path", "/"}}, "bad_value", "network"},
        {{{"from", {{"internet", "2001:db8::1"}}}}, "family_mismatch", "to"},
    };
    for (const auto& row : rows) {
        const auto error = rpc.error("pass", asking(row.change));
        INFO(json::serialize(error));
        CHECK(error.at("code") == -32602);
        CHECK(error.at("data").at("code") == row.id);
        CHECK(error.at("data").at("parameter") == row.parameter);
    }
    CHECK(rpc.error("pass", asking({{"to", "web-2"}})).at("data").at("hint") ==
          "did you mean web-1?");
}

TEST_CASE("a file that changes is read again, one that does not is not") {
    rpc_client rpc;
    const auto path = std::filesystem::temp_directory_path() / "vpcplan_service_test.json";
    const auto write = [&](const json::value& network) {
        std::ofstream(path) << json::serialize(network);
    };
    auto network = json::parse(small_network);
    write(network);
    auto params = asking({{"src_port", 40000}});
    params.erase("network");
    params["path"] = path.string();
    CHECK(rpc.result("pass", params).at("connection") == "works");
    CHECK(rpc.result("pass", params).at("connection") == "works");
    network.at("RouteTables").as_array().clear();
    write(network);
    CHECK(rpc.result("pass", params).at("connection") != "works");
    std::filesystem::remove(path);
    CHECK(rpc.error("pass", params).at("code") == 1);
}

TEST_CASE("typed calls give what requests give") {
    rpc_client rpc;
    const auto said = call("cidr.subnets", {{"cidr", std::string("10.0.0.0/24")},
                                            {"newbits", std::vector<std::int64_t>{1, 2}}});
    REQUIRE(said.result);
    CHECK(json::parse(*said.result) ==
          json::value(rpc.result("cidr.subnets", {{"cidr", "10.0.0.0/24"}, {"newbits", {1, 2}}})));
    const auto failed = call("cidr.parse", {{"text", std::string("10.0.0.5/24")}});
    CHECK(!failed.result);
    CHECK(failed.code == -32602);
    CHECK(failed.id == "host_bits_set");
}

TEST_CASE("every method names its parameters, and a call without them the first that is missing") {
    rpc_client rpc;
    const auto methods = rpc_methods();
    CHECK(methods.size() >= 28);
    for (const auto& one : methods) {
        INFO(one.name);
        CHECK(!one.summary.empty());
        for (const auto& parameter : one.parameters) {
            if (parameter.required) {
                const auto error = rpc.error(one.name, json::object());
                CHECK(error.at("data").at("code") == "missing_field");
                CHECK(error.at("data").at("parameter") == json::value(parameter.name));
                break;
            }
        }
        const auto error = rpc.error(one.name, {{"no_such_parameter", 1}});
        CHECK(error.at("data").at("code") == "unknown_field");
    }
}

TEST_CASE("plan.fit places sizes that AWS has, and any in an ordinary network") {
    rpc_client rpc;
    const auto fit = [](const char* parent, int prefix) {
        return json::object{{"parent", parent}, {"prefixes", json::array{28, prefix}}};
    };
    for (const auto& [parent, prefix] : {std::pair{"10.0.0.0/8", 29}, {"10.0.0.0/8", 15}}) {
        const auto error = rpc.error("plan.fit", fit(parent, prefix));
        CHECK(error.at("code") == -32602);
        const auto& data = error.at("data").as_object();
        CHECK(data.at("code") == "prefix_length_out_of_range");
        CHECK(data.at("parameter") == "prefixes/1");
        auto ordinary = fit(parent, prefix);
        ordinary["cloud"] = "none";
        CHECK(rpc.result("plan.fit", ordinary).at("feasible") == true);
    }
    json::object ipv6{{"parent", "2001:db8::/44"}, {"prefixes", json::array{57}}};
    CHECK(rpc.error("plan.fit", ipv6).at("data").at("code") == "prefix_length_out_of_range");
    ipv6["prefixes"] = json::array{64, 56};
    CHECK(rpc.result("plan.fit", ipv6).at("feasible") == true);
}
