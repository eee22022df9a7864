// Dense Newton's method in long double on the written-out circuit with nonlinear cells: slow, and
// of nothing but textbook steps. Oracle of the nonlinear tile solvers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/circuit/structure.hpp"
#include "crosspoint/device/cell_model.hpp"

namespace crosspoint::testing {

/// Cell terminal voltages [m * n] and output currents [n]; `ok` false when Newton did not settle.
struct DenseAnswer {
    std::vector<double> a_V, b_V, i_out_A;
    bool ok = false;
};

using Row = std::vector<long double>;

/// Gauss elimination with partial pivoting, in place; false when singular.
inline bool gauss(std::vector<Row>& a, Row& x) {
    const std::size_t n = x.size();
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t p = k;
        for (std::size_t i = k + 1; i < n; ++i)
            if (std::abs(a[i][k]) > std::abs(a[p][k])) p = i;
        if (a[p][k] == 0.0L) return false;
        std::swap(a[p], a[k]);
        std::swap(x[p], x[k]);
        for (std::size_t i = k + 1; i < n; ++i) {
            const long double f = a[i][k] / a[k][k];
            if (f == 0.0L) continue;
            for (std::size_t j = k; j < n; ++j) a[i][j] -= f * a[k][j];
            x[i] -= f * x[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j) x[k] -= a[k][j] * x[j];
        x[k] /= a[k][k];
    }
    return true;
}

/// @param gate_V  [m] of the rows; empty: none
/// Sources rise in `levels` equal steps, with up to 100 full Newton steps each.
inline DenseAnswer dense_newton(const TileSpec& spec, const CellModel& model,
                                const std::vector<double>& input, const std::vector<double>& gate_V,
                                int levels = 20) {
    const std::size_t mn = spec.rows * spec.cols;
    const CellArray all{.g_on_S = Matrix<double>(spec.rows, spec.cols, 1.0), .g_off_S = 1.0};
    ExpandedTile tile = expand(spec, all);
    apply_input(tile, spec, all, input);
    const Structure s = analyze(tile.circuit).structure;
    const std::size_t nodes = tile.circuit.node_count;
    std::vector<long double> v(nodes, 0.0L);
    std::vector<double> a_V(mn), b_V(mn), ia(mn), ib(mn), aa(mn), ab(mn), ba(mn), bb(mn), gates;
    for (std::size_t k = 0; k < mn && !gate_V.empty(); ++k) gates.push_back(gate_V[k / spec.cols]);
    CellScratch scratch;
    DenseAnswer answer;
    std::vector<long double> sum(nodes);
    for (int level = 1; level <= levels; ++level) {
        std::vector<long double> held(nodes, 0.0L);
        for (const HeldNode& h : tile.circuit.held)
            held[s.leader[h.node]] = static_cast<long double>(h.voltage_V) * level / levels;
        answer.ok = false;
        for (int it = 0; it < 100 && !answer.ok; ++it) {
            for (std::size_t k = 0; k < nodes; ++k)
                if (s.unknown[k] == Structure::held) v[k] = held[s.leader[k]];
            std::vector<Row> j(s.unknown_count, Row(s.unknown_count, 0.0L));
            Row f(s.unknown_count, 0.0L);
            std::fill(sum.begin(), sum.end(), 0.0L);
            const auto add = [&](NodeIndex row, NodeIndex col, long double g) {
                if (s.unknown[row] >= 0 && s.unknown[col] >= 0)
                    j[static_cast<std::size_t>(s.unknown[row])]
                     [static_cast<std::size_t>(s.unknown[col])] += g;
            };
            const auto draw = [&](NodeIndex node, long double current) {
                sum[s.leader[node]] += current;
            };
            for (std::size_t k = mn; k < tile.circuit.resistors.size(); ++k) {
                const Resistor& r = tile.circuit.resistors[k];
                if (std::isinf(r.conductance_S)) continue;
                const long double g = r.conductance_S;
                draw(r.a, g * (v[r.a] - v[r.b]));
                draw(r.b, g * (v[r.b] - v[r.a]));
                add(r.a, r.a, g);
                add(r.b, r.b, g);
                add(r.a, r.b, -g);
                add(r.b, r.a, -g);
            }
            const bool gated = spec.gated();
            for (std::size_t k = 0; k < mn; ++k) {
                a_V[k] = static_cast<double>(v[gated ? mn + k : k]);
                b_V[k] = static_cast<double>(v[gated ? k : mn + k]);
            }
            if (model.evaluate(
                    {a_V.data(), b_V.data(), gates.empty() ? nullptr : gates.data(), nullptr, mn},
                    {ia.data(), ib.data(), aa.data(), ab.data(), ba.data(), bb.data()},
                    scratch) != 0)
                return answer;
            for (std::size_t k = 0; k < mn; ++k) {
                const auto a = static_cast<NodeIndex>(gated ? mn + k : k);
                const auto b = static_cast<NodeIndex>(gated ? k : mn + k);
                draw(a, ia[k]);
                draw(b, ib[k]);
                add(a, a, aa[k] + 1e-21L);
                add(a, b, ab[k]);
                add(b, a, ba[k]);
                add(b, b, bb[k] + 1e-21L);
            }
            for (std::size_t k = 0; k < nodes; ++k)
                if (s.leader[k] == k && s.unknown[k] >= 0)
                    f[static_cast<std::size_t>(s.unknown[k])] = -sum[k];
            if (!gauss(j, f)) return answer;
            long double largest = 0.0L;
            for (std::size_t k = 0; k < nodes; ++k) {
                if (s.unknown[k] < 0) continue;
                const long double step = f[static_cast<std::size_t>(s.unknown[k])];
                v[k] += step;
                largest = std::max(largest, std::abs(step));
            }
            answer.ok = largest < 1e-15L;
        }
        if (!answer.ok) return answer;
    }
    answer.a_V = a_V;
    answer.b_V = b_V;
    // Into the sources of each output: what the nodes they hold receive.
    answer.i_out_A.assign(spec.cols, 0.0);
    for (std::size_t k = 0; k < nodes; ++k) {
        if (s.leader[k] != k || s.unknown[k] != Structure::held) continue;
        for (const HeldNode& h : tile.circuit.held)
            if (s.leader[h.node] == k && h.group < spec.cols) {
                answer.i_out_A[h.group] -= static_cast<double>(sum[k]);
                break;
            }
    }
    return answer;
}

}  // namespace crosspoint::testing
