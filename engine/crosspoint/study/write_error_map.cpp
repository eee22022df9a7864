// Signs. Current from bit line to source line drives to parallel. Where the driven line has to be
// the negative one, all voltages are shifted down by the write voltage, gates included: only
// differences count, and the other line stays the 0 V of the virtual grounds.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/write_error_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "crosspoint/device/write_error_family.hpp"
#include "crosspoint/device/write_error_table.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"

namespace crosspoint {
namespace {

Error wrong_tile(const TileJob& job, std::string what) {
    return Error{.code = Errc::input,
                 .id = 7675,
                 .what = std::move(what),
                 .help =
                     "write errors need a 1t1r array with [cells] model = "
                     "\"../../device_models/cell/mtj_1t1r.toml\", or a model like it",
                 .where = job.geometry_where};
}

using Field = std::pair<const char*, double FreeLayer::*>;
constexpr std::array<Field, 12> fields = {{{"diameter", &FreeLayer::diameter},
                                           {"t_free", &FreeLayer::t_free},
                                           {"eta", &FreeLayer::eta},
                                           {"damping", &FreeLayer::damping},
                                           {"Ms", &FreeLayer::Ms},
                                           {"Ki", &FreeLayer::Ki},
                                           {"Ki_power", &FreeLayer::Ki_power},
                                           {"demag_z", &FreeLayer::demag_z},
                                           {"T_curie", &FreeLayer::T_curie},
                                           {"Ms_power", &FreeLayer::Ms_power},
                                           {"T_nominal", &FreeLayer::T_nominal},
                                           {"asymmetry", &FreeLayer::asymmetry}}};

// Of every cell, or of all when they are alike.
Result<std::vector<SwitchingScales>> read_scales(const ModelCells& model) {
    FreeLayer common;
    std::vector<std::pair<std::size_t, double FreeLayer::*>> varying;
    const auto& names = model.spec.model->shape().varying;
    for (const auto& [name, field] : fields) {
        const auto given = model.card.find(std::string_view(name));
        if (given == model.card.end() || !std::holds_alternative<double>(given->second))
            return Error{.code = Errc::input,
                         .id = 7676,
                         .what = fmt::format("the parameter {} of the cells is not given", name),
                         .help =
                             "give it in the card or in [cells.parameters]; the free layer of a "
                             "cell is described by the parameters of "
                             "device_models/mram/mtj_stt.va"};
        common.*field = std::get<double>(given->second);
        for (std::size_t k = 0; k < names.size(); ++k)
            if (names[k].name == name) varying.emplace_back(k, field);
    }
    std::vector<SwitchingScales> out;
    const std::size_t count = varying.empty() ? 1 : model.spec.cells;
    for (std::size_t cell = 0; cell < count; ++cell) {
        FreeLayer layer = common;
        for (const auto& [k, field] : varying) layer.*field = model.spec.parameters[k][cell];
        const Result<SwitchingScales> scales =
            switching_scales(layer, model.spec.point.temperature_K);
        if (!scales) return scales.error();
        out.push_back(*scales);
    }
    return out;
}

// All cells in the state that a write leaves.
Result<std::shared_ptr<const CellModel>> cells_before(const TileJob& job,
                                                      WriteDirection direction) {
    EliminatedCellSpec spec = job.model->spec;
    std::size_t state = 0;
    bool found = false;
    for (const UnknownInfo& unknown : spec.model->shape().unknowns) {
        if (unknown.kind != UnknownKind::state) continue;
        const std::string& name = unknown.name;
        if (name == "mz" || (name.size() > 3 && name.ends_with(".mz"))) {
            const double mz = direction == WriteDirection::to_parallel ? -1.0 : 1.0;
            std::ranges::fill(spec.states[state], mz);
            found = true;
        }
        ++state;
    }
    if (!found)
        return wrong_tile(job, fmt::format("the model {} has no state mz", job.model->module));
    Result<std::unique_ptr<EliminatedCell>> cells = EliminatedCell::make(std::move(spec));
    if (!cells) return cells.error();
    return std::shared_ptr<const CellModel>(*std::move(cells));
}

bool drives(const LineSet& set) {
    return set.first_end.kind == EndKind::drive_read || set.last_end.kind == EndKind::drive_read;
}

// What the tile is at one write voltage.
struct Bias {
    TileSpec spec;
    GateLevels levels;
};

Bias bias_for(const TileJob& job, WriteDirection direction, double write_V) {
    Bias bias{.spec = job.spec, .levels = job.model->levels};
    const bool driven_positive = drives(job.spec.bl) == (direction == WriteDirection::to_parallel);
    bias.spec.read_V = driven_positive ? write_V : -write_V;
    if (!driven_positive) {
        bias.levels.on_V -= write_V;
        bias.levels.off_V -= write_V;
    }
    return bias;
}

Error not_solved(double write_V, const std::string& why) {
    return Error{.code = Errc::numerics,
                 .id = 7678,
                 .what = fmt::format("the tile is not solved at {:.4g} V: {}", write_V, why),
                 .help = "look at `crosspoint solve` with this read_V; lower the voltage"};
}

// Currents of all cells at one voltage: a batch of one selected row each.
Result<void> solve_voltage(const TileJob& job, const std::shared_ptr<const CellModel>& cells,
                           double write_V, WriteErrorMap& map) {
    const WriteErrorSpec& wanted = map.spec;
    const Bias bias = bias_for(job, wanted.direction, write_V);
    const SolveOptions options{.stop = wanted.stop,
                               .progress = wanted.progress,
                               .want_nodes = true,
                               .threads = wanted.threads};
    auto solver = make_nonlinear_solver(bias.spec, options, bias.levels);
    if (!solver) return solver.error();
    if (auto r = (*solver)->program(cells); !r) return r;
    Matrix<double> select(map.rows, map.rows, 0.0);
    for (std::size_t i = 0; i < map.rows; ++i) select(i, i) = 1.0;
    const Result<TileSolution> solution = (*solver)->solve(select);
    if (!solution) return solution.error();
    const SolveReport& report = solution->report;
    if (report.status != SolveStatus::converged)
        return not_solved(write_V, report.remarks.empty() ? std::string(status_name(report.status))
                                                          : report.remarks.front());
    if (map.i_cell_A.empty() || report.kcl_residual_A > map.worst.kcl_residual_A)
        map.worst = report;
    Matrix<double> i_A(map.rows, map.cols), line_A(map.rows, map.cols);
    std::vector<double> a_V(map.cols), b_V(map.cols), gate_V(map.cols, bias.levels.on_V);
    std::vector<std::uint32_t> which(map.cols);
    CellScratch scratch;
    for (std::size_t i = 0; i < map.rows; ++i) {
        for (std::size_t j = 0; j < map.cols; ++j) {
            a_V[j] = solution->nodes.bl_V(i * map.rows + i, j);
            b_V[j] = solution->nodes.sl_V(i * map.rows + i, j);
            which[j] = static_cast<std::uint32_t>(i * map.cols + j);
        }
        const CellPoint point{.a_V = a_V.data(),
                              .b_V = b_V.data(),
                              .gate_V = gate_V.data(),
                              .cell = which.data(),
                              .lanes = map.cols};
        if (cells->evaluate(point, {.i_a_A = i_A.row(i).data()}, scratch) > 0)
            return not_solved(write_V, fmt::format("a cell of row {}", i));
        std::ranges::copy(solution->i_out_A.row(i), line_A.row(i).begin());
    }
    map.i_cell_A.push_back(std::move(i_A));
    map.i_line_A.push_back(std::move(line_A));
    return {};
}

void find_overdrives(WriteErrorMap& map) {
    for (const Matrix<double>& i_A : map.i_cell_A) {
        Matrix<double> overdrive(map.rows, map.cols);
        for (std::size_t k = 0; k < i_A.size(); ++k) {
            const SwitchingScales& scales = map.scales[map.scales.size() == 1 ? 0 : k];
            overdrive.values()[k] = scales.overdrive(i_A.values()[k], map.spec.direction);
        }
        map.overdrive.push_back(std::move(overdrive));
    }
    const auto last = map.overdrive.back().values();
    // The first of equals, so that rounding does not choose between columns that are alike.
    const auto least = std::ranges::min_element(last), most = std::ranges::max_element(last);
    map.far_cell = static_cast<std::size_t>(least - last.begin());
    map.near_cell = static_cast<std::size_t>(most - last.begin());
}

std::pair<double, double> overdrive_range(const WriteErrorMap& map) {
    std::pair<double, double> range = {std::numeric_limits<double>::infinity(),
                                       -std::numeric_limits<double>::infinity()};
    for (const Matrix<double>& overdrive : map.overdrive)
        for (const double i : overdrive.values())
            range = {std::min(range.first, i), std::max(range.second, i)};
    return range;
}

// Rates of free layers that differ.
Result<void> find_rates_of_different(WriteErrorMap& map) {
    WriteErrorFamilySpec wanted{.pulses_s = map.spec.pulses_s, .threads = map.spec.threads};
    const auto by_delta = std::ranges::minmax(map.scales, {}, &SwitchingScales::delta);
    const auto by_time = std::ranges::minmax(map.scales, {}, &SwitchingScales::tau_D_s);
    wanted.delta_low = by_delta.min.delta;
    wanted.delta_high = by_delta.max.delta;
    wanted.tau_D_low_s = by_time.min.tau_D_s;
    wanted.tau_D_high_s = by_time.max.tau_D_s;
    std::tie(wanted.overdrive_low, wanted.overdrive_high) = overdrive_range(map);
    const Result<WriteErrorFamily> family = WriteErrorFamily::make(std::move(wanted));
    if (!family) return family.error();
    map.table_error_rel = family->error_rel();
    map.references = family->solved();
    for (const Matrix<double>& overdrive : map.overdrive)
        for (std::size_t pulse = 0; pulse < map.spec.pulses_s.size(); ++pulse) {
            Matrix<double> wer(map.rows, map.cols);
            for (std::size_t k = 0; k < wer.size(); ++k)
                wer.values()[k] = family
                                      ->at(map.scales[k].delta, map.scales[k].tau_D_s,
                                           overdrive.values()[k], pulse)
                                      .stayed;
            map.wer.push_back(std::move(wer));
        }
    return {};
}

Result<void> find_rates(WriteErrorMap& map) {
    const std::size_t pulses = map.spec.pulses_s.size();
    std::optional<WriteErrorTable> table;
    const bool reference = map.spec.method == WriteErrorMethod::reference;
    if (reference && map.scales.size() > 1) return find_rates_of_different(map);
    if (reference) {
        WriteErrorTableSpec wanted{.delta = map.scales[0].delta, .threads = map.spec.threads};
        std::tie(wanted.overdrive_low, wanted.overdrive_high) = overdrive_range(map);
        for (const double pulse_s : map.spec.pulses_s)
            wanted.times.push_back(pulse_s / map.scales[0].tau_D_s);
        Result<WriteErrorTable> made = WriteErrorTable::make(std::move(wanted));
        if (!made) return made.error();
        map.table_error_rel = made->error_rel();
        map.references = made->solved();
        table = *std::move(made);
    }
    for (const Matrix<double>& overdrive : map.overdrive)
        for (std::size_t pulse = 0; pulse < pulses; ++pulse) {
            Matrix<double> wer(map.rows, map.cols);
            for (std::size_t k = 0; k < wer.size(); ++k) {
                const SwitchingScales& scales = map.scales[map.scales.size() == 1 ? 0 : k];
                const SpinDrive drive{scales.delta, overdrive.values()[k]};
                wer.values()[k] = table ? table->at(drive.overdrive, pulse).stayed
                                        : closed_form_write_error(
                                              drive, map.spec.pulses_s[pulse] / scales.tau_D_s);
            }
            map.wer.push_back(std::move(wer));
        }
    return {};
}

Result<void> check(const WriteErrorSpec& spec) {
    const auto rising = [](const std::vector<double>& values) {
        double before = 0.0;
        for (const double value : values) {
            if (!(value > before) || !std::isfinite(value)) return false;
            before = value;
        }
        return !values.empty();
    };
    if (rising(spec.voltages_V) && rising(spec.pulses_s)) return {};
    return Error{.code = Errc::input,
                 .id = 7679,
                 .what = "voltages and pulse lengths are not all positive and ascending",
                 .help = "at least one of each, the smaller first"};
}

}  // namespace

Result<WriteErrorMap> map_write_errors(const TileJob& job, const WriteErrorSpec& spec) {
    if (auto r = check(spec); !r) return r.error();
    if (!job.model) return wrong_tile(job, "the cells are resistors, expected a model of an MTJ");
    if (!job.spec.gated())
        return wrong_tile(job, "the array is passive, expected access transistors");
    if (drives(job.spec.bl) == drives(job.spec.sl))
        return wrong_tile(job, "bit lines and source lines are driven alike, expected one of them");
    Result<std::vector<SwitchingScales>> scales = read_scales(*job.model);
    if (!scales) return scales.error();
    const Result<std::shared_ptr<const CellModel>> cells = cells_before(job, spec.direction);
    if (!cells) return cells.error();
    WriteErrorMap map{.spec = spec,
                      .rows = job.spec.rows,
                      .cols = job.spec.cols,
                      .scales = *std::move(scales),
                      .worst = {}};
    for (const double write_V : spec.voltages_V)
        if (auto r = solve_voltage(job, *cells, write_V, map); !r) return r.error();
    find_overdrives(map);
    if (auto r = find_rates(map); !r) return r.error();
    return map;
}

double voltage_for(const WriteErrorMap& map, std::size_t pulse, std::size_t cell, double target) {
    const auto log_rate = [&](std::size_t v) {
        return std::log(std::max(map.wer_at(v, pulse).values()[cell], 1e-300));
    };
    const double wanted = std::log(target);
    for (std::size_t v = 1; v < map.spec.voltages_V.size(); ++v) {
        const double before = log_rate(v - 1), after = log_rate(v);
        if (!(before >= wanted && after <= wanted && before > after)) continue;
        const double share = (before - wanted) / (before - after);
        return std::lerp(map.spec.voltages_V[v - 1], map.spec.voltages_V[v], share);
    }
    return std::numeric_limits<double>::quiet_NaN();
}

std::string write_error_csv(const WriteErrorMap& map) {
    std::string text = "write_V,pulse_s,row,col,i_cell_A,overdrive,wer,energy_J\n";
    for (std::size_t v = 0; v < map.spec.voltages_V.size(); ++v)
        for (std::size_t p = 0; p < map.spec.pulses_s.size(); ++p)
            for (std::size_t k = 0; k < map.rows * map.cols; ++k)
                text += fmt::format("{:.9g},{:.9g},{},{},{:.9g},{:.9g},{:.6g},{:.6g}\n",
                                    map.spec.voltages_V[v], map.spec.pulses_s[p], k / map.cols,
                                    k % map.cols, map.i_cell_A[v].values()[k],
                                    map.overdrive[v].values()[k], map.wer_at(v, p).values()[k],
                                    map.energy_J(v, p, k));
    return text;
}

}  // namespace crosspoint
