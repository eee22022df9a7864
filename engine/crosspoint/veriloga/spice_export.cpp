// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/spice_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "crosspoint/veriloga/simplify.hpp"
#include "crosspoint/veriloga/spice_expression.hpp"

namespace crosspoint::veriloga {

namespace {

constexpr double flow_unit_A = 1e-6;     // of the nodes that stand for currents
constexpr double charge_unit_C = 1e-12;  // of the nodes that stand for charges: 1 V on 1 pF

// What a parameter of a subcircuit must not be called in ngspice: constants, variables, the
// multiplier and what an X line knows.
const std::set<std::string_view> reserved = {
    "and", "boltz",  "c",      "div",    "dtemp", "e",    "echarge", "false", "hertz",
    "i",   "if",     "kelvin", "m",      "mod",   "no",   "not",     "or",    "params",
    "pi",  "planck", "temp",   "temper", "time",  "true", "vec",     "var",   "yes"};

Error refuse(const LoweredModel& model, int id, const std::string& what, std::string help) {
    return {.code = Errc::input,
            .id = id,
            .what = fmt::format("{} cannot be written for ngspice: {}", model.name, what),
            .help = std::move(help)};
}

// The equations alone: what they do not need (noise, events, messages) is gone.
Ir equations_of(const LoweredModel& model) {
    Ir ir = model.ir;
    std::erase_if(ir.outputs, [](const IrOutput& output) {
        return output.kind != OutputKind::residual && output.kind != OutputKind::charge;
    });
    return simplify(ir);
}

Result<void> check_input(const LoweredModel& model, const IrInput& input) {
    switch (input.kind) {
        case InputKind::memory:
            return refuse(model, 7180,
                          "its equations use " + model.memory[input.index].name +
                              ", which is kept from one time step to the next",
                          "write it as a state with `ddt` or `idt`; transition, slew, absdelay and "
                          "event statements keep such values too");
        case InputKind::step:
        case InputKind::initial_step:
        case InputKind::final_step:
            return refuse(model, 7182, "its equations use " + input_name(input),
                          "use `analysis(\"static\")` to tell the operating point apart");
        default:
            return {};
    }
}

Result<void> check(const LoweredModel& model, const Ir& ir) {
    for (const IrNode& node : ir.nodes) {
        if (node.op == Op::random)
            return refuse(model, 7181, "its equations draw random numbers",
                          "draw them outside and set them as parameters");
        if (node.op == Op::constant && !std::isfinite(node.value))
            return refuse(model, 7184,
                          fmt::format("its equations have the constant {}", node.value),
                          "set the parameter that leads to it to a finite value");
        if (arity(node.op) > 0 && spice_repeats(node.op)[0] == 0)
            return refuse(model, 7183,
                          fmt::format("its equations have the operation {}", name(node.op)),
                          "write the bits as arithmetic with floor");
        if (node.op != Op::input) continue;
        if (auto good = check_input(model, ir.inputs[node.number]); !good) return good;
    }
    return {};
}

class Writer {
public:
    Writer(const LoweredModel& model, const Ir& ir, const SpiceExportOptions& options)
        : m_(model), ir_(ir), options_(options), unknowns_(model.structure.unknowns) {}

    SpiceSubcircuit run() {
        name_nodes();
        name_parameters();
        shared_ = spice_shared_nodes(ir_, options_.inline_operations);
        texts_ = spice_expressions(ir_, shared_, [&](NodeIndex k) { return reference(k); });
        const std::string title = clean(options_.name.empty() ? m_.name : options_.name);
        text_ = fmt::format("* {}: written from a Verilog-A model, for ngspice 39\n", title);
        std::string head = ".subckt " + title;
        for (std::size_t k = 0; k < unknowns_.size(); ++k)
            if (unknowns_[k].kind == UnknownKind::port) head += " " + names_[k];
        line(head + parameter_list());
        for (NodeIndex k = 0; k < ir_.nodes.size(); ++k)
            if (shared_[k]) line(fmt::format("B_n{0} {1} 0 V = {2}", k, shared_name(k), texts_[k]));
        write_rows(OutputKind::residual);
        write_rows(OutputKind::charge);
        text_ += ".ends " + title + "\n";
        return {.text = std::move(text_),
                .name = title,
                .unknowns = std::move(names_),
                .parameters = std::move(parameters_),
                .states = std::move(states_)};
    }

private:
    // Letters, digits and underscores, lower case; no name that ngspice takes for the ground.
    static std::string clean(std::string_view name) {
        std::string made;
        for (const char c : name) {
            const bool upper = c >= 'A' && c <= 'Z';
            const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            made += upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_';
        }
        if (made.empty() || made.front() == '_' || made == "gnd" ||
            (made.front() >= '0' && made.front() <= '9'))
            made.insert(0, "n");
        return made;
    }

    void name_nodes() {
        for (const Unknown& unknown : unknowns_) {
            std::string name = clean(unknown.name);
            while (!used_.insert(name).second) name += "_2";
            names_.push_back(std::move(name));
        }
    }

    // Parameters have names of their own; those that mean something to ngspice get a tail.
    void name_parameters() {
        const auto named = [this](std::string_view from) {
            std::string name = clean(from);
            if (reserved.count(name) != 0) name += "_";
            while (!used_parameters_.insert(name).second) name += "_2";
            return name;
        };
        for (const ModelParameter& parameter : m_.varying)
            parameters_.push_back(named(parameter.name));
        for (const SpiceState& state : options_.states)
            states_.push_back(named(unknowns_[state.unknown].name));
    }

    [[nodiscard]] std::string parameter_list() const {
        std::string list;
        for (std::size_t k = 0; k < parameters_.size(); ++k)
            list += fmt::format(" {}={}", parameters_[k], m_.varying[k].value);
        for (std::size_t k = 0; k < states_.size(); ++k)
            list += fmt::format(" {}={}", states_[k], options_.states[k].value);
        return list.empty() ? list : " params:" + list;
    }

    // The row of a state that is set holds it as long as nothing moves, or always.
    [[nodiscard]] std::string row_text(const IrOutput& row) const {
        const std::string text = expression(row.node);
        for (std::size_t k = 0; k < states_.size(); ++k) {
            if (options_.states[k].unknown != row.row) continue;
            const std::string hold = fmt::format("v({}) - {{{}}}", names_[row.row], states_[k]);
            return options_.stuck ? hold : fmt::format("(time <= 0 ? {} : {})", hold, text);
        }
        return text;
    }
    [[nodiscard]] bool is_stuck(std::uint32_t row) const {
        return options_.stuck && std::ranges::any_of(options_.states, [&](const SpiceState& state) {
                   return state.unknown == row;
               });
    }

    // Names of users do not begin with an underscore here.
    static std::string shared_name(NodeIndex k) { return fmt::format("_v{}", k); }

    [[nodiscard]] bool is_kcl(std::uint32_t row) const {
        return unknowns_[row].kind == UnknownKind::port || unknowns_[row].kind == UnknownKind::node;
    }

    [[nodiscard]] std::string reference(NodeIndex k) const {
        const IrNode& node = ir_.nodes[k];
        if (node.op != Op::input) return fmt::format("v({})", shared_name(k));
        const IrInput& input = ir_.inputs[node.number];
        switch (input.kind) {
            case InputKind::unknown:
                if (unknowns_[input.index].kind == UnknownKind::flow)
                    return fmt::format("({} * v({}))", flow_unit_A, names_[input.index]);
                return fmt::format("v({})", names_[input.index]);
            case InputKind::parameter:
                return "{" + parameters_[input.index] + "}";
            case InputKind::time:
                return "time";
            case InputKind::temperature:
                return "(temper + 273.15)";
            case InputKind::analysis:  // an operating point is both dc and the start of a transient
                return input.index == 0   ? "(time <= 0)"
                       : input.index == 1 ? "(1 < 0)"
                                          : "(time > 0)";
            default:
                return fmt::format("{}", options_.gmin_S);
        }
    }

    // The row that gets the same current with the other sign, when there is one.
    [[nodiscard]] std::optional<std::uint32_t> partner(const IrOutput& output) const {
        for (const IrOutput& other : ir_.outputs) {
            const IrNode& node = ir_.nodes[other.node];
            if (other.kind == output.kind && node.op == Op::negate && node.a == output.node &&
                is_kcl(other.row) && is_kcl(output.row))
                return other.row;
        }
        return std::nullopt;
    }

    void write_rows(OutputKind kind) {
        std::set<std::uint32_t> done;
        std::vector<const IrOutput*> rows;
        for (const IrOutput& output : ir_.outputs)
            if (output.kind == kind) rows.push_back(&output);
        // Rows that have a partner first: the partner is done with them.
        std::vector<std::pair<const IrOutput*, std::string>> sources;
        for (const IrOutput* row : rows) {
            const auto other = partner(*row);
            if (!other || done.count(*other) != 0 || done.count(row->row) != 0) continue;
            sources.emplace_back(row, names_[*other]);
            done.insert({row->row, *other});
        }
        for (const IrOutput* row : rows)
            if (done.count(row->row) == 0) sources.emplace_back(row, "0");
        for (const auto& [row, other] : sources) {
            if (kind == OutputKind::residual)
                line(fmt::format("B_f{0} {1} {2} I = {3}", row->row, names_[row->row], other,
                                 row_text(*row)));
            else if (!is_stuck(row->row))
                write_charge(*row, other);
        }
    }

    // The current of a charge is that of a capacitor at a node that follows the charge.
    void write_charge(const IrOutput& row, const std::string& other) {
        const std::string& at = names_[row.row];
        const IrNode& node = ir_.nodes[row.node];
        const bool own = node.op == Op::input &&
                         ir_.inputs[node.number].kind == InputKind::unknown &&
                         ir_.inputs[node.number].index == row.row;
        if (own && unknowns_[row.row].kind != UnknownKind::flow)
            return line(fmt::format("C_q{} {} 0 1", row.row, at));
        const double unit = is_kcl(row.row) ? charge_unit_C : 1.0;
        line(
            fmt::format("B_q{0} _q{0} 0 V = {1} * {2}", row.row, 1.0 / unit, expression(row.node)));
        line(fmt::format("C_q{0} _q{0} _i{0} {1}", row.row, unit));
        line(fmt::format("V_q{0} _i{0} 0 0", row.row));
        line(fmt::format("F_q{0} {1} {2} V_q{0} 1", row.row, at, other));
    }

    [[nodiscard]] std::string expression(NodeIndex k) const {
        return shared_[k] ? reference(k) : texts_[k];
    }

    // Continued at blanks: they stand between words only.
    void line(const std::string& text) {
        constexpr std::size_t width = 96;
        std::size_t from = 0;
        while (text.size() - from > width) {
            std::size_t at = text.rfind(' ', from + width);
            if (at == std::string::npos || at <= from) at = text.find(' ', from + width);
            if (at == std::string::npos) break;
            text_ += text.substr(from, at - from) + "\n+ ";
            from = at + 1;
        }
        text_ += text.substr(from) + "\n";
    }

    const LoweredModel& m_;
    const Ir& ir_;
    const SpiceExportOptions& options_;
    const std::vector<Unknown>& unknowns_;
    std::vector<std::string> names_, texts_, parameters_, states_;
    std::set<std::string> used_, used_parameters_;
    std::vector<bool> shared_;
    std::string text_;
};

}  // namespace

Result<SpiceSubcircuit> write_spice_subcircuit(const LoweredModel& model,
                                               const SpiceExportOptions& options) {
    const Ir ir = equations_of(model);
    if (auto good = check(model, ir); !good) return good.error();
    return Writer(model, ir, options).run();
}

}  // namespace crosspoint::veriloga
