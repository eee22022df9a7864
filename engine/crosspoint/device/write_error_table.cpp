// Pieces are halved until the reference at two points between their nodes is met. The rounds work
// on all open pieces together, so the result does not depend on the number of threads.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/write_error_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "crosspoint/base/parallel.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t nodes = 9;           // of a piece
constexpr double noticed_switched = 1e-9;  // smaller probabilities do not matter
constexpr double noticed_stayed = 1e-13;
constexpr double floor = 1e-16;  // so that the logarithm is smooth where there are none

double node(std::size_t k) {
    return -std::cos(std::numbers::pi * static_cast<double>(k) / static_cast<double>(nodes - 1));
}

}  // namespace

double spin_log_odds(const SpinOutcome& outcome) {
    return std::log((outcome.stayed + floor) / (outcome.switched + floor));
}

SpinOutcome spin_outcome(double odds_log) {
    // The smaller of both from its own side: 1 / (1 + exp(z)).
    SpinOutcome out;
    const double rare = std::max(1.0 / (1.0 + std::exp(std::abs(odds_log))) - floor, 0.0);
    out.stayed = odds_log < 0.0 ? rare : 1.0 - rare;
    out.switched = odds_log < 0.0 ? 1.0 - rare : rare;
    return out;
}

double spin_misfit(const SpinOutcome& found, const SpinOutcome& exact) {
    const double stay = std::abs(found.stayed - exact.stayed) / (exact.stayed + noticed_stayed);
    const double go =
        std::abs(found.switched - exact.switched) / (exact.switched + noticed_switched);
    return std::max(stay, go);
}

// A piece with its exact values, and what it is worth.
struct WriteErrorTable::Trial {
    Piece piece;
    double error_rel = 0.0;       // of the fit
    double grid_error_rel = 0.0;  // of the reference, estimated
};

double WriteErrorTable::interpolate(const Piece& piece, double overdrive, std::size_t pulse,
                                    std::size_t pulses) {
    const double width = piece.high - piece.low;
    const double u = width > 0.0 ? (2.0 * overdrive - piece.low - piece.high) / width : -1.0;
    double above = 0.0, below = 0.0;  // barycentric, weights +-1, halved at both ends
    for (std::size_t k = 0; k < nodes; ++k) {
        const double value = piece.log_odds[k * pulses + pulse];
        const double apart = u - node(k);
        if (std::abs(apart) < 1e-14) return value;
        const double end = k == 0 || k + 1 == nodes ? 0.5 : 1.0;
        const double weight = (k % 2 == 0 ? end : -end) / apart;
        above += weight * value;
        below += weight;
    }
    return above / below;
}

Result<WriteErrorTable::Trial> WriteErrorTable::attempt(double low, double high) const {
    const std::size_t pulses = spec_.times.size();
    const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
    // One grid for all currents: errors of the grid are then smooth and do not disturb the fit.
    const SpinDiffusionOptions options{.tolerance = 1e-2, .coarse_cells = 128};
    Trial trial{.piece = {.low = low, .high = high, .log_odds = {}}};
    for (std::size_t k = 0; k < nodes; ++k) {
        const auto exact =
            solve_spin_diffusion({spec_.delta, middle + half * node(k)}, spec_.times, options);
        if (!exact) return exact.error();
        for (const SpinOutcome& outcome : *exact) {
            trial.piece.log_odds.push_back(spin_log_odds(outcome));
            if (outcome.stayed > noticed_stayed && outcome.switched > noticed_switched)
                trial.grid_error_rel = std::max(trial.grid_error_rel, outcome.error_rel);
        }
    }
    for (const double u : {0.5 * (node(0) + node(1)), 0.5 * (node(4) + node(5))}) {
        const double overdrive = middle + half * u;
        const auto exact = solve_spin_diffusion({spec_.delta, overdrive}, spec_.times, options);
        if (!exact) return exact.error();
        for (std::size_t pulse = 0; pulse < pulses; ++pulse) {
            const SpinOutcome found =
                spin_outcome(interpolate(trial.piece, overdrive, pulse, pulses));
            trial.error_rel = std::max(trial.error_rel, spin_misfit(found, (*exact)[pulse]));
        }
    }
    return trial;
}

Result<WriteErrorTable> WriteErrorTable::make(WriteErrorTableSpec spec) {
    if (!(spec.overdrive_low <= spec.overdrive_high) ||
        !std::isfinite(spec.overdrive_high - spec.overdrive_low))
        return Error{.code = Errc::input,
                     .id = 7673,
                     .what = fmt::format("the range of currents is {:.6g} to {:.6g} Ic0",
                                         spec.overdrive_low, spec.overdrive_high),
                     .help = "give finite bounds, the lower one first"};
    WriteErrorTable table(std::move(spec));
    std::vector<std::pair<double, double>> open = {
        {table.spec_.overdrive_low, table.spec_.overdrive_high}};
    for (std::size_t round = 0; !open.empty(); ++round) {
        std::vector<std::optional<Result<Trial>>> trials(open.size());
        parallel_for(open.size(), resolve_threads(table.spec_.threads), [&](std::size_t k, int) {
            trials[k].emplace(table.attempt(open[k].first, open[k].second));
        });
        table.solved_ += open.size() * (nodes + 2);
        std::vector<std::pair<double, double>> next;
        for (std::size_t k = 0; k < open.size(); ++k) {
            Result<Trial>& trial = *trials[k];
            if (!trial) return trial.error();
            const auto [low, high] = open[k];
            if (trial->error_rel <= table.spec_.tolerance) {
                table.error_rel_ =
                    std::max(table.error_rel_, trial->error_rel + trial->grid_error_rel);
                table.pieces_.push_back(std::move(trial->piece));
                continue;
            }
            if (round == table.spec_.halvings)
                return Error{
                    .code = Errc::numerics,
                    .id = 7674,
                    .what = fmt::format("between {:.6g} and {:.6g} Ic0 the table of write "
                                        "errors is off by {:.1e}, expected {:.1e}",
                                        low, high, trial->error_rel, table.spec_.tolerance),
                    .help = "ask for less accuracy"};
            const double middle = 0.5 * (low + high);
            next.emplace_back(low, middle);
            next.emplace_back(middle, high);
        }
        open = std::move(next);
    }
    std::ranges::sort(table.pieces_, {}, &Piece::low);
    return table;
}

SpinOutcome WriteErrorTable::at(double overdrive, std::size_t pulse) const {
    CROSSPOINT_ASSERT(pulse < spec_.times.size());
    const double inside = std::clamp(overdrive, spec_.overdrive_low, spec_.overdrive_high);
    const auto after = std::ranges::upper_bound(pieces_, inside, {}, &Piece::low);
    const Piece& piece = after == pieces_.begin() ? *after : *(after - 1);
    return spin_outcome(interpolate(piece, inside, pulse, spec_.times.size()));
}

}  // namespace crosspoint
