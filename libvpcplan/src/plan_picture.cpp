// Address maps of a layout. Colours and letters stand for tiers; zones are shades.
#include "vpcplan/plan_picture.hpp"

#include "drawing_text.hpp"
#include "utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace vpcplan {

namespace {

using namespace io;

/// Distinct also in print and for most colour-blind people; after Okabe and Ito.
constexpr std::array<const char*, 8> palette = {"#56b4e9", "#e69f00", "#009e73", "#f0e442",
                                                "#cc79a7", "#0072b2", "#d55e00", "#999999"};
constexpr std::array<int, 8> ansi = {44, 43, 42, 103, 45, 104, 41, 100};

enum class item_kind : std::uint8_t {
    planned,
    reserved, ///< planned, and not created
    foreign,  ///< exists in AWS, not of the plan
    avoided   ///< nothing of the plan goes there
};

struct item {
    cidr block;
    std::string title;  ///< "app/a"
    std::string detail; ///< "10.0.0.0/21 · 2,043 usable"
    std::size_t tier = 0;
    std::size_t zone = 0;
    item_kind kind = item_kind::planned;

    bool is_of_plan() const { return kind == item_kind::planned || kind == item_kind::reserved; }
};

/// One IPv4 block of a VPC with what lies in it.
struct address_map {
    std::string title;
    cidr block;
    std::vector<item> items;
};

struct picture {
    std::vector<address_map> maps;
    std::vector<std::vector<std::string>> tiers; ///< of each VPC, in the order of colours
};

std::string clean(std::string_view text) { return one_line(with_valid_utf8(std::string(text))); }

std::string usable_text(const cidr& block, language lang) {
    const auto total = static_cast<std::uint64_t>(block.size_minus_one() + 1);
    const auto usable = std::to_string(total - std::min<std::uint64_t>(total, reserved_count));
    return lang == language::ko ? "사용 가능 " + usable + "개" : usable + " usable";
}

/// The place of a name in a list, which it is added to.
std::size_t place_of(std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        names.push_back(name);
        return names.size() - 1;
    }
    return static_cast<std::size_t>(found - names.begin());
}

/// What is avoided, but for the subnets that AWS has there.
void add_avoided(const planned_vpc& vpc, std::vector<item>& items, language lang) {
    std::vector<cidr> there;
    there.reserve(items.size());
    for (const auto& one : items) {
        there.push_back(one.block);
    }
    for (const auto& one : vpc.avoided) {
        const auto label = clean(one.label);
        const auto* title = lang == language::ko ? "피하는 범위" : "avoided";
        for (const auto& part : free_blocks(one.block, there)) {
            items.push_back(
                {part, label.empty() ? title : label, to_string(part), 0, 0, item_kind::avoided});
        }
    }
}

picture picture_of(const layout& made, language lang) {
    picture out;
    for (const auto& vpc : made.vpcs) {
        std::vector<std::string> tiers;
        std::vector<std::string> zones;
        std::vector<item> items;
        for (const auto& subnet : vpc.subnets) {
            items.push_back({subnet.block, clean(subnet.tier + "/" + subnet.zone),
                             to_string(subnet.block) + " · " + usable_text(subnet.block, lang),
                             place_of(tiers, subnet.tier), place_of(zones, subnet.zone),
                             subnet.reserved ? item_kind::reserved : item_kind::planned});
        }
        for (const auto& pin : vpc.others) {
            if (pin.block.is_v4()) {
                items.push_back({pin.block, clean(shown_name(pin)), to_string(pin.block), 0, 0,
                                 item_kind::foreign});
            }
        }
        add_avoided(vpc, items, lang);
        for (const auto& own : vpc.blocks) {
            if (!own.block.is_v4()) {
                continue;
            }
            address_map map{clean(vpc.name) + " " + to_string(own.block), own.block, {}};
            for (const auto& one : items) {
                if (own.block.contains(one.block)) {
                    map.items.push_back(one);
                }
            }
            std::sort(map.items.begin(), map.items.end(),
                      [](const item& a, const item& b) { return a.block < b.block; });
            out.maps.push_back(std::move(map));
            out.tiers.push_back(tiers);
        }
    }
    return out;
}

// ---- for a terminal

char letter_of(const item& one) {
    const auto place = static_cast<char>(one.tier % 26);
    switch (one.kind) {
    case item_kind::planned: return static_cast<char>('A' + place);
    case item_kind::reserved: return static_cast<char>('a' + place);
    case item_kind::foreign: return '#';
    case item_kind::avoided: return '!';
    }
    return '?';
}

std::string map_text(const picture& drawn, language lang, bool color) {
    constexpr unsigned columns = 64;
    constexpr int most_cells = 10; ///< as a power of two: 16 rows
    const bool ko = lang == language::ko;
    std::string out;
    for (std::size_t m = 0; m < drawn.maps.size(); ++m) {
        const auto& map = drawn.maps[m];
        const int bits = std::min(most_cells, map.block.host_length());
        const auto per_cell = detail::u128{1} << (map.block.host_length() - bits);
        const auto first = map.block.first_bits().number();
        out += map.title + "  (" +
               (ko ? "한 칸 = 주소 " + detail::decimal(per_cell) + "개"
                   : "one cell = " + detail::decimal(per_cell) + " addresses") +
               ")\n";
        auto next = map.items.begin();
        for (unsigned cell = 0; cell < 1U << bits; ++cell) {
            const auto from = first + per_cell * cell;
            const auto to = from + (per_cell - 1);
            if (cell % columns == 0) {
                auto label =
                    detail::to_string(detail::address_bits::from(from, address_family::ipv4));
                label.resize(16, ' ');
                out += "  " + label;
            }
            while (next != map.items.end() && next->block.last_bits().number() < from) {
                ++next;
            }
            const item* here = nullptr;
            bool several = false;
            for (auto one = next; one != map.items.end() && one->block.first_bits().number() <= to;
                 ++one) {
                several = several || (here != nullptr && (one->tier != here->tier ||
                                                          one->is_of_plan() != here->is_of_plan()));
                here = here == nullptr ? &*one : here;
            }
            if (here == nullptr) {
                out += "\u00b7";
            } else if (several) {
                out += "+";
            } else if (color) {
                out += "\x1b[30;" +
                       std::to_string(here->is_of_plan() ? ansi[here->tier % ansi.size()] : 47) +
                       "m" + letter_of(*here) + "\x1b[0m";
            } else {
                out += letter_of(*here);
            }
            if (cell % columns == columns - 1 || cell + 1 == 1U << bits) {
                out += "\n";
            }
        }
        out += "  ";
        for (std::size_t tier = 0; tier < drawn.tiers[m].size(); ++tier) {
            const bool is_here =
                std::any_of(map.items.begin(), map.items.end(),
                            [&](const item& one) { return one.is_of_plan() && one.tier == tier; });
            if (is_here) {
                out += std::string(1, static_cast<char>('A' + tier % 26)) + " " +
                       clean(drawn.tiers[m][tier]) + "  ";
            }
        }
        out +=
            ko ? "(소문자: 예약, #: 계획에 없는 서브넷, !: 피하는 범위, +: 여러 개, ·: 비어 있음)\n"
               : "(small letter: reserved, #: not of the plan, !: avoided, +: several, "
                 "·: free)\n";
        if (m + 1 < drawn.maps.size()) {
            out += "\n";
        }
    }
    return out;
}

// ---- SVG

struct box {
    double x;
    double y;
    double width;
    double height;
};

box place_in(const cidr& parent, const cidr& block, box at) {
    const int width = width_of(parent.family());
    for (int bit = parent.prefix_length(); bit < block.prefix_length(); ++bit) {
        const bool upper = (block.first_bits().number() >> (width - 1 - bit) & 1) != 0;
        if ((bit - parent.prefix_length()) % 2 == 0) {
            at.width /= 2;
            at.x += upper ? at.width : 0;
        } else {
            at.height /= 2;
            at.y += upper ? at.height : 0;
        }
    }
    return at;
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    std::string out(text);
    while (out.ends_with('0')) {
        out.pop_back();
    }
    if (out.ends_with('.')) {
        out.pop_back();
    }
    return out == "-0" ? "0" : out;
}

std::string attributes(const box& at) {
    return "x=\"" + number(at.x) + "\" y=\"" + number(at.y) + "\" width=\"" + number(at.width) +
           "\" height=\"" + number(at.height) + "\"";
}

constexpr double map_size = 640;
constexpr double map_margin = 24;
constexpr double title_height = 30;
constexpr double row_height = 18;
constexpr double list_width = 460;

std::string text_at(double x, double y, double size, std::string_view text,
                    std::string_view more = {}) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" font-size=\"" + number(size) +
           "\"" + std::string(more) + ">" + xml_text(text) + "</text>\n";
}

/// Title and block inside a rectangle, as large as fits: in small ones for those who zoom in.
std::string label_in(const item& one, const box& at) {
    constexpr double largest = 15;
    const auto block = to_string(one.block);
    const double wide =
        std::max(io::width_of(one.title, largest, true), io::width_of(block, largest));
    const double size = std::min({largest, largest * 0.9 * at.width / wide, at.height / 2.8});
    return text_at(at.x + at.width / 2, at.y + at.height / 2 - size * 0.15, size, one.title,
                   R"( font-weight="bold" text-anchor="middle")") +
           text_at(at.x + at.width / 2, at.y + at.height / 2 + size * 1.05, size, block,
                   " text-anchor=\"middle\"");
}

std::string fill_of(const item& one) {
    return one.is_of_plan()                 ? palette[one.tier % palette.size()]
           : one.kind == item_kind::foreign ? "#d0d0d0"
                                            : "url(#avoided)";
}

/// Zones of a tier are shades of its colour.
double opacity_of(const item& one) {
    switch (one.kind) {
    case item_kind::planned: return 1 - 0.14 * static_cast<double>(one.zone % 5);
    case item_kind::reserved: return 0.25;
    default: return 1;
    }
}

std::string item_svg(const item& one, const box& at) {
    const double thin = std::min({1.0, at.width / 8, at.height / 8});
    std::string out =
        "<g class=\"block\"><title>" + xml_text(one.title + "\n" + one.detail) +
        "</title>\n<rect " + attributes(at) + " fill=\"#fff\"/>\n<rect " + attributes(at) +
        " fill=\"" + fill_of(one) + "\" fill-opacity=\"" + number(opacity_of(one)) +
        R"(" stroke="#222" stroke-width=")" + number(thin) + "\"" +
        (one.kind == item_kind::reserved ? " stroke-dasharray=\"" + number(thin * 4) + "\"" : "") +
        "/>\n";
    return out + label_in(one, at) + "</g>\n";
}

/// What a row of the list says of a block beside its size; nothing of subnets to be created.
std::string_view remark_of(item_kind kind, language lang) {
    const bool ko = lang == language::ko;
    switch (kind) {
    case item_kind::planned: return {};
    case item_kind::reserved: return ko ? "예약" : "reserved";
    case item_kind::foreign: return ko ? "계획에 없음" : "not planned";
    case item_kind::avoided: return ko ? "피함" : "avoided";
    }
    return {};
}

std::string list_row(const item& one, double x, double y, language lang) {
    const auto text = shortened(one.title, 150, 12, true);
    auto out = "<rect " + attributes({x, y - 10, 12, 12}) + " fill=\"" + fill_of(one) +
               "\" fill-opacity=\"" + (one.kind == item_kind::reserved ? "0.25" : "1") +
               "\" stroke=\"#222\" stroke-width=\"0.5\"/>\n";
    out += text_at(x + 20, y, 12, text, " font-weight=\"bold\"");
    out += text_at(x + 180, y, 12, one.detail);
    if (const auto remark = remark_of(one.kind, lang); !remark.empty()) {
        out += text_at(x + 385, y, 12, remark);
    }
    return out;
}

/// All maps, one below the other, each with the list of its blocks beside it.
std::string svg_text_of(const picture& drawn, language lang) {
    std::string body;
    double y = map_margin;
    for (const auto& map : drawn.maps) {
        body += text_at(map_margin, y + 18, 18, map.title, " font-weight=\"bold\"");
        y += title_height;
        const box whole{map_margin, y, map_size, map_size};
        body += "<rect " + attributes(whole) + " fill=\"url(#free)\" stroke=\"#222\"/>\n";
        double row = y + 12;
        const double x = map_margin * 2 + map_size;
        for (const auto& one : map.items) {
            body += item_svg(one, place_in(map.block, one.block, whole));
            body += list_row(one, x, row, lang);
            row += row_height;
        }
        y = std::max(y + map_size, row) + map_margin;
    }
    const double width = map_margin * 3 + map_size + list_width;
    const bool ko = lang == language::ko;
    return R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )" + number(width) + " " +
           number(y) + "\" width=\"" + number(width) + "\" height=\"" + number(y) +
           "\" font-family=\"'Noto Sans KR', 'Noto Sans CJK KR', 'Malgun Gothic', 'Apple SD Gothic "
           "Neo', Helvetica, Arial, sans-serif\">\n<title>" +
           (ko ? "주소 배치도" : "Address map") + "</title>\n<desc>" +
           (ko ? "블록의 넓이는 주소 수에 비례하며 이웃한 주소는 이웃한 자리에 있습니다."
               : "The area of a block is its share of the addresses; neighbours stand beside each "
                 "other.") +
           "</desc>\n<defs><pattern id=\"free\" width=\"8\" height=\"8\" "
           "patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" fill=\"#fff\"/><path "
           "d=\"M0 8L8 0\" stroke=\"#ddd\"/></pattern><pattern id=\"avoided\" width=\"8\" "
           "height=\"8\" patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" "
           "fill=\"#eee\"/><path d=\"M0 8L8 0M0 0L8 8\" stroke=\"#999\"/></pattern></defs>\n"
           "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" +
           body + "</svg>\n";
}

std::string html_text_of(const picture& drawn, language lang) {
    const bool ko = lang == language::ko;
    const std::string title = ko ? "주소 배치도" : "Address map";
    std::string out = "<!DOCTYPE html>\n<html lang=\"";
    out += ko ? "ko" : "en";
    out += "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title +
           "</title>\n<style>\n"
           "body{margin:0;font-family:'Noto Sans KR','Malgun Gothic',Helvetica,Arial,sans-serif}\n"
           "p{margin:8px 24px;color:#333}\n"
           "svg{width:100%;height:calc(100vh - 48px);cursor:zoom-in;touch-action:none}\n"
           ".block rect{vector-effect:non-scaling-stroke}\n"
           ".block:hover rect{stroke-width:3}\n"
           "</style>\n</head>\n<body>\n<p>";
    out += ko ? "휠이나 +, - 키로 확대하고, 끌어서 움직이고, 블록을 누르면 그 블록으로 확대됩니다. "
                "0 키를 누르면 전체를 봅니다."
              : "Wheel or + and - zoom, dragging moves, a click on a block zooms to it, 0 shows "
                "everything.";
    out += "</p>\n" + svg_text_of(drawn, lang);
    out += R"(<script>
"use strict";
const svg = document.querySelector("svg");
const whole = svg.viewBox.baseVal;
const home = {x: 0, y: 0, width: whole.width, height: whole.height};
let view = {...home};
svg.removeAttribute("width");
svg.removeAttribute("height");
function show(next) {
  view = next;
  svg.setAttribute("viewBox", [view.x, view.y, view.width, view.height].join(" "));
}
function at(event) {
  const point = new DOMPoint(event.clientX, event.clientY);
  return point.matrixTransform(svg.getScreenCTM().inverse());
}
function zoom(factor, x, y) {
  const width = Math.min(home.width * 2, Math.max(home.width / 4096, view.width * factor));
  const scale = width / view.width;
  show({x: x - (x - view.x) * scale, y: y - (y - view.y) * scale,
        width: width, height: view.height * scale});
}
svg.addEventListener("wheel", event => {
  event.preventDefault();
  const point = at(event);
  zoom(event.deltaY < 0 ? 0.8 : 1.25, point.x, point.y);
}, {passive: false});
let held = null;
let moved = false;
svg.addEventListener("pointerdown", event => { held = at(event); moved = false; });
svg.addEventListener("pointermove", event => {
  if (held === null) return;
  const point = at(event);
  moved = moved || Math.hypot(point.x - held.x, point.y - held.y) > view.width / 200;
  if (moved) show({...view, x: view.x + held.x - point.x, y: view.y + held.y - point.y});
});
window.addEventListener("pointerup", () => { held = null; });
svg.addEventListener("click", event => {
  const block = event.target.closest(".block");
  if (moved || block === null) return;
  const bounds = block.querySelector("rect").getBBox();
  const room = Math.max(bounds.width, bounds.height * home.width / home.height) * 1.2;
  show({x: bounds.x + bounds.width / 2 - room / 2,
        y: bounds.y + bounds.height / 2 - room * home.height / home.width / 2,
        width: room, height: room * home.height / home.width});
});
window.addEventListener("keydown", event => {
  const x = view.x + view.width / 2;
  const y = view.y + view.height / 2;
  if (event.key === "+" || event.key === "=") zoom(0.8, x, y);
  else if (event.key === "-") zoom(1.25, x, y);
  else if (event.key === "0" || event.key === "Escape") show({...home});
});
</script>
</body>
</html>
)";
    return out;
}

} // namespace

std::string plan_picture(plan_picture_format how, const layout& made, language lang, bool color) {
    const auto drawn = picture_of(made, lang);
    switch (how) {
    case plan_picture_format::map: return map_text(drawn, lang, color);
    case plan_picture_format::svg: return svg_text_of(drawn, lang);
    case plan_picture_format::html: return html_text_of(drawn, lang);
    }
    return {};
}

} // namespace vpcplan
