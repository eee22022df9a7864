// The intermediate form: identities, one node for equal ones, validation, evaluation, draws.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <cmath>
#include <limits>
#include <set>

#include "crosspoint/veriloga/ir_builder.hpp"
#include "crosspoint/veriloga/ir_eval.hpp"
#include "crosspoint/veriloga/simplify.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::veriloga;
using testing::rel_diff;

TEST_CASE("ir: equal nodes are one node and constants fold") {
    IrBuilder b;
    const NodeIndex x = b.input(InputKind::unknown, 0), y = b.input(InputKind::unknown, 1);
    CHECK(b.add(x, y) == b.add(y, x));
    CHECK(b.subtract(x, y) != b.subtract(y, x));
    CHECK(b.input(InputKind::unknown, 0) == x);
    CHECK(b.input(InputKind::memory, 0) != x);
    CHECK(b.constant_of(b.multiply(b.constant(3.0), b.constant(0.5))) == 1.5);
    CHECK(b.constant_of(b.make(Op::exp, b.constant(0.0))) == 1.0);
    CHECK(b.make(Op::hypot, x, y) == b.make(Op::hypot, y, x));
    CHECK(b.make(Op::atan2, x, y) != b.make(Op::atan2, y, x));
    CHECK(b.random(RandomDraw::normal, 1, x, y, x) != b.random(RandomDraw::normal, 2, x, y, x));
    CHECK(b.random(RandomDraw::normal, 1, x, y, x) != b.random(RandomDraw::uniform, 1, x, y, x));
}

TEST_CASE("ir: identities, and signs that move outwards") {
    IrBuilder b;
    const NodeIndex x = b.input(InputKind::unknown, 0), y = b.input(InputKind::unknown, 1);
    const NodeIndex zero = b.constant(0.0), one = b.constant(1.0);
    CHECK(b.add(x, zero) == x);
    CHECK(b.subtract(x, x) == zero);
    CHECK(b.multiply(x, zero) == zero);
    CHECK(b.multiply(one, x) == x);
    CHECK(b.divide(x, one) == x);
    CHECK(b.negate(b.negate(x)) == x);
    CHECK(b.add(x, b.negate(y)) == b.subtract(x, y));
    CHECK(b.subtract(y, x) == b.negate(b.subtract(x, y)));
    CHECK(b.multiply(b.negate(x), y) == b.negate(b.multiply(x, y)));
    CHECK(b.divide(b.constant(-2.0), x) == b.negate(b.divide(b.constant(2.0), x)));
    CHECK(b.node(b.divide(zero, x)).op == Op::divide);  // 0 / 0 is not 0
    const NodeIndex c = b.less(x, y);
    CHECK(b.select(b.logic_not(c), x, y) == b.select(c, y, x));
    CHECK(b.select(c, x, x) == x);
    CHECK(b.select(c, b.select(c, x, y), zero) == b.select(c, x, zero));
    CHECK(b.select(c, b.negate(x), zero) == b.negate(b.select(c, x, zero)));
    CHECK(b.logic_and(c, one) == c);
    CHECK(b.logic_and(c, zero) == zero);
    CHECK(b.node(b.logic_and(x, one)).op == Op::logic_not);  // 0 or 1, not x itself
}

TEST_CASE("ir: dump is stable") {
    IrBuilder b;
    const NodeIndex v = b.subtract(b.input(InputKind::unknown, 0), b.input(InputKind::unknown, 1));
    b.output(OutputKind::residual, 0, 0, b.divide(v, b.constant(50.0)));
    b.output(OutputKind::d_residual, 0, 1, b.constant(-0.02));
    CHECK(dump_ir(b.ir()) ==
          "%0 = x1\n%1 = x0\n%2 = subtract %1 %0\n%3 = 50\n%4 = divide %2 %3\n%5 = -0.02\n"
          "residual[0] = %4\nd_residual[0, 1] = %5\n");
    CHECK(dump_ir(simplify(b.ir())).find("divide") == std::string::npos);
}

TEST_CASE("ir: validation finds what is broken") {
    IrBuilder b;
    b.output(OutputKind::residual, 0, 0, b.make(Op::exp, b.input(InputKind::time)));
    const Ir good = b.ir();
    CHECK(validate(good).ok());
    const auto refuses = [&](auto&& damage) {
        Ir bad = good;
        damage(bad);
        const Result<void> found = validate(bad);
        return !found.ok() && found.error().id == 7120;
    };
    CHECK(refuses([](Ir& ir) { ir.nodes[1].a = 1; }));
    CHECK(refuses([](Ir& ir) { ir.nodes[1].a = no_node; }));
    CHECK(refuses([](Ir& ir) { ir.nodes[1].b = 0; }));
    CHECK(refuses([](Ir& ir) { ir.inputs.clear(); }));
    CHECK(refuses([](Ir& ir) { ir.outputs[0].node = 9; }));
    CHECK(refuses([](Ir& ir) { ir.outputs.push_back(ir.outputs[0]); }));
}

TEST_CASE("ir: operations at ugly values") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    CHECK(apply_operation(Op::shift_left, 1, 31, 0) == -2147483648.0);
    CHECK(apply_operation(Op::shift_left, 1, 32, 0) == 0.0);
    CHECK(apply_operation(Op::shift_right, -1, 1, 0) == 2147483647.0);
    CHECK(apply_operation(Op::shift_right, 8, -1, 0) == 0.0);
    CHECK(apply_operation(Op::bit_xor, 5, -1, 0) == -6.0);
    CHECK(apply_operation(Op::bit_and, nan, inf, 0) == 0.0);
    CHECK(apply_operation(Op::round, -2.5, 0, 0) == -3.0);
    CHECK(apply_operation(Op::remainder, -7, 3, 0) == -1.0);
    CHECK(apply_operation(Op::equal, nan, nan, 0) == 0.0);
    CHECK(apply_operation(Op::select, nan, 1, 2) == 1.0);
    CHECK(apply_operation(Op::minimum, 1, 2, 0) == 1.0);
    CHECK(apply_operation(Op::maximum, 1, 2, 0) == 2.0);
}

TEST_CASE("ir: limexp goes on linearly") {
    IrBuilder b;
    b.output(OutputKind::residual, 0, 0, b.limexp(b.input(InputKind::unknown, 0)));
    const auto at = [&](double x) {
        IrPoint point;
        point.unknowns = {x};
        return evaluate_outputs(b.ir(), point)[0];
    };
    CHECK(at(1.0) == std::exp(1.0));
    CHECK(at(80.0) == std::exp(80.0));
    CHECK(rel_diff(at(1080.0), 1001.0 * std::exp(80.0)) < 1e-15);
    CHECK(at(-1e6) == 0.0);
}

TEST_CASE("ir: draws repeat, differ by place, and have their moments") {
    const auto draw = [](std::uint32_t site, DrawPlace place) {
        return draw_random(RandomDraw::normal, 2.0, 3.0, 7.0, site, place);
    };
    CHECK(draw(0, {1, 2, 3}) == draw(0, {1, 2, 3}));
    std::set<double> seen;
    for (std::uint64_t step = 0; step < 20; ++step)
        for (std::uint64_t cell = 0; cell < 20; ++cell)
            for (std::uint32_t site = 0; site < 3; ++site) seen.insert(draw(site, {1, step, cell}));
    CHECK(seen.size() == 1200);
    const auto mean_of = [](RandomDraw kind, double a, double b) {
        double sum = 0.0;
        for (std::uint64_t k = 0; k < 4000; ++k) sum += draw_random(kind, a, b, 0.0, 5, {11, k, 0});
        return sum / 4000.0;
    };
    CHECK(std::abs(mean_of(RandomDraw::normal, 2.0, 3.0) - 2.0) < 0.2);
    CHECK(std::abs(mean_of(RandomDraw::uniform, -1.0, 3.0) - 1.0) < 0.1);
    CHECK(std::abs(mean_of(RandomDraw::exponential, 4.0, 0.0) - 4.0) < 0.3);
    CHECK(std::abs(mean_of(RandomDraw::poisson, 6.0, 0.0) - 6.0) < 0.2);
    CHECK(std::abs(mean_of(RandomDraw::poisson, 900.0, 0.0) - 900.0) < 3.0);
    CHECK(std::abs(mean_of(RandomDraw::chi_square, 5.0, 0.0) - 5.0) < 0.3);
    CHECK(std::abs(mean_of(RandomDraw::erlang, 3.0, 2.0) - 2.0) < 0.15);
    CHECK(std::abs(mean_of(RandomDraw::student_t, 9.0, 0.0)) < 0.1);
    CHECK(std::isnan(draw_random(RandomDraw::chi_square, 0.5, 0.0, 0.0, 0, {})));
}
