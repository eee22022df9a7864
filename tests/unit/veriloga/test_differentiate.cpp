// Derivatives and simplification: against difference quotients, at points where a derivative is
// only defined by us, and on random programs.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <array>
#include <cmath>
#include <random>

#include "crosspoint/veriloga/differentiate.hpp"
#include "crosspoint/veriloga/ir_eval.hpp"
#include "crosspoint/veriloga/simplify.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::veriloga;
using testing::for_all;

namespace {

Ir of_two(Op op) {
    IrBuilder b;
    const NodeIndex x = b.input(InputKind::unknown, 0), y = b.input(InputKind::unknown, 1);
    b.output(OutputKind::residual, 0, 0, b.make(op, x, y));
    return std::move(b).take();
}

/// Output of that kind, 0 if the program has none.
double output_at(const Ir& ir, OutputKind kind, std::uint32_t col, std::vector<double> x) {
    IrPoint point;
    point.unknowns = std::move(x);
    const std::vector<double> values = evaluate_outputs(ir, point);
    for (std::size_t k = 0; k < values.size(); ++k)
        if (ir.outputs[k].kind == kind && ir.outputs[k].col == col) return values[k];
    return 0.0;
}

/// A random expression of three unknowns that stays in a harmless range.
NodeIndex grow(IrBuilder& b, std::mt19937_64& random, int depth) {
    if (depth == 0) {
        const auto pick = random() % 4;
        if (pick < 3) return b.input(InputKind::unknown, static_cast<std::uint32_t>(pick));
        return b.constant(static_cast<double>(random() % 7) - 3.0);
    }
    const NodeIndex x = grow(b, random, depth - 1), y = grow(b, random, depth - 1);
    const NodeIndex bounded = b.make(Op::tanh, x);
    switch (random() % 12) {
        case 0:
            return b.add(x, y);
        case 1:
            return b.subtract(x, y);
        case 2:
            return b.multiply(bounded, y);
        case 3:
            return b.divide(x, b.add(b.multiply(y, y), b.constant(1.0)));
        case 4:
            return b.make(Op::exp, bounded);
        case 5:
            return b.make(Op::exp, b.negate(bounded));
        case 6:
            return b.select(b.less(x, y), x, b.make(Op::sin, y));
        case 7:
            return b.make(Op::power, bounded, b.constant(static_cast<double>(random() % 5)));
        case 8:
            return b.make(Op::sqrt, b.add(b.multiply(bounded, bounded), b.constant(0.5)));
        case 9:
            return b.make(Op::maximum, x, y);
        case 10:
            return b.make(Op::cosh, bounded);
        default:
            return b.multiply(b.constant(0.3), b.divide(x, b.constant(7.0)));
    }
}

}  // namespace

TEST_CASE("differentiate: every function against difference quotients") {
    const std::array ops{
        Op::add,   Op::subtract, Op::multiply, Op::divide, Op::minimum, Op::maximum,  Op::absolute,
        Op::sqrt,  Op::exp,      Op::ln,       Op::log10,  Op::power,   Op::sin,      Op::cos,
        Op::tan,   Op::asin,     Op::acos,     Op::atan,   Op::sinh,    Op::cosh,     Op::tanh,
        Op::asinh, Op::atanh,    Op::atan2,    Op::hypot,  Op::negate,  Op::remainder};
    const double h = 1e-5;
    for (const Op op : ops) {
        CAPTURE(name(op));
        const Ir ir = differentiate(of_two(op), 2);
        const auto f = [&](double x, double y) {
            return output_at(ir, OutputKind::residual, 0, {x, y});
        };
        for (const auto& [x, y] : {std::array{0.3, 0.7}, std::array{0.85, 0.41}}) {
            const double by_x = (f(x + h, y) - f(x - h, y)) / (2.0 * h);
            const double by_y = (f(x, y + h) - f(x, y - h)) / (2.0 * h);
            CHECK(std::abs(output_at(ir, OutputKind::d_residual, 0, {x, y}) - by_x) < 2e-8);
            CHECK(std::abs(output_at(ir, OutputKind::d_residual, 1, {x, y}) - by_y) < 2e-8);
        }
    }
    const Ir acosh = differentiate(of_two(Op::acosh), 2);
    CHECK(std::abs(output_at(acosh, OutputKind::d_residual, 0, {2.0}) - 1.0 / std::sqrt(3.0)) <
          1e-15);
}

TEST_CASE("differentiate: defined where the function has no derivative") {
    const auto at_zero = [](Op op, double y) {
        return output_at(differentiate(of_two(op), 2), OutputKind::d_residual, 0, {0.0, y});
    };
    CHECK(at_zero(Op::sqrt, 0.0) == 0.0);
    CHECK(at_zero(Op::power, 0.5) == 0.0);
    CHECK(at_zero(Op::power, 1.0) == 1.0);
    CHECK(at_zero(Op::power, 3.0) == 0.0);
    CHECK(at_zero(Op::hypot, 0.0) == 0.0);
    CHECK(at_zero(Op::absolute, 0.0) == 1.0);
    CHECK(at_zero(Op::maximum, 0.0) == 1.0);
    CHECK(at_zero(Op::floor, 0.0) == 0.0);
}

TEST_CASE("differentiate: an arm that is not taken does not speak, and entries are sparse") {
    IrBuilder b;
    const NodeIndex x = b.input(InputKind::unknown, 0);
    const NodeIndex guarded =
        b.select(b.less(b.constant(0.0), x), b.make(Op::ln, x), b.constant(-1.0));
    b.output(OutputKind::residual, 0, 0, guarded);
    b.output(OutputKind::charge, 1, 0, b.input(InputKind::unknown, 2));
    const Ir ir = differentiate(b.ir(), 3);
    CHECK(output_at(ir, OutputKind::d_residual, 0, {-2.0, 0.0, 0.0}) == 0.0);
    CHECK(output_at(ir, OutputKind::d_residual, 0, {2.0, 0.0, 0.0}) == 0.5);
    CHECK(ir.outputs.size() == 4);
    CHECK(ir.outputs[3].kind == OutputKind::d_charge);
    CHECK(ir.outputs[3].col == 2);
}

TEST_CASE("differentiate: limexp has one exponential, also in its derivative") {
    IrBuilder b;
    b.output(OutputKind::residual, 0, 0, b.limexp(b.input(InputKind::unknown, 0)));
    const Ir ir = differentiate(b.ir(), 1);
    CHECK(output_at(ir, OutputKind::d_residual, 0, {3.0}) == std::exp(3.0));
    CHECK(output_at(ir, OutputKind::d_residual, 0, {80.0}) == std::exp(80.0));
    CHECK(output_at(ir, OutputKind::d_residual, 0, {300.0}) == std::exp(80.0));
    CHECK(ir.outputs[1].node < b.ir().nodes.size());
}

TEST_CASE("simplify: random programs keep their values and derivatives") {
    for_all(150, [](std::mt19937_64& random) {
        IrBuilder b;
        for (std::uint32_t row = 0; row < 3; ++row)
            b.output(OutputKind::residual, row, 0, grow(b, random, 4));
        const Ir raw = differentiate(b.ir(), 3);
        const Ir simple = simplify(raw);
        REQUIRE(validate(raw).ok());
        REQUIRE(validate(simple).ok());
        IrPoint point;
        for (int k = 0; k < 3; ++k)
            point.unknowns.push_back(static_cast<double>(random() % 4001) / 1000.0 - 2.0);
        const std::vector<double> before = evaluate_outputs(raw, point);
        const std::vector<double> after = evaluate_outputs(simple, point);
        REQUIRE(before.size() == after.size());
        for (std::size_t k = 0; k < before.size(); ++k) {
            const IrOutput& output = raw.outputs[k];
            for (std::size_t j = 0; j < after.size(); ++j) {
                const IrOutput& other = simple.outputs[j];
                if (output.kind == other.kind && output.row == other.row && output.col == other.col)
                    CHECK(std::abs(before[k] - after[j]) <= 1e-13 * (1.0 + std::abs(before[k])));
            }
        }
    });
}

TEST_CASE("simplify: powers become products, and the order keeps few values alive") {
    IrBuilder b;
    const NodeIndex x = b.input(InputKind::unknown, 0);
    b.output(OutputKind::residual, 0, 0, b.make(Op::power, x, b.constant(-3.0)));
    b.output(OutputKind::residual, 1, 0, b.make(Op::power, x, b.constant(0.5)));
    const Ir simple = simplify(b.ir());
    CHECK(dump_ir(simple).find("power") == std::string::npos);
    IrPoint point;
    point.unknowns = {2.0};
    CHECK(evaluate_outputs(simple, point)[0] == 0.125);

    IrBuilder wide;  // all terms first, then their sum: 40 values alive before, few after
    std::vector<NodeIndex> terms;
    for (int k = 1; k <= 40; ++k)
        terms.push_back(wide.make(
            Op::sin, wide.multiply(wide.input(InputKind::unknown, 0), wide.constant(0.1 * k))));
    NodeIndex sum = terms[0];
    for (std::size_t k = 1; k < terms.size(); ++k) sum = wide.add(sum, terms[k]);
    wide.output(OutputKind::residual, 0, 0, sum);
    CHECK(peak_live_values(wide.ir()) >= 40);
    CHECK(peak_live_values(simplify(wide.ir())) <= 3);
}
