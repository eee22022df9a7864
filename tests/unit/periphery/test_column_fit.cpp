// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/column_fit.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using testing::rel_diff;

TEST_CASE("column fit: four reads by hand") {
    // counts 0 1 2 3, currents 1 3 5 9: means 1.5 and 4.5, Sxy = 13, Sxx = 5: slope 2.6, base 0.6;
    // rests 0.4 -0.2 -0.8 0.6: squares 1.2
    const std::vector<std::int32_t> counts = {0, 1, 2, 3};
    const std::vector<float> current = {1.0f, 3.0f, 5.0f, 9.0f}, none(4, 0.0f);
    const ColumnFit fit = fit_column(counts, current, none, 0.0, 7.0);
    CHECK(fit.determined);
    CHECK(rel_diff(fit.lsb_A, 2.6) < 1e-14);
    CHECK(rel_diff(fit.base_A, 0.6) < 1e-13);
    CHECK(rel_diff(fit.residual_rms_A, std::sqrt(1.2 / 4.0)) < 1e-13);
}

TEST_CASE("column fit: a straight line is found again with a reference beside it") {
    testing::for_all(50, [](std::mt19937_64& random) {
        const double lsb = 1e-7 * (1.0 + uniform(random)), base = 1e-6 * (uniform(random) - 0.5);
        const double off = 3e-9;
        std::vector<std::int32_t> counts(64);
        std::vector<float> current(64), selected(64);
        for (std::size_t b = 0; b < 64; ++b) {
            selected[b] = static_cast<float>(random() % 65);
            counts[b] = static_cast<std::int32_t>(random() % 40);
            current[b] =
                static_cast<float>(base + lsb * counts[b] + off * static_cast<double>(selected[b]));
        }
        const ColumnFit fit = fit_column(counts, current, selected, off, 1.0);
        CHECK(fit.determined);
        CHECK(rel_diff(fit.lsb_A, lsb) < 1e-6);
        CHECK(std::abs(fit.base_A - base) < 1e-6 * 40.0 * lsb);

        std::vector<std::int32_t> out(64);
        convert_currents(fit.scale(off), ideal_converter({.full_scale_counts = 64.0}), current,
                         selected, 0, out);
        CHECK(out == counts);
    });
}

TEST_CASE("column fit: reads that do not tell the slope leave the nominal one and say so") {
    const std::vector<float> none(3, 0.0f);
    const ColumnFit equal = fit_column(std::vector<std::int32_t>{5, 5, 5},
                                       std::vector<float>{10.0f, 12.0f, 11.0f}, none, 0.0, 2.0);
    CHECK_FALSE(equal.determined);
    CHECK(equal.lsb_A == 2.0);
    CHECK(equal.base_A == 1.0);  // 11 - 2 * 5
    CHECK(rel_diff(equal.residual_rms_A, std::sqrt(2.0 / 3.0)) < 1e-14);

    const ColumnFit falling = fit_column(std::vector<std::int32_t>{0, 1, 2},
                                         std::vector<float>{3.0f, 2.0f, 1.0f}, none, 0.0, 0.5);
    CHECK_FALSE(falling.determined);
    CHECK(falling.lsb_A == 0.5);
    CHECK(falling.base_A == 1.5);

    const ColumnFit dead = fit_column(std::vector<std::int32_t>{0, 1, 2}, none, none, 0.0, 0.5);
    CHECK_FALSE(dead.determined);
}

TEST_CASE(
    "column fit: a column whose wires compress its current is read better than with one LSB") {
    // I = c / (1 + c / 200): 24 % less than linear at 63 counts.
    std::vector<std::int32_t> counts(64);
    std::vector<float> current(64);
    const std::vector<float> none(64, 0.0f);
    for (std::size_t b = 0; b < 64; ++b) {
        counts[b] = static_cast<std::int32_t>(b);
        current[b] =
            static_cast<float>(static_cast<double>(b) / (1.0 + static_cast<double>(b) / 200.0));
    }
    const ColumnFit fit = fit_column(counts, current, none, 0.0, 1.0);
    const Converter converter = ideal_converter({.full_scale_counts = 64.0});
    std::vector<std::int32_t> plain(64), fitted(64);
    convert_currents({}, converter, current, none, 0, plain);
    convert_currents(fit.scale(0.0), converter, current, none, 0, fitted);
    int plain_squares = 0, fitted_squares = 0;
    for (std::size_t b = 0; b < 64; ++b) {
        plain_squares += (plain[b] - counts[b]) * (plain[b] - counts[b]);
        fitted_squares += (fitted[b] - counts[b]) * (fitted[b] - counts[b]);
    }
    CHECK(fitted_squares * 10 < plain_squares);
}
