#include "drawing_graph.hpp"

namespace vpcplan {

namespace {

/// A quoted string. Graphviz reads HTML entities in labels, so that & is written as one.
std::string dot_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '&': out += "&amp;"; break;
        default: out += c;
        }
    }
    return out;
}

class dot_writer {
public:
    /// `prefix` makes the names of several drawings differ.
    explicit dot_writer(const path_drawing& drawn, std::string prefix = {})
        : drawn_(drawn), prefix_(std::move(prefix)) {}

    std::string write() {
        write_body("    ");
        return start() + std::move(out_) + "}\n";
    }

    /// Without what a document has once; with a title of its own.
    std::string write_part(std::string_view title) {
        title_ = title_lines(title);
        write_body("        ");
        return std::move(out_);
    }

    static std::string start() {
        return "digraph path {\n"
               "    graph [rankdir=TB, compound=true, labelloc=t, labeljust=l, "
               "fontname=\"sans-serif\", fontsize=13, nodesep=0.4, ranksep=0.35];\n"
               "    node [shape=box, style=filled, fillcolor=white, fontname=\"sans-serif\", "
               "fontsize=11];\n"
               "    edge [fontname=\"sans-serif\", fontsize=10];\n";
    }

    static std::string title_lines(std::string_view text) {
        std::string lines;
        for (const auto& line : io::lines_of(text, 700, 13)) {
            lines += dot_escaped(line) + "\\l";
        }
        return lines;
    }

private:
    void write_body(const std::string& indent) {
        const bool ko = drawn_.lang == language::ko;
        out_ += indent + "label=\"" + title_ + dot_escaped(drawn_.question) + "\\l" +
                title_lines(drawn_.headline) +
                (ko ? "실선은 요청, 점선은 응답" : "solid: request, dashed: reply") + "\\l\";\n";
        write_inside(std::nullopt, indent);
        for (const auto& arrow : io::arrows_of(drawn_)) {
            out_ += indent + place_name(arrow.from) + " -> " + place_name(arrow.to) +
                    (arrow.of_reply ? " [style=dashed, constraint=false" : " [style=solid") +
                    (arrow.is_stopped ? ", arrowhead=tee];\n" : "];\n");
        }
        write_order(indent);
    }

    std::string place_name(std::size_t i) const { return prefix_ + "p" + std::to_string(i + 1); }

    /// What only the reply passes, and what nothing reached, keeps its height by invisible edges.
    void write_order(const std::string& indent) {
        for (std::size_t i = 1; i < drawn_.places.size(); ++i) {
            const auto& before = drawn_.places[i - 1];
            const auto& at = drawn_.places[i];
            if (!(before.on_request && at.on_request)) {
                out_ += indent + place_name(i - 1) + " -> " + place_name(i) + " [style=invis];\n";
            }
        }
    }

    void write_inside(std::optional<std::size_t> box, const std::string& indent) {
        for (std::size_t i = 0; i < drawn_.containers.size(); ++i) {
            const auto& one = drawn_.containers[i];
            if (one.parent != box) {
                continue;
            }
            const bool is_zone = one.kind == path_drawing::container::what::zone;
            out_ += indent + "subgraph cluster_" + prefix_ + std::to_string(i + 1) + " {\n" +
                    indent + "    label=\"" + dot_escaped(one.title) +
                    (one.detail.empty() ? "" : " (" + dot_escaped(one.detail) + ")") +
                    "\"; style=" + (is_zone ? "dashed" : "solid") + ";\n";
            write_inside(i, indent + "    ");
            out_ += indent + "}\n";
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
            label += dot_escaped(line) + "\\l";
        }
        const bool is_gate = at.kind != path_drawing::place::what::stop;
        std::string style = is_gate ? "\"rounded,filled\"" : "filled";
        std::string more;
        if (io::is_decisive(drawn_, at)) {
            more = drawn_.connection == connection_outcome::fails
                       ? R"(, fillcolor="#fdeaea", color="#b00020", penwidth=3)"
                       : R"(, fillcolor="#fff6df", color="#8a6100", penwidth=3)";
        } else if (!at.reached) {
            style = "dashed";
        }
        out_ +=
            indent + place_name(i) + " [label=\"" + label + "\", style=" + style + more + "];\n";
    }

    const path_drawing& drawn_;
    std::string prefix_;
    std::string title_;
    std::string out_;
};

} // namespace

std::string dot_text(const path_drawing& drawn) { return dot_writer(drawn).write(); }

std::string dot_text(const chain_drawing& drawn) {
    auto out =
        dot_writer::start() + "    label=\"" + dot_writer::title_lines(drawn.headline) + "\";\n";
    for (std::size_t i = 0; i < drawn.hops.size(); ++i) {
        const auto hop = "h" + std::to_string(i + 1);
        out += "    subgraph cluster_" + hop + " {\n" +
               dot_writer(drawn.hops[i], hop).write_part(io::hop_title(drawn, i)) + "    }\n";
        if (i > 0) {
            const auto before = "h" + std::to_string(i);
            out += "    " + before + "p" + std::to_string(drawn.hops[i - 1].places.size()) +
                   " -> " + hop + "p1 [style=invis];\n";
        }
    }
    return out + "}\n";
}

} // namespace vpcplan
