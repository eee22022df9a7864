// Device models written by hand, for tests of circuits: each shows one thing that a compiled model
// may do. Small and slow on purpose.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>

#include "crosspoint/device/model.hpp"

namespace crosspoint::testing {

/// One lane of a block: rows by number.
struct Lane {
    const EvalBlock& b;
    std::size_t k;

    [[nodiscard]] double x(std::size_t row) const { return b.unknowns[row * b.stride + k]; }
    [[nodiscard]] double p(std::size_t row) const { return b.parameters[row * b.stride + k]; }
    [[nodiscard]] double m(std::size_t row) const { return b.memory[row * b.stride + k]; }
    void put(double* rows, std::size_t row, double value) const {
        if (rows != nullptr) rows[row * b.stride + k] = value;
    }
};

/// A shape whose fields `fill` sets one by one.
template <class Fill>
ModelShape shaped(Fill fill) {
    ModelShape shape;
    fill(shape);
    return shape;
}

/// Implements shape() and the loop over lanes.
class HandModel : public DeviceModel {
public:
    [[nodiscard]] const ModelShape& shape() const override { return shape_; }
    void evaluate(const EvalPoint& point, const EvalBlock& block) const override {
        for (std::size_t k = 0; k < block.lanes; ++k) lane(point, {block, k});
    }

protected:
    explicit HandModel(ModelShape shape) : shape_(std::move(shape)) {}
    virtual void lane(const EvalPoint& point, const Lane& lane) const = 0;

private:
    ModelShape shape_;
};

/// i = Is (exp(v / n Vt) - 1); parameter: Is. Overflows on purpose: no limexp.
class Diode final : public HandModel {
public:
    explicit Diode(double vt_V = 0.02585)
        : HandModel(shaped([](ModelShape& s) {
              s.name = "diode";
              s.terminals = 2;
              s.unknowns = {{.name = "a"}, {.name = "c"}};
              s.varying = {{.name = "is", .value = 1e-14}};
              s.static_entries = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
          })),
          vt_V_(vt_V) {}

protected:
    void lane(const EvalPoint&, const Lane& l) const override {
        const double growth = std::exp((l.x(0) - l.x(1)) / vt_V_);
        const double i_A = l.p(0) * (growth - 1.0);
        const double g_S = l.p(0) * growth / vt_V_;
        l.put(l.b.f, 0, i_A);
        l.put(l.b.f, 1, -i_A);
        l.put(l.b.q, 0, 0.0);
        l.put(l.b.q, 1, 0.0);
        for (std::size_t e = 0; e < 4; ++e) l.put(l.b.df, e, e == 0 || e == 3 ? g_S : -g_S);
    }

private:
    double vt_V_;
};

/// A conductance between terminals 0 and 1; with a gate (terminal 2), only while that is above 0.5
/// V.
class LinearCell final : public HandModel {
public:
    explicit LinearCell(bool gated)
        : HandModel(shaped([gated](ModelShape& s) {
              s.name = "linear_cell";
              s.terminals = gated ? 3 : 2;
              s.unknowns = {{.name = "a"}, {.name = "b"}};
              if (gated) s.unknowns.push_back({.name = "gate"});
              s.varying = {{.name = "g", .value = 1e-4}};
              s.static_entries = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
          })) {}

protected:
    void lane(const EvalPoint&, const Lane& l) const override {
        const bool gated = shape().terminals == 3;
        const double g_S = gated && l.x(2) < 0.5 ? 0.0 : l.p(0);
        const double i_A = g_S * (l.x(0) - l.x(1));
        l.put(l.b.f, 0, i_A);
        l.put(l.b.f, 1, -i_A);
        if (gated) l.put(l.b.f, 2, 0.0);
        for (std::size_t u = 0; u < shape().terminals; ++u) l.put(l.b.q, u, 0.0);
        for (std::size_t e = 0; e < 4; ++e) l.put(l.b.df, e, e == 0 || e == 3 ? g_S : -g_S);
    }
};

/// R from a to an internal node, C from there to b. Parameters: r, c.
class SeriesRc final : public HandModel {
public:
    SeriesRc()
        : HandModel(shaped([](ModelShape& s) {
              s.name = "series_rc";
              s.terminals = 2;
              s.unknowns = {
                  {.name = "a"}, {.name = "b"}, {.name = "mid", .kind = UnknownKind::node}};
              s.varying = {{.name = "r", .value = 1e3}, {.name = "c", .value = 1e-9}};
              s.static_entries = {{0, 0}, {0, 2}, {2, 0}, {2, 2}};
              s.charge_entries = {{1, 1}, {1, 2}, {2, 1}, {2, 2}};
          })) {}

protected:
    void lane(const EvalPoint&, const Lane& l) const override {
        const double g_S = 1.0 / l.p(0);
        const double i_A = g_S * (l.x(0) - l.x(2));
        const double q_C = l.p(1) * (l.x(2) - l.x(1));
        l.put(l.b.f, 0, i_A);
        l.put(l.b.f, 1, 0.0);
        l.put(l.b.f, 2, -i_A);
        l.put(l.b.q, 0, 0.0);
        l.put(l.b.q, 1, -q_C);
        l.put(l.b.q, 2, q_C);
        for (std::size_t e = 0; e < 4; ++e) {
            l.put(l.b.df, e, e == 0 || e == 3 ? g_S : -g_S);
            l.put(l.b.dq, e, e == 0 || e == 3 ? l.p(1) : -l.p(1));
        }
    }
};

/// R(x) = x Ron + (1 - x) Roff,  dx/dt = k i x (1 - x) 4; the state is unknown 2.
class DriftMemristor final : public HandModel {
public:
    DriftMemristor()
        : HandModel(shaped([](ModelShape& s) {
              s.name = "drift";
              s.terminals = 2;
              s.unknowns = {{.name = "a"},
                            {.name = "b"},
                            {.name = "x", .kind = UnknownKind::state, .abstol = 1e-9}};
              s.varying = {{.name = "k", .value = 1e4}};
              s.static_entries = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1},
                                  {1, 2}, {2, 0}, {2, 1}, {2, 2}};
              s.charge_entries = {{2, 2}};
          })) {}

protected:
    void lane(const EvalPoint&, const Lane& l) const override {
        const double x = l.x(2);
        const double r_ohm = 100.0 * x + 16000.0 * (1.0 - x);
        const double v_V = l.x(0) - l.x(1);
        const double i_A = v_V / r_ohm;
        const double di_dx = i_A * 15900.0 / r_ohm;
        const double window = 4.0 * x * (1.0 - x);
        l.put(l.b.f, 0, i_A);
        l.put(l.b.f, 1, -i_A);
        l.put(l.b.f, 2, -l.p(0) * i_A * window);
        l.put(l.b.q, 0, 0.0);
        l.put(l.b.q, 1, 0.0);
        l.put(l.b.q, 2, x);
        const double g_S = 1.0 / r_ohm;
        const double df[9] = {g_S,
                              -g_S,
                              di_dx,
                              -g_S,
                              g_S,
                              -di_dx,
                              -l.p(0) * g_S * window,
                              l.p(0) * g_S * window,
                              -l.p(0) * (di_dx * window + i_A * 4.0 * (1.0 - 2.0 * x))};
        for (std::size_t e = 0; e < 9; ++e) l.put(l.b.df, e, df[e]);
        l.put(l.b.dq, 0, 1.0);
    }
};

/// A resistor that counts its accepted points (memory 0) and sums its voltage over the time since
/// the last one (memory 1), as models do that step a state by $abstime; memory 2 is that time.
class Counter final : public HandModel {
public:
    Counter()
        : HandModel(shaped([](ModelShape& s) {
              s.name = "counter";
              s.terminals = 2;
              s.unknowns = {{.name = "a"}, {.name = "b"}};
              s.memory = {"count", "sum", "t_last"};
              s.memory_start = {0.0, 0.0, 0.0};
              s.static_entries = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
          })) {}

protected:
    void lane(const EvalPoint& point, const Lane& l) const override {
        const double v_V = l.x(0) - l.x(1);
        l.put(l.b.f, 0, v_V * 1e-3);
        l.put(l.b.f, 1, -v_V * 1e-3);
        l.put(l.b.q, 0, 0.0);
        l.put(l.b.q, 1, 0.0);
        for (std::size_t e = 0; e < 4; ++e) l.put(l.b.df, e, e == 0 || e == 3 ? 1e-3 : -1e-3);
        l.put(l.b.memory_next, 0, l.m(0) + 1.0);
        l.put(l.b.memory_next, 1, l.m(1) + v_V * (point.time_s - l.m(2)));
        l.put(l.b.memory_next, 2, point.time_s);
    }
};

/// A switch between a and b that closes (1 ohm) for good once the voltage of `gate` against b rises
/// through 0.5 V, and opens (1 Mohm) at the timer. Memory: closed.
class LatchSwitch final : public HandModel {
public:
    explicit LatchSwitch(double timer_s)
        : HandModel(shaped([](ModelShape& s) {
              s.name = "latch";
              s.terminals = 3;
              s.unknowns = {{.name = "a"}, {.name = "b"}, {.name = "gate"}};
              s.memory = {"closed"};
              s.memory_start = {0.0};
              s.static_entries = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
              s.events = {
                  {.kind = ModelEventKind::cross, .direction = 1, .time_tolerance_s = 1e-12},
                  {.kind = ModelEventKind::timer}};
          })),
          timer_s_(timer_s) {}

protected:
    void lane(const EvalPoint& point, const Lane& l) const override {
        const double g_S = l.m(0) > 0.5 ? 1.0 : 1e-6;
        const double i_A = g_S * (l.x(0) - l.x(1));
        const double over_V = l.x(2) - l.x(1) - 0.5;
        l.put(l.b.f, 0, i_A);
        l.put(l.b.f, 1, -i_A);
        l.put(l.b.f, 2, 0.0);
        for (std::size_t u = 0; u < 3; ++u) l.put(l.b.q, u, 0.0);
        for (std::size_t e = 0; e < 4; ++e) l.put(l.b.df, e, e == 0 || e == 3 ? g_S : -g_S);
        const bool closed = point.time_s >= timer_s_ ? false : over_V >= 0.0 || l.m(0) > 0.5;
        l.put(l.b.memory_next, 0, closed ? 1.0 : 0.0);
        l.put(l.b.events, 0, over_V);
        l.put(l.b.events, 1, timer_s_);
    }

private:
    double timer_s_;
};

}  // namespace crosspoint::testing
