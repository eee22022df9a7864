// The abstract execution behind find_structure.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/abstract.hpp"

#include <cmath>

namespace crosspoint::veriloga {

AbstractRun::AbstractRun(const CheckedModel& model, const ParameterValues& values)
    : model_(model),
      values_(values),
      probed_(model.branches.size()),
      integrals_(model.sites),
      derivatives_(model.sites) {
    state_.branches.resize(model.branches.size());
    for (const CheckedVariable& variable : model.variables) {
        const ConstantScope scope{&model, values};
        const auto initial = variable.initial ? fold(scope, *variable.initial) : Value(0.0);
        AbstractValue start;
        if (initial && std::holds_alternative<double>(*initial))
            start.number = std::get<double>(*initial);
        state_.variables.emplace_back(variable.count, start);
    }
    run(model.initial);
    forget(assigned_in(model, model.analog));
    run(model.analog);
}

void AbstractRun::spend(const AbstractValue& value) {
    for (const Index site : value.derivatives) derivatives_[site] = true;
}

void AbstractRun::forget(const std::vector<bool>& variables) {
    for (std::size_t id = 0; id < variables.size(); ++id) {
        if (!variables[id]) continue;
        for (AbstractValue& element : state_.variables[id]) {
            spend(element);
            element = {};
        }
    }
}

std::optional<double> AbstractRun::plain(const CheckedExpr& expression) {
    const AbstractValue value = eval(expression);
    spend(value);
    return value.number;
}

AbstractValue AbstractRun::read(const VariableRef& node) {
    const CheckedVariable& variable = model_.variables[node.id];
    auto& elements = state_.variables[node.id];
    if (!node.index) return elements.front();
    const auto index = plain(*node.index);
    if (index) {
        const auto offset =
            element_offset(*index, variable.count, variable.first_index, variable.index_step);
        return offset ? elements[*offset] : AbstractValue{.number = 0.0};
    }
    for (const AbstractValue& element : elements) spend(element);
    return {};
}

AbstractValue AbstractRun::eval(const CheckedExpr& expression) {
    const auto& node = expression.node;
    if (const auto* one = std::get_if<VariableRef>(&node)) return read(*one);
    if (const auto* one = std::get_if<Flow>(&node)) {
        probed_[one->branch] = true;
        return {};
    }
    if (const auto* one = std::get_if<CheckedBinary>(&node)) return eval_binary(*one);
    if (const auto* one = std::get_if<CheckedConditional>(&node)) return eval_conditional(*one);
    if (const auto* one = std::get_if<OperatorCall>(&node)) return eval_operator(*one);
    if (const auto* one = std::get_if<UserCall>(&node)) return eval_call(*one);
    if (const auto* one = std::get_if<CheckedUnary>(&node)) {
        AbstractValue value = eval(*one->operand);
        if (one->op != UnaryOp::minus && one->op != UnaryOp::plus) {
            spend(value);
            value.derivatives.clear();
        }
        if (value.number) value.number = apply_unary(one->op, one->operand->type, *value.number);
        return value;
    }
    if (const auto* one = std::get_if<Convert>(&node)) {
        if (one->operand->type == ValueType::integer) return eval(*one->operand);
        const auto number = plain(*one->operand);
        return {.number = number ? std::optional(round_to_integer(*number)) : std::nullopt};
    }
    if (const auto* one = std::get_if<FunctionCall>(&node)) {
        std::vector<double> numbers;
        for (const ExprPtr& argument : one->arguments)
            if (const auto number = plain(*argument)) numbers.push_back(*number);
        if (numbers.size() != one->arguments.size()) return {};
        return {.number = apply_function(one->function, one->arguments[0]->type, numbers)};
    }
    if (const auto* one = std::get_if<SystemCall>(&node)) {
        for (const ExprPtr& argument : one->arguments) plain(*argument);
        if (one->value == SystemValue::mfactor) return {.number = 1.0};
        return {};
    }
    if (const auto* one = std::get_if<RandomCall>(&node)) {
        if (one->seed) plain(*one->seed);
        for (const ExprPtr& argument : one->arguments) plain(*argument);
        return {};
    }
    const auto value = fold({&model_, values_}, expression);
    if (!value || !std::holds_alternative<double>(*value)) return {};
    return {.number = std::get<double>(*value)};
}

AbstractValue AbstractRun::eval_binary(const CheckedBinary& node) {
    if (node.left->type == ValueType::string) {
        const auto same =
            fold({&model_, values_}, CheckedExpr{ValueType::integer, node.left->at, node});
        return {.number = same ? std::optional(std::get<double>(*same)) : std::nullopt};
    }
    const AbstractValue left = eval(*node.left);
    const AbstractValue right = eval(*node.right);
    AbstractValue result;
    if (left.number && right.number)
        result.number = apply_binary(node.op, node.left->type, *left.number, *right.number);
    const bool sum = node.op == BinaryOp::add || node.op == BinaryOp::subtract;
    const bool left_scaled =
        right.number && (node.op == BinaryOp::multiply || node.op == BinaryOp::divide);
    const bool right_scaled = left.number && node.op == BinaryOp::multiply;
    for (const auto& [value, linear] :
         {std::pair(&left, sum || left_scaled), std::pair(&right, sum || right_scaled)}) {
        if (linear)
            result.derivatives.insert(value->derivatives.begin(), value->derivatives.end());
        else
            spend(*value);
    }
    return result;
}

AbstractValue AbstractRun::eval_conditional(const CheckedConditional& node) {
    const auto condition = plain(*node.condition);
    if (condition) return eval(*condition != 0.0 ? *node.then : *node.otherwise);
    const auto then = plain(*node.then);
    const auto otherwise = plain(*node.otherwise);
    return {.number = then && then == otherwise ? then : std::nullopt};
}

AbstractValue AbstractRun::eval_operator(const OperatorCall& node) {
    std::optional<double> first;
    for (std::size_t k = 0; k < node.arguments.size(); ++k) {
        if (node.arguments[k]->type == ValueType::string) continue;
        const auto number = plain(*node.arguments[k]);
        if (k == 0) first = number;
    }
    switch (node.op) {
        case AnalogOperator::ddt:
            if (first) return {.number = 0.0};
            return {.number = std::nullopt, .derivatives = {node.site}};
        case AnalogOperator::idt:
        case AnalogOperator::idtmod:
            integrals_[node.site] = true;
            return {};
        case AnalogOperator::limit:
            return {.number = first};
        default:
            return {};
    }
}

AbstractValue AbstractRun::eval_call(const UserCall& node) {
    const CheckedFunction& function = model_.functions[node.function];
    std::vector<std::optional<double>> inputs;
    for (const ExprPtr& argument : node.arguments) inputs.push_back(plain(*argument));
    for (const Index local : function.locals)
        state_.variables[local].assign(model_.variables[local].count, {.number = 0.0});
    for (std::size_t k = 0; k < inputs.size(); ++k)
        if (function.arguments[k].direction != Direction::output)
            state_.variables[function.arguments[k].variable].front() = {.number = inputs[k]};
    run(function.body);
    const AbstractValue result = state_.variables[function.result].front();
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        const auto* target = std::get_if<VariableRef>(&node.arguments[k]->node);
        const Direction direction = function.arguments[k].direction;
        if (target && (direction == Direction::output || direction == Direction::inout))
            write(target->id, target->index,
                  state_.variables[function.arguments[k].variable].front());
    }
    return result;
}

void AbstractRun::write(Index id, const ExprPtr& index, AbstractValue value) {
    const CheckedVariable& variable = model_.variables[id];
    auto& elements = state_.variables[id];
    const auto where = index ? plain(*index) : std::nullopt;
    if (!index) {
        elements.front() = std::move(value);
    } else if (where) {
        const auto offset =
            element_offset(*where, variable.count, variable.first_index, variable.index_step);
        if (offset) elements[*offset] = std::move(value);
    } else {
        spend(value);
        for (AbstractValue& element : elements) {
            spend(element);
            element = {};
        }
    }
}

void AbstractRun::run(const Body& body) {
    for (const CheckedStatement& one : body) {
        if (++statements_ > max_statements)
            return;  // functions that call functions, loops in loops
        std::visit([this](const auto& node) { run(node); }, one.node);
    }
}

void AbstractRun::run(const CheckedAssign& node) {
    if (node.value->type == ValueType::string) return write(node.variable, node.index, {});
    write(node.variable, node.index, eval(*node.value));
}

void AbstractRun::run(const CheckedContribute& node) {
    const AbstractValue value = eval(*node.value);
    if (uncertain_ > 0) spend(value);
    Branch& branch = state_.branches[node.branch];
    const Mode mode = node.is_potential ? Mode::voltage : Mode::current;
    if (branch.mode != mode) branch.sum = 0.0;
    branch.mode = mode;
    branch.sum =
        branch.sum && value.number ? std::optional(*branch.sum + *value.number) : std::nullopt;
}

void AbstractRun::run(const CheckedIf& node) {
    const auto condition = plain(*node.condition);
    if (condition) return run(*condition != 0.0 ? node.then : node.otherwise);
    run_either(node.then, node.otherwise);
}

void AbstractRun::run_either(const Body& then, const Body& otherwise) {
    ++uncertain_;
    const State before = state_;
    run(then);
    const State after = std::move(state_);
    state_ = before;
    run(otherwise);
    merge(after);
    --uncertain_;
}

void AbstractRun::merge(const State& other) {
    for (std::size_t id = 0; id < state_.variables.size(); ++id)
        for (std::size_t k = 0; k < state_.variables[id].size(); ++k) {
            AbstractValue& mine = state_.variables[id][k];
            const AbstractValue& theirs = other.variables[id][k];
            if (mine == theirs) continue;
            spend(mine);
            spend(theirs);
            if (mine.number != theirs.number) mine.number.reset();
            mine.derivatives.clear();
        }
    for (std::size_t k = 0; k < state_.branches.size(); ++k) {
        Branch& mine = state_.branches[k];
        const Branch& theirs = other.branches[k];
        if (mine.sum != theirs.sum) mine.sum.reset();
        if (mine.mode == theirs.mode) continue;
        const bool open = mine.mode != Mode::voltage && theirs.mode != Mode::voltage &&
                          mine.mode != Mode::mixed && theirs.mode != Mode::mixed;
        mine.mode = open ? Mode::current : Mode::mixed;
    }
}

void AbstractRun::run(const CheckedLoop& node) {
    auto condition = plain(*node.condition);
    while (condition && *condition != 0.0 && ++turns_ <= max_turns) {
        run(node.body);
        condition = plain(*node.condition);
    }
    if (condition) return;
    std::vector<bool> assigned = assigned_in(model_, node.body);
    forget(assigned);
    run_either(node.body, {});
    forget(assigned);
}

void AbstractRun::run(const CheckedEvent& node) {
    for (const Trigger& trigger : node.triggers)
        for (const ExprPtr& argument : trigger.arguments) plain(*argument);
    run_either(node.body, {});
}

void AbstractRun::run(const CheckedTask& node) {
    for (const ExprPtr& argument : node.arguments)
        if (argument->type != ValueType::string) plain(*argument);
}

void AbstractRun::run(const CheckedCallStatement& node) { plain(*node.call); }

}  // namespace crosspoint::veriloga
