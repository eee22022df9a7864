// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/program_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/array_value.hpp"

namespace crosspoint {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A tile that can be written.
Result<TileJob> check_written(Result<TileJob> tile, const TomlValue& named,
                              const std::string& file) {
    if (!tile || tile->model) return tile;
    return named.error(7640, "the cells of " + file + " are resistors: nothing can be written",
                       "name a tile with cells.model");
}

class ProgramReader {
public:
    /// @param in_tile  the file is a tile file with [program]
    ProgramReader(const TomlDocument& document, const std::string& path, bool in_tile)
        : document_(document),
          in_tile_(in_tile),
          root_(in_tile ? document.root().get("program") : document.root()) {
        job_.path = path;
    }

    Result<ProgramJob> read() {
        Result<TileJob> tile = in_tile_ ? own_tile() : read_named_tile(root_, job_.path);
        if (!tile) return tile.error();
        job_.tile = std::move(*tile);
        if (auto r = check_memory(); !r) return r.error();
        for (const char* table : {"write", "set", "reset", "target", "verify", "read", "engine"})
            if (auto r = root_.get(table).expect_table(); !r) return r.error();
        if (auto r = read_write(); !r) return r.error();
        if (auto r = read_rule("set", job_.plan.set); !r) return r.error();
        if (auto r = read_rule("reset", job_.plan.reset); !r) return r.error();
        if (auto r = read_read(); !r) return r.error();
        if (auto r = read_target(); !r) return r.error();
        if (auto r = read_verify(); !r) return r.error();
        const Result<TileTransientOptions> engine = read_engine(root_.get("engine"));
        if (!engine) return engine.error();
        job_.plan.engine = *engine;
        if (auto r = document_.check_all_used(); !r) return r.error();
        if (auto r = make_key(); !r) return r.error();
        return std::move(job_);
    }

private:
    // The file itself; what the tile has in it load_tile has checked.
    [[nodiscard]] Result<TileJob> own_tile() const {
        for (const std::string& key : document_.root().keys())
            if (key != "program") skip_keys(document_.root().get(key));
        return check_written(load_tile(job_.path, CellKinds::any), document_.root().get("cells"),
                             job_.path);
    }

    [[nodiscard]] Result<void> check_memory() const {
        const EliminatedCellSpec& cells = job_.tile.model->spec;
        if (!cells.states.empty() || !cells.model->shape().memory.empty()) return {};
        return (in_tile_ ? document_.root().get("cells") : root_.get("tile"))
            .error(7649,
                   "model " + job_.tile.model->module + " has no state that a pulse could move",
                   "a state is an internal node of a discipline that is not electrical, whose ddt "
                   "stands "
                   "in "
                   "every case in its own equation");
    }

    Result<void> read_write() {
        const TomlValue table = root_.get("write");
        const Result<WriteSetup> setup = read_write_setup(table, job_.tile);
        if (!setup) return setup.error();
        job_.plan.setup = *setup;
        const std::array<std::string, 2> orders = {"cell", "row"};
        const Result<std::size_t> order = table.get("order").choice_or(0, orders);
        if (!order) return order.error();
        job_.plan.order = *order == 0 ? WriteOrder::cell : WriteOrder::row;
        const Result<bool> independent = table.get("independent").boolean_or(false);
        if (!independent) return independent.error();
        job_.plan.independent = *independent;
        return {};
    }

    Result<void> read_rule(const char* name, PulseRule& rule) {
        const TomlValue table = root_.get(name);
        if (!table.exists()) return {};
        if (auto r = table.require("V"); !r) return r.error();
        const auto take = [&](const char* key, double fallback, const NumberRule& range,
                              double& out) -> Result<void> {
            const Result<double> value = table.get(key).number_or(fallback, range);
            if (!value) return value.error();
            out = *value;
            return {};
        };
        const NumberRule volts{.unit = Unit::volt};
        const NumberRule times{.unit = Unit::second, .min = 0.0, .max = 1e6};
        if (auto r = take("V", 0.0, volts, rule.start_V); !r) return r;
        if (auto r = take("step_V", 0.0, {.unit = Unit::volt, .min = 0.0}, rule.step_V); !r)
            return r;
        if (auto r = take("stop_V", rule.start_V, volts, rule.stop_V); !r) return r;
        if (rule.step_V > 0.0)
            if (auto r = table.require("stop_V"); !r) return r.error();
        if (auto r = table.require("width_s"); !r) return r.error();
        if (auto r = take("width_s", 0.0, times, rule.width_s); !r) return r;
        if (auto r = take("rise_s", 0.01 * rule.width_s, times, rule.rise_s); !r) return r;
        if (table.get("gate_V").exists() &&
            (!job_.tile.spec.gated() || job_.plan.setup.by == WriteBy::gate))
            return table.get("gate_V").error(
                7641, table.path() + ".gate_V is given, but no access transistor is to be opened",
                "drop the key");
        return take("gate_V", job_.tile.model->levels.on_V, volts, rule.gate_V);
    }

    Result<void> read_read() {
        const TomlValue table = root_.get("read");
        const Result<TomlValue> read_V = table.require("V");
        if (!read_V) return read_V.error();
        const Result<double> volts = read_V->number({.unit = Unit::volt});
        if (!volts) return volts.error();
        const Result<double> time_s =
            table.get("time_s").number_or(0.0, {.unit = Unit::second, .min = 0.0, .max = 1e6});
        if (!time_s) return time_s.error();
        const std::array<std::string, 2> kinds = {"array", "cell"};
        const Result<std::size_t> kind = table.get("by").choice_or(0, kinds);
        if (!kind) return kind.error();
        job_.plan.read = {.read_V = *volts, .levels = job_.tile.model->levels};
        job_.plan.read_time_s = *time_s;
        job_.plan.verify = *kind == 0 ? VerifyRead::array : VerifyRead::cell;
        return {};
    }

    // One number for all cells, or [rows x cols].
    Result<Matrix<double>> read_cells(const TomlValue& value, Unit unit) const {
        const TileSpec& spec = job_.tile.spec;
        if (value.kind() != TomlKind::list && !is_array_file(value)) {
            const Result<double> number = value.number({.unit = unit});
            if (!number) return number.error();
            return Matrix<double>(spec.rows, spec.cols, *number);
        }
        Result<ArrayValue> array = read_array(value, job_.path, unit);
        if (!array) return array.error();
        if (array->values.rows() != spec.rows || array->values.cols() != spec.cols)
            return array->error(7642,
                                fmt::format("the shape is {}, expected one value for each of "
                                            "[{} x {}] cells",
                                            array->shape_text(), spec.rows, spec.cols),
                                "matrices are word lines x bit lines; one number stands for all");
        return std::move(array->values);
    }

    Result<void> read_target() {
        const TomlValue table = root_.get("target");
        const TomlValue g_S = table.get("g_S"), state = table.get("state"),
                        pulses = table.get("pulses");
        if (int{g_S.exists()} + int{state.exists()} + int{pulses.exists()} != 1)
            return table.error(7643, "expected one of target.g_S, target.state and target.pulses",
                               "a conductance or a state to reach, or a number of pulses");
        if (state.exists()) return read_target_state(state);
        Result<Matrix<double>> values =
            read_cells(g_S.exists() ? g_S : pulses, g_S.exists() ? Unit::siemens : Unit::none);
        if (!values) return values.error();
        (g_S.exists() ? job_.plan.target_S : job_.plan.pulse_count) = std::move(*values);
        return {};
    }

    // A state to reach is the conductance that the cell has in it; the other states are as in the
    // tile file.
    Result<void> read_target_state(const TomlValue& table) {
        if (auto r = table.expect_table(); !r) return r;
        const EliminatedCellSpec& cells = job_.tile.model->spec;
        std::vector<std::string> names;
        for (const UnknownInfo& u : cells.model->shape().unknowns)
            if (u.kind == UnknownKind::state) names.push_back(u.name);
        CellHistory wanted{.states = cells.states, .memory = cells.memory};
        for (const std::string& name : table.keys()) {
            const auto found = std::find(names.begin(), names.end(), name);
            if (found == names.end())
                return table.get(name).error(
                    7644, fmt::format("the model has no state \"{}\"", name),
                    names.empty() ? "it has no states"
                                  : fmt::format("it has: {}", fmt::join(names, ", ")));
            const Result<Matrix<double>> values = read_cells(table.get(name), Unit::none);
            if (!values) return values.error();
            wanted.states[static_cast<std::size_t>(found - names.begin())].assign(
                values->values().begin(), values->values().end());
        }
        EliminatedCellSpec sound = cells;  // what an open or shorted cell should be, too
        sound.fault_S.clear();
        Result<Matrix<double>> target_S =
            cell_conductance_S(job_.tile.spec, sound, wanted, job_.plan.read);
        if (!target_S) return target_S.error();
        job_.plan.target_S = std::move(*target_S);
        return {};
    }

    Result<void> read_verify() {
        const TomlValue table = root_.get("verify");
        if (table.exists() && job_.plan.target_S.empty())
            return table.error(7645, "[verify] is given, but target.pulses needs no reads",
                               "drop the table, or give target.g_S");
        const Result<double> tolerance =
            table.get("tolerance_rel").number_or(0.05, {.min = 1e-9, .max = 0.999});
        if (!tolerance) return tolerance.error();
        job_.plan.tolerance_rel = *tolerance;
        for (const auto& [key, fallback, out] :
             {std::tuple{"max_pulses", 50, &job_.plan.max_pulses},
              std::tuple{"passes", 1, &job_.plan.passes}}) {
            const Result<std::int64_t> count = table.get(key).integer_or(fallback, 1, 1000000);
            if (!count) return count.error();
            *out = static_cast<int>(*count);
        }
        return {};
    }

    // FNV-1a over the texts and over the numbers that other files gave.
    Result<void> make_key() {
        job_.key = 0xcbf29ce484222325ULL;
        const auto mix = [&](std::uint64_t word) {
            for (int k = 0; k < 8; ++k, word >>= 8U)
                job_.key = (job_.key ^ (word & 0xFFU)) * 0x100000001b3ULL;
        };
        const auto text = read_text_file(job_.tile.path);
        if (!text) return text.error();
        const auto mix_text = [&](std::string_view part) {
            for (const char c : part) mix(static_cast<unsigned char>(c));
            mix(part.size());
        };
        mix_text(document_.source());
        mix_text(*text);
        // What the tile file names: the model's sources, and what its card sets.
        const ModelCells& model = *job_.tile.model;
        mix_text(model.checksum);
        for (const auto& [name, value] : model.card) {
            mix_text(name);
            mix_text(std::visit([](const auto& v) { return fmt::format("{}", v); }, value));
        }
        const auto numbers = [&](std::span<const double> values) {
            for (const double v : values) mix(std::bit_cast<std::uint64_t>(v));
        };
        const EliminatedCellSpec& cells = model.spec;
        for (const auto& values : cells.states) numbers(values);
        for (const auto& values : cells.parameters) numbers(values);
        numbers(cells.fault_S);
        for (const std::uint8_t stuck : cells.stuck) mix(stuck);
        numbers(job_.plan.target_S.values());
        numbers(job_.plan.pulse_count.values());
        return {};
    }

    const TomlDocument& document_;
    bool in_tile_;
    TomlValue root_;
    ProgramJob job_;
};

}  // namespace

Result<TileJob> read_named_tile(const TomlValue& root, const std::string& path) {
    const Result<TomlValue> schema = root.require("schema");
    if (!schema) return schema.error();
    if (const auto version = schema->integer(1, 1); !version) return version.error();
    const Result<TomlValue> name = root.require("tile");
    if (!name) return name.error();
    const Result<std::string> file = name->text();
    if (!file) return file.error();
    return check_written(load_tile(path_beside(path, *file), CellKinds::any), *name, *file);
}

Result<TileTransientOptions> read_engine(const TomlValue& table) {
    if (auto r = table.expect_table(); !r) return r.error();
    TileTransientOptions out;
    const std::array<std::string, 2> names = {"fast", "circuit"};
    const Result<std::size_t> name = table.get("name").choice_or(0, names);
    if (!name) return name.error();
    out.engine = *name == 0 ? TileEngine::fast : TileEngine::circuit;
    const Result<double> reltol =
        table.get("reltol").number_or(out.reltol, {.min = 1e-12, .max = 0.1});
    if (!reltol) return reltol.error();
    out.reltol = *reltol;
    out.abstol = std::min(out.abstol, 0.01 * out.reltol);
    for (const auto& [key, value] : {std::pair{"wl_segment_F", &out.capacitance.wl_segment_F},
                                     std::pair{"bl_segment_F", &out.capacitance.bl_segment_F},
                                     std::pair{"sl_segment_F", &out.capacitance.sl_segment_F}}) {
        const Result<double> farad =
            table.get(key).number_or(0.0, {.unit = Unit::farad, .min = 0.0, .max = infinity});
        if (!farad) return farad.error();
        *value = *farad;
    }
    const Result<std::int64_t> seed = table.get("seed").integer_or(1, 0, 1LL << 53);
    if (!seed) return seed.error();
    out.seed = static_cast<std::uint64_t>(*seed);
    return out;
}

Result<WriteSetup> read_write_setup(const TomlValue& table, const TileJob& tile) {
    WriteSetup out{.gate_off_V = tile.model->levels.off_V};
    const std::array<std::string, 2> ways = {"lines", "gate"};
    const Result<std::size_t> by = table.get("by").choice_or(0, ways);
    if (!by) return by.error();
    out.by = *by == 0 ? WriteBy::lines : WriteBy::gate;
    const std::array<std::string, 5> schemes = {"half", "third", "floating", "grounded", "inhibit"};
    const std::size_t usual = tile.spec.gated() && out.by == WriteBy::lines ? 4 : 0;
    const TomlValue scheme = table.get("scheme");
    const Result<std::size_t> which = scheme.choice_or(usual, schemes);
    if (!which) return which.error();
    out.scheme = static_cast<WriteScheme>(*which);
    if (auto fits = check_write_setup(tile.spec, out); !fits) {
        Error failure = fits.error();
        failure.where = (scheme.exists() ? scheme : table).where();
        return failure;
    }
    return out;
}

Result<ProgramJob> load_program(const std::string& path,
                                const std::vector<std::pair<std::string, std::string>>& settings) {
    Result<TomlDocument> document = TomlDocument::read(path);
    if (!document) return document.error();
    const bool in_tile =
        document->root().get("array").exists() && !document->root().get("tile").exists();
    for (const auto& [key, value] : settings)
        if (auto r = document->set(in_tile ? "program." + key : key, value); !r) return r.error();
    if (in_tile && !document->root().get("program").exists())
        return document->root().error(
            7653, path + " is a tile file without [program], which says what to write",
            "add [program.set], [program.target] and so on, name a program file, or give all of "
            "it by --with KEY=VALUE");
    return ProgramReader(*document, path, in_tile).read();
}

}  // namespace crosspoint
