// Register bytecode of a compact model: what an Ir becomes to be evaluated for many lanes. An
// instruction works on rows of lanes that stay in the first-level cache; what is the same for all
// lanes (constants, temperature, and what follows from them) is a scalar, computed once per point.
// A multiplication with one use is fused into the addition behind it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/device/model.hpp"
#include "crosspoint/veriloga/ir.hpp"

namespace crosspoint::veriloga {

/// Lanes that one pass over a program handles.
inline constexpr std::size_t program_lanes = 64;

/// What an instruction does; the letters say which operands are rows (v) and which scalars (s).
enum class Code : std::uint8_t {
    copy,
    fill,  ///< out = scalar a
    add_vv,
    add_vs,
    subtract_vv,
    subtract_vs,
    subtract_sv,
    multiply_vv,
    multiply_vs,
    divide_vv,
    divide_vs,
    divide_sv,
    fma_vvv,  ///< a * b + c
    fma_vsv,
    fma_vvs,
    fma_vss,
    fms_vvv,  ///< a * b - c
    fms_vsv,
    fms_vvs,
    fms_vss,
    fnma_vvv,  ///< c - a * b
    fnma_vsv,
    fnma_vvs,
    fnma_vss,
    sinh_cosh,  ///< out = sinh a, row b = cosh a
    random,     ///< draw `draw` of site `site`
    operation   ///< `op` of rows a, b, c
};

struct Instruction {
    Code code = Code::copy;
    Op op = Op::constant;
    RandomDraw draw = RandomDraw::random_integer;
    std::uint32_t site = 0;
    std::uint32_t out = 0, a = 0, b = 0, c = 0;
};

/// An operation on scalar slots.
struct ScalarInstruction {
    Op op = Op::constant;
    std::uint32_t out = 0, a = 0, b = 0, c = 0;
};

/// Rows are numbered: registers, filled rows, lane inputs, outputs.
struct Program {
    std::uint64_t id = 0;  ///< differs between programs of one process
    std::size_t registers = 0;
    std::vector<std::uint32_t> filled;  ///< scalar slot that fills each filled row
    std::vector<IrInput> lane_inputs;   ///< unknown, parameter, memory
    std::size_t outputs = 0;
    std::vector<double> scalars;         ///< constants at their slots, 0 elsewhere
    std::vector<IrInput> scalar_inputs;  ///< time, temperature, ..
    std::vector<std::uint32_t> scalar_input_slots;
    std::vector<ScalarInstruction> prologue;
    std::vector<Instruction> body;

    [[nodiscard]] std::size_t first_filled() const { return registers; }
    [[nodiscard]] std::size_t first_input() const { return registers + filled.size(); }
    [[nodiscard]] std::size_t first_output() const { return first_input() + lane_inputs.size(); }
    [[nodiscard]] std::size_t rows() const { return first_output() + outputs; }
};

/// Translates what the wanted nodes need.
/// @param ir a valid program (`validate`)
/// @param wanted nodes; the k-th becomes output row k. A node may be wanted several times.
[[nodiscard]] Program compile_program(const Ir& ir, std::span<const NodeIndex> wanted);

/// For people: `r3 = fma_vsv r1 s4 r2`; inputs by name, outputs `out0`, ...
[[nodiscard]] std::string dump_program(const Program& program);

/// One call for any number of lanes. Rows must be readable and writable up to lanes rounded up
/// to 8.
struct ProgramCall {
    std::size_t lanes = 0;
    std::span<const double* const> inputs;  ///< [lane_inputs]; null: `defaults` in all lanes
    std::span<const double> defaults;       ///< [lane_inputs]; may be empty if no input is null
    std::span<double* const> outputs;       ///< [outputs]
    const std::uint32_t* cell = nullptr;    ///< [lanes]; null: 0, 1, ..
};

/// May run in several threads at the same time.
void run_program(const Program& program, const EvalPoint& point, const ProgramCall& call);

}  // namespace crosspoint::veriloga
