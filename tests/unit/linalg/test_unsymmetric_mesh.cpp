// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "crosspoint/linalg/unsymmetric_mesh.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

struct Problem {
    MeshNetwork network;
    std::vector<double> uu, uv, vu, vv, r_u, r_v;
};

MeshLines lines_of(std::mt19937_64& random, std::size_t lines, std::size_t crossings, bool breaks) {
    std::uniform_real_distribution<double> ohm(0.5, 500.0);
    MeshLines out{.lines = lines, .crossings = crossings};
    out.segment_ohm = Matrix<double>(lines, crossings);
    for (double& r : out.segment_ohm.values()) r = breaks && random() % 9 == 0 ? inf : ohm(random);
    for (std::size_t l = 0; l < lines; ++l) {
        out.first_ohm.push_back(random() % 3 == 0 ? inf : ohm(random));
        out.last_ohm.push_back(breaks && random() % 3 == 0 ? inf : ohm(random));
    }
    return out;
}

Problem random_problem(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const std::size_t m = 1 + random() % 6, n = 1 + random() % 6;
    Problem p;
    // Column lines always lead somewhere: what nothing holds has no solution.
    p.network = {.rows = m,
                 .cols = n,
                 .cell_S = Matrix<double>(m, n),
                 .row_lines = lines_of(random, m, n, true),
                 .col_lines = lines_of(random, n, m, false)};
    std::uniform_real_distribution<double> g_S(1e-4, 1e-2), r_A(-1.0, 1.0);
    for (std::size_t k = 0; k < m * n; ++k) {  // two derivatives of a transistor between lines
        const double by_u = g_S(random), by_v = g_S(random);
        p.uu.push_back(by_u);
        p.uv.push_back(-by_v);
        p.vu.push_back(-by_u);
        p.vv.push_back(by_v);
        p.r_u.push_back(r_A(random));
        p.r_v.push_back(r_A(random));
    }
    return p;
}

// What J d misses of r at every node, summed branch by branch; largest magnitude.
double missing_A(const Problem& p, const std::vector<double>& u, const std::vector<double>& v) {
    const std::size_t m = p.network.rows, n = p.network.cols;
    double worst = 0.0;
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            const std::size_t k = i * n + j;
            const auto line = [&](const MeshLines& lines, std::size_t l, std::size_t at,
                                  const std::vector<double>& x, std::size_t step) {
                const std::size_t count = lines.crossings;
                double sum = at == 0 ? x[k] / lines.first_ohm[l] : 0.0;
                if (at + 1 == count) sum += x[k] / lines.last_ohm[l];
                if (at > 0) sum += (x[k] - x[k - step]) / lines.at(l, at);
                if (at + 1 < count) sum += (x[k] - x[k + step]) / lines.at(l, at + 1);
                return sum;
            };
            const double at_u =
                line(p.network.row_lines, i, j, u, 1) + p.uu[k] * u[k] + p.uv[k] * v[k] - p.r_u[k];
            const double at_v =
                line(p.network.col_lines, j, i, v, n) + p.vu[k] * u[k] + p.vv[k] * v[k] - p.r_v[k];
            worst = std::max({worst, std::abs(at_u), std::abs(at_v)});
        }
    return worst;
}

}  // namespace

TEST_CASE("unsymmetric mesh: the correction meets Kirchhoff's law on any wires") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const Problem p = random_problem(seed);
        UnsymmetricMesh mesh(p.network);
        REQUIRE(mesh.factor({p.uu, p.uv, p.vu, p.vv}));
        std::vector<double> u(p.uu.size()), v(p.uu.size());
        const auto answer = mesh.correct(p.r_u, p.r_v, 1e-13, 400, {}, u, v);
        CHECK(answer.ok);
        CHECK(missing_A(p, u, v) < 1e-8);
        v[0] += 1e-3;  // the check sees what is off
        CHECK(missing_A(p, u, v) > 1e-8);
    }
}

TEST_CASE("unsymmetric mesh: joined and held nodes") {
    // One row of three nodes joined by 0 ohm, held at its first end; columns end in 1 ohm.
    Problem p;
    p.network = {.rows = 1,
                 .cols = 3,
                 .cell_S = Matrix<double>(1, 3),
                 .row_lines = {.lines = 1,
                               .crossings = 3,
                               .segment_ohm = Matrix<double>(1, 1, 0.0),
                               .first_ohm = {0.0},
                               .last_ohm = {inf}},
                 .col_lines = {.lines = 3,
                               .crossings = 1,
                               .segment_ohm = Matrix<double>(1, 1, 0.0),
                               .first_ohm = {inf, inf, inf},
                               .last_ohm = {1.0, 1.0, 1.0}}};
    const std::vector<double> by_u(3, 1.0), by_v(3, 3.0), minus_u(3, -1.0), minus_v(3, -3.0);
    UnsymmetricMesh mesh(p.network);
    REQUIRE(mesh.factor({by_u, minus_v, minus_u, by_v}));
    std::vector<double> u(3, 9.0), v(3, 9.0);
    const std::vector<double> r_u(3, 5.0), r_v{4.0, 8.0, 12.0};
    CHECK(mesh.correct(r_u, r_v, 1e-14, 50, {}, u, v).ok);
    for (std::size_t j = 0; j < 3; ++j) {
        CHECK(u[j] == 0.0);  // held: whatever flows in leaves through the source
        CHECK(rel_diff(v[j], r_v[j] / 4.0) < 1e-14);
    }
}

TEST_CASE("unsymmetric mesh: derivatives that are not finite or too negative are refused") {
    Problem p = random_problem(3);
    UnsymmetricMesh mesh(p.network);
    p.vv[0] = std::numeric_limits<double>::quiet_NaN();
    CHECK_FALSE(mesh.factor({p.uu, p.uv, p.vu, p.vv}));
    p.vv[0] = -1e9;
    CHECK_FALSE(mesh.factor({p.uu, p.uv, p.vu, p.vv}));
}
