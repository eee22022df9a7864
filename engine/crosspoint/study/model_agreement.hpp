// One model card in ngspice and in our own solvers: the same equations, written as a subcircuit of
// B sources, over the card's curves. Operating points along every iv curve, transients along every
// pulse; a card without pulses gets a ramp. What `crosspoint verify --models` prints.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/spice/ngspice.hpp"

namespace crosspoint {

struct AgreementOptions {
    double dc_rel = 1e-6;           ///< asked of currents, where the model has equations inside
    double dc_explicit_rel = 1e-9;  ///< where its currents are formulas of voltages and states
    double transient_rel = 1e-3;    ///< asked of states, and of currents on a ramp
    std::size_t points = 80;        ///< at least, for each iv curve
    double reltol = 1e-8;           ///< of a time step, in both
    double least_steps = 2000.0;    ///< of a transient, in both
    NgspiceOptions ngspice;
};

/// One kind of analysis over all curves of a card.
struct Agreement {
    std::size_t curves = 0;
    std::size_t points = 0;  ///< that were compared
    double worst_rel = 0.0;  ///< infinity after a failure
    double asked_rel = 0.0;
    std::string where;    ///< of the worst: the curve, and the voltages or the time
    std::string failure;  ///< empty: everything was solved by both
    [[nodiscard]] bool agrees() const;
};

struct ModelAgreement {
    std::string card;
    std::string model;  ///< module
    /// Largest difference of a terminal current, relative to the largest current of its point.
    Agreement dc;
    /// Largest difference of a state at the times of the curves, relative to the largest value that
    /// the state has in any pulse of the card; on a ramp also of terminal currents.
    Agreement transient;
    double moved = 0.0;  ///< how far a state moved in a pulse, in the same measure
    /// Largest difference of the time at which a state is half way, relative to the length of the
    /// pulse: what is left to say of a state that switches faster than the curve has points.
    double shift = 0.0;
    bool ramp = false;    ///< there is no pulse
    std::string refusal;  ///< why the model has no deck; empty: it has
    [[nodiscard]] bool agrees() const;
};

/// @param path a card
/// @errors those of load_model and read_curve; environment 3001, 3007; input 3102: the card has no
///         iv curve. A solver that fails and a model that cannot be exported are part of the
///         result.
Result<ModelAgreement> compare_model(const std::string& path, const AgreementOptions& options = {});

/// The cards (*.toml) in a folder and below, in the order of their paths.
/// @errors input 3103: there is none
Result<std::vector<std::string>> find_cards(const std::string& folder);

/// A table for people; ends with a line that counts.
std::string agreement_text(const std::vector<ModelAgreement>& rows, const std::string& ngspice);
/// The same as a JSON object; infinity is null.
std::string agreement_json(const std::vector<ModelAgreement>& rows, const std::string& ngspice);

}  // namespace crosspoint
