// Bytecode against the scalar evaluator of the intermediate form: exact where the arithmetic is
// exact, in ulps where it is not.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/program.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/veriloga/ir_builder.hpp"
#include "crosspoint/veriloga/ir_eval.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::veriloga;
using crosspoint::testing::for_all;

namespace {

// Rows [count][lanes rounded up to 8]; unknowns are the only lane inputs here.
struct Rows {
    std::size_t stride;
    std::vector<double> values;
    Rows(std::size_t count, std::size_t lanes)
        : stride((lanes + 7) / 8 * 8), values(count * stride, 0.0) {}
    double* row(std::size_t k) { return values.data() + k * stride; }
};

Rows run(const Program& program, const EvalPoint& point, Rows& unknowns, std::size_t lanes,
         const std::uint32_t* cell = nullptr) {
    Rows out(program.outputs, lanes);
    std::vector<const double*> inputs;
    std::vector<double*> outputs;
    for (const IrInput& input : program.lane_inputs) inputs.push_back(unknowns.row(input.index));
    for (std::size_t k = 0; k < program.outputs; ++k) outputs.push_back(out.row(k));
    run_program(
        program, point,
        {.lanes = lanes, .inputs = inputs, .defaults = {}, .outputs = outputs, .cell = cell});
    return out;
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Whole numbers and operations that keep them: no rounding, so every result is exact.
NodeIndex random_node(IrBuilder& b, const std::vector<NodeIndex>& pool, std::mt19937_64& random) {
    const auto pick = [&] {
        return pool[static_cast<std::size_t>(
            uniform_int(random, 0, static_cast<std::int64_t>(pool.size()) - 1))];
    };
    switch (uniform_int(random, 0, 11)) {
        case 0:
        case 1:
            return b.add(b.multiply(pick(), pool[0]), pick());
        case 2:
            return b.subtract(b.multiply(pick(), pool[1]), pick());
        case 3:
            return b.subtract(pick(), b.multiply(pool[2], pick()));
        case 4:
            return b.add(pick(), pick());
        case 5:
            return b.subtract(pick(), pick());
        case 6:
            return b.select(b.less(pick(), pick()), pick(), pick());
        case 7:
            return b.make(Op::minimum, pick(), pick());
        case 8:
            return b.make(Op::maximum, pick(), pick());
        case 9:
            return b.negate(pick());
        case 10:
            return b.make(Op::bit_xor, pick(), pick());
        default:
            return b.select(b.logic_and(b.logic_not(pick()), b.make(Op::equal, pick(), pick())),
                            b.make(Op::absolute, pick()), b.make(Op::floor, pick()));
    }
}

double ulps(double got, long double exact) {
    const auto rounded = static_cast<double>(exact);
    if (same(got, rounded)) return 0.0;
    if (!std::isfinite(got) || !std::isfinite(rounded)) return HUGE_VAL;
    const double unit =
        std::max(std::nextafter(std::abs(rounded), HUGE_VAL) - std::abs(rounded), DBL_TRUE_MIN);
    return static_cast<double>(std::abs(static_cast<long double>(got) - exact) / unit);
}

double worst_ulps(Op op, const std::vector<double>& x, const std::vector<double>& y,
                  long double (*exact)(long double, long double)) {
    IrBuilder b;
    const NodeIndex node =
        b.make(op, b.input(InputKind::unknown, 0), b.input(InputKind::unknown, 1));
    const Ir ir = b.ir();
    const std::vector<NodeIndex> wanted = {node};
    const Program program = compile_program(ir, wanted);
    Rows in(2, x.size());
    std::copy(x.begin(), x.end(), in.row(0));
    std::copy(y.begin(), y.end(), in.row(1));
    Rows out = run(program, {}, in, x.size());
    double worst = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        const double off = ulps(out.row(0)[k], exact(x[k], y[k]));
        if (!(off <= worst)) {
            worst = off;
            CAPTURE(x[k]);
            CAPTURE(y[k]);
            CAPTURE(out.row(0)[k]);
            CHECK(off <= 2.0);
        }
    }
    return worst;
}

const std::vector<double> ugly = {
    0.0,           -0.0,     1.0,          -1.0,      DBL_TRUE_MIN,
    -DBL_TRUE_MIN, DBL_MIN,  -DBL_MIN / 3, 1e-300,    1e-17,
    -1e-9,         0.34657,  -0.34658,     21.99,     -22.5,
    707.9,         709.78,   710.0,        710.4,     711.0,
    -708.3,        -744.9,   -745.2,       -1e4,      1e300,
    DBL_MAX,       -DBL_MAX, HUGE_VAL,     -HUGE_VAL, std::numeric_limits<double>::quiet_NaN()};

}  // namespace

TEST_CASE("bytecode does what the intermediate form says, bit for bit where nothing is rounded") {
    for_all(60, [](std::mt19937_64& random) {
        IrBuilder b;
        std::vector<NodeIndex> pool = {b.input(InputKind::unknown, 0),
                                       b.input(InputKind::unknown, 1),
                                       b.constant(-3.0),
                                       b.input(InputKind::unknown, 2),
                                       b.constant(0.0),
                                       b.input(InputKind::temperature),
                                       b.input(InputKind::gmin),
                                       b.constant(5.0)};
        const std::size_t inputs = pool.size();
        const std::int64_t nodes = uniform_int(random, 1, 60);
        for (std::int64_t k = 0; k < nodes; ++k) {
            // Few levels of products: numbers stay below 2^53.
            std::vector<NodeIndex> low(
                pool.begin(),
                pool.begin() + static_cast<std::ptrdiff_t>(std::min(pool.size(), inputs + 12)));
            pool.push_back(random_node(b, low, random));
        }
        std::vector<NodeIndex> wanted = {pool.back(), pool.back(), pool[0], pool[5], pool[7]};
        for (int k = 0; k < 6; ++k)
            wanted.push_back(pool[static_cast<std::size_t>(
                uniform_int(random, 0, static_cast<std::int64_t>(pool.size()) - 1))]);
        const Ir ir = b.ir();
        const Program program = compile_program(ir, wanted);
        const auto lanes = static_cast<std::size_t>(uniform_int(random, 1, 150));
        Rows in(3, lanes);
        for (double& x : in.values) x = static_cast<double>(uniform_int(random, -4, 4));
        const EvalPoint at{.temperature_K = 7.0, .gmin_S = -2.0};
        Rows out = run(program, at, in, lanes);
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            IrPoint point;
            for (std::size_t u = 0; u < 3; ++u) point.unknowns.push_back(in.row(u)[lane]);
            point.temperature_K = 7.0;
            point.gmin_S = -2.0;
            const std::vector<double> exact = evaluate_nodes(ir, point);
            for (std::size_t k = 0; k < wanted.size(); ++k)
                REQUIRE(same(out.row(k)[lane], exact[wanted[k]]));
        }
    });
}

TEST_CASE("vector functions are within 2 ulp, also where arguments are ugly") {
    std::mt19937_64 random = rng(3, 1, 0);
    std::vector<double> x = ugly;
    std::vector<double> positive = ugly;
    std::vector<double> base = ugly;
    std::vector<double> exponent(ugly.size(), 1.5);
    while (x.size() < 40000) {
        const double scale = std::pow(10.0, 6.0 * uniform(random) - 3.2);
        x.push_back((uniform(random) - 0.5) * scale);
        positive.push_back(
            std::exp(700.0 * (2.0 * uniform(random) - 1.0) * std::pow(uniform(random), 8.0)));
        base.push_back(std::exp(60.0 * (uniform(random) - 0.5)));
        exponent.push_back(20.0 * (uniform(random) - 0.5) * std::pow(uniform(random), 4.0));
    }
    const auto one = [&](Op op, const std::vector<double>& at,
                         long double (*exact)(long double, long double)) {
        return worst_ulps(op, at, at, exact);
    };
    using L = long double;
    CHECK(one(Op::exp, x, [](L a, L) { return std::exp(a); }) <= 1.2);
    CHECK(one(Op::ln, positive, [](L a, L) { return std::log(a); }) <= 1.0);
    CHECK(one(Op::sinh, x, [](L a, L) { return std::sinh(a); }) <= 2.0);
    CHECK(one(Op::cosh, x, [](L a, L) { return std::cosh(a); }) <= 2.0);
    CHECK(one(Op::tanh, x, [](L a, L) { return std::tanh(a); }) <= 2.0);
    CHECK(worst_ulps(Op::power, base, exponent, [](L a, L c) { return std::pow(a, c); }) <= 2.0);
    base.clear();
    exponent.clear();
    for (const double a : ugly)
        for (const double c : ugly) {
            base.push_back(a);
            exponent.push_back(c);
        }
    CHECK(worst_ulps(Op::power, base, exponent, [](L a, L c) { return std::pow(a, c); }) <= 2.0);
}

TEST_CASE("sinh and cosh of one argument are one instruction with both results") {
    IrBuilder b;
    const NodeIndex x = b.input(InputKind::unknown, 0);
    const NodeIndex s = b.make(Op::sinh, b.multiply(x, x));
    const NodeIndex c = b.make(Op::cosh, b.multiply(x, x));
    const std::vector<NodeIndex> wanted = {b.add(c, x), b.subtract(s, c), s};
    const Program program = compile_program(b.ir(), wanted);
    std::size_t pairs = 0;
    for (const Instruction& i : program.body) pairs += i.code == Code::sinh_cosh ? 1u : 0u;
    CHECK(pairs == 1);
    Rows in(1, 3);
    in.row(0)[1] = 1.25;
    in.row(0)[2] = -0.5;
    Rows out = run(program, {}, in, 3);
    for (std::size_t k = 0; k < 3; ++k) {
        const double v = in.row(0)[k];
        CHECK(testing::rel_diff(out.row(0)[k], std::cosh(v * v) + v) < 1e-15);
        CHECK(testing::rel_diff(out.row(1)[k], std::sinh(v * v) - std::cosh(v * v)) < 2e-15);
        CHECK(testing::rel_diff(out.row(2)[k], std::sinh(v * v)) < 1e-15);
    }
}

TEST_CASE("draws are those of the scalar evaluator, by cell number and step, whatever the lane") {
    IrBuilder b;
    const NodeIndex mean = b.input(InputKind::unknown, 0);
    const NodeIndex draw = b.random(RandomDraw::normal, 5, mean, b.constant(2.0), b.constant(17.0));
    const Ir ir = b.ir();
    const std::vector<NodeIndex> wanted = {draw};
    const Program program = compile_program(ir, wanted);
    const std::size_t lanes = 77;
    Rows in(1, lanes);
    std::vector<std::uint32_t> cell(lanes);
    for (std::size_t k = 0; k < lanes; ++k) {
        in.row(0)[k] = static_cast<double>(k);
        cell[k] = static_cast<std::uint32_t>(1000 - k);
    }
    const EvalPoint at{.seed = 9, .step_index = 4};
    Rows out = run(program, at, in, lanes, cell.data());
    Rows again = run(program, at, in, lanes);
    for (std::size_t k = 0; k < lanes; ++k) {
        const auto exact = [&](std::uint64_t number) {
            return draw_random(RandomDraw::normal, static_cast<double>(k), 2.0, 17.0, 5,
                               {.seed = 9, .step_index = 4, .cell = number});
        };
        CHECK(out.row(0)[k] == exact(cell[k]));
        CHECK(again.row(0)[k] == exact(k));
    }
    CHECK(out.row(0)[0] != out.row(0)[1]);
}

TEST_CASE("the dump of a program names registers, scalars, inputs and outputs") {
    IrBuilder b;
    const NodeIndex v = b.input(InputKind::unknown, 0);
    const NodeIndex kelvin = b.input(InputKind::temperature);
    const NodeIndex vt = b.multiply(kelvin, b.constant(8.6e-5));
    const NodeIndex e = b.make(Op::exp, b.divide(v, vt));
    const std::vector<NodeIndex> wanted = {b.subtract(b.multiply(e, b.constant(1e-9)), v), vt};
    CHECK(dump_program(compile_program(b.ir(), wanted)) ==
          "1 registers of 64 lanes, 4 instructions\n"
          "s0 = temperature\n"
          "s1 = 8.6e-05\n"
          "s2 = multiply s0 s1\n"
          "s3 = 1e-09\n"
          "r0 = divide_vs x0 s2\n"
          "r0 = exp r0\n"
          "out0 = fms_vsv r0 s3 x0\n"
          "out1 = fill s2\n");
}
