// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/netlist_cells.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>
#include <utility>

namespace crosspoint {
namespace {

// "X3_7" as a cell number.
std::size_t cell_of(std::string_view device, std::size_t cols) {
    std::size_t row = 0, col = 0;
    const char* end = device.data() + device.size();
    const auto rows = std::from_chars(device.data() + 1, end, row);
    std::from_chars(rows.ptr < end ? rows.ptr + 1 : end, end, col);
    CROSSPOINT_ASSERT(device == cell_instance(row, col));
    return row * cols + col;
}

}  // namespace

MessageSink NetlistCells::sink(std::string where) {
    return [this, where = std::move(where)](const DeviceMessage& said) {
        CellMessages one{.cols = cols_,
                         .where = where.empty() ? fmt::format("{:.6g} s", said.time_s) : where};
        one.add(cell_of(said.device, cols_), said.message);
        if (one.fatal) fatal_ = one;
        if (sink_) sink_(one);
    };
}

Error NetlistCells::named(Error error) const {
    if (!fatal_.fatal) return error;
    return deliver(fatal_, {}).error();
}

}  // namespace crosspoint
