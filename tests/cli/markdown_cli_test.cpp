#include "golden.hpp"

using namespace vpcplan_test;

namespace {

std::string markdown_of(std::vector<std::string> words, const std::string& network = three_tier) {
    words.insert(words.end(), {"--format", "markdown"});
    return pass(std::move(words), network).out;
}

std::size_t cells_in(const std::string& row) {
    std::size_t bars = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        bars += row[i] == '|' && (i == 0 || row[i - 1] != '\\') ? 1U : 0U;
    }
    return bars - 1;
}

/// A network whose Names are full of what Markdown takes for its own.
const std::string odd_names = R"({
    "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
    "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
                 "AvailabilityZone": "a"},
                {"SubnetId": "subnet-2", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24",
                 "AvailabilityZone": "a"}],
    "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
        "Associations": [{"Main": true}],
        "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local",
                    "Origin": "CreateRouteTable", "State": "active"}]}],
    "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true,
        "Associations": [], "Entries": [],
        "Tags": [{"Key": "Name", "Value": "a|b `c` *d* <e> [f](g) & \\| ```"}]}],
    "SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "GroupName": "x|y", "IpPermissions": [],
        "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
    "NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1",
         "PrivateIpAddress": "10.0.1.10", "Groups": [{"GroupId": "sg-1"}]},
        {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-2", "VpcId": "vpc-1",
         "PrivateIpAddress": "10.0.2.20", "Groups": [{"GroupId": "sg-1"}]}]})";

} // namespace

TEST_CASE("pass --format markdown is one page: verdict, checks, fix, assumptions and the picture") {
    check_golden("pass_markdown", pass({"bastion", "db-1", "tcp/5432", "--format", "markdown"}));
    check_golden("pass_markdown_ko", pass({"bastion", "db-1", "tcp/5432", "--with",
                                           "acl db: out 110 allow tcp 1024-65535 to 10.20.0.0/24",
                                           "--format", "markdown", "--lang", "ko"}));
    check_golden("pass_markdown_via",
                 pass({"internet:203.0.113.7", "db-1", "tcp/5432", "--via", "bastion", "--without",
                       "acl public: in 120", "--flow-logs", "--format", "markdown"}));
}

TEST_CASE("the picture of a Markdown page is that of --format mermaid") {
    for (const auto* to : {"db-1", "app-1"}) {
        const auto picture = pass({"web-1", to, "tcp/8080", "--format", "mermaid"}).out;
        const auto page = markdown_of({"web-1", to, "tcp/8080"});
        CHECK(has(page, "\n```mermaid\n" + picture + "```\n"));
        CHECK(page.find("```mermaid") == page.rfind("```mermaid"));
    }
}

TEST_CASE("Names with bars, backticks and brackets break neither table nor text") {
    const temporary_file network(odd_names);
    const auto page = markdown_of({"eni-1", "eni-2", "tcp/443"}, network.path());
    INFO(page);
    std::size_t rows = 0;
    std::size_t at = 0;
    while ((at = page.find("\n|", at)) != std::string::npos) {
        ++at;
        CHECK(cells_in(page.substr(at, page.find('\n', at) - at)) == 6);
        ++rows;
    }
    CHECK(rows >= 4);
    CHECK(has(page, R"(a\|b \`c\` \*d\* \<e> \[f\](g) &amp; \\\| \`\`\`)"));
    CHECK(has(page, "\n| **2** | **request** | **network ACL (out)** | "));
}
