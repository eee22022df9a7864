// Write schemes against the closed form of a cell whose state follows its voltage, on ideal wires:
// every cell of a 3 x 3 tile sees exactly the share that the scheme promises.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/write_scheme.hpp"

#include <doctest/doctest.h>

#include <string>

#include "crosspoint/dynamics/tile_transient.hpp"
#include "support/drift_cell.hpp"
#include "support/near.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

TileSpec column_spec(std::size_t rows, std::size_t cols) {
    TileSpec spec = passive_spec(rows, cols, 0.0, 0.0, 0.0, 0.0);
    spec.topology = Topology::one_transistor_column;
    spec.wl = {};
    spec.bl.first_end = {EndKind::drive_read, 0.0};
    spec.bl.last_end = {};
    spec.sl = {spec.bl.segment_ohm, {}, {EndKind::sense, 0.0}};
    return spec;
}

TileSpec row_spec(std::size_t rows, std::size_t cols) {
    TileSpec spec = column_spec(rows, cols);
    spec.topology = Topology::one_transistor_row;
    spec.bl.first_end = {};
    spec.bl.last_end = {EndKind::sense, 0.0};
    spec.sl.first_end = {EndKind::drive_read, 0.0};
    spec.sl.last_end = {};
    return spec;
}

// x after one pulse, less 0.1: [m x n].
Matrix<double> moved(const TileSpec& spec, const std::string& module, const WriteSetup& setup,
                     const WritePulse& pulse, TileEngine engine = TileEngine::fast) {
    const auto phase = write_phase(spec, setup, pulse);
    REQUIRE_MESSAGE(phase.ok(), said(phase));
    TileTransientOptions options;
    options.reltol = 1e-7;
    options.abstol = 1e-9;
    options.engine = engine;
    const std::size_t mn = spec.rows * spec.cols;
    auto tile = make_tile_transient(spec, drift_cells(module, mn), options);
    REQUIRE_MESSAGE(tile.ok(), said(tile));
    const auto report = (*tile)->run(*phase, {});
    REQUIRE_MESSAGE(report.ok(), said(report));
    std::vector<double> x = (*tile)->cells().states[0];
    for (double& value : x) value -= 0.1;
    return Matrix<double>(spec.rows, spec.cols, std::move(x));
}

struct Shares {
    WriteScheme scheme;
    double row, col, other;  // of the amplitude, by where the cell is
};

void check_shares(const Matrix<double>& x, const Shares& shares, const WritePulse& pulse,
                  double rate = 1.0) {
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            CAPTURE(i);
            CAPTURE(j);
            const double share =
                i == 1 ? (j == 2 ? 1.0 : shares.row) : (j == 2 ? shares.col : shares.other);
            const double expected =
                rate * drift_of_pulse(share * pulse.amplitude_V[0], pulse.width_s, pulse.rise_s);
            if (expected == 0.0)
                CHECK(std::abs(x(i, j)) < 1e-12);
            else
                CHECK(rel_diff(x(i, j), expected) < 5e-5);
        }
}

}  // namespace

TEST_CASE("write: on ideal wires every cell of a passive tile sees exactly its share") {
    const TileSpec spec = passive_spec(3, 3, 0.0, 0.0, 0.0, 0.0);
    for (const double volts : {0.9, -0.7}) {
        CAPTURE(volts);
        const WritePulse pulse{
            .row = 1, .cols = {2}, .amplitude_V = {volts}, .width_s = 2e-8, .rise_s = 3e-9};
        for (const Shares& shares : {Shares{WriteScheme::half, 0.5, 0.5, 0.0},
                                     Shares{WriteScheme::third, 1.0 / 3, 1.0 / 3, -1.0 / 3},
                                     Shares{WriteScheme::grounded, 1.0, 0.0, 0.0}}) {
            CAPTURE(std::string(write_scheme_name(shares.scheme)));
            check_shares(moved(spec, "drift", {.scheme = shares.scheme}, pulse), shares, pulse);
        }
    }
}

TEST_CASE("write: floating lines settle where the sneak currents balance") {
    const TileSpec spec = passive_spec(3, 3, 0.0, 0.0, 0.0, 0.0);
    // All conductances equal G at first: the selected row sits at V, the other bit lines at u, the
    // other word lines at w. 2 G (V - u) = 4 G (u - w) = 2 G w: V - u = w, u = 3 V / 5.
    const WritePulse pulse{
        .row = 1, .cols = {2}, .amplitude_V = {0.05}, .width_s = 1e-9, .rise_s = 1e-10};
    const auto phase = write_phase(spec, {.scheme = WriteScheme::floating}, pulse);
    REQUIRE(phase.ok());
    auto tile = make_tile_transient(spec, drift_cells("drift", 9), {});
    REQUIRE(tile.ok());
    double u_V = 0.0, w_V = 0.0;
    const auto report = (*tile)->run(*phase, [&](const TileSample& s) {
        if (s.time_s < 5e-10 || s.time_s > 1e-9) return;
        u_V = s.cell_b_V[0];
        w_V = s.cell_a_V[0];
    });
    REQUIRE_MESSAGE(report.ok(), said(report));
    CHECK(rel_diff(u_V, 0.05 * 3 / 5) < 1e-3);
    CHECK(rel_diff(w_V, 0.05 * 2 / 5) < 1e-3);
}

TEST_CASE("write: columns of one row may have amplitudes of their own") {
    const TileSpec spec = passive_spec(3, 3, 0.0, 0.0, 0.0, 0.0);
    for (const double sign : {1.0, -1.0}) {
        const WritePulse pulse{.row = 0,
                               .cols = {0, 2},
                               .amplitude_V = {sign * 0.8, sign * 0.5},
                               .width_s = 2e-8,
                               .rise_s = 1e-9};
        const Matrix<double> x = moved(spec, "drift", {.scheme = WriteScheme::half}, pulse);
        CHECK(rel_diff(x(0, 0), drift_of_pulse(sign * 0.8, 2e-8, 1e-9)) < 5e-5);
        CHECK(rel_diff(x(0, 2), drift_of_pulse(sign * 0.5, 2e-8, 1e-9)) < 5e-5);
        CHECK(rel_diff(x(0, 1), drift_of_pulse(sign * 0.4, 2e-8, 1e-9)) < 5e-5);
    }
}

TEST_CASE("write: access transistors and inhibited columns leave other cells alone") {
    for (const bool row : {false, true})
        for (const double volts : {0.9, -0.7}) {
            CAPTURE(row);
            CAPTURE(volts);
            const TileSpec spec = row ? row_spec(3, 3) : column_spec(3, 3);
            const WritePulse pulse{.row = 1,
                                   .cols = {2},
                                   .amplitude_V = {volts},
                                   .width_s = 2e-8,
                                   .rise_s = 3e-9,
                                   .gate_V = 1.0};
            const Matrix<double> x =
                moved(spec, "gated_drift", {.scheme = WriteScheme::inhibit}, pulse);
            CHECK(rel_diff(x(1, 2), 1.001 * drift_of_pulse(volts, 2e-8, 3e-9)) < 5e-5);
            CHECK(std::abs(x(1, 0)) < 1e-12);
            // Below and above the selected cell the transistors are off, by 1e-3.
            CHECK(rel_diff(x(0, 2), 1e-3 * drift_of_pulse(volts, 2e-8, 3e-9)) < 5e-5);
            CHECK(std::abs(x(0, 1)) < 1e-12);
        }
}

TEST_CASE("write: grounded bit lines with source lines along the row write the row in RESET") {
    const WritePulse pulse{.row = 1,
                           .cols = {2},
                           .amplitude_V = {-0.7},
                           .width_s = 2e-8,
                           .rise_s = 3e-9,
                           .gate_V = 1.0};
    const Matrix<double> x =
        moved(row_spec(3, 3), "gated_drift", {.scheme = WriteScheme::grounded}, pulse);
    CHECK(rel_diff(x(1, 0), x(1, 2)) < 1e-6);
}

TEST_CASE("write: the gate writes against both lines of a column") {
    const TileSpec spec = column_spec(3, 3);
    for (const double volts : {0.9, -0.7}) {
        const WritePulse pulse{
            .row = 1, .cols = {2}, .amplitude_V = {volts}, .width_s = 2e-8, .rise_s = 3e-9};
        for (const Shares& shares : {Shares{WriteScheme::half, 0.5, 0.5, 0.0},
                                     Shares{WriteScheme::third, 1.0 / 3, 1.0 / 3, -1.0 / 3},
                                     Shares{WriteScheme::grounded, 1.0, 0.0, 0.0}}) {
            CAPTURE(std::string(write_scheme_name(shares.scheme)));
            const Matrix<double> x =
                moved(spec, "synapse", {.scheme = shares.scheme, .by = WriteBy::gate}, pulse);
            check_shares(x, shares, pulse);
        }
    }
}

TEST_CASE("write: schemes that do not fit are refused") {
    const auto id = [](const TileSpec& spec, const WriteSetup& setup) {
        const auto fits = check_write_setup(spec, setup);
        return fits.ok() ? 0 : fits.error().id;
    };
    const TileSpec passive = passive_spec(2, 2, 0.0, 0.0, 0.0, 0.0);
    CHECK(id(passive, {.scheme = WriteScheme::inhibit}) == 7630);
    CHECK(id(passive, {.by = WriteBy::gate}) == 7630);
    CHECK(id(column_spec(2, 2), {.scheme = WriteScheme::third}) == 7630);
    CHECK(id(column_spec(2, 2), {.scheme = WriteScheme::floating, .by = WriteBy::gate}) == 7630);
    CHECK(id(row_spec(2, 2), {.by = WriteBy::gate}) == 7630);
    CHECK(id(row_spec(2, 2), {.scheme = WriteScheme::inhibit}) == 0);
    for (const WritePulse& bad :
         {WritePulse{.row = 2, .cols = {0}, .amplitude_V = {1.0}},
          WritePulse{.row = 0, .cols = {0, 0}, .amplitude_V = {1.0, 1.0}},
          WritePulse{.row = 0, .cols = {0, 1}, .amplitude_V = {1.0, -1.0}},
          WritePulse{.row = 0, .cols = {0}, .amplitude_V = {0.0}},
          WritePulse{.row = 0, .cols = {}, .amplitude_V = {}},
          WritePulse{.row = 0, .cols = {0}, .amplitude_V = {1.0}, .rise_s = 0.0}}) {
        const auto phase = write_phase(passive, {}, bad);
        REQUIRE_FALSE(phase.ok());
        CHECK(phase.error().id == 7631);
    }
}
