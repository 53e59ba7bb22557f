// vpcplan collect and vpcplan version: texts that need no network.
#include "render.hpp"

#include <vpcplan/readers.hpp>

namespace vpcplan::cli {

exit_status run(const collect_command&, const context& how) {
    output out(how.quiet);
    if (how.json()) {
        out.line(json_object()
                     .text("schema", "vpcplan.collect/1")
                     .text("script", collect_script())
                     .str());
    } else {
        out.write(collect_script());
    }
    return out.finish(exit_status::yes);
}

exit_status run(const version_command&, const context& how) {
    output out(how.quiet);
    const auto said = call("version", {});
    if (how.json() && said.result) {
        out.line(with_schema("vpcplan.version/1", *said.result));
    } else {
        out.line("vpcplan " VPCPLAN_VERSION);
    }
    return out.finish(exit_status::yes);
}

} // namespace vpcplan::cli
