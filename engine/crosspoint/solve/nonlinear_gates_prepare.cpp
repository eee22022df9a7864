// Polynomial cells for nonlinear_gates.hpp, from the exact model at Chebyshev points.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/solve/ladder.hpp"
#include "crosspoint/solve/nonlinear_gates.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t probe_purpose = 0x6A7E;
constexpr int least_degree = 3, most_degree = 5;
constexpr std::size_t most_points = most_degree + 2;
constexpr double cell_bound = 1e-6;       // of the current of the cell
constexpr double one_sweep_bound = 3e-6;  // of outputs: else a second Newton step
constexpr double output_bound = 1e-5;
constexpr std::size_t typical_reads = 8, sampled_reads = 16, random_points = 2000;

using Square = std::array<std::array<double, most_points>, most_points>;

// T_k as coefficients of powers: [k][p].
Square chebyshev_powers() {
    Square t{};
    t[0][0] = t[1][1] = 1.0;
    for (std::size_t k = 2; k < most_points; ++k)
        for (std::size_t p = 0; p <= k; ++p)
            t[k][p] = (p > 0 ? 2.0 * t[k - 1][p - 1] : 0.0) - t[k - 2][p];
    return t;
}

// Voltages that the cells of one row can have, and typical ones of each cell.
struct RowBox {
    double b_mid_V = 0.0, b_half_V = 0.0, s_mid_V = 0.0, s_half_V = 0.0;
};

class Preparation {
public:
    Preparation(const TileSpec& spec, const std::shared_ptr<const CellModel>& cells, double on_V,
                double off_V, double activity)
        : spec_(spec), cells_(cells), on_V_(on_V), off_V_(off_V), activity_(activity) {}

    NonlinearGatesResult run() {
        if (const char* reason = topology(); reason == nullptr) {
            if (wires() && probe() && off_rows_are_off() && fit() && compare()) result_.fits = true;
        } else {
            result_.reason = reason;
        }
        return std::move(result_);
    }

private:
    bool no(std::string reason) {
        result_.reason = std::move(reason);
        return false;
    }
    [[nodiscard]] const char* topology() const {
        if (spec_.topology != Topology::one_transistor_column)
            return "columns are not separate: the source lines do not run along them";
        if (!cells_->conservative()) return "current leaves the cells through the gate";
        if (spec_.rows > 60000) return "more than 60000 rows";
        return nullptr;
    }
    [[nodiscard]] std::size_t tile_row(std::size_t i) const {
        return result_.gates.rows_reversed ? spec_.rows - 1 - i : i;
    }
    [[nodiscard]] std::size_t blocks() const {
        return (spec_.cols + nonlinear_gate_block - 1) / nonlinear_gate_block;
    }

    bool wires();
    bool column_wires(std::size_t j);
    bool probe();
    bool off_rows_are_off();
    bool fit();
    bool fit_degree(int degree);
    bool fit_row(std::size_t i, int degree);
    bool compare();
    bool evaluate(const std::vector<std::uint32_t>& cell, const std::vector<double>& b_V,
                  const std::vector<double>& s_V, double gate_V);
    [[nodiscard]] Matrix<double> random_reads(std::size_t count, std::uint64_t index) const;

    const TileSpec& spec_;
    std::shared_ptr<const CellModel> cells_;
    double on_V_, off_V_, activity_;
    NonlinearGatesResult result_;
    std::unique_ptr<NonlinearTileSolver> exact_;
    std::vector<RowBox> boxes_;      // [kernel rows]
    std::vector<double> largest_A_;  // [cells of the tile] at full voltage
    CellScratch scratch_;
    std::vector<double> i_A_, i_b_A_, g_[4];  // of evaluate()
};

bool Preparation::column_wires(std::size_t j) {
    NonlinearGates& t = result_.gates;
    const LadderColumn column = make_ladder_column(spec_, j);
    const std::size_t m = spec_.rows;
    const auto joined = [](const RailEnd& end) { return !std::isinf(end.ohm); };
    if (joined(column.b_top) == joined(column.b_bottom) ||
        joined(column.s_top) == joined(column.s_bottom))
        return no("a line is not joined at exactly one end");
    const bool reversed = joined(column.b_bottom);
    const bool bottom = joined(column.s_top) == reversed;
    const RailEnd& drive = reversed ? column.b_bottom : column.b_top;
    const RailEnd& sense = joined(column.s_top) ? column.s_top : column.s_bottom;
    if (!(drive.volts > 0.0) || sense.volts != 0.0) return no("not driven above a sense at 0 V");
    if (j == 0) {
        t.rows_reversed = reversed;
        t.sensed_at_bottom = bottom;
        t.drive_V = static_cast<float>(drive.volts);
    }
    constexpr std::size_t block = nonlinear_gate_block;
    float* to = t.wire_ohm.data() + 2 * (j / block * block) * (m + 1) + j % block;
    double b_ohm = 0.0, s_ohm = 0.0;
    for (std::size_t i = m; i-- > 0;) {
        const std::size_t below = i + 1;  // the segment between kernel rows i and i + 1
        if (below < m) {
            b_ohm += column.b_ohm[reversed ? m - below : below];
            s_ohm += column.s_ohm[reversed ? m - below : below];
        }
        to[2 * i * block] = static_cast<float>(b_ohm);
        to[(2 * i + 1) * block] = static_cast<float>(s_ohm);
    }
    to[2 * m * block] = static_cast<float>(b_ohm + drive.ohm);
    to[(2 * m + 1) * block] = static_cast<float>(bottom ? s_ohm : s_ohm + sense.ohm);
    t.s_bottom_ohm[j] = bottom ? static_cast<float>(sense.ohm) : 0.0f;
    return std::isfinite(b_ohm) && std::isfinite(s_ohm) ? true : no("a wire is broken");
}

bool Preparation::wires() {
    NonlinearGates& t = result_.gates;
    t.rows = spec_.rows;
    t.cols = spec_.cols;
    const std::size_t padded = blocks() * nonlinear_gate_block;
    t.wire_ohm.assign(2 * padded * (t.rows + 1), 0.0f);
    t.s_bottom_ohm.assign(padded, 1.0f);
    for (std::size_t j = 0; j < t.cols; ++j)
        if (!column_wires(j)) return false;
    return true;
}

Matrix<double> Preparation::random_reads(std::size_t count, std::uint64_t index) const {
    auto random = rng(1, probe_purpose, index);
    Matrix<double> reads(count, spec_.rows);
    for (double& x : reads.values()) x = uniform(random) < activity_ ? 1.0 : 0.0;
    std::ranges::fill(reads.row(0), 1.0);
    return reads;
}

// All rows on draw the most: the voltages are between those of that read and of none.
bool Preparation::probe() {
    NonlinearGates& t = result_.gates;
    auto solver = make_nonlinear_solver(spec_, {.want_nodes = true}, {on_V_, off_V_});
    if (!solver) return no(solver.error().what);
    exact_ = std::move(*solver);
    if (auto r = exact_->program(cells_); !r) return no(r.error().what);
    const auto probe = exact_->solve(random_reads(1 + typical_reads, 0));
    if (!probe || probe->report.status != SolveStatus::converged)
        return no("the double recursion does not converge with all rows on");
    const std::size_t m = spec_.rows, n = spec_.cols;
    const double drive_V = static_cast<double>(t.drive_V);
    t.start.assign(3 * m * blocks() * nonlinear_gate_block, 0.0f);
    for (std::size_t i = 0; i < m; ++i) {
        double b_V = drive_V, s_V = 0.0;
        std::vector<std::uint32_t> cell(n);
        std::vector<double> b(n), s(n);
        for (std::size_t j = 0; j < n; ++j) {
            b_V = std::min(b_V, probe->nodes.bl_V(tile_row(i), j));
            s_V = std::max(s_V, probe->nodes.sl_V(tile_row(i), j));
            cell[j] = static_cast<std::uint32_t>(tile_row(i) * n + j);
            for (std::size_t k = 1; k <= typical_reads; ++k) {
                b[j] += probe->nodes.bl_V(k * m + tile_row(i), j) / typical_reads;
                s[j] += probe->nodes.sl_V(k * m + tile_row(i), j) / typical_reads;
            }
        }
        const double least_V = 0.01 * drive_V;
        const double b_half = std::max(0.55 * (drive_V - b_V), least_V);
        const double s_half = std::max(0.55 * s_V, least_V);
        boxes_.push_back({(drive_V + b_V) / 2, b_half, s_V / 2, s_half});
        t.b_mid_V.push_back(static_cast<float>(boxes_.back().b_mid_V));
        t.s_mid_V.push_back(static_cast<float>(boxes_.back().s_mid_V));
        if (!evaluate(cell, b, s, on_V_)) return no("a cell has no current at a usual voltage");
        for (std::size_t j = 0; j < n; ++j) {
            constexpr std::size_t block = nonlinear_gate_block;
            float* to = t.start.data() + 3 * (j / block * block * m + i * block) + j % block;
            to[0] = static_cast<float>(g_[0][j]);
            to[block] = static_cast<float>(-g_[1][j]);
            to[2 * block] = static_cast<float>(i_A_[j] - g_[0][j] * b[j] - g_[1][j] * s[j]);
        }
    }
    return true;
}

bool Preparation::evaluate(const std::vector<std::uint32_t>& cell, const std::vector<double>& b_V,
                           const std::vector<double>& s_V, double gate_V) {
    const std::size_t lanes = cell.size();
    const std::vector<double> gates_V(lanes, gate_V);
    i_A_.resize(lanes);
    i_b_A_.resize(lanes);
    for (auto& g : g_) g.resize(lanes);
    return cells_->evaluate(
               {.a_V = b_V.data(),
                .b_V = s_V.data(),
                .gate_V = gates_V.data(),
                .cell = cell.data(),
                .lanes = lanes},
               {i_A_.data(), i_b_A_.data(), g_[0].data(), g_[1].data(), g_[2].data(), g_[3].data()},
               scratch_) == 0;
}

bool Preparation::off_rows_are_off() {
    const std::size_t mn = spec_.rows * spec_.cols;
    std::vector<std::uint32_t> cell(mn);
    for (std::size_t k = 0; k < mn; ++k) cell[k] = static_cast<std::uint32_t>(k);
    const std::vector<double> b_V(mn, static_cast<double>(result_.gates.drive_V)), s_V(mn);
    if (!evaluate(cell, b_V, s_V, on_V_)) return no("a cell has no current at the read voltage");
    for (const double i : i_A_) largest_A_.push_back(std::abs(i));
    if (!evaluate(cell, b_V, s_V, off_V_)) return no("an unselected cell has no current");
    double off_A = 0.0;
    for (const double i : i_A_) off_A = std::max(off_A, std::abs(i));
    const double on_A = *std::ranges::max_element(largest_A_);
    if (off_A * static_cast<double>(spec_.rows) <= cell_bound * on_A) return true;
    return no("unselected cells conduct");
}

bool Preparation::fit_row(std::size_t i, int degree) {
    static const Square powers = chebyshev_powers();
    const auto d = static_cast<std::size_t>(degree);
    const std::size_t n = spec_.cols, points = d + 2, all = points * points;
    const RowBox& box = boxes_[i];
    Square t{};  // T_k at point m
    std::array<double, most_points> at{};
    for (std::size_t m = 0; m < points; ++m) {
        const double angle =
            std::numbers::pi * (static_cast<double>(m) + 0.5) / static_cast<double>(points);
        at[m] = std::cos(angle);
        for (std::size_t k = 0; k <= d; ++k) t[k][m] = std::cos(static_cast<double>(k) * angle);
    }
    std::vector<std::uint32_t> cell(n * all);
    std::vector<double> b_V(n * all), s_V(n * all);
    for (std::size_t q = 0; q < n * all; ++q) {
        cell[q] = static_cast<std::uint32_t>(tile_row(i) * n + q % n);
        b_V[q] = box.b_mid_V + box.b_half_V * at[q / n / points];
        s_V[q] = box.s_mid_V + box.s_half_V * at[q / n % points];
    }
    if (!evaluate(cell, b_V, s_V, on_V_)) return false;
    NonlinearGates& gates = result_.gates;
    constexpr std::size_t block = nonlinear_gate_block;
    const std::size_t terms = (d + 1) * (d + 2) / 2;
    for (std::size_t j = 0; j < n; ++j) {
        Square c{};
        for (std::size_t k = 0; k <= d; ++k)
            for (std::size_t l = 0; k + l <= d; ++l) {
                double sum = 0.0;
                for (std::size_t q = 0; q < all; ++q)
                    sum += i_A_[q * n + j] * t[k][q / points] * t[l][q % points];
                sum *= (k ? 2.0 : 1.0) * (l ? 2.0 : 1.0) / static_cast<double>(all);
                for (std::size_t p = 0; p <= k; ++p)
                    for (std::size_t q = 0; q <= l; ++q)
                        c[p][q] += sum * powers[k][p] * powers[l][q];
            }
        float* to = gates.coefficients.data() +
                    terms * (j / block * block * gates.rows + i * block) + j % block;
        for (std::size_t k = 0; k <= d; ++k)
            for (std::size_t l = 0; k + l <= d; ++l, to += block)
                *to = static_cast<float>(c[k][l] / std::pow(box.b_half_V, static_cast<double>(k)) /
                                         std::pow(box.s_half_V, static_cast<double>(l)));
    }
    return true;
}

// At random points, relative to the current of the cell at full voltage.
bool Preparation::fit_degree(int degree) {
    NonlinearGates& t = result_.gates;
    const std::size_t m = spec_.rows, n = spec_.cols;
    const auto d = static_cast<std::size_t>(degree), terms = (d + 1) * (d + 2) / 2;
    constexpr std::size_t block = nonlinear_gate_block;
    t.degree = degree;
    t.coefficients.assign(terms * m * blocks() * block, 0.0f);
    for (std::size_t i = 0; i < m; ++i)
        if (!fit_row(i, degree)) return false;
    auto random = rng(1, probe_purpose, 1);
    std::vector<std::uint32_t> cell(random_points);
    std::vector<double> b_V(random_points), s_V(random_points), fitted_A(random_points);
    for (std::size_t q = 0; q < random_points; ++q) {
        const std::size_t i = random() % m, j = random() % n;
        const double x = boxes_[i].b_half_V * (2.0 * uniform(random) - 1.0);
        const double y = boxes_[i].s_half_V * (2.0 * uniform(random) - 1.0);
        cell[q] = static_cast<std::uint32_t>(tile_row(i) * n + j);
        b_V[q] = static_cast<double>(t.b_mid_V[i]) + x;
        s_V[q] = static_cast<double>(t.s_mid_V[i]) + y;
        const float* c =
            t.coefficients.data() + terms * (j / block * block * m + i * block) + j % block;
        for (std::size_t k = 0; k <= d; ++k)
            for (std::size_t l = 0; k + l <= d; ++l, c += block)
                fitted_A[q] += static_cast<double>(*c) * std::pow(x, static_cast<double>(k)) *
                               std::pow(y, static_cast<double>(l));
    }
    if (!evaluate(cell, b_V, s_V, on_V_)) return false;
    result_.cell_error = 0.0;
    for (std::size_t q = 0; q < random_points; ++q)
        if (const double all_A = largest_A_[cell[q]]; all_A > 0.0)
            result_.cell_error =
                std::max(result_.cell_error, std::abs(fitted_A[q] - i_A_[q]) / all_A);
    return result_.cell_error <= cell_bound;
}

bool Preparation::fit() {
    for (int degree = least_degree; degree <= most_degree; ++degree)
        if (fit_degree(degree)) return true;
    return no(fmt::format("a polynomial of degree {} misses a cell by {:.2g} of its current",
                          most_degree, result_.cell_error));
}

bool Preparation::compare() {
    const Matrix<double> reads = random_reads(sampled_reads, 2);
    const auto exact = exact_->solve(reads);
    if (!exact || exact->report.status != SolveStatus::converged)
        return no("the double recursion does not converge");
    BitMatrix bits(spec_.rows, sampled_reads);
    for (std::size_t b = 0; b < sampled_reads; ++b)
        for (std::size_t i = 0; i < spec_.rows; ++i) bits.set(i, b, reads(b, i) != 0.0);
    Matrix<float> fast_A;
    for (result_.gates.sweeps = 1; result_.gates.sweeps <= 2; ++result_.gates.sweeps) {
        run_nonlinear_gates(result_.gates, bits, 0, fast_A);
        result_.measured_error = 0.0;
        result_.samples = sampled_reads * spec_.cols;
        for (std::size_t b = 0; b < sampled_reads; ++b)
            for (std::size_t j = 0; j < spec_.cols; ++j) {
                const double i = exact->i_out_A(b, j), fast = static_cast<double>(fast_A(j, b));
                const double error = i == fast ? 0.0 : std::abs(fast - i) / std::abs(i);
                if (!(error <= result_.measured_error)) result_.measured_error = error;
            }
        const double bound = result_.gates.sweeps == 1 ? one_sweep_bound : output_bound;
        if (result_.measured_error <= bound) return true;
    }
    return no(fmt::format("sampled outputs are off by {:.2g}", result_.measured_error));
}

}  // namespace

NonlinearGatesResult make_nonlinear_gates(const TileSpec& spec,
                                          const std::shared_ptr<const CellModel>& cells,
                                          double on_V, double off_V, double expected_activity) {
    return Preparation(spec, cells, on_V, off_V, expected_activity).run();
}

}  // namespace crosspoint
