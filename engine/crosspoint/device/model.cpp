// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/model.hpp"

namespace crosspoint {

std::vector<ModelMessage> DeviceModel::messages(const EvalPoint&, const EvalBlock&, std::size_t,
                                                std::string_view) const {
    return {};
}

ModelSpeech DeviceModel::speech(const EvalPoint&, const EvalBlock&) const { return {}; }

}  // namespace crosspoint
