// Counts tiles that several threads finish, for whoever wants to be told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>

namespace crosspoint {

class TileCounter {
public:
    /// @param tell  TiledOptions::tile_progress; may be empty
    explicit TileCounter(std::function<void(std::size_t done, std::size_t total)> tell)
        : tell_(std::move(tell)) {}

    /// So many more tiles will come. Before the first one is done.
    void expect(std::size_t tiles) { total_ += tiles; }
    void done() {
        const std::scoped_lock lock(mutex_);
        ++done_;
        if (tell_) tell_(done_, total_);
    }

private:
    std::function<void(std::size_t, std::size_t)> tell_;
    std::mutex mutex_;
    std::size_t done_ = 0, total_ = 0;
};

}  // namespace crosspoint
