// [variation] of a study file: axes, settings, columns, refusals.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_variation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/point_result.hpp"
#include "crosspoint/study/study_config.hpp"
#include "support/said.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::said;
using crosspoint::testing::TempFolder;

namespace {

const std::string plain =
    "schema = 1\n[network]\nmodel = \"m.npz\"\n[array]\ntopology = \"1t1r\"\nbl_segment_ohm = 2\n"
    "[cells]\nr_on_ohm = \"100 kohm\"\nr_off_ohm = inf\n[inputs]\nread_V = 0.2\n";

Result<StudyConfig> load(const std::string& variation) {
    const TempFolder folder;
    REQUIRE(write_file(folder / "my_study.toml", plain + variation).ok());
    return load_study(folder / "my_study.toml");
}

int refused(const std::string& variation) {
    const auto config = load(variation);
    return config ? 0 : config.error().id;
}

}  // namespace

TEST_CASE("study variation: lists are axes with columns of their own") {
    const auto config = load(
        "[variation]\nseed = [1, 2]\n[variation.device.r_on_ohm]\ndistribution = \"lognormal\"\n"
        "sigma_relative = [0, 0.1, 0.3]\n[variation.device.g_off_S]\n"
        "distribution = \"uniform\"\nhalf_width_relative = [0.1, 0.2]\n"
        "[variation.faults]\nstuck_on_fraction = [0, 0.5]\nshort_fraction = 0.1\n"
        "short_ohm = \"1 kohm\"\n");
    REQUIRE_MESSAGE(config.ok(), said(config));
    CHECK(config->points.size() == 24);
    std::string columns;
    for (const StudyAxis& axis : config->axes) columns += axis.column() + ",";
    CHECK(columns ==
          "variation_seed,r_on_ohm_sigma_relative,g_off_S_half_width_relative,stuck_on_fraction,");
    const StudyPoint& last = config->points.back();
    REQUIRE(last.options.variation.has_value());
    const NetworkVariation& v = *last.options.variation;
    CHECK(v.seed == 2);
    REQUIRE(v.on.has_value());
    CHECK(v.on->spread.distribution == Distribution::lognormal);
    CHECK(v.on->spread.sigma.front() == 0.3);
    CHECK(!v.on->of_conductance);
    REQUIRE(v.off.has_value());
    CHECK(v.off->of_conductance);
    CHECK(std::abs(v.off->spread.sigma.front() - 0.2 / std::sqrt(3.0)) < 1e-15);
    CHECK(v.faults.stuck_on == 0.5);
    CHECK(v.stuck_on_ohm == 100e3);
    CHECK(std::isinf(v.stuck_off_ohm));
    CHECK(v.short_ohm == 1e3);
    CHECK(setting_text(last.settings_json, "variation.faults.short_ohm") == "1000");
    CHECK(setting_text(last.settings_json, "variation.device.r_on_ohm.sigma_relative") == "0.3");
}

TEST_CASE("study variation: without the section the settings of a point are as they were") {
    const auto config = load("");
    REQUIRE_MESSAGE(config.ok(), said(config));
    CHECK(config->points[0].settings_json.find("variation") == std::string::npos);
    CHECK(!config->points[0].options.variation.has_value());
}

TEST_CASE("study variation: what is wrong is said with its number") {
    const std::string on = "[variation.device.r_on_ohm]\ndistribution = \"normal\"\n";
    CHECK(refused(on + "sigma_relative = 0.1\n") == 0);
    CHECK(refused(on) == 7471);
    CHECK(refused(on + "sigma_relative = -0.1\n") == 7472);
    CHECK(refused(on + "sigma_relative = [0.1, -0.1]\n") == 7472);
    CHECK(refused("[variation.device.r_ohm]\ndistribution = \"normal\"\nsigma_relative = 1\n") ==
          2202);
    CHECK(refused(on + "sigma_relative = 1\n[variation.device.g_on_S]\n"
                       "distribution = \"normal\"\nsigma_relative = 1\n") == 7489);
    CHECK(refused("[variation.faults]\nopen_fraction = 0.6\nstuck_on_fraction = 0.6\n") == 7474);
    CHECK(refused("[variation.faults]\nopen_fraction = 1.6\n") == 2205);
    CHECK(refused("[variation.faults]\nshort_fraction = 0.1\n") == 2204);
}

TEST_CASE("study variation: what was drawn goes through the store") {
    PointResult result;
    CHECK(point_result_json(result).find("variation") == std::string::npos);
    VariationCounts counts{.cells = 7, .faults = {4, 1, 0, 2, 0}, .redrawn = 3};
    counts.on.add(0.5);
    counts.on.add(-0.25);
    result.variation = counts;
    const auto back = parse_point_result(point_result_json(result), "test");
    REQUIRE(back.ok());
    REQUIRE(back->variation.has_value());
    CHECK(back->variation->faults == counts.faults);
    CHECK(back->variation->redrawn == 3);
    CHECK(back->variation->on.mean() == 0.125);
    CHECK(back->variation->on.sigma() == counts.on.sigma());
    CHECK(std::isnan(back->variation->off.mean()));
    CHECK(variation_counts_json(counts).find("\"open\":2") != std::string::npos);
}
