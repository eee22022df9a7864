// Write error rates of many cells whose free layers are alike: log(stayed / switched) as piecewise
// polynomials of the current, made from the Fokker-Planck reference, for fixed pulse lengths.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/spin_diffusion.hpp"

namespace crosspoint {

struct WriteErrorTableSpec {
    double delta = 60.0;
    double overdrive_low = 0.0;   ///< range of I / Ic0
    double overdrive_high = 0.0;  ///< not below the low end
    std::vector<double> times;    ///< pulses in tau_D, ascending
    /// Relative error of the fit: of stayed above 1e-13, and of switched above 1e-9.
    double tolerance = 1e-3;
    std::size_t halvings = 10;  ///< the smallest piece is the range over 2^halvings
    int threads = 1;            ///< 0 = all cores; the table has the same bits for any number
};

/// ln(stayed / switched), held finite where one of them is below 1e-16, and back.
double spin_log_odds(const SpinOutcome& outcome);
SpinOutcome spin_outcome(double log_odds);
/// The larger relative error of both probabilities; what is below 1e-13 (stayed) or 1e-9 (switched)
/// does not matter.
double spin_misfit(const SpinOutcome& found, const SpinOutcome& exact);

class WriteErrorTable {
public:
    /// @errors as solve_spin_diffusion; input 7673: the range is empty or not finite; numerics
    ///         7674: the tolerance is not reached with the smallest pieces
    [[nodiscard]] static Result<WriteErrorTable> make(WriteErrorTableSpec spec);

    /// Probability that a pulse leaves the cell where it was.
    /// @param overdrive I / Ic0 within the range (values outside are taken at its end)
    /// @param pulse     index of `times`
    [[nodiscard]] SpinOutcome at(double overdrive, std::size_t pulse) const;

    [[nodiscard]] const WriteErrorTableSpec& spec() const { return spec_; }
    /// Largest error seen off the nodes, plus the estimated error of the reference on its grids.
    [[nodiscard]] double error_rel() const { return error_rel_; }
    [[nodiscard]] std::size_t solved() const { return solved_; }  ///< reference solutions made

private:
    // One piece of the range: values at Chebyshev-Lobatto nodes, [nodes][times].
    struct Piece {
        double low = 0.0, high = 0.0;
        std::vector<double> log_odds;
    };
    struct Trial;

    explicit WriteErrorTable(WriteErrorTableSpec spec) : spec_(std::move(spec)) {}
    [[nodiscard]] Result<Trial> attempt(double low, double high) const;
    [[nodiscard]] static double interpolate(const Piece& piece, double overdrive, std::size_t pulse,
                                            std::size_t pulses);

    WriteErrorTableSpec spec_;
    std::vector<Piece> pieces_;
    double error_rel_ = 0.0;
    std::size_t solved_ = 0;
};

}  // namespace crosspoint
