// The kernels of port_merge_leaf.hpp, compiled once per instruction set by Highway.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge_leaf.hpp"

#ifndef CROSSPOINT_LINALG_PORT_MERGE_LEAF_CALL
#define CROSSPOINT_LINALG_PORT_MERGE_LEAF_CALL
namespace crosspoint::merge {
// A step in plain pointers: nothing of the standard library may be instantiated where the code is
// compiled for one instruction set.
struct MoveList {
    const LeafMove* first;
    std::size_t count;
};
struct StepView {
    std::size_t a, b, out, a_cell, b_cell, nodes, ports;
    MoveList a_panel, b_panel, b_sum, a_out, b_out;
    const std::uint16_t* zero_out;
    std::size_t zeros;
    const std::uint16_t* node;
};
}  // namespace crosspoint::merge
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/linalg/port_merge_leaf.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::merge::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET <= HWY_AVX3
constexpr std::size_t kTile =
    4;  // 16 sums, 4 + 1 operands of 32 registers; most sizes are multiples
#else
constexpr std::size_t kTile = 3;  // 9 + 3 + 1 of 16
#endif

template <class T>
struct Leaf {
    using D = hn::ScalableTag<T>;
    using V = hn::Vec<D>;

    static HWY_INLINE V get(const T* x, std::size_t entry) {
        return hn::Load(D(), x + entry * hn::Lanes(D()));
    }
    static HWY_INLINE void put(V v, T* x, std::size_t entry) {
        hn::Store(v, D(), x + entry * hn::Lanes(D()));
    }

    // Ports of a cell: u left, u right, v above, v below.
    static HWY_INLINE void write_cell(const T* cells, std::size_t cell, T* to) {
        const D d;
        const V zero = hn::Zero(d);
        put(get(cells, cell * 3 + 1), to, 1);  // left - right: the segment of the row line
        put(get(cells, cell * 3), to, 2);      // left - above: the cell
        put(zero, to, 3);
        put(zero, to, 4 + 2);
        put(zero, to, 4 + 3);
        put(get(cells, cell * 3 + 2), to, 8 + 3);  // above - below
    }

    static HWY_INLINE void move(const T* from, MoveList list, T* to) {
        for (std::size_t k = 0; k < list.count; ++k)
            put(get(from, list.first[k].from), to, list.first[k].to);
    }

    // Columns of the panel from left to right; d_p is the sum of what is left in column p.
    static HWY_INLINE void eliminate(const StepView& s, T* panel) {
        const D d;
        const std::size_t ld = s.nodes + s.ports;
        for (std::size_t q = 0; q < s.nodes; ++q) {
            V sum = hn::Zero(d);
            std::size_t k = q + 1;
            for (; k + 4 <= ld; k += 4) {
                V x0 = get(panel, q * ld + k), x1 = get(panel, q * ld + k + 1);
                V x2 = get(panel, q * ld + k + 2), x3 = get(panel, q * ld + k + 3);
                for (std::size_t p = 0; p < q; ++p) {
                    const V f = get(panel, p * ld + q);
                    x0 = hn::MulAdd(get(panel, p * ld + k), f, x0);
                    x1 = hn::MulAdd(get(panel, p * ld + k + 1), f, x1);
                    x2 = hn::MulAdd(get(panel, p * ld + k + 2), f, x2);
                    x3 = hn::MulAdd(get(panel, p * ld + k + 3), f, x3);
                }
                put(x0, panel, q * ld + k);
                put(x1, panel, q * ld + k + 1);
                put(x2, panel, q * ld + k + 2);
                put(x3, panel, q * ld + k + 3);
                sum = hn::Add(sum, hn::Add(hn::Add(x0, x1), hn::Add(x2, x3)));
            }
            for (; k < ld; ++k) {
                V x = get(panel, q * ld + k);
                for (std::size_t p = 0; p < q; ++p)
                    x = hn::MulAdd(get(panel, p * ld + k), get(panel, p * ld + q), x);
                put(x, panel, q * ld + k);
                sum = hn::Add(sum, x);
            }
            const V inverse = hn::Div(hn::Set(d, T(1)), hn::Sqrt(sum));
            const V scale = hn::IfThenElse(hn::Eq(sum, hn::Zero(d)), hn::Zero(d), inverse);
            put(scale, panel, q * ld + q);
            for (k = q + 1; k < ld; ++k)
                put(hn::Mul(get(panel, q * ld + k), scale), panel, q * ld + k);
        }
    }

    // out += W W^T, lower triangle, in square tiles; kRows x kCols entries from (r, c).
    template <std::size_t kRows, std::size_t kCols>
    static HWY_INLINE void update_tile(const StepView& s, const T* w, T* out, std::size_t r,
                                       std::size_t c) {
        const std::size_t ld = s.nodes + s.ports;
        V sum[kCols][kRows];
        HWY_UNROLL(5)
        for (std::size_t j = 0; j < kCols; ++j) HWY_UNROLL(5)
        for (std::size_t i = 0; i < kRows; ++i) sum[j][i] = get(out, (c + j) * s.ports + r + i);
        for (std::size_t p = 0; p < s.nodes; ++p) {
            V left[kRows];
            HWY_UNROLL(5)
            for (std::size_t i = 0; i < kRows; ++i) left[i] = get(w, p * ld + r + i);
            HWY_UNROLL(5)
            for (std::size_t j = 0; j < kCols; ++j) {
                const V right = get(w, p * ld + c + j);
                HWY_UNROLL(5)
                for (std::size_t i = 0; i < kRows; ++i)
                    sum[j][i] = hn::MulAdd(left[i], right, sum[j][i]);
            }
        }
        HWY_UNROLL(5)
        for (std::size_t j = 0; j < kCols; ++j) HWY_UNROLL(5)
        for (std::size_t i = 0; i < kRows; ++i) put(sum[j][i], out, (c + j) * s.ports + r + i);
    }

    static HWY_INLINE void update(const StepView& s, const T* panel, T* out) {
        const T* w = panel + s.nodes * hn::Lanes(D());
        std::size_t r = 0;
        for (; r + kTile <= s.ports; r += kTile)
            for (std::size_t c = 0; c < r + kTile; c += kTile)
                update_tile<kTile, kTile>(s, w, out, r, c);
        const std::size_t full = r;
        for (; r < s.ports; ++r) {
            for (std::size_t c = 0; c < full; c += kTile) update_tile<1, kTile>(s, w, out, r, c);
            for (std::size_t c = full; c < r; ++c) update_tile<1, 1>(s, w, out, r, c);
        }
    }

    static void step(const StepView& s, const T* cells, T* scratch, T* panel) {
        const D d;
        const std::size_t lanes = hn::Lanes(d);
        T* const a = scratch + s.a * lanes;
        T* const b = scratch + s.b * lanes;
        T* const out = scratch + s.out * lanes;
        if (s.a_cell != LeafStep::no_cell) write_cell(cells, s.a_cell, a);
        if (s.b_cell != LeafStep::no_cell) write_cell(cells, s.b_cell, b);
        move(a, s.a_panel, panel);
        move(a, s.a_out, out);
        move(b, s.b_panel, panel);
        move(b, s.b_out, out);
        for (std::size_t k = 0; k < s.b_sum.count; ++k) {
            const LeafMove m = s.b_sum.first[k];
            put(hn::Add(get(panel, m.to), get(b, m.from)), panel, m.to);
        }
        for (std::size_t k = 0; k < s.zeros; ++k) put(hn::Zero(d), out, s.zero_out[k]);
        eliminate(s, panel);
        update(s, panel, out);
    }

    // The lower triangle of the result, one matrix per lane.
    static void extract(std::size_t n, const T* scratch, T* const* out) {
        const std::size_t lanes = hn::Lanes(D());
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            if (out[lane] == nullptr) continue;
            for (std::size_t col = 0; col < n; ++col)
                for (std::size_t row = col + 1; row < n; ++row)
                    out[lane][col * n + row] = scratch[(col * n + row) * lanes + lane];
        }
    }

    static constexpr std::size_t kWidth = solve_width;
    using DW = hn::CappedTag<T, kWidth>;

    static void forward(const StepView& s, const T* panel, std::size_t lane, T* x) {
        const DW d;
        const std::size_t lanes = hn::Lanes(D());
        const std::size_t part = hn::Lanes(d);
        const std::size_t ld = s.nodes + s.ports;
        for (std::size_t p = 0; p < s.nodes; ++p) {
            const T* column = panel + p * ld * lanes + lane;
            T* at = x + s.node[p] * kWidth;
            for (std::size_t w = 0; w < kWidth; w += part)
                hn::StoreU(hn::Mul(hn::LoadU(d, at + w), hn::Set(d, column[p * lanes])), d, at + w);
            for (std::size_t k = p + 1; k < ld; ++k) {
                const auto f = hn::Set(d, column[k * lanes]);
                T* to = x + s.node[k] * kWidth;
                for (std::size_t w = 0; w < kWidth; w += part)
                    hn::StoreU(hn::MulAdd(f, hn::LoadU(d, at + w), hn::LoadU(d, to + w)), d,
                               to + w);
            }
        }
    }
    static void backward(const StepView& s, const T* panel, std::size_t lane, T* x) {
        const DW d;
        const std::size_t lanes = hn::Lanes(D());
        const std::size_t part = hn::Lanes(d);
        const std::size_t ld = s.nodes + s.ports;
        for (std::size_t p = s.nodes; p-- > 0;) {
            const T* column = panel + p * ld * lanes + lane;
            T* at = x + s.node[p] * kWidth;
            for (std::size_t w = 0; w < kWidth; w += part) {
                auto sum = hn::LoadU(d, at + w);
                for (std::size_t k = p + 1; k < ld; ++k)
                    sum = hn::MulAdd(hn::Set(d, column[k * lanes]),
                                     hn::LoadU(d, x + s.node[k] * kWidth + w), sum);
                hn::StoreU(hn::Mul(sum, hn::Set(d, column[p * lanes])), d, at + w);
            }
        }
    }
};

void step_double(const StepView& s, const double* cells, double* scratch, double* panel) {
    Leaf<double>::step(s, cells, scratch, panel);
}
void step_float(const StepView& s, const float* cells, float* scratch, float* panel) {
    Leaf<float>::step(s, cells, scratch, panel);
}
void extract_double(std::size_t n, const double* scratch, double* const* out) {
    Leaf<double>::extract(n, scratch, out);
}
void extract_float(std::size_t n, const float* scratch, float* const* out) {
    Leaf<float>::extract(n, scratch, out);
}
void forward_double(const StepView& s, const double* panel, std::size_t lane, double* x) {
    Leaf<double>::forward(s, panel, lane, x);
}
void forward_float(const StepView& s, const float* panel, std::size_t lane, float* x) {
    Leaf<float>::forward(s, panel, lane, x);
}
void backward_double(const StepView& s, const double* panel, std::size_t lane, double* x) {
    Leaf<double>::backward(s, panel, lane, x);
}
void backward_float(const StepView& s, const float* panel, std::size_t lane, float* x) {
    Leaf<float>::backward(s, panel, lane, x);
}
std::size_t lanes_double() { return hn::Lanes(hn::ScalableTag<double>()); }
std::size_t lanes_float() { return hn::Lanes(hn::ScalableTag<float>()); }

}  // namespace crosspoint::merge::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint::merge {

HWY_EXPORT(step_double);
HWY_EXPORT(step_float);
HWY_EXPORT(extract_double);
HWY_EXPORT(extract_float);
HWY_EXPORT(forward_double);
HWY_EXPORT(forward_float);
HWY_EXPORT(backward_double);
HWY_EXPORT(backward_float);
HWY_EXPORT(lanes_double);
HWY_EXPORT(lanes_float);

namespace {

MoveList list(const std::vector<LeafMove>& moves) { return {moves.data(), moves.size()}; }

StepView view(const LeafPlan& plan, const LeafStep& s) {
    const LeafShape& shape = plan.shapes[s.shape];
    return {.a = s.a,
            .b = s.b,
            .out = s.out,
            .a_cell = s.a_cell,
            .b_cell = s.b_cell,
            .nodes = shape.nodes,
            .ports = shape.ports,
            .a_panel = list(shape.a_panel),
            .b_panel = list(shape.b_panel),
            .b_sum = list(shape.b_sum),
            .a_out = list(shape.a_out),
            .b_out = list(shape.b_out),
            .zero_out = shape.zero_out.data(),
            .zeros = shape.zero_out.size(),
            .node = s.node.data()};
}

}  // namespace

template <>
std::size_t leaf_lanes<double>() {
    return HWY_DYNAMIC_DISPATCH(lanes_double)();
}
template <>
std::size_t leaf_lanes<float>() {
    return HWY_DYNAMIC_DISPATCH(lanes_float)();
}

void merge_leaves(const LeafPlan& plan, const double* cells, double* scratch, double* panels,
                  bool keep, double* const* out) {
    const std::size_t lanes = leaf_lanes<double>();
    for (const LeafStep& s : plan.steps) HWY_DYNAMIC_DISPATCH(step_double)
    (view(plan, s), cells, scratch, panels + (keep ? s.panel * lanes : 0));
    HWY_DYNAMIC_DISPATCH(extract_double)(plan.ports, scratch, out);
}
void merge_leaves(const LeafPlan& plan, const float* cells, float* scratch, float* panels,
                  bool keep, float* const* out) {
    const std::size_t lanes = leaf_lanes<float>();
    for (const LeafStep& s : plan.steps) HWY_DYNAMIC_DISPATCH(step_float)
    (view(plan, s), cells, scratch, panels + (keep ? s.panel * lanes : 0));
    HWY_DYNAMIC_DISPATCH(extract_float)(plan.ports, scratch, out);
}

void leaf_forward(const LeafPlan& plan, const double* panels, std::size_t lane, double* x) {
    const std::size_t lanes = leaf_lanes<double>();
    for (const LeafStep& s : plan.steps)
        HWY_DYNAMIC_DISPATCH(forward_double)(view(plan, s), panels + s.panel * lanes, lane, x);
}
void leaf_forward(const LeafPlan& plan, const float* panels, std::size_t lane, float* x) {
    const std::size_t lanes = leaf_lanes<float>();
    for (const LeafStep& s : plan.steps)
        HWY_DYNAMIC_DISPATCH(forward_float)(view(plan, s), panels + s.panel * lanes, lane, x);
}
void leaf_backward(const LeafPlan& plan, const double* panels, std::size_t lane, double* x) {
    const std::size_t lanes = leaf_lanes<double>();
    for (std::size_t k = plan.steps.size(); k-- > 0;) HWY_DYNAMIC_DISPATCH(backward_double)
    (view(plan, plan.steps[k]), panels + plan.steps[k].panel * lanes, lane, x);
}
void leaf_backward(const LeafPlan& plan, const float* panels, std::size_t lane, float* x) {
    const std::size_t lanes = leaf_lanes<float>();
    for (std::size_t k = plan.steps.size(); k-- > 0;) HWY_DYNAMIC_DISPATCH(backward_float)
    (view(plan, plan.steps[k]), panels + plan.steps[k].panel * lanes, lane, x);
}

}  // namespace crosspoint::merge
#endif
