// SPDX-License-Identifier: Apache-2.0
#include "train/batches.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "crosspoint/base/rng.hpp"

namespace crosspoint::train {
namespace {

// Purposes of random streams (base/rng.hpp); chosen: any distinct numbers.
constexpr std::uint64_t purpose_shuffle = 0x5481;
constexpr std::uint64_t purpose_augment = 0xA061;

}  // namespace

Batches::Batches(const ImageSet& images, std::size_t count, const Options& options, int epoch)
    : images_(images),
      options_(options),
      order_(count),
      augment_(rng(options.seed, purpose_augment, static_cast<std::uint64_t>(epoch))) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    auto random = rng(options.seed, purpose_shuffle, static_cast<std::uint64_t>(epoch));
    for (std::size_t k = count; k > 1; --k) {
        const auto other = uniform_int(random, 0, static_cast<std::int64_t>(k) - 1);
        std::swap(order_[k - 1], order_[static_cast<std::size_t>(other)]);
    }
}

std::size_t Batches::next(std::span<float> pixels, std::span<std::int64_t> labels) {
    const std::size_t count = std::min(labels.size(), order_.size() - at_);
    for (std::size_t b = 0; b < count; ++b) {
        const std::size_t i = order_[at_++];
        copy_augmented(images_.image(i), pixels.subspan(b * images_.pixels, images_.pixels));
        labels[b] = images_.labels[i];
    }
    return count;
}

void Batches::copy_augmented(std::span<const std::uint8_t> image, std::span<float> out) {
    const bool mirror = options_.flip && (augment_() & 1) != 0;
    const auto dx = uniform_int(augment_, -options_.shift, options_.shift);
    const auto dy = uniform_int(augment_, -options_.shift, options_.shift);
    const auto height = static_cast<std::int64_t>(images_.height);
    const auto width = static_cast<std::int64_t>(images_.width);
    std::size_t k = 0;
    for (std::int64_t y = 0; y < height; ++y) {
        for (std::int64_t x = 0; x < width; ++x) {
            const std::int64_t from_y = y + dy;
            const std::int64_t from_x = (mirror ? width - 1 - x : x) + dx;
            const bool inside = from_y >= 0 && from_y < height && from_x >= 0 && from_x < width;
            const auto from = static_cast<std::size_t>(from_y * width + from_x) * images_.channels;
            for (std::size_t c = 0; c < images_.channels; ++c) {
                out[k++] = scaled_pixel(inside ? image[from + c] : 0);
            }
        }
    }
}

}  // namespace crosspoint::train
