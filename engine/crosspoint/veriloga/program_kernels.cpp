// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/program_kernels.hpp"

#include "crosspoint/veriloga/ir_eval.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/veriloga/program_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/veriloga/vector_math.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::veriloga::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using namespace crosspoint::HWY_NAMESPACE;

// Rows and scalars as operands; the loads of a scalar leave the loop.
struct Row {
    const double* from;
    HWY_INLINE V at(std::size_t k) const { return hn::LoadU(D(), from + k); }
};
struct Scalar {
    V value;
    HWY_INLINE V at(std::size_t) const { return value; }
};

class Pass {
public:
    explicit Pass(const ProgramPass& pass) : pass_(pass) {}

    void run() {
        for (const Instruction& instruction : pass_.program->body) {
            now_ = &instruction;
            execute(instruction.code);
        }
    }

private:
    [[nodiscard]] HWY_INLINE double* out() const { return pass_.rows[now_->out]; }
    [[nodiscard]] HWY_INLINE Row row(std::uint32_t number) const { return {pass_.rows[number]}; }
    [[nodiscard]] HWY_INLINE Scalar scalar(std::uint32_t slot) const {
        return {hn::Set(D(), pass_.scalars[slot])};
    }

    template <class A, class F>
    HWY_INLINE void each(A a, F f) const {
        double* to = out();
        for (std::size_t k = 0; k < pass_.lanes; k += hn::Lanes(D()))
            hn::StoreU(f(a.at(k)), D(), to + k);
    }
    template <class A, class B, class F>
    HWY_INLINE void each(A a, B b, F f) const {
        double* to = out();
        for (std::size_t k = 0; k < pass_.lanes; k += hn::Lanes(D()))
            hn::StoreU(f(a.at(k), b.at(k)), D(), to + k);
    }
    template <class A, class B, class C, class F>
    HWY_INLINE void each(A a, B b, C c, F f) const {
        double* to = out();
        for (std::size_t k = 0; k < pass_.lanes; k += hn::Lanes(D()))
            hn::StoreU(f(a.at(k), b.at(k), c.at(k)), D(), to + k);
    }
    template <class F>
    HWY_INLINE void rows1(F f) const {
        each(row(now_->a), f);
    }
    template <class F>
    HWY_INLINE void rows2(F f) const {
        each(row(now_->a), row(now_->b), f);
    }

    // The four forms of a fused operation, from `first` on.
    template <class F>
    HWY_INLINE void fused(Code first, F f) const {
        const Instruction& i = *now_;
        switch (static_cast<int>(i.code) - static_cast<int>(first)) {
            case 0:
                return each(row(i.a), row(i.b), row(i.c), f);
            case 1:
                return each(row(i.a), scalar(i.b), row(i.c), f);
            case 2:
                return each(row(i.a), row(i.b), scalar(i.c), f);
            default:
                return each(row(i.a), scalar(i.b), scalar(i.c), f);
        }
    }

    HWY_INLINE void execute(Code code) const {
        const Instruction& i = *now_;
        const auto add = [](V a, V b) { return hn::Add(a, b); };
        const auto subtract = [](V a, V b) { return hn::Sub(a, b); };
        const auto multiply = [](V a, V b) { return hn::Mul(a, b); };
        const auto divide = [](V a, V b) { return hn::Div(a, b); };
        switch (code) {
            case Code::copy:
                return rows1([](V a) { return a; });
            case Code::fill:
                return each(scalar(i.a), [](V a) { return a; });
            case Code::add_vv:
                return rows2(add);
            case Code::add_vs:
                return each(row(i.a), scalar(i.b), add);
            case Code::subtract_vv:
                return rows2(subtract);
            case Code::subtract_vs:
                return each(row(i.a), scalar(i.b), subtract);
            case Code::subtract_sv:
                return each(scalar(i.a), row(i.b), subtract);
            case Code::multiply_vv:
                return rows2(multiply);
            case Code::multiply_vs:
                return each(row(i.a), scalar(i.b), multiply);
            case Code::divide_vv:
                return rows2(divide);
            case Code::divide_vs:
                return each(row(i.a), scalar(i.b), divide);
            case Code::divide_sv:
                return each(scalar(i.a), row(i.b), divide);
            case Code::fma_vvv:
            case Code::fma_vsv:
            case Code::fma_vvs:
            case Code::fma_vss:
                return fused(Code::fma_vvv, [](V a, V b, V c) { return hn::MulAdd(a, b, c); });
            case Code::fms_vvv:
            case Code::fms_vsv:
            case Code::fms_vvs:
            case Code::fms_vss:
                return fused(Code::fms_vvv, [](V a, V b, V c) { return hn::MulSub(a, b, c); });
            case Code::fnma_vvv:
            case Code::fnma_vsv:
            case Code::fnma_vvs:
            case Code::fnma_vss:
                return fused(Code::fnma_vvv, [](V a, V b, V c) { return hn::NegMulAdd(a, b, c); });
            case Code::sinh_cosh:
                return both_hyperbolic();
            case Code::random:
                return draw();
            case Code::operation:
                return operation(i.op);
        }
    }

    HWY_NOINLINE void both_hyperbolic() const {
        const double* from = pass_.rows[now_->a];
        double* sinh = pass_.rows[now_->out];
        double* cosh = pass_.rows[now_->b];
        for (std::size_t k = 0; k < pass_.lanes; k += hn::Lanes(D())) {
            V s;
            V c;
            vector_sinh_cosh(hn::LoadU(D(), from + k), s, c);
            hn::StoreU(s, D(), sinh + k);
            hn::StoreU(c, D(), cosh + k);
        }
    }

    HWY_NOINLINE void draw() const {
        const Instruction& i = *now_;
        for (std::size_t k = 0; k < pass_.lanes; ++k) {
            const std::size_t lane = pass_.first_lane + k;
            const DrawPlace place{.seed = pass_.seed,
                                  .step_index = pass_.step_index,
                                  .cell = k >= pass_.valid        ? 0
                                          : pass_.cell != nullptr ? pass_.cell[lane]
                                                                  : lane};
            pass_.rows[i.out][k] = k < pass_.valid
                                       ? draw_random(i.draw, pass_.rows[i.a][k], pass_.rows[i.b][k],
                                                     pass_.rows[i.c][k], i.site, place)
                                       : 0.0;
        }
    }

    HWY_NOINLINE void operation(Op op) const {
        switch (op) {
            case Op::negate:
                return rows1([](V a) { return hn::Neg(a); });
            case Op::absolute:
                return rows1([](V a) { return hn::Abs(a); });
            case Op::sqrt:
                return rows1([](V a) { return hn::Sqrt(a); });
            case Op::exp:
                return rows1([](V a) { return vector_exp(a); });
            case Op::ln:
                return rows1([](V a) { return vector_ln(a); });
            case Op::tanh:
                return rows1([](V a) { return vector_tanh(a); });
            case Op::sinh:
            case Op::cosh:
                return rows1([op](V a) {
                    V s;
                    V c;
                    vector_sinh_cosh(a, s, c);
                    return op == Op::sinh ? s : c;
                });
            case Op::power:
                return rows2([](V a, V b) { return vector_power(a, b); });
            case Op::floor:
                return rows1([](V a) { return hn::Floor(a); });
            case Op::ceil:
                return rows1([](V a) { return hn::Ceil(a); });
            case Op::truncate:
                return rows1([](V a) { return hn::Trunc(a); });
            case Op::minimum:
                return rows2([](V a, V b) { return hn::IfThenElse(hn::Lt(b, a), b, a); });
            case Op::maximum:
                return rows2([](V a, V b) { return hn::IfThenElse(hn::Lt(a, b), b, a); });
            default:
                return op == Op::select || is_boolean(op) ? logic(op) : lanes_one_by_one(op);
        }
    }

    // Only the lanes of the caller: what stands in the padding may be anything.
    HWY_INLINE void lanes_one_by_one(Op op) const {
        const double* a = pass_.rows[now_->a];
        const double* b = pass_.rows[now_->b];
        const double* c = pass_.rows[now_->c];
        double* to = out();
        for (std::size_t k = 0; k < pass_.valid; ++k) to[k] = apply_operation(op, a[k], b[k], c[k]);
        for (std::size_t k = pass_.valid; k < pass_.lanes; ++k) to[k] = 0.0;
    }

    HWY_INLINE void logic(Op op) const {
        using Mask = hn::Mask<D>;
        const auto truth = [](Mask m) { return hn::IfThenElseZero(m, hn::Set(D(), 1.0)); };
        const auto on = [](V a) { return hn::Ne(a, hn::Zero(D())); };
        switch (op) {
            case Op::less:
                return rows2([=](V a, V b) { return truth(hn::Lt(a, b)); });
            case Op::less_equal:
                return rows2([=](V a, V b) { return truth(hn::Le(a, b)); });
            case Op::equal:
                return rows2([=](V a, V b) { return truth(hn::Eq(a, b)); });
            case Op::logic_and:
                return rows2([=](V a, V b) { return truth(hn::And(on(a), on(b))); });
            case Op::logic_or:
                return rows2([=](V a, V b) { return truth(hn::Or(on(a), on(b))); });
            case Op::logic_not:
                return rows1([=](V a) { return truth(hn::Eq(a, hn::Zero(D()))); });
            default:
                return each(row(now_->a), row(now_->b), row(now_->c),
                            [=](V a, V b, V c) { return hn::IfThenElse(on(a), b, c); });
        }
    }

    const ProgramPass& pass_;
    const Instruction* now_ = nullptr;
};

void execute(const ProgramPass& pass) { Pass(pass).run(); }

}  // namespace crosspoint::veriloga::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint::veriloga {

HWY_EXPORT(execute);

void execute_pass(const ProgramPass& pass) { HWY_DYNAMIC_DISPATCH(execute)(pass); }

}  // namespace crosspoint::veriloga
#endif
