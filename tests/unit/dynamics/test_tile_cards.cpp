// Every pulse curve of device_models/ through a tile: two cells between ideal wires feel the pulse
// of the curve, and their states follow the reference that an ODE solver made from the equations.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "support/tile_runs.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

Waveform wave_of(const ReferenceCurve& curve, const std::string& terminal) {
    const std::size_t column = curve.column(terminal + "_V");
    if (column == curve.columns.size()) return DcWave{0.0};
    PwlWave wave;
    for (const std::vector<double>& row : curve.rows) {
        wave.time_s.push_back(row[0]);
        wave.value.push_back(row[column]);
    }
    return wave;
}

struct Pulsed {
    TileSpec spec;
    EliminatedCellSpec cells;
    TilePhase phase;
};

// One row of two cells (passive) or one column of two cells (gated: roles as in cells_of).
Pulsed pulsed(std::shared_ptr<const DeviceModel> model, const ReferenceCurve& curve) {
    Pulsed out;
    const bool gated = model->shape().terminals == 3;
    out.spec = gated ? TileSpec{.topology = Topology::one_transistor_column, .rows = 2, .cols = 1}
                     : TileSpec{.rows = 1, .cols = 2};
    out.cells = cells_of(std::move(model), out.spec);
    const ModelShape& shape = out.cells.model->shape();
    std::size_t s = 0;
    for (const UnknownInfo& unknown : shape.unknowns) {
        if (unknown.kind != UnknownKind::state) continue;
        const auto given = curve.state.find(unknown.name);
        const double value = given == curve.state.end() ? 0.0 : given->second;
        std::ranges::fill(out.cells.states[s++], value);
    }
    out.cells.point.gmin_S = 1e-12;
    out.phase.duration_s = curve.rows.back()[0];
    for (std::size_t t = 0; t < shape.terminals; ++t) {
        const Waveform wave = wave_of(curve, shape.unknowns[t].name);
        const TerminalRole role = out.cells.roles[t];
        if (role == TerminalRole::gate)
            out.phase.gate.assign(2, wave);
        else if (!gated && role == TerminalRole::line_a)
            out.phase.wl_first = {driven(0.0, wave)};
        else if (!gated)
            out.phase.bl_first.assign(2, driven(0.0, wave));
        else if (role == TerminalRole::line_a)
            out.phase.bl_first = {driven(0.0, wave)};
        else
            out.phase.sl_first = {driven(0.0, wave)};
    }
    return out;
}

}  // namespace

TEST_CASE("tile over time: pulses move the states as in the reference of every card") {
    std::size_t curves = 0;
    for (const DeviceCard& card : all_cards()) {
        for (const ReferenceCurve& curve : card.curves) {
            if (!curve.pulse || curve.state.empty()) continue;
            CAPTURE(card.name);
            CAPTURE(curve.name);
            const Pulsed tile =
                pulsed(compile_file(card.file, card.module, curve.parameters).model, curve);
            TileTransientOptions options;
            options.method = IntegrationMethod::trapezoidal;
            options.reltol = card.name == "jart_v1b" ? 1e-9 : 1e-7;  // a thermal runaway
            options.abstol = 1e-2 * options.reltol;
            const auto engine = make_tile(tile.spec, tile.cells, options);
            TileTrace trace;
            const PhaseReport report = run_phase(*engine, tile.phase, &trace);
            CAPTURE(report.steps);
            std::size_t s = 0;
            for (const UnknownInfo& unknown : tile.cells.model->shape().unknowns) {
                if (unknown.kind != UnknownKind::state) continue;
                const std::size_t number = s++;
                const std::size_t column = curve.column(unknown.name);
                if (column == curve.columns.size()) continue;
                double worst = 0.0, scale = 0.0;
                std::size_t p = 1;
                for (const std::vector<double>& row : curve.rows) {
                    while (p + 1 < trace.time_s.size() && trace.time_s[p] < row[0]) ++p;
                    const double share =
                        (row[0] - trace.time_s[p - 1]) / (trace.time_s[p] - trace.time_s[p - 1]);
                    for (const std::size_t cell : {std::size_t{0}, std::size_t{1}}) {
                        const double before = trace.states[p - 1][number][cell];
                        const double x = before + share * (trace.states[p][number][cell] - before);
                        worst = std::max(worst, std::abs(x - row[column]));
                    }
                    scale = std::max(scale, std::abs(row[column]));
                }
                CAPTURE(unknown.name);
                CHECK(worst <= std::max(curve.tolerance * scale, 1e-9));
                ++curves;
            }
        }
    }
    CHECK(curves >= 15);
}
