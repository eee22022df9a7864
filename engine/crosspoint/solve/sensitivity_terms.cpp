// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/sensitivity_terms.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crosspoint {
namespace {

TileBranchCurrents branch_currents(const FieldNetwork& network, const SourcedField& at) {
    const SourceField& field = *at.field;
    if (!network.shorts)
        return line_by_line_currents(network.spec, network.cells.g_on_S,
                                     {.node_V = field.node_V,
                                      .source_V = &at.source_V,
                                      .end_A = field.end_A ? &*field.end_A : nullptr});
    std::vector<double> node_V = field.node_V;
    const auto& ports = network.circuit->ports;
    for (const Port& port : ports) {
        const LineEndValues& set = port.line_set == 'B' ? at.source_V.bl : at.source_V.first_set;
        node_V.push_back((port.last_end ? set.last : set.first)[port.line]);
    }
    return graph_currents(network.spec, *network.circuit, node_V);
}

// Adds the term g dI/dg = -r dI/dr of a branch to the two sums of the report.
void add_term(SensitivityReport& report, double term_A) {
    report.sum_g_di_dg_A += term_A;
    report.sum_g_di_dg_abs_A += std::abs(term_A);
}

void cell_terms(const FieldNetwork& network, std::span<const double> input,
                const SourcedField& forward, const SourcedField& adjoint,
                const TileBranchCurrents& i, const TileBranchCurrents& k, TileSensitivity& out) {
    const TileSpec& spec = network.spec;
    const std::size_t mn = spec.rows * spec.cols;
    const std::vector<double>& v = forward.field->node_V;
    const std::vector<double>& w = adjoint.field->node_V;
    out.di_dg_V = Matrix<double>(spec.rows, spec.cols);
    out.di_dg_device_V = Matrix<double>(spec.rows, spec.cols);
    for (std::size_t row = 0; row < spec.rows; ++row) {
        const bool on = !spec.gated() || input[row] != 0.0;
        for (std::size_t col = 0; col < spec.cols; ++col) {
            const std::size_t at = row * spec.cols + col;
            const double g_S = network.cells.g_on_S(row, col);
            const double apart_V = v[at] - v[mn + at];
            const double apart_w = w[at] - w[mn + at];
            double di_dg_V = -apart_V * apart_w;
            // A node that floats takes the voltage of whatever touches it: no current, to first
            // order. A short stays a short.
            if (std::isnan(di_dg_V) || std::isinf(g_S)) di_dg_V = 0.0;
            out.di_dg_V(row, col) = di_dg_V;
            if (g_S > 0.0 && !std::isinf(g_S)) add_term(out.report, g_S * di_dg_V);
            if (!on) {
                out.di_dleak_V += di_dg_V;
                continue;
            }
            // g = g_d / (1 + g_d R): dg/dg_d = (1 - g R)^2 and dg/dR = -g^2.
            const double share = spec.gated() && spec.r_access_ohm > 0.0
                                     ? std::max(0.0, 1.0 - g_S * spec.r_access_ohm)
                                     : 1.0;
            out.di_dg_device_V(row, col) = di_dg_V * share * share;
            if (spec.gated()) out.di_daccess_A_per_ohm += i.cell_A(row, col) * k.cell_A(row, col);
        }
    }
}

LineSensitivity line_terms(const LineSet& set, const LineShape& shape, const Matrix<double>& i_A,
                           const Matrix<double>& k_A, SensitivityReport& report) {
    const std::size_t last = shape.crossings;
    LineSensitivity out{.di_dr_A_per_ohm = Matrix<double>(shape.lines, last + 1),
                        .di_dend_A_per_ohm = Matrix<double>(shape.lines, 2)};
    for (std::size_t line = 0; line < shape.lines; ++line) {
        for (std::size_t s = 0; s <= last; ++s) {
            const double di_dr = i_A(line, s) * k_A(line, s);
            out.di_dr_A_per_ohm(line, s) = di_dr;
            double ohm = set.segment_ohm.at(line, s, last);
            if (s == 0 || s == last) {
                const LineEnd& end = s == 0 ? set.first_end : set.last_end;
                ohm += end.resistance_ohm;
                if (end.kind != EndKind::floating)
                    out.di_dend_A_per_ohm(line, s == 0 ? 0 : 1) = di_dr;
            }
            if (di_dr != 0.0) add_term(report, -ohm * di_dr);
        }
    }
    return out;
}

// What flows into the driven ends of a set in the adjoint solution is dI/dV there.
void source_terms(const LineSet& set, const LineEndValues& into_A, const LineEndValues& source_V,
                  TileSensitivity& out) {
    const auto each = [&](const LineEnd& end, const std::vector<double>& transfer_S,
                          const std::vector<double>& volts) {
        if (end.kind != EndKind::drive_input && end.kind != EndKind::drive_read) return;
        for (std::size_t line = 0; line < transfer_S.size(); ++line) {
            out.report.sum_v_di_dv_A += volts[line] * transfer_S[line];
            out.report.sum_v_abs_V += std::abs(volts[line]);
            if (end.kind == EndKind::drive_read)
                out.di_dread_S += transfer_S[line];
            else
                out.di_dv_S[line] += transfer_S[line];
        }
    };
    each(set.first_end, into_A.first, source_V.first);
    each(set.last_end, into_A.last, source_V.last);
}

}  // namespace

TileSensitivity sensitivity_terms(const FieldNetwork& network, std::span<const double> input,
                                  const SourcedField& forward, const SourcedField& adjoint) {
    const TileSpec& spec = network.spec;
    const TileBranchCurrents i = branch_currents(network, forward);
    const TileBranchCurrents k = branch_currents(network, adjoint);
    TileSensitivity out;
    cell_terms(network, input, forward, adjoint, i, k, out);
    const LineSet& first = first_set(spec);
    (spec.gated() ? out.sl : out.wl) =
        line_terms(first, first_set_shape(spec), i.first_set_A, k.first_set_A, out.report);
    out.bl = line_terms(spec.bl, {spec.cols, spec.rows}, i.bl_A, k.bl_A, out.report);
    if (!spec.gated()) out.di_dv_S.assign(spec.rows, 0.0);
    // The method's own end currents, where it has them: its error bound is theirs.
    const TileEndValues& into_A = adjoint.field->end_A ? *adjoint.field->end_A : k.into_source_A;
    source_terms(first, into_A.first_set, forward.source_V.first_set, out);
    source_terms(spec.bl, into_A.bl, forward.source_V.bl, out);
    return out;
}

bool may_conflict(const TileSpec& spec) {
    const auto ideal = [](const LineSet& set, const LineShape& shape) {
        for (std::size_t line = 0; line < shape.lines; ++line)
            for (const auto& [end, k] : {std::pair{&set.first_end, std::size_t{0}},
                                         std::pair{&set.last_end, shape.crossings}})
                if (end->kind != EndKind::floating &&
                    end->resistance_ohm + set.segment_ohm.at(line, k, shape.crossings) == 0.0)
                    return true;
        return false;
    };
    return ideal(first_set(spec), first_set_shape(spec)) || ideal(spec.bl, {spec.cols, spec.rows});
}

}  // namespace crosspoint
