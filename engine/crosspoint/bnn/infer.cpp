// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/infer.hpp"

#include <algorithm>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/bnn/popcount.hpp"
#include "crosspoint/bnn/windows.hpp"

namespace crosspoint {
namespace {

// What a layer makes of its sums at one position, as bit planes: the number of thresholds that each
// reaches. `shortcut`: bits of the added layer there, or empty.
void apply_thresholds(const Layer& layer, std::span<const std::int32_t> z,
                      std::span<const std::uint64_t> shortcut, BitMatrix& planes) {
    planes.clear();
    const std::size_t steps = layer.steps();
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        const bool minus = layer.shortcut >= 0 && ((shortcut[j / 64] >> (j % 64)) & 1) == 0;
        const auto rising =
            std::span(minus ? layer.threshold_minus : layer.threshold).subspan(j * steps, steps);
        const auto reached = static_cast<std::uint64_t>(
            std::upper_bound(rising.begin(), rising.end(), z[j]) - rising.begin());
        for (std::size_t b = 0; b < planes.rows(); ++b)
            planes.row(b)[j / 64] |= ((reached >> b) & 1) << (j % 64);
    }
}

// One image through the network. Maps are one row of bits for each plane.
class ImagePass {
public:
    ImagePass(const Network& network, const ImageSet& images, const InferHooks& hooks,
              SoftwareResult& result)
        : network_(network),
          images_(images),
          hooks_(hooks),
          result_(result),
          maps_(network.layers.size()) {}

    void run(std::size_t image, std::size_t row) {
        image_ = image;
        const BitMatrix planes = bit_planes(network_, images_.image(image));
        for (std::size_t k = 0; k < network_.layers.size(); ++k) run_layer(k, planes, row);
    }

private:
    void run_layer(std::size_t k, const BitMatrix& planes, std::size_t row);

    const Network& network_;
    const ImageSet& images_;
    const InferHooks& hooks_;
    SoftwareResult& result_;
    std::size_t image_ = 0;
    BitMatrix changed_;            // weights for this image
    std::vector<BitMatrix> maps_;  // [planes x out] after pooling
};

void ImagePass::run_layer(std::size_t k, const BitMatrix& planes, std::size_t row) {
    const Layer& layer = network_.layers[k];
    const bool last = k + 1 == network_.layers.size();
    const MapShape sums = layer.sums();
    const BitMatrix& source = k == 0 ? planes : maps_[network_.source(k)];
    BitMatrix windows(source.rows(), layer.inputs);
    const auto planes_out = static_cast<std::size_t>(layer.activation_bits);
    BitMatrix active(planes_out, layer.outputs), added(1, layer.shortcut >= 0 ? layer.outputs : 0);
    std::vector<std::int32_t> z(layer.outputs);
    if (hooks_.weights) {
        changed_ = layer.weights;
        hooks_.weights(k, image_, changed_);
    }
    const BitMatrix& weights = hooks_.weights ? changed_ : layer.weights;
    for (std::size_t p = 0; p < sums.positions(); ++p) {
        if (layer.conv)
            for (std::size_t b = 0; b < source.rows(); ++b)
                gather_window(*layer.conv, source.row(b), p / sums.width, p % sums.width,
                              windows.row(b));
        const BitMatrix& x = layer.conv ? windows : source;
        if (!network_.reads_signs(k))
            plane_sums(x, weights, z, static_cast<std::size_t>(layer.weight_bits));
        else if (!hooks_.sums || !hooks_.sums(k, x.row(0), z))
            sign_sums(x.row(0), weights, z);
        if (last) break;
        if (layer.shortcut >= 0)
            copy_bits(maps_[static_cast<std::size_t>(layer.shortcut)].row(0), p * layer.outputs,
                      layer.outputs, added.row(0), 0);
        apply_thresholds(layer, z, added.row(0), active);
        for (std::size_t b = 0; b < planes_out; ++b)
            copy_bits(active.row(b), 0, layer.outputs,
                      result_.activations[k].row(row * planes_out + b), p * layer.outputs);
    }
    if (last) {
        std::copy(z.begin(), z.end(), result_.logits.row(row).begin());
        result_.predicted[row] = argmax(z);
        return;
    }
    const auto made = row_block(result_.activations[k], row * planes_out, planes_out);
    if (hooks_.activations) hooks_.activations(k, image_, made);
    maps_[k] = BitMatrix(planes_out, layer.out().size());
    max_pool(sums, made, layer.pool, row_block(maps_[k], 0, planes_out), planes_out);
}

}  // namespace

SoftwareResult sized_result(const Network& network, std::size_t count) {
    SoftwareResult result;
    result.logits = Matrix<std::int32_t>(count, network.outputs());
    result.predicted.assign(count, 0);
    for (std::size_t k = 0; k + 1 < network.layers.size(); ++k) {
        const Layer& layer = network.layers[k];
        result.activations.emplace_back(count * static_cast<std::size_t>(layer.activation_bits),
                                        layer.sums().size());
    }
    return result;
}

int argmax(std::span<const std::int32_t> logits) {
    return static_cast<int>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

BitMatrix bit_planes(const Network& network, std::span<const std::uint8_t> image) {
    BitMatrix planes(static_cast<std::size_t>(network.input_bits), image.size());
    for (std::size_t i = 0; i < image.size(); ++i) {
        const auto value = static_cast<std::uint64_t>(network.input_value(image[i]));
        for (std::size_t b = 0; b < planes.rows(); ++b)
            planes.row(b)[i / 64] |= ((value >> b) & 1) << (i % 64);
    }
    return planes;
}

SoftwareResult infer(const Network& network, const ImageSet& images, std::size_t first,
                     std::size_t count, int threads, const InferHooks& hooks) {
    CROSSPOINT_ASSERT(first <= images.count && count <= images.count - first);
    CROSSPOINT_ASSERT(images.pixels == network.inputs());
    SoftwareResult result = sized_result(network, count);
    parallel_for(count, threads, [&](std::size_t i, int) {
        ImagePass(network, images, hooks, result).run(first + i, i);
    });
    return result;
}

std::size_t count_correct(const SoftwareResult& result, const ImageSet& images, std::size_t first) {
    std::size_t correct = 0;
    for (std::size_t i = 0; i < result.predicted.size(); ++i) {
        correct += result.predicted[i] == images.labels[first + i] ? 1u : 0u;
    }
    return correct;
}

}  // namespace crosspoint
