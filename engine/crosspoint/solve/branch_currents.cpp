// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/branch_currents.hpp"

#include <cmath>
#include <limits>

namespace crosspoint {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double rounding = 0x1p-52;  // of a voltage, a product, a sum: only ratios matter

// A current and what rounding may have done to it; infinite: nothing is known.
struct Estimate {
    double current_A = 0.0;
    double error_A = inf;
};

void keep_better(Estimate& known, const Estimate& other) {
    if (other.error_A < known.error_A) known = other;
}

// One line, copied together from arrays that may be strided.
struct Line {
    std::vector<double> node_V;  // [K]
    std::vector<Estimate> into;  // [K] from the cells
    std::vector<double> ohm;     // [K + 1], ends with their driver or sense resistance
    double first_V = 0.0, last_V = 0.0;
    Estimate first, last;  // segments 0 and K as the solver knows them
    std::vector<Estimate> segment;

    explicit Line(std::size_t crossings)
        : node_V(crossings), into(crossings), ohm(crossings + 1), segment(crossings + 1) {}

    // What Ohm's law says of segment k.
    [[nodiscard]] Estimate by_ohm(std::size_t k) const {
        const double from_V = k == 0 ? first_V : node_V[k - 1];
        const double to_V = k == node_V.size() ? last_V : node_V[k];
        if (std::isinf(ohm[k]) || std::isnan(from_V) || std::isnan(to_V)) return {0.0, 0.0};
        if (ohm[k] == 0.0) return {};
        return {(from_V - to_V) / ohm[k], rounding * (std::abs(from_V) + std::abs(to_V)) / ohm[k]};
    }

    // Fills `segment`. At least one resistance must not be 0.
    void solve() {
        const std::size_t count = node_V.size();
        for (std::size_t k = 0; k <= count; ++k) segment[k] = by_ohm(k);
        if (!std::isinf(ohm[0])) keep_better(segment[0], first);
        if (!std::isinf(ohm[count])) keep_better(segment[count], last);
        const auto chain = [](const Estimate& from, const Estimate& add, double sign) {
            return Estimate{from.current_A + sign * add.current_A,
                            from.error_A + add.error_A + rounding * std::abs(from.current_A)};
        };
        for (std::size_t k = 1; k <= count; ++k)
            keep_better(segment[k], chain(segment[k - 1], into[k - 1], 1.0));
        for (std::size_t k = count; k-- > 0;)
            keep_better(segment[k], chain(segment[k + 1], into[k], -1.0));
    }

    // What the cells bring in all together.
    [[nodiscard]] double total_A() const {
        double sum_A = 0.0;
        for (const Estimate& e : into) sum_A += e.current_A;
        return sum_A;
    }
};

double end_ohm(const LineSet& set, const LineEnd& end, std::size_t line, std::size_t k,
               std::size_t crossings) {
    return end.kind == EndKind::floating
               ? inf
               : end.resistance_ohm + set.segment_ohm.at(line, k, crossings);
}

// Where the nodes of a set lie in an [m x n] array.
struct Layout {
    std::size_t line_stride, step;
};

// All lines of one set. `sign` is that of a cell current seen from this set.
void solve_set(const LineSet& set, const LineShape& shape, const Layout& layout,
               std::span<const double> node_V, std::span<const Estimate> cells, double sign,
               const LineEndValues& source_V, const LineEndValues* end_A, Matrix<double>& segment_A,
               LineEndValues& into_source_A) {
    const std::size_t count = shape.crossings;
    segment_A = Matrix<double>(shape.lines, count + 1);
    into_source_A.first.assign(shape.lines, 0.0);
    into_source_A.last.assign(shape.lines, 0.0);
    Line line(count);
    for (std::size_t l = 0; l < shape.lines; ++l) {
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t at = l * layout.line_stride + k * layout.step;
            line.node_V[k] = node_V[at];
            line.into[k] = {sign * cells[at].current_A, cells[at].error_A};
            if (k > 0) line.ohm[k] = set.segment_ohm.at(l, k, count);
        }
        line.ohm[0] = end_ohm(set, set.first_end, l, 0, count);
        line.ohm[count] = end_ohm(set, set.last_end, l, count, count);
        line.first_V = source_V.first[l];
        line.last_V = source_V.last[l];
        line.first = line.last = {};
        if (end_A) {
            line.first = {-end_A->first[l], rounding * std::abs(end_A->first[l])};
            line.last = {end_A->last[l], rounding * std::abs(end_A->last[l])};
        }
        bool joined = true;
        for (const double ohm : line.ohm) joined = joined && ohm == 0.0;
        if (joined) {  // one node between two ideal ends: no segment has a current of its own
            into_source_A.first[l] = line.total_A();
            continue;
        }
        line.solve();
        for (std::size_t k = 0; k <= count; ++k) segment_A(l, k) = line.segment[k].current_A;
        into_source_A.first[l] = -segment_A(l, 0);
        into_source_A.last[l] = segment_A(l, count);
    }
}

}  // namespace

const LineSet& first_set(const TileSpec& spec) { return spec.gated() ? spec.sl : spec.wl; }

LineShape first_set_shape(const TileSpec& spec) {
    if (spec.horizontal() != nullptr) return {spec.rows, spec.cols};
    return {spec.cols, spec.rows};
}

TileBranchCurrents line_by_line_currents(const TileSpec& spec, const Matrix<double>& g_S,
                                         const TileVoltages& at) {
    const std::size_t n = spec.cols;
    const std::size_t mn = spec.rows * n;
    TileBranchCurrents out;
    out.cell_A = Matrix<double>(spec.rows, n);
    std::vector<Estimate> cells(mn);
    for (std::size_t k = 0; k < mn; ++k) {
        const double u = at.node_V[k];
        const double v = at.node_V[mn + k];
        const double g = g_S.values()[k];
        cells[k] = g == 0.0 || std::isnan(u) || std::isnan(v)
                       ? Estimate{0.0, 0.0}
                       : Estimate{g * (u - v), rounding * g * (std::abs(u) + std::abs(v))};
        out.cell_A.values()[k] = cells[k].current_A;
    }
    const Layout along_rows{n, 1};
    const Layout along_columns{1, n};
    const LineShape shape = first_set_shape(spec);
    solve_set(first_set(spec), shape, spec.horizontal() ? along_rows : along_columns,
              at.node_V.first(mn), cells, -1.0, at.source_V->first_set,
              at.end_A ? &at.end_A->first_set : nullptr, out.first_set_A,
              out.into_source_A.first_set);
    solve_set(spec.bl, {n, spec.rows}, along_columns, at.node_V.subspan(mn, mn), cells, 1.0,
              at.source_V->bl, at.end_A ? &at.end_A->bl : nullptr, out.bl_A, out.into_source_A.bl);
    return out;
}

}  // namespace crosspoint
