// All instances of one device model in a netlist: their unknowns gathered into rows, evaluated in
// one call, their results scattered back. Private to the equations of a netlist.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "crosspoint/circuit/netlist.hpp"
#include "crosspoint/device/model.hpp"
#include "crosspoint/simulate/net_system.hpp"

namespace crosspoint {

/// Rows of `stride` doubles on 64-byte borders, as EvalBlock asks.
class DeviceRows {
public:
    void resize(std::size_t rows, std::size_t stride) {
        store_.assign(rows * stride + 8, 0.0);
        void* start = store_.data();
        std::size_t space = store_.size() * sizeof(double);
        data_ = static_cast<double*>(std::align(64, rows * stride * sizeof(double), start, space));
        stride_ = stride;
        empty_ = rows == 0;
    }
    [[nodiscard]] double* data() { return empty_ ? nullptr : data_; }
    [[nodiscard]] double& at(std::size_t row, std::size_t lane) {
        return data_[row * stride_ + lane];
    }
    [[nodiscard]] double at(std::size_t row, std::size_t lane) const {
        return data_[row * stride_ + lane];
    }
    /// Exchanges the contents with rows of the same shape.
    void copy_from(const DeviceRows& other, std::size_t rows) {
        for (std::size_t k = 0; k < rows * stride_; ++k) data_[k] = other.data_[k];
    }

private:
    std::vector<double> store_;
    double* data_ = nullptr;
    std::size_t stride_ = 0;
    bool empty_ = true;
};

struct NetSystem::Group {
    static constexpr std::int32_t ground = -1;

    const DeviceModel* model = nullptr;
    std::vector<std::size_t> devices;  ///< [lanes] index in Netlist::devices
    std::size_t stride = 0;
    std::vector<std::int32_t> unknown;                     ///< [n_x x lanes] index in x, or ground
    std::vector<std::int32_t> static_place, charge_place;  ///< [entries x lanes] or ground
    std::vector<std::uint32_t> cell;
    std::size_t first_event = 0;
    DeviceRows x, parameters, memory, memory_next, f, q, df, dq, events, bound;

    [[nodiscard]] std::size_t lanes() const { return devices.size(); }
    [[nodiscard]] const ModelShape& shape() const { return model->shape(); }

    void prepare(const Netlist& netlist);
    void reset_memory(const Netlist& netlist);
    void gather(std::span<const double> net_x);
    /// Inputs as gathered; no outputs.
    [[nodiscard]] EvalBlock block();
    void evaluate(const EvalPoint& point);
    void scatter(NetValues& out) const;
};

}  // namespace crosspoint
