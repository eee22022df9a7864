// Arrays that only store weights: bits of the software where nothing is wrong, error rates against
// the closed forms, decisions against a tile that is solved another way.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/weight_memory.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/map/memory_xnor.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"
#include "support/said.hpp"
#include "support/small_network.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using crosspoint::testing::for_all;
using crosspoint::testing::rel_diff;
using crosspoint::testing::said;
using crosspoint::testing::small_network_options;

namespace {

constexpr std::array memories = {WeightMemory::two_cells, WeightMemory::one_cell,
                                 WeightMemory::secded_8_4, WeightMemory::secded_39_32,
                                 WeightMemory::secded_72_64};

CellSpread log_normal(double sigma_ln) {
    return {.spread = {.distribution = Distribution::lognormal,
                       .kind = SigmaKind::logarithmic,
                       .sigma = {sigma_ln}}};
}

TiledOptions memory_options(double segment_ohm, double sigma_low = 0.0, double sigma_high = 0.0) {
    TiledOptions options = small_network_options(64, 64, segment_ohm);
    options.r_on_ohm = 1e4;
    options.r_off_ohm = 1e5;
    if (sigma_low > 0.0)
        options.variation = NetworkVariation{
            .seed = 11, .on = log_normal(sigma_low), .off = log_normal(sigma_high), .faults = {}};
    return options;
}

// One layer of random weights.
Network one_layer(std::size_t inputs, std::size_t outputs) {
    auto random = rng(5, inputs, outputs);
    return testing::random_network({inputs, outputs}, random);
}

MemoryReading read(const Network& network, const TiledOptions& options,
                   const MemoryOptions& memory) {
    auto reading = read_weight_memory(network, options, memory);
    REQUIRE_MESSAGE(reading.ok(), said(reading));
    CHECK(reading->check.status == SolveStatus::converged);
    return std::move(*reading);
}

// Standard deviation of a share of wrong bits when every amplifier of `bits` decisions has an
// offset of its own: what the cells add, and what the amplifiers add.
double share_sigma(const ResistanceStates& states, double offset_sigma, double amplifiers,
                   double bits) {
    const double width = std::hypot(states.sigma_low, states.sigma_high);
    const double d = states.mu_high - states.mu_low;
    double mean = 0.0, square = 0.0, norm = 0.0;
    for (double z = -6.0; z <= 6.0; z += 0.01) {
        const double o = z * offset_sigma, density = std::exp(-0.5 * z * z);
        const double p = 0.5 * (normal_tail((d - o) / width) + normal_tail((d + o) / width));
        mean += density * p, square += density * p * p, norm += density;
    }
    mean /= norm, square /= norm;
    return std::sqrt((mean - square) / (bits * amplifiers) + (square - mean * mean) / amplifiers);
}

int refused(const TiledOptions& options, const MemoryOptions& memory) {
    const auto reading = read_weight_memory(one_layer(8, 4), options, memory);
    return reading.ok() ? 0 : reading.error().id;
}

}  // namespace

TEST_CASE("weight memory: words have their check bits behind them and repair one error") {
    CHECK(stored_count(1024, WeightMemory::one_cell) == 1024);
    CHECK(stored_count(1024, WeightMemory::secded_8_4) == 2048);
    CHECK(stored_count(1024, WeightMemory::secded_39_32) == 1248);
    CHECK(stored_count(1024, WeightMemory::secded_72_64) == 1152);
    CHECK(stored_count(10, WeightMemory::secded_72_64) == 18);  // a short word
    for_all(20, [](std::mt19937_64& random) {
        for (const WeightMemory memory : memories) {
            const std::size_t inputs = 1 + random() % 9, outputs = 1 + random() % 150;
            const Network network = testing::random_network({inputs, outputs}, random);
            const BitMatrix& weights = network.layers[0].weights;
            BitMatrix bits = stored_bits(weights, memory);
            CHECK(bits.rows() == stored_count(outputs, memory));
            CHECK(decoded_weights(bits, memory, outputs) == weights);
            if (!memory_code(memory)) continue;
            // Words of inputs are independent: one error in each is repaired.
            for (std::size_t i = 0; i < inputs; ++i) {
                const std::size_t at = random() % bits.rows();
                bits.set(at, i, !bits.get(at, i));
            }
            CHECK(decoded_weights(bits, memory, outputs) == weights);
        }
    });
}

TEST_CASE("weight memory: two errors in a word stay") {
    const Network network = one_layer(1, 64);
    BitMatrix bits = stored_bits(network.layers[0].weights, WeightMemory::secded_72_64);
    for (const std::size_t at : {std::size_t{3}, std::size_t{40}})
        bits.set(at, 0, !bits.get(at, 0));
    const BitMatrix out = decoded_weights(bits, WeightMemory::secded_72_64, 64);
    for (std::size_t j = 0; j < 64; ++j)
        CHECK((out.get(j, 0) == network.layers[0].weights.get(j, 0)) == (j != 3 && j != 40));
}

TEST_CASE("weight memory: without wires and spread the weights are those of the network") {
    for_all(10, [](std::mt19937_64& random) {
        const MapShape shape{
            .height = 1 + random() % 6, .width = 1 + random() % 6, .channels = 1 + random() % 3};
        const Network network = testing::random_conv_network(shape, 3, random);
        for (const WeightMemory memory : memories) {
            TiledOptions options = memory_options(0.0);
            options.tile.rows = 1 + random() % 70;
            options.tile.cols = 2 + 2 * (random() % 40);
            options.tile.g_leak_S = 1e-9;
            const MemoryReading reading = read(network, options, {.memory = memory, .sense = {}});
            for (std::size_t k = 0; k < network.layers.size(); ++k) {
                const Layer& layer = network.layers[k];
                const LayerMemory& of = reading.layers[k];
                CHECK(reading.network.layers[k].weights == layer.weights);
                CHECK(of.weight_errors == 0);
                CHECK(of.bit_errors == 0);
                CHECK(of.weights == static_cast<std::int64_t>(layer.inputs * layer.outputs));
                CHECK(of.cells ==
                      static_cast<std::int64_t>(layer.inputs * stored_count(layer.outputs, memory) *
                                                cells_per_bit(memory)));
                CHECK(of.law < 1e-9);
                CHECK(of.tiles > 0);
            }
        }
    });
}

TEST_CASE("weight memory: error rates are those of the closed forms") {
    const Network network = one_layer(512, 256);
    const double weights = 512.0 * 256.0;
    for (const auto& [low, high] : {std::pair{0.5, 0.5}, {0.3, 1.0}})
        for (const WeightMemory memory : memories) {
            CAPTURE(weight_memory_name(memory));
            CAPTURE(high);
            const TiledOptions options = memory_options(0.0, low, high);
            const MemoryReading reading = read(network, options, {.memory = memory, .sense = {}});
            const LayerMemory& of = reading.layers[0];
            const auto measured = static_cast<double>(of.weight_errors);
            // From the numbers of this test, not from what the reading says of itself.
            const ResistanceStates states{.mu_low = std::log(1e4),
                                          .sigma_low = low,
                                          .mu_high = std::log(1e5),
                                          .sigma_high = high};
            const auto code = memory_code(memory);
            const double cell = ber_one_cell(states, best_reference(states));
            const double law = memory == WeightMemory::two_cells ? ber_two_cells(states)
                               : code                            ? secded_bit_error(*code, cell)
                                                                 : cell;
            // Errors behind a decoder come two to four at a time.
            const double sigma = std::sqrt(weights * law * (code ? 4.0 : 1.0));
            CHECK(measured > 20.0);
            CHECK(std::abs(measured - weights * law) < 5.0 * sigma);
            // Of the ones and zeros that there are: nearly half of each.
            CHECK(rel_diff(of.law, law) < 0.02);
            if (code) {
                const auto bits = static_cast<double>(of.bits);
                CHECK(std::abs(static_cast<double>(of.bit_errors) - bits * cell) <
                      5.0 * std::sqrt(bits * cell));
            } else {
                CHECK(of.bit_errors == of.weight_errors);
            }
            if (memory != WeightMemory::two_cells)
                CHECK(rel_diff(reading.reference_ohm, std::exp(best_reference(states))) < 1e-12);
        }
}

TEST_CASE("weight memory: offsets of amplifiers, one for each pair of columns or shared") {
    const Network network = one_layer(128, 1024);
    const ResistanceStates states{
        .mu_low = std::log(1e4), .sigma_low = 0.5, .mu_high = std::log(1e5), .sigma_high = 0.5};
    std::int64_t own = 0;
    for (const std::size_t shared : {std::size_t{1}, std::size_t{8}}) {
        MemoryOptions memory;
        memory.sense = {.offset_sigma_ln = 0.8, .columns_per_amplifier = shared};
        const MemoryReading reading = read(network, memory_options(0.0, 0.5, 0.5), memory);
        const LayerMemory& of = reading.layers[0];
        const double law = ber_two_cells(states, 0.8);
        CHECK(rel_diff(of.law, law) < 1e-12);
        CHECK(law > 5.0 * ber_two_cells(states));
        // Tiles have 64 rows: each amplifier decides 64 bits of every one of its pairs.
        const double amplifiers = 1024.0 / static_cast<double>(shared) * 2.0;
        const double sigma =
            share_sigma(states, 0.8, amplifiers, 64.0 * static_cast<double>(shared));
        CHECK(std::abs(static_cast<double>(of.weight_errors) / (128.0 * 1024.0) - law) <
              5.0 * sigma);
        if (shared == 1) own = of.weight_errors;
        if (shared == 8) CHECK(of.weight_errors != own);
    }
}

TEST_CASE("weight memory: XNOR before the latch, products with either sign of the input") {
    // The first layer sees pixels, bit plane by bit plane; the second one signs.
    auto random = rng(5, 128, 1024);
    const Network network = testing::random_network({4, 128, 1024}, random);
    TiledOptions options = memory_options(0.0, 0.2, 0.9);
    options.r_off_ohm = 4e4;
    const auto states = resistance_states(options);
    REQUIRE(states.has_value());
    for (const WeightMemory kind : {WeightMemory::two_cells, WeightMemory::one_cell}) {
        MemoryOptions memory{.memory = kind, .sense = {.offset_sigma_ln = 0.6}};
        const MemoryReading behind = read(network, options, memory);
        CHECK(behind.minus.empty());
        CHECK(behind.layers[1].weight_reads == behind.layers[1].weights);
        memory.sense.xnor = XnorPlace::before_latch;
        const MemoryReading before = read(network, options, memory);
        const LayerMemory& of = before.layers[1];
        // The uncrossed side is the amplifier behind whose latch XNOR would be.
        CHECK(before.network.layers[1].weights == behind.network.layers[1].weights);
        REQUIRE(before.minus.size() == 2);
        CHECK(before.minus[0].rows() == 0);
        CHECK(before.layers[0].weight_reads == 4 * 128);
        CHECK(of.weights == 128 * 1024);
        CHECK(of.weight_reads == 2 * of.weights);
        CHECK(of.bits == 2 * behind.layers[1].bits);
        CHECK(of.bit_errors == of.weight_errors);
        const double n = 128.0 * 1024.0;
        const double ber = static_cast<double>(of.weight_errors) / (2.0 * n);
        CHECK(std::abs(ber - behind.layers[1].law) < 0.003);
        // Behind the latch both products of a weight are wrong together. Here: where the cells
        // alone are wrong by more than the offset.
        const BitMatrix& stored = network.layers[1].weights;
        double both = 0.0, one = 0.0;
        for (std::size_t j = 0; j < 1024; ++j)
            for (std::size_t i = 0; i < 128; ++i) {
                const bool plus = before.network.layers[1].weights.get(j, i) != stored.get(j, i);
                const bool minus = before.minus[1].get(j, i) != stored.get(j, i);
                both += plus && minus ? 1.0 : 0.0;
                one += plus != minus ? 1.0 : 0.0;
            }
        CHECK(one > both);
        CHECK(both > 0.0);
        if (kind == WeightMemory::one_cell) continue;
        // P(d < -|o|), d the difference of ln I and o the offset.
        const double width = std::hypot(states->sigma_low, states->sigma_high);
        const double d = states->mu_high - states->mu_low;
        double sum = 0.0, norm = 0.0;
        for (double z = -6.0; z <= 6.0; z += 0.01) {
            const double density = std::exp(-0.5 * z * z);
            sum += density * normal_tail((d + std::abs(0.6 * z)) / width), norm += density;
        }
        CHECK(std::abs(both / n - sum / norm) < 0.003);
    }
    // Without an offset it does not matter where the input acts.
    const MemoryReading calm = read(network, options, {.sense = {.xnor = XnorPlace::before_latch}});
    CHECK(calm.minus[1] == calm.network.layers[1].weights);
    CHECK(calm.layers[1].weight_errors > 0);
}

TEST_CASE("weight memory: sums of products that depend on the input, against plain loops") {
    for_all(20, [](std::mt19937_64& random) {
        const MapShape shape{
            .height = 1 + random() % 6, .width = 1 + random() % 6, .channels = 1 + random() % 3};
        const Network network = testing::random_conv_network(shape, 3, random);
        std::vector<BitMatrix> minus(network.layers.size());
        for (std::size_t k = 0; k < minus.size(); ++k) {
            const Layer& layer = network.layers[k];
            if (!network.reads_signs(k) || random() % 4 == 0) continue;
            minus[k] =
                testing::random_network({layer.inputs, layer.outputs}, random).layers[0].weights;
        }
        const InferHooks hooks = sign_dependent_hooks(network, minus);
        for (std::size_t k = 0; k < minus.size(); ++k) {
            const Layer& layer = network.layers[k];
            const BitMatrix x =
                testing::random_network({layer.inputs, 1}, random).layers[0].weights;
            std::vector<std::int32_t> sums(layer.outputs);
            CHECK(hooks.sums(k, x.row(0), sums) == (minus[k].rows() > 0));
            if (minus[k].rows() == 0) continue;
            for (std::size_t j = 0; j < layer.outputs; ++j) {
                int sum = 0;
                for (std::size_t i = 0; i < layer.inputs; ++i) {
                    const bool sign = x.get(0, i);
                    const bool weight = sign ? layer.weights.get(j, i) : minus[k].get(j, i);
                    sum += weight == sign ? 1 : -1;
                }
                CHECK(sums[j] == sum);
            }
        }
    });
    CHECK(!sign_dependent_hooks(one_layer(3, 2), {}).sums);
}

TEST_CASE("weight memory: a network whose inputs act before the latch") {
    auto random = rng(3, 1, 4);
    const Network network = testing::random_network({60, 50, 10}, random);
    const ImageSet images = testing::random_images(40, 60, 10, random);
    TiledOptions options = memory_options(0.0);
    options.r_off_ohm = 2e4;
    const MemoryReading reading = read(
        network, options, {.sense = {.offset_sigma_ln = 1.0, .xnor = XnorPlace::before_latch}});
    // Pixels are read plane by plane, bits that are 0 add nothing.
    CHECK(reading.minus[0].rows() == (network.reads_signs(0) ? 50 : 0));
    CHECK(reading.minus[1].rows() == 10);
    CHECK(reading.layers[1].weight_errors > 0);
    const SoftwareResult got = infer(reading.network, images, 0, 40, 1,
                                     sign_dependent_hooks(reading.network, reading.minus));
    for (std::size_t n = 0; n < 40; ++n)
        for (std::size_t j = 0; j < 10; ++j) {
            int sum = 0;
            for (std::size_t i = 0; i < 50; ++i) {
                const bool sign = got.activations[0].get(n, i);
                const bool weight =
                    sign ? reading.network.layers[1].weights.get(j, i) : reading.minus[1].get(j, i);
                sum += weight == sign ? 1 : -1;
            }
            CHECK(got.logits(n, j) == sum);
        }
}

TEST_CASE("weight memory: with wires the decisions are those of a tile solved as one circuit") {
    // Wires as large as the cells: decisions by hand from sparse LU, pair by pair.
    const Network network = one_layer(20, 12);
    for (const Topology topology :
         {Topology::one_transistor_column, Topology::one_transistor_row}) {
        TiledOptions options = memory_options(400.0, 0.8, 0.8);
        options.tile.rows = 20;
        options.tile.cols = 24;
        options.tile.topology = topology;
        options.tile.g_leak_S = 2e-6;
        if (topology == Topology::one_transistor_row) {
            options.tile.sl.first_end = options.tile.bl.first_end;
            options.tile.bl.first_end = {};
            options.tile.bl.last_end = options.tile.sl.last_end;
            options.tile.sl.last_end = {};
        }
        MemoryOptions memory;
        const MemoryReading reading = read(network, options, memory);
        CHECK(reading.check.error_bound_rel < 1e-4);

        auto solver = make_solver(options.tile, {.fidelity = Fidelity::circuit});
        REQUIRE_MESSAGE(solver.ok(), said(solver));
        const BitMatrix& weights = network.layers[0].weights;
        BitMatrix on(24, 20);
        CellArray cells{.g_on_S = Matrix<double>(20, 24), .g_off_S = 2e-6};
        for (std::size_t i = 0; i < 20; ++i)
            for (std::size_t j = 0; j < 24; ++j) {
                on.set(j, i, weights.get(j / 2, i) == (j % 2 == 0));
                cells.g_on_S(i, j) = on.get(j, i) ? 1e-4 : 1e-5;
            }
        VariationCounts counts;
        REQUIRE(vary_cells(*options.variation, 0, on, {0, 20, 0, 24}, cells.g_on_S, counts).ok());
        REQUIRE((*solver)->program(cells).ok());
        Matrix<double> rows(20, 20, 0.0);
        for (std::size_t i = 0; i < 20; ++i) rows(i, i) = 1.0;
        const auto exact = (*solver)->solve(rows);
        REQUIRE_MESSAGE(exact.ok(), said(exact));
        std::int64_t wrong = 0;
        for (std::size_t i = 0; i < 20; ++i)
            for (std::size_t j = 0; j < 12; ++j) {
                const bool bit = exact->i_out_A(i, 2 * j) > exact->i_out_A(i, 2 * j + 1);
                CHECK(reading.network.layers[0].weights.get(j, i) == bit);
                wrong += bit != weights.get(j, i) ? 1 : 0;
            }
        CHECK(wrong > 0);
        CHECK(reading.layers[0].weight_errors == wrong);
        CHECK(reading.variation->cells == 480);
    }
}

TEST_CASE("weight memory: a reference with wires of its own forgives wires, a pair needs none") {
    // 65 segments in series with every cell. Without spread the reference is sqrt(1e4 * 1e5) =
    // 31.6 kohm: 10 kohm pass it at 333 ohm a segment, and every +1 is read as -1.
    const Network network = one_layer(64, 32);
    const std::int64_t ones = count_ones(network.layers[0].weights.words());
    const auto errors = [&](WeightMemory memory, ReferenceCells reference, double segment_ohm) {
        const MemoryOptions options{
            .memory = memory, .sense = {}, .reference_ohm = 0.0, .reference_cells = reference};
        return read(network, memory_options(segment_ohm), options).layers[0].weight_errors;
    };
    CHECK(errors(WeightMemory::one_cell, ReferenceCells::ideal, 330.0) == 0);
    CHECK(errors(WeightMemory::one_cell, ReferenceCells::ideal, 335.0) == ones);
    CHECK(errors(WeightMemory::one_cell, ReferenceCells::in_array, 3000.0) == 0);
    CHECK(errors(WeightMemory::two_cells, ReferenceCells::ideal, 3000.0) == 0);
}

TEST_CASE("weight memory: the best reference errs one way, the balanced one both ways") {
    const Network network = one_layer(512, 256);
    const TiledOptions options = memory_options(0.0, 0.3, 1.0);
    MemoryOptions memory{.memory = WeightMemory::one_cell};
    const LayerMemory best = read(network, options, memory).layers[0];
    memory.reference_rule = ReferenceRule::balanced;
    const LayerMemory balanced = read(network, options, memory).layers[0];
    memory.memory = WeightMemory::two_cells;
    const LayerMemory pairs = read(network, options, memory).layers[0];
    CHECK(best.weight_errors < balanced.weight_errors);
    CHECK(best.raised > 0.7 * static_cast<double>(best.weight_errors));
    for (const LayerMemory& layer : {balanced, pairs}) {
        const auto errors = static_cast<double>(layer.weight_errors);
        CHECK(std::abs(static_cast<double>(layer.raised) - 0.5 * errors) <
              5.0 * 0.5 * std::sqrt(errors));
    }
    // Q(D / (s_L + s_H)), and as many of 65,536 ones as of zeros.
    const double law = normal_tail(std::log(10.0) / 1.3);
    CHECK(std::abs(static_cast<double>(balanced.weight_errors) - 131072.0 * law) <
          5.0 * std::sqrt(131072.0 * law));
    CHECK(rel_diff(balanced.law, law) < 1e-12);
}

TEST_CASE("weight memory: digital layers are exact, threads do not matter") {
    const Network network = testing::small_network();
    TiledOptions options = memory_options(5.0, 0.9, 0.9);
    options.digital_last = true;
    const MemoryReading one = read(network, options, {.memory = {}, .sense = {}});
    CHECK(one.layers[0].weight_errors > 0);
    CHECK(one.layers[1].tiles == 0);
    CHECK(one.layers[1].name == network.layer_name(1));
    CHECK(one.network.layers[1].weights == network.layers[1].weights);
    options.threads = 3;
    std::size_t told = 0, expected = 0;
    options.tile_progress = [&](std::size_t done, std::size_t total) {
        told = done, expected = total;
    };
    const MemoryReading three = read(network, options, {.memory = {}, .sense = {}});
    CHECK(three.network.layers[0].weights == one.network.layers[0].weights);
    CHECK(told == one.layers[0].tiles);
    CHECK(expected == told);
}

TEST_CASE("weight memory: ln R of the states, whatever the spread is of") {
    TiledOptions options = memory_options(0.0);
    CHECK(resistance_states(options)->mu_low == std::log(1e4));
    // Mean of exp(N(mu, s^2)) is exp(mu + s^2 / 2): the nominal value, of R or of 1 / R.
    CellSpread spread{.spread = {.distribution = Distribution::lognormal, .sigma = {0.4}}};
    options.variation = NetworkVariation{.on = spread, .off = {}, .faults = {}};
    options.variation->off = CellSpread{.spread = spread.spread, .of_conductance = true};
    const auto states = resistance_states(options);
    REQUIRE(states.has_value());
    const double s = states->sigma_low;
    CHECK(rel_diff(std::sqrt(std::expm1(s * s)), 0.4) < 1e-12);
    CHECK(rel_diff(std::exp(states->mu_low + 0.5 * s * s), 1e4) < 1e-12);
    CHECK(rel_diff(std::exp(-states->mu_high + 0.5 * s * s), 1e-5) < 1e-12);

    options.variation->faults.stuck_on = 0.01;
    options.variation->stuck_on_ohm = 1e4;
    CHECK_FALSE(resistance_states(options).has_value());
    const MemoryReading faulty =
        read(one_layer(64, 64), options, {.memory = WeightMemory::two_cells, .sense = {}});
    CHECK(std::isnan(faulty.layers[0].law));
    CHECK(faulty.variation->faults[static_cast<std::size_t>(FaultKind::stuck_on)] > 0);
}

TEST_CASE("weight memory: what does not fit is refused") {
    TiledOptions options = memory_options(1.0);
    MemoryOptions memory;
    CHECK(refused(options, memory) == 0);
    memory.sense.xnor = XnorPlace::before_latch;
    CHECK(refused(options, memory) == 0);
    memory.memory = WeightMemory::secded_8_4;
    CHECK(refused(options, memory) == 4520);
    memory = {.memory = WeightMemory::one_cell, .sense = {}};
    memory.reference_cells = ReferenceCells::in_array;
    CHECK(refused(options, memory) == 0);
    options.tile.topology = Topology::one_transistor_row;
    CHECK(refused(options, memory) == 4520);
    options = memory_options(1.0);
    options.tile.cols = 5;
    CHECK(refused(options, {}) == 4520);
    CHECK(refused(options, {.memory = WeightMemory::one_cell, .sense = {}}) == 0);
    options.r_off_ohm = std::numeric_limits<double>::infinity();
    CHECK(refused(options, {.memory = WeightMemory::one_cell, .sense = {}}) == 4521);
    CHECK(refused(options, {.memory = WeightMemory::one_cell, .sense = {}, .reference_ohm = 5e4}) ==
          0);
}
