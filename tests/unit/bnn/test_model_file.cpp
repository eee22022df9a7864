// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/model_file.hpp"

#include <doctest/doctest.h>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npz.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

using Entries = std::map<std::string, std::vector<std::byte>>;

template <class T>
std::vector<std::byte> npy(std::vector<std::size_t> shape, std::vector<T> values) {
    return npy_bytes(std::span<const std::size_t>(shape), std::span<const T>(values));
}

using Longs = std::vector<std::int64_t>;
using Signs = std::vector<std::int8_t>;
using Bytes = std::vector<std::uint8_t>;

/// A 3-2-2 network as int8 weights [inputs x outputs].
Entries signs_model() {
    return {{"schema", npy({}, Longs{1})},
            {"w0", npy({3, 2}, Signs{1, -1, 1, 1, -1, -1})},
            {"t0", npy({2}, Longs{-5, 7})},
            {"w1", npy({2, 2}, Signs{1, -1, -1, 1})}};
}

/// The same with packed bits [outputs x 1 byte], the first input in the lowest bit.
Entries bits_model() {
    return {{"schema", npy({}, Longs{1})},
            {"w0_bits", npy({2, 1}, Bytes{0b011, 0b010})},
            {"w0_shape", npy({2}, Longs{3, 2})},
            {"t0", npy({2}, Longs{-5, 7})},
            {"w1_bits", npy({2, 1}, Bytes{0b01, 0b10})},
            {"w1_shape", npy({2}, Longs{2, 2})}};
}

Result<Network> read(const Entries& entries) {
    const TempFolder folder;
    REQUIRE(write_npz(folder / "m.npz", entries).ok());
    return read_model(folder / "m.npz");
}

/// Id of the error after `entries[name]` is replaced, or removed when `bytes` is empty.
int id_with(Entries entries, const std::string& name, const std::vector<std::byte>& bytes) {
    entries.erase(name);
    if (!bytes.empty()) entries[name] = bytes;
    const auto network = read(entries);
    if (network.ok()) return 0;
    CHECK(network.error().code == Errc::input);
    CHECK(network.error().where->file.find("m.npz") != std::string::npos);
    CHECK_FALSE(network.error().help.empty());
    return network.error().id;
}

bool same(const Network& a, const Network& b) {
    bool equal = a.layers.size() == b.layers.size() && a.input_bits == b.input_bits &&
                 a.provenance == b.provenance && a.input_codes == b.input_codes;
    for (std::size_t k = 0; equal && k < a.layers.size(); ++k) {
        equal = a.layers[k].inputs == b.layers[k].inputs &&
                a.layers[k].outputs == b.layers[k].outputs &&
                a.layers[k].weights == b.layers[k].weights &&
                a.layers[k].threshold == b.layers[k].threshold &&
                a.layers[k].threshold_minus == b.layers[k].threshold_minus &&
                a.layers[k].conv == b.layers[k].conv && a.layers[k].pool == b.layers[k].pool &&
                a.layers[k].input == b.layers[k].input &&
                a.layers[k].shortcut == b.layers[k].shortcut &&
                a.layers[k].name == b.layers[k].name;
    }
    return equal;
}

}  // namespace

TEST_CASE("model file: random networks read back and the bytes repeat") {
    const TempFolder folder;
    for_all(20, [&](std::mt19937_64& random) {
        std::vector<std::size_t> sizes;
        for (std::int64_t k = uniform_int(random, 2, 4); k > 0; --k) {
            sizes.push_back(static_cast<std::size_t>(uniform_int(random, 1, 150)));
        }
        Network network = random_network(sizes, random);
        network.provenance = "{\"seed\": 1, \"name\": \"\xc3\xa4\"}";
        network.input_bits = static_cast<int>(uniform_int(random, 1, 8));
        REQUIRE(write_model(folder / "a.npz", network).ok());
        REQUIRE(write_model(folder / "b.npz", network).ok());

        const auto back = read_model(folder / "a.npz");

        REQUIRE(back.ok());
        CHECK(same(*back, network));
        CHECK(*read_file(folder / "a.npz") == *read_file(folder / "b.npz"));
    });
}

TEST_CASE("model file: packed bits and signs give the same network") {
    const auto from_signs = read(signs_model());
    const auto from_bits = read(bits_model());
    REQUIRE(from_signs.ok());
    REQUIRE(from_bits.ok());
    CHECK(same(*from_signs, *from_bits));
    CHECK(from_signs->layers[0].weights.get(0, 0));
    CHECK_FALSE(from_signs->layers[0].weights.get(1, 0));
    CHECK(from_signs->layers[0].threshold == Longs{-5, 7});
    CHECK(from_signs->input_bits == 8);
}

TEST_CASE("model file: missing arrays and schemas") {
    CHECK(id_with(bits_model(), "schema", {}) == 4101);
    CHECK(id_with(bits_model(), "schema", npy({}, Longs{4})) == 4101);
    CHECK(id_with(bits_model(), "w0_bits", {}) == 4102);
    CHECK(id_with(bits_model(), "w0_shape", {}) == 4102);
    CHECK(id_with(signs_model(), "w0", {}) == 4102);
    CHECK(id_with({{"schema", npy({}, Longs{1})}}, "none", {}) == 4102);
    CHECK(id_with(bits_model(), "t0", {}) == 4105);
    CHECK(id_with(bits_model(), "extra", npy({}, Longs{1})) == 4109);
    CHECK(id_with(bits_model(), "", npy({}, Longs{1})) == 4109);
    CHECK(id_with(bits_model(), "w99999999999999999999", npy({}, Longs{1})) == 4109);
    CHECK(id_with(bits_model(), "w3", npy({1, 1}, Signs{1})) == 4102);  // a gap: no layer 2
}

TEST_CASE("model file: wrong shapes") {
    CHECK(id_with(signs_model(), "w0", npy({6}, Signs(6, 1))) == 4103);
    CHECK(id_with(bits_model(), "w0_bits", npy({1, 2}, Bytes{3, 2})) == 4103);
    CHECK(id_with(bits_model(), "w0_shape", npy({2}, Longs{30, 2})) == 4103);
    CHECK(id_with(bits_model(), "w0_shape", npy({2}, Longs{-3, 2})) == 4103);
    CHECK(id_with(bits_model(), "w0_shape", npy({2}, Longs{1ll << 52, 1ll << 52})) == 4103);
    CHECK(id_with(bits_model(), "w0_shape", npy({1}, Longs{3})) == 4103);
    CHECK(id_with(bits_model(), "t0", npy({2, 1}, Longs{1, 2})) == 4103);
    CHECK(id_with(bits_model(), "t0", npy({3}, Longs{1, 2, 3})) == 4105);
    CHECK(id_with(bits_model(), "t1", npy({2}, Longs{1, 2})) == 4105);
    CHECK(id_with(signs_model(), "w1", npy({3, 2}, Signs(6, 1))) == 4104);
    CHECK(id_with(signs_model(), "w0", npy({0, 2}, Signs{})) == 4104);
    CHECK(id_with(bits_model(), "input_bits", npy({}, Longs{9})) == 4104);
}

TEST_CASE("model file: wrong values") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(id_with(signs_model(), "w0", npy({3, 2}, Signs{1, -1, 0, 1, 1, 1})) == 4106);
    CHECK(id_with(signs_model(), "w1", npy({2, 2}, std::vector<double>{1, -1, nan, 1})) == 4106);
    CHECK(id_with(bits_model(), "w1_bits", npy({2, 1}, Longs{256, 0})) == 4106);
    CHECK(id_with(bits_model(), "w1_bits", npy({2, 1}, std::vector<double>{nan, 0})) == 4106);
    CHECK(id_with(bits_model(), "w1_bits", npy({2, 1}, Bytes{0b101, 0})) == 4108);
    CHECK(id_with(bits_model(), "t0", npy({2}, std::vector<double>{0.5, 1})) == 4107);
    CHECK(id_with(bits_model(), "t0", npy({2}, std::vector<double>{nan, 1})) == 4107);
}

TEST_CASE("model file: files that are missing or cut short") {
    const TempFolder folder;
    CHECK(read_model(folder / "none.npz").error().id == 1001);
    std::mt19937_64 random(3);
    const Network network = random_network({100, 20, 3}, random);
    REQUIRE(write_model(folder / "m.npz", network).ok());
    const std::string whole = *read_text_file(folder / "m.npz");
    REQUIRE(write_file(folder / "m.npz", whole.substr(0, whole.size() / 2)).ok());
    CHECK(read_model(folder / "m.npz").error().id == 1020);

    Network bad = network;
    bad.layers[0].threshold.clear();
    CHECK(write_model(folder / "bad.npz", bad).error().id == 4105);
    CHECK_FALSE(std::filesystem::exists(folder / "bad.npz"));
    CHECK(write_model("/nowhere/m.npz", network).error().id == 1003);
}

TEST_CASE("model file: random graphs of convolutions read back") {
    const TempFolder folder;
    for_all(30, [&](std::mt19937_64& random) {
        Network network = random_conv_network({.height = 7, .width = 6, .channels = 3}, 4, random);
        network.layers[0].name = "stem";
        for (std::size_t i = 0; random() % 2 == 0 && i < 256; ++i)
            network.input_codes.push_back(static_cast<std::uint8_t>(random()));
        if (network.input_codes.size() != 256) network.input_codes.clear();
        REQUIRE(write_model(folder / "a.npz", network).ok());
        const auto back = read_model(folder / "a.npz");
        REQUIRE_MESSAGE(back.ok(), back.error().format());
        CHECK(same(*back, network));
    });
}

TEST_CASE("model file: a graph that is not one is refused") {
    const auto graph_id = [](const std::string& text) {
        return id_with(signs_model(), "graph", npy({text.size()}, Bytes(text.begin(), text.end())));
    };
    CHECK(graph_id(R"({"layers": [{}, {}]})") == 0);
    CHECK(graph_id(R"({"layers": [{}]})") == 4112);
    CHECK(graph_id(R"({"layers": [{}, 3]})") == 4112);
    CHECK(graph_id(R"({"layers": [{"pol": 2}, {}]})") == 4112);
    CHECK(graph_id(R"({"layers": [{"kernel": 3, "in": [1, 2]}, {}]})") == 4112);
    CHECK(graph_id(R"({"layers": [{"kernel": -3, "in": [1, 1, 3]}, {}]})") == 4112);
    CHECK(graph_id(R"({"layers": [{"kernel": 3, "in": [1, 1, 3]}, {}]})") == 4104);
    CHECK(graph_id(R"({"layers": [{"input": 0}, {}]})") == 4104);
    CHECK(graph_id("{\"layers\": ") == 4112);
    CHECK(id_with(signs_model(), "input_codes", npy({256}, Longs(256, 256))) == 4113);
    CHECK(id_with(signs_model(), "input_codes", npy({255}, Longs(255, 1))) == 4103);
}
