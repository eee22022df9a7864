// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/model_graph.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace crosspoint {
namespace {

using Json = nlohmann::ordered_json;

Json layer_json(const Layer& layer) {
    Json json{{"name", layer.name}};
    if (layer.input >= 0) json["input"] = layer.input;
    if (layer.shortcut >= 0) json["shortcut"] = layer.shortcut;
    if (layer.conv) {
        const Convolution& conv = *layer.conv;
        json["in"] = {conv.in.height, conv.in.width, conv.in.channels};
        json["kernel"] = conv.kernel;
        json["stride"] = conv.stride;
        json["padding"] = conv.padding;
    }
    if (layer.pool != 1) json["pool"] = layer.pool;
    return json;
}

// Reads the fields of one layer; what is wrong is remembered, the first one counts.
class LayerReader {
public:
    explicit LayerReader(const Json& json) : json_(json) {}

    std::size_t size(const Json& value, const std::string& key) {
        if (value.is_number_integer() && value.get<std::int64_t>() >= 0 &&
            value.get<std::int64_t>() <= (std::int64_t{1} << 22))
            return value.get<std::size_t>();
        return wrong(key, "a size");
    }
    std::size_t size(const char* key, std::size_t fallback) {
        return json_.contains(key) ? size(json_[key], key) : fallback;
    }
    int index(const char* key) {
        return json_.contains(key) ? static_cast<int>(size(json_[key], key)) : -1;
    }
    void read(Layer& layer) {
        if (!json_.is_object()) {
            wrong("", "an object for each layer");
            return;
        }
        for (const auto& item : json_.items())
            if (!known(item.key())) wrong(item.key(), "a known key");
        if (json_.contains("name")) {
            if (json_["name"].is_string()) layer.name = json_["name"].get<std::string>();
            if (!json_["name"].is_string()) wrong("name", "a text");
        }
        layer.input = index("input");
        layer.shortcut = index("shortcut");
        layer.pool = size("pool", 1);
        if (!json_.contains("kernel")) return;
        const Json in = json_.value("in", Json());
        if (!in.is_array() || in.size() != 3) {
            wrong("in", "[height, width, channels]");
            return;
        }
        layer.conv = Convolution{.in = {.height = size(in[0], "in"),
                                        .width = size(in[1], "in"),
                                        .channels = size(in[2], "in")},
                                 .kernel = size("kernel", 0),
                                 .stride = size("stride", 1),
                                 .padding = size("padding", 0)};
    }
    [[nodiscard]] const std::string& fault() const { return fault_; }

private:
    static bool known(const std::string& key) {
        for (const char* name :
             {"name", "input", "shortcut", "in", "kernel", "stride", "padding", "pool"})
            if (key == name) return true;
        return false;
    }
    std::size_t wrong(const std::string& key, const char* expected) {
        if (fault_.empty()) fault_ = fmt::format("'{}' is not {}", key, expected);
        return 0;
    }
    const Json& json_;
    std::string fault_;
};

}  // namespace

bool is_plain_chain(const Network& network) {
    for (const Layer& layer : network.layers)
        if (layer.conv || layer.pool != 1 || layer.input >= 0 || layer.shortcut >= 0 ||
            !layer.name.empty())
            return false;
    return true;
}

std::string graph_text(const Network& network) {
    Json layers = Json::array();
    for (const Layer& layer : network.layers) layers.push_back(layer_json(layer));
    return Json{{"layers", layers}}.dump();
}

Result<void> apply_graph(const std::string& text, const std::string& path, Network& network) {
    const auto bad = [&](const std::string& what) {
        return Error{.code = Errc::input,
                     .id = 4112,
                     .what = "the graph of the model: " + what,
                     .help = "see engine/docs/model_format.md",
                     .where = SourceSpan{.file = path + ":graph"}};
    };
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("layers") || !json["layers"].is_array())
        return bad("expected JSON with \"layers\"");
    const Json& layers = json["layers"];
    if (layers.size() != network.layers.size())
        return bad(fmt::format("it has {} layers, the file has weights for {}", layers.size(),
                               network.layers.size()));
    for (std::size_t k = 0; k < layers.size(); ++k) {
        LayerReader reader(layers[k]);
        reader.read(network.layers[k]);
        if (!reader.fault().empty()) return bad(fmt::format("layer {}: {}", k, reader.fault()));
    }
    return {};
}

}  // namespace crosspoint
