// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/partial_sums.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cstdlib>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/group_read.hpp"
#include "crosspoint/map/sparsify.hpp"
#include "support/near.hpp"

using namespace crosspoint;

TEST_CASE("partial sums: the kernel adds and compares like a plain loop") {
    testing::for_all(80, [](std::mt19937_64& random) {
        const std::size_t lanes = 64 * (1 + random() % 3), chunks = 1 + random() % 3;
        const bool differences = random() % 3 == 0;
        const bool flips_x = !differences && random() % 2 == 0;
        const bool flips_w = !differences && random() % 2 == 0;
        ReadInputs reads{.lanes = lanes};
        for (std::size_t k = 0; k < chunks * lanes; ++k)
            reads.x_words.push_back(static_cast<std::uint32_t>(random()));
        std::vector<std::uint32_t> on(chunks), minus(chunks);
        for (auto& word : on) word = static_cast<std::uint32_t>(random());
        for (auto& word : minus) word = static_cast<std::uint32_t>(random());
        ColumnCells column{.on = on, .flipped = flips_w, .on_cells = 0};
        if (differences) column.minus = minus;
        for (const auto word : on) column.on_cells += std::popcount(word);
        std::vector<std::int32_t> counts(lanes), sums(lanes, 7), expected(lanes, 7);
        PartialSumErrors errors;
        for (std::size_t b = 0; b < lanes; ++b) {
            std::int32_t exact = 0;
            for (std::size_t c = 0; c < chunks; ++c) {
                exact += std::popcount(reads.x_words[c * lanes + b] & on[c]);
                if (differences) exact -= std::popcount(reads.x_words[c * lanes + b] & minus[c]);
            }
            counts[b] = exact + static_cast<std::int32_t>(random() % 5) - 2;
            if (flips_x) reads.flipped.push_back(static_cast<std::int32_t>(random() % 2));
            if (flips_x || flips_w) reads.ones.push_back(static_cast<std::int32_t>(random() % 90));
            const bool fx = flips_x && reads.flipped[b] != 0;
            const std::int32_t selected = reads.ones.empty() ? 0 : reads.ones[b];
            expected[b] += 3 * corrected_count(counts[b], fx, flips_w, column.on_cells, selected);
            const std::int64_t error = counts[b] - exact;
            errors.add(
                {.wrong = error != 0,
                 .sum = error,
                 .sum_squared = error * error,
                 .largest = std::abs(error),
                 .ones = exact,
                 .plain_ones = corrected_count(exact, fx, flips_w, column.on_cells, selected)});
        }

        const PartialSumErrors got = add_counts(reads, column, counts, 3, sums);

        CHECK(sums == expected);
        CHECK(got.wrong == errors.wrong);
        CHECK(got.sum == errors.sum);
        CHECK(got.sum_squared == errors.sum_squared);
        CHECK(got.largest == errors.largest);
        CHECK(got.ones == errors.ones);
        CHECK(got.plain_ones == errors.plain_ones);
    });
}

TEST_CASE("sparsify: the corrected sum is exact for all x and w of up to 10 bits") {
    // Everything as it is done on tiles: bits of a group, flips, counts, corrections; and the
    // form for +-1.
    std::int64_t wrong = 0, above_half = 0, cases = 0;
    for (int n = 1; n <= 10; ++n)
        for (std::uint32_t w = 0; w < (1u << n); ++w)
            for (std::uint32_t x = 0; x < (1u << n); ++x) {
                const std::uint32_t mask = (1u << n) - 1u;
                const auto count = [](std::uint32_t bits) { return std::popcount(bits); };
                const std::int32_t exact = count(x & w);
                for (const Sparsify s :
                     {Sparsify::none, Sparsify::weights, Sparsify::activations, Sparsify::both}) {
                    const auto size = static_cast<std::size_t>(n);
                    const bool fw =
                        flips_weights(s) && mostly_ones(static_cast<std::size_t>(count(w)), size);
                    const bool fx = flips_activations(s) &&
                                    mostly_ones(static_cast<std::size_t>(count(x)), size);
                    const std::uint32_t wf = fw ? w ^ mask : w, xf = fx ? x ^ mask : x;
                    const std::int32_t ps = count(xf & wf), sw = count(wf), sx = count(xf);
                    ++cases;
                    wrong += corrected_count(ps, fx, fw, sw, count(x)) != exact;
                    // +-1 form: dot = +-(4 PS' - 2 S'_x - 2 S'_w + N).
                    const int dot = (fx != fw ? -1 : 1) * (4 * ps - 2 * sx - 2 * sw + n);
                    wrong += dot != 4 * exact - 2 * count(x) - 2 * count(w) + n;
                    if (s == Sparsify::both) above_half += 2 * sx > n || 2 * sw > n || 2 * ps > n;
                }
            }
    CHECK(wrong == 0);
    CHECK(above_half == 0);
    CHECK(cases > 4 * 1000000);
}

TEST_CASE("sparsify: random data are reduced by what exact binomials say") {
    // Reductions in % for independent bits P(1) = p, N = 8 .. 128: E[min(S, N -
    // S)] squared against E[S] squared, because x and w are independent and exchangeable.
    struct Row {
        double p;
        double reduction[5];
    };
    const Row table[] = {{0.50, {47.2, 35.4, 26.0, 18.9, 13.6}},
                         {0.55, {57.7, 48.7, 41.9, 37.4, 34.7}},
                         {0.60, {67.5, 61.6, 57.9, 56.2, 55.6}}};
    for (const Row& row : table)
        for (std::size_t k = 0; k < 5; ++k) {
            const std::size_t n = std::size_t{8} << k;
            constexpr std::size_t reads = 1024, cols = 1024;
            auto random = rng(11, k, static_cast<std::uint64_t>(100.0 * row.p));
            BitMatrix cells(cols, n), x(reads, n);
            for (BitMatrix* bits : {&cells, &x})
                for (std::size_t i = 0; i < bits->rows(); ++i)
                    for (std::size_t j = 0; j < n; ++j) bits->set(i, j, uniform(random) < row.p);
            const RowGroup group{.first = 0, .count = n};
            const auto flags = columns_mostly_ones(cells, group);
            flip_columns(cells, group, flags);
            GroupRead read;
            prepare_read(x, 0, reads, 0, group, Sparsify::both, read);
            const std::vector<std::int32_t> on = count_ones(cells, group);
            const std::size_t chunks = (n + 31) / 32;
            PartialSumErrors all;
            std::vector<std::int32_t> counts(reads, 0), sums(reads);
            for (std::size_t j = 0; j < cols; ++j) {
                std::vector<std::uint32_t> words;
                for (std::size_t c = 0; c < chunks; ++c)
                    words.push_back(bits_from(cells.row(j), 32 * c, n - 32 * c));
                all.add(add_counts(read.inputs,
                                   {.on = words, .flipped = flags[j] != 0, .on_cells = on[j]},
                                   counts, 1, sums));
            }
            const double reduction =
                100.0 * (1.0 - static_cast<double>(all.ones) / static_cast<double>(all.plain_ones));
            CAPTURE(row.p);
            CAPTURE(n);
            // 1024 columns and reads scatter by about half a point.
            CHECK(std::abs(reduction - row.reduction[k]) < 2.0);
        }
}
