// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/cell_newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/eliminated_cell.hpp"

namespace crosspoint {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double longest_step_V = 1.0;

}  // namespace

void CellPlan::make(const ModelShape& shape, const std::vector<TerminalRole>& roles) {
    constexpr std::size_t nowhere = ~std::size_t{0};
    std::vector<std::size_t> number(shape.unknowns.size(), nowhere);
    for (std::uint32_t u = 0; u < shape.unknowns.size(); ++u) {
        const UnknownKind kind = shape.unknowns[u].kind;
        if (u < shape.terminals) continue;
        if (kind == UnknownKind::state) {
            held.push_back(u);
            continue;
        }
        number[u] = solved.size();
        solved.push_back(u);
        is_flow.push_back(kind == UnknownKind::flow ? 1 : 0);
    }
    for (std::size_t t = 0; t < shape.terminals; ++t) {
        if (roles[t] == TerminalRole::line_a) number[t] = solved.size();
        if (roles[t] == TerminalRole::line_b) number[t] = solved.size() + 1;
    }
    sums.resize(size() * size());
    row_sums.resize(size());
    for (std::uint32_t u = 0; u < number.size(); ++u)
        if (number[u] != nowhere) row_sums[number[u]].push_back(u);
    for (std::uint32_t e = 0; e < shape.static_entries.size(); ++e) {
        const std::size_t row = number[shape.static_entries[e].row];
        const std::size_t col = number[shape.static_entries[e].col];
        if (row != nowhere && col != nowhere) sums[at(row, col)].push_back(e);
    }
}

CellNewton::CellNewton(const DeviceModel& model, const CellPlan& plan, std::vector<double>& memory)
    : model_(model), plan_(plan), unknowns_(model.shape().unknowns.size()), m_(plan.solved.size()) {
    const ModelShape& shape = model.shape();
    const std::size_t quantities = plan.sums.size() + plan.row_sums.size() + 1;
    const std::size_t rows = 2 * unknowns_ + shape.varying.size() + shape.memory.size() +
                             shape.static_entries.size() + quantities + 3 * m_ + 9;
    memory.resize(std::max(memory.size(), rows * lanes + 8));
    void* start = memory.data();
    std::size_t space = memory.size() * sizeof(double);
    auto* next = static_cast<double*>(std::align(64, rows * lanes * sizeof(double), start, space));
    const auto take = [&](std::size_t count) { return std::exchange(next, next + count * lanes); };
    x_ = take(unknowns_);
    f_ = take(unknowns_);
    parameters_ = take(shape.varying.size());
    memory_ = take(shape.memory.size());
    df_ = take(shape.static_entries.size());
    sums_ = take(quantities);
    base_ = take(m_);
    step_ = take(m_);
    weight_ = take(m_);
    single_ = take(9);
    std::fill_n(sums_, lanes, 0.0);  // the first row is the 0 of absent derivatives
    const auto source = [&](const std::vector<std::uint32_t>& parts, const double* of,
                            std::size_t quantity) -> const double* {
        if (parts.empty()) return sums_;
        return parts.size() == 1 ? of + parts[0] * lanes : sums_ + (quantity + 1) * lanes;
    };
    for (std::size_t k = 0; k < plan.sums.size(); ++k)
        matrix_.push_back(source(plan.sums[k], df_, k));
    for (std::size_t k = 0; k < plan.row_sums.size(); ++k)
        rows_.push_back(source(plan.row_sums[k], f_, plan.sums.size() + k));
    dense_.resize(m_ * m_);
    right_.resize(m_ * 3);
    status_.resize(lanes);
    cells_.resize(lanes);
}

void CellNewton::begin(std::size_t at, std::size_t lane, std::size_t cell) {
    status_[at] = {.lane = lane, .cell = static_cast<std::uint32_t>(cell), .merit = infinity};
}

void CellNewton::move(std::size_t from, std::size_t to) {
    if (from == to) return;
    const ModelShape& shape = model_.shape();
    status_[to] = status_[from];
    const auto rows = [&](double* of, std::size_t count) {
        for (std::size_t k = 0; k < count; ++k) of[k * lanes + to] = of[k * lanes + from];
    };
    rows(x_, unknowns_);
    rows(parameters_, shape.varying.size());
    rows(memory_, shape.memory.size());
    rows(base_, m_);
    rows(step_, m_);
    rows(weight_, m_);
}

void CellNewton::evaluate(const EvalPoint& point, std::size_t active) {
    for (std::size_t k = 0; k < active; ++k) cells_[k] = status_[k].cell;
    // The lanes between the last one and the next multiple of 8 repeat the last one: old numbers
    // there could be slow to evaluate.
    const std::size_t padded = std::min(lanes, (active + 7) / 8 * 8);
    for (std::size_t u = 0; u < unknowns_; ++u)
        std::fill(x_ + u * lanes + active, x_ + u * lanes + padded, x_[u * lanes + active - 1]);
    model_.evaluate(point, {.lanes = active,
                            .stride = lanes,
                            .unknowns = x_,
                            .parameters = has_parameters_ ? parameters_ : nullptr,
                            .memory = has_memory_ ? memory_ : nullptr,
                            .cell = cells_.data(),
                            .f = f_,
                            .df = df_});
    const auto add_up = [&](const std::vector<std::uint32_t>& parts, const double* of,
                            std::size_t quantity) {
        if (parts.size() < 2) return;
        double* to = sums_ + (quantity + 1) * lanes;
        std::fill_n(to, active, 0.0);
        for (const std::uint32_t part : parts)
            for (std::size_t k = 0; k < active; ++k) to[k] += of[part * lanes + k];
    };
    for (std::size_t k = 0; k < plan_.sums.size(); ++k) add_up(plan_.sums[k], df_, k);
    for (std::size_t k = 0; k < plan_.row_sums.size(); ++k)
        add_up(plan_.row_sums[k], f_, plan_.sums.size() + k);
    if (m_ == 1) eliminate_single(active);
}

// One internal unknown: its step, its derivatives, and the currents, for all lanes at once.
void CellNewton::eliminate_single(std::size_t active) {
    const double* diagonal = matrix_[plan_.at(0, 0)];
    const double* by_a = matrix_[plan_.at(0, 1)];
    const double* by_b = matrix_[plan_.at(0, 2)];
    double* step = single_;
    double* x_a = single_ + lanes;
    double* x_b = single_ + 2 * lanes;
    for (std::size_t k = 0; k < active; ++k) {
        const double inverse = -1.0 / diagonal[k];
        step[k] = rows_[0][k] * inverse;
        x_a[k] = by_a[k] * inverse;
        x_b[k] = by_b[k] * inverse;
    }
    for (std::size_t line = 0; line < 2; ++line) {
        const double* current = rows_[1 + line];
        const double* to_x = matrix_[plan_.at(1 + line, 0)];
        const double* g_a = matrix_[plan_.at(1 + line, 1)];
        const double* g_b = matrix_[plan_.at(1 + line, 2)];
        double* to = single_ + (3 + 3 * line) * lanes;
        for (std::size_t k = 0; k < active; ++k) {
            to[k] = current[k] + to_x[k] * step[k];
            to[lanes + k] = g_a[k] + to_x[k] * x_a[k];
            to[2 * lanes + k] = g_b[k] + to_x[k] * x_b[k];
        }
    }
}

// Gauss with row pivots on one lane; right_ becomes the Newton step, dx/dV_a and dx/dV_b.
bool CellNewton::factor_and_solve(std::size_t at) {
    const std::size_t m = m_;
    if (m == 1) {
        for (std::size_t c = 0; c < 3; ++c) right_[c] = single_[c * lanes + at];
        return std::isfinite(right_[0] + right_[1] + right_[2]);
    }
    for (std::size_t r = 0; r < m; ++r) {
        for (std::size_t c = 0; c < m; ++c) dense_[r * m + c] = value(r, c, at);
        right_[r * 3] = -rows_[r][at];
        right_[r * 3 + 1] = -value(r, m, at);
        right_[r * 3 + 2] = -value(r, m + 1, at);
    }
    for (std::size_t k = 0; k < m; ++k) {
        std::size_t pivot = k;
        for (std::size_t r = k + 1; r < m; ++r)
            if (std::abs(dense_[r * m + k]) > std::abs(dense_[pivot * m + k])) pivot = r;
        if (!(std::abs(dense_[pivot * m + k]) > 0.0)) return false;
        if (pivot != k) {
            std::swap_ranges(&dense_[k * m], &dense_[k * m] + m, &dense_[pivot * m]);
            std::swap_ranges(&right_[k * 3], &right_[k * 3] + 3, &right_[pivot * 3]);
        }
        for (std::size_t r = k + 1; r < m; ++r) {
            const double factor = dense_[r * m + k] / dense_[k * m + k];
            for (std::size_t c = k + 1; c < m; ++c) dense_[r * m + c] -= factor * dense_[k * m + c];
            for (std::size_t c = 0; c < 3; ++c) right_[r * 3 + c] -= factor * right_[k * 3 + c];
        }
    }
    for (std::size_t k = m; k-- > 0;)
        for (std::size_t c = 0; c < 3; ++c) {
            double sum = right_[k * 3 + c];
            for (std::size_t j = k + 1; j < m; ++j) sum -= dense_[k * m + j] * right_[j * 3 + c];
            right_[k * 3 + c] = sum / dense_[k * m + k];
        }
    return std::all_of(right_.begin(), right_.end(), [](double x) { return std::isfinite(x); });
}

bool CellNewton::small_step(std::size_t at, const EliminatedCellSpec& spec) const {
    for (std::size_t k = 0; k < m_; ++k) {
        const double x = std::abs(x_[plan_.solved[k] * lanes + at]);
        const double limit = plan_.is_flow[k] != 0 ? spec.flow_relative_tolerance * x + 1e-18
                                                   : spec.voltage_tolerance_V + 1e-12 * x;
        if (!(std::abs(right_[k * 3]) <= limit)) return false;
    }
    return true;
}

// An inner node that nothing holds: transistors that are off on both sides, say. Its voltage is
// anything, and no terminal feels it.
bool CellNewton::no_current(std::size_t at) const {
    constexpr double nothing_A = 1e-27;  // a thousandth of what a tile can tell from 0
    for (std::size_t k = 0; k < m_; ++k)
        if (plan_.is_flow[k] != 0 || !(std::abs(rows_[k][at]) <= nothing_A)) return false;
    return true;
}

CellNewton::Outcome CellNewton::step(std::size_t at, const EliminatedCellSpec& spec) {
    Status& status = status_[at];
    const bool usable = factor_and_solve(at);
    if (usable && small_step(at, spec)) {
        m_ == 1 ? finish_single(at) : finish(at);
        return Outcome::solved;
    }
    if (no_current(at)) {
        for (std::size_t k = 0; k < m_; ++k)
            for (std::size_t c = 0; c < 3; ++c)
                if (c == 0 || !usable) right_[k * 3 + c] = 0.0;
        finish(at);
        return Outcome::solved;
    }
    if (++status.iterations > spec.max_iterations) return Outcome::failed;
    if (!usable) {  // back towards where the model could be evaluated
        status.share *= 0.25;
        if (status.iterations == 1 || status.share < 1e-6) return Outcome::failed;
        for (std::size_t k = 0; k < m_; ++k)
            x_[plan_.solved[k] * lanes + at] =
                base_[k * lanes + at] + status.share * step_[k * lanes + at];
        return Outcome::more;
    }
    return m_ == 1 ? step_single(at) : step_many(at);
}

CellNewton::Outcome CellNewton::step_single(std::size_t at) {
    Status& s = status_[at];
    double& x = x_[plan_.solved[0] * lanes + at];
    const double f = rows_[0][at];
    (f < 0.0 ? s.low : s.high) = x;
    (f < 0.0 ? s.f_low : s.f_high) = f;
    double step = std::clamp(right_[0], -longest_step_V, longest_step_V);
    if (plan_.is_flow[0] != 0) step = right_[0];
    if (s.f_low != 0.0 && s.f_high != 0.0) {
        const auto [left, right] = std::minmax(s.low, s.high);
        if (right - left <= 1e-15 * std::max(std::abs(left), std::abs(right))) {
            right_[0] = 0.0;  // a jump, or the last digit
            finish(at);
            return Outcome::solved;
        }
        const bool inside = x + step > left && x + step < right;
        if (!inside || std::abs(f) > 0.25 * s.merit) step = 0.5 * (left + right) - x;
    }
    s.merit = std::abs(f);
    s.share = 1.0;
    base_[at] = x;
    step_[at] = step;
    x += step;
    return Outcome::more;
}

CellNewton::Outcome CellNewton::step_many(std::size_t at) {
    Status& s = status_[at];
    double merit = 0.0;
    for (std::size_t k = 0; k < m_; ++k) {
        double& weight = weight_[k * lanes + at];
        if (s.iterations == 1) {
            weight = std::abs(rows_[k][at]);
            for (std::size_t c = 0; c < m_; ++c)
                weight = std::max(weight, 0.05 * std::abs(value(k, c, at)));
            if (!(weight > 0.0)) weight = 1.0;
        }
        merit += std::pow(rows_[k][at] / weight, 2);
    }
    if (merit > s.merit && s.share > 1e-3) {  // too far: a part of the same step
        s.share *= 0.25;
        for (std::size_t k = 0; k < m_; ++k)
            x_[plan_.solved[k] * lanes + at] =
                base_[k * lanes + at] + s.share * step_[k * lanes + at];
        return Outcome::more;
    }
    double longest = 0.0;
    for (std::size_t k = 0; k < m_; ++k)
        if (plan_.is_flow[k] == 0) longest = std::max(longest, std::abs(right_[k * 3]));
    const double shorten = longest > longest_step_V ? longest_step_V / longest : 1.0;
    s.merit = merit;
    s.share = 1.0;
    for (std::size_t k = 0; k < m_; ++k) {
        double& x = x_[plan_.solved[k] * lanes + at];
        base_[k * lanes + at] = x;
        step_[k * lanes + at] = shorten * right_[k * 3];
        x += step_[k * lanes + at];
    }
    return Outcome::more;
}

// Takes the last small step, and the currents to first order along it.
void CellNewton::finish(std::size_t at) {
    double i[2];
    double g[2][2];
    for (std::size_t line = 0; line < 2; ++line) {
        const std::size_t row = m_ + line;
        i[line] = rows_[row][at];
        g[line][0] = value(row, m_, at);
        g[line][1] = value(row, m_ + 1, at);
        for (std::size_t k = 0; k < m_; ++k) {
            const double to_x = value(row, k, at);
            i[line] += to_x * right_[k * 3];
            g[line][0] += to_x * right_[k * 3 + 1];
            g[line][1] += to_x * right_[k * 3 + 2];
        }
    }
    for (std::size_t k = 0; k < m_; ++k) x_[plan_.solved[k] * lanes + at] += right_[k * 3];
    currents_ = {i[0], i[1], g[0][0], g[0][1], g[1][0], g[1][1]};
}

void CellNewton::finish_single(std::size_t at) {
    x_[plan_.solved[0] * lanes + at] += right_[0];
    const double* of = single_ + 3 * lanes + at;
    currents_ = {of[0], of[3 * lanes], of[lanes], of[2 * lanes], of[4 * lanes], of[5 * lanes]};
}

void CellNewton::save(std::size_t at, double* to) const {
    for (std::size_t k = 0; k < m_; ++k) {
        to[3 * k] = x_[plan_.solved[k] * lanes + at];
        to[3 * k + 1] = right_[k * 3 + 1];
        to[3 * k + 2] = right_[k * 3 + 2];
    }
}

}  // namespace crosspoint
