// A cell whose inner equation has no solution beyond a voltage: whoever meets it says so with a
// message of its own, and never hands on the last guess.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "crosspoint/bnn/network.hpp"
#include "crosspoint/device/cell_table.hpp"
#include "crosspoint/dynamics/tile_read.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/simulate/transient.hpp"
#include "support/near.hpp"
#include "support/rootless_cell.hpp"
#include "support/said.hpp"
#include "support/tile_runs.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

std::shared_ptr<const CellModel> one_kind(bool gated, std::size_t count) {
    auto made = EliminatedCell::make(rootless_cells(gated, count));
    REQUIRE_MESSAGE(made.ok(), said(made));
    return std::move(*made);
}

TileSpec small_tile() {
    TileSpec spec{.rows = 2, .cols = 2};
    spec.wl = spec.bl = wires(1.0);
    spec.wl.first_end = LineEnd{EndKind::drive_input, 10.0};
    spec.bl.last_end = LineEnd{EndKind::sense, 10.0};
    return spec;
}

}  // namespace

TEST_CASE("a cell without a solution: its conductance and the read of a row") {
    const EliminatedCellSpec cells = rootless_cells(false, 4);
    const auto fine = cell_conductance_S(small_tile(), cells, {}, {.read_V = 0.25});
    REQUIRE_MESSAGE(fine.ok(), said(fine));
    CHECK(rel_diff((*fine)(1, 1), 1e-4) < 1e-9);  // y = 0 there
    const auto refused = cell_conductance_S(small_tile(), cells, {}, {.read_V = 0.7});
    REQUIRE(!refused);
    CHECK(refused.error().id == 7632);
    CHECK(refused.error().what.find("[0, 0]") != std::string::npos);

    const auto near = RowReader::make(small_tile(), cells, {.read_V = 0.25});
    REQUIRE_MESSAGE(near.ok(), said(near));
    const auto row = near->conductance_S({}, 1);
    REQUIRE_MESSAGE(row.ok(), said(row));
    const auto far = RowReader::make(small_tile(), cells, {.read_V = 0.7});
    REQUIRE_MESSAGE(far.ok(), said(far));
    const auto bad = far->conductance_S({}, 1);
    REQUIRE(!bad);
    CHECK(bad.error().id == 7633);
}

TEST_CASE("a cell without a solution: a table of it") {
    CellTableSpec spec;
    spec.exact = one_kind(false, 1);
    spec.class_of = {0};
    spec.representative = {0};
    spec.a_low_V = 0.0;
    spec.a_high_V = 0.3;
    spec.b_low_V = 0.0;
    spec.b_high_V = 0.1;
    const auto fine = CellTable::make(spec);
    CHECK_MESSAGE(fine.ok(), said(fine));
    spec.a_high_V = 0.8;
    const auto refused = CellTable::make(spec);
    REQUIRE(!refused);
    CHECK(refused.error().id == 7205);
}

TEST_CASE("a cell without a solution: a ramp runs until there") {
    Netlist circuit;
    circuit.add_voltage_source("V", circuit.node("a"), 0,
                               PwlWave{.time_s = {0.0, 1e-6}, .value = {0.0, 1.0}});
    circuit.add_device(
        {.name = "X", .model = rootless_model(), .nodes = {circuit.node("a"), 0, 0}});
    MemoryTrace trace;
    TransientOptions options;
    options.stop_s = 0.4e-6;
    CHECK(solve_transient(circuit, options, trace).ok());
    options.stop_s = 1e-6;
    const auto refused = solve_transient(circuit, options, trace);
    REQUIRE(!refused);
    CHECK(refused.error().id == 7313);
    CAPTURE(refused.error().what);
    CHECK(rel_diff(trace.time_s().back(), 0.5e-6) < 1e-6);  // where the roots meet
}

TEST_CASE("a cell without a solution: a tile over time") {
    TileSpec spec = small_tile();
    const auto tile = make_tile(spec, rootless_cells(false, 4), {});
    TilePhase phase{.duration_s = 1e-6};
    phase.wl_first.assign(2, driven(1.0, DcWave{0.0}));
    phase.bl_first.assign(2, driven(1.0, DcWave{0.0}));
    phase.wl_first[1] = driven(1.0, PwlWave{.time_s = {0.0, 1e-6}, .value = {0.0, 0.4}});
    CHECK(tile->run(phase, {}).ok());
    phase.wl_first[1] = driven(1.0, PwlWave{.time_s = {0.0, 1e-6}, .value = {0.4, 0.8}});
    TileTrace trace;
    const auto refused = tile->run(phase, trace.sink());
    REQUIRE(!refused);
    CHECK(refused.error().id == 7602);
    CHECK(rel_diff(trace.time_s.back(), 0.25e-6) < 5e-3);  // 0.5 V, and some mV along the wires
}

TEST_CASE("a cell without a solution: the cells of a network") {
    Network network;
    network.input_bits = 1;
    network.layers.push_back({.inputs = 4, .outputs = 2, .weights = BitMatrix(2, 4)});
    TiledOptions options;
    options.tile.topology = Topology::one_transistor_column;
    options.tile.rows = 8;
    options.tile.cols = 2;
    options.tile.read_V = 0.7;
    options.tile.bl = options.tile.sl = wires(0.0);
    options.tile.bl.first_end = LineEnd{EndKind::drive_read, 0.0};
    options.tile.sl.last_end = LineEnd{EndKind::sense, 0.0};
    options.row_group = 4;
    options.cells = {.kinds = one_kind(true, 2), .levels = {1.0, 0.0}, .share = nullptr};
    const auto refused = TiledNetwork::program(network, options);
    REQUIRE(!refused);
    CHECK(refused.error().id == 7407);
}
