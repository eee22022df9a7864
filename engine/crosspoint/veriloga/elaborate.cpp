// Elaboration: the top module, its instances, generate blocks.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "crosspoint/base/nearest.hpp"
#include "crosspoint/veriloga/elaborator.hpp"

namespace crosspoint::veriloga {

Result<CheckedModel> analyse(const SourceTree& tree, const SourceSet&, std::string_view module,
                             const Bindings& bindings, Diagnostics& diagnostics) {
    return Elaborator(tree, bindings, diagnostics).run(module);
}

Result<CheckedModel> Elaborator::run(std::string_view name) {
    const Module* module = find_top(name);
    if (!module) return diagnostics_.first_error();
    model_.name = module->name;
    Scope& scope = new_scope(nullptr, "");
    scope.is_module = true;
    Bodies bodies = elaborate(*module, scope, {});
    if (!diagnostics_.ok()) return diagnostics_.first_error();
    model_.initial = std::move(bodies.initial);
    model_.analog = std::move(bodies.analog);
    return std::move(model_);
}

const Module* Elaborator::find_module(std::string_view name) const {
    for (const Module& module : tree_.modules)
        if (module.name == name) return &module;
    return nullptr;
}

namespace {

void collect_instances(const std::vector<Item>& items, std::set<std::string>& used) {
    for (const Item& item : items) {
        if (const auto* instance = std::get_if<Instance>(&item.node)) {
            used.insert(instance->module);
        } else if (const auto* loop = std::get_if<std::unique_ptr<GenerateFor>>(&item.node)) {
            collect_instances((*loop)->body.items, used);
        } else if (const auto* choice = std::get_if<std::unique_ptr<GenerateIf>>(&item.node)) {
            collect_instances((*choice)->then.items, used);
            collect_instances((*choice)->otherwise.items, used);
        } else if (const auto* cases = std::get_if<std::unique_ptr<GenerateCase>>(&item.node)) {
            for (const auto& one : (*cases)->items) collect_instances(one.body.items, used);
        } else if (const auto* block = std::get_if<std::unique_ptr<GenerateBlock>>(&item.node)) {
            collect_instances((*block)->items, used);
        }
    }
}

std::vector<std::string> names_of(const std::vector<Module>& modules) {
    std::vector<std::string> names;
    for (const Module& module : modules) names.push_back(module.name);
    return names;
}

template <class Node>
const Node* as(const Item& item) {
    return std::get_if<Node>(&item.node);
}

}  // namespace

const Module* Elaborator::find_top(std::string_view name) {
    const std::vector<std::string> names = names_of(tree_.modules);
    if (!name.empty()) {
        if (const Module* module = find_module(name)) return module;
        error({}, Complaint::module, fmt::format("the sources have no module \"{}\"", name),
              did_you_mean(name, names));
        return nullptr;
    }
    std::set<std::string> used;
    for (const Module& module : tree_.modules) collect_instances(module.items, used);
    std::vector<std::string> tops;
    for (const std::string& module : names)
        if (!used.contains(module)) tops.push_back(module);
    if (tops.size() == 1) return find_module(tops.front());
    if (names.empty())
        error({}, Complaint::module, "the sources have no module",
              "write \"module name(ports); ... endmodule\"");
    else
        error({}, Complaint::module,
              fmt::format("which module is meant? {} of them are not part of another", tops.size()),
              fmt::format("name one: {}", fmt::join(tops.empty() ? names : tops, ", ")));
    return nullptr;
}

/// Parameters first, so that dimensions and defaults written before them still find them.
Bodies Elaborator::elaborate(const Module& module, Scope& scope,
                             const std::map<std::string, Nodes>& ports) {
    path_.push_back(&module);
    const Overrides* overrides = overrides_;
    overrides_ = nullptr;
    for (const Item& item : module.items)
        if (const auto* parameter = as<ParameterDeclaration>(item))
            declare_parameter(*parameter, scope, overrides);
    declare_ports(module, scope, ports);
    split_ports(module, scope);
    Bodies own;
    for (const auto& [port, branches] : scope.port_branches)
        for (const Index branch : branches) {
            ExprPtr zero = make(ValueType::real, module.at, Constant{0.0});
            own.analog.push_back({module.at, CheckedContribute{branch, true, std::move(zero)}});
        }
    Bodies children;
    items(module.items, scope, own, children);
    for (Body Bodies::*part : {&Bodies::initial, &Bodies::analog})
        (own.*part).insert((own.*part).end(), (children.*part).begin(), (children.*part).end());
    path_.pop_back();
    return own;
}

void Elaborator::items(const std::vector<Item>& list, Scope& scope, Bodies& own, Bodies& children) {
    std::set<std::string> grounds;
    for (const Item& item : list)
        if (const auto* net = as<Net>(item); net && net->discipline == "ground")
            grounds.insert(net->name);
    for (const Item& item : list) {
        if (const auto* net = as<Net>(item))
            declare_net(*net, item.at, scope, grounds.contains(net->name));
        else if (const auto* parameter = as<ParameterDeclaration>(item);
                 parameter && !scope.is_module)
            declare_parameter(*parameter, scope, nullptr);
        else if (const auto* alias = as<AliasParameter>(item))
            declare_alias(*alias, scope);
        else if (const auto* genvar = as<Genvar>(item))
            add_symbol(scope, item.at, genvar->name, {.kind = Symbol::Kind::genvar});
        else if (const auto* function = as<FunctionDeclaration>(item))
            add_symbol(scope, item.at, function->name,
                       {.kind = Symbol::Kind::function, .function = function, .scope = &scope});
    }
    for (const Item& item : list) {
        if (const auto* branch = as<BranchDeclaration>(item)) declare_branch(*branch, scope);
        if (const auto* variable = as<VariableDeclaration>(item))
            declare_variable(*variable, scope, no_index);
    }
    for (const Item& item : list) {
        if (const auto* one = as<Instance>(item)) {
            instance(*one, scope, children);
        } else if (const auto* loop = as<std::unique_ptr<GenerateFor>>(item)) {
            generate(**loop, item.at, scope, own, children);
        } else if (const auto* choice = as<std::unique_ptr<GenerateIf>>(item)) {
            generate(**choice, scope, own, children);
        } else if (const auto* cases = as<std::unique_ptr<GenerateCase>>(item)) {
            generate(**cases, scope, own, children);
        } else if (const auto* nested = as<std::unique_ptr<GenerateBlock>>(item)) {
            block(**nested, scope, (*nested)->name, own, children);
        }
    }
    for (const Item& item : list)
        if (const auto* analog = as<Analog>(item); analog && analog->body)
            check(*analog->body, {.scope = &scope, .initial = analog->initial},
                  analog->initial ? own.initial : own.analog);
}

void Elaborator::instance(const Instance& item, Scope& scope, Bodies& children) {
    const Module* module = find_module(item.module);
    if (!module) {
        error(item.at, Complaint::module, fmt::format("there is no module \"{}\"", item.module),
              did_you_mean(item.module, names_of(tree_.modules)) +
                  "; SPICE primitives are not modules: write the contribution instead");
        return;
    }
    if (std::find(path_.begin(), path_.end(), module) != path_.end() || path_.size() > max_depth) {
        error(item.at, Complaint::recursive_module,
              fmt::format("module \"{}\" contains itself", item.module),
              "a hierarchy of modules must end");
        return;
    }
    const auto range = span(item.range, scope);
    if (!range) return;
    for (Index k = 0; k < range->count && !diagnostics_.full(); ++k) {
        const int number = range->first + static_cast<int>(k) * range->step;
        one_instance(item, *module, scope,
                     item.range ? fmt::format("{}[{}]", item.name, number) : item.name, k,
                     range->count, children);
    }
}

void Elaborator::one_instance(const Instance& item, const Module& module, Scope& scope,
                              std::string name, Index number, Index total, Bodies& children) {
    Scope& child = new_scope(&scope, scope.prefix + name + ".");
    child.is_module = true;
    add_symbol(scope, item.at, name, {.kind = Symbol::Kind::scope, .scope = &child});
    const Overrides overrides = override_parameters(item, module, scope);
    const auto ports = connect(item, module, scope, child, number, total);
    overrides_ = &overrides;
    const Bodies bodies = elaborate(module, child, ports);
    children.initial.insert(children.initial.end(), bodies.initial.begin(), bodies.initial.end());
    children.analog.insert(children.analog.end(), bodies.analog.begin(), bodies.analog.end());
}

Elaborator::Overrides Elaborator::override_parameters(const Instance& item, const Module& module,
                                                      Scope& parent) {
    std::vector<std::string> settable;
    std::map<std::string, std::string> targets;  // alias -> parameter
    for (const Item& part : module.items) {
        if (const auto* parameter = as<ParameterDeclaration>(part); parameter && !parameter->local)
            settable.push_back(parameter->name);
        if (const auto* alias = as<AliasParameter>(part)) targets[alias->name] = alias->target;
    }
    Overrides overrides{.scope = &parent, .values = {}};
    std::size_t order = 0;
    for (const Connection& connection : item.parameters) {
        std::string name = connection.port;
        if (name.empty()) {
            if (order >= settable.size()) {
                error(connection.at, Complaint::parameter_value,
                      fmt::format("module \"{}\" has {} parameters", module.name, settable.size()),
                      "set parameters by name: #(.r(1k))");
                break;
            }
            name = settable[order++];
        }
        if (const auto target = targets.find(name); target != targets.end()) name = target->second;
        if (std::find(settable.begin(), settable.end(), name) == settable.end())
            error(connection.at, Complaint::parameter_value,
                  fmt::format("module \"{}\" has no parameter \"{}\" to set", module.name, name),
                  did_you_mean(name, settable));
        else if (connection.value)
            overrides.values[name] = connection.value.get();
    }
    return overrides;
}

std::map<std::string, Elaborator::Nodes> Elaborator::connect(const Instance& item,
                                                             const Module& module, Scope& parent,
                                                             Scope& child, Index number,
                                                             Index total) {
    std::map<std::string, Nodes> connected;
    std::vector<std::string> names;
    for (const Port& port : module.ports) names.push_back(port.name);
    std::size_t order = 0;
    for (const Connection& connection : item.ports) {
        std::string name = connection.port;
        if (name.empty() && order < names.size()) name = names[order];
        ++order;
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            error(connection.at, Complaint::connection,
                  name.empty()
                      ? fmt::format("module \"{}\" has {} ports", module.name, names.size())
                      : fmt::format("module \"{}\" has no port \"{}\"", module.name, name),
                  name.empty() ? "leave out the last connections" : did_you_mean(name, names));
            continue;
        }
        if (!connection.value) continue;
        auto nodes = connected_nodes(*connection.value, parent);
        if (!nodes) continue;
        const Port& port = module.ports[static_cast<std::size_t>(
            std::find(names.begin(), names.end(), name) - names.begin())];
        if (!port.range && total > 1 && nodes->size() == total) nodes = Nodes{(*nodes)[number]};
        connected[name] = std::move(*nodes);
    }
    for (const std::string& name : names) child.connected[name] = connected.contains(name);
    return connected;
}

std::optional<Elaborator::Nodes> Elaborator::connected_nodes(const Expression& value,
                                                             Scope& scope) {
    if (const auto* list = std::get_if<ArrayLiteral>(&value.node)) {
        Nodes all;
        for (const Expression* element : list_elements(*list, scope)) {
            const auto nodes = connected_nodes(*element, scope);
            if (!nodes) return std::nullopt;
            all.insert(all.end(), nodes->begin(), nodes->end());
        }
        return all;
    }
    const auto* name = std::get_if<Name>(&value.node);
    if (!name) {
        error(value.at, Complaint::connection, "a port is connected to nets only",
              "connect a net, an element of a net array, or {a, b}");
        return std::nullopt;
    }
    const Symbol* symbol = find_or_report(*name, value.at, scope);
    if (!symbol) return std::nullopt;
    if (symbol->kind != Symbol::Kind::net) {
        error(value.at, Complaint::wrong_kind, fmt::format("\"{}\" is not a net", name->name),
              "a port is connected to a net");
        return std::nullopt;
    }
    if (!name->index) return symbol->ids;
    const auto offset = element(*symbol, *name, value.at, scope);
    if (!offset) return std::nullopt;
    return Nodes{symbol->ids[*offset]};
}

void Elaborator::generate(const GenerateFor& loop, Position at, Scope& scope, Bodies& own,
                          Bodies& children) {
    const auto* init = loop.init ? std::get_if<Assignment>(&loop.init->node) : nullptr;
    const auto* step = loop.step ? std::get_if<Assignment>(&loop.step->node) : nullptr;
    const auto* name = init ? std::get_if<Name>(&init->target.node) : nullptr;
    const auto* stepped = step ? std::get_if<Name>(&step->target.node) : nullptr;
    if (!name || !stepped || name->name != stepped->name) {
        error(at, Complaint::loop_form, "a generate loop counts one genvar",
              "write: for (i = 0; i < n; i = i + 1) begin ... end");
        return;
    }
    const std::string label = loop.body.name.empty() ? "genblk" : loop.body.name;
    count_genvar({name->name, *init->value, *loop.condition, *step->value}, at, scope,
                 [&](Scope& turn, double value) {
                     const std::string element = fmt::format("{}[{}]", label, value);
                     block(loop.body, turn, element, own, children);
                     if (const auto made = turn.symbols.find(element); made != turn.symbols.end())
                         scope.symbols[made->first] = made->second;
                 });
}

void Elaborator::count_genvar(const GenvarLoop& loop, Position at, Scope& scope,
                              const std::function<void(Scope&, double)>& body) {
    auto value = constant(loop.init, scope);
    while (value && !diagnostics_.full()) {
        Scope& turn = new_scope(&scope, scope.prefix);
        add_symbol(turn, at, loop.genvar, {.kind = Symbol::Kind::genvar, .value = *value});
        const auto go_on = constant(loop.condition, turn);
        if (!go_on || *go_on == 0.0) return;
        if (++turns_ > max_turns) {
            error(at, Complaint::loop_form,
                  fmt::format("generate and genvar loops take over {} turns", max_turns),
                  "does the condition ever become false?");
            return;
        }
        body(turn, *value);
        value = constant(loop.step, turn);
    }
}

void Elaborator::generate(const GenerateIf& item, Scope& scope, Bodies& own, Bodies& children) {
    const auto condition = constant(*item.condition, scope);
    if (!condition) return;
    const GenerateBlock& chosen = *condition != 0.0 ? item.then : item.otherwise;
    block(chosen, scope, chosen.name, own, children);
}

void Elaborator::generate(const GenerateCase& item, Scope& scope, Bodies& own, Bodies& children) {
    const auto selector = constant(*item.selector, scope);
    if (!selector) return;
    const GenerateBlock* chosen = nullptr;
    for (const GenerateCase::Item& one : item.items) {
        if (one.labels.empty() && !chosen) chosen = &one.body;
        for (const ExpressionPtr& label : one.labels) {
            const auto value = constant(*label, scope);
            if (!value) return;
            if (*value != *selector) continue;
            block(one.body, scope, one.body.name, own, children);
            return;
        }
    }
    if (chosen) block(*chosen, scope, chosen->name, own, children);
}

/// An unnamed block declares into a scope of its own as well, under the prefix of its parent.
void Elaborator::block(const GenerateBlock& body, Scope& scope, std::string suffix, Bodies& own,
                       Bodies& children) {
    Scope& inner = new_scope(&scope, suffix.empty() ? scope.prefix : scope.prefix + suffix + ".");
    if (!suffix.empty())
        add_symbol(scope, body.items.empty() ? Position{} : body.items.front().at, suffix,
                   {.kind = Symbol::Kind::scope, .scope = &inner});
    items(body.items, inner, own, children);
}

}  // namespace crosspoint::veriloga
