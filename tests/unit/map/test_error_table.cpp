// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/error_table.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crosspoint/base/npz.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"
#include "support/said.hpp"
#include "support/small_network.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

LayerTable small_table() {
    LayerTable table{.name = "fc", .places = 2, .column_groups = 1, .lowest = -1, .highest = 2};
    table.counts.assign(2 * 4 * 4, 0);
    const std::int32_t exact[] = {0, 0, 0, 0, 2, 2};
    const std::int32_t measured[] = {0, 1, 0, 1, 1, 9};  // 9 is clipped to 2
    table.record(1, 0, exact, measured);
    return table;
}

}  // namespace

TEST_CASE("error table: what was measured is counted in its place and drawn with its frequency") {
    const LayerTable table = small_table();
    CHECK(table.counts[table.row(1, 0, 0) + 1] == 2);  // 0 as 0
    CHECK(table.counts[table.row(1, 0, 0) + 2] == 2);  // 0 as 1
    CHECK(table.counts[table.row(1, 0, 2) + 2] == 1);
    CHECK(table.counts[table.row(1, 0, 2) + 3] == 1);
    const CountSampler sampler(table);
    constexpr std::size_t reads = 40000;
    std::vector<std::int32_t> exact(reads, 0), measured(reads), again(reads);
    sampler.draw(1, 0, 7, 100, exact, measured);
    sampler.draw(1, 0, 7, 100, exact, again);
    CHECK(measured == again);
    std::int64_t ones = 0, others = 0;
    for (const std::int32_t m : measured) {
        ones += m == 1;
        others += m != 0 && m != 1;
    }
    CHECK(others == 0);
    CHECK(std::abs(static_cast<double>(ones) / reads - 0.5) < 0.0125);  // five sigma
    // The draw of a read does not depend on the batch that it is in.
    std::vector<std::int32_t> tail(10);
    sampler.draw(1, 0, 7, 100 + reads - 10, std::span(exact).first(10), tail);
    CHECK(std::equal(tail.begin(), tail.end(), measured.end() - 10));
    // 1 was never seen: it errs like 0, its lower neighbor, by 0 or 1. Place 0 saw nothing: no
    // error.
    exact.assign(reads, 1);
    sampler.draw(1, 0, 8, 0, exact, measured);
    for (const std::int32_t m : measured) others += m != 1 && m != 2;
    sampler.draw(0, 0, 8, 0, exact, again);
    CHECK(others == 0);
    CHECK(again == exact);
    CHECK(rel_diff(sampler.unseen(), 6.0 / 8.0) < 1e-12);
}

TEST_CASE("error table: written and read back, and what is none is refused") {
    const TempFolder folder;
    ErrorTable table{.layers = {small_table(), {}}, .images = 5};
    table.layers[0].activations = 10;
    table.layers[0].activation_errors = 3;
    REQUIRE(write_error_table(folder / "t.npz", table));
    const auto back = read_error_table(folder / "t.npz");
    REQUIRE_MESSAGE(back.ok(), said(back));
    CHECK(back->images == 5);
    REQUIRE(back->layers.size() == 2);
    CHECK(back->layers[0].name == "fc");
    CHECK(back->layers[0].counts == table.layers[0].counts);
    CHECK(back->layers[0].lowest == -1);
    CHECK(back->layers[0].highest == 2);
    CHECK(back->layers[0].places == 2);
    CHECK(back->layers[0].activation_errors == 3);
    CHECK(back->layers[1].counts.empty());
    const std::vector<std::size_t> one{1};
    const double number = 1.0;
    REQUIRE(write_npz(folder / "x.npz", {{"schema", npy_bytes(one, std::span(&number, 1))}}));
    CHECK(read_error_table(folder / "x.npz").error().id == 7410);
}

TEST_CASE("error table: of arrays that err it predicts the errors of partial sums") {
    std::mt19937_64 random(3);
    const Network network = random_network({200, 60, 40, 5}, random);
    const ImageSet images = random_images(700, 200, 5, random);
    TiledOptions options = small_network_options(64, 32, 4.0);
    options.row_group = 32;
    const SoftwareResult software = infer(network, images, 0, 200);
    const auto exact = TiledNetwork::program(network, options);
    REQUIRE_MESSAGE(exact.ok(), said(exact));
    const SoftwareResult last = infer(network, images, 200, 500);
    const auto table = exact->estimate_table(images, 200, 500, last, 2, {});
    REQUIRE_MESSAGE(table.ok(), said(table));
    const auto circuit = exact->infer(images, 0, 200, software, {}, {});
    REQUIRE(circuit.ok());

    options.table = std::make_shared<const ErrorTable>(*table);
    const auto drawn = TiledNetwork::program(network, options);
    REQUIRE_MESSAGE(drawn.ok(), said(drawn));
    const auto result = drawn->infer(images, 0, 200, software, {}, {});
    REQUIRE(result.ok());

    const auto rms = [](const PartialSumErrors& e) {
        return std::sqrt(static_cast<double>(e.sum_squared) / static_cast<double>(e.count));
    };
    for (std::size_t k = 0; k < 2; ++k) {
        CAPTURE(k);
        CHECK(circuit->layers[k].partial_sums.count == result->layers[k].partial_sums.count);
        if (k == 0) CHECK(circuit->layers[k].partial_sums.wrong > 0);
        CHECK(rel_diff(rms(circuit->layers[k].partial_sums), rms(result->layers[k].partial_sums)) <
              0.1);
    }
    // Local errors are not those that are handed on.
    CHECK(table->layers[0].activation_errors > 0);
    CHECK(table->layers[0].activations == 60 * 500);
    // Another tile is refused.
    options.row_group = 16;
    CHECK(TiledNetwork::program(network, options).error().id == 7411);
}
