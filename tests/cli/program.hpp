// Runs the vpcplan program as a user would: words, standard input and environment in; exit status,
// standard output and standard error out.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace vpcplan_test {

struct program_result {
    int status = -1; ///< exit status; 128 + n when signal n ended it
    std::string out;
    std::string err;
};

class temporary_file {
public:
    explicit temporary_file(const std::string& content = {}) {
        const int descriptor = mkstemp(path_.data());
        if (descriptor < 0) {
            throw std::runtime_error("mkstemp failed");
        }
        close(descriptor);
        std::ofstream(path_, std::ios::binary) << content;
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { std::remove(path_.c_str()); }
    const std::string& path() const noexcept { return path_; }

private:
    std::string path_ = "/tmp/vpcplan-test-XXXXXX";
};

inline std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

struct surroundings {
    std::string in{};
    std::vector<std::pair<std::string, std::string>> variables{};
    std::string folder = VPCPLAN_SOURCE_DIR; ///< examples/... are found from here
    std::string out_to{};                    ///< a file or device instead of being collected
};

inline program_result run_program(std::vector<std::string> words, const surroundings& with = {}) {
    const temporary_file in(with.in);
    const temporary_file out;
    const temporary_file err;
    words.insert(words.begin(), VPCPLAN_EXECUTABLE);
    std::vector<char*> pointers;
    for (auto& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    const auto& out_path = with.out_to.empty() ? out.path() : with.out_to;
    const pid_t child = fork();
    if (child == 0) {
        for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "VPCPLAN_NETWORK"}) {
            unsetenv(name);
        }
        for (const auto& [name, value] : with.variables) {
            setenv(name.c_str(), value.c_str(), 1);
        }
        const bool ready = chdir(with.folder.c_str()) == 0 &&
                           dup2(open(in.path().c_str(), O_RDONLY), 0) == 0 &&
                           dup2(open(out_path.c_str(), O_WRONLY), 1) == 1 &&
                           dup2(open(err.path().c_str(), O_WRONLY), 2) == 2;
        if (ready) {
            execv(pointers.front(), pointers.data());
        }
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(out.path()),
            read_file(err.path())};
}

inline const std::string three_tier = "examples/three-tier/vpc.yaml";

inline program_result pass(std::vector<std::string> words,
                           const std::string& network = three_tier) {
    words.insert(words.begin(), "pass");
    words.insert(words.end(), {"-n", network});
    return run_program(words);
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace vpcplan_test
