// Shipped models, written as subcircuits and solved by ngspice, against our own solvers.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/simulate/transient.hpp"
#include "crosspoint/spice/ngspice.hpp"
#include "crosspoint/veriloga/compile.hpp"
#include "crosspoint/veriloga/spice_export.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

namespace fs = std::filesystem;
using Points = std::vector<std::vector<double>>;  // V of each terminal

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

veriloga::CompiledSource compiled(const std::string& name, const veriloga::Bindings& card) {
    const fs::path path = fs::path(CROSSPOINT_SOURCE_DIR) / "device_models" / name;
    veriloga::CompileOptions options;
    options.card = card;
    options.preprocess.find = [](std::string_view wanted,
                                 std::string_view from) -> std::optional<veriloga::SourceText> {
        const fs::path found = fs::path(from).parent_path() / wanted;
        if (!fs::exists(found)) return std::nullopt;
        return veriloga::SourceText{found.string(), text_of(found)};
    };
    auto made = veriloga::compile_model({path.string(), text_of(path)}, options);
    if (!made) FAIL(made.error().what);
    return std::move(*made);
}

const std::size_t default_operations = veriloga::SpiceExportOptions{}.inline_operations;
const char* const tight =
    ".options reltol=1e-9 vntol=1e-12 abstol=1e-18 gmin=1e-20 temp=27 method=trap\n";

std::string deck_of(const veriloga::CompiledSource& source, const Points& points,
                    std::size_t inline_operations) {
    auto subcircuit = veriloga::write_spice_subcircuit(
        source.lowered, {.name = "dut", .inline_operations = inline_operations});
    if (!subcircuit) FAIL(subcircuit.error().what);
    std::string deck = std::string("dc\n") + tight + subcircuit->text;
    for (std::size_t p = 0; p < points.size(); ++p) {
        std::string nodes;
        for (std::size_t k = 0; k < points[p].size(); ++k) {
            deck += fmt::format("V{0}_{1} t{0}_{1} 0 {2}\n", p, k, points[p][k]);
            nodes += fmt::format(" t{}_{}", p, k);
        }
        deck += fmt::format("X{}{} dut\n", p, nodes);
    }
    return deck + ".op\n.end\n";
}

std::vector<double> our_currents(const std::shared_ptr<const DeviceModel>& model,
                                 const std::vector<double>& volts) {
    Netlist n;
    DeviceInstance device{.name = "X", .model = model, .nodes = {}};
    for (std::size_t k = 0; k < volts.size(); ++k) {
        device.nodes.push_back(n.node(fmt::format("t{}", k)));
        n.add_voltage_source(fmt::format("V{}", k), device.nodes.back(), 0, DcWave{volts[k]});
    }
    n.add_device(std::move(device));
    const auto solved = solve_dc(n);
    if (!solved) FAIL(solved.error().what);
    return solved->solution.branch_A;
}

// The largest difference of a terminal current, relative to the largest one of its point.
double worst_dc(const char* name, const veriloga::Bindings& card, const Points& points,
                std::size_t inline_operations) {
    auto source = compiled(name, card);
    const std::string deck = deck_of(source, points, inline_operations);
    const auto theirs = run_ngspice(deck, {.time_limit_s = 60.0});
    if (!theirs) FAIL(theirs.error().what);
    const std::shared_ptr<const DeviceModel> model = std::move(source.model);
    double worst = 0.0;
    for (std::size_t p = 0; p < points.size(); ++p) {
        const std::vector<double> ours = our_currents(model, points[p]);
        double largest = 0.0, off = 0.0;
        for (std::size_t k = 0; k < ours.size(); ++k) {
            const double current = theirs->at(fmt::format("i(v{}_{})", p, k));
            largest = std::max(largest, std::abs(ours[k]));
            off = std::max(off, std::abs(current - ours[k]));
        }
        REQUIRE(largest > 0.0);
        worst = std::max(worst, off / largest);
    }
    return worst;
}

struct DcCase {
    const char* file;
    veriloga::Bindings card;
    Points points;
    double tolerance;
};

const std::vector<DcCase>& dc_cases() {
    static const Points two = {{0.1, 0.0}, {-0.3, 0.0}, {0.05, -0.2}, {0.4, 0.1}};
    static const Points mos = {{0.1, 0.7, 0.0}, {0.7, 0.7, 0.0}, {0.7, 0.2, 0.0}, {-0.1, 0.5, 0.3}};
    static const std::vector<DcCase> cases = {
        {"rram/sinh_resistor.va", {}, two, 1e-9},
        {"rram/rram_stanford.va", {{"gap_initial", 0.7}}, two, 1e-9},
        {"rram/vteam.va", {}, two, 1e-9},
        {"rram/rram_jart_v1b.va", {}, two, 1e-6},
        {"selector/selector_exponential.va", {}, two, 1e-9},
        {"selector/selector_threshold.va", {{"x_initial", 0.8}}, two, 1e-9},
        {"pcm/pcm_drift.va", {}, two, 1e-9},
        {"mram/mtj_stt.va", {}, two, 1e-9},
        {"gated_synapse/gated_synapse.va", {}, {{0.5, 0.1, 0.0}, {0.0, -0.2, 0.1}}, 1e-9},
        {"transistor/finfet_7nm.va", {}, mos, 1e-6},
        {"transistor/ekv_long.va",
         {},
         {{1.0, 1.5, 0.0, 0.0}, {0.05, 0.4, 0.0, 0.0}, {0.2, 1.0, 0.5, -0.3}},
         1e-6},
        {"cell/sram8t_read.va",
         {},
         {{0.3, 0.0, 0.7, 0.7}, {0.05, 0.0, 0.7, 0.5}, {0.5, 0.1, 0.4, 0.7}},
         1e-6},
        {"cell/cell_1t1r_sinh.va", {}, {{0.3, 0.0, 0.7}, {-0.3, 0.0, 0.7}, {0.2, 0.0, 0.4}}, 1e-6},
        {"cell/cell_1t1r_stanford.va",
         {},
         {{0.3, 0.0, 0.7}, {-0.3, 0.0, 0.7}, {0.2, 0.0, 0.4}},
         1e-6},
        {"cell/cell_1s1r.va", {}, {{1.0, 0.0}, {-0.8, 0.0}, {1.4, 0.1}}, 1e-6},
    };
    return cases;
}

struct Ramp {
    const char* file;
    veriloga::Bindings card;
    std::size_t terminals = 2;  // all but `driven` are grounded
    std::size_t driven = 0;
    double ramp_V = 1.0, ramp_s = 1.0, stop_s = 1.0;
    std::string internal;  // unknown to be looked at; empty: none
};

struct Last {
    double current_A = 0.0, internal = 0.0;
};

Last last_of_ngspice(const Ramp& r, const veriloga::LoweredModel& lowered) {
    const auto subcircuit = veriloga::write_spice_subcircuit(lowered, {.name = "dut"});
    REQUIRE(subcircuit);
    std::string deck = "tran\n.options reltol=1e-6 vntol=1e-12 abstol=1e-18 chgtol=1e-22\n";
    deck += subcircuit->text +
            fmt::format("Vp p 0 pwl(0 0 {} {} 1 {})\nXd", r.ramp_s, r.ramp_V, r.ramp_V);
    for (std::size_t k = 0; k < r.terminals; ++k) deck += k == r.driven ? " p" : " 0";
    deck += fmt::format(
        " dut\n.control\ntran {0} {1} 0 {0}\nsetplot new\nlet last = length(tran1.time) - 1\n"
        "let drawn = tran1.vp#branch[last]\n",
        r.stop_s / 1000.0, r.stop_s);
    if (!r.internal.empty()) deck += "let inner = tran1.xd." + r.internal + "[last]\n";
    deck += r.internal.empty() ? "write tile.raw drawn\n" : "write tile.raw drawn inner\n";
    const auto point = run_ngspice(deck + "quit 0\n.endc\n.end\n", {.time_limit_s = 60.0});
    if (!point) FAIL(point.error().what);
    return {point->at("i(drawn)"), r.internal.empty() ? 0.0 : point->at("v(inner)")};
}

// The last point of a transient: ngspice's and ours.
std::pair<Last, Last> last_of(const Ramp& r) {
    auto source = compiled(r.file, r.card);
    const Last theirs = last_of_ngspice(r, source.lowered);
    Netlist n;
    const NodeIndex p = n.node("p");
    n.add_voltage_source("V", p, 0, PwlWave{{0.0, r.ramp_s, 1.0}, {0.0, r.ramp_V, r.ramp_V}});
    DeviceInstance device{.name = "X", .model = std::move(source.model), .nodes = {}};
    for (std::size_t k = 0; k < r.terminals; ++k) device.nodes.push_back(k == r.driven ? p : 0);
    n.add_device(std::move(device));
    TransientOptions options;
    options.stop_s = r.stop_s;
    options.max_step_s = r.stop_s / 1000.0;
    MemoryTrace trace;
    const auto ours = solve_transient(n, options, trace);
    if (!ours) FAIL(ours.error().what);
    const auto& internal = ours->final.internal[0];
    return {theirs, {ours->final.branch_A[0], r.internal.empty() ? 0.0 : internal[0]}};
}

bool is_missing() {
    const bool missing = !find_ngspice();
    if (missing) MESSAGE("skipped: ngspice is not installed");
    return missing;
}

}  // namespace

TEST_CASE("ngspice: operating points of exported models") {
    if (is_missing()) return;
    for (const DcCase& c : dc_cases()) {
        const std::string file = c.file;
        CAPTURE(file);
        CHECK(worst_dc(c.file, c.card, c.points, default_operations) < c.tolerance);
        // Every repeated part as a node. A cell has internal nodes without slope at 0 V then.
        if (!file.starts_with("cell/")) CHECK(worst_dc(c.file, c.card, c.points, 1) < c.tolerance);
    }
}

TEST_CASE("ngspice: a state over time") {
    if (is_missing()) return;
    const auto [theirs, ours] = last_of({.file = "rram/rram_stanford.va",
                                         .card = {{"gap_initial", 1.0}},
                                         .terminals = 2,
                                         .ramp_V = 1.2,
                                         .ramp_s = 1e-8,
                                         .stop_s = 1e-7,
                                         .internal = "gap"});
    CHECK(ours.internal > 0.25);  // on its way: neither where it began nor at the end of its range
    CHECK(ours.internal < 0.95);
    CHECK(rel_diff(theirs.internal, ours.internal) < 1e-3);
    CHECK(rel_diff(theirs.current_A, ours.current_A) < 1e-3);
}

TEST_CASE("ngspice: charges over time") {
    if (is_missing()) return;
    const auto [theirs, ours] = last_of({.file = "transistor/finfet_7nm.va",
                                         .card = {},
                                         .terminals = 3,
                                         .driven = 1,
                                         .ramp_V = 0.7,
                                         .ramp_s = 1e-9,
                                         .stop_s = 5e-10,
                                         .internal = ""});
    // two capacitors of 2.55618e-17 F at 0.7 V / ns; a source that delivers has a negative current
    CHECK(rel_diff(theirs.current_A, -2.0 * 2.55618e-17 * 0.7e9) < 1e-3);
    CHECK(rel_diff(theirs.current_A, ours.current_A) < 1e-3);
}
