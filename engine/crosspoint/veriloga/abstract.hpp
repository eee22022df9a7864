// Inside of find_structure: executes a model with what is known for every state of the circuit.
// A value is a number that the parameters fix, or unknown; with it goes the set of ddt sites that
// stand in it linearly with constant factors. A site used otherwise becomes an unknown of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "crosspoint/veriloga/unknowns.hpp"

namespace crosspoint::veriloga {

struct AbstractValue {
    std::optional<double> number = std::nullopt;
    std::set<Index> derivatives = {};
    friend bool operator==(const AbstractValue&, const AbstractValue&) = default;
};

class AbstractRun {
public:
    enum class Mode : std::uint8_t { untouched, current, voltage, mixed };
    struct Branch {
        Mode mode = Mode::untouched;
        std::optional<double> sum = 0.0;  ///< of what is contributed
    };
    struct State {
        std::vector<std::vector<AbstractValue>> variables;
        std::vector<Branch> branches;
    };

    AbstractRun(const CheckedModel& model, const ParameterValues& values);

    [[nodiscard]] const State& state() const { return state_; }
    [[nodiscard]] const std::vector<bool>& probed() const { return probed_; }
    /// By site: idt and idtmod that are reached, and ddt that needs an unknown.
    [[nodiscard]] const std::vector<bool>& integrals() const { return integrals_; }
    [[nodiscard]] const std::vector<bool>& derivatives() const { return derivatives_; }

private:
    static constexpr std::size_t max_turns = 100000;
    static constexpr std::size_t max_statements = 1'200'000;  ///< the lowering refuses sooner

    AbstractValue eval(const CheckedExpr& expression);
    AbstractValue eval_binary(const CheckedBinary& node);
    AbstractValue eval_conditional(const CheckedConditional& node);
    AbstractValue eval_operator(const OperatorCall& node);
    AbstractValue eval_call(const UserCall& node);
    AbstractValue read(const VariableRef& node);
    std::optional<double> plain(const CheckedExpr& expression);  ///< a use that is not linear
    void spend(const AbstractValue& value);
    void write(Index variable, const ExprPtr& index, AbstractValue value);
    void forget(const std::vector<bool>& variables);

    void run(const Body& body);
    void run(const CheckedAssign& node);
    void run(const CheckedContribute& node);
    void run(const CheckedIf& node);
    void run(const CheckedLoop& node);
    void run(const CheckedEvent& node);
    void run(const CheckedTask& node);
    void run(const CheckedCallStatement& node);
    void run_either(const Body& then, const Body& otherwise);
    void merge(const State& other);

    const CheckedModel& model_;
    const ParameterValues& values_;
    State state_;
    std::vector<bool> probed_, integrals_, derivatives_;
    std::size_t turns_ = 0, statements_ = 0;
    int uncertain_ = 0;  ///< depth of conditions that only the run decides
};

}  // namespace crosspoint::veriloga
