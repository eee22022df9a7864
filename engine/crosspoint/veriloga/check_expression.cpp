// Expressions: names resolved, types found, conversions made explicit.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "crosspoint/base/nearest.hpp"
#include "crosspoint/veriloga/elaborator.hpp"

namespace crosspoint::veriloga {
namespace {

bool is_bitwise(BinaryOp op) { return op >= BinaryOp::bit_and; }
bool is_comparison(BinaryOp op) { return op >= BinaryOp::less && op <= BinaryOp::not_equal; }
bool is_logical(BinaryOp op) { return op == BinaryOp::logic_and || op == BinaryOp::logic_or; }

bool all_static(const std::vector<ExprPtr>& expressions) {
    return std::all_of(expressions.begin(), expressions.end(),
                       [](const ExprPtr& one) { return !one || is_static(*one); });
}

}  // namespace

bool is_static(const CheckedExpr& expression) {
    const auto yes = [](const ExprPtr& one) { return !one || is_static(*one); };
    if (const auto* node = std::get_if<ParameterRef>(&expression.node)) return yes(node->index);
    if (const auto* node = std::get_if<CheckedUnary>(&expression.node)) return yes(node->operand);
    if (const auto* node = std::get_if<Convert>(&expression.node)) return yes(node->operand);
    if (const auto* node = std::get_if<CheckedBinary>(&expression.node))
        return yes(node->left) && yes(node->right);
    if (const auto* node = std::get_if<CheckedConditional>(&expression.node))
        return yes(node->condition) && yes(node->then) && yes(node->otherwise);
    if (const auto* node = std::get_if<FunctionCall>(&expression.node))
        return all_static(node->arguments);
    if (const auto* node = std::get_if<SystemCall>(&expression.node))
        return node->value != SystemValue::abstime && all_static(node->arguments);
    return std::holds_alternative<Constant>(expression.node) ||
           std::holds_alternative<TextConstant>(expression.node) ||
           std::holds_alternative<ParameterGiven>(expression.node);
}

ExprPtr Elaborator::check(const Expression& expression, const Context& context) {
    const Position at = expression.at;
    if (const auto* node = std::get_if<Number>(&expression.node))
        return make(node->is_integer ? ValueType::integer : ValueType::real, at,
                    Constant{node->value});
    if (const auto* node = std::get_if<Text>(&expression.node))
        return make(ValueType::string, at, TextConstant{node->value});
    if (const auto* node = std::get_if<Name>(&expression.node))
        return check_name(*node, at, context);
    if (const auto* node = std::get_if<Unary>(&expression.node))
        return check_unary(*node, at, context);
    if (const auto* node = std::get_if<Binary>(&expression.node))
        return check_binary(*node, at, context);
    if (const auto* node = std::get_if<Conditional>(&expression.node))
        return check_conditional(*node, at, context);
    if (const auto* node = std::get_if<Call>(&expression.node))
        return check_call(*node, at, context);
    if (std::holds_alternative<ArrayLiteral>(expression.node))
        error(at, Complaint::array_use, "a list of values stands where one value is needed",
              "a list is the value of an array parameter, or a connection");
    else
        error(at, Complaint::array_use, "inf stands only in the range of a parameter",
              "write a large number where a value is needed");
    return nullptr;
}

Symbol* Elaborator::find(std::string_view name, Scope& scope, bool* beyond_function) {
    const std::size_t dot = name.find('.');
    const std::string_view head = name.substr(0, dot);
    for (Scope* where = &scope; where; where = where->is_module ? nullptr : where->parent) {
        const auto found = where->symbols.find(name);
        if (found != where->symbols.end()) return &found->second;
        const auto outer = where->symbols.find(head);
        if (dot != std::string_view::npos && outer != where->symbols.end()) {
            if (!outer->second.scope || outer->second.kind != Symbol::Kind::scope) return nullptr;
            Scope* inner = outer->second.scope;
            const std::string_view rest = name.substr(dot + 1);
            const std::string_view next = rest.substr(0, rest.find('.'));
            return inner->symbols.contains(next) ? find(rest, *inner) : nullptr;
        }
        if (where->is_function && beyond_function) *beyond_function = true;
    }
    return nullptr;
}

Symbol* Elaborator::find_or_report(const Name& name, Position at, Scope& scope) {
    if (Symbol* symbol = find(name.name, scope)) return symbol;
    std::vector<std::string> known;
    for (Scope* where = &scope; where; where = where->is_module ? nullptr : where->parent)
        for (const auto& [one, symbol] : where->symbols) known.push_back(one);
    const auto near = nearest_word(name.name, known);
    error(at, Complaint::unknown_name, fmt::format("unknown name \"{}\"", name.name),
          name.name.starts_with("M_") || name.name.starts_with("P_")
              ? fmt::format("constants of constants.vams are macros: write `{}", name.name)
          : name.name == "initial_step" || name.name == "final_step"
              ? fmt::format("it is an event: set a variable in @({})", name.name)
          : near ? fmt::format("did you mean \"{}\"?", *near)
                 : "declare it before it is used");
    return nullptr;
}

std::optional<Index> Elaborator::element(const Symbol& symbol, const Name& name, Position at,
                                         Scope& scope) {
    if (symbol.is_array != (name.index != nullptr)) {
        error(at, Complaint::array_use,
              symbol.is_array ? fmt::format("\"{}\" is an array", name.name)
                              : fmt::format("\"{}\" is not an array", name.name),
              symbol.is_array ? "choose an element: name[0]" : "leave out the index");
        return std::nullopt;
    }
    if (!name.index) return 0;
    const auto index = constant(*name.index, scope);
    if (!index) return std::nullopt;
    const auto offset = element_offset(*index, static_cast<Index>(symbol.ids.size()),
                                       symbol.first_index, symbol.index_step);
    if (!offset)
        error(at, Complaint::no_element,
              fmt::format("{}[{}] does not exist: the array has {} elements from {}", name.name,
                          *index, symbol.ids.size(), symbol.first_index),
              "count within the declared bounds");
    return offset;
}

ExprPtr Elaborator::check_name(const Name& name, Position at, const Context& context) {
    if (!name.name.empty() && name.name.front() == '$') {
        Call call;
        call.name = name.name;
        return check_call(call, at, context);
    }
    bool beyond_function = false;
    const Symbol* found = find(name.name, *context.scope, &beyond_function);
    if (!found) return find_or_report(name, at, *context.scope), nullptr;
    const Symbol symbol = *found;
    if (symbol.kind == Symbol::Kind::genvar)
        return make(ValueType::integer, at, Constant{symbol.value});
    const bool parameter = symbol.kind == Symbol::Kind::parameter;
    if (!parameter && symbol.kind != Symbol::Kind::variable) {
        error(at, Complaint::wrong_kind, fmt::format("\"{}\" is not a value", name.name),
              symbol.kind == Symbol::Kind::net ? "read the potential of a net with V(name)"
                                               : "use a variable or a parameter here");
        return nullptr;
    }
    if (!parameter && (context.constant || beyond_function)) {
        error(at, context.constant ? Complaint::not_constant : Complaint::not_here,
              fmt::format("variable \"{}\" cannot be read here", name.name),
              context.constant
                  ? "this must be known before the run: use parameters and genvars"
                  : "a function sees its arguments and the parameters: pass the value");
        return nullptr;
    }
    if (symbol.is_array != (name.index != nullptr)) {
        Symbol plain = symbol;
        return element(plain, name, at, *context.scope), nullptr;
    }
    ExprPtr index;
    if (name.index && !(index = check_number(*name.index, context, ValueType::integer)))
        return nullptr;
    const Index id = symbol.ids.front();
    if (parameter) return make(model_.parameters[id].type, at, ParameterRef{id, index});
    return make(model_.variables[id].type, at, VariableRef{id, index});
}

ExprPtr Elaborator::convert(ExprPtr expression, ValueType type) {
    if (!expression || expression->type == type) return expression;
    const Position at = expression->at;
    if (const auto* node = std::get_if<Constant>(&expression->node))
        return make(
            type, at,
            Constant{type == ValueType::integer ? round_to_integer(node->value) : node->value});
    return make(type, at, Convert{std::move(expression)});
}

/// A number of the given type, or of the type of the expression's own if that is asked as string.
ExprPtr Elaborator::check_number(const Expression& expression, const Context& context,
                                 ValueType type) {
    ExprPtr checked = check(expression, context);
    if (!checked) return nullptr;
    if ((checked->type == ValueType::string) != (type == ValueType::string)) {
        error(expression.at, Complaint::text_and_number,
              type == ValueType::string ? "a number stands where a text is needed"
                                        : "a text stands where a number is needed",
              "texts can only be compared, assigned and printed");
        return nullptr;
    }
    return convert(std::move(checked), type);
}

ExprPtr Elaborator::check_condition(const Expression& expression, const Context& context) {
    ExprPtr checked = check(expression, context);
    if (checked && checked->type == ValueType::string) {
        error(expression.at, Complaint::text_and_number, "a text is not a condition",
              "compare it: name == \"value\"");
        return nullptr;
    }
    return checked;
}

ExprPtr Elaborator::check_unary(const Unary& node, Position at, const Context& context) {
    ExprPtr operand = check_condition(*node.operand, context);
    if (!operand) return nullptr;
    if (node.op == UnaryOp::bit_not && operand->type != ValueType::integer) {
        error(at, Complaint::integers_needed, "~ needs an integer",
              "convert with $rtoi, or write ! for a condition");
        return nullptr;
    }
    const ValueType type = node.op == UnaryOp::logic_not ? ValueType::integer : operand->type;
    if (const auto* number = std::get_if<Constant>(&operand->node))
        return make(type, at, Constant{apply_unary(node.op, operand->type, number->value)});
    return make(type, at, CheckedUnary{node.op, std::move(operand)});
}

bool Elaborator::unify(ExprPtr& left, ExprPtr& right, Position at) {
    if ((left->type == ValueType::string) != (right->type == ValueType::string)) {
        error(at, Complaint::text_and_number, "a text and a number stand together",
              "both sides have one type");
        return false;
    }
    const ValueType type = left->type == right->type ? left->type : ValueType::real;
    left = convert(std::move(left), type);
    right = convert(std::move(right), type);
    return true;
}

ExprPtr Elaborator::check_binary(const Binary& node, Position at, const Context& context) {
    ExprPtr left = check(*node.left, context);
    ExprPtr right = check(*node.right, context);
    if (!left || !right) return nullptr;
    const bool texts = left->type == ValueType::string && right->type == ValueType::string;
    if ((left->type == ValueType::string || right->type == ValueType::string) &&
        !(texts && (node.op == BinaryOp::equal || node.op == BinaryOp::not_equal))) {
        error(at, Complaint::text_and_number, "this operator does not work on texts",
              "texts are compared by == and !=");
        return nullptr;
    }
    if (is_bitwise(node.op) &&
        (left->type != ValueType::integer || right->type != ValueType::integer)) {
        error(at, Complaint::integers_needed, "bit operators need integers",
              "write && and || for conditions, or convert with $rtoi");
        return nullptr;
    }
    if (!is_logical(node.op) && !unify(left, right, at)) return nullptr;
    const bool truth = is_comparison(node.op) || is_logical(node.op);
    const ValueType type = truth ? ValueType::integer : left->type;
    return make(type, at, CheckedBinary{node.op, std::move(left), std::move(right)});
}

ExprPtr Elaborator::check_conditional(const Conditional& node, Position at,
                                      const Context& context) {
    ExprPtr condition = check_condition(*node.condition, context);
    if (!condition) return nullptr;
    Context inner = context;
    inner.conditional = context.conditional || !is_static(*condition);
    ExprPtr then = check(*node.then, inner);
    ExprPtr otherwise = check(*node.otherwise, inner);
    if (!then || !otherwise || !unify(then, otherwise, at)) return nullptr;
    const ValueType type = then->type;
    return make(type, at,
                CheckedConditional{std::move(condition), std::move(then), std::move(otherwise)});
}

void Elaborator::mark_structural(const CheckedExpr& expression) {
    const auto walk = [this](const ExprPtr& one) {
        if (one) mark_structural(*one);
    };
    if (const auto* node = std::get_if<ParameterRef>(&expression.node)) {
        CheckedParameter& parameter = model_.parameters[node->id];
        if (parameter.built_with.empty()) {
            parameter.structural = true;
            parameter.built_with = values_[node->id].values;
            const bool by_default = !values_[node->id].given || parameter.overridden;
            for (std::size_t k = 0; by_default && k < parameter.defaults.size(); ++k) {
                const ExprPtr value = model_.parameters[node->id].defaults[k];
                walk(value);
            }
        }
        walk(node->index);
    } else if (const auto* given = std::get_if<ParameterGiven>(&expression.node)) {
        CheckedParameter& parameter = model_.parameters[given->id];
        parameter.structural = parameter.given_matters = true;
        parameter.built_given = values_[given->id].given;
    } else if (const auto* unary = std::get_if<CheckedUnary>(&expression.node)) {
        walk(unary->operand);
    } else if (const auto* converted = std::get_if<Convert>(&expression.node)) {
        walk(converted->operand);
    } else if (const auto* binary = std::get_if<CheckedBinary>(&expression.node)) {
        walk(binary->left);
        walk(binary->right);
    } else if (const auto* choice = std::get_if<CheckedConditional>(&expression.node)) {
        walk(choice->condition);
        walk(choice->then);
        walk(choice->otherwise);
    } else if (const auto* call = std::get_if<FunctionCall>(&expression.node)) {
        for (const ExprPtr& one : call->arguments) walk(one);
    }
}

/// The integer that decides structure: a bound, an index, a generate condition.
std::optional<double> Elaborator::constant(const Expression& expression, Scope& scope) {
    const ExprPtr checked = check_condition(expression, {.scope = &scope, .constant = true});
    if (!checked) return std::nullopt;
    const auto value = fold({&model_, values_}, *checked);
    if (!value || !std::holds_alternative<double>(*value)) {
        error(expression.at, Complaint::not_constant, "this must be known before the run",
              "use numbers, parameters and genvars");
        return std::nullopt;
    }
    mark_structural(*checked);
    return round_to_integer(std::get<double>(*value));
}

}  // namespace crosspoint::veriloga
