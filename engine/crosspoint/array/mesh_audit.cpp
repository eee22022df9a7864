// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/array/mesh_audit.hpp"

#ifndef CROSSPOINT_ARRAY_MESH_AUDIT_CALL
#define CROSSPOINT_ARRAY_MESH_AUDIT_CALL
#include <cstddef>
namespace crosspoint {
// One row of crossings in plain pointers, for code that is compiled once per instruction set.
struct AuditRow {
    std::size_t cols;
    const double* u;  // entries -1 and cols are the sources behind the ends of the row
    const double *v, *v_above, *v_below;
    const double* row_S;              // [cols + 1] segments between the entries of u
    const double *above_S, *below_S;  // [cols]
    const double* cell_S;             // [cols], null: off_S everywhere
    double off_S;
};
// The worst nodes so far.
struct AuditWorst {
    double residual_A = 0.0;
    double relative_V = 0.0;  // residual over the conductances that meet at the node
};
}  // namespace crosspoint
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/array/mesh_audit.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The largest |sum| and the largest |sum| / S of the nodes seen in each lane.
template <class D>
struct Judge {
    using V = hn::Vec<D>;
    V worst, sum_A, meeting_S;
    V poison;  // 0, or NaN once a sum was not finite

    HWY_INLINE void add(V sum, V meeting) {
        poison = hn::MulAdd(sum, hn::Zero(D()), poison);
        const V size = hn::Abs(sum);
        worst = hn::Max(worst, size);
        // size / meeting > sum_A / meeting_S without a division per node
        const auto more = hn::Gt(hn::Mul(size, meeting_S), hn::Mul(sum_A, meeting));
        sum_A = hn::IfThenElse(more, size, sum_A);
        meeting_S = hn::IfThenElse(more, meeting, meeting_S);
    }
    HWY_INLINE void report(AuditWorst& to) const {
        const D d;
        const V ratio = hn::Div(sum_A, meeting_S);
        const double not_finite = hn::GetLane(hn::SumOfLanes(d, poison));
        const double a = hn::GetLane(hn::MaxOfLanes(d, worst)) + not_finite;
        const double b = hn::GetLane(hn::MaxOfLanes(d, ratio)) + not_finite;
        // A NaN stays.
        if (!(a <= to.residual_A) && to.residual_A == to.residual_A) to.residual_A = a;
        if (!(b <= to.relative_V) && to.relative_V == to.relative_V) to.relative_V = b;
    }
};

template <class D>
HWY_INLINE Judge<D> unjudged(D d) {
    return {hn::Zero(d), hn::Zero(d), hn::Set(d, 1.0), hn::Zero(d)};
}

// Kirchhoff's current law at u(j) and v(j) for the lanes from column j on.
template <class D>
HWY_INLINE void balance(const AuditRow& t, std::size_t j, Judge<D>& judge) {
    const D d;
    using V = hn::Vec<D>;
    const auto at = [d, j](const double* p) HWY_ATTR { return hn::LoadU(d, p + j); };
    const V u = at(t.u);
    const V v = at(t.v);
    const V left_S = at(t.row_S);
    const V right_S = at(t.row_S + 1);
    const V above_S = at(t.above_S);
    const V below_S = at(t.below_S);
    const V cell_S = t.cell_S != nullptr ? at(t.cell_S) : hn::Set(d, t.off_S);
    const V left_A = hn::Mul(left_S, hn::Sub(at(t.u - 1), u));
    const V right_A = hn::Mul(right_S, hn::Sub(u, at(t.u + 1)));
    const V above_A = hn::Mul(above_S, hn::Sub(at(t.v_above), v));
    const V below_A = hn::Mul(below_S, hn::Sub(v, at(t.v_below)));
    const V cell_A = hn::Mul(cell_S, hn::Sub(u, v));
    judge.add(hn::Sub(hn::Sub(left_A, right_A), cell_A), hn::Add(hn::Add(left_S, right_S), cell_S));
    judge.add(hn::Add(hn::Sub(above_A, below_A), cell_A),
              hn::Add(hn::Add(above_S, below_S), cell_S));
}

void audit_row(const AuditRow& t, AuditWorst& worst) {
    using Wide = hn::ScalableTag<double>;
    using One = hn::CappedTag<double, 1>;
    const std::size_t L = hn::Lanes(Wide());
    auto judge = unjudged(Wide());
    std::size_t j = 0;
    for (; j + L <= t.cols; j += L) balance(t, j, judge);
    judge.report(worst);
    if (j == t.cols) return;
    auto rest = unjudged(One());
    for (; j < t.cols; ++j) balance(t, j, rest);
    rest.report(worst);
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/raw_array.hpp"

namespace crosspoint {

HWY_EXPORT(audit_row);

namespace {

constexpr std::size_t band_rows = 64;  // one piece of work

double source_V(const TileSpec& spec, const LineEnd& end, double input_V) {
    if (end.kind == EndKind::drive_input) return input_V;
    return end.kind == EndKind::drive_read ? spec.read_V : 0.0;
}

double end_S(const LineSet& set, const LineEnd& end, std::size_t line, std::size_t k,
             std::size_t crossings) {
    if (end.kind == EndKind::floating) return 0.0;
    return 1.0 / (end.resistance_ohm + set.segment_ohm.at(line, k, crossings));
}

bool positive(const LineSet& set, std::size_t lines, std::size_t crossings) {
    const auto wire = [](double ohm) { return ohm > 0.0 && std::isfinite(ohm); };
    const SegmentResistance& segments = set.segment_ohm;
    for (std::size_t line = 0; line < lines; ++line) {
        const std::size_t last =
            segments.is_per_segment() ? crossings : std::min<std::size_t>(2, crossings);
        for (std::size_t k = 1; k < last; ++k)
            if (!wire(segments.at(line, k, crossings))) return false;
        for (const auto& [end, k] :
             {std::pair{&set.first_end, std::size_t{0}}, std::pair{&set.last_end, crossings}})
            if (end->kind != EndKind::floating &&
                !wire(end->resistance_ohm + segments.at(line, k, crossings)))
                return false;
    }
    return true;
}

// What surrounds the nodes: sources behind the ends and conductances of the segments.
struct Surroundings {
    const TileSpec* spec;
    const LineSet* rows;
    bool equal_bl;
    std::vector<double> top_V, bottom_V, top_S, bottom_S;
    std::vector<double> inner_S;  // of all segments between two rows, when they are the same

    explicit Surroundings(const TileSpec& tile)
        : spec(&tile),
          rows(tile.horizontal()),
          equal_bl(!tile.bl.segment_ohm.is_per_segment()),
          top_V(tile.cols, source_V(tile, tile.bl.first_end, 0.0)),
          bottom_V(tile.cols, source_V(tile, tile.bl.last_end, 0.0)),
          top_S(tile.cols),
          bottom_S(tile.cols),
          inner_S(equal_bl && tile.rows > 1 ? tile.cols : 0) {
        for (std::size_t j = 0; j < tile.cols; ++j) {
            top_S[j] = end_S(tile.bl, tile.bl.first_end, j, 0, tile.rows);
            bottom_S[j] = end_S(tile.bl, tile.bl.last_end, j, tile.rows, tile.rows);
        }
        if (!inner_S.empty()) bl_segments(1, inner_S);
    }

    // Segment k of every bit line.
    void bl_segments(std::size_t k, std::vector<double>& segment_S) const {
        for (std::size_t j = 0; j < spec->cols; ++j)
            segment_S[j] = 1.0 / spec->bl.segment_ohm.at(j, k, spec->rows);
    }
    // Conductances between the nodes of rows i - 1 and i; in `own` where every row has others.
    const double* between(std::size_t i, std::vector<double>& own) const {
        if (i == 0) return top_S.data();
        if (i == spec->rows) return bottom_S.data();
        if (equal_bl) return inner_S.data();
        bl_segments(i, own);
        return own.data();
    }
    // Conductances and sources of row i. @param u  entries -1 and n are filled in
    void row(std::size_t i, double input_V, std::vector<double>& row_S, double* u) const {
        const std::size_t n = spec->cols;
        const SegmentResistance& segments = rows->segment_ohm;
        row_S[0] = end_S(*rows, rows->first_end, i, 0, n);
        row_S[n] = end_S(*rows, rows->last_end, i, n, n);
        if (segments.is_per_segment())
            for (std::size_t j = 1; j < n; ++j) row_S[j] = 1.0 / segments.at(i, j, n);
        else if (n > 1)
            std::fill_n(row_S.begin() + 1, n - 1, 1.0 / segments.at(i, 1, n));
        u[-1] = source_V(*spec, rows->first_end, input_V);
        u[n] = source_V(*spec, rows->last_end, input_V);
    }
};

double largest_source_V(const TileSpec& spec, std::span<const double> input) {
    double largest_V = 0.0;
    for (const LineEnd* end : {&spec.horizontal()->first_end, &spec.horizontal()->last_end})
        for (const double input_V : input)
            largest_V = std::max(largest_V, std::abs(source_V(spec, *end, input_V)));
    for (const LineEnd* end : {&spec.bl.first_end, &spec.bl.last_end})
        largest_V = std::max(largest_V, std::abs(source_V(spec, *end, 0.0)));
    return largest_V;
}

}  // namespace

bool audits_as_mesh(const TileSpec& spec) {
    const LineSet* rows = spec.horizontal();
    return rows != nullptr && positive(*rows, spec.rows, spec.cols) &&
           positive(spec.bl, spec.cols, spec.rows);
}

MeshAudit audit_mesh(const TileSpec& spec, const Matrix<double>& g_on_S, double g_off_S,
                     std::span<const double> input, std::span<const double> u_V,
                     std::span<const double> v_V, int threads) {
    const std::size_t m = spec.rows;
    const std::size_t n = spec.cols;
    const Surroundings around(spec);
    const std::size_t bands = (m + band_rows - 1) / band_rows;
    std::vector<AuditWorst> worst(bands);
    parallel_for(bands, threads, [&](std::size_t band, int) {
        // u[0] on a 64-byte boundary, with room for the sources before and after
        constexpr std::size_t aligned = 64 / sizeof(double);
        RawArray<double> room(n + aligned + 1);
        double* u = room.data() + aligned;
        std::vector<double> row_S(n + 1), even_S(n), odd_S(n);
        const std::size_t first = band * band_rows;
        const double* above_S = around.between(first, first % 2 == 0 ? even_S : odd_S);
        for (std::size_t i = first; i < std::min(m, first + band_rows); ++i) {
            const double* v = v_V.data() + i * n;
            const bool on = !spec.gated() || input[i] != 0.0;
            std::copy_n(u_V.data() + i * n, n, u);
            around.row(i, input[i], row_S, u);
            const double* below_S = around.between(i + 1, i % 2 == 0 ? odd_S : even_S);
            const AuditRow row{.cols = n,
                               .u = u,
                               .v = v,
                               .v_above = i == 0 ? around.top_V.data() : v - n,
                               .v_below = i + 1 == m ? around.bottom_V.data() : v + n,
                               .row_S = row_S.data(),
                               .above_S = above_S,
                               .below_S = below_S,
                               .cell_S = on ? g_on_S.row(i).data() : nullptr,
                               .off_S = g_off_S};
            HWY_DYNAMIC_DISPATCH(audit_row)(row, worst[band]);
            above_S = below_S;
        }
    });
    MeshAudit result;
    result.i_out_A.assign(n, 0.0);
    for (std::size_t j = 0; j < n; ++j) {
        if (spec.bl.first_end.kind == EndKind::sense)
            result.i_out_A[j] += around.top_S[j] * (v_V[j] - around.top_V[j]);
        if (spec.bl.last_end.kind == EndKind::sense)
            result.i_out_A[j] += around.bottom_S[j] * (v_V[(m - 1) * n + j] - around.bottom_V[j]);
    }
    double relative_V = 0.0;
    for (const AuditWorst& part : worst) {
        if (std::isnan(result.kcl_residual_A)) break;
        if (!(part.residual_A <= result.kcl_residual_A)) result.kcl_residual_A = part.residual_A;
        relative_V = std::max(relative_V, part.relative_V);
    }
    const double largest_V = largest_source_V(spec, input);
    if (result.kcl_residual_A != 0.0) result.kcl_residual_rel = relative_V / largest_V;
    if (std::isnan(result.kcl_residual_A)) result.kcl_residual_rel = result.kcl_residual_A;
    return result;
}

}  // namespace crosspoint
#endif
