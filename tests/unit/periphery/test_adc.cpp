// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/adc.hpp"

#include <doctest/doctest.h>

#include <bit>
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

TEST_CASE("adc: the kernel converts and counts errors like a plain loop") {
    testing::for_all(60, [](std::mt19937_64& random) {
        const std::size_t lanes = 64 * (1 + random() % 3);
        const std::size_t chunks = 1 + random() % 3;
        AdcSpec spec{.bits = static_cast<int>(random() % 7)};
        spec.subtract_off_current = random() % 2 == 0;
        const double off_A = random() % 2 ? 2e-8 : 0.0;
        const Adc adc = make_adc(spec, 32 * chunks, 2e-6, 1e-8, off_A);
        std::vector<std::uint32_t> x(chunks * lanes), w(chunks);
        for (auto& word : x) word = static_cast<std::uint32_t>(random());
        for (auto& word : w) word = static_cast<std::uint32_t>(random());
        std::vector<float> current(lanes), selected(lanes);
        std::vector<std::int32_t> exact(lanes, 0);
        for (std::size_t b = 0; b < lanes; ++b) {
            for (std::size_t c = 0; c < chunks; ++c) {
                exact[b] += std::popcount(x[c * lanes + b] & w[c]);
                selected[b] += static_cast<float>(std::popcount(x[c * lanes + b]));
            }
            current[b] = static_cast<float>(2e-6 * (exact[b] + 6.0 * uniform(random) - 3.0));
        }
        std::vector<std::int32_t> acc(lanes, 7);
        PartialSumErrors expected;
        std::vector<std::int32_t> expected_acc(lanes, 7);
        for (std::size_t b = 0; b < lanes; ++b) {
            const double counts =
                (static_cast<double>(current[b]) - static_cast<double>(adc.base_A) -
                 static_cast<double>(adc.off_A) * static_cast<double>(selected[b])) /
                2e-6;
            double code = std::nearbyint(counts / static_cast<double>(adc.step_counts));
            code = std::min(std::max(code, 0.0), static_cast<double>(adc.max_code));
            const auto ps = static_cast<std::int32_t>(
                std::nearbyint(code * static_cast<double>(adc.step_counts)));
            const std::int64_t error = ps - exact[b];
            expected_acc[b] += 3 * ps;
            expected.add({.wrong = error != 0,
                          .sum = error,
                          .sum_squared = error * error,
                          .largest = std::abs(error)});
        }

        const PartialSumErrors got = convert_column(adc, current, selected, x, w, 3, acc);

        CHECK(acc == expected_acc);
        CHECK(got.wrong == expected.wrong);
        CHECK(got.sum == expected.sum);
        CHECK(got.sum_squared == expected.sum_squared);
        CHECK(got.largest == expected.largest);
    });
}
