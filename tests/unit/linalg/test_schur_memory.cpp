// What Schur-CG announces to need against what it takes.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/linalg/schur_coarse.hpp"
#include "support/mesh_problem.hpp"

using namespace crosspoint;
using crosspoint::testing::make_mesh_problem;
using crosspoint::testing::MeshProblem;

namespace {

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

// Peak of the resident memory of `work` in a process of its own, above what was there before.
template <class Work>
std::size_t peak_bytes(const Work& work) {
    std::array<int, 2> pipe_ends{};
    REQUIRE(pipe(pipe_ends.data()) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        malloc_trim(0);
        std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts here
        const std::size_t before = status_bytes("VmRSS:");
        work();
        const std::size_t peak = status_bytes("VmHWM:") - before;
        const bool sent = write(pipe_ends[1], &peak, sizeof peak) == sizeof peak;
        _exit(sent ? 0 : 1);
    }
    std::size_t peak = 0;
    REQUIRE(read(pipe_ends[0], &peak, sizeof peak) == sizeof peak);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    waitpid(child, nullptr, 0);
    return peak;
}

std::size_t held_by_solver(const MeshProblem& p, std::optional<std::size_t> block) {
    const std::size_t before = held_bytes();
    const SchurCg solver(p.network, 1);
    SchurOptions o{.max_iterations = 3, .coarse_block = block};
    o.allowed_A = [](const MeshCurrents&) { return 1e300; };
    (void)solver.solve(p.sources, {}, o, {}, {});
    return held_bytes() - before;
}

}  // namespace

TEST_CASE("schur-memory: a coarse grid takes what is announced, -5 to +20 %") {
    if (counts_differently()) return;
    for (const auto& [rows, cols, ohm] :
         {std::tuple<std::size_t, std::size_t, double>{128, 128, 1e3},
          {200, 200, 400.0},
          {512, 512, 10.0},
          {512, 512, 1e3},
          {900, 300, 30.0},
          {1024, 1024, 1e3}}) {
        const MeshProblem p = make_mesh_problem({rows, cols, ohm}, 1);
        const std::size_t block = coarse_block(rows, cols, mesh_hardness(p.network));
        INFO(fmt::format("{} x {}, a node per {} crossings", rows, cols, block));
        REQUIRE(block > 0);
        const auto real = static_cast<double>(held_by_solver(p, {}) - held_by_solver(p, 0));
        const auto announced = static_cast<double>(coarse_memory_bytes(rows, cols, block));
        CHECK(announced >= 0.95 * real);
        CHECK(announced <= 1.20 * real);
    }
}

TEST_CASE("schur-memory: a solve that ends at rounding takes what is announced, -5 to +20 %") {
    if (counts_differently()) return;
    for (const double ohm : {0.01, 1000.0}) {
        const MeshProblem p = make_mesh_problem({700, 800, ohm}, 2);
        const auto real = static_cast<double>(peak_bytes([&] {
            SchurOptions o{.max_iterations = 10};  // and no allowed_A: bounds of every end
            const SchurCg solver(p.network, 1);
            if (!solver.solve(p.sources, {}, o, {}, {}).end_bounds) _exit(1);
        }));
        const auto announced =
            static_cast<double>(SchurCg::memory_bytes(700, 800, mesh_hardness(p.network)));
        CAPTURE(ohm);
        CHECK(announced >= 0.95 * real);
        CHECK(announced <= 1.20 * real);
    }
}
