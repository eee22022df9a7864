// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/mesh_residual.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/raw_array.hpp"
#include "crosspoint/linalg/mesh_residual_kernel.hpp"

namespace crosspoint {

namespace {

// Rows of one piece of work: fixed, so that sums do not depend on the number of threads.
constexpr std::size_t band_rows = 64;

double end_S(double ohm) { return std::isinf(ohm) ? 0.0 : 1.0 / ohm; }

std::vector<double> ends_S(const std::vector<double>& ohm) {
    std::vector<double> S(ohm.size());
    std::ranges::transform(ohm, S.begin(), end_S);
    return S;
}

// Volts of the sources behind connected ends; the others count as 0.
std::vector<double> volts_behind(const std::vector<double>& S,
                                 const std::vector<double>& source_V) {
    std::vector<double> V(S.size());
    for (std::size_t k = 0; k < S.size(); ++k) V[k] = S[k] == 0.0 ? 0.0 : source_V[k];
    return V;
}

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

// One row of merged voltages, from the panels of the low parts.
void merge_line(const double* from, const PanelArray& lo, std::size_t i, double lo_V,
                std::span<double> to) {
    merge_row({.cols = to.size(),
               .from = from,
               .lo = lo.data + i * lo.width,
               .width = lo.width,
               .stride = lo.stride,
               .lo_V = lo_V,
               .to = to.data()});
}

}  // namespace

void PanelArray::read_row(std::size_t i, std::span<float> row) const {
    for (std::size_t j = 0; j < row.size(); j += width)
        std::copy_n(data + index(i, j), std::min(width, row.size() - j), row.data() + j);
}

MeshResidual::MeshResidual(const MeshNetwork& network) : network_(&network) {
    const std::size_t m = network.rows;
    const std::size_t n = network.cols;
    plain_ = ordinary(network.row_lines) && ordinary(network.col_lines);
    if (!plain_) return;
    row_first_S_ = ends_S(network.row_lines.first_ohm);
    row_last_S_ = ends_S(network.row_lines.last_ohm);
    col_first_S_ = ends_S(network.col_lines.first_ohm);
    col_last_S_ = ends_S(network.col_lines.last_ohm);
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

// What one piece of work is told.
struct MeshResidual::Band {
    std::size_t first, last;
    const MeshSources& sources;
    const MeshInjections& injections;
    const MeshVoltagesView& at;
    const MeshMerge* merge;  // null: the voltages stay
    const MeshResidualOut& out;
    const double *v_above, *v_below;  // beside the band: sources, or v (merged, when merging)
};

void MeshResidual::plain_rows(const Band& band, MeshResidualTotals& totals) const {
    const MeshNetwork& net = *network_;
    const MeshVoltagesView& at = band.at;
    const std::size_t m = net.rows;
    const std::size_t n = net.cols;
    const bool col_uniform = net.col_lines.uniform_lines();
    const bool row_uniform = net.row_lines.uniform_lines();
    const bool has_lo = at.u_lo.data != nullptr;
    const bool keep = band.out.r_u.data != nullptr;
    const MeshMerge* merge = band.merge;
    // u[0] on a 64-byte boundary, with room for the sources before and after
    constexpr std::size_t aligned = 64 / sizeof(double);
    RawArray<double> u_room(n + aligned + 1), row_S(n + 1);
    double* u = u_room.data() + aligned;
    std::vector<float> u_lo(has_lo ? n + 2 : 0);
    std::vector<float> above_lo(has_lo ? n : 0), v_lo(above_lo), below_lo(above_lo);
    if (has_lo) {
        if (band.first > 0) at.v_lo.read_row(band.first - 1, above_lo);
        at.v_lo.read_row(band.first, v_lo);
    }
    const auto merge_v = [&](std::size_t i) {
        merge_line(merge->fresh ? nullptr : merge->v_V + i * n, merge->v_lo, i, merge->lo_V,
                   {merge->v_V + i * n, n});
    };
    if (merge != nullptr) merge_v(band.first);
    double filled_S = -1.0;
    for (std::size_t i = band.first; i < band.last; ++i) {
        const std::size_t o = i * n;
        if (merge != nullptr) {
            merge_line(merge->fresh ? nullptr : merge->u_V + o, merge->u_lo, i, merge->lo_V,
                       {merge->u_V + o, n});
            if (i + 1 < band.last) merge_v(i + 1);
        }
        std::copy_n(at.u_V + o, n, u);
        u[-1] = row_first_S_[i] == 0.0 ? 0.0 : band.sources.row_first_V[i];
        u[n] = row_last_S_[i] == 0.0 ? 0.0 : band.sources.row_last_V[i];
        if (!row_uniform) {
            std::copy_n(row_S_.data() + o, n, row_S.data() + 1);
        } else if (row_S_[i] != filled_S) {
            filled_S = row_S_[i];
            std::ranges::fill(row_S.values(), filled_S);
        }
        row_S[0] = row_first_S_[i];
        row_S[n] = row_last_S_[i];
        if (has_lo) {
            at.u_lo.read_row(i, std::span(u_lo).subspan(1, n));
            if (i + 1 < m)
                at.v_lo.read_row(i + 1, below_lo);
            else
                std::ranges::fill(below_lo, 0.0F);
        }
        const auto segments_below = [&](std::size_t k) {
            return col_S_.data() + (col_uniform ? 0 : k * n);
        };
        const double* v = at.v_V + o;
        ResidualRow row{
            .cols = n,
            .u = u,
            .v = v,
            .v_above = i == band.first ? band.v_above : v - n,
            .v_below = i + 1 == band.last ? band.v_below : v + n,
            .u_lo = has_lo ? u_lo.data() + 1 : nullptr,
            .v_lo = v_lo.data(),
            .v_above_lo = above_lo.data(),
            .v_below_lo = below_lo.data(),
            .lo_V = at.lo_V,
            .cell_S = net.cell_S.row(i).data(),
            .row_S = row_S.data(),
            .above_S = i == 0 ? col_first_S_.data() : segments_below(i - 1),
            .below_S = i + 1 == m ? col_last_S_.data() : segments_below(i),
            .inject_u = band.injections.row_A.empty() ? nullptr : band.injections.row_A.data() + o,
            .inject_v = band.injections.col_A.empty() ? nullptr : band.injections.col_A.data() + o,
            .r_u = keep ? band.out.r_u.data + band.out.r_u.index(i, 0) : nullptr,
            .r_v = keep ? band.out.r_v.data + band.out.r_v.index(i, 0) : nullptr,
            .width = band.out.r_u.width,
            .stride = band.out.r_u.stride,
            .scale = band.out.scale,
            .rounding = band.out.magnitudes ? residual_rounding : -1.0,
            .norm1 = 0.0,
            .branches = 0.0};
        residual_row(row);
        totals.norm1_A += row.norm1;
        totals.rounding_A += residual_rounding * row.branches;
        std::swap(above_lo, v_lo);
        std::swap(v_lo, below_lo);
    }
}

MeshResidualTotals MeshResidual::plain(const MeshSources& sources, const MeshInjections& injections,
                                       const MeshVoltagesView& at, const MeshMerge* merge,
                                       const MeshResidualOut& out, int threads,
                                       MeshCurrents& currents) const {
    const std::size_t m = network_->rows;
    const std::size_t n = network_->cols;
    const std::size_t bands = (m + band_rows - 1) / band_rows;
    const std::vector<double> top_V = volts_behind(col_first_S_, sources.col_first_V);
    const std::vector<double> bottom_V = volts_behind(col_last_S_, sources.col_last_V);
    // Rows of v on both sides of the borders between bands, merged before anyone merges in place.
    Matrix<double> beside(merge != nullptr ? 2 * bands : 0, n);
    for (std::size_t k = 0; merge != nullptr && k + 1 < bands; ++k)
        for (std::size_t side = 0; side < 2; ++side) {
            const std::size_t i = (k + 1) * band_rows - 1 + side;
            merge_line(merge->fresh ? nullptr : merge->v_V + i * n, merge->v_lo, i, merge->lo_V,
                       beside.row(2 * k + side));
        }
    std::vector<MeshResidualTotals> parts(bands);
    parallel_for(bands, threads, [&](std::size_t b, int) {
        const std::size_t first = b * band_rows;
        const std::size_t last = std::min(m, first + band_rows);
        const auto neighbor = [&](std::size_t i, std::size_t at_side) {
            return merge != nullptr ? beside.row(at_side).data() : at.v_V + i * n;
        };
        plain_rows({.first = first,
                    .last = last,
                    .sources = sources,
                    .injections = injections,
                    .at = at,
                    .merge = merge,
                    .out = out,
                    .v_above = first == 0 ? top_V.data() : neighbor(first - 1, 2 * b - 2),
                    .v_below = last == m ? bottom_V.data() : neighbor(last, 2 * b + 1)},
                   parts[b]);
    });
    MeshResidualTotals totals;
    for (const MeshResidualTotals& part : parts) {
        totals.norm1_A += part.norm1_A;
        totals.rounding_A += part.rounding_A;
    }
    end_currents(sources, at, currents);
    return totals;
}

void MeshResidual::end_currents(const MeshSources& sources, const MeshVoltagesView& at,
                                MeshCurrents& currents) const {
    const MeshNetwork& net = *network_;
    const std::size_t m = net.rows;
    const std::size_t n = net.cols;
    const auto flow = [&](const double* hi, const PanelArray& lo, std::size_t i, std::size_t j,
                          double source_V, double ohm) {
        if (std::isinf(ohm)) return 0.0;
        double above_V = hi[i * n + j] - source_V;
        if (lo.data != nullptr) above_V += static_cast<double>(lo.data[lo.index(i, j)]) * at.lo_V;
        return above_V / ohm;
    };
    const MeshLines& rows = net.row_lines;
    const MeshLines& cols = net.col_lines;
    for (std::size_t i = 0; i < m; ++i) {
        currents.row_first_A[i] =
            flow(at.u_V, at.u_lo, i, 0, sources.row_first_V[i], rows.first_ohm[i]);
        currents.row_last_A[i] =
            flow(at.u_V, at.u_lo, i, n - 1, sources.row_last_V[i], rows.last_ohm[i]);
    }
    for (std::size_t j = 0; j < n; ++j) {
        currents.col_first_A[j] =
            flow(at.v_V, at.v_lo, 0, j, sources.col_first_V[j], cols.first_ohm[j]);
        currents.col_last_A[j] =
            flow(at.v_V, at.v_lo, m - 1, j, sources.col_last_V[j], cols.last_ohm[j]);
    }
}

void MeshResidual::clear(MeshCurrents& currents) const {
    for (auto* row : {&currents.row_first_A, &currents.row_last_A})
        row->assign(network_->rows, 0.0);
    for (auto* col : {&currents.col_first_A, &currents.col_last_A})
        col->assign(network_->cols, 0.0);
}

MeshResidualTotals MeshResidual::evaluate(const MeshSources& sources,
                                          const MeshInjections& injections,
                                          const MeshVoltagesView& at, const MeshResidualOut& out,
                                          int threads, MeshCurrents& currents) const {
    clear(currents);
    if (plain_) return plain(sources, injections, at, nullptr, out, threads, currents);
    MeshResidualTotals totals;
    careful(sources, injections, at, out, totals, currents);
    return totals;
}

MeshResidualTotals MeshResidual::merge_and_evaluate(const MeshSources& sources,
                                                    const MeshInjections& injections,
                                                    const MeshMerge& at, const MeshResidualOut& out,
                                                    int threads, MeshCurrents& currents) const {
    const MeshVoltagesView merged{.u_V = at.u_V, .v_V = at.v_V};
    if (!plain_) {
        merge(at, threads);
        return evaluate(sources, injections, merged, out, threads, currents);
    }
    clear(currents);
    return plain(sources, injections, merged, &at, out, threads, currents);
}

void MeshResidual::merge(const MeshMerge& at, int threads) const {
    const std::size_t m = network_->rows;
    const std::size_t n = network_->cols;
    parallel_for((m + band_rows - 1) / band_rows, threads, [&](std::size_t band, int) {
        for (std::size_t i = band * band_rows; i < std::min(m, (band + 1) * band_rows); ++i)
            for (const auto& [hi, lo] : {std::pair{at.u_V, at.u_lo}, std::pair{at.v_V, at.v_lo}})
                merge_line(at.fresh ? nullptr : hi + i * n, lo, i, at.lo_V, {hi + i * n, n});
    });
}

MeshResidualTotals MeshResidual::at_rest(const MeshSources& sources, const MeshResidualOut& out,
                                         int threads, MeshCurrents& currents) const {
    clear(currents);
    const std::size_t m = network_->rows;
    const std::size_t n = network_->cols;
    MeshResidualTotals totals;
    if (out.r_u.data != nullptr)
        parallel_for((n + out.r_u.width - 1) / out.r_u.width, threads, [&](std::size_t p, int) {
            for (const PanelArray& r : {out.r_u, out.r_v})
                std::fill_n(r.data + p * r.stride, m * r.width, 0.0F);
        });
    const auto lines = [&](const PanelArray& r, const std::vector<double>& first_S,
                           const std::vector<double>& last_S, const std::vector<double>& first_V,
                           const std::vector<double>& last_V, std::vector<double>& first_A,
                           std::vector<double>& last_A, std::size_t crossings, const auto& index) {
        for (std::size_t k = 0; k < first_S.size(); ++k) {
            const double from_first_A = first_S[k] == 0.0 ? 0.0 : first_S[k] * first_V[k];
            const double from_last_A = last_S[k] == 0.0 ? 0.0 : last_S[k] * last_V[k];
            first_A[k] = -from_first_A;
            last_A[k] = -from_last_A;
            const bool one_node = crossings == 1;
            const double sum_A = one_node ? from_first_A + from_last_A : from_first_A;
            totals.norm1_A += std::abs(sum_A) + (one_node ? 0.0 : std::abs(from_last_A));
            totals.rounding_A +=
                residual_rounding * (std::abs(from_first_A) + std::abs(from_last_A));
            if (r.data == nullptr) continue;
            r.data[index(k, crossings - 1)] = static_cast<float>(from_last_A * out.scale);
            r.data[index(k, 0)] = static_cast<float>(sum_A * out.scale);
        }
    };
    lines(out.r_u, row_first_S_, row_last_S_, sources.row_first_V, sources.row_last_V,
          currents.row_first_A, currents.row_last_A, n,
          [&](std::size_t line, std::size_t k) { return out.r_u.index(line, k); });
    lines(out.r_v, col_first_S_, col_last_S_, sources.col_first_V, sources.col_last_V,
          currents.col_first_A, currents.col_last_A, m,
          [&](std::size_t line, std::size_t k) { return out.r_v.index(k, line); });
    return totals;
}

}  // namespace crosspoint
