#include <vpcplan/readers.hpp>
#include <vpcplan/service.hpp>

#include <cstdio>
#include <string>
#include <variant>

int main() {
    vpcplan::service service;
    const std::string answer = service.answer(
        R"({"jsonrpc": "2.0", "id": 1, "method": "cidr.parse", "params": {"text": "10.0.0.0/16"}})");
    std::puts(answer.c_str());
    const bool answered = answer.find(R"("result")") != std::string::npos;

    const auto loaded = vpcplan::parse_network("vpcs: [", "broken.yaml");
    const bool refused = std::holds_alternative<vpcplan::load_failure>(loaded);
    return answered && refused ? 0 : 1;
}
