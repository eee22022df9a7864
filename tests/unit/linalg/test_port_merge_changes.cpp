// Changed cells and ends, threads, instruction sets, refusals and memory of the port merge.
// SPDX-License-Identifier: Apache-2.0
#include <hwy/targets.h>

#include <array>
#include <cmath>
#include <limits>
#include <stop_token>
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
using crosspoint::testing::rel_diff;
using crosspoint::testing::rel_diff_max;
using crosspoint::testing::solve_mesh_slowly;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const MeshKind mixed = {.open_share = 0.1,
                        .broken_share = 0.05,
                        .joined_share = 0.1,
                        .no_end_share = 0.2,
                        .ideal_end_share = 0.2};

std::vector<MeshEnd> side(MeshSide which, std::size_t count) {
    std::vector<MeshEnd> ends;
    for (std::size_t k = 0; k < count; ++k) ends.push_back({which, k});
    return ends;
}

Matrix<double> transfer(const PortMerge& merge, const MeshNetwork& net) {
    return merge.transfer_S(side(MeshSide::row_first, net.rows),
                            side(MeshSide::col_last, net.cols));
}

MeshNetwork plain(std::size_t rows, std::size_t cols) {
    std::mt19937_64 random(7);
    return random_mesh(rows, cols, {.all_sides = false}, random);
}

}  // namespace

TEST_CASE("port merge: changed cells give the bits of a fresh build") {
    for (const auto keep : {MergeKeep::boxes, MergeKeep::factors}) {
        for (const auto precision : {MergePrecision::float64, MergePrecision::float32}) {
            std::mt19937_64 random(11);
            MeshNetwork net = random_mesh(100, 70, mixed, random);
            const MergeOptions options{.precision = precision, .keep = keep, .threads = 2};
            PortMerge merge = built(net, options);
            const Matrix<double> before = merge.port_conductance_S();

            const std::vector<CellChange> changes = {{0, 0, 5e-5}, {50, 69, 0.0}, {99, 3, 7e-6}};
            for (const CellChange& c : changes) net.cell_S(c.row, c.col) = c.g_S;
            REQUIRE(merge.update_cells(changes) == MergeStatus::done);

            CHECK(merge.port_conductance_S() == built(net, options).port_conductance_S());
            CHECK(merge.port_conductance_S() != before);
            // A cell that outdoes all others changes the scale of the numbers inside.
            const std::vector<CellChange> huge = {{20, 20, 1e4}};
            net.cell_S(20, 20) = 1e4;
            REQUIRE(merge.update_cells(huge) == MergeStatus::done);
            CHECK(merge.port_conductance_S() == built(net, options).port_conductance_S());
        }
    }
}

TEST_CASE("port merge: node voltages after changed cells are those of a fresh build") {
    MeshNetwork net = plain(40, 40);
    PortMerge merge = built(net, {.keep = MergeKeep::factors});
    const std::vector<CellChange> changes = {{17, 21, 9e-5}};
    net.cell_S(17, 21) = 9e-5;
    REQUIRE(merge.update_cells(changes) == MergeStatus::done);
    std::mt19937_64 random(3);
    const std::vector<MeshSources> sources = {random_sources(net, random)};
    Matrix<double> volts, fresh;

    REQUIRE(merge.solve_nodes(sources, {}, volts) == MergeStatus::done);
    REQUIRE(built(net, {.keep = MergeKeep::factors}).solve_nodes(sources, {}, fresh) ==
            MergeStatus::done);

    CHECK(volts == fresh);
}

TEST_CASE("port merge: changed ends agree with a fresh build") {
    for_all(12, [](std::mt19937_64& random) {
        MeshKind kind = mixed;
        kind.no_end_share = 0.0;
        MeshNetwork net = random_mesh(20, 24, kind, random);
        PortMerge merge = built(net);
        for (int step = 0; step < 10; ++step) {
            const std::array<double, 6> values = {0.0, infinity, 1e-3, 1.0, 1e3, 1e9};
            const std::size_t line = random() % 20;
            const double ohm = values[random() % values.size()];
            const bool rows = (random() & 1) != 0;
            auto& ends = rows ? net.row_lines.first_ohm : net.col_lines.last_ohm;
            const auto& other = rows ? net.row_lines.last_ohm : net.col_lines.first_ohm;
            if (ohm == 0.0 && other[line] == 0.0) continue;
            ends[line] = ohm;
            const EndChange change{{rows ? MeshSide::row_first : MeshSide::col_last, line}, ohm};
            REQUIRE(merge.set_ends(std::span(&change, 1)) == MergeStatus::done);
            const MeshSources sources = random_sources(net, random);
            CHECK(rel_diff_max(flat(merge.currents(sources)), flat(built(net).currents(sources))) <=
                  1e-12);
        }
    });
}

TEST_CASE("port merge: a part that loses its last source carries no current and comes back") {
    MeshNetwork net = plain(6, 6);
    for (std::size_t j = 0; j < 6; ++j) net.cell_S(2, j) = 0.0;  // row 2 hangs on its driver alone
    PortMerge merge = built(net);
    MeshSources sources{.row_first_V = std::vector<double>(6, 1.0)};
    const std::vector<double> before = flat(merge.currents(sources));
    const EndChange off{{MeshSide::row_first, 2}, infinity};
    const EndChange on{{MeshSide::row_first, 2}, net.row_lines.first_ohm[2]};

    REQUIRE(merge.set_ends(std::span(&off, 1)) == MergeStatus::done);
    CHECK(merge.floating_parts() == 1);
    CHECK(merge.currents(sources).row_first_A[2] == 0.0);
    REQUIRE(merge.set_ends(std::span(&on, 1)) == MergeStatus::done);
    CHECK(merge.floating_parts() == 0);
    CHECK(rel_diff_max(flat(merge.currents(sources)), before) <= 1e-14);
}

TEST_CASE("port merge: the same bits for any number of threads") {
    std::mt19937_64 random(5);
    const MeshNetwork net = random_mesh(200, 150, mixed, random);
    const std::vector<MeshSources> sources = {random_sources(net, random)};
    Matrix<double> first_t, first_v;
    for (const int threads : {1, 2, 3}) {
        const PortMerge merge = built(net, {.keep = MergeKeep::factors, .threads = threads});
        const Matrix<double> t = transfer(merge, net);
        Matrix<double> v;
        REQUIRE(merge.solve_nodes(sources, {}, v) == MergeStatus::done);
        if (threads == 1) {
            first_t = t;
            first_v = v;
        }
        CHECK(t == first_t);
        CHECK(v == first_v);
    }
}

TEST_CASE("port merge: what is kept does not change the bits") {
    const MeshNetwork net = plain(150, 150);
    const Matrix<double> t = transfer(built(net), net);
    CHECK(transfer(built(net, {.keep = MergeKeep::boxes}), net) == t);
    CHECK(transfer(built(net, {.keep = MergeKeep::factors}), net) == t);
}

TEST_CASE("port merge: every instruction set gives the same to rounding") {
    std::mt19937_64 random(9);
    const MeshNetwork net = random_mesh(50, 37, mixed, random);
    const std::vector<MeshSources> sources = {random_sources(net, random)};
    const Matrix<double> t = transfer(built(net), net);
    int targets = 0;
    for (std::int64_t all = hwy::SupportedTargets(); all != 0; all &= all - 1) {
        hwy::SetSupportedTargetsForTest(all & -all);
        const Matrix<double> other = transfer(built(net), net);
        const Matrix<double> single =
            transfer(built(net, {.precision = MergePrecision::float32}), net);
        const PortMerge merge = built(net, {.keep = MergeKeep::factors});
        Matrix<double> volts;
        REQUIRE(merge.solve_nodes(sources, {}, volts) == MergeStatus::done);
        hwy::SetSupportedTargetsForTest(0);
        ++targets;
        for (std::size_t k = 0; k < t.size(); ++k)
            CHECK(rel_diff(other.values()[k], t.values()[k]) <= 1e-13);
        CHECK(rel_diff_max(single.values(), t.values()) <= 5e-6);
        const auto slow = solve_mesh_slowly(net, sources[0]);
        for (std::size_t n = 0; n < slow.node_V.size(); ++n)
            if (!std::isnan(slow.node_V[n])) CHECK(std::abs(volts(0, n) - slow.node_V[n]) <= 1e-11);
    }
    CHECK(targets >= 1);
}

TEST_CASE("port merge: every entry is accurate however far the cells are spread") {
    // Largest relative error of any entry, eight decades of cells, columns that only those hold.
    for_all(8, [](std::mt19937_64& random) {
        const MeshKind kind{.least_g_S = 1e-11,
                            .most_g_S = 1e-3,
                            .most_segment_ohm = 1e3,
                            .ideal_end_share = 0.3,
                            .all_sides = false};
        const MeshNetwork net = random_mesh(8, 9, kind, random);
        const Matrix<double> t = transfer(built(net), net);
        const Matrix<double> single =
            transfer(built(net, {.precision = MergePrecision::float32}), net);
        for (std::size_t i = 0; i < net.rows; ++i) {
            MeshSources one{std::vector<double>(8, 0.0), std::vector<double>(8, 0.0),
                            std::vector<double>(9, 0.0), std::vector<double>(9, 0.0)};
            one.row_first_V[i] = 1.0;
            const auto slow = solve_mesh_slowly(net, one).currents.col_last_A;
            for (std::size_t j = 0; j < net.cols; ++j) {
                CHECK(rel_diff(t(j, i), slow[j]) <= 2e-14);
                CHECK(rel_diff(single(j, i), slow[j]) <= 3e-6);
            }
        }
    });
}

TEST_CASE("port merge: a stopped build is empty and says so") {
    std::stop_source stop;
    stop.request_stop();
    PortMerge merge;
    CHECK(merge.build(plain(64, 64), {.stop = stop.get_token()}) == MergeStatus::cancelled);
    CHECK(merge.empty());
    CHECK(merge.reason() == "cancelled");
    PortMerge kept = built(plain(32, 32), {.keep = MergeKeep::factors});
    Matrix<double> volts;
    const std::vector<MeshSources> sources(1);
    CHECK(kept.solve_nodes(sources, {}, volts, stop.get_token()) == MergeStatus::cancelled);
    const std::vector<CellChange> change = {{1, 1, 1e-5}};
    CHECK(kept.update_cells(change, stop.get_token()) == MergeStatus::cancelled);
    CHECK(kept.empty());
}

TEST_CASE("port merge: refuses what is no network") {
    const auto status = [](auto spoil) {
        MeshNetwork net = plain(5, 4);
        spoil(net);
        PortMerge merge;
        const MergeStatus s = merge.build(net, {});
        CHECK(merge.empty());
        CHECK_FALSE(merge.reason().empty());
        return s;
    };
    const auto bad = MergeStatus::bad_network;
    CHECK(status([](MeshNetwork& n) { n.cell_S(2, 2) = not_a_number; }) == bad);
    CHECK(status([](MeshNetwork& n) { n.cell_S(2, 2) = infinity; }) == bad);
    CHECK(status([](MeshNetwork& n) { n.cell_S(0, 0) = -1e-9; }) == bad);
    CHECK(status([](MeshNetwork& n) { n.row_lines.segment_ohm(1, 1) = not_a_number; }) == bad);
    CHECK(status([](MeshNetwork& n) { n.col_lines.segment_ohm(1, 1) = -1.0; }) == bad);
    CHECK(status([](MeshNetwork& n) { n.col_lines.last_ohm[3] = not_a_number; }) == bad);
    CHECK(status([](MeshNetwork& n) { n.row_lines.first_ohm.pop_back(); }) == bad);
    CHECK(status([](MeshNetwork& n) { n.row_lines.crossings = 3; }) == bad);
    CHECK(status([](MeshNetwork& n) { n.rows = 0; }) == bad);
    CHECK(status([](MeshNetwork& n) {
              n.row_lines.segment_ohm = Matrix<double>(1, 1, 0.0);
              n.row_lines.first_ohm[1] = n.row_lines.last_ohm[1] = 0.0;
          }) == bad);
    PortMerge merge = built(plain(5, 4), {.keep = MergeKeep::boxes});
    const std::vector<CellChange> change = {{1, 1, not_a_number}};
    CHECK(merge.update_cells(change) == bad);
    CHECK(merge.empty());
}

TEST_CASE("port merge: without any end, and without any conductance, nothing flows") {
    MeshNetwork net = plain(20, 20);
    net.row_lines.first_ohm.assign(20, infinity);
    net.col_lines.last_ohm.assign(20, infinity);
    const PortMerge none = built(net, {.keep = MergeKeep::factors});
    CHECK(none.ports() == 0);
    CHECK(none.currents({.row_first_V = std::vector<double>(20, 1.0)}).row_first_A[3] == 0.0);
    MeshNetwork open = plain(20, 20);
    open.cell_S = Matrix<double>(20, 20, 0.0);
    const PortMerge apart = built(open);
    const Matrix<double> t = transfer(apart, open);
    CHECK(t == Matrix<double>(20, 20, 0.0));
}

TEST_CASE("port merge: the announced memory is what is used, within reason") {
    for (const std::size_t n : {std::size_t{16}, std::size_t{100}, std::size_t{150}}) {
        for (const auto keep : {MergeKeep::root, MergeKeep::boxes, MergeKeep::factors}) {
            for (const auto precision : {MergePrecision::float64, MergePrecision::float32}) {
                std::mt19937_64 random(1);
                const MeshNetwork net = random_mesh(n, n, {}, random);
                for (const int threads : {1, 2}) {
                    const PortMerge merge =
                        built(net, {.precision = precision, .keep = keep, .threads = threads});
                    const std::size_t most =
                        PortMerge::memory_bytes(n, n, precision, keep, threads);
                    CHECK(merge.peak_bytes() <= most);
                    CHECK(2 * merge.peak_bytes() + (std::size_t{32} << 20) >= most);
                    CHECK(PortMerge::memory_bytes(net, precision, keep, threads) == most);
                }
            }
        }
    }
}

TEST_CASE("transfer batch: the product, with the same bits for any number of threads") {
    std::mt19937_64 random(2);
    for (const std::size_t count : {std::size_t{1}, std::size_t{7}, std::size_t{1100}}) {
        Matrix<double> t(33, 50), v(count, 50), first;
        for (double& x : t.values()) x = static_cast<double>(random() % 1000);
        for (double& x : v.values()) x = static_cast<double>(random() % 1000) * 1e-3;
        transfer_batch(t, v, 1, first);
        for (const int threads : {2, 3}) {
            Matrix<double> i;
            transfer_batch(t, v, threads, i);
            CHECK(i == first);
        }
        double worst = 0.0;
        for (std::size_t b = 0; b < count; ++b) {
            for (std::size_t o = 0; o < 33; ++o) {
                double sum = 0.0;
                for (std::size_t k = 0; k < 50; ++k) sum += t(o, k) * v(b, k);
                worst = std::max(worst, rel_diff(first(b, o), sum));
            }
        }
        CHECK(worst <= 1e-13);
    }
}
