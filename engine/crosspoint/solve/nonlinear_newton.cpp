// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nonlinear_newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/linalg/mesh_network.hpp"

namespace crosspoint {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double no_current_A = 1e-24;  // nothing below this is told from 0
// Every terminal is tied to its own last voltage: the answer does not feel it, and a node that
// nothing else holds keeps its voltage instead of making the system singular.
constexpr double tie_S = 1e-18;
constexpr double most_tie_S = 2e-10;
constexpr int max_halvings = 40;
constexpr std::size_t stage_iterations = 30;
constexpr double least_source_step = 1e-4;
constexpr double first_gmin_S = 1e-2;
constexpr double last_gmin_S = 1e-15;
constexpr double first_tie_S = 1.0;

// What a stage of the continuation adds to the network.
struct Stage {
    double scale = 1.0;   // of all sources
    double gmin_S = 0.0;  // across every cell
    double tie_S = crosspoint::tie_S;
};

class Newton {
public:
    Newton(WireSystem& wires, const NewtonCells& cells, const TileNewtonOptions& options,
           CellState& state, CellScratch& scratch)
        : wires_(wires),
          cells_(cells),
          options_(options),
          x_(state),
          scratch_(scratch),
          least_A_(std::max(no_current_A, options.negligible_A)),
          next_(state.size()) {
        wa_.resize(x_.size());
        wb_.resize(x_.size());
        f_.a_A.resize(x_.size());
        f_.b_A.resize(x_.size());
        f_next_ = f_;
    }

    NewtonAnswer run(bool warm);

private:
    bool evaluate(CellState& at, const Stage& stage);
    bool start(const Stage& stage);
    void tie(const Stage& stage);
    bool linear_step(const Stage& stage, double allowed_A);
    void limit();
    [[nodiscard]] double share_within_limits() const;
    bool trial(const Stage& stage, double t);
    void follow(const CellState& from, double t);
    bool settle();
    bool iterate(const Stage& stage, std::size_t limit, double enough);
    bool iterate(const Stage& stage, std::size_t limit) {
        return iterate(stage, limit, wires_.exact() ? 1e-4 : 0.1);
    }
    bool plain();
    [[nodiscard]] double line_current_A(const CellState& at) const;
    [[nodiscard]] double net_current_A(const CellState& at) const;
    [[nodiscard]] bool small_enough(double part) const;
    bool step_sources();
    bool step_gmin();
    bool pseudo_transient();
    bool cancelled() {
        if (options_.stop.stop_requested()) answer_.status = TileNewtonStatus::cancelled;
        return answer_.status == TileNewtonStatus::cancelled;
    }
    void finish(bool converged, Continuation by);

    WireSystem& wires_;
    const NewtonCells& cells_;
    const TileNewtonOptions& options_;
    CellState& x_;
    CellScratch& scratch_;
    double least_A_;
    CellState next_, tied_, best_;
    std::vector<double> wa_, wb_;
    TerminalResidual f_, f_next_, best_f_;
    NewtonAnswer answer_;
};

// Cells at their voltages, with what the stage adds. False when a value is not finite.
bool Newton::evaluate(CellState& at, const Stage& stage) {
    const CellPoint point{.a_V = at.a_V.data(),
                          .b_V = at.b_V.data(),
                          .gate_V = cells_.gate_V.empty() ? nullptr : cells_.gate_V.data(),
                          .cell = cells_.cell.empty() ? nullptr : cells_.cell.data(),
                          .lanes = at.size()};
    const CellLinearization out{at.i_a_A.data(),  at.i_b_A.data(),  at.g_aa_S.data(),
                                at.g_ab_S.data(), at.g_ba_S.data(), at.g_bb_S.data()};
    ++answer_.iterations;
    if (cells_.cold) std::ranges::fill(scratch_.known, std::uint8_t{0});
    if (cells_.model->evaluate(point, out, scratch_) != 0) return false;
    double sum = 0.0;
    for (std::size_t k = 0; stage.gmin_S != 0.0 && k < at.size(); ++k) {
        const double shunt_A = stage.gmin_S * (at.a_V[k] - at.b_V[k]);
        at.i_a_A[k] += shunt_A;
        at.i_b_A[k] -= shunt_A;
        at.g_aa_S[k] += stage.gmin_S;
        at.g_ab_S[k] -= stage.gmin_S;
        at.g_ba_S[k] -= stage.gmin_S;
        at.g_bb_S[k] += stage.gmin_S;
    }
    for (const auto* values : {&at.i_a_A, &at.g_aa_S}) sum += lane_sum(*values);
    // The others are these with another sign where a cell has two terminals.
    if (!cells_.model->symmetric() || !cells_.model->conservative())
        for (const auto* values : {&at.i_b_A, &at.g_ab_S, &at.g_ba_S, &at.g_bb_S})
            sum += lane_sum(*values);
    return std::isfinite(sum);
}

double Newton::line_current_A(const CellState& at) const {
    std::vector<double> sum_A(cells_.cols, 0.0);
    for (std::size_t first = 0; first < at.size(); first += cells_.cols)
        for (std::size_t j = 0; j < cells_.cols; ++j)
            sum_A[j] += std::max(std::abs(at.i_a_A[first + j]), std::abs(at.i_b_A[first + j]));
    return *std::ranges::max_element(sum_A);
}

// Largest |sum of cell currents| of a column, at the terminals where they sum to less: an output is
// one of the two, and gate currents may be in the other. Not far below the line current, where that
// sum is 0 by chance.
double Newton::net_current_A(const CellState& at) const {
    constexpr double least_part = 1e-3;
    const auto largest_A = [&](const std::vector<double>& i_A) {
        std::vector<double> sum_A(cells_.cols, 0.0);
        for (std::size_t first = 0; first < at.size(); first += cells_.cols)
            for (std::size_t j = 0; j < cells_.cols; ++j) sum_A[j] += i_A[first + j];
        double largest = 0.0;
        for (const double sum : sum_A) largest = std::max(largest, std::abs(sum));
        return largest;
    };
    return std::max(least_part * line_current_A(at),
                    std::min(largest_A(at.i_a_A), largest_A(at.i_b_A)));
}

bool Newton::small_enough(double part) const {
    const double scale_A = options_.accuracy_rel * line_current_A(x_);
    return f_.norm1_A <= std::max({part * scale_A, 2.0 * f_.rounding_A, least_A_});
}

// The network at x_ for what comes next, from voltages that need not obey the wires.
bool Newton::start(const Stage& stage) {
    if (!evaluate(x_, stage)) return false;
    if (!wires_.exact()) {
        wires_.residual(x_, stage.scale, f_);
        return std::isfinite(f_.norm1_A);
    }
    // One full step puts the voltages on the wires; what the cells then carry beyond their
    // linearization is the residual.
    if (!linear_step(stage, 0.0)) return false;
    std::ranges::fill(f_.a_A, 0.0);
    std::ranges::fill(f_.b_A, 0.0);
    if (!trial(stage, 1.0)) return false;
    std::swap(x_, next_);
    std::swap(f_, f_next_);
    return true;
}

// The linearization that is solved: every terminal tied to where it is.
void Newton::tie(const Stage& stage) {
    if (!wires_.exact()) return;  // those cope with nodes that nothing holds
    tied_ = x_;
    for (std::size_t k = 0; k < x_.size(); ++k) {
        tied_.g_aa_S[k] += stage.tie_S;
        tied_.g_bb_S[k] += stage.tie_S;
    }
}

// Into wa_, wb_. Wires that only cells without any current hold vanish in the rounding of their own
// conductance: such a system is tied more, until it has a solution.
bool Newton::linear_step(const Stage& stage, double allowed_A) {
    constexpr double more = 1e4;
    for (Stage tied = stage;; tied.tie_S *= more) {
        tie(tied);
        if (wires_.solve(wires_.exact() ? tied_ : x_, stage.scale, allowed_A, wa_, wb_)) {
            limit();
            return true;
        }
        if (!wires_.exact() || more * tied.tie_S > most_tie_S) return false;
    }
}

// Linearized cells may ask for voltages that no passive network has, where models cost much and say
// little. Only where the residual does not rely on the step being that of the linear system.
void Newton::limit() {
    if (wires_.exact()) return;
    const double most_V = 1.0 + 2.0 * wires_.largest_V();
    for (auto* volts : {&wa_, &wb_})
        for (double& v : *volts) v = std::clamp(v, -most_V, most_V);
}

// The same for exact systems: the part of the step that stays within those voltages; all of it when
// that would be next to nothing, as for wires that hardly anything holds.
double Newton::share_within_limits() const {
    constexpr double least = 0.01;
    if (!wires_.exact()) return 1.0;
    const double most_V = 1.0 + 2.0 * wires_.largest_V();
    double share = 1.0;
    const auto shorten = [&](double from_V, double to_V) {
        if (std::abs(to_V) > most_V)
            share = std::min(
                share, (most_V - std::min(std::abs(from_V), most_V)) / std::abs(to_V - from_V));
    };
    for (std::size_t k = 0; k < x_.size(); ++k) {
        shorten(x_.a_V[k], wa_[k]);
        shorten(x_.b_V[k], wb_[k]);
    }
    return share < least ? 1.0 : share;
}

// The point a part t of the way to (wa_, wb_), and its residual.
bool Newton::trial(const Stage& stage, double t) {
    for (std::size_t k = 0; k < x_.size(); ++k) {
        next_.a_V[k] = t == 1.0 ? wa_[k] : x_.a_V[k] + t * (wa_[k] - x_.a_V[k]);
        next_.b_V[k] = t == 1.0 ? wb_[k] : x_.b_V[k] + t * (wb_[k] - x_.b_V[k]);
    }
    if (!evaluate(next_, stage)) return false;
    if (!wires_.exact()) {
        wires_.residual(next_, stage.scale, f_next_);
        return std::isfinite(f_next_.norm1_A);
    }
    follow(tied_, t);
    return std::isfinite(f_next_.norm1_A);
}

// The residual at next_ from that at x_, which was solved with the diagonal of `from`: the wires
// are linear, so only the cells change it.
void Newton::follow(const CellState& from, double t) {
    const bool solved = t == 1.0;  // nothing is left of the residual at x_
    // Not of voltages that no answer has: a step gone astray would be excused by its own size.
    const double most_V = wires_.largest_V();
    f_next_.norm1_A = 0.0;
    f_next_.rounding_A = 0.0;
    for (std::size_t k = 0; k < x_.size(); ++k) {
        const double da = t * (wa_[k] - x_.a_V[k]), db = t * (wb_[k] - x_.b_V[k]);
        const double a_A = next_.i_a_A[k] - x_.i_a_A[k] - from.g_aa_S[k] * da - x_.g_ab_S[k] * db;
        const double b_A = next_.i_b_A[k] - x_.i_b_A[k] - x_.g_ba_S[k] * da - from.g_bb_S[k] * db;
        f_next_.a_A[k] = solved ? a_A : a_A + (1.0 - t) * f_.a_A[k];
        f_next_.b_A[k] = solved ? b_A : b_A + (1.0 - t) * f_.b_A[k];
        f_next_.norm1_A += std::abs(f_next_.a_A[k]) + std::abs(f_next_.b_A[k]);
        // A cell does not know its voltages better than to their last digit.
        f_next_.rounding_A +=
            std::numeric_limits<double>::epsilon() *
            (4.0 * (std::abs(next_.i_a_A[k]) + std::abs(next_.i_b_A[k])) +
             std::abs(next_.g_aa_S[k]) * std::min(most_V, std::abs(next_.a_V[k])) +
             std::abs(next_.g_bb_S[k]) * std::min(most_V, std::abs(next_.b_V[k])));
    }
}

// Full steps with the linearized network solved to the end, until cells and wires agree. False with
// x_ where it was when a step does not help.
bool Newton::settle() {
    constexpr int most = 8;
    bool enough = false;
    for (int k = 0; k < most && !cancelled(); ++k) {
        const double allowed_A = 0.1 * options_.accuracy_rel * net_current_A(x_);
        double bound_A = 0.0;
        if (!wires_.settle(x_, std::max(allowed_A, least_A_), wa_, wb_, bound_A)) return enough;
        next_.a_V = wa_;
        next_.b_V = wb_;
        if (!evaluate(next_, {})) return enough;
        const double before_A = f_.norm1_A + f_.rounding_A;
        follow(x_, 1.0);
        f_next_.rounding_A += bound_A;
        const double all_A = f_next_.norm1_A + f_next_.rounding_A;
        const double scale_A = options_.accuracy_rel * line_current_A(next_);
        const bool next_enough = f_next_.norm1_A <= std::max(0.1 * scale_A, least_A_);
        // Once good enough, on as long as it gets much better.
        if (enough && !(next_enough && all_A < before_A)) return true;
        if (!next_enough && !(f_next_.norm1_A < before_A)) return false;
        const bool gained = k == 0 || all_A < 0.5 * before_A;
        enough = next_enough;
        std::swap(x_, next_);
        std::swap(f_, f_next_);
        const double wanted_A = 0.5 * options_.accuracy_rel * net_current_A(x_);
        if (enough && (!gained || all_A <= wanted_A)) return true;
    }
    return enough;
}

// Newton steps from x_, f_ until the residual is small. False: stuck, or out of iterations.
bool Newton::iterate(const Stage& stage, std::size_t limit, double enough) {
    constexpr double decrease = 1e-3;  // of the residual, per unit of the step
    constexpr double barely = 1.0;
    const std::size_t last = answer_.iterations + limit;
    double forcing = 1e-2;
    while (!small_enough(enough)) {
        if (cancelled() || answer_.iterations >= last) return small_enough(barely);
        if (options_.progress)
            options_.progress(answer_.iterations, f_.norm1_A + f_.rounding_A,
                              options_.accuracy_rel * line_current_A(x_));
        const double target_A = 0.03 * options_.accuracy_rel * line_current_A(x_);
        const double allowed_A = std::max({forcing * f_.norm1_A, target_A, least_A_});
        if (!linear_step(stage, allowed_A)) return false;
        double t = share_within_limits();
        int halvings = 0;
        while (!trial(stage, t) || !(f_next_.norm1_A <= (1.0 - decrease * t) * f_.norm1_A)) {
            t *= 0.5;
            if (++halvings > max_halvings) return small_enough(barely);
        }
        const double gain = f_next_.norm1_A / f_.norm1_A;
        // Quadratic convergence wants an ever better linear solution (S. C. Eisenstat and H. F.
        // Walker, SIAM J. Sci. Comput. 17, 1996).
        forcing = std::clamp(0.1 * gain * gain, 1e-6, 1e-2);
        std::swap(x_, next_);
        std::swap(f_, f_next_);
    }
    return true;
}

// Sources from 0 to their values, each level from the answer of the one before.
bool Newton::step_sources() {
    std::ranges::fill(x_.a_V, 0.0);
    std::ranges::fill(x_.b_V, 0.0);
    CellState good = x_;
    double done = 0.0;
    double step = 0.1;
    while (done < 1.0 && !cancelled()) {
        const Stage stage{.scale = std::min(1.0, done + step)};
        if (start(stage) && iterate(stage, stage_iterations)) {
            done = stage.scale;
            good = x_;
            step *= 2.0;
        } else {
            x_ = good;
            step *= 0.25;
            if (step < least_source_step) return false;
        }
    }
    return done >= 1.0;
}

// A conductance beside every cell, taken away by and by.
bool Newton::step_gmin() {
    std::ranges::fill(x_.a_V, 0.0);
    std::ranges::fill(x_.b_V, 0.0);
    CellState good = x_;
    double gmin_S = first_gmin_S;
    double factor = 0.1;
    while (!cancelled()) {
        const Stage stage{.gmin_S = gmin_S};
        if (start(stage) && iterate(stage, stage_iterations)) {
            if (gmin_S == 0.0) return true;
            good = x_;
            factor = std::max(1e-3, factor * factor);
        } else {
            x_ = good;
            if (gmin_S >= first_gmin_S || factor > 0.9) return false;
            gmin_S /= factor;
            factor = std::sqrt(factor);
        }
        gmin_S = gmin_S * factor < last_gmin_S ? 0.0 : gmin_S * factor;
    }
    return false;
}

// Capacitances at all terminals and implicit Euler steps that grow: the steady state is the answer.
bool Newton::pseudo_transient() {
    if (!wires_.exact()) return false;
    std::ranges::fill(x_.a_V, 0.0);
    std::ranges::fill(x_.b_V, 0.0);
    Stage stage{.tie_S = first_tie_S};
    if (!start({.scale = 1.0, .gmin_S = 0.0})) return false;
    double before_A = f_.norm1_A;
    for (std::size_t k = 0; k < options_.max_iterations && !cancelled(); ++k) {
        if (small_enough(0.1)) return true;
        if (!linear_step(stage, std::max(1e-2 * f_.norm1_A, least_A_))) return false;
        if (!trial(stage, 1.0)) {
            stage.tie_S *= 10.0;
            continue;
        }
        std::swap(x_, next_);
        std::swap(f_, f_next_);
        stage.tie_S = std::max(tie_S, stage.tie_S * std::clamp(f_.norm1_A / before_A, 0.01, 2.0));
        before_A = f_.norm1_A;
    }
    return small_enough(1.0);
}

void Newton::finish(bool converged, Continuation by) {
    answer_.by = by;
    if (converged) answer_.status = TileNewtonStatus::converged;
    answer_.residual_A = f_.norm1_A + f_.rounding_A;
    answer_.line_current_A = line_current_A(x_);
    for (std::size_t k = 0; k < x_.size(); ++k)
        for (const bool at_a : {true, false}) {
            const double missing_A = std::abs(at_a ? f_.a_A[k] : f_.b_A[k]);
            if (missing_A <= answer_.worst_A) continue;
            answer_.worst_A = missing_A;
            answer_.worst_cell = k;
            answer_.worst_at_a = at_a;
        }
}

// Without continuation. A settling step is a Newton step like any other: where Newton's method
// converges quadratically the last of its steps can be one already.
bool Newton::plain() {
    constexpr double near_rel = 3e-6;  // imbalance over line current
    if (!start({})) return false;
    if (wires_.exact()) return iterate({}, options_.max_iterations);
    const double near = std::max(0.1, near_rel / options_.accuracy_rel);
    if (!iterate({}, options_.max_iterations, near)) return false;
    if (settle()) return true;
    return start({}) && iterate({}, options_.max_iterations) && settle();
}

NewtonAnswer Newton::run(bool warm) {
    const auto keep_if_better = [&](Continuation by) {
        if (std::isfinite(f_.norm1_A) && (best_.size() == 0 || f_.norm1_A < best_f_.norm1_A)) {
            best_ = x_;
            best_f_ = f_;
            answer_.by = by;
        }
    };
    if (!warm) {
        std::ranges::fill(x_.a_V, 0.0);
        std::ranges::fill(x_.b_V, 0.0);
    }
    const auto settled = [&] { return wires_.exact() || settle(); };
    const std::pair<Continuation, bool (Newton::*)()> ways[] = {
        {Continuation::sources, &Newton::step_sources},
        {Continuation::gmin, &Newton::step_gmin},
        {Continuation::pseudo_transient, &Newton::pseudo_transient}};
    f_.norm1_A = inf;
    if (plain()) {
        finish(true, Continuation::none);
        return answer_;
    }
    keep_if_better(Continuation::none);
    for (const auto& [by, way] : ways) {
        if (options_.only_plain || cancelled()) break;
        f_.norm1_A = inf;
        if ((this->*way)() && settled()) {
            finish(true, by);
            return answer_;
        }
        // Only what was solved with all sources and nothing added is a guess at the answer.
        if (by == Continuation::pseudo_transient) keep_if_better(by);
    }
    if (best_.size() != 0) {
        x_ = best_;
        f_ = best_f_;
    }
    finish(false, answer_.by);
    return answer_;
}

}  // namespace

void CellState::resize(std::size_t cells) {
    for (auto* values : {&a_V, &b_V, &i_a_A, &i_b_A, &g_aa_S, &g_ab_S, &g_ba_S, &g_bb_S})
        values->assign(cells, 0.0);
}

void WireSystem::residual(const CellState&, double, TerminalResidual&) {}

bool WireSystem::settle(const CellState&, double, std::span<double>, std::span<double>, double&) {
    return false;
}

std::string_view continuation_name(Continuation continuation) {
    switch (continuation) {
        case Continuation::none:
            return "plain Newton";
        case Continuation::sources:
            return "source stepping";
        case Continuation::gmin:
            return "gmin stepping";
        case Continuation::pseudo_transient:
            return "pseudo-transient";
    }
    return "unknown";
}

NewtonAnswer solve_newton(WireSystem& wires, const NewtonCells& cells,
                          const TileNewtonOptions& options, bool warm, CellState& state,
                          CellScratch& scratch) {
    return Newton(wires, cells, options, state, scratch).run(warm);
}

}  // namespace crosspoint
