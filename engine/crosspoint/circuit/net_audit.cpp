// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/circuit/net_audit.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace crosspoint {
namespace {

void keep_worst(double& worst, double value) {
    if (!std::isnan(worst) && !(std::abs(value) <= worst)) worst = std::abs(value);
}

class Auditor {
public:
    Auditor(const Netlist& netlist, const NetSolution& solution, const EvalPoint& point, bool hold)
        : netlist_(netlist), s_(solution), point_(point), hold_(hold) {
        leaving_A_.assign(netlist.node_count(), 0.0);
        traffic_A_.assign(netlist.node_count(), 0.0);
    }

    NetAudit run() {
        for (const Element& e : netlist_.elements()) element(e);
        for (std::size_t d = 0; d < netlist_.devices().size(); ++d) device(d);
        // The ground's balance follows from the others.
        for (NodeIndex n = 1; n < netlist_.node_count(); ++n) {
            const double before_A = report_.kcl_residual_A;
            keep_worst(report_.kcl_residual_A, leaving_A_[n]);
            if (report_.kcl_residual_A != before_A && !std::isnan(before_A))
                report_.worst_node = netlist_.node_name(n);
            if (!(traffic_A_[n] <= 1e-15))
                keep_worst(report_.kcl_residual_rel, leaving_A_[n] / traffic_A_[n]);
        }
        return report_;
    }

private:
    void leave(NodeIndex node, double current_A) {
        leaving_A_[node] += current_A;
        traffic_A_[node] += std::abs(current_A);
    }

    void element(const Element& e) {
        const double across_V = s_.node_V[e.a] - s_.node_V[e.b];
        const double control_V = s_.node_V[e.control_a] - s_.node_V[e.control_b];
        const auto branch_A = [&](std::int32_t b) {
            return b < 0 ? 0.0 : s_.branch_A[static_cast<std::size_t>(b)];
        };
        const double own_A = branch_A(e.branch);
        double current_A = own_A;
        double broken = 0.0;
        bool source = false;
        switch (e.kind) {
            case ElementKind::resistor:
                current_A = across_V / e.value;
                break;
            case ElementKind::capacitor:
                if (hold_ && e.initial) broken = across_V - *e.initial;
                if (!(hold_ && e.initial)) broken = own_A;
                break;
            case ElementKind::inductor:
                broken = hold_ && e.initial ? own_A - *e.initial : across_V;
                break;
            case ElementKind::voltage_source:
                broken = across_V - wave_value(e.wave, point_.time_s);
                source = true;
                break;
            case ElementKind::current_source:
                current_A = wave_value(e.wave, point_.time_s);
                source = true;
                break;
            case ElementKind::vcvs:
                broken = across_V - e.value * control_V;
                break;
            case ElementKind::vccs:
                current_A = e.value * control_V;
                break;
            case ElementKind::cccs:
                current_A = e.value * branch_A(e.control_branch);
                break;
            case ElementKind::ccvs:
                broken = across_V - e.value * branch_A(e.control_branch);
                break;
        }
        keep_worst(report_.branch_residual_V, broken);
        leave(e.a, current_A);
        leave(e.b, -current_A);
        (source ? report_.power_sources_W : report_.power_burnt_W) +=
            source ? -current_A * across_V : current_A * across_V;
    }

    // One lane in a block of eight, on its own memory.
    void device(std::size_t number) {
        constexpr std::size_t stride = 8;
        const DeviceInstance& d = netlist_.devices()[number];
        const ModelShape& shape = d.model->shape();
        const std::size_t n = shape.unknowns.size();
        const std::size_t rows = 2 * n + shape.varying.size() + shape.memory.size();
        std::vector<double> store((rows + 1) * stride, 0.0);
        void* start = store.data();
        std::size_t space = store.size() * sizeof(double);
        auto* const x = static_cast<double*>(std::align(64, rows * 64, start, space));
        double* const f = x + n * stride;
        double* const p = f + n * stride;
        double* const m = p + shape.varying.size() * stride;
        const auto put = [](double* row, double value) { std::fill(row, row + stride, value); };
        for (std::size_t u = 0; u < n; ++u)
            put(x + u * stride, u < shape.terminals ? s_.node_V[d.nodes[u]]
                                                    : s_.internal[number][u - shape.terminals]);
        for (std::size_t k = 0; k < shape.varying.size(); ++k)
            put(p + k * stride, d.parameters.empty() ? shape.varying[k].value : d.parameters[k]);
        for (std::size_t k = 0; k < shape.memory.size(); ++k)
            put(m + k * stride, s_.memory[number][k]);
        const std::vector<std::uint32_t> cell(stride,
                                              d.cell.value_or(static_cast<std::uint32_t>(number)));
        d.model->evaluate(point_, {.lanes = 1,
                                   .stride = stride,
                                   .unknowns = x,
                                   .parameters = p,
                                   .memory = m,
                                   .cell = cell.data(),
                                   .f = f});
        for (std::size_t u = 0; u < shape.terminals; ++u) {
            leave(d.nodes[u], f[u * stride]);
            report_.power_burnt_W += f[u * stride] * s_.node_V[d.nodes[u]];
        }
        for (std::size_t u = shape.terminals; u < n; ++u) {
            const bool held = hold_ && std::ranges::any_of(d.held, [&](const HeldUnknown& h) {
                                  return h.unknown == u;
                              });
            if (!held) keep_worst(report_.internal_residual, f[u * stride]);
        }
    }

    const Netlist& netlist_;
    const NetSolution& s_;
    const EvalPoint& point_;
    bool hold_;
    std::vector<double> leaving_A_, traffic_A_;
    NetAudit report_;
};

}  // namespace

NetAudit audit_netlist(const Netlist& netlist, const NetSolution& solution, const EvalPoint& point,
                       bool hold) {
    return Auditor(netlist, solution, point, hold).run();
}

}  // namespace crosspoint
