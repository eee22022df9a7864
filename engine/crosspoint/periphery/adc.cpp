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
    float min_code, max_code;
    const float* current_A;
    const float* selected;
    std::size_t lanes;
    std::int32_t* counts;
    double sum_A;  // out
};
}  // namespace crosspoint
#endif

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
    const std::size_t n = hn::Lanes(df);
    const auto per_lsb = hn::Set(df, call.per_lsb);
    const auto base = hn::Set(df, call.base_steps);
    const auto off = hn::Set(df, call.off_steps);
    const auto step = hn::Set(df, call.step_counts);
    const auto min_code = hn::Set(df, call.min_code);
    const auto max_code = hn::Set(df, call.max_code);
    auto sum_A = hn::Zero(df);
    for (std::size_t b = 0; b < call.lanes; b += n) {
        const auto current_A = hn::LoadU(df, call.current_A + b);
        const auto steps = hn::NegMulAdd(hn::LoadU(df, call.selected + b), off,
                                         hn::MulSub(current_A, per_lsb, base));
        const auto code = hn::Clamp(hn::Round(steps), min_code, max_code);
        hn::StoreU(hn::NearestInt(hn::Mul(code, step)), di, call.counts + b);
        sum_A = hn::Add(sum_A, current_A);
    }
    call.sum_A = static_cast<double>(hn::GetLane(hn::SumOfLanes(df, sum_A)));
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(convert);

std::string_view adc_reference_name(AdcReference reference) {
    return reference == AdcReference::cell ? "cell" : "tile_mean";
}

Adc make_adc(const AdcSpec& spec, std::size_t asserted_rows, double lsb_A, double base_A,
             double off_A, bool signed_counts) {
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
    if (signed_counts) adc.min_code = -adc.max_code;
    return adc;
}

double convert_currents(const Adc& adc, std::span<const float> current_A,
                        std::span<const float> selected, std::span<std::int32_t> counts) {
    CROSSPOINT_ASSERT(counts.size() % 64 == 0 && current_A.size() == counts.size() &&
                      selected.size() == counts.size());
    const float per_step = 1.0f / (adc.lsb_A * adc.step_counts);
    AdcCall call{.per_lsb = per_step,
                 .base_steps = adc.base_A * per_step,
                 .off_steps = adc.off_A * per_step,
                 .step_counts = adc.step_counts,
                 .min_code = adc.min_code,
                 .max_code = adc.max_code,
                 .current_A = current_A.data(),
                 .selected = selected.data(),
                 .lanes = counts.size(),
                 .counts = counts.data(),
                 .sum_A = 0.0};
    HWY_DYNAMIC_DISPATCH(convert)(call);
    return call.sum_A;
}

}  // namespace crosspoint
#endif
