// Integers of the language: doubles with whole values that have 32 bits and wrap around. Where the
// operands show that a result fits, nothing is spent on the wrapping.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "crosspoint/veriloga/lowering.hpp"

namespace crosspoint::veriloga {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double least = -2147483648.0, most = 2147483647.0;
constexpr double exact = 0x1.0p53;

// 0 times infinity is 0: the bound of a factor that is never there.
double times(double a, double b) { return a == 0.0 || b == 0.0 ? 0.0 : a * b; }

}  // namespace

// Bounds of nodes from their operations; what is not looked into is unbounded. A NaN keeps no
// bound, but neither has it a meaning as an integer.
Lowering::Range Lowering::range_of(NodeIndex node) {
    for (auto k = static_cast<NodeIndex>(ranges_.size()); k <= node; ++k) {
        const IrNode& n = b_.node(k);
        const Range a = n.a == no_node ? Range{0.0, 0.0} : ranges_[n.a];
        const Range b = n.b == no_node ? Range{0.0, 0.0} : ranges_[n.b];
        Range range{-infinity, infinity};
        if (is_boolean(n.op)) range = {0.0, 1.0};
        if (n.op == Op::constant) range = {n.value, n.value};
        if (n.op == Op::add) range = {a.low + b.low, a.high + b.high};
        if (n.op == Op::subtract) range = {a.low - b.high, a.high - b.low};
        if (n.op == Op::negate) range = {-a.high, -a.low};
        if (n.op == Op::minimum) range = {std::min(a.low, b.low), std::min(a.high, b.high)};
        if (n.op == Op::maximum) range = {std::max(a.low, b.low), std::max(a.high, b.high)};
        if (n.op == Op::floor || n.op == Op::ceil || n.op == Op::truncate || n.op == Op::round)
            range = {std::floor(a.low), std::ceil(a.high)};
        if (n.op == Op::select && n.c != no_node)
            range = {std::min(b.low, ranges_[n.c].low), std::max(b.high, ranges_[n.c].high)};
        if (n.op == Op::multiply) {
            const auto [low, high] = std::minmax({times(a.low, b.low), times(a.low, b.high),
                                                  times(a.high, b.low), times(a.high, b.high)});
            range = {low, high};
        }
        if (std::isnan(range.low)) range.low = -infinity;  // infinity less infinity
        if (std::isnan(range.high)) range.high = infinity;
        ranges_.push_back(range);
    }
    return ranges_[node];
}

Lowering::Range Lowering::whole_range(NodeIndex node) {
    const Range range = range_of(node);
    return {std::clamp(range.low, least, most), std::clamp(range.high, least, most)};
}

/// @pre the value is exact, which is to say below 2^53
NodeIndex Lowering::wrapped(NodeIndex whole) {
    const Range range = range_of(whole);
    if (range.low >= least && range.high <= most) return whole;
    const NodeIndex turns =
        b_.make(Op::floor, b_.multiply(b_.subtract(whole, constant(least)), constant(0x1.0p-32)));
    return b_.subtract(whole, b_.multiply(turns, constant(0x1.0p32)));
}

NodeIndex Lowering::saturated(NodeIndex rounded) {
    return b_.make(Op::minimum, b_.make(Op::maximum, rounded, constant(least)), constant(most));
}

/// In two halves where the product may be beyond 2^53.
NodeIndex Lowering::whole_product(NodeIndex a, NodeIndex b) {
    const auto size = [](Range range) { return std::max(std::abs(range.low), range.high); };
    if (size(whole_range(a)) * size(whole_range(b)) < exact) return wrapped(b_.multiply(a, b));
    const NodeIndex half = constant(65536.0);
    const NodeIndex high = b_.make(Op::floor, b_.divide(a, half));
    const NodeIndex low = b_.subtract(a, b_.multiply(high, half));
    const NodeIndex upper = b_.multiply(wrapped(b_.multiply(high, b)), half);
    return wrapped(b_.add(upper, b_.multiply(low, b)));
}

/// Squares and multiplies; b < 0 leaves nothing but of 1 and -1.
NodeIndex Lowering::whole_power(NodeIndex a, NodeIndex b) {
    const auto known = b_.constant_of(b);
    const NodeIndex one = constant(1.0);
    NodeIndex result = one, square = a;
    NodeIndex left = known ? constant(std::max(*known, 0.0)) : b_.make(Op::maximum, b, zero());
    for (int bit = 0; bit < 31 && !b_.is(left, 0.0); ++bit) {
        const NodeIndex half = b_.make(Op::floor, b_.multiply(left, constant(0.5)));
        const NodeIndex odd = b_.subtract(left, b_.multiply(half, constant(2.0)));
        if (!b_.is(odd, 0.0)) result = b_.select(odd, whole_product(result, square), result);
        left = half;
        if (!b_.is(left, 0.0)) square = whole_product(square, square);
    }
    if (known && *known >= 0.0) return result;
    const NodeIndex rest = b_.make(Op::remainder, b, constant(2.0));
    const NodeIndex is_odd = b_.logic_not(b_.make(Op::equal, rest, zero()));
    const NodeIndex of_minus_one = b_.select(is_odd, constant(-1.0), one);
    const NodeIndex below =
        b_.select(b_.make(Op::equal, a, one), one,
                  b_.select(b_.make(Op::equal, a, constant(-1.0)), of_minus_one, zero()));
    return b_.select(b_.less(b, zero()), below, result);
}

NodeIndex Lowering::whole_arithmetic(BinaryOp op, NodeIndex a, NodeIndex b) {
    switch (op) {
        case BinaryOp::add:
            return wrapped(b_.add(a, b));
        case BinaryOp::subtract:
            return wrapped(b_.subtract(a, b));
        case BinaryOp::multiply:
            return whole_product(a, b);
        case BinaryOp::power:
            return whole_power(a, b);
        default:
            break;
    }
    NodeIndex quotient = no_node;
    if (op == BinaryOp::divide) {
        quotient = b_.make(Op::truncate, b_.divide(a, b));
        const Range divisor = whole_range(b);  // only -2^31 / -1 does not fit
        const bool fits = whole_range(a).low > least || divisor.low > -1.0 || divisor.high < -1.0;
        if (!fits) quotient = wrapped(quotient);
    } else {
        quotient = b_.make(Op::remainder, a, b);
    }
    return b_.select(b_.make(Op::equal, b, zero()), zero(), quotient);
}

}  // namespace crosspoint::veriloga
