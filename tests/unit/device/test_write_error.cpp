// Write error rates: the Fokker-Planck reference against an independent Legendre series
// (device_models/reference/write_error.py), published figures, limits in closed form.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/write_error.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "crosspoint/device/spin_diffusion.hpp"
#include "crosspoint/device/write_error_table.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

SpinOutcome solve_one(SpinDrive drive, double time) {
    const auto found = solve_spin_diffusion(drive, std::array{time});
    REQUIRE(found);
    return found->front();
}

/// The card mtj_arm_50nm.
FreeLayer arm_layer() {
    return {.diameter = 5e-8,
            .t_free = 1e-9,
            .eta = 0.75,
            .damping = 0.01,
            .Ms = 1.2e6,
            .Ki = 1e-3,
            .Ki_power = 2.0,
            .demag_z = 0.941,
            .T_curie = 1420.0,
            .Ms_power = 0.4,
            .T_nominal = 300.0,
            .asymmetry = 1.5};
}

}  // namespace

TEST_CASE("write error: finite volumes agree with the Legendre series of the reference script") {
    std::ifstream file(std::string(CROSSPOINT_SOURCE_DIR) +
                       "/device_models/reference/write_error.csv");
    std::string line;
    REQUIRE(std::getline(file, line));
    REQUIRE(line == "delta,overdrive,time_tau_D,stayed,switched");
    std::size_t lines = 0;
    while (std::getline(file, line)) {
        ++lines;
        std::array<double, 5> row{};
        std::istringstream fields(line);
        std::string word;
        for (double& value : row) {
            REQUIRE(std::getline(fields, word, ','));
            value = std::stod(word);
        }
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        CAPTURE(row[2]);

        const SpinOutcome found = solve_one({row[0], row[1]}, row[2]);

        CHECK(rel_diff(found.stayed, row[3]) < 5e-5);
        CHECK(rel_diff(found.switched, row[4]) < 5e-5);
        CHECK(found.error_rel < 1e-4);
        CHECK(found.error_rel > 0.0);
    }
    CHECK(lines >= 14);
}

TEST_CASE("write error: published Fokker-Planck figures at Delta 60") {
    CHECK(rel_diff(solve_one({60.0, 2.0}, 5.0).stayed, 2.05e-3) < 3e-3);
    CHECK(rel_diff(solve_one({60.0, 3.0}, 3.0).stayed, 5.66e-4) < 3e-3);
    CHECK(rel_diff(solve_one({60.0, 1.5}, 8.0).stayed, 5.21e-3) < 3e-3);
    // Butler's formula at the same points
    CHECK(rel_diff(butler_write_error({60.0, 2.0}, 5.0), 3.36e-3) < 3e-3);
    CHECK(rel_diff(butler_write_error({60.0, 3.0}, 3.0), 6.06e-4) < 3e-3);
    CHECK(rel_diff(butler_write_error({60.0, 1.5}, 8.0), 1.64e-2) < 3e-3);
}

TEST_CASE("write error: without a current the well is left at the rate of Neel and Brown") {
    double before = 1.0;
    for (const double delta : {20.0, 40.0, 80.0}) {
        const double rate = thermal_switching_rate({delta, 0.0});
        const double time = std::min(1e-3 / rate, 1e9);

        const double found = solve_one({delta, 0.0}, time).switched;

        // the prefactor of the asymptotic rate is low by 1 / Delta
        const double excess = rate * time / found - 1.0;
        CHECK(excess > 0.5 / delta);
        CHECK(excess < 1.5 / delta);
        CHECK(excess < before);
        before = excess;
    }
}

TEST_CASE("write error: both probabilities add up to 1 and fall with time and current") {
    const std::array times = {0.0, 1.0, 3.0, 8.0};
    std::vector<double> weaker(times.size(), 1.1);
    for (const double i : {-0.5, 0.3, 0.9, 1.0, 1.2, 2.0, 5.0}) {
        const auto found = solve_spin_diffusion({60.0, i}, times);
        REQUIRE(found);
        double before = 2.0;
        for (std::size_t k = 0; k < times.size(); ++k) {
            const SpinOutcome& outcome = (*found)[k];
            CHECK(std::abs(outcome.stayed + outcome.switched - 1.0) < 1e-14);
            CHECK(outcome.stayed <= before);
            CHECK(outcome.stayed <= weaker[k]);
            before = weaker[k] = outcome.stayed;
        }
        CHECK(found->front().switched < 1e-20);
    }
}

TEST_CASE(
    "write error: far above the critical current the closed form is exact but for 1 / Delta") {
    // The whole of the difference goes with 1 / Delta, down to rates of 1e-9.
    for (const double i : {2.5, 4.0}) {
        double apart_before = 1.0;
        for (const double delta : {40.0, 80.0}) {
            double time = 0.0;
            while (fast_write_error({delta, i}, time) > 1e-9) time += 0.01;

            const double found = solve_one({delta, i}, time).stayed;

            const double apart = rel_diff(fast_write_error({delta, i}, time), found);
            CAPTURE(i);
            CAPTURE(apart);
            CHECK(apart < 0.6 / delta);
            CHECK(apart < 0.6 * apart_before);
            apart_before = apart;
        }
    }
}

TEST_CASE("write error: how far the formulas are from the reference, as the documentation states") {
    double worst_fast = 0.0, worst_butler = 0.0, butler_at_1_5 = 0.0;
    for (const double delta : {40.0, 60.0, 100.0})
        for (const double i : {1.5, 2.0, 3.0, 5.0, 7.0}) {
            std::vector<double> times;
            for (const double rate : {1e-1, 1e-6, 1e-12}) {
                double time = 0.0;
                while (fast_write_error({delta, i}, time) > rate) time += 0.02;
                times.push_back(time);
            }
            const auto found = solve_spin_diffusion({delta, i}, times);
            REQUIRE(found);
            for (std::size_t k = 0; k < times.size(); ++k) {
                const double stayed = (*found)[k].stayed;
                const double fast = std::abs(fast_write_error({delta, i}, times[k]) / stayed - 1);
                const double butler =
                    std::abs(butler_write_error({delta, i}, times[k]) / stayed - 1);
                if (i == 1.5) {
                    CHECK(fast < 0.45);
                    butler_at_1_5 = std::max(butler_at_1_5, butler);
                } else {
                    worst_fast = std::max(worst_fast, fast);
                    worst_butler = std::max(worst_butler, butler);
                }
            }
        }
    CHECK(worst_fast < 0.07);
    CHECK(worst_fast > 0.03);
    CHECK(worst_butler < 1.3);
    CHECK(worst_butler > 0.9);
    CHECK(butler_at_1_5 > 10.0);
}

TEST_CASE("write error: what temperature makes of the free layer") {
    const auto warm = switching_scales(arm_layer(), 300.0);
    const auto hot = switching_scales(arm_layer(), 400.0);
    REQUIRE(warm);
    REQUIRE(hot);

    // The figures of device_models/README.md
    CHECK(rel_diff(warm->delta, 83.0) < 0.02);
    CHECK(rel_diff(warm->tau_D_s, 1.94e-9) < 0.01);
    CHECK(rel_diff(warm->ic0_A, 27.9e-6) < 0.01);
    CHECK(warm->ic0_to_antiparallel_A == 1.5 * warm->ic0_A);
    // Ms falls by (1020 / 1120)^0.4, both energies with its square: K_eff by (1020 / 1120)^0.8
    const double energy = std::pow(1020.0 / 1120.0, 0.8);
    CHECK(rel_diff(hot->delta / warm->delta, energy * 300.0 / 400.0) < 1e-12);
    CHECK(rel_diff(hot->ic0_A / warm->ic0_A, energy) < 1e-12);
    CHECK(rel_diff(hot->tau_D_s / warm->tau_D_s, std::pow(1020.0 / 1120.0, -0.4)) < 1e-12);
    CHECK(warm->overdrive(warm->ic0_A, WriteDirection::to_parallel) == 1.0);
    CHECK(rel_diff(warm->overdrive(-3.0 * warm->ic0_A, WriteDirection::to_antiparallel), 2.0) <
          1e-12);
}

TEST_CASE("write error: the table meets the reference between its nodes") {
    const auto table = WriteErrorTable::make({.delta = 60.0,
                                              .overdrive_low = 1.2,
                                              .overdrive_high = 2.2,
                                              .times = {2.0, 8.0},
                                              .threads = 2});
    REQUIRE(table);
    CHECK(table->error_rel() < 1e-2);
    for (const double i : {1.2, 1.3337, 1.71, 2.0003, 2.2}) {
        const auto exact = solve_spin_diffusion({60.0, i}, table->spec().times);
        REQUIRE(exact);
        for (std::size_t k = 0; k < 2; ++k)
            CHECK(rel_diff(table->at(i, k).stayed, (*exact)[k].stayed) < 2e-3);
    }
    // outside: the end of the range
    CHECK(table->at(0.1, 1).stayed == table->at(1.2, 1).stayed);
}

TEST_CASE("write error: values out of range are refused") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> one = {1.0};
    for (const SpinDrive drive : {SpinDrive{4.0, 1.0}, SpinDrive{201.0, 1.0}, SpinDrive{nan, 1.0},
                                  SpinDrive{60.0, 21.0}, SpinDrive{60.0, nan}}) {
        const auto found = solve_spin_diffusion(drive, one);
        REQUIRE(!found);
        CHECK(found.error().id == 7670);
    }
    for (const std::vector<double>& times :
         {std::vector<double>{-1.0}, {2.0, 1.0}, {nan}, {1e10}}) {
        const auto found = solve_spin_diffusion({60.0, 2.0}, times);
        REQUIRE(!found);
        CHECK(found.error().id == 7670);
    }
    const auto fussy = solve_spin_diffusion({60.0, 2.0}, one, {.tolerance = 1e-15});
    REQUIRE(!fussy);
    CHECK(fussy.error().id == 7671);
    for (const double kelvin : {1420.0, 2000.0, nan}) {
        const auto scales = switching_scales(arm_layer(), kelvin);
        REQUIRE(!scales);
        CHECK(scales.error().id == 7672);
    }
    FreeLayer soft = arm_layer();
    soft.Ki = 1e-4;
    CHECK(switching_scales(soft, 300.0).error().id == 7672);
    const auto backwards = WriteErrorTable::make({.overdrive_low = 2.0, .overdrive_high = 1.0});
    REQUIRE(!backwards);
    CHECK(backwards.error().id == 7673);
    const auto coarse = WriteErrorTable::make({.overdrive_low = 1.2,
                                               .overdrive_high = 2.2,
                                               .times = one,
                                               .tolerance = 1e-9,
                                               .halvings = 0});
    REQUIRE(!coarse);
    CHECK(coarse.error().id == 7674);
}
