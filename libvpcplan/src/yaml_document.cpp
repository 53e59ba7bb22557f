// YAML into our tree by yaml-cpp's events: they tell line and column, and show repeated keys.
#include "document.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <unordered_map>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace vpcplan::detail {

namespace {

struct refused {
    std::string message;
    YAML::Mark where;
};

std::uint32_t counted(int from_zero) {
    return static_cast<std::uint32_t>(std::max(from_zero, 0)) + 1;
}

/// Unquoted scalars: null, true and false, whole numbers; the rest is text.
node_kind kind_of(std::string_view text, std::int64_t& number) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
        return node_kind::null;
    }
    if (text == "true" || text == "false" || text == "True" || text == "False") {
        return node_kind::boolean;
    }
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end ? node_kind::integer : node_kind::text;
}

class tree_handler : public YAML::EventHandler {
public:
    explicit tree_handler(document& into) : builder_(into) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { put(mark, {}, node_kind::null); }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        expect_value(mark);
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) {
            throw refused{"an alias of something that is not finished yet", mark};
        }
        check(builder_.repeat(*found->second), mark);
        after_value();
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check_tag(tag, mark);
        std::int64_t number = 0;
        const bool plain = tag == "?" || tag.empty();
        const auto kind = plain ? kind_of(value, number) : node_kind::text;
        if (expects_key()) {
            const auto [first, is_new] = keys_.back().emplace(value, counted(mark.line));
            if (!is_new) {
                throw refused{in_quotes(value) + " is there twice, first in line " +
                                  std::to_string(first->second),
                              mark};
            }
            builder_.key(value, counted(mark.line), counted(mark.column));
            has_key_.back() = true;
            return;
        }
        auto* made = put(mark, value, kind);
        made->number = number;
        made->flag = kind == node_kind::boolean && (value == "true" || value == "True");
        remember(anchor, made);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(node_kind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(node_kind::map, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    bool expects_key() const {
        const auto* inside = builder_.innermost();
        return inside != nullptr && inside->is_map() && !has_key_.back();
    }
    void expect_value(const YAML::Mark& mark) const {
        if (expects_key()) {
            throw refused{"a key must be plain text", mark};
        }
    }
    void after_value() {
        if (!has_key_.empty()) {
            has_key_.back() = false;
        }
    }
    void check(bool fine, const YAML::Mark& mark) const {
        if (!fine) {
            throw refused{builder_.why(), mark};
        }
    }
    static void check_tag(const std::string& tag, const YAML::Mark& mark) {
        if (tag.size() > 1 && tag.front() == '!') {
            throw refused{"the tag " + in_quotes(tag) + " has no meaning here", mark};
        }
    }
    void remember(YAML::anchor_t anchor, const node* made) {
        if (anchor != YAML::NullAnchor) {
            anchors_[anchor] = made;
        }
    }
    node* put(const YAML::Mark& mark, std::string text, node_kind kind) {
        expect_value(mark);
        auto* made =
            builder_.scalar(kind, std::move(text), counted(mark.line), counted(mark.column));
        check(made != nullptr, mark);
        after_value();
        return made;
    }
    void open(node_kind kind, const YAML::Mark& mark, const std::string& tag,
              YAML::anchor_t anchor) {
        check_tag(tag, mark);
        expect_value(mark);
        after_value();
        check(builder_.open(kind, counted(mark.line), counted(mark.column)) != nullptr, mark);
        has_key_.push_back(false);
        keys_.emplace_back();
        open_anchors_.push_back(anchor);
    }
    void close() {
        const auto* done = builder_.innermost();
        builder_.close();
        has_key_.pop_back();
        keys_.pop_back();
        remember(open_anchors_.back(), done);
        open_anchors_.pop_back();
    }

    document_builder builder_;
    std::vector<bool> has_key_; ///< of each open map: the key was read, its value comes next
    std::vector<std::unordered_map<std::string, std::uint32_t>> keys_; ///< of each open map: lines
    std::vector<YAML::anchor_t> open_anchors_;
    std::map<YAML::anchor_t, const node*> anchors_;
};

} // namespace

std::optional<syntax_error> parse_yaml(std::string_view text, const std::string& name,
                                       documents& out) {
    auto made = std::make_unique<document>();
    made->name = name;
    const auto failed = [](const std::string& why, const YAML::Mark& mark) {
        return syntax_error{"not YAML: " + why, counted(mark.line), counted(mark.column)};
    };
    try {
        std::istringstream in{std::string(text)};
        YAML::Parser parser(in);
        tree_handler handler(*made);
        if (!parser.HandleNextDocument(handler) || made->nodes.empty()) {
            return syntax_error{"nothing is written here", 1, 1};
        }
        document rest;
        tree_handler ignored(rest);
        if (parser.HandleNextDocument(ignored)) {
            const auto line = rest.nodes.empty() ? 1 : rest.root().line;
            return syntax_error{"a second YAML document; one is read at a time", line, 1};
        }
    } catch (const refused& why) {
        return syntax_error{why.message, counted(why.where.line), counted(why.where.column)};
    } catch (const YAML::Exception& why) {
        return failed(why.msg, why.mark);
    }
    out.push_back(std::move(made));
    return std::nullopt;
}

} // namespace vpcplan::detail
