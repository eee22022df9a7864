// The 1T1R cell of tests and benches as an Ir: an EKV-like transistor from terminal a to the
// internal node n, gate g, and a sinh resistor from n to terminal b.
//     I_D = IS (F((V_g - V_t - V_b') / phi) - ..), F(u) = ln(1 + exp(u / 2))^2
//     I_R = G V0 sinh(V / V0), G per cell
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <memory>

#include "crosspoint/veriloga/compiled_model.hpp"
#include "crosspoint/veriloga/differentiate.hpp"
#include "crosspoint/veriloga/ir_builder.hpp"
#include "crosspoint/veriloga/simplify.hpp"

namespace crosspoint::testing {

struct CellConstants {
    double is_A = 4e-6, vt_V = 0.25, slope = 1.3, v0_V = 0.25;
};

/// Drain current for voltages against ground.
inline double transistor_A(const CellConstants& c, double drain_V, double gate_V, double source_V) {
    const double phi = 300.15 * 8.617333262e-5;
    const double pinch = (gate_V - c.vt_V) / c.slope;
    const auto half = [&](double v) { return std::log(1.0 + std::exp((pinch - v) / (2.0 * phi))); };
    const double forward = half(source_V);
    const double reverse = half(drain_V);
    return c.is_A * (forward * forward - reverse * reverse);
}
inline double resistor_A(const CellConstants& c, double g_S, double V) {
    return g_S * c.v0_V * std::sinh(V / c.v0_V);
}

/// Unknowns: a, g, b, n. One varying parameter: the conductance of the resistor.
inline veriloga::Ir cell_ir(const CellConstants& c) {
    using namespace veriloga;
    IrBuilder b;
    const NodeIndex va = b.input(InputKind::unknown, 0);
    const NodeIndex vg = b.input(InputKind::unknown, 1);
    const NodeIndex vb = b.input(InputKind::unknown, 2);
    const NodeIndex vn = b.input(InputKind::unknown, 3);
    const NodeIndex g = b.input(InputKind::parameter, 0);
    const NodeIndex kelvin = b.input(InputKind::temperature);
    const NodeIndex two_phi = b.multiply(kelvin, b.constant(2.0 * 8.617333262e-5));
    const NodeIndex pinch = b.divide(b.subtract(vg, b.constant(c.vt_V)), b.constant(c.slope));
    const auto square = [&](NodeIndex v) {
        const NodeIndex e = b.make(Op::exp, b.divide(b.subtract(pinch, v), two_phi));
        const NodeIndex half = b.make(Op::ln, b.add(b.constant(1.0), e));
        return b.multiply(half, half);
    };
    const NodeIndex drain = b.multiply(b.constant(c.is_A), b.subtract(square(vn), square(va)));
    const NodeIndex v0 = b.constant(c.v0_V);
    const NodeIndex through =
        b.multiply(b.multiply(g, v0), b.make(Op::sinh, b.divide(b.subtract(vn, vb), v0)));
    b.output(OutputKind::residual, 0, 0, drain);
    b.output(OutputKind::residual, 2, 0, b.negate(through));
    b.output(OutputKind::residual, 3, 0, b.subtract(through, drain));
    return simplify(differentiate(std::move(b).take(), 4));
}

inline std::shared_ptr<const DeviceModel> cell_model(const CellConstants& c) {
    ModelShape shape{.name = "ekv_sinh", .terminals = 3};
    shape.unknowns = {{"a", UnknownKind::terminal},
                      {"g", UnknownKind::terminal},
                      {"b", UnknownKind::terminal},
                      {"n", UnknownKind::node}};
    shape.varying = {{.name = "g", .unit = "S", .value = 1e-5}};
    auto made = veriloga::CompiledModel::make(std::move(shape), cell_ir(c));
    CROSSPOINT_ASSERT(made.ok());
    return std::move(made).value();
}

}  // namespace crosspoint::testing
