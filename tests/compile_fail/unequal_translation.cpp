// A sentence that loses a value in one language must not compile.
#include <vpcplan/language.hpp>

int main() {
#ifdef VPCPLAN_MUST_FAIL
    constexpr vpcplan::detail::bilingual text{"port {port} of {host}", "{host} 호스트의 포트"};
#else
    constexpr vpcplan::detail::bilingual text{"port {port} of {host}", "{host}의 {port}번 포트"};
#endif
    return text.en.empty() ? 1 : 0;
}
