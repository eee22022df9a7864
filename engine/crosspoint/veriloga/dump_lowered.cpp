// Text form of a lowered model, for golden tests and for people.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "crosspoint/veriloga/lower.hpp"

namespace crosspoint::veriloga {

std::string dump_lowered(const LoweredModel& model) {
    constexpr std::array<std::string_view, 5> unknown_kinds{"port", "node", "flow", "integral",
                                                            "derivative"};
    constexpr std::array<std::string_view, 3> event_kinds{"cross", "above", "timer"};
    std::string text = fmt::format("model {}\n", model.name);
    for (std::size_t k = 0; k < model.structure.unknowns.size(); ++k) {
        const Unknown& unknown = model.structure.unknowns[k];
        text += fmt::format("x{} {} {}\n", k, unknown_kinds[static_cast<std::size_t>(unknown.kind)],
                            unknown.name);
    }
    for (std::size_t k = 0; k < model.varying.size(); ++k)
        text +=
            fmt::format("parameter{} {} = {}\n", k, model.varying[k].name, model.varying[k].value);
    for (std::size_t k = 0; k < model.memory.size(); ++k)
        text += fmt::format("memory{} {} = {}{}\n", k, model.memory[k].name,
                            model.memory[k].initial, model.memory[k].hidden ? " hidden" : "");
    for (std::size_t k = 0; k < model.events.size(); ++k)
        text += fmt::format("event{} {} {}\n", k,
                            event_kinds[static_cast<std::size_t>(model.events[k].kind)],
                            model.events[k].direction);
    for (std::size_t k = 0; k < model.noise.size(); ++k)
        text += fmt::format("noise{} {} \"{}\"\n", k, model.noise[k].flicker ? "flicker" : "white",
                            model.noise[k].name);
    for (std::size_t k = 0; k < model.messages.size(); ++k) {
        text += fmt::format("message{}", k);
        for (const MessagePart& part : model.messages[k].parts)
            text += part.argument
                        ? fmt::format(" {}{}", part.is_integer ? "integer " : "", *part.argument)
                        : fmt::format(" \"{}\"", part.text);
        text += "\n";
    }
    return text + dump_ir(model.ir);
}

}  // namespace crosspoint::veriloga
