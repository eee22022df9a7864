// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/adc.hpp"

#include "crosspoint/base/error.hpp"

namespace crosspoint {
namespace {

ConverterRange range_of(const AdcSpec& spec, std::size_t asserted_rows, bool signed_counts) {
    return {.bits = spec.bits,
            .full_scale_counts = spec.full_scale_counts > 0.0 ? spec.full_scale_counts
                                                              : static_cast<double>(asserted_rows),
            .is_signed = signed_counts};
}

}  // namespace

CountScale count_scale(const AdcSpec& spec, double lsb_A, double base_A, double off_A) {
    const bool subtract = spec.subtract_off_current;
    return {.lsb_A = static_cast<float>(lsb_A),
            .base_A = subtract ? static_cast<float>(base_A) : 0.0f,
            .off_A = subtract ? static_cast<float>(off_A) : 0.0f};
}

Adc make_adc(const AdcSpec& spec, std::size_t asserted_rows, double lsb_A, double base_A,
             double off_A, bool signed_counts) {
    return {.scale = count_scale(spec, lsb_A, base_A, off_A),
            .converter = ideal_converter(range_of(spec, asserted_rows, signed_counts))};
}

std::vector<Adc> make_adcs(const AdcSpec& spec, std::size_t asserted_rows, std::size_t outputs,
                           std::span<const CountScale> scales, bool signed_counts,
                           const AdcPlace& place) {
    CROSSPOINT_ASSERT(scales.size() == outputs || scales.size() == 1);
    const ConverterRange range = range_of(spec, asserted_rows, signed_counts);
    std::vector<Adc> adcs(outputs);
    for (std::size_t j = 0; j < outputs; ++j) {
        adcs[j].scale = scales[scales.size() == 1 ? 0 : j];
        adcs[j].converter = spec.kind == AdcKind::ideal
                                ? ideal_converter(range)
                                : draw_converter(range, spec.errors, spec.seed,
                                                 {.layer = place.layer,
                                                  .tile = place.tile,
                                                  .converter = j / spec.columns_per_adc,
                                                  .column = j,
                                                  .group = place.group});
    }
    return adcs;
}

}  // namespace crosspoint
