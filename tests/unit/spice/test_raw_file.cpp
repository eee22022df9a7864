// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/raw_file.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

using namespace crosspoint;

namespace {

std::string bytes_of(const std::vector<double>& values) {
    std::string bytes(values.size() * sizeof(double), '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

// What ngspice-39 writes for an operating point.
const std::string header =
    "Title: * t\nDate: Sat Nov 21 03:44:04  2026\nPlotname: Operating Point\nFlags: real\n"
    "No. Variables: 3\nNo. Points: 1       \n"
    "Variables:\n\t0\tv(w0_0)\tvoltage\n\t1\tv(b0_0)\tvoltage\n\t2\ti(vsense0)\tcurrent\n";
const std::string whole = header + "Binary:\n" + bytes_of({0.5, -0.25, 1e-300});

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

void check_malformed(const std::string& bytes, std::string_view fact) {
    const auto point = parse_raw(bytes);
    CAPTURE(fact);
    REQUIRE_FALSE(point.ok());
    CHECK(point.error().id == 3003);
    CHECK(point.error().what.find(fact) != std::string::npos);
}

}  // namespace

TEST_CASE("raw file: names and doubles come back exactly") {
    const auto point = parse_raw(whole);

    REQUIRE(point.ok());
    CHECK(point->size() == 3);
    CHECK(point->at("v(w0_0)") == 0.5);
    CHECK(point->at("v(b0_0)") == -0.25);
    CHECK(point->at("i(vsense0)") == 1e-300);
}

TEST_CASE("raw file: cut short at any byte it is refused") {
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto point = parse_raw(std::string_view(whole).substr(0, size));
        CAPTURE(size);
        REQUIRE_FALSE(point.ok());
        CHECK(point.error().id == 3003);
    }
}

TEST_CASE("raw file: contradictions are named") {
    check_malformed(whole + "x", "25 bytes of data, expected 24");
    check_malformed(replaced(whole, "Points: 1", "Points: 2"), "2 points");
    check_malformed(replaced(whole, "Points: 1", "Points: -1"), "no count");
    check_malformed(replaced(whole, "Flags: real", "Flags: complex"), "not real");
    check_malformed(replaced(whole, "Variables: 3", "Variables: 2"), "no \"Binary:\"");
    check_malformed(replaced(whole, "Variables: 3", "Variables: 18446744073709551615"),
                    "at place 3");
    check_malformed(replaced(whole, "Variables: 3", "Variables: 99999999999999999999"), "no count");
    check_malformed(replaced(whole, "\t1\tv(b0_0)", "\t7\tv(b0_0)"), "at place 1");
    check_malformed(replaced(whole, "v(b0_0)", "v(w0_0)"), "appears twice");
    check_malformed(replaced(whole, "Binary:", "Values:"), "no \"Binary:\"");
    check_malformed("\n\n", "no colon");
    check_malformed("", "the header ends");
}

TEST_CASE("raw file: a sweep has a column for each name") {
    const std::string more(reinterpret_cast<const char*>(std::array{7.0, 8.0, 9.0}.data()), 24);
    const auto table = parse_raw_table(replaced(whole, "Points: 1", "Points: 2") + more);
    REQUIRE(table.ok());
    const auto column = table->column("v(b0_0)");
    REQUIRE(column.ok());
    CHECK(**column == std::vector<double>{-0.25, 8.0});
    const auto missing = table->column("v(x)");
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().id == 3008);
    const auto empty = parse_raw_table(replaced(whole, "Points: 1", "Points: 0"));
    REQUIRE_FALSE(empty.ok());
    CHECK(empty.error().id == 3003);
}
