// Derivatives of the operators and functions of the language, written out.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/dual.hpp"

#include <algorithm>
#include <array>

#include "crosspoint/veriloga/bindings.hpp"

namespace crosspoint::veriloga {
namespace {

double times(double slope, double value) { return slope == 0.0 ? 0.0 : slope * value; }

double at(const std::vector<double>& values, std::size_t k) {
    return values.empty() ? 0.0 : values[k];
}

Slopes2 power(double a, double b) {
    const double value = std::pow(a, b);
    const double first = b == 0.0 ? 0.0 : b * std::pow(a, b - 1.0);
    const double second = b == 0.0 || b == 1.0 ? 0.0 : b * (b - 1.0) * std::pow(a, b - 2.0);
    const double log = a > 0.0 ? std::log(a) : 0.0;  // by the exponent: 0 where it has no slope
    const double mixed = a > 0.0 ? std::pow(a, b - 1.0) * (1.0 + b * log) : 0.0;
    return {value, first, times(log, value), second, mixed, times(log * log, value)};
}

Slopes2 arctangent(double a, double b) {
    const double r2 = a * a + b * b;
    const double r4 = r2 * r2;
    return {std::atan2(a, b),     b / r2,          -a / r2, -2.0 * a * b / r4,
            (a * a - b * b) / r4, 2.0 * a * b / r4};
}

Slopes2 hypotenuse(double a, double b) {
    const double r = std::hypot(a, b);
    if (r == 0.0) return {0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
    const double r3 = r * r * r;
    return {r, a / r, b / r, b * b / r3, -a * b / r3, a * a / r3};
}

Slopes trigonometric(Function which, double x) {
    const double s = std::sin(x);
    const double c = std::cos(x);
    const double t = std::tan(x);
    const double w = 1.0 - x * x;
    switch (which) {
        case Function::sin:
            return {s, c, -s};
        case Function::cos:
            return {c, -s, -c};
        case Function::tan:
            return {t, 1.0 + t * t, 2.0 * t * (1.0 + t * t)};
        case Function::asin:
            return {std::asin(x), 1.0 / std::sqrt(w), x / (w * std::sqrt(w))};
        case Function::acos:
            return {std::acos(x), -1.0 / std::sqrt(w), -x / (w * std::sqrt(w))};
        default: {
            const double u = 1.0 + x * x;
            return {std::atan(x), 1.0 / u, -2.0 * x / (u * u)};
        }
    }
}

Slopes hyperbolic(Function which, double x) {
    const double s = std::sinh(x);
    const double c = std::cosh(x);
    const double t = std::tanh(x);
    switch (which) {
        case Function::sinh:
            return {s, c, s};
        case Function::cosh:
            return {c, s, c};
        case Function::tanh:
            return {t, 1.0 / (c * c), -2.0 * t / (c * c)};
        case Function::asinh: {
            const double u = 1.0 + x * x;
            return {std::asinh(x), 1.0 / std::sqrt(u), -x / (u * std::sqrt(u))};
        }
        case Function::acosh: {
            const double u = x * x - 1.0;
            return {std::acosh(x), 1.0 / std::sqrt(u), -x / (u * std::sqrt(u))};
        }
        default: {
            const double u = 1.0 - x * x;
            return {std::atanh(x), 1.0 / u, 2.0 * x / (u * u)};
        }
    }
}

Slopes slopes_of(Function which, double x) {
    constexpr double ln10 = 2.302585092994045684;
    const double e = std::exp(std::min(x, 80.0));
    const double root = std::sqrt(x);
    switch (which) {
        case Function::exp:
            return {std::exp(x), std::exp(x), std::exp(x)};
        case Function::limexp:
            return x < 80.0 ? Slopes{e, e, e} : Slopes{e * (1.0 + x - 80.0), e, 0.0};
        case Function::ln:
            return {std::log(x), 1.0 / x, -1.0 / (x * x)};
        case Function::log10:
            return {std::log10(x), 1.0 / (x * ln10), -1.0 / (x * x * ln10)};
        case Function::sqrt:
            return {root, 0.5 / root, -0.25 / (x * root)};
        case Function::abs:
            return {std::abs(x), x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : 0.0, 0.0};
        case Function::floor:
            return {std::floor(x), 0.0, 0.0};
        case Function::ceil:
            return {std::ceil(x), 0.0, 0.0};
        case Function::rtoi:
            return {round_to_integer(std::trunc(x)), 0.0, 0.0};
        case Function::sinh:
        case Function::cosh:
        case Function::tanh:
        case Function::asinh:
        case Function::acosh:
        case Function::atanh:
            return hyperbolic(which, x);
        default:
            return trigonometric(which, x);
    }
}

}  // namespace

Dual chain(const Slopes& s, const Dual& a) {
    Dual result{.v = s.value};
    const std::size_t n = a.d.size();
    result.d.resize(n);
    result.h.resize(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        result.d[i] = times(a.d[i], s.first);
        for (std::size_t j = 0; j < n; ++j)
            result.h[i * n + j] = times(a.d[i] * a.d[j], s.second) + times(a.h[i * n + j], s.first);
    }
    return result;
}

Dual chain(const Slopes2& s, const Dual& a, const Dual& b) {
    Dual result{.v = s.value};
    const std::size_t n = std::max(a.d.size(), b.d.size());
    result.d.resize(n);
    result.h.resize(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        const double ai = at(a.d, i);
        const double bi = at(b.d, i);
        result.d[i] = times(ai, s.a) + times(bi, s.b);
        for (std::size_t j = 0; j < n; ++j) {
            const double aj = at(a.d, j);
            const double bj = at(b.d, j);
            result.h[i * n + j] = times(at(a.h, i * n + j), s.a) + times(at(b.h, i * n + j), s.b) +
                                  times(ai * aj, s.aa) + times(ai * bj + bi * aj, s.ab) +
                                  times(bi * bj, s.bb);
        }
    }
    return result;
}

Dual add(const Dual& a, const Dual& b) {
    return chain(Slopes2{a.v + b.v, 1.0, 1.0, 0.0, 0.0, 0.0}, a, b);
}

Dual scale(const Dual& a, double factor) { return chain(Slopes{a.v * factor, factor, 0.0}, a); }

Dual binary(BinaryOp op, ValueType operands, const Dual& a, const Dual& b) {
    const double value = apply_binary(op, operands, a.v, b.v);
    if (operands == ValueType::integer) return {.v = value};
    switch (op) {
        case BinaryOp::add:
            return add(a, b);
        case BinaryOp::subtract:
            return chain(Slopes2{value, 1.0, -1.0, 0.0, 0.0, 0.0}, a, b);
        case BinaryOp::multiply:
            return chain(Slopes2{value, b.v, a.v, 0.0, 1.0, 0.0}, a, b);
        case BinaryOp::divide: {
            const double r = 1.0 / b.v;
            return chain(Slopes2{value, r, -value * r, 0.0, -r * r, 2.0 * value * r * r}, a, b);
        }
        case BinaryOp::modulo:
            return chain(Slopes2{value, 1.0, -std::trunc(a.v / b.v), 0.0, 0.0, 0.0}, a, b);
        case BinaryOp::power:
            return chain(power(a.v, b.v), a, b);
        default:
            return {.v = value};
    }
}

Dual function(Function which, ValueType operands, const Dual& a, const Dual& b) {
    const std::array<double, 2> values = {a.v, b.v};
    if (operands == ValueType::integer) return {.v = apply_function(which, operands, values)};
    switch (which) {
        case Function::pow:
            return chain(power(a.v, b.v), a, b);
        case Function::min:
            return b.v < a.v ? b : a;
        case Function::max:
            return b.v > a.v ? b : a;
        case Function::atan2:
            return chain(arctangent(a.v, b.v), a, b);
        case Function::hypot:
            return chain(hypotenuse(a.v, b.v), a, b);
        default:
            return chain(slopes_of(which, a.v), a);
    }
}

}  // namespace crosspoint::veriloga
