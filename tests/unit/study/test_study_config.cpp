// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_config.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/said.hpp"
#include "support/study_text.hpp"

using namespace crosspoint;
using crosspoint::testing::load_text;
using crosspoint::testing::refuse_text;
using crosspoint::testing::said;

namespace {

const std::string plain =
    "schema = 1\n"               // line 1
    "[network]\n"                // 2
    "model = \"m.npz\"\n"        // 3
    "[array]\n"                  // 4
    "topology = \"1t1r\"\n"      // 5
    "bl_segment_ohm = 2\n"       // 6
    "[cells]\n"                  // 7
    "r_on_ohm = \"100 kohm\"\n"  // 8
    "r_off_ohm = inf\n"          // 9
    "[inputs]\n"                 // 10
    "read_V = \"200 mV\"\n";     // 11

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("study file: one point with the defaults of the documentation") {
    const auto config = load_text(plain);
    REQUIRE_MESSAGE(config.ok(), said(config));
    CHECK(config->name == "my_study");
    CHECK(config->threads == 0);
    CHECK(config->axes.empty());
    REQUIRE(config->points.size() == 1);
    const StudyPoint& point = config->points[0];
    CHECK(point.axis_values.empty());
    CHECK(point.model.substr(point.model.size() - 6) == "/m.npz");
    CHECK(point.data == "fashion-mnist");
    CHECK(point.images == 10000);
    CHECK(point.bl_segment_ohm == 2.0);
    const TiledOptions& o = point.options;
    CHECK(o.tile.topology == Topology::one_transistor_column);
    CHECK(o.tile.rows == 128);
    CHECK(o.tile.cols == 128);
    CHECK(o.row_group == 64);
    CHECK(o.r_on_ohm == 100e3);
    CHECK(std::isinf(o.r_off_ohm));
    CHECK(o.tile.read_V == 0.2);
    CHECK(o.tile.bl.segment_ohm.at(0, 0, 128) == 2.0);
    CHECK(o.tile.sl.segment_ohm.at(0, 128, 128) == 2.0);
    CHECK(o.tile.bl.first_end == LineEnd{.kind = EndKind::drive_read});
    CHECK(o.tile.sl.last_end == LineEnd{.kind = EndKind::sense});
    CHECK(o.tile.sl.first_end == LineEnd{});
    CHECK(o.adc == AdcSpec{.full_scale_counts = 64.0});
    CHECK(o.fidelity == Fidelity::automatic);
    CHECK(o.seed == 1);
}

TEST_CASE("study file: every key arrives where it belongs") {
    const auto config = load_text(
        "schema = 1\nname = \"a.b-c_1\"\nseed = 7\n"
        "[network]\nmodel = \"/m.npz\"\ndata = \"idx\"\nimages = 3\n"
        "[array]\ntopology = \"1t1r\"\nsource_line = \"row\"\ntile_rows = 20\ntile_cols = 30\n"
        "row_group = 10\nfirst_segment = false\nbl_segment_ohm = 1\nsl_segment_ohm = \"4 ohm\"\n"
        "[ends]\ndriver_ohm = 5\nsense_ohm = 6\nsense_end = \"top\"\n"
        "[cells]\nr_on_ohm = 1e3\nr_off_ohm = 1e6\ng_leak_S = \"1 nS\"\n"
        "[inputs]\nread_V = 1\n"
        "[adc]\nbits = 5\nreference = \"tile_mean\"\nfull_scale_counts = 8\n"
        "subtract_off_current = false\n"
        "[run]\nfidelity = \"mesh\"\nthreads = 3\n");
    REQUIRE_MESSAGE(config.ok(), said(config));
    CHECK(config->name == "a.b-c_1");
    CHECK(config->threads == 3);
    const StudyPoint& point = config->points.at(0);
    CHECK(point.model == "/m.npz");
    CHECK(point.data.substr(point.data.size() - 4) == "/idx");
    CHECK(point.images == 3);
    const TileSpec& tile = point.options.tile;
    CHECK(tile.topology == Topology::one_transistor_row);
    CHECK(tile.rows == 20);
    CHECK(tile.cols == 30);
    CHECK(tile.sl.segment_ohm.at(0, 1, 30) == 4.0);
    CHECK(tile.sl.segment_ohm.at(0, 0, 30) == 0.0);
    CHECK(tile.sl.first_end == LineEnd{.kind = EndKind::drive_read, .resistance_ohm = 5.0});
    CHECK(tile.bl.first_end == LineEnd{.kind = EndKind::sense, .resistance_ohm = 6.0});
    CHECK(tile.g_leak_S == 1e-9);
    CHECK(point.options.row_group == 10);
    CHECK(point.options.seed == 7);
    CHECK(point.options.fidelity == Fidelity::mesh);
    CHECK(point.options.adc == AdcSpec{.bits = 5,
                                       .reference = AdcReference::tile_mean,
                                       .full_scale_counts = 8.0,
                                       .subtract_off_current = false});
}

TEST_CASE("study file: passive tiles drive word lines and sense bit lines") {
    const auto config = load_text(replaced(plain, "1t1r\"\n", "passive\"\nwl_segment_ohm = 3\n") +
                                  "[ends]\ndriver_ohm = 7\nsense_ohm = 8\n");
    REQUIRE_MESSAGE(config.ok(), said(config));
    const TileSpec& tile = config->points.at(0).options.tile;
    CHECK(tile.topology == Topology::passive);
    CHECK(tile.wl.segment_ohm.at(0, 1, 128) == 3.0);
    CHECK(tile.bl.segment_ohm.at(0, 1, 128) == 2.0);
    CHECK(tile.wl.first_end == LineEnd{.kind = EndKind::drive_input, .resistance_ohm = 7.0});
    CHECK(tile.bl.last_end == LineEnd{.kind = EndKind::sense, .resistance_ohm = 8.0});
    CHECK(tile.read_V == 0.2);
    CHECK(setting_text(config->points[0].settings_json, "array.topology") == "passive");
    // Lines and cells that such a tile does not have.
    refuse_text(replaced(plain, "1t1r\"\n", "passive\"\nsl_segment_ohm = 3\n"), 2202, 6);
    refuse_text(replaced(plain, "1t1r\"\n", "1t1r\"\nwl_segment_ohm = 3\n"), 2202, 6);
    refuse_text(replaced(replaced(plain, "1t1r", "passive"), "inf", "inf\ng_leak_S = 1e-9"), 2202,
                10);
}

TEST_CASE("study file: segments by technology node, and keys that win over them") {
    const std::string node = replaced(plain, "bl_segment_ohm = 2\n", "") +
                             "[array.wires]\nsource = \"neurosim\"\nnode_nm = [14, 7]\n";
    const auto config = load_text(node);
    REQUIRE_MESSAGE(config.ok(), said(config));
    REQUIRE(config->points.size() == 2);
    CHECK(config->axes[0].values == std::vector<std::string>{"14", "7"});
    const TileSpec& tile = config->points[1].options.tile;
    CHECK(std::abs(tile.bl.segment_ohm.at(0, 1, 128) - 21.17) < 0.01);
    CHECK(tile.sl.segment_ohm.at(0, 1, 128) == tile.bl.segment_ohm.at(0, 1, 128));
    CHECK(config->points[1].bl_segment_ohm == tile.bl.segment_ohm.at(0, 1, 128));
    const auto own = load_text(replaced(node, "1t1r\"\n", "1t1r\"\nbl_segment_ohm = 5\n"));
    REQUIRE_MESSAGE(own.ok(), said(own));
    CHECK(own->points[0].options.tile.bl.segment_ohm.at(0, 1, 128) == 5.0);
    CHECK(own->points[0].options.tile.sl.segment_ohm.at(0, 1, 128) == 5.0);
    refuse_text(replaced(node, "14", "5"), 2014, 13);
    refuse_text(node + "layer = \"M2\"\n", 2224, 14);
    refuse_text(replaced(node, "neurosim\"\nnode_nm = [14, 7]", "asap7\"\nlayer = \"M2\""), 2204,
                11);
}

TEST_CASE("study file: lists make all combinations, the last axis fastest") {
    std::string text = replaced(plain, "bl_segment_ohm = 2", "bl_segment_ohm = [0, \"0.2 ohm\"]");
    text = replaced(text, "schema = 1\n", "schema = 1\nseed = [3, 1, 2]\n");
    text += "[adc]\nbits = [\"ideal\", 4]\n";
    const auto config = load_text(text);
    REQUIRE_MESSAGE(config.ok(), said(config));
    REQUIRE(config->axes.size() == 3);
    CHECK(config->axes[0].path == "seed");
    CHECK(config->axes[1].path == "array.bl_segment_ohm");
    CHECK(config->axes[1].column() == "bl_segment_ohm");
    CHECK(config->axes[1].values == std::vector<std::string>{"0", "0.2"});
    CHECK(config->axes[2].values == std::vector<std::string>{"ideal", "4"});
    REQUIRE(config->points.size() == 12);
    std::size_t p = 0;
    for (const std::uint64_t seed : {3u, 1u, 2u})
        for (const double ohm : {0.0, 0.2})
            for (const int bits : {0, 4}) {
                CAPTURE(p);
                const StudyPoint& point = config->points[p++];
                CHECK(point.options.seed == seed);
                CHECK(point.bl_segment_ohm == ohm);
                CHECK(point.options.tile.sl.segment_ohm.at(0, 3, 128) == ohm);
                CHECK(point.options.adc.bits == bits);
                CHECK(point.axis_values[2].second == (bits == 0 ? "ideal" : "4"));
            }
    for (std::size_t a = 0; a < 12; ++a)
        for (std::size_t b = 0; b < a; ++b)
            CHECK(config->points[a].settings_json != config->points[b].settings_json);
}

TEST_CASE("study file: the settings do not depend on how values are written") {
    const auto a = load_text(plain);
    const auto b = load_text(replaced(
        replaced(plain, "bl_segment_ohm = 2", "bl_segment_ohm = [2.0]"), "\"200 mV\"", "0.2"));
    const auto c = load_text(plain + "[run]\nthreads = 2\n");
    REQUIRE((a.ok() && b.ok() && c.ok()));
    CHECK(a->points[0].settings_json == b->points[0].settings_json);
    CHECK(a->points[0].settings_json == c->points[0].settings_json);
    CHECK(setting_text(a->points[0].settings_json, "cells.r_off_ohm") == "inf");
    CHECK(setting_text(a->points[0].settings_json, "inputs.read_V") == "0.2");
    CHECK(setting_text(a->points[0].settings_json, "array.first_segment") == "true");
}

TEST_CASE("study file: bad keys and values point to their place") {
    refuse_text(replaced(plain, "model =", "modle ="), 2202, 3);
    refuse_text(plain + "[aray]\nrows = [1, 2]\n", 2202, 12);
    refuse_text(replaced(plain, "schema = 1", "schema = 2"), 2205, 1);
    refuse_text(replaced(plain, "1t1r", "active"), 2206, 5);
    refuse_text(replaced(plain, "bl_segment_ohm = 2", "bl_segment_ohm = -1"), 2205, 6);
    refuse_text(replaced(plain, "bl_segment_ohm = 2", "bl_segment_ohm = nan"), 2205, 6);
    refuse_text(replaced(plain, "bl_segment_ohm = 2", "bl_segment_ohm = \"2 V\""), 1031, 6);
    refuse_text(replaced(plain, "bl_segment_ohm = 2\n", ""), 2204, 4);
    refuse_text(replaced(plain, "200 mV", "0 V"), 2205, 11);
    refuse_text(replaced(plain, "inf", "100e3"), 5008, 9);
    refuse_text(plain + "[adc]\nbits = 17\n", 2205, 13);
    refuse_text(plain + "[adc]\nbits = \"many\"\n", 2206, 13);
    refuse_text(plain + "[run]\nfidelity = \"spice\"\n", 2206, 13);
    refuse_text(replaced(plain, "[array]\n", "[array]\nrow_group = 129\n"), 5005, 5);
    refuse_text(replaced(plain, "[array]\n", "[array]\ntile_rows = 0\n"), 2205, 5);
    refuse_text(replaced(plain, "schema = 1\n", "schema = 1\nname = \"a/b\"\n"), 5009, 2);
    refuse_text(replaced(plain, "schema = 1\n", "schema = 1\nname = \"..\"\n"), 5009, 2);
    refuse_text(replaced(plain, "[cells]", "[cells"), 2201, 7);
}

TEST_CASE("study file: bad axes point to their place") {
    const auto segment = [](const std::string& value) {
        return replaced(plain, "bl_segment_ohm = 2", "bl_segment_ohm = " + value);
    };
    refuse_text(segment("[]"), 5002, 6);
    refuse_text(segment("[1, 2, \"1 ohm\"]"), 5004, 6);
    refuse_text(segment("[1,\n2,\n-3]"), 2205, 8);
    refuse_text(segment("[[1, 2], [3]]"), 5003, 6);
    refuse_text(replaced(plain, "schema = 1", "schema = [1]"), 5001, 1);
    refuse_text(replaced(plain, "schema = 1\n", "schema = 1\nname = [\"a\", \"b\"]\n"), 5001, 2);
    refuse_text(plain + "[run]\nthreads = [1, 2]\n", 5001, 13);
    refuse_text(plain + "[[ends]]\ndriver_ohm = 1\n[[ends]]\ndriver_ohm = 2\n", 5003, 12);
    // Only one combination of the two axes is wrong.
    refuse_text(
        replaced(plain, "[array]\n", "[array]\ntile_rows = [128, 32]\nrow_group = [64, 32]\n"),
        5005, 6);
    std::string many = "[0";
    for (int k = 1; k < 400; ++k) many += ", " + std::to_string(k);
    many += "]";
    refuse_text(replaced(segment(many), "schema = 1\n", "schema = 1\nseed = " + many + "\n"), 5007,
                7);
}

TEST_CASE("study file: a file that is not there") {
    const auto config = load_study("/nowhere/study.toml");
    REQUIRE(!config.ok());
    CHECK(config.error().id == 1001);
}

TEST_CASE("variants: their keys win over the file, in all combinations with the axes") {
    const auto config = load_text(replaced(plain, "= 2\n", "= [1, 2]\n") +
                                  "[adc]\n"             // 12
                                  "bits = 5\n"          // 13
                                  "[[variant]]\n"       // 14
                                  "name = \"plain\"\n"  // 15
                                  "[[variant]]\n"       // 16
                                  "name = \"other\"\n"  // 17
                                  "array.row_group = 32\n"
                                  "array.bl_segment_ohm_typo = 1\n");
    REQUIRE(!config.ok());  // an unknown key in the second variant, where it stands
    CHECK(config.error().id == 2202);
    CHECK(config.error().where->line == 19);

    const auto good = load_text(replaced(plain, "= 2\n", "= [1, 2]\n") +
                                "[adc]\nbits = 5\n"
                                "[[variant]]\nname = \"plain\"\n"
                                "[[variant]]\nname = \"other\"\narray.row_group = 32\n"
                                "adc.full_scale_counts = 20\nmap.sparsify = \"both\"\n");
    REQUIRE_MESSAGE(good.ok(), said(good));
    CHECK(good->name == "my_study");  // the name of a variant is not that of the study
    REQUIRE(good->points.size() == 4);
    REQUIRE(good->axes.size() == 2);
    CHECK(good->axes[1].path == "variant");
    CHECK(good->axes[1].values == std::vector<std::string>{"plain", "other"});
    for (std::size_t p = 0; p < 4; ++p) {
        const StudyPoint& point = good->points[p];
        const bool other = p % 2 == 1;
        CHECK(point.bl_segment_ohm == (p < 2 ? 1.0 : 2.0));
        CHECK(point.options.row_group == (other ? 32 : 64));
        CHECK(point.options.adc.bits == 5);
        CHECK(point.options.adc.full_scale_counts == (other ? 20 : 64));
        CHECK(point.options.sparsify == (other ? Sparsify::both : Sparsify::none));
    }
}

TEST_CASE("variants: what cannot be is refused at its line") {
    const std::string axis = replaced(plain, "= 2\n", "= [1, 2]\n");
    refuse_text(plain + "[[variant]]\nname = \"a\"\n[[variant]]\nname = \"a\"\n", 5004, 14);
    refuse_text(plain + "[[variant]]\narray.row_group = 32\n", 2204, 12);
    refuse_text(plain + "[[variant]]\nname = \"a, b\"\n", 5012, 13);
    refuse_text(plain + "[[variant]]\nname = \"a\"\narray.row_group = [32, 64]\n", 5003, 12);
    refuse_text(
        axis + "[[variant]]\nname = \"a\"\n[[variant]]\nname = \"b\"\narray.bl_segment_ohm = 3\n",
        5011, 14);
    refuse_text("variant = [1, 2]\n" + plain, 2203, 1);
    refuse_text("variant = 1\n" + plain, 2203, 1);
}
