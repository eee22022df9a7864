// Decks of tiles whose cells are models: what does not fit is refused. What decks say when it fits
// is checked by the program's tests, with and without ngspice.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_deck.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "crosspoint/spice/device_deck.hpp"
#include "crosspoint/study/tile_config.hpp"
#include "support/drift_cell.hpp"
#include "support/said.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

TEST_CASE("model deck: inputs that do not fit the tile") {
    const auto job = load_tile(CROSSPOINT_SOURCE_DIR "/netlists/tiles/model_1t1r_row.toml",
                               CellKinds::resistors_or_model);
    REQUIRE_MESSAGE(job.ok(), said(job));
    std::vector<double> input(job->spec.rows, 1.0);
    CHECK(write_model_deck(job->spec, *job->model, input).ok());
    input.back() = 0.5;
    CHECK(write_model_deck(job->spec, *job->model, input).error().id == 3006);
    input.pop_back();
    CHECK(write_model_deck(job->spec, *job->model, input).error().id == 3111);
}

TEST_CASE("model deck: a subcircuit without the states that the cells have") {
    const TileSpec spec = passive_spec(2, 2, 1.0, 1.0, 0.0, 0.0);
    DeviceCells cells{.model = drift_cells("drift", 4).model};
    const std::size_t state = cells.model->shape().terminals;  // the first unknown behind them
    cells.held.assign(4, {{.unknown = state, .value = 0.1}});
    const auto tile = expand_devices(spec, cells, {});
    REQUIRE_MESSAGE(tile.ok(), said(tile));
    veriloga::SpiceSubcircuit subcircuit{.name = "drift", .unknowns = {"p", "n", "x"}};
    CHECK(write_device_deck(*tile, subcircuit).error().id == 3110);
    subcircuit.states = {"x"};
    CHECK(write_device_deck(*tile, subcircuit).ok());
}
