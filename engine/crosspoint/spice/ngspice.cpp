// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/ngspice.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "crosspoint/base/temporary_folder.hpp"

namespace crosspoint {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

Error not_started(std::string what) {
    return Error{.code = Errc::environment,
                 .id = 3007,
                 .what = "ngspice cannot be run: " + std::move(what),
                 .help = "check the temporary folder (TMPDIR) and the ngspice program"};
}

// The environment without what changes ngspice: SPICE_ASCIIRAWFILE alone turns the .raw into text.
std::vector<std::string> clean_environment() {
    std::vector<std::string> kept;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (text.starts_with("SPICE_") || text.starts_with("NGSPICE_") || text.starts_with("LC_"))
            continue;
        kept.emplace_back(text);
    }
    kept.emplace_back("LC_ALL=C");
    return kept;
}

std::vector<char*> c_strings(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (std::string& s : strings) pointers.push_back(s.data());
    pointers.push_back(nullptr);
    return pointers;
}

struct Finished {
    int wait_status = 0;
    bool timed_out = false;
    std::string log;  // stdout and stderr together, capped
};

// Owns the process and the read end of its output.
class Child {
public:
    static Result<Child> start(const std::string& program, std::vector<std::string> arguments,
                               const std::string& folder) {
        std::array<int, 2> pipe_ends{};
        if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return not_started(std::strerror(errno));
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDERR_FILENO);
        posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
        // It stays in our process group: Ctrl-C at the terminal ends it together with us.

        arguments.insert(arguments.begin(), program);
        std::vector<std::string> environment = clean_environment();
        std::vector<char*> argv = c_strings(arguments);
        std::vector<char*> envp = c_strings(environment);
        pid_t pid = 0;
        const int failed =
            ::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), envp.data());
        posix_spawn_file_actions_destroy(&actions);
        ::close(pipe_ends[1]);
        if (failed != 0) {
            ::close(pipe_ends[0]);
            return not_started(program + ": " + std::strerror(failed));
        }
        return Child(pid, pipe_ends[0]);
    }

    Child(Child&& other) noexcept
        : pid_(std::exchange(other.pid_, 0)), output_(std::exchange(other.output_, -1)) {}
    Child& operator=(Child&&) = delete;
    ~Child() {
        if (output_ >= 0) ::close(output_);
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            reap(0);
        }
    }

    // Reads until the output ends and the process is gone, or until the time is over.
    Finished wait(Clock::time_point deadline) {
        Finished result;
        read_output(deadline, result.log);
        while (pid_ > 0 && !reap(WNOHANG)) {
            if (Clock::now() >= deadline) {
                result.timed_out = true;
                ::kill(pid_, SIGKILL);
                reap(0);
                break;
            }
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        result.wait_status = wait_status_;
        return result;
    }

private:
    Child(pid_t pid, int output) : pid_(pid), output_(output) {}

    bool reap(int flags) {
        pid_t done = 0;
        do {
            done = ::waitpid(pid_, &wait_status_, flags);
        } while (done < 0 && errno == EINTR);
        if (done == 0) return false;
        pid_ = 0;
        return true;
    }

    void read_output(Clock::time_point deadline, std::string& log) const {
        constexpr std::size_t log_limit = std::size_t{1} << 20;  // chosen: ends a flood of warnings
        std::array<char, 4096> block{};
        for (;;) {
            const auto left_ms =
                std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
            if (left_ms.count() <= 0) return;
            pollfd ready{.fd = output_, .events = POLLIN, .revents = 0};
            const int wait_ms = static_cast<int>(std::min<std::int64_t>(left_ms.count(), 1000));
            const int count = ::poll(&ready, 1, wait_ms);
            if (count == 0 || (count < 0 && errno == EINTR)) continue;
            const ssize_t got = ::read(output_, block.data(), block.size());
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return;
            if (log.size() < log_limit) log.append(block.data(), static_cast<std::size_t>(got));
        }
    }

    pid_t pid_ = 0;
    int output_ = -1;
    int wait_status_ = 0;
};

bool is_program(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

// The line of the log that says what went wrong: the first mention of a singular matrix, else of
// an error, else the last line. Warnings follow each other on one line behind "Trying gmin = ...".
std::string complaint(const std::string& log) {
    for (const char* word : {"singular matrix", "Error", "error", "failed", "aborted"}) {
        const std::size_t at = log.find(word);
        if (at != std::string::npos) return log.substr(at, log.find('\n', at) - at);
    }
    const std::size_t last = log.find_last_not_of(" \n\t");
    if (last == std::string::npos) return "no message";
    const std::size_t first = log.rfind('\n', last);
    const std::size_t begin = first == std::string::npos ? 0 : first + 1;
    return log.substr(begin, last - begin + 1);
}

Clock::time_point deadline_after(double seconds) {
    constexpr double longest_s = 1e7;
    const double bounded_s =
        std::isfinite(seconds) ? std::clamp(seconds, 0.0, longest_s) : longest_s;
    return Clock::now() +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(bounded_s));
}

}  // namespace

Result<std::string> find_ngspice(const NgspiceOptions& options) {
    if (options.program.find('/') != std::string::npos) {
        // Absolute, since the process starts in another folder.
        std::error_code ignored;
        if (is_program(options.program)) return fs::absolute(options.program, ignored).string();
    } else if (const char* path = std::getenv("PATH"); path != nullptr) {
        std::string_view rest = path;
        while (!rest.empty()) {
            const std::size_t colon = std::min(rest.find(':'), rest.size());
            const fs::path folder(rest.substr(0, colon));
            // Relative entries are skipped: what they mean depends on where one stands.
            if (folder.is_absolute() && is_program(folder / options.program))
                return (folder / options.program).string();
            rest.remove_prefix(std::min(colon + 1, rest.size()));
        }
    }
    return Error{.code = Errc::environment,
                 .id = 3001,
                 .what = fmt::format("the program \"{}\" is not on PATH", options.program),
                 .help = "install the Debian package ngspice: apt-get install ngspice"};
}

Result<std::string> ngspice_version(const NgspiceOptions& options) {
    const auto program = find_ngspice(options);
    if (!program) return program.error();
    auto child = Child::start(*program, {"--version"}, "/");
    if (!child) return child.error();
    constexpr double version_limit_s = 20.0;  // chosen: it takes milliseconds
    const Finished finished = child->wait(deadline_after(version_limit_s));
    const std::size_t at = finished.log.find("ngspice-");
    if (at == std::string::npos) return not_started("--version does not name a version");
    return finished.log.substr(at, finished.log.find_first_of(" \n", at) - at);
}

namespace {

// The .raw file of a deck.
Result<std::string> raw_of(std::string_view deck, const NgspiceOptions& options) {
    const auto program = find_ngspice(options);
    if (!program) return program.error();
    const auto folder = TemporaryFolder::make();
    if (!folder) return not_started(folder.error().what);
    std::ofstream deck_file(folder->file("tile.cir"), std::ios::binary);
    deck_file << deck;
    deck_file.close();
    if (!deck_file) return not_started("the deck cannot be written to " + folder->path());

    auto child = Child::start(*program, {"-n", "-b", "-r", "tile.raw", "tile.cir"}, folder->path());
    if (!child) return child.error();
    const Finished finished = child->wait(deadline_after(options.time_limit_s));
    if (finished.timed_out) {
        return Error{
            .code = Errc::numerics,
            .id = 3002,
            .what = fmt::format("ngspice did not finish within {} s", options.time_limit_s),
            .help =
                "its time grows as the 5.5th power of the tile side: allow more with "
                "--timeout, or take a smaller tile"};
    }
    // A singular matrix can end in "success" after ngspice changed the circuit (gmin stepping).
    const bool is_sound = WIFEXITED(finished.wait_status) &&
                          WEXITSTATUS(finished.wait_status) == 0 &&
                          finished.log.find("singular matrix") == std::string::npos;
    std::ifstream raw_file(folder->file("tile.raw"), std::ios::binary);
    if (!is_sound || !raw_file) {
        return Error{.code = Errc::numerics,
                     .id = 3004,
                     .what = "ngspice reports: " + complaint(finished.log),
                     .help = "export the deck with `crosspoint export` and run it by hand"};
    }
    return std::string{std::istreambuf_iterator<char>(raw_file), {}};
}

}  // namespace

Result<RawPoint> run_ngspice(std::string_view deck, const NgspiceOptions& options) {
    const auto bytes = raw_of(deck, options);
    if (!bytes) return bytes.error();
    return parse_raw(*bytes);
}

Result<RawTable> run_ngspice_table(std::string_view deck, const NgspiceOptions& options) {
    const auto bytes = raw_of(deck, options);
    if (!bytes) return bytes.error();
    return parse_raw_table(*bytes);
}

}  // namespace crosspoint
