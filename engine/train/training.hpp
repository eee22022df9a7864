// The training loop: Adam along half a cosine, and a checkpoint after each epoch from which a
// stopped run goes on to the same bits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "crosspoint/base/error.hpp"
#include "crosspoint/bnn/image_set.hpp"
#include "train/options.hpp"
#include "train/trained_net.hpp"

namespace crosspoint::train {

/// Trains on images [0, count) for all epochs and prints a line for each.
/// @errors input 4206: the checkpoint is of another command; environment 4207: it cannot be written
Result<void> train(TrainedNet& net, const ImageSet& images, std::size_t count,
                   const Options& options);

}  // namespace crosspoint::train
