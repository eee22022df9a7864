// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <utility>

#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/study/model_bench.hpp"
#include "crosspoint/study/model_card.hpp"
#include "crosspoint/study/model_curve.hpp"
#include "crosspoint/study/model_trajectory.hpp"
#include "crosspoint/veriloga/spice_export.hpp"

namespace crosspoint {

namespace {

namespace fs = std::filesystem;
using Points = std::vector<std::vector<double>>;  // [points][terminals]

// What ngspice takes for no difference of currents. A smaller one keeps it from converging where
// large currents cancel.
constexpr double abstol_A = 1e-18;
// At 0 V there is no current to be relative to: what is left of it is rounding of the voltages.
constexpr double no_current_A = 1e-15;
constexpr double ramp_s = 1e-8;
constexpr double ramp_reltol = 1e-7;  // with less ngspice gives up on some of them
constexpr double ramp_steps = 500.0;  // small steps amplify what Newton leaves of a charge
constexpr std::size_t ramp_times = 100;
constexpr double worth_timing = 0.1;  // of its range: how far a state moves that has a time
// What is swept in dc: so little that $abstime, which is this value in a sweep, stays 0.
constexpr double sweep_V = 1e-12;
constexpr const char* tight_dc =
    ".options reltol=1e-9 vntol=1e-12 abstol=1e-18 gmin=1e-20 temp=27\n";

// A curve of the card with the model as it has to be for it.
struct Bench {
    const CardCurve* curve = nullptr;
    std::unique_ptr<LoadedModel> loaded;
    veriloga::SpiceSubcircuit subcircuit;
    Curves table;
};

struct Transient {
    std::string name;
    std::vector<double> times_s;  // at which they are compared
    Trajectory ours;
    Trajectory theirs;
};

std::string failure_text(const std::string& curve, const char* who, const Error& error) {
    return fmt::format("{}: {}: error[{}]: {}", curve, who, error.id, error.what);
}

void keep_worst(Agreement& agreement, double rel, const std::string& where) {
    if (!std::isfinite(rel)) rel = std::numeric_limits<double>::infinity();
    if (rel < agreement.worst_rel || (rel == agreement.worst_rel && !agreement.where.empty()))
        return;
    agreement.worst_rel = rel;
    agreement.where = where;
}

void fail(Agreement& agreement, std::string text) {
    agreement.worst_rel = std::numeric_limits<double>::infinity();
    if (agreement.failure.empty()) agreement.failure = std::move(text);
}

// A refusal is a text, not an error: an empty one says that the bench is ready.
Result<std::string> prepare(const std::string& card, Bench& bench) {
    ModelChoice choice{.path = card};
    for (const auto& [name, value] : bench.curve->parameters) choice.set[name] = value;
    if (!bench.curve->state.empty()) choice.state = {bench.curve->state};
    Result<std::unique_ptr<LoadedModel>> loaded = load_model(choice);
    if (!loaded) return loaded.error();
    bench.loaded = *std::move(loaded);
    veriloga::SpiceExportOptions options{.name = "dut"};
    for (const HeldUnknown& held : bench.loaded->held)
        options.states.push_back({held.unknown, held.value});
    Result<veriloga::SpiceSubcircuit> made =
        veriloga::write_spice_subcircuit(bench.loaded->lowered, options);
    if (!made) return fmt::format("error[{}]: {}", made.error().id, made.error().what);
    bench.subcircuit = *std::move(made);
    Result<Curves> table = read_curve(bench.curve->file);
    if (!table) return table.error();
    bench.table = *std::move(table);
    return std::string();
}

// Point k of n at the voltage k - (n - 1), in units, of a sweep that so ends at 0: the model's
// static analysis holds up to there (spice_export.hpp).
std::string dc_deck(const veriloga::SpiceSubcircuit& subcircuit, const Points& points) {
    const std::size_t terminals = points.front().size();
    std::string deck = fmt::format("dc\n{}{}Vk k 0 0\n", tight_dc, subcircuit.text);
    const auto first = -static_cast<double>(points.size() - 1);
    for (std::size_t t = 0; t < terminals; ++t) {
        deck += fmt::format("Bt{0} t{0} 0 V = pwl(v(k)\n", t);
        for (std::size_t k = 0; k < points.size(); ++k)
            deck += fmt::format("+ , {}, {}\n", sweep_V * (first + static_cast<double>(k)),
                                points[k][t]);
        deck += "+ )\n";
    }
    return deck + device_line(terminals, subcircuit.name) +
           fmt::format(".dc Vk {} {} {}\n.end\n", sweep_V * first, 0.1 * sweep_V, sweep_V);
}

// Our currents into the terminals, point after point. [points][terminals]
Result<Points> our_currents(const Bench& bench, const Points& points) {
    Netlist netlist = bench_of(bench.loaded->model, bench.loaded->held);
    DcOptions options;
    Points currents;
    for (const std::vector<double>& volts : points) {
        for (std::size_t t = 0; t < volts.size(); ++t) netlist.set_wave(t, DcWave{volts[t]});
        Result<DcResult> solved = solve_dc(netlist, options);
        if (!solved) return solved.error();
        options.guess = std::move(solved->x);
        currents.push_back(std::move(solved->solution.branch_A));
    }
    return currents;
}

std::string volts_text(const std::vector<double>& volts) {
    return fmt::format("{:.4g} V", fmt::join(volts, ", "));
}

Result<void> compare_dc(const Bench& bench, const AgreementOptions& options, Agreement& agreement) {
    const ModelShape& shape = bench.loaded->model->shape();
    const std::size_t rows = bench.table.columns.front().size();
    const auto points = terminal_points(bench.table, shape, (options.points + rows - 1) / rows);
    if (!points) return points.error();
    ++agreement.curves;
    const std::string& name = bench.curve->name;
    const auto theirs = run_ngspice_table(dc_deck(bench.subcircuit, *points), options.ngspice);
    if (!theirs && theirs.error().code == Errc::environment) return theirs.error();
    if (!theirs)
        return fail(agreement, failure_text(name, "ngspice", theirs.error())), Result<void>{};
    const auto ours = our_currents(bench, *points);
    if (!ours) return fail(agreement, failure_text(name, "ours", ours.error())), Result<void>{};
    std::vector<const std::vector<double>*> columns;
    for (std::size_t t = 0; t < shape.terminals; ++t) {
        const auto column = theirs->column(fmt::format("i(bt{})", t));
        if (!column) return column.error();
        columns.push_back(*column);
    }
    if (columns.front()->size() != points->size())
        return fail(agreement, fmt::format("{}: ngspice stopped after {} of {} points", name,
                                           columns.front()->size(), points->size())),
               Result<void>{};
    for (std::size_t p = 0; p < points->size(); ++p) {
        double largest = 0.0, off = 0.0;
        for (std::size_t t = 0; t < shape.terminals; ++t) {
            const double theirs_A = (*columns[t])[p];
            largest = std::max({largest, std::abs((*ours)[p][t]), std::abs(theirs_A)});
            off = std::max(off, std::abs((*ours)[p][t] - theirs_A));
        }
        if (largest <= no_current_A) continue;
        ++agreement.points;
        keep_worst(agreement, std::max(0.0, off - abstol_A) / largest,
                   name + ", " + volts_text((*points)[p]));
    }
    return {};
}

double largest_of(const std::vector<double>& values) {
    double largest = 0.0;
    for (const double value : values) largest = std::max(largest, std::abs(value));
    return largest;
}

// One state or current in one transient.
void compare_column(const Transient& one, std::size_t k, double scale, bool is_state,
                    ModelAgreement& row) {
    for (const double time_s : one.times_s) {
        const double off = std::abs(one.theirs.at(k, time_s) - one.ours.at(k, time_s));
        keep_worst(row.transient, off / scale, fmt::format("{}, {:.4g} s", one.name, time_s));
    }
    if (!is_state) return;
    const auto [low, high] =
        std::minmax_element(one.ours.values[k].begin(), one.ours.values[k].end());
    const double moved = (*high - *low) / scale;
    row.moved = std::max(row.moved, moved);
    if (moved < worth_timing) return;
    const double level = 0.5 * (*low + *high);
    const double shift =
        std::abs(one.ours.passes(k, level) - one.theirs.passes(k, level)) / one.ours.time_s.back();
    row.shift = std::max(row.shift, std::isnan(shift) ? 0.0 : shift);
}

void compare_trajectories(const std::vector<Transient>& all, std::size_t states,
                          ModelAgreement& row) {
    if (all.empty()) return;
    for (std::size_t k = 0; k < all.front().ours.values.size(); ++k) {
        double scale = 0.0;
        for (const Transient& one : all) scale = std::max(scale, largest_of(one.ours.values[k]));
        for (const Transient& one : all)
            if (scale > 0.0) compare_column(one, k, scale, k < states, row);
    }
    for (const Transient& one : all) row.transient.points += one.times_s.size();
}

// Both transients of one bench; an empty result after a failure, which is written down.
Result<void> add_transient(const Bench& bench, const std::string& name,
                           const std::vector<PwlWave>& waves, std::vector<double> times_s,
                           const Watched& watched, const AgreementOptions& options,
                           ModelAgreement& row, std::vector<Transient>& all) {
    ++row.transient.curves;
    const TrajectoryOptions both{
        .step_s = waves.front().time_s.back() / (row.ramp ? ramp_steps : options.least_steps),
        .reltol = row.ramp ? ramp_reltol : options.reltol};
    auto theirs = trajectory_by_ngspice(bench.subcircuit, waves, watched, both, options.ngspice);
    if (!theirs && theirs.error().code == Errc::environment) return theirs.error();
    if (!theirs) {
        fail(row.transient, failure_text(name, "ngspice", theirs.error()));
        return {};
    }
    auto ours = trajectory_by_us(*bench.loaded, waves, watched, both);
    if (!ours) {
        fail(row.transient, failure_text(name, "ours", ours.error()));
        return {};
    }
    const double stop_s = waves.front().time_s.back();
    if (theirs->time_s.back() < 0.999999 * stop_s) {
        fail(row.transient, fmt::format("{}: ngspice stopped at {:.4g} of {:.4g} s", name,
                                        theirs->time_s.back(), stop_s));
        return {};
    }
    all.push_back({name, std::move(times_s), *std::move(ours), *std::move(theirs)});
    return {};
}

std::vector<std::size_t> states_of(const ModelShape& shape) {
    std::vector<std::size_t> states;
    for (std::size_t k = shape.terminals; k < shape.unknowns.size(); ++k)
        if (shape.unknowns[k].kind == UnknownKind::state) states.push_back(k);
    return states;
}

// From 0 V to the last point of an iv curve that has a current, then constant.
std::vector<PwlWave> ramp_of(const Points& points) {
    const auto longest =
        std::max_element(points.begin(), points.end(), [](const auto& a, const auto& b) {
            double sum_a = 0.0, sum_b = 0.0;
            for (std::size_t t = 0; t < a.size(); ++t) {
                sum_a += std::abs(a[t]);
                sum_b += std::abs(b[t]);
            }
            return sum_a < sum_b;
        });
    std::vector<PwlWave> waves;
    for (const double volts : *longest)
        waves.push_back({{0.0, ramp_s / 2.0, ramp_s}, {0.0, volts, volts}});
    return waves;
}

// Whether the currents are formulas of the terminals and of states, which are held in dc.
bool is_explicit(const ModelShape& shape) {
    return std::all_of(shape.unknowns.begin(), shape.unknowns.end(), [](const UnknownInfo& u) {
        return u.kind == UnknownKind::terminal || u.kind == UnknownKind::state;
    });
}

Result<void> run_curve(const std::string& card, const CardCurve& curve, bool ramp,
                       const AgreementOptions& options, ModelAgreement& row,
                       std::vector<Transient>& all, std::size_t& states) {
    Bench bench{.curve = &curve, .loaded = {}, .subcircuit = {}, .table = {}};
    const Result<std::string> refused = prepare(card, bench);
    if (!refused) return refused.error();
    const ModelShape& shape = bench.loaded->model->shape();
    row.model = shape.name;
    row.refusal = *refused;
    if (!row.refusal.empty()) return {};
    row.dc.asked_rel = is_explicit(shape) ? options.dc_explicit_rel : options.dc_rel;
    Watched watched{.states = states_of(shape), .currents = ramp ? shape.terminals : 0};
    states = watched.states.size();
    if (curve.kind == "pulse") {
        const auto waves = terminal_waves(bench.table, shape);
        if (!waves) return waves.error();
        return add_transient(bench, curve.name, *waves, bench.table.columns.front(), watched,
                             options, row, all);
    }
    if (auto done = compare_dc(bench, options, row.dc); !done || !ramp) return done;
    const auto points = terminal_points(bench.table, shape, 1);
    if (!points) return points.error();
    // Between the corners, where currents of capacitances jump.
    std::vector<double> times_s;
    for (std::size_t k = 0; k < ramp_times; ++k)
        times_s.push_back(ramp_s * (static_cast<double>(k) + 0.5) / double{ramp_times});
    return add_transient(bench, "ramp of " + curve.name, ramp_of(*points), std::move(times_s),
                         watched, options, row, all);
}

}  // namespace

bool Agreement::agrees() const { return failure.empty() && curves > 0 && worst_rel <= asked_rel; }

bool ModelAgreement::agrees() const {
    return refusal.empty() && dc.agrees() && transient.agrees() && shift <= transient.asked_rel;
}

Result<ModelAgreement> compare_model(const std::string& path, const AgreementOptions& options) {
    const Result<ModelCard> card = read_model_card(path);
    if (!card) return card.error();
    const auto is_pulse = [](const CardCurve& curve) { return curve.kind == "pulse"; };
    if (std::all_of(card->curves.begin(), card->curves.end(), is_pulse)) {
        Error error{.code = Errc::input,
                    .id = 3102,
                    .what = "the card has no curve of kind \"iv\" to compare with ngspice",
                    .help = "name one in [reference]; device_models/README.md has the format"};
        error.where = SourceSpan{.file = path};
        return error;
    }
    ModelAgreement row{.card = fs::path(path).stem().string()};
    row.transient.asked_rel = options.transient_rel;
    row.ramp = std::none_of(card->curves.begin(), card->curves.end(), is_pulse);
    std::vector<Transient> all;
    std::size_t states = 0;
    for (const CardCurve& curve : card->curves) {
        if (auto done = run_curve(path, curve, row.ramp, options, row, all, states); !done)
            return done.error();
        if (!row.refusal.empty()) return row;
    }
    compare_trajectories(all, states, row);
    return row;
}

Result<std::vector<std::string>> find_cards(const std::string& folder) {
    std::vector<std::string> found;
    std::error_code ignored;
    for (fs::recursive_directory_iterator at(folder, ignored), end; at != end;
         at.increment(ignored))
        if (at->path().extension() == ".toml") found.push_back(at->path().string());
    std::sort(found.begin(), found.end());
    if (!found.empty()) return found;
    return Error{.code = Errc::input,
                 .id = 3103,
                 .what = fmt::format("there is no model card (*.toml) in {} and below", folder),
                 .help = "name cards, or a folder of cards such as device_models"};
}

}  // namespace crosspoint
