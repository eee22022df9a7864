// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/recalibrate.hpp"

#include <cmath>
#include <utility>

#include "crosspoint/map/network_pass.hpp"

namespace crosspoint {
namespace {

struct Moments {
    double mean = 0.0;
    double sigma = 0.0;
};

Moments moments(std::span<const std::int32_t> z) {
    double sum = 0.0, squared = 0.0;
    for (const std::int32_t v : z) sum += v;
    const double mean = sum / static_cast<double>(z.size());
    for (const std::int32_t v : z) squared += (v - mean) * (v - mean);
    return {.mean = mean, .sigma = std::sqrt(squared / static_cast<double>(z.size()))};
}

std::int64_t moved(std::int64_t threshold, const Moments& exact, const Moments& circuit) {
    const double scale =
        exact.sigma > 0.0 && circuit.sigma > 0.0 ? circuit.sigma / exact.sigma : 1.0;
    const double t = circuit.mean + (static_cast<double>(threshold) - exact.mean) * scale;
    // An unchanged circuit must leave the threshold as it is, whatever the rounding.
    return static_cast<std::int64_t>(std::ceil(t - 1e-6));
}

}  // namespace

Result<Network> recalibrated(const Network& network, const std::vector<MappedLayer>& layers,
                             const ImageSet& images, std::size_t count, std::stop_token stop) {
    Network out = network;
    const std::vector<MappedLayer> none(layers.size());
    const NetworkPass exact(network, none);
    const NetworkPass circuit(out, layers);  // sees the thresholds as they change
    const ImageChunk chunk{.first = 0, .count = count, .result_row = 0};
    std::vector<BitMatrix> exact_maps(layers.size()), maps(layers.size());
    LayerWork work;
    work.stop = std::move(stop);
    for (std::size_t k = 0; k + 1 < layers.size(); ++k) {
        LayerReads ignored;
        const auto z_exact = exact.sums(k, images, chunk, exact_maps, ignored, work);
        if (!z_exact) return z_exact.error();
        const auto z = circuit.sums(k, images, chunk, maps, ignored, work);
        if (!z) return z.error();
        Layer& layer = out.layers[k];
        const std::size_t reads = count * layer.positions();
        for (std::size_t j = 0; j < layer.outputs; ++j) {
            const Moments of_exact = moments(z_exact->row(j).first(reads));
            const Moments of_circuit = moments(z->row(j).first(reads));
            for (std::size_t t = j * layer.steps(); t < (j + 1) * layer.steps(); ++t)
                layer.threshold[t] = moved(layer.threshold[t], of_exact, of_circuit);
            if (layer.shortcut >= 0)
                layer.threshold_minus[j] = moved(layer.threshold_minus[j], of_exact, of_circuit);
        }
        exact_maps[k] = exact.pooled(k, exact.activations(k, *z_exact, count, exact_maps));
        maps[k] = circuit.pooled(k, circuit.activations(k, *z, count, maps));
    }
    return out;
}

}  // namespace crosspoint
