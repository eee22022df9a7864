// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::TempFolder;

namespace {

Result<Matrix<double>> parse(const std::string& text) {
    const TempFolder folder;
    REQUIRE(write_file(folder / "m.csv", text).ok());
    return read_matrix(folder / "m.csv");
}

}  // namespace

TEST_CASE("csv: numbers, comments, blank lines, spaces and Windows line ends") {
    const auto matrix = parse(
        "\xEF\xBB\xBF# heading, with a comma\r\n"
        "1, 2.5e-6 ,\t-3\r\n"
        "\r\n"
        "  +4,inf,nan # a remark\n"
        "   # only a remark\n"
        "1e300,-inf,0x");
    REQUIRE_FALSE(matrix.ok());  // 0x is not a number

    const auto good = parse("# h\r\n1, 2.5e-6 ,\t-3\r\n\r\n  +4,inf,nan # r\n  # r\n1e300,-inf,0");
    REQUIRE(good.ok());
    CHECK(good->rows() == 3);
    CHECK(good->cols() == 3);
    CHECK((*good)(0, 1) == 2.5e-6);
    CHECK((*good)(0, 2) == -3);
    CHECK((*good)(1, 0) == 4);
    CHECK((*good)(1, 1) == INFINITY);
    CHECK(std::isnan((*good)(1, 2)));
    CHECK((*good)(2, 1) == -INFINITY);
    CHECK(parse("7")->values()[0] == 7);
}

TEST_CASE("csv: a mistake is error 1014 at its line and column") {
    struct Case {
        const char* text;
        int line;
        int column;
    };
    const Case cases[] = {
        {"1,2\n3,x", 2, 3},     {"1,2\n3, 4 5", 2, 4}, {"1,2\n\n3", 3, 1},   {"1,2\n3,4,5", 2, 1},
        {"1,,2", 1, 3},         {"1,2,\n", 1, 5},      {"a,b\n1,2", 1, 1},   {"1;2", 1, 1},
        {"# c\n1,1e999", 2, 3}, {"1,2 ohm", 1, 3},     {"+-1", 1, 1},        {"1,+", 1, 3},
        {"0x10", 1, 1},         {",1", 1, 1},          {"1,\xff\xfe", 1, 3},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        const auto matrix = parse(c.text);
        REQUIRE_FALSE(matrix.ok());
        CHECK(matrix.error().id == 1014);
        CHECK(matrix.error().where->line == c.line);
        CHECK(matrix.error().where->column == c.column);
        CHECK(matrix.error().where->file.ends_with("m.csv"));
        CHECK_FALSE(matrix.error().help.empty());
    }
}

TEST_CASE("csv: a file without numbers is error 1015") {
    for (const char* text : {"", "\n\n", "# nothing here\n", "\r\n"}) {
        CHECK(parse(text).error().id == 1015);
    }
    CHECK(read_matrix("/nowhere/m.csv").error().id == 1001);
}
