// One chunk of images through all layers of a network whose arrays are programmed: vectors under
// the kernels, reads, thresholds, pooling.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/map/mapped_layer.hpp"

namespace crosspoint {

/// What one chunk gave.
struct PassResult {
    std::vector<LayerReads> layers;
    std::vector<std::int64_t> activation_errors;
    Result<void> outcome;
    std::vector<LayerTable> tables = {};  ///< one a layer where counts are to be recorded
};

/// Images first .. first + count - 1 of a set, rows result_row .. of the results.
struct ImageChunk {
    std::size_t first = 0;
    std::size_t count = 0;
    std::size_t result_row = 0;
};

class NetworkPass {
public:
    /// @param layers        one per layer of the network; without tiles: computed digitally
    /// @param exact_inputs  every layer reads what software inference says
    NetworkPass(const Network& network, const std::vector<MappedLayer>& layers,
                bool exact_inputs = false)
        : network_(network), layers_(layers), exact_inputs_(exact_inputs) {}

    /// @param logits  its rows of the chunk are written
    void run(const ImageSet& set, const ImageChunk& chunk, const SoftwareResult& software,
             std::stop_token stop, Matrix<std::int32_t>& logits, PassResult& result) const;

    /// The maps that layers gave, each [images * activation_bits x out().size()] as in
    /// SoftwareResult.
    using Maps = std::vector<BitMatrix>;

    /// The sums of layer k, [outputs x lanes]: lane n * positions + p is position p of image n.
    [[nodiscard]] Result<Matrix<std::int32_t>> sums(std::size_t k, const ImageSet& set,
                                                    const ImageChunk& chunk, const Maps& maps,
                                                    LayerReads& done, LayerWork& work) const;
    /// Thresholded activations of layer k, [images * activation_bits x sums().size()].
    [[nodiscard]] BitMatrix activations(std::size_t k, const Matrix<std::int32_t>& z,
                                        std::size_t images, const Maps& maps) const;
    /// What other layers see of them, [images * activation_bits x out().size()].
    [[nodiscard]] BitMatrix pooled(std::size_t k, BitMatrix activations) const;

private:
    const Network& network_;
    const std::vector<MappedLayer>& layers_;
    bool exact_inputs_;
};

/// How often each input of each layer is on, over all vectors of the first images:
/// [layers][inputs].
std::vector<std::vector<double>> input_activity(const Network& network, const ImageSet& images,
                                                std::size_t count, int threads);

/// Images of a chunk: so many that tables of tiles pay, so few that sums of a map stay small and
/// every thread has work.
std::size_t images_per_chunk(const Network& network, std::size_t count, int threads);

}  // namespace crosspoint
