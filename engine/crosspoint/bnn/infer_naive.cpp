// The slow, obvious inference: plain loops over integers.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "crosspoint/bnn/infer.hpp"

namespace crosspoint {
namespace {

// Values of a map, with what lies beyond its border.
struct PlainMap {
    MapShape shape;
    std::vector<int> values;
    int beyond = -1;

    [[nodiscard]] int at(std::ptrdiff_t y, std::ptrdiff_t x, std::size_t c) const {
        if (y < 0 || x < 0 || y >= static_cast<std::ptrdiff_t>(shape.height) ||
            x >= static_cast<std::ptrdiff_t>(shape.width))
            return beyond;
        return values[(static_cast<std::size_t>(y) * shape.width + static_cast<std::size_t>(x)) *
                          shape.channels +
                      c];
    }
};

int plain_sum(const Layer& layer, const PlainMap& in, std::size_t y, std::size_t x, std::size_t j) {
    const auto weight = [&](std::size_t i) { return layer.weight(j, i); };
    int z = 0;
    if (!layer.conv) {
        for (std::size_t i = 0; i < layer.inputs; ++i) z += weight(i) * in.values[i];
        return z;
    }
    const Convolution& conv = *layer.conv;
    const auto pad = static_cast<std::ptrdiff_t>(conv.padding);
    for (std::size_t ky = 0; ky < conv.kernel; ++ky)
        for (std::size_t kx = 0; kx < conv.kernel; ++kx)
            for (std::size_t c = 0; c < conv.in.channels; ++c)
                z += weight((ky * conv.kernel + kx) * conv.in.channels + c) *
                     in.at(static_cast<std::ptrdiff_t>(y * conv.stride + ky) - pad,
                           static_cast<std::ptrdiff_t>(x * conv.stride + kx) - pad, c);
    return z;
}

PlainMap plain_pool(const PlainMap& in, std::size_t pool) {
    PlainMap out{.shape = {.height = in.shape.height / pool,
                           .width = in.shape.width / pool,
                           .channels = in.shape.channels},
                 .values = {},
                 .beyond = in.beyond};
    for (std::size_t y = 0; y < out.shape.height; ++y)
        for (std::size_t x = 0; x < out.shape.width; ++x)
            for (std::size_t c = 0; c < out.shape.channels; ++c) {
                int best = in.beyond;  // the lowest value
                for (std::size_t d = 0; d < pool * pool; ++d)
                    best =
                        std::max(best, in.at(static_cast<std::ptrdiff_t>(y * pool + d / pool),
                                             static_cast<std::ptrdiff_t>(x * pool + d % pool), c));
                out.values.push_back(best);
            }
    return out;
}

}  // namespace

SoftwareResult infer_naive(const Network& network, const ImageSet& images, std::size_t first,
                           std::size_t count) {
    SoftwareResult result = sized_result(network, count);
    for (std::size_t n = 0; n < count; ++n) {
        PlainMap image{.shape = network.image(), .values = {}, .beyond = 0};
        for (const std::uint8_t p : images.image(first + n))
            image.values.push_back(network.input_value(p));
        std::vector<PlainMap> maps;
        for (std::size_t k = 0; k < network.layers.size(); ++k) {
            const Layer& layer = network.layers[k];
            const PlainMap& in = k == 0 ? image : maps[network.source(k)];
            const int bits = layer.activation_bits;
            PlainMap out{.shape = layer.sums(), .values = {}, .beyond = bits == 1 ? -1 : 0};
            for (std::size_t i = 0; i < layer.sums().size(); ++i) {
                const std::size_t p = i / layer.outputs, j = i % layer.outputs;
                const int z = plain_sum(layer, in, p / out.shape.width, p % out.shape.width, j);
                if (k + 1 == network.layers.size()) {
                    result.logits(n, j) = z;
                    continue;
                }
                const bool minus = layer.shortcut >= 0 &&
                                   maps[static_cast<std::size_t>(layer.shortcut)].values[i] < 0;
                const auto& thresholds = minus ? layer.threshold_minus : layer.threshold;
                int reached = 0;
                for (std::size_t t = 0; t < layer.steps(); ++t)
                    reached += z >= thresholds[j * layer.steps() + t] ? 1 : 0;
                for (int b = 0; b < bits; ++b)
                    result.activations[k].set(
                        n * static_cast<std::size_t>(bits) + static_cast<std::size_t>(b), i,
                        ((reached >> b) & 1) != 0);
                out.values.push_back(bits == 1 ? 2 * reached - 1 : reached);
            }
            if (k + 1 < network.layers.size()) maps.push_back(plain_pool(out, layer.pool));
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

}  // namespace crosspoint
