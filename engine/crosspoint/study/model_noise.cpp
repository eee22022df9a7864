// The adjoint way: y = J_ii^-T J_ti once per frequency gives the current of any source.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_noise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/veriloga/ir_eval.hpp"

namespace crosspoint {

namespace {

using Complex = std::complex<double>;
using veriloga::OutputKind;

/// Small-signal matrices of the model, row-major; gains by source.
struct Linearized {
    std::size_t n = 0;
    std::vector<double> df, dq;
    std::vector<double> density;                    ///< [sources]
    std::vector<std::vector<double>> gain, charge;  ///< [sources][n]
};

Linearized linearized(const LoadedModel& model, const std::vector<double>& x,
                      double temperature_K) {
    const veriloga::Ir& ir = model.model->ir();
    Linearized all{.n = x.size(), .df = {}, .dq = {}, .density = {}, .gain = {}, .charge = {}};
    all.df.assign(all.n * all.n, 0.0);
    all.dq = all.df;
    const std::size_t sources = model.lowered.noise.size();
    all.density.assign(sources, 0.0);
    all.gain.assign(sources, std::vector<double>(all.n, 0.0));
    all.charge = all.gain;
    veriloga::IrPoint point{.unknowns = x,
                            .parameters = {},
                            .memory = model.model->shape().memory_start,
                            .temperature_K = temperature_K,
                            .initial_step = true};
    for (const ModelParameter& one : model.model->shape().varying)
        point.parameters.push_back(one.value);
    const std::vector<double> values = veriloga::evaluate_outputs(ir, point);
    for (std::size_t k = 0; k < values.size(); ++k) {
        const veriloga::IrOutput& output = ir.outputs[k];
        const std::size_t entry = output.row * all.n + output.col;
        if (output.kind == OutputKind::d_residual) all.df[entry] = values[k];
        if (output.kind == OutputKind::d_charge) all.dq[entry] = values[k];
        if (output.kind == OutputKind::noise) all.density[output.row] = values[k];
        if (output.kind == OutputKind::noise_gain) all.gain[output.col][output.row] = values[k];
        if (output.kind == OutputKind::noise_charge) all.charge[output.col][output.row] = values[k];
    }
    return all;
}

/// Solves a x = b in place by elimination with row exchanges. @return false when singular
bool solve(std::vector<Complex>& a, std::vector<Complex>& b) {
    const std::size_t n = b.size();
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        for (std::size_t row = k + 1; row < n; ++row)
            if (std::abs(a[row * n + k]) > std::abs(a[pivot * n + k])) pivot = row;
        if (!(std::abs(a[pivot * n + k]) > 0.0)) return false;
        for (std::size_t col = 0; col < n; ++col) std::swap(a[k * n + col], a[pivot * n + col]);
        std::swap(b[k], b[pivot]);
        for (std::size_t row = k + 1; row < n; ++row) {
            const Complex factor = a[row * n + k] / a[k * n + k];
            for (std::size_t col = k; col < n; ++col) a[row * n + col] -= factor * a[k * n + col];
            b[row] -= factor * b[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t col = k + 1; col < n; ++col) b[k] -= a[k * n + col] * b[col];
        b[k] /= a[k * n + k];
    }
    return true;
}

Error not_known(const ModelShape& shape, const std::string& what) {
    return {.code = Errc::numerics,
            .id = 7143,
            .what = fmt::format("{}: {}", shape.name, what),
            .help = "check the model at this operating point with `crosspoint model iv`"};
}

std::string source_name(const LoadedModel& model, std::size_t source) {
    const std::string& name = model.lowered.noise[source].name;
    return name.empty() ? fmt::format("noise{}", source) : name;
}

/// |transfer|^2 from each source to the current into the terminal.
Result<std::vector<double>> transfers(const Linearized& all, const ModelShape& shape,
                                      std::size_t terminal, const std::vector<std::size_t>& free,
                                      double frequency_Hz) {
    const Complex j_omega(0.0, 2.0 * std::numbers::pi * frequency_Hz);
    const auto entry = [&](std::size_t row, std::size_t col) {
        return all.df[row * all.n + col] + j_omega * all.dq[row * all.n + col];
    };
    std::vector<Complex> matrix, y;  // transposed
    for (const std::size_t col : free) {
        for (const std::size_t row : free) matrix.push_back(entry(row, col));
        y.push_back(entry(terminal, col));
    }
    if (!solve(matrix, y))
        return not_known(shape, "the small-signal equations of its internal unknowns are singular");
    std::vector<double> squares;
    for (std::size_t source = 0; source < all.density.size(); ++source) {
        const auto gain = [&](std::size_t row) {
            return all.gain[source][row] + j_omega * all.charge[source][row];
        };
        Complex current = gain(terminal);
        for (std::size_t k = 0; k < free.size(); ++k) current -= y[k] * gain(free[k]);
        squares.push_back(std::norm(current));
    }
    return squares;
}

}  // namespace

Result<NoiseReport> noise_of(const LoadedModel& model, const NoiseSpec& spec) {
    const ModelShape& shape = model.model->shape();
    if (model.lowered.noise.empty())
        return Error{.code = Errc::input,
                     .id = 7142,
                     .what = fmt::format("{} has no noise sources", shape.name),
                     .help =
                         "sources are white_noise and flicker_noise, as in I(p, n) <+ "
                         "white_noise(4 * `P_K * $temperature / R, \"thermal\")"};
    Netlist netlist = bench_of(model.model, model.held);
    for (std::size_t k = 0; k < shape.terminals; ++k) netlist.set_wave(k, DcWave{spec.at_V[k]});
    DcOptions options;
    options.temperature_K = spec.temperature_K;
    const Result<DcResult> solved = solve_dc(netlist, options);
    if (!solved) return solved.error();
    std::vector<double> x = spec.at_V;
    x.insert(x.end(), solved->solution.internal[0].begin(), solved->solution.internal[0].end());
    const Linearized all = linearized(model, x, spec.temperature_K);

    NoiseReport report;
    report.curves.names = {"frequency_Hz", "total_A2_per_Hz"};
    for (std::size_t k = 0; k < all.density.size(); ++k) {
        const veriloga::LoweredNoise& source = model.lowered.noise[k];
        report.sources.push_back(
            {source_name(model, k), source.flicker, all.density[k], source.exponent});
        report.curves.names.push_back(source_name(model, k) + "_A2_per_Hz");
        if (!(all.density[k] >= 0.0) || !std::isfinite(all.density[k]))
            return not_known(shape, fmt::format("the density of {} is {:g}", source_name(model, k),
                                                all.density[k]));
    }
    report.curves.columns.resize(report.curves.names.size());
    std::vector<std::size_t> free;  // what follows the sources
    for (std::size_t k = shape.terminals; k < all.n; ++k)
        if (std::none_of(model.held.begin(), model.held.end(),
                         [&](const HeldUnknown& held) { return held.unknown == k; }))
            free.push_back(k);
    for (const double frequency_Hz : spec.frequency_Hz) {
        const Result<std::vector<double>> squares =
            transfers(all, shape, spec.terminal, free, frequency_Hz);
        if (!squares) return squares.error();
        double total = 0.0;
        for (std::size_t k = 0; k < squares->size(); ++k) {
            const double fall = report.sources[k].flicker
                                    ? std::pow(frequency_Hz, -report.sources[k].exponent)
                                    : 1.0;
            const double share = (*squares)[k] * all.density[k] * fall;
            report.curves.columns[k + 2].push_back(share);
            total += share;
        }
        report.curves.columns[0].push_back(frequency_Hz);
        report.curves.columns[1].push_back(total);
    }
    return report;
}

std::string noise_script(const NoiseReport& report, const std::string& title) {
    const Curves& curves = report.curves;
    std::string text = fmt::format(
        "set title {}\nset logscale xy\nset xlabel 'frequency (Hz)'\n"
        "set ylabel 'current noise (A^2/Hz)'\nset format y '%.0e'\nset key outside\nset grid\n",
        gnuplot_text(title));
    text += "$data << END\n";
    for (std::size_t row = 0; row < curves.columns.front().size(); ++row)
        for (std::size_t k = 0; k < curves.columns.size(); ++k)
            text += fmt::format("{:.8g}{}", curves.columns[k][row],
                                k + 1 == curves.columns.size() ? "\n" : " ");
    text += "END\nplot ";
    for (std::size_t k = 1; k < curves.columns.size(); ++k)
        text += fmt::format("{}$data using 1:{} with lines linewidth {} title {}",
                            k == 1 ? "" : ", \\\n  ", k + 1, k == 1 ? 3 : 1.5,
                            gnuplot_text(k == 1 ? "total" : report.sources[k - 2].name));
    return text + "\n";
}

}  // namespace crosspoint
