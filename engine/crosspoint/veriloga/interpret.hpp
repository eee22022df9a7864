// The oracle: evaluates a checked model for one instance, statement by statement, with derivatives
// carried along. Slow and obvious; it shares no code with the lowering that it judges.
// Rules for what has a memory (all of it committed by the caller when a step is accepted):
//   variables   every one keeps its value; only one that is read before it is assigned shows it
//   cross       fires when the sign changed since the last accepted point; above: upwards only
//   timer       fires when start + k period passed since the last accepted point, and where a
//               transient starts when start is that time
//   transition  a new target starts a ramp from the present value, after the delay
//   slew        the change since the last accepted point is limited; absdelay interpolates
// In dc the operators are the identity, cross and timer do not fire (but see timer), above does
// when it is not < 0.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "crosspoint/veriloga/bindings.hpp"
#include "crosspoint/veriloga/checked.hpp"
#include "crosspoint/veriloga/unknowns.hpp"

namespace crosspoint::veriloga {

/// By variable and element, and by site. `texts` holds the string variables.
struct InstanceMemory {
    std::vector<std::vector<double>> variables;
    std::vector<std::string> texts;
    std::vector<std::vector<double>> sites;
};

/// One distribution: kind, site, value of the seed (0 without), and its arguments (0 when absent).
using DrawRandom =
    std::function<double(RandomKind kind, Index site, double seed, double a, double b)>;

struct EvaluationPoint {
    std::vector<double> unknowns;  ///< in the order of Structure::unknowns; V, A or as declared
    double time_s = 0.0;
    double last_time_s = 0.0;  ///< of the last accepted point
    double temperature_K = 300.15;
    bool dc = true;               ///< operating point, also the one before a transient
    std::string analysis = "dc";  ///< "dc" or "tran"; both answer analysis("static") as `dc` says
    bool initial_step = false, final_step = false;
    std::map<std::string, double> simparams = {{"gmin", 1e-12}};
    DrawRandom draw = {};  ///< empty: every draw is 0
};

struct EvaluationMessage {
    TaskKind kind = TaskKind::strobe;
    std::string text;  ///< arguments joined as text, numbers by %g
};
struct NoiseSource {
    Index site = 0;
    double density = 0.0;   ///< unit^2/Hz; of flicker noise at 1 Hz
    double exponent = 0.0;  ///< 1/f^exponent
};

/// f + dq/dt = 0. Matrices are row-major, n x n.
struct Evaluation {
    std::vector<double> f, q, df, dq;
    InstanceMemory next;
    std::vector<bool> fired;  ///< by site: events
    std::vector<NoiseSource> noise;
    std::vector<EvaluationMessage> messages;
    double bound_step_s = 0.0;     ///< 0: none
    std::vector<double> timers_s;  ///< next times of the timers
    std::string failure;           ///< not empty: a loop that does not end
};

/// Before the first point: initial values, and what `analog initial` sets.
InstanceMemory initial_memory(const CheckedModel& model, const ParameterValues& values);

/// @pre structure = find_structure(model, values); point.unknowns.size() ==
/// structure.unknowns.size()
Evaluation interpret(const CheckedModel& model, const ParameterValues& values,
                     const Structure& structure, const InstanceMemory& memory,
                     const EvaluationPoint& point);

}  // namespace crosspoint::veriloga
