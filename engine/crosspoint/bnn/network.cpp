// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/network.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crosspoint {
namespace {

Error shape_error(const std::string& name, const std::string& what) {
    return {.code = Errc::input,
            .id = 4104,
            .what = what,
            .help =
                "the layers of a model follow each other: the outputs of one are the inputs of "
                "the next (engine/docs/model_format.md)",
            .where = SourceSpan{.file = name}};
}

Result<void> check_layer(const Network& network, std::size_t k, const std::string& name) {
    const DenseLayer& layer = network.layers[k];
    const bool last = k + 1 == network.layers.size();
    if (layer.inputs == 0 || layer.outputs == 0 || layer.weights.rows() != layer.outputs ||
        layer.weights.cols() != layer.inputs) {
        return shape_error(name, fmt::format("layer {} is {} x {} with weights {} x {}, expected "
                                             "equal sizes above 0",
                                             k, layer.inputs, layer.outputs, layer.weights.cols(),
                                             layer.weights.rows()));
    }
    // Sums of that many bytes still fit 32 bits.
    constexpr std::size_t most_inputs = std::size_t{1} << 22;
    if (layer.inputs > most_inputs) {
        return shape_error(name, fmt::format("layer {} has {} inputs, expected at most {}", k,
                                             layer.inputs, most_inputs));
    }
    if (!last && layer.outputs != network.layers[k + 1].inputs) {
        return shape_error(name, fmt::format("layer {} has {} outputs, layer {} has {} inputs", k,
                                             layer.outputs, k + 1, network.layers[k + 1].inputs));
    }
    if (layer.threshold.size() != (last ? 0 : layer.outputs)) {
        return Error{.code = Errc::input,
                     .id = 4105,
                     .what = fmt::format("layer {} has {} thresholds, expected {}", k,
                                         layer.threshold.size(), last ? 0 : layer.outputs),
                     .help = "one threshold for each output, none in the last layer",
                     .where = SourceSpan{.file = name}};
    }
    return {};
}

}  // namespace

Result<void> check_network(const Network& network, const std::string& name) {
    if (network.layers.empty()) return shape_error(name, "the network has no layer");
    if (network.input_bits < 1 || network.input_bits > 8) {
        return shape_error(
            name, fmt::format("the input has {} bits, expected 1 to 8", network.input_bits));
    }
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        if (auto fine = check_layer(network, k, name); !fine) return fine;
    }
    return {};
}

Result<void> check_images(const Network& network, const ImageSet& images) {
    if (images.pixels != network.inputs()) {
        return Error{.code = Errc::input,
                     .id = 4110,
                     .what = fmt::format("the images have {} pixels, the network has {} inputs",
                                         images.pixels, network.inputs()),
                     .help = "use the data set that the network was trained on"};
    }
    const auto largest = std::max_element(images.labels.begin(), images.labels.end());
    if (largest != images.labels.end() && *largest >= network.outputs()) {
        return Error{
            .code = Errc::input,
            .id = 4111,
            .what = fmt::format("image {} has label {}, the network has {} outputs",
                                largest - images.labels.begin(), *largest, network.outputs()),
            .help = "use the data set that the network was trained on"};
    }
    return {};
}

}  // namespace crosspoint
