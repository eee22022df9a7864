// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "crosspoint/veriloga/advice.hpp"
#include "crosspoint/veriloga/parser_state.hpp"

namespace crosspoint::veriloga {

SourceTree Parser::source_tree() {
    SourceTree tree;
    while (next_ + 1 < tokens_.size()) {
        const std::size_t from = next_;
        top_level(tree);
        if (lost_) synchronize(from);
    }
    if (tree.modules.empty() && diagnostics_.ok()) {
        unexpected(tokens_.back().at, "the sources have no module",
                   "a model is a `module name(ports); ... endmodule`");
    }
    return tree;
}

void Parser::top_level(SourceTree& into) {
    if (accept(";")) return;
    std::vector<Attribute> given = attributes();
    if (at("nature")) {
        into.natures.push_back(nature());
    } else if (at("discipline")) {
        into.disciplines.push_back(discipline());
    } else if (at("module") || at("macromodule")) {
        into.modules.push_back(module());
        into.modules.back().attributes = std::move(given);
    } else if (at("paramset")) {
        beyond_subset(peek().at, "paramsets are not supported",
                      "put the parameters into a card (TOML) of the model");
        skip_past("endparamset");
    } else if (at("connectmodule") || at("connectrules") || at("primitive") || at("config")) {
        const std::string closing = "end" + std::string(peek().text);
        beyond_subset(peek().at, fmt::format("{} belongs to mixed-signal design", found()),
                      "remove it; a compact model has modules, natures and disciplines");
        skip_past(closing == "endconnectmodule" ? "endmodule" : closing);
    } else if (at("endmodule") || at("end") || at("endnature") || at("enddiscipline")) {
        const std::string word = found();
        not_closed(peek().at, fmt::format("{} closes nothing", word),
                   "remove it, or look for an end too many above");
        lost_ = false;
        take();
    } else {
        expected("`module`, `nature` or `discipline`");
    }
}

Module Parser::module() {
    take();
    Module made;
    made.at = peek().at;
    made.name = expect_name("the name of the module");
    ports_ = &made.ports;
    probed_ports_ = &made.probed_ports;
    header_parameters(made);
    header_ports(made);
    expect_semicolon("the head of a module");
    if (lost_) synchronize(next_);
    items_until("endmodule", made.items);
    if (at("module") || at("macromodule") || at_end()) {
        not_closed(made.at, fmt::format("the module `{}` has no `endmodule`", made.name),
                   "close it with `endmodule`; look for a missing `end` in it");
        lost_ = false;
    } else {
        take();
    }
    ports_ = nullptr;
    probed_ports_ = nullptr;
    return made;
}

// The flow into a port needs a branch there, before anything is joined to it.
void Parser::remember_port_flow(const ExpressionPtr& port) {
    const Name* const name = port ? std::get_if<Name>(&port->node) : nullptr;
    if (name == nullptr || probed_ports_ == nullptr) return;
    if (std::ranges::find(*probed_ports_, name->name) == probed_ports_->end())
        probed_ports_->push_back(name->name);
}

// #(parameter real r = 1, parameter integer n = 2)
void Parser::header_parameters(Module& into) {
    if (!at("#")) return;
    take();
    expect("(", "after `#`");
    bool local = false;
    std::optional<ValueType> type;
    while (!at_end() && !at(")")) {
        if (at("parameter") || at("localparam")) {
            local = take().text == "localparam";
            type.reset();
        }
        if (at_variable_type()) type = value_type();
        Item one;
        one.at = peek().at;
        one.node = one_parameter(local, type);
        into.items.push_back(std::move(one));
        if (!accept(",")) break;
    }
    expect(")", "after the parameters of the module");
}

void Parser::header_ports(Module& into) {
    if (!accept("(")) return;
    if (accept(")")) return;
    Direction way = Direction::unspecified;
    std::string discipline;
    do {
        header_port(into, way, discipline);
    } while (accept(","));
    expect(")", "after the ports");
}

// a | inout a | inout electrical [0:3] a. A port without its own direction takes the last one.
void Parser::header_port(Module& into, Direction& way, std::string& discipline) {
    std::vector<Attribute> given = attributes();
    if (at(".")) {
        beyond_subset(peek().at, "a port with an inner and an outer name is not supported",
                      "give the port the name of its node");
        return;
    }
    if (at_direction()) {
        way = direction();
        discipline.clear();
    }
    if (at_name() && at_name(behind_range(1))) {
        check_discipline(peek().at, std::string(peek().text));
        discipline = take().text;
    }
    std::optional<Dimension> range = dimension();
    Port port;
    port.at = peek().at;
    port.name = expect_name("the name of a port");
    port.direction = way;
    if (!discipline.empty()) {
        Item item;
        item.at = port.at;
        item.node = Net{port.at, discipline, port.name, std::nullopt, std::move(given)};
        into.items.push_back(std::move(item));
    }
    port.range = std::move(range);
    into.ports.push_back(std::move(port));
}

// Where the token behind a range in brackets stands, when one begins at `ahead`; else `ahead`.
std::size_t Parser::behind_range(std::size_t ahead) const {
    if (!at("[", ahead)) return ahead;
    while (!at("]", ahead) && !at(";", ahead) && peek(ahead).kind != TokenKind::end) ++ahead;
    return ahead + 1;
}

Direction Parser::direction() {
    const std::string_view word = take().text;
    return word == "input"    ? Direction::input
           : word == "output" ? Direction::output
                              : Direction::inout;
}

// Items up to the closing word, which is left to be taken, or up to what only stands outside.
void Parser::items_until(std::string_view closing, std::vector<Item>& into) {
    while (!at_end() && !at(closing) && !at("endmodule") && !at("module") && !at("macromodule")) {
        const std::size_t from = next_;
        item(into);
        if (!lost_) continue;
        synchronize(from);
        // An `end` left over from the item that failed.
        while (!at_end() && !at(closing) &&
               (at("end") || at("endcase") || at("endfunction") || at("endgenerate") ||
                at("endnature") || at("enddiscipline"))) {
            take();
        }
    }
}

void Parser::item(std::vector<Item>& into) {
    if (accept(";")) return;
    std::vector<Attribute> given = attributes();
    if (at("analog")) return analog(into);
    if (at_direction()) return directions(into);
    if (at("branch")) return branches(into);
    if (at("function")) {
        digital(peek().at, "a digital function", "write `analog function`");
        return skip_past("endfunction");
    }
    if (refuse_digital() || generate_item(into)) return;
    plain_item(into, given);
}

void Parser::plain_item(std::vector<Item>& into, const std::vector<Attribute>& given) {
    const auto add = [&](auto&& list) {
        for (auto& one : list) {
            const Position place = one.at;
            into.push_back(Item{place, std::move(one)});
        }
    };
    if (at_variable_type()) {
        std::vector<VariableDeclaration> list;
        variables(list, given);
        add(list);
    } else if (at("parameter") || at("localparam")) {
        std::vector<ParameterDeclaration> list;
        parameters(list, given);
        add(list);
    } else if (at("aliasparam")) {
        const Position place = peek().at;
        into.push_back(Item{place, alias_parameter()});
    } else if (accept("genvar")) {
        std::vector<Genvar> list;
        do {
            const Position place = peek().at;
            list.push_back({place, expect_name("the name of a genvar")});
        } while (accept(","));
        expect_semicolon("a genvar");
        add(list);
    } else if (accept("ground")) {
        nets(into, "ground", given);
    } else if (at_name() && (at("#", 1) || at("(", 1) || (at_name(1) && at("(", 2)))) {
        instances(into);
    } else if (at_name() && at_name(1) && at("(", behind_range(2))) {
        instances(into);  // an array of them: name i[0:3] (...)
    } else if (at_name() && at_name(behind_range(1))) {
        const Position place = peek().at;
        const std::string discipline(take().text);
        check_discipline(place, discipline);
        nets(into, discipline, given);
    } else {
        const bool target = at_name() && (at("<+", 1) || at("=", 1));
        expected("a declaration, an instance, `analog` or `endmodule`",
                 target ? "statements stand inside `analog begin ... end`"
                        : std::string(instead_of_item(peek().text)));
    }
}

// inout a, b;  input [0:3] c;  inout electrical a;
void Parser::directions(std::vector<Item>& into) {
    const Direction way = direction();
    std::string discipline;
    if (at_name() && at_name(behind_range(1))) {
        check_discipline(peek().at, std::string(peek().text));
        discipline = take().text;
    }
    const std::size_t range_at = next_;
    do {
        const std::size_t here = next_;
        next_ = range_at;  // each name has a range of its own in the tree: read it again
        std::optional<Dimension> range = dimension();
        if (here > next_) next_ = here;
        const Position place = peek().at;
        const std::string name = expect_name("the name of a port");
        if (!range) range = dimension();
        if (lost_) return;
        const auto port = std::ranges::find(*ports_, name, &Port::name);
        if (port == ports_->end()) {
            return refuse(place, 7032, fmt::format("`{}` is not in the list of ports", name),
                          "add it to the parentheses behind the name of the module");
        }
        port->direction = way;
        if (range) port->range = std::move(range);
        if (discipline.empty()) continue;
        into.push_back(Item{place, Net{place, discipline, name, std::nullopt, {}}});
    } while (accept(","));
    expect_semicolon("the direction of ports");
}

// electrical a, b[0:3];  electrical [0:3] c, d;  The discipline is taken already.
void Parser::nets(std::vector<Item>& into, const std::string& discipline,
                  const std::vector<Attribute>& given) {
    const std::size_t range_at = next_;
    do {
        const std::size_t here = next_;
        next_ = range_at;
        std::optional<Dimension> range = dimension();
        if (here > next_) next_ = here;
        Net one;
        one.at = peek().at;
        one.discipline = discipline;
        one.name = expect_name("the name of a node");
        one.range = range ? std::move(range) : dimension();
        for (const Attribute& attribute : given) {
            const auto* text =
                attribute.value ? std::get_if<Text>(&attribute.value->node) : nullptr;
            Attribute copied{attribute.name, nullptr, attribute.at};
            if (text != nullptr) copied.value = make(attribute.at, *text, 0);
            one.attributes.push_back(std::move(copied));
        }
        if (at("=")) {
            beyond_subset(peek().at, "a node with an initial value is not supported",
                          "set it in @(initial_step), or give the tile its initial states");
        }
        const Position place = one.at;
        into.push_back(Item{place, std::move(one)});
    } while (accept(","));
    expect_semicolon("a declaration of nodes");
}

// branch (a, b) x, y[0:3];
void Parser::branches(std::vector<Item>& into) {
    take();
    const std::size_t terminals_at = next_;
    do {
        const std::size_t here = next_;
        next_ = terminals_at;  // each branch owns its terminals: read them again
        BranchDeclaration one;
        expect("(", "and the nodes after `branch`");
        one.port_flow = accept("<");
        do {
            one.terminals.push_back(at_name() ? name_or_call() : nullptr);
            if (!one.terminals.back()) expected("the name of a node");
        } while (accept(","));
        if (one.port_flow) {
            remember_port_flow(one.terminals.front());
            expect(">", "after the name of the port");
        }
        expect(")", "after the nodes of a branch");
        if (!lost_ && one.terminals.size() > 2) {
            unexpected(one.terminals[2]->at, "a branch has one or two nodes",
                       "write one branch per pair of nodes");
        }
        if (here > next_) next_ = here;
        one.at = peek().at;
        one.name = expect_name("the name of the branch");
        one.range = dimension();
        const Position place = one.at;
        into.push_back(Item{place, std::move(one)});
    } while (accept(","));
    expect_semicolon("a branch");
}

void Parser::analog(std::vector<Item>& into) {
    const Position place = take().at;
    if (at("function")) {
        FunctionDeclaration made = function();
        into.push_back(Item{made.at, std::move(made)});
        return;
    }
    Analog made;
    made.initial = accept("initial");
    made.body = statement();
    into.push_back(Item{place, std::move(made)});
}

// name #(parameters) i1(ports), i2(ports);
void Parser::instances(std::vector<Item>& into) {
    const std::string module(take().text);
    const std::size_t parameters_at = next_;
    do {
        Instance one = one_instance(module, parameters_at);
        const Position place = one.at;
        into.push_back(Item{place, std::move(one)});
    } while (accept(","));
    expect_semicolon("an instance");
}

Instance Parser::one_instance(const std::string& module, std::size_t parameters_at) {
    Instance made;
    made.module = module;
    const std::size_t here = next_;
    next_ = parameters_at;  // the parameters belong to every instance of the list: read them again
    if (accept("#")) {
        if (!at("(")) expected("`(` and parameters after `#`", "write #(.r(1k))");
        connections(made.parameters);
    }
    if (here > next_) next_ = here;
    made.at = peek().at;
    made.name = expect_name("the name of the instance");
    made.range = dimension();
    connections(made.ports);
    return made;
}

// (a, , b) or (.p(a), .q(), .r(b))
void Parser::connections(std::vector<Connection>& into) {
    expect("(", "before the connections of an instance");
    if (accept(")")) return;
    do {
        Connection one;
        one.at = peek().at;
        if (accept(".")) {
            one.port = expect_name("the name of a port or parameter");
            expect("(", "after the name of a port or parameter");
            if (!at(")")) one.value = expression();
            expect(")", "after the connection");
        } else if (!at(",") && !at(")")) {
            one.value = expression();
        }
        into.push_back(std::move(one));
    } while (accept(","));
    expect(")", "after the connections");
}

void Parser::check_discipline(Position place, const std::string& name) {
    if (lost_ || disciplines_.contains(name)) return;
    for (const std::string_view known : {"electrical", "thermal", "voltage", "current", "magnetic",
                                         "kinematic", "kinematic_v", "rotational"}) {
        if (name != known) continue;
        diagnostics_.error(place, 7031, fmt::format("the discipline `{}` is not declared", name),
                           "put `include \"disciplines.vams\" at the top of the file");
    }
}

}  // namespace crosspoint::veriloga
