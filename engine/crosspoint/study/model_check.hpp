// Is a compiled model fit for a solver? Its derivatives against differences of its own rows at
// random operating points, and the power it takes there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/circuit/netlist.hpp"
#include "crosspoint/device/model.hpp"

namespace crosspoint {

struct ModelCheckOptions {
    std::size_t points = 20;
    double limit_V = 1.0;  ///< terminals are drawn from -limit_V .. limit_V
    double reltol = 1e-4;  ///< of a derivative, relative to the largest of its row
    double temperature_K = 300.15;
    std::uint64_t seed = 1;
    /// States to draw from, one set a point; empty: the model's own operating point.
    std::vector<std::vector<HeldUnknown>> states = {};
    std::vector<std::size_t> open = {};  ///< terminals that carry no current
};

/// The entry of a Jacobian that differs most from a difference quotient.
struct WorstEntry {
    bool charge = false;  ///< of dq/dx, else of df/dx
    std::size_t row = 0;
    std::size_t col = 0;
    double derivative = 0.0;
    double difference = 0.0;
    double error = 0.0;  ///< relative to the largest entry of the row
};

struct ModelCheck {
    std::size_t points = 0;
    std::size_t unsolved = 0;    ///< points without an operating point; nothing is tested there
    std::size_t not_finite = 0;  ///< points with NaN or infinity in an output
    std::size_t compared = 0;    ///< entries, all points together
    std::size_t undecided = 0;   ///< entries where the difference quotient itself is not known
    std::size_t wrong = 0;       ///< entries beyond reltol
    WorstEntry worst;
    double least_power_W = 0.0;  ///< sum of V I over the terminals, least of all points
    std::size_t negative_power = 0;
    /// Of each open terminal: the least and the largest voltage of all points.
    std::vector<std::pair<double, double>> open_V;

    [[nodiscard]] bool derivatives_agree() const {
        return wrong == 0 && not_finite == 0 && compared > undecided;
    }
};

/// Operating points with the states held (solve_dc), then each row's derivative by an
/// extrapolated central difference (Ridders), which also says how well it is known itself.
/// @errors input as Netlist::check; points that cannot be solved are counted, not errors
Result<ModelCheck> check_model(const std::shared_ptr<const DeviceModel>& model,
                               const ModelCheckOptions& options);

}  // namespace crosspoint
