// Studies whose arrays store weights: settings, refusals, columns, and what the store keeps.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_weight_memory.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "crosspoint/study/study_files.hpp"
#include "support/said.hpp"
#include "support/study_text.hpp"

using namespace crosspoint;
using crosspoint::testing::load_text;
using crosspoint::testing::refuse_text;
using crosspoint::testing::said;

namespace {

const std::string plain =
    "schema = 1\n"              // line 1
    "[network]\n"               // 2
    "model = \"m.npz\"\n"       // 3
    "[array]\n"                 // 4
    "topology = \"1t1r\"\n"     // 5
    "bl_segment_ohm = 2\n"      // 6
    "[cells]\n"                 // 7
    "r_on_ohm = \"10 kohm\"\n"  // 8
    "r_off_ohm = 1e5\n"         // 9
    "[inputs]\n"                // 10
    "read_V = \"200 mV\"\n"     // 11
    "[map]\n";                  // 12

Result<StudyConfig> load(const std::string& more) { return load_text(plain + more); }

void refuse(const std::string& more, int id, int line) { refuse_text(plain + more, id, line); }

}  // namespace

TEST_CASE("study of stored weights: settings with their defaults") {
    const auto config = load("encoding = \"2t2r\"\n");
    REQUIRE_MESSAGE(config.ok(), said(config));
    const StudyPoint& point = config->points[0];
    REQUIRE(point.memory.has_value());
    CHECK(point.memory->memory == WeightMemory::two_cells);
    CHECK(point.memory->sense == SenseAmplifierSpec{});
    const auto settings = nlohmann::json::parse(point.settings_json);
    CHECK(settings["map"]["encoding"] == "2t2r");
    CHECK(settings["sense"]["reference_ohm"] == "best");
    CHECK(settings["sense"]["offset_sigma_ln"] == 0.0);
    CHECK_FALSE(settings.contains("adc"));
    CHECK(has_memory_points(*config));
    CHECK_FALSE(has_memory_points(*load("encoding = \"xnor\"\n")));
}

TEST_CASE("study of stored weights: every memory is a value of an axis, so are the amplifiers") {
    const auto config = load(
        "encoding = [\"2t2r\", \"1t1r_digital\", \"1t1r_secded_8_4\", \"1t1r_secded_39_32\", "
        "\"1t1r_secded_72_64\"]\n[sense]\noffset_sigma_ln = [0, 0.3]\nreference_ohm = \"30 kohm\"\n"
        "reference_cells = \"in_array\"\namplifier_seed = 4\n");
    REQUIRE_MESSAGE(config.ok(), said(config));
    REQUIRE(config->points.size() == 10);
    for (std::size_t p = 0; p < 10; ++p) {
        const MemoryOptions& memory = config->points[p].memory.value();
        CHECK(memory.memory == static_cast<WeightMemory>(p / 2));
        CHECK(weight_memory_name(memory.memory) == config->points[p].axis_values[0].second);
        CHECK(memory.sense.offset_sigma_ln == (p % 2 == 0 ? 0.0 : 0.3));
        CHECK(memory.sense.seed == 4);
        CHECK(memory.reference_ohm == 3e4);
        CHECK(memory.reference_cells == ReferenceCells::in_array);
    }
}

TEST_CASE("study of stored weights: the law of the reference is an axis") {
    const auto config = load(
        "encoding = \"1t1r_digital\"\n[sense]\nreference_ohm = [\"best\", \"balanced\", 2e4]\n");
    REQUIRE_MESSAGE(config.ok(), said(config));
    REQUIRE(config->points.size() == 3);
    CHECK(config->points[0].memory->reference_rule == ReferenceRule::best);
    CHECK(config->points[1].memory->reference_rule == ReferenceRule::balanced);
    CHECK(config->points[1].memory->reference_ohm == 0.0);
    CHECK(config->points[2].memory->reference_ohm == 2e4);
    CHECK(config->points[1].settings_json.find("\"balanced\"") != std::string::npos);
}

TEST_CASE("study of stored weights: what means nothing there is refused where it stands") {
    refuse("[sense]\noffset_sigma_ln = 0.1\n", 5060, 13);
    refuse("encoding = \"2t2r\"\nsparsify = \"weights\"\n", 5061, 14);
    refuse("encoding = \"2t2r\"\nrecalibrate = true\n", 5061, 14);
    refuse("encoding = \"2t2r\"\nrow_order = \"balanced\"\n", 5061, 14);
    refuse("encoding = \"2t2r\"\n[adc]\nbits = 5\n", 5061, 14);
    refuse("encoding = \"2t2r\"\n[cost]\n", 5061, 14);
    refuse("encoding = \"2t2r\"\n[inference]\nmode = \"table\"\n", 5061, 15);
    refuse("encoding = \"1t1r_secded_8_4\"\n[sense]\nxnor = \"before_latch\"\n", 4520, 14);
    refuse(
        "encoding = \"1t1r_digital\"\n[variation.device.r_on_ohm]\ndistribution = \"normal\"\n"
        "sigma_relative = 0.1\n",
        4521, 4);
    refuse("encoding = \"1t1r_digital\"\n[sense]\nreference_ohm = \"3 V\"\n", 1031, 15);
    refuse("encoding = \"1t1r_digital\"\n[sense]\nreference_ohm = \"good\"\n", 1032, 15);
    refuse("encoding = \"3t3r\"\n", 2206, 13);
}

TEST_CASE("study of stored weights: columns, figures and the store") {
    const auto config = load("encoding = [\"2t2r\", \"1t1r_secded_8_4\"]\n");
    REQUIRE_MESSAGE(config.ok(), said(config));
    PointResult result;
    result.images = 10;
    result.layers.resize(3);
    result.layers[1].name = "two";
    result.memory = {{.name = "one",
                      .tiles = 2,
                      .weights = 150,
                      .weight_reads = 300,
                      .weight_errors = 3,
                      .raised = 2,
                      .cells = 300,
                      .bits = 300,
                      .bit_errors = 3,
                      .law = 0.02},
                     {.name = "two",
                      .tiles = 1,
                      .weights = 100,
                      .weight_reads = 100,
                      .weight_errors = 1,
                      .raised = 1,
                      .cells = 200,
                      .bits = 200,
                      .bit_errors = 7,
                      .law = 0.04},
                     {.name = "three", .law = std::numeric_limits<double>::quiet_NaN()}};
    const MemoryFigures all = memory_figures(result.memory);
    CHECK(all.weight_ber == 0.01);
    CHECK(std::abs(all.weight_ber_law - 0.028) < 1e-15);
    CHECK(all.bit_ber == 0.02);
    CHECK(all.cells_per_weight == 2.0);
    CHECK(std::isnan(memory_figures({}).weight_ber));

    const auto again = parse_point_result(point_result_json(result), "test");
    REQUIRE_MESSAGE(again.ok(), said(again));
    CHECK(point_result_json(*again) == point_result_json(result));
    REQUIRE(again->memory.size() == 3);
    CHECK(again->memory[1].bit_errors == 7);
    CHECK(again->memory[1].law == 0.04);
    CHECK(std::isnan(again->memory[2].law));

    StudyInputs inputs;
    PointResult failed;
    failed.status = "failed";
    const std::vector<StudyRow> rows = {
        {.point = &config->points[0], .inputs = &inputs, .result = &result},
        {.point = &config->points[1], .inputs = &inputs, .result = &failed}};
    const std::string curve = curve_csv(*config, rows);
    CHECK(
        curve.find(
            ",column_current_A,weight_ber,weight_ber_law,error_bias,bit_ber,cells_per_weight\n") !=
        std::string::npos);
    CHECK(curve.find(",0.01,0.028,0.5,0.02,2\n") != std::string::npos);
    CHECK(curve.find("1t1r_secded_8_4,2,nan,nan,nan,nan,nan,nan,nan,nan,nan,nan,nan,nan\n") !=
          std::string::npos);
    const std::string layers = layers_csv(*config, rows);
    CHECK(layers.find(",0.01,0.04,1,0.035,2\n") != std::string::npos);
    CHECK(layers.find(",nan,nan,nan,nan,nan\n") != std::string::npos);
    result.memory[1].name = "stage1.block0.conv1";  // as wide as its column
    const std::string text = memory_text(result);
    const std::size_t head = text.find('\n');
    CHECK(text.find('\n', head + 1) == 2 * head + 1);
    CHECK(text.find("stage1.block0.conv1  ") != std::string::npos);
}
