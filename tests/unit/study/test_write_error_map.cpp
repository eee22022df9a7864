// Write errors of a small MRAM tile: what the wires do, both ways to write, and bad tiles.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/write_error_map.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <string>

#include "crosspoint/device/spin_diffusion.hpp"
#include "crosspoint/study/model_tile.hpp"
#include "support/near.hpp"
#include "support/rootless_cell.hpp"
#include "support/said.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

constexpr const char* bl_drives =
    "bl_top = { drive = \"read\", driver_ohm = 150 }\nsl_top = { sense_ohm = 250 }\n"
    "sl_bottom = \"floating\"\n";
/// The same resistances, the other line set driven.
constexpr const char* sl_drives =
    "sl_top = { drive = \"read\", driver_ohm = 250 }\nsl_bottom = \"floating\"\n"
    "bl_top = { sense_ohm = 150 }\nbl_bottom = \"floating\"\n";

std::string tile_text(const std::string& ends, const std::string& cells = "") {
    return std::string("schema = 1\n[array]\ntopology = \"1t1r\"\nrows = 5\ncols = 3\n") +
           "bl_segment_ohm = \"bl.csv\"\nsl_segment_ohm = 30\n[ends]\n" + ends +
           "[cells]\nmodel = \"" + CROSSPOINT_SOURCE_DIR +
           "/device_models/cell/mtj_1t1r.toml\"\nstate = \"lrs\"\ngate_on_V = 1.0\n" + cells +
           "[inputs]\nx = [[1, 0, 0, 0, 0]]\nread_V = 0.1\n";
}

TileJob load(const std::string& text) {
    const TempFolder folder;
    std::ofstream(folder / "tile.toml") << text;
    std::ofstream(folder / "bl.csv") << "20,40,20\n";
    Result<TileJob> job = load_tile(folder / "tile.toml", CellKinds::resistors_or_model);
    if (!job) FAIL(job.error().format());
    return *std::move(job);
}

WriteErrorSpec quick(WriteDirection direction) {
    return {.voltages_V = {0.9, 1.0, 1.1},
            .pulses_s = {5e-9, 10e-9},
            .direction = direction,
            .method = WriteErrorMethod::closed_form,
            .threads = 1};
}

}  // namespace

TEST_CASE("write error map: rates fall with voltage and length and rise along the column") {
    const TileJob job = load(tile_text(bl_drives));
    for (const WriteDirection direction :
         {WriteDirection::to_parallel, WriteDirection::to_antiparallel}) {
        WriteErrorSpec spec = quick(direction);
        spec.method = WriteErrorMethod::reference;
        const auto map = map_write_errors(job, spec);
        REQUIRE(map);

        CHECK(map->near_cell < 3);   // row 0
        CHECK(map->far_cell == 13);  // the last row of the column with the larger segments
        CHECK(map->table_error_rel < 1e-2);
        for (std::size_t v = 0; v < 3; ++v)
            for (std::size_t k = 0; k < 15; ++k) {
                const double i_A = map->i_cell_A[v].values()[k];
                CHECK((direction == WriteDirection::to_parallel ? i_A > 0.0 : i_A < 0.0));
                const double wer = map->wer_at(v, 0).values()[k];
                CHECK(wer > 0.0);
                CHECK(wer < 1.0);
                CHECK(map->wer_at(v, 1).values()[k] < wer);
                if (v > 0) CHECK(wer < map->wer_at(v - 1, 0).values()[k]);
                if (k >= 3) CHECK(wer > map->wer_at(v, 0).values()[k - 3]);
                CHECK(map->energy_J(v, 1, k) == 2.0 * map->energy_J(v, 0, k));
            }
    }
}

TEST_CASE("write error map: driving the source lines is the same as shifting all voltages down") {
    const TileJob shifted = load(tile_text(bl_drives));
    const TileJob driven = load(tile_text(sl_drives));
    for (const WriteDirection direction :
         {WriteDirection::to_parallel, WriteDirection::to_antiparallel}) {
        const auto a = map_write_errors(shifted, quick(direction));
        const auto b = map_write_errors(driven, quick(direction));
        REQUIRE(a);
        REQUIRE(b);
        for (std::size_t v = 0; v < 3; ++v)
            for (std::size_t k = 0; k < 15; ++k)
                CHECK(rel_diff(a->i_cell_A[v].values()[k], b->i_cell_A[v].values()[k]) < 1e-6);
    }
}

TEST_CASE("write error map: the currents are those of every device by itself in one circuit") {
    TileJob job = load(tile_text(bl_drives, "gate_off_V = -0.2\n"));
    const auto map = map_write_errors(job, quick(WriteDirection::to_antiparallel));
    REQUIRE(map);
    // Parallel cells (state lrs), the bit lines 1 V below the source lines, gates 1 V down.
    job.spec.read_V = -1.0;
    ModelCells cells = *job.model;
    cells.levels = {0.0, -1.2};
    Matrix<double> select(1, 5, 0.0);
    select(0, 3) = 1.0;

    const auto circuit = solve_model_tile(job.spec, cells, select, {.fidelity = Fidelity::circuit});

    REQUIRE(circuit);
    REQUIRE(circuit->report.status == SolveStatus::converged);
    for (std::size_t j = 0; j < 3; ++j) {
        CHECK(rel_diff(map->i_line_A[1](3, j), circuit->i_out_A(0, j)) < 1e-6);
        // what the four cells that are off take
        CHECK(rel_diff(map->i_line_A[1](3, j), map->i_cell_A[1](3, j)) < 1e-2);
        CHECK(map->i_line_A[1](3, j) != map->i_cell_A[1](3, j));
    }
}

TEST_CASE("write error map: source lines along the rows starve the far columns") {
    std::string text = tile_text("sl_left = { drive = \"read\", driver_ohm = 100 }\n");
    text.insert(text.find("rows = 5"), "source_line = \"row\"\n");
    const TileJob job = load(text);
    for (const WriteDirection direction :
         {WriteDirection::to_parallel, WriteDirection::to_antiparallel}) {
        const auto map = map_write_errors(job, quick(direction));
        REQUIRE(map);
        const bool parallel = direction == WriteDirection::to_parallel;
        CHECK(map->near_cell / 3 == 4);  // bit lines are sensed at the bottom
        for (std::size_t i = 0; i < 5; ++i) {
            CHECK((map->i_cell_A[0](i, 0) > 0.0) == parallel);
            CHECK(map->overdrive[0](i, 0) > map->overdrive[0](i, 2));
            if (i > 0) CHECK(map->overdrive[0](i, 0) > map->overdrive[0](i - 1, 0));
        }
    }
}

TEST_CASE("write error map: free layers that differ") {
    const std::string different =
        "[cells.parameters]\ndiameter = [[4e-8, 5e-8, 6e-8], [4e-8, 5e-8, 6e-8], "
        "[4e-8, 5e-8, 6e-8], [4e-8, 5e-8, 6e-8], [4e-8, 5e-8, 6e-8]]\n";
    const TileJob job = load(tile_text(bl_drives, different));
    WriteErrorSpec spec = quick(WriteDirection::to_parallel);

    const auto map = map_write_errors(job, spec);

    REQUIRE(map);
    REQUIRE(map->scales.size() == 15);
    CHECK(rel_diff(map->scales[2].delta / map->scales[0].delta, 36.0 / 16.0) < 1e-12);
    CHECK(rel_diff(map->overdrive[0](2, 1) * map->scales[7].ic0_A, map->i_cell_A[0](2, 1)) < 1e-12);
}

TEST_CASE("write error map: free layers that differ, every cell by the reference itself") {
    // Delta and tau_D both differ: Ki moves the anisotropy.
    const std::string different =
        "[cells.parameters]\nKi = [[1.00e-3, 1.01e-3, 0.99e-3], [1.005e-3, 1.00e-3, 1.002e-3], "
        "[0.995e-3, 1.01e-3, 1.00e-3], [1.00e-3, 0.992e-3, 1.00e-3], [1.00e-3, 1.00e-3, "
        "1.00e-3]]\n";
    const TileJob job = load(tile_text(bl_drives, different));
    WriteErrorSpec spec = quick(WriteDirection::to_parallel);
    spec.voltages_V = {0.8};
    spec.method = WriteErrorMethod::reference;

    const auto map = map_write_errors(job, spec);

    REQUIRE_MESSAGE(map.ok(), said(map));
    CHECK(map->table_error_rel < 2e-3);
    CHECK(map->table_error_rel > 1e-9);
    double least = 1.0, most = 0.0;
    for (std::size_t k = 0; k < 15; k += 2)
        for (std::size_t pulse = 0; pulse < 2; ++pulse) {
            const SwitchingScales& scales = map->scales[k];
            const double time = spec.pulses_s[pulse] / scales.tau_D_s;
            const auto exact =
                solve_spin_diffusion({scales.delta, map->overdrive[0].values()[k]}, {&time, 1});
            REQUIRE(exact);
            const double wer = map->wer_at(0, pulse).values()[k];
            CAPTURE(k);
            CHECK(rel_diff(wer, (*exact)[0].stayed) < 3e-3);
            least = std::min(least, wer);
            most = std::max(most, wer);
        }
    CHECK(most > 10.0 * least);  // they differ indeed
}

TEST_CASE("write error map: the voltage for a rate lies between its neighbors") {
    const TileJob job = load(tile_text(bl_drives));
    const auto map = map_write_errors(job, quick(WriteDirection::to_parallel));
    REQUIRE(map);
    const double target =
        std::sqrt(map->wer_at(1, 0).values()[13] * map->wer_at(2, 0).values()[13]);

    CHECK(rel_diff(voltage_for(*map, 0, 13, target), 1.05) < 1e-12);
    CHECK(std::isnan(voltage_for(*map, 0, 13, 1e-200)));
    CHECK(std::isnan(voltage_for(*map, 0, 13, 0.999999)));
}

TEST_CASE("write error map: tiles and values that make no sense are refused") {
    const TileJob job = load(tile_text(bl_drives));
    WriteErrorSpec spec = quick(WriteDirection::to_parallel);
    spec.voltages_V = {1.0, 0.9};
    CHECK(map_write_errors(job, spec).error().id == 7679);
    spec = quick(WriteDirection::to_parallel);
    spec.pulses_s = {};
    CHECK(map_write_errors(job, spec).error().id == 7679);
    spec = quick(WriteDirection::to_parallel);
    TileJob other = job;
    other.model = nullptr;
    CHECK(map_write_errors(other, spec).error().id == 7675);
    auto bare = std::make_shared<ModelCells>(*job.model);
    bare->card.erase("damping");
    other.model = bare;
    const auto missing = map_write_errors(other, spec);
    REQUIRE(!missing);
    CHECK(missing.error().id == 7676);
    CHECK(missing.error().what.find("damping") != std::string::npos);
    std::string rram = tile_text(bl_drives);
    rram.replace(rram.find("mtj_1t1r"), 8, "stanford_1t1r");
    CHECK(map_write_errors(load(rram), spec).error().id == 7676);
}

TEST_CASE("write error map: cells without a solution at the write voltage are refused") {
    TileJob job = load(tile_text(bl_drives));
    auto cells = std::make_shared<ModelCells>(*job.model);  // with the free layer of the card
    cells->spec = rootless_cells(true, 15, "rootless_magnet");
    job.model = cells;
    WriteErrorSpec spec = quick(WriteDirection::to_parallel);
    spec.voltages_V = {0.3};
    CHECK(map_write_errors(job, spec).ok());
    spec.voltages_V = {0.3, 0.9};
    const auto refused = map_write_errors(job, spec);
    REQUIRE(!refused);
    CHECK(refused.error().id == 7678);
    CHECK(refused.error().what.find("0.9 V") != std::string::npos);
}
