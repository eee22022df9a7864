// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/bit_flips.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <limits>
#include <memory>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/rng.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t weight_purpose = 0xF11A;
constexpr std::uint64_t activation_purpose = 0xF11C;
constexpr int digits = 53;                                     // of a uniform number
constexpr std::uint64_t certain = std::uint64_t{1} << digits;  // p = 1
constexpr std::size_t chunk = 512;                             // images whose maps are kept

// The digits of 64 uniform numbers, highest first, against those of the thresholds: a bit is
// settled by the first digit that differs.
template <class Digits>
std::uint64_t below(std::uint64_t key, const Digits& digits_of) {
    SmallRandom random(key);
    std::uint64_t open = ~std::uint64_t{0}, flipped = 0;
    for (int k = digits - 1; k >= 0 && open != 0; --k) {
        const std::uint64_t u = random(), t = digits_of(k);
        flipped |= open & t & ~u;
        open &= ~(t ^ u);
    }
    return flipped;
}

// Thresholds of the cells of a tile.
struct CellThresholds {
    explicit CellThresholds(const Matrix<double>& rates) : rows(rates.rows()), cols(rates.cols()) {
        for (const double p : rates.values()) values.push_back(flip_threshold(p));
    }
    std::size_t rows, cols;
    std::vector<std::uint64_t> values;
};

void draw_by_cell(const BitFlips& flips, const Layer& layer, std::uint64_t seed,
                  BitMatrix& flipped) {
    const CellThresholds plus(flips.cells->plus), minus(flips.cells->minus);
    std::array<std::uint64_t, 64> thresholds{};
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        for (std::size_t w = 0; w < flipped.words_per_row(); ++w) {
            const std::size_t first = 64 * w, end = std::min(layer.inputs, first + 64);
            for (std::size_t i = first; i < end; ++i) {
                const CellThresholds& of = layer.weights.get(j, i) ? plus : minus;
                thresholds[i - first] = of.values[(i % of.rows) * of.cols + j % of.cols];
            }
            flipped.row(j)[w] =
                flip_word(mixed_seed(seed, {j, w}), thresholds.data()) & low_bits(end - first);
        }
    }
}

struct AtomicCounts {
    std::atomic<std::int64_t> weights_flipped = 0, activations_flipped = 0;
};

void flip(BitMatrix& weights, const BitMatrix& flipped) {
    for (std::size_t j = 0; j < weights.rows(); ++j)
        for (std::size_t w = 0; w < weights.words_per_row(); ++w)
            weights.row(j)[w] ^= flipped.row(j)[w];
}

// Draws while images are run. The counts are sums of integers: no order of threads shows.
InferHooks make_hooks(const Network& network, const BitFlips& flips,
                      std::vector<AtomicCounts>& counts) {
    InferHooks hooks;
    if (flips.fresh_weights)
        hooks.weights = [&](std::size_t k, std::size_t image, BitMatrix& weights) {
            if (!flips.flips(k)) return;
            const BitMatrix flipped = weight_flips(flips, network.layers[k], k, image + 1);
            flip(weights, flipped);
            counts[k].weights_flipped += count_ones(flipped.words());
        };
    if (flips.activation_ber > 0.0)
        hooks.activations = [&, threshold = flip_threshold(flips.activation_ber)](
                                std::size_t k, std::size_t image, std::span<std::uint64_t> bits) {
            if (!flips.flips(k)) return;
            const std::uint64_t seed = mixed_seed(flips.seed, {activation_purpose, k, image});
            const std::size_t size = network.layers[k].sums().size();
            std::int64_t ones = 0;
            for (std::size_t w = 0; w < bits.size(); ++w) {
                const std::uint64_t flipped =
                    flip_word(mixed_seed(seed, {w}), threshold) & low_bits(size - 64 * w);
                bits[w] ^= flipped;
                ones += std::popcount(flipped);
            }
            counts[k].activations_flipped += ones;
        };
    return hooks;
}

}  // namespace

void FlipCounts::add(const FlipCounts& other) {
    weights += other.weights;
    weights_flipped += other.weights_flipped;
    activations += other.activations;
    activations_flipped += other.activations_flipped;
}

std::uint64_t flip_threshold(double p) {
    CROSSPOINT_ASSERT(p >= 0.0 && p <= 1.0);
    return static_cast<std::uint64_t>(p * static_cast<double>(certain));
}

std::uint64_t flip_word(std::uint64_t key, std::uint64_t threshold) {
    if (threshold == 0) return 0;
    if (threshold >= certain) return ~std::uint64_t{0};
    return below(key, [&](int k) { return std::uint64_t{0} - (threshold >> k & 1u); });
}

std::uint64_t flip_word(std::uint64_t key, const std::uint64_t* thresholds) {
    std::uint64_t always = 0;
    for (std::size_t b = 0; b < 64; ++b) always |= std::uint64_t{thresholds[b] >= certain} << b;
    return always | below(key, [&](int k) {
               std::uint64_t word = 0;
               for (std::size_t b = 0; b < 64; ++b) word |= (thresholds[b] >> k & 1u) << b;
               return word;
           });
}

BitMatrix weight_flips(const BitFlips& flips, const Layer& layer, std::size_t layer_index,
                       std::uint64_t draw) {
    BitMatrix flipped(layer.outputs, layer.inputs);
    const std::uint64_t seed = mixed_seed(flips.seed, {weight_purpose, layer_index, draw});
    if (flips.cells != nullptr) {
        draw_by_cell(flips, layer, seed, flipped);
        return flipped;
    }
    const std::uint64_t threshold = flip_threshold(flips.weight_ber);
    if (threshold == 0) return flipped;
    for (std::size_t j = 0; j < layer.outputs; ++j)
        for (std::size_t w = 0; w < flipped.words_per_row(); ++w)
            flipped.row(j)[w] =
                flip_word(mixed_seed(seed, {j, w}), threshold) & low_bits(layer.inputs - 64 * w);
    return flipped;
}

Network flipped_network(const Network& network, const BitFlips& flips,
                        std::vector<FlipCounts>& counts) {
    Network changed = network;
    counts.resize(network.layers.size());
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        if (!flips.flips(k)) continue;
        Layer& layer = changed.layers[k];
        const BitMatrix flipped = weight_flips(flips, layer, k, 0);
        counts[k].weights += static_cast<std::int64_t>(layer.inputs * layer.outputs);
        counts[k].weights_flipped += count_ones(flipped.words());
        flip(layer.weights, flipped);
    }
    return changed;
}

FlippedResult infer_flipped(const Network& network, const ImageSet& images, std::size_t first,
                            std::size_t count, const BitFlips& flips,
                            const SoftwareResult& software, int threads,
                            const ImageProgress& progress, std::stop_token stop) {
    const std::size_t layers = network.layers.size();
    FlippedResult result;
    result.layers.resize(layers);
    result.counts.resize(layers);
    const Network used =
        flips.fresh_weights ? network : flipped_network(network, flips, result.counts);
    std::vector<AtomicCounts> drawn(layers);
    const InferHooks hooks = make_hooks(network, flips, drawn);
    for (std::size_t done = 0; done < count; done += chunk) {
        if (stop.stop_requested()) {
            result.stopped = true;
            return result;
        }
        const std::size_t part = std::min(chunk, count - done);
        const SoftwareResult got = infer(used, images, first + done, part, threads, hooks);
        result.correct += static_cast<std::int64_t>(count_correct(got, images, first + done));
        result.predicted.insert(result.predicted.end(), got.predicted.begin(), got.predicted.end());
        for (std::size_t k = 0; k + 1 < layers; ++k)
            for (std::size_t i = 0; i < part; ++i)
                result.layers[k].activation_errors += count_different(
                    got.activations[k].row(i), software.activations[k].row(done + i));
        if (progress) progress(done + part, count);
    }
    for (std::size_t k = 0; k < layers; ++k) {
        const Layer& layer = network.layers[k];
        const bool last = k + 1 == layers;
        const auto runs = static_cast<std::int64_t>(count);
        const std::int64_t activations =
            last ? 0 : runs * static_cast<std::int64_t>(layer.sums().size());
        result.layers[k].name = network.layer_name(k);
        result.layers[k].activations = activations;
        result.layers[k].current_A = std::numeric_limits<double>::quiet_NaN();
        if (!flips.flips(k)) continue;
        FlipCounts& counts = result.counts[k];
        counts.activations = flips.activation_ber > 0.0 ? activations : 0;
        counts.activations_flipped = drawn[k].activations_flipped;
        if (!flips.fresh_weights) continue;
        counts.weights = runs * static_cast<std::int64_t>(layer.inputs * layer.outputs);
        counts.weights_flipped = drawn[k].weights_flipped;
    }
    return result;
}

}  // namespace crosspoint
