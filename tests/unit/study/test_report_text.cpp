// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "crosspoint/study/report_html.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;

namespace {

// Blanks that hold a number and its unit together, as plain ones.
std::string plain(std::string text) {
    for (std::size_t at = text.find("\xC2\xA0"); at != std::string::npos;
         at = text.find("\xC2\xA0"))
        text.replace(at, 2, " ");
    return text;
}

}  // namespace

TEST_CASE("report text: nothing that a user writes becomes a tag") {
    CHECK(html_text("<script>a && b</script>") == "&lt;script&gt;a &amp;&amp; b&lt;/script&gt;");
    CHECK(html_text("\"'") == "&quot;&#39;");
    CHECK(html_text(std::string("a\0b\x1b\x7f\n", 6)) == "a&#xFFFD;b&#xFFFD;&#xFFFD;\n");
    CHECK(html_text("\xc3\xbc") == "\xc3\xbc");
    CHECK(html_markup("`<b>` *x&y*") == "<code>&lt;b&gt;</code> <em>x&amp;y</em>");
}

TEST_CASE("report text: marks without partners stay and only https is a link") {
    CHECK(html_markup("2 * 3 * 4") == "2 * 3 * 4");
    CHECK(html_markup("a ` b * c [d] (e)") == "a ` b * c [d] (e)");
    CHECK(html_markup("**") == "**");
    CHECK(html_markup("[a](https://x.org/?b=1&c=\"2\") z") ==
          "<a href=\"https://x.org/?b=1&amp;c=&quot;2&quot;\" rel=\"noreferrer\">a</a> z");
    for (const char* text : {"[a](http://x.org)", "[a](javascript:b)", "[a](https://x .org)",
                             "[](https://x.org)", "[a](https://x.org"}) {
        CAPTURE(text);
        CHECK(html_markup(text) == html_text(text));
    }
    CHECK(html_markup("[no] [a](https://x.org)") ==
          "[no] <a href=\"https://x.org\" rel=\"noreferrer\">a</a>");
}

TEST_CASE("report text: numbers have the unit of their name") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(plain(shown_number("accuracy", 0.92314)) == "92.31 %");
    CHECK(plain(shown_number("partial_sum_reduction", 0.431)) == "43.10 %");
    CHECK(plain(shown_number("energy_J", 2.5e-6)) == "2.5 uJ");
    CHECK(plain(shown_number("driver_ohm", 0.5)) == "0.5 ohm");
    CHECK(plain(shown_number("driver_ohm", 1e5)) == "100 kohm");
    CHECK(shown_number("ps_error_rms", 1.23456) == "1.235");
    CHECK(shown_number("images", 10000.0) == "10000");
    CHECK(shown_number("accuracy", nan) == "-");
    CHECK(shown_number("x", -0.001, ReportFormat::fixed, 2) == "0.00");
    CHECK(shown_number("x", 1234.5, ReportFormat::general, 2) == "1.2e+03");
    CHECK(plain(shown_setting("array.bl_segment_ohm", "2")) == "bl segment = 2 ohm");
    CHECK(shown_setting("map.sparsify", "both") == "sparsify = both");
    CHECK(shown_setting("map.sparsify", "") == "sparsify not set");
    CHECK(shown_axis("array.bl_segment_ohm") == "bl segment (ohm)");
    CHECK(shown_axis("variation.faults.open_fraction") == "open fraction");
    CHECK(shown_name("accuracy") == "accuracy (%)");
    CHECK(shown_duration(59.0) == "59 s");
    CHECK(shown_duration(250.0) == "4 min 10 s");
    CHECK(shown_duration(7500.0) == "2 h 5 min");
    const ShownScale scale = shown_scale("energy_J", 3.2e-8);
    CHECK(rel_diff(scale.factor, 1e9) < 1e-12);
    CHECK(scale.label == "energy (nJ)");
    CHECK(shown_scale("energy_J", 0.0).label == "energy (J)");
    CHECK(shown_scale("accuracy", 1.0).factor == 100.0);
}

TEST_CASE("report html: tables and sections") {
    const std::string table =
        html_table({.caption = "c", .head = {"a", "b"}, .rows = {{"1", "2"}, {"3", "4"}}});
    CHECK(table.find("<th scope=\"row\" class=\"name\">3</th><td>4</td>") != std::string::npos);
    CHECK(html_section("x", "X", "").empty());
    CHECK(html_pre("a<b").find("a&lt;b") != std::string::npos);
}
