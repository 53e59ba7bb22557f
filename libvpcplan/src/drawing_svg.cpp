// A picture with two lanes: the request runs down the left one, the reply up the right one. Places
// stand one below the other in boxes for subnets, zones and VPCs; a place that only one leg comes
// by stays in its lane. What the checks say in full stands below.
#include "drawing_graph.hpp"

#include <algorithm>
#include <cmath>

namespace vpcplan {

namespace {

using place = path_drawing::place;
using container = path_drawing::container;

constexpr int margin = 20;
constexpr int inset = 10; ///< of a box in the box around it
constexpr int lane_gap = 12;
constexpr int badge = 10; ///< radius
constexpr int text_size = 12;
constexpr int small_size = 11;
constexpr int line_height = 16;
constexpr int header_height = 22;
constexpr int row_gap = 14;

enum class lanes : std::uint8_t { both, left, right };

struct span {
    int left;
    int right;
};

class svg_writer {
public:
    explicit svg_writer(const path_drawing& drawn)
        : drawn_(drawn), ko_(drawn.lang == language::ko) {}

    std::string write() {
        const auto body = write_body(margin);
        return start(drawn_, width_, end_ + margin) + body + "</svg>\n";
    }

    /// Everything, from this height on.
    std::string write_body(int y) {
        measure();
        const auto head = header(y);
        tops_.resize(drawn_.places.size());
        bottoms_.resize(drawn_.places.size());
        y = lane_titles(y);
        y = rows(0, drawn_.places.size(), 0, {margin, width_ - margin}, lanes::both, y);
        arrows();
        const auto legend_text = legend(y + 14);
        return head + boxes_ + lines_ + stops_ + legend_text;
    }

    int width() const { return width_; }
    int end() const { return end_; }

    static std::string start(const path_drawing& drawn, int width, int height) {
        const bool ko = drawn.lang == language::ko;
        const auto* outcome =
            drawn.connection == connection_outcome::works   ? (ko ? "통신 가능" : "works")
            : drawn.connection == connection_outcome::fails ? (ko ? "통신 불가" : "fails")
                                                            : (ko ? "판정 불가" : "unknown");
        return start_of_page(drawn.lang, drawn.question + ": " + outcome, drawn.headline, width,
                             height);
    }

    static std::string start_of_page(language lang, std::string_view title,
                                     std::string_view description, int width, int height) {
        return R"(<svg xmlns="http://www.w3.org/2000/svg" version="1.1" viewBox="0 0 )" + n(width) +
               " " + n(height) + "\" width=\"" + n(width) + "\" height=\"" + n(height) +
               "\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"'Helvetica Neue', "
               "Arial, 'Noto Sans', 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', "
               "'Noto Sans CJK KR', sans-serif\" fill=\"#111\" xml:lang=\"" +
               std::string(to_string(lang)) + "\">\n<title id=\"title\">" + io::xml_text(title) +
               "</title>\n<desc id=\"desc\">" + io::xml_text(description) + "</desc>\n" +
               rectangle(0, 0, width, height, "fill=\"#fff\"");
    }

    static std::string text(int x, int y, std::string_view words, int size,
                            const std::string& more = {}) {
        return "<text x=\"" + n(x) + "\" y=\"" + n(y) + "\" font-size=\"" + n(size) + "\"" + more +
               ">" + io::xml_text(words) + "</text>\n";
    }

private:
    const char* say(const char* en, const char* ko) const { return ko_ ? ko : en; }

    // --- measuring -----------------------------------------------------------------------------

    std::vector<std::size_t> boxes_around(std::optional<std::size_t> inside) const {
        std::vector<std::size_t> chain;
        for (; inside; inside = drawn_.containers[*inside].parent) {
            chain.insert(chain.begin(), *inside);
        }
        return chain;
    }

    static int up(double value) { return static_cast<int>(std::ceil(value)); }

    void measure() {
        std::size_t depth = 0;
        double text = 0;
        for (const auto& at : drawn_.places) {
            chains_.push_back(boxes_around(at.inside));
            depth = std::max(depth, chains_.back().size());
            has_reply_ = has_reply_ || at.on_reply;
            if (at.kind == place::what::stop) {
                text = std::max(text, io::width_of(at.title, 13, true));
                text = std::max(text, io::width_of(at.detail, small_size));
            }
        }
        for (const auto& header : {drawn_.request, drawn_.reply}) {
            text = std::max(text, io::width_of(header, small_size));
        }
        for (const auto& one : drawn_.checks) {
            text = std::max(text, io::width_of(one.label, text_size));
        }
        for (const auto& one : drawn_.remarks) {
            text = std::max(text, io::width_of(one.label, small_size) + 4);
        }
        for (const auto& one : drawn_.containers) {
            text = std::max(text, io::width_of(title_of(one), small_size, true));
        }
        const int around = inset * static_cast<int>(depth + 1);
        lane_ = std::clamp(up(text), has_reply_ ? 250 : 470, has_reply_ ? 330 : 560);
        left_line_ = margin + around + badge + 6;
        middle_ = left_line_ + badge + 6 + lane_ + 8 + around;
        right_line_ = middle_ + lane_gap + around + badge + 6;
        width_ =
            has_reply_ ? right_line_ + badge + 6 + lane_ + 8 + around + margin : middle_ + margin;
    }

    static std::string title_of(const container& one) {
        return one.title + (one.detail.empty() ? "" : " · " + one.detail);
    }

    /// The title with as many of its details as have room; all of them are in the tool tip.
    std::string short_title_of(const container& one) const {
        auto words = title_of(one);
        while (io::width_of(words, small_size, true) > lane_) {
            const auto comma = words.rfind(", ");
            if (comma == std::string::npos || comma < one.title.size()) {
                break;
            }
            words.resize(comma);
        }
        return io::shortened(words, lane_, small_size, true);
    }

    bool comes_by(std::size_t row, bool of_reply) const {
        const auto& at = drawn_.places[row];
        return of_reply ? at.on_reply : at.on_request;
    }

    /// Whether a leg comes by before and after these rows, so that its line passes them.
    bool passes(std::size_t first, std::size_t last, bool of_reply) const {
        bool before = false;
        bool behind = false;
        for (std::size_t row = 0; row < drawn_.places.size(); ++row) {
            if (comes_by(row, of_reply)) {
                before = before || row < first;
                behind = behind || row >= last;
            }
        }
        return before && behind;
    }

    /// The lanes that rows [first, last) need, so that no line runs through what its leg avoids.
    lanes lanes_of(std::size_t first, std::size_t last) const {
        bool request = false;
        bool reply = false;
        for (std::size_t row = first; row < last; ++row) {
            request = request || comes_by(row, false);
            reply = reply || comes_by(row, true);
        }
        if (request && !reply && passes(first, last, true)) {
            return lanes::left;
        }
        return reply && !request && passes(first, last, false) ? lanes::right : lanes::both;
    }

    span part_of(span whole, lanes where) const {
        switch (where) {
        case lanes::left: return {whole.left, std::min(whole.right, middle_)};
        case lanes::right: return {std::max(whole.left, middle_ + lane_gap), whole.right};
        case lanes::both: break;
        }
        return whole;
    }

    // --- primitives ----------------------------------------------------------------------------

    static std::string n(int value) { return std::to_string(value); }

    static std::string rectangle(int x, int y, int w, int h, const std::string& more) {
        return "<rect x=\"" + n(x) + "\" y=\"" + n(y) + "\" width=\"" + n(w) + "\" height=\"" +
               n(h) + "\" " + more + "/>\n";
    }

    static std::string full_text(std::string_view words) {
        return "<title>" + io::xml_text(words) + "</title>\n";
    }

    /// A numbered circle; a cross or a question mark where the packet stops.
    static std::string mark(int x, int y, const path_drawing::check& one) {
        if (!one.decides) {
            return "<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(badge) +
                   "\" fill=\"#fff\" stroke=\"#1f4e79\" stroke-width=\"1.5\"/>\n" +
                   text(x, y + 4, n(static_cast<int>(one.number)), small_size,
                        R"( text-anchor="middle" font-weight="bold")");
        }
        if (one.outcome == verdict::deny) {
            const auto a = n(x - 6);
            const auto b = n(x + 6);
            const auto c = n(y - 6);
            const auto d = n(y + 6);
            return "<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(badge + 2) +
                   "\" fill=\"#fff\" stroke=\"#b00020\" stroke-width=\"2\"/>\n<path d=\"M" + a +
                   " " + c + "L" + b + " " + d + "M" + b + " " + c + "L" + a + " " + d +
                   "\" class=\"blocker\" stroke=\"#b00020\" stroke-width=\"4\" fill=\"none\"/>\n";
        }
        return "<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(badge + 2) +
               "\" class=\"blocker\" fill=\"#fff\" stroke=\"#8a6100\" stroke-width=\"2\" "
               "stroke-dasharray=\"3 2\"/>\n" +
               text(x, y + 6, "?", 16, R"( text-anchor="middle" font-weight="bold")");
    }

    std::string stop_words(const path_drawing::check& one) const {
        const auto words = one.outcome == verdict::deny ? say("DROPPED HERE", "여기서 차단")
                                                        : say("NOT KNOWN", "판정 불가");
        return n(static_cast<int>(one.number)) + ". " + words;
    }

    // --- the head ------------------------------------------------------------------------------

    std::string header(int& y) const {
        std::string out;
        const int wide = width_ - 2 * margin;
        for (const auto& line : io::lines_of(drawn_.question, wide, 17, true)) {
            y += 20;
            out += text(margin, y, line, 17, " font-weight=\"bold\"");
        }
        y += 12;
        auto lines = io::lines_of(drawn_.headline, wide - 24, 13, true);
        const auto count = lines.size();
        const auto ports = io::lines_of(drawn_.ports, wide - 24, text_size);
        lines.insert(lines.end(), ports.begin(), ports.end());
        const int height = static_cast<int>(lines.size()) * 18 + 14;
        const char* colors =
            drawn_.connection == connection_outcome::works   ? R"(fill="#e9f5ea" stroke="#1b6e2c")"
            : drawn_.connection == connection_outcome::fails ? R"(fill="#fdeaea" stroke="#b00020")"
                                                             : R"(fill="#fff6df" stroke="#8a6100")";
        out += rectangle(margin, y, wide, height,
                         std::string(colors) + R"( stroke-width="1.5" rx="4")");
        int at = y + 6;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            at += 18;
            out += text(margin + 12, at - 3, lines[i], i < count ? 13 : text_size,
                        i < count ? " font-weight=\"bold\"" : "");
        }
        y += height + 16;
        return out;
    }

    int lane_titles(int y) {
        const auto title = [&](int line, const char* words, const std::string& header,
                               bool dashed) {
            stops_ += "<path d=\"M" + n(line - 8) + " " + n(y + 8) +
                      "h28\" stroke=\"#1f4e79\" "
                      "stroke-width=\"2\"" +
                      (dashed ? " stroke-dasharray=\"6 4\"" : "") + "/>\n";
            stops_ += text(line + 26, y + 12, words, text_size, " font-weight=\"bold\"");
            int at = y + 12;
            for (const auto& part : io::lines_of(header, lane_, small_size)) {
                at += 15;
                stops_ += text(line - 8, at, part, small_size);
            }
            return at;
        };
        int end = title(left_line_, say("Request", "요청"), drawn_.request, false);
        if (has_reply_) {
            end = std::max(end, title(right_line_, say("Reply", "응답"), drawn_.reply, true));
        }
        return end + 14;
    }

    // --- places --------------------------------------------------------------------------------

    /// Rows [first, last), all in the boxes of the first `depth` levels. Returns the lower end.
    int rows(std::size_t first, std::size_t last, std::size_t depth, span whole, lanes where,
             int y) {
        while (first < last) {
            if (chains_[first].size() <= depth) {
                y = chains_[first].size() == depth ? row(first, whole, where, y) : y;
                y += row_gap;
                ++first;
                continue;
            }
            auto end = first;
            const auto box = chains_[first][depth];
            while (end < last && chains_[end].size() > depth && chains_[end][depth] == box) {
                ++end;
            }
            const auto narrowed = where == lanes::both ? lanes_of(first, end) : where;
            auto own = narrowed == where ? whole : part_of(whole, narrowed);
            own = {own.left + inset, own.right - inset};
            const auto place_in_boxes = boxes_.size();
            const int bottom =
                rows(first, end, depth + 1, own, narrowed, y + header_height + 4) - row_gap + inset;
            boxes_.insert(place_in_boxes,
                          box_text(drawn_.containers[box], own, narrowed, y, bottom));
            y = bottom + row_gap;
            first = end;
        }
        return y;
    }

    std::string box_text(const container& one, span own, lanes where, int top, int bottom) const {
        using what = container::what;
        const char* look = "";
        switch (one.kind) {
        case what::vpc: look = R"(fill="#f6f8fb" stroke="#44546a" stroke-width="1.5")"; break;
        case what::zone:
            look = R"(fill="none" stroke="#7f8fa3" stroke-width="1" stroke-dasharray="5 4")";
            break;
        case what::subnet: look = R"(fill="#edf3ea" stroke="#55753f" stroke-width="1")"; break;
        case what::internet:
        case what::data_centre:
        case what::aws_services:
            look = R"(fill="#f4f4f4" stroke="#777" stroke-width="1" stroke-dasharray="2 3")";
            break;
        }
        // Beside the line of its lane, so that the line does not cross the words.
        const int x = (where == lanes::right ? right_line_ : left_line_) + badge + 6;
        return "<g>\n" + full_text(title_of(one)) +
               rectangle(own.left, top, own.right - own.left, bottom - top,
                         std::string(look) + " rx=\"6\"") +
               text(x, top + 16, short_title_of(one), small_size,
                    R"( font-weight="bold" fill="#333")") +
               "</g>\n";
    }

    /// The height of the checks of one leg at a place.
    int height_of(const std::vector<std::size_t>& checks) const {
        int height = 0;
        for (const auto number : checks) {
            height += cell_height(drawn_.checks[number]);
        }
        return height;
    }

    int cell_height(const path_drawing::check& one) const {
        const auto lines = io::lines_of(one.label, lane_, text_size).size();
        return std::max(26, static_cast<int>(lines) * line_height + 10) +
               (one.decides ? line_height + 4 : 0);
    }

    /// The checks of one leg; those of the reply from below, as it runs. Returns the lower end.
    int cells(const std::vector<std::size_t>& checks, bool of_reply, int y) {
        auto order = checks;
        if (of_reply) {
            std::reverse(order.begin(), order.end());
        }
        const int line = of_reply ? right_line_ : left_line_;
        for (const auto number : order) {
            const auto& one = drawn_.checks[number];
            const int height = cell_height(one);
            stops_ += "<g>\n" + full_text(n(static_cast<int>(one.number)) + ". " + one.sentence);
            if (one.decides) {
                const bool is_drop = one.outcome == verdict::deny;
                stops_ +=
                    rectangle(line - badge - 5, y + 1, badge + 11 + lane_ + badge + 3, height - 2,
                              is_drop ? "fill=\"#fdeaea\" stroke=\"#b00020\" "
                                        "stroke-width=\"2\" rx=\"4\""
                                      : "fill=\"#fff6df\" stroke=\"#8a6100\" "
                                        "stroke-width=\"2\" stroke-dasharray=\"4 3\" rx=\"4\"");
            }
            int at = y + 5 + 12;
            stops_ += mark(line, y + height / 2, one);
            if (one.decides) {
                stops_ +=
                    text(line + badge + 6, at, stop_words(one), text_size, " font-weight=\"bold\"");
                at += line_height + 4;
            }
            for (const auto& words : io::lines_of(one.label, lane_, text_size)) {
                stops_ += text(line + badge + 6, at, words, text_size);
                at += line_height;
            }
            stops_ += "</g>\n";
            y += height;
        }
        return y;
    }

    int height_of_remarks(const place& at, bool of_reply) const {
        return line_height * static_cast<int>(std::count_if(
                                 at.remarks.begin(), at.remarks.end(), [&](std::size_t number) {
                                     return drawn_.remarks[number].in_reply == of_reply;
                                 }));
    }

    /// What is noted of one leg, each behind a small square: full for a log, empty for a mirror.
    void remarks(const place& at, bool of_reply, int y) {
        const int line = of_reply ? right_line_ : left_line_;
        for (const auto number : at.remarks) {
            const auto& one = drawn_.remarks[number];
            if (one.in_reply != of_reply) {
                continue;
            }
            const bool is_log = one.kind == path_drawing::remark::what::flow_log;
            stops_ += "<g>\n" + full_text(one.sentence) +
                      rectangle(line - 4, y + 4, 8, 8,
                                is_log ? R"(fill="#5b2a86" stroke="#5b2a86")"
                                       : R"(fill="#fff" stroke="#5b2a86" stroke-width="1.5")") +
                      text(line + badge + 6, y + 12, io::shortened(one.label, lane_, small_size),
                           small_size, " fill=\"#5b2a86\"") +
                      "</g>\n";
            y += line_height;
        }
    }

    /// One place. Returns its lower end.
    int row(std::size_t number, span whole, lanes where, int y) {
        const auto& at = drawn_.places[number];
        const auto own_lanes = where == lanes::both ? lanes_of(number, number + 1) : where;
        const auto own = own_lanes == where ? whole : part_of(whole, own_lanes);
        tops_[number] = y;
        if (at.kind == place::what::gap) {
            const int line = at.on_request ? left_line_ : right_line_;
            stops_ += text(line + badge + 6, y + 17, at.title, text_size, " font-style=\"italic\"");
            bottoms_[number] = y + 26;
            return bottoms_[number];
        }
        if (at.kind == place::what::gate) {
            const int request_end = cells(at.requests, false, y);
            const int reply_end = cells(at.replies, true, y);
            bottoms_[number] = std::max({request_end, reply_end, y + 26});
            return bottoms_[number];
        }
        const int x = own.left + inset;
        const int wide = own.right - own.left - 2 * inset;
        const auto titles = io::lines_of(at.title, wide - 20, 13, true);
        const auto details = io::lines_of(at.detail, wide - 20, small_size);
        int height = 6 + static_cast<int>(titles.size()) * 17 +
                     static_cast<int>(details.size()) * 15 + (at.reached ? 0 : 15) + 7;
        const int cells_top = y + height - 2;
        const int inside = std::max(height_of(at.requests) + height_of_remarks(at, false),
                                    height_of(at.replies) + height_of_remarks(at, true));
        height += inside + (inside > 0 ? 2 : 0);
        stops_ += "<g>\n" + full_text(at.title + (at.detail.empty() ? "" : ", " + at.detail)) +
                  rectangle(x, y, wide, height,
                            at.reached ? R"(fill="#fff" stroke="#222" stroke-width="1.5" rx="3")"
                                       : "fill=\"#fff\" stroke=\"#888\" stroke-width=\"1.5\" "
                                         "stroke-dasharray=\"5 4\" rx=\"3\"");
        int line = y + 6;
        for (const auto& words : titles) {
            line += 17;
            stops_ += text(x + 10, line - 3, words, 13, " font-weight=\"bold\"");
        }
        for (const auto& words : details) {
            line += 15;
            stops_ += text(x + 10, line - 3, words, small_size, " fill=\"#333\"");
        }
        if (!at.reached) {
            stops_ += text(x + 10, line + 12, say("(not reached)", "(도달하지 못함)"), small_size,
                           " font-style=\"italic\"");
        }
        stops_ += "</g>\n";
        remarks(at, false, cells(at.requests, false, cells_top));
        remarks(at, true, cells(at.replies, true, cells_top));
        bottoms_[number] = y + height;
        return bottoms_[number];
    }

    // --- arrows --------------------------------------------------------------------------------

    void arrows() {
        for (const auto& arrow : io::arrows_of(drawn_)) {
            const int x = arrow.of_reply ? right_line_ : left_line_;
            const auto& from = drawn_.places[arrow.from];
            const auto& to = drawn_.places[arrow.to];
            const auto edge = [&](std::size_t row, bool lower) {
                return lower ? bottoms_[row] : tops_[row];
            };
            const bool down = arrow.to > arrow.from;
            int begin = edge(arrow.from, down);
            int end = edge(arrow.to, !down);
            if (from.kind != place::what::stop) {
                begin = (tops_[arrow.from] + bottoms_[arrow.from]) / 2;
            }
            const bool into_gate = to.kind != place::what::stop;
            if (into_gate) {
                end = (tops_[arrow.to] + bottoms_[arrow.to]) / 2;
            }
            const int tip = into_gate ? end : end + (down ? -2 : 2);
            lines_ += "<path d=\"M" + n(x) + " " + n(begin) + "V" +
                      n(into_gate ? end : tip + (down ? -8 : 8)) +
                      R"(" stroke="#1f4e79" stroke-width="2" fill="none")" +
                      (arrow.of_reply ? " stroke-dasharray=\"6 4\"" : "") + "/>\n";
            if (!into_gate) {
                const int back = tip + (down ? -10 : 10);
                lines_ += "<path d=\"M" + n(x - 5) + " " + n(back) + "L" + n(x + 5) + " " +
                          n(back) + "L" + n(x) + " " + n(tip) + "Z\" fill=\"#1f4e79\"/>\n";
            }
        }
    }

    // --- the legend ----------------------------------------------------------------------------

    std::string legend(int y) {
        std::string out = "<path d=\"M" + n(margin) + " " + n(y) + "H" + n(width_ - margin) +
                          "\" stroke=\"#999\" stroke-width=\"1\"/>\n";
        y += 6;
        for (const bool of_reply : {false, true}) {
            bool is_first = true;
            for (const auto& one : drawn_.checks) {
                if (one.in_reply != of_reply) {
                    continue;
                }
                const auto* gap = gap_with(one.number - 1);
                if (gap != nullptr && !is_first_of(*gap, one.number - 1)) {
                    continue;
                }
                if (is_first) {
                    y += 20;
                    out += text(margin, y, of_reply ? say("Reply", "응답") : say("Request", "요청"),
                                13, " font-weight=\"bold\"");
                    is_first = false;
                }
                if (gap != nullptr) {
                    y += line_height + 3;
                    out += text(margin + 34, y, gap->title, text_size, " font-style=\"italic\"");
                } else {
                    out += legend_entry(one, y);
                }
            }
        }
        out += legend_of_remarks(path_drawing::remark::what::flow_log,
                                 say("Flow log records", "흐름 로그 레코드"), y);
        out += legend_of_remarks(path_drawing::remark::what::mirror,
                                 say("Traffic mirroring", "트래픽 미러링"), y);
        if (!drawn_.assumed.empty()) {
            y += 8;
            for (const auto& line : io::lines_of(std::string(say("Assumed: ", "전제: ")) +
                                                     drawn_.assumed + say(".", ""),
                                                 width_ - 2 * margin, small_size)) {
                y += 16;
                out += text(margin, y, line, small_size, " fill=\"#333\"");
            }
        }
        end_ = y;
        return out;
    }

    std::string legend_of_remarks(path_drawing::remark::what kind, const char* title,
                                  int& y) const {
        constexpr int indent = 34;
        std::string out;
        for (const auto& one : drawn_.remarks) {
            if (one.kind != kind) {
                continue;
            }
            if (out.empty()) {
                y += 20;
                out += text(margin, y, title, 13, " font-weight=\"bold\"");
            }
            y += 3;
            for (const auto& line :
                 io::lines_of(one.sentence, width_ - 2 * margin - indent, text_size)) {
                y += line_height;
                out += text(margin + indent, y, line, text_size);
            }
        }
        return out;
    }

    /// The gap that leaves a check out, or null.
    const place* gap_with(std::size_t check) const {
        for (const auto& at : drawn_.places) {
            for (const auto* all : {&at.requests, &at.replies}) {
                if (at.kind == place::what::gap &&
                    std::find(all->begin(), all->end(), check) != all->end()) {
                    return &at;
                }
            }
        }
        return nullptr;
    }

    static bool is_first_of(const place& gap, std::size_t check) {
        return (gap.requests.empty() ? gap.replies : gap.requests).front() == check;
    }

    std::string legend_entry(const path_drawing::check& one, int& y) const {
        constexpr int indent = 34;
        std::string out;
        const std::string weight = one.decides ? " font-weight=\"bold\"" : "";
        bool is_first = true;
        y += 3;
        const auto sentence =
            (one.decides ? std::string(io::mark_of(one.outcome, drawn_.lang)) + ": "
                         : std::string()) +
            one.sentence;
        for (const auto& line :
             io::lines_of(sentence, width_ - 2 * margin - indent, text_size, one.decides)) {
            y += line_height;
            if (is_first) {
                out += text(margin + indent - 10, y, n(static_cast<int>(one.number)), text_size,
                            " text-anchor=\"end\"" + weight);
                is_first = false;
            }
            out += text(margin + indent, y, line, text_size, weight);
        }
        return out;
    }

    const path_drawing& drawn_;
    bool ko_;
    bool has_reply_ = false;
    std::vector<std::vector<std::size_t>> chains_; ///< boxes around each place, outermost first
    std::vector<int> tops_;
    std::vector<int> bottoms_;
    int lane_ = 0; ///< width of the words beside a line
    int left_line_ = 0;
    int right_line_ = 0;
    int middle_ = 0; ///< right end of the left lane
    int width_ = 0;
    int end_ = 0;       ///< of the words below
    std::string boxes_; ///< behind everything
    std::string lines_;
    std::string stops_;
};

} // namespace

std::string svg_text(const path_drawing& drawn) { return svg_writer(drawn).write(); }

std::string svg_text(const chain_drawing& drawn) {
    int width = 0;
    int y = margin + 20;
    std::string body = svg_writer::text(margin, y, drawn.headline, 17, " font-weight=\"bold\"");
    for (std::size_t i = 0; i < drawn.hops.size(); ++i) {
        y += 40;
        body += svg_writer::text(margin, y, io::hop_title(drawn, i), 15,
                                 R"( font-weight="bold" fill="#1f4e79")");
        svg_writer hop(drawn.hops[i]);
        body += hop.write_body(y);
        y = hop.end();
        width = std::max(width, hop.width());
    }
    width = std::max(width, 2 * margin + static_cast<int>(io::width_of(drawn.headline, 17, true)));
    return svg_writer::start_of_page(drawn.lang, drawn.headline, drawn.headline, width,
                                     y + margin) +
           body + "</svg>\n";
}

} // namespace vpcplan
