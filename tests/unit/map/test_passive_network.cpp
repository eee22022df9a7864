// SPDX-License-Identifier: Apache-2.0
// Networks on passive tiles: bits are word-line voltages.
#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "crosspoint/device/analytic_cells.hpp"
#include "crosspoint/device/cell_model.hpp"
#include "support/near.hpp"
#include "support/said.hpp"
#include "support/small_network.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

TiledOptions passive_options(double segment_ohm, double end_ohm) {
    TiledOptions options = small_network_options(48, 40, segment_ohm);
    options.tile = passive_spec(48, 40, segment_ohm, segment_ohm, end_ohm, end_ohm);
    options.tile.read_V = 0.2;
    return options;
}

}  // namespace

TEST_CASE("passive network: without wires the logits are the software's, cell by cell") {
    const Network network = small_network();
    const ImageSet images = small_images(40);
    const SoftwareResult software = infer(network, images, 0, images.count);
    for (const Fidelity fidelity : {Fidelity::automatic, Fidelity::ideal, Fidelity::circuit}) {
        TiledOptions options = passive_options(0.0, 0.0);
        options.fidelity = fidelity;
        const NetworkRun linear = run_small_network(options);
        CHECK(linear.result.logits == software.logits);
        for (const LayerResult& layer : linear.result.layers) CHECK(layer.partial_sums.wrong == 0);
    }
}

TEST_CASE("passive network: cells of any law see all of the voltage where there are no wires") {
    const SoftwareResult software = infer(small_network(), small_images(3), 0, 3);
    TiledOptions options = passive_options(0.0, 0.0);
    for (const bool selector : {false, true}) {
        if (selector)
            options.cells.kinds = std::make_shared<SelectorCell>(
                std::vector<SelectorParameters>{{1e-9, 0.04, 1e6}, {1e-9, 0.04, 1e4}});
        else
            options.cells.kinds =
                std::make_shared<SinhCell>(std::vector<SinhParameters>{{1e-7, 8.0}, {1e-5, 8.0}});
        options.tile.read_V = selector ? 0.5 : 0.3;
        CHECK(run_small_network(options, 3).result.logits == software.logits);
    }
}

TEST_CASE("passive network: cells that are a model, one read at a time, give the same integers") {
    // Resistors as a model against the transfer matrix of the same resistors: other code all the
    // way.
    for (const double segment_ohm : {0.0, 3.0}) {
        TiledOptions options = passive_options(segment_ohm, segment_ohm > 0.0 ? 40.0 : 0.0);
        const NetworkRun linear = run_small_network(options, 6);
        options.cells.kinds = std::make_shared<ResistorCell>(
            std::vector<double>{1.0 / options.r_off_ohm, 1.0 / options.r_on_ohm});
        const NetworkRun model = run_small_network(options, 6);
        CHECK(model.method.find("one by one in double precision") != std::string::npos);
        CHECK(linear.method.find("every word line alone") != std::string::npos);
        CHECK(model.result.logits == linear.result.logits);
        CHECK((linear.result.layers[0].partial_sums.wrong > 0) == (segment_ohm > 0.0));
    }
}
