// The converter's numbers, and its kernel compiled once per instruction set by Highway.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/adc.hpp"

#include <algorithm>
#include <cmath>

#ifndef CROSSPOINT_PERIPHERY_ADC_CALL
#define CROSSPOINT_PERIPHERY_ADC_CALL
namespace crosspoint {
// One call of the kernel in plain pointers: nothing of the standard library may be instantiated
// where the code is compiled for one instruction set.
struct AdcCall {
    float per_lsb;     // steps per ampere
    float base_steps;  // steps to subtract
    float off_steps;   // steps per selected row to subtract
    float step_counts;
    float max_code;
    const float* current_A;
    const float* selected;
    const std::uint32_t* x_words;
    const std::uint32_t* w_words;
    std::size_t chunks;
    std::size_t lanes;
    std::int32_t weight;
    std::int32_t* accumulator;
    std::int64_t wrong, sum, sum_squared, largest;  // out
};
}  // namespace crosspoint
#endif

#define HWY_WANT_AVX3_DL 1  // it counts the bits of a lane in one instruction
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/periphery/adc.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void convert(AdcCall& call) {
    const hn::ScalableTag<float> df;
    const hn::RebindToSigned<decltype(df)> di;
    const hn::RebindToUnsigned<decltype(df)> du;
    const std::size_t n = hn::Lanes(df);
    const auto per_lsb = hn::Set(df, call.per_lsb);
    const auto base = hn::Set(df, call.base_steps);
    const auto off = hn::Set(df, call.off_steps);
    const auto step = hn::Set(df, call.step_counts);
    const auto max_code = hn::Set(df, call.max_code);
    const auto weight = hn::Set(di, call.weight);
    const auto one = hn::Set(di, 1);
    auto wrong = hn::Zero(di);
    auto sum = hn::Zero(di);
    auto squared = hn::Zero(di);  // a read adds at most 2^20, a call has at most 2^10 vectors
    auto largest = hn::Zero(di);
    for (std::size_t b = 0; b < call.lanes; b += n) {
        auto exact = hn::Zero(du);
        for (std::size_t c = 0; c < call.chunks; ++c) {
            const auto x = hn::LoadU(du, call.x_words + c * call.lanes + b);
            exact = hn::Add(exact, hn::PopulationCount(hn::And(x, hn::Set(du, call.w_words[c]))));
        }
        const auto steps =
            hn::NegMulAdd(hn::LoadU(df, call.selected + b), off,
                          hn::MulSub(hn::LoadU(df, call.current_A + b), per_lsb, base));
        const auto code = hn::Clamp(hn::Round(steps), hn::Zero(df), max_code);
        const auto result = hn::NearestInt(hn::Mul(code, step));
        const auto old = hn::LoadU(di, call.accumulator + b);
        hn::StoreU(hn::Add(old, hn::Mul(result, weight)), di, call.accumulator + b);
        const auto error = hn::Sub(result, hn::BitCast(di, exact));
        sum = hn::Add(sum, error);
        squared = hn::Add(squared, hn::Mul(error, error));
        largest = hn::Max(largest, hn::Abs(error));
        wrong = hn::Add(wrong, hn::IfThenElse(hn::Eq(error, hn::Zero(di)), hn::Zero(di), one));
    }
    call.wrong = hn::GetLane(hn::SumOfLanes(di, wrong));
    call.sum = hn::GetLane(hn::SumOfLanes(di, sum));
    call.sum_squared = hn::GetLane(hn::SumOfLanes(di, squared));
    call.largest = hn::GetLane(hn::MaxOfLanes(di, largest));
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(convert);

Adc make_adc(const AdcSpec& spec, std::size_t asserted_rows, double lsb_A, double base_A,
             double off_A) {
    const double full_scale =
        spec.full_scale_counts > 0.0 ? spec.full_scale_counts : static_cast<double>(asserted_rows);
    const double codes = spec.bits == 0 ? std::floor(full_scale) : std::ldexp(1.0, spec.bits) - 1.0;
    const double step = std::max(1.0, full_scale / codes);
    Adc adc;
    adc.lsb_A = static_cast<float>(lsb_A);
    adc.base_A = spec.subtract_off_current ? static_cast<float>(base_A) : 0.0f;
    adc.off_A = spec.subtract_off_current ? static_cast<float>(off_A) : 0.0f;
    adc.step_counts = static_cast<float>(step);
    adc.max_code = static_cast<float>(std::min(codes, std::floor(full_scale / step + 1e-6)));
    return adc;
}

void PartialSumErrors::add(const PartialSumErrors& other) {
    count += other.count;
    wrong += other.wrong;
    sum += other.sum;
    sum_squared += other.sum_squared;
    largest = std::max(largest, other.largest);
}

PartialSumErrors convert_column(const Adc& adc, std::span<const float> current_A,
                                std::span<const float> selected,
                                std::span<const std::uint32_t> x_words,
                                std::span<const std::uint32_t> w_words, std::int32_t weight,
                                std::span<std::int32_t> accumulator) {
    CROSSPOINT_ASSERT(accumulator.size() % 64 == 0 && current_A.size() == accumulator.size() &&
                      selected.size() == accumulator.size() &&
                      x_words.size() == w_words.size() * accumulator.size());
    const float per_step = 1.0f / (adc.lsb_A * adc.step_counts);
    AdcCall call{.per_lsb = per_step,
                 .base_steps = adc.base_A * per_step,
                 .off_steps = adc.off_A * per_step,
                 .step_counts = adc.step_counts,
                 .max_code = adc.max_code,
                 .current_A = current_A.data(),
                 .selected = selected.data(),
                 .x_words = x_words.data(),
                 .w_words = w_words.data(),
                 .chunks = w_words.size(),
                 .lanes = accumulator.size(),
                 .weight = weight,
                 .accumulator = accumulator.data()};
    HWY_DYNAMIC_DISPATCH(convert)(call);
    return {.wrong = call.wrong,
            .sum = call.sum,
            .sum_squared = call.sum_squared,
            .largest = call.largest};
}

}  // namespace crosspoint
#endif
