// The symbolic execution behind lower(): state and parts of it, in several files. Not for users of
// the compiler; they include lower.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "crosspoint/veriloga/ir_builder.hpp"
#include "crosspoint/veriloga/lower.hpp"

namespace crosspoint::veriloga {

/// Value of an expression: node + d(charge)/dt, or a text.
struct SymbolicValue {
    NodeIndex node = no_node;
    NodeIndex charge = no_node;  ///< no_node: none
    Index text = no_index;       ///< index into Lowering::texts_
};

/// What was contributed to a branch so far on this path.
struct BranchState {
    SymbolicValue flow, potential;
    NodeIndex is_potential = no_node;  ///< boolean: the last contribution was to the potential
};

/// What the two arms of a run-time condition have each for themselves.
struct Environment {
    std::vector<std::vector<SymbolicValue>> variables;  ///< by variable, then element
    std::vector<BranchState> branches;
};

class Lowering {
public:
    Lowering(const CheckedModel& model, const ParameterValues& values, const Structure& structure,
             const LowerOptions& options, Diagnostics& diagnostics);
    Result<LoweredModel> run();

private:
    struct Memory {
        Index slot = 0;
        NodeIndex now = no_node;
    };

    // lowering.cpp: set-up, and rows from contributions
    void bind_varying();
    void start_variables();
    void write_rows();
    void write_branch(Index branch);
    void add_to_row(Index row, const SymbolicValue& term, double sign);
    void add_flow(Index branch, const SymbolicValue& flow);
    [[nodiscard]] NodeIndex unknown(Index index);
    [[nodiscard]] NodeIndex potential_of(Index plus, Index minus);
    /// A variable that the analog block assigns: it starts as memory. Others keep their first
    /// value.
    [[nodiscard]] bool keeps_value(Index variable) const;
    Memory new_memory(std::string name, double initial, bool hidden);
    /// `next` is kept where the path is taken, else the value stays.
    void keep(const Memory& memory, NodeIndex next);

    // lowering_statements.cpp
    void execute(const Body& body);
    void execute(const CheckedStatement& statement);
    void assign(Index variable, const ExprPtr& index, const SymbolicValue& value, Position at);
    void contribute(const CheckedContribute& contribution);
    void branch_on(NodeIndex condition, const Body& then, const Body& otherwise);
    void loop(const CheckedLoop& loop, Position at);
    void task(const CheckedTask& task, Position at);
    [[nodiscard]] Environment merged(NodeIndex condition, const Environment& then,
                                     const Environment& otherwise);
    /// `at` is what an error about the result points to.
    [[nodiscard]] SymbolicValue merged(NodeIndex condition, const SymbolicValue& then,
                                       const SymbolicValue& otherwise, Position at = {});

    // lowering_events.cpp
    [[nodiscard]] NodeIndex fired(const Trigger& trigger, Position at);
    [[nodiscard]] NodeIndex crossed(const Trigger& trigger, bool above);
    [[nodiscard]] NodeIndex timer(const Trigger& trigger);
    [[nodiscard]] NodeIndex any_phase(const std::vector<std::string>& phases, Position at);
    [[nodiscard]] NodeIndex analysis_is(const std::string& name, Position at);
    void add_event(const ModelEvent& event, NodeIndex value);

    // lowering_expressions.cpp
    [[nodiscard]] SymbolicValue value(const CheckedExpr& expression);
    /// A value without a derivative in it.
    [[nodiscard]] NodeIndex number(const CheckedExpr& expression);
    [[nodiscard]] NodeIndex number(const SymbolicValue& symbol, Position at);
    [[nodiscard]] NodeIndex number_or(const std::vector<ExprPtr>& arguments, std::size_t k,
                                      double otherwise);
    [[nodiscard]] SymbolicValue value(const Constant& constant, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const TextConstant& text, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const ParameterRef& ref, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const ParameterGiven& given, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const VariableRef& ref, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const Potential& potential, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const Flow& flow, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const CheckedUnary& unary, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const CheckedBinary& binary, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const CheckedConditional& conditional, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const Convert& convert, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const FunctionCall& call, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const UserCall& call, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const OperatorCall& call, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const SystemCall& call, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue value(const RandomCall& call, const CheckedExpr& at);
    [[nodiscard]] SymbolicValue parameter(Index id, Index element);
    [[nodiscard]] SymbolicValue element(const std::vector<SymbolicValue>& elements,
                                        const ExprPtr& index, int first, int step, Position at);
    [[nodiscard]] SymbolicValue arithmetic(const CheckedBinary& binary, const CheckedExpr& at);
    [[nodiscard]] NodeIndex logic(BinaryOp op, NodeIndex a, NodeIndex b);
    [[nodiscard]] SymbolicValue scaled(const SymbolicValue& value, NodeIndex factor, Op op,
                                       Position at);

    // lowering_integers.cpp
    struct Range {
        double low, high;
    };
    [[nodiscard]] Range range_of(NodeIndex node);
    /// What a node of integer type can be: at most 32 bits.
    [[nodiscard]] Range whole_range(NodeIndex node);
    [[nodiscard]] NodeIndex wrapped(NodeIndex whole);
    [[nodiscard]] NodeIndex saturated(NodeIndex rounded);
    [[nodiscard]] NodeIndex whole_product(NodeIndex a, NodeIndex b);
    [[nodiscard]] NodeIndex whole_power(NodeIndex a, NodeIndex b);
    [[nodiscard]] NodeIndex whole_arithmetic(BinaryOp op, NodeIndex a, NodeIndex b);

    // lowering_operators.cpp
    [[nodiscard]] SymbolicValue derivative(const OperatorCall& call, Position at);
    [[nodiscard]] NodeIndex integral(const OperatorCall& call, Position at);
    [[nodiscard]] NodeIndex ddx(const OperatorCall& call);
    [[nodiscard]] NodeIndex transition(const OperatorCall& call);
    [[nodiscard]] NodeIndex slew(const OperatorCall& call);
    [[nodiscard]] NodeIndex absdelay(const OperatorCall& call);
    [[nodiscard]] NodeIndex noise(const OperatorCall& call);
    void write_noise();
    /// A source is an input behind the unknowns, until its gains are known.
    [[nodiscard]] Index noise_input(std::size_t source) const {
        return static_cast<Index>(s_.unknowns.size() + source);
    }
    [[nodiscard]] NodeIndex in_dc();
    /// Whether the row of an operator's unknown is still free; refuses a second use of the site.
    bool row_is_free(Index row, Position at);

    [[nodiscard]] static SymbolicValue plain(NodeIndex node) { return {node, no_node, no_index}; }
    [[nodiscard]] NodeIndex constant(double x) { return b_.constant(x); }
    [[nodiscard]] NodeIndex zero() { return b_.constant(0.0); }
    /// Depends on constants, parameters and the temperature only.
    [[nodiscard]] bool steady(NodeIndex node);
    void refuse(Position at, int id, std::string what, std::string help);

    const CheckedModel& m_;
    const ParameterValues& values_;
    const Structure& s_;
    const LowerOptions& options_;
    Diagnostics& diagnostics_;
    IrBuilder b_;
    Environment env_;
    NodeIndex path_ = no_node;  ///< boolean: this statement is reached
    Index contributing_ = no_index;
    std::vector<SymbolicValue> rows_;
    std::vector<NodeIndex> next_;  ///< by memory slot
    std::vector<std::string> texts_;
    std::vector<bool> steady_;
    std::vector<Range> ranges_;   ///< by node, as far as it was asked for
    std::vector<bool> assigned_;  ///< by variable: in the analog block
    std::map<std::pair<Index, Index>, SymbolicValue> parameters_;
    std::vector<Index> varying_of_;  ///< by parameter: number of the varying one, or no_index
    NodeIndex bound_step_ = no_node;
    bool failed_ = false;
    std::size_t statements_ = 0;  ///< executed, all turns and calls together
    LoweredModel result_;
};

/// Drops memory that no output needs, memory that never changes, and memory that the first step
/// sets once and for all; the rest is renumbered. Outputs memory_next follow. Inputs behind the
/// unknowns (sources of noise) become 0.
void settle_memory(Ir& ir, std::vector<MemorySlot>& memory, Index unknowns);

}  // namespace crosspoint::veriloga
