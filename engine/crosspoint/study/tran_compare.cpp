// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/tran_compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "crosspoint/study/tran_deck.hpp"

namespace crosspoint {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// What is looked at of a run, [columns][points] by time since the start. A time may come twice,
// where one phase ends and the next begins.
struct Series {
    std::vector<double> time_s;
    std::vector<std::vector<double>> columns;

    // On a straight line between two points.
    [[nodiscard]] double at(std::size_t column, double when_s) const {
        const auto after = std::ranges::upper_bound(time_s, when_s);
        const std::vector<double>& values = columns[column];
        if (after == time_s.begin()) return values.front();
        if (after == time_s.end()) return values.back();
        const auto k = static_cast<std::size_t>(after - time_s.begin());
        const double share = (when_s - time_s[k - 1]) / (time_s[k] - time_s[k - 1]);
        return values[k - 1] + share * (values[k] - values[k - 1]);
    }
};

// Columns: currents of the ends that some phase drives, then states, cell by cell.
struct Columns {
    std::vector<TileEnd> ends;
    std::size_t states = 0, cells = 0;
    [[nodiscard]] std::size_t count() const { return ends.size() + states * cells; }
    [[nodiscard]] std::size_t end(const TileEnd& one) const {
        return static_cast<std::size_t>(std::ranges::find(ends, one) - ends.begin());
    }
    [[nodiscard]] std::size_t state(std::size_t s, std::size_t cell) const {
        return ends.size() + s * cells + cell;
    }
};

// Where both are looked at: between corners, where currents of capacitances may jump; closer
// together behind a corner, where wires settle.
struct Times {
    std::vector<double> time_s;
    std::vector<std::size_t> phase;
};

void add_interval(double from_s, double to_s, std::size_t phase, Times& times) {
    constexpr int equal = 16, halves = 10;
    const double length_s = to_s - from_s;
    for (int k = halves; k > 5; --k) {
        times.time_s.push_back(from_s + length_s * std::ldexp(1.0, -k));
        times.phase.push_back(phase);
    }
    for (int k = 0; k < equal; ++k) {
        times.time_s.push_back(from_s + length_s * (k + 0.5) / equal);
        times.phase.push_back(phase);
    }
}

void add_corners(const std::vector<EndDrive>& ends, double length_s, std::set<double>& corners) {
    for (const EndDrive& end : ends) {
        if (end.floating) continue;
        for (double s = wave_next_corner(end.voltage_V, 0.0); s < length_s;
             s = wave_next_corner(end.voltage_V, s))
            corners.insert(s);
    }
}

Times times_of(const std::vector<TilePhase>& phases) {
    Times times;
    double start_s = 0.0;
    for (std::size_t p = 0; p < phases.size(); start_s += phases[p++].duration_s) {
        const TilePhase& phase = phases[p];
        const double length_s = phase.duration_s;
        std::set<double> corners{length_s};
        for (const auto* side : {&phase.wl_first, &phase.wl_last, &phase.bl_first, &phase.bl_last,
                                 &phase.sl_first, &phase.sl_last})
            add_corners(*side, length_s, corners);
        for (const Waveform& wave : phase.gate)
            for (double s = wave_next_corner(wave, 0.0); s < length_s;
                 s = wave_next_corner(wave, s))
                corners.insert(s);
        // Behind the ramp that a deck has at the start of a phase.
        double from_s = p == 0 ? 0.0 : phase_edge_s(phases);
        for (const double to_s : corners) {
            // Corners that are one but for rounding are one.
            if (to_s - from_s < 1e-9 * length_s) continue;
            add_interval(start_s + from_s, start_s + to_s, p, times);
            from_s = to_s;
        }
    }
    return times;
}

Result<Series> by_ngspice(const TranDeck& deck, const Columns& columns, const TranJob& job,
                          const NgspiceOptions& options) {
    const auto table = run_ngspice_table(deck.text, options);
    if (!table) return table.error();
    Series out{.time_s = table->columns.front(), .columns = {}};
    if (out.time_s.back() < 0.999999 * deck.stop_s)
        return Error{.code = Errc::numerics,
                     .id = 3112,
                     .what = fmt::format("ngspice stopped at {:.4g} of {:.4g} s", out.time_s.back(),
                                         deck.stop_s),
                     .help = "export the deck with `crosspoint export` and run it by hand"};
    for (const std::string& name : deck.end_vectors) {
        const auto column = table->column(name);
        if (!column) return column.error();
        std::vector<double>& to = out.columns.emplace_back(**column);
        for (double& i_A : to) i_A = -i_A;
    }
    for (std::size_t s = 0; s < columns.states; ++s)
        for (std::size_t c = 0; c < columns.cells; ++c) {
            const std::string& name = deck.state_vectors[s][c];
            if (name.empty()) {  // no device: its states stay what they are
                out.columns.emplace_back(out.time_s.size(), job.tile.model->spec.states[s][c]);
                continue;
            }
            const auto column = table->column(name);
            if (!column) return column.error();
            out.columns.push_back(**column);
        }
    return out;
}

Result<Series> by_us(const TranJob& job, const Columns& columns, const Times& times,
                     const TranCompareOptions& options, TranEngineComparison& row) {
    TileTransientOptions engine = job.engine;
    engine.engine = row.engine;
    engine.reltol = options.reltol;
    engine.abstol = 1e-3 * options.reltol;
    Series out{.time_s = {}, .columns = std::vector<std::vector<double>>(columns.count())};
    const auto tile = make_tile_transient(job.tile.spec, job.tile.model->spec, engine);
    if (!tile) return tile.error();
    double start_s = 0.0;
    for (std::size_t p = 0; p < job.phases.size(); ++p) {
        TilePhase phase = job.phases[p];
        for (std::size_t t = 0; t < times.time_s.size(); ++t)
            if (times.phase[t] == p) phase.output_s.push_back(times.time_s[t] - start_s);
        const std::vector<TileEnd> driven = driven_ends(phase);
        std::vector<std::size_t> places;
        for (const TileEnd& end : driven) places.push_back(columns.end(end));
        const auto report = (*tile)->run(phase, [&](const TileSample& sample) {
            out.time_s.push_back(start_s + sample.time_s);
            for (std::size_t k = 0; k < columns.ends.size(); ++k) out.columns[k].push_back(0.0);
            for (std::size_t k = 0; k < places.size(); ++k)
                out.columns[places[k]].back() = sample.end_A[k];
            for (std::size_t s = 0; s < columns.states; ++s)
                for (std::size_t c = 0; c < columns.cells; ++c)
                    out.columns[columns.state(s, c)].push_back(sample.states[s][c]);
        });
        if (!report) return report.error();
        row.steps += report->steps;
        row.method = report->method;
        row.left_out = report->left_out;
        start_s += phase.duration_s;
    }
    return out;
}

void keep_worst(TranWorst& worst, double rel, const std::string& where, double time_s) {
    if (!std::isfinite(rel)) rel = infinity;
    if (rel < worst.difference_rel || (rel == worst.difference_rel && !worst.where.empty())) return;
    worst = {.difference_rel = rel, .where = where, .time_s = time_s};
}

void compare_currents(const TranJob& job, const Columns& columns, const Times& times,
                      const Series& ours, const Series& theirs, TranEngineComparison& row) {
    std::vector<double> largest_A(job.phases.size(), 0.0);
    for (std::size_t k = 0; k < columns.ends.size(); ++k)
        for (std::size_t t = 0; t < times.time_s.size(); ++t)
            largest_A[times.phase[t]] =
                std::max(largest_A[times.phase[t]], std::abs(theirs.at(k, times.time_s[t])));
    for (std::size_t k = 0; k < columns.ends.size(); ++k) {
        const TileEnd& end = columns.ends[k];
        const bool horizontal = end.line_set != 'B' && job.tile.spec.horizontal() != nullptr;
        for (std::size_t t = 0; t < times.time_s.size(); ++t) {
            const double scale_A = largest_A[times.phase[t]];
            const double off_A =
                std::abs(ours.at(k, times.time_s[t]) - theirs.at(k, times.time_s[t]));
            if (off_A > 0.0 || scale_A > 0.0)
                keep_worst(row.currents, off_A / scale_A, end_name(end, horizontal),
                           times.time_s[t]);
        }
    }
}

void compare_states(const TranJob& job, const Columns& columns, const Times& times,
                    const Series& ours, const Series& theirs, TranEngineComparison& row) {
    std::size_t s = 0;
    for (const UnknownInfo& unknown : job.tile.model->spec.model->shape().unknowns) {
        if (unknown.kind != UnknownKind::state) continue;
        double scale = 0.0;
        for (std::size_t c = 0; c < columns.cells; ++c)
            for (const double value : theirs.columns[columns.state(s, c)])
                scale = std::max(scale, std::abs(value));
        if (scale == 0.0) scale = 1.0;
        for (std::size_t c = 0; c < columns.cells; ++c) {
            const std::size_t k = columns.state(s, c);
            const std::string where = fmt::format("{} of cell [{}, {}]", unknown.name,
                                                  c / job.tile.spec.cols, c % job.tile.spec.cols);
            for (const double time_s : times.time_s)
                keep_worst(row.states, std::abs(ours.at(k, time_s) - theirs.at(k, time_s)) / scale,
                           where, time_s);
            const double end_s = theirs.time_s.back();
            const double off = std::abs(ours.columns[k].back() - theirs.columns[k].back()) / scale;
            keep_worst(row.reached, off, where, end_s);
            keep_worst(row.states, off, where, end_s);
        }
        ++s;
    }
}

// The furthest way of a state, relative to the largest value of that state.
double moved_of(const Columns& columns, const Series& series) {
    double moved = 0.0;
    for (std::size_t s = 0; s < columns.states; ++s) {
        double scale = 0.0, way = 0.0;
        for (std::size_t c = 0; c < columns.cells; ++c) {
            const std::vector<double>& values = series.columns[columns.state(s, c)];
            const auto [low, high] = std::ranges::minmax_element(values);
            scale = std::max({scale, std::abs(*low), std::abs(*high)});
            way = std::max(way, *high - *low);
        }
        if (scale > 0.0) moved = std::max(moved, way / scale);
    }
    return moved;
}

// The circuit engine begins every phase from an operating point: charges do not go on.
bool has_charges(const TranJob& job) {
    const WireCapacitance& C = job.engine.capacitance;
    if (C.wl_segment_F > 0.0 || C.bl_segment_F > 0.0 || C.sl_segment_F > 0.0) return true;
    const ModelShape& shape = job.tile.model->spec.model->shape();
    return std::ranges::any_of(shape.charge_entries, [&](const JacobianEntry& entry) {
        return shape.unknowns[entry.row].kind != UnknownKind::state;
    });
}

}  // namespace

bool TranEngineComparison::agrees(double rtol) const {
    return failure.empty() && states.difference_rel <= rtol && currents.difference_rel <= rtol;
}

bool TranComparison::agrees(double rtol) const {
    return std::ranges::all_of(engines, [&](const TranEngineComparison& row) {
        return !row.skipped.empty() || row.agrees(rtol);
    });
}

Result<TranComparison> compare_tran(const TranJob& job, const TranCompareOptions& options) {
    const Times times = times_of(job.phases);
    double abstol_A = 1e-12;
    TranDeckOptions deck_options{.deck = {.results = DeckResults::none},
                                 .reltol = options.reltol,
                                 .abstol_A = abstol_A,
                                 .least_steps = options.least_steps,
                                 .output_s = times.time_s,
                                 .data_file = {}};
    auto deck = write_tran_deck(job, deck_options);
    if (!deck) return deck.error();
    const Columns columns{.ends = deck->ends,
                          .states = deck->state_vectors.size(),
                          .cells = job.tile.spec.rows * job.tile.spec.cols};
    auto theirs = by_ngspice(*deck, columns, job, options.ngspice);
    constexpr int gave_up = 3004;
    if (!theirs && theirs.error().id == gave_up) {
        deck_options.abstol_A = abstol_A = 1e-10;
        deck = write_tran_deck(job, deck_options);
        if (!deck) return deck.error();
        theirs = by_ngspice(*deck, columns, job, options.ngspice);
    }
    if (!theirs) return theirs.error();
    TranComparison out{.engines = {},
                       .cells = columns.cells,
                       .states = columns.states,
                       .ends = columns.ends.size(),
                       .phases = job.phases.size(),
                       .times = times.time_s.size(),
                       .ngspice_points = theirs->time_s.size(),
                       .abstol_A = abstol_A};
    for (std::size_t k = 0; k < columns.ends.size(); ++k)
        for (const double i_A : theirs->columns[k])
            out.largest_A = std::max(out.largest_A, std::abs(i_A));
    out.moved = moved_of(columns, *theirs);
    for (const TileEngine engine : {TileEngine::fast, TileEngine::circuit}) {
        TranEngineComparison& row = out.engines.emplace_back();
        row.engine = engine;
        if (engine == TileEngine::circuit && job.phases.size() > 1 && has_charges(job)) {
            row.skipped = "several phases with charges: this engine begins each of them at rest";
            continue;
        }
        const auto ours = by_us(job, columns, times, options, row);
        if (!ours && ours.error().code == Errc::input) return ours.error();
        if (!ours) {
            row.failure = fmt::format("error[{}]: {}", ours.error().id, ours.error().what);
            continue;
        }
        compare_currents(job, columns, times, *ours, *theirs, row);
        compare_states(job, columns, times, *ours, *theirs, row);
    }
    return out;
}

}  // namespace crosspoint
