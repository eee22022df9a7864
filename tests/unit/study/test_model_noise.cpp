// Current noise of a device: a resistor and a diode have densities known by heart; circuits inside
// of a model are done by hand.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/model_noise.hpp"
#include "support/near.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;

namespace {

constexpr double kelvin = 300.15, boltzmann = 1.380649e-23, charge = 1.602176634e-19;

std::unique_ptr<LoadedModel> loaded(const std::string& body,
                                    const std::vector<std::string>& states = {}) {
    const testing::TempFolder folder;
    const std::string path = folder / "m.va";
    REQUIRE(write_file(path,
                       "`include \"disciplines.vams\"\n`include \"constants.vams\"\n"
                       "module m(p, n); inout p, n; electrical p, n;\n" +
                           body + "\nendmodule\n"));
    auto model = load_model({.path = path, .state = states});
    INFO((model ? "" : model.error().format()));
    REQUIRE(model);
    return std::move(*model);
}

NoiseReport report_of(const LoadedModel& model, double volts,
                      const std::vector<double>& frequency_Hz) {
    const auto report =
        noise_of(model, {.terminal = 0, .at_V = {volts, 0.0}, .frequency_Hz = frequency_Hz});
    INFO((report ? "" : report.error().format()));
    REQUIRE(report);
    return *report;
}

double total(const LoadedModel& model, double volts, double frequency_Hz) {
    return report_of(model, volts, {frequency_Hz}).curves.columns[1][0];
}

const std::string thermal = "white_noise(4 * `P_K * $temperature / ";

}  // namespace

TEST_CASE("noise: a resistor has 4kT/R, a diode 2qI, flicker noise falls with frequency") {
    const auto resistor =
        loaded("analog I(p, n) <+ V(p, n) / 2k + " + thermal + "2k, \"thermal\");");
    for (const double hertz : {1.0, 1e6})
        CHECK(rel_diff(total(*resistor, 0.3, hertz), 4.0 * boltzmann * kelvin / 2e3) < 1e-6);
    CHECK(report_of(*resistor, 0.0, {1.0}).sources[0].name == "thermal");

    const auto diode = loaded(
        "real id; analog begin id = 1f * (exp(V(p, n) / $vt) - 1); I(p, n) <+ id;\n"
        "I(p, n) <+ white_noise(2 * `P_Q * abs(id), \"shot\"); end");
    const double id = 1e-15 * std::expm1(0.6 * charge / (boltzmann * kelvin));
    CHECK(rel_diff(total(*diode, 0.6, 1e3), 2.0 * charge * id) < 1e-6);

    const auto flicker =
        loaded("analog I(p, n) <+ V(p, n) * 1m + flicker_noise(1e-20 * pow(V(p, n), 2), 1.2);");
    const NoiseReport report = report_of(*flicker, 0.5, {1.0, 10.0, 1e4});
    CHECK(report.sources[0].flicker);
    CHECK(report.sources[0].name == "noise0");
    for (std::size_t k = 0; k < 3; ++k)
        CHECK(rel_diff(report.curves.columns[1][k],
                       0.25e-20 * std::pow(report.curves.columns[0][k], -1.2)) < 1e-12);
}

TEST_CASE("noise: of resistors in series with a node between, and with a capacitor beside one") {
    const auto series = loaded("electrical i; analog begin\nI(p, i) <+ V(p, i) / 1k + " + thermal +
                               "1k, \"upper\");\nI(i, n) <+ V(i, n) / 3k + " + thermal +
                               "3k, \"lower\") + ddt(1p * V(i, n)); end");
    CHECK(rel_diff(total(*series, 0.0, 1e-3), 4.0 * boltzmann * kelvin / 4e3) < 1e-6);
    // At high frequency the capacitor shorts the lower one: what is left is the upper one.
    CHECK(rel_diff(total(*series, 0.0, 1e15), 4.0 * boltzmann * kelvin / 1e3) < 1e-6);
    // Between: the noise of a passive one-port is 4kT times the real part of its admittance.
    const double omega = 2.0 * std::numbers::pi * 2e8;
    const double re = 3e3 / (1.0 + std::pow(3e3 * 1e-12 * omega, 2));
    const double im = -re * 3e3 * 1e-12 * omega;
    const double real_part = (1e3 + re) / ((1e3 + re) * (1e3 + re) + im * im);
    CHECK(rel_diff(total(*series, 0.0, 2e8), 4.0 * boltzmann * kelvin * real_part) < 1e-6);
}

TEST_CASE("noise: a voltage source of noise, factors, and one source in two places") {
    // e_n in series with R gives e_n^2 / R^2.
    const auto voltage = loaded(
        "electrical i; analog begin V(p, i) <+ white_noise(4e-18); I(i, n) <+ V(i, n) / 2k; end");
    CHECK(rel_diff(total(*voltage, 0.1, 1e3), 4e-18 / 4e6) < 1e-12);
    const auto scaled = loaded(
        "real x; analog begin x = white_noise(1e-20); I(p, n) <+ 3 * x + V(p, n) * 1u;\n"
        "I(n, p) <+ x; end");  // 3 x - x
    CHECK(rel_diff(total(*scaled, 0.1, 1e3), 4e-20) < 1e-12);
    const auto apart = loaded(
        "analog begin I(p, n) <+ 3 * white_noise(1e-20) + V(p, n) * 1u;\n"
        "I(n, p) <+ white_noise(1e-20); end");
    CHECK(rel_diff(total(*apart, 0.1, 1e3), 10e-20) < 1e-12);
    const auto off = loaded(
        "analog begin I(p, n) <+ V(p, n) * 1u; if (V(p, n) > 1) I(p, n) <+ white_noise(1e-20);\n"
        "end");
    CHECK(total(*off, 0.5, 1e3) == 0.0);
    CHECK(rel_diff(total(*off, 1.5, 1e3), 1e-20) < 1e-12);
}

TEST_CASE("noise: held states stand still; the equations themselves do not see the sources") {
    const auto model = loaded(
        "electrical s; analog begin\n"
        "I(s) <+ ddt(V(s)) + 1e6 * V(s) - 1e6 * V(p, n) + white_noise(1e-6, \"drive\");\n"
        "I(p, n) <+ V(s) * 1m; end",
        {"s=0.25"});
    CHECK(total(*model, 0.5, 1.0) == 0.0);
    const auto free = loaded(
        "electrical s; analog begin\n"
        "I(s) <+ ddt(V(s)) + 1e6 * V(s) - 1e6 * V(p, n) + white_noise(1e-6, \"drive\");\n"
        "I(p, n) <+ V(s) * 1m; end");
    CHECK(rel_diff(total(*free, 0.5, 1.0), 1e-6 * std::pow(1e-3 / 1e6, 2)) < 1e-9);
    CHECK(free->model->shape().unknowns.size() == 3);
}

TEST_CASE("noise: models without sources, and densities that cannot be") {
    const auto silent = loaded("analog I(p, n) <+ V(p, n);");
    const NoiseSpec spec{.terminal = 0, .at_V = {1.0, 0.0}, .frequency_Hz = {1.0}};
    const auto none = noise_of(*silent, spec);
    REQUIRE_FALSE(none);
    CHECK(none.error().id == 7142);
    const auto negative = loaded("analog I(p, n) <+ V(p, n) + white_noise(-V(p, n), \"odd\");");
    const auto bad = noise_of(*negative, spec);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().id == 7143);
    CHECK(bad.error().what.find("odd is -1") != std::string::npos);
}
