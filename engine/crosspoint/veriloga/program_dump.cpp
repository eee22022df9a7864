// The text form of bytecode.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>

#include "crosspoint/veriloga/program.hpp"

namespace crosspoint::veriloga {

namespace {

constexpr std::array<std::string_view, 26> code_names = {
    "copy",        "fill",        "add_vv",      "add_vs",    "subtract_vv", "subtract_vs",
    "subtract_sv", "multiply_vv", "multiply_vs", "divide_vv", "divide_vs",   "divide_sv",
    "fma_vvv",     "fma_vsv",     "fma_vvs",     "fma_vss",   "fms_vvv",     "fms_vsv",
    "fms_vvs",     "fms_vss",     "fnma_vvv",    "fnma_vsv",  "fnma_vvs",    "fnma_vss",
    "sinh_cosh",   "random"};

std::string row_name(const Program& program, std::size_t row) {
    if (row < program.first_filled()) return fmt::format("r{}", row);
    if (row < program.first_input())
        return fmt::format("[s{}]", program.filled[row - program.first_filled()]);
    if (row < program.first_output())
        return input_name(program.lane_inputs[row - program.first_input()]);
    return fmt::format("out{}", row - program.first_output());
}

// 'v' row, 's' scalar, '-' none, of operand k.
char operand_form(const Instruction& instruction, std::size_t k) {
    switch (instruction.code) {
        case Code::copy:
            return k == 0 ? 'v' : '-';
        case Code::fill:
            return k == 0 ? 's' : '-';
        case Code::sinh_cosh:
            return k == 0 ? 'v' : '-';
        case Code::random:
            return 'v';
        case Code::operation:
            return static_cast<int>(k) < arity(instruction.op) ? 'v' : '-';
        default: {
            const std::string_view name = code_names[static_cast<std::size_t>(instruction.code)];
            const std::string_view form = name.substr(name.rfind('_') + 1);
            return k < form.size() ? form[k] : '-';
        }
    }
}

}  // namespace

std::string dump_program(const Program& program) {
    std::string text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "{} registers of {} lanes, {} instructions\n", program.registers,
                   program_lanes, program.body.size());
    std::vector<std::string> known(program.scalars.size());
    for (std::size_t k = 0; k < program.scalar_inputs.size(); ++k)
        known[program.scalar_input_slots[k]] = input_name(program.scalar_inputs[k]);
    for (const ScalarInstruction& i : program.prologue) {
        known[i.out] = name(i.op);
        const std::array operands = {i.a, i.b, i.c};
        for (std::size_t k = 0; k < static_cast<std::size_t>(arity(i.op)); ++k)
            known[i.out] += fmt::format(" s{}", operands[k]);
    }
    for (std::size_t k = 0; k < known.size(); ++k)
        fmt::format_to(out, "s{} = {}\n", k,
                       known[k].empty() ? fmt::format("{}", program.scalars[k]) : known[k]);
    for (const Instruction& i : program.body) {
        fmt::format_to(out, "{}", row_name(program, i.out));
        if (i.code == Code::sinh_cosh) fmt::format_to(out, ", {}", row_name(program, i.b));
        fmt::format_to(
            out, " = {}",
            i.code == Code::operation ? name(i.op) : code_names[static_cast<std::size_t>(i.code)]);
        const std::array operands = {i.a, i.b, i.c};
        for (std::size_t k = 0; k < 3; ++k) {
            const char form = operand_form(i, k);
            if (form == 'v') fmt::format_to(out, " {}", row_name(program, operands[k]));
            if (form == 's') fmt::format_to(out, " s{}", operands[k]);
        }
        text += '\n';
    }
    return text;
}

}  // namespace crosspoint::veriloga
