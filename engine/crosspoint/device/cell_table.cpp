// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/cell_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/cell_table_kernel.hpp"

namespace crosspoint {

namespace {

constexpr std::uint64_t check_purpose = 0x7ab1e;

// Points of one cell at one gate voltage, and what the exact model says there.
struct Samples {
    std::vector<double> a, b, gate, i, g_a, g_b;
    std::vector<std::uint32_t> cell, slot;

    void add(double a_V, double b_V) {
        a.push_back(a_V);
        b.push_back(b_V);
    }
    Result<void> solve(const CellModel& exact, std::uint32_t of_cell, double gate_V) {
        const std::size_t n = a.size();
        gate.assign(n, gate_V);
        cell.assign(n, of_cell);
        slot.assign(n, 0);  // neighbors start from each other
        for (std::size_t k = 0; k < n; ++k) slot[k] = static_cast<std::uint32_t>(k % 64);
        for (auto* list : {&i, &g_a, &g_b}) list->assign(n, 0.0);
        CellScratch scratch;
        const std::size_t failed = exact.evaluate(
            {.a_V = a.data(),
             .b_V = b.data(),
             .gate_V = gate.data(),
             .cell = cell.data(),
             .lanes = n,
             .warm_slot = slot.data()},
            {.i_a_A = i.data(), .g_aa_S = g_a.data(), .g_ab_S = g_b.data()}, scratch);
        if (failed == 0) return {};
        const std::size_t at = scratch.failed.front();
        return Error{.code = Errc::numerics,
                     .id = 7205,
                     .what = fmt::format("{}: no solution for cell {} at {} V and {} V, gate {} V",
                                         exact.describe(), of_cell, a[at], b[at], gate_V),
                     .help = "make the box of voltages smaller, or do without a table"};
    }
};

}  // namespace

Result<std::unique_ptr<CellTable>> CellTable::make(CellTableSpec spec) {
    const auto beyond = [](const std::vector<std::uint32_t>& list, std::size_t limit) {
        return std::any_of(list.begin(), list.end(), [&](std::uint32_t k) { return k >= limit; });
    };
    std::string fault;
    if (!spec.exact || !spec.exact->conservative())
        fault = "a cell whose two currents add up to 0 is needed";
    else if (spec.class_of.size() != spec.exact->cells() || spec.representative.empty() ||
             beyond(spec.class_of, spec.representative.size()) ||
             beyond(spec.representative, spec.exact->cells()))
        fault = "classes and cells do not fit";
    else if (!(spec.a_high_V > spec.a_low_V) || !(spec.b_high_V > spec.b_low_V) ||
             !std::isfinite(spec.a_high_V - spec.a_low_V) ||
             !std::isfinite(spec.b_high_V - spec.b_low_V))
        fault = "the box of voltages is empty or not finite";
    else if (spec.gates_V.empty() || !(spec.error_bound > 0.0) || spec.max_intervals < 2 ||
             spec.max_intervals > 4096 || spec.check_points == 0)
        fault = "a gate voltage, a bound above 0 and 2 to 4096 intervals are needed";
    if (!fault.empty())
        return Error{.code = Errc::input,
                     .id = 7203,
                     .what = "table of a cell: " + fault,
                     .help = "see CellTableSpec, or evaluate the exact model"};
    std::unique_ptr<CellTable> table(new CellTable(std::move(spec)));
    if (auto good = table->refine(); !good) return good.error();
    return table;
}

// The error falls with the fourth power of the interval: two or three grids are enough.
Result<void> CellTable::refine() {
    std::size_t n = std::min<std::size_t>(16, spec_.max_intervals);
    for (;;) {
        if (auto filled = fill(n); !filled) return filled;
        const Result<double> error = check();
        if (!error) return error.error();
        if (*error <= spec_.error_bound) break;
        if (n == spec_.max_intervals)
            return Error{.code = Errc::numerics,
                         .id = 7204,
                         .what = fmt::format("table of {}: error {:.2g} of the on-current with {} "
                                             "intervals, {:.2g} is asked for",
                                             spec_.exact->describe(), *error, n, spec_.error_bound),
                         .help = "lower the demand, or evaluate the exact model"};
        const double grow = std::clamp(1.15 * std::pow(*error / spec_.error_bound, 0.25), 1.2, 4.0);
        n = std::min(spec_.max_intervals,
                     static_cast<std::size_t>(std::ceil(grow * static_cast<double>(n))));
    }
    nodes_float_.assign(nodes_.begin(), nodes_.end());
    report_.bytes = nodes_.size() * sizeof(double);
    return {};
}

// Values and derivatives at the nodes are those of the exact model; the mixed derivative is a
// central difference of the exact dI/da.
Result<void> CellTable::fill(std::size_t n) {
    const double h_a = (spec_.a_high_V - spec_.a_low_V) / static_cast<double>(n);
    const double h_b = (spec_.b_high_V - spec_.b_low_V) / static_cast<double>(n);
    const double delta = 0.01 * h_b;
    report_.intervals = n;
    report_.on_current_A = 0.0;
    nodes_.clear();
    for (const std::uint32_t cell : spec_.representative)
        for (const double gate_V : spec_.gates_V) {
            Samples at, before, after;
            for (std::size_t k = 0; k <= n; ++k)
                for (std::size_t l = 0; l <= n; ++l) {
                    const double a_V = spec_.a_low_V + h_a * static_cast<double>(k);
                    const double b_V = spec_.b_low_V + h_b * static_cast<double>(l);
                    at.add(a_V, b_V);
                    before.add(a_V, b_V - delta);
                    after.add(a_V, b_V + delta);
                }
            for (Samples* samples : {&at, &before, &after})
                if (auto good = samples->solve(*spec_.exact, cell, gate_V); !good) return good;
            for (std::size_t k = 0; k < at.a.size(); ++k) {
                const double mixed = (after.g_a[k] - before.g_a[k]) / (2.0 * delta);
                nodes_.insert(nodes_.end(),
                              {at.i[k], at.g_a[k] * h_a, at.g_b[k] * h_b, mixed * h_a * h_b});
                report_.on_current_A = std::max(report_.on_current_A, std::abs(at.i[k]));
            }
        }
    return {};
}

// Largest error of the current on random points, relative to the on-current.
Result<double> CellTable::check() {
    double worst_A = 0.0;
    double worst_S = 0.0;
    double largest_S = 0.0;
    std::uint32_t table = 0;
    for (const std::uint32_t cell : spec_.representative)
        for (const double gate_V : spec_.gates_V) {
            auto random = rng(report_.intervals, check_purpose, table);
            Samples points;
            for (std::size_t k = 0; k < spec_.check_points; ++k) {
                const double a = uniform(random);
                const double b = uniform(random);
                points.add(spec_.a_low_V + a * (spec_.a_high_V - spec_.a_low_V),
                           spec_.b_low_V + b * (spec_.b_high_V - spec_.b_low_V));
            }
            if (auto good = points.solve(*spec_.exact, cell, gate_V); !good) return good.error();
            const std::vector<std::uint32_t> tables(points.a.size(), table++);
            std::vector<double> i(points.a.size()), g_a(i.size()), g_b(i.size());
            look_up(tables.data(), points.a.data(), points.b.data(), i.size(), i.data(), g_a.data(),
                    g_b.data());
            for (std::size_t k = 0; k < i.size(); ++k) {
                worst_A = std::max(worst_A, std::abs(i[k] - points.i[k]));
                worst_S = std::max(
                    {worst_S, std::abs(g_a[k] - points.g_a[k]), std::abs(g_b[k] - points.g_b[k])});
                largest_S = std::max({largest_S, std::abs(points.g_a[k]), std::abs(points.g_b[k])});
            }
        }
    const auto relative = [](double error, double of) { return of > 0.0 ? error / of : 0.0; };
    report_.current_error = relative(worst_A, report_.on_current_A);
    report_.conductance_error = relative(worst_S, largest_S);
    return report_.current_error;
}

void CellTable::look_up(const std::uint32_t* table, const double* a_V, const double* b_V,
                        std::size_t lanes, double* i_A, double* g_a_S, double* g_b_S) const {
    const auto n = static_cast<double>(report_.intervals);
    table_look_up(TableLookUp<double>{nodes_.data(), report_.intervals, spec_.a_low_V,
                                      spec_.b_low_V, n / (spec_.a_high_V - spec_.a_low_V),
                                      n / (spec_.b_high_V - spec_.b_low_V), table, a_V, b_V, i_A,
                                      g_a_S, g_b_S, lanes});
}

void CellTable::look_up(const std::uint32_t* table, const float* a_V, const float* b_V,
                        std::size_t lanes, float* i_A, float* g_a_S, float* g_b_S) const {
    const auto n = static_cast<double>(report_.intervals);
    table_look_up(TableLookUp<float>{
        nodes_float_.data(), report_.intervals, static_cast<float>(spec_.a_low_V),
        static_cast<float>(spec_.b_low_V), static_cast<float>(n / (spec_.a_high_V - spec_.a_low_V)),
        static_cast<float>(n / (spec_.b_high_V - spec_.b_low_V)), table, a_V, b_V, i_A, g_a_S,
        g_b_S, lanes});
}

std::size_t CellTable::evaluate(const CellPoint& point, const CellLinearization& out,
                                CellScratch& scratch) const {
    constexpr std::size_t block = 64;
    std::vector<std::uint32_t> outside;
    for (std::size_t first = 0; first < point.lanes; first += block) {
        const std::size_t count = std::min(block, point.lanes - first);
        std::uint32_t table[block];
        double i[block], g_a[block], g_b[block];
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t lane = first + k;
            const std::size_t cell = point.cell != nullptr ? point.cell[lane] : lane;
            CROSSPOINT_ASSERT(cell < spec_.class_of.size());
            const double gate_V = point.gate_V != nullptr ? point.gate_V[lane] : 0.0;
            const auto gate = std::find(spec_.gates_V.begin(), spec_.gates_V.end(), gate_V);
            const bool inside = gate != spec_.gates_V.end() && point.a_V[lane] >= spec_.a_low_V &&
                                point.a_V[lane] <= spec_.a_high_V &&
                                point.b_V[lane] >= spec_.b_low_V &&
                                point.b_V[lane] <= spec_.b_high_V;
            table[k] = inside ? static_cast<std::uint32_t>(
                                    spec_.class_of[cell] * spec_.gates_V.size() +
                                    static_cast<std::size_t>(gate - spec_.gates_V.begin()))
                              : 0;
            if (!inside) outside.push_back(static_cast<std::uint32_t>(lane));
        }
        look_up(table, point.a_V + first, point.b_V + first, count, i, g_a, g_b);
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t lane = first + k;
            if (out.i_a_A != nullptr) out.i_a_A[lane] = i[k];
            if (out.i_b_A != nullptr) out.i_b_A[lane] = -i[k];
            if (out.g_aa_S != nullptr) out.g_aa_S[lane] = g_a[k];
            if (out.g_ab_S != nullptr) out.g_ab_S[lane] = g_b[k];
            if (out.g_ba_S != nullptr) out.g_ba_S[lane] = -g_a[k];
            if (out.g_bb_S != nullptr) out.g_bb_S[lane] = -g_b[k];
        }
    }
    scratch.failed.clear();
    for (const std::uint32_t lane : outside) {
        const std::uint32_t cell = point.cell != nullptr ? point.cell[lane] : lane;
        const auto of_lane = [&](double* row) { return row != nullptr ? row + lane : nullptr; };
        CellScratch own;
        const std::size_t failed = spec_.exact->evaluate(
            {.a_V = point.a_V + lane,
             .b_V = point.b_V + lane,
             .gate_V = point.gate_V != nullptr ? point.gate_V + lane : nullptr,
             .cell = &cell,
             .lanes = 1},
            {of_lane(out.i_a_A), of_lane(out.i_b_A), of_lane(out.g_aa_S), of_lane(out.g_ab_S),
             of_lane(out.g_ba_S), of_lane(out.g_bb_S)},
            own);
        if (failed != 0) scratch.failed.push_back(lane);
        scratch.newton_evaluations += own.newton_evaluations;
    }
    return scratch.failed.size();
}

void CellTable::listen(const CellPoint& point, CellMessages& out) const {
    spec_.exact->listen(point, out);
}

std::string CellTable::describe() const {
    return fmt::format("table of {}: {} x {}, error {:.1e} of the on-current",
                       spec_.exact->describe(), report_.intervals, report_.intervals,
                       report_.current_error);
}

}  // namespace crosspoint
