// Kirchhoff's current law where wires of 0 ohm join nodes, ideal sources hold them, or wires are
// broken: the nodes that 0 ohm joins balance as one, and the balance of held ones is what flows
// into their source. One node at a time; the plain case is in mesh_residual.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "crosspoint/linalg/mesh_residual.hpp"

namespace crosspoint {
namespace {

// Volts of one line's nodes as high and low parts.
struct LineVoltages {
    std::vector<double> hi;
    std::vector<double> lo;
    [[nodiscard]] double apart(std::size_t a, std::size_t b) const {
        return (hi[a] - hi[b]) + (lo[a] - lo[b]);
    }
    [[nodiscard]] double above(std::size_t a, double source_V) const {
        return (hi[a] - source_V) + lo[a];
    }
    void resize(std::size_t count) {
        hi.assign(count, 0.0);
        lo.assign(count, 0.0);
    }
};

double low(const PanelArray& lo, std::size_t i, std::size_t j, double lo_V) {
    return lo.data ? static_cast<double>(lo.data[lo.index(i, j)]) * lo_V : 0.0;
}

struct LineEnds {
    double first_ohm, last_ohm, first_V, last_V;
};

double through(double volts, double ohm) {
    return ohm == 0.0 || std::isinf(ohm) ? 0.0 : volts / ohm;
}

// Balances one line. `into` holds, per node, what its cell and the injection bring in; on return
// the residual of the node, or of its group at the group's last node and 0 elsewhere.
// `size` brings in |current| of each node's cell; on return what rounding may hide at its residual.
void balance_line(const MeshLines& lines, std::size_t line, const LineVoltages& at,
                  const LineEnds& ends, std::vector<double>& into, std::vector<double>& size,
                  double& first_A, double& last_A) {
    const std::size_t count = lines.crossings;
    first_A = last_A = 0.0;
    if (!std::isinf(ends.first_ohm) && ends.first_ohm > 0.0)
        first_A = at.above(0, ends.first_V) / ends.first_ohm;
    if (!std::isinf(ends.last_ohm) && ends.last_ohm > 0.0)
        last_A = at.above(count - 1, ends.last_V) / ends.last_ohm;
    into[0] -= first_A;
    into[count - 1] -= last_A;
    size[0] += std::abs(first_A);
    size[count - 1] += std::abs(last_A);
    for (std::size_t k = 1; k < count; ++k) {
        const double current_A = through(at.apart(k - 1, k), lines.at(line, k));
        into[k - 1] -= current_A;
        into[k] += current_A;
        size[k - 1] += std::abs(current_A);
        size[k] += std::abs(current_A);
    }
    double group_A = 0.0;
    double group_size = 0.0;
    int nodes = 0;  // of the group
    bool held_first = ends.first_ohm == 0.0;
    for (std::size_t k = 0; k < count; ++k) {
        group_A += into[k];
        group_size += size[k];
        ++nodes;
        into[k] = size[k] = 0.0;
        if (k + 1 < count && lines.at(line, k + 1) == 0.0) continue;
        if (held_first) {
            first_A = group_A;
        } else if (k + 1 == count && ends.last_ohm == 0.0) {
            last_A = group_A;
        } else {
            into[k] = group_A;
        }
        // The sum over joined nodes has that many terms, each good for one rounding.
        size[k] = (residual_rounding + 0x1p-53 * (nodes - 1)) * group_size;
        group_A = group_size = 0.0;
        nodes = 0;
        held_first = false;
    }
}

void hold_line(const MeshLines& lines, std::size_t line, double first_V, double last_V, double* v,
               std::size_t step) {
    const std::size_t count = lines.crossings;
    if (lines.last_ohm[line] == 0.0)
        for (std::size_t k = count; k-- > 0;) {
            v[k * step] = last_V;
            if (k > 0 && lines.at(line, k) != 0.0) break;
        }
    if (lines.first_ohm[line] == 0.0)
        for (std::size_t k = 0; k < count; ++k) {
            v[k * step] = first_V;
            if (k + 1 < count && lines.at(line, k + 1) != 0.0) break;
        }
}

}  // namespace

void MeshResidual::hold(const MeshSources& sources, double* u_V, double* v_V) const {
    if (plain_) return;
    const MeshNetwork& net = *network_;
    for (std::size_t i = 0; i < net.rows; ++i)
        hold_line(net.row_lines, i, sources.row_first_V[i], sources.row_last_V[i],
                  u_V + i * net.cols, 1);
    for (std::size_t j = 0; j < net.cols; ++j)
        hold_line(net.col_lines, j, sources.col_first_V[j], sources.col_last_V[j], v_V + j,
                  net.cols);
}

void MeshResidual::careful(const MeshSources& sources, const MeshInjections& injections,
                           const MeshVoltagesView& at, const MeshResidualOut& out,
                           MeshResidualTotals& totals, MeshCurrents& currents) const {
    const MeshNetwork& net = *network_;
    const std::size_t m = net.rows;
    const std::size_t n = net.cols;
    const auto cell_A = [&](std::size_t i, std::size_t j) {
        const std::size_t k = i * n + j;
        return net.cell_S(i, j) * ((at.u_V[k] - at.v_V[k]) +
                                   (low(at.u_lo, i, j, at.lo_V) - low(at.v_lo, i, j, at.lo_V)));
    };
    const auto injected = [n](std::span<const double> A, std::size_t i, std::size_t j) {
        return A.empty() ? 0.0 : A[i * n + j];
    };
    const auto write = [&](const std::vector<double>& into, const std::vector<double>& rounding_A,
                           const PanelArray& r, const auto& where) {
        for (std::size_t k = 0; k < into.size(); ++k) {
            totals.norm1_A += std::abs(into[k]);
            totals.rounding_A += rounding_A[k];
            const double value = out.magnitudes ? std::abs(into[k]) + rounding_A[k] : into[k];
            if (r.data) r.data[where(k)] = static_cast<float>(value * out.scale);
        }
    };
    LineVoltages line;
    line.resize(n);
    std::vector<double> into(n), size(n);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const double current_A = cell_A(i, j);
            size[j] = std::abs(current_A);
            into[j] = injected(injections.row_A, i, j) - current_A;
            line.hi[j] = at.u_V[i * n + j];
            line.lo[j] = low(at.u_lo, i, j, at.lo_V);
        }
        const LineEnds ends{net.row_lines.first_ohm[i], net.row_lines.last_ohm[i],
                            sources.row_first_V[i], sources.row_last_V[i]};
        balance_line(net.row_lines, i, line, ends, into, size, currents.row_first_A[i],
                     currents.row_last_A[i]);
        write(into, size, out.r_u, [&](std::size_t j) { return out.r_u.index(i, j); });
    }
    into.assign(m, 0.0);
    size.assign(m, 0.0);
    line.resize(m);
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t i = 0; i < m; ++i) {
            const double current_A = cell_A(i, j);
            size[i] = std::abs(current_A);
            into[i] = injected(injections.col_A, i, j) + current_A;
            line.hi[i] = at.v_V[i * n + j];
            line.lo[i] = low(at.v_lo, i, j, at.lo_V);
        }
        const LineEnds ends{net.col_lines.first_ohm[j], net.col_lines.last_ohm[j],
                            sources.col_first_V[j], sources.col_last_V[j]};
        balance_line(net.col_lines, j, line, ends, into, size, currents.col_first_A[j],
                     currents.col_last_A[j]);
        write(into, size, out.r_v, [&](std::size_t i) { return out.r_v.index(i, j); });
    }
}

}  // namespace crosspoint
