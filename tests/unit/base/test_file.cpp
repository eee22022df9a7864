// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/file.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::TempFolder;

namespace {

void write_gzip(const std::string& path, const std::string& text, const char* mode = "wb") {
    gzFile file = gzopen(path.c_str(), mode);
    REQUIRE(file != nullptr);
    REQUIRE(gzwrite(file, text.data(), static_cast<unsigned>(text.size())) ==
            static_cast<int>(text.size()));
    REQUIRE(gzclose(file) == Z_OK);
}

std::string text_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Does not compress well, so that cutting it loses real data.
std::string noise(std::size_t size) {
    std::string text(size, '\0');
    std::uint32_t state = 1;
    for (char& c : text) {
        state = state * 1664525u + 1013904223u;
        c = static_cast<char>(state >> 24);
    }
    return text;
}

}  // namespace

TEST_CASE("file: what was written reads back and replaces what was there") {
    const TempFolder folder;
    const std::string path = folder / "a.bin";
    const std::string text = noise(100'000) + std::string("\0end", 4);

    REQUIRE(write_file(path, "old content that is longer than nothing").ok());
    REQUIRE(write_file(path, text).ok());

    const auto back = read_text_file(path);
    REQUIRE(back.ok());
    CHECK(*back == text);
    CHECK(folder.count() == 1);  // no temporary file stays
    REQUIRE(write_file(path, "").ok());
    CHECK(read_file(path)->empty());
}

TEST_CASE("file: a symbolic link stays a link and its target gets the content") {
    const TempFolder folder;
    REQUIRE(write_file(folder / "target", "old").ok());
    std::filesystem::create_symlink(folder / "target", folder / "link");

    REQUIRE(write_file(folder / "link", "new").ok());

    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(*read_text_file(folder / "target") == "new");
}

TEST_CASE("file: missing files and folders given as files are error 1001") {
    const TempFolder folder;
    for (const std::string& path : {folder / "none", folder.path(), folder / "no/where", {}}) {
        CAPTURE(path);
        const auto bytes = read_file(path);
        REQUIRE_FALSE(bytes.ok());
        CHECK(bytes.error().id == 1001);
        CHECK(bytes.error().code == Errc::input);
        CHECK(bytes.error().where->file == path);
        CHECK_FALSE(bytes.error().help.empty());
        CHECK(read_text_file(path).error().id == 1001);
        CHECK(read_gzip_file(path).error().id == 1001);
    }
}

TEST_CASE("file: an unwritable place is error 1003 of the environment and leaves nothing") {
    const TempFolder folder;
    for (const std::string& path : {folder / "no/a.txt", folder.path(), std::string("/dev/full")}) {
        CAPTURE(path);
        const auto done = write_file(path, "text");
        REQUIRE_FALSE(done.ok());
        CHECK(done.error().id == 1003);
        CHECK(done.error().code == Errc::environment);
    }
    CHECK(folder.count() == 0);
}

TEST_CASE("file: folders are made with their parents; a file in the way is error 1004") {
    const TempFolder folder;
    REQUIRE(make_folder(folder / "a/b/c").ok());
    REQUIRE(make_folder(folder / "a/b/c").ok());
    CHECK(std::filesystem::is_directory(folder / "a/b/c"));
    REQUIRE(write_file(folder / "file", "x").ok());

    CHECK(make_folder(folder / "file").error().id == 1004);
    CHECK(make_folder(folder / "file/sub").error().id == 1004);
    CHECK(make_folder(folder / "file/sub").error().code == Errc::environment);
}

TEST_CASE("file: gzip content is recognized by its magic and all its members are read") {
    const TempFolder folder;
    const std::string path = folder / "a.dat";
    const std::string text = noise(300'000);
    write_gzip(path, text);
    write_gzip(path, "second member", "ab");

    const auto back = read_gzip_file(path);

    REQUIRE(back.ok());
    CHECK(text_of(*back) == text + "second member");
    REQUIRE(write_file(folder / "plain.gz", "plain").ok());
    CHECK(text_of(*read_gzip_file(folder / "plain.gz")) == "plain");
}

TEST_CASE("file: a gzip stream cut at any place or with a flipped byte is error 1002") {
    const TempFolder folder;
    const std::string path = folder / "a.gz";
    write_gzip(path, noise(2000));
    const std::string whole = *read_text_file(path);

    for (std::size_t keep = 2; keep < whole.size(); keep += 37) {
        CAPTURE(keep);
        REQUIRE(write_file(path, whole.substr(0, keep)).ok());
        CHECK(read_gzip_file(path).error().id == 1002);
    }
    std::string flipped = whole;
    flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 0x10);
    REQUIRE(write_file(path, flipped).ok());
    CHECK(read_gzip_file(path).error().id == 1002);
    REQUIRE(write_file(path, whole + "garbage").ok());
    CHECK(read_gzip_file(path).error().id == 1002);
}
