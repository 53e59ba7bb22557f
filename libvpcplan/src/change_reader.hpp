// Private. Reads the one text form of changes: network_change_text.cpp has words and names,
// change_reader_rules.cpp rules and routes, change_reader_places.cpp what belongs to what.
#pragma once

#include "vpcplan/what_if.hpp"

#include <exception>

namespace vpcplan::detail {

inline constexpr std::string_view blanks = " \t\r\n";

inline std::string_view trimmed_text(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? text.substr(text.size())
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Takes the first word off a text.
inline std::string_view take_word(std::string_view& text) {
    text = trimmed_text(text);
    const auto word = text.substr(0, std::min(text.find_first_of(blanks), text.size()));
    text = trimmed_text(text.substr(word.size()));
    return word;
}

/// What is wrong with a text, thrown within this file.
struct bad_change : std::exception {
    explicit bad_change(change_text_error said) : why(std::move(said)) {}
    change_text_error why;
};

/// One change, word by word.
class change_reader {
public:
    using changes = std::vector<network_change>;

    change_reader(const network_index& index, std::string_view text, bool without)
        : index_(index), data_(index.data()), text_(text), without_(without) {}

    changes read();

private:
    struct change_kind {
        std::string_view word;
        changes (change_reader::*read)();
        std::string_view form; ///< for messages: what comes after the name
    };
    static const std::vector<change_kind>& kinds();
    const change_kind& read_kind();

    [[noreturn]] void fail(errc code, std::string_view part, std::string message,
                           std::vector<std::string> nearest = {}) const {
        const auto offset = static_cast<std::size_t>(part.data() - text_.data());
        throw bad_change({code, std::move(message), offset, part.size(), std::move(nearest)});
    }
    /// What is wrong with a rule or a block within the text.
    [[noreturn]] void fail_within(errc code, std::string_view part, std::size_t offset,
                                  std::size_t length, std::string message) const {
        offset = std::min(offset, part.size());
        fail(code, part.substr(offset, length), std::move(message));
    }

    template <class T>
    const T& named(const std::vector<T>& all, std::string_view name, std::string_view noun) const;
    const interface& named_host(std::string_view name) const;
    /// `names` are those of the kind.
    [[noreturn]] void no_such(std::string_view name, std::string_view noun,
                              const std::vector<std::string>& names) const;
    [[noreturn]] void several(std::string_view name, std::string_view noun,
                              std::vector<std::string> ids) const;

    direction read_way();
    std::string_view rest_as_name(std::string_view what);
    void expect_word(std::string_view word);
    void expect_end() const;
    cidr read_block(std::string_view part) const;
    address_bits read_address(std::string_view part) const;
    /// Splits "A -> B"; B is nothing where there is no arrow.
    std::pair<std::string_view, std::optional<std::string_view>> at_arrow() const;
    void read_target(std::string_view part, const route_table& table, route& into) const;
    std::string read_destination(std::string_view part, route& into) const;
    void resolve_peer(group_rule& rule, std::string_view line, const security_group& own) const;
    void expect_rule(const security_group& group, direction way, const group_rule& rule,
                     std::string_view line) const;
    network_change read_public_address(const interface& host);

    changes read_acl();
    changes read_group();
    changes read_route();
    changes read_transit_route();
    changes read_subnet();
    changes read_attachment();
    changes read_vpc();
    changes read_host();
    changes read_nat();

    const network_index& index_;
    const network& data_;
    std::string_view text_;
    bool without_;
    std::string_view name_; ///< between the kind and the colon
    std::string_view rest_; ///< behind the colon, what is not read yet
};

template <class T>
const T& change_reader::named(const std::vector<T>& all, std::string_view name,
                              std::string_view noun) const {
    const auto found = things_called(all, name);
    if (found.size() == 1) {
        return *found.front();
    }
    std::vector<std::string> names;
    if (found.empty()) {
        for (const auto& one : all) {
            names.push_back(clear_name(all, one.id));
        }
        no_such(name, noun, names);
    }
    for (const auto* one : found) {
        names.push_back(one->id);
    }
    several(name, noun, std::move(names));
}

} // namespace vpcplan::detail
