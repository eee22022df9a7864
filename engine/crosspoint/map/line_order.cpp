// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/line_order.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/bit_transpose.hpp"

namespace crosspoint {
namespace {

// Indices by falling value; equal ones in their order.
std::vector<std::uint32_t> falling(std::span<const double> values) {
    std::vector<std::uint32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::stable_sort(order, std::greater<>(), [&](std::uint32_t i) { return values[i]; });
    return order;
}

// Expected on cells that an input selects.
std::vector<double> expected_current(const BitMatrix& weights, std::span<const double> activity) {
    const BitMatrix by_input = transpose(weights);
    std::vector<double> expected(weights.cols());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        expected[i] = count_ones(by_input.row(i)) * (activity.empty() ? 0.5 : activity[i]);
    }
    return expected;
}

// The places of all tiles, the one nearest to the sensed end first.
std::vector<std::uint32_t> places_by_distance(std::size_t inputs, const OrderShape& shape) {
    std::vector<double> nearness(inputs);
    for (std::size_t place = 0; place < inputs; ++place) {
        const auto row = static_cast<double>(place % shape.tile_inputs);
        nearness[place] = shape.sense_first ? -row : row;
    }
    return falling(nearness);
}

// One place of every row group after the other, there and back, so that shares come out even.
std::vector<std::uint32_t> places_by_turns(std::size_t inputs, const OrderShape& shape) {
    std::vector<std::vector<std::uint32_t>> groups;
    for (std::size_t tile = 0; tile < inputs; tile += shape.tile_inputs) {
        const std::size_t end = std::min(tile + shape.tile_inputs, inputs);
        for (std::size_t first = tile; first < end; first += shape.group_inputs) {
            groups.emplace_back();
            for (std::size_t i = first; i < std::min(first + shape.group_inputs, end); ++i)
                groups.back().push_back(static_cast<std::uint32_t>(i));
        }
    }
    std::vector<std::uint32_t> places;
    for (std::size_t turn = 0; places.size() < inputs; ++turn)
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const auto& group = groups[turn % 2 == 0 ? g : groups.size() - 1 - g];
            if (turn < group.size()) places.push_back(group[turn]);
        }
    return places;
}

}  // namespace

std::string_view row_order_name(RowOrder order) {
    switch (order) {
        case RowOrder::none:
            return "none";
        case RowOrder::near_sense:
            return "near_sense";
        case RowOrder::balanced:
            return "balanced";
    }
    return "";
}

std::string_view column_order_name(ColumnOrder order) {
    return order == ColumnOrder::none ? "none" : "near_drive";
}

std::vector<double> activity_of(const BitMatrix& x) {
    const BitMatrix by_input = transpose(x);
    std::vector<double> activity(x.cols());
    for (std::size_t i = 0; i < activity.size(); ++i) {
        activity[i] = static_cast<double>(count_ones(by_input.row(i))) /
                      static_cast<double>(std::max<std::size_t>(1, x.rows()));
    }
    return activity;
}

LineOrder choose_order(const BitMatrix& weights, std::span<const double> activity, RowOrder rows,
                       ColumnOrder columns, const OrderShape& shape) {
    LineOrder order;
    if (rows != RowOrder::none) {
        const auto busiest = falling(expected_current(weights, activity));
        const auto places = rows == RowOrder::near_sense ? places_by_distance(weights.cols(), shape)
                                                         : places_by_turns(weights.cols(), shape);
        order.row.resize(weights.cols());
        for (std::size_t k = 0; k < places.size(); ++k) order.row[places[k]] = busiest[k];
    }
    if (columns == ColumnOrder::near_drive) {
        std::vector<double> on(weights.rows() / shape.weight_bits, 0.0);
        for (std::size_t j = 0; j < on.size(); ++j)
            on[j] = count_ones(row_block(weights, j * shape.weight_bits, shape.weight_bits));
        order.column = falling(on);
    }
    return order;
}

BitMatrix ordered_weights(const BitMatrix& weights, const LineOrder& order) {
    BitMatrix out = ordered_inputs(weights, order);
    if (order.column.empty()) return out;
    BitMatrix columns(out.rows(), out.cols());
    const std::size_t bits = out.rows() / order.column.size();
    for (std::size_t j = 0; j < order.column.size(); ++j)
        std::ranges::copy(row_block(std::as_const(out), order.column[j] * bits, bits),
                          row_block(columns, j * bits, bits).begin());
    return columns;
}

BitMatrix ordered_inputs(const BitMatrix& x, const LineOrder& order) {
    if (order.row.empty()) return x;
    const BitMatrix by_input = transpose(x);
    BitMatrix ordered(by_input.rows(), by_input.cols());
    for (std::size_t i = 0; i < ordered.rows(); ++i)
        std::ranges::copy(by_input.row(order.row[i]), ordered.row(i).begin());
    return transpose(ordered);
}

}  // namespace crosspoint
