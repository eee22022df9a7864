// SPDX-License-Identifier: Apache-2.0
// @source Ridders, Advances in Engineering Software 4(2) 75 (1982): extrapolated differences
#include "crosspoint/study/model_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <utility>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/study/model_bench.hpp"

namespace crosspoint {

namespace {

constexpr std::size_t levels = 10;  // of the extrapolation; the step halves from level to level
constexpr double first_step = 2e-3;

// Rows of `stride` doubles, aligned for EvalBlock.
class Rows {
public:
    Rows(std::size_t rows, std::size_t stride) : stride_(stride), store_(rows * stride + 8) {
        const auto address = reinterpret_cast<std::uintptr_t>(store_.data());
        first_ = (64 - address % 64) % 64 / sizeof(double);
    }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    double* data() { return store_.data() + first_; }
    double& operator()(std::size_t row, std::size_t lane) { return data()[row * stride_ + lane]; }

private:
    std::size_t stride_;
    std::vector<double> store_;
    std::size_t first_ = 0;
};

struct Estimate {
    double value = 0.0;
    double error = std::numeric_limits<double>::infinity();
};

// From central differences with steps h, h/2, h/4, ...
Estimate extrapolate(const std::array<double, levels>& differences) {
    std::array<std::array<double, levels>, levels> table{};
    Estimate best{.value = differences[0]};
    for (std::size_t i = 0; i < levels; ++i) {
        table[0][i] = differences[i];
        double factor = 4.0;
        for (std::size_t j = 1; j <= i; ++j) {
            table[j][i] = (factor * table[j - 1][i] - table[j - 1][i - 1]) / (factor - 1.0);
            factor *= 4.0;
            const double error = std::max(std::abs(table[j][i] - table[j - 1][i]),
                                          std::abs(table[j][i] - table[j - 1][i - 1]));
            if (error < best.error) best = {table[j][i], error};
        }
    }
    return best;
}

// One operating point: lane 0 is the point itself, then each unknown up and down at each level.
class PointCheck {
public:
    PointCheck(const DeviceModel& model, const ModelCheckOptions& options)
        : model_(model),
          shape_(model.shape()),
          options_(options),
          lanes_(1 + shape_.unknowns.size() * 2 * levels),
          stride_((lanes_ + 7) / 8 * 8),
          x_(shape_.unknowns.size(), stride_),
          f_(shape_.unknowns.size(), stride_),
          q_(shape_.unknowns.size(), stride_),
          df_(shape_.static_entries.size(), stride_),
          dq_(shape_.charge_entries.size(), stride_),
          memory_(shape_.memory.size(), stride_) {
        for (std::vector<double>& rows : largest_) rows.assign(shape_.unknowns.size(), 0.0);
    }

    void run(std::span<const double> x, ModelCheck& check) {
        evaluate(x);
        if (!finite()) {
            ++check.not_finite;
            return;
        }
        compare(f_, df_, shape_.static_entries, false);
        compare(q_, dq_, shape_.charge_entries, true);
    }

    // Where a row is far smaller than elsewhere, rounding inside the model (1 + tanh(-18)) makes
    // steps that no difference quotient can see through.
    void judge(ModelCheck& check) const {
        for (const Entry& e : entries_) {
            ++check.compared;
            const double largest = largest_[e.entry.charge ? 1 : 0][e.entry.row];
            const UnknownInfo& info = shape_.unknowns[e.entry.row];
            // A state that moves by less than its tolerance in a second stands still.
            const double still = info.kind == UnknownKind::state ? info.abstol : 0.0;
            const bool doubtful = !(e.doubt <= 0.1 * options_.reltol * e.scale);
            const bool explained = !(e.entry.error * e.scale > 100.0 * e.doubt);
            if (e.scale < std::max(faint * largest, still) || (doubtful && explained)) {
                ++check.undecided;
                continue;
            }
            if (e.entry.error > options_.reltol) ++check.wrong;
            if (e.entry.error > check.worst.error) check.worst = e.entry;
        }
    }

private:
    // A typical voltage or state is 0.1 and more, a typical current a microampere.
    [[nodiscard]] double step_of(std::size_t unknown, double x) const {
        const double least = shape_.unknowns[unknown].kind == UnknownKind::flow ? 1e-6 : 0.1;
        return first_step * std::max(std::abs(x), least);
    }
    static std::size_t lane_of(std::size_t unknown, std::size_t level, bool up) {
        return 1 + (unknown * levels + level) * 2 + (up ? 1 : 0);
    }

    // What variables keep from the operating point, as a transient that starts there has it.
    void settle_memory() {
        Rows next(shape_.memory.size(), stride_);
        const std::vector<std::uint32_t> cells(stride_, 0);
        const EvalPoint point{.analysis = Analysis::transient_start,
                              .temperature_K = options_.temperature_K,
                              .initial_step = true,
                              .seed = options_.seed};
        EvalBlock block{.lanes = lanes_, .stride = stride_, .unknowns = x_.data()};
        block.cell = cells.data();
        block.memory_next = next.data();
        model_.evaluate(point, block);
        for (std::size_t k = 0; k < shape_.memory.size(); ++k)
            for (std::size_t lane = 0; lane < stride_; ++lane) memory_(k, lane) = next(k, 0);
    }

    void evaluate(std::span<const double> x) {
        for (std::size_t k = 0; k < x.size(); ++k)
            for (std::size_t lane = 0; lane < stride_; ++lane) x_(k, lane) = x[k];
        if (!shape_.memory.empty()) settle_memory();
        for (std::size_t k = 0; k < x.size(); ++k) {
            double step = step_of(k, x[k]);
            for (std::size_t level = 0; level < levels; ++level, step *= 0.5) {
                x_(k, lane_of(k, level, true)) = x[k] + step;
                x_(k, lane_of(k, level, false)) = x[k] - step;
            }
        }
        // A state has its rate in a transient only; one draw for all lanes.
        const std::vector<std::uint32_t> cells(stride_, 0);
        const EvalPoint point{.analysis = Analysis::transient,
                              .time_s = 1e-9,
                              .step_s = 1e-9,
                              .temperature_K = options_.temperature_K,
                              .seed = options_.seed,
                              .step_index = 1};
        EvalBlock block{.lanes = lanes_, .stride = stride_, .unknowns = x_.data()};
        block.cell = cells.data();
        if (!shape_.memory.empty()) block.memory = memory_.data();
        block.f = f_.data();
        block.q = q_.data();
        block.df = df_.data();
        block.dq = dq_.data();
        model_.evaluate(point, block);
    }

    bool finite() {
        for (std::size_t k = 0; k < shape_.unknowns.size(); ++k)
            if (!std::isfinite(f_(k, 0)) || !std::isfinite(q_(k, 0))) return false;
        for (std::size_t k = 0; k < shape_.static_entries.size(); ++k)
            if (!std::isfinite(df_(k, 0))) return false;
        for (std::size_t k = 0; k < shape_.charge_entries.size(); ++k)
            if (!std::isfinite(dq_(k, 0))) return false;
        return true;
    }

    Estimate quotient(Rows& rows, std::size_t row, std::size_t col) {
        std::array<double, levels> differences{};
        for (std::size_t level = 0; level < levels; ++level) {
            const std::size_t up = lane_of(col, level, true), down = lane_of(col, level, false);
            differences[level] = (rows(row, up) - rows(row, down)) / (x_(col, up) - x_(col, down));
        }
        return extrapolate(differences);
    }

    void compare(Rows& rows, Rows& entries, const std::vector<JacobianEntry>& structure,
                 bool charge) {
        const std::size_t n = shape_.unknowns.size();
        std::vector<double> derivative(n);
        std::vector<Estimate> estimate(n);
        for (std::size_t row = 0; row < n; ++row) {
            std::fill(derivative.begin(), derivative.end(), 0.0);
            for (std::size_t k = 0; k < structure.size(); ++k)
                if (structure[k].row == row) derivative[structure[k].col] = entries(k, 0);
            double scale = 0.0;
            for (std::size_t col = 0; col < n; ++col) {
                estimate[col] = quotient(rows, row, col);
                scale = std::max({scale, std::abs(derivative[col]), std::abs(estimate[col].value)});
            }
            if (scale == 0.0) continue;
            double& largest = largest_[charge ? 1 : 0][row];
            largest = std::max(largest, scale);
            for (std::size_t col = 0; col < n; ++col) {
                const double error = std::abs(derivative[col] - estimate[col].value) / scale;
                entries_.push_back({{charge, row, col, derivative[col], estimate[col].value, error},
                                    scale,
                                    estimate[col].error});
            }
        }
    }

    struct Entry {
        WorstEntry entry;
        double scale = 0.0;
        double doubt = 0.0;
    };
    static constexpr double faint = 1e-9;
    std::vector<Entry> entries_;
    std::array<std::vector<double>, 2> largest_;  // [f, q][rows] of all points

    const DeviceModel& model_;
    const ModelShape& shape_;
    const ModelCheckOptions& options_;
    std::size_t lanes_, stride_;
    Rows x_, f_, q_, df_, dq_, memory_;
};

}  // namespace

Result<ModelCheck> check_model(const std::shared_ptr<const DeviceModel>& model,
                               const ModelCheckOptions& options) {
    const ModelShape& shape = model->shape();
    ModelCheck check{.points = options.points};
    constexpr double infinity = std::numeric_limits<double>::infinity();
    check.least_power_W = infinity;
    check.open_V.assign(options.open.size(), {infinity, -infinity});
    PointCheck at_point(*model, options);
    std::mt19937_64 random(options.seed);
    for (std::size_t point = 0; point < options.points; ++point) {
        std::vector<HeldUnknown> held;
        if (!options.states.empty()) held = options.states[point % options.states.size()];
        Netlist netlist = bench_of(model, std::move(held), options.open);
        for (std::size_t k = 0; k < shape.terminals; ++k)
            if (netlist.elements()[k].branch >= 0)
                netlist.set_wave(k, DcWave{options.limit_V * (2.0 * uniform(random) - 1.0)});
        DcOptions dc;
        dc.temperature_K = options.temperature_K;
        const Result<DcResult> solved = solve_dc(netlist, dc);
        if (!solved) {
            if (solved.error().code != Errc::numerics) return solved.error();
            ++check.unsolved;
            continue;
        }
        const NetSolution& solution = solved->solution;
        std::vector<double> x(solution.node_V.begin() + 1, solution.node_V.end());
        x.insert(x.end(), solution.internal[0].begin(), solution.internal[0].end());
        at_point.run(x, check);
        double power_W = 0.0, sum_W = 0.0;
        for (std::size_t k = 0; k < shape.terminals; ++k) {
            const std::ptrdiff_t branch = netlist.elements()[k].branch;
            if (branch < 0) continue;
            const double taken_W = x[k] * solution.branch_A[static_cast<std::size_t>(branch)];
            power_W -= taken_W;
            sum_W += std::abs(taken_W);
        }
        for (std::size_t k = 0; k < options.open.size(); ++k) {
            auto& [low_V, high_V] = check.open_V[k];
            low_V = std::min(low_V, x[options.open[k]]);
            high_V = std::max(high_V, x[options.open[k]]);
        }
        check.least_power_W = std::min(check.least_power_W, power_W);
        if (power_W < -1e-9 * sum_W) ++check.negative_power;
    }
    at_point.judge(check);
    if (check.unsolved == check.points) check.least_power_W = 0.0;
    return check;
}

}  // namespace crosspoint
