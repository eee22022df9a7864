// The audit of a mesh from its geometry against the audit of the written-out circuit, at voltages
// that solve nothing.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/array/mesh_audit.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/circuit/audit.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;

namespace {

struct Problem {
    TileSpec spec;
    CellArray cells;
    std::vector<double> input, u_V, v_V;
};

SegmentResistance segments(std::mt19937_64& random, std::size_t lines, std::size_t crossings,
                           bool per_segment) {
    if (!per_segment) return SegmentResistance::uniform(1.0 + uniform(random), true);
    Matrix<double> ohm(lines, crossings + 1);
    for (double& r : ohm.values()) r = 1.0 + uniform(random);
    return SegmentResistance::per_segment(ohm);
}

Problem random_problem(std::size_t m, std::size_t n, bool per_segment, bool gated) {
    auto random = rng(m, n, per_segment ? 1 : 0);
    Problem p;
    p.spec.topology = gated ? Topology::one_transistor_row : Topology::passive;
    p.spec.rows = m;
    p.spec.cols = n;
    LineSet& rows = gated ? p.spec.sl : p.spec.wl;
    rows.segment_ohm = segments(random, m, n, per_segment);
    p.spec.bl.segment_ohm = segments(random, n, m, per_segment);
    rows.first_end = {gated ? EndKind::drive_read : EndKind::drive_input, 3.0};
    p.spec.read_V = 0.3;
    p.spec.bl.first_end = {EndKind::sense, 2.0};
    p.spec.bl.last_end = {EndKind::sense, 0.0};
    p.cells.g_on_S = Matrix<double>(m, n);
    for (double& g : p.cells.g_on_S.values()) g = 1e-4 * uniform(random);
    p.cells.g_off_S = gated ? 1e-9 : 0.0;
    for (std::size_t i = 0; i < m; ++i)
        p.input.push_back(gated ? static_cast<double>(i % 2) : uniform(random));
    for (auto* volts : {&p.u_V, &p.v_V})
        for (std::size_t k = 0; k < m * n; ++k) volts->push_back(uniform(random));
    return p;
}

MeshAudit audit_of(const Problem& p, int threads = 1) {
    return audit_mesh(p.spec, p.cells.g_on_S, p.cells.g_off_S, p.input, p.u_V, p.v_V, threads);
}

AuditReport circuit_audit(const Problem& p) {
    ExpandedTile tile = expand(p.spec, p.cells);
    apply_input(tile, p.spec, p.cells, p.input);
    std::vector<double> node_V(p.u_V);
    node_V.insert(node_V.end(), p.v_V.begin(), p.v_V.end());
    for (const HeldNode& source : tile.circuit.held) node_V.push_back(source.voltage_V);
    return audit(tile.circuit, node_V, tile.groups);
}

}  // namespace

TEST_CASE("mesh audit: the residual and the currents of the written-out circuit") {
    for (const auto& [m, n] :
         {std::pair<std::size_t, std::size_t>{1, 1}, {1, 9}, {9, 1}, {7, 8}, {65, 17}, {130, 33}})
        for (const bool per_segment : {false, true})
            for (const bool gated : {false, true}) {
                CAPTURE(m);
                CAPTURE(n);
                CAPTURE(per_segment);
                CAPTURE(gated);
                const Problem p = random_problem(m, n, per_segment, gated);
                REQUIRE(audits_as_mesh(p.spec));
                const MeshAudit mesh = audit_of(p);
                const AuditReport circuit = circuit_audit(p);
                CHECK(rel_diff(mesh.kcl_residual_A, circuit.kcl_residual_A) < 1e-12);
                CHECK(rel_diff(mesh.kcl_residual_rel, circuit.kcl_residual_rel) < 1e-12);
                for (std::size_t j = 0; j < n; ++j)
                    CHECK(rel_diff(mesh.i_out_A[j], circuit.group_A[j]) < 1e-12);
                const MeshAudit shared = audit_of(p, 3);
                CHECK(shared.kcl_residual_A == mesh.kcl_residual_A);
                CHECK(shared.kcl_residual_rel == mesh.kcl_residual_rel);
            }
}

TEST_CASE("mesh audit: a NaN anywhere is seen, whatever comes after it") {
    for (const std::size_t at : {std::size_t{0}, std::size_t{200}, std::size_t{70 * 19 - 1}})
        for (const bool row_node : {false, true}) {
            Problem p = random_problem(70, 19, false, false);
            (row_node ? p.u_V : p.v_V)[at] = std::numeric_limits<double>::quiet_NaN();
            const MeshAudit audit = audit_of(p);
            CHECK(std::isnan(audit.kcl_residual_A));
            CHECK(std::isnan(audit.kcl_residual_rel));
        }
}

TEST_CASE("mesh audit: one wrong node of many is found") {
    Problem p = random_problem(70, 19, false, false);
    std::ranges::fill(p.input, 0.0);
    std::ranges::fill(p.u_V, 0.0);
    std::ranges::fill(p.v_V, 0.0);
    CHECK(audit_of(p).kcl_residual_A == 0.0);
    p.v_V[64 * 19 + 18] = 1e-6;
    const MeshAudit audit = audit_of(p);
    CHECK(audit.kcl_residual_A > 1e-7);
    CHECK(audit.kcl_residual_A < 1e-5);
}
