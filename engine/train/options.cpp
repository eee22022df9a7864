// SPDX-License-Identifier: Apache-2.0
#include "train/options.hpp"

#include <fmt/format.h>

namespace crosspoint::train {

std::string command_text(const Options& options) {
    const ModelOptions& model = options.model;
    const bool mlp = model.name == "mlp";
    std::string text = "crosspoint_train";
    if (!mlp) text += fmt::format(" --net {} --width {}", model.name, model.width);
    text += fmt::format(" --seed {} --epochs {} --batch {} --lr {}", options.seed, options.epochs,
                        options.batch, options.lr);
    if (model.hidden > 0 || mlp) {
        text += fmt::format(" --hidden {}", model.hidden > 0 ? model.hidden : mlp_hidden);
    }
    text += fmt::format(" --threads {} --shift {} --flip {}", options.threads, options.shift,
                        options.flip ? "true" : "false");
    if (options.weight_ber > 0.0) text += fmt::format(" --weight-ber {}", options.weight_ber);
    if (options.activation_ber > 0.0) {
        text += fmt::format(" --activation-ber {}", options.activation_ber);
    }
    if (!options.precision.binary()) {
        text += fmt::format(" --weight-bits {} --activation-bits {}", options.precision.weight_bits,
                            options.precision.activation_bits);
    }
    return text;
}

}  // namespace crosspoint::train
