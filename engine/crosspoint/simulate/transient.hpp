// The response of a netlist over time: from its operating point, with held states and initial
// conditions, to stop_s. The step follows the local error of charges and states; time points stand
// on the corners of sources and on the events of models.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/circuit/netlist.hpp"
#include "crosspoint/simulate/device_messages.hpp"
#include "crosspoint/simulate/integrator.hpp"
#include "crosspoint/simulate/newton.hpp"
#include "crosspoint/simulate/trace.hpp"

namespace crosspoint {

struct TransientProgress {
    double time_s = 0.0;
    double stop_s = 0.0;
    std::size_t steps = 0;
};

struct TransientOptions {
    double stop_s = 0.0;
    IntegrationMethod method = IntegrationMethod::trapezoidal;
    /// Local error of a step, relative to the largest value that the charge or state had so far.
    double reltol = 1e-4;
    double abstol = 1e-6;       ///< the same in units of a typical value (1 V, 1 mA)
    double max_step_s = 0.0;    ///< 0: a fiftieth of stop_s
    double min_step_s = 0.0;    ///< 0: 1e-13 of stop_s
    double fixed_step_s = 0.0;  ///< above 0: this step, without error control
    NewtonOptions newton;
    double temperature_K = 300.15;
    double gmin_S = 0.0;
    std::uint64_t seed = 1;
    std::vector<Probe> probes;
    std::vector<double> output_s = {};  ///< ascending; steps end there, without a new start
    std::function<void(const TransientProgress&)> progress = {};  ///< after every accepted step
    std::stop_token stop = {};
    MessageSink messages = {};  ///< of the models, at accepted points
};

struct TransientReport {
    std::size_t steps = 0;            ///< accepted
    std::size_t rejected_error = 0;   ///< local error too large
    std::size_t rejected_newton = 0;  ///< no convergence at that step
    std::size_t forced_steps = 0;     ///< accepted at the smallest step with too large an error
    std::size_t events = 0;           ///< crossings that were located
    std::size_t newton_iterations = 0;
    double smallest_step_s = 0.0;
    double end_s = 0.0;
    bool stopped = false;   ///< by the stop token: everything up to end_s is valid
    bool finished = false;  ///< by $finish of a model before stop_s
};

struct TransientResult {
    TransientReport report;
    NetSolution final;
    std::vector<double> source_J;  ///< [elements] energy that independent sources delivered
};

/// @param sink receives the probes at time 0 and at each accepted point
/// @errors input as Netlist::check and 7314 (options); numerics as solve_dc and 7313 (no step
///         converges: names the unknown and the time); environment of the sink
Result<TransientResult> solve_transient(const Netlist& netlist, const TransientOptions& options,
                                        TraceSink& sink);

/// Probes by name: "V(node)", "I(element)", "device.unknown".
/// @errors input 7315: no such node, branch or unknown
Result<Probe> make_probe(const Netlist& netlist, const std::string& name);

}  // namespace crosspoint
