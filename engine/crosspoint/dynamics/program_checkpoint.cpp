// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/program_checkpoint.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "crosspoint/base/npz.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t record_size = 11;
using Row = std::array<double, record_size>;

Row row_of(const PulseRecord& r) {
    return {r.pass,  r.row,         r.first_col,   r.cols,          r.amplitude_V, r.energy_J,
            r.steps, r.disturb_row, r.disturb_col, r.disturb_other, r.forced_steps};
}

PulseRecord record_of(std::span<const double> r) {
    return {.pass = r[0],
            .row = r[1],
            .first_col = r[2],
            .cols = r[3],
            .amplitude_V = r[4],
            .energy_J = r[5],
            .steps = r[6],
            .disturb_row = r[7],
            .disturb_col = r[8],
            .disturb_other = r[9],
            .forced_steps = r[10]};
}

// Whole numbers up to 2^32 are exact in a double.
std::array<double, 2> halves(std::uint64_t value) {
    return {static_cast<double>(value >> 32U), static_cast<double>(value & 0xFFFFFFFFU)};
}
std::uint64_t joined(double high, double low) {
    return (static_cast<std::uint64_t>(high) << 32U) | static_cast<std::uint64_t>(low);
}

std::vector<double> flat(const std::vector<std::vector<double>>& rows) {
    std::vector<double> out;
    for (const auto& row : rows) out.insert(out.end(), row.begin(), row.end());
    return out;
}

// The matrices of a state by name, for both directions.
template <class State>
auto matrices(State& state) {
    return std::array{
        std::pair{"set_pulses", &state.set_pulses}, std::pair{"reset_pulses", &state.reset_pulses},
        std::pair{"energy_J", &state.energy_J}, std::pair{"disturb_S", &state.disturb_S},
        std::pair{"disturb_worst", &state.disturb_worst}};
}

}  // namespace

Result<void> save_program_state(const std::string& path, std::uint64_t key,
                                const ProgramState& state) {
    std::map<std::string, std::vector<std::byte>> entries;
    const auto add = [&](const std::string& name, std::span<const double> values,
                         std::size_t rows) {
        const std::array<std::size_t, 2> shape = {rows, rows == 0 ? 0 : values.size() / rows};
        entries.emplace(name, npy_bytes(shape, values));
    };
    const auto of_key = halves(key);
    const auto steps = halves(state.step_index);
    add("counters",
        std::array{of_key[0], of_key[1], steps[0], steps[1], static_cast<double>(state.unit),
                   static_cast<double>(state.reads), static_cast<double>(state.pulsed_in_pass),
                   state.read_energy_J, state.time_s},
        1);
    for (const auto& [name, matrix] : matrices(state)) add(name, matrix->values(), matrix->rows());
    add("states", flat(state.cells.states), state.cells.states.size());
    add("memory", flat(state.cells.memory), state.cells.memory.size());
    std::vector<double> log;
    for (const PulseRecord& entry : state.log) {
        const Row row = row_of(entry);
        log.insert(log.end(), row.begin(), row.end());
    }
    add("log", log, state.log.size());
    return write_npz(path, entries);
}

Result<ProgramState> load_program_state(const std::string& path, std::uint64_t key,
                                        const ProgramState& like) {
    const auto read = read_npz(path);
    if (!read) return read.error();
    const auto values = [&](const std::string& name) -> const std::vector<double>* {
        const auto found = read->find(name);
        return found == read->end() ? nullptr : &found->second.values;
    };
    const Error misfit{.code = Errc::input,
                       .id = 7635,
                       .what = path + " is not a checkpoint of a tile of this size",
                       .help = "start again without --resume"};
    const std::vector<double>* counters = values("counters");
    const std::vector<double>* log = values("log");
    if (counters == nullptr || counters->size() != 9 || log == nullptr ||
        log->size() % record_size != 0)
        return misfit;
    const std::vector<double>& c = *counters;
    if (joined(c[0], c[1]) != key)
        return Error{.code = Errc::input,
                     .id = 7636,
                     .what = path + " is a checkpoint of another plan or tile",
                     .help =
                         "something that was read has changed since: start again without "
                         "--resume, or take the files as they were"};
    ProgramState state = like;
    state.step_index = joined(c[2], c[3]);
    state.unit = static_cast<std::size_t>(c[4]);
    state.reads = static_cast<std::size_t>(c[5]);
    state.pulsed_in_pass = static_cast<std::size_t>(c[6]);
    state.read_energy_J = c[7];
    state.time_s = c[8];
    for (const auto& [name, matrix] : matrices(state)) {
        const std::vector<double>* given = values(name);
        if (given == nullptr || given->size() != matrix->size()) return misfit;
        *matrix = Matrix<double>(matrix->rows(), matrix->cols(), *given);
    }
    for (const auto& [name, rows] :
         {std::pair{"states", &state.cells.states}, std::pair{"memory", &state.cells.memory}}) {
        const std::vector<double>* given = values(name);
        if (given == nullptr || given->size() != flat(*rows).size()) return misfit;
        auto next = given->begin();
        for (std::vector<double>& row : *rows)
            for (double& value : row) value = *next++;
    }
    for (std::size_t k = 0; k < log->size(); k += record_size)
        state.log.push_back(record_of(std::span(*log).subspan(k, record_size)));
    return state;
}

}  // namespace crosspoint
