// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/model_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "crosspoint/base/npz.hpp"
#include "crosspoint/bnn/model_graph.hpp"

namespace crosspoint {
namespace {

using Arrays = std::map<std::string, NdArray>;

// Schema 2 adds the graph, codes of the input and thresholds for shortcuts that are -1; schema 3
// weights and activations of several bits.
constexpr std::int64_t graph_schema = 2;
constexpr std::int64_t newest_schema = 3;
constexpr const char* see_format = "see engine/docs/model_format.md for the arrays of a model";

Error model_error(int id, const std::string& path, const std::string& array,
                  const std::string& what) {
    return {.code = Errc::input,
            .id = id,
            .what = what,
            .help = see_format,
            .where = SourceSpan{.file = array.empty() ? path : path + ":" + array}};
}

bool is_integer(double value) { return std::isfinite(value) && value == std::floor(value); }

/// An array that must be there; nullptr when it is not.
const NdArray* find(const Arrays& arrays, const std::string& name) {
    const auto found = arrays.find(name);
    return found == arrays.end() ? nullptr : &found->second;
}

/// Bits of weights and activations; binary below schema 3.
struct Bits {
    int weight = 1;
    int activation = 1;
};

/// Integers [inputs x outputs]: +-1, or of several bits.
Result<Layer> weights_from_integers(const NdArray& array, const Bits& bits, const std::string& path,
                                    const std::string& name) {
    if (array.shape.size() != 2) {
        return model_error(
            4103, path, name,
            fmt::format("the array has shape {}, expected [inputs x outputs]", array.shape_text()));
    }
    const std::size_t inputs = array.shape[0];
    const std::size_t outputs = array.shape[1];
    Layer layer{.inputs = inputs, .outputs = outputs, .weights = {}, .threshold = {}};
    layer.weight_bits = bits.weight;
    layer.weights = BitMatrix(outputs * static_cast<std::size_t>(bits.weight), inputs);
    const bool binary = bits.weight == 1;
    const double most = binary ? 1.0 : (1 << (bits.weight - 1)) - 1;
    for (std::size_t i = 0; i < inputs; ++i) {
        for (std::size_t j = 0; j < outputs; ++j) {
            const double w = array.values[i * outputs + j];
            if (!is_integer(w) || std::abs(w) > most || (binary && w == 0.0)) {
                return model_error(
                    4106, path, name,
                    fmt::format("the weight at [{}, {}] is {}, expected {}", i, j, w,
                                binary ? "1 or -1" : fmt::format("an integer up to +-{}", most)));
            }
            layer.set_weight(j, i, static_cast<int>(w));
        }
    }
    return layer;
}

/// Bytes [outputs x ceil(inputs / 8)], the first input in the lowest bit, padding 0.
Result<Layer> weights_from_bits(const Arrays& arrays, std::size_t layer, const std::string& path) {
    const std::string name = fmt::format("w{}_bits", layer);
    const std::string shape_name = fmt::format("w{}_shape", layer);
    const NdArray& array = arrays.at(name);
    const NdArray* shape = find(arrays, shape_name);
    if (shape == nullptr) {
        return model_error(4102, path, "", fmt::format("the array '{}' is missing", shape_name));
    }
    // No layer of interest is larger, and products below stay far from overflow.
    constexpr double most = 1 << 22;
    const auto sane = [&](double v) { return is_integer(v) && v >= 1.0 && v <= most; };
    if (shape->values.size() != 2 || !sane(shape->values[0]) || !sane(shape->values[1])) {
        return model_error(4103, path, shape_name,
                           "the array is not two sizes above 0, expected (inputs, outputs)");
    }
    const auto inputs = static_cast<std::size_t>(shape->values[0]);
    const auto outputs = static_cast<std::size_t>(shape->values[1]);
    const std::size_t bytes = (inputs + 7) / 8;
    if (array.shape != std::vector<std::size_t>{outputs, bytes}) {
        return model_error(4103, path, name,
                           fmt::format("the array has shape {}, expected [{} x {}] for {} inputs "
                                       "and {} outputs",
                                       array.shape_text(), outputs, bytes, inputs, outputs));
    }
    BitMatrix weights(outputs, inputs);
    for (std::size_t j = 0; j < outputs; ++j) {
        const auto row = weights.row(j);
        for (std::size_t k = 0; k < bytes; ++k) {
            const double value = array.values[j * bytes + k];
            if (!is_integer(value) || value < 0.0 || value > 255.0) {
                return model_error(4106, path, name,
                                   fmt::format("the value at [{}, {}] is {}, expected a byte of "
                                               "packed weights",
                                               j, k, value));
            }
            row[k / 8] |= static_cast<std::uint64_t>(value) << (8 * (k % 8));
        }
        if (inputs % 64 != 0 && row.back() >> (inputs % 64) != 0) {
            return model_error(
                4108, path, name,
                fmt::format("row {} has bits beyond its {} inputs, expected zeros", j, inputs));
        }
    }
    return Layer{
        .inputs = inputs, .outputs = outputs, .weights = std::move(weights), .threshold = {}};
}

/// Nothing where the array is missing. @param steps  thresholds of an output
Result<std::vector<std::int64_t>> read_thresholds(const Arrays& arrays, const std::string& name,
                                                  std::size_t steps, const std::string& path) {
    std::vector<std::int64_t> thresholds;
    const NdArray* array = find(arrays, name);
    if (array == nullptr) return thresholds;
    const bool fits = steps == 1 ? array->shape.size() == 1
                                 : array->shape.size() == 2 && array->shape[1] == steps;
    if (!fits) {
        return model_error(
            4103, path, name,
            fmt::format("the array has shape {}, expected [outputs{}]", array->shape_text(),
                        steps == 1 ? "" : fmt::format(" x {}", steps)));
    }
    for (const double value : array->values) {
        if (!is_integer(value) || std::abs(value) > 0x1p53) {
            return model_error(4107, path, name,
                               fmt::format("a threshold is {}, expected an integer", value));
        }
        thresholds.push_back(static_cast<std::int64_t>(value));
    }
    return thresholds;
}

/// A text stored as bytes; empty where the array is missing.
std::string read_text(const Arrays& arrays, const std::string& name) {
    std::string text;
    if (const NdArray* array = find(arrays, name))
        for (const double byte : array->values)
            text += static_cast<char>(static_cast<int>(byte) & 0xff);
    return text;
}

Result<void> read_codes(const Arrays& arrays, const std::string& path, Network& network) {
    const NdArray* array = find(arrays, "input_codes");
    if (array == nullptr) return {};
    if (array->values.size() != 256)
        return model_error(
            4103, path, "input_codes",
            fmt::format("the array has shape {}, expected [256]", array->shape_text()));
    for (const double value : array->values) {
        if (!is_integer(value) || value < 0.0 || value > 255.0)
            return model_error(4113, path, "input_codes",
                               fmt::format("a code is {}, expected a byte", value));
        network.input_codes.push_back(static_cast<std::uint8_t>(value));
    }
    return {};
}

Result<Layer> read_layer(const Arrays& arrays, std::size_t k, const Bits& bits,
                         const std::string& path) {
    const std::string name = fmt::format("w{}", k);
    const NdArray* integers = find(arrays, name);
    const bool packed = bits.weight == 1 && find(arrays, name + "_bits") != nullptr;
    if (integers == nullptr && !packed) {
        const std::string expected = bits.weight == 1 ? fmt::format("'{0}_bits' (or '{0}')", name)
                                                      : fmt::format("'{}'", name);
        return model_error(4102, path, "", fmt::format("the array {} is missing", expected));
    }
    auto layer = packed ? weights_from_bits(arrays, k, path)
                        : weights_from_integers(*integers, bits, path, name);
    if (!layer) return layer;
    layer->activation_bits = bits.activation;
    auto threshold = read_thresholds(arrays, fmt::format("t{}", k), layer->steps(), path);
    if (!threshold) return threshold.error();
    layer->threshold = *std::move(threshold);
    auto minus = read_thresholds(arrays, fmt::format("t{}_minus", k), layer->steps(), path);
    if (!minus) return minus.error();
    layer->threshold_minus = *std::move(minus);
    return layer;
}

/// `weight_bits` and `activation_bits` of schema 3.
Result<Bits> read_bits(const Arrays& arrays, bool several, const std::string& path) {
    Bits bits;
    for (const auto& [name, into] : {std::pair<const char*, int*>("weight_bits", &bits.weight),
                                     {"activation_bits", &bits.activation}}) {
        const NdArray* array = find(arrays, name);
        if (array == nullptr && !several) continue;
        if (array == nullptr)
            return model_error(4102, path, "", fmt::format("the array '{}' is missing", name));
        if (!several)
            return model_error(4109, path, name,
                               fmt::format("the array '{}' needs schema 3", name));
        const bool scalar = array->values.size() == 1 && is_integer(array->values[0]);
        if (!scalar || array->values[0] < 2.0 || array->values[0] > 8.0)
            return model_error(4116, path, name,
                               fmt::format("'{}' is not one integer from 2 to 8", name));
        *into = static_cast<int>(array->values[0]);
    }
    return bits;
}

/// Numbers of layers are those of the names; a gap shows as a missing array.
Result<std::size_t> count_layers(const Arrays& arrays, const std::string& path) {
    std::size_t count = 0;
    for (const auto& [name, array] : arrays) {
        if (name == "schema" || name == "provenance" || name == "input_bits" || name == "graph" ||
            name == "input_codes" || name == "weight_bits" || name == "activation_bits")
            continue;
        std::size_t digits = 1;
        while (digits < name.size() && name[digits] >= '0' && name[digits] <= '9') ++digits;
        const std::string rest = name.substr(std::min(digits, name.size()));
        const bool weight = name[0] == 'w' && (rest.empty() || rest == "_bits" || rest == "_shape");
        const bool known = digits > 1 && digits < 5 &&
                           (weight || (name[0] == 't' && (rest.empty() || rest == "_minus")));
        if (!known) {
            return model_error(4109, path, name, fmt::format("the array '{}' is unknown", name));
        }
        count = std::max(count, std::size_t{1} + std::stoul(name.substr(1, digits - 1)));
    }
    return count;
}

}  // namespace

Result<Network> read_model(const std::string& path) {
    const auto arrays = read_npz(path);
    if (!arrays) return arrays.error();
    const NdArray* version = find(*arrays, "schema");
    if (version == nullptr || version->values.size() != 1 || !is_integer(version->values[0]) ||
        version->values[0] < 1.0 || version->values[0] > static_cast<double>(newest_schema)) {
        return model_error(4101, path, "schema",
                           fmt::format("the model file {}, expected schema 1 to {}",
                                       version == nullptr ? "has no schema" : "has another schema",
                                       newest_schema));
    }
    const auto count = count_layers(*arrays, path);
    if (!count) return count.error();
    const auto precision = read_bits(*arrays, version->values[0] > graph_schema, path);
    if (!precision) return precision.error();
    Network network;
    for (std::size_t k = 0; k < std::max<std::size_t>(*count, 1); ++k) {
        auto layer = read_layer(*arrays, k, *precision, path);
        if (!layer) return layer.error();
        network.layers.push_back(*std::move(layer));
    }
    if (const NdArray* bits = find(*arrays, "input_bits")) {
        const bool fits = bits->values.size() == 1 && std::abs(bits->values[0]) < 100.0;
        network.input_bits = fits ? static_cast<int>(bits->values[0]) : 0;
    }
    network.provenance = read_text(*arrays, "provenance");
    if (auto r = read_codes(*arrays, path, network); !r) return r.error();
    if (const std::string graph = read_text(*arrays, "graph"); !graph.empty())
        if (auto r = apply_graph(graph, path, network); !r) return r.error();
    if (auto fine = check_network(network, path); !fine) return fine.error();
    return network;
}

namespace {

using Entries = std::map<std::string, std::vector<std::byte>>;

/// Arrays of the weights of layer k: packed bits, or integers.
void add_weights(const Layer& layer, std::size_t k, Entries& entries) {
    if (layer.weight_bits > 1) {
        std::vector<std::int8_t> by_input;
        for (std::size_t i = 0; i < layer.inputs; ++i)
            for (std::size_t j = 0; j < layer.outputs; ++j)
                by_input.push_back(static_cast<std::int8_t>(layer.weight(j, i)));
        entries[fmt::format("w{}", k)] =
            npy_bytes(std::vector<std::size_t>{layer.inputs, layer.outputs},
                      std::span<const std::int8_t>(by_input));
        return;
    }
    const std::size_t bytes = (layer.inputs + 7) / 8;
    std::vector<std::uint8_t> packed;
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        const auto row = layer.weights.row(j);
        for (std::size_t b = 0; b < bytes; ++b) {
            packed.push_back(static_cast<std::uint8_t>(row[b / 8] >> (8 * (b % 8))));
        }
    }
    const std::vector<std::int64_t> sizes{static_cast<std::int64_t>(layer.inputs),
                                          static_cast<std::int64_t>(layer.outputs)};
    entries[fmt::format("w{}_bits", k)] = npy_bytes(std::vector<std::size_t>{layer.outputs, bytes},
                                                    std::span<const std::uint8_t>(packed));
    entries[fmt::format("w{}_shape", k)] =
        npy_bytes(std::vector<std::size_t>{2}, std::span<const std::int64_t>(sizes));
}

void add_thresholds(const Layer& layer, const std::string& name,
                    const std::vector<std::int64_t>& values, Entries& entries) {
    if (values.empty()) return;
    std::vector<std::size_t> shape{layer.outputs};
    if (layer.steps() > 1) shape.push_back(layer.steps());
    entries[name] = npy_bytes(shape, std::span<const std::int64_t>(values));
}

}  // namespace

Result<void> write_model(const std::string& path, const Network& network) {
    if (auto fine = check_network(network, path); !fine) return fine;
    Entries entries;
    const bool binary = network.layers[0].weight_bits == 1;
    const bool plain = binary && is_plain_chain(network) && network.input_codes.empty();
    const auto add_scalar = [&](const std::string& name, std::int64_t value) {
        entries[name] =
            npy_bytes(std::vector<std::size_t>{}, std::span<const std::int64_t>(&value, 1));
    };
    add_scalar("schema", plain ? 1 : binary ? graph_schema : newest_schema);
    add_scalar("input_bits", network.input_bits);
    if (!binary) {
        add_scalar("weight_bits", network.layers[0].weight_bits);
        add_scalar("activation_bits", network.layers[0].activation_bits);
    }
    const auto add_bytes = [&](const std::string& name, const auto& from) {
        const std::vector<std::uint8_t> bytes(from.begin(), from.end());
        const std::vector<std::size_t> shape{bytes.size()};
        entries[name] = npy_bytes(shape, std::span<const std::uint8_t>(bytes));
    };
    add_bytes("provenance", network.provenance);
    if (!plain) add_bytes("graph", graph_text(network));
    if (!network.input_codes.empty()) add_bytes("input_codes", network.input_codes);
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const Layer& layer = network.layers[k];
        add_weights(layer, k, entries);
        add_thresholds(layer, fmt::format("t{}", k), layer.threshold, entries);
        add_thresholds(layer, fmt::format("t{}_minus", k), layer.threshold_minus, entries);
    }
    return write_npz(path, entries);
}

}  // namespace crosspoint
