// What a transient writes down: chosen quantities at every accepted point, kept in memory or
// streamed to a file, so that a long run needs no memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

enum class ProbeKind : std::uint8_t {
    node_V,           ///< index: node
    branch_A,         ///< index: branch of the netlist
    device_internal,  ///< index: device, unknown: of its model (>= terminals)
    device_memory     ///< index: device, unknown: number of the memory variable
};

struct Probe {
    std::string name;
    ProbeKind kind = ProbeKind::node_V;
    std::size_t index = 0;
    std::size_t unknown = 0;
};

/// Receives begin once, a row for each accepted point in order of time, end once.
class TraceSink {
public:
    TraceSink() = default;
    TraceSink(const TraceSink&) = delete;
    TraceSink& operator=(const TraceSink&) = delete;
    virtual ~TraceSink() = default;
    virtual Result<void> begin(std::span<const Probe> probes) = 0;
    /// @param values [probes]
    virtual Result<void> row(double time_s, std::span<const double> values) = 0;
    virtual Result<void> end() = 0;
};

/// Keeps everything.
class MemoryTrace final : public TraceSink {
public:
    Result<void> begin(std::span<const Probe> probes) override;
    Result<void> row(double time_s, std::span<const double> values) override;
    Result<void> end() override { return {}; }

    [[nodiscard]] const std::vector<double>& time_s() const { return time_s_; }
    /// [points] of probe k
    [[nodiscard]] const std::vector<double>& values(std::size_t k) const { return columns_[k]; }
    /// Value of probe k at a time between the first and last point, on the line between points.
    [[nodiscard]] double at(std::size_t k, double time_s) const;

private:
    std::vector<double> time_s_;
    std::vector<std::vector<double>> columns_;
};

/// Streams to `path`: ".csv" has a header line, ".npy" is [points x (1 + probes)] doubles, time in
/// the first column.
/// @errors environment 7320: the file cannot be written
class FileTrace final : public TraceSink {
public:
    explicit FileTrace(std::string path);
    Result<void> begin(std::span<const Probe> probes) override;
    Result<void> row(double time_s, std::span<const double> values) override;
    Result<void> end() override;

private:
    [[nodiscard]] Result<void> good() const;
    void write_npy_header();

    std::string path_;
    bool npy_ = false;
    std::ofstream file_;
    std::size_t columns_ = 0;
    std::size_t rows_ = 0;
};

}  // namespace crosspoint
