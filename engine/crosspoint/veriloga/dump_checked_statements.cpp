// Stable text of the statements of a checked model.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <fmt/format.h>

#include "crosspoint/veriloga/dump_checked.hpp"

namespace crosspoint::veriloga {
namespace {

constexpr std::array event_names = {"initial_step", "final_step", "cross", "above", "timer"};
constexpr std::array task_names = {"strobe", "display", "write",      "warning",      "error",
                                   "fatal",  "finish",  "bound_step", "discontinuity"};

class Printer {
public:
    Printer(const CheckedModel& model, int level)
        : model_(model), level_(level), indent_(static_cast<std::size_t>(level) * 2, ' ') {}

    std::string operator()(const CheckedAssign& node) const {
        return line(fmt::format(
            "{} = {}", dump_element(model_, model_.variables[node.variable].name, node.index),
            text(node.value)));
    }
    std::string operator()(const CheckedContribute& node) const {
        return line(fmt::format("{}<{}> <+ {}", node.is_potential ? 'V' : 'I',
                                model_.branches[node.branch].name, text(node.value)));
    }
    std::string operator()(const CheckedIf& node) const {
        std::string result = line("if " + text(node.condition)) + inner(node.then);
        if (!node.otherwise.empty()) result += line("else") + inner(node.otherwise);
        return result;
    }
    std::string operator()(const CheckedLoop& node) const {
        return line("while " + text(node.condition)) + inner(node.body);
    }
    std::string operator()(const CheckedEvent& node) const {
        std::string triggers;
        for (const Trigger& one : node.triggers)
            triggers += fmt::format("{}{}#{}({}{})", triggers.empty() ? "" : " or ",
                                    event_names[static_cast<std::size_t>(one.kind)], one.site,
                                    dump_list(model_, one.arguments), fmt::join(one.phases, ", "));
        return line("on " + triggers) + inner(node.body);
    }
    std::string operator()(const CheckedTask& node) const {
        return line(fmt::format("{}#{}({})", task_names[static_cast<std::size_t>(node.kind)],
                                node.site, dump_list(model_, node.arguments)));
    }
    std::string operator()(const CheckedCallStatement& node) const { return line(text(node.call)); }

private:
    std::string text(const ExprPtr& expression) const {
        return dump_expression(model_, *expression);
    }
    std::string line(const std::string& content) const { return indent_ + content + "\n"; }
    std::string inner(const Body& body) const { return dump_body(model_, body, level_ + 1); }

    const CheckedModel& model_;
    int level_;
    std::string indent_;
};

}  // namespace

std::string dump_body(const CheckedModel& model, const Body& body, int level) {
    std::string result;
    for (const CheckedStatement& one : body) result += std::visit(Printer(model, level), one.node);
    return result;
}

}  // namespace crosspoint::veriloga
