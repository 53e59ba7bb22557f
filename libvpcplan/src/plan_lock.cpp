// The lock file: one block a line, so that a review shows what was added and that nothing moved.
#include "field_reader.hpp"
#include "json.hpp"
#include "vpcplan/plan_files.hpp"

#include <set>

namespace vpcplan {

namespace {

using namespace detail;

constexpr std::string_view lock_schema = "vpcplan.lock/1";

class lock_reader {
public:
    explicit lock_reader(const document& text) : root_(text.root()) {}

    std::variant<std::vector<locked_block>, load_failure> run() {
        if (!root_.is_map()) {
            in_.fail(root_, errc::bad_value,
                     "a lock is an object with schema and blocks, not " + shown(root_));
            return *in_.take_errors();
        }
        if (!check_schema()) {
            return *in_.take_errors();
        }
        in_.check_fields(root_, "a lock", {"schema", "blocks"});
        if (root_.find("blocks") == nullptr) {
            in_.fail(root_, errc::missing_field,
                     "the lock has no blocks; an empty one has \"blocks\": []");
        } else if (const auto* blocks = in_.member(root_, "blocks", node_kind::list)) {
            for (const auto* one : blocks->items) {
                read_block(*one);
            }
        }
        if (auto why = in_.take_errors()) {
            return std::move(*why);
        }
        return std::move(blocks_);
    }

private:
    bool check_schema() {
        const auto* schema = root_.find("schema");
        const std::string should = R"("schema": ")" + std::string(lock_schema) + '"';
        if (schema == nullptr) {
            in_.fail(root_, errc::missing_field, "a lock begins with " + should);
            return false;
        }
        if (schema->is_text() && schema->text == lock_schema) {
            return true;
        }
        const bool is_newer = schema->is_text() && schema->text.starts_with("vpcplan.lock/");
        in_.fail(*schema, errc::bad_value,
                 shown(*schema) +
                     (is_newer ? " is a lock of another version of vpcplan; this one reads "
                               : " is no lock, which has ") +
                     should);
        return false;
    }

    void read_block(const node& where) {
        if (!where.is_map()) {
            in_.fail(where, errc::bad_value,
                     shown(where) +
                         R"( where {"path": "shop/app/a", "cidr": "10.0.0.0/24"} belongs)");
            return;
        }
        in_.check_fields(where, "a block of the lock", {"path", "cidr", "placed_by"});
        const auto* path = in_.member(where, "path", node_kind::text);
        const auto* written = in_.member(where, "cidr", node_kind::text);
        if (where.find("path") == nullptr || (path != nullptr && path->text.empty())) {
            in_.fail(where, errc::missing_field, "the block has no path, such as shop/app/a");
            return;
        }
        if (where.find("cidr") == nullptr) {
            in_.fail(where, errc::missing_field, "the block has no cidr, such as 10.0.0.0/24");
            return;
        }
        if (path == nullptr || written == nullptr) {
            return;
        }
        const auto block = in_.block(*written);
        if (!block) {
            return;
        }
        // A VPC's given blocks share its name; everything else has one block of each family.
        const bool is_vpc =
            path->text.find_first_of("/@") == std::string::npos && !path->text.starts_with("pool:");
        const auto key = is_vpc           ? path->text + "\n" + to_string(*block)
                         : block->is_v4() ? path->text + "\nIPv4"
                                          : path->text + "\nIPv6";
        if (!seen_.insert(key).second) {
            in_.fail(where, errc::ambiguous_name,
                     in_quotes(path->text) + " is there twice; keep the line of the block in use");
            return;
        }
        blocks_.push_back({path->text, *block, read_first(where)});
    }

    /// How the block came to its place; a lock need not tell.
    placed_by read_first(const node& where) {
        const auto* word = in_.member(where, "placed_by", node_kind::text);
        if (word == nullptr) {
            return placed_by::lock;
        }
        for (const auto how : ways_to_place) {
            if (word->text == to_string(how)) {
                return how;
            }
        }
        in_.fail(*word, errc::bad_value,
                 shown(*word) + " is no way to place a block, such as \"group\"");
        return placed_by::lock;
    }

    const node& root_;
    field_reader in_{{}};
    std::set<std::string> seen_;
    std::vector<locked_block> blocks_;
};

} // namespace

std::string lock_text(const layout& made) {
    std::string text = "{\n  \"schema\": \"" + std::string(lock_schema) + "\",\n  \"blocks\": [";
    bool is_first = true;
    for (const auto& one : lock_of(made)) {
        text += is_first ? "\n" : ",\n";
        is_first = false;
        text += "    {\"path\": " + io::to_line(io::text_of(one.path)) + R"(, "cidr": ")" +
                to_string(one.block) + '"';
        if (one.first != placed_by::lock) {
            text += R"(, "placed_by": ")" + std::string(to_string(one.first)) + '"';
        }
        text += '}';
    }
    return text + (is_first ? "]\n}\n" : "\n  ]\n}\n");
}

std::variant<std::vector<locked_block>, load_failure> parse_lock(std::string_view text,
                                                                 const std::string& name) {
    documents all;
    if (const auto why = parse_json(text, name, all)) {
        const source_ref place{name, {}, why->line, why->column};
        return load_failure{errc::bad_syntax,
                            to_string(place) + ": " + why->message + "; a lock is JSON", place};
    }
    if (all.size() != 1) {
        return load_failure{errc::bad_syntax,
                            name + (all.empty() ? ": empty" : ": more than one JSON value") +
                                "; a lock is one object with schema and blocks",
                            {name, {}, 0, 0}};
    }
    return lock_reader(*all.front()).run();
}

} // namespace vpcplan
