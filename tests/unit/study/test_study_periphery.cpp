// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_periphery.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "crosspoint/study/cost_report.hpp"
#include "support/near.hpp"
#include "support/said.hpp"

using namespace crosspoint;
using testing::rel_diff;
using testing::said;

namespace {

TomlDocument parse(const std::string& text) {
    auto document = TomlDocument::parse(text, "study.toml");
    REQUIRE(document.ok());
    return std::move(*document);
}

// The number of the error that a text gives, after all of its keys were found to be known.
int adc_error(const std::string& text, bool is_signed = false) {
    const TomlDocument document = parse(text);
    const auto adc = read_study_adc(document.root().get("adc"), 64, is_signed);
    CHECK(document.check_all_used().ok());
    REQUIRE_FALSE(adc.ok());
    REQUIRE(adc.error().where);
    return adc.error().id;
}

}  // namespace

TEST_CASE("study periphery: a file without the new keys has the settings it always had") {
    const TomlDocument document = parse("[adc]\nbits = 5\n");
    const auto adc = read_study_adc(document.root().get("adc"), 64);
    REQUIRE(adc.ok());
    CHECK(adc->settings_json == R"({"bits":5,"reference":"cell","full_scale_counts":"row_group",)"
                                R"("subtract_off_current":true})");
    CHECK(adc->spec == AdcSpec{.bits = 5, .full_scale_counts = 64.0});
    CHECK_FALSE(read_study_sense(document.root().get("sense"))->has_value());
    CHECK_FALSE(read_study_cost(document.root().get("cost"), "1t1r")->has_value());
}

TEST_CASE("study periphery: every key of the converter arrives") {
    const TomlDocument document = parse(
        "[adc]\nkind = \"sar\"\nbits = 6\nreference = \"column\"\nfull_scale_counts = 32\n"
        "reference_column = \"in_array\"\ncolumns_per_adc = 8\nconverter_seed = 3\n"
        "offset_codes = -0.5\noffset_sigma_codes = 0.25\ngain_error = 0.01\ngain_sigma = 0.02\n"
        "unit_capacitor_sigma = 0.03\nnoise_codes = 0.4\n");
    const auto adc = read_study_adc(document.root().get("adc"), 64);
    REQUIRE(adc.ok());
    CHECK(document.check_all_used().ok());
    CHECK(adc->spec == AdcSpec{.bits = 6,
                               .reference = AdcReference::column,
                               .full_scale_counts = 32.0,
                               .reference_column = ReferenceColumn::in_array,
                               .kind = AdcKind::sar,
                               .errors = {.offset_codes = -0.5,
                                          .offset_sigma_codes = 0.25,
                                          .gain_error = 0.01,
                                          .gain_sigma = 0.02,
                                          .unit_capacitor_sigma = 0.03,
                                          .noise_codes = 0.4},
                               .columns_per_adc = 8,
                               .seed = 3});
    const auto settings = nlohmann::json::parse(adc->settings_json);
    for (const char* key :
         {"kind", "reference_column", "columns_per_adc", "converter_seed", "offset_codes",
          "offset_sigma_codes", "gain_error", "gain_sigma", "unit_capacitor_sigma", "noise_codes"})
        CHECK(settings.contains(key));
}

TEST_CASE("study periphery: converters that make no sense are refused with a place") {
    CHECK(adc_error("[adc]\nkind = \"sar\"\n") == 4601);
    CHECK(adc_error("[adc]\nkind = \"sar\"\nbits = \"ideal\"\n") == 4601);
    CHECK(adc_error("[adc]\nbits = 5\nnoise_codes = 0.1\n") == 4602);
    CHECK(adc_error("[adc]\nsubtract_off_current = false\nreference_column = \"in_array\"\n") ==
          4603);
    CHECK(adc_error("[adc]\nbits = 1\n", true) == 4604);
    CHECK(adc_error("[adc]\nkind = \"sar\"\nbits = 5\nunit_capacitor_sigma = 0.2\n") == 4605);
    CHECK(adc_error("[adc]\nkind = \"sar\"\nbits = 5\nnoise_codes = -1\n") == 4605);
    CHECK(adc_error("[adc]\nkind = \"flash\"\n") == 2206);
    CHECK(adc_error("[adc]\nbits = 17\n") == 2205);
    CHECK(adc_error("[adc]\ncolumns_per_adc = 0\n") == 2205);
    CHECK(adc_error("[adc]\nbits = true\nnoise_codes = \"much\"\n") == 2203);
    CHECK(adc_error("adc = 3\n") == 2203);
}

TEST_CASE("study periphery: sense amplifiers") {
    const TomlDocument document = parse(
        "[sense]\noffset_sigma_ln = 0.1\ncolumns_per_amplifier = 4\nxnor = \"before_latch\"\n"
        "amplifier_seed = 9\n");
    const auto sense = read_study_sense(document.root().get("sense"));
    REQUIRE(sense.ok());
    REQUIRE(sense->has_value());
    CHECK(document.check_all_used().ok());
    CHECK((*sense)->spec == SenseAmplifierSpec{.offset_sigma_ln = 0.1,
                                               .columns_per_amplifier = 4,
                                               .xnor = XnorPlace::before_latch,
                                               .seed = 9});
    const TomlDocument bad = parse("[sense]\noffset_sigma_ln = -0.1\nxnor = \"nowhere\"\n");
    const auto refused = read_study_sense(bad.root().get("sense"));
    CHECK(bad.check_all_used().ok());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().id == 2205);
}

TEST_CASE("study periphery: figures of the cost with units; text and JSON of an image") {
    const TomlDocument document = parse(
        "[cost]\nread_s = \"5 ns\"\nwalden_J = \"20 fJ\"\nadc_energy = \"schreier\"\n"
        "popcount_ahead = true\n");
    const auto cost = read_study_cost(document.root().get("cost"), "passive");
    REQUIRE_MESSAGE(cost.ok(), said(cost));
    CHECK(document.check_all_used().ok());
    const CostFigures& f = (*cost)->figures;
    CHECK(rel_diff(f.read_s, 5e-9) < 1e-15);
    CHECK(rel_diff(f.walden_J, 20e-15) < 1e-15);
    CHECK(f.adc_energy == AdcEnergy::schreier);
    CHECK(f.popcount_ahead);
    CHECK(f.feature_m == CostFigures{}.feature_m);
    CHECK(nlohmann::json::parse((*cost)->settings_json).size() == cost_keys().size() + 2);

    const TomlDocument sram = parse("[cost]\ncell = \"8t_sram\"\n");
    CHECK((*read_study_cost(sram.root().get("cost"), ""))->figures.cell_area_F2 == 280.0);
    const TomlDocument given = parse("[cost]\ncell_area_F2 = 600\n");
    CHECK((*read_study_cost(given.root().get("cost"), ""))->figures.cell_area_F2 == 600.0);
    const TomlDocument unknown = parse("[cost]\nsense_J = 0\n");
    CHECK(read_study_cost(unknown.root().get("cost"), "").error().id == 4606);

    const TomlDocument bad = parse("[cost]\nread_s = \"5 ohm\"\nsense_J = -1\n");
    const auto refused = read_study_cost(bad.root().get("cost"), "1t1r");
    CHECK(bad.check_all_used().ok());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().id == 1031);

    // 1 mA in sum at 0.2 V for 5 ns in 10 images: 0.1 pJ an image
    const LayerActivity layer{.name = "hidden",
                              .tiles = 1,
                              .tile_rows = 10,
                              .tile_cols = 10,
                              .asserted_rows = 10,
                              .sequential_reads = 10,
                              .current_sum_A = 1e-3,
                              .read_V = 0.2};
    const NetworkCost total = network_cost(f, {&layer, 1}, 10);
    const auto json = nlohmann::json::parse(cost_json(total, f));
    CHECK(json.at("images") == 10);
    CHECK(rel_diff(json.at("layers").at(0).at("array_J").get<double>(), 1e-13) < 1e-12);
    CHECK(rel_diff(json.at("total").at("latency_s").get<double>(), 5e-9) < 1e-12);
    CHECK(rel_diff(json.at("total").at("area_m2").get<double>(), 100.0 * 4.0 * 18e-9 * 18e-9) <
          1e-12);
    CHECK(json.at("figures").at("read_s").at("unit") == "s");
    CHECK_FALSE(json.at("figures").at("full_adder_J").at("source").get<std::string>().empty());
    const std::string text = cost_text(total);
    CHECK(text.find("hidden") != std::string::npos);
    CHECK(text.find("100 fJ") != std::string::npos);
    CHECK(text.find("5 ns") != std::string::npos);
    CHECK(text.find("total") != std::string::npos);
}
