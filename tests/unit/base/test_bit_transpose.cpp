// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/bit_transpose.hpp"

#include <doctest/doctest.h>

#include "support/near.hpp"

using crosspoint::BitMatrix;

TEST_CASE("bit transpose: every bit of ugly shapes lands mirrored and padding stays zero") {
    crosspoint::testing::for_all(40, [](std::mt19937_64& random) {
        BitMatrix bits(1 + random() % 200, 1 + random() % 200);
        for (std::size_t i = 0; i < bits.rows(); ++i)
            for (std::size_t j = 0; j < bits.cols(); ++j) bits.set(i, j, random() % 3 == 0);

        const BitMatrix turned = crosspoint::transpose(bits);

        REQUIRE(turned.rows() == bits.cols());
        for (std::size_t i = 0; i < bits.rows(); ++i)
            for (std::size_t j = 0; j < bits.cols(); ++j) {
                if (turned.get(j, i) != bits.get(i, j)) FAIL_CHECK("bit differs");
            }
        CHECK(crosspoint::transpose(turned) == bits);  // equality includes the padding
    });
}
