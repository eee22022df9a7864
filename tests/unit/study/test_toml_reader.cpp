// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/toml_reader.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace crosspoint;

namespace {

TomlDocument parse(const std::string& text) {
    Result<TomlDocument> document = TomlDocument::parse(text, "t.toml");
    REQUIRE(document.ok());
    return std::move(*document);
}

}  // namespace

TEST_CASE("toml: a syntax error has its line and column") {
    const Error error = TomlDocument::parse("a = 1\nb = [1, 2\nc = 3\n", "t.toml").error();

    CHECK(error.id == 2201);
    REQUIRE(error.where.has_value());
    CHECK(error.where->file == "t.toml");
    CHECK(error.where->line == 3);
    CHECK(error.where->line_text == "c = 3");
    CHECK(TomlDocument::parse("a = 1\na = 2\n", "t").error().id == 2201);
    CHECK(TomlDocument::parse("a = \xff\xfe\n", "t").error().id == 2201);
    CHECK(TomlDocument::read("/nowhere/t.toml").error().id == 1001);
}

TEST_CASE("toml: values by type") {
    const TomlDocument document =
        parse("n = 3\nx = 2.5\nr = \"2 kohm\"\nb = true\ns = \"hi\"\n[t]\nk = [1, 2.5]\n");
    const TomlValue root = document.root();

    CHECK(*root.get("n").integer(0, 5) == 3);
    CHECK(*root.get("n").number({}) == 3.0);
    CHECK(*root.get("x").number({.unit = Unit::ohm}) == 2.5);
    CHECK(*root.get("r").number({.unit = Unit::ohm}) == 2000.0);
    CHECK(*root.get("b").boolean());
    CHECK(*root.get("s").text() == "hi");
    CHECK(*root.get("missing").number_or(7.0, {}) == 7.0);
    CHECK(*root.get("missing").text_or("d") == "d");
    const std::vector<TomlValue> items = root.get("t").get("k").items();
    REQUIRE(items.size() == 2);
    CHECK(items[1].path() == "t.k[1]");
    CHECK(items[1].where().line == 7);
    CHECK(items[1].where().column == 9);
    CHECK(*items[1].number({}) == 2.5);
    CHECK(document.check_all_used().ok());
}

TEST_CASE("toml: wrong types and ranges say what was found and where") {
    const TomlDocument document =
        parse("n = \"3\"\nx = nan\ny = inf\nz = -1\nr = \"2 V\"\nbig = 9\nw = \"passiv\"\n");
    const TomlValue root = document.root();

    const Error integer = root.get("n").integer(0, 5).error();
    CHECK(integer.id == 2203);
    CHECK(integer.what == "n is a text, expected an integer");
    CHECK(integer.where->line == 1);
    CHECK(integer.where->column == 5);
    CHECK(root.get("x").number({.infinite = true}).error().id == 2205);
    CHECK(root.get("y").number({}).error().id == 2205);
    CHECK(root.get("y").number({.infinite = true}).ok());
    CHECK(root.get("z").number({.min = 0.0}).error().id == 2205);
    CHECK(root.get("big").integer(1, 8).error().id == 2205);
    const Error unit = root.get("r").number({.unit = Unit::ohm}).error();
    CHECK(unit.id == 1031);
    CHECK(unit.where->line == 5);
    const std::array<std::string, 2> words = {"passive", "1t1r"};
    const Error word = root.get("w").choice(words).error();
    CHECK(word.id == 2206);
    CHECK(word.help == "did you mean \"passive\"?");
    CHECK(root.get("n").get("inner").require("deep").error().id == 2204);
    CHECK(root.get("n").expect_table().error().id == 2203);
}

TEST_CASE("toml: the first key that nobody asked for is an error") {
    const TomlDocument document = parse("b = 1\n[array]\nrows = 2\n  colls = 3\n[zoo]\nlion = 1\n");
    (void)document.root().get("b");
    const TomlValue array = document.root().get("array");
    (void)array.get("rows");
    (void)array.get("cols");

    const Error error = document.check_all_used().error();

    CHECK(error.id == 2202);
    CHECK(error.what == "unknown key array.colls");
    CHECK(error.help == "did you mean \"cols\"?");
    CHECK(error.where->line == 4);
    CHECK(error.where->column == 3);
    (void)array.get("colls");
    CHECK(document.check_all_used().error().what == "unknown key zoo");
}

TEST_CASE("toml: unknown keys are found inside lists of tables") {
    const TomlDocument document = parse("[[layer]]\na = 1\n[[layer]]\na = 2\nb = 3\n");
    for (const TomlValue& layer : document.root().get("layer").items()) (void)layer.get("a");

    const Error error = document.check_all_used().error();

    CHECK(error.what == "unknown key layer[1].b");
    CHECK(error.where->line == 5);
}

TEST_CASE("toml: select puts one element in the place of a list") {
    TomlDocument document = parse("[a]\nz = [\"1 ohm\", \"2 ohm\"]\nb = [3, 4]\nc = 5\n");

    CHECK(document.list_paths() == std::vector<std::string>{"a.z", "a.b"});
    REQUIRE(document.select("a.z", 1));
    CHECK(*document.root().get("a").get("z").number({.unit = Unit::ohm}) == 2.0);
    CHECK(document.root().get("a").get("z").where().column == 15);
    CHECK(document.root().get("a").get("b").kind() == TomlKind::list);
    CHECK_FALSE(document.select("a.z", 2));
    CHECK_FALSE(document.select("a.c", 0));
    CHECK_FALSE(document.select("a.nothing", 0));
    CHECK(document.check_all_used().error().what == "unknown key a.c");
}

TEST_CASE("toml: of a list with a selected table only that table must be known") {
    TomlDocument document = parse("end = [{ a = 1 }, { b = 2 }]\n");
    REQUIRE(document.select("end", 1));

    CHECK(*document.root().get("end").get("b").integer(0, 9) == 2);
    CHECK(document.check_all_used().ok());
    REQUIRE(document.select("end", 0));
    CHECK(document.check_all_used().error().what == "unknown key end.a");
}

TEST_CASE("toml: a key that was asked for is not taken for a misspelled other one") {
    const TomlDocument document = parse("off_V = 1\nonn_V = 2\n");
    CHECK(document.root().require("on_V").error().id == 2202);
    CHECK(document.root().get("onn_V").exists());
    CHECK(document.root().get("off_V").exists());
    CHECK(document.root().require("on_V").error().id == 2204);
}
