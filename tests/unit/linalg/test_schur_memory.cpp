// What Schur-CG announces to need against what it takes, measured in processes of their own: this
// one has memory at hand that other tests left.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/linalg/schur_coarse.hpp"
#include "support/mesh_problem.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::make_mesh_problem;
using crosspoint::testing::MeshProblem;

namespace {

constexpr const char* task_name = "CROSSPOINT_TEST_MEMORY";

// A mesh, and what is done with it.
struct Task {
    std::size_t rows = 0, cols = 0;
    double ohm = 0.0;
    bool grid = true;
    std::string result;  // the file that gets the two numbers of Used
};

struct Used {
    double held_bytes = 0.0;  // allocated after the solve
    double peak_bytes = 0.0;  // resident
};

MeshProblem problem_of(const Task& task) {
    return make_mesh_problem({task.rows, task.cols, task.ohm}, 1);
}

std::size_t held_bytes() {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

// Sanitizers bring an allocator of their own, with space around every block.
bool counts_differently() {
    const std::size_t before = held_bytes();
    const std::vector<char> probe(100000, 'x');
    return held_bytes() < before + probe.size();
}

std::size_t status_bytes(const std::string& key) {
    std::ifstream status("/proc/self/status");
    std::string word;
    std::size_t kib = 0;
    while (status >> word)
        if (word == key && status >> kib) break;
    return kib * 1024;
}

// Starts this program again for one task.
Used measure(Task task) {
    const testing::TempFolder folder;
    task.result = folder / "used";
    const std::string text = fmt::format("{} {} {} {} {}", task.rows, task.cols, task.ohm,
                                         task.grid ? 1 : 0, task.result);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        setenv(task_name, text.c_str(), 1);
        execl("/proc/self/exe", "unit_tests", "--no-skip", "--test-case=schur-memory: worker",
              "--out=/dev/null", nullptr);
        _exit(127);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
    Used used;
    std::ifstream(task.result) >> used.held_bytes >> used.peak_bytes;
    REQUIRE(used.peak_bytes > 0.0);
    return used;
}

void check_announced(std::size_t announced, double real) {
    INFO(fmt::format("announced {} bytes, real {:.0f}", announced, real));
    CHECK(static_cast<double>(announced) >= 0.95 * real);
    CHECK(static_cast<double>(announced) <= 1.20 * real);
}

}  // namespace

TEST_CASE("schur-memory: worker" * doctest::skip()) {
    const char* text = std::getenv(task_name);
    if (text == nullptr) return;
    Task task;
    std::istringstream(text) >> task.rows >> task.cols >> task.ohm >> task.grid >> task.result;
    const MeshProblem p = problem_of(task);
    const std::size_t held = held_bytes();
    const std::size_t resident = status_bytes("VmRSS:");
    const SchurCg solver(p.network, 1);
    // Without allowed_A it ends with bounds of every end, which take the most memory.
    SchurOptions options{.max_iterations = 10};
    if (!task.grid) options.coarse_block = 0;
    REQUIRE(solver.solve(p.sources, {}, options, {}, {}).end_bounds);
    std::ofstream(task.result) << held_bytes() - held << ' ' << status_bytes("VmHWM:") - resident;
}

TEST_CASE("schur-memory: a coarse grid takes what is announced, -5 to +20 %") {
    if (counts_differently()) return;
    for (const Task& task : {Task{128, 128, 1e3}, Task{200, 200, 400.0}, Task{512, 512, 10.0},
                             Task{512, 512, 1e3}, Task{900, 300, 30.0}, Task{1024, 1024, 1e3}}) {
        const std::size_t block =
            coarse_block(task.rows, task.cols, mesh_hardness(problem_of(task).network));
        REQUIRE(block > 0);
        CAPTURE(task.rows);
        CAPTURE(block);
        Task without = task;
        without.grid = false;
        check_announced(coarse_memory_bytes(task.rows, task.cols, block),
                        measure(task).held_bytes - measure(without).held_bytes);
    }
}

TEST_CASE("schur-memory: a solve that ends at rounding takes what is announced, -5 to +20 %") {
    if (counts_differently()) return;
    for (const Task& task : {Task{700, 800, 0.01}, Task{700, 800, 1000.0}}) {
        CAPTURE(task.ohm);
        const double hardness = mesh_hardness(problem_of(task).network);
        check_announced(SchurCg::memory_bytes(task.rows, task.cols, hardness),
                        measure(task).peak_bytes);
    }
}
