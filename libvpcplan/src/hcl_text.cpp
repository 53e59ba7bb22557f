#include "hcl_text.hpp"

#include "drawing_text.hpp"
#include "utf8.hpp"

#include <algorithm>

namespace vpcplan::io {

std::string hcl_string(std::string_view text) {
    const auto valid = with_valid_utf8(std::string(text));
    std::string out = "\"";
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const char c = valid[i];
        const auto byte = static_cast<unsigned char>(c);
        const bool opens_template = i + 1 < valid.size() && valid[i + 1] == '{';
        if (c == '"' || c == '\\') {
            out += std::string("\\") + c;
        } else if ((c == '$' || c == '%') && opens_template) {
            // "$${" is "${"; behind another "$" the scanner would pair them otherwise.
            const bool is_run = i > 0 && valid[i - 1] == c;
            out += is_run ? (c == '$' ? "\\u0024" : "\\u0025") : std::string(2, c);
        } else if ((c == '$' || c == '%') && i + 1 < valid.size() && valid[i + 1] == c) {
            out += c == '$' ? "\\u0024" : "\\u0025";
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7f) {
            const char* digits = "0123456789abcdef";
            out += std::string("\\u00") + digits[byte >> 4U] + digits[byte & 0xfU];
        } else {
            out += c;
        }
    }
    return out + "\"";
}

void hcl_writer::line(const std::string& text) {
    text_ += (text.empty() ? std::string() : std::string(2 * depth_, ' ') + text) + "\n";
}

void hcl_writer::flush() {
    std::size_t widest = 0;
    for (const auto& [key, value] : pending_) {
        widest = std::max(widest, key.size());
    }
    for (const auto& [key, value] : pending_) {
        line(key + std::string(widest - key.size(), ' ') + " = " + value);
    }
    pending_.clear();
}

void hcl_writer::attribute(std::string key, std::string value) {
    pending_.emplace_back(std::move(key), std::move(value));
}

void hcl_writer::blank() {
    flush();
    line({});
}

void hcl_writer::comment(std::string_view text) {
    flush();
    line("# " + one_line(text));
}

void hcl_writer::open(const std::string& head) {
    flush();
    line(head + " {");
    ++depth_;
}

void hcl_writer::open_list(const std::string& head) {
    flush();
    line(head + " = [");
    ++depth_;
}

void hcl_writer::item(const std::string& value) {
    flush();
    line(value + ",");
}

void hcl_writer::close(std::string_view bracket) {
    flush();
    --depth_;
    line(std::string(bracket));
}

std::string hcl_writer::take() {
    flush();
    return std::move(text_);
}

} // namespace vpcplan::io
