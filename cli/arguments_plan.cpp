// The arguments of `vpcplan plan`, and of explaining and checking plans.
#include "arguments_grammar.hpp"

namespace vpcplan::cli {

void grammar::add_plan() {
    auto* plan =
        verb(app_.get(), "plan", "Lay out VPCs and subnets, and keep what is laid out",
             "vpcplan plan PLAN|BLOCK... [options] | vpcplan plan explain|check PLAN [options]",
             {"vpcplan plan 10.0.0.0/16 --zones 3 --tier public:250 --tier app:2000 --tier "
              "pods:/19@100.64.0.0/10",
              "vpcplan plan examples/plans/shop.yaml --format terraform > network.tf"});
    plan->require_subcommand(0, 1);
    auto* explain = verb(plan, "explain", "Why each block is as large as it is, and where it is",
                         "vpcplan plan explain PLAN [PATH] [options]",
                         {"vpcplan plan explain examples/plans/shop.yaml",
                          "vpcplan plan explain examples/plans/shop.yaml shop/app"});
    auto* check = verb(plan, "check", "Compare a plan and its lock with what AWS has",
                       "vpcplan plan check PLAN --from PATH [options]",
                       {"vpcplan plan check examples/plans/shop.yaml --from aws-folder/",
                        "vpcplan plan check plan.yaml --from aws-folder/ --format json"});
    words(plan, "PLAN", plan_.what, "A plan file (- for standard input), or blocks of one VPC");
    option(plan, "--zones", plan_.zones, "ZONES", "With a block: how many zones, or names: a,b,c");
    plan->add_option("--spare-zones", plan_.spare_zones, "With a block: zones to keep room for")
        ->type_name("COUNT")
        ->check(CLI::Range(0, 26));
    const auto several = [&](CLI::App* app, const std::string& names,
                             std::vector<std::string>& values, const std::string& value,
                             const std::string& text) {
        app->add_option(names, values, text)
            ->type_name(value)
            ->expected(1)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    several(plan, "--tier", plan_.tiers, "NAME:SIZE",
            "With a block: a subnet in each zone for so many hosts (app:2000), of a prefix length "
            "(db:/26) or a share (lab:10%); NAME:SIZE@BLOCK takes it from a secondary block");
    several(plan, "--avoid", plan_.avoid, "BLOCK", "With a block: addresses that nothing may take");
    option(plan, "--name", plan_.name, "NAME", "With a block: the name of the VPC");
    option(plan, "--region", plan_.region, "REGION", "With a block: such as ap-northeast-2");
    choice(plan, "--summary", plan_.summary, {"tier", "zone", "none"},
           "With a block: what should make few routes");
    plan->add_flag("--dry-run", plan_.dry_run, "Do not write the lock");
    for (auto* app : {explain, check}) {
        word(app, "PLAN", plan_file_, "The plan file")->required();
    }
    word(explain, "PATH", plan_.path, "VPC, VPC/TIER or VPC/TIER/ZONE (default: all)");
    option(check, "--today", plan_.today, "DATE", "The date to count from: 2026-11-21");
    for (auto* app : {plan, explain, check}) {
        option(app, "--from", plan_.from, "PATH",
               "What AWS has, as for `pass -n`: its subnets stay where they are");
        option(app, "--lock", plan_.lock, "FILE",
               "The lock (default: plan.lock.json beside plan.yaml; none: without one)");
        several(app, "--move", plan_.moves, "PATH", "A block that may move if it has to; all: any");
    }
}

} // namespace vpcplan::cli
