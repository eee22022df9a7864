// Nonlinear cells: the access transistor with the sinh resistor (tests/support/cell_ir.hpp), with
// all derivatives, as bytecode of its Ir and as Highway code written by hand; the same cell with
// the internal node eliminated, and its table. A cell is one evaluation, or one eliminated lane.
// SPDX-License-Identifier: Apache-2.0
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "micro/kernels_cell.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/veriloga/vector_math.inc"
#include "support/cell_ir.hpp"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using namespace crosspoint::HWY_NAMESPACE;

// ln(1 + e)^2 and its derivative by V, e = exp((pinch - V) / (2 phi)).
HWY_INLINE void square(V pinch, V voltage, V inverse_2phi, V& value, V& slope) {
    const D d;
    const V one = hn::Set(d, 1.0);
    const V e = vector_exp(hn::Mul(hn::Sub(pinch, voltage), inverse_2phi));
    const V e1 = hn::Add(one, e);
    const V half = vector_ln(e1);
    value = hn::Mul(half, half);
    slope = hn::Mul(hn::Mul(hn::Add(half, half), inverse_2phi), hn::Div(e, e1));
}

// Rows of x: a, g, b, n; of f the same; of df in row-major order of the entries that are not 0.
void by_hand(const testing::CellConstants& c, std::size_t lanes, std::size_t stride,
             const double* x, const double* g_S, double* f, double* df) {
    const D d;
    const double inverse = 1.0 / (2.0 * 8.617333262e-5 * 300.15);
    const V inverse_2phi = hn::Set(d, inverse);
    const V inverse_v0 = hn::Set(d, 1.0 / c.v0_V);
    const V is = hn::Set(d, c.is_A);
    for (std::size_t k = 0; k < lanes; k += hn::Lanes(d)) {
        const V n = hn::Load(d, x + 3 * stride + k);
        const V pinch = hn::Mul(hn::Sub(hn::Load(d, x + stride + k), hn::Set(d, c.vt_V)),
                                hn::Set(d, 1.0 / c.slope));
        V forward, forward_slope, reverse, reverse_slope, s, ch;
        square(pinch, n, inverse_2phi, forward, forward_slope);
        square(pinch, hn::Load(d, x + k), inverse_2phi, reverse, reverse_slope);
        const V drain = hn::Mul(is, hn::Sub(forward, reverse));
        const V by_a = hn::Mul(is, reverse_slope);
        const V by_n = hn::Neg(hn::Mul(is, forward_slope));
        const V by_g = hn::Mul(hn::Set(d, -1.0 / c.slope), hn::Add(by_a, by_n));
        const V g = hn::Load(d, g_S + k);
        vector_sinh_cosh(hn::Mul(hn::Sub(n, hn::Load(d, x + 2 * stride + k)), inverse_v0), s, ch);
        const V through = hn::Mul(hn::Mul(g, hn::Set(d, c.v0_V)), s);
        const V conductance = hn::Mul(g, ch);
        const V rows[] = {drain, hn::Zero(d), hn::Neg(through), hn::Sub(through, drain)};
        for (std::size_t r = 0; r < 4; ++r) hn::Store(rows[r], d, f + r * stride + k);
        const V entries[] = {by_a,
                             by_g,
                             by_n,
                             conductance,
                             hn::Neg(conductance),
                             hn::Neg(by_a),
                             hn::Neg(by_g),
                             hn::Neg(conductance),
                             hn::Sub(conductance, by_n)};
        for (std::size_t e = 0; e < 9; ++e) hn::Store(entries[e], d, df + e * stride + k);
    }
}

}  // namespace crosspoint::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "crosspoint/device/cell_table.hpp"
#include "crosspoint/device/eliminated_cell.hpp"
#include "kernels.hpp"

namespace crosspoint::bench {

HWY_EXPORT(by_hand);

namespace {

constexpr std::size_t count = 1024;

struct Problem {
    testing::CellConstants constants;
    std::shared_ptr<const DeviceModel> model = testing::cell_model(constants);
    hwy::AlignedFreeUniquePtr<double[]> rows = hwy::AllocateAligned<double>(count * 40);
    double* x = rows.get();
    double* g_S = x + 4 * count;
    double* f = x + 5 * count;
    double* df = x + 9 * count;
    double* f_hand = x + 20 * count;
    double* df_hand = x + 24 * count;

    Problem() {
        for (std::size_t k = 0; k < count; ++k) {
            const double t = static_cast<double>(k) / count;
            x[k] = 0.3 + 0.2 * t;
            x[count + k] = 0.7;
            x[2 * count + k] = 0.05 * t;
            x[3 * count + k] = 0.1 + 0.3 * std::fmod(7.0 * t, 1.0);
            g_S[k] = k % 2 == 0 ? 5e-5 : 1e-6;
        }
        bytecode();
        hand();
        for (std::size_t k = 0; k < 13 * count; ++k) {  // the bench measures equal results only
            const double a = k < 4 * count ? f[k] : df[k - 4 * count];
            const double b = k < 4 * count ? f_hand[k] : df_hand[k - 4 * count];
            if (std::abs(a - b) > 1e-12 * std::abs(b) + 1e-24) {
                std::fputs("the cell by hand and its bytecode differ\n", stderr);
                std::exit(1);
            }
        }
    }
    void bytecode() {
        model->evaluate(
            {},
            {.lanes = count, .stride = count, .unknowns = x, .parameters = g_S, .f = f, .df = df});
    }
    void hand() { HWY_DYNAMIC_DISPATCH(by_hand)(constants, count, count, x, g_S, f_hand, df_hand); }
};

Kernel cell_kernel(const std::string& name, bool hand) {
    auto problem = std::make_shared<Problem>();
    return {.name = name,
            .cells = count,
            .bytes_per_cell = 18.0 * sizeof(double),
            .footprint_bytes = 18.0 * sizeof(double) * count,
            .run = [problem, hand] { hand ? problem->hand() : problem->bytecode(); }};
}

// Every call moves all voltages a little, as the outer iteration of a tile does.
Kernel eliminated_kernel(const std::string& name) {
    struct Cells {
        Problem problem;
        std::unique_ptr<EliminatedCell> cell;
        CellScratch scratch;
        std::vector<double> out = std::vector<double>(6 * count);
        double shift_V = 1e-3;
    };
    auto cells = std::make_shared<Cells>();
    EliminatedCellSpec spec;
    spec.model = cells->problem.model;
    spec.roles = {TerminalRole::line_a, TerminalRole::gate, TerminalRole::line_b};
    spec.cells = count;
    spec.parameters = {{cells->problem.g_S, cells->problem.g_S + count}};
    cells->cell = std::move(EliminatedCell::make(std::move(spec))).value();
    return {.name = name,
            .cells = count,
            .footprint_bytes = 20.0 * sizeof(double) * count,
            .run = [cells] {
                Problem& p = cells->problem;
                cells->shift_V = -cells->shift_V;
                for (std::size_t k = 0; k < count; ++k) p.x[k] += cells->shift_V;
                double* out = cells->out.data();
                cells->cell->evaluate(
                    {.a_V = p.x, .b_V = p.x + 2 * count, .gate_V = p.x + count, .lanes = count},
                    {.i_a_A = out,
                     .i_b_A = out + count,
                     .g_aa_S = out + 2 * count,
                     .g_ab_S = out + 3 * count,
                     .g_ba_S = out + 4 * count,
                     .g_bb_S = out + 5 * count},
                    cells->scratch);
            }};
}

// Two classes of the same cells, drawn at random, one gate voltage.
template <class T>
Kernel table_kernel(const std::string& name) {
    struct Table {
        std::unique_ptr<CellTable> table;
        std::vector<std::uint32_t> which = std::vector<std::uint32_t>(count);
        std::vector<T> a = std::vector<T>(count), b = a, i = a, g_a = a, g_b = a;
    };
    auto of = std::make_shared<Table>();
    EliminatedCellSpec spec;
    spec.model = testing::cell_model({});
    spec.roles = {TerminalRole::line_a, TerminalRole::gate, TerminalRole::line_b};
    spec.cells = 2;
    spec.parameters = {{1e-6, 5e-5}};
    spec.conservative = true;
    CellTableSpec table;
    table.exact = std::move(EliminatedCell::make(std::move(spec))).value();
    table.class_of = {0, 1};
    table.representative = {0, 1};
    table.gates_V = {0.7};
    table.a_high_V = 0.5;
    table.b_high_V = 0.1;
    of->table = std::move(CellTable::make(std::move(table))).value();
    for (std::size_t k = 0; k < count; ++k) {
        of->which[k] = k * k % 7 < 3 ? 0 : 1;
        of->a[k] = static_cast<T>(0.3 + 0.2 * std::fmod(0.37 * static_cast<double>(k), 1.0));
        of->b[k] = static_cast<T>(0.1 * std::fmod(0.61 * static_cast<double>(k), 1.0));
    }
    return {.name = name,
            .cells = count,
            .footprint_bytes = static_cast<double>(of->table->report().bytes),
            .single_precision = sizeof(T) == 4,
            .run = [of] {
                of->table->look_up(of->which.data(), of->a.data(), of->b.data(), count,
                                   of->i.data(), of->g_a.data(), of->g_b.data());
            }};
}

KernelEntry entry(const std::string& name, std::function<Kernel(const std::string&)> make) {
    return {name, [=] { return make(name); }};
}

}  // namespace

std::vector<KernelEntry> cell_kernels() {
    return {entry("cell_bytecode/ekv_sinh", [](const auto& n) { return cell_kernel(n, false); }),
            entry("cell_by_hand/ekv_sinh", [](const auto& n) { return cell_kernel(n, true); }),
            entry("cell_eliminated/ekv_sinh", eliminated_kernel),
            entry("cell_table_double/ekv_sinh", table_kernel<double>),
            entry("cell_table_float/ekv_sinh", table_kernel<float>)};
}

}  // namespace crosspoint::bench
#endif
