// Runs a program over any number of lanes: the prologue once per point, then pass by pass of
// `program_lanes` lanes. Registers, filled rows and scalars of the last programs stay in the
// thread.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <new>

#include "crosspoint/base/error.hpp"
#include "crosspoint/veriloga/ir_eval.hpp"
#include "crosspoint/veriloga/program.hpp"
#include "crosspoint/veriloga/program_kernels.hpp"

namespace crosspoint::veriloga {

namespace {

struct AlignedFree {
    void operator()(double* p) const { ::operator delete (p, std::align_val_t{64}); }
};

// What a thread keeps for a program between calls.
struct Workspace {
    std::uint64_t program = 0;
    std::vector<double> inputs;  // scalar inputs that the prologue was run for
    std::vector<double> scalars;
    std::unique_ptr<double, AlignedFree> lanes;  // registers, filled rows, rows of defaults
    std::size_t capacity = 0;
    std::vector<double*> rows;

    double* lane_row(std::size_t k) { return lanes.get() + k * program_lanes; }
    void reserve(std::size_t count) {
        if (count <= capacity) return;
        lanes.reset(static_cast<double*>(
            ::operator new (count* program_lanes * sizeof(double), std::align_val_t{64})));
        std::fill_n(lanes.get(), count * program_lanes, 0.0);
        capacity = count;
    }
};

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

void run_prologue(const Program& program, const std::vector<double>& inputs, Workspace& work) {
    work.program = program.id;
    work.inputs = inputs;
    work.scalars = program.scalars;
    double* s = work.scalars.data();
    for (std::size_t k = 0; k < inputs.size(); ++k) s[program.scalar_input_slots[k]] = inputs[k];
    for (const ScalarInstruction& i : program.prologue)
        s[i.out] = apply_operation(i.op, s[i.a], s[i.b], s[i.c]);
    work.reserve(program.first_output());
    work.rows.assign(program.rows(), nullptr);
    for (std::size_t r = 0; r < program.first_output(); ++r) work.rows[r] = work.lane_row(r);
    for (std::size_t k = 0; k < program.filled.size(); ++k)
        std::fill_n(work.lane_row(program.first_filled() + k), program_lanes, s[program.filled[k]]);
}

Workspace& workspace(const Program& program, const EvalPoint& point) {
    thread_local std::array<Workspace, 4> kept;
    thread_local std::size_t oldest = 0;
    thread_local std::vector<double> inputs;
    inputs.clear();
    for (const IrInput& input : program.scalar_inputs) inputs.push_back(shared_input(input, point));
    for (Workspace& work : kept) {
        if (work.program != program.id) continue;
        if (!same_bits(work.inputs, inputs)) run_prologue(program, inputs, work);
        return work;
    }
    Workspace& work = kept[oldest++ % kept.size()];
    run_prologue(program, inputs, work);
    return work;
}

}  // namespace

void run_program(const Program& program, const EvalPoint& point, const ProgramCall& call) {
    CROSSPOINT_ASSERT(call.inputs.size() == program.lane_inputs.size() &&
                      call.outputs.size() == program.outputs);
    Workspace& work = workspace(program, point);
    for (std::size_t k = 0; k < call.inputs.size(); ++k)
        if (call.inputs[k] == nullptr) {
            double* row = work.rows[program.first_input() + k] =
                work.lane_row(program.first_input() + k);
            std::fill_n(row, program_lanes, call.defaults[k]);
        }
    ProgramPass pass{.program = &program,
                     .rows = work.rows.data(),
                     .scalars = work.scalars.data(),
                     .cell = call.cell,
                     .seed = point.seed,
                     .step_index = point.step_index};
    for (std::size_t first = 0; first < call.lanes; first += program_lanes) {
        for (std::size_t k = 0; k < call.inputs.size(); ++k)
            if (call.inputs[k] != nullptr)  // rows of inputs are only read
                work.rows[program.first_input() + k] = const_cast<double*>(call.inputs[k]) + first;
        for (std::size_t k = 0; k < call.outputs.size(); ++k)
            work.rows[program.first_output() + k] = call.outputs[k] + first;
        pass.first_lane = first;
        pass.valid = std::min(program_lanes, call.lanes - first);
        pass.lanes = (pass.valid + 7) / 8 * 8;
        execute_pass(pass);
    }
}

}  // namespace crosspoint::veriloga
