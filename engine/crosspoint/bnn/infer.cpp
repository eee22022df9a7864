// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/infer.hpp"

#include <algorithm>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/bnn/popcount.hpp"

namespace crosspoint {
namespace {

/// Bits of z >= threshold. Whole words are written: images of one batch share none.
void apply_thresholds(const DenseLayer& layer, std::span<const std::int32_t> z,
                      std::span<std::uint64_t> bits) {
    std::fill(bits.begin(), bits.end(), std::uint64_t{0});
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        if (z[j] >= layer.threshold[j]) bits[j / 64] |= std::uint64_t{1} << (j % 64);
    }
}

SoftwareResult empty_result(const Network& network, std::size_t count) {
    SoftwareResult result;
    result.logits = Matrix<std::int32_t>(count, network.outputs());
    result.predicted.assign(count, 0);
    for (std::size_t k = 0; k + 1 < network.layers.size(); ++k) {
        result.activations.emplace_back(count, network.layers[k].outputs);
    }
    return result;
}

}  // namespace

int argmax(std::span<const std::int32_t> logits) {
    return static_cast<int>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

BitMatrix bit_planes(std::span<const std::uint8_t> image, int input_bits) {
    BitMatrix planes(static_cast<std::size_t>(input_bits), image.size());
    for (std::size_t b = 0; b < planes.rows(); ++b) {
        const auto row = planes.row(b);
        const std::size_t shift = 8 - planes.rows() + b;
        for (std::size_t i = 0; i < image.size(); ++i) {
            row[i / 64] |= static_cast<std::uint64_t>((image[i] >> shift) & 1) << (i % 64);
        }
    }
    return planes;
}

SoftwareResult infer(const Network& network, const ImageSet& images, std::size_t first,
                     std::size_t count, int threads) {
    CROSSPOINT_ASSERT(first <= images.count && count <= images.count - first);
    CROSSPOINT_ASSERT(images.pixels == network.inputs());
    SoftwareResult result = empty_result(network, count);
    const std::size_t layers = network.layers.size();
    parallel_for(count, threads, [&](std::size_t i, int) {
        const BitMatrix planes = bit_planes(images.image(first + i), network.input_bits);
        std::vector<std::int32_t> z;
        std::span<const std::uint64_t> signs;
        for (std::size_t k = 0; k < layers; ++k) {
            const DenseLayer& layer = network.layers[k];
            z.resize(layer.outputs);
            if (k == 0) plane_sums(planes, layer.weights, z);
            if (k > 0) sign_sums(signs, layer.weights, z);
            if (k + 1 == layers) break;
            apply_thresholds(layer, z, result.activations[k].row(i));
            signs = result.activations[k].row(i);
        }
        std::copy(z.begin(), z.end(), result.logits.row(i).begin());
        result.predicted[i] = argmax(z);
    });
    return result;
}

SoftwareResult infer_naive(const Network& network, const ImageSet& images, std::size_t first,
                           std::size_t count) {
    SoftwareResult result = empty_result(network, count);
    for (std::size_t n = 0; n < count; ++n) {
        std::vector<int> x;
        for (const int p : images.image(first + n)) x.push_back(p >> (8 - network.input_bits));
        for (std::size_t k = 0; k < network.layers.size(); ++k) {
            const DenseLayer& layer = network.layers[k];
            std::vector<int> next(layer.outputs);
            for (std::size_t j = 0; j < layer.outputs; ++j) {
                int z = 0;
                for (std::size_t i = 0; i < layer.inputs; ++i) {
                    z += (layer.weights.get(j, i) ? 1 : -1) * x[i];
                }
                if (k + 1 == network.layers.size()) {
                    result.logits(n, j) = z;
                } else {
                    const bool on = z >= layer.threshold[j];
                    result.activations[k].set(n, j, on);
                    next[j] = on ? 1 : -1;
                }
            }
            x = next;
        }
        int best = 0;
        for (std::size_t j = 0; j < network.outputs(); ++j) {
            if (result.logits(n, j) > result.logits(n, static_cast<std::size_t>(best))) {
                best = static_cast<int>(j);
            }
        }
        result.predicted[n] = best;
    }
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
