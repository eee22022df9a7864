// Write error rates of cells whose free layers differ: tables over the current
// (write_error_table.hpp) at a few values of the thermal stability and of the pulse length in units
// of the damping time, and interpolation between them. Checked at random points against the
// Fokker-Planck reference.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/write_error_table.hpp"

namespace crosspoint {

/// Everything that cells can have. Ranges may be points.
struct WriteErrorFamilySpec {
    double delta_low = 60.0, delta_high = 60.0;
    double tau_D_low_s = 1e-9, tau_D_high_s = 1e-9;  ///< > 0
    double overdrive_low = 0.0, overdrive_high = 0.0;
    std::vector<double> pulses_s;  ///< > 0, ascending
    double tolerance = 2e-3;       ///< of the smaller of stayed and switched, where it matters
    int threads = 0;
};

class WriteErrorFamily {
public:
    /// @errors those of WriteErrorTable and solve_spin_diffusion; numerics 7682: the accuracy is
    /// not
    ///         reached
    /// @cost   (values of the stability, 1 to 9) times that of a WriteErrorTable
    static Result<WriteErrorFamily> make(WriteErrorFamilySpec spec);

    /// Probability that pulse `pulse` leaves the cell where it was; ranges as given.
    [[nodiscard]] SpinOutcome at(double delta, double tau_D_s, double overdrive,
                                 std::size_t pulse) const;

    /// Largest error at the points that were checked, plus the estimated one of the reference.
    [[nodiscard]] double error_rel() const { return error_rel_; }
    [[nodiscard]] std::size_t solved() const { return solved_; }  ///< reference solutions made
    [[nodiscard]] std::size_t tables() const { return tables_.size(); }

private:
    // Chebyshev-Lobatto points of a range, or its one point.
    struct Axis {
        double low = 0.0, high = 0.0;
        std::size_t count = 1;
        [[nodiscard]] double point(std::size_t k) const;
        [[nodiscard]] std::vector<double> weights(double at) const;  // of the values at the points
    };

    explicit WriteErrorFamily(WriteErrorFamilySpec spec) : spec_(std::move(spec)) {}
    [[nodiscard]] Axis times(std::size_t pulse) const;
    [[nodiscard]] Result<void> build(std::size_t in_delta, std::size_t in_time);
    [[nodiscard]] Result<void> check();

    WriteErrorFamilySpec spec_;
    Axis deltas_;
    std::size_t times_ = 1;                // points of the time of each pulse
    std::vector<std::size_t> time_at_;     // [pulses * times_] place in the tables
    std::vector<WriteErrorTable> tables_;  // [deltas]
    double error_rel_ = 0.0;
    std::size_t solved_ = 0;
};

}  // namespace crosspoint
