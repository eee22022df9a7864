// What a training run is made of. Everything that changes the result is here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "train/net_models.hpp"

namespace crosspoint::train {

struct Options {
    std::string out;         ///< the .npz to write
    std::string data;        ///< a folder that load_images knows; empty = Debian's Fashion-MNIST
    std::string checkpoint;  ///< written after each epoch, taken up if it is there; empty = none
    int stop_after = 0;  ///< stop after so many epochs, with the checkpoint only; 0 = at the end
    ModelOptions model;
    Precision precision;
    std::uint64_t seed = 1;
    int epochs = 60;
    int batch = 128;
    double lr = 2e-3;  ///< of Adam at the start; falls to 0 along half a cosine
    int threads = 1;
    int shift = 1;                ///< images move by up to so many pixels in x and y
    bool flip = true;             ///< half of the images are mirrored
    int holdout = 0;              ///< so many training images are kept back to compare options
    double weight_ber = 0.0;      ///< each weight's sign flips with this probability, each pass
    double activation_ber = 0.0;  ///< the same for each hidden activation
};

/// The command that repeats the run, without paths.
std::string command_text(const Options& options);

}  // namespace crosspoint::train
