// What was drawn for each cell, as files.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iterator>
#include <map>
#include <string>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"
#include "crosspoint/base/npz.hpp"
#include "crosspoint/study/cell_sampler.hpp"

namespace crosspoint {

Result<void> write_drawn_npz(const std::string& path, const std::vector<DrawRecord>& records,
                             std::size_t rows, std::size_t cols) {
    CROSSPOINT_ASSERT(!records.empty());
    const std::size_t draws = records.back().draw + 1;
    std::vector<std::size_t> shape = {rows, cols};
    if (records.size() > 1) shape = {draws, records.size() / draws, rows, cols};
    std::map<std::string, std::vector<std::byte>> entries;
    std::vector<std::uint8_t> faults;
    for (const DrawRecord& record : records)
        for (const FaultKind kind : record.faults)
            faults.push_back(static_cast<std::uint8_t>(kind));
    entries.emplace("fault", npy_bytes(shape, std::span<const std::uint8_t>(faults)));
    for (std::size_t q = 0; q < records.front().quantities.size(); ++q) {
        std::vector<double> values;
        for (const DrawRecord& record : records) {
            const std::vector<double>& of = record.quantities[q].values;
            values.insert(values.end(), of.begin(), of.end());
        }
        const DrawnQuantity& quantity = records.front().quantities[q];
        const std::vector<std::size_t> one = {rows, cols};
        entries.emplace(quantity.name, npy_bytes(shape, std::span<const double>(values)));
        entries.emplace(quantity.name + "_nominal",
                        npy_bytes(one, std::span<const double>(quantity.nominal)));
    }
    return write_npz(path, entries);
}

Result<void> write_drawn_csv(const std::string& path, const std::vector<DrawRecord>& records,
                             std::size_t cols) {
    CROSSPOINT_ASSERT(!records.empty());
    std::string text = "draw,cycle,row,col,fault";
    for (const DrawnQuantity& quantity : records.front().quantities)
        text += fmt::format(",{0},{0}_nominal", quantity.name);
    text += '\n';
    for (const DrawRecord& record : records)
        for (std::size_t k = 0; k < record.faults.size(); ++k) {
            fmt::format_to(std::back_inserter(text), "{},{},{},{},{}", record.draw, record.cycle,
                           k / cols, k % cols, fault_name(record.faults[k]));
            for (const DrawnQuantity& quantity : record.quantities)
                fmt::format_to(std::back_inserter(text), ",{},{}", quantity.values[k],
                               quantity.nominal[k]);
            text += '\n';
        }
    return write_file(path, text);
}

}  // namespace crosspoint
