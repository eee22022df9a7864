// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/schur_setup.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/linalg/schur_setup_kernel.hpp"

namespace crosspoint {
namespace {

constexpr double open_ohm = std::numeric_limits<double>::infinity();

double end_S(double ohm) { return std::isinf(ohm) ? 0.0 : 1.0 / ohm; }

// Whether every line has equal finite segments and no held end: bundles of lines at once.
bool simple(const MeshLines& lines) {
    if (!lines.uniform_lines()) return false;
    const auto zero = [](double ohm) { return ohm == 0.0; };
    if (std::ranges::any_of(lines.first_ohm, zero) || std::ranges::any_of(lines.last_ohm, zero))
        return false;
    return std::ranges::all_of(lines.segment_ohm.values(),
                               [](double r) { return std::isfinite(r); });
}

// Coefficients of one line of any kind. g(k) is the cell, put(k, a, b) takes the results.
template <class Cell, class Put>
void any_line(const MeshLines& lines, std::size_t line, const Cell& g, const Put& put) {
    const std::size_t count = lines.crossings;
    std::vector<char> held(count, 0);
    if (lines.first_ohm[line] == 0.0)
        for (std::size_t k = 0; k < count; ++k) {
            held[k] = 1;
            if (k + 1 < count && lines.at(line, k + 1) != 0.0) break;
        }
    if (lines.last_ohm[line] == 0.0)
        for (std::size_t k = count; k-- > 0;) {
            held[k] = 1;
            if (k > 0 && lines.at(line, k) != 0.0) break;
        }
    double y = g(0) + (held[0] ? 0.0 : end_S(lines.first_ohm[line]));
    for (std::size_t k = 0; k < count; ++k) {
        if (k + 1 == count && !held[k]) y += end_S(lines.last_ohm[line]);
        const bool last = k + 1 == count;
        const double r = last ? open_ohm : lines.at(line, k + 1);
        double a = 0.0;
        double b = 0.0;
        if (!held[k]) {
            a = std::isinf(r) ? 0.0 : 1.0 / (1.0 + r * y);
            b = std::isinf(r) ? (y > 0.0 ? 1.0 / y : 0.0) : r * a;
        }
        put(k, a, b);
        if (last) break;
        const double carried = held[k] ? (std::isinf(r) || r == 0.0 ? 0.0 : 1.0 / r) : a * y;
        y = g(k + 1) + carried;
    }
}

constexpr std::size_t bundle = 16;

// The same for up to 16 simple lines at once; cell(l, k) is the cell of line first + l.
template <class Cell, class Put>
void simple_lines(const MeshLines& lines, std::size_t first, std::size_t count, const Cell& cell,
                  const Put& put) {
    double y[bundle] = {};
    double r[bundle] = {};
    double a[bundle] = {};
    for (std::size_t l = 0; l < count; ++l) {
        y[l] = end_S(lines.first_ohm[first + l]);
        r[l] = lines.at(first + l, 0);
    }
    const std::size_t crossings = lines.crossings;
    for (std::size_t k = 0; k < crossings; ++k) {
        cell(k, y);
        if (k + 1 == crossings) break;
        for (std::size_t l = 0; l < bundle; ++l) {
            a[l] = 1.0 / (1.0 + r[l] * y[l]);
            y[l] *= a[l];
        }
        put(k, a);
    }
    for (std::size_t l = 0; l < count; ++l) {
        y[l] += end_S(lines.last_ohm[first + l]);
        y[l] = y[l] > 0.0 ? 1.0 / y[l] : 0.0;
    }
    put(crossings, y);
}

}  // namespace

// What stands at the ends and between the crossings of simple lines.
struct LineEnds {
    std::vector<double> first_S, last_S, segment_ohm;

    LineEnds(const MeshLines& lines, bool simple_lines) {
        for (std::size_t line = 0; simple_lines && line < lines.lines; ++line) {
            first_S.push_back(end_S(lines.first_ohm[line]));
            last_S.push_back(end_S(lines.last_ohm[line]));
            segment_ohm.push_back(lines.at(line, 0));
        }
    }
};

template <class T>
SweepNetwork<T>::SweepNetwork(const MeshNetwork& network, int threads) {
    const std::size_t m = network.rows;
    const std::size_t n = network.cols;
    const std::size_t L = sweep_lanes<T>();
    const std::size_t padded = (n + L - 1) / L * L;
    const std::size_t width = L * sweep_panel_vectors;
    strips = (m + L - 1) / L;
    panels = (n + width - 1) / width;
    shape = {.rows = m,
             .cols = n,
             .panel_width = width,
             .panel_stride = strips * L * width + L,
             .strip_stride = (padded + 1) * L};
    panel_size = panels * shape.panel_stride;

    g = SweepArray<T>::not_zeroed(strips * shape.strip_stride, 1);
    row_a = SweepArray<T>::not_zeroed(strips * shape.strip_stride, 5);
    row_ohm = SweepArray<T>(strips * L);
    row_last = SweepArray<T>(strips * L);
    col_a = SweepArray<T>::not_zeroed(panel_size, RawArray<T>::colors - 1);
    col_ohm = SweepArray<T>(panels * width);
    col_last = SweepArray<T>(panels * width);
    fill(network, threads);
}

template <class T>
void SweepNetwork<T>::zero_padding(T* array, std::size_t rows) const {
    const std::size_t width = shape.panel_width;
    for (std::size_t panel = 0; panel < panels; ++panel) {
        T* from = array + panel * shape.panel_stride;
        std::fill(from + rows * width, from + shape.panel_stride, T(0));
        const std::size_t used = std::min(width, shape.cols - panel * width);
        for (std::size_t i = 0; i < rows && used < width; ++i)
            std::fill(from + i * width + used, from + (i + 1) * width, T(0));
    }
}

template <class T>
void SweepNetwork<T>::fill(const MeshNetwork& network, int threads) {
    const bool rows_simple = simple(network.row_lines);
    if (rows_simple)
        row_b = SweepArray<T>();
    else if (row_b.data() == nullptr)
        row_b = SweepArray<T>(strips * shape.strip_stride);
    const bool cols_simple = simple(network.col_lines);
    if (cols_simple)
        col_b = SweepArray<T>();
    else if (col_b.data() == nullptr)
        col_b = SweepArray<T>(panel_size);
    const LineEnds row_ends(network.row_lines, rows_simple);
    parallel_for(strips, threads, [&](std::size_t strip, int) {
        T* gs = g.data() + strip * shape.strip_stride;
        T* as = row_a.data() + strip * shape.strip_stride;
        const std::size_t L = sweep_lanes<T>();
        const bool whole = (strip + 1) * L <= shape.rows;
        const std::size_t from = whole ? shape.cols - 1 : 0;  // what is not written below
        std::fill(gs + from * L, gs + shape.strip_stride, T(0));
        std::fill(as + from * L, as + shape.strip_stride, T(0));
        rows_simple ? fill_rows(network, row_ends, strip) : fill_any_rows(network, strip);
    });
    const LineEnds col_ends(network.col_lines, cols_simple);
    zero_padding(col_a.data(), shape.rows - 1);
    parallel_for(panels, threads, [&](std::size_t panel, int) {
        cols_simple ? fill_columns(network, col_ends, panel) : fill_any_columns(network, panel);
    });
}

template <class T>
void SweepNetwork<T>::fill_rows(const MeshNetwork& network, const LineEnds& ends,
                                std::size_t strip) {
    const std::size_t n = shape.cols;
    const std::size_t L = sweep_lanes<T>();
    const std::size_t i0 = strip * L;
    T* gs = g.data() + strip * shape.strip_stride;
    T* as = row_a.data() + strip * shape.strip_stride;
    const std::size_t count = std::min(L, shape.rows - i0);
    for (std::size_t i = i0; i < i0 + count; ++i) row_ohm[i] = static_cast<T>(ends.segment_ohm[i]);
    if (count == L) {
        setup_strip<T>({.cell_S = network.cell_S.row(i0).data(),
                        .stride = n,
                        .crossings = n,
                        .first_S = ends.first_S.data() + i0,
                        .last_S = ends.last_S.data() + i0,
                        .segment_ohm = ends.segment_ohm.data() + i0,
                        .a = as,
                        .a_stride = L,
                        .last = row_last.data() + i0,
                        .g = gs});
        return;
    }
    simple_lines(
        network.row_lines, i0, count,
        [&](std::size_t j, double* y) {
            for (std::size_t l = 0; l < count; ++l) {
                const double cell = network.cell_S(i0 + l, j);
                y[l] += cell;
                gs[j * L + l] = static_cast<T>(cell);
            }
        },
        [&](std::size_t j, const double* a) {
            T* to = j == n ? row_last.data() + i0 : as + j * L;
            for (std::size_t l = 0; l < count; ++l) to[l] = static_cast<T>(a[l]);
        });
}

template <class T>
void SweepNetwork<T>::fill_any_rows(const MeshNetwork& network, std::size_t strip) {
    const std::size_t L = sweep_lanes<T>();
    const std::size_t i0 = strip * L;
    T* gs = g.data() + strip * shape.strip_stride;
    T* as = row_a.data() + strip * shape.strip_stride;
    T* bs = row_b.data() + strip * shape.strip_stride;
    for (std::size_t l = 0; l < std::min(L, shape.rows - i0); ++l)
        any_line(
            network.row_lines, i0 + l, [&](std::size_t j) { return network.cell_S(i0 + l, j); },
            [&](std::size_t j, double a, double b) {
                gs[j * L + l] = static_cast<T>(network.cell_S(i0 + l, j));
                as[j * L + l] = static_cast<T>(a);
                bs[j * L + l] = static_cast<T>(b);
                if (j + 1 == shape.cols) row_last[i0 + l] = static_cast<T>(b);
            });
}

template <class T>
void SweepNetwork<T>::fill_columns(const MeshNetwork& network, const LineEnds& ends,
                                   std::size_t panel) {
    const std::size_t m = shape.rows;
    const std::size_t first = panel * shape.panel_width;
    const std::size_t last = std::min(first + shape.panel_width, shape.cols);
    for (std::size_t j = first; j < last; ++j) col_ohm[j] = static_cast<T>(ends.segment_ohm[j]);
    const std::size_t done =
        first + setup_columns<T>({.cell_S = network.cell_S.row(0).data() + first,
                                  .stride = shape.cols,
                                  .crossings = m,
                                  .first_S = ends.first_S.data() + first,
                                  .last_S = ends.last_S.data() + first,
                                  .segment_ohm = ends.segment_ohm.data() + first,
                                  .a = col_a.data() + panel * shape.panel_stride,
                                  .a_stride = shape.panel_width,
                                  .last = col_last.data() + first,
                                  .g = nullptr},
                                 last - first);
    for (std::size_t j0 = done; j0 < last; j0 += bundle) {
        const std::size_t count = std::min(bundle, last - j0);
        simple_lines(
            network.col_lines, j0, count,
            [&](std::size_t i, double* y) {
                const double* cells = network.cell_S.row(i).data() + j0;
                for (std::size_t l = 0; l < count; ++l) y[l] += cells[l];
            },
            [&](std::size_t i, const double* a) {
                for (std::size_t l = 0; l < count; ++l)
                    (i == m ? col_last[j0 + l] : col_a[shape.at(i, j0 + l)]) = static_cast<T>(a[l]);
            });
    }
}

template <class T>
void SweepNetwork<T>::fill_any_columns(const MeshNetwork& network, std::size_t panel) {
    const std::size_t first = panel * shape.panel_width;
    for (std::size_t j = first; j < std::min(first + shape.panel_width, shape.cols); ++j)
        any_line(
            network.col_lines, j, [&](std::size_t i) { return network.cell_S(i, j); },
            [&](std::size_t i, double a, double b) {
                col_a[shape.at(i, j)] = static_cast<T>(a);
                col_b[shape.at(i, j)] = static_cast<T>(b);
                if (i + 1 == shape.rows) col_last[j] = static_cast<T>(b);
            });
}

template struct SweepNetwork<float>;
template struct SweepNetwork<double>;

}  // namespace crosspoint
