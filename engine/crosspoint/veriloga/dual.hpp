// Numbers of the interpreter: a value with its first and second derivatives by every unknown (the
// second ones give the derivatives of ddx), and beside it a charge, for ddt that stays linear.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "crosspoint/veriloga/checked.hpp"

namespace crosspoint::veriloga {

/// `d` and `h` are empty for a constant, else n and n*n (n unknowns).
struct Dual {
    double v = 0.0;
    std::vector<double> d = {};
    std::vector<double> h = {};
};

/// resistive + d/dt charge.
struct Quantity {
    Dual f = {};
    Dual q = {};
};

/// A function of one number: its value and two derivatives at that number.
struct Slopes {
    double value, first, second;
};

/// A function of two numbers with its first and second partial derivatives.
struct Slopes2 {
    double value, a, b, aa, ab, bb;
};

/// The chain rule. A partial derivative of 0 takes no part, so that 0 * inf does not make NaN.
Dual chain(const Slopes& slopes, const Dual& a);
Dual chain(const Slopes2& slopes, const Dual& a, const Dual& b);

Dual add(const Dual& a, const Dual& b);
Dual scale(const Dual& a, double factor);
Dual binary(BinaryOp op, ValueType operands, const Dual& a, const Dual& b);
/// Slopes of min, max, abs at the corner are those of the first argument (abs: 0); of floor, ceil
/// 0.
Dual function(Function which, ValueType operands, const Dual& a, const Dual& b);

}  // namespace crosspoint::veriloga
