// SPDX-License-Identifier: Apache-2.0
// Figures of single cells against closed forms.
#include "crosspoint/study/cell_figures.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crosspoint/base/file.hpp"
#include "support/near.hpp"
#include "support/said.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

constexpr const char* models = CROSSPOINT_SOURCE_DIR "/device_models/";

Result<CellFigures> figures_of(const std::string& text) {
    TempFolder folder;
    const std::string path = folder / "tile.toml";
    REQUIRE(write_file(path, text));
    return load_cell_figures(path);
}

}  // namespace

TEST_CASE("cell figures: resistors are straight, and the access transistor counts") {
    const auto f = figures_of(
        "schema = 1\n[array]\ntopology = \"1t1r\"\nrows = 2\ncols = 2\n[cells]\n"
        "r_ohm = [[1e4, 1e6], [1e5, 2e4]]\nr_access_ohm = 1000\ng_leak_S = 1e-9\n"
        "[inputs]\nx = [1, 1]\nread_V = 0.5\n");
    REQUIRE_MESSAGE(f, said(f));
    CHECK(rel_diff(f->on_A, 0.5 / 11e3) < 1e-14);
    CHECK(rel_diff(f->off_A, 0.5 / 1.001e6) < 1e-14);
    CHECK(rel_diff(*f->on_leak_A, 5e-10) < 1e-14);
    CHECK(rel_diff(f->half_ratio, 1.0) < 1e-14);
    CHECK(f->from_chord < 1e-14);
    CHECK(f->compared == 4);
}

TEST_CASE("cell figures: a sinh resistor as its formula says") {
    const double scale_V = 0.25, read_V = 0.6;
    const auto f = figures_of(
        "schema = 1\n[array]\ntopology = \"passive\"\nrows = 2\ncols = 1\n[cells]\nmodel = \"" +
        std::string(models) +
        "rram/sinh.toml\"\n[cells.parameters]\nV0 = 0.25\nR = [[1e4], [1e6]]\n"
        "[inputs]\nv_V = [[0.6, 0.0], [0.3, 0.3]]\n");
    REQUIRE_MESSAGE(f, said(f));
    const auto current = [&](double v) { return scale_V / 1e4 * std::sinh(v / scale_V); };
    CHECK(f->read_V == read_V);
    CHECK(rel_diff(f->on_A, current(read_V)) < 1e-9);
    CHECK(rel_diff(f->on_off_ratio(), 100.0) < 1e-9);
    CHECK(rel_diff(f->half_ratio, std::cosh(0.5 * read_V / scale_V)) < 1e-9);
    CHECK(!f->on_leak_A);
    // Where the slope of sinh is that of the chord.
    const double at_V = scale_V * std::acosh(scale_V / read_V * std::sinh(read_V / scale_V));
    const double apart = std::abs(current(at_V) / current(read_V) - at_V / read_V);
    CHECK(rel_diff(f->from_chord, apart) < 1e-3);
}

TEST_CASE("cell figures: the bit and the word line of an 8T cell are both needed") {
    const auto f = figures_of(
        "schema = 1\n[array]\ntopology = \"1t1r\"\nrows = 1\ncols = 2\n[cells]\nmodel = \"" +
        std::string(models) +
        "cell/sram8t_bit.toml\"\ngate_on_V = 0.7\n[cells.parameters]\nbit = [[0, 1]]\n"
        "[inputs]\nx = [1]\nread_V = 0.1\n");
    REQUIRE_MESSAGE(f, said(f));
    CHECK(f->on_A > 5e-6);
    // One transistor of the stack is off in each of the three other cases; off current of the kit
    // is of the order of nanoamperes.
    for (const double leak_A : {f->off_A, *f->on_leak_A, *f->off_leak_A}) {
        CHECK(leak_A > 0.0);
        CHECK(leak_A < 1e-8);
    }
    // Both off: less than either alone.
    CHECK(*f->off_leak_A < 0.8 * f->off_A);
    CHECK(*f->off_leak_A < 0.8 * *f->on_leak_A);
}

TEST_CASE("cell figures: no voltage, no figures") {
    const auto f = figures_of(
        "schema = 1\n[array]\ntopology = \"passive\"\nrows = 1\ncols = 1\n[cells]\nr_ohm = "
        "[[1e4]]\n"
        "[inputs]\nv_V = [0]\n");
    REQUIRE(!f);
    CHECK(f.error().id == 7462);
    CHECK(f.error().where);
}
