// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/cifar.hpp"

#include <doctest/doctest.h>

#include <span>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

// One image: red is 1, green 2, blue 3, but the last pixel of the green plane is 200.
std::vector<std::byte> record(std::uint8_t label) {
    std::vector<std::byte> bytes{std::byte{label}};
    for (const int color : {1, 2, 3})
        bytes.insert(bytes.end(), 1024, static_cast<std::byte>(color));
    bytes[1 + 2 * 1024 - 1] = std::byte{200};
    return bytes;
}

}  // namespace

TEST_CASE("cifar: planes become channels") {
    const TempFolder folder;
    auto bytes = record(7);
    const auto second = record(2);
    bytes.insert(bytes.end(), second.begin(), second.end());
    REQUIRE(write_file(folder / "test_batch.bin", bytes));

    const auto set = load_images(folder.path(), Split::test);

    REQUIRE_MESSAGE(set.ok(), set.error().format());
    CHECK(set->count == 2);
    CHECK(set->pixels == 3072);
    CHECK(set->labels == std::vector<std::uint8_t>{7, 2});
    CHECK(set->image(1)[0] == 1);
    CHECK(set->image(1)[1] == 2);
    CHECK(set->image(1)[2] == 3);
    CHECK(set->image(0)[3070] == 200);
}

TEST_CASE("cifar: damaged and missing files are refused") {
    const TempFolder folder;
    REQUIRE(write_file(folder / "test_batch.bin", record(10)));
    CHECK(load_cifar10(folder.path(), Split::test).error().id == 4008);
    const std::vector<std::byte> whole = record(1);
    REQUIRE(write_file(folder / "test_batch.bin", std::span(whole).first(3000)));
    CHECK(load_cifar10(folder.path(), Split::test).error().id == 4007);
    CHECK(load_cifar10(folder.path(), Split::train).error().id == 4006);
}
