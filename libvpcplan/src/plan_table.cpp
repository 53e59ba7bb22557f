// A layout as text in columns, in English and Korean.
#include "drawing_text.hpp"
#include "plan_stack.hpp"
#include "utf8.hpp"
#include "vpcplan/plan_files.hpp"
#include "vpcplan/plan_text.hpp"

#include <algorithm>

namespace vpcplan {

namespace {

using namespace io;

constexpr std::size_t line_columns = 100;

/// Rows of cells; columns are as wide as their widest cell, and numbers end under each other.
class columns {
public:
    explicit columns(std::vector<std::string> heads, std::set<std::size_t> numbers = {})
        : numbers_(std::move(numbers)) {
        rows_.push_back(std::move(heads));
    }
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

    std::string text() const {
        std::vector<std::size_t> widths(rows_.front().size());
        for (const auto& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                widths[i] = std::max(widths[i], terminal_columns(row[i]));
            }
        }
        std::string all;
        for (const auto& row : rows_) {
            std::string line;
            for (std::size_t i = 0; i < row.size(); ++i) {
                const std::string gap(widths[i] - terminal_columns(row[i]), ' ');
                line += "  " + (numbers_.contains(i) ? gap + row[i] : row[i] + gap);
            }
            line.erase(line.find_last_not_of(' ') + 1);
            all += line + "\n";
        }
        return all;
    }

private:
    std::vector<std::vector<std::string>> rows_;
    std::set<std::size_t> numbers_;
};

std::string grouped(std::string digits) {
    for (std::size_t place = digits.size(); place > 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

std::string dash(const std::string& text) { return text.empty() ? "-" : text; }

class table_writer {
public:
    explicit table_writer(language lang) : lang_(lang), ko_(lang == language::ko) {}

    std::string run(const layout& made, const plan_needs& needs) {
        write_pools(made);
        for (const auto& vpc : made.vpcs) {
            write(vpc, needs_of(needs, vpc.name));
        }
        write_changes(made);
        for (const auto& remark : made.remarks) {
            text_ +=
                (&remark == &made.remarks.front() ? "\n" + say("Remarks", "참고") + "\n" : "") +
                "  " + one_line(sentence(remark, lang_)) + "\n";
        }
        return std::move(text_);
    }

private:
    std::string say(const char* english, const char* korean) const {
        return ko_ ? korean : english;
    }

    /// What happened to a block, as seen from the lock.
    std::string placed(placed_by how, const std::optional<cidr>& moved_from = {}) const {
        switch (how) {
        case placed_by::given: return say("given", "지정");
        case placed_by::lock: return say("kept", "유지");
        case placed_by::pin: return say("exists in AWS", "AWS에 있음");
        case placed_by::spare: return say("new, in a spare place", "예비 자리에 새로");
        case placed_by::group:
        case placed_by::fit: return say("new", "새로");
        case placed_by::moved:
            return moved_from ? say("moved from ", "이동 전: ") + to_string(*moved_from)
                              : say("moved", "이동");
        }
        return {};
    }

    void head(const std::string& text) { text_ += (text_.empty() ? "" : "\n") + text + "\n"; }

    void write_pools(const layout& made) {
        if (made.pools.empty()) {
            return;
        }
        head(say("Pools", "주소 풀"));
        columns table({say("pool", "풀"), say("block", "블록"), say("from", "출처"),
                       say("free addresses", "빈 주소"), say("largest free", "가장 큰 빈 블록")},
                      {3});
        for (const auto& pool : made.pools) {
            const auto largest = std::min_element(
                pool.free.begin(), pool.free.end(),
                [](const cidr& a, const cidr& b) { return a.prefix_length() < b.prefix_length(); });
            table.add({one_line(pool.name), to_string(pool.block), dash(one_line(pool.from)),
                       pool.block.is_v4() ? grouped(detail::decimal(addresses_in(pool.free))) : "-",
                       largest == pool.free.end() ? "-" : to_string(*largest)});
        }
        text_ += table.text();
    }

    void write(const planned_vpc& vpc, const plan_vpc* asked) {
        auto title = "VPC " + one_line(vpc.name);
        for (const auto& [word, value] : {std::pair{say("account ", "계정 "), vpc.account},
                                          {"", vpc.region},
                                          {"", vpc.environment}}) {
            title += value.empty() ? "" : ", " + word + one_line(value);
        }
        head(title);
        columns blocks({say("block", "블록"), say("addresses", "주소 수"), say("from", "출처"), ""},
                       {1});
        for (const auto& own : vpc.blocks) {
            blocks.add(
                {to_string(own.block),
                 own.block.is_v4() ? grouped(detail::decimal(addresses_in({own.block}))) : "-",
                 dash(one_line(own.from)),
                 placed(is_live_block(asked, own.block) ? placed_by::pin : own.how)});
        }
        text_ += blocks.text();
        write_subnets(vpc, asked);
        write_others(vpc);
        write_routes(vpc, asked);
        write_free(vpc);
    }

    void write_subnets(const planned_vpc& vpc, const plan_vpc* asked) {
        if (vpc.subnets.empty()) {
            return;
        }
        const bool has_ipv6 = std::any_of(vpc.subnets.begin(), vpc.subnets.end(),
                                          [](const auto& one) { return one.ipv6.has_value(); });
        std::vector<std::string> heads{say("tier", "계층"), say("zone", "가용 영역"),
                                       say("block", "블록"), say("usable", "사용 가능"),
                                       say("needed", "필요")};
        if (has_ipv6) {
            heads.emplace_back("IPv6");
        }
        heads.emplace_back();
        heads.emplace_back();
        columns table(heads, {3, 4});
        for (const auto& one : vpc.subnets) {
            std::vector<std::string> row{
                one_line(one.tier), one_line(one.zone), to_string(one.block),
                grouped(std::to_string(usable_in(one.block))),
                one.needed == 0 ? "-" : grouped(std::to_string(one.needed))};
            if (has_ipv6) {
                row.push_back(one.ipv6 ? to_string(*one.ipv6) : "-");
            }
            row.push_back(is_spare_zone(one.zone) ? say("spare", "예비")
                          : one.reserved          ? say("reserved", "예약")
                                                  : "");
            row.push_back(placed(one.how, one.moved_from) +
                          (lacks_planned_ipv6(asked, one)
                               ? say(", its IPv6 block is new", ", IPv6 블록은 새로")
                               : ""));
            table.add(std::move(row));
        }
        text_ +=
            "\n" + table.text() +
            say("  AWS keeps five addresses of each subnet; usable leaves them out.\n",
                "  AWS가 서브넷마다 주소 다섯 개를 쓰며, 사용 가능 수는 그것을 뺀 값입니다.\n");
    }

    void write_others(const planned_vpc& vpc) {
        if (vpc.others.empty()) {
            return;
        }
        columns table({say("not of the plan", "계획 밖"), say("name", "이름"),
                       say("zone", "가용 영역"), say("block", "블록")});
        for (const auto& pin : vpc.others) {
            table.add({dash(one_line(pin.id)), one_line(shown_name(pin)), dash(one_line(pin.zone)),
                       to_string(pin.block)});
        }
        text_ += "\n" + table.text();
    }

    void write_routes(const planned_vpc& vpc, const plan_vpc* asked) {
        if (vpc.routes.empty()) {
            return;
        }
        const bool by_zone = summary_word(asked) == "zone";
        columns table(
            {by_zone ? say("zone", "가용 영역") : say("tier", "계층"), say("routes", "경로")});
        for (const auto& group : vpc.routes) {
            bool is_first = true;
            for (const auto& text : wrapped(group.routes, group.routes.size())) {
                table.add({is_first ? one_line(group.name) : "", text});
                is_first = false;
            }
        }
        text_ += "\n" + table.text();
    }

    void write_free(const planned_vpc& vpc) {
        text_ += "\n  " + say("free: ", "빈 공간: ") +
                 grouped(detail::decimal(addresses_in(vpc.free))) +
                 say(" IPv4 addresses", "개 IPv4 주소") + "\n";
        constexpr std::size_t most = 24;
        for (const auto& text : wrapped(vpc.free, most)) {
            text_ += "    " + text + "\n";
        }
        if (vpc.free.size() > most) {
            const auto more = std::to_string(vpc.free.size() - most);
            text_ += "    " +
                     (ko_ ? "그 밖에 " + more + "개 블록" : "and " + more + " more blocks") + "\n";
        }
    }

    /// The first `most` blocks, as lines.
    static std::vector<std::string> wrapped(const std::vector<cidr>& blocks, std::size_t most) {
        std::vector<std::string> lines;
        for (std::size_t i = 0; i < std::min(most, blocks.size()); ++i) {
            const auto text = to_string(blocks[i]);
            if (lines.empty() || lines.back().size() + text.size() + 2 > line_columns - 20) {
                lines.push_back(text);
            } else {
                lines.back() += ", " + text;
            }
        }
        return lines;
    }

    void write_changes(const layout& made) {
        std::map<placed_by, std::size_t> counts;
        for (const auto& vpc : made.vpcs) {
            for (const auto& one : vpc.subnets) {
                ++counts[one.how];
            }
        }
        const auto kept = counts[placed_by::lock] + counts[placed_by::pin];
        const auto added =
            counts[placed_by::group] + counts[placed_by::fit] + counts[placed_by::spare];
        const auto moved = counts[placed_by::moved];
        if (kept == 0 && moved == 0 && made.released.empty()) {
            return; // the first layout
        }
        const auto number = [](std::size_t count) { return grouped(std::to_string(count)); };
        text_ += "\n" +
                 (ko_ ? "잠금 파일과 비교: 서브넷 유지 " + number(kept) + ", 새로 " +
                            number(added) + ", 이동 " + number(moved)
                      : "Beside the lock: subnets kept " + number(kept) + ", new " + number(added) +
                            ", moved " + number(moved)) +
                 "\n";
        for (const auto& path : made.released) {
            text_ += "  " + say("released: ", "풀림: ") + one_line(path) + "\n";
        }
    }

    language lang_;
    bool ko_;
    std::string text_;
};

} // namespace

std::string plan_table(const layout& made, const plan_needs& needs, language lang) {
    return table_writer(lang).run(made, needs);
}

} // namespace vpcplan
