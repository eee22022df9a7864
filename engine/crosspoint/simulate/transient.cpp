// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/transient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/simulate/step_control.hpp"
#include "crosspoint/simulate/step_events.hpp"

namespace crosspoint {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class Run {
public:
    Run(const Netlist& netlist, const TransientOptions& options, TraceSink& sink)
        : netlist_(netlist),
          options_(options),
          sink_(sink),
          system_(netlist),
          newton_(system_, options.newton),
          integrator_(options.method),
          control_{options.fixed_step_s,
                   options.min_step_s > 0.0 ? options.min_step_s : 1e-13 * options.stop_s,
                   options.max_step_s > 0.0 ? options.max_step_s : options.stop_s / 50.0,
                   options.output_s} {
        for (const Element& e : netlist.elements())
            control_.max_step_s = std::min(control_.max_step_s, wave_step_bound_s(e.wave));
        point_.device.temperature_K = options.temperature_K;
        point_.device.gmin_S = options.gmin_S;
        point_.device.seed = options.seed;
    }

    Result<TransientResult> run() {
        if (auto begun = begin(); !begun) return begun.error();
        while (!finished()) {
            if (options_.stop.stop_requested()) {
                result_.report.stopped = true;
                break;
            }
            if (auto stepped = step(); !stepped) return stepped.error();
        }
        if (auto ended = sink_.end(); !ended) return ended.error();
        result_.report.end_s = time_s_;
        result_.report.newton_iterations += newton_.total_iterations();
        result_.final = system_.solution(x_);
        return std::move(result_);
    }

private:
    [[nodiscard]] bool finished() const {
        return time_s_ >= options_.stop_s || result_.report.finished;
    }

    Result<void> begin() {
        result_.source_J.assign(netlist_.elements().size(), 0.0);
        if (auto begun = sink_.begin(options_.probes); !begun) return begun;
        const DcOptions dc{.temperature_K = options_.temperature_K,
                           .gmin_S = options_.gmin_S,
                           .seed = options_.seed,
                           .stop = options_.stop,
                           .messages = options_.messages};
        auto start = solve_dc(system_, dc, Analysis::transient_start);
        if (!start) return start.error();
        result_.report.newton_iterations = start->iterations;
        x_ = std::move(start->x);
        point_.device.analysis = Analysis::transient_start;
        point_.device.initial_step = true;
        bound_s_ = system_.commit(x_, point_);
        power_W_ = source_powers();
        restart();
        refresh_events();
        step_s_ = infinity;
        return emit();
    }

    void restart() {
        NetValues values;
        system_.evaluate(x_, point_, values);
        if (largest_q_.empty()) largest_q_.assign(values.q.size(), 0.0);
        integrator_.restart(time_s_, x_, values.q);
    }

    void refresh_events() {
        if (system_.has_events()) system_.events(x_, point_, events_);
        breakpoint_s_ = std::min(
            options_.stop_s,
            next_breakpoint(netlist_, system_.event_info(), events_, time_s_, control_.min_step_s));
    }

    [[nodiscard]] double wished_step_s() const {
        return control_.wished_s(step_s_, bound_s_, breakpoint_s_ - time_s_,
                                 integrator_.restarted());
    }

    // Solves at to_s from the last accepted point. Leaves trial_x_; newton_ has its values.
    NewtonOutcome attempt(double to_s, bool final) {
        integrator_.prepare(to_s);
        trial_x_.resize(x_.size());
        integrator_.predict(to_s, trial_x_);
        point_.device.analysis = Analysis::transient;
        point_.device.time_s = to_s;
        point_.device.step_s = to_s - time_s_;
        point_.device.initial_step = false;
        point_.device.final_step = final;
        point_.device.step_index = result_.report.steps + 1;
        NewtonOutcome outcome = newton_.solve(
            trial_x_, point_, {.alpha = integrator_.alpha(), .history = integrator_.history()});
        if (outcome.converged() || integrator_.restarted()) return outcome;
        // The line through the last points may lead far off: once more from the last point.
        trial_x_ = x_;
        return newton_.solve(trial_x_, point_,
                             {.alpha = integrator_.alpha(), .history = integrator_.history()});
    }

    Result<void> step() {
        double wish_s = wished_step_s();
        const double stop_s = control_.next_stop_s(time_s_, breakpoint_s_);
        for (;;) {
            const double to_s = control_.target_s(time_s_, stop_s, wish_s);
            const double length_s = to_s - time_s_;
            const NewtonOutcome outcome = attempt(to_s, to_s >= options_.stop_s);
            if (!outcome.converged()) {
                if (control_.shortest(length_s) || options_.fixed_step_s > 0.0)
                    return failure(outcome, to_s);
                ++result_.report.rejected_newton;
                wish_s = 0.125 * length_s;
                continue;
            }
            double error = 0.0;
            if (options_.fixed_step_s <= 0.0) {
                error = local_error(to_s);
                if (error > 1.0 && !control_.shortest(length_s)) {
                    ++result_.report.rejected_error;
                    wish_s = StepControl::after_s(length_s, error, integrator_.order());
                    continue;
                }
            }
            result_.report.forced_steps += error > 1.0 ? 1 : 0;
            if (integrator_.restarted() && options_.fixed_step_s <= 0.0)  // back from the other
                if (const auto again = attempt(to_s, to_s >= options_.stop_s); !again.converged())
                    return failure(again, to_s);
            step_s_ = StepControl::after_s(length_s, error, integrator_.order());
            return take(to_s);
        }
    }

    // A row's tolerance: relative to its largest charge so far, and what `abstol` of each unknown
    // means in charge.
    double local_error(double to_s) {
        const NetValues& values = newton_.values();
        const SparsePattern& p = system_.pattern();
        tolerance_.assign(values.q.size(), 0.0);
        for (std::size_t col = 0; col < tolerance_.size(); ++col)
            for (int k = p.column_start[col]; k < p.column_start[col + 1]; ++k)
                tolerance_[static_cast<std::size_t>(p.row[static_cast<std::size_t>(k)])] +=
                    options_.abstol * system_.typical()[col] *
                    std::abs(values.jacobian_q[static_cast<std::size_t>(k)]);
        const std::span<const double> limit = system_.charge_scale_limit();
        for (std::size_t k = 0; k < tolerance_.size(); ++k)
            tolerance_[k] += options_.reltol *
                             std::min(std::max(largest_q_[k], std::abs(values.q[k])), limit[k]);
        if (!integrator_.restarted()) return integrator_.error(to_s, values.q, tolerance_, worst_);
        return first_local_error(to_s);
    }

    // After a restart there is no history: a second Euler step, twice as long, tells the bend.
    double first_local_error(double to_s) {
        const std::vector<double> q = newton_.values().q;
        const double other_s = to_s + (to_s - time_s_);
        if (!attempt(other_s, false).converged()) return infinity;
        return integrator_.first_error(to_s, q, other_s, newton_.values().q, tolerance_, worst_);
    }

    // The step to to_s is solved and precise enough. Cuts it at a crossing, then accepts it.
    Result<void> take(double to_s) {
        bool crossed = false;
        if (system_.has_events()) {
            std::vector<double> after;
            system_.events(trial_x_, point_, after);
            const Crossing crossing = first_crossing(system_.event_info(), events_, after);
            if (crossing.found) {
                crossed = true;
                ++result_.report.events;
                to_s = locate(to_s, crossing);
            }
        }
        return accept(to_s, crossed || to_s >= breakpoint_s_);
    }

    // Narrows the bracket of the first crossing; leaves the attempt at its upper end.
    double locate(double to_s, Crossing crossing) {
        const double tolerance_s =
            std::max(2.0 * control_.min_step_s, crossing.time_tolerance_s > 0.0
                                                    ? crossing.time_tolerance_s
                                                    : 1e-4 * control_.max_step_s);
        double low_s = time_s_;
        double high_s = to_s;
        double at_s = to_s;
        std::vector<double> low = events_;
        for (int k = 0; k < 80 && high_s - low_s > tolerance_s && !crossing.within_value; ++k) {
            // The line first, a hair beyond it; every third time the middle, so that it ends.
            const double share = k % 3 == 2 ? 0.5 : std::clamp(1.001 * crossing.share, 0.01, 0.99);
            at_s = low_s + share * (high_s - low_s);
            if (!attempt(at_s, false).converged()) break;
            std::vector<double> values;
            system_.events(trial_x_, point_, values);
            const Crossing inside = first_crossing(system_.event_info(), events_, values);
            if (inside.found) {
                high_s = at_s;
                crossing = first_crossing(system_.event_info(), low, values);
                if (!crossing.found) crossing = inside;
            } else {
                low_s = at_s;
                low = values;
                crossing.share = 0.5;
            }
        }
        if (at_s != high_s) attempt(high_s, high_s >= options_.stop_s);
        return high_s;
    }

    Result<void> accept(double to_s, bool discontinuity) {
        const NetValues& values = newton_.values();
        const double length_s = to_s - time_s_;
        integrator_.accept(to_s, trial_x_, values.q);
        for (std::size_t k = 0; k < largest_q_.size(); ++k)
            largest_q_[k] = std::max(largest_q_[k], std::abs(values.q[k]));
        x_ = trial_x_;
        time_s_ = to_s;
        TransientReport& report = result_.report;
        report.smallest_step_s =
            report.steps == 0 ? length_s : std::min(report.smallest_step_s, length_s);
        ++report.steps;
        std::vector<double> powers_W = source_powers();
        for (std::size_t k = 0; k < powers_W.size(); ++k)
            result_.source_J[k] += 0.5 * length_s * (power_W_[k] + powers_W[k]);
        power_W_ = std::move(powers_W);
        const auto finish = deliver_messages(system_, x_, point_, options_.messages);
        if (!finish) return finish.error();
        report.finished = *finish;
        bound_s_ = system_.commit(x_, point_);
        refresh_events();
        if (discontinuity) {
            restart();
            step_s_ = infinity;
        }
        if (options_.progress) options_.progress({time_s_, options_.stop_s, report.steps});
        return emit();
    }

    [[nodiscard]] double node_V(NodeIndex node) const { return node == 0 ? 0.0 : x_[node - 1]; }

    [[nodiscard]] std::vector<double> source_powers() const {
        std::vector<double> powers_W(netlist_.elements().size(), 0.0);
        for (std::size_t k = 0; k < powers_W.size(); ++k) {
            const Element& e = netlist_.elements()[k];
            const double across_V = node_V(e.a) - node_V(e.b);
            if (e.kind == ElementKind::voltage_source)
                powers_W[k] =
                    -across_V * x_[system_.branch_index(static_cast<std::size_t>(e.branch))];
            if (e.kind == ElementKind::current_source)
                powers_W[k] = -across_V * wave_value(e.wave, time_s_);
        }
        return powers_W;
    }

    Result<void> emit() {
        row_.clear();
        std::optional<NetSolution> solution;
        for (const Probe& p : options_.probes) switch (p.kind) {
                case ProbeKind::node_V:
                    row_.push_back(node_V(static_cast<NodeIndex>(p.index)));
                    break;
                case ProbeKind::branch_A:
                    row_.push_back(x_[system_.branch_index(p.index)]);
                    break;
                case ProbeKind::device_internal:
                    row_.push_back(x_[system_.internal_index(p.index, p.unknown)]);
                    break;
                case ProbeKind::device_memory:
                    if (!solution) solution = system_.solution(x_);
                    row_.push_back(solution->memory[p.index][p.unknown]);
                    break;
            }
        return sink_.row(time_s_, row_);
    }

    [[nodiscard]] Error failure(const NewtonOutcome& outcome, double to_s) const {
        return {.code = Errc::numerics,
                .id = 7313,
                .what = fmt::format("no step of the transient converges at {} s (tried {} s); the "
                                    "worst is {}",
                                    time_s_, to_s - time_s_, system_.unknown_name(outcome.worst)),
                .help =
                    "check the device there; a smaller min_step_s or a capacitance at the "
                    "node may help"};
    }

    const Netlist& netlist_;
    const TransientOptions& options_;
    TraceSink& sink_;
    NetSystem system_;
    Newton newton_;
    Integrator integrator_;
    NetPoint point_;
    TransientResult result_;
    StepControl control_;
    double time_s_ = 0.0;
    double step_s_ = 0.0;        // wished next
    double breakpoint_s_ = 0.0;  // next, at most stop_s
    double bound_s_ = infinity;  // what the models allow
    std::size_t worst_ = 0;
    std::vector<double> x_, trial_x_, events_, largest_q_, tolerance_, power_W_, row_;
};

Result<void> check_options(const TransientOptions& o) {
    const char* fault = nullptr;
    if (!(o.stop_s > 0.0) || !std::isfinite(o.stop_s))
        fault = "stop_s must be above 0 s";
    else if (!(o.reltol > 0.0 && o.reltol < 1.0))
        fault = "reltol must be between 0 and 1";
    else if (!(o.abstol > 0.0))
        fault = "abstol must be above 0";
    else if (!(o.max_step_s >= 0.0 && o.min_step_s >= 0.0 && o.fixed_step_s >= 0.0))
        fault = "a step must not be negative";
    if (fault == nullptr) return {};
    return Error{.code = Errc::input,
                 .id = 7314,
                 .what = fmt::format("transient: {}", fault),
                 .help = "see the options of the transient analysis"};
}

}  // namespace

Result<TransientResult> solve_transient(const Netlist& netlist, const TransientOptions& options,
                                        TraceSink& sink) {
    if (auto checked = netlist.check(); !checked) return checked.error();
    if (auto checked = check_options(options); !checked) return checked.error();
    return Run(netlist, options, sink).run();
}

Result<Probe> make_probe(const Netlist& netlist, const std::string& name) {
    const auto inner = [&] { return name.substr(2, name.size() - 3); };
    const bool call = name.size() > 3 && name[1] == '(' && name.back() == ')';
    if (call && name[0] == 'V')
        if (const auto node = netlist.find_node(inner()))
            return Probe{name, ProbeKind::node_V, *node, 0};
    if (call && name[0] == 'I')
        for (const Element& e : netlist.elements())
            if (e.branch >= 0 && e.name == inner())
                return Probe{name, ProbeKind::branch_A, static_cast<std::size_t>(e.branch), 0};
    for (std::size_t d = 0; d < netlist.devices().size(); ++d) {
        const DeviceInstance& device = netlist.devices()[d];
        if (!name.starts_with(device.name + ".")) continue;
        const std::string wanted = name.substr(device.name.size() + 1);
        const ModelShape& shape = device.model->shape();
        for (std::size_t u = shape.terminals; u < shape.unknowns.size(); ++u)
            if (shape.unknowns[u].name == wanted)
                return Probe{name, ProbeKind::device_internal, d, u};
        for (std::size_t m = 0; m < shape.memory.size(); ++m)
            if (shape.memory[m] == wanted) return Probe{name, ProbeKind::device_memory, d, m};
    }
    return Error{.code = Errc::input,
                 .id = 7315,
                 .what = fmt::format("nothing to probe is called '{}'", name),
                 .help = "V(node), I(source or inductor), or device.state"};
}

}  // namespace crosspoint
