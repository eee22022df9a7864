// The exact transfer matrix against nodal analysis in long double.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "crosspoint/linalg/port_merge.hpp"
#include "crosspoint/linalg/port_merge_batch.hpp"
#include "support/merged.hpp"
#include "support/mesh_oracle_dense.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using crosspoint::testing::built;
using crosspoint::testing::flat;
using crosspoint::testing::for_all;
using crosspoint::testing::MeshKind;
using crosspoint::testing::random_mesh;
using crosspoint::testing::random_sources;
using crosspoint::testing::rel_diff_max;
using crosspoint::testing::solve_mesh_slowly;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> volts_of(const MeshSources& s) {
    return flat(MeshCurrents{s.row_first_V, s.row_last_V, s.col_first_V, s.col_last_V});
}

std::vector<MeshEnd> all_ends(const MeshNetwork& net) {
    std::vector<MeshEnd> ends;
    for (const MeshSide side : {MeshSide::row_first, MeshSide::row_last})
        for (std::size_t i = 0; i < net.rows; ++i) ends.push_back({side, i});
    for (const MeshSide side : {MeshSide::col_first, MeshSide::col_last})
        for (std::size_t j = 0; j < net.cols; ++j) ends.push_back({side, j});
    return ends;
}

// Currents of the network by T V.
std::vector<double> by_transfer(const PortMerge& merge, const MeshNetwork& net,
                                const MeshSources& sources) {
    const std::vector<MeshEnd> ends = all_ends(net);
    const Matrix<double> t = merge.transfer_S(ends, ends);
    const std::vector<double> volts = volts_of(sources);
    std::vector<double> out(ends.size(), 0.0);
    for (std::size_t k = 0; k < ends.size(); ++k)
        for (std::size_t l = 0; l < ends.size(); ++l) out[k] += t(k, l) * volts[l];
    return out;
}

const std::vector<std::pair<std::size_t, std::size_t>> shapes = {
    {1, 1}, {1, 2}, {2, 1}, {1, 40}, {40, 1}, {3, 5}, {16, 16}, {17, 33}, {40, 64}, {64, 20}};

const std::vector<MeshKind> kinds = {
    {},
    {.all_sides = false},
    {.ideal_end_share = 1.0, .all_sides = false},
    {.least_g_S = 1e-9, .most_g_S = 1e-3, .open_share = 0.3, .most_segment_ohm = 1e3},
    {.broken_share = 0.1, .joined_share = 0.2, .no_end_share = 0.3, .ideal_end_share = 0.3},
    {.joined_share = 1.0, .no_end_share = 0.3, .ideal_end_share = 0.3}};

}  // namespace

TEST_CASE("port merge: currents are those of nodal analysis") {
    for (const auto& [rows, cols] : shapes) {
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            const std::array<std::size_t, 3> which = {rows, cols, k};
            CAPTURE(which[0]);
            CAPTURE(which[1]);
            CAPTURE(which[2]);
            std::mt19937_64 random(rows * 1000 + cols * 10 + k);
            const MeshNetwork net = random_mesh(rows, cols, kinds[k], random);
            const MeshSources sources = random_sources(net, random);
            const std::vector<double> slow = flat(solve_mesh_slowly(net, sources).currents);

            const PortMerge merge = built(net);
            CHECK(rel_diff_max(flat(merge.currents(sources)), slow) <= 1e-12);
            CHECK(rel_diff_max(by_transfer(merge, net, sources), slow) <= 1e-12);
            const PortMerge single = built(net, {.precision = MergePrecision::float32});
            CHECK(rel_diff_max(flat(single.currents(sources)), slow) <= 5e-6);
        }
    }
}

TEST_CASE("port merge: node voltages of sources and injected currents") {
    for (const auto& [rows, cols] : shapes) {
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            const std::array<std::size_t, 3> which = {rows, cols, k};
            CAPTURE(which[0]);
            CAPTURE(which[1]);
            CAPTURE(which[2]);
            std::mt19937_64 random(rows * 1000 + cols * 10 + k);
            const MeshNetwork net = random_mesh(rows, cols, kinds[k], random);
            constexpr std::size_t count = 19;  // more than one block
            std::vector<MeshSources> sources;
            Matrix<double> injection(count, 2 * rows * cols);
            for (std::size_t b = 0; b < count; ++b) sources.push_back(random_sources(net, random));
            for (double& x : injection.values())
                x = 1e-5 * (static_cast<double>(random() >> 11) * 0x1.0p-53 - 0.5);
            const PortMerge merge = built(net, {.keep = MergeKeep::factors, .threads = 2});

            Matrix<double> volts;
            REQUIRE(merge.solve_nodes(sources, injection, volts) == MergeStatus::done);

            for (const std::size_t b : {std::size_t{0}, count - 1}) {
                const auto row = injection.row(b);
                const auto slow = solve_mesh_slowly(net, sources[b], {row.begin(), row.end()});
                std::vector<double> got, expected;
                for (std::size_t n = 0; n < slow.node_V.size(); ++n) {
                    if (std::isnan(slow.node_V[n])) continue;
                    got.push_back(volts(b, n));
                    expected.push_back(slow.node_V[n]);
                }
                CHECK(rel_diff_max(got, expected) <= 1e-11);
            }
        }
    }
}
