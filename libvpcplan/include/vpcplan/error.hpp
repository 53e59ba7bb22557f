// Floor 0. What can be wrong with an input, as a stable code and a place in the text.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace vpcplan {

/// Stable error ids. Names never change; `libvpcplan/doc/errors.md` has a row for each.
enum class errc : std::uint8_t {
    // Text of addresses and blocks
    empty_input = 1,            ///< nothing was given
    bad_address,                ///< neither an IPv4 nor an IPv6 address
    leading_zero,               ///< 010 has two meanings (decimal, octal), so it has none here
    octet_out_of_range,         ///< an IPv4 octet above 255
    wrong_octet_count,          ///< an IPv4 address that does not have four octets
    unexpected_character,       ///< a character that cannot stand at this place
    zone_not_allowed,           ///< fe80::1%eth0: a zone has no meaning in a block or a rule
    missing_prefix_length,      ///< an address where a block is needed
    prefix_length_out_of_range, ///< above 32 (IPv4) or 128 (IPv6)
    host_bits_set,              ///< the address is not the first of its block
    mask_not_contiguous,        ///< a netmask or wildcard with holes
    mask_ambiguous,             ///< 0.0.0.0 or 255.255.255.255: netmask and wildcard disagree
    mask_not_asked_for,         ///< a dotted mask where only a prefix length is accepted
    // Operations on blocks
    family_mismatch,           ///< IPv4 and IPv6 in one operation that needs one family
    prefix_shorter_than_block, ///< a part cannot be larger than the whole
    prefix_longer_than_block,  ///< a supernet cannot be smaller than the block
    number_out_of_range,       ///< the n-th subnet, host, port or rule does not exist
    empty_list,                ///< the operation needs at least one block
    range_reversed,            ///< first address above the last one
    not_enough_space,          ///< the blocks asked for do not fit
    // Rules
    bad_protocol,          ///< neither a protocol name nor 0-255 nor -1
    bad_port,              ///< not 0-65535, or a reversed range
    bad_icmp,              ///< type or code outside -1..255, or a code without a type
    bad_rule_number,       ///< outside 1-32766
    duplicate_rule_number, ///< two rules of one direction share a number
    // Questions and documents
    unknown_name,     ///< no such id or Name in the network
    ambiguous_name,   ///< several things have this Name
    no_host_address,  ///< outside the subnet, or one that AWS keeps for itself
    bad_value,        ///< a value of the wrong type or outside its domain
    unknown_field,    ///< a field that this version does not know
    missing_field,    ///< a field without which there is no answer
    bad_syntax,       ///< a document that is not JSON or YAML
    unreadable_input, ///< a file that cannot be read
};

/// The stable id of a code, e.g. "host_bits_set".
constexpr std::string_view id_of(errc code) noexcept {
    switch (code) {
    case errc::empty_input: return "empty_input";
    case errc::bad_address: return "bad_address";
    case errc::leading_zero: return "leading_zero";
    case errc::octet_out_of_range: return "octet_out_of_range";
    case errc::wrong_octet_count: return "wrong_octet_count";
    case errc::unexpected_character: return "unexpected_character";
    case errc::zone_not_allowed: return "zone_not_allowed";
    case errc::missing_prefix_length: return "missing_prefix_length";
    case errc::prefix_length_out_of_range: return "prefix_length_out_of_range";
    case errc::host_bits_set: return "host_bits_set";
    case errc::mask_not_contiguous: return "mask_not_contiguous";
    case errc::mask_ambiguous: return "mask_ambiguous";
    case errc::mask_not_asked_for: return "mask_not_asked_for";
    case errc::family_mismatch: return "family_mismatch";
    case errc::prefix_shorter_than_block: return "prefix_shorter_than_block";
    case errc::prefix_longer_than_block: return "prefix_longer_than_block";
    case errc::number_out_of_range: return "number_out_of_range";
    case errc::empty_list: return "empty_list";
    case errc::range_reversed: return "range_reversed";
    case errc::not_enough_space: return "not_enough_space";
    case errc::bad_protocol: return "bad_protocol";
    case errc::bad_port: return "bad_port";
    case errc::bad_icmp: return "bad_icmp";
    case errc::bad_rule_number: return "bad_rule_number";
    case errc::duplicate_rule_number: return "duplicate_rule_number";
    case errc::unknown_name: return "unknown_name";
    case errc::ambiguous_name: return "ambiguous_name";
    case errc::no_host_address: return "no_host_address";
    case errc::bad_value: return "bad_value";
    case errc::unknown_field: return "unknown_field";
    case errc::missing_field: return "missing_field";
    case errc::bad_syntax: return "bad_syntax";
    case errc::unreadable_input: return "unreadable_input";
    }
    return "unknown_error";
}

/// One short sentence for people, without the input. `describe` in cidr.hpp adds input and remedy.
constexpr std::string_view reason_of(errc code) noexcept {
    switch (code) {
    case errc::empty_input: return "nothing given";
    case errc::bad_address: return "not an IPv4 or IPv6 address";
    case errc::leading_zero: return "a leading zero is ambiguous (decimal or octal?)";
    case errc::octet_out_of_range: return "an octet must be 0-255";
    case errc::wrong_octet_count: return "an IPv4 address has four octets";
    case errc::unexpected_character: return "unexpected character";
    case errc::zone_not_allowed: return "a zone (%...) is not allowed here";
    case errc::missing_prefix_length: return "the prefix length is missing";
    case errc::prefix_length_out_of_range: return "the prefix length is out of range";
    case errc::host_bits_set: return "host bits are set";
    case errc::mask_not_contiguous: return "the mask has holes";
    case errc::mask_ambiguous: return "the mask could be a netmask or a wildcard";
    case errc::mask_not_asked_for: return "a dotted mask is accepted only when asked for";
    case errc::family_mismatch: return "IPv4 and IPv6 cannot be mixed here";
    case errc::prefix_shorter_than_block: return "the prefix is shorter than the block's own";
    case errc::prefix_longer_than_block: return "the prefix is longer than the block's own";
    case errc::number_out_of_range: return "the number is out of range";
    case errc::empty_list: return "at least one block is needed";
    case errc::range_reversed: return "the first value is above the last";
    case errc::not_enough_space: return "there is not enough space";
    case errc::bad_protocol: return "not a protocol (tcp, udp, icmp, icmpv6, all, or 0-255)";
    case errc::bad_port: return "not a port or port range (0-65535)";
    case errc::bad_icmp: return "not an ICMP type and code (-1 or 0-255; no code without a type)";
    case errc::bad_rule_number: return "a rule number must be 1-32766";
    case errc::duplicate_rule_number: return "two rules of one direction have the same number";
    case errc::unknown_name: return "nothing in the network has this id or Name";
    case errc::ambiguous_name: return "several things in the network have this Name";
    case errc::no_host_address: return "no host of the subnet can have this address";
    case errc::bad_value: return "the value is not usable";
    case errc::unknown_field: return "unknown field";
    case errc::missing_field: return "a required field is missing";
    case errc::bad_syntax: return "the document cannot be parsed";
    case errc::unreadable_input: return "the input cannot be read";
    }
    return "unknown error";
}

/// What went wrong and where: `offset` and `length` are bytes into the text that was parsed.
/// An operation that had no text leaves both 0.
struct error {
    errc code{};
    std::uint32_t offset = 0;
    std::uint32_t length = 0;

    friend constexpr bool operator==(const error&, const error&) = default;
};

namespace detail {

template <class Category>
class error_category : public Category {
public:
    const char* name() const noexcept override { return "vpcplan"; }
    std::string message(int value) const override {
        return std::string(reason_of(static_cast<errc>(value)));
    }
};

} // namespace detail

/// The category of our codes in Boost's (and Asio's) error_code.
inline const boost::system::error_category& boost_error_category() {
    static const detail::error_category<boost::system::error_category> category;
    return category;
}

/// The category of our codes in the standard library's error_code.
inline const std::error_category& std_error_category() {
    static const detail::error_category<std::error_category> category;
    return category;
}

inline std::error_code make_error_code(errc code) {
    return {static_cast<int>(code), std_error_category()};
}

/// Thrown by `result::value()` and the `make_x(text)` functions.
class bad_result : public boost::system::system_error {
public:
    explicit bad_result(const error& what, std::string_view text = {})
        : boost::system::system_error(
              boost::system::error_code(static_cast<int>(what.code), boost_error_category()),
              std::string(text)),
          error_(what) {}

    const error& reason() const noexcept { return error_; }

private:
    error error_;
};

} // namespace vpcplan

template <>
struct std::is_error_code_enum<vpcplan::errc> : std::true_type {};
