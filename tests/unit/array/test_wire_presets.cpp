// SPDX-License-Identifier: Apache-2.0
// Segments by technology node against figures that were worked out by hand from the sources.
#include "crosspoint/array/wire_presets.hpp"

#include <doctest/doctest.h>

#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

TEST_CASE("wires of NeuroSim: rho / (w^2 AR) times the widths of a cell") {
    struct Row {
        int node_nm;
        double row_ohm, column_ohm, crossbar_ohm;
    };
    // To three digits, from a table that was computed elsewhere.
    for (const Row& row :
         {Row{130, 0.31, 0.94, 0.16}, Row{65, 0.60, 1.80, 0.30}, Row{22, 2.12, 6.36, 1.06},
          Row{14, 4.06, 12.2, 2.03}, Row{10, 7.06, 21.2, 3.53}, Row{7, 7.06, 21.2, 3.53}}) {
        const auto wires = neurosim_wires(row.node_nm, CellFootprint::one_transistor, 300.0);
        const auto crossbar = neurosim_wires(row.node_nm, CellFootprint::crossbar, 300.0);
        REQUIRE(wires);
        REQUIRE(crossbar);
        CHECK(rel_diff(wires->along_row_ohm, row.row_ohm) < 0.02);
        CHECK(rel_diff(wires->along_column_ohm, row.column_ohm) < 0.005);
        CHECK(rel_diff(crossbar->along_row_ohm, row.crossbar_ohm) < 0.025);
        CHECK(crossbar->along_row_ohm == crossbar->along_column_ohm);
    }
    const auto sram = neurosim_wires(7, CellFootprint::sram, 300.0);
    REQUIRE(sram);
    CHECK(rel_diff(sram->along_row_ohm, 17.6) < 0.005);
    CHECK(rel_diff(sram->along_column_ohm, 49.4) < 0.005);
    // 6.35e-8 / (2 (18 nm)^2) = 97.99 ohm/um, warmed by 100 K: times 1.451
    const auto warm = neurosim_wires(7, CellFootprint::crossbar, 400.0);
    REQUIRE(warm);
    CHECK(rel_diff(warm->along_row_ohm, 97.99e6 * 36e-9 * 1.451) < 1e-4);
    const auto none = neurosim_wires(5, CellFootprint::crossbar, 300.0);
    REQUIRE(!none);
    CHECK(none.error().id == 2014);
}

TEST_CASE("wires of ASAP7: ohm/um times the pitch") {
    const auto m2 = asap7_wires("M2", 0.27e-6, 0.108e-6);
    REQUIRE(m2);
    CHECK(rel_diff(m2->along_row_ohm, 8.019) < 1e-12);
    CHECK(rel_diff(m2->along_column_ohm, 3.2076) < 1e-12);
    CHECK(m2->source.find("29.7") != std::string::npos);
    const auto none = asap7_wires("M9", 1e-7, 1e-7);
    REQUIRE(!none);
    CHECK(none.error().id == 2015);
}
