// Private to vpcplan::io. HCL as `terraform fmt` writes it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vpcplan::io {

/// A text as an HCL string, quotes included: nothing of it is a template.
std::string hcl_string(std::string_view text);

/// Lines of HCL: two spaces a level, and the equals signs of neighbouring lines under each other.
class hcl_writer {
public:
    /// `key = value`, aligned with the attributes directly before and after it.
    void attribute(std::string key, std::string value);
    void blank();
    void comment(std::string_view text);
    /// `head {`, or `head = {`
    void open(const std::string& head);
    void open_list(const std::string& head);
    void item(const std::string& value);
    void close(std::string_view bracket = "}");

    std::string take();

private:
    void flush();
    void line(const std::string& text);

    std::string text_;
    std::size_t depth_ = 0;
    std::vector<std::pair<std::string, std::string>> pending_;
};

} // namespace vpcplan::io
