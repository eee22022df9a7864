// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/point_result.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>

#include "support/near.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;

namespace {

PointResult example() {
    PointResult result;
    result.images = 200;
    result.correct = 150;
    result.software_correct = 180;
    result.layers.resize(2);
    result.layers[0] = {.partial_sums = {.count = 10,
                                         .wrong = 3,
                                         .sum = -5,
                                         .sum_squared = 9,
                                         .largest = 2,
                                         .ones = 5,
                                         .plain_ones = 8},
                        .activations = 100,
                        .activation_errors = 25,
                        .tiles = 4,
                        .current_A = 1.5e-3,
                        .reads = 17,
                        .name = "fc0"};
    result.layers[1] = {
        .partial_sums = {.count = 30, .wrong = 0, .sum = 0, .sum_squared = 1, .largest = 1},
        .activations = 0,
        .activation_errors = 0,
        .tiles = 1};
    result.cell_evaluations = 123456789012345;
    result.check.method = "ladder";
    result.check.kcl_residual_A = 1.25e-19;
    result.check.remarks = {"a \"remark\""};
    result.infer_s = 0.1;
    result.threads = 2;
    return result;
}

}  // namespace

TEST_CASE("interval: Wilson's against the values of Newcombe 1998") {
    // R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
    struct Row {
        int hits, count;
        double low, high;
    };
    for (const Row& row : {Row{81, 263, 0.2553, 0.3662}, Row{15, 148, 0.0624, 0.1605},
                           Row{0, 20, 0.0, 0.1611}, Row{1, 29, 0.0061, 0.1718}}) {
        CAPTURE(row.hits);
        const Interval interval = wilson_interval(row.hits, row.count);
        CHECK(std::abs(interval.low - row.low) < 5.1e-5);
        CHECK(std::abs(interval.high - row.high) < 5.1e-5);
    }
}

TEST_CASE("interval: ends at 0 and 1 exactly and mirrors") {
    CHECK(wilson_interval(0, 10000).low == 0.0);
    CHECK(wilson_interval(10000, 10000).high == 1.0);
    CHECK(wilson_interval(0, 0).low == 0.0);
    CHECK(wilson_interval(0, 0).high == 1.0);
    CHECK(rel_diff(wilson_interval(3, 17).low, 1.0 - wilson_interval(14, 17).high) < 1e-14);
}

TEST_CASE("point result: rates from counts") {
    const PointResult result = example();
    CHECK(result.accuracy() == 0.75);
    CHECK(result.software_accuracy() == 0.9);
    CHECK(rel_diff(partial_sum_rms(result.layers), 0.5) < 1e-15);  // sqrt(10 / 40)
    CHECK(activation_ber(result.layers) == 0.25);
    const ErrorMoments moments = error_moments(result.layers[0].partial_sums);
    CHECK(moments.mean == -0.5);
    CHECK(rel_diff(moments.sigma, std::sqrt(0.9 - 0.25)) < 1e-15);
    CHECK(moments.wrong_fraction == 0.3);
    CHECK(std::isnan(activation_ber(std::span(result.layers).subspan(1))));
    CHECK(std::isnan(partial_sum_rms({})));
}

TEST_CASE("point result: without a good status there is no accuracy") {
    PointResult result = example();
    result.status = "inaccurate";
    CHECK(std::isnan(result.accuracy()));
    CHECK(result.software_accuracy() == 0.9);
}

TEST_CASE("point result: JSON keeps everything, NaN as null") {
    PointResult result = example();
    result.check.error_bound_rel = std::numeric_limits<double>::quiet_NaN();
    const std::string json = point_result_json(result);
    CHECK(json.find('\n') == std::string::npos);
    const auto read = parse_point_result(json, "test");
    REQUIRE(read.ok());
    CHECK(point_result_json(*read) == json);
    CHECK(read->cell_evaluations == 123456789012345);
    CHECK(read->layers[0].partial_sums.sum == -5);
    CHECK(read->check.kcl_residual_A == 1.25e-19);
    CHECK(std::isnan(read->check.error_bound_rel));
    CHECK(read->check.remarks[0] == "a \"remark\"");
}

TEST_CASE("point result: JSON keeps bit errors") {
    PointResult result = example();
    result.flips = {
        .drawn = {.weights = 10, .weights_flipped = 2, .activations = 30, .activations_flipped = 4},
        .weight_ber = 0.25,
        .raw_ber = 0.5,
        .bits_per_weight = 1.125,
        .write = WriteFigures{.energy_J = 3.0, .wer_worst = 0.125}};
    const auto read = parse_point_result(point_result_json(result), "test");
    REQUIRE(read.ok());
    CHECK(point_result_json(*read) == point_result_json(result));
    REQUIRE(read->flips.has_value());
    CHECK(read->flips->drawn.activations_flipped == 4);
    CHECK(read->flips->raw_ber == 0.5);
    CHECK(read->flips->bits_per_weight == 1.125);
    REQUIRE(read->flips->write.has_value());
    CHECK(read->flips->write->energy_J == 3.0);
    CHECK(read->flips->write->wer_worst == 0.125);
}

TEST_CASE("point result: a damaged text is refused") {
    const std::string json = point_result_json(example());
    for (const std::string& bad :
         {std::string(), std::string("[]"), std::string("{}"), json.substr(0, json.size() / 2)}) {
        CAPTURE(bad);
        const auto read = parse_point_result(bad, "the store");
        REQUIRE(!read.ok());
        CHECK(read.error().id == 5106);
        CHECK(read.error().code == Errc::environment);
    }
}
