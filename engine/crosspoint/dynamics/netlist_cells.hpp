// What the devices of a tile's netlist say, as messages of its cells: for the circuit engines,
// whose devices are named "X3_7" (cell_instance).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "crosspoint/device/cell_messages.hpp"
#include "crosspoint/simulate/device_messages.hpp"

namespace crosspoint {

/// Must live as long as the sink that it gives.
class NetlistCells {
public:
    /// @param cols  of the tile; @param sink  may be empty
    NetlistCells(std::size_t cols, CellMessageSink sink) : cols_(cols), sink_(std::move(sink)) {}

    /// For DcOptions and TransientOptions. @param where  empty: the time of each message
    MessageSink sink(std::string where);

    /// An error of the netlist as one of the tile: $fatal (7140) names the cell (7206).
    [[nodiscard]] Error named(Error error) const;

private:
    std::size_t cols_;
    CellMessageSink sink_;
    CellMessages fatal_;
};

}  // namespace crosspoint
