// Nonlinear cells in closed form: the cells that nonlinear solvers are tested and timed with, and
// simple devices for whoever needs no compact model. Every cell has parameters of its own.
// Equations: section 11 of engine/docs/physics.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/device/cell_model.hpp"

namespace crosspoint {

/// I = g sinh(a V) / a of a two-terminal cell; a = 0 is a resistor.
struct SinhParameters {
    double conductance_S = 0.0;
    double steepness_per_V = 0.0;
};

/// Two-terminal cells that conduct I = g sinh(a V) / a.
class SinhCell final : public CellModel {
public:
    explicit SinhCell(std::vector<SinhParameters> cells) : cells_(std::move(cells)) {}
    [[nodiscard]] std::size_t cells() const override { return cells_.size(); }
    [[nodiscard]] bool conservative() const override { return true; }
    [[nodiscard]] bool symmetric() const override { return true; }
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    [[nodiscard]] std::string describe() const override { return "sinh resistor"; }

private:
    std::vector<SinhParameters> cells_;
};

/// Exponential selector I = 2 i0 sinh(V_s / v0) in series with a resistor.
struct SelectorParameters {
    double saturation_A = 0.0;    ///< i0, > 0
    double slope_V = 0.0;         ///< v0, > 0
    double resistance_ohm = 0.0;  ///< >= 0
};

/// Two-terminal cells: an exponential selector and a resistor in series; the node between them is
/// eliminated by Newton's method in the logarithm of the current.
class SelectorCell final : public CellModel {
public:
    explicit SelectorCell(std::vector<SelectorParameters> cells) : cells_(std::move(cells)) {}
    [[nodiscard]] std::size_t cells() const override { return cells_.size(); }
    [[nodiscard]] bool conservative() const override { return true; }
    [[nodiscard]] bool symmetric() const override { return true; }
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    [[nodiscard]] std::string describe() const override { return "exponential selector, resistor"; }

private:
    std::vector<SelectorParameters> cells_;
};

/// Access transistor of the cells below: overdrive is gate_V - threshold_V.
struct AccessParameters {
    double beta_A_per_V2 = 0.0;  ///< >= 0
    double threshold_V = 0.0;
    double resistance_ohm = 0.0;  ///< memory element between a and the drain, >= 0
};

/// 1T1R with a transistor in its triode region: I = beta w (V_0 - w / 2), V_0 = V_g - V_t - V_b, w
/// the drain-source voltage behind the resistor, in closed form. Reversed when V_b > V_a, saturated
/// when w would exceed V_0, off (exactly 0) when V_0 <= 0.
class TriodeCell final : public CellModel {
public:
    explicit TriodeCell(std::vector<AccessParameters> cells) : cells_(std::move(cells)) {}
    [[nodiscard]] std::size_t cells() const override { return cells_.size(); }
    [[nodiscard]] bool conservative() const override { return true; }
    [[nodiscard]] bool symmetric() const override { return false; }
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    [[nodiscard]] std::string describe() const override { return "triode transistor, resistor"; }

private:
    std::vector<AccessParameters> cells_;
};

/// 1T1R with an EKV-like transistor, weak to strong inversion, source and drain alike:
/// I = 2 n beta v_T^2 (F(V_p - V_b) - F(V_p - V_d)), F(x) = ln(1 + exp(x / 2 v_T))^2,
/// V_p = (V_g - V_t) / n; the drain d is behind the resistor and is eliminated by Newton's method.
class EkvCell final : public CellModel {
public:
    explicit EkvCell(std::vector<AccessParameters> cells, double slope = 1.3,
                     double thermal_V = 0.02585)
        : cells_(std::move(cells)), slope_(slope), thermal_V_(thermal_V) {}
    [[nodiscard]] std::size_t cells() const override { return cells_.size(); }
    [[nodiscard]] bool conservative() const override { return true; }
    [[nodiscard]] bool symmetric() const override { return false; }
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    [[nodiscard]] std::string describe() const override { return "EKV transistor, resistor"; }

private:
    std::vector<AccessParameters> cells_;
    double slope_, thermal_V_;
};

}  // namespace crosspoint
