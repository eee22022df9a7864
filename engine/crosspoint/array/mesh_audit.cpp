// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/array/mesh_audit.hpp"

#include <algorithm>
#include <cmath>

namespace crosspoint {
namespace {

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

}  // namespace

bool audits_as_mesh(const TileSpec& spec) {
    const LineSet* rows = spec.horizontal();
    return rows != nullptr && positive(*rows, spec.rows, spec.cols) &&
           positive(spec.bl, spec.cols, spec.rows);
}

MeshAudit audit_mesh(const TileSpec& spec, const CellArray& cells, std::span<const double> input,
                     std::span<const double> u_V, std::span<const double> v_V) {
    const std::size_t m = spec.rows;
    const std::size_t n = spec.cols;
    const LineSet& row_set = *spec.horizontal();
    MeshAudit result;
    result.i_out_A.assign(n, 0.0);

    double largest_V = 0.0;
    for (std::size_t i = 0; i < m; ++i)
        for (const LineEnd* end : {&row_set.first_end, &row_set.last_end})
            largest_V = std::max(largest_V, std::abs(source_V(spec, *end, input[i])));
    for (const LineEnd* end : {&spec.bl.first_end, &spec.bl.last_end})
        largest_V = std::max(largest_V, std::abs(source_V(spec, *end, 0.0)));

    // Currents into v(i, j) from above, and the conductances they come through. Where the segments
    // of a line are equal, one division serves the whole line.
    const bool equal_bl = !spec.bl.segment_ohm.is_per_segment();
    const auto bl_segments = [&](std::size_t k, std::vector<double>& segment_S) {
        for (std::size_t j = 0; j < n; ++j) segment_S[j] = 1.0 / spec.bl.segment_ohm.at(j, k, m);
    };
    std::vector<double> top_S(n), bottom_S(n), even_S(n), odd_S(n);
    std::vector<double> above_A(n), below_A(n), left_A(n + 1), left_S(n + 1);
    for (std::size_t j = 0; j < n; ++j) {
        top_S[j] = end_S(spec.bl, spec.bl.first_end, j, 0, m);
        bottom_S[j] = end_S(spec.bl, spec.bl.last_end, j, m, m);
        above_A[j] = top_S[j] * (source_V(spec, spec.bl.first_end, 0.0) - v_V[j]);
        if (spec.bl.first_end.kind == EndKind::sense) result.i_out_A[j] -= above_A[j];
    }
    if (equal_bl && m > 1) bl_segments(1, even_S);
    const double* above_S = top_S.data();
    const double bottom_V = source_V(spec, spec.bl.last_end, 0.0);
    double worst_A = 0.0;
    double worst_rel = 0.0;
    const auto judge = [&](double sum_A, double meeting_S) {
        const double size_A = std::abs(sum_A);
        if (!(size_A <= worst_A)) worst_A = size_A;  // lets a NaN through
        // Compared without a division per node.
        if (!(size_A <= worst_rel * meeting_S * largest_V))
            worst_rel = size_A / (meeting_S * largest_V);
    };
    for (std::size_t i = 0; i < m; ++i) {
        const double* u = u_V.data() + i * n;
        const double* v = v_V.data() + i * n;
        const bool on = !spec.gated() || input[i] != 0.0;
        left_S[0] = end_S(row_set, row_set.first_end, i, 0, n);
        left_A[0] = left_S[0] * (source_V(spec, row_set.first_end, input[i]) - u[0]);
        left_S[n] = end_S(row_set, row_set.last_end, i, n, n);
        left_A[n] = left_S[n] * (u[n - 1] - source_V(spec, row_set.last_end, input[i]));
        for (std::size_t j = 1; j < n; ++j)
            left_S[j] = j > 1 && !row_set.segment_ohm.is_per_segment()
                            ? left_S[1]
                            : 1.0 / row_set.segment_ohm.at(i, j, n);
        for (std::size_t j = 1; j < n; ++j) left_A[j] = left_S[j] * (u[j - 1] - u[j]);
        const bool bottom = i + 1 == m;
        std::vector<double>& own_S = equal_bl || i % 2 == 0 ? even_S : odd_S;
        if (!equal_bl && !bottom) bl_segments(i + 1, own_S);
        const double* below_S = bottom ? bottom_S.data() : own_S.data();
        for (std::size_t j = 0; j < n; ++j)
            below_A[j] = below_S[j] * (v[j] - (bottom ? bottom_V : v[j + n]));
        if (bottom && spec.bl.last_end.kind == EndKind::sense)
            for (std::size_t j = 0; j < n; ++j) result.i_out_A[j] += below_A[j];
        for (std::size_t j = 0; j < n; ++j) {
            const double g_S = on ? cells.g_on_S(i, j) : cells.g_off_S;
            const double cell_A = g_S * (u[j] - v[j]);
            judge(left_A[j] - left_A[j + 1] - cell_A, left_S[j] + left_S[j + 1] + g_S);
            judge(above_A[j] - below_A[j] + cell_A, above_S[j] + below_S[j] + g_S);
        }
        std::swap(above_A, below_A);
        above_S = below_S;
    }
    result.kcl_residual_A = worst_A;
    result.kcl_residual_rel = std::isnan(worst_A) ? worst_A : worst_rel;
    return result;
}

}  // namespace crosspoint
