// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "crosspoint/veriloga/dump.hpp"

namespace crosspoint::veriloga {
namespace {

constexpr std::array<std::string_view, 4> unary_signs{"+", "-", "!", "~"};
// In the order of BinaryOp.
constexpr std::array<std::string_view, 20> binary_signs{"+",  "-", "*",  "/",  "%",  "**", "<",
                                                        "<=", ">", ">=", "==", "!=", "&&", "||",
                                                        "&",  "|", "^",  "~^", "<<", ">>"};

std::string list(const std::vector<ExpressionPtr>& all) {
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i > 0) text += ", ";
        text += dump_expression(all[i].get());
    }
    return text;
}

struct Printer {
    std::string operator()(const Number& node) const {
        if (node.is_integer) return fmt::format("{:.0f}", node.value);
        std::string text = fmt::format("{}", node.value);
        if (text.find_first_of(".e") == std::string::npos) text += ".0";
        return text;
    }
    std::string operator()(const Text& node) const {
        std::string text = "\"";
        for (const char c : node.value) {
            if (c == '"' || c == '\\') {
                text += '\\';
                text += c;
            } else if (c < ' ' || c > '~') {
                text +=
                    fmt::format("\\{:03o}", static_cast<unsigned>(static_cast<unsigned char>(c)));
            } else {
                text += c;
            }
        }
        return text + "\"";
    }
    std::string operator()(const Name& node) const {
        return node.index ? fmt::format("{}[{}]", node.name, dump_expression(node.index.get()))
                          : node.name;
    }
    std::string operator()(const Unary& node) const {
        return fmt::format("({}{})", unary_signs[static_cast<std::size_t>(node.op)],
                           dump_expression(node.operand.get()));
    }
    std::string operator()(const Binary& node) const {
        return fmt::format("({} {} {})", dump_expression(node.left.get()),
                           binary_signs[static_cast<std::size_t>(node.op)],
                           dump_expression(node.right.get()));
    }
    std::string operator()(const Conditional& node) const {
        return fmt::format("({} ? {} : {})", dump_expression(node.condition.get()),
                           dump_expression(node.then.get()), dump_expression(node.otherwise.get()));
    }
    std::string operator()(const Call& node) const {
        const std::string arguments = list(node.arguments);
        return node.port_flow ? fmt::format("{}(<{}>)", node.name, arguments)
                              : fmt::format("{}({})", node.name, arguments);
    }
    std::string operator()(const ArrayLiteral& node) const {
        return node.count ? fmt::format("'{{{}{{{}}}}}", dump_expression(node.count.get()),
                                        list(node.elements))
                          : fmt::format("'{{{}}}", list(node.elements));
    }
    std::string operator()(const Infinity&) const { return "inf"; }
};

}  // namespace

std::string dump_expression(const Expression* expression) {
    return expression == nullptr ? std::string() : std::visit(Printer{}, expression->node);
}

}  // namespace crosspoint::veriloga
