// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/npy.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "crosspoint/base/file.hpp"
#include "support/near.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::for_all;
using crosspoint::testing::TempFolder;

namespace {

/// An .npy of format 1.0 around a header dictionary and raw data.
std::vector<std::byte> raw_npy(const std::string& dictionary, const std::string& data,
                               int version = 1) {
    std::string text = "\x93NUMPY";
    text += {static_cast<char>(version), '\0', static_cast<char>(dictionary.size() & 0xff),
             static_cast<char>(dictionary.size() >> 8)};
    if (version > 1) text += std::string(2, '\0');
    text += dictionary + data;
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

std::string header(const std::string& descr, const std::string& shape,
                   const std::string& order = "False") {
    return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

template <class T>
std::string bytes_of(std::initializer_list<T> values) {
    return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T)};
}

int id_of(const std::vector<std::byte>& bytes) {
    const auto array = parse_npy(bytes, "x.npy");
    if (array.ok()) return 0;
    CHECK(array.error().code == Errc::input);
    CHECK(array.error().where->file == "x.npy");
    return array.error().id;
}

}  // namespace

TEST_CASE("npy: the bytes are those that NumPy writes") {
    const std::vector<std::size_t> shape{2, 3};
    const std::vector<double> values{1, 2, 3, 4, 5, 6};
    std::string expected("\x93NUMPY\x01\x00v\x00", 10);
    expected += "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";
    expected.resize(127, ' ');
    expected += '\n';
    expected += bytes_of({1.0, 2.0, 3.0, 4.0, 5.0, 6.0});

    const auto bytes = npy_bytes(shape, values);

    CHECK(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()) == expected);
}

TEST_CASE("npy: every written dtype and shape reads back to the same values") {
    const std::vector<std::size_t> scalar{}, empty{0, 7}, line{3}, cube{1, 3, 1};
    const double extremes[] = {-0.0, std::numeric_limits<double>::denorm_min(), INFINITY};

    for (const auto& shape : {line, cube}) {
        const auto back = parse_npy(npy_bytes(shape, std::span<const double>(extremes)), "x");
        REQUIRE(back.ok());
        CHECK(back->shape == shape);
        CHECK(back->values == std::vector<double>(extremes, extremes + 3));
        CHECK(std::signbit(back->values[0]));
    }
    const double pi = 3.14;
    CHECK(parse_npy(npy_bytes(scalar, std::span(&pi, 1)), "x")->values[0] == pi);
    CHECK(parse_npy(npy_bytes(empty, std::span<const double>()), "x")->shape == empty);

    const float floats[] = {1.5f, -2.25f, 1e-38f};
    const std::int64_t longs[] = {-9007199254740992, 0, 9007199254740992};
    const std::int8_t bytes[] = {-128, 0, 127};
    const std::uint8_t unsigned_bytes[] = {0, 128, 255};
    const auto f = parse_npy(npy_bytes(line, std::span<const float>(floats)), "x");
    const auto i = parse_npy(npy_bytes(line, std::span<const std::int64_t>(longs)), "x");
    const auto b = parse_npy(npy_bytes(line, std::span<const std::int8_t>(bytes)), "x");
    const auto u = parse_npy(npy_bytes(line, std::span<const std::uint8_t>(unsigned_bytes)), "x");
    CHECK(f->values == std::vector<double>{1.5, -2.25, static_cast<double>(1e-38f)});
    CHECK(i->values == std::vector<double>{-9007199254740992.0, 0, 9007199254740992.0});
    CHECK(b->values == std::vector<double>{-128, 0, 127});
    CHECK(u->values == std::vector<double>{0, 128, 255});
    CHECK(f->dtype == "<f4");
    CHECK(u->shape_text() == "[3]");
    CHECK(parse_npy(npy_bytes(empty, std::span<const double>()), "x")->shape_text() == "[0 x 7]");
}

TEST_CASE("npy: other integer widths and bool convert") {
    const auto one = [](const std::string& dtype, const std::string& data) {
        const auto array = parse_npy(raw_npy(header(dtype, "(2,)"), data), "x");
        REQUIRE(array.ok());
        return array->values;
    };
    CHECK(one("<i2", bytes_of<std::int16_t>({-32768, 5})) == std::vector<double>{-32768, 5});
    CHECK(one("<i4", bytes_of<std::int32_t>({-7, 5})) == std::vector<double>{-7, 5});
    CHECK(one("<u2", bytes_of<std::uint16_t>({65535, 5})) == std::vector<double>{65535, 5});
    CHECK(one("<u4", bytes_of<std::uint32_t>({4294967295u, 5})) ==
          std::vector<double>{4294967295.0, 5});
    CHECK(one("<u8", bytes_of<std::uint64_t>({1, 2})) == std::vector<double>{1, 2});
    CHECK(one("|b1", std::string("\x01\x00", 2)) == std::vector<double>{1, 0});
    CHECK(one("<i1", std::string("\xff\x00", 2)) == std::vector<double>{-1, 0});
}

TEST_CASE("npy: Fortran order and format versions 2 and 3 give the same array") {
    // [[1 2 3] [4 5 6]] and a cube with value 100 i + 10 j + k.
    const std::string columns = bytes_of<std::int8_t>({1, 4, 2, 5, 3, 6});
    for (const int version : {1, 2, 3}) {
        CAPTURE(version);
        const auto array =
            parse_npy(raw_npy(header("|i1", "(2, 3)", "True"), columns, version), "x");
        REQUIRE(array.ok());
        CHECK(array->values == std::vector<double>{1, 2, 3, 4, 5, 6});
    }
    std::string data;
    std::vector<double> expected;
    for (int k = 0; k < 2; ++k)
        for (int j = 0; j < 3; ++j)
            for (int i = 0; i < 1; ++i) data += static_cast<char>(100 * i + 10 * j + k);
    for (int i = 0; i < 1; ++i)
        for (int j = 0; j < 3; ++j)
            for (int k = 0; k < 2; ++k) expected.push_back(100 * i + 10 * j + k);
    CHECK(parse_npy(raw_npy(header("|i1", "(1, 3, 2)", "True"), data), "x")->values == expected);
}

TEST_CASE("npy: content that is not an array is error 1010") {
    const std::string shape = "'shape': (2,), ";
    CHECK(id_of({}) == 1010);
    CHECK(id_of(std::vector<std::byte>(100)) == 1010);
    CHECK(id_of(raw_npy(header("|i1", "(2,)"), "ab", 4)) == 1010);
    CHECK(id_of(raw_npy("", "ab")) == 1010);
    CHECK(id_of(raw_npy("not a dictionary", "ab")) == 1010);
    CHECK(id_of(raw_npy("{'descr': '|i1', 'fortran_order': False, 'shape': (2,)", "ab")) == 1010);
    CHECK(id_of(raw_npy("{'descr': '|i1', 'fortran_order': Maybe, " + shape + "}", "ab")) == 1010);
    CHECK(id_of(raw_npy("{'descr': '|i1', " + shape + "}", "ab")) == 1010);
    CHECK(id_of(raw_npy(header("|i1", "(-2,)"), "ab")) == 1010);
    CHECK(id_of(raw_npy(header("|i1", "(99999999999999999999999,)"), "ab")) == 1010);
    CHECK(id_of(raw_npy(header("|i1", "2"), "ab")) == 1010);
    CHECK(id_of(raw_npy("{'unknown': 3}", "ab")) == 1010);
}

TEST_CASE("npy: every proper prefix of an array is an error") {
    const std::vector<std::size_t> shape{2, 2};
    const std::vector<double> values{1, 2, 3, 4};
    const auto whole = npy_bytes(shape, values);
    REQUIRE(id_of(whole) == 0);

    for (std::size_t keep = 1; keep < whole.size(); ++keep) {
        CAPTURE(keep);
        CHECK(id_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(keep)}) == 1011);
    }
}

TEST_CASE("npy: shapes that overflow the address space are error 1011 and ask for no memory") {
    CHECK(id_of(raw_npy(header("<f8", "(4294967296, 4294967296)"), "ab")) == 1011);
    CHECK(id_of(raw_npy(header("<f8", "(18446744073709551615,)"), "ab")) == 1011);
    CHECK(id_of(raw_npy(header("<f8", "(2305843009213693952,)"), "ab")) == 1011);  // * 8 = 2^64
    CHECK(id_of(raw_npy(header("<f8", "(18446744073709551615, 0)"), "")) == 0);
}

TEST_CASE("npy: dtypes that do not convert exactly are error 1012") {
    for (const std::string dtype : {">f8", ">i4", "<c8", "<c16", "|O", "<U5", "|S3", "<M8[ns]",
                                    "<f2", "f8", "<f16", "|f8", "x"}) {
        CAPTURE(dtype);
        CHECK(id_of(raw_npy(header(dtype, "(1,)"), std::string(32, '\0'))) == 1012);
    }
    const std::string record = "{'descr': [('a', '<f8'), ('b', '<i4')], 'shape': (1,)}";
    CHECK(id_of(raw_npy(record, std::string(12, '\0'))) == 1012);
    const std::int64_t past = (std::int64_t{1} << 53) + 1;
    CHECK(id_of(raw_npy(header("<i8", "(1,)"), bytes_of({past}))) == 1012);
    CHECK(id_of(raw_npy(header("<i8", "(1,)"), bytes_of({-past}))) == 1012);
    CHECK(id_of(raw_npy(header("<i8", "(1,)"),
                        bytes_of({std::numeric_limits<std::int64_t>::min()}))) == 1012);
    CHECK(id_of(raw_npy(header("<u8", "(1,)"), bytes_of({~std::uint64_t{0}}))) == 1012);
}

TEST_CASE("npy: random damage to a header never gives anything but an array or an error") {
    const std::vector<std::size_t> shape{3, 2};
    const std::vector<double> values{1, 2, 3, 4, 5, 6};
    const auto whole = npy_bytes(shape, values);
    int errors = 0;
    for_all(2000, [&](std::mt19937_64& random) {
        auto damaged = whole;
        for (int k = 0; k < 3; ++k) damaged[random() % 80] = static_cast<std::byte>(random());
        const auto array = parse_npy(damaged, "x");
        if (!array) ++errors;
        if (array) CHECK(array->values.size() <= values.size() * 8);
    });
    CHECK(errors > 1000);
}

TEST_CASE("npy: read_matrix takes one and two dimensions and refuses others as 1013") {
    const TempFolder folder;
    const std::vector<double> values{1, 2, 3, 4, 5, 6};
    const auto save = [&](std::vector<std::size_t> shape, std::size_t count) {
        const std::span<const double> part(values.data(), count);
        REQUIRE(write_file(folder / "m.npy", npy_bytes(shape, part)).ok());
        return read_matrix(folder / "m.npy");
    };
    const auto line = save({6}, 6);
    REQUIRE(line.ok());
    CHECK(*line == Matrix<double>(1, 6, values));
    CHECK(*save({3, 2}, 6) == Matrix<double>(3, 2, values));
    CHECK(save({3, 2, 1}, 6).error().id == 1013);
    CHECK(save({}, 1).error().id == 1013);
    CHECK(read_matrix(folder / "none.npy").error().id == 1001);
    REQUIRE(write_file(folder / "m.npy", "1,2,3").ok());
    CHECK(read_matrix(folder / "m.npy").error().id == 1010);
}
