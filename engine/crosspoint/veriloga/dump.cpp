// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/dump.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>

namespace crosspoint::veriloga {
namespace {

std::string_view type_name(ValueType type) {
    constexpr std::array<std::string_view, 3> names{"real", "integer", "string"};
    return names[static_cast<std::size_t>(type)];
}

std::string_view direction_name(Direction direction) {
    constexpr std::array<std::string_view, 4> names{"unspecified", "input", "output", "inout"};
    return names[static_cast<std::size_t>(direction)];
}

std::string range_text(const std::optional<Dimension>& range) {
    return range ? fmt::format(" [{}:{}]", dump_expression(range->left.get()),
                               dump_expression(range->right.get()))
                 : std::string();
}

class TreeWriter {
public:
    std::string take() { return std::move(out_); }

    void write(const Nature& nature) {
        line(nature.parent.empty() ? fmt::format("nature {}", nature.name)
                                   : fmt::format("nature {} : {}", nature.name, nature.parent));
        inner([&] {
            for (const Attribute& one : nature.attributes) {
                line(fmt::format("{} = {}", one.name, dump_expression(one.value.get())));
            }
        });
    }

    void write(const Discipline& discipline) {
        std::string text = fmt::format("discipline {}", discipline.name);
        if (!discipline.potential.empty()) text += " potential " + discipline.potential;
        if (!discipline.flow.empty()) text += " flow " + discipline.flow;
        if (discipline.discrete) text += " discrete";
        line(text);
    }

    void write(const Module& module) {
        line(fmt::format("module {}", module.name));
        inner([&] {
            attributes(module.attributes);
            for (const Port& port : module.ports) {
                line(fmt::format("port {}{} {}", port.name, range_text(port.range),
                                 direction_name(port.direction)));
            }
            write(module.items);
        });
    }

private:
    void line(std::string_view text) {
        out_.append(2 * level_, ' ');
        out_ += text;
        out_ += '\n';
    }
    template <class Body>
    void inner(const Body& body) {
        ++level_;
        body();
        --level_;
    }

    void attributes(const std::vector<Attribute>& all) {
        for (const Attribute& one : all) {
            line(one.value
                     ? fmt::format("(* {} = {} *)", one.name, dump_expression(one.value.get()))
                     : fmt::format("(* {} *)", one.name));
        }
    }

    void write(const std::vector<Item>& items) {
        for (const Item& item : items) {
            std::visit([this](const auto& node) { write(node); }, item.node);
        }
    }

    void write(const Net& net) {
        line(fmt::format("net {}{} {}", net.name, range_text(net.range), net.discipline));
        inner([&] { attributes(net.attributes); });
    }
    void write(const BranchDeclaration& branch) {
        std::string nodes;
        for (const ExpressionPtr& node : branch.terminals) {
            nodes += fmt::format("{}{}", nodes.empty() ? "" : ", ", dump_expression(node.get()));
        }
        line(fmt::format("branch {}{} ({}{}{})", branch.name, range_text(branch.range),
                         branch.port_flow ? "<" : "", nodes, branch.port_flow ? ">" : ""));
    }
    void write(const VariableDeclaration& variable) {
        std::string text = fmt::format("variable {} {}{}", type_name(variable.type), variable.name,
                                       range_text(variable.dimension));
        if (variable.initial) text += " = " + dump_expression(variable.initial.get());
        line(text);
        inner([&] { attributes(variable.attributes); });
    }
    void write(const ParameterDeclaration& parameter) {
        line(fmt::format("{} {} {}{} = {}", parameter.local ? "localparam" : "parameter",
                         parameter.type ? type_name(*parameter.type) : "untyped", parameter.name,
                         range_text(parameter.dimension), dump_expression(parameter.value.get())));
        inner([&] {
            for (const ValueRange& range : parameter.ranges) write(range);
            attributes(parameter.attributes);
        });
    }
    void write(const ValueRange& range) {
        const std::string_view word = range.exclude ? "exclude" : "from";
        if (!range.values.empty()) {
            std::string values;
            for (const ExpressionPtr& value : range.values) {
                values +=
                    fmt::format("{}{}", values.empty() ? "" : ", ", dump_expression(value.get()));
            }
            return line(fmt::format("{} '{{{}}}", word, values));
        }
        if (!range.high) return line(fmt::format("{} {}", word, dump_expression(range.low.get())));
        line(fmt::format("{} {}{}:{}{}", word, range.low_closed ? '[' : '(',
                         dump_expression(range.low.get()), dump_expression(range.high.get()),
                         range.high_closed ? ']' : ')'));
    }
    void write(const AliasParameter& alias) {
        line(fmt::format("aliasparam {} = {}", alias.name, alias.target));
    }
    void write(const Genvar& genvar) { line(fmt::format("genvar {}", genvar.name)); }
    void write(const FunctionDeclaration& function) {
        line(fmt::format("function {} {}", type_name(function.type), function.name));
        inner([&] {
            for (const auto& argument : function.arguments) {
                line(fmt::format("argument {} {}", direction_name(argument.direction),
                                 argument.name));
            }
            for (const VariableDeclaration& variable : function.variables) write(variable);
            write(function.body);
        });
    }
    void write(const Instance& instance) {
        line(fmt::format("instance {}{} of {}", instance.name, range_text(instance.range),
                         instance.module));
        inner([&] {
            for (const Connection& one : instance.parameters) connection("parameter", one);
            for (const Connection& one : instance.ports) connection("port", one);
        });
    }
    void connection(std::string_view what, const Connection& one) {
        line(fmt::format("{} {} = {}", what, one.port.empty() ? "(by order)" : one.port,
                         one.value ? dump_expression(one.value.get()) : "(open)"));
    }
    void write(const Analog& analog) {
        line(analog.initial ? "analog initial" : "analog");
        inner([&] { write(analog.body); });
    }
    void write(const GenerateBlock& block) {
        line(block.name.empty() ? "generate block" : "generate block " + block.name);
        inner([&] { write(block.items); });
    }
    void write(const std::unique_ptr<GenerateBlock>& block) { write(*block); }
    void write(const std::unique_ptr<GenerateFor>& loop) {
        line("generate for " + loop_head(loop->init, loop->condition, loop->step));
        inner([&] { write(loop->body); });
    }
    void write(const std::unique_ptr<GenerateIf>& choice) {
        line("generate if " + dump_expression(choice->condition.get()));
        inner([&] {
            write(choice->then);
            if (!choice->otherwise.items.empty()) write(choice->otherwise);
        });
    }
    void write(const std::unique_ptr<GenerateCase>& choice) {
        line("generate case " + dump_expression(choice->selector.get()));
        inner([&] {
            for (const GenerateCase::Item& one : choice->items) {
                labels(one.labels);
                inner([&] { write(one.body); });
            }
        });
    }

    static std::string loop_head(const StatementPtr& init, const ExpressionPtr& condition,
                                 const StatementPtr& step) {
        const auto assignment = [](const StatementPtr& statement) {
            const auto* one = statement ? std::get_if<Assignment>(&statement->node) : nullptr;
            return one == nullptr ? std::string()
                                  : fmt::format("{} = {}", dump_expression(&one->target),
                                                dump_expression(one->value.get()));
        };
        return fmt::format("({}; {}; {})", assignment(init), dump_expression(condition.get()),
                           assignment(step));
    }
    void labels(const std::vector<ExpressionPtr>& all) {
        std::string text;
        for (const ExpressionPtr& label : all) {
            text += fmt::format("{}{}", text.empty() ? "" : ", ", dump_expression(label.get()));
        }
        line(text.empty() ? "default:" : text + ":");
    }

    void write(const StatementPtr& statement) {
        if (!statement) return line("(missing)");
        attributes(statement->attributes);
        std::visit([this](const auto& node) { write(node); }, statement->node);
    }
    void write(const Assignment& node) {
        line(fmt::format("{} = {}", dump_expression(&node.target),
                         dump_expression(node.value.get())));
    }
    void write(const Contribution& node) {
        line(fmt::format("{} <+ {}", dump_expression(&node.target),
                         dump_expression(node.value.get())));
    }
    void write(const IndirectContribution& node) {
        line(fmt::format("{} : {}", dump_expression(&node.target),
                         dump_expression(node.equation.get())));
    }
    void write(const If& node) {
        line("if " + dump_expression(node.condition.get()));
        inner([&] { write(node.then); });
        if (!node.otherwise) return;
        line("else");
        inner([&] { write(node.otherwise); });
    }
    void write(const Case& node) {
        line("case " + dump_expression(node.selector.get()));
        inner([&] {
            for (const CaseItem& one : node.items) {
                labels(one.labels);
                inner([&] { write(one.body); });
            }
        });
    }
    void write(const For& node) {
        line("for " + loop_head(node.init, node.condition, node.step));
        inner([&] { write(node.body); });
    }
    void write(const While& node) {
        line("while " + dump_expression(node.condition.get()));
        inner([&] { write(node.body); });
    }
    void write(const Repeat& node) {
        line("repeat " + dump_expression(node.count.get()));
        inner([&] { write(node.body); });
    }
    void write(const Block& node) {
        line(node.name.empty() ? "begin" : "begin " + node.name);
        inner([&] {
            for (const ParameterDeclaration& parameter : node.parameters) write(parameter);
            for (const VariableDeclaration& variable : node.variables) write(variable);
            for (const StatementPtr& statement : node.statements) write(statement);
        });
    }
    void write(const Event& node) {
        std::string text;
        for (const ExpressionPtr& event : node.events) {
            text += (text.empty() ? "@ " : " or ") + dump_expression(event.get());
        }
        line(text);
        inner([&] { write(node.body); });
    }
    void write(const Task& node) { line(dump_expression(&node.call)); }
    void write(const Empty&) { line(";"); }

    std::string out_;
    std::size_t level_ = 0;
};

std::string_view kind_name(TokenKind kind) {
    constexpr std::array<std::string_view, 10> names{
        "end",       "newline", "identifier", "escaped",     "system",
        "directive", "number",  "string",     "punctuation", "invalid"};
    return names[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string dump_tree(const SourceTree& tree) {
    TreeWriter writer;
    for (const Nature& nature : tree.natures) writer.write(nature);
    for (const Discipline& discipline : tree.disciplines) writer.write(discipline);
    for (const Module& module : tree.modules) writer.write(module);
    return writer.take();
}

std::string dump_tokens(const SourceSet& sources, std::span<const Token> tokens) {
    std::string out;
    std::optional<std::uint32_t> file;
    for (const Token& token : tokens) {
        if (file != token.at.file) {
            file = token.at.file;
            out += fmt::format("file {}\n", sources.name(*file));
        }
        out += fmt::format("{}:{} {}", token.at.line, token.at.column, kind_name(token.kind));
        if (token.kind == TokenKind::number) {
            out += fmt::format(" {} {}", token.is_integer ? "integer" : "real", token.number);
        } else if (token.kind != TokenKind::end) {
            out += fmt::format(" {}", token.text);
        }
        out += '\n';
    }
    return out;
}

}  // namespace crosspoint::veriloga
