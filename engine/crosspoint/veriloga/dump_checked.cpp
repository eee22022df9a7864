// Stable text of expressions and declarations of a checked model.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/dump_checked.hpp"

#include <array>

#include <fmt/format.h>

#include "crosspoint/veriloga/math_functions.hpp"

namespace crosspoint::veriloga {
namespace {

constexpr std::array binary_names = {"+",  "-",  "*",  "/",  "%", "**", "<", "<=", ">",  ">=",
                                     "==", "!=", "&&", "||", "&", "|",  "^", "~^", "<<", ">>"};
constexpr std::array unary_names = {"+", "-", "!", "~"};
constexpr std::array system_names = {"$abstime",  "$temperature", "$vt",
                                     "$simparam", "analysis",     "$mfactor"};
constexpr std::array operator_names = {"ddt",         "idt",          "idtmod",   "ddx",
                                       "transition",  "slew",         "absdelay", "limit",
                                       "white_noise", "flicker_noise"};
constexpr std::array random_names = {"random",  "uniform",    "normal", "exponential",
                                     "poisson", "chi_square", "t",      "erlang"};

template <class Names, class Which>
std::string pick(const Names& names, Which which) {
    return names[static_cast<std::size_t>(which)];
}

std::string node_name(const CheckedModel& model, Index node) {
    return node == no_index ? "gnd" : model.nodes[node].name;
}

class Writer {
public:
    explicit Writer(const CheckedModel& model) : model_(model) {}

    std::string operator()(const Constant& node) const { return fmt::format("{}", node.value); }
    std::string operator()(const TextConstant& node) const { return '"' + node.value + '"'; }
    std::string operator()(const ParameterRef& node) const {
        return dump_element(model_, model_.parameters[node.id].name, node.index);
    }
    std::string operator()(const ParameterGiven& node) const {
        return fmt::format("$param_given({})", model_.parameters[node.id].name);
    }
    std::string operator()(const VariableRef& node) const {
        return dump_element(model_, model_.variables[node.id].name, node.index);
    }
    std::string operator()(const Potential& node) const {
        return fmt::format("V({},{})", node_name(model_, node.plus), node_name(model_, node.minus));
    }
    std::string operator()(const Flow& node) const {
        return fmt::format("I<{}>", model_.branches[node.branch].name);
    }
    std::string operator()(const CheckedUnary& node) const {
        return fmt::format("({}{})", pick(unary_names, node.op), text(node.operand));
    }
    std::string operator()(const CheckedBinary& node) const {
        return fmt::format("({} {} {})", text(node.left), pick(binary_names, node.op),
                           text(node.right));
    }
    std::string operator()(const CheckedConditional& node) const {
        return fmt::format("({} ? {} : {})", text(node.condition), text(node.then),
                           text(node.otherwise));
    }
    std::string operator()(const Convert& node) const {
        return fmt::format("{}({})",
                           node.operand->type == ValueType::real ? "to_integer" : "to_real",
                           text(node.operand));
    }
    std::string operator()(const FunctionCall& node) const {
        return call(std::string(math_function(node.function).name), node.arguments);
    }
    std::string operator()(const UserCall& node) const {
        return call(model_.functions[node.function].name, node.arguments);
    }
    std::string operator()(const OperatorCall& node) const {
        return call(fmt::format("{}#{}", pick(operator_names, node.op), node.site), node.arguments);
    }
    std::string operator()(const SystemCall& node) const {
        return call(pick(system_names, node.value), node.arguments);
    }
    std::string operator()(const RandomCall& node) const {
        std::vector<ExprPtr> arguments = node.arguments;
        if (node.seed) arguments.insert(arguments.begin(), node.seed);
        return call(fmt::format("{}#{}", pick(random_names, node.kind), node.site), arguments);
    }

private:
    std::string text(const ExprPtr& expression) const {
        return dump_expression(model_, *expression);
    }
    std::string call(const std::string& name, const std::vector<ExprPtr>& arguments) const {
        return fmt::format("{}({})", name, dump_list(model_, arguments));
    }
    const CheckedModel& model_;
};

std::string range_text(const CheckedModel& model, const CheckedRange& range) {
    std::string text = range.exclude ? " exclude " : " from ";
    if (!range.texts.empty()) return text + fmt::format("{{{}}}", fmt::join(range.texts, ", "));
    return text + fmt::format("{}{}:{}{}", range.low_closed ? '[' : '(',
                              range.low ? dump_expression(model, *range.low) : "-inf",
                              range.high ? dump_expression(model, *range.high) : "inf",
                              range.high_closed ? ']' : ')');
}

std::string parameter_text(const CheckedModel& model, const CheckedParameter& parameter) {
    std::string text = fmt::format("{} {} {}{} = {}", parameter.local ? "localparam" : "parameter",
                                   dump_type(parameter.type), parameter.name,
                                   parameter.is_array ? fmt::format("[{}]", parameter.count) : "",
                                   dump_list(model, parameter.defaults));
    for (const CheckedRange& range : parameter.ranges) text += range_text(model, range);
    if (parameter.overridden) text += " (set by the parent)";
    if (parameter.structural) text += " (structural)";
    for (const std::string& alias : parameter.aliases) text += " alias " + alias;
    return text + "\n";
}

std::string function_text(const CheckedModel& model, const CheckedFunction& function) {
    std::string arguments;
    for (const auto& one : function.arguments)
        arguments += fmt::format("{}{}{}", arguments.empty() ? "" : ", ",
                                 one.direction == Direction::output  ? "output "
                                 : one.direction == Direction::inout ? "inout "
                                                                     : "",
                                 model.variables[one.variable].name);
    return fmt::format("function {} {}({})\n", dump_type(function.type), function.name, arguments) +
           dump_body(model, function.body, 1);
}

}  // namespace

std::string dump_type(ValueType type) {
    return type == ValueType::real ? "real" : type == ValueType::integer ? "integer" : "string";
}

std::string dump_element(const CheckedModel& model, const std::string& name, const ExprPtr& index) {
    return index ? fmt::format("{}[{}]", name, dump_expression(model, *index)) : name;
}

std::string dump_list(const CheckedModel& model, const std::vector<ExprPtr>& expressions) {
    std::string text;
    for (const ExprPtr& one : expressions)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", dump_expression(model, *one));
    return text;
}

std::string dump_expression(const CheckedModel& model, const CheckedExpr& expression) {
    return std::visit(Writer(model), expression.node);
}

std::string dump_checked(const CheckedModel& model) {
    std::string text = fmt::format("model {}\n", model.name);
    for (const CheckedNode& node : model.nodes)
        text +=
            fmt::format("{} {} {}\n", node.is_port ? "port" : "node", node.discipline, node.name);
    for (const CheckedBranch& branch : model.branches)
        text += fmt::format("branch {} {} {}\n", branch.name, node_name(model, branch.plus),
                            node_name(model, branch.minus));
    for (const CheckedParameter& parameter : model.parameters)
        text += parameter_text(model, parameter);
    for (const CheckedVariable& variable : model.variables)
        text +=
            fmt::format("variable {} {}{}{}\n", dump_type(variable.type), variable.name,
                        variable.is_array ? fmt::format("[{}]", variable.count) : "",
                        variable.initial ? " = " + dump_expression(model, *variable.initial) : "");
    for (const CheckedFunction& function : model.functions) text += function_text(model, function);
    if (!model.initial.empty()) text += "initial\n" + dump_body(model, model.initial, 1);
    return text + "analog\n" + dump_body(model, model.analog, 1);
}

}  // namespace crosspoint::veriloga
