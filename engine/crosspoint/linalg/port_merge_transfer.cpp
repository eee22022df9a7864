// What the sources of port_merge_ends.hpp drive through the ports.
//
// Current out of the network into the source at port p:  g_p (v_p - V_p)  =  sum_k c_pk (v_k -
// v_p). The first form is used where V_p = 0, the second where it would cancel, and at held ports.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <vector>

#include "crosspoint/linalg/port_merge_ends.hpp"
#include "crosspoint/linalg/port_merge_leaf.hpp"

namespace crosspoint::merge {
namespace {

// Rows or columns of held ports, one behind the other.
std::vector<double> gather(const double* y, std::size_t ports,
                           std::span<const std::size_t> chosen) {
    std::vector<double> rows;
    rows.reserve(ports * chosen.size());
    for (const std::size_t p : chosen) rows.insert(rows.end(), y + p * ports, y + (p + 1) * ports);
    return rows;
}

double current_by_branches(const double* y, const double* v, std::size_t port, std::size_t ports) {
    double sum = 0.0;
    for (std::size_t k = 0; k < ports; ++k) sum += y[port * ports + k] * (v[k] - v[port]);
    return sum;
}

}  // namespace

Matrix<double> PortEnds::transfer_S(std::span<const std::size_t> drives,
                                    std::span<const std::size_t> outputs, int threads) const {
    const double* const y = y_.data();
    const double* const x = x_.data();
    FrontWork<double> work;
    work.threads = threads;
    // Voltages of all ports per drive, [drives columns x ports].
    std::vector<double> v(drives.size() * ports_, 0.0);
    std::vector<std::size_t> held_drives;
    std::vector<std::size_t> held_at;
    for (std::size_t l = 0; l < drives.size(); ++l) {
        const std::size_t p = drives[l];
        if (held(p)) {
            held_drives.push_back(p);
            held_at.push_back(l);
            continue;
        }
        const double g = 1.0 / end_ohm_[p];
        for (std::size_t k = 0; k < ports_; ++k) v[l * ports_ + k] = g * x[p * ports_ + k];
    }
    const std::vector<double> coupling = gather(y, ports_, held_drives);
    std::vector<double> product(ports_ * std::max(held_drives.size(), outputs.size()));
    multiply(Product<double>{.m = ports_,
                             .n = held_drives.size(),
                             .k = ports_,
                             .a = x,
                             .a_row = 1,
                             .a_col = ports_,
                             .b = coupling.data(),
                             .b_row = ports_,
                             .b_col = 1,
                             .c = product.data(),
                             .ldc = ports_},
             work);
    for (std::size_t l = 0; l < held_drives.size(); ++l) {
        double* const to = v.data() + held_at[l] * ports_;
        std::copy_n(product.data() + l * ports_, ports_, to);
        to[held_drives[l]] = 1.0;
    }
    Matrix<double> t(outputs.size(), drives.size());
    std::vector<std::size_t> held_outputs;
    std::vector<std::size_t> held_rows;
    for (std::size_t k = 0; k < outputs.size(); ++k) {
        const std::size_t p = outputs[k];
        if (held(p)) {
            held_outputs.push_back(p);
            held_rows.push_back(k);
            continue;
        }
        const double g = 1.0 / end_ohm_[p];
        for (std::size_t l = 0; l < drives.size(); ++l) t(k, l) = g * v[l * ports_ + p];
    }
    const std::vector<double> rows = gather(y, ports_, held_outputs);
    product.resize(held_outputs.size() * std::max<std::size_t>(drives.size(), 1));
    multiply(Product<double>{.m = drives.size(),
                             .n = held_outputs.size(),
                             .k = ports_,
                             .a = v.data(),
                             .a_row = ports_,
                             .a_col = 1,
                             .b = rows.data(),
                             .b_row = ports_,
                             .b_col = 1,
                             .c = product.data(),
                             .ldc = drives.size()},
             work);
    for (std::size_t k = 0; k < held_outputs.size(); ++k)
        std::copy_n(product.data() + k * drives.size(), drives.size(), t.row(held_rows[k]).data());
    for (std::size_t k = 0; k < outputs.size(); ++k)
        for (std::size_t l = 0; l < drives.size(); ++l)
            if (outputs[k] == drives[l])
                t(k, l) = current_by_branches(y, v.data() + l * ports_, drives[l], ports_);
    return t;
}

void PortEnds::currents(std::span<const double> source_V, std::span<double> out_A) const {
    const double* const y = y_.data();
    std::vector<double> b(ports_, 0.0);
    std::vector<double> v(ports_, 0.0);
    for (std::size_t l = 0; l < ports_; ++l) {
        if (source_V[l] == 0.0 || std::isinf(end_ohm_[l])) continue;
        if (!held(l)) {
            b[l] += source_V[l] / end_ohm_[l];
            continue;
        }
        for (std::size_t k = 0; k < ports_; ++k) b[k] += y[l * ports_ + k] * source_V[l];
    }
    for (std::size_t l = 0; l < ports_; ++l) {
        if (b[l] == 0.0) continue;
        const double* column = x_.data() + l * ports_;
        for (std::size_t k = 0; k < ports_; ++k) v[k] += column[k] * b[l];
    }
    for (std::size_t k = 0; k < ports_; ++k)
        if (held(k)) v[k] = source_V[k];
    for (std::size_t k = 0; k < ports_; ++k) {
        if (std::isinf(end_ohm_[k]))
            out_A[k] = 0.0;
        else if (!held(k) && source_V[k] == 0.0)
            out_A[k] = v[k] / end_ohm_[k];
        else
            out_A[k] = current_by_branches(y, v.data(), k, ports_);
    }
}

void PortEnds::voltages(const double* current_A, const double* source_V, double* voltage_V) const {
    constexpr std::size_t width = solve_width;
    std::vector<double> b(current_A, current_A + ports_ * width);
    for (std::size_t l = 0; l < ports_; ++l) {
        const double* volts = source_V + l * width;
        if (std::isinf(end_ohm_[l])) continue;
        if (!held(l)) {
            for (std::size_t w = 0; w < width; ++w) b[l * width + w] += volts[w] / end_ohm_[l];
            continue;
        }
        for (std::size_t k = 0; k < ports_; ++k)
            for (std::size_t w = 0; w < width; ++w)
                b[k * width + w] += y_.data()[l * ports_ + k] * volts[w];
    }
    FrontWork<double> work;
    multiply(Product<double>{.m = width,
                             .n = ports_,
                             .k = ports_,
                             .a = b.data(),
                             .a_row = 1,
                             .a_col = width,
                             .b = x_.data(),
                             .b_row = 1,
                             .b_col = ports_,
                             .c = voltage_V,
                             .ldc = width},
             work);
    for (std::size_t k = 0; k < ports_; ++k)
        if (held(k)) std::copy_n(source_V + k * width, width, voltage_V + k * width);
}

}  // namespace crosspoint::merge
