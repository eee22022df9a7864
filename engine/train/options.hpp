// What a training run is made of. Everything that changes the result is here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace crosspoint::train {

struct Options {
    std::string out;   ///< the .npz to write
    std::string data;  ///< folder with the four IDX files; empty = Debian's Fashion-MNIST
    std::uint64_t seed = 1;
    int epochs = 60;
    int batch = 128;
    double lr = 2e-3;   ///< of Adam at the start; falls to 0 along half a cosine
    int hidden = 1024;  ///< neurons in each of the two hidden layers
    int threads = 1;
    int shift = 1;     ///< images move by up to so many pixels in x and y
    bool flip = true;  ///< half of the images are mirrored
    int holdout = 0;   ///< so many training images are kept back to compare options
};

}  // namespace crosspoint::train
