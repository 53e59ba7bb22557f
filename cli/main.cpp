// vpcplan: exact, explained answers about AWS VPCs. See arguments.cpp for the verbs.
#include "arguments.hpp"
#include "output.hpp"

#include <csignal>
#include <exception>
#include <new>
#include <string>

int main(int count, char** words) {
    using namespace vpcplan::cli;
    // A reader that has gone away is noticed when writing, and ends the command quietly.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const auto parsed = parse_arguments(count, words);
        if (const auto* status = std::get_if<exit_status>(&parsed)) {
            return static_cast<int>(*status);
        }
        const auto& asked = std::get<invocation>(parsed);
        return static_cast<int>(
            std::visit([&](const auto& what) { return run(what, asked.how); }, asked.what));
    } catch (const std::bad_alloc&) {
        return static_cast<int>(refuse("out of memory"));
    } catch (const std::exception& unexpected) {
        return static_cast<int>(refuse(std::string("unexpected: ") + unexpected.what()));
    }
}
