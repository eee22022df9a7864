// Tiles over time for tests: cells from the shipped cards, pulses at line ends, and what a run
// leaves behind.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "crosspoint/dynamics/tile_transient.hpp"
#include "support/device_card.hpp"

namespace crosspoint::testing {

/// All samples of a phase, copied.
struct TileTrace {
    std::vector<double> time_s;
    std::vector<std::vector<double>> end_A, a_V, b_V, gate_V;  ///< [points][..]
    std::vector<std::vector<std::vector<double>>> states;      ///< [points][states][cells]

    TileSink sink() {
        return [this](const TileSample& s) {
            time_s.push_back(s.time_s);
            end_A.emplace_back(s.end_A.begin(), s.end_A.end());
            a_V.emplace_back(s.cell_a_V.begin(), s.cell_a_V.end());
            b_V.emplace_back(s.cell_b_V.begin(), s.cell_b_V.end());
            gate_V.emplace_back(s.gate_V.begin(), s.gate_V.end());
            auto& now = states.emplace_back();
            for (const auto& list : s.states) now.emplace_back(list.begin(), list.end());
        };
    }
    /// A series of points, [points][..], on the line between two points.
    [[nodiscard]] double at(const std::vector<std::vector<double>>& series, std::size_t k,
                            double t_s) const {
        std::size_t p = 1;
        while (p + 1 < time_s.size() && time_s[p] < t_s) ++p;
        const double share = (t_s - time_s[p - 1]) / (time_s[p] - time_s[p - 1]);
        return series[p - 1][k] + share * (series[p][k] - series[p - 1][k]);
    }
};

/// A model of device_models/ with the values of its module.
inline std::shared_ptr<const DeviceModel> shipped_model(const std::string& file,
                                                        const std::string& module) {
    return compile_file(std::string(CROSSPOINT_SOURCE_DIR "/device_models/") + file, module).model;
}

/// Cells of a tile from a compiled model: passive roles a, b; gated roles by name g, bl, sl.
inline EliminatedCellSpec cells_of(std::shared_ptr<const DeviceModel> model, const TileSpec& spec) {
    EliminatedCellSpec cells;
    const ModelShape& shape = model->shape();
    for (std::size_t t = 0; t < shape.terminals; ++t) {
        const std::string& name = shape.unknowns[t].name;
        if (!spec.gated())
            cells.roles.push_back(t == 0 ? TerminalRole::line_a : TerminalRole::line_b);
        else if (name == "bl" || name == "d")
            cells.roles.push_back(TerminalRole::line_a);
        else if (name == "sl" || name == "s")
            cells.roles.push_back(TerminalRole::line_b);
        else
            cells.roles.push_back(TerminalRole::gate);
    }
    cells.cells = spec.rows * spec.cols;
    cells.conservative = cells.symmetric = !spec.gated();
    for (const UnknownInfo& unknown : shape.unknowns)
        if (unknown.kind == UnknownKind::state) cells.states.emplace_back(cells.cells, 0.0);
    cells.model = std::move(model);
    return cells;
}

inline LineSet wires(double segment_ohm) {
    return {.segment_ohm = SegmentResistance::uniform(segment_ohm, true),
            .first_end = {},
            .last_end = {}};
}

inline EndDrive driven(double ohm, Waveform wave) {
    return {.floating = false, .resistance_ohm = ohm, .voltage_V = std::move(wave)};
}

/// A trapezoid from 0 V to `high_V` that begins at a tenth of the time and ends at nine tenths.
inline Waveform pulse(double high_V, double duration_s) {
    return PwlWave{
        .time_s = {0.1 * duration_s, 0.15 * duration_s, 0.85 * duration_s, 0.9 * duration_s},
        .value = {0.0, high_V, high_V, 0.0}};
}

inline std::unique_ptr<TileTransient> make_tile(const TileSpec& spec,
                                                const EliminatedCellSpec& cells,
                                                const TileTransientOptions& options) {
    auto made = make_tile_transient(spec, cells, options);
    INFO((made ? "" : made.error().what));
    REQUIRE(made);
    return std::move(*made);
}

inline PhaseReport run_phase(TileTransient& tile, const TilePhase& phase, TileTrace* trace) {
    auto done = tile.run(phase, trace != nullptr ? trace->sink() : TileSink{});
    INFO((done ? "" : done.error().what));
    REQUIRE(done);
    return std::move(*done);
}

}  // namespace crosspoint::testing
