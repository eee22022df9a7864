// [flips] of a study file.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_flips.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "crosspoint/study/study_config.hpp"
#include "support/near.hpp"
#include "support/said.hpp"
#include "support/study_text.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

const std::string head =
    "schema = 1\n"         // line 1
    "[network]\n"          // 2
    "model = \"m.npz\"\n"  // 3
    "[inference]\n"        // 4
    "mode = \"flips\"\n";  // 5

const std::string memory =
    "[flips]\n[flips.memory]\nr_low_ohm = \"5 kohm\"\nr_high_ohm = \"50 kohm\"\n"
    "sigma_ln_low = 0.3\nsigma_ln_high = 0.6\n";

StudyPoint point_of(const std::string& text) {
    auto config = load_text(text);
    REQUIRE_MESSAGE(config.ok(), said(config));
    REQUIRE(config->points.size() == 1);
    return config->points[0];
}

}  // namespace

TEST_CASE("study flips: every key arrives, and the defaults are no errors") {
    const StudyPoint plain = point_of(head + "[flips]\n");
    REQUIRE(plain.flips.has_value());
    CHECK(plain.inference.mode == InferenceMode::flips);
    CHECK(plain.flips->flips.weight_ber == 0.0);
    CHECK(plain.flips->flips.activation_ber == 0.0);
    CHECK_FALSE(plain.flips->flips.fresh_weights);
    CHECK(plain.flips->flips.seed == 1);
    CHECK(plain.flips->layers == "all");
    CHECK_FALSE(plain.flips->memory.has_value());
    const StudyPoint full =
        point_of(head +
                 "[flips]\nweight_ber = 0.25\nactivation_ber = 1e-3\nlayers = \"fc0, fc2\"\n"
                 "map = \"fresh\"\nseed = 9\n[run]\nthreads = 2\n");
    CHECK(full.flips->flips.weight_ber == 0.25);
    CHECK(full.flips->flips.activation_ber == 1e-3);
    CHECK(full.flips->flips.fresh_weights);
    CHECK(full.flips->flips.seed == 9);
    CHECK(full.flips->layers == "fc0, fc2");
}

TEST_CASE("study flips: lists are axes, also of rates and seeds") {
    const auto config = load_text(head +
                                  "[flips]\nweight_ber = [0, 1e-4, 0.3]\nseed = [1, 2]\n"
                                  "layers = [\"all\", \"fc0\"]\n");
    REQUIRE_MESSAGE(config.ok(), said(config));
    CHECK(config->points.size() == 12);
    CHECK(config->points[11].flips->flips.weight_ber == 0.3);
    CHECK(config->points[11].flips->layers == "fc0");
    CHECK(setting_text(config->points[4].settings_json, "flips.weight_ber") == "0.0001");
}

TEST_CASE("study flips: one rate of weights or activations or both") {
    const auto config = load_text(
        head + "[flips]\nber = [0.1, 0.2]\nof = [\"weights\", \"activations\", \"both\"]\n");
    REQUIRE_MESSAGE(config.ok(), said(config));
    REQUIRE(config->points.size() == 6);
    const double expected[6][2] = {{0.1, 0}, {0, 0.1}, {0.1, 0.1}, {0.2, 0}, {0, 0.2}, {0.2, 0.2}};
    for (std::size_t p = 0; p < 6; ++p) {
        CHECK(config->points[p].flips->flips.weight_ber == expected[p][0]);
        CHECK(config->points[p].flips->flips.activation_ber == expected[p][1]);
    }
    CHECK(config->axes[1].path == "flips.of");
}

TEST_CASE("study flips: a memory has the error rate of its law") {
    // Q by the error function of the C library, not by that of the laws.
    const auto q = [](double x) { return 0.5 * (1.0 - std::erf(x / std::sqrt(2.0))); };
    const double d = std::log(10.0);
    const StudyPoint two = point_of(head + memory + "kind = \"2t2r\"\nsense_sigma_ln = 0.2\n");
    REQUIRE(two.flips->memory.has_value());
    CHECK(rel_diff(two.flips->flips.weight_ber, q(d / std::sqrt(0.09 + 0.36 + 0.04))) < 1e-9);
    CHECK(two.flips->memory->bits_per_weight == 2.0);
    const StudyPoint one =
        point_of(head + memory + "kind = \"1t1r\"\nreference_ohm = \"12 kohm\"\n");
    const double by_hand = 0.5 * (q(std::log(12.0 / 5.0) / 0.3) + q(std::log(50.0 / 12.0) / 0.6));
    CHECK(rel_diff(one.flips->flips.weight_ber, by_hand) < 1e-9);
    CHECK(one.flips->memory->bits_per_weight == 1.0);
    // The best reference is at least as good as any.
    const StudyPoint best = point_of(head + memory + "kind = \"1t1r\"\n");
    for (int k = 6; k < 50; ++k) {
        const double at = 0.5 * (q(std::log(k / 5.0) / 0.3) + q(std::log(50.0 / k) / 0.6));
        CHECK(best.flips->flips.weight_ber <= at * (1.0 + 1e-9));
    }
    const StudyPoint balanced =
        point_of(head + memory + "kind = \"1t1r\"\nreference_ohm = \"balanced\"\n");
    CHECK(rel_diff(balanced.flips->flips.weight_ber, q(d / 0.9)) < 1e-9);
    CHECK(balanced.flips->settings_json.find("\"reference_ohm\":\"balanced\"") !=
          std::string::npos);
    const StudyPoint code = point_of(head + memory + "kind = \"1t1r_secded\"\ndata_bits = 4\n");
    const double p = code.flips->memory->raw_ber;
    CHECK(rel_diff(p, best.flips->flips.weight_ber) < 1e-15);
    CHECK(code.flips->memory->bits_per_weight == 2.0);
    // Seven pairs of errors hit a data bit, for small p.
    CHECK(code.flips->flips.weight_ber < 7.5 * p * p);
    CHECK(code.flips->flips.weight_ber > 5.0 * p * p);
}

TEST_CASE("study flips: what does not fit together is refused where it stands") {
    refuse_text(head, 4650, 5);
    refuse_text(head + "[flips]\n[array]\ntopology = \"1t1r\"\n", 4651, 7);
    refuse_text(head + "[flips]\n[adc]\n", 4651, 7);
    refuse_text(
        "schema = 1\n[network]\nmodel = \"m.npz\"\n[flips]\nweight_ber = 0.1\n[array]\n"
        "topology = \"1t1r\"\nbl_segment_ohm = 1\n[cells]\nr_on_ohm = 1\nr_off_ohm = 2\n"
        "[inputs]\nread_V = 1\n",
        4655, 4);
    refuse_text(head + "[flips]\nweight_ber = 1.5\n", 2205, 7);
    refuse_text(head + "[flips]\nweight_ber = -1e-9\n", 2205, 7);
    refuse_text(head + "[flips]\nmap = \"sometimes\"\n", 2206, 7);
    refuse_text(head + "[flips]\nweigth_ber = 0.1\n", 2202, 7);
    refuse_text(head + "[flips]\nweight_ber = 0.1\n" + memory.substr(8) + "kind = \"1t1r\"\n", 4652,
                6);
    refuse_text(head + memory, 2204, 7);  // no kind
    refuse_text(head + "[flips]\nber = 0.1\nactivation_ber = 0\n", 4659, 7);
    refuse_text(head + "[flips]\nof = \"both\"\n", 4659, 7);
    refuse_text(head + "[flips]\nber = 0.1\n" + memory.substr(8) + "kind = \"1t1r\"\n", 4652, 6);
    refuse_text(head +
                    "[flips.memory]\nkind = \"1t1r\"\nr_low_ohm = 2\nr_high_ohm = 1\n"
                    "sigma_ln_low = 1\nsigma_ln_high = 1\n",
                4654, 9);
}

TEST_CASE("study flips: layers by name") {
    Network network;
    network.layers.resize(3);
    network.layers[1].name = "middle";
    StudyFlips flips;
    CHECK(flipped_layers(flips, network)->empty());
    flips.layers = "middle , " + network.layer_name(2);
    CHECK(*flipped_layers(flips, network) == std::vector<bool>{false, true, true});
    for (const char* bad : {"", "middle,", "Middle", "all, middle"}) {
        CAPTURE(bad);
        flips.layers = bad;
        const auto layers = flipped_layers(flips, network);
        REQUIRE(!layers.ok());
        CHECK(layers.error().id == 4653);
    }
}
