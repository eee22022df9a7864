// What the sources of port_merge_ends.hpp drive through the ports.
//
// Current out of the network into a source at port p:  g (v_p - V)  =  sum_k c_pk (v_k - v_p). The
// first form is used where V = 0, the second where the first would cancel, and at held ports.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "crosspoint/linalg/port_merge_ends.hpp"
#include "crosspoint/linalg/port_merge_leaf.hpp"

namespace crosspoint::merge {

double PortEnds::current_into(std::size_t e, const double* port_V, double source_V,
                              double partner_V) const {
    const PortSource& s = sources_[e];
    if (std::isinf(s.ohm)) return 0.0;
    const bool alone = partner_[e] == e;
    const double partner_S = alone ? 0.0 : 1.0 / sources_[partner_[e]].ohm;
    if (s.ohm > 0.0 && (source_V == 0.0 || (!alone && partner_S > 0.0)))
        return (port_V[s.port] - source_V) / s.ohm;
    const double* row = y_.data() + s.port * ports_;
    double sum = 0.0;
    for (std::size_t k = 0; k < ports_; ++k) sum += row[k] * (port_V[k] - port_V[s.port]);
    return alone ? sum : sum + partner_S * (partner_V - port_V[s.port]);
}

// Voltages of all ports for 1 V at each drive, [drives columns x ports].
std::vector<double> PortEnds::drive_voltages(std::span<const std::size_t> drives,
                                             FrontWork<double>& work) const {
    std::vector<double> v(drives.size() * ports_, 0.0);
    std::vector<double> coupling;  // rows of y of the held ports
    std::vector<std::size_t> column;
    for (std::size_t l = 0; l < drives.size(); ++l) {
        const PortSource& s = sources_[drives[l]];
        if (s.ohm == 0.0) {
            const double* row = y_.data() + s.port * ports_;
            coupling.insert(coupling.end(), row, row + ports_);
            column.push_back(l);
        } else if (!held(s.port)) {
            const double* x = x_.data() + s.port * ports_;
            for (std::size_t k = 0; k < ports_; ++k) v[l * ports_ + k] = x[k] / s.ohm;
        }
    }
    std::vector<double> product(ports_ * column.size());
    multiply(Product<double>{.m = ports_,
                             .n = column.size(),
                             .k = ports_,
                             .a = x_.data(),
                             .a_row = 1,
                             .a_col = ports_,
                             .b = coupling.data(),
                             .b_row = ports_,
                             .b_col = 1,
                             .c = product.data(),
                             .ldc = ports_},
             work);
    for (std::size_t l = 0; l < column.size(); ++l) {
        double* const to = v.data() + column[l] * ports_;
        std::copy_n(product.data() + l * ports_, ports_, to);
        to[sources_[drives[column[l]]].port] = 1.0;
    }
    return v;
}

Matrix<double> PortEnds::transfer_S(std::span<const std::size_t> drives,
                                    std::span<const std::size_t> outputs, int threads) const {
    FrontWork<double> work;
    work.threads = threads;
    const std::vector<double> v = drive_voltages(drives, work);
    Matrix<double> t(outputs.size(), drives.size());
    std::vector<double> coupling;
    std::vector<std::size_t> row_of;
    for (std::size_t k = 0; k < outputs.size(); ++k) {
        const PortSource& s = sources_[outputs[k]];
        if (s.ohm > 0.0) {
            for (std::size_t l = 0; l < drives.size(); ++l)
                t(k, l) = v[l * ports_ + s.port] / s.ohm;
            continue;
        }
        const double* row = y_.data() + s.port * ports_;
        coupling.insert(coupling.end(), row, row + ports_);
        row_of.push_back(k);
    }
    std::vector<double> product(row_of.size() * drives.size());
    multiply(Product<double>{.m = drives.size(),
                             .n = row_of.size(),
                             .k = ports_,
                             .a = v.data(),
                             .a_row = ports_,
                             .a_col = 1,
                             .b = coupling.data(),
                             .b_row = ports_,
                             .b_col = 1,
                             .c = product.data(),
                             .ldc = drives.size()},
             work);
    for (std::size_t k = 0; k < row_of.size(); ++k)
        std::copy_n(product.data() + k * drives.size(), drives.size(), t.row(row_of[k]).data());
    for (std::size_t k = 0; k < outputs.size(); ++k) {
        for (std::size_t l = 0; l < drives.size(); ++l) {
            const bool same = outputs[k] == drives[l];
            if (same || partner_[outputs[k]] == drives[l])
                t(k, l) = current_into(outputs[k], v.data() + l * ports_, same ? 1.0 : 0.0,
                                       same ? 0.0 : 1.0);
        }
    }
    return t;
}

void PortEnds::currents(std::span<const double> source_V, std::span<double> out_A) const {
    std::vector<double> b(ports_, 0.0);
    std::vector<double> v(ports_, 0.0);
    for (std::size_t e = 0; e < sources_.size(); ++e) {
        const PortSource& s = sources_[e];
        if (s.ohm > 0.0) {
            b[s.port] += source_V[e] / s.ohm;
            continue;
        }
        const double* row = y_.data() + s.port * ports_;
        for (std::size_t k = 0; k < ports_; ++k) b[k] += row[k] * source_V[e];
    }
    for (std::size_t l = 0; l < ports_; ++l) {
        if (held(l) || b[l] == 0.0) continue;
        const double* column = x_.data() + l * ports_;
        for (std::size_t k = 0; k < ports_; ++k) v[k] += column[k] * b[l];
    }
    for (std::size_t e = 0; e < sources_.size(); ++e)
        if (sources_[e].ohm == 0.0) v[sources_[e].port] = source_V[e];
    for (std::size_t e = 0; e < sources_.size(); ++e)
        out_A[e] = current_into(e, v.data(), source_V[e], source_V[partner_[e]]);
}

void PortEnds::voltages(const double* current_A, const double* source_V, double* voltage_V) const {
    constexpr std::size_t width = solve_width;
    std::vector<double> b(current_A, current_A + ports_ * width);
    for (std::size_t e = 0; e < sources_.size(); ++e) {
        const PortSource& s = sources_[e];
        const double* volts = source_V + e * width;
        if (s.ohm > 0.0) {
            for (std::size_t w = 0; w < width; ++w) b[s.port * width + w] += volts[w] / s.ohm;
            continue;
        }
        for (std::size_t k = 0; k < ports_; ++k)
            for (std::size_t w = 0; w < width; ++w)
                b[k * width + w] += y_.data()[s.port * ports_ + k] * volts[w];
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
    for (std::size_t e = 0; e < sources_.size(); ++e)
        if (sources_[e].ohm == 0.0)
            std::copy_n(source_V + e * width, width, voltage_V + sources_[e].port * width);
}

}  // namespace crosspoint::merge
