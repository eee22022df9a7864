// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "crosspoint/base/parallel.hpp"

using namespace crosspoint;

TEST_CASE("parallel_for: every index once, threads in range, loops one after the other") {
    for (const int threads : {1, 2, 3, 7})
        for (const std::size_t count :
             {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{1000}}) {
            CAPTURE(threads);
            CAPTURE(count);
            for (int round = 0; round < 50; ++round) {
                std::vector<int> hits(count, 0);
                std::atomic<int> out_of_range = 0;
                parallel_for(count, threads, [&](std::size_t i, int thread) {
                    ++hits[i];
                    if (thread < 0 || thread >= threads) ++out_of_range;
                });
                CHECK(out_of_range == 0);
                CHECK(hits == std::vector<int>(count, 1));
            }
        }
}

TEST_CASE("parallel_for: no two bodies have the same thread number at once") {
    std::vector<std::atomic<int>> active(4);
    std::atomic<int> clashes = 0;
    parallel_for(2000, 4, [&](std::size_t, int thread) {
        if (active[static_cast<std::size_t>(thread)]++ != 0) ++clashes;
        std::this_thread::yield();
        --active[static_cast<std::size_t>(thread)];
    });
    CHECK(clashes == 0);
}

TEST_CASE("parallel_for: an exception is passed on, and the next loop works") {
    for (const int threads : {2, 4}) {
        std::atomic<int> done = 0;
        std::string what;
        try {
            parallel_for(100, threads, [&](std::size_t i, int) {
                if (i == 17) throw std::runtime_error("seventeen");
                ++done;
            });
        } catch (const std::runtime_error& error) {
            what = error.what();
        }
        CHECK(what == "seventeen");
        CHECK(done <= 99);
        done = 0;
        parallel_for(100, threads, [&](std::size_t, int) { ++done; });
        CHECK(done == 100);
    }
}

TEST_CASE("parallel_for: inside another one, and from several threads at once") {
    std::atomic<int> done = 0;
    parallel_for(20, 3,
                 [&](std::size_t, int) { parallel_for(30, 3, [&](std::size_t, int) { ++done; }); });
    CHECK(done == 600);

    std::vector<int> wrong(4, 0);
    std::vector<std::thread> callers;
    for (std::size_t c = 0; c < wrong.size(); ++c)
        callers.emplace_back([&wrong, c] {
            for (int round = 0; round < 300; ++round) {
                std::vector<int> hits(40, 0);
                parallel_for(hits.size(), 3, [&](std::size_t i, int) { ++hits[i]; });
                wrong[c] += hits != std::vector<int>(40, 1);
            }
        });
    for (std::thread& caller : callers) caller.join();
    CHECK(wrong == std::vector<int>(4, 0));
}
