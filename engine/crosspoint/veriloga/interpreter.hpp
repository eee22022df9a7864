// Inside of interpret(): the class that walks the statements. Its members stand in
// interpret.cpp (statements, rows) and interpret_expression.cpp (values).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "crosspoint/veriloga/dual.hpp"
#include "crosspoint/veriloga/interpret.hpp"

namespace crosspoint::veriloga {

class Interpreter {
public:
    Interpreter(const CheckedModel& model, const ParameterValues& values,
                const Structure& structure, const InstanceMemory& memory,
                const EvaluationPoint& point);
    Evaluation run();
    InstanceMemory run_initial();

private:
    struct BranchSum {
        Quantity sum;
        bool is_potential = false;
    };
    static constexpr std::size_t max_turns = 100000;
    static constexpr std::size_t max_statements = 5'000'000;

    // interpret_expression.cpp
    Quantity eval(const CheckedExpr& expression);
    Dual value(const ExprPtr& expression) { return eval(*expression).f; }
    double number(const ExprPtr& expression) { return value(expression).v; }
    std::string text(const CheckedExpr& expression);
    Quantity eval_binary(const CheckedBinary& node);
    Quantity eval_operator(const OperatorCall& node);
    Quantity eval_user(const UserCall& node);
    Dual eval_function(const FunctionCall& node);
    Dual eval_ddx(const OperatorCall& node);
    Dual eval_integral(const OperatorCall& node);
    Dual eval_transition(const OperatorCall& node);
    Dual eval_slew(const OperatorCall& node);
    Dual eval_delay(const OperatorCall& node);
    double eval_system(const SystemCall& node);
    double eval_random(const RandomCall& node);
    Dual unknown(Index k) const;
    Dual potential(Index node) const;
    Quantity* element(Index variable, const ExprPtr& index);
    double argument(const OperatorCall& node, std::size_t k, double otherwise);

    // interpret.cpp
    void start_variables();
    void execute(const Body& body);
    void execute(const CheckedAssign& node);
    void execute(const CheckedContribute& node);
    void execute(const CheckedIf& node);
    void execute(const CheckedLoop& node);
    void execute(const CheckedEvent& node);
    void execute(const CheckedTask& node);
    void execute(const CheckedCallStatement& node) { eval(*node.call); }
    bool fires(const Trigger& trigger);
    bool crossed(const Trigger& trigger);
    bool timed(const Trigger& trigger);
    void add_row(Index row, const Quantity& quantity, double sign);
    void branch_rows(Index branch);
    void keep_variables();

    const CheckedModel& model_;
    const ParameterValues& values_;
    const Structure& structure_;
    const InstanceMemory& memory_;
    const EvaluationPoint& point_;
    Evaluation result_;
    std::vector<std::vector<Quantity>> variables_;
    std::vector<std::string> texts_;
    std::vector<BranchSum> branches_;
    std::vector<bool> reached_;  ///< by site: ddt with an unknown
    std::size_t turns_ = 0, statements_ = 0;
};

}  // namespace crosspoint::veriloga
