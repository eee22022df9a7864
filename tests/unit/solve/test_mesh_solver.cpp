// The mesh behind the tile solver interface: choice, refusals, threads, shorts, stopping.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <random>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/solve/choose.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "support/near.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using crosspoint::testing::passive_spec;
using crosspoint::testing::rel_diff_max;
using crosspoint::testing::solve_tile;
using crosspoint::testing::Tile;
using crosspoint::testing::try_solve;

namespace {

Tile passive(std::size_t rows, std::size_t cols, std::size_t inputs, double ohm) {
    std::mt19937_64 random(rows * 31 + cols);
    Tile tile;
    tile.spec = passive_spec(rows, cols, ohm, ohm, 50.0, 20.0);
    tile.cells.g_on_S = Matrix<double>(rows, cols);
    for (double& g : tile.cells.g_on_S.values()) g = random() % 2 ? 5e-5 : 5e-6;
    tile.inputs = Matrix<double>(inputs, rows);
    for (double& v : tile.inputs.values()) v = uniform(random) - 0.2;
    return tile;
}

Tile gated(std::size_t rows, std::size_t cols, std::size_t inputs) {
    Tile tile = passive(rows, cols, inputs, 4.0);
    tile.spec.topology = Topology::one_transistor_row;
    tile.spec.read_V = 0.2;
    tile.spec.sl.segment_ohm = SegmentResistance::uniform(4.0, true);
    tile.spec.sl.first_end = {EndKind::drive_read, 30.0};
    tile.cells.g_off_S = 1e-9;
    std::mt19937_64 random(5);
    for (double& v : tile.inputs.values()) v = static_cast<double>(random() % 2);
    return tile;
}

}  // namespace

TEST_CASE("mesh: every method gives the currents and node voltages of sparse LU") {
    for (const auto& [rows, cols] :
         {std::pair<std::size_t, std::size_t>{1, 1}, {3, 50}, {48, 33}, {64, 64}}) {
        const Tile tile = passive(rows, cols, 5, 3.0);
        const TileSolution exact = solve_tile(tile, {.method = Method::klu, .want_nodes = true});
        for (const Method method : {Method::schur_cg, Method::direct, Method::ldlt}) {
            CAPTURE(method_name(method));
            const TileSolution ours = solve_tile(tile, {.method = method, .want_nodes = true});
            CHECK(ours.report.status == SolveStatus::converged);
            CHECK(rel_diff_max(ours.i_out_A.values(), exact.i_out_A.values()) < 1e-9);
            CHECK(rel_diff_max(ours.nodes.wl_V.values(), exact.nodes.wl_V.values()) < 1e-9);
            CHECK(rel_diff_max(ours.nodes.bl_V.values(), exact.nodes.bl_V.values()) < 1e-9);
        }
        const TileSolution transfer = solve_tile(tile, {.method = Method::transfer});
        CHECK(transfer.report.status == SolveStatus::converged);
        CHECK(rel_diff_max(transfer.i_out_A.values(), exact.i_out_A.values()) < 1e-11);
    }
}

TEST_CASE("mesh: low accuracy allows a transfer matrix in single precision, and says its error") {
    const Tile tile = passive(40, 50, 8, 3.0);
    const TileSolution exact = solve_tile(tile, {.method = Method::klu});
    const TileSolution rough = solve_tile(tile, {.method = Method::transfer, .accuracy_rel = 1e-4});
    CHECK(rough.report.status == SolveStatus::converged);
    CHECK(rough.report.method.find("float") != std::string::npos);
    const double error = rel_diff_max(rough.i_out_A.values(), exact.i_out_A.values());
    CHECK(error > 1e-12);
    CHECK(error < 1e-4);
}

TEST_CASE("mesh: the same bits for any number of threads, for every method") {
    for (const Method method : {Method::schur_cg, Method::transfer, Method::direct}) {
        CAPTURE(method_name(method));
        const Tile tile = passive(70, 60, 9, 2.0);
        const TileSolution one = solve_tile(tile, {.method = method, .threads = 1});
        for (const int threads : {2, 5})
            CHECK(solve_tile(tile, {.method = method, .threads = threads}).i_out_A == one.i_out_A);
    }
    const Tile gates = gated(30, 20, 9);
    CHECK(solve_tile(gates, {.threads = 1}).i_out_A == solve_tile(gates, {.threads = 4}).i_out_A);
}

TEST_CASE("mesh: gated rows are a network of their own for every input") {
    const Tile tile = gated(24, 18, 6);
    const TileSolution exact = solve_tile(tile, {.method = Method::klu});
    const TileSolution ours = solve_tile(tile, {});
    CHECK(ours.report.status == SolveStatus::converged);
    CHECK(rel_diff_max(ours.i_out_A.values(), exact.i_out_A.values()) < 1e-9);
    CHECK(try_solve(tile, {.method = Method::transfer}).error().id == 2119);
}

TEST_CASE("mesh: shorted cells are an exact reduction, many go to the sparse factorization") {
    Tile tile = passive(20, 24, 3, 5.0);
    std::mt19937_64 random(3);
    for (int k = 0; k < 12; ++k)
        tile.cells.g_on_S(random() % 20, random() % 24) = std::numeric_limits<double>::infinity();
    const TileSolution exact = solve_tile(tile, {.method = Method::klu, .want_nodes = true});
    const TileSolution few = solve_tile(tile, {.want_nodes = true});
    CHECK(few.report.method.find("Schur") != std::string::npos);
    CHECK(few.report.status == SolveStatus::converged);
    CHECK(rel_diff_max(few.i_out_A.values(), exact.i_out_A.values()) < 1e-9);
    CHECK(rel_diff_max(few.nodes.bl_V.values(), exact.nodes.bl_V.values()) < 1e-9);

    for (double& g : tile.cells.g_on_S.values())
        if (random() % 3 == 0) g = std::numeric_limits<double>::infinity();
    const TileSolution all = solve_tile(tile, {.method = Method::klu});
    const TileSolution many = solve_tile(tile, {});
    CHECK(many.report.method.find("LDL") != std::string::npos);
    CHECK(many.report.why.find("shorted cells") != std::string::npos);
    CHECK(rel_diff_max(many.i_out_A.values(), all.i_out_A.values()) < 1e-9);
}

TEST_CASE("mesh: programming again, many times with few cells changed, equals a fresh solver") {
    const Tile first = passive(50, 40, 4, 3.0);
    for (const Method method : {Method::schur_cg, Method::transfer}) {
        CAPTURE(method_name(method));
        auto solver = make_solver(first.spec, {.method = method});
        Tile tile = first;
        std::mt19937_64 random(1);
        for (int round = 0; round < 5; ++round) {  // from the third on the boxes are there
            REQUIRE((*solver)->program(tile.cells));
            const auto again = (*solver)->solve(tile.inputs);
            REQUIRE(again);
            CHECK(again->i_out_A == solve_tile(tile, {.method = method}).i_out_A);
            const int changes = round == 3 ? 1000 : 3;
            for (int k = 0; k < changes; ++k)
                tile.cells.g_on_S(random() % 50, random() % 40) = k % 2 == 0 ? 1e-3 : 0.0;
        }
    }
}

TEST_CASE("mesh: a tile that does not fit the memory is refused before it is tried") {
    const Tile tile = passive(64, 64, 2, 3.0);
    const auto refused = try_solve(tile, {.memory_limit_bytes = 100 << 10});
    REQUIRE(!refused);
    CHECK(refused.error().id == 2115);
    CHECK(refused.error().what.find("64 x 64") != std::string::npos);
    CHECK(
        try_solve(tile, {.method = Method::transfer, .memory_limit_bytes = 100 << 10}).error().id ==
        2115);
    // Enough for the iteration but not for the transfer matrix: the choice goes on with the first.
    Tile batch = passive(64, 64, 4000, 3.0);
    const std::size_t between = 3 << 20;
    const TileSolution iterated = solve_tile(batch, {.memory_limit_bytes = between});
    CHECK(iterated.report.method.find("Schur") != std::string::npos);
    CHECK(iterated.report.why.find("may be used") != std::string::npos);
    CHECK(iterated.report.memory_bytes <= between);
}

TEST_CASE(
    "mesh: the choice takes the transfer matrix for large batches and says what it expected") {
    const Tile few = passive(64, 64, 1, 3.0);
    const Tile many = passive(64, 64, 2000, 3.0);
    const TileSolution one = solve_tile(few, {});
    const TileSolution batch = solve_tile(many, {});
    CHECK(one.report.method.find("Schur") != std::string::npos);
    CHECK(batch.report.method.find("transfer") != std::string::npos);
    CHECK(batch.report.expected_s > 0.0);
    CHECK(batch.report.why.find("2000 inputs") != std::string::npos);
    CHECK(one.report.why.find("1 input:") != std::string::npos);
}

TEST_CASE("mesh: a requested stop ends every method with the interrupted error") {
    std::stop_source stop;
    stop.request_stop();
    const Tile tile = passive(64, 64, 3, 3.0);
    for (const Method method : {Method::schur_cg, Method::transfer, Method::direct}) {
        const auto stopped = try_solve(tile, {.method = method, .stop = stop.get_token()});
        REQUIRE(!stopped);
        CHECK(stopped.error().code == Errc::interrupted);
    }
}

TEST_CASE("mesh: NaN and negative cells are refused; a method and a fidelity must not contradict") {
    Tile tile = passive(4, 4, 1, 3.0);
    tile.cells.g_on_S(1, 1) = std::nan("");
    CHECK(try_solve(tile, {}).error().id == 2117);
    tile.cells.g_on_S(1, 1) = -1e-6;
    CHECK(try_solve(tile, {}).error().id == 2117);
    tile.cells.g_on_S(1, 1) = 1e-6;
    CHECK(try_solve(tile, {.fidelity = Fidelity::circuit, .method = Method::schur_cg}).error().id ==
          2105);
    CHECK(parse_method("cholmod").error().id == 2118);
    CHECK(*parse_method("schur-cg") == Method::schur_cg);
}

TEST_CASE("mesh choice: expects few iterations of Schur-CG where a coarse grid is used") {
    CHECK(schur_iterations(128, 128, 4.0) == 12.0);
    const double hard = schur_iterations(1024, 1024, 1155.0);
    CHECK(hard > 8.0);
    CHECK(hard < 20.0);  // 136 without
    const double harder = schur_iterations(2048, 2048, 4.0 * 1155.0);
    CHECK(std::abs(harder - hard) < 1e-9);  // of the block, not of the size
    const MeshTask task{.rows = 1024, .cols = 1024, .inputs = 1, .hardness = 1155.0};
    MeshTask gated = task;
    gated.fixed_cells = false;
    CHECK(schur_seconds(gated) > schur_seconds(task));  // a coarse grid for every input
}
