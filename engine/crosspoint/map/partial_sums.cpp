// The kernel is compiled once per instruction set by Highway.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/partial_sums.hpp"

#include <algorithm>

#include "crosspoint/base/error.hpp"

#ifndef CROSSPOINT_MAP_PARTIAL_SUMS_CALL
#define CROSSPOINT_MAP_PARTIAL_SUMS_CALL
namespace crosspoint {
// One call in plain pointers: nothing of the standard library may be instantiated where the code is
// compiled for one instruction set.
struct AddCountsCall {
    const std::uint32_t* x_words;
    const std::uint32_t* on;
    const std::uint32_t* minus;  // or null
    std::size_t chunks;
    std::size_t lanes;
    const std::int32_t* counts;
    const std::int32_t* flipped;  // or null
    const std::int32_t* ones;     // or null
    bool column_flipped;
    std::int32_t on_cells;
    std::int32_t weight;
    std::int32_t* sums;
    std::int64_t wrong, sum, sum_squared, largest, exact, plain;  // out
};
}  // namespace crosspoint
#endif

#define HWY_WANT_AVX3_DL 1  // it counts the bits of a lane in one instruction
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/map/partial_sums.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
HWY_INLINE hn::VFromD<D> exact_count(D di, const AddCountsCall& call, std::size_t b) {
    const hn::RebindToUnsigned<D> du;
    auto bits = hn::Zero(du);
    for (std::size_t c = 0; c < call.chunks; ++c) {
        const auto x = hn::LoadU(du, call.x_words + c * call.lanes + b);
        bits = hn::Add(bits, hn::PopulationCount(hn::And(x, hn::Set(du, call.on[c]))));
        if (call.minus != nullptr)
            bits = hn::Sub(bits, hn::PopulationCount(hn::And(x, hn::Set(du, call.minus[c]))));
    }
    return hn::BitCast(di, bits);
}

void exact_counts(AddCountsCall& call) {
    const hn::ScalableTag<std::int32_t> di;
    for (std::size_t b = 0; b < call.lanes; b += hn::Lanes(di))
        hn::StoreU(exact_count(di, call, b), di, call.sums + b);
}

void add_counts(AddCountsCall& call) {
    const hn::ScalableTag<std::int32_t> di;
    const std::size_t n = hn::Lanes(di);
    const auto weight = hn::Set(di, call.weight);
    const auto on_cells = hn::Set(di, call.on_cells);
    const auto zero = hn::Zero(di);
    const auto one = hn::Set(di, 1);
    auto wrong = zero, sum = zero, squared = zero, largest = zero, all = zero, plain = zero;
    const auto correct = [&](auto count, std::size_t b) {
        if (call.flipped != nullptr) {
            const auto flips = hn::Ne(hn::LoadU(di, call.flipped + b), zero);
            count = hn::IfThenElse(flips, hn::Sub(on_cells, count), count);
        }
        if (call.column_flipped) count = hn::Sub(hn::LoadU(di, call.ones + b), count);
        return count;
    };
    for (std::size_t b = 0; b < call.lanes; b += n) {
        const auto exact = exact_count(di, call, b);
        const auto count = hn::LoadU(di, call.counts + b);
        const auto error = hn::Sub(count, exact);
        const auto added = hn::Mul(correct(count, b), weight);
        hn::StoreU(hn::Add(hn::LoadU(di, call.sums + b), added), di, call.sums + b);
        sum = hn::Add(sum, error);
        squared = hn::Add(squared, hn::Mul(error, error));
        largest = hn::Max(largest, hn::Abs(error));
        wrong = hn::Add(wrong, hn::IfThenElse(hn::Eq(error, zero), zero, one));
        all = hn::Add(all, exact);
        plain = hn::Add(plain, correct(exact, b));
    }
    call.wrong = hn::GetLane(hn::SumOfLanes(di, wrong));
    call.sum = hn::GetLane(hn::SumOfLanes(di, sum));
    call.sum_squared = hn::GetLane(hn::SumOfLanes(di, squared));
    call.largest = hn::GetLane(hn::MaxOfLanes(di, largest));
    call.exact = hn::GetLane(hn::SumOfLanes(di, all));
    call.plain = hn::GetLane(hn::SumOfLanes(di, plain));
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(add_counts);
HWY_EXPORT(exact_counts);

void PartialSumErrors::add(const PartialSumErrors& other) {
    count += other.count;
    wrong += other.wrong;
    sum += other.sum;
    sum_squared += other.sum_squared;
    largest = std::max(largest, other.largest);
    ones += other.ones;
    plain_ones += other.plain_ones;
}

void exact_counts(const ReadInputs& reads, const ColumnCells& column,
                  std::span<std::int32_t> exact) {
    CROSSPOINT_ASSERT(reads.lanes % 64 == 0 && exact.size() == reads.lanes &&
                      reads.x_words.size() == column.on.size() * reads.lanes &&
                      (column.minus.empty() || column.minus.size() == column.on.size()));
    AddCountsCall call{};
    call.x_words = reads.x_words.data();
    call.on = column.on.data();
    call.minus = column.minus.empty() ? nullptr : column.minus.data();
    call.chunks = column.on.size();
    call.lanes = reads.lanes;
    call.sums = exact.data();
    HWY_DYNAMIC_DISPATCH(exact_counts)(call);
}

PartialSumErrors add_counts(const ReadInputs& reads, const ColumnCells& column,
                            std::span<const std::int32_t> counts, std::int32_t weight,
                            std::span<std::int32_t> sums) {
    const std::size_t lanes = reads.lanes;
    CROSSPOINT_ASSERT(lanes % 64 == 0 && counts.size() == lanes && sums.size() == lanes &&
                      reads.x_words.size() == column.on.size() * lanes &&
                      (column.minus.empty() || column.minus.size() == column.on.size()) &&
                      (!column.flipped || reads.ones.size() == lanes));
    AddCountsCall call{.x_words = reads.x_words.data(),
                       .on = column.on.data(),
                       .minus = column.minus.empty() ? nullptr : column.minus.data(),
                       .chunks = column.on.size(),
                       .lanes = lanes,
                       .counts = counts.data(),
                       .flipped = reads.flipped.empty() ? nullptr : reads.flipped.data(),
                       .ones = reads.ones.empty() ? nullptr : reads.ones.data(),
                       .column_flipped = column.flipped,
                       .on_cells = column.on_cells,
                       .weight = weight,
                       .sums = sums.data()};
    HWY_DYNAMIC_DISPATCH(add_counts)(call);
    return {.wrong = call.wrong,
            .sum = call.sum,
            .sum_squared = call.sum_squared,
            .largest = call.largest,
            .ones = call.exact,
            .plain_ones = call.plain};
}

}  // namespace crosspoint
#endif
