// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge_ends.hpp"

#include <algorithm>
#include <cmath>

#include "crosspoint/linalg/port_merge_leaf.hpp"

namespace crosspoint::merge {
namespace {

// Calls body(k, l) for l < k < n by squares that stay in the cache.
template <class Body>
void each_below_diagonal(std::size_t n, const Body& body) {
    constexpr std::size_t side = 32;
    for (std::size_t l0 = 0; l0 < n; l0 += side)
        for (std::size_t k0 = l0; k0 < n; k0 += side)
            for (std::size_t l = l0; l < std::min(n, l0 + side); ++l)
                for (std::size_t k = std::max(k0, l + 1); k < std::min(n, k0 + side); ++k)
                    body(k, l);
}

constexpr double most_loss = 1e3;         // chosen: an update may cost 3 of 16 digits
constexpr std::size_t most_updates = 64;  // chosen: rounding adds up by then to less than that

}  // namespace

template <class T>
void PortEnds::load(const T* box, std::size_t ld, std::size_t ports, double unit) {
    ports_ = ports;
    y_.fit(ports * ports);
    double* const y = y_.data();
    for (std::size_t l = 0; l < ports; ++l) y[l * ports + l] = 0.0;
    each_below_diagonal(ports, [&](std::size_t k, std::size_t l) {
        y[l * ports + k] = y[k * ports + l] = static_cast<double>(box[l * ld + k]) * unit;
    });
}
template void PortEnds::load(const double*, std::size_t, std::size_t, double);
template void PortEnds::load(const float*, std::size_t, std::size_t, double);

std::size_t PortEnds::bytes() const {
    return y_.bytes() + x_.bytes() + panel_.bytes() + m_.bytes() + work_.bytes();
}

std::size_t PortEnds::elements(std::size_t ports, std::size_t threads) {
    const std::size_t depth = std::min(ports, product_depth);
    return 3 * ports * ports + ports * leading(ports + 1) + packed_elements(ports, depth) +
           threads * packed_elements(std::min(ports + 1, product_rows), depth);
}

bool shorted_sources(std::span<const PortSource> sources) {
    std::vector<std::size_t> held;
    for (const PortSource& s : sources)
        if (s.ohm == 0.0) held.push_back(s.port);
    std::sort(held.begin(), held.end());
    return std::adjacent_find(held.begin(), held.end()) != held.end();
}

void PortEnds::sum_sources() {
    held_.assign(ports_, 0);
    g_S_.assign(ports_, 0.0);
    partner_.resize(sources_.size());
    std::vector<std::size_t> first(ports_, sources_.size());
    for (std::size_t e = 0; e < sources_.size(); ++e) {
        const PortSource& s = sources_[e];
        if (s.ohm == 0.0)
            held_[s.port] = 1;
        else
            g_S_[s.port] += 1.0 / s.ohm;
        partner_[e] = e;
        if (first[s.port] == sources_.size()) {
            first[s.port] = e;
        } else {
            partner_[e] = first[s.port];
            partner_[first[s.port]] = e;
        }
    }
}

bool PortEnds::prepare(std::vector<PortSource> sources, int threads) {
    sources_ = std::move(sources);
    sum_sources();
    work_.threads = threads;
    updates_ = 0;
    accurate_ = true;
    std::vector<std::size_t> free;
    for (std::size_t k = 0; k < ports_; ++k)
        if (!held(k)) free.push_back(k);
    const std::size_t n = free.size();
    const std::size_t ld = leading(n + 1);
    panel_.fit(n * ld);
    for (std::size_t q = 0; q < n; ++q) {
        const double* column = y_.data() + free[q] * ports_;
        double* to = panel_.data() + q * ld;
        for (std::size_t p = q + 1; p < n; ++p) to[p] = column[free[p]];
        double ground = g_S_[free[q]];
        for (std::size_t h = 0; h < ports_; ++h) ground += held(h) ? column[h] : 0.0;
        to[n] = ground;
    }
    floating_ = eliminate_nodes(panel_.data(), ld, n + 1, n, work_);
    invert(panel_.data(), ld, n);
    x_.fit(ports_ * ports_);
    std::fill_n(x_.data(), ports_ * ports_, 0.0);
    double* const x = x_.data();
    const double* from = panel_.data();
    double sum = 0.0;
    for (std::size_t q = 0; q < n; ++q) {
        x[free[q] * ports_ + free[q]] = from[q * ld + q];
        sum += from[q * ld + q];
    }
    // Entry (k, l) of an inverse M-matrix is at most the diagonal one of k or l: one sum tells all.
    each_below_diagonal(n, [&](std::size_t p, std::size_t q) {
        x[free[q] * ports_ + free[p]] = x[free[p] * ports_ + free[q]] = from[q * ld + p];
    });
    return std::isfinite(sum);
}

// M of columns [first, last) from the M of the halves: M12 = M1 X21^T M2.
void PortEnds::join_halves(const double* panel, std::size_t ld, std::size_t first,
                           std::size_t last) {
    if (last - first <= block_nodes) return;
    const std::size_t blocks = (last - first + block_nodes - 1) / block_nodes;
    const std::size_t middle = first + blocks / 2 * block_nodes;
    join_halves(panel, ld, first, middle);
    join_halves(panel, ld, middle, last);
    const std::size_t n1 = middle - first;
    const std::size_t n2 = last - middle;
    double* const m = m_.data();
    double* const corner = m + first * ld + middle;  // below the diagonal: scratch, then 0 again
    // M1(j, q) is 0 for q < j, M2(q, j) for q > j: by columns, so that the zeros are left out.
    constexpr std::size_t strip = 128;
    for (std::size_t j = 0; j < n1; j += strip) {
        multiply(Product<double>{.m = n2,
                                 .n = std::min(strip, n1 - j),
                                 .k = n1 - j,
                                 .a = panel + (first + j) * ld + middle,
                                 .a_row = 1,
                                 .a_col = ld,
                                 .b = m + (first + j) * ld + first + j,
                                 .b_row = 1,
                                 .b_col = ld,
                                 .c = corner + j * ld,
                                 .ldc = ld},
                 work_);
    }
    for (std::size_t j = 0; j < n2; j += strip) {
        const std::size_t width = std::min(strip, n2 - j);
        multiply(Product<double>{.m = n1,
                                 .n = width,
                                 .k = j + width,
                                 .a = corner,
                                 .a_row = ld,
                                 .a_col = 1,
                                 .b = m + (middle + j) * ld + middle,
                                 .b_row = ld,
                                 .b_col = 1,
                                 .c = m + (middle + j) * ld + first,
                                 .ldc = ld},
                 work_);
    }
    for (std::size_t q = 0; q < n1; ++q) std::fill_n(corner + q * ld, n2, 0.0);
}

// Turns the eliminated panel into the lower triangle of the inverse.
void PortEnds::invert(double* panel, std::size_t ld, std::size_t n) {
    m_.fit(n * ld);
    double* const m = m_.data();
    std::fill_n(m, n * ld, 0.0);
    for (std::size_t p = 0; p < n; ++p) {
        const std::size_t block = p / block_nodes * block_nodes;
        // The blocks are those of the halving in eliminate_nodes(): whole but for the last.
        std::copy(panel + p * ld + block, panel + p * ld + p + 1, m + p * ld + block);
    }
    join_halves(panel, ld, 0, n);
    std::fill_n(panel, n * ld, 0.0);
    for (std::size_t first = 0; first < n; first += product_depth) {
        const std::size_t last = std::min(n, first + product_depth);
        multiply(Product<double>{.m = last,
                                 .n = last,
                                 .k = last - first,
                                 .a = m + first * ld,
                                 .a_row = 1,
                                 .a_col = ld,
                                 .b = m + first * ld,
                                 .b_row = 1,
                                 .b_col = ld,
                                 .c = panel,
                                 .ldc = ld,
                                 .add = true,
                                 .lower = true},
                 work_);
    }
}

bool PortEnds::change(std::size_t source, double ohm) {
    const std::size_t port = sources_[source].port;
    const bool was_held = held(port);
    const double before_S = g_S_[port];
    sources_[source].ohm = ohm;
    sum_sources();
    if (floating_ == 0 && ++updates_ <= most_updates) {
        if (was_held && !held(port))
            let_go(port, g_S_[port]);
        else if (!was_held && held(port))
            hold(port);
        else if (!was_held)
            add_conductance(port, g_S_[port] - before_S);
        if (accurate_) return true;
    }
    return prepare(sources_, work_.threads);
}

bool PortEnds::rank_one(std::size_t port, double factor) {
    const double* column = x_.data() + port * ports_;
    bool accurate = true;
    for (std::size_t l = 0; l < ports_; ++l) {
        if (l == port || column[l] == 0.0) continue;
        double* to = x_.data() + l * ports_;
        const double f = factor * column[l];
        const double before = to[l];
        for (std::size_t k = 0; k < ports_; ++k) to[k] -= f * column[k];
        accurate = accurate && to[l] * most_loss >= before;
    }
    return accurate;
}

// A + g e e^T: X - g x x^T / (1 + g x_pp).
void PortEnds::add_conductance(std::size_t port, double g_S) {
    double* const x = x_.data() + port * ports_;
    const double t = 1.0 + g_S * x[port];
    if (!(t * most_loss >= 1.0)) {
        accurate_ = false;
        return;
    }
    accurate_ = rank_one(port, g_S / t);
    for (std::size_t k = 0; k < ports_; ++k) {
        x[k] /= t;
        x_.data()[k * ports_ + port] = x[k];
    }
}

void PortEnds::hold(std::size_t port) {
    double* const x = x_.data() + port * ports_;
    accurate_ = x[port] > 0.0 && rank_one(port, 1.0 / x[port]);
    for (std::size_t k = 0; k < ports_; ++k) x[k] = x_.data()[k * ports_ + port] = 0.0;
}

// The bordered inverse: with z = X y the voltages for 1 V at the port,
// 1 / x_pp = g + sum_held y_k + sum_free y_k (1 - z_k).
void PortEnds::let_go(std::size_t port, double g_S) {
    const double* y = y_.data() + port * ports_;
    double* const x = x_.data() + port * ports_;
    std::vector<double> z(ports_, 0.0);
    for (std::size_t l = 0; l < ports_; ++l) {
        if (held(l) || l == port) continue;
        const double* column = x_.data() + l * ports_;
        for (std::size_t k = 0; k < ports_; ++k) z[k] += column[k] * y[l];
    }
    double sum = g_S;
    double total = g_S;
    for (std::size_t k = 0; k < ports_; ++k) {
        if (k == port) continue;
        sum += y[k] * (1.0 - z[k]);
        total += y[k];
    }
    accurate_ = sum * most_loss >= total;
    if (!accurate_) return;
    for (std::size_t l = 0; l < ports_; ++l) {
        if (z[l] == 0.0) continue;
        double* to = x_.data() + l * ports_;
        const double f = z[l] / sum;
        for (std::size_t k = 0; k < ports_; ++k) to[k] += f * z[k];
    }
    for (std::size_t k = 0; k < ports_; ++k) {
        x[k] = (k == port ? 1.0 : z[k]) / sum;
        x_.data()[k * ports_ + port] = x[k];
    }
}

}  // namespace crosspoint::merge
