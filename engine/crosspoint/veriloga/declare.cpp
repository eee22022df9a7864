// Declarations: nets and ports with their disciplines, branches, parameters, variables.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "crosspoint/base/nearest.hpp"
#include "crosspoint/veriloga/elaborator.hpp"

namespace crosspoint::veriloga {

Scope& Elaborator::new_scope(Scope* parent, std::string prefix) {
    scopes_.push_back(
        std::make_unique<Scope>(Scope{.parent = parent, .prefix = std::move(prefix)}));
    return *scopes_.back();
}

bool Elaborator::add_symbol(Scope& scope, Position at, const std::string& name, Symbol symbol) {
    if (scope.symbols.emplace(name, std::move(symbol)).second) return true;
    error(at, Complaint::declared_twice, fmt::format("\"{}\" is declared twice", name),
          "rename one of them");
    return false;
}

std::optional<Span> Elaborator::span(const std::optional<Dimension>& dimension, Scope& scope) {
    if (!dimension) return Span{};
    const auto left = constant(*dimension->left, scope);
    const auto right = constant(*dimension->right, scope);
    if (!left || !right) return std::nullopt;
    const double count = std::abs(*right - *left) + 1.0;
    elements_ += count < max_elements ? static_cast<std::size_t>(count) : max_elements;
    if (!(count <= max_elements) || elements_ > max_elements) {
        error(dimension->left->at, Complaint::too_many_elements,
              fmt::format("[{}:{}] makes more than {} elements", *left, *right, max_elements),
              "is a parameter in the dimension wrong?");
        return std::nullopt;
    }
    return Span{.first = static_cast<int>(*left),
                .step = *right < *left ? -1 : 1,
                .count = static_cast<Index>(count)};
}

const Expression* Elaborator::nature_attribute(const std::string& name,
                                               std::string_view attribute) const {
    std::string current = name;
    for (std::size_t depth = 0; depth < max_depth && !current.empty(); ++depth) {
        const auto found = std::find_if(tree_.natures.begin(), tree_.natures.end(),
                                        [&](const Nature& one) { return one.name == current; });
        if (found == tree_.natures.end()) return nullptr;
        for (const Attribute& one : found->attributes)
            if (one.name == attribute && one.value) return one.value.get();
        current = found->parent;
    }
    return nullptr;
}

CheckedNature Elaborator::nature(const std::string& name) {
    CheckedNature result;
    if (const Expression* access = nature_attribute(name, "access"))
        if (const auto* text = std::get_if<Name>(&access->node)) result.access = text->name;
    if (const Expression* units = nature_attribute(name, "units"))
        if (const auto* text = std::get_if<Text>(&units->node)) result.units = text->value;
    if (const Expression* abstol = nature_attribute(name, "abstol"))
        if (const auto* number = std::get_if<Number>(&abstol->node)) result.abstol = number->value;
    return result;
}

std::optional<CheckedNode> Elaborator::node_of_discipline(const std::string& discipline,
                                                          Position at) {
    std::vector<std::string> known;
    for (const Discipline& one : tree_.disciplines) {
        known.push_back(one.name);
        if (one.name != discipline) continue;
        if (one.discrete) {
            error(at, Complaint::digital, fmt::format("discipline \"{}\" is discrete", discipline),
                  "only analog disciplines are supported: use electrical");
            return std::nullopt;
        }
        CheckedNode node;
        node.discipline = discipline;
        if (!one.potential.empty()) node.potential = nature(one.potential);
        if (!one.flow.empty()) node.flow = nature(one.flow);
        node.electrical = node.potential.units == "V" && node.flow.units == "A";
        if (node.potential.access.empty() && node.flow.access.empty()) {
            error(at, Complaint::no_access,
                  fmt::format("discipline \"{}\" has no access function", discipline),
                  "its nature needs: access = Name;");
            return std::nullopt;
        }
        return node;
    }
    error(at, Complaint::unknown_discipline, fmt::format("unknown discipline \"{}\"", discipline),
          known.empty() ? "add the line: `include \"disciplines.vams\""
                        : did_you_mean(discipline, known));
    return std::nullopt;
}

/// Ports get their nodes here, the discipline by the net declaration of the same name.
void Elaborator::declare_ports(const Module& module, Scope& scope,
                               const std::map<std::string, Nodes>& ports) {
    for (const Port& port : module.ports) {
        const Net* net = nullptr;
        for (const Item& item : module.items)
            if (const auto* one = std::get_if<Net>(&item.node);
                one && one->name == port.name && one->discipline != "ground")
                net = one;
        if (!net || net->discipline.empty()) {
            error(port.at, Complaint::no_discipline,
                  fmt::format("port \"{}\" has no discipline", port.name),
                  fmt::format("add the line: electrical {};", port.name));
            continue;
        }
        const auto range = span(port.range ? port.range : net->range, scope);
        const auto node = node_of_discipline(net->discipline, net->at);
        if (!range || !node) continue;
        Symbol symbol{.is_array = port.range || net->range,
                      .first_index = range->first,
                      .index_step = range->step};
        const auto given = ports.find(port.name);
        if (given != ports.end()) {
            symbol.ids = given->second;
            check_connection(*node, symbol.ids, range->count, port);
        }
        for (Index k = 0; given == ports.end() && k < range->count; ++k) {
            symbol.ids.push_back(static_cast<Index>(model_.nodes.size()));
            CheckedNode made = *node;
            made.name = element_name(scope.prefix + port.name, *range, k, symbol.is_array);
            made.is_port = path_.size() == 1;
            made.direction = port.direction;
            model_.nodes.push_back(std::move(made));
        }
        symbol.ids.resize(range->count, no_index);
        add_symbol(scope, port.at, port.name, std::move(symbol));
    }
}

/// A port whose flow is read becomes two nodes with 0 V between them: everything inside is joined
/// to the inner one, so that the branch carries what flows into the module.
void Elaborator::split_ports(const Module& module, Scope& scope) {
    for (const std::string& port : module.probed_ports) {
        const auto found = scope.symbols.find(port);
        const auto is_port = [&](const Port& one) { return one.name == port; };
        if (found == scope.symbols.end() || std::ranges::none_of(module.ports, is_port)) continue;
        Symbol& symbol = found->second;
        for (Index k = 0; k < symbol.ids.size(); ++k) {
            const Index outer = symbol.ids[k];
            const Span span{.first = symbol.first_index,
                            .step = symbol.index_step,
                            .count = static_cast<Index>(symbol.ids.size())};
            const std::string name = element_name(scope.prefix + port, span, k, symbol.is_array);
            if (outer == no_index) {
                error(module.at, Complaint::port_flow,
                      fmt::format("the flow of port \"{}\" is read, but it is the ground", name),
                      "connect it to a net");
                return;
            }
            symbol.ids[k] = static_cast<Index>(model_.nodes.size());
            model_.nodes.push_back(model_.nodes[outer]);
            model_.nodes.back().name = name + ".inner";
            model_.nodes.back().is_port = false;
            model_.nodes.back().direction = Direction::unspecified;
            scope.port_branches[port].push_back(static_cast<Index>(model_.branches.size()));
            model_.branches.push_back({"<" + name + ">", outer, symbol.ids[k]});
        }
    }
}

void Elaborator::check_connection(const CheckedNode& wanted, const std::vector<Index>& nodes,
                                  Index count, const Port& port) {
    if (nodes.size() != count)
        error(port.at, Complaint::connection,
              fmt::format("port \"{}\" has {} elements, connected to {}", port.name, count,
                          nodes.size()),
              "connect a net of the same width, or {a, b, ...}");
    for (const Index node : nodes) {
        if (node == no_index) continue;
        const CheckedNode& given = model_.nodes[node];
        if (given.potential.access != wanted.potential.access ||
            given.flow.access != wanted.flow.access)
            error(port.at, Complaint::discipline_clash,
                  fmt::format("port \"{}\" is {}, but \"{}\" is {}", port.name, wanted.discipline,
                              given.name, given.discipline),
                  "connected nets have one discipline");
    }
}

void Elaborator::declare_net(const Net& net, Position at, Scope& scope, bool ground) {
    const auto known = scope.symbols.find(net.name);
    const auto is_port = [&](const Port& port) { return port.name == net.name; };
    if (known != scope.symbols.end() &&
        (net.discipline == "ground" ||
         (scope.is_module &&
          std::any_of(path_.back()->ports.begin(), path_.back()->ports.end(), is_port))))
        return;
    const auto range = span(net.range, scope);
    if (!range) return;
    Symbol symbol{
        .is_array = net.range.has_value(), .first_index = range->first, .index_step = range->step};
    if (ground) {
        symbol.ids.assign(range->count, no_index);
        add_symbol(scope, at, net.name, std::move(symbol));
        return;
    }
    const auto node = node_of_discipline(net.discipline, at);
    if (!node) return;
    for (Index k = 0; k < range->count; ++k) {
        symbol.ids.push_back(static_cast<Index>(model_.nodes.size()));
        model_.nodes.push_back(*node);
        model_.nodes.back().name =
            element_name(scope.prefix + net.name, *range, k, symbol.is_array);
    }
    add_symbol(scope, at, net.name, std::move(symbol));
}

void Elaborator::declare_branch(const BranchDeclaration& branch, Scope& scope) {
    if (branch.port_flow) {
        const auto* port = std::get_if<Name>(&branch.terminals.front()->node);
        const auto found = port ? scope.port_branches.find(port->name) : scope.port_branches.end();
        if (found == scope.port_branches.end() || port->index || branch.range) {
            error(branch.at, Complaint::port_flow,
                  fmt::format("branch \"{}\" is of no port of this module", branch.name),
                  "name a port without index: branch (<p>) x;");
            return;
        }
        Symbol symbol = scope.symbols.find(port->name)->second;
        symbol.kind = Symbol::Kind::branch;
        symbol.ids = found->second;
        add_symbol(scope, branch.at, branch.name, std::move(symbol));
        return;
    }
    const auto range = span(branch.range, scope);
    if (!range) return;
    std::vector<Nodes> ends;
    for (const ExpressionPtr& terminal : branch.terminals) {
        const auto nodes = connected_nodes(*terminal, scope);
        if (!nodes) return;
        ends.push_back(*nodes);
    }
    if (ends.size() == 1) ends.push_back({no_index});
    const Index width = std::max(
        {range->count, static_cast<Index>(ends[0].size()), static_cast<Index>(ends[1].size())});
    Symbol symbol{.kind = Symbol::Kind::branch,
                  .is_array = width > 1 || branch.range,
                  .first_index = range->first,
                  .index_step = range->step};
    for (Index k = 0; k < width; ++k) {
        const auto end = [&](const Nodes& nodes) { return nodes[nodes.size() == 1 ? 0 : k]; };
        if ((ends[0].size() != 1 && ends[0].size() != width) ||
            (ends[1].size() != 1 && ends[1].size() != width) || end(ends[0]) == end(ends[1])) {
            error(branch.at, Complaint::branch_ends,
                  fmt::format("branch \"{}\" has no two ends", branch.name),
                  "its terminals are two different nets, of one width");
            return;
        }
        const Span named{.first = range->first, .step = range->step, .count = width};
        symbol.ids.push_back(static_cast<Index>(model_.branches.size()));
        model_.branches.push_back(
            {element_name(scope.prefix + branch.name, named, k, symbol.is_array), end(ends[0]),
             end(ends[1])});
    }
    add_symbol(scope, branch.at, branch.name, std::move(symbol));
}

std::optional<Index> Elaborator::declare_variable(const VariableDeclaration& declaration,
                                                  Scope& scope, Index function) {
    const auto range = span(declaration.dimension, scope);
    if (!range) return std::nullopt;
    CheckedVariable variable{.name = scope.prefix + declaration.name,
                             .type = declaration.type,
                             .count = range->count,
                             .is_array = declaration.dimension.has_value(),
                             .first_index = range->first,
                             .index_step = range->step,
                             .initial = nullptr,
                             .function = function,
                             .at = declaration.at};
    if (declaration.initial && variable.is_array)
        error(declaration.at, Complaint::array_use, "an array has no initial value here",
              "assign its elements in a loop under @(initial_step)");
    else if (declaration.initial)
        variable.initial = check_number(*declaration.initial, {.scope = &scope, .constant = true},
                                        declaration.type);
    const auto id = static_cast<Index>(model_.variables.size());
    model_.variables.push_back(std::move(variable));
    add_symbol(scope, declaration.at, declaration.name,
               {.kind = Symbol::Kind::variable,
                .ids = {id},
                .is_array = declaration.dimension.has_value(),
                .first_index = range->first,
                .index_step = range->step});
    return id;
}

std::string Elaborator::element_name(const std::string& name, const Span& span, Index k,
                                     bool is_array) {
    if (!is_array) return name;
    return fmt::format("{}[{}]", name, span.first + static_cast<int>(k) * span.step);
}

}  // namespace crosspoint::veriloga
