// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_files.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/curve_plot.hpp"
#include "support/said.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::said;
using crosspoint::testing::TempFolder;

namespace {

// A study of some axes and results that are made up: point k has k correct images of 10.
struct Example {
    StudyConfig config;
    StudyInputs inputs;
    std::vector<PointResult> results;
    std::vector<StudyRow> rows;

    explicit Example(const std::string& segment, const std::string& more = "") {
        const TempFolder folder;
        REQUIRE(write_file(folder / "s.toml",
                           "schema = 1\n[network]\nmodel = \"m.npz\"\nimages = 10\n"
                           "[array]\ntopology = \"1t1r\"\n" +
                               segment +
                               "\n[cells]\nr_on_ohm = 1e5\nr_off_ohm = 1e7\n"
                               "[inputs]\nread_V = 0.2\n" +
                               more)
                    .ok());
        auto loaded = load_study(folder / "s.toml");
        REQUIRE_MESSAGE(loaded.ok(), said(loaded));
        config = std::move(*loaded);
        inputs.count = 10;
        inputs.software_correct = 9;
        results.resize(config.points.size());
        for (std::size_t k = 0; k < results.size(); ++k) {
            results[k].images = 10;
            results[k].correct = static_cast<std::int64_t>(k % 10);
            results[k].layers.resize(2);
            results[k].layers[0].partial_sums = {.count = 4,
                                                 .wrong = 1,
                                                 .sum = 1,
                                                 .sum_squared = 1,
                                                 .largest = 1,
                                                 .ones = 3,
                                                 .plain_ones = 4};
            results[k].layers[0].current_A = 8e-6;
            results[k].layers[0].activations = 3;
            results[k].layers[0].activation_errors = 1;
            rows.push_back({.point = &config.points[k], .inputs = &inputs, .result = &results[k]});
        }
    }
};

}  // namespace

TEST_CASE("curve.csv: exactly the agreed columns for the segment axis") {
    const Example e("bl_segment_ohm = [0, 0.2, \"50 ohm\"]");
    CHECK(curve_csv(e.config, e.rows) ==
          "bl_segment_ohm,accuracy,accuracy_low,accuracy_high,ps_error_rms,activation_ber,"
          "ps_reduction,column_current_A\n"
          "0,0,0,0.2775328,0.5,0.333333333,0.25,2e-06\n"
          "0.2,0.1,0.0178762131,0.404150027,0.5,0.333333333,0.25,2e-06\n"
          "50,0.2,0.0566821515,0.509837528,0.5,0.333333333,0.25,2e-06\n");
}

TEST_CASE("curve.csv: other axes come first; no axis leaves the segment column") {
    const Example two("bl_segment_ohm = [1, 2]\nrow_group = [32, 64]");
    const std::string csv = curve_csv(two.config, two.rows);
    CHECK(csv.rfind("row_group,bl_segment_ohm,accuracy,", 0) == 0);
    CHECK(csv.find("\n32,1,0,") != std::string::npos);
    CHECK(csv.find("\n64,1,0.1,") != std::string::npos);
    const Example none("bl_segment_ohm = 3");
    CHECK(curve_csv(none.config, none.rows).rfind("bl_segment_ohm,accuracy,", 0) == 0);
    CHECK(curve_csv(none.config, none.rows).find("\n3,0,") != std::string::npos);
}

TEST_CASE("curve.csv: texts with commas are quoted") {
    Example e("bl_segment_ohm = 3");
    const TempFolder folder;
    REQUIRE(write_file(folder / "s.toml",
                       "schema = 1\n[network]\nmodel = [\"a,b.npz\", \"c\\\"d.npz\"]\nimages = 10\n"
                       "[array]\ntopology = \"1t1r\"\nbl_segment_ohm = 1\n"
                       "[cells]\nr_on_ohm = 1e5\nr_off_ohm = 1e7\n[inputs]\nread_V = 0.2\n")
                .ok());
    const auto config = load_study(folder / "s.toml");
    REQUIRE(config.ok());
    std::vector<StudyRow> rows;
    for (const StudyPoint& point : config->points) {
        rows.push_back({.point = &point, .inputs = &e.inputs, .result = &e.results[0]});
    }
    const std::string csv = curve_csv(*config, rows);
    CHECK(csv.find("\n\"a,b.npz\",1,") != std::string::npos);
    CHECK(csv.find("\n\"c\"\"d.npz\",1,") != std::string::npos);
}

TEST_CASE("curve.csv: a failed point is marked and a missing one left out") {
    Example e("bl_segment_ohm = [0, 1, 2]");
    e.results[1].status = "singular";
    e.rows[2].result = nullptr;
    const std::string csv = curve_csv(e.config, e.rows);
    CHECK(csv.find("\n1,nan,nan,nan,nan,nan,nan,nan\n") != std::string::npos);
    CHECK(csv.find("\n2,") == std::string::npos);
    CHECK(layers_csv(e.config, e.rows).find("\n1,") == std::string::npos);
    const std::string report = study_report_json(e.config, e.rows, "1");
    CHECK(report.find("\"points_failed\": 1") != std::string::npos);
    CHECK(report.find("\"accuracy\": null") != std::string::npos);
}

TEST_CASE("study files: numbers") {
    CHECK(csv_number(0.1) == "0.1");
    CHECK(csv_number(1.0 / 3.0) == "0.333333333");
    CHECK(csv_number(-std::numeric_limits<double>::quiet_NaN()) == "nan");
    CHECK(csv_number(std::numeric_limits<double>::infinity()) == "inf");
}

TEST_CASE("study.resolved.json: axes as lists and defaults by name") {
    const Example e("bl_segment_ohm = [0, 0.2]");
    const std::string json = study_resolved_json(e.config, e.rows, "9.9");
    CHECK(json.find("\"program_version\": \"9.9\"") != std::string::npos);
    CHECK(json.find("\"sl_segment_ohm\": \"bl_segment_ohm\"") != std::string::npos);
    CHECK(json.find("0.0,\n        0.2\n") != std::string::npos);
    CHECK(json.find("\"software_accuracy\": 0.9") != std::string::npos);
}

TEST_CASE("picture: zero stands left of a break on a logarithmic axis") {
    const Example e("bl_segment_ohm = [0, 0.3, 30]");
    const std::string script = curve_script(e.config, e.rows);
    CHECK(script.find("set logscale x") != std::string::npos);
    CHECK(script.find("'0' 0.1, ") != std::string::npos);
    CHECK(script.find("$curve0_alone << END\n0.1 0 ") != std::string::npos);
    CHECK(script.find("'software 90 %'") != std::string::npos);
}

TEST_CASE("picture: a narrow range is linear; one curve for each other combination") {
    const Example e("bl_segment_ohm = [1, 2, 3]\nrow_group = [32, 64]");
    const std::string script = curve_script(e.config, e.rows);
    CHECK(script.find("set logscale") == std::string::npos);
    CHECK(script.find("title 'row_group = 64'") != std::string::npos);
    CHECK(script.find("$curve1 << END\n1 10 ") != std::string::npos);
}

TEST_CASE("picture: another axis of numbers takes the place of the segment resistance") {
    const Example e("bl_segment_ohm = 1", "[adc]\nbits = [3, 4, 5]\n");
    const std::string script = curve_script(e.config, e.rows);
    CHECK(script.find("set xlabel 'bits'") != std::string::npos);
    CHECK(script.find("\n5 20 ") != std::string::npos);
}

TEST_CASE("picture: none without a good result") {
    Example e("bl_segment_ohm = [0, 1]");
    for (PointResult& result : e.results) result.status = "failed";
    CHECK(curve_script(e.config, e.rows).empty());
}
