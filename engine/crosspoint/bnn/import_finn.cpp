// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/import_finn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "crosspoint/base/npz.hpp"

namespace crosspoint {
namespace {

using Arrays = std::map<std::string, NdArray>;

Error import_error(const std::string& path, const std::string& what) {
    return {.code = Errc::input,
            .id = 4114,
            .what = what,
            .help =
                "crosspoint model-import reads convK.weight [out, in, ky, kx], fcK.weight [out, "
                "in] of +-1 and their .threshold [out]; see engine/docs/model_format.md",
            .where = SourceSpan{.file = path}};
}

// The code of a byte, q + 128 of the header.
std::uint8_t input_code(int p) {
    const double q = std::floor((2.0 * p / 255.0 - 1.0) * 128.0 + 0.5);
    return static_cast<std::uint8_t>(std::clamp(q, -128.0, 127.0) + 128.0);
}

// One layer while it is read.
struct Importer {
    const Arrays& arrays;
    const std::string& path;
    MapShape map;  // what the next layer reads

    Result<Layer> read(std::size_t k);
    Result<void> read_weights(const NdArray& weight, Layer& layer) const;
    Result<void> read_thresholds(std::size_t k, Layer& layer) const;
};

Result<Layer> Importer::read(std::size_t k) {
    Layer layer;
    const auto array = [&](const char* kind) {
        layer.name = fmt::format("{}{}", kind, k);
        return arrays.find(layer.name + ".weight");
    };
    auto found = array("conv");
    const bool conv = found != arrays.end();
    if (!conv) found = array("fc");
    if (found == arrays.end())
        return import_error(path, fmt::format("'conv{0}.weight' or 'fc{0}.weight' is missing", k));
    const NdArray& weight = found->second;
    const std::size_t axes = conv ? 4 : 2;
    const bool fits = weight.shape.size() == axes &&
                      weight.shape[1] == (conv ? map.channels : map.size()) &&
                      (!conv || weight.shape[2] == weight.shape[3]);
    if (!fits)
        return import_error(
            path, fmt::format("'{}.weight' has shape {}, expected {} for a map of {} x {} x {}",
                              layer.name, weight.shape_text(),
                              conv ? "[out, channels, k, k]" : "[out, inputs]", map.height,
                              map.width, map.channels));
    layer.outputs = weight.shape[0];
    if (conv) layer.conv = Convolution{.in = map, .kernel = weight.shape[2]};
    layer.inputs = conv ? layer.conv->inputs() : map.size();
    if (conv && (map.height < weight.shape[2] || map.width < weight.shape[2]))
        return import_error(path, fmt::format("'{}.weight' has a kernel of {} for a map of {} x {}",
                                              layer.name, weight.shape[2], map.height, map.width));
    if (auto r = read_weights(weight, layer); !r) return r.error();
    if (auto r = read_thresholds(k, layer); !r) return r.error();
    return layer;
}

// Theirs is [out][channel][y][x], ours [out][(y, x, channel)].
Result<void> Importer::read_weights(const NdArray& weight, Layer& layer) const {
    layer.weights = BitMatrix(layer.outputs, layer.inputs);
    const std::size_t area = layer.conv ? layer.conv->kernel * layer.conv->kernel : map.positions();
    const std::size_t channels = map.channels;
    for (std::size_t j = 0; j < layer.outputs; ++j)
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t p = 0; p < area; ++p) {
                const double w = weight.values[(j * channels + c) * area + p];
                if (w != 1.0 && w != -1.0)
                    return import_error(path, fmt::format("'{}.weight' has a value of {}, expected "
                                                          "1 or -1",
                                                          layer.name, w));
                layer.weights.set(j, p * channels + c, w > 0.0);
            }
    return {};
}

Result<void> Importer::read_thresholds(std::size_t k, Layer& layer) const {
    const auto found = arrays.find(layer.name + ".threshold");
    if (found == arrays.end()) return {};  // the last layer; else check_network will say so
    const std::vector<double>& values = found->second.values;
    if (values.size() != layer.outputs)
        return import_error(path,
                            fmt::format("'{}.threshold' has shape {}, expected [{}]", layer.name,
                                        found->second.shape_text(), layer.outputs));
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        if (!(std::abs(values[j]) < 0x1p40) || values[j] != std::floor(values[j]))
            return import_error(path, fmt::format("'{}.threshold' has a value of {}, expected an "
                                                  "integer",
                                                  layer.name, values[j]));
        const auto t = static_cast<std::int64_t>(values[j]);
        std::int64_t weight_sum = 0;
        for (std::size_t i = 0; i < layer.inputs; ++i)
            weight_sum += layer.weights.get(j, i) ? 1 : -1;
        // 2 sum w (u - 128) > t, or (z + inputs) / 2 > t, in integers.
        layer.threshold.push_back(k == 0 ? (t >> 1) + 1 + 128 * weight_sum
                                         : 2 * t - static_cast<std::int64_t>(layer.inputs) + 1);
    }
    return {};
}

}  // namespace

Result<Network> import_finn(const std::string& path, const ImportOptions& options) {
    const auto arrays = read_npz(path);
    if (!arrays) return arrays.error();
    std::size_t weights = 0;
    for (const auto& [name, array] : *arrays) weights += name.ends_with(".weight") ? 1u : 0u;
    Network network;
    for (int p = 0; p < 256; ++p) network.input_codes.push_back(input_code(p));
    Importer importer{.arrays = *arrays, .path = path, .map = options.image};
    std::size_t used = 0;
    for (std::size_t k = 0; k < std::max<std::size_t>(weights, 1); ++k) {
        auto layer = importer.read(k);
        if (!layer) return layer.error();
        used += layer->threshold.empty() ? 1u : 2u;
        if (std::ranges::find(options.pool_after, k) != options.pool_after.end()) layer->pool = 2;
        importer.map = layer->out();
        network.layers.push_back(*std::move(layer));
    }
    if (used != arrays->size())
        return import_error(path, fmt::format("the file has {} arrays, {} of them are weights and "
                                              "thresholds of its {} layers",
                                              arrays->size(), used, weights));
    if (auto fine = check_network(network, path); !fine) return fine.error();
    return network;
}

}  // namespace crosspoint
