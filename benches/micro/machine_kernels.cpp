// The loops that measure the machine, compiled once per instruction set by Highway.
// SPDX-License-Identifier: Apache-2.0
#include "machine.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "micro/machine_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// x0 .. x11: enough independent chains to hide the latency of the multiply-add on two ports.
constexpr std::size_t chains = 12;
constexpr std::size_t block_steps = 256;

template <class T>
HWY_INLINE double multiply_adds(std::size_t rounds) {
    const hn::ScalableTag<T> d;
    // Values that the compiler cannot know: the chains stay bounded and are never folded.
    volatile T a = static_cast<T>(0.5);
    volatile T b = static_cast<T>(1.0);
    // Different starts: equal chains would be computed once.
    const auto start = [&](int k) HWY_ATTR { return hn::Set(d, a * static_cast<T>(k)); };
    auto x0 = start(1), x1 = start(2), x2 = start(3), x3 = start(4), x4 = start(5), x5 = start(6);
    auto x6 = start(7), x7 = start(8), x8 = start(9), x9 = start(10), x10 = start(11),
         x11 = start(12);
    const auto va = hn::Set(d, a);
    const auto vb = hn::Set(d, b);
    for (std::size_t step = 0; step < rounds * block_steps; ++step) {
        x0 = hn::MulAdd(x0, va, vb);
        x1 = hn::MulAdd(x1, va, vb);
        x2 = hn::MulAdd(x2, va, vb);
        x3 = hn::MulAdd(x3, va, vb);
        x4 = hn::MulAdd(x4, va, vb);
        x5 = hn::MulAdd(x5, va, vb);
        x6 = hn::MulAdd(x6, va, vb);
        x7 = hn::MulAdd(x7, va, vb);
        x8 = hn::MulAdd(x8, va, vb);
        x9 = hn::MulAdd(x9, va, vb);
        x10 = hn::MulAdd(x10, va, vb);
        x11 = hn::MulAdd(x11, va, vb);
    }
    const auto low = hn::Add(hn::Add(hn::Add(x0, x1), x2), hn::Add(hn::Add(x3, x4), x5));
    const auto high = hn::Add(hn::Add(hn::Add(x6, x7), x8), hn::Add(hn::Add(x9, x10), x11));
    volatile T kept = hn::GetLane(hn::Add(low, high));
    (void)kept;
    return 2.0 * static_cast<double>(rounds * block_steps * chains * hn::Lanes(d));
}

double multiply_adds_double(std::size_t rounds) { return multiply_adds<double>(rounds); }
double multiply_adds_float(std::size_t rounds) { return multiply_adds<float>(rounds); }

double sum_of(const double* a, std::size_t count) {
    const hn::ScalableTag<double> d;
    const std::size_t lanes = hn::Lanes(d);
    auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    std::size_t k = 0;
    for (; k + 8 * lanes <= count; k += 8 * lanes) {
        s0 = hn::Add(s0, hn::LoadU(d, a + k));
        s1 = hn::Add(s1, hn::LoadU(d, a + k + lanes));
        s2 = hn::Add(s2, hn::LoadU(d, a + k + 2 * lanes));
        s3 = hn::Add(s3, hn::LoadU(d, a + k + 3 * lanes));
        s4 = hn::Add(s4, hn::LoadU(d, a + k + 4 * lanes));
        s5 = hn::Add(s5, hn::LoadU(d, a + k + 5 * lanes));
        s6 = hn::Add(s6, hn::LoadU(d, a + k + 6 * lanes));
        s7 = hn::Add(s7, hn::LoadU(d, a + k + 7 * lanes));
    }
    const auto low = hn::Add(hn::Add(s0, s1), hn::Add(s2, s3));
    const auto high = hn::Add(hn::Add(s4, s5), hn::Add(s6, s7));
    double sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(low, high)));
    for (; k < count; ++k) sum += a[k];
    return sum;
}

void triad_of(double* a, const double* b, const double* c, std::size_t count) {
    const hn::ScalableTag<double> d;
    const std::size_t lanes = hn::Lanes(d);
    const auto scale = hn::Set(d, 3.0);
    std::size_t k = 0;
    for (; k + 4 * lanes <= count; k += 4 * lanes)
        for (std::size_t u = 0; u < 4; ++u) {
            const std::size_t at = k + u * lanes;
            hn::StoreU(hn::MulAdd(scale, hn::LoadU(d, c + at), hn::LoadU(d, b + at)), d, a + at);
        }
    for (; k < count; ++k) a[k] = b[k] + 3.0 * c[k];
}

const char* target() { return hwy::TargetName(HWY_TARGET); }

}  // namespace crosspoint::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint::bench {

HWY_EXPORT(multiply_adds_double);
HWY_EXPORT(multiply_adds_float);
HWY_EXPORT(sum_of);
HWY_EXPORT(triad_of);
HWY_EXPORT(target);

double fma_double(std::size_t rounds) { return HWY_DYNAMIC_DISPATCH(multiply_adds_double)(rounds); }
double fma_float(std::size_t rounds) { return HWY_DYNAMIC_DISPATCH(multiply_adds_float)(rounds); }
double read_sum(std::span<const double> a) {
    return HWY_DYNAMIC_DISPATCH(sum_of)(a.data(), a.size());
}
void triad(std::span<double> a, std::span<const double> b, std::span<const double> c) {
    HWY_DYNAMIC_DISPATCH(triad_of)(a.data(), b.data(), c.data(), a.size());
}
const char* machine_target() { return HWY_DYNAMIC_DISPATCH(target)(); }

}  // namespace crosspoint::bench
#endif
