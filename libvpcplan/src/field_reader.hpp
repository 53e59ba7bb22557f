// Private. Reads the fields of documents that people write by hand, and collects what is wrong.
#pragma once

#include "document.hpp"
#include "vpcplan/readers.hpp"

#include <span>

namespace vpcplan::detail {

/// What people who know AWS or other tools write instead of a field's name.
struct other_word {
    std::string_view written;
    std::string_view known;
};

class field_reader {
public:
    explicit field_reader(std::span<const other_word> other_words) : other_words_(other_words) {}

    void fail(const node& where, errc code, const std::string& message);
    void fail_at(const source_ref& place, errc code, const std::string& message);
    void check_fields(const node& map, std::string_view what,
                      std::initializer_list<std::string_view> known);
    const node* member(const node& map, std::string_view key, node_kind kind);
    std::string word(const node& map, std::string_view key);
    bool flag(const node& map, std::string_view key, bool fallback);
    std::optional<cidr> block(const node& value);
    /// One block or a list of blocks.
    std::vector<cidr> blocks(const node& value);
    std::optional<address_bits> address(const node& value);
    /// One of these words, the first of which is meant when the field is absent.
    std::string choice(const node& map, std::string_view key,
                       std::initializer_list<std::string_view> words);
    /// The texts of a list; one text alone counts as a list of one.
    std::vector<const node*> lines(const node& value, std::string_view what);
    std::vector<const node*> members(const node& map, std::string_view key);

    /// Everything that was wrong, as one failure at the first place; nothing when all was right.
    std::optional<load_failure> take_errors();

private:
    std::span<const other_word> other_words_;
    std::vector<std::string> errors_;
    std::optional<load_failure> first_error_;
};

} // namespace vpcplan::detail
