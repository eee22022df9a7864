// What the cells of a tile say at one accepted point: all of it is counted, the first texts are
// kept, since a million cells with one $strobe would drown everything else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/model.hpp"

namespace crosspoint {

struct CellMessage {
    std::size_t row = 0, col = 0;
    ModelMessage message;
};

struct CellMessages {
    static constexpr std::size_t most_texts = 10;

    std::size_t cols = 1;                            ///< of the tile
    std::string where;                               ///< "input 3", "2.5e-08 s"
    std::array<std::size_t, message_kinds> count{};  ///< all messages, by MessageKind
    std::vector<CellMessage> first;                  ///< most_texts of them at most
    /// The first $fatal, and the first $finish (also $stop).
    std::optional<CellMessage> fatal, finish;

    void add(std::size_t cell, ModelMessage message);
    [[nodiscard]] std::size_t of_kind(MessageKind kind) const {
        return count[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::size_t total() const;
};

/// Receives what is said at accepted points, in their order, from one thread at a time.
using CellMessageSink = std::function<void(const CellMessages&)>;

/// Tells the sink, if there is one and anything to tell. Call it in the order of the points.
/// @error numerics 7206: $fatal, with the cell, its text and where it was
Result<void> deliver(const CellMessages& said, const CellMessageSink& sink);

/// "X3_7": the name of a cell as an instance, in decks and for %m.
[[nodiscard]] std::string cell_instance(std::size_t row, std::size_t col);

/// Lanes of one model that are to be heard: filled one by one, heard when there are enough.
class ListeningBlock {
public:
    static constexpr std::size_t lanes = 64;

    /// @param own_parameters, own_memory  they are set for each lane; else those of the model
    ListeningBlock(const DeviceModel& model, const EvalPoint& point, bool own_parameters,
                   bool own_memory, CellMessages& out);

    /// Where the numbers of the next lane go. @param cell of random draws; @param name of messages
    void begin(std::size_t cell, std::size_t name);
    void set_unknown(std::size_t u, double value) { x_[u * lanes + count_] = value; }
    void set_parameter(std::size_t p, double value) { parameters_[p * lanes + count_] = value; }
    void set_memory(std::size_t m, double value) { memory_[m * lanes + count_] = value; }
    /// The lane is complete.
    void end();
    /// No more lanes will come.
    void flush();

private:
    const DeviceModel& model_;
    EvalPoint point_;
    CellMessages& out_;
    std::vector<double> store_;
    double *x_ = nullptr, *parameters_ = nullptr, *memory_ = nullptr;  // rows of `lanes`
    bool own_parameters_, own_memory_;
    std::vector<std::uint32_t> cells_, names_;
    std::size_t count_ = 0;
};

}  // namespace crosspoint
