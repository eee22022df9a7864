// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_tables.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/cell_classes.hpp"
#include "crosspoint/study/model_tile.hpp"
#include "crosspoint/study/tile_config.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::TempFolder;

namespace {

// A passive tile of sinh resistors with a series resistance inside: an internal node per cell.
const std::string model =
    "`include \"disciplines.vams\"\n"
    "module r(p, n); inout p, n; electrical p, n, x; parameter real g = 1e-5;\n"
    "analog begin I(p, x) <+ g * sinh(2.0 * V(p, x)) / 2.0; I(x, n) <+ V(x, n) / 500.0; end\n"
    "endmodule\n";

struct Tile {
    TempFolder folder;
    TileJob job;

    // Conductances by `kind`: 0 one value, 2 two values, 3 all different.
    Tile(std::size_t size, int kind, const std::string& more = "") {
        std::string g;
        auto random = rng(7, 0, 0);
        for (std::size_t i = 0; i < size; ++i) {
            g += i == 0 ? "[" : ",\n[";
            for (std::size_t j = 0; j < size; ++j) {
                const double u = uniform(random);
                const double value = kind == 3 ? 1e-5 * (1.0 + u) : u < 0.5 ? 1e-5 : 4e-7;
                g += (j == 0 ? "" : ", ") + std::to_string(value * 1e6) + "e-6";
            }
            g += "]";
        }
        std::string v;
        for (std::size_t i = 0; i < size; ++i)
            v += (i == 0 ? "" : ", ") + std::to_string(uniform(random));
        const std::string n = std::to_string(size);
        REQUIRE(write_file(folder / "r.va", model).ok());
        REQUIRE(write_file(
                    folder / "t.toml",
                    "schema = 1\n[array]\ntopology = \"passive\"\nrows = " + n + "\ncols = " + n +
                        "\nwl_segment_ohm = 20\nbl_segment_ohm = 20\n[cells]\n"
                        "model = \"r.va\"\n" +
                        more + "[cells.parameters]\ng = [" + g + "]\n[inputs]\nv_V = [" + v + "]\n")
                    .ok());
        auto loaded = load_tile(folder / "t.toml", CellKinds::resistors_or_model);
        REQUIRE_MESSAGE(loaded.ok(), (loaded ? "" : loaded.error().what));
        job = *std::move(loaded);
    }
};

bool mentions(const SolveReport& report, const std::string& words) {
    return std::ranges::any_of(report.remarks, [&](const std::string& remark) {
        return remark.find(words) != std::string::npos;
    });
}

}  // namespace

TEST_CASE("cells of two kinds are solved from tables, as accurately as asked") {
    const Tile with(64, 2);
    const auto solve = [&](double accuracy) {
        auto solved = solve_model_tile(with.job.spec, *with.job.model, with.job.inputs,
                                       {.accuracy_rel = accuracy});
        REQUIRE(solved.ok());
        CHECK(solved->report.status == SolveStatus::converged);
        return *std::move(solved);
    };
    const TileSolution exact = solve(1e-9);
    const TileSolution table = solve(1e-4);
    CHECK(exact.report.method.find("table") == std::string::npos);
    CHECK(table.report.method.find("table") != std::string::npos);
    double largest_A = 0.0, difference_A = 0.0;
    for (std::size_t j = 0; j < 64; ++j) {
        largest_A = std::max(largest_A, exact.i_out_A(0, j));
        difference_A = std::max(difference_A, std::abs(table.i_out_A(0, j) - exact.i_out_A(0, j)));
    }
    CHECK(difference_A > 0.0);  // or the table was not used
    CHECK(difference_A <= table.report.error_bound_rel * largest_A);
    CHECK(table.report.error_bound_rel <= 1e-4);
    CHECK(table.nodes.bl_V.size() == 0);
}

TEST_CASE("tables that are too coarse for a tile give way to the exact cells") {
    const Tile coarse(64, 2, "table_error = 1e-2\n");
    auto table = quick_cells(coarse.job.spec, *coarse.job.model, coarse.job.inputs, 1e-2).table;
    REQUIRE(table != nullptr);
    auto solved = solve_model_tile(coarse.job.spec, *coarse.job.model, coarse.job.inputs,
                                   {.accuracy_rel = 2e-2});
    REQUIRE(solved.ok());
    CHECK(solved->report.error_bound_rel <= 2e-2);
    // 1e-7 of all cells together is more than this table, of a few intervals, can do.
    ModelCells eager = *coarse.job.model;
    eager.table_error = 4e-8;
    auto tight =
        solve_model_tile(coarse.job.spec, eager, coarse.job.inputs, {.accuracy_rel = 1e-7});
    REQUIRE(tight.ok());
    CHECK(tight->report.status == SolveStatus::converged);
    CHECK(tight->report.method.find("table") == std::string::npos);
    CHECK(mentions(tight->report, "table"));
}

TEST_CASE("tables are not made for cells that vary, or for few cells") {
    const Tile vary(64, 3);
    CHECK(find_cell_classes(vary.job.model->spec, 16).count() == 0);
    CHECK(quick_cells(vary.job.spec, *vary.job.model, vary.job.inputs, 1e-6).table == nullptr);
    const Tile small(8, 2);
    CHECK(find_cell_classes(small.job.model->spec, 16).count() == 2);
    CHECK(quick_cells(small.job.spec, *small.job.model, small.job.inputs, 1e-6).table == nullptr);
}

TEST_CASE("classes of cells are told apart by the bits of every value") {
    EliminatedCellSpec spec;
    spec.cells = 5;
    spec.parameters = {{1.0, 1.0, 2.0, 1.0, 1.0}};
    spec.states = {{0.0, -0.0, 0.0, 0.0, std::nan("")}};
    const CellClasses classes = find_cell_classes(spec, 4);
    CHECK(classes.class_of == std::vector<std::uint32_t>{0, 1, 2, 0, 3});
    CHECK(classes.representative == std::vector<std::uint32_t>{0, 1, 2, 4});
    CHECK(find_cell_classes(spec, 3).count() == 0);
}
