// What the cells of a tile say, for people: the first messages on stderr as they come, and at the
// end how many more there were.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "crosspoint/device/cell_messages.hpp"
#include "long_run.hpp"

namespace crosspoint::cli {

class CellVoices {
public:
    /// @param printer  its line is taken away before a message; may be null
    explicit CellVoices(ProgressPrinter* printer = nullptr) : printer_(printer) {}
    CellVoices(const CellVoices&) = delete;
    CellVoices& operator=(const CellVoices&) = delete;
    /// Says how many messages were not shown.
    ~CellVoices();

    void show(const CellMessages& said);
    /// For the options of a solver.
    [[nodiscard]] CellMessageSink sink() {
        return [this](const CellMessages& said) { show(said); };
    }

private:
    ProgressPrinter* printer_;
    std::size_t shown_ = 0;
    std::array<std::size_t, message_kinds> hidden_{};
};

}  // namespace crosspoint::cli
