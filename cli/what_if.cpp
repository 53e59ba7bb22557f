#include "what_if.hpp"

#include "output.hpp"
#include "render.hpp"

namespace vpcplan::cli {

namespace {

/// One line, whatever was typed.
std::string printable(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            c = ' ';
        }
    }
    return text;
}

/// What is wrong, and under it the text with a mark below the words that are.
void complain_about(const typed_change& typed, const change_text_error& why) {
    const std::string option = typed.without ? "--without" : "--with";
    const auto text = printable(typed.text);
    const bool is_whole = why.length == text.size();
    if (is_whole || text.size() > 200) {
        complain(option + " '" + text.substr(0, 200) + "': " + why.message);
        return;
    }
    const auto before = text_columns(std::string_view(text).substr(0, why.offset));
    const auto width = text_columns(std::string_view(text).substr(why.offset, why.length));
    complain(option + ", column " + std::to_string(before + 1) + ": " + why.message);
    talk("  " + text);
    talk("  " + std::string(before, ' ') + std::string(std::max<std::size_t>(width, 1), '^'));
}

} // namespace

bool make_typed_changes(network& data, const std::vector<typed_change>& typed,
                        std::vector<change_request>& made) {
    if (typed.empty()) {
        return true;
    }
    std::vector<change_request> requests;
    requests.reserve(typed.size());
    for (const auto& one : typed) {
        requests.push_back({one.text, one.without});
    }
    auto changed = change_network(data, requests);
    if (const auto* failure = std::get_if<change_failure>(&changed)) {
        complain_about(typed[failure->request], failure->why);
        return false;
    }
    data = std::move(std::get<changed_network>(changed).data);
    made = std::move(std::get<changed_network>(changed).made);
    return true;
}

std::string changes_text(const std::vector<change_request>& changes, const context& how) {
    std::string text;
    for (const auto& one : changes) {
        text += paint(one.without ? how.say("Without: ", "제거했다고 가정: ")
                                  : how.say("With: ", "변경했다고 가정: "),
                      color::bold, how) +
                one.text + "\n";
    }
    return text;
}

} // namespace vpcplan::cli
