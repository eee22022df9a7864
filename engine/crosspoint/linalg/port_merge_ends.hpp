// The last step of port_merge.hpp: conductances between the ports, sources behind them.
//
// With Y the port conductances (c_kl) and g_k = 1 / R_k the ends, the ports that no 0-ohm end holds
// obey  (sum_l c_kl + g_k) v_k - sum_l c_kl v_l = g_k V_k + i_k.  X is the inverse of that matrix,
// X >= 0, formed without subtraction: the elimination with a ground row gives L^-T = M >= 0, and
// X = M M^T. Rows and columns of held ports are 0. Always in double.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/base/matrix.hpp"
#include "crosspoint/linalg/port_merge_buffer.hpp"
#include "crosspoint/linalg/port_merge_front.hpp"

namespace crosspoint::merge {

/// What is behind one end of a line. A port has one, or two when its line is a single node.
struct PortSource {
    std::size_t port = 0;
    double ohm = 0.0;  ///< 0: holds the port; infinity: nothing is connected
};

/// Whether two sources hold one port.
bool shorted_sources(std::span<const PortSource> sources);

class PortEnds {
public:
    /// Takes the lower triangle of a box's matrix, times `unit`.
    template <class T>
    void load(const T* box, std::size_t ld, std::size_t ports, double unit);

    /// Forms the inverse. @return whether everything is finite
    bool prepare(std::vector<PortSource> sources, int threads);
    /// One source: O(ports^2), or prepare() when that would lose accuracy.
    bool change(std::size_t source, double ohm);

    [[nodiscard]] std::size_t ports() const { return ports_; }
    [[nodiscard]] double between_S(std::size_t k, std::size_t l) const {
        return y_.data()[k * ports_ + l];
    }
    [[nodiscard]] std::size_t floating_parts() const { return floating_; }
    [[nodiscard]] const std::vector<PortSource>& sources() const { return sources_; }
    [[nodiscard]] std::size_t bytes() const;
    /// Elements that bytes() counts at most.
    static std::size_t elements(std::size_t ports, std::size_t threads);

    /// T [outputs x drives], both as numbers of connected sources.
    [[nodiscard]] Matrix<double> transfer_S(std::span<const std::size_t> drives,
                                            std::span<const std::size_t> outputs,
                                            int threads) const;
    /// @param source_V [sources]; out_A [sources] current into them
    void currents(std::span<const double> source_V, std::span<double> out_A) const;
    /// Voltages of the ports for `solve_width` right-hand sides.
    /// @param current_A [ports x solve_width]; source_V [sources x solve_width];
    ///                  voltage_V out, [ports x solve_width]
    void voltages(const double* current_A, const double* source_V, double* voltage_V) const;

private:
    [[nodiscard]] bool held(std::size_t port) const { return held_[port] != 0; }
    void sum_sources();
    [[nodiscard]] std::vector<double> drive_voltages(std::span<const std::size_t> drives,
                                                     FrontWork<double>& work) const;
    // Current into the source `e` alone, from the voltages of the ports.
    [[nodiscard]] double current_into(std::size_t e, const double* port_V, double source_V,
                                      double partner_V) const;
    void invert(double* panel, std::size_t ld, std::size_t n);
    void join_halves(const double* panel, std::size_t ld, std::size_t first, std::size_t last);
    void hold(std::size_t port);
    void let_go(std::size_t port, double g_S);
    void add_conductance(std::size_t port, double g_S);
    // x x^T times -factor, over all ports but `port`; whether no diagonal lost more than 3 digits.
    bool rank_one(std::size_t port, double factor);

    std::size_t ports_ = 0;
    std::size_t floating_ = 0;
    std::size_t updates_ = 0;
    bool accurate_ = true;
    std::vector<PortSource> sources_;
    std::vector<char> held_;            // [ports]
    std::vector<double> g_S_;           // [ports] sum of the sources that do not hold
    std::vector<std::size_t> partner_;  // [sources] the other one on the port, or itself
    AlignedBuffer<double> y_;           // [ports x ports], symmetric, diagonal 0
    AlignedBuffer<double> x_;           // [ports x ports], symmetric
    AlignedBuffer<double> panel_, m_;
    FrontWork<double> work_;
};

}  // namespace crosspoint::merge
