// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/idx.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include "crosspoint/base/file.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::TempFolder;

namespace {

std::string big_endian(std::size_t value) {
    std::string text;
    for (const int shift : {24, 16, 8, 0}) text += static_cast<char>((value >> shift) & 0xff);
    return text;
}

std::string idx(std::initializer_list<std::size_t> shape, const std::string& data) {
    std::string text("\0\0\x08", 3);
    text += static_cast<char>(shape.size());
    for (const std::size_t extent : shape) text += big_endian(extent);
    return text + data;
}

/// Writes the two files and reads them.
Result<ImageSet> read(const std::string& images, const std::string& labels) {
    const TempFolder folder;
    REQUIRE(write_file(folder / "images", images).ok());
    REQUIRE(write_file(folder / "labels", labels).ok());
    return read_idx(folder / "images", folder / "labels");
}

}  // namespace

TEST_CASE("idx: images and labels of a plain file") {
    const auto set = read(idx({2, 1, 3}, "abcdef"), idx({2}, std::string("\x07\x00", 2)));

    REQUIRE(set.ok());
    CHECK(set->count == 2);
    CHECK(set->pixels == 3);
    CHECK(set->height == 1);
    CHECK(set->width == 3);
    CHECK(set->image(1)[0] == 'd');
    CHECK(set->labels == std::vector<std::uint8_t>{7, 0});
    CHECK(read(idx({0, 28, 28}, ""), idx({0}, ""))->count == 0);
}

TEST_CASE("idx: a wrong start is 4001 and a wrong number of dimensions is 4002") {
    const std::string labels = idx({2}, "ab");
    const std::string images = idx({2, 1, 1}, "ab");
    CHECK(read("", labels).error().id == 4001);
    CHECK(read("abc", labels).error().id == 4001);
    CHECK(read("some text that is long enough", labels).error().id == 4001);
    std::string floats = images;
    floats[2] = 0x0d;
    CHECK(read(floats, labels).error().id == 4001);
    CHECK(read(labels, labels).error().id == 4002);
    CHECK(read(images, images).error().id == 4002);
    CHECK(read(images, images).error().where->file.ends_with("labels"));
}

TEST_CASE("idx: every cut and every surplus is 4003") {
    const std::string labels = idx({2}, "ab");
    const std::string images = idx({2, 2, 2}, "abcdefgh");
    REQUIRE(read(images, labels).ok());
    for (std::size_t keep = 4; keep < images.size(); ++keep) {
        CAPTURE(keep);
        CHECK(read(images.substr(0, keep), labels).error().id == 4003);
    }
    CHECK(read(images, labels.substr(0, 9)).error().id == 4003);
    CHECK(read(images + "x", labels).error().id == 4003);
    CHECK(read(idx({0xffffffff, 0xffffffff, 0xffffffff}, "ab"), labels).error().id == 4003);
    CHECK(read(idx({0x80000000, 0x80000000, 4}, ""), labels).error().id == 4003);
}

TEST_CASE("idx: labels and images of different counts are 4005") {
    const auto set = read(idx({2, 1, 1}, "ab"), idx({3}, "abc"));
    REQUIRE_FALSE(set.ok());
    CHECK(set.error().id == 4005);
    CHECK(set.error().code == Errc::input);
}

TEST_CASE("idx: a folder is read with or without gzip and a missing file is 4004") {
    const TempFolder folder;
    CHECK(load_image_folder(folder.path(), Split::test).error().id == 4004);
    CHECK(load_image_folder("/nowhere", Split::train).error().code == Errc::input);
    const std::string images = idx({1, 1, 2}, "ab");
    gzFile file = gzopen((folder / "t10k-images-idx3-ubyte.gz").c_str(), "wb");
    gzwrite(file, images.data(), static_cast<unsigned>(images.size()));
    gzclose(file);
    CHECK(load_image_folder(folder.path(), Split::test).error().id == 4004);
    REQUIRE(write_file(folder / "t10k-labels-idx1-ubyte", idx({1}, "\x03")).ok());

    const auto set = load_image_folder(folder.path(), Split::test);

    REQUIRE(set.ok());
    CHECK(set->labels[0] == 3);
    CHECK(set->image(0)[1] == 'b');
    CHECK(load_image_folder(folder.path(), Split::train).error().id == 4004);

    const std::string packed = *read_text_file(folder / "t10k-images-idx3-ubyte.gz");
    REQUIRE(write_file(folder / "t10k-images-idx3-ubyte.gz", packed.substr(0, 20)).ok());
    CHECK(load_image_folder(folder.path(), Split::test).error().id == 1002);
}
