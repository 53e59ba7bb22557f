// Private. Changes of addresses, checks and gateways.
#pragma once

#include "fixer.hpp"

namespace vpcplan::detail {

/// An Elastic IP address for the interface that has this private address. Which one it will be
/// does not matter to any check, so a free documentation address stands for it.
inline std::optional<change> fixer::give_public_address(const address_bits& inside) {
    if (inside.family != address_family::ipv4) {
        return std::nullopt;
    }
    for (const auto& one : data_.interfaces) {
        const auto* own = one.find(inside);
        if (own == nullptr || own->public_address || index_->nat_of_interface(one.id) != nullptr) {
            continue;
        }
        const auto name = label_of(index_, one.id);
        return apply_change(vpcplan::give_public_address{one.id, inside, std::nullopt},
                            {one.id, "public address for " + to_string(inside),
                             "Associate an Elastic IP address with " + to_string(inside) +
                                 " of interface " + name + ".",
                             "인터페이스 " + name + "의 " + to_string(inside) +
                                 " 주소에 탄력적 IP 주소를 연결합니다."});
    }
    return std::nullopt;
}

inline std::string fixer::vpc_of_question() const {
    for (const auto* end : {&asked_.from, &asked_.to}) {
        if (const auto* one = index_->find_interface(end->id)) {
            return one->vpc_id;
        }
        if (const auto* one = index_->find_subnet(end->id)) {
            return one->vpc_id;
        }
    }
    return {};
}

inline std::optional<change> fixer::attach_gateway(const step& check) {
    const auto vpc_id = vpc_of_question();
    if (vpc_id.empty()) {
        return std::nullopt;
    }
    const auto vpc_name = label_of(index_, vpc_id);
    if (const auto* gateway = index_->find_internet_gateway(check.component)) {
        if (!gateway->vpc_ids.empty()) {
            return std::nullopt; // it serves another VPC
        }
        const auto name = label_of(index_, gateway->id);
        return apply_change(
            attach_internet_gateway{vpc_id, gateway->id},
            {gateway->id, "attach to " + vpc_id,
             "Attach internet gateway " + name + " to " + vpc_name + ".",
             "인터넷 게이트웨이 " + name + " 항목을 " + vpc_name + "에 연결(Attach)합니다."});
    }
    if (!check.component.empty()) {
        return std::nullopt;
    }
    return apply_change(
        attach_internet_gateway{vpc_id, "igw-(new)"},
        {vpc_id, "internet gateway",
         "Create an internet gateway (igw-(new) below) and attach it to " + vpc_name + ".",
         "인터넷 게이트웨이를 만들어(아래에서 igw-(new)) " + vpc_name + "에 연결(Attach)합니다."});
}

inline std::optional<change> fixer::switch_check_off(const step& check) {
    const auto* one = index_->find_interface(check.component);
    if (one == nullptr) {
        return std::nullopt;
    }
    const auto name = label_of(index_, one->id);
    return apply_change(set_source_dest_check{one->id, false},
                        {one->id, "source/destination check off",
                         "Switch the source/destination check of interface " + name + " off.",
                         "인터페이스 " + name + "의 소스/대상 확인을 끕니다."});
}

} // namespace vpcplan::detail
