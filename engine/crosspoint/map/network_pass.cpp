// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/network_pass.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/bit_transpose.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/bnn/popcount.hpp"
#include "crosspoint/bnn/windows.hpp"

namespace crosspoint {
namespace {

// Images that one thread takes at a time: the tables of a tile are built once for all of them, and
// every thread gets at least two chunks where there are enough images.
constexpr std::size_t most_chunk_images = 1280;
constexpr std::size_t least_chunk_images = 256;
// Vectors of a chunk: 64 sums of each are 16 MiB.
constexpr std::size_t most_chunk_vectors = 65536;

std::size_t whole_words(std::size_t lanes) { return (lanes + 63) / 64 * 64; }

// The pixels of a chunk: [images * input bits x pixels], the planes of an image after each other.
BitMatrix pixel_maps(const Network& network, const ImageSet& set, const ImageChunk& chunk) {
    const auto bits = static_cast<std::size_t>(network.input_bits);
    BitMatrix maps(chunk.count * bits, set.pixels);
    for (std::size_t n = 0; n < chunk.count; ++n)
        std::ranges::copy(bit_planes(network, set.image(chunk.first + n)).words(),
                          row_block(maps, n * bits, bits).begin());
    return maps;
}

// The vectors that layer k reads, each bit plane [lanes x inputs], positions of an image after each
// other.
std::vector<BitMatrix> layer_vectors(const Network& network, std::size_t k, const ImageSet& set,
                                     const ImageChunk& chunk, const NetworkPass::Maps& maps,
                                     std::size_t lanes) {
    const Layer& layer = network.layers[k];
    const MapShape sums = layer.sums();
    const BitMatrix pixels = k == 0 ? pixel_maps(network, set, chunk) : BitMatrix();
    const BitMatrix& source = k == 0 ? pixels : maps[network.source(k)];
    std::vector<BitMatrix> x(network.planes(k), BitMatrix(lanes, layer.inputs));
    for (std::size_t b = 0; b < x.size(); ++b)
        for (std::size_t n = 0; n < chunk.count; ++n) {
            const auto map = source.row(n * x.size() + b);
            if (!layer.conv) std::ranges::copy(map, x[b].row(n).begin());
            for (std::size_t p = 0; layer.conv && p < sums.positions(); ++p)
                gather_window(*layer.conv, map, p / sums.width, p % sums.width,
                              x[b].row(n * sums.positions() + p));
        }
    return x;
}

// Which of 64 sums reach a threshold.
std::uint64_t at_least(std::span<const std::int32_t> sums, std::int64_t threshold) {
    std::uint64_t reached = 0;
    for (std::size_t b = 0; b < 64; ++b) reached |= std::uint64_t{sums[b] >= threshold} << b;
    return reached;
}

// The exact sums, without arrays.
Matrix<std::int32_t> digital_sums(const Layer& layer, bool signs, std::span<const BitMatrix> x) {
    Matrix<std::int32_t> z(layer.outputs, x[0].rows());
    std::vector<std::int32_t> of_vector(layer.outputs);
    BitMatrix planes(x.size(), layer.inputs);
    for (std::size_t b = 0; b < x[0].rows(); ++b) {
        if (signs) {
            sign_sums(x[0].row(b), layer.weights, of_vector);
        } else {
            for (std::size_t p = 0; p < x.size(); ++p)
                std::ranges::copy(x[p].row(b), planes.row(p).begin());
            plane_sums(planes, layer.weights, of_vector,
                       static_cast<std::size_t>(layer.weight_bits));
        }
        for (std::size_t j = 0; j < layer.outputs; ++j) z(j, b) = of_vector[j];
    }
    return z;
}

}  // namespace

std::vector<std::vector<double>> input_activity(const Network& network, const ImageSet& images,
                                                std::size_t count, int threads) {
    const SoftwareResult software = infer(network, images, 0, count, threads);
    const std::vector<MappedLayer> none(network.layers.size());
    const NetworkPass pass(network, none);
    std::vector<BitMatrix> maps(network.layers.size());
    std::vector<std::vector<double>> activity;
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const Layer& layer = network.layers[k];
        const auto x =
            layer_vectors(network, k, images, {.count = count}, maps, count * layer.positions());
        activity.emplace_back(layer.inputs, 0.0);
        for (const BitMatrix& plane : x) {
            const std::vector<double> one = activity_of(plane);
            for (std::size_t i = 0; i < one.size(); ++i)
                activity[k][i] += one[i] / static_cast<double>(x.size());
        }
        if (k + 1 < network.layers.size()) maps[k] = pass.pooled(k, software.activations[k]);
    }
    return activity;
}

std::size_t images_per_chunk(const Network& network, std::size_t count, int threads) {
    const auto shares = 2 * static_cast<std::size_t>(resolve_threads(threads));
    const std::size_t share = (count + shares - 1) / shares;
    const std::size_t wanted =
        std::clamp(whole_words(share), least_chunk_images, most_chunk_images);
    std::size_t positions = 1;
    for (const Layer& layer : network.layers) positions = std::max(positions, layer.positions());
    return std::clamp<std::size_t>(most_chunk_vectors / positions, 1, wanted);
}

Result<Matrix<std::int32_t>> NetworkPass::sums(std::size_t k, const ImageSet& set,
                                               const ImageChunk& chunk, const Maps& maps,
                                               LayerReads& done, LayerWork& work) const {
    const Layer& layer = network_.layers[k];
    const std::size_t reads = chunk.count * layer.positions();
    const std::size_t lanes = whole_words(reads);
    const auto x = layer_vectors(network_, k, set, chunk, maps, lanes);
    const bool signs = network_.reads_signs(k);
    const MappedLayer& mapped = layers_[k];
    if (mapped.tiles().empty()) return digital_sums(layer, signs, x);
    const SumCorrection correction =
        sum_correction(layer, mapped.encoding(), signs ? 0 : static_cast<int>(x.size()));
    std::vector<std::int32_t> weights(x.size());
    for (std::size_t p = 0; p < x.size(); ++p) weights[p] = correction.per_count << p;
    Matrix<std::int32_t> z(layer.outputs, lanes, 0);
    work.first_read = chunk.first * layer.positions();
    if (auto r = mapped.read_planes(x, weights, reads, z, done, work); !r) return r.error();
    std::vector<std::int32_t> of_read(lanes, 0);
    if (correction.per_selected != 0)
        for (std::size_t p = 0; p < x.size(); ++p)
            for (std::size_t b = 0; b < lanes; ++b)
                of_read[b] += correction.per_selected * (count_ones(x[p].row(b)) << p);
    for (std::size_t j = 0; j < layer.outputs; ++j)
        for (std::size_t b = 0; b < lanes; ++b) z(j, b) += of_read[b] + correction.of_column[j];
    return z;
}

BitMatrix NetworkPass::activations(std::size_t k, const Matrix<std::int32_t>& z, std::size_t images,
                                   const Maps& maps) const {
    const Layer& layer = network_.layers[k];
    const std::size_t positions = layer.positions();
    BitMatrix added;  // [outputs x lanes] of the shortcut
    if (layer.shortcut >= 0) {
        BitMatrix by_read(z.cols(), layer.outputs);
        const BitMatrix& from = maps[static_cast<std::size_t>(layer.shortcut)];
        for (std::size_t b = 0; b < images * positions; ++b)
            copy_bits(from.row(b / positions), b % positions * layer.outputs, layer.outputs,
                      by_read.row(b), 0);
        added = transpose(by_read);
    }
    const auto planes = static_cast<std::size_t>(layer.activation_bits);
    std::vector<BitMatrix> active(planes, BitMatrix(layer.outputs, z.cols()));
    for (std::size_t j = 0; j < layer.outputs; ++j)
        for (std::size_t w = 0; w < z.cols() / 64; ++w) {
            const std::span<const std::int32_t> sums = z.row(j).subspan(64 * w, 64);
            for (std::size_t t = 1; t <= layer.steps(); ++t) {
                const std::size_t at = j * layer.steps() + t - 1;
                std::uint64_t reached = at_least(sums, layer.threshold[at]);
                if (layer.shortcut >= 0) {
                    const std::uint64_t plus = added.row(j)[w];
                    reached =
                        (reached & plus) | (at_least(sums, layer.threshold_minus[at]) & ~plus);
                }
                // Bit b of the number of steps is the parity of those steps that 2^b divides.
                for (std::size_t b = 0; b < planes && t % (std::size_t{1} << b) == 0; ++b)
                    active[b].row(j)[w] ^= reached;
            }
        }
    BitMatrix bits(images * planes, layer.sums().size());
    for (std::size_t p = 0; p < planes; ++p) {
        const BitMatrix by_read = transpose(active[p]);
        for (std::size_t b = 0; b < images * positions; ++b)
            copy_bits(by_read.row(b), 0, layer.outputs, bits.row(b / positions * planes + p),
                      b % positions * layer.outputs);
    }
    return bits;
}

void NetworkPass::run(const ImageSet& set, const ImageChunk& chunk, const SoftwareResult& software,
                      std::stop_token stop, Matrix<std::int32_t>& logits,
                      PassResult& result) const {
    const std::size_t count = network_.layers.size();
    result.layers.resize(count);
    result.activation_errors.assign(count, 0);
    LayerWork work;
    work.stop = std::move(stop);
    Maps maps(count);
    for (std::size_t k = 0; k < count; ++k) {
        const Layer& layer = network_.layers[k];
        work.record =
            result.tables.empty() || result.tables[k].counts.empty() ? nullptr : &result.tables[k];
        const auto z = sums(k, set, chunk, maps, result.layers[k], work);
        if (!z) {
            result.outcome = z.error();
            return;
        }
        if (k + 1 == count) {
            for (std::size_t n = 0; n < chunk.count; ++n)
                for (std::size_t j = 0; j < layer.outputs; ++j)
                    logits(chunk.result_row + n, j) = (*z)(j, n);
            return;
        }
        BitMatrix bits = activations(k, *z, chunk.count, maps);
        const auto planes = static_cast<std::size_t>(layer.activation_bits);
        for (std::size_t n = 0; n < chunk.count; ++n) {
            const auto exact =
                row_block(software.activations[k], (chunk.result_row + n) * planes, planes);
            const auto ours = row_block(bits, n * planes, planes);
            const std::size_t words = bits.words_per_row();
            for (std::size_t w = 0; w < words; ++w) {
                std::uint64_t differ = 0;
                for (std::size_t p = 0; p < planes; ++p)
                    differ |= exact[p * words + w] ^ ours[p * words + w];
                result.activation_errors[k] += std::popcount(differ);
            }
            if (exact_inputs_) std::ranges::copy(exact, ours.begin());
        }
        maps[k] = pooled(k, std::move(bits));
    }
}

BitMatrix NetworkPass::pooled(std::size_t k, BitMatrix activations) const {
    const Layer& layer = network_.layers[k];
    if (layer.pool == 1) return activations;
    const auto planes = static_cast<std::size_t>(layer.activation_bits);
    BitMatrix maps(activations.rows(), layer.out().size());
    for (std::size_t n = 0; n < maps.rows(); n += planes)
        max_pool(layer.sums(), row_block(std::as_const(activations), n, planes), layer.pool,
                 row_block(maps, n, planes), planes);
    return maps;
}

}  // namespace crosspoint
