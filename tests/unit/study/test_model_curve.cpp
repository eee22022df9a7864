// Reference curves of cards: what is read, what is refused, and the sources made of it.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_curve.hpp"

#include <doctest/doctest.h>

#include "crosspoint/base/file.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;

namespace {

ModelShape two_terminals() {
    ModelShape shape;
    shape.name = "dut";
    shape.terminals = 2;
    shape.unknowns = {{.name = "p"}, {.name = "n"}};
    return shape;
}

Result<Curves> read(const std::string& text) {
    const testing::TempFolder folder;
    const std::string path = folder / "curve.csv";
    REQUIRE(write_file(path, text).ok());
    return read_curve(path);
}

}  // namespace

TEST_CASE("model curve: points between points, other terminals at 0 V") {
    const auto curve = read("p_V,p_A\n-1,-2\r\n1,2e0\n");
    REQUIRE(curve.ok());
    const auto points = terminal_points(*curve, two_terminals(), 4);
    REQUIRE(points.ok());
    REQUIRE(points->size() == 5);
    CHECK((*points)[0] == std::vector<double>{-1.0, 0.0});
    CHECK((*points)[1] == std::vector<double>{-0.5, 0.0});
    CHECK((*points)[4] == std::vector<double>{1.0, 0.0});
}

TEST_CASE("model curve: a source has the corners of a pulse only") {
    const auto curve = read("time_s,p_V,x\n0,0,1\n1,0.5,1\n2,1,1\n3,1,2\n4,1,2\n5,0,3\n");
    REQUIRE(curve.ok());
    const auto waves = terminal_waves(*curve, two_terminals());
    REQUIRE(waves.ok());
    CHECK((*waves)[0].time_s == std::vector<double>{0, 2, 4, 5});
    CHECK((*waves)[0].value == std::vector<double>{0, 1, 1, 0});
    CHECK((*waves)[1].value == std::vector<double>{0, 0});
}

TEST_CASE("model curve: what is no table of numbers is refused with its line") {
    for (const char* bad : {"", "p_V,p_A\n", "p_V\n1\n", "p_V,p_A\n1,2\n1\n", "p_V,p_A\n1,2\n1,x\n",
                            "p_V,p_A\n1,2\n1,nan\n", "p_V,p_A\n1,2\n1,2,3\n"}) {
        CAPTURE(bad);
        const auto curve = read(bad);
        REQUIRE_FALSE(curve.ok());
        CHECK(curve.error().id == 3100);
    }
    const auto curve = read("p_V,p_A\n1,2\n1,\n");
    REQUIRE_FALSE(curve.ok());
    REQUIRE(curve.error().where);
    CHECK(curve.error().where->line == 3);
    const auto other = read("q_V,p_A\n1,2\n2,3\n");
    REQUIRE(other.ok());
    const auto points = terminal_points(*other, two_terminals(), 1);
    REQUIRE_FALSE(points.ok());
    CHECK(points.error().id == 3101);
}
