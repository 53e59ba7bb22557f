// Mermaid takes brackets, quotes, hashes and Markdown in labels for its own: whatever is not a
// plain letter, digit or blank is written as a numeric entity.
#include "drawing_graph.hpp"

namespace vpcplan {

namespace {

std::string mermaid_label(std::string_view text) {
    constexpr std::string_view plain = " .,:()/-_=";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        const bool is_word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                             (c >= 'a' && c <= 'z') || byte >= 0x80;
        // "1. " and "- " begin a Markdown list.
        const bool is_list = (c == '.' || c == '-') && i + 1 < text.size() && text[i + 1] == ' ';
        if (is_word || (plain.find(c) != std::string_view::npos && !is_list)) {
            out += c;
        } else {
            out += "#" + std::to_string(byte) + ";";
        }
    }
    return out;
}

class mermaid_writer {
public:
    /// `prefix` makes the names of several drawings differ.
    explicit mermaid_writer(const path_drawing& drawn, std::string prefix = {})
        : drawn_(drawn), prefix_(std::move(prefix)) {}

    std::string write() {
        write_body("    ");
        return "flowchart TB\n" + std::move(out_) + styles();
    }

    /// Without what a document has once.
    std::string write_part() {
        write_body("        ");
        return std::move(out_);
    }

    static std::string styles() {
        return "    classDef decisive fill:#fdeaea,stroke:#b00020,stroke-width:3px,color:#000\n"
               "    classDef open fill:#fff6df,stroke:#8a6100,stroke-width:3px,color:#000\n"
               "    classDef unreached fill:#fff,stroke:#888,stroke-dasharray:5 4,color:#555\n"
               "    classDef verdict fill:#fff,stroke:#333,color:#000\n";
    }

private:
    void write_body(const std::string& indent) {
        const bool ko = drawn_.lang == language::ko;
        write_inside(std::nullopt, indent);
        for (const auto& arrow : io::arrows_of(drawn_)) {
            const char* line = arrow.of_reply ? (arrow.is_stopped ? " -.-x " : " -.-> ")
                                              : (arrow.is_stopped ? " --x " : " --> ");
            out_ += indent + place_name(arrow.from) + line + place_name(arrow.to) + "\n";
        }
        out_ += indent + prefix_ + "verdict[\"" + mermaid_label(drawn_.question) + "<br/>" +
                mermaid_label(drawn_.headline) + "<br/>" +
                (ko ? "실선은 요청, 점선은 응답" : "solid: request, dotted: reply") +
                "\"]:::verdict\n";
    }

    std::string place_name(std::size_t i) const { return prefix_ + "p" + std::to_string(i + 1); }

    void write_inside(std::optional<std::size_t> box, const std::string& indent) {
        for (std::size_t i = 0; i < drawn_.containers.size(); ++i) {
            const auto& one = drawn_.containers[i];
            if (one.parent == box) {
                out_ += indent + "subgraph " + prefix_ + "c" + std::to_string(i + 1) + "[\"" +
                        mermaid_label(one.title) +
                        (one.detail.empty() ? "" : " (" + mermaid_label(one.detail) + ")") +
                        "\"]\n";
                write_inside(i, indent + "    ");
                out_ += indent + "end\n";
            }
        }
        for (std::size_t i = 0; i < drawn_.places.size(); ++i) {
            if (drawn_.places[i].inside == box) {
                write_place(i, indent);
            }
        }
    }

    void write_place(std::size_t i, const std::string& indent) {
        const auto& at = drawn_.places[i];
        std::string label;
        for (const auto& line : io::lines_in(drawn_, at)) {
            label += (label.empty() ? "" : "<br/>") + mermaid_label(line);
        }
        const bool is_gate = at.kind != path_drawing::place::what::stop;
        out_ += indent + place_name(i) + (is_gate ? "([\"" : "[\"") + label +
                (is_gate ? "\"])" : "\"]");
        if (io::is_decisive(drawn_, at)) {
            out_ += drawn_.connection == connection_outcome::fails ? ":::decisive" : ":::open";
        } else if (!at.reached) {
            out_ += ":::unreached";
        }
        out_ += "\n";
    }

    const path_drawing& drawn_;
    std::string prefix_;
    std::string out_;
};

} // namespace

std::string mermaid_text(const path_drawing& drawn) { return mermaid_writer(drawn).write(); }

std::string mermaid_text(const chain_drawing& drawn) {
    std::string out =
        "flowchart TB\n    verdict[\"" + mermaid_label(drawn.headline) + "\"]:::verdict\n";
    std::string before = "verdict";
    for (std::size_t i = 0; i < drawn.hops.size(); ++i) {
        const auto hop = "h" + std::to_string(i + 1);
        out += "    subgraph " + hop + "[\"" + mermaid_label(io::hop_title(drawn, i)) + "\"]\n" +
               mermaid_writer(drawn.hops[i], hop).write_part() + "    end\n    " + before +
               " ~~~ " + hop + "\n";
        before = hop;
    }
    return out + mermaid_writer::styles();
}

} // namespace vpcplan
