// The text of decks: names, exact joins, islands, refusals, and the golden decks.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/deck_writer.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/study/tile_config.hpp"
#include "support/near.hpp"
#include "support/said.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff_max;
using crosspoint::testing::said;
using crosspoint::testing::Tile;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Passive, driven left through 10 ohm, sensed at the bottom, 1 ohm segments, 1 kohm cells.
Tile passive(std::size_t rows, std::size_t cols) {
    Tile tile{.spec = crosspoint::testing::passive_spec(rows, cols, 1.0, 1.0, 10.0, 0.0)};
    tile.cells.g_on_S = Matrix<double>(rows, cols, 1e-3);
    return tile;
}

std::string deck_of(const Tile& tile, std::span<const double> input) {
    const auto deck = write_deck(tile.spec, tile.cells, input, {.results = DeckResults::none});
    REQUIRE_MESSAGE(deck.ok(), said(deck));
    return *deck;
}

bool has_line(const std::string& deck, const std::string& line) {
    return ("\n" + deck).find("\n" + line + "\n") != std::string::npos;
}

std::size_t count_of(const std::string& deck, const std::string& start) {
    std::size_t count = 0;
    std::istringstream lines(deck);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(start)) ++count;
    return count;
}

}  // namespace

TEST_CASE("deck: a 2 x 1 tile in full") {
    const Tile tile = passive(2, 1);
    const std::array<double, 2> input{0.1, -1.0};
    const auto deck = write_deck(tile.spec, tile.cells, input, {.title = "two\ncells"});

    REQUIRE(deck.ok());
    CHECK(*deck == R"(* two cells
* passive, 2 rows x 1 cols; output current of column j: i(vsense{j})
* line ends: drives, and 0-V sources that measure the current into the sense node
VW0_left W0_left 0 0.10000000000000001
VW1_left W1_left 0 -1
Vsense0 B0_bottom 0 0
* cells
R0_0 W0_0 B0_0 1000
R1_0 W1_0 B1_0 1000
* segments; those at line ends include the end resistance
RW0_left W0_left W0_0 11
RW1_left W1_left W1_0 11
RB1_0 B0_0 B1_0 1
RB0_bottom B0_bottom B1_0 1
.options reltol=1e-9 vntol=1e-12 abstol=1e-18 gmin=1e-20 numdgt=15
.op
.control
set numdgt=15
op
print i(vsense0)
quit
.endc
.end
)");
}

TEST_CASE("deck: zero-ohm joins are a spanning tree of 0-V sources") {
    // Lines of 0 ohm and one shorted cell: 2 rows and 2 cols of 3 crossings are 4 + 4 joins, the
    // drives have 10 ohm, the sense ends are joined too; a second short would close a loop.
    Tile tile = passive(3, 3);
    tile.spec.wl.segment_ohm = SegmentResistance::uniform(0.0, true);
    tile.spec.bl.segment_ohm = SegmentResistance::uniform(0.0, true);
    const std::array<double, 3> input{1.0, 0.5, 0.25};
    const std::string plain = deck_of(tile, input);
    tile.cells.g_on_S(1, 1) = infinity;
    const std::string shorted = deck_of(tile, input);

    CHECK(count_of(plain, "VzW") == 6);
    CHECK(count_of(plain, "VzB") == 9);
    CHECK(has_line(plain, "VzW2_1 W2_0 W2_1 0"));
    CHECK(has_line(shorted, "Vz1_1 W1_1 B1_1 0"));
    CHECK(count_of(shorted, "Vz") == 16);
    tile.spec.bl.last_end.resistance_ohm = 2.0;
    tile.cells.g_on_S = Matrix<double>(3, 3, infinity);
    // 18 nodes become one: 17 sources, however many shorts there are.
    CHECK(count_of(deck_of(tile, input), "Vz") == 17);
}

TEST_CASE("deck: open cells and broken wires are left out and islands are tied to ground") {
    Tile tile = passive(2, 2);
    tile.cells.g_on_S(0, 0) = 0.0;
    Matrix<double> wl(2, 3, 1.0);
    wl(1, 0) = infinity;  // row 1 has no drive
    tile.spec.wl.segment_ohm = SegmentResistance::per_segment(wl);
    const std::array<double, 2> input{1.0, 1.0};
    const std::string coupled = deck_of(tile, input);
    tile.cells.g_on_S(1, 0) = tile.cells.g_on_S(1, 1) = 0.0;
    const std::string island = deck_of(tile, input);

    CHECK(count_of(coupled, "R0_0 ") == 0);
    CHECK(count_of(coupled, "RW1_left") == 0);
    CHECK(count_of(coupled, "Rtie") == 0);  // its cells tie it to the columns
    CHECK(has_line(coupled, "VW1_left W1_left 0 1"));
    CHECK(count_of(island, "Rtie") == 1);
    CHECK(has_line(island, "RtieW1_0 W1_0 0 1000"));
}

TEST_CASE("deck: several sense ends of a column add up in one source") {
    Tile tile = passive(2, 1);
    tile.spec.bl.first_end = {EndKind::sense, 3.0};
    const std::array<double, 2> input{1.0, 1.0};
    const std::string apart = deck_of(tile, input);
    tile.spec.bl.segment_ohm = SegmentResistance::uniform(0.0, true);
    tile.spec.bl.first_end.resistance_ohm = 0.0;
    const std::string joined = deck_of(tile, input);

    CHECK(has_line(apart, "Vsense0 B0_top 0 0"));
    CHECK(has_line(apart, "VsenseJoinB0_bottom B0_bottom B0_top 0"));
    // A zero-ohm line joins both ends already: a second source would close a loop.
    CHECK(count_of(joined, "Vsense") == 1);
}

TEST_CASE("deck: gates select the conductance of a row") {
    Tile tile = passive(2, 1);
    tile.spec.topology = Topology::one_transistor_row;
    tile.spec.sl = tile.spec.wl;
    tile.spec.sl.first_end = {EndKind::drive_read, 10.0};
    tile.spec.wl = {};
    tile.spec.read_V = 0.2;
    tile.cells.g_off_S = 1e-9;
    const std::array<double, 2> input{0.0, 1.0};
    const std::string deck = deck_of(tile, input);

    CHECK(has_line(deck, "R0_0 S0_0 B0_0 999999999.99999988"));
    CHECK(has_line(deck, "R1_0 S1_0 B1_0 1000"));
    CHECK(has_line(deck, "VS1_left S1_left 0 0.20000000000000001"));
}

TEST_CASE("deck: what cannot be a deck is refused") {
    Tile tile = passive(2, 2);
    const std::array<double, 2> input{1.0, 0.0};
    const auto id_of = [](const Result<std::string>& deck) { return deck ? 0 : deck.error().id; };

    CHECK(id_of(write_deck(tile.spec, tile.cells, std::span(input).first(1))) == 3005);
    CHECK(id_of(write_deck(tile.spec, {Matrix<double>(3, 2), 0.0}, input)) == 3005);
    CHECK(id_of(write_deck(tile.spec, tile.cells, std::array{1.0, double(NAN)})) == 3006);
    CHECK(id_of(write_deck(tile.spec, tile.cells, std::array{1.0, infinity})) == 3006);
    Tile conflict = passive(1, 1);
    conflict.spec.wl = {SegmentResistance::uniform(0.0, true), {EndKind::drive_input, 0.0}, {}};
    conflict.spec.bl.segment_ohm = SegmentResistance::uniform(0.0, true);
    conflict.cells.g_on_S(0, 0) = infinity;
    CHECK(id_of(write_deck(conflict.spec, conflict.cells, std::array{1.0})) == 2102);
    tile.spec.bl.last_end = {};
    CHECK(id_of(write_deck(tile.spec, tile.cells, input)) == 2009);
}

TEST_CASE("deck: the golden tiles give the golden decks and the exact currents") {
    const std::string folder = CROSSPOINT_SOURCE_DIR "/netlists/golden/";
    for (const std::string name : {"passive_2x2", "one_transistor_4x3"}) {
        CAPTURE(name);
        const auto job = load_tile(folder + name + ".toml");
        REQUIRE_MESSAGE(job.ok(), said(job));
        const auto golden_deck = read_text_file(folder + name + ".cir");
        REQUIRE(golden_deck.ok());
        const auto expected_A = read_matrix(folder + name + "_i_out_A.csv");
        REQUIRE(expected_A.ok());

        const auto deck = write_deck(job->spec, job->cells, job->inputs.row(0),
                                     {.title = name + ".toml, input 0"});
        const auto solver = make_solver(job->spec, {.accuracy_rel = 1e-14});
        REQUIRE(solver.ok());
        REQUIRE((*solver)->program(job->cells).ok());
        const auto solution = (*solver)->solve(job->inputs);
        REQUIRE(solution.ok());

        CHECK(*deck == *golden_deck);
        CHECK(rel_diff_max(solution->i_out_A.values(), expected_A->values()) < 1e-14);
    }
}
