// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace crosspoint {
namespace {

// One loop: iterations are taken in order by whoever is free.
struct Loop {
    const std::function<void(std::size_t, int)>* body = nullptr;
    std::size_t count = 0;
    int team = 0;
    std::atomic<std::size_t> next{0};
    std::mutex failure_mutex;
    std::exception_ptr failure;

    void work(int thread) {
        for (;;) {
            const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
            if (i >= count) return;
            try {
                (*body)(i, thread);
            } catch (...) {
                const std::lock_guard lock(failure_mutex);
                if (!failure) failure = std::current_exception();
            }
        }
    }
};

thread_local bool inside_a_loop = false;

// Threads that help the caller of a loop. A solve makes a hundred short loops, so nobody waits for
// a helper that has not begun: on a busy machine it may come when the work is done. Who waits
// leaves the core to others and soon sleeps; threads that spin (as those of OpenMP do) made a solve
// of 512 x 512 twenty times slower when other programs used the same cores.
class Helpers {
public:
    // False when another loop has the helpers.
    bool run(std::size_t count, int team, const std::function<void(std::size_t, int)>& body) {
        const std::unique_lock mine(busy_, std::try_to_lock);
        if (!mine) return false;
        hire(team - 1);
        loop_.body = &body;
        loop_.count = count;
        loop_.team = team;
        loop_.next.store(0, std::memory_order_relaxed);
        loop_.failure = nullptr;
        inside_.store(0, std::memory_order_release);
        round_.fetch_add(1, std::memory_order_release);
        round_.notify_all();
        inside_a_loop = true;
        loop_.work(0);
        inside_a_loop = false;
        // Nobody comes in any more; those inside finish what they have begun.
        inside_.fetch_add(closed, std::memory_order_acq_rel);
        yield_while([&] { return inside_.load(std::memory_order_acquire) != closed; });
        for (std::int32_t now = inside_.load(std::memory_order_acquire); now != closed;
             now = inside_.load(std::memory_order_acquire))
            inside_.wait(now, std::memory_order_acquire);
        if (loop_.failure) std::rethrow_exception(std::exchange(loop_.failure, nullptr));
        return true;
    }

private:
    static constexpr int yields = 100;
    static constexpr std::int32_t closed = std::numeric_limits<std::int32_t>::min();

    // The next loop often follows within microseconds, and waking a sleeper takes 50 of them.
    template <class Waiting>
    static void yield_while(const Waiting& waiting) {
        for (int k = 0; k < yields && waiting(); ++k) std::this_thread::yield();
    }

    void hire(int wanted) {
        try {
            for (; hired_ < wanted; ++hired_)
                std::thread([this, number = hired_ + 1] { help(number); }).detach();
        } catch (const std::system_error&) {  // the system has no more: those there do the work
        }
    }

    [[noreturn]] void help(int number) {
        inside_a_loop = true;
        std::uint32_t seen = 0;
        for (;;) {
            yield_while([&] { return round_.load(std::memory_order_acquire) == seen; });
            round_.wait(seen, std::memory_order_acquire);
            seen = round_.load(std::memory_order_acquire);
            std::int32_t count = inside_.load(std::memory_order_acquire);
            while (count >= 0 &&
                   !inside_.compare_exchange_weak(count, count + 1, std::memory_order_acq_rel)) {
            }
            if (count < 0) continue;  // over already
            if (number < loop_.team) loop_.work(number);
            if (inside_.fetch_sub(1, std::memory_order_acq_rel) == closed + 1) inside_.notify_one();
        }
    }

    std::mutex busy_;
    int hired_ = 0;
    Loop loop_;
    std::atomic<std::uint32_t> round_{0};
    std::atomic<std::int32_t> inside_{closed};  // helpers in the loop; below 0 when it is closed
};

Helpers& helpers() {
    static Helpers& all = *new Helpers;  // helpers may outlive every static object
    return all;
}

}  // namespace

int resolve_threads(int requested) {
    return requested > 0 ? requested
                         : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

void parallel_for(std::size_t count, int threads,
                  const std::function<void(std::size_t, int)>& body) {
    const int team = resolve_threads(threads);
    if (team > 1 && count > 1 && !inside_a_loop && helpers().run(count, team, body)) return;
    for (std::size_t i = 0; i < count; ++i) body(i, 0);
}

}  // namespace crosspoint
