// A model with every kind of output behind DeviceModel: rows, defaults, combinations of outputs.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/compiled_model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <thread>
#include <vector>

#include "crosspoint/veriloga/ir_builder.hpp"

using namespace crosspoint;
using namespace crosspoint::veriloga;

namespace {

// Two unknowns, one parameter p (card: 3), one hidden state m (start: 0.5):
// f0 = p x0 + m, q1 = x0 x1, m' = m + x1, event x0 - 1, bound 1e-9 (1 + x0), df00 = p, dq10, dq11.
Ir make_ir(bool beyond = false) {
    IrBuilder b;
    const NodeIndex x0 = b.input(InputKind::unknown, 0);
    const NodeIndex x1 = b.input(InputKind::unknown, beyond ? 2 : 1);
    const NodeIndex p = b.input(InputKind::parameter, 0);
    const NodeIndex m = b.input(InputKind::memory, 0);
    const NodeIndex time = b.input(InputKind::time);
    b.output(OutputKind::residual, 0, 0, b.add(b.multiply(p, x0), m));
    b.output(OutputKind::charge, 1, 0, b.multiply(x0, x1));
    b.output(OutputKind::d_charge, 1, 1, x0);
    b.output(OutputKind::d_charge, 1, 0, x1);
    b.output(OutputKind::d_residual, 0, 0, p);
    b.output(OutputKind::d_residual, 0, 1, b.constant(0.0));
    b.output(OutputKind::memory_next, 0, 0, b.add(m, x1));
    b.output(OutputKind::event, 0, 0, b.subtract(x0, time));
    b.output(OutputKind::bound_step, 0, 0,
             b.multiply(b.constant(1e-9), b.add(x0, b.constant(1.0))));
    return std::move(b).take();
}

ModelShape make_shape() {
    ModelShape shape;
    shape.name = "every_output";
    shape.terminals = 1;
    shape.unknowns = {{"x0", UnknownKind::terminal}, {"x1", UnknownKind::node}};
    shape.varying = {{.name = "p", .value = 3.0}};
    shape.memory = {"m"};
    shape.memory_start = {0.5};
    shape.events = {{}};
    return shape;
}

constexpr std::size_t lanes = 70;
constexpr std::size_t stride = 72;

struct Out {
    std::vector<double> f = std::vector<double>(2 * stride, -7.0), q = f, df = f, dq = f,
                        memory = f, events = f, bound = f;
};

}  // namespace

TEST_CASE("a compiled model fills the rows that are asked for, and only those") {
    auto made = CompiledModel::make(make_shape(), make_ir());
    REQUIRE(made.ok());
    const CompiledModel& model = **made;
    REQUIRE(model.shape().static_entries == std::vector<JacobianEntry>{{0, 0}});
    REQUIRE(model.shape().charge_entries == std::vector<JacobianEntry>{{1, 0}, {1, 1}});
    CHECK(model.shape().bounds_step);
    CHECK(!model.shape().random);
    std::vector<double> x(2 * stride, 0.0), p(stride, 2.0), m(stride, 10.0);
    for (std::size_t k = 0; k < lanes; ++k) {
        x[k] = static_cast<double>(k);
        x[stride + k] = 0.25 * static_cast<double>(k);
    }
    Out out;
    EvalBlock block{.lanes = lanes, .stride = stride, .unknowns = x.data()};
    block.parameters = p.data();
    block.memory = m.data();
    block.f = out.f.data();
    block.q = out.q.data();
    block.df = out.df.data();
    block.dq = out.dq.data();
    block.memory_next = out.memory.data();
    block.events = out.events.data();
    block.bound_step_s = out.bound.data();
    model.evaluate({.time_s = 4.0}, block);
    for (std::size_t k = 0; k < lanes; ++k) {
        const double v = static_cast<double>(k);
        CHECK(out.f[k] == 2.0 * v + 10.0);
        CHECK(out.f[stride + k] == 0.0);
        CHECK(out.q[k] == 0.0);
        CHECK(out.q[stride + k] == 0.25 * v * v);
        CHECK(out.df[k] == 2.0);
        CHECK(out.dq[k] == 0.25 * v);
        CHECK(out.dq[stride + k] == v);
        CHECK(out.memory[k] == 10.0 + 0.25 * v);
        CHECK(out.events[k] == v - 4.0);
        CHECK(out.bound[k] == 1e-9 * (v + 1.0));
    }
    CHECK(out.df[stride] == -7.0);  // there is one entry only
    Out some;
    block = {.lanes = 3, .stride = stride, .unknowns = x.data(), .q = some.q.data()};
    model.evaluate({}, block);
    CHECK(some.q[stride + 2] == 1.0);
    CHECK(some.f[0] == -7.0);
    some = {};
    block = {.lanes = 3, .stride = stride, .unknowns = x.data(), .f = some.f.data()};
    model.evaluate({}, block);  // the card's p, the start value of m
    CHECK(some.f[2] == 6.5);
    CHECK(some.q[0] == -7.0);
}

TEST_CASE("programs made on first use by several threads at once are the same") {
    auto made = CompiledModel::make(make_shape(), make_ir());
    REQUIRE(made.ok());
    const CompiledModel& model = **made;
    std::vector<const Program*> seen(4);
    std::vector<std::thread> threads;
    for (auto& program : seen)
        threads.emplace_back([&] { program = &model.program(want_f | want_df); });
    for (std::thread& thread : threads) thread.join();
    for (const Program* program : seen) CHECK(program == seen[0]);
    CHECK(&model.program(want_f) != seen[0]);
}

TEST_CASE("an input beyond the model's unknowns is refused") {
    auto made = CompiledModel::make(make_shape(), make_ir(true));
    REQUIRE(!made.ok());
    CHECK(made.error().id == 7170);
}
