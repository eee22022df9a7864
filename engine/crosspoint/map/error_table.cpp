// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/error_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "crosspoint/base/npz.hpp"
#include "crosspoint/base/rng.hpp"

namespace crosspoint {
namespace {

constexpr std::int64_t table_schema = 1;

Error table_error(const std::string& path, const std::string& what) {
    return {.code = Errc::input,
            .id = 7410,
            .what = what,
            .help = "use a file that a study with inference.mode = \"table\" wrote",
            .where = SourceSpan{.file = path}};
}

}  // namespace

void LayerTable::record(std::size_t place, std::size_t column_group,
                        std::span<const std::int32_t> exact,
                        std::span<const std::int32_t> measured) {
    for (std::size_t b = 0; b < exact.size(); ++b) {
        const std::int32_t m = std::clamp(measured[b], lowest, highest);
        ++counts[row(place, column_group, exact[b]) + static_cast<std::size_t>(m - lowest)];
    }
}

void LayerTable::add(const LayerTable& other) {
    if (counts.empty()) {
        const std::int64_t all = activations, wrong = activation_errors;
        *this = other;
        activations += all;
        activation_errors += wrong;
        return;
    }
    for (std::size_t k = 0; k < other.counts.size(); ++k) counts[k] += other.counts[k];
    activations += other.activations;
    activation_errors += other.activation_errors;
}

Result<void> write_error_table(const std::string& path, const ErrorTable& table) {
    std::map<std::string, std::vector<std::byte>> entries;
    const auto scalar = [&](const std::string& name, std::int64_t value) {
        entries[name] = npy_bytes({}, std::span<const std::int64_t>(&value, 1));
    };
    scalar("schema", table_schema);
    scalar("images", table.images);
    for (std::size_t k = 0; k < table.layers.size(); ++k) {
        const LayerTable& layer = table.layers[k];
        const std::string name = fmt::format("L{}_", k);
        const std::vector<std::size_t> shape =
            layer.counts.empty() ? std::vector<std::size_t>{0}
                                 : std::vector<std::size_t>{layer.places, layer.column_groups,
                                                            layer.values(), layer.values()};
        entries[name + "counts"] = npy_bytes(shape, std::span<const std::int64_t>(layer.counts));
        scalar(name + "lowest", layer.lowest);
        scalar(name + "activations", layer.activations);
        scalar(name + "activation_errors", layer.activation_errors);
        const std::vector<std::uint8_t> text(layer.name.begin(), layer.name.end());
        const std::vector<std::size_t> text_shape{text.size()};
        entries[name + "name"] = npy_bytes(text_shape, std::span<const std::uint8_t>(text));
    }
    return write_npz(path, entries);
}

Result<ErrorTable> read_error_table(const std::string& path) {
    const auto arrays = read_npz(path);
    if (!arrays) return arrays.error();
    const auto number = [&](const std::string& name) -> std::optional<std::int64_t> {
        const auto found = arrays->find(name);
        if (found == arrays->end() || found->second.values.size() != 1) return {};
        const double value = found->second.values[0];
        if (value != std::floor(value) || std::abs(value) > 0x1p53) return {};
        return static_cast<std::int64_t>(value);
    };
    if (number("schema") != table_schema)
        return table_error(path,
                           fmt::format("the file is no error table of schema {}", table_schema));
    ErrorTable table{.layers = {}, .images = number("images").value_or(0)};
    for (std::size_t k = 0;; ++k) {
        const std::string name = fmt::format("L{}_", k);
        const auto found = arrays->find(name + "counts");
        if (found == arrays->end()) break;
        const NdArray& counts = found->second;
        const auto lowest = number(name + "lowest");
        const bool digital = counts.values.empty();
        const auto& shape = counts.shape;
        if (!lowest || (!digital && (shape.size() != 4 || shape[2] != shape[3])))
            return table_error(path,
                               fmt::format("'{}counts' has shape {}, expected [places, column "
                                           "groups, exact, measured]",
                                           name, counts.shape_text()));
        LayerTable layer{.lowest = static_cast<std::int32_t>(*lowest),
                         .activations = number(name + "activations").value_or(0),
                         .activation_errors = number(name + "activation_errors").value_or(0)};
        if (!digital) {
            layer.places = shape[0];
            layer.column_groups = shape[1];
            layer.highest = layer.lowest + static_cast<std::int32_t>(shape[2]) - 1;
        }
        for (const double value : counts.values) {
            if (!(value >= 0.0) || value != std::floor(value))
                return table_error(
                    path,
                    fmt::format("'{}counts' has a value of {}, expected counts", name, value));
            layer.counts.push_back(static_cast<std::int64_t>(value));
        }
        if (const auto text = arrays->find(name + "name"); text != arrays->end())
            for (const double byte : text->second.values)
                layer.name += static_cast<char>(static_cast<int>(byte) & 0xff);
        table.layers.push_back(std::move(layer));
    }
    if (table.layers.empty()) return table_error(path, "the error table has no layer");
    return table;
}

CountSampler::CountSampler(const LayerTable& table)
    : places_(table.places),
      column_groups_(table.column_groups),
      values_(table.values()),
      lowest_(table.lowest) {
    const auto total = [&](std::size_t row) {
        std::int64_t sum = 0;
        for (std::size_t m = 0; m < values_; ++m) sum += table.counts[row * values_ + m];
        return sum;
    };
    for (std::size_t group = 0; group < places_ * column_groups_; ++group)
        for (std::size_t e = 0; e < values_; ++e) {
            first_.push_back(steps_.size());
            // The nearest exact count that was seen, the lower one of two.
            std::size_t from = e, away = 0;
            while (total(group * values_ + from) == 0 && away < values_) {
                ++away;
                from = away <= e ? e - away : e;
                if (total(group * values_ + from) == 0 && e + away < values_) from = e + away;
            }
            const std::int64_t sum = total(group * values_ + from);
            unseen_ += from != e || sum == 0 ? 1 : 0;
            std::int64_t seen = 0;
            for (std::size_t m = 0; m < values_ && sum > 0; ++m) {
                const std::int64_t count = table.counts[(group * values_ + from) * values_ + m];
                if (count == 0) continue;
                seen += count;
                steps_.push_back(
                    {.below = static_cast<std::uint64_t>(
                         std::ldexp(static_cast<double>(seen) / static_cast<double>(sum), 32)),
                     .shift = static_cast<std::int32_t>(m) - static_cast<std::int32_t>(from)});
            }
            if (sum == 0) steps_.push_back({.below = std::uint64_t{1} << 32, .shift = 0});
        }
    first_.push_back(steps_.size());
}

double CountSampler::unseen() const {
    return static_cast<double>(unseen_) / static_cast<double>(first_.size() - 1);
}

void CountSampler::draw(std::size_t place, std::size_t column_group, std::uint64_t key,
                        std::uint64_t first_read, std::span<const std::int32_t> exact,
                        std::span<std::int32_t> measured) const {
    const std::size_t group = (place * column_groups_ + column_group) * values_;
    const auto highest = lowest_ + static_cast<std::int32_t>(values_) - 1;
    for (std::size_t b = 0; b < exact.size(); ++b) {
        const std::size_t row = group + static_cast<std::size_t>(exact[b] - lowest_);
        const std::uint64_t u = SmallRandom(mixed_seed(key, {first_read + b}))() >> 32;
        std::size_t k = first_[row];
        while (u >= steps_[k].below && k + 1 < first_[row + 1]) ++k;
        measured[b] = std::clamp(exact[b] + steps_[k].shift, lowest_, highest);
    }
}

}  // namespace crosspoint
