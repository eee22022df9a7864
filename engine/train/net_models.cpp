// SPDX-License-Identifier: Apache-2.0
#include "train/net_models.hpp"

#include <fmt/format.h>

#include <utility>

namespace crosspoint::train {
namespace {

/// Adds layers one after the other and keeps track of the map that comes out.
class Builder {
public:
    explicit Builder(const MapShape& image) : map_(image) {}

    /// A convolution with a border that keeps the size at stride 1; returns its index.
    int convolution(std::size_t kernel, std::size_t channels, std::size_t stride,
                    std::string name) {
        Layer layer;
        layer.conv = Convolution{
            .in = map_, .kernel = kernel, .stride = stride, .padding = (kernel - 1) / 2};
        layer.inputs = layer.conv->inputs();
        layer.outputs = channels;
        layer.name = std::move(name);
        return add(std::move(layer));
    }

    int dense(std::size_t outputs, std::string name) {
        Layer layer;
        layer.inputs = map_.size();
        layer.outputs = outputs;
        layer.name = std::move(name);
        return add(std::move(layer));
    }

    void pool(std::size_t side) {
        network_.layers.back().pool = side;
        map_ = network_.layers.back().out();
    }

    /// Two convolutions around a binary shortcut; reads layer `from`, returns its own last layer.
    int block(int from, std::size_t channels, std::size_t stride, const std::string& name) {
        const MapShape in = map_;
        const int first = convolution(3, channels, stride, name + ".conv1");
        layer(first).input = from;
        int added = from;
        if (stride != 1 || in.channels != channels) {
            map_ = in;
            added = convolution(1, channels, stride, name + ".shortcut");
            layer(added).input = from;
        }
        const int last = convolution(3, channels, 1, name + ".conv2");
        layer(last).input = first;
        layer(last).shortcut = added;
        return last;
    }

    [[nodiscard]] const MapShape& map() const { return map_; }
    Network take() { return std::move(network_); }

private:
    Layer& layer(int k) { return network_.layers[static_cast<std::size_t>(k)]; }

    int add(Layer layer) {
        network_.layers.push_back(std::move(layer));
        map_ = network_.layers.back().out();
        return static_cast<int>(network_.layers.size()) - 1;
    }

    Network network_;
    MapShape map_;
};

Network mlp(const ModelOptions& options, const MapShape& image) {
    const std::size_t hidden = options.hidden == 0 ? mlp_hidden : options.hidden;
    Builder net(MapShape{.channels = image.size()});
    net.dense(hidden, "");
    net.dense(hidden, "");
    net.dense(options.outputs, "");
    return net.take();
}

Network vgg(const ModelOptions& options, const MapShape& image) {
    Builder net(image);
    for (std::size_t k = 0; k < 6; ++k) {
        net.convolution(3, options.width << (k / 2), 1, fmt::format("conv{}", k + 1));
        if (k % 2 == 1) net.pool(2);
    }
    net.dense(options.hidden == 0 ? 8 * options.width : options.hidden, "fc1");
    net.dense(options.outputs, "fc2");
    return net.take();
}

/// The stem is a 3x3 convolution at stride 1, then a 2x2 pool: 28x28 images are smaller than the
/// 224x224 ones of the original (7x7 at stride 2, pool 2) and larger than its CIFAR form needs (no
/// pool); with the pool the stages work on 14, 7, 4 and 2, a quarter of the sums.
Network resnet18(const ModelOptions& options, const MapShape& image) {
    Builder net(image);
    int from = net.convolution(3, options.width, 1, "stem");
    net.pool(2);
    for (std::size_t stage = 0; stage < 4; ++stage) {
        for (std::size_t block = 0; block < 2; ++block) {
            const std::size_t stride = stage > 0 && block == 0 ? 2 : 1;
            from = net.block(from, options.width << stage, stride,
                             fmt::format("stage{}.{}", stage + 1, block + 1));
        }
    }
    net.dense(options.outputs, "fc");
    return net.take();
}

}  // namespace

Result<Network> model_definition(const ModelOptions& options, const MapShape& image) {
    if (options.name == "mlp") return mlp(options, image);
    if (options.name != "vgg" && options.name != "resnet18") {
        return Error{.code = Errc::usage,
                     .id = 4204,
                     .what = fmt::format("no model '{}'", options.name),
                     .help = "one of mlp, vgg, resnet18"};
    }
    constexpr std::size_t smallest = 8;  // three pools of 2
    if (image.height < smallest || image.width < smallest) {
        return Error{
            .code = Errc::input,
            .id = 4205,
            .what = fmt::format("the images are {} x {}, model '{}' needs at least {} x {}",
                                image.height, image.width, options.name, smallest, smallest),
            .help = "use --net mlp or larger images"};
    }
    return options.name == "vgg" ? vgg(options, image) : resnet18(options, image);
}

}  // namespace crosspoint::train
