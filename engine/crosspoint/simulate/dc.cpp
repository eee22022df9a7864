// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/dc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace crosspoint {
namespace {

// One operating point being looked for. Every strategy ends by plain Newton on the circuit itself.
class Search {
public:
    Search(NetSystem& system, const DcOptions& options, Analysis analysis)
        : system_(system), options_(options), newton_(system, options.newton) {
        point_.device.analysis = analysis;
        point_.device.time_s = options.time_s;
        point_.device.temperature_K = options.temperature_K;
        point_.device.gmin_S = options.gmin_S;
        point_.device.seed = options.seed;
        point_.device.initial_step = true;
        point_.hold = options.hold;
        start_ = options.guess;
        start_.resize(system.unknowns(), 0.0);
        if (options.hold) system.put_held(start_);
        x_ = start_;
    }

    Result<DcResult> run() {
        for (const DcStrategy strategy : options_.strategies) {
            x_ = start_;
            if (attempt(strategy)) return spoken(strategy);
            if (options_.stop.stop_requested()) break;
        }
        return failure();
    }

private:
    bool attempt(DcStrategy strategy) {
        switch (strategy) {
            case DcStrategy::newton:
                return plain();
            case DcStrategy::gmin_stepping:
                return gmin_stepping();
            case DcStrategy::source_stepping:
                return source_stepping();
            case DcStrategy::pseudo_transient:
                return pseudo_transient();
        }
        return false;
    }

    bool plain() { return step(point_, {}); }

    bool step(const NetPoint& point, const Companion& companion) {
        if (options_.stop.stop_requested()) return false;
        last_ = newton_.solve(x_, point, companion);
        return last_.converged();
    }

    // Conductances from all nodes to ground, those inside devices too, taken away by steps that
    // grow while they succeed.
    bool gmin_stepping() {
        constexpr double first_S = 1e-1;
        constexpr double last_S = 1e-14;
        NetPoint point = point_;
        point.shunt_S = first_S;
        if (!step(point, {})) return false;
        double factor = 0.1;
        while (point.shunt_S > last_S) {
            const std::vector<double> good = x_;
            NetPoint next = point;
            next.shunt_S = point.shunt_S * factor;
            if (step(next, {})) {
                point = next;
                factor = std::max(1e-3, factor * factor);
                continue;
            }
            x_ = good;
            factor = std::sqrt(factor);
            if (factor > 0.97) return false;
        }
        return plain();
    }

    bool source_stepping() {
        NetPoint point = point_;
        point.source_scale = 0.0;
        if (!step(point, {})) return false;
        double stride = 0.1;
        while (point.source_scale < 1.0) {
            const std::vector<double> good = x_;
            NetPoint next = point;
            next.source_scale = std::min(1.0, point.source_scale + stride);
            if (step(next, {})) {
                point = next;
                stride *= 2.0;
                continue;
            }
            x_ = good;
            stride *= 0.25;
            if (stride < 1e-6) return false;
        }
        return true;
    }

    // A capacitor from every node to ground, implicit Euler with steps that grow: the way a real
    // circuit comes up.
    bool pseudo_transient() {
        std::vector<double> history(system_.unknowns(), 0.0);
        NetPoint point = point_;
        point.shunt_S = 1e-2;  // farads over a step of time
        for (int k = 0; k < 500; ++k) {
            const std::vector<double> good = x_;
            for (const std::size_t n : system_.node_voltages())
                history[n] = -point.shunt_S * good[n];
            if (step(point, {.alpha = 0.0, .history = history})) {
                point.shunt_S *= 0.4;
                if (point.shunt_S < 1e-14) break;
            } else {
                x_ = good;
                point.shunt_S *= 8.0;
                if (point.shunt_S > 1e6) return false;
            }
        }
        const std::vector<double> good = x_;
        if (plain()) return true;
        const bool inside = last_.worst >= system_.node_unknowns();
        x_ = good;
        return inside && tied(point.shunt_S);
    }

    // Nodes inside devices that nothing holds, between transistors that are off beyond what a
    // number can tell: each is tied to its own last voltage, ever more loosely, until no tie
    // carries a current that matters. A node of the netlist that nothing holds stays an error.
    bool tied(double tie_S) {
        constexpr double last_tie_S = 1e-20;
        constexpr double nothing_A = 1e-21;  // a thousandth of what rows are balanced to
        NetPoint point = point_;
        std::vector<double> history(system_.unknowns(), 0.0);
        for (int k = 0; k < 60; ++k) {
            tie_S = std::max(last_tie_S, 0.4 * tie_S);
            point.shunt_S = tie_S;
            const std::vector<double> before = x_;
            double largest_A = 0.0;
            for (const std::size_t n : system_.node_voltages()) history[n] = -tie_S * before[n];
            if (!step(point, {.alpha = 0.0, .history = history})) return false;
            for (const std::size_t n : system_.node_voltages())
                largest_A = std::max(largest_A, tie_S * std::abs(x_[n] - before[n]));
            if (largest_A <= nothing_A) return true;
        }
        return false;
    }

    // An operating point is a first and a last step; before a transient it is the first only.
    Result<DcResult> spoken(DcStrategy strategy) {
        NetPoint point = point_;
        point.device.final_step = point.device.analysis == Analysis::dc;
        if (auto said = deliver_messages(system_, x_, point, options_.messages); !said)
            return said.error();
        return result(strategy);
    }

    DcResult result(DcStrategy strategy) {
        DcResult found;
        found.solution = system_.solution(x_);
        found.x = std::move(x_);
        found.strategy = strategy;
        found.iterations = newton_.total_iterations();
        found.audit =
            audit_netlist(system_.netlist(), found.solution, point_.device, options_.hold);
        return found;
    }

    [[nodiscard]] Error failure() const {
        if (options_.stop.stop_requested())
            return {.code = Errc::interrupted,
                    .id = 7312,
                    .what = "the search for the operating point was stopped"};
        const std::string where = system_.unknown_name(std::min(last_.worst, x_.size() - 1));
        if (last_.status == NewtonStatus::singular)
            return {.code = Errc::numerics,
                    .id = 7311,
                    .what = fmt::format("the equations are singular at {}", where),
                    .help =
                        "a node without a path for dc current, a loop of voltage sources, or "
                        "a state that nothing determines: hold it, or add a large resistor"};
        return {.code = Errc::numerics,
                .id = 7310,
                .what = fmt::format("no operating point found after {} iterations; the worst is "
                                    "{}: {}",
                                    newton_.total_iterations(), where,
                                    last_.status == NewtonStatus::not_finite
                                        ? "its equation is not finite"
                                        : "its correction does not shrink"),
                .help = "check the values of the devices there, or give a first guess"};
    }

    NetSystem& system_;
    const DcOptions& options_;
    Newton newton_;
    NetPoint point_;
    std::vector<double> start_, x_;
    NewtonOutcome last_;
};

}  // namespace

const char* dc_strategy_name(DcStrategy strategy) {
    switch (strategy) {
        case DcStrategy::newton:
            return "Newton";
        case DcStrategy::gmin_stepping:
            return "gmin stepping";
        case DcStrategy::source_stepping:
            return "source stepping";
        case DcStrategy::pseudo_transient:
            return "pseudo-transient";
    }
    return "";
}

Result<DcResult> solve_dc(NetSystem& system, const DcOptions& options, Analysis analysis) {
    return Search(system, options, analysis).run();
}

Result<DcResult> solve_dc(const Netlist& netlist, const DcOptions& options) {
    if (auto checked = netlist.check(); !checked) return checked.error();
    NetSystem system(netlist);
    return solve_dc(system, options, Analysis::dc);
}

}  // namespace crosspoint
