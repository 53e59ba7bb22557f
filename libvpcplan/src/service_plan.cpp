// The method plan.layout, and failures of plans as JSON.
#include "rpc_method.hpp"

#include "vpcplan/plan_files.hpp"
#include "vpcplan/plan_input.hpp"
#include "vpcplan/plan_layout.hpp"
#include "vpcplan/plan_text.hpp"

namespace vpcplan::io {

namespace {

/// Without what else is in the way.
json::object bare_failure(const plan_failure& why, language lang) {
    json::object failure;
    failure["id"] = text_of(vpcplan::id_of(why.what()));
    failure["code"] = text_of(vpcplan::id_of(why.code));
    failure["path"] = text_of(why.path);
    failure["message"] = text_of(sentence(why, lang));
    const auto change = change_of(why, lang);
    failure["change"] = change.empty() ? json::value(nullptr) : json::value(text_of(change));
    failure["free"] = array_of(why.free);
    failure["largest"] = why.largest ? json::value(text_of(*why.largest)) : json::value(nullptr);
    const auto place = to_string(why.place);
    failure["place"] = place.empty() ? json::value(nullptr) : json::value(text_of(place));
    return failure;
}

json::object failure_object(const plan_failure& why, language lang) {
    json::object failure{{"schema", "vpcplan.plan_failure/1"}};
    for (auto& field : bare_failure(why, lang)) {
        failure[field.key()] = std::move(field.value());
    }
    json::array more;
    for (const auto& other : why.more) {
        more.push_back(bare_failure(other, lang));
    }
    failure["more"] = std::move(more);
    return failure;
}

[[noreturn]] void refuse(const load_failure& why, const std::string& parameter) {
    rpc_failure failure(rpc_code::invalid_params, vpcplan::id_of(why.code), why.message);
    failure.parameter = parameter;
    throw failure;
}

json::object layout_method(const arguments& given, network_cache&) {
    auto plan = given.values();
    std::vector<locked_block> locked;
    if (given.has("lock")) {
        auto read = parse_lock(to_line(given.at("lock")), "lock");
        if (const auto* failed = std::get_if<load_failure>(&read)) {
            refuse(*failed, "lock");
        }
        locked = std::get<std::vector<locked_block>>(std::move(read));
        plan.erase("lock");
    }
    const auto lang = language_of(given);
    plan.erase("lang");
    const auto needs = parse_plan(to_line(plan), "plan");
    if (const auto* failed = std::get_if<load_failure>(&needs)) {
        refuse(*failed, "");
    }
    const auto& asked = std::get<plan_needs>(needs);
    const auto outcome = lay_out(asked, locked);
    if (outcome.failure) {
        return failure_object(*outcome.failure, lang);
    }
    return json::parse(plan_json(*outcome.value, asked, lang)).as_object();
}

} // namespace

std::vector<method> plan_methods() {
    std::vector<parameter> fields;
    for (const auto* name :
         {"vpcs", "pools", "avoid", "name", "cidr", "ipv6", "from", "prefix", "account", "region",
          "environment", "zones", "spare_zones", "summary", "tiers"}) {
        fields.push_back({name, false, "as in a plan file"});
    }
    fields.push_back({"lock", false, "the lock of an earlier layout: what it holds does not move"});
    fields.push_back(language_parameter());
    return {{"plan.layout", "Lays out a plan; the parameters are those of a plan file.",
             std::move(fields), layout_method}};
}

} // namespace vpcplan::io

namespace vpcplan {

std::string plan_failure_json(const plan_failure& why, language lang) {
    return io::to_line(io::failure_object(why, lang));
}

} // namespace vpcplan
