// A memory cell whose state moves in closed form, for tests of tiles over time: the conductance is
// (1 + 9 x) uS, and dx/dt = 2e5 sinh(8 v) per second whatever x is. Passive: p, n. With a gate: bl,
// sl, wl, where the gate scales the rate and the current (0 V: off by 1e-3). The text:
// drift_cell.va.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/device/eliminated_cell.hpp"
#include "crosspoint/veriloga/compile.hpp"
#include "support/said.hpp"

namespace crosspoint::testing {

/// Change of x by a trapezoidal pulse of `volts`.
inline double drift_of_pulse(double volts, double width_s, double rise_s) {
    if (volts == 0.0) return 0.0;
    return 2e5 * (width_s * std::sinh(8.0 * volts) +
                  2.0 * rise_s * (std::cosh(8.0 * volts) - 1.0) / (8.0 * volts));
}

/// Of "drift": rate and slope of its sinh.
inline veriloga::Bindings steep_card() { return {{"rate", 0.75}, {"slope", 20.0}}; }

/// Cells of module "drift", "gated_drift" or "synapse", all with x = 0.1.
inline EliminatedCellSpec drift_cells(const std::string& module, std::size_t cells,
                                      const veriloga::Bindings& card = {}) {
    veriloga::CompileOptions options;
    options.module = module;
    options.card = card;
    const std::string file = CROSSPOINT_SOURCE_DIR "/tests/support/drift_cell.va";
    const auto text = read_text_file(file);
    REQUIRE_MESSAGE(text.ok(), said(text));
    auto compiled = veriloga::compile_model({file, *text}, options);
    REQUIRE_MESSAGE(compiled.ok(), said(compiled));
    EliminatedCellSpec spec;
    spec.model = std::move(compiled->model);
    using enum TerminalRole;
    if (module == "drift") spec.roles = {line_a, line_b};
    if (module == "gated_drift") spec.roles = {line_a, line_b, gate};
    if (module == "synapse") spec.roles = {gate, line_a, line_b};
    spec.cells = cells;
    spec.states = {std::vector<double>(cells, 0.1)};
    spec.conservative = true;
    spec.symmetric = module == "drift";
    return spec;
}

}  // namespace crosspoint::testing
