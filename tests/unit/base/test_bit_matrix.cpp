// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/bit_matrix.hpp"

#include <doctest/doctest.h>

using crosspoint::BitMatrix;

TEST_CASE("bit matrix: a set bit reads back and leaves its neighbors and the padding alone") {
    BitMatrix bits(3, 70);

    bits.set(1, 63, true);
    bits.set(1, 64, true);
    bits.set(1, 69, true);
    bits.set(1, 64, false);

    CHECK(bits.words_per_row() == 2);
    CHECK(bits.get(1, 63));
    CHECK_FALSE(bits.get(1, 64));
    CHECK(bits.row(1)[0] == std::uint64_t{1} << 63);
    CHECK(bits.row(1)[1] == std::uint64_t{1} << 5);
    CHECK(bits.row(0)[0] == 0);
    CHECK(bits.row(2)[1] == 0);
}
