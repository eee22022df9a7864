// The stress set of nonlinear tiles: every kind of cell in every topology, from one cell to 256 x
// 256, 0 to 5 V, wires of 0 ohm to 1 kohm, whole and broken. A case that converged is audited by
// code that shares nothing with the solvers; one that did not must say which node fails. Prints a
// table; exit code 1 when a case was wrong, silent, or did not converge.
//
//     stress_tests MODELS [--full | --sizes N..] [--only TEXT] [--all] [--disturb]
//
// --disturb moves one node of every answer by 1e-6 of the largest voltage: the audit must see it.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "stress/stress_audit.hpp"

namespace {

using namespace crosspoint;
using namespace crosspoint::stress;

constexpr double inf = std::numeric_limits<double>::infinity();

struct Size {
    std::size_t rows, cols;
};

struct Case {
    const Kind* kind = nullptr;
    Topology topology = Topology::passive;
    Size size{1, 1};
    double supply_V = 0.0;
    double wire_ohm = 0.0;
    bool broken = false;

    [[nodiscard]] std::string name() const {
        const char* shape = topology == Topology::passive                 ? "passive"
                            : topology == Topology::one_transistor_column ? "column"
                                                                          : "row";
        return fmt::format("{}, {} {}x{}, {} V, {} ohm{}", kind->name, shape, size.rows, size.cols,
                           supply_V, wire_ohm, broken ? ", broken" : "");
    }
};

// Every third line without its first segment, every fourth in two parts.
SegmentResistance segments(double ohm, std::size_t lines, std::size_t crossings, bool broken) {
    if (!broken) return SegmentResistance::uniform(ohm, true);
    Matrix<double> each(lines, crossings + 1, ohm);
    for (std::size_t line = 0; line < lines; ++line) {
        if (line % 3 == 2) each(line, 0) = inf;
        if (line % 4 == 1) each(line, crossings / 2) = inf;
    }
    return SegmentResistance::per_segment(std::move(each));
}

TileSpec spec_of(const Case& c) {
    const auto [m, n] = c.size;
    TileSpec spec{.topology = c.topology, .rows = m, .cols = n, .read_V = c.supply_V};
    const double end_ohm = c.wire_ohm == 0.0 ? 50.0 : 0.0;  // else every node is a source
    spec.bl.segment_ohm = segments(c.wire_ohm, n, m, c.broken);
    if (c.topology == Topology::passive) {
        spec.wl.segment_ohm = segments(c.wire_ohm, m, n, c.broken);
        spec.wl.first_end = {EndKind::drive_input, end_ohm};
        spec.bl.last_end = {EndKind::sense, end_ohm};
        return spec;
    }
    const bool along = c.topology == Topology::one_transistor_column;
    spec.sl.segment_ohm = segments(c.wire_ohm, along ? n : m, along ? m : n, c.broken);
    if (along) {
        spec.bl.first_end = {EndKind::drive_read, end_ohm};
        spec.sl.last_end = {EndKind::sense, end_ohm};
    } else {
        spec.sl.first_end = {EndKind::drive_read, end_ohm};
        spec.bl.last_end = {EndKind::sense, end_ohm};
    }
    return spec;
}

// Half of the inputs on; passive lines at a random part of the supply.
Matrix<double> input_of(const Case& c) {
    Matrix<double> input(1, c.size.rows);
    auto random = rng(2, 0x73747265, c.size.rows);
    for (double& x : input.values()) {
        const bool on = (random() >> 63) != 0 || c.size.rows == 1;
        const double part = c.size.rows == 1 ? 1.0 : uniform(random);
        x = !on ? 0.0 : c.topology == Topology::passive ? c.supply_V * part : 1.0;
    }
    return input;
}

struct Tally {
    std::size_t cases = 0, converged = 0, inaccurate = 0, reported = 0, wrong = 0;
    double seconds = 0.0;
};

void disturb_node(const Case& c, NodeVoltages& nodes) {
    double& volts = nodes.bl_V.values()[c.size.rows * c.size.cols / 2];
    volts += 1e-6 * std::max(0.1, c.supply_V);
}

Result<void> run_case(const Case& c, const Cells& cells, bool all, bool disturb, Tally& tally) {
    const TileSpec spec = spec_of(c);
    const Matrix<double> input = input_of(c);
    const GateLevels levels{std::max(1.0, c.supply_V), 0.0};
    const auto begin = std::chrono::steady_clock::now();
    auto solver = make_nonlinear_solver(spec, {.want_nodes = true}, levels);
    if (!solver) return solver.error();
    if (auto done = (*solver)->program(cells.model); !done) return done;
    auto solution = (*solver)->solve(input);
    if (!solution) return solution.error();
    const double taken_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

    const SolveReport& report = solution->report;
    ++tally.cases;
    tally.seconds += taken_s;
    std::string complaint, remarks;
    Audit audit;
    for (const std::string& remark : report.remarks) remarks += "; " + remark;
    if (report.status == SolveStatus::not_converged) {
        const bool named = remarks.find(" node ") != std::string::npos;
        ++(named ? tally.reported : tally.wrong);
        complaint = named ? "did not converge" : "did not converge and names no node";
    } else {
        ++(report.status == SolveStatus::converged ? tally.converged : tally.inaccurate);
        if (disturb) disturb_node(c, solution->nodes);
        audit = audit_solution(spec, cells, levels, input.row(0), *solution);
        complaint = audit.complaint;
        if (!complaint.empty()) ++tally.wrong;
    }
    if (all || !complaint.empty() || report.status != SolveStatus::converged)
        fmt::print("{} | {} | {} | {} | {:.3f} | {:.1e} | {:.1e} | {:.1e} | {}{}\n", c.name(),
                   status_name(report.status), report.newton_iterations, report.iterations, taken_s,
                   report.error_bound_rel, audit.kcl_rel, audit.cell_rel, complaint, remarks);
    std::fflush(stdout);
    return {};
}

struct Arguments {
    std::string models, only;
    bool all = false, disturb = false;
    std::vector<Size> sizes = {{1, 1}, {1, 9}, {9, 1}, {8, 8}};
    std::vector<double> supplies_V = {0.0, 0.3, 5.0}, wires_ohm = {0.0, 10.0, 1000.0};
};

bool parse(int argc, char** argv, Arguments& a) {
    for (int k = 1; k < argc; ++k) {
        const std::string word = argv[k];
        if (word == "--full") {
            a.sizes = {{1, 1}, {1, 64}, {64, 1}, {8, 8}, {64, 64}, {256, 256}};
            a.supplies_V = {0.0, 0.3, 1.0, 5.0};
        } else if (word == "--sizes") {
            a.sizes.clear();
            for (; k + 1 < argc && argv[k + 1][0] != '-'; ++k) {
                const std::size_t n = std::stoul(argv[k + 1]);
                a.sizes.push_back({n, n});
            }
        } else if (word == "--only" && k + 1 < argc) {
            a.only = argv[++k];
        } else if (word == "--all") {
            a.all = true;
        } else if (word == "--disturb") {
            a.disturb = true;
        } else if (a.models.empty() && word[0] != '-') {
            a.models = word;
        } else {
            return false;
        }
    }
    return !a.models.empty();
}

Result<void> run_kind(const Kind& kind, const Arguments& a, Tally& tally) {
    const std::vector<Topology> topologies =
        kind.gated ? std::vector{Topology::one_transistor_column, Topology::one_transistor_row}
                   : std::vector{Topology::passive};
    for (const Size size : a.sizes) {
        const auto cells = kind.make(size.rows * size.cols);
        if (!cells) return cells.error();
        for (const Topology topology : topologies)
            for (const double supply_V : a.supplies_V)
                for (const double wire_ohm : a.wires_ohm)
                    for (const bool broken : {false, true}) {
                        const Case c{&kind, topology, size, supply_V, wire_ohm, broken};
                        // Broken lines of a single cell leave nothing to solve.
                        if (broken && size.rows * size.cols == 1) continue;
                        if (c.name().find(a.only) == std::string::npos) continue;
                        if (auto done = run_case(c, *cells, a.all, a.disturb, tally); !done)
                            return done;
                    }
    }
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    Arguments a;
    if (!parse(argc, argv, a)) {
        std::fputs("stress_tests MODELS [--full | --sizes N..] [--only TEXT] [--all] [--disturb]\n",
                   stderr);
        return 64;
    }
    const auto kinds = all_kinds(a.models);
    if (!kinds) {
        std::fputs(kinds.error().format().c_str(), stderr);
        return 1;
    }
    fmt::print("case | status | evaluations | CG | s | bound | KCL | cells | remarks\n");
    Tally tally;
    for (const Kind& kind : *kinds) {
        const Tally before = tally;
        if (auto done = run_kind(kind, a, tally); !done) {
            std::fputs((kind.name + ": " + done.error().format()).c_str(), stderr);
            return 1;
        }
        if (tally.cases != before.cases)
            fmt::print("-- {}: {} cases, {:.2f} s\n", kind.name, tally.cases - before.cases,
                       tally.seconds - before.seconds);
    }
    fmt::print("{} cases: {} converged, {} inaccurate, {} reported, {} wrong; {:.1f} s\n",
               tally.cases, tally.converged, tally.inaccurate, tally.reported, tally.wrong,
               tally.seconds);
    return tally.cases == 0 || tally.wrong + tally.reported != 0 ? 1 : 0;
}
