// The operating point of a netlist: Newton, and when that fails gmin stepping, source stepping and
// pseudo-transient continuation, in this order. An answer satisfies the equations without any aid;
// when none does, the error names the unknown that resists.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/circuit/net_audit.hpp"
#include "crosspoint/circuit/netlist.hpp"
#include "crosspoint/simulate/device_messages.hpp"
#include "crosspoint/simulate/newton.hpp"

namespace crosspoint {

enum class DcStrategy : unsigned char { newton, gmin_stepping, source_stepping, pseudo_transient };
const char* dc_strategy_name(DcStrategy strategy);

struct DcOptions {
    NewtonOptions newton{.reltol = 1e-9, .residual_rel = 1e-12};  ///< an oracle: tight
    double time_s = 0.0;                                          ///< at which the sources are read
    double temperature_K = 300.15;
    double gmin_S = 0.0;  ///< handed to the models, which may put it across their junctions
    std::uint64_t seed = 1;
    bool hold = true;  ///< held states and initial conditions keep their values
    /// Tried in this order.
    std::vector<DcStrategy> strategies = {DcStrategy::newton, DcStrategy::gmin_stepping,
                                          DcStrategy::source_stepping,
                                          DcStrategy::pseudo_transient};
    std::vector<double> guess = {};  ///< [unknowns]; empty: zeros
    std::stop_token stop = {};
    MessageSink messages = {};  ///< of the models, at the operating point
};

struct DcResult {
    NetSolution solution;
    std::vector<double> x;  ///< unknowns of the NetSystem, a guess for the next solve
    DcStrategy strategy = DcStrategy::newton;
    std::size_t iterations = 0;
    NetAudit audit;
};

/// @errors input as Netlist::check; numerics 7310 (no convergence), 7311 (singular), 7140
///         ($fatal of a model); interrupted 7312
Result<DcResult> solve_dc(const Netlist& netlist, const DcOptions& options = {});
/// The same on a system that exists, with its memory as it is.
Result<DcResult> solve_dc(NetSystem& system, const DcOptions& options, Analysis analysis);

}  // namespace crosspoint
