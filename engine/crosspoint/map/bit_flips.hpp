// A network whose stored weights and whose activations have bit errors: no arrays and no currents,
// only bits that are wrong with given probabilities, drawn by their place. The probabilities come
// from a number, from the law of a memory (periphery/bit_error_laws.hpp), or from the write errors
// of the cells of a tile.
//
// A bit is wrong where its uniform number u < p. The number belongs to the place, not to p: what is
// wrong at a low rate is wrong at every higher one, too (same seed).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/map/tiled_network.hpp"

namespace crosspoint {

/// Probability that the cell of a weight holds the other value, by its place in the tile: input i
/// of output j lies in cell (i mod rows, j mod cols).
struct CellFlipRates {
    Matrix<double> plus;   ///< [rows x cols] of a weight +1
    Matrix<double> minus;  ///< [rows x cols] of a weight -1
};

struct BitFlips {
    double weight_ber = 0.0;  ///< 0 .. 1, where `cells` is null
    std::shared_ptr<const CellFlipRates> cells = {};
    /// Of the thresholded activations of hidden layers, before pooling: 0 .. 1. Drawn anew for
    /// every image.
    double activation_ber = 0.0;
    bool fresh_weights = false;  ///< weights drawn anew for every image; else once
    std::uint64_t seed = 1;
    std::vector<bool> layers = {};  ///< [layers] which ones have errors; empty: all

    [[nodiscard]] bool flips(std::size_t layer) const { return layers.empty() || layers[layer]; }
};

/// What was drawn in a layer, and what of it was wrong.
struct FlipCounts {
    std::int64_t weights = 0;  ///< fresh weights: times images
    std::int64_t weights_flipped = 0;
    std::int64_t activations = 0;
    std::int64_t activations_flipped = 0;

    void add(const FlipCounts& other);
};

/// p as an integer of 53 bits, for flip_word.  @param p 0 .. 1
std::uint64_t flip_threshold(double p);

/// 64 bits that are 1 with probability threshold / 2^53, bit k where the k-th uniform number of
/// `key` lies below.  @cost about 8 random words
std::uint64_t flip_word(std::uint64_t key, std::uint64_t threshold);

/// The same with one threshold a bit; equal thresholds give the bits of the function above.
/// @param thresholds  [64]
std::uint64_t flip_word(std::uint64_t key, const std::uint64_t* thresholds);

/// Which weights of a layer are wrong: [outputs x inputs].
/// @param draw  0 for weights that are stored once, the image + 1 for fresh ones
BitMatrix weight_flips(const BitFlips& flips, const Layer& layer, std::size_t layer_index,
                       std::uint64_t draw);

/// The network with its weights of draw 0, and per layer what was drawn.
Network flipped_network(const Network& network, const BitFlips& flips,
                        std::vector<FlipCounts>& counts);

struct FlippedResult {
    std::int64_t correct = 0;
    std::vector<LayerResult> layers;  ///< activations and how many differ from exact inference
    std::vector<FlipCounts> counts;   ///< [layers]
    std::vector<int> predicted;       ///< [count]
    bool stopped = false;             ///< the stop token ended it early: nothing is valid
};

/// Images first .. first + count - 1 with bit errors. `software` is their exact inference.
/// The caller has checked network and images.
/// @param threads 0 = all cores; the result does not depend on it
FlippedResult infer_flipped(const Network& network, const ImageSet& images, std::size_t first,
                            std::size_t count, const BitFlips& flips,
                            const SoftwareResult& software, int threads,
                            const ImageProgress& progress, std::stop_token stop);

}  // namespace crosspoint
