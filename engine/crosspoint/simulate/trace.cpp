// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace crosspoint {
namespace {

// Room for the largest shape that 64-bit sizes can state; the header is written twice, in place.
constexpr std::size_t npy_header_bytes = 128;

}  // namespace

Result<void> MemoryTrace::begin(std::span<const Probe> probes) {
    time_s_.clear();
    columns_.assign(probes.size(), {});
    return {};
}

Result<void> MemoryTrace::row(double time_s, std::span<const double> values) {
    time_s_.push_back(time_s);
    for (std::size_t k = 0; k < values.size(); ++k) columns_[k].push_back(values[k]);
    return {};
}

double MemoryTrace::at(std::size_t k, double time_s) const {
    const auto after = std::ranges::lower_bound(time_s_, time_s);
    if (after == time_s_.begin()) return columns_[k].front();
    if (after == time_s_.end()) return columns_[k].back();
    const auto i = static_cast<std::size_t>(after - time_s_.begin());
    const double share = (time_s - time_s_[i - 1]) / (time_s_[i] - time_s_[i - 1]);
    return columns_[k][i - 1] + share * (columns_[k][i] - columns_[k][i - 1]);
}

FileTrace::FileTrace(std::string path) : path_(std::move(path)), npy_(path_.ends_with(".npy")) {}

Result<void> FileTrace::good() const {
    if (file_.good()) return {};
    return Error{.code = Errc::environment,
                 .id = 7320,
                 .what = fmt::format("the trace {} cannot be written", path_),
                 .help = "check that the folder exists, is writable and has space left"};
}

void FileTrace::write_npy_header() {
    std::string text = fmt::format(
        "{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", rows_, columns_);
    text.resize(npy_header_bytes - 10 - 1, ' ');
    text += '\n';
    const char magic[10] = {'\x93',
                            'N',
                            'U',
                            'M',
                            'P',
                            'Y',
                            1,
                            0,
                            static_cast<char>(text.size()),
                            static_cast<char>(text.size() >> 8)};
    file_.write(magic, sizeof magic);
    file_.write(text.data(), static_cast<std::streamsize>(text.size()));
}

Result<void> FileTrace::begin(std::span<const Probe> probes) {
    file_.open(path_, std::ios::binary | std::ios::trunc);
    columns_ = probes.size() + 1;
    rows_ = 0;
    if (npy_) {
        write_npy_header();
    } else {
        file_ << "time_s";
        for (const Probe& probe : probes) file_ << ',' << probe.name;
        file_ << '\n';
    }
    return good();
}

Result<void> FileTrace::row(double time_s, std::span<const double> values) {
    ++rows_;
    if (npy_) {
        file_.write(reinterpret_cast<const char*>(&time_s), sizeof time_s);
        file_.write(reinterpret_cast<const char*>(values.data()),
                    static_cast<std::streamsize>(values.size_bytes()));
    } else {
        std::string line = fmt::format("{}", time_s);
        for (const double v : values) line += fmt::format(",{}", v);
        file_ << line << '\n';
    }
    return good();
}

Result<void> FileTrace::end() {
    if (npy_) {
        file_.seekp(0);
        write_npy_header();
    }
    file_.flush();
    const Result<void> done = good();
    file_.close();
    return done;
}

}  // namespace crosspoint
