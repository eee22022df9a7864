// What the models of a circuit say at an accepted point, and what follows from it: $fatal is an
// error, $finish ends a transient.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/simulate/net_system.hpp"

namespace crosspoint {

struct DeviceMessage {
    double time_s = 0.0;
    std::string device;  ///< name of the instance
    ModelMessage message;
};

/// Receives messages in the order of devices and of the statements of their models.
using MessageSink = std::function<void(const DeviceMessage&)>;

/// Call it before NetSystem::commit: models speak about the point with the memory they had.
/// @param sink may be empty; receives everything, the message that ends the run as the last
/// @return whether a model asks to finish
/// @errors numerics 7140: $fatal, with its text
Result<bool> deliver_messages(NetSystem& system, std::span<const double> x, const NetPoint& point,
                              const MessageSink& sink);

}  // namespace crosspoint
