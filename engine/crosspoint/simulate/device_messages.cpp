// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/device_messages.hpp"

#include <fmt/format.h>

#include <utility>

namespace crosspoint {

Result<bool> deliver_messages(NetSystem& system, std::span<const double> x, const NetPoint& point,
                              const MessageSink& sink) {
    if (!system.speaks()) return false;
    bool finish = false;
    for (auto& [device, message] : system.messages(x, point)) {
        const std::string& name = system.netlist().devices()[device].name;
        if (message.kind == MessageKind::fatal) {
            if (sink) sink({point.device.time_s, name, message});
            return Error{
                .code = Errc::numerics,
                .id = 7140,
                .what = fmt::format("{} stops the run at {:g} s: {}", name, point.device.time_s,
                                    message.text.empty() ? "$fatal" : message.text),
                .help = "the model calls $fatal there: see its source"};
        }
        finish = finish || message.kind == MessageKind::finish;
        if (sink) sink({point.device.time_s, name, std::move(message)});
        if (finish) break;
    }
    return finish;
}

}  // namespace crosspoint
