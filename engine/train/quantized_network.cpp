// SPDX-License-Identifier: Apache-2.0
#include "train/quantized_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "crosspoint/base/npz.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/bnn/model_graph.hpp"

namespace crosspoint::train {
namespace {

constexpr std::int64_t schema = 3;

using Values = std::vector<std::int16_t>;

/// The values under the kernel at output position (y, x), 0 beyond the border.
void gather(const Convolution& conv, const Values& map, std::size_t y, std::size_t x,
            Values& window) {
    const auto height = static_cast<std::int64_t>(conv.in.height);
    const auto width = static_cast<std::int64_t>(conv.in.width);
    const auto padding = static_cast<std::int64_t>(conv.padding);
    std::fill(window.begin(), window.end(), std::int16_t{0});
    for (std::size_t ky = 0; ky < conv.kernel; ++ky) {
        for (std::size_t kx = 0; kx < conv.kernel; ++kx) {
            const auto from_y = static_cast<std::int64_t>(y * conv.stride + ky) - padding;
            const auto from_x = static_cast<std::int64_t>(x * conv.stride + kx) - padding;
            if (from_y < 0 || from_y >= height || from_x < 0 || from_x >= width) continue;
            const std::size_t channels = conv.in.channels;
            const auto* from =
                map.data() + static_cast<std::size_t>(from_y * width + from_x) * channels;
            std::copy(from, from + channels, window.data() + (ky * conv.kernel + kx) * channels);
        }
    }
}

std::int32_t dot(std::span<const std::int16_t> a, std::span<const std::int16_t> b) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// The map of layer k, pooled; of the last layer nothing, but its sums in `logits`.
Values run_layer(const QuantizedNetwork& network, std::size_t k, const Values& source,
                 std::span<std::int32_t> logits) {
    const Layer& shape = network.graph.layers[k];
    const QuantizedLayer& layer = network.layers[k];
    const MapShape sums = shape.sums(), out = shape.out();
    const bool last = k + 1 == network.layers.size();
    Values map(out.size(), 0), window(shape.inputs);
    for (std::size_t p = 0; p < sums.positions(); ++p) {
        const std::size_t y = p / sums.width, x = p % sums.width;
        if (shape.conv) gather(*shape.conv, source, y, x, window);
        const Values& seen = shape.conv ? window : source;
        const std::size_t to_y = y / shape.pool, to_x = x / shape.pool;
        if (to_y >= out.height || to_x >= out.width) continue;
        for (std::size_t j = 0; j < shape.outputs; ++j) {
            const std::int32_t z = dot(layer.weights.row(j), seen);
            if (last) {
                logits[j] = z;
                continue;
            }
            const auto steps = layer.thresholds.row(j);
            const auto reached = std::upper_bound(steps.begin(), steps.end(), z) - steps.begin();
            auto& kept = map[(to_y * out.width + to_x) * out.channels + j];
            kept = std::max(kept, static_cast<std::int16_t>(reached));
        }
    }
    return map;
}

}  // namespace

Matrix<std::int32_t> integer_logits(const QuantizedNetwork& network, const ImageSet& images,
                                    int threads) {
    Matrix<std::int32_t> logits(images.count, network.graph.outputs());
    parallel_for(images.count, threads, [&](std::size_t i, int) {
        const auto pixels = images.image(i);
        std::vector<Values> maps{Values(pixels.begin(), pixels.end())};
        for (std::size_t k = 0; k < network.layers.size(); ++k) {
            const std::size_t from = k == 0 ? 0 : network.graph.source(k) + 1;
            maps.push_back(run_layer(network, k, maps[from], logits.row(i)));
        }
    });
    return logits;
}

Result<void> write_quantized(const std::string& path, const QuantizedNetwork& network) {
    std::map<std::string, std::vector<std::byte>> entries;
    const auto add_scalar = [&](const std::string& name, std::int64_t value) {
        entries[name] =
            npy_bytes(std::vector<std::size_t>{}, std::span<const std::int64_t>(&value, 1));
    };
    const auto add_text = [&](const std::string& name, const std::string& text) {
        const std::vector<std::uint8_t> bytes(text.begin(), text.end());
        entries[name] =
            npy_bytes(std::vector<std::size_t>{bytes.size()}, std::span<const std::uint8_t>(bytes));
    };
    add_scalar("schema", schema);
    add_scalar("input_bits", network.graph.input_bits);
    add_scalar("weight_bits", network.precision.weight_bits);
    add_scalar("activation_bits", network.precision.activation_bits);
    add_text("graph", graph_text(network.graph));
    add_text("provenance", network.provenance);
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const Matrix<std::int16_t>& weights = network.layers[k].weights;
        std::vector<std::int8_t> by_input;
        for (std::size_t i = 0; i < weights.cols(); ++i) {
            for (std::size_t j = 0; j < weights.rows(); ++j) {
                by_input.push_back(static_cast<std::int8_t>(weights(j, i)));
            }
        }
        entries[fmt::format("w{}", k)] =
            npy_bytes(std::vector<std::size_t>{weights.cols(), weights.rows()},
                      std::span<const std::int8_t>(by_input));
        const Matrix<std::int64_t>& t = network.layers[k].thresholds;
        if (t.rows() == 0) continue;
        std::vector<std::int64_t> flat;
        for (std::size_t j = 0; j < t.rows(); ++j) {
            flat.insert(flat.end(), t.row(j).begin(), t.row(j).end());
        }
        entries[fmt::format("t{}", k)] = npy_bytes(std::vector<std::size_t>{t.rows(), t.cols()},
                                                   std::span<const std::int64_t>(flat));
    }
    return write_npz(path, entries);
}

}  // namespace crosspoint::train
