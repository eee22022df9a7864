// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "unit/veriloga/front.hpp"

namespace crosspoint::veriloga {
namespace {

using testing::Front;

// What preprocessing makes of a text, parser errors aside.
std::string expanded(const std::string& text) { return Front(text).words(); }

bool has_id(const Front& front, int id) {
    const std::vector<int> all = front.ids();
    return std::ranges::find(all, id) != all.end();
}

TEST_CASE("macros: bodies, arguments, continuation lines, comments") {
    CHECK(expanded("`define A 1 // not 2\n`A + `A") == "1 + 1");
    CHECK(expanded("`define A 1 + \\\n 2 \\  \n + 3\n`A x") == "1 + 2 + 3 x");
    CHECK(expanded("`define F(a, b) a*b /* c */ + b\n`F(1, (2, 3)) `F\n(x,\ny)") ==
          "1 * ( 2 , 3 ) + ( 2 , 3 ) x * y + y");
    CHECK(expanded("`define E\n`define N() 7\n`E x `N()") == "x 7");
    CHECK(expanded("`define A (1)\n`A") == "( 1 )");  // a blank: no parameters
    CHECK(expanded("`define S(x) x*x\n`S(`S(2))") == "2 * 2 * 2 * 2");
    CHECK(expanded("`define A `B\n`define B 5\n`A `undef B\n`define B 6\n`A") == "5 6");
}

TEST_CASE("conditions: arms, nesting, skipped text may be anything") {
    const std::string text =
        "`ifdef X\n 1 \" ` '\n `ifdef Y 2 `else 3 `endif\n"
        "`elsif Z 4\n`else 5\n`endif 6";
    CHECK(expanded(text) == "5 6");
    CHECK(expanded("`define Z\n" + text) == "4 6");
    CHECK(expanded("`define X\n`define Y\n`ifndef X 1 `elsif Y 2 `else 3 `endif") == "2");
    CHECK(has_id(Front("`ifdef A x"), 7008));
    CHECK(has_id(Front("`else"), 7008));
    CHECK(has_id(Front("`ifdef A `else `else `endif"), 7008));
}

TEST_CASE("includes: any place, own files first, built-in files under their usual names") {
    const Front inside("module m; analog x = `include \"v.inc\"\n; endmodule",
                       {{"v.inc", "1 + 2"}});
    CHECK(inside.diagnostics.ok());
    CHECK(inside.words() == "module m ; analog x = 1 + 2 ; endmodule");
    CHECK(inside.tokens[6].at.file == 1);
    for (const char* name : {"constants.vams", "constants.h", "../lib/constants.vams"}) {
        CHECK(expanded("`include \"" + std::string(name) + "\"\n`P_K") == "1.380649e-23");
    }
    CHECK(Front("`include \"disciplines.h\"\n`include <disciplines.vams>\nmodule m; endmodule")
              .diagnostics.ok());
    const Front own("`include \"constants.vams\"\n`P_K", {{"constants.vams", "`define P_K 1\n"}});
    CHECK(own.words() == "1");
    CHECK(has_id(Front("`include \"none.va\""), 7001));
    std::string many;
    for (int i = 0; i < 1100; ++i) many += "`include \"one\"\n";
    CHECK(Front(many, {{"one", "1"}}).ids() == std::vector<int>{7002});
    CHECK(has_id(Front("`include \"me\"", {{"me", "`include \"me\"\n"}}), 7002));
}

TEST_CASE("tokens keep their places through macros") {
    const Front front("`define F(x) (x + oops)\n  `F( y )");
    REQUIRE(front.tokens.size() == 6);
    CHECK(front.tokens[0].at == Position{0, 2, 3});  // of the body: where the macro is used
    CHECK(front.tokens[1].at == Position{0, 2, 7});  // of the argument: where it was written
    CHECK(front.tokens[3].at == Position{0, 2, 3});
    CHECK(expanded("\n`__LINE__ `__FILE__") == "2 test.va");
}

TEST_CASE("defines given from outside") {
    PreprocessOptions options;
    options.defines = {{"LEVEL", "3"}, {"FLAG", ""}};
    CHECK(Front("`LEVEL `ifdef FLAG 1 `endif", {}, options).words() == "3 1");
}

TEST_CASE("limits: recursion, multiplication of text, depth") {
    CHECK(has_id(Front("`define A `A\n`A"), 7006));
    std::string doubling = "`define M0 x x\n";
    std::string chain = "`define C0 x\n";
    for (int i = 1; i < 40; ++i) {
        const std::string now = std::to_string(i);
        const std::string last = std::to_string(i - 1);
        doubling += "`define M" + now + " `M" + last + " `M" + last + "\n";
    }
    for (int i = 1; i < 100; ++i) {
        chain += "`define C" + std::to_string(i) + " `C" + std::to_string(i - 1) + "\n";
    }
    PreprocessOptions options;
    options.tokens = 10'000;
    const Front large(doubling + "`M39", {}, options);
    CHECK(has_id(large, 7007));
    CHECK(large.tokens.size() <= 10'001);
    CHECK(has_id(Front(chain + "`C99"), 7009));
    CHECK(Front(chain + "`C60").words() == "x");
}

}  // namespace
}  // namespace crosspoint::veriloga
