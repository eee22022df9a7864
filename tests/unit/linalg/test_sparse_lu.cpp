// Refactored sparse LU against dense products, with pivots that turn bad.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/sparse_lu.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "crosspoint/base/rng.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

SparsePattern full(int n) {
    SparsePattern p{.n = n, .column_start = {0}, .row = {}};
    for (int col = 0; col < n; ++col) {
        for (int row = 0; row < n; ++row) p.row.push_back(row);
        p.column_start.push_back((col + 1) * n);
    }
    return p;
}

// Largest |A x - b| for the column-major dense values.
double residual(const std::vector<double>& a, const std::vector<double>& x,
                const std::vector<double>& b) {
    double worst = 0.0;
    for (std::size_t r = 0; r < b.size(); ++r) {
        double sum = -b[r];
        for (std::size_t c = 0; c < b.size(); ++c) sum += a[c * b.size() + r] * x[c];
        if (!(std::abs(sum) <= worst)) worst = std::abs(sum);
    }
    return worst;
}

}  // namespace

TEST_CASE("sparse_lu: new values on the same pattern") {
    for_all(20, [](std::mt19937_64& random) {
        constexpr std::size_t n = 7;
        SparseLu lu(full(n));
        REQUIRE(lu.analyzed());
        for (int round = 0; round < 4; ++round) {
            std::vector<double> a(n * n);
            std::vector<double> b(n);
            for (double& v : a) v = uniform(random) - 0.5;
            for (double& v : b) v = uniform(random) - 0.5;
            REQUIRE(lu.factor(a));
            std::vector<double> x = b;
            lu.solve(x);
            CHECK(residual(a, x, b) < 1e-9);
        }
    });
}

TEST_CASE("sparse_lu: pivots are kept while good and chosen anew when not") {
    SparseLu lu(full(2));
    REQUIRE(lu.factor(std::vector<double>{1.0, 0.1, 0.1, 1.0}));
    REQUIRE(lu.factor(std::vector<double>{2.0, 0.1, 0.1, 1.0}));
    CHECK(lu.full_factorizations() == 1);
    // The old pivot is all but 0 now.
    const std::vector<double> a{1e-18, 1.0, 1.0, 1.0};
    REQUIRE(lu.factor(a));
    CHECK(lu.full_factorizations() == 2);
    std::vector<double> x{1.0, 2.0};
    lu.solve(x);
    CHECK(residual(a, x, {1.0, 2.0}) < 1e-15);
}

TEST_CASE("sparse_lu: singular, structurally singular, not finite, empty") {
    SparseLu lu(full(2));
    CHECK_FALSE(lu.factor(std::vector<double>{1.0, 1.0, 1.0, 1.0}));
    CHECK_FALSE(lu.factor(std::vector<double>{1.0, NAN, 0.0, 1.0}));
    CHECK_FALSE(
        lu.factor(std::vector<double>{std::numeric_limits<double>::infinity(), 0.0, 0.0, 1.0}));
    CHECK(lu.factor(std::vector<double>{1.0, 0.0, 0.0, 1.0}));
    SparseLu hollow({.n = 2, .column_start = {0, 1, 2}, .row = {0, 0}});
    CHECK_FALSE(hollow.analyzed());
    CHECK_FALSE(hollow.factor(std::vector<double>{1.0, 1.0}));
    SparseLu none({.n = 0, .column_start = {0}, .row = {}});
    CHECK(none.factor({}));
    std::vector<double> nothing;
    none.solve(nothing);
}
