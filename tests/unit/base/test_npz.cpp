// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/npz.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "crosspoint/base/file.hpp"
#include "support/near.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::for_all;
using crosspoint::testing::TempFolder;

namespace {

using Entries = std::map<std::string, std::vector<std::byte>>;

Entries example() {
    std::vector<double> values(600);
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = 1.0 / static_cast<double>(k + 1);
    const std::vector<std::size_t> shape{20, 30}, scalar{};
    const std::int64_t schema = 1;
    return {{"w0", npy_bytes(shape, std::span<const double>(values))},
            {"schema", npy_bytes(scalar, std::span(&schema, 1))}};
}

}  // namespace

TEST_CASE("npz: arrays read back by name") {
    const TempFolder folder;
    REQUIRE(write_npz(folder / "a.npz", example()).ok());

    const auto arrays = read_npz(folder / "a.npz");

    REQUIRE(arrays.ok());
    REQUIRE(arrays->size() == 2);
    CHECK(arrays->at("w0").shape == std::vector<std::size_t>{20, 30});
    CHECK(arrays->at("w0").values[599] == 1.0 / 600.0);
    CHECK(arrays->at("schema").values == std::vector<double>{1});
}

TEST_CASE("npz: the same arrays give the same bytes whatever the time zone") {
    const TempFolder folder;
    const char* before = std::getenv("TZ");
    const std::string zone = before != nullptr ? before : "";
    setenv("TZ", "UTC+11", 1);
    REQUIRE(write_npz(folder / "a.npz", example()).ok());
    setenv("TZ", "UTC-11", 1);
    REQUIRE(write_npz(folder / "b.npz", example()).ok());
    if (before != nullptr) setenv("TZ", zone.c_str(), 1);
    if (before == nullptr) unsetenv("TZ");

    CHECK(*read_file(folder / "a.npz") == *read_file(folder / "b.npz"));
}

TEST_CASE("npz: what is not a whole archive is error 1020") {
    const TempFolder folder;
    const std::string path = folder / "a.npz";
    REQUIRE(write_npz(path, example()).ok());
    const std::string whole = *read_text_file(path);

    for (std::size_t keep = 0; keep < whole.size(); keep += 61) {
        CAPTURE(keep);
        REQUIRE(write_file(path, whole.substr(0, keep)).ok());
        const auto arrays = read_npz(path);
        REQUIRE_FALSE(arrays.ok());
        CHECK(arrays.error().id == 1020);
        CHECK(arrays.error().code == Errc::input);
        CHECK(arrays.error().where->file == path);
    }
    CHECK(read_npz(folder / "none.npz").error().id == 1001);
    REQUIRE(write_file(path, "plain text").ok());
    CHECK(read_npz(path).error().id == 1020);
}

TEST_CASE("npz: a flipped byte is found by the checksum or changes nothing that matters") {
    const TempFolder folder;
    const std::string path = folder / "a.npz";
    REQUIRE(write_npz(path, example()).ok());
    const std::string whole = *read_text_file(path);
    const auto good = *read_npz(path);
    int errors = 0;
    for_all(200, [&](std::mt19937_64& random) {
        std::string damaged = whole;
        const std::size_t place = random() % whole.size();
        damaged[place] = static_cast<char>(damaged[place] ^ (1 << (random() % 8)));
        REQUIRE(write_file(path, damaged).ok());
        const auto arrays = read_npz(path);
        if (!arrays) ++errors;
        if (arrays && arrays->contains("w0")) {
            CHECK(arrays->at("w0").values == good.at("w0").values);
        }
    });
    CHECK(errors > 100);
}

TEST_CASE("npz: an entry that is not an array is named in the error") {
    const TempFolder folder;
    auto entries = example();
    entries["bad"] = std::vector<std::byte>(20);
    REQUIRE(write_npz(folder / "a.npz", entries).ok());

    const auto arrays = read_npz(folder / "a.npz");

    REQUIRE_FALSE(arrays.ok());
    CHECK(arrays.error().id == 1010);
    CHECK(arrays.error().where->file == folder / "a.npz:bad");
}

TEST_CASE("npz: an unwritable place is error 1003") {
    CHECK(write_npz("/nowhere/at/all/a.npz", example()).error().id == 1003);
}
