// The scalar evaluator of the intermediate form and its random draws.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/ir_eval.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "crosspoint/base/rng.hpp"

namespace crosspoint::veriloga {

namespace {

/// 32 bits of a whole number; NaN is 0, what is too large is clamped before it wraps.
std::uint32_t bits_of(double value) {
    if (std::isnan(value)) return 0;
    const double clamped = std::clamp(value, -0x1.0p62, 0x1.0p62);
    return static_cast<std::uint32_t>(static_cast<std::int64_t>(clamped));
}

double from_bits(std::uint32_t bits) {
    return static_cast<double>(static_cast<std::int32_t>(bits));
}

double shifted(double a, double b, bool left) {
    if (!(b >= 0.0 && b < 32.0)) return 0.0;
    const auto count = static_cast<std::uint32_t>(b);
    return from_bits(left ? bits_of(a) << count : bits_of(a) >> count);
}

double apply_function(Op op, double a, double b) {
    switch (op) {
        case Op::sqrt:
            return std::sqrt(a);
        case Op::exp:
            return std::exp(a);
        case Op::ln:
            return std::log(a);
        case Op::log10:
            return std::log10(a);
        case Op::power:
            return std::pow(a, b);
        case Op::sin:
            return std::sin(a);
        case Op::cos:
            return std::cos(a);
        case Op::tan:
            return std::tan(a);
        case Op::asin:
            return std::asin(a);
        case Op::acos:
            return std::acos(a);
        case Op::atan:
            return std::atan(a);
        case Op::sinh:
            return std::sinh(a);
        case Op::cosh:
            return std::cosh(a);
        case Op::tanh:
            return std::tanh(a);
        case Op::asinh:
            return std::asinh(a);
        case Op::acosh:
            return std::acosh(a);
        case Op::atanh:
            return std::atanh(a);
        case Op::atan2:
            return std::atan2(a, b);
        case Op::hypot:
            return std::hypot(a, b);
        case Op::floor:
            return std::floor(a);
        case Op::ceil:
            return std::ceil(a);
        case Op::truncate:
            return std::trunc(a);
        case Op::round:
            return std::round(a);
        default:
            return std::fmod(a, b);
    }
}

double apply_logic(Op op, double a, double b, double c) {
    switch (op) {
        case Op::bit_and:
            return from_bits(bits_of(a) & bits_of(b));
        case Op::bit_or:
            return from_bits(bits_of(a) | bits_of(b));
        case Op::bit_xor:
            return from_bits(bits_of(a) ^ bits_of(b));
        case Op::shift_left:
            return shifted(a, b, true);
        case Op::shift_right:
            return shifted(a, b, false);
        case Op::less:
            return a < b ? 1.0 : 0.0;
        case Op::less_equal:
            return a <= b ? 1.0 : 0.0;
        case Op::equal:
            return a == b ? 1.0 : 0.0;
        case Op::logic_and:
            return a != 0.0 && b != 0.0 ? 1.0 : 0.0;
        case Op::logic_or:
            return a != 0.0 || b != 0.0 ? 1.0 : 0.0;
        case Op::logic_not:
            return a == 0.0 ? 1.0 : 0.0;
        default:
            return a != 0.0 ? b : c;
    }
}

/// In (0, 1): its logarithm is finite.
double open_uniform(std::mt19937_64& stream) {
    return (static_cast<double>(stream() >> 12) + 0.5) * 0x1.0p-52;
}

double standard_normal(std::mt19937_64& stream) {
    const double radius = std::sqrt(-2.0 * std::log(open_uniform(stream)));
    return radius * std::cos(2.0 * std::numbers::pi * open_uniform(stream));
}

/// A sum of squares of n normals, two at a time.
double chi_square(std::mt19937_64& stream, double n) {
    double sum = 0.0;
    double left = n;
    for (; left >= 2.0; left -= 2.0) sum -= 2.0 * std::log(open_uniform(stream));
    if (left >= 1.0) sum += std::pow(standard_normal(stream), 2);
    return sum;
}

double poisson(std::mt19937_64& stream, double mean) {
    if (mean > 700.0)  // the normal limit: exp(-mean) is about to vanish
        return std::max(0.0, std::round(mean + std::sqrt(mean) * standard_normal(stream)));
    const double floor_value = std::exp(-mean);
    double product = open_uniform(stream), count = 0.0;
    for (; product > floor_value; count += 1.0) product *= open_uniform(stream);
    return count;
}

double erlang(std::mt19937_64& stream, double stages, double mean) {
    double sum = 0.0;
    for (double k = 0.0; k < stages; k += 1.0) sum -= std::log(open_uniform(stream));
    return sum * mean / stages;
}

double input_value(const IrInput& input, const IrPoint& point) {
    const auto element = [&](const std::vector<double>& values) {
        return input.index < values.size() ? values[input.index] : 0.0;
    };
    switch (input.kind) {
        case InputKind::unknown:
            return element(point.unknowns);
        case InputKind::parameter:
            return element(point.parameters);
        case InputKind::memory:
            return element(point.memory);
        default:
            return shared_input(input, {.analysis = static_cast<Analysis>(point.analysis),
                                        .time_s = point.time_s,
                                        .step_s = point.step_s,
                                        .temperature_K = point.temperature_K,
                                        .gmin_S = point.gmin_S,
                                        .initial_step = point.initial_step,
                                        .final_step = point.final_step});
    }
}

}  // namespace

double shared_input(const IrInput& input, const EvalPoint& point) {
    switch (input.kind) {
        case InputKind::time:
            return point.time_s;
        case InputKind::step:
            return point.step_s;
        case InputKind::temperature:
            return point.temperature_K;
        case InputKind::initial_step:
            return point.initial_step ? 1.0 : 0.0;
        case InputKind::final_step:
            return point.final_step ? 1.0 : 0.0;
        case InputKind::analysis:
            return static_cast<std::uint32_t>(point.analysis) == input.index ? 1.0 : 0.0;
        default:
            return point.gmin_S;
    }
}

double apply_operation(Op op, double a, double b, double c) {
    switch (op) {
        case Op::add:
            return a + b;
        case Op::subtract:
            return a - b;
        case Op::multiply:
            return a * b;
        case Op::divide:
            return a / b;
        case Op::negate:
            return -a;
        case Op::minimum:
            return b < a ? b : a;
        case Op::maximum:
            return a < b ? b : a;
        case Op::absolute:
            return std::abs(a);
        default:
            break;
    }
    return op >= Op::bit_and ? apply_logic(op, a, b, c) : apply_function(op, a, b);
}

double draw_random(RandomDraw draw, double a, double b, double seed_argument, std::uint32_t site,
                   const DrawPlace& place) {
    // Words that name the stream; the golden ratio keeps cell and step from cancelling.
    const std::uint64_t purpose = std::bit_cast<std::uint64_t>(seed_argument + 0.0) ^
                                  (std::uint64_t{site} * 0x9E3779B97F4A7C15ull);
    std::mt19937_64 stream =
        rng(place.seed, purpose, place.cell * 0xD1342543DE82EF95ull + place.step_index);
    const double bad = std::numeric_limits<double>::quiet_NaN();
    const auto counted = [](double n) { return n >= 1.0 && n <= 1e6 && n == std::floor(n); };
    switch (draw) {
        case RandomDraw::random_integer:
            return from_bits(static_cast<std::uint32_t>(stream()));
        case RandomDraw::uniform:
            return a + (b - a) * uniform(stream);
        case RandomDraw::normal:
            return a + b * standard_normal(stream);
        case RandomDraw::exponential:
            return -a * std::log(open_uniform(stream));
        case RandomDraw::poisson:
            return a >= 0.0 ? poisson(stream, a) : bad;
        case RandomDraw::chi_square:
            return counted(a) ? chi_square(stream, a) : bad;
        case RandomDraw::student_t: {
            if (!counted(a)) return bad;
            const double z = standard_normal(stream);
            return z / std::sqrt(chi_square(stream, a) / a);
        }
        case RandomDraw::erlang:
            break;
    }
    return counted(a) ? erlang(stream, a, b) : bad;
}

std::vector<double> evaluate_nodes(const Ir& ir, const IrPoint& point) {
    std::vector<double> values(ir.nodes.size());
    const auto of = [&](NodeIndex node) { return node == no_node ? 0.0 : values[node]; };
    for (std::size_t k = 0; k < ir.nodes.size(); ++k) {
        const IrNode& node = ir.nodes[k];
        if (node.op == Op::constant)
            values[k] = node.value;
        else if (node.op == Op::input)
            values[k] = input_value(ir.inputs[node.number], point);
        else if (node.op == Op::random)
            values[k] = draw_random(node.draw, of(node.a), of(node.b), of(node.c), node.number,
                                    point.place);
        else
            values[k] = apply_operation(node.op, of(node.a), of(node.b), of(node.c));
    }
    return values;
}

std::vector<double> evaluate_outputs(const Ir& ir, const IrPoint& point) {
    const std::vector<double> nodes = evaluate_nodes(ir, point);
    std::vector<double> values;
    values.reserve(ir.outputs.size());
    for (const IrOutput& output : ir.outputs) values.push_back(nodes[output.node]);
    return values;
}

}  // namespace crosspoint::veriloga
