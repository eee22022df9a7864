// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/parallel.hpp"

#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <thread>

namespace crosspoint {

int resolve_threads(int requested) {
    return requested > 0 ? requested
                         : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

// oneTBB and not OpenMP: a solve makes a hundred short loops, and threads of OpenMP spin between
// them. On a machine that has other work that made a solve of 512 x 512 thirty times slower.
void parallel_for(std::size_t count, int threads,
                  const std::function<void(std::size_t, int)>& body) {
    const int team = static_cast<int>(std::min(static_cast<std::size_t>(resolve_threads(threads)),
                                               std::max<std::size_t>(count, 1)));
    if (team == 1) {
        for (std::size_t i = 0; i < count; ++i) body(i, 0);
        return;
    }
    // An arena of its own: its threads are numbered from 0 and take no iterations of other loops.
    tbb::task_arena arena(team);
    arena.execute([&] {
        tbb::parallel_for(
            std::size_t{0}, count,
            [&](std::size_t i) { body(i, tbb::this_task_arena::current_thread_index()); },
            tbb::simple_partitioner());
    });
}

}  // namespace crosspoint
