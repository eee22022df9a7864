// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

#include "crosspoint/base/raw_array.hpp"

using namespace crosspoint;

namespace {

std::uintptr_t address(const void* p) { return reinterpret_cast<std::uintptr_t>(p); }

}  // namespace

TEST_CASE("raw array: aligned, with its color, and moved without a copy") {
    for (const std::size_t count : {std::size_t{1}, std::size_t{100}, std::size_t{1} << 17}) {
        CAPTURE(count);
        for (std::size_t color = 0; color < RawArray<double>::colors; ++color) {
            RawArray<double> array(count, color);
            CHECK(array.size() == count);
            CHECK(address(array.data()) % 64 == 0);
            if (count * sizeof(double) >= 32768) CHECK(address(array.data()) % 4096 == 512 * color);
            array[0] = 1.5;
            array[count - 1] = 2.5;
            const double* before = array.data();
            RawArray<double> other(std::move(array));
            CHECK(other.data() == before);
            CHECK(other[count - 1] == 2.5);
            RawArray<double> third;
            third = std::move(other);
            CHECK(third.data() == before);
            CHECK(third.values().size() == count);
        }
    }
    CHECK(RawArray<float>().data() == nullptr);
}

TEST_CASE("raw array: a large block comes back, and never to two at once") {
    const std::size_t count = 50000;
    const double* first = nullptr;
    {
        const RawArray<double> array(count);
        first = array.data();
    }
    const RawArray<double> again(count);
    CHECK(again.data() == first);

    std::vector<int> wrong(4, 0);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
        threads.emplace_back([&, t] {
            for (int round = 0; round < 200; ++round) {
                RawArray<std::size_t> mine(6000 + 100 * t);
                for (std::size_t& value : mine.values()) value = t;
                for (const std::size_t value : mine.values()) wrong[t] += value != t;
            }
        });
    for (std::thread& thread : threads) thread.join();
    for (const int count_wrong : wrong) CHECK(count_wrong == 0);
}

TEST_CASE("raw array: more than the store keeps") {
    std::vector<RawArray<char>> many;
    for (int k = 0; k < 6; ++k) many.emplace_back(std::size_t{12} << 20, 3);
    for (std::size_t k = 0; k < many.size(); ++k) many[k][0] = static_cast<char>(k);
    for (std::size_t k = 0; k < many.size(); ++k) CHECK(many[k][0] == static_cast<char>(k));
}
