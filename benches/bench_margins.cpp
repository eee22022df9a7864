// What wires do to the sums of a network, against the distance that sums have from their
// thresholds: the same vectors (those of exact inference) through every layer on ideal arrays and
// on arrays with wires. One line of CSV for each network, encoding, wire and layer:
//   ps_error      rms error of a partial sum, in counts
//   sum_error     rms error of a layer's sum, in units of the sums' own spread (standard deviation
//                 of each output over the vectors, rms over outputs)
//   rest_error    the same behind the best straight line of each output: what recalibration leaves
//   margin        median distance of an exact sum from its nearest threshold, in the same units
//   changed       share of the activations that change
//   level_error   rms change of an activation over its whole range (+-1: from -1 to +1)
// Of the last layer `margin` is the median distance of the two largest sums, `changed` the share of
// the images that change their class, and there is no level_error.
//     bench_margins [--images 200] [--tile 128] [--ohm 1 5 10] MODEL.npz ...
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/bnn/model_file.hpp"
#include "crosspoint/map/network_pass.hpp"

namespace {

using namespace crosspoint;

struct Arguments {
    std::size_t images = 200;
    std::size_t tile = 128;
    std::vector<double> ohm = {1.0, 5.0, 10.0};
    std::vector<std::string> models;
};

Arguments read_arguments(int argc, char** argv) {
    Arguments arguments;
    for (int k = 1; k < argc; ++k) {
        const std::string word = argv[k];
        const auto number = [&] { return k + 1 < argc ? std::strtod(argv[++k], nullptr) : 0.0; };
        if (word == "--images")
            arguments.images = static_cast<std::size_t>(number());
        else if (word == "--tile")
            arguments.tile = static_cast<std::size_t>(number());
        else if (word == "--ohm") {
            arguments.ohm.clear();
            while (k + 1 < argc && std::strchr("0123456789.", argv[k + 1][0]) != nullptr)
                arguments.ohm.push_back(number());
        } else
            arguments.models.push_back(word);
    }
    return arguments;
}

template <class T>
T value_of(Result<T> result) {
    if (result) return std::move(*result);
    fmt::print(stderr, "{}\n", result.error().format());
    std::exit(static_cast<int>(result.error().code));
}

/// As in benches/studies/2_bits.toml.
TiledOptions tile_options(std::size_t tile, WeightEncoding encoding, double segment_ohm) {
    TiledOptions options;
    options.tile.topology = Topology::one_transistor_column;
    options.tile.rows = options.tile.cols = tile;
    options.row_group = std::min<std::size_t>(tile, 64);
    options.tile.read_V = 0.2;
    options.tile.bl.segment_ohm = SegmentResistance::uniform(segment_ohm, true);
    options.tile.sl.segment_ohm = SegmentResistance::uniform(segment_ohm, true);
    options.tile.bl.first_end = LineEnd{EndKind::drive_read, 0.0};
    options.tile.sl.last_end = LineEnd{EndKind::sense, 0.0};
    options.encoding = encoding;
    return options;
}

/// Sums of one output over all vectors.
struct Spread {
    double variance = 0.0;  ///< of exact sums
    double error = 0.0;     ///< mean square
    double rest = 0.0;      ///< mean square behind a straight line
};

Spread spread_of(std::span<const std::int32_t> exact, std::span<const std::int32_t> got) {
    const auto n = static_cast<double>(exact.size());
    double x = 0.0, y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0, ee = 0.0;
    for (std::size_t b = 0; b < exact.size(); ++b) {
        const double a = exact[b], c = got[b];
        x += a, y += c, ee += (c - a) * (c - a);
    }
    x /= n, y /= n;
    for (std::size_t b = 0; b < exact.size(); ++b) {
        const double a = exact[b] - x, c = got[b] - y;
        xx += a * a, yy += c * c, xy += a * c;
    }
    return {.variance = xx / n,
            .error = ee / n,
            .rest = xx > 0.0 ? std::max(0.0, yy - xy * xy / xx) / n : yy / n};
}

struct LayerLine {
    double sum_error = 0.0, rest_error = 0.0, margin = 0.0, changed = 0.0;
    double level_error = NAN;
};

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Thresholds that z reaches, and the distance to the nearest one.
std::pair<double, double> activation(const Layer& layer, std::size_t j, std::int32_t z) {
    double reached = 0.0, nearest = INFINITY;
    for (std::size_t t = j * layer.steps(); t < (j + 1) * layer.steps(); ++t) {
        reached += z >= layer.threshold[t] ? 1.0 : 0.0;
        nearest = std::min(nearest, std::abs(static_cast<double>(z - layer.threshold[t])));
    }
    return {reached, nearest};
}

/// Margins of a hidden layer, not scaled.
void compare_activations(const Layer& layer, const Matrix<std::int32_t>& exact,
                         const Matrix<std::int32_t>& got, std::size_t vectors, LayerLine& line) {
    std::vector<double> margins;
    double changed = 0.0, squared = 0.0;
    for (std::size_t j = 0; j < layer.outputs; ++j)
        for (std::size_t b = 0; b < vectors; ++b) {
            const auto [level, margin] = activation(layer, j, exact(j, b));
            const double off = activation(layer, j, got(j, b)).first - level;
            changed += off != 0.0 ? 1.0 : 0.0;
            squared += off * off;
            margins.push_back(margin);
        }
    const auto values = static_cast<double>(margins.size());
    line.margin = median(std::move(margins));
    line.changed = changed / values;
    line.level_error = std::sqrt(squared / values) / static_cast<double>(layer.steps());
}

/// Margins of the last layer, not scaled.
void compare_classes(const Matrix<std::int32_t>& exact, const Matrix<std::int32_t>& got,
                     std::size_t images, LayerLine& line) {
    std::vector<double> margins;
    double changed = 0.0;
    for (std::size_t b = 0; b < images; ++b) {
        std::vector<std::int32_t> a, c;
        for (std::size_t j = 0; j < exact.rows(); ++j) {
            a.push_back(exact(j, b));
            c.push_back(got(j, b));
        }
        changed += argmax(a) != argmax(c) ? 1.0 : 0.0;
        std::sort(a.rbegin(), a.rend());
        margins.push_back(a[0] - a[1]);
    }
    line.margin = median(std::move(margins));
    line.changed = changed / static_cast<double>(images);
}

LayerLine compare(const Layer& layer, const Matrix<std::int32_t>& exact,
                  const Matrix<std::int32_t>& got, std::size_t vectors) {
    double variance = 0.0, error = 0.0, rest = 0.0;
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        const Spread one = spread_of(exact.row(j).first(vectors), got.row(j).first(vectors));
        variance += one.variance, error += one.error, rest += one.rest;
    }
    LayerLine line{.sum_error = std::sqrt(error / variance),
                   .rest_error = std::sqrt(rest / variance)};
    if (layer.threshold.empty())
        compare_classes(exact, got, vectors, line);
    else
        compare_activations(layer, exact, got, vectors, line);
    line.margin /= std::sqrt(variance / static_cast<double>(layer.outputs));
    return line;
}

void run(const std::string& path, const Network& network, const ImageSet& images,
         const Arguments& arguments, WeightEncoding encoding, double segment_ohm) {
    const TiledOptions options = tile_options(arguments.tile, encoding, segment_ohm);
    std::vector<MappedLayer> layers;
    for (std::size_t k = 0; k < network.layers.size(); ++k)
        layers.push_back(value_of(MappedLayer::program(network.layers[k], options, k)));
    const std::vector<MappedLayer> none(layers.size());
    const NetworkPass circuit(network, layers), ideal(network, none);
    const ImageChunk chunk{.first = 0, .count = arguments.images, .result_row = 0};
    NetworkPass::Maps maps(layers.size());
    LayerWork work;
    for (std::size_t k = 0; k < layers.size(); ++k) {
        const Layer& layer = network.layers[k];
        LayerReads reads, ignored;
        const auto got = value_of(circuit.sums(k, images, chunk, maps, reads, work));
        const auto exact = value_of(ideal.sums(k, images, chunk, maps, ignored, work));
        const std::size_t vectors = chunk.count * layer.positions();
        const LayerLine line = compare(layer, exact, got, vectors);
        const auto sums = static_cast<double>(reads.partial_sums.count);
        fmt::print("{},{},{},{},{:.3g},{:.3g},{:.3g},{:.3g},{:.3g},{:.3g},{:.3g}\n",
                   path.substr(path.rfind('/') + 1), encoding_name(encoding), segment_ohm,
                   network.layer_name(k), static_cast<double>(reads.partial_sums.ones) / sums,
                   std::sqrt(static_cast<double>(reads.partial_sums.sum_squared) / sums),
                   line.sum_error, line.rest_error, line.margin, line.changed, line.level_error);
        if (k + 1 < layers.size())
            maps[k] = ideal.pooled(k, ideal.activations(k, exact, chunk.count, maps));
    }
}

}  // namespace

int main(int argc, char** argv) {
    const Arguments arguments = read_arguments(argc, argv);
    const ImageSet images = value_of(load_images("fashion-mnist", Split::test));
    fmt::print(
        "network,encoding,segment_ohm,layer,mean_sum,ps_error,sum_error,rest_error,margin,changed,"
        "level_error\n");
    for (const std::string& path : arguments.models) {
        const Network network = value_of(read_model(path));
        if (const auto fits = check_images(network, images); !fits) {
            fmt::print(stderr, "{}\n", fits.error().format());
            return static_cast<int>(fits.error().code);
        }
        for (const WeightEncoding encoding :
             {WeightEncoding::unipolar, WeightEncoding::differential})
            for (const double ohm : arguments.ohm)
                run(path, network, images, arguments, encoding, ohm);
    }
    return 0;
}
