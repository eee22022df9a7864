// SPDX-License-Identifier: Apache-2.0
#include "bench_tile.hpp"

#include <fmt/format.h>

#include <array>
#include <numeric>

#include "crosspoint/base/rng.hpp"

namespace crosspoint::bench {
namespace {

constexpr std::array<Regime, 3> regimes{{
    {"easy", 1.0, 100e3, 10.0},
    {"mid", 5.0, 20e3, 10.0},
    {"hard", 20.0, 10e3, 10.0},
}};
constexpr std::uint64_t bench_purpose = 0x62656E6368;  // chosen: any number of its own

// One node per call, entries of one column in ascending order.
class MatrixWriter {
public:
    MatrixWriter(const BenchTile& tile, NodalMatrix& out)
        : tile_(tile),
          out_(out),
          m_(tile.spec.rows),
          n_(tile.spec.cols),
          wire_S_(1.0 / tile.segment_ohm) {}

    void write() {
        out_.column_start.push_back(0);
        for (std::size_t i = 0; i < m_; ++i)
            for (std::size_t j = 0; j < n_; ++j) word_node(i, j);
        for (std::size_t i = 0; i < m_; ++i)
            for (std::size_t j = 0; j < n_; ++j) bit_node(i, j);
    }

private:
    [[nodiscard]] int word(std::size_t i, std::size_t j) const {
        return static_cast<int>(i * n_ + j);
    }
    [[nodiscard]] int bit(std::size_t i, std::size_t j) const {
        return static_cast<int>(m_ * n_ + i * n_ + j);
    }
    void entry(int row, double value_S) {
        out_.row.push_back(row);
        out_.value_S.push_back(value_S);
    }
    void close_column() { out_.column_start.push_back(static_cast<int>(out_.row.size())); }

    // The first segment leads to the driver; the last one, right of the last cell, to nothing.
    void word_node(std::size_t i, std::size_t j) {
        const double g_S = tile_.cells.g_on_S(i, j);
        const bool last = j + 1 == n_;
        if (j > 0) entry(word(i, j - 1), -wire_S_);
        entry(word(i, j), (last ? 1.0 : 2.0) * wire_S_ + g_S);
        if (!last) entry(word(i, j + 1), -wire_S_);
        entry(bit(i, j), -g_S);
        close_column();
    }
    void bit_node(std::size_t i, std::size_t j) {
        const double g_S = tile_.cells.g_on_S(i, j);
        entry(word(i, j), -g_S);
        if (i > 0) entry(bit(i - 1, j), -wire_S_);
        entry(bit(i, j), (i == 0 ? 1.0 : 2.0) * wire_S_ + g_S);
        if (i + 1 < m_) entry(bit(i + 1, j), -wire_S_);
        close_column();
    }

    const BenchTile& tile_;
    NodalMatrix& out_;
    std::size_t m_, n_;
    double wire_S_;
};

// Orders the box of cells [i0, i1) x [j0, j1): both halves, then the nodes that part them.
class Dissection {
public:
    Dissection(std::size_t rows, std::size_t cols)
        : rows_(rows), cols_(cols), taken_(2 * rows * cols, false) {}

    std::vector<int> run() {
        order_.reserve(taken_.size());
        box(0, rows_, 0, cols_);
        return std::move(order_);
    }

private:
    void box(std::size_t i0, std::size_t i1, std::size_t j0, std::size_t j1) {
        const std::size_t high = i1 - i0;
        const std::size_t wide = j1 - j0;
        if (high <= 1 && wide <= 1) {
            take(i0 * cols_ + j0);
            take((rows_ + i0) * cols_ + j0);
            return;
        }
        std::vector<std::size_t> separator;
        if (wide >= high) {  // word lines cross the cut: their nodes right of it part the halves
            const std::size_t cut = j0 + wide / 2;
            for (std::size_t i = i0; i < i1; ++i) claim(i * cols_ + cut, separator);
            box(i0, i1, j0, cut);
            box(i0, i1, cut, j1);
        } else {
            const std::size_t cut = i0 + high / 2;
            for (std::size_t j = j0; j < j1; ++j) claim((rows_ + cut) * cols_ + j, separator);
            box(i0, cut, j0, j1);
            box(cut, i1, j0, j1);
        }
        for (const std::size_t node : separator) order_.push_back(static_cast<int>(node));
    }
    void claim(std::size_t node, std::vector<std::size_t>& separator) {
        if (taken_[node]) return;  // part of a separator further up
        taken_[node] = true;
        separator.push_back(node);
    }
    void take(std::size_t node) {
        if (taken_[node]) return;
        taken_[node] = true;
        order_.push_back(static_cast<int>(node));
    }

    std::size_t rows_, cols_;
    std::vector<bool> taken_;
    std::vector<int> order_;
};

}  // namespace

Result<Regime> find_regime(std::string_view name) {
    for (const Regime& regime : regimes)
        if (regime.name == name) return regime;
    return Error{.code = Errc::usage,
                 .what = fmt::format("unknown regime '{}'", name),
                 .help = "choose easy, mid or hard"};
}

double BenchTile::hardness() const {
    const auto cell_S = cells.g_on_S.values();
    const double mean_S =
        std::accumulate(cell_S.begin(), cell_S.end(), 0.0) / static_cast<double>(cell_S.size());
    const auto n = static_cast<double>(spec.cols);
    return mean_S * segment_ohm * n * n;
}

BenchTile make_bench_tile(std::size_t rows, std::size_t cols, const Regime& regime,
                          std::size_t inputs, std::uint64_t seed) {
    BenchTile tile{.regime = std::string(regime.name),
                   .segment_ohm = regime.segment_ohm,
                   .spec = {.rows = rows, .cols = cols}};
    for (LineSet* set : {&tile.spec.wl, &tile.spec.bl})
        set->segment_ohm = SegmentResistance::uniform(regime.segment_ohm, true);
    tile.spec.wl.first_end = LineEnd{EndKind::drive_input, 0.0};
    tile.spec.bl.last_end = LineEnd{EndKind::sense, 0.0};

    auto cell_bits = rng(seed, bench_purpose, rows * 65536 + cols);
    const double on_S = 1.0 / regime.on_ohm;
    const double off_S = on_S / regime.on_off_ratio;
    tile.cells.g_on_S = Matrix<double>(rows, cols);
    for (double& g_S : tile.cells.g_on_S.values()) g_S = (cell_bits() >> 63) != 0 ? on_S : off_S;

    auto volts = rng(seed, bench_purpose + 1, rows);
    tile.inputs = Matrix<double>(inputs, rows);
    for (double& v_V : tile.inputs.values()) v_V = 0.2 * uniform(volts);
    return tile;
}

NodalMatrix assemble(const BenchTile& tile) {
    const std::size_t m = tile.spec.rows;
    const std::size_t n = tile.spec.cols;
    NodalMatrix matrix;
    matrix.unknowns = 2 * m * n;
    matrix.row.reserve(8 * m * n);
    matrix.value_S.reserve(8 * m * n);
    MatrixWriter(tile, matrix).write();
    for (std::size_t i = 0; i < m; ++i) matrix.drive_node.push_back(static_cast<int>(i * n));
    for (std::size_t j = 0; j < n; ++j)
        matrix.sense_node.push_back(static_cast<int>(m * n + (m - 1) * n + j));
    matrix.drive_S = matrix.sense_S = 1.0 / tile.segment_ohm;
    return matrix;
}

std::vector<int> nested_dissection(std::size_t rows, std::size_t cols) {
    return Dissection(rows, cols).run();
}

}  // namespace crosspoint::bench
