// Labelled images, whatever file they came from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// Gray or color images, one byte a value. Value (y, x, c) has index (y * width + x) * channels +
/// c.
struct ImageSet {
    std::size_t count = 0;   ///< images
    std::size_t pixels = 0;  ///< values of one image = height * width * channels
    std::size_t height = 0;
    std::size_t width = 0;
    std::vector<std::uint8_t> pixels_u8;  ///< [count x pixels], row by row, 0..255
    std::vector<std::uint8_t> labels;     ///< [count]
    std::size_t channels = 1;

    [[nodiscard]] std::span<const std::uint8_t> image(std::size_t i) const {
        return std::span<const std::uint8_t>(pixels_u8).subspan(i * pixels, pixels);
    }
};

enum class Split { train, test };

/// "fashion-mnist" (Debian's package), or a folder with the four IDX files of a data set, or one
/// with CIFAR-10 in its binary layout.
/// @errors those of load_fashion_mnist, load_image_folder and load_cifar10
Result<ImageSet> load_images(const std::string& data, Split split);

}  // namespace crosspoint
