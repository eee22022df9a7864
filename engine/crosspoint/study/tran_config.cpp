// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/tran_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "crosspoint/dynamics/write_scheme.hpp"
#include "crosspoint/study/program_config.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {
namespace {

const NumberRule volts{.unit = Unit::volt};
const NumberRule seconds{.unit = Unit::second, .min = 0.0, .max = 1e9};

class TranReader {
public:
    TranReader(const TomlDocument& document, const std::string& path)
        : document_(document), root_(document.root()) {
        job_.path = path;
    }

    Result<TranJob> read() {
        Result<TileJob> tile = read_named_tile(root_, job_.path);
        if (!tile) return tile.error();
        job_.tile = std::move(*tile);
        const Result<TileTransientOptions> engine = read_engine(root_.get("engine"));
        if (!engine) return engine.error();
        job_.engine = *engine;
        const TomlValue phases = root_.get("phase");
        for (const TomlValue& phase : phases.items())
            if (auto r = read_phase(phase); !r) return r.error();
        if (job_.phases.empty())
            return phases.error(7646, "there is no phase", "add a table [[phase]]");
        if (auto r = read_probe(root_.get("probe")); !r) return r.error();
        if (auto r = document_.check_all_used(); !r) return r.error();
        return std::move(job_);
    }

private:
    Result<void> read_phase(const TomlValue& table) {
        if (auto r = table.expect_table(); !r) return r;
        const TomlValue write = table.get("write");
        const TomlValue drives = table.get("drive");
        if (write.exists() == drives.exists())
            return table.error(7646, table.path() + " needs either a table write or tables drive",
                               "write = { row = 0, cols = [0], V = 1.5, width_s = 1e-7 }, or "
                               "[[phase.drive]] with lines and V");
        Result<TilePhase> phase = write.exists() ? written(write) : driven(table, drives);
        if (!phase) return phase.error();
        if (auto fits = check_phase(job_.tile.spec, *phase); !fits) {
            Error failure = fits.error();
            failure.where = table.where();
            return failure;
        }
        job_.phases.push_back(std::move(*phase));
        return {};
    }

    // Numbers of lines: one, a list, or all of `count` when missing.
    Result<std::vector<std::size_t>> lines(const TomlValue& value, std::size_t count) const {
        std::vector<std::size_t> out;
        if (!value.exists())
            for (std::size_t k = 0; k < count; ++k) out.push_back(k);
        std::vector<TomlValue> items = value.items();
        if (value.kind() == TomlKind::integer) items = {value};
        if (value.exists() && items.empty())
            return value.wrong_type("a number or a list of numbers");
        for (const TomlValue& item : items) {
            const auto number = item.integer(0, static_cast<std::int64_t>(count) - 1);
            if (!number) return number.error();
            out.push_back(static_cast<std::size_t>(*number));
        }
        return out;
    }

    Result<TilePhase> written(const TomlValue& table) {
        if (auto r = table.expect_table(); !r) return r.error();
        const TileSpec& spec = job_.tile.spec;
        const Result<WriteSetup> setup = read_write_setup(table, job_.tile);
        if (!setup) return setup.error();
        WritePulse pulse;
        const Result<TomlValue> row = table.require("row");
        if (!row) return row.error();
        const auto number = row->integer(0, static_cast<std::int64_t>(spec.rows) - 1);
        if (!number) return number.error();
        pulse.row = static_cast<std::size_t>(*number);
        auto cols = lines(table.get("cols"), spec.cols);
        if (!cols) return cols.error();
        pulse.cols = std::move(*cols);
        double amplitude_V = 0.0;
        for (const auto& [key, rule, out] : {std::tuple{"V", volts, &amplitude_V},
                                             std::tuple{"width_s", seconds, &pulse.width_s}}) {
            const Result<TomlValue> value = table.require(key);
            if (!value) return value.error();
            const Result<double> given = value->number(rule);
            if (!given) return given.error();
            *out = *given;
        }
        pulse.amplitude_V.assign(pulse.cols.size(), amplitude_V);
        const Result<double> rise = table.get("rise_s").number_or(0.01 * pulse.width_s, seconds);
        if (!rise) return rise.error();
        pulse.rise_s = *rise;
        const Result<double> gate =
            table.get("gate_V").number_or(job_.tile.model->levels.on_V, volts);
        if (!gate) return gate.error();
        pulse.gate_V = *gate;
        Result<TilePhase> phase = write_phase(spec, *setup, pulse);
        if (phase) return phase;
        Error failure = phase.error();
        failure.where = table.where();
        return failure;
    }

    Result<TilePhase> driven(const TomlValue& table, const TomlValue& drives) {
        TilePhase phase;
        const Result<TomlValue> duration = table.require("duration_s");
        if (!duration) return duration.error();
        const Result<double> given = duration->number(seconds);
        if (!given) return given.error();
        phase.duration_s = *given;
        const TileSpec& spec = job_.tile.spec;
        if (spec.gated())
            phase.gate.assign(spec.rows, Waveform(DcWave{job_.tile.model->levels.off_V}));
        for (const TomlValue& drive : drives.items())
            if (auto r = add_drive(drive, phase); !r) return r.error();
        return phase;
    }

    Result<void> add_drive(const TomlValue& table, TilePhase& phase) {
        const TileSpec& spec = job_.tile.spec;
        const std::array<std::string, 4> sets = {"wl", "bl", "sl", "gate"};
        const Result<TomlValue> which = table.require("lines");
        if (!which) return which.error();
        const Result<std::size_t> set = which->choice(sets);
        if (!set) return set.error();
        const bool none = spec.gated() ? *set == 0 : *set >= 2;
        if (none)
            return which->error(7647,
                                spec.gated() ? "word lines of a 1t1r tile are gates"
                                             : "a passive tile has word and bit lines only",
                                spec.gated() ? "lines = \"gate\"" : "lines = \"wl\" or \"bl\"");
        const bool along_rows =
            *set == 0 || *set == 3 || (*set == 2 && spec.topology == Topology::one_transistor_row);
        const std::size_t count = along_rows ? spec.rows : spec.cols;
        const auto chosen = lines(table.get("at"), count);
        if (!chosen) return chosen.error();
        const Result<Waveform> wave = read_wave(table);
        if (!wave) return wave.error();
        if (*set == 3) {
            for (const std::size_t i : *chosen) phase.gate[i] = *wave;
            return {};
        }
        const LineSet& geometry = *set == 0 ? spec.wl : *set == 1 ? spec.bl : spec.sl;
        const std::array<std::string, 3> ends = {"connected", "first", "last"};
        const Result<std::size_t> end = table.get("end").choice_or(0, ends);
        if (!end) return end.error();
        const double none_given = -1.0;
        const Result<double> ohm =
            table.get("ohm").number_or(none_given, {.unit = Unit::ohm, .min = 0.0});
        if (!ohm) return ohm.error();
        auto& first = *set == 0 ? phase.wl_first : *set == 1 ? phase.bl_first : phase.sl_first;
        auto& last = *set == 0 ? phase.wl_last : *set == 1 ? phase.bl_last : phase.sl_last;
        const auto put = [&](std::vector<EndDrive>& list, const LineEnd& usual) {
            list.resize(count);
            for (const std::size_t k : *chosen)
                list[k] = {false, *ohm >= 0.0 ? *ohm : usual.resistance_ohm, *wave};
        };
        if (*end == 1 || (*end == 0 && geometry.first_end.kind != EndKind::floating))
            put(first, geometry.first_end);
        if (*end == 2 || (*end == 0 && geometry.last_end.kind != EndKind::floating))
            put(last, geometry.last_end);
        return {};
    }

    // V = 0.5; pulse = { V, width_s, rise_s, delay_s, low_V, period_s }; pwl = [[t, V], ...]
    Result<Waveform> read_wave(const TomlValue& table) const {
        const TomlValue constant = table.get("V"), pulse = table.get("pulse"),
                        points = table.get("pwl");
        if (int{constant.exists()} + int{pulse.exists()} + int{points.exists()} != 1)
            return table.error(7648, table.path() + " needs one of V, pulse and pwl",
                               "V = 0.5, pulse = { V = 1.5, width_s = 1e-7 }, or pwl = [[0, 0], "
                               "[1e-9, 1.5]]");
        Waveform out;
        if (constant.exists()) {
            const Result<double> value = constant.number(volts);
            if (!value) return value.error();
            out = DcWave{*value};
        } else if (pulse.exists()) {
            if (auto r = pulse.expect_table(); !r) return r.error();
            const Result<Waveform> wave = read_pulse(pulse);
            if (!wave) return wave.error();
            out = *wave;
        } else {
            PwlWave wave;
            for (const TomlValue& point : points.items()) {
                const std::vector<TomlValue> pair = point.items();
                if (pair.size() != 2) return point.wrong_type("[time, voltage]");
                const Result<double> time_s = pair[0].number(seconds);
                const Result<double> value = pair[1].number(volts);
                if (!time_s) return time_s.error();
                if (!value) return value.error();
                wave.time_s.push_back(*time_s);
                wave.value.push_back(*value);
            }
            out = wave;
        }
        if (auto good = check_wave(out); !good) {
            Error failure = good.error();
            failure.where = table.where();
            return failure;
        }
        return out;
    }

    static Result<Waveform> read_pulse(const TomlValue& table) {
        for (const char* key : {"V", "width_s"})
            if (auto r = table.require(key); !r) return r.error();
        PulseWave wave;
        for (const auto& [key, rule, out] :
             {std::tuple{"V", volts, &wave.high}, std::tuple{"low_V", volts, &wave.low},
              std::tuple{"width_s", seconds, &wave.width_s},
              std::tuple{"delay_s", seconds, &wave.delay_s},
              std::tuple{"period_s", seconds, &wave.period_s}}) {
            const Result<double> value = table.get(key).number_or(0.0, rule);
            if (!value) return value.error();
            *out = *value;
        }
        const Result<double> rise = table.get("rise_s").number_or(0.01 * wave.width_s, seconds);
        if (!rise) return rise.error();
        const Result<double> fall = table.get("fall_s").number_or(*rise, seconds);
        if (!fall) return fall.error();
        wave.rise_s = *rise;
        wave.fall_s = *fall;
        return Waveform(wave);
    }

    Result<void> read_probe(const TomlValue& table) {
        if (auto r = table.expect_table(); !r) return r;
        for (const TomlValue& cell : table.get("cells").items()) {
            const std::vector<TomlValue> pair = cell.items();
            if (pair.size() != 2) return cell.wrong_type("[row, column]");
            const auto row = pair[0].integer(0, static_cast<std::int64_t>(job_.tile.spec.rows) - 1);
            const auto col = pair[1].integer(0, static_cast<std::int64_t>(job_.tile.spec.cols) - 1);
            if (!row) return row.error();
            if (!col) return col.error();
            job_.cells.emplace_back(*row, *col);
        }
        return {};
    }

    const TomlDocument& document_;
    TomlValue root_;
    TranJob job_;
};

// A text of TOML.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

Result<TranJob> with_probes(Result<TranJob> job,
                            const std::vector<std::pair<std::size_t, std::size_t>>& probes) {
    if (!job) return job;
    const TileSpec& spec = job->tile.spec;
    for (const auto& [row, col] : probes) {
        if (row >= spec.rows || col >= spec.cols)
            return Error{.code = Errc::usage,
                         .id = 7654,
                         .what = fmt::format("there is no cell [{}, {}] to probe, expected 0 to {} "
                                             "and 0 to {}",
                                             row, col, spec.rows - 1, spec.cols - 1),
                         .help = "--probe ROW,COL counts from 0"};
        if (std::find(job->cells.begin(), job->cells.end(), std::pair(row, col)) ==
            job->cells.end())
            job->cells.emplace_back(row, col);
    }
    return job;
}

}  // namespace

Result<bool> names_a_tile(const std::string& path) {
    const Result<TomlDocument> document = TomlDocument::read(path);
    if (!document) return document.error();
    return document->root().get("tile").exists() || document->root().get("phase").exists();
}

Result<TranJob> load_tran(const std::string& path,
                          const std::vector<std::pair<std::size_t, std::size_t>>& probes) {
    const Result<TomlDocument> document = TomlDocument::read(path);
    if (!document) return document.error();
    return with_probes(TranReader(*document, path).read(), probes);
}

Result<TranJob> load_pulse(const std::string& tile_path, const TranPulse& pulse,
                           const std::vector<std::pair<std::size_t, std::size_t>>& probes) {
    const Result<TomlDocument> tile = TomlDocument::read(tile_path);
    if (!tile) return tile.error();
    for (const char* key : {"tile", "phase"})
        if (tile->root().get(key).exists())
            return Error{.code = Errc::usage,
                         .id = 7655,
                         .what = tile_path + " is no tile file, but a pulse on a tile is asked for",
                         .help = "name the tile file, or leave out --write to follow the phases"};
    // Each value in a line of its own, so that a message shows the one it is about.
    const std::string name = "command line";
    std::string text = fmt::format(
        "schema = 1\ntile = {}\n[[phase]]\n[phase.write]\nrow = {}\n"
        "cols = [{}]\n",
        quoted(tile_path), pulse.row, fmt::join(pulse.cols, ", "));
    const auto number = [&](const char* key, const std::optional<double>& value) {
        if (value) text += fmt::format("{} = {:.17e}\n", key, *value);  // with an exponent: a float
    };
    number("V", pulse.V);
    number("width_s", pulse.width_s);
    number("rise_s", pulse.rise_s);
    number("gate_V", pulse.gate_V);
    if (!pulse.scheme.empty()) text += "scheme = " + quoted(pulse.scheme) + "\n";
    if (!pulse.by.empty()) text += "by = " + quoted(pulse.by) + "\n";
    const Result<TomlDocument> document = TomlDocument::parse(std::move(text), name);
    if (!document) return document.error();
    Result<TranJob> job = TranReader(*document, name).read();
    if (job) job->path = tile_path;
    return with_probes(std::move(job), probes);
}

}  // namespace crosspoint
