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
    CHECK(ideal.step_counts == 1.0f);
    CHECK(ideal.max_code == 64.0f);

    const Adc wide = make_adc({.bits = 8}, 64, 1e-6, 0.0, 0.0);  // 255 codes are more than enough
    CHECK(wide.step_counts == 1.0f);
    CHECK(wide.max_code == 64.0f);

    const Adc coarse = make_adc({.bits = 4}, 60, 1e-6, 0.0, 0.0);  // 15 steps of 4 counts
    CHECK(coarse.step_counts == 4.0f);
    CHECK(coarse.max_code == 15.0f);

    const Adc clipped = make_adc({.bits = 4, .full_scale_counts = 15.0}, 64, 1e-6, 0.0, 0.0);
    CHECK(clipped.step_counts == 1.0f);
    CHECK(clipped.max_code == 15.0f);
}

TEST_CASE("adc: the kernel converts like a plain loop") {
    testing::for_all(60, [](std::mt19937_64& random) {
        const std::size_t lanes = 64 * (1 + random() % 3);
        AdcSpec spec{.bits = static_cast<int>(random() % 7)};
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
                (static_cast<double>(current[b]) - static_cast<double>(adc.base_A) -
                 static_cast<double>(adc.off_A) * static_cast<double>(selected[b])) /
                2e-6;
            double code = std::nearbyint(count / static_cast<double>(adc.step_counts));
            const auto most = static_cast<double>(adc.max_code);
            code = std::min(std::max(code, differences ? -most : 0.0), most);
            expected[b] = static_cast<std::int32_t>(
                std::nearbyint(code * static_cast<double>(adc.step_counts)));
        }

        const double got_A = convert_currents(adc, current, selected, counts);

        CHECK(counts == expected);
        CHECK(std::abs(got_A - sum_A) < 3e-9);
    });
}
