// Weights written into a small MRAM tile: every weight has the rate and the energy of its own cell
// and direction.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/flip_write.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/study_config.hpp"
#include "crosspoint/study/write_error_map.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"
#include "support/said.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

std::string tile_text(const std::string& array) {
    return "schema = 1\n[array]\ntopology = \"1t1r\"\n" + array +
           "[ends]\nbl_top = { drive = \"read\", driver_ohm = 150 }\n"
           "sl_top = { sense_ohm = 250 }\nsl_bottom = \"floating\"\n[cells]\nmodel = \"" +
           CROSSPOINT_SOURCE_DIR +
           "/device_models/cell/mtj_1t1r.toml\"\nstate = \"lrs\"\ngate_on_V = 1.2\n"
           "[inputs]\nx = [[1, 0, 0, 0]]\nread_V = 0.1\n";
}

Result<StudyConfig> load(const std::string& write) {
    const TempFolder folder;
    REQUIRE(write_file(folder / "tile.toml",
                       tile_text("rows = 4\ncols = 3\nbl_segment_ohm = 100\nsl_segment_ohm = 50\n"))
                .ok());
    REQUIRE(write_file(folder / "s.toml",
                       "schema = 1\n[network]\nmodel = \"m.npz\"\n[inference]\nmode = \"flips\"\n"
                       "[flips]\n[flips.write]\ntile = \"tile.toml\"\n" +
                           write)
                .ok());
    return load_study(folder / "s.toml");
}

FlipWrite write_of(const std::string& text) {
    const auto config = load(text);
    if (!config) FAIL(config.error().format());
    REQUIRE(config->points.at(0).flips->write != nullptr);
    return *config->points[0].flips->write;
}

const std::string plain = "to_parallel_V = 0.7\nto_antiparallel_V = 0.8\npulse_s = \"10 ns\"\n";

}  // namespace

TEST_CASE("flip write: rates and energies are those of the cells that hold the weights") {
    const FlipWrite write = write_of(plain);
    CHECK(write.plus_V == 0.7);
    CHECK(write.minus_V == 0.8);
    CHECK(write.pulse_s == 10e-9);
    auto random = rng(3, 1, 4);
    const Network network = random_network({10, 7, 5}, random);
    FlipWriteCache cache;
    const auto written = write_weights(write, network, {}, cache, 1, {});
    REQUIRE_MESSAGE(written.ok(), said(written));

    // Both maps again, and every weight looked up by hand.
    const auto map_of = [&](WriteDirection direction, double volts) {
        auto map = map_write_errors(
            write.job,
            {.voltages_V = {volts}, .pulses_s = {10e-9}, .direction = direction, .threads = 1});
        REQUIRE_MESSAGE(map.ok(), said(map));
        return *std::move(map);
    };
    const WriteErrorMap up = map_of(WriteDirection::to_parallel, 0.7);
    const WriteErrorMap down = map_of(WriteDirection::to_antiparallel, 0.8);
    double energy_J = 0.0, wrong = 0.0, worst = 0.0, ups = 0.0, wrong_ups = 0.0;
    for (const Layer& layer : network.layers)
        for (std::size_t j = 0; j < layer.outputs; ++j)
            for (std::size_t i = 0; i < layer.inputs; ++i) {
                const bool plus = layer.weights.get(j, i);
                const WriteErrorMap& map = plus ? up : down;
                const std::size_t cell = (i % 4) * 3 + j % 3;
                const double rate = map.wer_at(0, 0).values()[cell];
                energy_J += (plus ? 0.7 : 0.8) * std::abs(map.i_line_A[0].values()[cell]) * 10e-9;
                wrong += rate;
                worst = std::max(worst, rate);
                if (plus) wrong_ups += rate, ups += 1.0;
            }
    const double weights = 10.0 * 7.0 + 7.0 * 5.0;
    const WriteFigures& figures = written->figures;
    CHECK(rel_diff(figures.energy_J, energy_J) < 1e-12);
    CHECK(rel_diff(figures.weight_energy_J, energy_J / weights) < 1e-12);
    CHECK(rel_diff(figures.wer, wrong / weights) < 1e-12);
    CHECK(rel_diff(figures.wer_plus, wrong_ups / ups) < 1e-12);
    CHECK(rel_diff(figures.wer_minus, (wrong - wrong_ups) / (weights - ups)) < 1e-12);
    CHECK(rel_diff(figures.wer_worst, worst) < 1e-12);
    // The wires count: the first row is written better than the last.
    CHECK(written->rates->plus(0, 0) < 0.8 * written->rates->plus(3, 0));
    CHECK(written->check.status == SolveStatus::converged);

    // One layer alone; a tile is solved once.
    const auto one = write_weights(write, network, {false, true}, cache, 1, {});
    REQUIRE(one.ok());
    CHECK(one->figures.energy_J < 0.6 * energy_J);
    CHECK(*cache.get(write, WriteDirection::to_parallel, 1, {}) ==
          *cache.get(write, WriteDirection::to_parallel, 1, {}));
}

TEST_CASE("flip write: cells that may hold their value already take half of errors and energy") {
    auto random = rng(3, 1, 5);
    const Network network = random_network({9, 4}, random);
    FlipWriteCache cache;
    const auto all = write_weights(write_of(plain), network, {}, cache, 1, {});
    const auto half =
        write_weights(write_of(plain + "before = \"random\"\n"), network, {}, cache, 1, {});
    REQUIRE(all.ok());
    REQUIRE(half.ok());
    CHECK(rel_diff(half->figures.wer, 0.5 * all->figures.wer) < 1e-14);
    CHECK(rel_diff(half->figures.energy_J, 0.5 * all->figures.energy_J) < 1e-14);
    CHECK(half->rates->minus(2, 1) == 0.5 * all->rates->minus(2, 1));
}

TEST_CASE("flip write: bad tables are refused") {
    struct Row {
        std::string text;
        int id;
    };
    for (const Row& row :
         {Row{"pulse_s = \"10 ns\"\n", 4657}, Row{"write_V = 1\n", 2204},
          Row{"to_parallel_V = 1\npulse_s = 1e-9\n", 4657},
          Row{"write_V = -1\npulse_s = 1e-9\n", 2205}, Row{plain + "voltage = 1\n", 2202},
          Row{plain + "[flips.memory]\nkind = \"1t1r\"\nr_low_ohm = 1\nr_high_ohm = 2\n"
                      "sigma_ln_low = 1\nsigma_ln_high = 1\n",
              4652}}) {
        CAPTURE(row.text);
        const auto config = load(row.text);
        REQUIRE(!config.ok());
        CHECK(config.error().id == row.id);
        CHECK(config.error().where.has_value());
    }
}
