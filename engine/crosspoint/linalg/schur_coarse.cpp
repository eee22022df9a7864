// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/schur_coarse.hpp"

#include <Eigen/SparseCholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "crosspoint/base/parallel.hpp"

namespace crosspoint {
namespace {

// Keeps a coarse matrix definite where parts of it float; far below what a coarse grid is worth.
constexpr double diagonal_shift = 1e-9;

// Where a coarse grid pays, and how fine it is best (benches/RESULTS.md). Iterations grow with the
// hardness of one block, r g b^2; the set-up and the coarse solves with 1 / b^2.
constexpr double least_cells = 1024.0;
constexpr double least_hardness = 25.0;
constexpr double least_hardness_far = 5.0;
constexpr double far_cells = 600e3;  // beyond the last cache an iteration costs more
constexpr double best_block_hardness = 4.0;
constexpr double largest_block = 32.0;
constexpr double smallest_block = 12.0;
constexpr double most_nodes = 128.0;  // per axis of a square mesh: bounds the memory of the factor
constexpr std::size_t small_bytes = 32 * 1024;  // weights of rows and columns, scratch

// Products of the two weights of one axis: lower lower, lower upper, upper upper.
using Weights = std::array<double, 3>;
Weights weights(double t) { return {(1.0 - t) * (1.0 - t), (1.0 - t) * t, t * t}; }

// What the cells, row wires and column wires of one coarse block bring.
struct Block {
    std::array<Weights, 3> cells{};  // [weights along the rows axis][along the columns axis]
    Weights row_wires{};             // [weights along the rows axis], times a difference along j
    Weights col_wires{};
};

// Of an axis of at least two crossings.
std::size_t interval_count(std::size_t crossings, std::size_t block) {
    const std::size_t last = crossings - 1;
    return std::clamp<std::size_t>((last + block / 2) / block, 1, last);
}

double wire_S(double ohm) { return std::isinf(ohm) ? 0.0 : 1.0 / ohm; }

// Sums over the segments of one line that lie in interval q, divided by the square of its length.
double interval_S(const MeshLines& lines, std::size_t line, const CoarseAxis& axis, std::size_t q) {
    const std::size_t first = axis.node[q];
    const std::size_t last = axis.node[q + 1];
    const auto length = static_cast<double>(last - first);
    if (lines.uniform_lines()) return wire_S(lines.at(line, 1)) / length;
    double sum_S = 0.0;
    for (std::size_t k = first + 1; k <= last; ++k) sum_S += wire_S(lines.at(line, k));
    return sum_S / (length * length);
}

// An ideal source holds its node; here it stands one segment away, as beside a real one.
double coarse_end_S(const MeshLines& lines, std::size_t line, bool first) {
    const double ohm = (first ? lines.first_ohm : lines.last_ohm)[line];
    return wire_S(ohm == 0.0 ? lines.at(line, first ? 1 : lines.crossings - 1) : ohm);
}

bool has_zero_segment(const MeshLines& lines) {
    if (lines.uniform_lines())
        return std::ranges::any_of(lines.segment_ohm.values(), [](double r) { return r == 0.0; });
    for (std::size_t line = 0; line < lines.segment_ohm.rows(); ++line)
        for (std::size_t k = 1; k < lines.crossings; ++k)
            if (lines.segment_ohm(line, k) == 0.0) return true;
    return false;
}

bool has_end(const MeshLines& lines) {
    const auto there = [](double ohm) { return std::isfinite(ohm); };
    return std::ranges::any_of(lines.first_ohm, there) ||
           std::ranges::any_of(lines.last_ohm, there);
}

// First and last line whose weights belong to interval q: every line to one interval.
std::pair<std::size_t, std::size_t> lines_of(const CoarseAxis& axis, std::size_t q) {
    const bool last = q + 1 == axis.intervals();
    return {axis.node[q], axis.node[q + 1] + (last ? 1 : 0)};
}

void add_cells_and_row_wires(const MeshNetwork& net, const CoarseAxis& rows, const CoarseAxis& cols,
                             std::size_t p, std::span<Block> blocks) {
    std::vector<Weights> along(net.cols);
    for (std::size_t j = 0; j < net.cols; ++j) along[j] = weights(cols.t[j]);
    const auto [first, last] = lines_of(rows, p);
    for (std::size_t i = first; i < last; ++i) {
        const Weights s = weights(rows.t[i]);
        const double* g = net.cell_S.row(i).data();
        for (std::size_t q = 0; q < cols.intervals(); ++q) {
            const auto [from, to] = lines_of(cols, q);
            Weights sum{};
            for (std::size_t j = from; j < to; ++j)
                for (std::size_t b = 0; b < 3; ++b) sum[b] += g[j] * along[j][b];
            const double wire = interval_S(net.row_lines, i, cols, q);
            for (std::size_t a = 0; a < 3; ++a) {
                for (std::size_t b = 0; b < 3; ++b) blocks[q].cells[a][b] += s[a] * sum[b];
                blocks[q].row_wires[a] += s[a] * wire;
            }
        }
    }
}

}  // namespace

CoarseAxis::CoarseAxis(std::size_t crossings, std::size_t block)
    : interval(crossings), t(crossings) {
    const std::size_t last = crossings - 1;
    const std::size_t count = interval_count(crossings, block);
    for (std::size_t q = 0; q <= count; ++q) node.push_back(q * last / count);
    std::size_t q = 0;
    for (std::size_t k = 0; k < crossings; ++k) {
        if (k == node[q + 1] && q + 1 < count) ++q;
        interval[k] = static_cast<std::uint32_t>(q);
        t[k] = static_cast<double>(k - node[q]) / static_cast<double>(node[q + 1] - node[q]);
    }
}

struct SchurCoarse::Factor {
    using Matrix = Eigen::SparseMatrix<double>;
    std::vector<Eigen::Triplet<double>> entries;
    std::vector<double> diagonal;
    Eigen::SimplicialLLT<Matrix, Eigen::Lower> llt;

    void add(std::size_t row, std::size_t col, double value) {
        if (row == col) diagonal[row] += value;
        if (row < col) std::swap(row, col);
        entries.emplace_back(static_cast<int>(row), static_cast<int>(col), value);
    }

    // One block: its corners (a, b), lower and upper along rows and columns axis.
    void add(const Block& block, std::size_t corner, std::size_t stride) {
        for (std::size_t x = 0; x < 4; ++x)
            for (std::size_t y = 0; y < 4; ++y) {
                const std::size_t a = x / 2, b = x % 2, c = y / 2, d = y % 2;
                const std::size_t nx = 2 * (corner + a * stride + b);
                const std::size_t ny = 2 * (corner + c * stride + d);
                const double cells = block.cells[a + c][b + d];
                add(nx, ny + 1, -cells);
                if (x > y) continue;
                add(nx, ny, cells + (b == d ? 1.0 : -1.0) * block.row_wires[a + c]);
                add(nx + 1, ny + 1, cells + (a == c ? 1.0 : -1.0) * block.col_wires[b + d]);
            }
    }

    // Ends of line k of one axis at a node of the other.
    void add_end(double end_S, double t, std::size_t lower, std::size_t upper) {
        const Weights w = weights(t);
        add(lower, lower, end_S * w[0]);
        add(lower, upper, end_S * w[1]);
        add(upper, upper, end_S * w[2]);
    }

    bool factor() {
        for (std::size_t k = 0; k < diagonal.size(); ++k)
            add(k, k, diagonal[k] > 0.0 ? diagonal_shift * diagonal[k] : 1.0);
        const auto n = static_cast<Eigen::Index>(diagonal.size());
        Matrix matrix(n, n);
        matrix.setFromTriplets(entries.begin(), entries.end());
        entries = {};
        llt.compute(matrix);
        return llt.info() == Eigen::Success;
    }
};

SchurCoarse::SchurCoarse(const MeshNetwork& network, std::size_t block)
    : rows_(network.rows, block), cols_(network.cols, block), factor_(std::make_unique<Factor>()) {}
SchurCoarse::~SchurCoarse() = default;

std::shared_ptr<const SchurCoarse> SchurCoarse::make(const MeshNetwork& net, std::size_t block,
                                                     int threads) {
    if (net.rows < 2 || net.cols < 2 || block == 0) return nullptr;
    if (has_zero_segment(net.row_lines) || has_zero_segment(net.col_lines)) return nullptr;
    if (!has_end(net.row_lines) && !has_end(net.col_lines)) return nullptr;
    std::shared_ptr<SchurCoarse> coarse(new SchurCoarse(net, block));
    const CoarseAxis& rows = coarse->rows_;
    const CoarseAxis& cols = coarse->cols_;
    const std::size_t across = cols.intervals();
    std::vector<Block> blocks(rows.intervals() * across);
    parallel_for(rows.intervals(), threads, [&](std::size_t p, int) {
        add_cells_and_row_wires(net, rows, cols, p, std::span(blocks).subspan(p * across, across));
    });
    parallel_for(across, threads, [&](std::size_t q, int) {
        const auto [first, last] = lines_of(cols, q);
        for (std::size_t j = first; j < last; ++j) {
            const Weights s = weights(cols.t[j]);
            for (std::size_t p = 0; p < rows.intervals(); ++p) {
                const double wire = interval_S(net.col_lines, j, rows, p);
                for (std::size_t b = 0; b < 3; ++b)
                    blocks[p * across + q].col_wires[b] += s[b] * wire;
            }
        }
    });

    Factor& factor = *coarse->factor_;
    const std::size_t stride = across + 1;
    factor.diagonal.assign(2 * coarse->nodes(), 0.0);
    factor.entries.reserve(36 * blocks.size() + 4 * (net.rows + net.cols) + 2 * coarse->nodes());
    for (std::size_t p = 0; p < rows.intervals(); ++p)
        for (std::size_t q = 0; q < across; ++q)
            factor.add(blocks[p * across + q], p * stride + q, stride);
    for (std::size_t i = 0; i < net.rows; ++i)
        for (const bool first : {true, false}) {
            const std::size_t node = rows.interval[i] * stride + (first ? 0 : across);
            factor.add_end(coarse_end_S(net.row_lines, i, first), rows.t[i], 2 * node,
                           2 * (node + stride));
        }
    for (std::size_t j = 0; j < net.cols; ++j)
        for (const bool first : {true, false}) {
            const std::size_t node = cols.interval[j] + (first ? 0 : rows.intervals() * stride);
            factor.add_end(coarse_end_S(net.col_lines, j, first), cols.t[j], 2 * node + 1,
                           2 * node + 3);
        }
    if (!factor.factor()) return nullptr;
    return coarse;
}

void SchurCoarse::solve(std::span<double> h) const {
    Eigen::VectorXd both = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(2 * h.size()));
    for (std::size_t k = 0; k < h.size(); ++k) both[static_cast<Eigen::Index>(2 * k)] = h[k];
    const Eigen::VectorXd c = factor_->llt.solve(both);
    for (std::size_t k = 0; k < h.size(); ++k) h[k] = c[static_cast<Eigen::Index>(2 * k)];
}

template <class T>
SweepCoarseGrid<T>::SweepCoarseGrid(std::shared_ptr<const SchurCoarse> coarse,
                                    const MeshNetwork& network, const SweepNetwork<T>& sweep,
                                    int threads)
    : grid(std::move(coarse)), g(sweep.panel_size) {
    parallel_for(network.rows, threads, [&](std::size_t i, int) {
        const double* cells = network.cell_S.row(i).data();
        for (std::size_t j = 0; j < network.cols; ++j)
            g[sweep.shape.at(i, j)] = static_cast<T>(cells[j]);
    });
    const auto pad = [](const CoarseAxis& axis, std::size_t multiple, auto& interval, auto& t) {
        interval = axis.interval;
        t.assign(axis.t.begin(), axis.t.end());
        const std::size_t padded = (t.size() + multiple - 1) / multiple * multiple;
        interval.resize(padded, axis.interval.back());
        t.resize(padded, T(1));
    };
    pad(grid->rows(), sweep_lanes<T>(), row_interval, row_t);
    pad(grid->cols(), sweep.shape.panel_width, col_interval, col_t);
}
template struct SweepCoarseGrid<float>;
template struct SweepCoarseGrid<double>;

std::size_t coarse_block(std::size_t rows, std::size_t cols, double hardness) {
    const double cells = static_cast<double>(rows) * static_cast<double>(cols);
    if (rows < 2 || cols < 2 || cells < least_cells || !std::isfinite(hardness)) return 0;
    if (hardness < (cells < far_cells ? least_hardness : least_hardness_far)) return 0;
    const double smallest = std::max(smallest_block, std::sqrt(cells) / most_nodes);
    const double best = std::sqrt(best_block_hardness * cells / hardness);
    return static_cast<std::size_t>(std::max(std::min(best, largest_block), smallest));
}

std::size_t coarse_memory_bytes(std::size_t rows, std::size_t cols, std::size_t block) {
    if (block == 0 || rows < 2 || cols < 2) return 0;
    const double unknowns = 2.0 * static_cast<double>((interval_count(rows, block) + 1) *
                                                      (interval_count(cols, block) + 1));
    // Measured: what the factor holds per unknown, in entries of a number and an index.
    const double entries = unknowns * (40.0 + 5.75 * std::log2(unknowns));
    const std::size_t cells = (rows + 15) / 16 * 16 * ((cols + 63) / 64 * 64);
    const double fields = static_cast<double>(cells * sizeof(float) * (block + 1) / block);
    // Arrays are rounded up by as much as an eighth (base/raw_array.hpp).
    return static_cast<std::size_t>(1.06 * (entries * 12.0 + fields)) + small_bytes;
}

}  // namespace crosspoint
