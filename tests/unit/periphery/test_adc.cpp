// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/adc.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "support/near.hpp"

using namespace crosspoint;

TEST_CASE("adc: the full scale fits the bits with whole steps where it can") {
    const Adc ideal = make_adc({.bits = 0}, 64, 1e-6, 0.0, 0.0);
    CHECK(ideal.converter.step_counts == 1.0f);
    CHECK(ideal.converter.max_code == 64.0f);

    const Adc wide = make_adc({.bits = 8}, 64, 1e-6, 0.0, 0.0);  // 255 codes are more than enough
    CHECK(wide.converter.step_counts == 1.0f);
    CHECK(wide.converter.max_code == 64.0f);

    const Adc coarse = make_adc({.bits = 4}, 60, 1e-6, 0.0, 0.0);  // 15 steps of 4 counts
    CHECK(coarse.converter.step_counts == 4.0f);
    CHECK(coarse.converter.max_code == 15.0f);

    const Adc clipped = make_adc({.bits = 4, .full_scale_counts = 15.0}, 64, 1e-6, 0.0, 0.0);
    CHECK(clipped.converter.step_counts == 1.0f);
    CHECK(clipped.converter.max_code == 15.0f);
}

TEST_CASE("adc: columns that share a converter share its errors but not its noise or their scale") {
    const AdcSpec spec{
        .bits = 6,
        .kind = AdcKind::sar,
        .errors = {.offset_sigma_codes = 1.0, .unit_capacitor_sigma = 0.02, .noise_codes = 0.1},
        .columns_per_adc = 4};
    std::vector<CountScale> scales(10);
    for (std::size_t j = 0; j < 10; ++j) scales[j].lsb_A = static_cast<float>(j + 1);
    const auto adcs = make_adcs(spec, 63, 10, scales, false, {.layer = 1, .tile = 2, .group = 3});
    REQUIRE(adcs.size() == 10);
    for (std::size_t j = 0; j < 10; ++j) {
        const Converter &one = adcs[j].converter, &first = adcs[j / 4 * 4].converter;
        CHECK(one.offset_codes == first.offset_codes);
        CHECK(one.weight_codes == first.weight_codes);
        CHECK((one.noise_key == first.noise_key) == (j % 4 == 0));
        CHECK(adcs[j].scale.lsb_A == static_cast<float>(j + 1));
    }
    CHECK(adcs[4].converter.offset_codes != adcs[0].converter.offset_codes);
    // Another row group is read by the same converters.
    const auto other =
        make_adcs(spec, 63, 10, {scales.data(), 1}, false, {.layer = 1, .tile = 2, .group = 4});
    CHECK(other[9].converter.offset_codes == adcs[9].converter.offset_codes);
    CHECK(other[9].converter.noise_key != adcs[9].converter.noise_key);
    CHECK(other[9].scale.lsb_A == 1.0f);
    // Ideal converters of the same specification are all alike.
    const auto plain = make_adcs({.bits = 6}, 63, 2, {scales.data(), 1}, false, {});
    CHECK(plain[1].converter.offset_codes == 0.0f);
    CHECK(plain[1].converter.search_bits == 0);
}

TEST_CASE("adc: the kernel converts like a plain loop") {
    testing::for_all(60, [](std::mt19937_64& random) {
        const std::size_t lanes = 64 * (1 + random() % 3);
        AdcSpec spec{.bits = static_cast<int>(random() % 7)};
        if (spec.bits == 1) spec.bits = 8;  // a sign alone is no difference
        spec.subtract_off_current = random() % 2 == 0;
        const bool differences = random() % 2 == 0;
        const double off_A = random() % 2 ? 2e-8 : 0.0;
        const Adc adc = make_adc(spec, 64, 2e-6, 1e-8, off_A, differences);
        std::vector<float> current(lanes), selected(lanes);
        std::vector<std::int32_t> expected(lanes), counts(lanes);
        double sum_A = 0.0;
        for (std::size_t b = 0; b < lanes; ++b) {
            selected[b] = static_cast<float>(random() % 65);
            current[b] = static_cast<float>(2e-6 * (150.0 * uniform(random) - 70.0));
            sum_A += static_cast<double>(current[b]);
            const double count =
                (static_cast<double>(current[b]) - static_cast<double>(adc.scale.base_A) -
                 static_cast<double>(adc.scale.off_A) * static_cast<double>(selected[b])) /
                2e-6;
            double code = std::nearbyint(count / static_cast<double>(adc.converter.step_counts));
            const auto most = static_cast<double>(adc.converter.max_code);
            code = std::min(std::max(code, differences ? -most : 0.0), most);
            expected[b] = static_cast<std::int32_t>(
                std::nearbyint(code * static_cast<double>(adc.converter.step_counts)));
        }

        const double got_A = convert_currents(adc, current, selected, counts);

        CHECK(counts == expected);
        CHECK(std::abs(got_A - sum_A) < 3e-9);
    });
}
