// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/windows.hpp"

#include <doctest/doctest.h>

#include "crosspoint/base/bit_ranges.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

TEST_CASE("windows: bits are copied over bits, the rest stays") {
    for_all(500, [](std::mt19937_64& random) {
        BitMatrix from(1, 300), to(1, 300);
        for (std::size_t i = 0; i < 300; ++i) {
            from.set(0, i, random() % 2 == 0);
            to.set(0, i, random() % 2 == 0);
        }
        const BitMatrix before = to;
        const auto count = static_cast<std::size_t>(uniform_int(random, 0, 200));
        const auto a = static_cast<std::size_t>(uniform_int(random, 0, 100));
        const auto b = static_cast<std::size_t>(uniform_int(random, 0, 100));
        copy_bits(from.row(0), a, count, to.row(0), b);
        int wrong = 0;
        for (std::size_t i = 0; i < 300; ++i) {
            const bool inside = i >= b && i < b + count;
            wrong += to.get(0, i) != (inside ? from.get(0, i - b + a) : before.get(0, i));
        }
        CHECK(wrong == 0);
    });
}

TEST_CASE("windows: the maximum over a block is its disjunction, odd rows are dropped") {
    const MapShape shape{.height = 5, .width = 4, .channels = 67};
    BitMatrix map(1, shape.size()), out(1, 2 * 2 * 67);
    map.set(0, (3 * 4 + 2) * 67 + 66, true);  // y 3, x 2 -> (1, 1)
    map.set(0, (4 * 4 + 0) * 67 + 1, true);   // the fifth row
    max_pool(shape, map.row(0), 2, out.row(0));
    for (std::size_t i = 0; i < out.cols(); ++i) CHECK(out.get(0, i) == (i == 3 * 67 + 66));
}
