// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/quantity.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "crosspoint/base/nearest.hpp"

using namespace crosspoint;

TEST_CASE("quantity: a text gives the same double as the number written out") {
    struct Row {
        const char* text;
        Unit unit;
        double value;
    };
    const std::vector<Row> rows = {{"2.5 kohm", Unit::ohm, 2500.0},
                                   {"1 ohm", Unit::ohm, 1.0},
                                   {"100k ohm", Unit::ohm, 1e5},
                                   {"100 kOhm", Unit::ohm, 1e5},
                                   {"0.2 V", Unit::volt, 0.2},
                                   {"0.2 mV", Unit::volt, 0.2e-3},
                                   {"10 uS", Unit::siemens, 10e-6},
                                   {"10uS", Unit::siemens, 10e-6},
                                   {"3 fF", Unit::farad, 3e-15},
                                   {"7 aF", Unit::farad, 7e-18},
                                   {"5 ms", Unit::second, 5e-3},
                                   {"5 mS", Unit::siemens, 5e-3},
                                   {"5 m", Unit::meter, 5.0},
                                   {"5 mm", Unit::meter, 5e-3},
                                   {"1.1e3 MHz", Unit::hertz, 1.1e9},
                                   {"1.1E+3 MHz", Unit::hertz, 1.1e9},
                                   {"-4e-2 mA", Unit::ampere, -4e-5},
                                   {" +300 K ", Unit::kelvin, 300.0},
                                   {"2 pW", Unit::watt, 2e-12},
                                   {"2 GJ", Unit::joule, 2e9},
                                   {"2 Tohm", Unit::ohm, 2e12},
                                   {"0.25", Unit::none, 0.25},
                                   {"3 \xC2\xB5S", Unit::siemens, 3e-6},
                                   {"3 \xCE\xBCS", Unit::siemens, 3e-6},
                                   {"3 k\xCE\xA9", Unit::ohm, 3e3},
                                   {"3 \xE2\x84\xA6", Unit::ohm, 3.0}};
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const Result<double> value = parse_quantity(row.text, row.unit);

        REQUIRE(value.ok());
        CHECK(*value == row.value);
    }
    CHECK(std::isinf(*parse_quantity("inf ohm", Unit::ohm)));
}

TEST_CASE("quantity: a unit of another dimension names both") {
    const Error error = parse_quantity("3 fF", Unit::ohm).error();

    CHECK(error.id == 1031);
    CHECK(error.code == Errc::input);
    CHECK(error.what.find("capacitance (F)") != std::string::npos);
    CHECK(error.what.find("resistance (ohm)") != std::string::npos);
    CHECK(parse_quantity("3 ohm", Unit::none).error().id == 1031);
}

TEST_CASE("quantity: nonsense is refused") {
    struct Row {
        const char* text;
        int id;
    };
    const std::vector<Row> rows = {{"", 1032},         {"ohm", 1032},       {"  ", 1032},
                                   {"five ohm", 1032}, {"--3 ohm", 1032},   {"3", 1033},
                                   {"3 foo", 1030},    {"3 Kohm", 1030},    {"3 kkohm", 1030},
                                   {"3 k", 1030},      {"3 ohm ohm", 1030}, {"3 ohm 4", 1030},
                                   {"1e999 ohm", 1034}};
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const Result<double> value = parse_quantity(row.text, Unit::ohm);

        REQUIRE_FALSE(value.ok());
        CHECK(value.error().id == row.id);
        CHECK_FALSE(value.error().help.empty());
    }
}

TEST_CASE("quantity: printed with the prefix that reads best") {
    CHECK(format_quantity(2500.0, Unit::ohm) == "2.5 kohm");
    CHECK(format_quantity(999.96, Unit::ohm) == "1 kohm");
    CHECK(format_quantity(0.1, Unit::volt) == "100 mV");
    CHECK(format_quantity(1e-6, Unit::siemens) == "1 uS");
    CHECK(format_quantity(-3.2e-9, Unit::ampere) == "-3.2 nA");
    CHECK(format_quantity(0.0, Unit::ohm) == "0 ohm");
    CHECK(format_quantity(INFINITY, Unit::ohm) == "inf ohm");
    CHECK(format_quantity(0.25, Unit::none) == "0.25");
    CHECK(format_quantity(1e-21, Unit::farad) == "0.001 aF");
    CHECK(format_quantity(5e15, Unit::hertz) == "5000 THz");
}

TEST_CASE("nearest: finds what was meant and nothing else") {
    const std::vector<std::string> known = {"rows", "cols", "topology", "wl_segment_ohm"};

    CHECK(edit_distance("rwos", "rows") == 1);
    CHECK(edit_distance("", "rows") == 4);
    CHECK(nearest_word("row", known) == "rows");
    CHECK(nearest_word("wl_segment_ohms", known) == "wl_segment_ohm");
    CHECK(nearest_word("topologie", known) == "topology");
    CHECK_FALSE(nearest_word("banana", known).has_value());
    CHECK(did_you_mean("colls", known) == "did you mean \"cols\"?");
    CHECK(did_you_mean("banana", known) == "known are rows, cols, topology, wl_segment_ohm");
}
