// Tiles with [variation]: same bits for the same seed, fast methods against the circuit on faulty
// tiles, statistics against closed forms, refusals.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/cell_sampler.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npz.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/study/sampled_solve.hpp"
#include "crosspoint/study/tile_config.hpp"
#include "support/near.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;
using crosspoint::testing::TempFolder;

namespace {

const std::string head =
    "schema = 1\n[array]\ntopology = \"passive\"\nrows = 6\ncols = 5\n"
    "wl_segment_ohm = 3\nbl_segment_ohm = 2\n";
const std::string inputs = "[inputs]\nv_V = [[0.2, 0.1, 0, -0.3, 0.2, 0.1], [1, 1, 1, 1, 1, 1]]\n";

std::string linear(const std::string& variation) {
    std::string rows;
    for (int i = 0; i < 6; ++i) rows += "[1e4, 2e4, 1e5, 3e3, 7e4],";
    return head + "[cells]\nr_ohm = [" + rows + "]\n" + inputs + variation;
}

// A static sinh-like cell with a series resistor: one inner node, one state that is not used but
// for its value.
const char* const model_source =
    "`include \"disciplines.vams\"\n"
    "module cell(p, n);\n inout p, n; electrical p, n, x;\n"
    " parameter real R = 1e4 from (0:inf);\n parameter real A = 2.0;\n"
    " parameter real Rs = 100 from [1:1e6];\n"
    " analog begin\n  I(p, x) <+ sinh(A * V(p, x)) / (A * R);\n  I(x, n) <+ V(x, n) / Rs;\n"
    " end\nendmodule\n";

std::string modelled(const std::string& variation) {
    return head + "[cells]\nmodel = \"cell.va\"\n" + inputs + variation;
}

Result<TileJob> load(const std::string& text, CellKinds kinds = CellKinds::any) {
    const TempFolder folder;
    REQUIRE(write_file(folder / "cell.va", model_source).ok());
    REQUIRE(write_file(folder / "tile.toml", text).ok());
    return load_tile(folder / "tile.toml", kinds);
}

TileJob loaded(const std::string& text) {
    Result<TileJob> job = load(text);
    if (!job) FAIL(job.error().format());
    return std::move(*job);
}

Matrix<double> currents(const TileJob& job, Fidelity fidelity) {
    auto solution = solve_tile(job, {.fidelity = fidelity});
    if (!solution) FAIL(solution.error().format());
    REQUIRE(solution->report.status == SolveStatus::converged);
    return std::move(solution->i_out_A);
}

double apart(const Matrix<double>& a, const Matrix<double>& b) {
    double largest = 0.0, difference = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        largest = std::max(largest, std::abs(a.values()[k]));
        difference = std::max(difference, std::abs(a.values()[k] - b.values()[k]));
    }
    return difference / largest;
}

const std::string spread_r =
    "[variation.device.r_ohm]\ndistribution = \"lognormal\"\nsigma_relative = 0.3\n";
const std::string spread_R =
    "[variation.device.R]\ndistribution = \"lognormal\"\nsigma_relative = 0.3\n";
const std::string faults_of_all_kinds =
    "[variation.faults]\nstuck_on_fraction = 0.1\nstuck_off_fraction = 0.1\nopen_fraction = 0.1\n"
    "short_fraction = 0.1\nshort_ohm = 40\n";

int refused(const std::string& text, CellKinds kinds = CellKinds::any) {
    const Result<TileJob> job = load(text, kinds);
    return job ? 0 : job.error().id;
}

}  // namespace

TEST_CASE("variation: sigma 0 and no faults give the bits of a file without the section") {
    const TileJob plain = loaded(linear(""));
    for (const char* quantity : {"r_ohm", "g_S"}) {
        const TileJob same = loaded(linear(std::string("[variation.device.") + quantity +
                                           "]\ndistribution = \"normal\"\nsigma_relative = 0\n"
                                           "[variation.faults]\nopen_fraction = 0\n"));
        CHECK(same.cells.g_on_S == plain.cells.g_on_S);
    }
    const TileJob model = loaded(modelled(""));
    const TileJob still =
        loaded(modelled("[variation.device.R]\ndistribution = \"normal\"\nsigma_absolute = 0\n"));
    CHECK(apart(currents(model, Fidelity::automatic), currents(still, Fidelity::automatic)) <
          1e-15);
}

TEST_CASE("variation: one seed, one array; other sections and the size of the tile do not matter") {
    const auto values = [](const std::string& text) {
        return loaded(text).drawn.quantities.front().values;
    };
    const std::vector<double> first = values(linear("[variation]\nseed = 4\n" + spread_r));
    CHECK(first == values(linear("[variation]\nseed = 4\n" + spread_r)));
    CHECK(first != values(linear("[variation]\nseed = 5\n" + spread_r)));
    // Every cell has moved, and none as another one did.
    const std::vector<double> with_faults = values(
        linear("[variation]\nseed = 4\n" + spread_r + "[variation.faults]\nopen_fraction = 0.3\n"));
    std::size_t open = 0;
    for (std::size_t k = 0; k < first.size(); ++k) {
        CHECK(first[k] != 1e4);
        if (std::isinf(with_faults[k]))
            ++open;
        else
            CHECK(with_faults[k] == first[k]);
    }
    CHECK(open > 0);
    CHECK(open < first.size() / 2);
    // The upper left corner of a larger tile.
    std::string small = linear("[variation]\nseed = 4\n" + spread_r);
    for (const auto& [from, to] :
         {std::pair{"cols = 5", "cols = 2"}, std::pair{"rows = 6", "rows = 1"},
          std::pair{"[[0.2, 0.1, 0, -0.3, 0.2, 0.1], [1, 1, 1, 1, 1, 1]]", "[0.2]"}})
        small.replace(small.find(from), std::string(from).size(), to);
    const std::size_t at = small.find("r_ohm = [");
    small.replace(at, small.find("\n", at) - at, "r_ohm = [[1e4, 2e4]]");
    const std::vector<double> corner = values(small);
    CHECK(corner == std::vector<double>{first[0], first[1]});
}

TEST_CASE("variation: scattered and faulty tiles by the fast methods and by the circuit") {
    for (int seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        const std::string number = "[variation]\nseed = " + std::to_string(seed) + "\n";
        const TileJob resistors =
            loaded(linear(number + spread_r + faults_of_all_kinds +
                          "stuck_on = { r_ohm = 3e3 }\nstuck_off = { g_S = 1e-6 }\n"));
        CHECK(apart(currents(resistors, Fidelity::mesh), currents(resistors, Fidelity::circuit)) <
              1e-10);
        const TileJob model =
            loaded(modelled(number + spread_R + faults_of_all_kinds +
                            "stuck_on = { R = 1e3, A = 1.5 }\nstuck_off = { R = 1e7 }\n"));
        REQUIRE(!model.model->spec.fault_S.empty());
        CHECK(apart(currents(model, Fidelity::automatic), currents(model, Fidelity::circuit)) <
              1e-8);
        // The faults are in the network: without them the currents are others.
        const TileJob sound = loaded(modelled(number + spread_R));
        CHECK(apart(currents(sound, Fidelity::automatic), currents(model, Fidelity::automatic)) >
              1e-3);
    }
}

TEST_CASE("variation: a model that is a resistor draws and conducts as resistors do") {
    const std::string fault =
        "[variation.faults]\nopen_fraction = 0.1\nshort_fraction = 0.1\nshort_ohm = 40\n"
        "stuck_on_fraction = 0.1\n";
    const std::string spread = "]\ndistribution = \"normal\"\nsigma_relative = 0.1\n";
    TempFolder folder;
    REQUIRE(write_file(folder / "cell.va",
                       "`include \"disciplines.vams\"\nmodule cell(p, n);\n inout p, n;\n"
                       " electrical p, n;\n parameter real r_ohm = 1e4 from (0:inf);\n"
                       " analog I(p, n) <+ V(p, n) / r_ohm;\nendmodule\n")
                .ok());
    REQUIRE(write_file(folder / "model.toml", head + "[cells]\nmodel = \"cell.va\"\n" + inputs +
                                                  "[variation.device.r_ohm" + spread + fault +
                                                  "stuck_on = { r_ohm = 3e3 }\n")
                .ok());
    std::string rows;
    for (int i = 0; i < 6; ++i) rows += "[1e4, 1e4, 1e4, 1e4, 1e4],";
    REQUIRE(write_file(folder / "linear.toml", head + "[cells]\nr_ohm = [" + rows + "]\n" + inputs +
                                                   "[variation.device.r_ohm" + spread + fault +
                                                   "stuck_on = { r_ohm = 3e3 }\n")
                .ok());
    const auto model = load_tile(folder / "model.toml", CellKinds::any);
    const auto resistors = load_tile(folder / "linear.toml", CellKinds::any);
    REQUIRE(model.ok());
    REQUIRE(resistors.ok());
    CHECK(model->drawn.faults == resistors->drawn.faults);
    CHECK(apart(currents(*model, Fidelity::automatic), currents(*resistors, Fidelity::mesh)) <
          1e-9);
}

TEST_CASE("variation: parameters stay in the range that the model declares") {
    const TileJob job = loaded(
        modelled("[variation.device.Rs]\ndistribution = \"normal\"\nsigma_relative = 2\n"
                 "[variation.cycle.A]\ndistribution = \"uniform\"\nhalf_width_absolute = 0.25\n"));
    const std::vector<double>& rs = job.drawn.quantities[0].values;
    CHECK(*std::min_element(rs.begin(), rs.end()) >= 1.0);
    CHECK(job.drawn.quantities[0].redrawn > 0);
    for (const double a : job.drawn.quantities[1].values) {
        CHECK(a >= 1.75);
        CHECK(a <= 2.25);
        CHECK(a != 2.0);
    }
}

TEST_CASE("samples: currents of ideal columns have the mean and the sigma of the sum of cells") {
    // No wires: I = sum of V g. With sigma_g / g = s for arrays and c for cycles, independent
    // cells.
    std::string text = linear(
        "[variation]\nseed = 2\ncycles = 8\n"
        "[variation.device.g_S]\ndistribution = \"normal\"\n"
        "sigma_relative = 0.05\n"
        "[variation.cycle.g_S]\ndistribution = \"normal\"\n"
        "sigma_relative = 0.02\n");
    const TileJob job = loaded(text);
    const auto samples =
        solve_samples(job, {.draws = 400, .keep_cells = true}, {.fidelity = Fidelity::ideal});
    REQUIRE(samples.ok());
    CHECK(samples->i_out_A.rows() == 400 * 8 * 2);
    CHECK(samples->records.size() == 400 * 8);
    const CurrentStatistics& s = samples->statistics;
    const std::vector<double> r_ohm = {1e4, 2e4, 1e5, 3e3, 7e4};
    for (std::size_t j = 0; j < 5; ++j) {
        const double each_A = 1.0 / r_ohm[j];  // input 1: six cells at 1 V
        CHECK(rel_diff(s.nominal_A(1, j), 6.0 * each_A) < 1e-14);
        const double device_A = 0.05 * each_A * std::sqrt(6.0);
        const double cycle_A = 0.02 * each_A * std::sqrt(6.0 * (1.0 + 0.05 * 0.05));
        CHECK(std::abs(s.mean_A(1, j) - 6.0 * each_A) < 4.0 * device_A / std::sqrt(400.0));
        CHECK(std::abs(s.sigma_device_A(1, j) / device_A - 1.0) < 0.15);  // 4 sigma of 400 draws
        CHECK(std::abs(s.sigma_cycle_A(1, j) / cycle_A - 1.0) < 0.06);
        CHECK(s.min_A(1, j) < s.mean_A(1, j));
        CHECK(s.max_A(1, j) > s.mean_A(1, j));
    }
    CHECK(samples->records[1].quantities[0].nominal.empty());
    CHECK(solve_samples(job, {.draws = 2}, {.fidelity = Fidelity::ideal})->records.empty());
    CHECK(solve_samples(job, {.draws = 20'000'000}, {}).error().id == 7491);
    // Array 3 is array 0 of the seed that is 3 higher.
    const std::size_t at = text.find("seed = 2");
    const TileJob third = loaded(text.replace(at, 8, "seed = 5"));
    const Matrix<double> again = currents(third, Fidelity::ideal);
    for (std::size_t j = 0; j < 5; ++j) CHECK(again(1, j) == samples->i_out_A(3 * 8 * 2 + 1, j));
}

TEST_CASE("samples: cycle_is = read draws anew for every input") {
    const TileJob job =
        loaded(linear("[variation]\ncycles = 3\ncycle_is = \"read\"\n"
                      "[variation.cycle.g_S]\ndistribution = \"normal\"\nsigma_relative = 0.02\n"));
    const auto samples = solve_samples(job, {.draws = 2, .keep_cells = true}, {});
    REQUIRE(samples.ok());
    REQUIRE(samples->records.size() == 2 * 3 * 2);
    CHECK(samples->i_out_A.rows() == 2 * 3 * 2);
    CHECK(samples->records[0].quantities[0].values != samples->records[1].quantities[0].values);
    // Row 5 of the first array is input 1 in its third cycle, with the cells of record 5.
    TileJob alone = job;
    auto sample = job.sampler->sample(0, 5);
    REQUIRE(sample.ok());
    alone.cells = sample->cells;
    const Matrix<double> one = currents(alone, Fidelity::automatic);
    for (std::size_t j = 0; j < 5; ++j) CHECK(rel_diff(one(1, j), samples->i_out_A(5, j)) < 1e-9);
}

TEST_CASE("statistics: analysis of variance by hand") {
    // Two arrays, two cycles, one input, one column.
    const CurrentStatistics s =
        current_statistics(Matrix<double>(4, 1, {1.0, 3.0, 6.0, 8.0}), 2, 2);
    CHECK(s.mean_A(0, 0) == 4.5);
    CHECK(s.min_A(0, 0) == 1.0);
    CHECK(s.max_A(0, 0) == 8.0);
    CHECK(rel_diff(s.sigma_cycle_A(0, 0), std::sqrt(2.0)) < 1e-14);
    CHECK(rel_diff(s.sigma_device_A(0, 0), std::sqrt(12.5 - 1.0)) < 1e-14);
    CHECK(rel_diff(s.sigma_A(0, 0), std::sqrt(29.0 / 3.0)) < 1e-14);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(current_statistics(Matrix<double>(2, 1, {1.0, nan}), 2, 1).mean_A(0, 0)));
}

TEST_CASE("drawn cells: the files hold what was drawn") {
    const TempFolder folder;
    const TileJob job = loaded(linear("[variation]\ncycles = 2\n" + spread_r +
                                      "[variation.faults]\nopen_fraction = 0.5\n"));
    const auto samples = solve_samples(job, {.draws = 3, .keep_cells = true}, {});
    REQUIRE(samples.ok());
    REQUIRE(write_drawn_npz(folder / "c.npz", samples->records, 6, 5).ok());
    const auto arrays = read_npz(folder / "c.npz");
    REQUIRE(arrays.ok());
    CHECK(arrays->at("r_ohm").shape == std::vector<std::size_t>{3, 2, 6, 5});
    CHECK(arrays->at("fault").shape == std::vector<std::size_t>{3, 2, 6, 5});
    CHECK(arrays->at("r_ohm_nominal").shape == std::vector<std::size_t>{6, 5});
    CHECK(rel_diff(arrays->at("r_ohm_nominal").values[1], 2e4) < 1e-15);
    for (std::size_t k = 0; k < 30; ++k) {
        const bool open = arrays->at("fault").values[k] == 3.0;
        CHECK(std::isinf(arrays->at("r_ohm").values[k]) == open);
    }
    REQUIRE(write_drawn_csv(folder / "c.csv", {job.drawn}, 5).ok());
    const auto text = read_text_file(folder / "c.csv");
    REQUIRE(text.ok());
    CHECK(text->rfind("draw,cycle,row,col,fault,r_ohm,r_ohm_nominal\n0,0,0,0,", 0) == 0);
    CHECK(std::count(text->begin(), text->end(), '\n') == 31);
}

TEST_CASE("variation: what is wrong is said with its number") {
    const auto device = [](const std::string& keys) {
        return linear("[variation.device.r_ohm]\n" + keys);
    };
    CHECK(refused(linear("[variation.device.gap]\ndistribution = \"normal\"\n")) == 7470);
    CHECK(refused(modelled("[variation.device.r_ohm]\ndistribution = \"normal\"\n")) == 7470);
    CHECK(refused(device("distribution = \"normal\"\n")) == 7471);
    CHECK(refused(device("distribution = \"normal\"\nsigma_relative = 1\nsigma_absolute = 1\n")) ==
          7471);
    CHECK(refused(device("distribution = \"normal\"\nsigma_relative = -0.1\n")) == 7472);
    CHECK(refused(device("distribution = \"normal\"\nsigma_ln = 0.1\n")) == 7473);
    CHECK(refused(device(
              "distribution = \"uniform\"\nsigma_relative = 0.1\ntruncate_sigma = 2\n")) == 7473);
    CHECK(refused(device("distribution = \"normal\"\nsigma_relative = [[0.1]]\n")) == 7480);
    CHECK(refused(device("distribution = \"normal\"\nsigma_relative = 0.1\nmin = 1e9\n")) == 7478);
    CHECK(refused(device("distribution = \"normal\"\nsigma_relative = 1\nmin = 2\nmax = 1\n")) ==
          7485);
    CHECK(refused(device("distribution = \"gauss\"\nsigma_relative = 1\n")) == 2206);
    CHECK(refused(device("distribution = \"normal\"\nsigma_relative = 1\nsigma = 1\n")) == 2202);
    CHECK(refused(linear(spread_r + "[variation.device.g_S]\ndistribution = \"normal\"\n"
                                    "sigma_relative = 1\n")) == 7483);
    const auto faults = [](const std::string& keys) {
        return linear("[variation.faults]\n" + keys);
    };
    CHECK(refused(faults("open_fraction = 0.7\nshort_fraction = 0.4\n")) == 7474);
    CHECK(refused(faults("open_fraction = 1.1\n")) == 2205);
    CHECK(refused(faults("map = [[0, 1]]\n")) == 7475);
    CHECK(refused(faults("open_fraction = 0.1\nmap = [[0, 1]]\n")) == 7476);
    CHECK(refused(faults("stuck_on_fraction = 0.1\n")) == 7477);
    CHECK(refused(faults("stuck_on_fraction = 0.1\nstuck_on = { r_ohm = -1 }\n")) == 7477);
    CHECK(refused(faults("stuck_on = { state = \"lrs\" }\n")) == 7477);
    CHECK(refused(modelled("[variation.faults]\nshort_fraction = 0.1\n")) == 7484);
    CHECK(refused(modelled("[variation.faults]\nopen_fraction = 0.1\n"),
                  CellKinds::resistors_or_model) == 7482);
}
