// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/fold.hpp"

#include <doctest/doctest.h>

#include "crosspoint/base/rng.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

/// Number of z in [-limit, limit] where folded and unfolded rule differ.
int count_wrong(const BatchNormColumn& column, std::int64_t limit) {
    const FoldedColumn folded = fold_batch_norm(column, limit);
    CHECK(folded.threshold >= -limit);
    CHECK(folded.threshold <= limit + 1);
    int wrong = 0;
    for (std::int64_t z = -limit; z <= limit; ++z) {
        const bool on = (folded.negate ? -z : z) >= folded.threshold;
        if (on != (column(z) >= 0.0)) ++wrong;
    }
    return wrong;
}

}  // namespace

TEST_CASE("fold: random columns agree for every integer") {
    for_all(500, [](std::mt19937_64& random) {
        BatchNormColumn column;
        column.gamma = 4.0 * uniform(random) - 2.0;
        column.beta = 4.0 * uniform(random) - 2.0;
        column.mean = 200.0 * uniform(random) - 100.0;
        column.variance = 1000.0 * uniform(random);
        column.scale = (random() & 1) != 0 ? 1.0 : 1.0 / 127.5;
        column.offset = static_cast<double>(uniform_int(random, -20, 20));
        CHECK(count_wrong(column, 300) == 0);
    });
}

TEST_CASE("fold: a sum exactly at zero is on, for both signs of gamma") {
    // y = +-(z - 6): on from 6 up, or from 6 down.
    const BatchNormColumn rising{.gamma = 1, .beta = 0, .mean = 6, .variance = 1, .epsilon = 0};
    const BatchNormColumn falling{.gamma = -1, .beta = 0, .mean = 6, .variance = 1, .epsilon = 0};
    CHECK(fold_batch_norm(rising, 10).threshold == 6);
    CHECK_FALSE(fold_batch_norm(rising, 10).negate);
    CHECK(fold_batch_norm(falling, 10).threshold == -6);
    CHECK(fold_batch_norm(falling, 10).negate);
    CHECK(count_wrong(rising, 10) == 0);
    CHECK(count_wrong(falling, 10) == 0);
}

TEST_CASE("fold: columns that are always or never on") {
    const BatchNormColumn always{.gamma = 0.0, .beta = 0.5};
    const BatchNormColumn never{.gamma = 0.0, .beta = -0.5};
    const BatchNormColumn zero{.gamma = 0.0, .beta = 0.0};
    const BatchNormColumn far_off{.gamma = -1.0, .beta = 0.0, .mean = -1e9};
    for (const auto& column : {always, never, zero, far_off}) CHECK(count_wrong(column, 50) == 0);
    CHECK(fold_batch_norm(always, 50).threshold == -50);
    CHECK(fold_batch_norm(never, 50).threshold == 51);
    CHECK(fold_batch_norm(zero, 50).threshold == -50);
    CHECK(fold_batch_norm(far_off, 50).threshold == 51);
}
