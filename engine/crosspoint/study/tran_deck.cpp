// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/tran_deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "crosspoint/dynamics/tile_netlist.hpp"
#include "crosspoint/solve/line_ends.hpp"
#include "crosspoint/spice/device_deck.hpp"
#include "crosspoint/spice/raw_file.hpp"
#include "crosspoint/study/model_deck.hpp"
#include "crosspoint/study/model_tile.hpp"

namespace crosspoint {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double edge_share = 1e-6;   // of the shortest phase
constexpr double least_share = 2e-7;  // of all of them
// A source without resistance that floats in another phase: a switch of this resistance.
constexpr double closed_ohm = 1e-3;

const EndDrive* drive_of(const TilePhase& phase, const TileEnd& end) {
    const auto& side = end.line_set == 'W'   ? (end.last ? phase.wl_last : phase.wl_first)
                       : end.line_set == 'B' ? (end.last ? phase.bl_last : phase.bl_first)
                                             : (end.last ? phase.sl_last : phase.sl_first);
    return side.empty() || side[end.line].floating ? nullptr : &side[end.line];
}

// Appends a point; where nothing changes before and after it, the one in the middle goes.
void put(PwlWave& wave, double time_s, double value) {
    const std::size_t n = wave.value.size();
    if (n > 0 && time_s <= wave.time_s.back()) return;
    if (n >= 2 && wave.value[n - 1] == value && wave.value[n - 2] == value)
        wave.time_s.back() = time_s;
    else {
        wave.time_s.push_back(time_s);
        wave.value.push_back(value);
    }
}

// One waveform after the other; null: the voltage does not matter in that phase and stays.
Waveform joined(const std::vector<TilePhase>& phases, const std::vector<const Waveform*>& waves) {
    const double edge_s = phase_edge_s(phases);
    PwlWave out;
    double start_s = 0.0;
    for (std::size_t p = 0; p < phases.size(); start_s += phases[p++].duration_s) {
        if (waves[p] == nullptr) continue;
        const double length_s = phases[p].duration_s;
        const double first = wave_value(*waves[p], 0.0);
        double from_s = 0.0;
        if (!out.value.empty()) {
            const double before = out.value.back();
            put(out, start_s, before);
            if (before != first) from_s = edge_s;
        }
        if (out.value.empty()) put(out, 0.0, first);
        put(out, start_s + from_s, wave_value(*waves[p], from_s));
        for (double at_s = wave_next_corner(*waves[p], from_s); at_s < length_s;
             at_s = wave_next_corner(*waves[p], at_s))
            put(out, start_s + at_s, wave_value(*waves[p], at_s));
        put(out, start_s + length_s, wave_value(*waves[p], length_s));
    }
    if (std::ranges::all_of(out.value, [&](double v) { return v == out.value.front(); }))
        return DcWave{out.value.front()};
    return out;
}

class TranDeckMaker {
public:
    TranDeckMaker(const TranJob& job, const TranDeckOptions& options)
        : job_(job), options_(options), spec_(job.tile.spec), ends_(TileEnds::floating(spec_)) {}

    Result<TranDeck> run() {
        const ModelCells& cells = *job_.tile.model;
        const auto subcircuit = cell_subcircuit(cells);
        if (!subcircuit) return subcircuit.error();
        std::optional<veriloga::SpiceSubcircuit> stuck;
        if (!cells.spec.stuck.empty() && !cells.spec.states.empty()) {
            auto made = cell_subcircuit(cells, true);
            if (!made) return made.error();
            stuck = *std::move(made);
        }
        for (const TilePhase& phase : job_.phases) {
            out_.stop_s += phase.duration_s;
            for (const TileEnd& end : driven_ends(phase))
                if (std::ranges::find(out_.ends, end) == out_.ends.end()) out_.ends.push_back(end);
        }
        for (const TileEnd& end : out_.ends)
            if (const auto ohm = constant_ohm(end))
                ends_.side(end.line_set, end.last).ohm[end.line] = *ohm;
        auto tile = netlist_with_ends(spec_, ends_, device_cells(cells), job_.engine.capacitance);
        if (!tile) return tile.error();
        set_sources(*tile);
        auto text = write_transient_deck(*tile, *subcircuit, switches_, sources_,
                                         {.deck = options_.deck,
                                          .temperature_K = cells.spec.point.temperature_K,
                                          .stop_s = out_.stop_s,
                                          .step_s = longest_step_s(*tile),
                                          .reltol = options_.reltol,
                                          .abstol_A = options_.abstol_A,
                                          .output_s = options_.output_s,
                                          .stuck_cell = stuck ? &*stuck : nullptr,
                                          .data_file = options_.data_file});
        if (!text) return text.error();
        out_.text = *std::move(text);
        name_states(*tile, *subcircuit);
        return std::move(out_);
    }

private:
    // Of an end that is the same in all phases.
    [[nodiscard]] std::optional<double> constant_ohm(const TileEnd& end) const {
        std::optional<double> ohm;
        for (const TilePhase& phase : job_.phases) {
            const EndDrive* drive = drive_of(phase, end);
            if (drive == nullptr || (ohm && *ohm != drive->resistance_ohm)) return std::nullopt;
            ohm = drive->resistance_ohm;
        }
        return ohm;
    }

    [[nodiscard]] std::vector<const Waveform*> waves_of(const TileEnd& end) const {
        std::vector<const Waveform*> waves;
        for (const TilePhase& phase : job_.phases) {
            const EndDrive* drive = drive_of(phase, end);
            waves.push_back(drive != nullptr ? &drive->voltage_V : nullptr);
        }
        return waves;
    }

    void set_sources(TileNetlist& tile) {
        for (const TileEnd& end : out_.ends)
            for (std::size_t p = 0; p < tile.ports.size(); ++p) {
                const Port& port = tile.ports[p];
                if (port.line_set != end.line_set || port.line != end.line ||
                    port.last_end != end.last)
                    continue;
                const std::size_t source = tile.port_source[p];
                tile.netlist.set_wave(source, joined(job_.phases, waves_of(end)));
                sources_.push_back(source);
                out_.end_vectors.push_back("i(" + lower_case(tile.netlist.elements()[source].name) +
                                           ")");
                if (!constant_ohm(end)) add_switch(tile, end, source);
            }
        for (std::size_t i = 0; i < tile.gate_source.size(); ++i) {
            std::vector<const Waveform*> waves;
            for (const TilePhase& phase : job_.phases) waves.push_back(&phase.gate[i]);
            tile.netlist.set_wave(tile.gate_source[i], joined(job_.phases, waves));
        }
    }

    // From the source to the first or last cell of its line.
    void add_switch(const TileNetlist& tile, const TileEnd& end, std::size_t source) {
        const bool horizontal = end.line_set != 'B' && spec_.horizontal() != nullptr;
        const LineSet& set = end.line_set == 'W'   ? spec_.wl
                             : end.line_set == 'B' ? spec_.bl
                                                   : spec_.sl;
        const std::size_t crossings = horizontal ? spec_.cols : spec_.rows;
        const std::size_t at = end.last ? crossings - 1 : 0;
        const std::size_t cell =
            horizontal ? end.line * spec_.cols + at : at * spec_.cols + end.line;
        const double wire_ohm = set.segment_ohm.at(end.line, end.last ? crossings : 0, crossings);
        std::set<double> used_ohm;
        for (const TilePhase& phase : job_.phases)
            if (const EndDrive* drive = drive_of(phase, end))
                used_ohm.insert(drive->resistance_ohm);
        for (const double ohm : used_ohm) {
            if (std::isinf(ohm + wire_ohm)) continue;  // a broken wire
            std::vector<Waveform> levels;
            for (const TilePhase& phase : job_.phases) {
                const EndDrive* drive = drive_of(phase, end);
                const bool closed = drive != nullptr && drive->resistance_ohm == ohm;
                levels.emplace_back(DcWave{closed ? 1.0 : 0.0});
            }
            std::vector<const Waveform*> waves;
            for (const Waveform& level : levels) waves.push_back(&level);
            const auto& nodes = end.line_set == 'B' ? tile.second_node : tile.first_node;
            switches_.push_back({.source = tile.netlist.elements()[source].a,
                                 .line = nodes[cell],
                                 .ohm = std::max(closed_ohm, ohm + wire_ohm),
                                 .closed = std::get<PwlWave>(joined(job_.phases, waves))});
        }
    }

    // ngspice takes corners closer than 5e-5 of the longest step for one, and a source that so
    // misses a corner misses all later ones.
    [[nodiscard]] double longest_step_s(const TileNetlist& tile) const {
        constexpr double seen_share = 2e-4;
        std::vector<double> corners_s = options_.output_s;
        const auto add = [&](const Waveform& wave) {
            if (const auto* pwl = std::get_if<PwlWave>(&wave))
                corners_s.insert(corners_s.end(), pwl->time_s.begin(), pwl->time_s.end());
        };
        for (const Element& element : tile.netlist.elements()) add(element.wave);
        for (const SwitchedEnd& end : switches_) add(end.closed);
        std::ranges::sort(corners_s);
        double step_s = out_.stop_s / options_.least_steps;
        for (std::size_t k = 1; k < corners_s.size(); ++k) {
            const double gap_s = corners_s[k] - corners_s[k - 1];
            if (gap_s > 1e-14 * out_.stop_s) step_s = std::min(step_s, gap_s / seen_share);
        }
        return step_s;
    }

    void name_states(const TileNetlist& tile, const veriloga::SpiceSubcircuit& cell) {
        const std::size_t count = spec_.rows * spec_.cols;
        out_.state_vectors.assign(cell.states.size(), std::vector<std::string>(count));
        for (const DeviceInstance& device : tile.netlist.devices()) {
            const std::vector<std::string> nodes = state_nodes(device, cell);
            for (std::size_t s = 0; s < nodes.size(); ++s)
                out_.state_vectors[s][*device.cell] = "v(" + nodes[s] + ")";
        }
    }

    const TranJob& job_;
    const TranDeckOptions& options_;
    const TileSpec& spec_;
    TileEnds ends_;
    TranDeck out_;
    std::vector<SwitchedEnd> switches_;
    std::vector<std::size_t> sources_;  // [ends] elements
};

}  // namespace

double phase_edge_s(const std::vector<TilePhase>& phases) {
    double shortest_s = infinity, total_s = 0.0;
    for (const TilePhase& phase : phases) {
        shortest_s = std::min(shortest_s, phase.duration_s);
        total_s += phase.duration_s;
    }
    return std::max(edge_share * shortest_s, least_share * total_s);
}

Result<TranDeck> write_tran_deck(const TranJob& job, const TranDeckOptions& options) {
    return TranDeckMaker(job, options).run();
}

}  // namespace crosspoint
