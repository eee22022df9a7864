// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/adc_spec.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace crosspoint {
namespace {

Error bad(int id, std::string what, std::string help) {
    return Error{.code = Errc::input, .id = id, .what = std::move(what), .help = std::move(help)};
}

}  // namespace

std::string_view adc_reference_name(AdcReference reference) {
    if (reference == AdcReference::cell) return "cell";
    return reference == AdcReference::tile_mean ? "tile_mean" : "column";
}

std::string_view adc_kind_name(AdcKind kind) { return kind == AdcKind::ideal ? "ideal" : "sar"; }

std::string_view reference_column_name(ReferenceColumn reference) {
    return reference == ReferenceColumn::ideal ? "ideal" : "in_array";
}

Result<void> check_adc(const AdcSpec& spec, bool is_signed) {
    const ConverterErrors& e = spec.errors;
    if (spec.kind == AdcKind::sar && spec.bits == 0)
        return bad(4601, "the converters are of kind \"sar\", but have no number of bits",
                   "add adc.bits, 1 to 16: every bit is one comparison");
    if (spec.kind == AdcKind::ideal && !(e == ConverterErrors{}))
        return bad(4602, "errors are given for converters of kind \"ideal\"",
                   "set adc.kind = \"sar\", or drop the errors");
    if (spec.reference_column == ReferenceColumn::in_array &&
        (!spec.subtract_off_current || is_signed))
        return bad(4603, "there is a reference column, but its current is not subtracted",
                   "set adc.subtract_off_current = true, or adc.reference_column = \"ideal\"; "
                   "differences of two columns need none");
    if (is_signed && spec.bits == 1)
        return bad(4604, "a converter of 1 bit shall tell positive from negative counts",
                   "differences of two columns need adc.bits of 2 or more: one is the sign");
    const auto outside = [&](double value, double min, double max) {
        return !(value >= min && value <= max);
    };
    const struct {
        const char* key;
        double value, min, max;
    } rules[] = {{"offset_sigma_codes", e.offset_sigma_codes, 0.0, 65536.0},
                 {"offset_codes", e.offset_codes, -65536.0, 65536.0},
                 {"gain_error", e.gain_error, -0.5, 1.0},
                 {"gain_sigma", e.gain_sigma, 0.0, 0.1},
                 {"unit_capacitor_sigma", e.unit_capacitor_sigma, 0.0, 0.1},
                 {"noise_codes", e.noise_codes, 0.0, 65536.0}};
    for (const auto& rule : rules)
        if (outside(rule.value, rule.min, rule.max))
            return bad(4605,
                       fmt::format("adc.{} is {}, expected {} to {}", rule.key, rule.value,
                                   rule.min, rule.max),
                       "codes are steps of the converter; gains and sigmas of capacitors are "
                       "relative");
    return {};
}

}  // namespace crosspoint
