// Columns of text, and lists in one cell.
#pragma once

#include "render.hpp"

#include <algorithm>

namespace vpcplan::cli {

/// Rows of cells; columns are as wide as their widest cell.
class text_table {
public:
    explicit text_table(std::vector<std::string> heads) { rows_.push_back(std::move(heads)); }
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    bool empty() const noexcept { return rows_.size() == 1; }

    std::string text(const context& how) const {
        std::vector<std::size_t> widths(rows_.front().size());
        for (const auto& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                widths[i] = std::max(widths[i], text_columns(row[i]));
            }
        }
        std::string all;
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            std::string line = " ";
            for (std::size_t i = 0; i < rows_[r].size(); ++i) {
                line += " " + rows_[r][i];
                if (i + 1 < rows_[r].size()) {
                    line += std::string(widths[i] - text_columns(rows_[r][i]) + 1, ' ');
                }
            }
            line.erase(line.find_last_not_of(' ') + 1);
            all += (r == 0 ? paint(line, color::dim, how) : line) + "\n";
        }
        return all;
    }

private:
    std::vector<std::vector<std::string>> rows_;
};

/// "a, b"; "-" for nothing.
inline std::string joined(const std::vector<std::string>& words,
                          const std::string& between = ", ") {
    std::string text;
    for (const auto& one : words) {
        text += (text.empty() ? "" : between) + one;
    }
    return text.empty() ? "-" : text;
}

inline std::vector<std::string> texts_of(const std::vector<cidr>& blocks) {
    std::vector<std::string> texts;
    texts.reserve(blocks.size());
    for (const auto& block : blocks) {
        texts.push_back(to_string(block));
    }
    return texts;
}

} // namespace vpcplan::cli
