// Polynomial cells for nonlinear_gates.hpp, from the exact model at Chebyshev points.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nonlinear_gates_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/cell_table.hpp"
#include "crosspoint/solve/ladder.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t probe_purpose = 0x6A7E;
constexpr std::array<int, 3> degrees = {3, 5, 7};
constexpr std::size_t most_points = 9;
constexpr double cell_bound = 1e-6;  // of the current of the cell
// The last degree may miss it somewhat: what counts are the outputs, which are compared.
constexpr double last_cell_bound = 5e-6;
constexpr std::size_t typical_reads = 8, random_points = 2000;
constexpr std::size_t own_typical_reads = 1;  // of all columns of every tile: these cost the most
constexpr std::size_t block = nonlinear_gate_block;

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

// Voltages that the cells of one row can have.
struct RowBox {
    double b_mid_V = 0.0, b_half_V = 0.0, s_mid_V = 0.0, s_half_V = 0.0;
};

class Fitting {
public:
    explicit Fitting(const GateFitTask& task) : task_(task), spec_(task.spec) {
        model_ = task.kinds ? task.kinds : task.cells;
        result_.gates.kinds = task.kinds != nullptr;
        result_.gates.rows = spec_.rows;
        result_.gates.count = task.window.count;
    }

    GateFit run() {
        if (suits() && wires() && probe() && scales() && fit()) result_.fits = true;
        return std::move(result_);
    }

private:
    bool no(std::string reason) {
        result_.reason = std::move(reason);
        return false;
    }
    [[nodiscard]] bool kinds() const { return result_.gates.kinds; }
    [[nodiscard]] std::size_t tile_row(std::size_t k) const {
        return result_.gates.rows_reversed ? spec_.rows - 1 - k : k;
    }
    // Cells of a row that differ, and what each is in the model.
    [[nodiscard]] std::size_t variants() const { return kinds() ? 2 : spec_.cols; }
    [[nodiscard]] std::uint32_t model_cell(std::size_t k, std::size_t variant) const {
        return static_cast<std::uint32_t>(kinds() ? std::min(variant, model_->cells() - 1)
                                                  : tile_row(k) * spec_.cols + variant);
    }
    // Where the numbers of one cell are: `values` of them, a stride apart.
    [[nodiscard]] std::size_t stride() const { return kinds() ? 2 : block; }
    [[nodiscard]] std::size_t place(std::size_t line, std::size_t lines, std::size_t values,
                                    std::size_t variant) const {
        if (kinds()) return line * values * 2 + variant;
        return values * (variant / block * block * lines + line * block) + variant % block;
    }
    [[nodiscard]] std::size_t padded() const {
        return kinds() ? 2 : (spec_.cols + block - 1) / block * block;
    }

    bool suits();
    bool wires();
    bool column_wires(std::size_t j);
    bool probe();
    bool start(std::size_t k, const std::vector<double>& b_V, const std::vector<double>& s_V);
    bool tangents(std::size_t k, const std::vector<double>& b_V, const std::vector<double>& s_V,
                  double gate_V, std::vector<float>& all, std::size_t line, std::size_t lines);
    bool scales();
    bool fit();
    bool tabulate(const std::string& why);
    bool tabulate(double gate_V, double error, std::shared_ptr<const GateTable>& into,
                  double& reached);
    bool fit_degree(int degree);
    bool fit_row(std::size_t k, double gate_V, std::vector<float>& all, std::size_t line,
                 std::size_t lines);
    bool measure(double gate_V, const std::vector<float>& all, std::size_t first,
                 std::size_t lines);
    bool evaluate(const std::vector<std::uint32_t>& cell, const std::vector<double>& b_V,
                  const std::vector<double>& s_V, double gate_V);

    const GateFitTask& task_;
    const TileSpec& spec_;
    std::shared_ptr<const CellModel> model_;
    GateFit result_;
    std::vector<RowBox> boxes_;      // [kernel rows]
    std::vector<double> largest_A_;  // [cells of the model] at full voltage
    double off_A_ = 0.0;             // the largest of cells that are off
    CellScratch scratch_;
    std::vector<double> i_A_, i_b_A_, g_[4];  // of evaluate()
};

bool Fitting::suits() {
    if (!spec_.gated()) return no("word lines carry current: columns are not separate");
    if (spec_.topology != Topology::one_transistor_column)
        return no("columns are not separate: the source lines do not run along them");
    if (!model_->conservative()) return no("current leaves the cells through the gate");
    return true;
}

bool Fitting::column_wires(std::size_t j) {
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
        t.first = reversed ? m - task_.window.first - t.count : task_.window.first;
    }
    const std::size_t side = kinds() ? 1 : block;
    float* to = t.wire_ohm.data() + (kinds() ? 0 : 2 * (j / block * block) * (m + 1) + j % block);
    double b_ohm = 0.0, s_ohm = 0.0;
    for (std::size_t i = m; i-- > 0;) {
        const std::size_t below = i + 1;  // the segment between kernel rows i and i + 1
        if (below < m) {
            b_ohm += column.b_ohm[reversed ? m - below : below];
            s_ohm += column.s_ohm[reversed ? m - below : below];
        }
        to[2 * i * side] = static_cast<float>(b_ohm);
        to[(2 * i + 1) * side] = static_cast<float>(s_ohm);
    }
    to[2 * m * side] = static_cast<float>(b_ohm + drive.ohm);
    to[(2 * m + 1) * side] = static_cast<float>(bottom ? s_ohm : s_ohm + sense.ohm);
    t.s_bottom_ohm[kinds() ? 0 : j] = bottom ? static_cast<float>(sense.ohm) : 0.0f;
    return std::isfinite(b_ohm) && std::isfinite(s_ohm) ? true : no("a wire is broken");
}

bool Fitting::wires() {
    NonlinearGates& t = result_.gates;
    const std::size_t sides = kinds() ? 1 : padded();
    t.wire_ohm.assign(2 * sides * (t.rows + 1), 0.0f);
    t.s_bottom_ohm.assign(sides, 1.0f);
    for (std::size_t j = 0; j < (kinds() ? 1 : spec_.cols); ++j)
        if (!column_wires(j)) return false;
    return true;
}

// The whole window on draws the most: the voltages are between those of that read and of none.
bool Fitting::probe() {
    NonlinearGates& t = result_.gates;
    auto exact = make_nonlinear_solver(spec_, {.want_nodes = true}, {task_.on_V, task_.off_V});
    if (!exact) return no(exact.error().what);
    if (auto r = (*exact)->program(task_.cells); !r) return no(r.error().what);
    // Line 0 and the lines of the expected activity.
    const std::size_t typical = kinds() ? typical_reads : own_typical_reads;
    const Matrix<double> reads =
        sampled_reads(spec_.rows, task_.window, task_.activity, 2 * typical + 1, 0);
    const auto probe = (*exact)->solve(reads);
    if (!probe || probe->report.status != SolveStatus::converged)
        return no("the double recursion does not converge with all rows on");
    const std::size_t m = spec_.rows, n = spec_.cols;
    const double drive_V = static_cast<double>(t.drive_V);
    t.start.assign(3 * t.count * padded(), 0.0f);
    t.off_start.assign(3 * m * padded(), 0.0f);
    for (std::size_t k = 0; k < m; ++k) {
        double b_V = drive_V, s_V = 0.0;
        std::vector<double> b(n), s(n);
        const std::size_t i = tile_row(k);
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t r = 0; r < reads.rows(); ++r) {
                b_V = std::min(b_V, probe->nodes.bl_V(r * m + i, j));
                s_V = std::max(s_V, probe->nodes.sl_V(r * m + i, j));
            }
            for (std::size_t r = 2; r <= 2 * typical; r += 2) {
                b[j] += probe->nodes.bl_V(r * m + i, j) / static_cast<double>(typical);
                s[j] += probe->nodes.sl_V(r * m + i, j) / static_cast<double>(typical);
            }
        }
        const double least_V = 0.01 * drive_V;
        const double b_half = std::max(0.55 * (drive_V - b_V), least_V);
        const double s_half = std::max(0.55 * s_V, least_V);
        boxes_.push_back({(drive_V + b_V) / 2, b_half, s_V / 2, s_half});
        t.b_mid_V.push_back(static_cast<float>(boxes_.back().b_mid_V));
        t.s_mid_V.push_back(static_cast<float>(boxes_.back().s_mid_V));
        if (!start(k, b, s)) return no("a cell has no current at a usual voltage");
    }
    return true;
}

bool Fitting::start(std::size_t k, const std::vector<double>& b_V, const std::vector<double>& s_V) {
    NonlinearGates& t = result_.gates;
    std::vector<double> b = b_V, s = s_V;
    if (kinds()) {  // the mean over the mixed columns
        const auto mean = [](const std::vector<double>& v) {
            double sum = 0.0;
            for (std::size_t j = 2; j < v.size(); ++j) sum += v[j];
            return std::vector<double>(2, sum / static_cast<double>(v.size() - 2));
        };
        b = mean(b_V);
        s = mean(s_V);
    }
    if (!tangents(k, b, s, task_.off_V, t.off_start, k, t.rows)) return false;
    if (k < t.first || k >= t.first + t.count) return true;
    return tangents(k, b, s, task_.on_V, t.start, k - t.first, t.count);
}

bool Fitting::tangents(std::size_t k, const std::vector<double>& b_V,
                       const std::vector<double>& s_V, double gate_V, std::vector<float>& all,
                       std::size_t line, std::size_t lines) {
    std::vector<std::uint32_t> cell(variants());
    for (std::size_t p = 0; p < cell.size(); ++p) cell[p] = model_cell(k, p);
    if (!evaluate(cell, b_V, s_V, gate_V)) return false;
    for (std::size_t p = 0; p < cell.size(); ++p) {
        float* to = all.data() + place(line, lines, 3, p);
        to[0] = static_cast<float>(g_[0][p]);
        to[stride()] = static_cast<float>(-g_[1][p]);
        to[2 * stride()] = static_cast<float>(i_A_[p] - g_[0][p] * b_V[p] - g_[1][p] * s_V[p]);
    }
    return true;
}

bool Fitting::evaluate(const std::vector<std::uint32_t>& cell, const std::vector<double>& b_V,
                       const std::vector<double>& s_V, double gate_V) {
    const std::size_t lanes = cell.size();
    const std::vector<double> gates_V(lanes, gate_V);
    i_A_.resize(lanes);
    i_b_A_.resize(lanes);
    for (auto& g : g_) g.resize(lanes);
    return model_->evaluate(
               {.a_V = b_V.data(),
                .b_V = s_V.data(),
                .gate_V = gates_V.data(),
                .cell = cell.data(),
                .lanes = lanes},
               {i_A_.data(), i_b_A_.data(), g_[0].data(), g_[1].data(), g_[2].data(), g_[3].data()},
               scratch_) == 0;
}

// Largest currents of all cells, and whether the rows that are off may be left out.
bool Fitting::scales() {
    NonlinearGates& t = result_.gates;
    const std::size_t cells = model_->cells();
    std::vector<std::uint32_t> cell(cells);
    for (std::size_t k = 0; k < cells; ++k) cell[k] = static_cast<std::uint32_t>(k);
    const std::vector<double> b_V(cells, static_cast<double>(t.drive_V)), s_V(cells);
    if (!evaluate(cell, b_V, s_V, task_.on_V))
        return no("a cell has no current at the read voltage");
    for (const double i : i_A_) largest_A_.push_back(std::abs(i));
    const auto columns = kinds() ? std::size_t{1} : spec_.cols;
    // A short is no scale for the cells of other columns, nor an off cell for columns without an on
    // cell.
    std::vector<double> sorted = largest_A_;
    const auto typical = sorted.begin() + static_cast<std::ptrdiff_t>(cells * 19 / 20);
    std::ranges::nth_element(sorted, typical);
    result_.on_A.assign(columns, kinds() ? 0.0 : *typical);
    for (std::size_t k = 0; k < cells; ++k) {
        double& on_A = result_.on_A[k % columns];
        on_A = std::max(on_A, largest_A_[k]);
    }
    if (!evaluate(cell, b_V, s_V, task_.off_V)) return no("an unselected cell has no current");
    for (const double i : i_A_) off_A_ = std::max(off_A_, std::abs(i));
    std::vector<double> off_A(columns);
    for (std::size_t k = 0; k < cells; ++k)
        off_A[k % columns] = std::max(off_A[k % columns], std::abs(i_A_[k]));
    for (std::size_t j = 0; j < columns; ++j) {
        off_A[j] *= static_cast<double>(spec_.rows);
        t.leaks = t.leaks || off_A[j] > cell_bound * result_.on_A[j];
    }
    result_.least_A = result_.on_A;
    for (std::size_t j = 0; j < columns && !t.leaks; ++j)
        result_.least_A[j] = off_A[j] / cell_bound;
    if (!t.leaks) t.off_start.clear();
    return true;
}

bool Fitting::fit_row(std::size_t k, double gate_V, std::vector<float>& all, std::size_t line,
                      std::size_t lines) {
    static const Square powers = chebyshev_powers();
    const auto d = static_cast<std::size_t>(result_.gates.degree);
    const std::size_t n = variants(), points = d + 2, grid = points * points;
    const RowBox& box = boxes_[k];
    Square t{};  // T_k at point m
    std::array<double, most_points> at{};
    for (std::size_t m = 0; m < points; ++m) {
        const double angle =
            std::numbers::pi * (static_cast<double>(m) + 0.5) / static_cast<double>(points);
        at[m] = std::cos(angle);
        for (std::size_t p = 0; p <= d; ++p) t[p][m] = std::cos(static_cast<double>(p) * angle);
    }
    std::vector<std::uint32_t> cell(n * grid);
    std::vector<double> b_V(n * grid), s_V(n * grid);
    for (std::size_t q = 0; q < n * grid; ++q) {
        cell[q] = model_cell(k, q % n);
        b_V[q] = box.b_mid_V + box.b_half_V * at[q / n / points];
        s_V[q] = box.s_mid_V + box.s_half_V * at[q / n % points];
    }
    if (!evaluate(cell, b_V, s_V, gate_V)) return false;
    const std::size_t terms = (d + 1) * (d + 2) / 2;
    for (std::size_t j = 0; j < n; ++j) {
        Square c{};
        for (std::size_t k1 = 0; k1 <= d; ++k1)
            for (std::size_t l = 0; k1 + l <= d; ++l) {
                double sum = 0.0;
                for (std::size_t q = 0; q < grid; ++q)
                    sum += i_A_[q * n + j] * t[k1][q / points] * t[l][q % points];
                sum *= (k1 ? 2.0 : 1.0) * (l ? 2.0 : 1.0) / static_cast<double>(grid);
                for (std::size_t p = 0; p <= k1; ++p)
                    for (std::size_t q = 0; q <= l; ++q)
                        c[p][q] += sum * powers[k1][p] * powers[l][q];
            }
        float* to = all.data() + place(line, lines, terms, j);
        for (std::size_t p = 0; p <= d; ++p)
            for (std::size_t l = 0; p + l <= d; ++l, to += stride())
                *to = static_cast<float>(c[p][l] / std::pow(box.b_half_V, static_cast<double>(p)) /
                                         std::pow(box.s_half_V, static_cast<double>(l)));
    }
    return true;
}

// At random points: the largest error goes to cell_error. `all` has lines for kernel rows first ..
bool Fitting::measure(double gate_V, const std::vector<float>& all, std::size_t first,
                      std::size_t lines) {
    const NonlinearGates& t = result_.gates;
    const auto d = static_cast<std::size_t>(t.degree), terms = (d + 1) * (d + 2) / 2;
    const bool on = gate_V == task_.on_V;
    auto random = rng(1, probe_purpose, 1);
    std::vector<std::uint32_t> cell(random_points);
    std::vector<double> b_V(random_points), s_V(random_points), fitted_A(random_points);
    for (std::size_t q = 0; q < random_points; ++q) {
        const std::size_t line = random() % lines, j = random() % variants(), k = first + line;
        const double x = boxes_[k].b_half_V * (2.0 * uniform(random) - 1.0);
        const double y = boxes_[k].s_half_V * (2.0 * uniform(random) - 1.0);
        cell[q] = model_cell(k, j);
        b_V[q] = static_cast<double>(t.b_mid_V[k]) + x;
        s_V[q] = static_cast<double>(t.s_mid_V[k]) + y;
        const float* c = all.data() + place(line, lines, terms, j);
        for (std::size_t p = 0; p <= d; ++p)
            for (std::size_t l = 0; p + l <= d; ++l, c += stride())
                fitted_A[q] += static_cast<double>(*c) * std::pow(x, static_cast<double>(p)) *
                               std::pow(y, static_cast<double>(l));
    }
    if (!evaluate(cell, b_V, s_V, gate_V)) return no("a cell has no current at a usual voltage");
    for (std::size_t q = 0; q < random_points; ++q) {
        const double scale_A =
            on ? largest_A_[cell[q]]
               : result_.on_A[cell[q] % result_.on_A.size()] / static_cast<double>(spec_.rows);
        const double error = std::abs(fitted_A[q] - i_A_[q]) / scale_A;
        if (scale_A > 0.0 && !(error <= result_.cell_error)) result_.cell_error = error;
    }
    return true;
}

bool Fitting::fit_degree(int degree) {
    NonlinearGates& t = result_.gates;
    const auto d = static_cast<std::size_t>(degree), terms = (d + 1) * (d + 2) / 2;
    t.degree = degree;
    result_.cell_error = 0.0;
    t.coefficients.assign(terms * t.count * padded(), 0.0f);
    for (std::size_t k = 0; k < t.count; ++k)
        if (!fit_row(t.first + k, task_.on_V, t.coefficients, k, t.count))
            return no("a cell has no current at a usual voltage");
    if (!measure(task_.on_V, t.coefficients, t.first, t.count)) return false;
    if (!t.leaks) return true;
    t.off_coefficients.assign(terms * t.rows * padded(), 0.0f);
    for (std::size_t k = 0; k < t.rows; ++k)
        if (!fit_row(k, task_.off_V, t.off_coefficients, k, t.rows))
            return no("a cell has no current at a usual voltage");
    return measure(task_.off_V, t.off_coefficients, 0, t.rows);
}

bool Fitting::fit() {
    for (const int degree : degrees) {
        if (!fit_degree(degree)) return false;
        if (result_.cell_error <= (degree == degrees.back() ? last_cell_bound : cell_bound))
            return true;
    }
    const std::string why =
        fmt::format("a polynomial of degree {} misses a cell by {:.2g} of its current",
                    degrees.back(), result_.cell_error);
    return kinds() && task_.table_error > 0.0 ? tabulate(why) : no(why);
}

// Tables of both kinds over the voltages of all rows. Cells of rows that are off may be wrong by as
// much as cells of one that is on, all together.
bool Fitting::tabulate(const std::string& why) {
    NonlinearGates& t = result_.gates;
    const double least_A = *std::ranges::min_element(largest_A_);
    const double on_A = result_.on_A.front();
    double on_error = 0.0, off_error = 0.0;
    if (!(least_A > 0.0)) return no(why + ", and a kind carries no current");
    if (!tabulate(task_.on_V, task_.table_error * least_A / on_A, t.table, on_error))
        return no(why + "; " + result_.reason);
    result_.cell_error = on_error * on_A / least_A;
    if (t.leaks) {
        const double share = on_A / static_cast<double>(spec_.rows) / off_A_;
        if (!tabulate(task_.off_V, std::min(1e-2, task_.table_error * share), t.off_table,
                      off_error))
            return no(why + "; " + result_.reason);
        result_.cell_error = std::max(result_.cell_error, off_error / share);
    }
    t.degree = 0;
    t.coefficients.clear();
    t.off_coefficients.clear();
    return true;
}

bool Fitting::tabulate(double gate_V, double error, std::shared_ptr<const GateTable>& into,
                       double& reached) {
    CellTableSpec spec{.exact = task_.kinds,
                       .class_of = {},
                       .representative = {model_cell(0, 0), model_cell(0, 1)},
                       .gates_V = {gate_V},
                       .error_bound = error};
    for (std::uint32_t k = 0; k < task_.kinds->cells(); ++k) spec.class_of.push_back(k);
    const RowBox& first = boxes_.front();
    spec.a_low_V = spec.a_high_V = first.b_mid_V;
    spec.b_low_V = spec.b_high_V = first.s_mid_V;
    for (const RowBox& box : boxes_) {
        spec.a_low_V = std::min(spec.a_low_V, box.b_mid_V - box.b_half_V);
        spec.a_high_V = std::max(spec.a_high_V, box.b_mid_V + box.b_half_V);
        spec.b_low_V = std::min(spec.b_low_V, box.s_mid_V - box.s_half_V);
        spec.b_high_V = std::max(spec.b_high_V, box.s_mid_V + box.s_half_V);
    }
    const auto made = CellTable::make(spec);
    if (!made) return no(made.error().what);
    auto table = std::make_shared<GateTable>();
    const auto n = static_cast<double>((*made)->report().intervals);
    table->intervals = (*made)->report().intervals;
    table->b_low_V = static_cast<float>(spec.a_low_V);
    table->s_low_V = static_cast<float>(spec.b_low_V);
    table->per_b = static_cast<float>(n / (spec.a_high_V - spec.a_low_V));
    table->per_s = static_cast<float>(n / (spec.b_high_V - spec.b_low_V));
    table->nodes = (*made)->nodes_in_single();
    reached = (*made)->report().current_error;
    into = std::move(table);
    return true;
}

}  // namespace

Matrix<double> sampled_reads(std::size_t tile_rows, const RowWindow& window, double activity,
                             std::size_t count, std::uint64_t index) {
    auto random = rng(1, probe_purpose + 1, index);
    Matrix<double> reads(count, tile_rows, 0.0);
    for (std::size_t b = 0; b < count; ++b) {
        const auto row = reads.row(b).subspan(window.first, window.count);
        const double share = b % 2 == 0 ? activity : uniform(random);
        for (double& x : row) x = b == 0 || uniform(random) < share ? 1.0 : 0.0;
        if (b != 1) continue;
        std::ranges::fill(row, 0.0);
        row[random() % row.size()] = 1.0;
    }
    return reads;
}

GateFit fit_gates(const GateFitTask& task) { return Fitting(task).run(); }

}  // namespace crosspoint
