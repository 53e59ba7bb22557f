// Runs other programs and takes their time and memory.
#pragma once

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace vpcplan_bench {

#ifdef VPCPLAN_EXECUTABLE
inline const std::string vpcplan_program = VPCPLAN_EXECUTABLE;
#else
inline const std::string vpcplan_program = "vpcplan";
#endif

/// A folder for files of a run, removed at its end.
class scratch_folder {
public:
    scratch_folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "vpcplan-bench-XXXXXX").string();
        is_ours_ = mkdtemp(name.data()) != nullptr;
        path = is_ours_ ? name : std::filesystem::temp_directory_path().string();
    }
    ~scratch_folder() {
        std::error_code ignored;
        if (is_ours_) {
            std::filesystem::remove_all(path, ignored);
        }
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    std::filesystem::path path;

private:
    bool is_ours_ = false;
};

inline bool is_there(const std::string& program) {
    if (program.find('/') != std::string::npos) {
        return access(program.c_str(), X_OK) == 0;
    }
    const char* const path = std::getenv("PATH");
    std::string folders = path != nullptr ? path : "";
    for (std::size_t at = 0; at <= folders.size();) {
        const auto end = std::min(folders.find(':', at), folders.size());
        if (access((folders.substr(at, end - at) + "/" + program).c_str(), X_OK) == 0) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

/// Runs a program with its output in a file; peak memory in MB, or a negative number when it could
/// not run or ended with a status above `highest_status`.
inline double run(const std::vector<std::string>& words, const std::string& output,
                  int highest_status = 0) {
    std::vector<char*> arguments;
    for (const auto& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    const auto child = fork();
    if (child == 0) {
        const int out = open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (out < 0 || nowhere < 0 || dup2(out, STDOUT_FILENO) < 0 ||
            dup2(nowhere, STDERR_FILENO) < 0) {
            _exit(126);
        }
        execvp(arguments.front(), arguments.data());
        _exit(127);
    }
    int status = 0;
    rusage usage{};
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) > highest_status) {
        return -1;
    }
#ifdef __APPLE__
    return static_cast<double>(usage.ru_maxrss) / 1e6;
#else
    return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
#endif
}

} // namespace vpcplan_bench
