// SPDX-License-Identifier: Apache-2.0
#include "support/dense_oracle.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <limits>

namespace crosspoint::testing {
namespace {

using Real = long double;
using DenseMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using DenseVector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;
constexpr int ground = -1;

struct Branch {
    int a, b;         // nodes, or ground
    double ohm;       // 0 = a branch current of its own
    double source_V;  // v_a - v_b = ohm * i + source_V
    int output;       // column whose output this branch's current is, or -1
};

struct Builder {
    const TileSpec& spec;
    std::vector<Branch> branches;

    int node(int set, std::size_t i, std::size_t j) const {
        return static_cast<int>(static_cast<std::size_t>(set) * spec.rows * spec.cols +
                                i * spec.cols + j);
    }

    void add_line(const LineSet& lines, int set, bool horizontal, std::size_t line,
                  std::span<const double> input) {
        const std::size_t count = horizontal ? spec.cols : spec.rows;
        const auto at = [&](std::size_t k) {
            return horizontal ? node(set, line, k) : node(set, k, line);
        };
        for (std::size_t k = 1; k < count; ++k)
            branches.push_back({at(k - 1), at(k), lines.segment_ohm.at(line, k, count), 0.0, -1});
        const LineEnd* ends[2] = {&lines.first_end, &lines.last_end};
        for (int e = 0; e < 2; ++e) {
            if (ends[e]->kind == EndKind::floating) continue;
            const double ohm =
                ends[e]->resistance_ohm + lines.segment_ohm.at(line, e == 0 ? 0 : count, count);
            double volts = 0.0;
            if (ends[e]->kind == EndKind::drive_read) volts = spec.read_V;
            if (ends[e]->kind == EndKind::drive_input) volts = input[line];
            const int output = ends[e]->kind == EndKind::sense ? static_cast<int>(line) : -1;
            branches.push_back({at(e == 0 ? 0 : count - 1), ground, ohm, volts, output});
        }
    }
};

}  // namespace

std::vector<double> dense_currents_A(const TileSpec& spec, const CellArray& cells,
                                     std::span<const double> input) {
    Builder builder{spec, {}};
    const bool gated = spec.topology != Topology::passive;
    const bool first_horizontal = spec.topology != Topology::one_transistor_column;
    const LineSet& first = gated ? spec.sl : spec.wl;
    for (std::size_t k = 0; k < (first_horizontal ? spec.rows : spec.cols); ++k)
        builder.add_line(first, 0, first_horizontal, k, input);
    for (std::size_t j = 0; j < spec.cols; ++j) builder.add_line(spec.bl, 1, false, j, input);
    for (std::size_t i = 0; i < spec.rows; ++i)
        for (std::size_t j = 0; j < spec.cols; ++j) {
            const double g = gated && input[i] == 0.0 ? cells.g_off_S : cells.g_on_S(i, j);
            builder.branches.push_back(
                {builder.node(0, i, j), builder.node(1, i, j),
                 g == 0.0 ? std::numeric_limits<double>::infinity() : 1.0 / g, 0.0, -1});
        }

    // Unknowns: all node voltages, then the currents of the zero-ohm branches.
    const int nodes = static_cast<int>(2 * spec.rows * spec.cols);
    int size = nodes;
    for (const Branch& b : builder.branches) size += b.ohm == 0.0;
    DenseMatrix a = DenseMatrix::Zero(size, size);
    DenseVector rhs = DenseVector::Zero(size);
    int extra = nodes;
    for (const Branch& b : builder.branches) {
        if (std::isinf(b.ohm)) continue;
        if (b.ohm == 0.0) {
            for (const auto& [node, sign] : {std::pair{b.a, 1}, std::pair{b.b, -1}}) {
                if (node == ground) continue;
                a(node, extra) += sign;
                a(extra, node) += sign;
            }
            rhs(extra++) = b.source_V;
            continue;
        }
        const Real g = 1.0L / static_cast<Real>(b.ohm);
        for (const auto& [node, other, sign] :
             {std::tuple{b.a, b.b, 1}, std::tuple{b.b, b.a, -1}}) {
            if (node == ground) continue;
            a(node, node) += g;
            if (other != ground) a(node, other) -= g;
            rhs(node) += static_cast<Real>(sign) * g * static_cast<Real>(b.source_V);
        }
    }
    // Scale rows and columns so that volts, amperes and siemens meet on one footing.
    DenseVector scale = DenseVector::Ones(size);
    for (int k = 0; k < nodes; ++k)
        if (a(k, k) > 0) scale(k) = 1 / std::sqrt(a(k, k));
    DenseMatrix scaled = scale.asDiagonal() * a * scale.asDiagonal();
    Eigen::FullPivLU<DenseMatrix> lu(scaled);
    DenseVector x = lu.solve(scale.asDiagonal() * rhs);
    x = scale.asDiagonal() * x;

    std::vector<double> out(spec.cols, 0.0);
    extra = nodes;
    for (const Branch& b : builder.branches) {
        const int own = b.ohm == 0.0 ? extra++ : -1;
        if (b.output < 0 || std::isinf(b.ohm)) continue;
        const Real current =
            b.ohm == 0.0 ? x(own)
                         : (x(b.a) - static_cast<Real>(b.source_V)) / static_cast<Real>(b.ohm);
        out[static_cast<std::size_t>(b.output)] += static_cast<double>(current);
    }
    return out;
}

}  // namespace crosspoint::testing
