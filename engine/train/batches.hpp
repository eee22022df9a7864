// Shuffled, augmented batches of images, the same for the same seed on every machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "crosspoint/bnn/image_set.hpp"
#include "train/options.hpp"

namespace crosspoint::train {

/// The images of one epoch in random order. Pixels become p / 127.5 - 1.
class Batches {
public:
    /// Uses images [0, count) of `images`, which must outlive this object.
    Batches(const ImageSet& images, std::size_t count, const Options& options, int epoch);

    /// Fills pixels [b x images.pixels] and labels [b]; returns b, 0 at the end of the epoch.
    std::size_t next(std::span<float> pixels, std::span<std::int64_t> labels);

private:
    void copy_augmented(std::span<const std::uint8_t> image, std::span<float> out);

    const ImageSet& images_;
    const Options& options_;
    std::vector<std::size_t> order_;
    std::size_t at_ = 0;
    std::mt19937_64 augment_;
};

/// Pixel byte to what the network is trained on.
inline float scaled_pixel(int p) { return static_cast<float>(p) / 127.5f - 1.0f; }

}  // namespace crosspoint::train
