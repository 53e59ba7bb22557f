// Why something does not pass, in words: what is said is true of the network, names the thing by
// what it is, and is told whole in both languages.
#include "support/network_generator.hpp"
#include "support/traps.hpp"

#include <cctype>
#include <set>
#include <vpcplan/drawing.hpp>
#include <vpcplan/explain.hpp>
#include <vpcplan/path.hpp>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

struct told {
    std::string en;
    std::string ko;
};

told headlines(const loaded_network& loaded, const std::string& from, const std::string& to,
               const std::string& what) {
    const network_index index(loaded.data);
    const auto asked = question_of(index, from, to, what);
    const auto given = vpcplan::test::ask(index, asked);
    REQUIRE(given);
    return {headline(*given, language::en, &index), headline(*given, language::ko, &index)};
}

/// A network with app (wearing the group app) behind something, and db, whose rule refers to app.
struct reference_row {
    std::string name;
    std::string yaml;
    std::string from;
    std::string to;
    std::string en;
    std::string ko;
};

} // namespace

TEST_CASE("A group reference that cannot match says why: the Region, an address, what is between") {
    const reference_row rows[] = {
        {"another Region", R"(
vpcs:
  a: {cidr: 10.1.0.0/16, region: us-west-2, subnets: {a: {cidr: 10.1.1.0/24, routes: [10.2.0.0/16 -> pcx]}}, security_groups: {db: [tcp 3306 from group app]}, instances: {db: {subnet: a, groups: [db]}}}
  b: {cidr: 10.2.0.0/16, region: eu-west-1, subnets: {b: {cidr: 10.2.1.0/24, routes: [10.1.0.0/16 -> pcx]}}, security_groups: {app: []}, instances: {app: {subnet: b, groups: [app]}}}
peerings: {pcx: [b, a]}
)",
         "app", "db", "does not work across Regions; write the block of 10.2.1.4",
         "리전이 다르면 참조가 적용되지 않습니다"},
        {"over public addresses", R"(
vpc: 10.0.0.0/16
internet_gateway: true
subnets: {a: {cidr: 10.0.1.0/24, routes: [0.0.0.0/0 -> igw]}}
security_groups: {app: [], db: [tcp 3306 from group app]}
instances:
  app: {subnet: a, groups: [app], public_ip: 198.51.100.1}
  db: {subnet: a, groups: [db], public_ip: 198.51.100.2}
)",
         "app", "198.51.100.2", "over public addresses nobody carries a group",
         "참조는 프라이빗 주소에만 적용"},
        {"behind a private NAT gateway", R"(
vpc: 10.0.0.0/16
subnets:
  a: {cidr: 10.0.1.0/24, routes: [10.0.3.0/24 -> nat]}
  b: 10.0.2.0/24
  c: 10.0.3.0/24
nat_gateways: {nat: {subnet: b, connectivity: private}}
security_groups: {app: [], db: [tcp 3306 from group app]}
instances: {app: {subnet: a, groups: [app]}, db: {subnet: c, groups: [db]}}
)",
         "app", "db", "comes from the translated address 10.0.2.4",
         "NAT를 거치며 소스가 10.0.2.4 주소로 바뀌어"},
        {"behind an instance that forwards", R"(
vpc: 10.0.0.0/16
subnets:
  a: {cidr: 10.0.1.0/24, routes: [10.0.3.0/24 -> router]}
  b: 10.0.2.0/24
  c: 10.0.3.0/24
security_groups: {app: [], db: [tcp 3306 from group app], open: [all]}
instances:
  app: {subnet: a, groups: [app]}
  router: {subnet: b, groups: [open], source_dest_check: false}
  db: {subnet: c, groups: [db]}
)",
         "app", "db", "behind an instance that forwards packets the groups of 10.0.1.4 are lost",
         "패킷을 전달하는 인스턴스를 거치면"},
        {"behind a network firewall", R"(
vpc: 10.0.0.0/16
subnets:
  a: {cidr: 10.0.1.0/24, routes: [10.0.3.0/24 -> fw]}
  b: 10.0.2.0/24
  c: 10.0.3.0/24
firewalls: {fw: {subnets: [b], stateless_default: pass}}
security_groups: {app: [], db: [tcp 3306 from group app]}
instances: {app: {subnet: a, groups: [app]}, db: {subnet: c, groups: [db]}}
)",
         "app", "db", "behind an inspection endpoint the groups of 10.0.1.4 are lost",
         "검사 엔드포인트를 거치면"},
        {"over a transit gateway without referencing", R"(
vpcs:
  a: {cidr: 10.1.0.0/16, subnets: {a: {cidr: 10.1.1.0/24, routes: [10.2.0.0/16 -> hub]}}, security_groups: {db: [tcp 3306 from group app]}, instances: {db: {subnet: a, groups: [db]}}}
  b: {cidr: 10.2.0.0/16, subnets: {b: {cidr: 10.2.1.0/24, routes: [10.1.0.0/16 -> hub]}}, security_groups: {app: []}, instances: {app: {subnet: b, groups: [app]}}}
transit_gateways: {hub: {attachments: {x: [a], y: [b]}, security_group_referencing: false}}
)",
         "app", "db", "security group referencing is off for the transit gateway",
         "보안 그룹 참조가 꺼져 있어"},
        {"from a data centre", R"(
vpc: 10.0.0.0/16
subnets: {a: {cidr: 10.0.1.0/24, routes: [192.168.0.0/16 -> vgw]}}
security_groups: {app: [], db: [tcp 3306 from group app]}
instances: {db: {subnet: a, groups: [db]}}
vpn_gateways: {vgw: vpc}
vpn_connections: {office: {gateway: vgw, routes: [192.168.0.0/16]}}
)",
         "onprem:192.168.1.1", "db", "what comes from a data centre, such as 192.168.1.1",
         "데이터 센터에서 오는 192.168.1.1 주소에는 그룹이 없습니다"},
        {"by a load balancer that connects itself", R"(
vpc: 10.0.0.0/16
subnets: {a: {cidr: 10.0.1.0/24, zone: a}, b: {cidr: 10.0.2.0/24, zone: a}}
security_groups: {app: [], db: [tcp 3306 from group app], open: [all]}
instances: {app: {subnet: a, groups: [app]}, db: {subnet: b, groups: [db]}}
target_groups: {t: {targets: [db], port: 3306, keeps_client_address: false}}
load_balancers: {lb: {subnets: [b], listeners: [tcp 3306 -> t], groups: [open]}}
)",
         "app", "lb", "connects from its own address", "로드 밸런서가 자기 주소"},
        {"by a load balancer that keeps the client's address", R"(
vpc: 10.0.0.0/16
subnets: {a: {cidr: 10.0.1.0/24, zone: a}, b: {cidr: 10.0.2.0/24, zone: a}}
security_groups: {app: [], db: [tcp 3306 from group app], open: [all]}
instances: {app: {subnet: a, groups: [app]}, db: {subnet: b, groups: [db]}}
target_groups: {t: {targets: [db], port: 3306, keeps_client_address: true}}
load_balancers: {lb: {subnets: [b], listeners: [tcp 3306 -> t], groups: [open]}}
)",
         "app", "lb", "keeps the client's address 10.0.1.4, and rules then see the load balancer's",
         "클라이언트 주소 10.0.1.4를 보존하면"},
        {"outbound, to a VPC with which there is no peering", R"(
vpcs:
  a: {cidr: 10.1.0.0/16, subnets: {a: {cidr: 10.1.1.0/24, routes: [10.2.0.0/16 -> hub]}}, security_groups: {db: [tcp 3306]}, instances: {db: {subnet: a, groups: [db]}}}
  b: {cidr: 10.2.0.0/16, subnets: {b: {cidr: 10.2.1.0/24, routes: [10.1.0.0/16 -> hub]}}, security_groups: {app: {inbound: [], outbound: [tcp 3306 to group db]}}, instances: {app: {subnet: b, groups: [app]}}}
transit_gateways: {hub: {attachments: {x: [a], y: [b]}, security_group_referencing: true}}
)",
         "app", "db", "over a transit gateway references work in inbound rules only",
         "참조는 인바운드 규칙에서만 적용됩니다"},
        {"who is no member", R"(
vpc: 10.0.0.0/16
subnets: {a: 10.0.1.0/24, b: 10.0.2.0/24}
security_groups: {app: [], other: [], db: [tcp 3306 from group app]}
instances: {app: {subnet: a, groups: [other]}, db: {subnet: b, groups: [db]}}
)",
         "app", "db", "refers to a group: 10.0.1.4 does not carry that group",
         "10.0.1.4 주소에는 그 그룹이 연결되어 있지 않습니다"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        const auto said = headlines(read(row.yaml), row.from, row.to, "tcp/3306");
        INFO(said.en << "\n" << said.ko);
        CHECK(contains(said.en, row.en));
        CHECK(contains(said.ko, row.ko));
        CHECK_FALSE(contains(said.en, "differs in the address"));
    }
}

TEST_CASE("A host that has a private address only is told, rather than that nobody has it") {
    const auto loaded = read(R"(
vpc: 10.0.0.0/16
internet_gateway: true
subnets: {a: {cidr: 10.0.1.0/24, routes: [0.0.0.0/0 -> igw]}}
instances: {app: a, web: {subnet: a, public_ip: 198.51.100.7}}
)");
    const auto app = headlines(loaded, "internet:203.0.113.9", "app", "tcp/443");
    CHECK(contains(app.en, "app has no public IPv4 address: 10.0.1.4 is a private address"));
    CHECK(contains(app.ko, "app에는 퍼블릭 IPv4 주소가 없습니다. 10.0.1.4 주소는 프라이빗 주소"));
    const auto web = headlines(loaded, "internet:203.0.113.9", "10.0.1.5", "tcp/443");
    CHECK(contains(web.en, "10.0.1.5 is a private address"));
    CHECK(contains(web.en, "the public one of this host is 198.51.100.7"));
    CHECK_FALSE(contains(web.en, "no public IPv4"));
    const auto nobody = headlines(loaded, "internet:203.0.113.9", "198.51.100.99", "tcp/443");
    CHECK(contains(nobody.en, "Nothing in the network has the public address 198.51.100.99"));
}

TEST_CASE("What stops a packet is named by what it is, and by the call that would describe it") {
    const std::string subnet =
        R"("Subnets":[{"SubnetId":"subnet-1","VpcId":"vpc-1","CidrBlock":"10.0.1.0/24"}])";
    const std::string vpc = R"("Vpcs":[{"VpcId":"vpc-1","CidrBlock":"10.0.0.0/16"}])";
    const auto interface = [](const std::string& id, const std::string& address,
                              const std::string& more) {
        return R"({"NetworkInterfaceId":")" + id +
               R"(","SubnetId":"subnet-1","VpcId":"vpc-1","PrivateIpAddress":")" + address +
               R"(","Groups":[{"GroupId":"sg-1"}])" + more + "}";
    };
    const auto network = [&](const std::string& parts, const std::string& interfaces) {
        return read("{" + parts + R"(,"NetworkInterfaces":[)" + interfaces +
                    R"(],"SecurityGroups":[{"GroupId":"sg-1","VpcId":"vpc-1",)"
                    R"("IpPermissions":[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}]}],)"
                    R"("IpPermissionsEgress":[{"IpProtocol":"-1","IpRanges":)"
                    R"([{"CidrIp":"0.0.0.0/0"}]}]}]})");
    };
    const auto two =
        interface("eni-1", "10.0.1.10", "") + "," + interface("eni-2", "10.0.1.20", "");

    const auto no_vpc = headlines(network(subnet, two), "eni-1", "eni-2", "tcp/443");
    INFO(no_vpc.en << no_vpc.ko);
    CHECK(contains(no_vpc.en, "does not describe VPC vpc-1 (aws ec2 describe-vpcs)"));
    CHECK(contains(no_vpc.ko, "VPC vpc-1의 내용이 없습니다 (aws ec2 describe-vpcs)"));

    const auto no_subnet = headlines(network(vpc, two), "eni-1", "eni-2", "tcp/443");
    INFO(no_subnet.en);
    CHECK(contains(no_subnet.en, "does not describe subnet subnet-1 (aws ec2 describe-subnets)"));

    const auto detached = interface("eni-2", "10.0.1.20", R"(,"Status":"available")");
    const auto loose =
        headlines(network(vpc + "," + subnet, interface("eni-1", "10.0.1.10", "") + "," + detached),
                  "eni-1", "eni-2", "tcp/443");
    CHECK(contains(loose.en,
                   "Network interface eni-2 is attached to nothing: its status is available"));
    CHECK(contains(loose.ko, "네트워크 인터페이스 eni-2에 연결된 인스턴스가 없습니다"));

    const auto router = headlines(network(vpc + "," + subnet, two), "eni-1", "10.0.1.1", "icmp");
    CHECK(contains(router.en, "10.0.1.1 is the router of VPC vpc-1"));
    CHECK(contains(router.ko, "10.0.1.1 주소는 VPC vpc-1 라우터의 주소입니다"));

    const auto table = headlines(
        network(vpc + R"(,"Subnets":[{"SubnetId":"subnet-1","VpcId":"vpc-1","CidrBlock":)"
                      R"("10.0.1.0/24"},{"SubnetId":"subnet-2","VpcId":"vpc-1","CidrBlock":)"
                      R"("10.0.2.0/24"}],"NetworkAcls":[{"NetworkAclId":"acl-1","VpcId":"vpc-1",)"
                      R"("IsDefault":true,"Entries":[{"RuleNumber":100,"Protocol":"-1",)"
                      R"("RuleAction":"allow","Egress":true,"CidrBlock":"0.0.0.0/0"}]}])",
                two),
        "eni-1", "10.0.2.9", "tcp/443");
    CHECK(contains(table.en, "The route table of subnet subnet-1 is not in the input (aws ec2 "
                             "describe-route-tables)"));
    CHECK(contains(table.ko, "서브넷 subnet-1의 라우팅 테이블이 입력에 없습니다"));
}

TEST_CASE("The line of the path says what a delivery past every check is") {
    const auto loaded = read(R"(
vpc: 10.0.0.0/16
subnets: {a: 10.0.1.0/24}
security_groups: {open: [all]}
instances: {app: {subnet: a, groups: [open]}, web: {subnet: a, groups: [open]}}
)");
    const network_index index(loaded.data);
    const auto line = [&](const std::string& to, const std::string& what, language lang) {
        const auto asked = question_of(index, "app", to, what);
        return arrows_text(draw_path(index, asked, *vpcplan::test::ask(index, asked), lang), false);
    };
    CHECK(line("web", "tcp/443", language::en) == "app/eth0 -> (same subnet, direct) -> web/eth0");
    CHECK(line("web", "tcp/443", language::ko) == "app/eth0 -> 같은 서브넷(바로 전달) -> web/eth0");
    CHECK(line("169.254.169.253", "udp/53", language::en) ==
          "app/eth0 -> (VPC service) -> the Amazon DNS resolver");
    CHECK(line("169.254.169.253", "udp/53", language::ko) ==
          "app/eth0 -> VPC 서비스 -> Amazon DNS 서버");
}

TEST_CASE("All ports that replies to a NAT gateway or a load balancer cannot use are told") {
    const auto nat = headlines(read(R"(
vpc: 10.0.0.0/16
internet_gateway: true
subnets:
  public: {cidr: 10.0.1.0/24, routes: [0.0.0.0/0 -> igw], acl: strict}
  private: {cidr: 10.0.2.0/24, routes: [0.0.0.0/0 -> nat]}
nat_gateways: {nat: public}
network_acls:
  strict:
    inbound: [100 allow tcp 20000-30000, 110 allow all from 10.0.0.0/16, 120 allow tcp 40000]
    outbound: [100 allow all]
instances: {app: private}
)"),
                               "app", "internet:203.0.113.7", "tcp/443");
    CHECK(contains(nat.en, "the NAT gateway may pick any port, and 1024-19999, 30001-39999, "
                           "40001-65535 are denied"));
    CHECK(contains(nat.ko, "NAT 게이트웨이는 어느 포트든 고를 수 있는데 1024-19999, 30001-39999, "
                           "40001-65535 포트가 거부됩니다"));
    const auto balancer = headlines(read(R"(
vpc: 10.0.0.0/16
subnets:
  a: {cidr: 10.0.1.0/24, zone: a}
  b: {cidr: 10.0.2.0/24, zone: a, acl: strict}
network_acls:
  strict: {inbound: [100 allow all], outbound: [100 allow tcp 5000-9092]}
security_groups: {open: [all]}
instances: {app: {subnet: a, groups: [open]}, db: {subnet: b, groups: [open]}}
target_groups: {t: {targets: [db], port: 3306}}
load_balancers: {lb: {kind: application, subnets: [a], listeners: [http 80 -> t], groups: [open]}}
)"),
                                    "app", "lb", "tcp/80");
    CHECK(contains(balancer.en, "the load balancer may use any port, and 1024-4999, 9093-65535 are "
                                "denied"));
    CHECK(contains(balancer.ko, "1024-4999, 9093-65535 포트가 거부됩니다"));
}

TEST_CASE(
    "Of equally close rules the one of the smaller block and then of the nearer port is told") {
    const std::string shared = R"(
vpc: 10.0.0.0/16
subnets: {a: {cidr: 10.0.1.0/24, acl: strict}, b: 10.0.2.0/24}
instances: {app: a, web: {subnet: b, groups: [web]}}
)";
    const auto group = headlines(read(shared + R"(
network_acls: {strict: {inbound: [100 allow all], outbound: [100 allow all]}}
security_groups: {web: [tcp 22, tcp 433, tcp 8080]}
)"),
                                 "app", "web", "tcp/443");
    CHECK(contains(group.en, R"(the closest rule, "tcp 433 from 0.0.0.0/0", differs in the port)"));
    CHECK(contains(group.ko, R"(가장 비슷한 규칙("tcp 433 from 0.0.0.0/0")도 포트가 일치하지)"));
    const auto narrow = headlines(read(shared + R"(
network_acls: {strict: {inbound: [100 allow all], outbound: [100 allow tcp 433, 110 allow tcp 80 to 10.0.2.0/24, 120 allow tcp 444 to 10.0.0.0/16]}}
security_groups: {web: [all]}
)"),
                                  "app", "web", "tcp/443");
    CHECK(contains(narrow.en, "the closest, rule 110 (allow tcp 80 to 10.0.2.0/24), differs"));
    CHECK(contains(narrow.ko, "가장 비슷한 규칙 110번(allow tcp 80 to 10.0.2.0/24)도 포트가"));
}

TEST_CASE("JSON gives of each rule that was looked at its text and where it was written") {
    const auto loaded = read(R"(vpc: 10.0.0.0/16
subnets: {a: 10.0.1.0/24, b: 10.0.2.0/24}
security_groups:
  web:
    - tcp 22 from 10.0.0.0/8
    - tcp 433 from group web
instances: {app: a, web: {subnet: b, groups: [web]}}
)",
                             "sketch.yaml");
    const network_index index(loaded.data);
    const auto asked = question_of(index, "app", "web", "tcp/443");
    const auto json =
        pass_json(index, asked, *vpcplan::test::ask(index, asked), {}, language::en, {});
    CHECK(
        contains(json, R"("of":"web","text":"tcp 22 from 10.0.0.0/8","place":"sketch.yaml:5:7")"));
    CHECK(contains(json, R"("text":"tcp 433 from group web","place":"sketch.yaml:6:7")"));
    CHECK(contains(json, R"("of":"default","text":"100 allow all to 0.0.0.0/0")"));
}

TEST_CASE("A load balancer some of whose targets work says how many") {
    const auto loaded = read(R"(
vpc: 10.0.0.0/16
subnets: {a: {cidr: 10.0.1.0/24, zone: a}}
security_groups: {open: [all], closed: []}
instances:
  app: {subnet: a, groups: [open]}
  t1: {subnet: a, groups: [open]}
  t2: {subnet: a, groups: [closed]}
  t3: {subnet: a, groups: [open]}
target_groups: {t: {targets: [t1, t2, t3], port: 80}}
load_balancers: {lb: {kind: application, subnets: [a], listeners: [http 80 -> t], groups: [open]}}
)");
    const auto said = headlines(loaded, "app", "lb", "tcp/80");
    CHECK(contains(said.en, "it works with 2 of 3 targets"));
    CHECK(contains(said.ko, "대상 3개 중 2개로는 통신되며"));
    const network_index index(loaded.data);
    const auto asked = question_of(index, "app", "lb", "tcp/80");
    const auto json =
        pass_json(index, asked, *vpcplan::test::ask(index, asked), {}, language::en, {});
    CHECK(contains(json, R"("choices":{"of":"targets","works":2,"all":3})"));
    const auto direct = question_of(index, "app", "t1", "tcp/80");
    CHECK(
        contains(pass_json(index, direct, *vpcplan::test::ask(index, direct), {}, language::en, {}),
                 R"("choices":null)"));
}

TEST_CASE(
    "What is said of a component calls it what it is, in every answer of generated networks") {
    const auto last_word = [](std::string text) {
        while (!text.empty() && (text.back() == ' ' || text.back() == '(')) {
            text.pop_back();
        }
        const auto space = text.rfind(' ');
        auto word = space == std::string::npos ? text : text.substr(space + 1);
        std::transform(word.begin(), word.end(), word.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return word;
    };
    std::set<reason> seen;
    for (unsigned seed = 0; seed < 150; ++seed) {
        vpcplan_test::network_generator generator(seed);
        const auto data = generator.make();
        const network_index index(data);
        for (int i = 0; i < 6; ++i) {
            const auto given = vpcplan::ask(index, generator.ask_about(data));
            if (!given) {
                continue;
            }
            for (const auto* way : {&given->forward, &given->reply}) {
                for (const auto& check : way->steps) {
                    const auto text = sentence(check, language::en, &index);
                    const auto at = text.find(check.component);
                    if (check.component.empty() || at == std::string::npos || at == 0) {
                        continue;
                    }
                    const auto word = last_word(text.substr(0, at));
                    // A NAT instance is known by its interface; "the check of", "the edge of".
                    bool is_right =
                        word == "of" ||
                        (word == "instance" && index.find_interface(check.component) != nullptr);
                    for (int kind = 1; kind <= static_cast<int>(detail::thing::other); ++kind) {
                        const auto one = static_cast<detail::thing>(kind);
                        is_right =
                            is_right || (detail::find_name(index, one, check.component) &&
                                         last_word(std::string(detail::noun_of(one).en)) == word);
                    }
                    INFO("seed " << seed << ": " << text);
                    CHECK(is_right);
                    seen.insert(check.code);
                }
            }
        }
    }
    CHECK(seen.size() > 20);
}
