// Access functions V(a, b), I(branch), user-defined ones; and calls of analog functions.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "crosspoint/veriloga/elaborator.hpp"

namespace crosspoint::veriloga {

bool Elaborator::is_access(std::string_view name) const {
    if (name == "potential" || name == "flow") return true;
    for (const Nature& one : tree_.natures)
        if (const Expression* access = nature_attribute(one.name, "access"))
            if (const auto* text = std::get_if<Name>(&access->node); text && text->name == name)
                return true;
    return false;
}

std::optional<Index> Elaborator::terminal(const Expression& expression, Scope& scope) {
    const auto nodes = connected_nodes(expression, scope);
    if (!nodes) return std::nullopt;
    if (nodes->size() == 1) return nodes->front();
    error(expression.at, Complaint::array_use, "an array of nets stands where one is needed",
          "choose an element: name[0]");
    return std::nullopt;
}

/// (a, b) and (b, a) are one branch; the first use gives its direction.
Elaborator::Access Elaborator::unnamed_branch(Index plus, Index minus, bool is_potential,
                                              bool create) {
    Access result{.is_potential = is_potential, .plus = plus, .minus = minus};
    if (const auto found = unnamed_.find({plus, minus}); found != unnamed_.end()) {
        result.branch = found->second;
    } else if (const auto other = unnamed_.find({minus, plus}); other != unnamed_.end()) {
        result.branch = other->second;
        result.reversed = true;
    } else if (create) {
        const auto name = [this](Index node) {
            return node == no_index ? std::string("gnd") : model_.nodes[node].name;
        };
        result.branch = static_cast<Index>(model_.branches.size());
        model_.branches.push_back({fmt::format("({},{})", name(plus), name(minus)), plus, minus});
        unnamed_[{plus, minus}] = result.branch;
    }
    return result;
}

/// @param branch whether the branch itself is needed, as for a contribution
std::optional<Elaborator::Access> Elaborator::access(const Call& call, Position at,
                                                     const Context& context, bool branch) {
    if (!count_ok(call, at, 1, 2)) return std::nullopt;
    Access result;
    const auto* first = std::get_if<Name>(&call.arguments[0]->node);
    const Symbol* symbol = first ? find(first->name, *context.scope) : nullptr;
    const bool named = symbol && symbol->kind == Symbol::Kind::branch && call.arguments.size() == 1;
    if (named) {
        const auto offset = element(Symbol(*symbol), *first, at, *context.scope);
        if (!offset) return std::nullopt;
        result.branch = find(first->name, *context.scope)->ids[*offset];
        result.plus = model_.branches[result.branch].plus;
        result.minus = model_.branches[result.branch].minus;
    } else {
        const auto plus = terminal(*call.arguments[0], *context.scope);
        const auto minus = call.arguments.size() == 2 ? terminal(*call.arguments[1], *context.scope)
                                                      : std::optional<Index>(no_index);
        if (!plus || !minus) return std::nullopt;
        result.plus = *plus;
        result.minus = *minus;
    }
    const Index owner = result.plus != no_index ? result.plus : result.minus;
    if (owner == no_index) {
        result.is_potential = call.name != "I" && call.name != "flow";
    } else {
        const CheckedNode& node = model_.nodes[owner];
        result.is_potential = call.name == node.potential.access || call.name == "potential";
        if (!result.is_potential && call.name != node.flow.access && call.name != "flow") {
            error(at, Complaint::wrong_access,
                  fmt::format("{}() is not an access function of \"{}\", which is {}", call.name,
                              node.name, node.discipline),
                  fmt::format(
                      "its potential is {}(){}", node.potential.access,
                      node.flow.access.empty() ? "" : ", its flow " + node.flow.access + "()"));
            return std::nullopt;
        }
    }
    if (named) return result;
    if (result.plus == result.minus && (branch || !result.is_potential)) {
        error(at, Complaint::branch_ends, "a branch from a net to itself",
              "name two different nets");
        return std::nullopt;
    }
    if (branch || !result.is_potential)
        return unnamed_branch(result.plus, result.minus, result.is_potential, true);
    return result;
}

ExprPtr Elaborator::check_access(const Call& call, Position at, const Context& context) {
    if (context.constant || context.function || context.initial) {
        error(at, Complaint::not_here, fmt::format("{}() cannot be read here", call.name),
              context.function ? "pass the value as an argument" : "read it in the analog block");
        return nullptr;
    }
    const auto found = access(call, at, context, false);
    if (!found) return nullptr;
    if (found->is_potential) return make(ValueType::real, at, Potential{found->plus, found->minus});
    ExprPtr flow = make(ValueType::real, at, Flow{found->branch});
    if (!found->reversed) return flow;
    return make(ValueType::real, at, CheckedUnary{UnaryOp::minus, std::move(flow)});
}

/// I(<p>): what flows into the module at its port.
ExprPtr Elaborator::check_port_flow(const Call& call, Position at, const Context& context) {
    if (context.constant || context.function || context.initial) {
        error(at, Complaint::not_here, fmt::format("{}(<>) cannot be read here", call.name),
              context.function ? "pass the value as an argument" : "read it in the analog block");
        return nullptr;
    }
    const auto* name = call.arguments[0] ? std::get_if<Name>(&call.arguments[0]->node) : nullptr;
    Scope* module = context.scope;
    while (!module->is_module) module = module->parent;
    const auto branches =
        name ? module->port_branches.find(name->name) : module->port_branches.end();
    if (branches == module->port_branches.end()) {
        error(at, Complaint::port_flow,
              fmt::format("\"{}\" is no port of this module", name ? name->name : ""),
              "the flow of a branch is I(a, b), or I(name) of a named branch");
        return nullptr;
    }
    const auto offset =
        element(module->symbols.find(name->name)->second, *name, at, *context.scope);
    if (!offset) return nullptr;
    const Index branch = branches->second[*offset];
    const CheckedNode& node = model_.nodes[model_.branches[branch].minus];
    if (call.name != node.flow.access && call.name != "flow") {
        error(at, Complaint::wrong_access,
              fmt::format("{}() is not the flow of port \"{}\", which is {}", call.name, name->name,
                          node.discipline),
              node.flow.access.empty() ? "this discipline has no flow"
                                       : "its flow is " + node.flow.access + "()");
        return nullptr;
    }
    return make(ValueType::real, at, Flow{branch});
}

ExprPtr Elaborator::check_user_call(const Symbol& symbol, const Call& call, Position at,
                                    const Context& context) {
    if (context.constant) {
        error(at, Complaint::not_constant,
              fmt::format("function \"{}\" cannot be called here", call.name),
              "this must be known before the run: use parameters and genvars");
        return nullptr;
    }
    const auto id = elaborate_function(*symbol.function, *symbol.scope, at);
    if (!id) return nullptr;
    const std::vector<CheckedFunction::Argument> wanted = model_.functions[*id].arguments;
    if (!count_ok(call, at, wanted.size(), wanted.size())) return nullptr;
    UserCall node{*id, {}};
    for (std::size_t k = 0; k < wanted.size(); ++k) {
        const ValueType type = model_.variables[wanted[k].variable].type;
        ExprPtr value = check(*call.arguments[k], context);
        if (!value) return nullptr;
        const bool output =
            wanted[k].direction == Direction::output || wanted[k].direction == Direction::inout;
        if (output && (!std::holds_alternative<VariableRef>(value->node) || value->type != type)) {
            error(call.arguments[k]->at, Complaint::output_argument,
                  fmt::format("argument {} of {} is an output", k + 1, call.name),
                  "give a variable of the same type");
            return nullptr;
        }
        if ((value->type == ValueType::string) != (type == ValueType::string)) {
            error(call.arguments[k]->at, Complaint::text_and_number,
                  "a text and a number stand together",
                  "compare with the declaration of the argument");
            return nullptr;
        }
        node.arguments.push_back(convert(std::move(value), type));
    }
    return make(model_.functions[*id].type, at, std::move(node));
}

/// Checked once for each module instance, at its first call, so that it may be declared later.
std::optional<Index> Elaborator::elaborate_function(const FunctionDeclaration& declaration,
                                                    Scope& scope, Position at) {
    const std::pair<const FunctionDeclaration*, const Scope*> key{&declaration, &scope};
    if (open_functions_.contains(key)) {
        error(at, Complaint::recursive_function,
              fmt::format("function \"{}\" calls itself", declaration.name),
              "write the recursion as a loop");
        return std::nullopt;
    }
    if (const auto found = functions_.find(key); found != functions_.end()) return found->second;
    open_functions_.insert(key);
    const auto id = static_cast<Index>(model_.functions.size());
    functions_[key] = id;
    model_.functions.push_back({.name = scope.prefix + declaration.name, .type = declaration.type});
    Scope& inner = new_scope(&scope, scope.prefix + declaration.name + ".");
    inner.is_function = true;
    const std::size_t first = model_.variables.size();
    VariableDeclaration result;
    result.at = declaration.at;
    result.type = declaration.type;
    result.name = declaration.name;
    const auto result_id = declare_variable(result, inner, id);
    for (const VariableDeclaration& one : declaration.variables) declare_variable(one, inner, id);
    for (const auto& one : declaration.arguments) {
        if (!inner.symbols.contains(one.name)) {  // without a type: real
            VariableDeclaration untyped;
            untyped.at = declaration.at;
            untyped.name = one.name;
            declare_variable(untyped, inner, id);
        }
        const Symbol* symbol = find(one.name, inner);
        if (symbol->is_array)
            error(declaration.at, Complaint::not_supported,
                  fmt::format("argument \"{}\" of function \"{}\" is an array", one.name,
                              declaration.name),
                  "pass the elements one by one");
        model_.functions[id].arguments.push_back({symbol->ids.front(), one.direction});
    }
    for (std::size_t k = first; k < model_.variables.size(); ++k)
        model_.functions[id].locals.push_back(static_cast<Index>(k));
    model_.functions[id].result = result_id.value_or(0);
    Body body;
    if (declaration.body) check(*declaration.body, {.scope = &inner, .function = true}, body);
    // Named blocks inside add locals; those of functions called from here belong to them.
    for (std::size_t k = first; k < model_.variables.size(); ++k)
        if (model_.variables[k].function == no_index) model_.variables[k].function = id;
    model_.functions[id].locals.clear();
    for (std::size_t k = first; k < model_.variables.size(); ++k)
        if (model_.variables[k].function == id)
            model_.functions[id].locals.push_back(static_cast<Index>(k));
    model_.functions[id].body = std::move(body);
    open_functions_.erase(key);
    return id;
}

}  // namespace crosspoint::veriloga
