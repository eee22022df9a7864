// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/fast_tile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/dynamics/phase_sources.hpp"
#include "crosspoint/dynamics/tile_instant.hpp"
#include "crosspoint/simulate/step_control.hpp"

namespace crosspoint {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

const char* method_name(IntegrationMethod method) {
    if (method == IntegrationMethod::trapezoidal) return "trapezoidal";
    return method == IntegrationMethod::gear2 ? "gear2" : "backward Euler";
}

// What goes on from phase to phase.
struct TileMemory {
    CellHistory cells;
    std::vector<double> x, q;  // of the last accepted point; empty: not begun
    std::vector<double> largest_q;
    double time_s = 0.0;  // of all phases
    std::uint64_t step_index = 0;
};

// One phase.
class PhaseRun {
public:
    PhaseRun(const TileSpec& spec, const TilePhase& phase, const EvalPoint& base,
             const TileTransientOptions& options, TileInstantSolver& tile, TileMemory& memory,
             const TileSink& sink)
        : spec_(spec),
          phase_(phase),
          options_(options),
          tile_(tile),
          memory_(memory),
          sink_(sink),
          sources_(spec, phase),
          integrator_(options.method),
          point_(base),
          start_s_(memory.time_s),
          control_{options.fixed_step_s,
                   options.min_step_s > 0.0 ? options.min_step_s : 1e-13 * phase.duration_s,
                   std::min(options.max_step_s > 0.0 ? options.max_step_s : phase.duration_s / 50.0,
                            sources_.step_bound_s()),
                   phase.output_s} {
        point_.seed = options.seed;
    }

    Result<PhaseReport> run() {
        report_.ends.assign(sources_.driven().begin(), sources_.driven().end());
        report_.energy.end_J.assign(report_.ends.size(), 0.0);
        report_.method = fmt::format("{}; {}", method_name(options_.method), tile_.describe());
        tile_.set_ends(sources_.ends());
        tile_.forget_size();
        if (auto begun = begin(); !begun) return begun.error();
        while (time_s_ < phase_.duration_s && !report_.finished) {
            if (options_.stop.stop_requested()) report_.stopped = true;
            if (report_.stopped) break;
            if (auto stepped = step(); !stepped) return stepped.error();
        }
        keep();
        return std::move(report_);
    }

private:
    Result<void> begin() {
        if (memory_.x.empty()) {
            if (auto started = start(); !started) return started;
        } else {
            // Charges as they were left; currents are known after the first step.
            stored_J_ = tile_.stored_J(memory_.x);
        }
        x_ = memory_.x;
        integrator_.restart(0.0, memory_.x, memory_.q);
        breakpoint_s_ = next_breakpoint();
        return {};
    }

    // The operating point at time 0 with the states as they are.
    Result<void> start() {
        std::vector<double> states;
        for (const auto& list : memory_.cells.states)
            states.insert(states.end(), list.begin(), list.end());
        point_.analysis = Analysis::transient_start;
        point_.time_s = start_s_;
        point_.step_s = 0.0;
        point_.initial_step = true;
        point_.step_index = memory_.step_index;
        tile_.cell().set_hold(point_, states);
        memory_.x.assign(tile_.unknowns(), 0.0);
        const auto outcome =
            tile_.solve({.point = point_, .gate_V = sources_.gate_V()}, false, memory_.x);
        report_.newton_iterations += outcome.iterations;
        if (!outcome.converged) {
            memory_.x.clear();
            return failure(outcome, "the operating point at the start");
        }
        memory_.q.assign(tile_.charge().begin(), tile_.charge().end());
        memory_.largest_q.assign(memory_.q.size(), 0.0);
        for (std::size_t k = 0; k < memory_.q.size(); ++k)
            memory_.largest_q[k] = std::abs(memory_.q[k]);
        x_ = memory_.x;
        if (auto told = tell(); !told) return told;
        commit();
        stored_J_ = tile_.stored_J(memory_.x);
        power_ = tile_.power(sources_.ends(), sources_.driven());
        has_power_ = true;
        emit();
        return {};
    }

    [[nodiscard]] double next_breakpoint() const {
        return std::min(phase_.duration_s, sources_.next_corner(time_s_, control_.min_step_s));
    }

    [[nodiscard]] double wished_step_s() const {
        return control_.wished_s(step_s_, bound_s_, breakpoint_s_ - time_s_,
                                 integrator_.restarted());
    }

    TileInstantSolver::Outcome attempt(double to_s) {
        integrator_.prepare(to_s);
        x_.resize(tile_.unknowns());
        integrator_.predict(to_s, x_);
        sources_.at(to_s);
        tile_.drive(sources_.ends());
        point_.analysis = Analysis::transient;
        point_.time_s = start_s_ + to_s;
        point_.step_s = to_s - time_s_;
        point_.initial_step = false;
        point_.final_step = to_s >= phase_.duration_s;
        point_.step_index = memory_.step_index + 1;
        const TileInstantSolver::Step step{.point = point_,
                                           .alpha = integrator_.alpha(),
                                           .history = integrator_.history(),
                                           .gate_V = sources_.gate_V()};
        auto outcome = tile_.solve(step, true, x_);
        report_.newton_iterations += outcome.iterations;
        if (outcome.converged || outcome.cancelled || integrator_.restarted()) return outcome;
        // The line through the last points may lead far off: once more from the last point.
        x_ = integrator_.x();
        outcome = tile_.solve(step, true, x_);
        report_.newton_iterations += outcome.iterations;
        return outcome;
    }

    Result<void> step() {
        double wish_s = wished_step_s();
        const double stop_s = control_.next_stop_s(time_s_, breakpoint_s_);
        for (;;) {
            const double to_s = control_.target_s(time_s_, stop_s, wish_s);
            const double length_s = to_s - time_s_;
            const auto outcome = attempt(to_s);
            if (outcome.cancelled) {
                report_.stopped = true;
                return {};
            }
            if (!outcome.converged) {
                if (control_.shortest(length_s) || options_.fixed_step_s > 0.0)
                    return failure(
                        outcome, fmt::format("a step of {:.3g} s at {:.6g} s", length_s, time_s_));
                ++report_.rejected_newton;
                wish_s = 0.125 * length_s;
                continue;
            }
            double error = 0.0;
            residual_A_ = outcome.residual_A;
            if (options_.fixed_step_s <= 0.0) {
                error = local_error(to_s);
                if (error > 1.0 && !control_.shortest(length_s)) {
                    ++report_.rejected_error;
                    wish_s = StepControl::after_s(length_s, error, integrator_.order());
                    continue;
                }
            }
            report_.forced_steps += error > 1.0 ? 1 : 0;
            if (integrator_.restarted() && options_.fixed_step_s <= 0.0)  // back from the other
                if (const auto again = attempt(to_s); !again.converged)
                    return failure(again, fmt::format("a step at {:.6g} s", time_s_));
            step_s_ = StepControl::after_s(length_s, error, integrator_.order());
            return accept(to_s);
        }
    }

    double local_error(double to_s) {
        const std::span<const double> q = tile_.charge(), typical = tile_.charge_typical();
        tolerance_.resize(q.size());
        for (std::size_t k = 0; k < q.size(); ++k)
            tolerance_[k] =
                options_.abstol * typical[k] +
                options_.reltol *
                    (typical[k] > 0.0 ? std::max(memory_.largest_q[k], std::abs(q[k])) : 0.0);
        std::size_t worst = 0;
        if (!integrator_.restarted()) return integrator_.error(to_s, q, tolerance_, worst);
        // After a restart there is no history: a second Euler step, twice as long, tells the bend.
        const std::vector<double> first(q.begin(), q.end());
        const double other_s = to_s + (to_s - time_s_);
        if (!attempt(other_s).converged) return infinity;
        return integrator_.first_error(to_s, first, other_s, tile_.charge(), tolerance_, worst);
    }

    Result<void> accept(double to_s) {
        const double length_s = to_s - time_s_;
        const std::span<const double> q = tile_.charge();
        integrator_.accept(to_s, x_, q);
        for (std::size_t k = 0; k < q.size(); ++k)
            memory_.largest_q[k] = std::max(memory_.largest_q[k], std::abs(q[k]));
        time_s_ = to_s;
        report_.smallest_step_s =
            report_.steps == 0 ? length_s : std::min(report_.smallest_step_s, length_s);
        ++report_.steps;
        ++memory_.step_index;
        report_.residual_A = std::max(report_.residual_A, residual_A_);
        TilePower now = tile_.power(sources_.ends(), sources_.driven());
        add_energy(length_s, has_power_ ? power_ : now, now);
        power_ = std::move(now);
        has_power_ = true;
        if (auto told = tell(); !told) return told;
        commit();
        const bool corner = to_s >= breakpoint_s_;
        breakpoint_s_ = next_breakpoint();
        if (corner) {
            integrator_.restart(to_s, x_, q);
            step_s_ = infinity;
        }
        if (options_.progress) options_.progress({time_s_, phase_.duration_s, report_.steps});
        emit();
        return {};
    }

    // Cells speak with the memory they had.
    Result<void> tell() {
        CellMessages said{.cols = spec_.cols, .where = fmt::format("{:.6g} s", start_s_ + time_s_)};
        tile_.listen(x_, said);
        report_.finished = said.finish.has_value();
        return deliver(said, options_.messages);
    }

    // What an accepted point leaves in the cells.
    void commit() {
        bound_s_ = tile_.bound_s();
        auto next = tile_.memory_next();
        if (next.empty()) return;
        memory_.cells.memory = next;
        tile_.cell().set_memory(std::move(next));
    }

    void add_energy(double length_s, const TilePower& from, const TilePower& to) {
        const double half_s = 0.5 * length_s;
        PhaseEnergy& energy = report_.energy;
        for (std::size_t k = 0; k < energy.end_J.size(); ++k) {
            const double J = half_s * (from.end_W[k] + to.end_W[k]);
            energy.end_J[k] += J;
            energy.delivered_J += J;
        }
        energy.drivers_J += half_s * (from.drivers_W + to.drivers_W);
        energy.wires_J += half_s * (from.wires_W + to.wires_W);
        energy.cells_J += half_s * (from.cells_W + to.cells_W);
    }

    void emit() {
        if (!sink_) return;
        const std::size_t cells = spec_.rows * spec_.cols;
        const std::span<const double> x(x_);
        end_V_.clear();
        for (const TileEnd& end : sources_.driven())
            end_V_.push_back(sources_.ends().side(end.line_set, end.last).volts[end.line]);
        TileSample sample{.time_s = time_s_,
                          .end_A = power_.end_A,
                          .end_V = end_V_,
                          .cell_a_V = x.first(cells),
                          .cell_b_V = x.subspan(cells, cells),
                          .gate_V = tile_.gate_V(),
                          .states = {}};
        for (const std::size_t u : tile_.cell().states())
            sample.states.push_back(x.subspan((2 + u) * cells, cells));
        sink_(sample);
    }

    // The phase has ended, or was stopped: from here the next one goes on.
    void keep() {
        report_.end_s = time_s_;
        memory_.time_s = start_s_ + time_s_;
        memory_.x = integrator_.x();
        memory_.q = integrator_.q();
        const std::size_t cells = spec_.rows * spec_.cols;
        const std::vector<std::size_t>& states = tile_.cell().states();
        for (std::size_t s = 0; s < states.size(); ++s) {
            const auto from =
                memory_.x.begin() + static_cast<std::ptrdiff_t>((2 + states[s]) * cells);
            memory_.cells.states[s].assign(from, from + static_cast<std::ptrdiff_t>(cells));
        }
        report_.energy.stored_J = tile_.stored_J(memory_.x) - stored_J_;
    }

    [[nodiscard]] Error failure(const TileInstantSolver::Outcome& outcome,
                                const std::string& what) const {
        return {.code = Errc::numerics,
                .id = 7602,
                .what = fmt::format("tile over time: {} does not converge; worst at cell [{}, {}]",
                                    what, outcome.worst_cell / spec_.cols,
                                    outcome.worst_cell % spec_.cols),
                .help =
                    "a slower edge of the pulse, a smaller min_step_s or the circuit engine may "
                    "help; check the state of that cell"};
    }

    const TileSpec& spec_;
    const TilePhase& phase_;
    const TileTransientOptions& options_;
    TileInstantSolver& tile_;
    TileMemory& memory_;
    const TileSink& sink_;
    PhaseSources sources_;
    Integrator integrator_;
    EvalPoint point_;
    PhaseReport report_;
    double start_s_;
    StepControl control_;
    double time_s_ = 0.0;
    double step_s_ = infinity;
    double bound_s_ = infinity;
    double breakpoint_s_ = 0.0;
    double stored_J_ = 0.0, residual_A_ = 0.0;
    bool has_power_ = false;
    TilePower power_;
    std::vector<double> x_, tolerance_, end_V_;
};

constexpr const char* left_out_at_gates =
    "currents and charges that the gates of the cells draw from gate lines with a capacitance: "
    "make them part of wl_segment_F, or use the circuit engine";

// Whether gate lines are RC lines and the model has a current or a charge at its gate.
bool draws_from_gate_lines(const TileSpec& spec, const EliminatedCellSpec& cells,
                           const WireCapacitance& wires) {
    if (!spec.gated() || wires.wl_segment_F == 0.0) return false;
    const auto at_gate = [&](const JacobianEntry& entry) {
        return entry.row < cells.roles.size() && cells.roles[entry.row] == TerminalRole::gate;
    };
    const ModelShape& shape = cells.model->shape();
    return std::ranges::any_of(shape.charge_entries, at_gate) ||
           std::ranges::any_of(shape.static_entries, at_gate);
}

class FastTile final : public TileTransient {
public:
    FastTile(const TileSpec& spec, const EliminatedCellSpec& cells,
             const TileTransientOptions& options, std::unique_ptr<TimeCell> cell)
        : spec_(spec),
          options_(options),
          base_(cells.point),
          gate_currents_(draws_from_gate_lines(spec, cells, options.capacitance)),
          tile_(spec, std::move(cell),
                {.capacitance = options.capacitance,
                 .accuracy_rel = options.accuracy_rel,
                 .abstol_A = options.abstol_A,
                 .threads = options.threads,
                 .stop = options.stop}) {
        memory_.cells = {.states = cells.states, .memory = cells.memory};
        if (cells.memory.empty())
            for (const double start : cells.model->shape().memory_start)
                memory_.cells.memory.emplace_back(cells.cells, start);
    }

    Result<PhaseReport> run(const TilePhase& phase, const TileSink& sink) override {
        if (auto good = check_phase(spec_, phase); !good) return good.error();
        auto report = PhaseRun(spec_, phase, base_, options_, tile_, memory_, sink).run();
        if (report && gate_currents_) report->left_out = left_out_at_gates;
        return report;
    }
    [[nodiscard]] const CellHistory& cells() const override { return memory_.cells; }
    Result<void> set_cells(CellHistory cells) override {
        if (auto good = check_history(memory_.cells, cells); !good) return good;
        memory_.cells = std::move(cells);
        if (!memory_.cells.memory.empty()) tile_.cell().set_memory(memory_.cells.memory);
        memory_.x.clear();
        memory_.q.clear();
        return {};
    }
    [[nodiscard]] std::uint64_t step_index() const override { return memory_.step_index; }
    void set_step_index(std::uint64_t index) override { memory_.step_index = index; }

private:
    TileSpec spec_;
    TileTransientOptions options_;
    EvalPoint base_;
    bool gate_currents_;
    TileInstantSolver tile_;
    TileMemory memory_;
};

}  // namespace

Result<std::unique_ptr<TileTransient>> make_fast_tile(const TileSpec& spec,
                                                      const EliminatedCellSpec& cells,
                                                      const TileTransientOptions& options) {
    auto cell = TimeCell::make(cells);
    if (!cell) return cell.error();
    return std::unique_ptr<TileTransient>(
        std::make_unique<FastTile>(spec, cells, options, std::move(*cell)));
}

}  // namespace crosspoint
