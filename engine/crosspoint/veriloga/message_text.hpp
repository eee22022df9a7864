// Texts of $strobe, $display, $error and the like: format texts taken apart when a model is
// lowered, put together again with the values of one lane when it speaks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/device/model.hpp"
#include "crosspoint/veriloga/checked.hpp"

namespace crosspoint::veriloga {

/// A text, the name of the instance, or the value of argument `argument` of the message.
struct MessagePart {
    std::string text = {};
    std::optional<std::uint32_t> argument = {};
    bool is_integer = false;   ///< the value is whole
    std::string format = {};   ///< "%8.3e"; empty: %g, or %d of a whole number
    bool is_instance = false;  ///< %m
};

struct LoweredMessage {
    TaskKind kind = TaskKind::strobe;
    std::vector<MessagePart> parts = {};
};

/// Takes the arguments of a message one after the other, as they are written.
class MessageBuilder {
public:
    /// A text: fills a waiting %s, else it is a format text. Any other place that waits takes the
    /// text as it is.
    void add_text(const std::string& text);
    /// A value: fills the place that waits, else it stands behind what there is.
    void add_value(std::uint32_t argument, bool is_integer);
    /// @return false when the format texts have places for more values than there are
    [[nodiscard]] bool complete() const { return waiting_.empty(); }
    [[nodiscard]] std::vector<MessagePart> take();

private:
    void split(const std::string& format);
    void literal(const std::string& text);
    void place(const std::string& format);

    std::vector<MessagePart> parts_;
    std::vector<std::size_t> waiting_;  ///< parts without a value, first to last
};

/// @param values of the arguments of the message
/// @param instance what %m prints
[[nodiscard]] std::string message_text(const LoweredMessage& message,
                                       std::span<const double> values, std::string_view instance);

[[nodiscard]] MessageKind message_kind(TaskKind kind);

}  // namespace crosspoint::veriloga
