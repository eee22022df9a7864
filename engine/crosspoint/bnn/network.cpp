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
                "what a layer reads must have the shape that it expects "
                "(engine/docs/model_format.md)",
            .where = SourceSpan{.file = name}};
}

std::string shape_text(const MapShape& shape) {
    return fmt::format("{} x {} x {}", shape.height, shape.width, shape.channels);
}

// Sums of that many bytes still fit 32 bits, and products of sizes stay far from overflow.
constexpr std::size_t most_inputs = std::size_t{1} << 22;

Result<void> check_convolution(const Layer& layer, std::size_t k, const std::string& name) {
    const Convolution& conv = *layer.conv;
    for (const std::size_t size :
         {conv.in.height, conv.in.width, conv.in.channels, conv.kernel, conv.stride})
        if (size == 0 || size > most_inputs)
            return shape_error(name, fmt::format("layer {} has a size of {}, expected 1 to {}", k,
                                                 size, most_inputs));
    if (conv.padding >= conv.kernel)
        return shape_error(name, fmt::format("layer {} has a padding of {}, expected less than its "
                                             "kernel of {}",
                                             k, conv.padding, conv.kernel));
    if (conv.in.height + 2 * conv.padding < conv.kernel ||
        conv.in.width + 2 * conv.padding < conv.kernel)
        return shape_error(name, fmt::format("layer {} has a kernel of {} on a map of {} with a "
                                             "padding of {}",
                                             k, conv.kernel, shape_text(conv.in), conv.padding));
    if (layer.inputs != conv.inputs())
        return shape_error(name, fmt::format("layer {} has {} inputs, its kernel sees {}", k,
                                             layer.inputs, conv.inputs()));
    return {};
}

Result<void> check_thresholds(const Network& network, std::size_t k, const std::string& name) {
    const Layer& layer = network.layers[k];
    const bool last = k + 1 == network.layers.size();
    const auto expect = [&](std::size_t found, std::size_t expected) -> Result<void> {
        if (found == expected) return {};
        return Error{
            .code = Errc::input,
            .id = 4105,
            .what = fmt::format("layer {} has {} thresholds, expected {}", k, found, expected),
            .help =
                "one threshold for each output, two with a shortcut, 2^A - 1 for activations of A "
                "bits, none in the last layer",
            .where = SourceSpan{.file = name}};
    };
    if (auto r = expect(layer.threshold.size(), last ? 0 : layer.outputs * layer.steps()); !r)
        return r;
    return expect(layer.threshold_minus.size(), layer.shortcut >= 0 ? layer.outputs : 0);
}

// What only networks of several bits can have wrong.
Result<void> check_bits(const Network& network, std::size_t k, const std::string& name) {
    const Layer& layer = network.layers[k];
    const auto wrong = [&](const std::string& what) {
        return Error{.code = Errc::input,
                     .id = 4115,
                     .what = fmt::format("layer {} {}", k, what),
                     .help = "see engine/docs/model_format.md, networks of several bits",
                     .where = SourceSpan{.file = name}};
    };
    const int weight = layer.weight_bits, activation = layer.activation_bits;
    const bool binary = weight == 1 && activation == 1;
    if (!binary && (weight < 2 || weight > 8 || activation < 2 || activation > 8))
        return wrong(
            fmt::format("has weights of {} and activations of {} bits, expected both 1 or "
                        "both 2 to 8",
                        weight, activation));
    if (weight != network.layers[0].weight_bits || activation != network.layers[0].activation_bits)
        return wrong("has other bits than layer 0, expected the same in all layers");
    if (binary) return {};
    if (layer.shortcut >= 0) return wrong("has a shortcut, expected none with several bits");
    const int planes = k == 0 ? network.input_bits : activation;
    if (layer.inputs >> (31 - weight - planes) != 0)
        return wrong(
            fmt::format("has {} inputs of {} bits with weights of {} bits, expected sums "
                        "that fit 32 bits",
                        layer.inputs, planes, weight));
    for (std::size_t j = 0; j < layer.outputs; ++j)
        for (std::size_t i = 0; i < layer.inputs; ++i)
            if (layer.weight(j, i) == -(1 << (weight - 1)))
                return wrong(fmt::format("has the weight {}, expected {} to {}", layer.weight(j, i),
                                         1 - (1 << (weight - 1)), (1 << (weight - 1)) - 1));
    for (std::size_t t = 1; t < layer.threshold.size(); ++t)
        if (t % layer.steps() != 0 && layer.threshold[t] < layer.threshold[t - 1])
            return wrong(fmt::format("has thresholds of output {} that fall from {} to {}",
                                     t / layer.steps(), layer.threshold[t - 1],
                                     layer.threshold[t]));
    return {};
}

Result<void> check_layer(const Network& network, std::size_t k, const std::string& name) {
    const Layer& layer = network.layers[k];
    const bool last = k + 1 == network.layers.size();
    const auto slices = static_cast<std::size_t>(std::max(layer.weight_bits, 1));
    if (layer.inputs == 0 || layer.outputs == 0 || layer.weights.rows() != layer.outputs * slices ||
        layer.weights.cols() != layer.inputs) {
        return shape_error(name, fmt::format("layer {} is {} x {} with weights {} x {}, expected "
                                             "equal sizes above 0",
                                             k, layer.inputs, layer.outputs, layer.weights.cols(),
                                             layer.weights.rows() / slices));
    }
    if (layer.inputs > most_inputs) {
        return shape_error(name, fmt::format("layer {} has {} inputs, expected at most {}", k,
                                             layer.inputs, most_inputs));
    }
    if (auto r = check_bits(network, k, name); !r) return r;
    if (layer.conv)
        if (auto r = check_convolution(layer, k, name); !r) return r;
    const auto before = [&](int source) { return source < static_cast<int>(k) && source >= -1; };
    if (!before(layer.input) || !before(layer.shortcut))
        return shape_error(name, fmt::format("layer {} reads layer {} and adds layer {}, expected "
                                             "earlier ones",
                                             k, layer.input, layer.shortcut));
    if (layer.pool == 0 || layer.sums().height < layer.pool || layer.sums().width < layer.pool)
        return shape_error(name, fmt::format("layer {} pools {} x {} of a map of {}", k, layer.pool,
                                             layer.pool, shape_text(layer.sums())));
    if (last && (layer.sums().positions() != 1 || layer.shortcut >= 0))
        return shape_error(name, fmt::format("the last layer has a map of {} or a shortcut, "
                                             "expected one vector of logits",
                                             shape_text(layer.sums())));
    if (k > 0) {
        const MapShape source = network.layers[network.source(k)].out();
        const bool fits = layer.conv ? source == layer.conv->in : source.size() == layer.inputs;
        if (!fits)
            return shape_error(name,
                               fmt::format("layer {} expects {}, layer {} gives {}", k,
                                           layer.conv ? shape_text(layer.conv->in)
                                                      : fmt::format("{} inputs", layer.inputs),
                                           network.source(k), shape_text(source)));
    }
    if (layer.shortcut >= 0) {
        const MapShape added = network.layers[static_cast<std::size_t>(layer.shortcut)].out();
        if (added != layer.sums())
            return shape_error(name, fmt::format("layer {} has a map of {}, its shortcut one of {}",
                                                 k, shape_text(layer.sums()), shape_text(added)));
    }
    return check_thresholds(network, k, name);
}

}  // namespace

int Layer::weight(std::size_t j, std::size_t i) const {
    if (weight_bits == 1) return weights.get(j, i) ? 1 : -1;
    const auto slices = static_cast<std::size_t>(weight_bits);
    int value = -(1 << (weight_bits - 1));
    for (std::size_t s = 0; s < slices; ++s)
        value += static_cast<int>(weights.get(j * slices + s, i)) << s;
    return value;
}

void Layer::set_weight(std::size_t j, std::size_t i, int value) {
    const auto slices = static_cast<std::size_t>(weight_bits);
    const int code = weight_bits == 1 ? (value > 0 ? 1 : 0) : value + (1 << (weight_bits - 1));
    for (std::size_t s = 0; s < slices; ++s) weights.set(j * slices + s, i, ((code >> s) & 1) != 0);
}

MapShape Layer::sums() const {
    if (!conv) return {.channels = outputs};
    return {.height = conv->out_height(), .width = conv->out_width(), .channels = outputs};
}

MapShape Layer::out() const {
    MapShape shape = sums();
    shape.height /= pool;
    shape.width /= pool;
    return shape;
}

MapShape Network::image() const {
    if (layers.empty()) return {};
    return layers[0].conv ? layers[0].conv->in : MapShape{.channels = layers[0].inputs};
}

std::string Network::layer_name(std::size_t k) const {
    if (!layers[k].name.empty()) return layers[k].name;
    return fmt::format("{}{}", layers[k].conv ? "conv" : "fc", k);
}

Result<void> check_network(const Network& network, const std::string& name) {
    if (network.layers.empty()) return shape_error(name, "the network has no layer");
    if (network.input_bits < 1 || network.input_bits > 8) {
        return shape_error(
            name, fmt::format("the input has {} bits, expected 1 to 8", network.input_bits));
    }
    if (!network.input_codes.empty() && network.input_codes.size() != 256)
        return shape_error(name, fmt::format("the input has {} codes, expected one for each of 256 "
                                             "bytes",
                                             network.input_codes.size()));
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        if (auto fine = check_layer(network, k, name); !fine) return fine;
    }
    return {};
}

Result<void> check_images(const Network& network, const ImageSet& images) {
    const MapShape image = network.image();
    const MapShape found{
        .height = images.height, .width = images.width, .channels = images.channels};
    const bool dense = image.positions() == 1;
    if (images.pixels != image.size() || (!dense && found != image)) {
        return Error{
            .code = Errc::input,
            .id = 4110,
            .what = dense ? fmt::format("the images have {} pixels, the network has {} inputs",
                                        images.pixels, image.size())
                          : fmt::format("the images are {}, the network reads {}",
                                        shape_text(found), shape_text(image)),
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
