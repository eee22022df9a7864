// One instance of a DeviceModel, evaluated alone, and a small dense Newton iteration for the
// unknowns that a test does not set. Made for tests: obvious, not fast.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "crosspoint/device/model.hpp"

namespace crosspoint::testing {

class OneLane {
public:
    explicit OneLane(const DeviceModel& model) : model_(model), shape_(model.shape()) {
        const std::size_t n = shape_.unknowns.size();
        x.assign(n, 0.0);
        memory = shape_.memory_start;
        unknowns_ = rows(n), f_ = rows(n), q_ = rows(n), memory_ = rows(memory.size()),
        next_ = rows(memory.size()), df_ = rows(shape_.static_entries.size()),
        dq_ = rows(shape_.charge_entries.size());
    }

    [[nodiscard]] std::size_t unknown(const std::string& name) const {
        for (std::size_t k = 0; k < x.size(); ++k)
            if (shape_.unknowns[k].name == name) return k;
        FAIL("no unknown " << name);
        return 0;
    }

    void evaluate() {
        for (std::size_t k = 0; k < x.size(); ++k) fill(unknowns_, k, x[k]);
        for (std::size_t k = 0; k < memory.size(); ++k) fill(memory_, k, memory[k]);
        EvalBlock block;
        block.lanes = 1;
        block.stride = lanes;
        block.unknowns = unknowns_.get();
        block.memory = memory_.get();
        block.f = f_.get(), block.q = q_.get(), block.df = df_.get(), block.dq = dq_.get();
        block.memory_next = next_.get();
        model_.evaluate(point, block);
    }

    [[nodiscard]] double f(std::size_t row) const { return f_.get()[row * lanes]; }
    [[nodiscard]] double q(std::size_t row) const { return q_.get()[row * lanes]; }
    [[nodiscard]] double next(std::size_t k) const { return next_.get()[k * lanes]; }
    /// [n x n], row-major.
    [[nodiscard]] std::vector<double> df() const { return dense(shape_.static_entries, df_); }
    [[nodiscard]] std::vector<double> dq() const { return dense(shape_.charge_entries, dq_); }

    /// Solves f = 0 of the rows `free` for those unknowns, from where they are, in steps of 50 mV
    /// at most. False when 400 steps do not suffice.
    bool solve(std::span<const std::size_t> free) {
        for (int tries = 0; tries < 400; ++tries) {
            evaluate();
            if (free.empty()) return true;
            const std::vector<double> step = newton_step(free);
            double volts = 0.0, size = 0.0;
            for (std::size_t k = 0; k < free.size(); ++k) {
                if (!std::isfinite(step[k])) return false;
                size = std::max(size, std::abs(step[k]));
                if (shape_.unknowns[free[k]].kind == UnknownKind::node)
                    volts = std::max(volts, std::abs(step[k]));
            }
            const double damping = volts > 0.05 ? 0.05 / volts : 1.0;
            for (std::size_t k = 0; k < free.size(); ++k) x[free[k]] += damping * step[k];
            if (size < 1e-14) break;
            if (tries == 399) return size < 1e-11;
        }
        evaluate();
        return true;
    }

    std::vector<double> x, memory;
    EvalPoint point;

private:
    static constexpr std::size_t lanes = 8;
    struct Free {
        void operator()(double* rows) const { std::free(rows); }
    };
    using Rows = std::unique_ptr<double, Free>;

    static Rows rows(std::size_t count) {
        const std::size_t bytes = (count + 1) * 64;
        auto* all = static_cast<double*>(std::aligned_alloc(64, bytes));
        std::fill(all, all + bytes / sizeof(double), 0.0);
        return Rows(all);
    }
    static void fill(const Rows& all, std::size_t row, double value) {
        std::fill_n(all.get() + row * lanes, lanes, value);
    }
    [[nodiscard]] std::vector<double> dense(const std::vector<JacobianEntry>& entries,
                                            const Rows& values) const {
        const std::size_t n = x.size();
        std::vector<double> all(n * n, 0.0);
        for (std::size_t e = 0; e < entries.size(); ++e)
            all[entries[e].row * n + entries[e].col] += values.get()[e * lanes];
        return all;
    }
    /// Gauss-Jordan with row exchange.
    [[nodiscard]] std::vector<double> newton_step(std::span<const std::size_t> free) const {
        const std::size_t m = free.size();
        const std::vector<double> all = df();
        std::vector<std::vector<double>> a(m, std::vector<double>(m + 1));
        for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < m; ++j) a[i][j] = all[free[i] * x.size() + free[j]];
            a[i][m] = -f(free[i]);
        }
        for (std::size_t c = 0; c < m; ++c) {
            std::size_t best = c;
            for (std::size_t i = c; i < m; ++i)
                if (std::abs(a[i][c]) > std::abs(a[best][c])) best = i;
            std::swap(a[best], a[c]);
            for (std::size_t i = 0; i < m; ++i) {
                if (i == c) continue;
                const double factor = a[i][c] / a[c][c];
                for (std::size_t j = c; j <= m; ++j) a[i][j] -= factor * a[c][j];
            }
        }
        std::vector<double> step(m);
        for (std::size_t i = 0; i < m; ++i) step[i] = a[i][m] / a[i][i];
        return step;
    }

    const DeviceModel& model_;
    const ModelShape& shape_;
    Rows unknowns_, f_, q_, memory_, next_, df_, dq_;
};

}  // namespace crosspoint::testing
