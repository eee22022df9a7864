// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/mesh_residual.hpp"

#ifndef CROSSPOINT_LINALG_MESH_RESIDUAL_CALL
#define CROSSPOINT_LINALG_MESH_RESIDUAL_CALL
#include <cstddef>
namespace crosspoint {
// One row of nodes in plain pointers, for code that is compiled once per instruction set.
struct ResidualRow {
    std::size_t cols;
    const double *u, *v, *v_below;  // v_below is not read at the last row
    const float *u_lo, *v_lo, *v_below_lo;
    double lo_V;
    const double* cell_S;
    double row_S;  // of every segment, when row_segment_S is null
    const double* row_segment_S;
    const double* col_segment_S;  // null at the last row: `below` comes filled
    const double *inject_u, *inject_v;
    double* right;  // [cols + 1] entry 0 and cols come filled: currents of the row's ends
    double* above;  // [cols] in: current into v from above; out: from v to below
    double* below;  // [cols]
    float *r_u, *r_v;
    double scale;
    double rounding;         // < 0: r_u, r_v take r; else |r| + rounding * |branches at the node|
    double norm1, branches;  // out
};
}  // namespace crosspoint
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/linalg/mesh_residual.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;

// hi a - hi b + (lo a - lo b) * lo_V
template <bool kLo>
HWY_INLINE V drop(const double* a, const double* b, const float* a_lo, const float* b_lo, V lo_V) {
    const D d;
    const V hi = hn::Sub(hn::LoadU(d, a), hn::LoadU(d, b));
    if constexpr (!kLo) {
        (void)a_lo, (void)b_lo, (void)lo_V;
        return hi;
    } else {
        const hn::Rebind<float, D> df;
        const V lo =
            hn::Sub(hn::PromoteTo(d, hn::LoadU(df, a_lo)), hn::PromoteTo(d, hn::LoadU(df, b_lo)));
        return hn::MulAdd(lo, lo_V, hi);
    }
}

template <bool kLo>
HWY_INLINE double drop1(const double* a, const double* b, const float* a_lo, const float* b_lo,
                        double lo_V) {
    double value = *a - *b;
    if (kLo) value += (static_cast<double>(*a_lo) - static_cast<double>(*b_lo)) * lo_V;
    return value;
}

template <bool kLo>
void row(ResidualRow& t) {
    const D d;
    const hn::Rebind<float, D> df;
    const std::size_t L = hn::Lanes(d);
    const std::size_t n = t.cols;
    const V lo_V = hn::Set(d, t.lo_V);
    const auto lo = [](const float* p, std::size_t j) { return kLo ? p + j : nullptr; };

    const V row_S = hn::Set(d, t.row_S);
    std::size_t j = 0;
    for (; j + L < n; j += L) {
        const V g = t.row_segment_S ? hn::LoadU(d, t.row_segment_S + j) : row_S;
        const V apart = drop<kLo>(t.u + j, t.u + j + 1, lo(t.u_lo, j), lo(t.u_lo, j + 1), lo_V);
        hn::StoreU(hn::Mul(g, apart), d, t.right + j + 1);
    }
    for (; j + 1 < n; ++j)
        t.right[j + 1] = (t.row_segment_S ? t.row_segment_S[j] : t.row_S) *
                         drop1<kLo>(t.u + j, t.u + j + 1, lo(t.u_lo, j), lo(t.u_lo, j + 1), t.lo_V);

    V norm1 = hn::Zero(d);
    V branches = hn::Zero(d);
    const V scale = hn::Set(d, t.scale);
    for (j = 0; j + L <= n; j += L) {
        const V cell = hn::Mul(hn::LoadU(d, t.cell_S + j),
                               drop<kLo>(t.u + j, t.v + j, lo(t.u_lo, j), lo(t.v_lo, j), lo_V));
        const V below = t.col_segment_S ? hn::Mul(hn::LoadU(d, t.col_segment_S + j),
                                                  drop<kLo>(t.v + j, t.v_below + j, lo(t.v_lo, j),
                                                            lo(t.v_below_lo, j), lo_V))
                                        : hn::LoadU(d, t.below + j);
        const V above = hn::LoadU(d, t.above + j);
        const V left = hn::LoadU(d, t.right + j);
        const V right = hn::LoadU(d, t.right + j + 1);
        hn::StoreU(below, d, t.above + j);
        V r_u = hn::Sub(hn::Sub(left, right), cell);
        V r_v = hn::Add(hn::Sub(above, below), cell);
        if (t.inject_u) r_u = hn::Add(r_u, hn::LoadU(d, t.inject_u + j));
        if (t.inject_v) r_v = hn::Add(r_v, hn::LoadU(d, t.inject_v + j));
        norm1 = hn::Add(norm1, hn::Add(hn::Abs(r_u), hn::Abs(r_v)));
        const V row_sum = hn::Add(hn::Abs(left), hn::Abs(right));
        const V col_sum = hn::Add(hn::Abs(above), hn::Abs(below));
        const V at_u = hn::Add(row_sum, hn::Abs(cell));
        const V at_v = hn::Add(col_sum, hn::Abs(cell));
        branches = hn::Add(branches, hn::Add(at_u, at_v));
        if (t.rounding >= 0.0) {
            const V rounding = hn::Set(d, t.rounding);
            r_u = hn::MulAdd(rounding, at_u, hn::Abs(r_u));
            r_v = hn::MulAdd(rounding, at_v, hn::Abs(r_v));
        }
        if (t.r_u) {
            hn::StoreU(hn::DemoteTo(df, hn::Mul(r_u, scale)), df, t.r_u + j);
            hn::StoreU(hn::DemoteTo(df, hn::Mul(r_v, scale)), df, t.r_v + j);
        }
    }
    t.norm1 = hn::GetLane(hn::SumOfLanes(d, norm1));
    t.branches = hn::GetLane(hn::SumOfLanes(d, branches));
    const auto size = [](double x) { return x < 0.0 ? -x : x; };
    for (; j < n; ++j) {
        const double cell =
            t.cell_S[j] * drop1<kLo>(t.u + j, t.v + j, lo(t.u_lo, j), lo(t.v_lo, j), t.lo_V);
        const double below =
            t.col_segment_S ? t.col_segment_S[j] * drop1<kLo>(t.v + j, t.v_below + j, lo(t.v_lo, j),
                                                              lo(t.v_below_lo, j), t.lo_V)
                            : t.below[j];
        const double above = t.above[j];
        t.above[j] = below;
        double r_u = t.right[j] - t.right[j + 1] - cell + (t.inject_u ? t.inject_u[j] : 0.0);
        double r_v = above - below + cell + (t.inject_v ? t.inject_v[j] : 0.0);
        const double at_u = size(t.right[j]) + size(t.right[j + 1]) + size(cell);
        const double at_v = size(above) + size(below) + size(cell);
        t.norm1 += size(r_u) + size(r_v);
        t.branches += at_u + at_v;
        if (t.rounding >= 0.0) {
            r_u = size(r_u) + t.rounding * at_u;
            r_v = size(r_v) + t.rounding * at_v;
        }
        if (t.r_u) {
            t.r_u[j] = static_cast<float>(r_u * t.scale);
            t.r_v[j] = static_cast<float>(r_v * t.scale);
        }
    }
}

void residual_row(ResidualRow& t) { t.u_lo ? row<true>(t) : row<false>(t); }

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>
#include <utility>

#include "crosspoint/base/parallel.hpp"

namespace crosspoint {

HWY_EXPORT(residual_row);

namespace {

// Rows of one piece of work: fixed, so that sums do not depend on the number of threads.
constexpr std::size_t band_rows = 64;

double end_S(double ohm) { return std::isinf(ohm) ? 0.0 : 1.0 / ohm; }

bool ordinary(const MeshLines& lines) {
    for (const double ohm : lines.first_ohm)
        if (ohm == 0.0) return false;
    for (const double ohm : lines.last_ohm)
        if (ohm == 0.0) return false;
    if (lines.crossings < 2) return true;
    if (lines.uniform_lines())
        return std::ranges::all_of(lines.segment_ohm.values(),
                                   [](double r) { return r > 0.0 && std::isfinite(r); });
    for (std::size_t line = 0; line < lines.lines; ++line)
        for (std::size_t k = 1; k < lines.crossings; ++k)
            if (!(lines.at(line, k) > 0.0) || std::isinf(lines.at(line, k))) return false;
    return true;
}

// Volts of nodes i, j against each other and against a source: the high parts first.
struct NodeDrops {
    const double* hi;
    const PanelArray& lo;
    double lo_V;
    std::size_t cols;
    [[nodiscard]] double above(std::size_t i, std::size_t j, double source_V) const {
        const double apart = hi[i * cols + j] - source_V;
        return lo.data ? apart + static_cast<double>(lo.data[lo.index(i, j)]) * lo_V : apart;
    }
    [[nodiscard]] double to_below(std::size_t i, std::size_t j) const {
        const double apart = hi[i * cols + j] - hi[(i + 1) * cols + j];
        if (!lo.data) return apart;
        return apart + (static_cast<double>(lo.data[lo.index(i, j)]) -
                        static_cast<double>(lo.data[lo.index(i + 1, j)])) *
                           lo_V;
    }
};

}  // namespace

void PanelArray::read_row(std::size_t i, std::span<float> row) const {
    for (std::size_t j = 0; j < row.size(); j += width)
        std::copy_n(data + index(i, j), std::min(width, row.size() - j), row.data() + j);
}

void PanelArray::write_row(std::size_t i, std::span<const float> row) const {
    for (std::size_t j = 0; j < row.size(); j += width)
        std::copy_n(row.data() + j, std::min(width, row.size() - j), data + index(i, j));
}

MeshResidual::MeshResidual(const MeshNetwork& network) : network_(&network) {
    const std::size_t m = network.rows;
    const std::size_t n = network.cols;
    plain_ = ordinary(network.row_lines) && ordinary(network.col_lines);
    if (!plain_) return;
    if (network.row_lines.uniform_lines()) {
        row_S_.resize(m);
        for (std::size_t i = 0; i < m; ++i)
            row_S_[i] =
                n > 1 ? 1.0 / network.row_lines.at(i, std::min<std::size_t>(1, n - 1)) : 0.0;
    } else {
        row_S_.assign(m * n, 0.0);
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j + 1 < n; ++j)
                row_S_[i * n + j] = 1.0 / network.row_lines.at(i, j + 1);
    }
    if (network.col_lines.uniform_lines()) {
        col_S_.resize(n);
        for (std::size_t j = 0; j < n; ++j)
            col_S_[j] =
                m > 1 ? 1.0 / network.col_lines.at(j, std::min<std::size_t>(1, m - 1)) : 0.0;
    } else {
        col_S_.assign(m * n, 0.0);
        for (std::size_t i = 0; i + 1 < m; ++i)
            for (std::size_t j = 0; j < n; ++j)
                col_S_[i * n + j] = 1.0 / network.col_lines.at(j, i + 1);
    }
}

void MeshResidual::plain_rows(const MeshSources& sources, const MeshInjections& injections,
                              const MeshVoltagesView& at, const MeshResidualOut& out,
                              std::size_t first, std::size_t last,
                              MeshResidualTotals& totals) const {
    const MeshNetwork& net = *network_;
    const std::size_t m = net.rows;
    const std::size_t n = net.cols;
    const bool col_uniform = col_S_.size() == n && (m > 1 ? net.col_lines.uniform_lines() : true);
    const bool row_uniform = net.row_lines.uniform_lines();
    const NodeDrops u{at.u_V, at.u_lo, at.lo_V, n};
    const NodeDrops v{at.v_V, at.v_lo, at.lo_V, n};
    std::vector<double> right(n + 1), above(n), below(n);
    const bool has_lo = at.u_lo.data != nullptr;
    std::vector<float> u_lo(has_lo ? n : 0), v_lo(u_lo.size()), v_below_lo(u_lo.size());
    const bool keep = out.r_u.data != nullptr;
    std::vector<float> r_u(keep ? n : 0), r_v(r_u.size());
    if (has_lo) at.v_lo.read_row(first, v_below_lo);
    // Current into v(first, j) from above.
    for (std::size_t j = 0; j < n; ++j) {
        const double g = end_S(net.col_lines.first_ohm[j]);
        if (first > 0)
            above[j] = col_S_[col_uniform ? j : (first - 1) * n + j] * v.to_below(first - 1, j);
        else
            above[j] = g == 0.0 ? 0.0 : -g * v.above(0, j, sources.col_first_V[j]);
    }
    for (std::size_t i = first; i < last; ++i) {
        const double g_first = end_S(net.row_lines.first_ohm[i]);
        const double g_last = end_S(net.row_lines.last_ohm[i]);
        right[0] = g_first == 0.0 ? 0.0 : -g_first * u.above(i, 0, sources.row_first_V[i]);
        right[n] = g_last == 0.0 ? 0.0 : g_last * u.above(i, n - 1, sources.row_last_V[i]);
        const bool bottom = i + 1 == m;
        for (std::size_t j = 0; bottom && j < n; ++j) {
            const double g = end_S(net.col_lines.last_ohm[j]);
            below[j] = g == 0.0 ? 0.0 : g * v.above(i, j, sources.col_last_V[j]);
        }
        if (has_lo) {
            at.u_lo.read_row(i, u_lo);
            std::swap(v_lo, v_below_lo);
            if (!bottom) at.v_lo.read_row(i + 1, v_below_lo);
        }
        const std::size_t o = i * n;
        ResidualRow row{
            .cols = n,
            .u = at.u_V + o,
            .v = at.v_V + o,
            .v_below = at.v_V + (bottom ? o : o + n),
            .u_lo = has_lo ? u_lo.data() : nullptr,
            .v_lo = v_lo.data(),
            .v_below_lo = v_below_lo.data(),
            .lo_V = at.lo_V,
            .cell_S = net.cell_S.row(i).data(),
            .row_S = row_uniform ? row_S_[i] : 0.0,
            .row_segment_S = row_uniform ? nullptr : row_S_.data() + o,
            .col_segment_S = bottom ? nullptr : col_S_.data() + (col_uniform ? 0 : o),
            .inject_u = injections.row_A.empty() ? nullptr : injections.row_A.data() + o,
            .inject_v = injections.col_A.empty() ? nullptr : injections.col_A.data() + o,
            .right = right.data(),
            .above = above.data(),
            .below = below.data(),
            .r_u = keep ? r_u.data() : nullptr,
            .r_v = r_v.data(),
            .scale = out.scale,
            .rounding = out.magnitudes ? residual_rounding : -1.0,
            .norm1 = 0.0,
            .branches = 0.0};
        HWY_DYNAMIC_DISPATCH(residual_row)(row);
        totals.norm1_A += row.norm1;
        totals.rounding_A += residual_rounding * row.branches;
        if (keep) {
            out.r_u.write_row(i, r_u);
            out.r_v.write_row(i, r_v);
        }
    }
}

MeshResidualTotals MeshResidual::evaluate(const MeshSources& sources,
                                          const MeshInjections& injections,
                                          const MeshVoltagesView& at, const MeshResidualOut& out,
                                          int threads, MeshCurrents& currents) const {
    const MeshNetwork& net = *network_;
    const std::size_t m = net.rows;
    const std::size_t n = net.cols;
    for (auto* row : {&currents.row_first_A, &currents.row_last_A}) row->assign(m, 0.0);
    for (auto* col : {&currents.col_first_A, &currents.col_last_A}) col->assign(n, 0.0);
    MeshResidualTotals totals;
    if (!plain_) {
        careful(sources, injections, at, out, totals, currents);
        return totals;
    }
    const std::size_t bands = (m + band_rows - 1) / band_rows;
    std::vector<MeshResidualTotals> parts(bands);
    parallel_for(bands, threads, [&](std::size_t band, int) {
        plain_rows(sources, injections, at, out, band * band_rows,
                   std::min(m, (band + 1) * band_rows), parts[band]);
    });
    for (const MeshResidualTotals& part : parts) {
        totals.norm1_A += part.norm1_A;
        totals.rounding_A += part.rounding_A;
    }
    const NodeDrops u{at.u_V, at.u_lo, at.lo_V, n};
    const NodeDrops v{at.v_V, at.v_lo, at.lo_V, n};
    const MeshLines& rows = net.row_lines;
    const MeshLines& cols = net.col_lines;
    for (std::size_t i = 0; i < m; ++i) {
        if (!std::isinf(rows.first_ohm[i]))
            currents.row_first_A[i] = u.above(i, 0, sources.row_first_V[i]) / rows.first_ohm[i];
        if (!std::isinf(rows.last_ohm[i]))
            currents.row_last_A[i] = u.above(i, n - 1, sources.row_last_V[i]) / rows.last_ohm[i];
    }
    for (std::size_t j = 0; j < n; ++j) {
        if (!std::isinf(cols.first_ohm[j]))
            currents.col_first_A[j] = v.above(0, j, sources.col_first_V[j]) / cols.first_ohm[j];
        if (!std::isinf(cols.last_ohm[j]))
            currents.col_last_A[j] = v.above(m - 1, j, sources.col_last_V[j]) / cols.last_ohm[j];
    }
    return totals;
}

}  // namespace crosspoint
#endif
