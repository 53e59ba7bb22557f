// Subnets, attachments, gateways and hosts as people write their changes.
#include "change_reader.hpp"
#include "document.hpp"

namespace vpcplan::detail {

change_reader::changes change_reader::read_subnet() {
    const auto& where = named(data_.subnets, name_, "subnet");
    const auto what = take_word(rest_);
    if (what != "table" && what != "acl") {
        fail(errc::bad_value, what,
             in_quotes(what) + ": a subnet gets another table NAME or acl NAME");
    }
    const bool is_table = what == "table";
    std::string id;
    if (!without_ || !rest_.empty()) {
        const auto name = rest_as_name(is_table ? "route table" : "network ACL");
        id = is_table ? named(data_.route_tables, name, "route table").id
                      : named(data_.network_acls, name, "network ACL").id;
        if (without_) {
            const auto* table = index_.table_of(where);
            const auto* acl = index_.acl_of(where);
            const auto& has = is_table ? (table == nullptr ? std::string() : table->id)
                                       : (acl == nullptr ? std::string() : acl->id);
            if (has != id) {
                fail(errc::bad_value, name,
                     "subnet " + where.id + " has " + (has.empty() ? "none" : has) + ", not " + id);
            }
            id.clear();
        }
    }
    if (is_table) {
        return {associate_route_table{where.id, id}};
    }
    return {associate_acl{where.id, id}};
}

change_reader::changes change_reader::read_attachment() {
    const auto& attachment =
        named(data_.transit_gateway_attachments, name_, "transit gateway attachment");
    expect_word("subnet");
    const auto& where = named(data_.subnets, rest_as_name("subnet"), "subnet");
    if (without_) {
        return {remove_attachment_subnet{attachment.id, where.id}};
    }
    return {add_attachment_subnet{attachment.id, where.id}};
}

change_reader::changes change_reader::read_vpc() {
    const auto& where = named(data_.vpcs, name_, "VPC");
    expect_word("igw");
    if (without_) {
        const auto* own = index_.internet_gateway_of(where.id);
        if (!rest_.empty()) {
            const auto name = rest_as_name("internet gateway");
            return {detach_internet_gateway{
                where.id, named(data_.internet_gateways, name, "internet gateway").id}};
        }
        if (own == nullptr) {
            fail(errc::bad_value, name_, "VPC " + where.id + " has no internet gateway");
        }
        return {detach_internet_gateway{where.id, own->id}};
    }
    const auto name = rest_as_name("internet gateway");
    const auto found = things_called(data_.internet_gateways, name);
    if (found.size() > 1) {
        named(data_.internet_gateways, name, "internet gateway");
    }
    if (found.empty() && name.find_first_of(blanks) != std::string_view::npos) {
        fail(errc::bad_value, name,
             in_quotes(name) + " is no id for a new internet gateway: one "
                               "word");
    }
    return {
        attach_internet_gateway{where.id, found.empty() ? std::string(name) : found.front()->id}};
}

network_change change_reader::read_public_address(const interface& host) {
    std::optional<address_bits> outside;
    if (!rest_.empty() && !rest_.starts_with("for ")) {
        outside = read_address(take_word(rest_));
    }
    const auto* own = host.primary(address_family::ipv4);
    if (!rest_.empty()) {
        expect_word("for");
        const auto inside = take_word(rest_);
        own = host.find(read_address(inside));
        if (own == nullptr) {
            fail(errc::bad_value, inside,
                 "interface " + host.id + " does not have " + std::string(inside));
        }
    } else if (without_ && own != nullptr && !own->public_address) {
        for (const auto& one : host.addresses) {
            own = one.public_address ? &one : own;
        }
    }
    expect_end();
    if (own == nullptr) {
        fail(errc::bad_value, name_,
             "interface " + host.id + " has no private IPv4 address, so it can have no public one");
    }
    if (!without_) {
        return give_public_address{host.id, own->address, outside};
    }
    if (outside && own->public_address != outside) {
        fail(errc::bad_value, text_,
             to_string(own->address) + " of interface " + host.id + " has " +
                 (own->public_address ? "the public address " + to_string(*own->public_address)
                                      : std::string("no public address")));
    }
    return take_public_address{host.id, own->address};
}

change_reader::changes change_reader::read_host() {
    const auto& host = named_host(name_);
    const auto what = take_word(rest_);
    if (what == "public_ip") {
        return {read_public_address(host)};
    }
    if (what == "source_dest_check") {
        const auto word = take_word(rest_);
        expect_end();
        if (word != "on" && word != "off" && !(without_ && word.empty())) {
            fail(errc::bad_value, word, in_quotes(word) + ": source_dest_check is on or off");
        }
        const bool says_on = word != "off";
        return {set_source_dest_check{host.id, says_on != without_}};
    }
    if (what == "group") {
        const auto& group =
            named(data_.security_groups, rest_as_name("security group"), "security group");
        if (without_) {
            return {shed_group{host.id, group.id}};
        }
        return {wear_group{host.id, group.id}};
    }
    fail(errc::bad_value, what,
         in_quotes(what) + ": of a host, public_ip, source_dest_check and group can be changed");
}

change_reader::changes change_reader::read_nat() {
    const auto found = things_called(data_.nat_gateways, name_);
    if (found.size() > 1) {
        named(data_.nat_gateways, name_, "NAT gateway");
    }
    if (without_) {
        fail(errc::bad_value, text_,
             "a NAT gateway cannot be taken away here; take away the route to it instead");
    }
    expect_word("subnet");
    const auto& where = named(data_.subnets, rest_as_name("subnet"), "subnet");
    return {place_nat_gateway{found.empty() ? std::string(name_) : found.front()->id, where.id}};
}

} // namespace vpcplan::detail
