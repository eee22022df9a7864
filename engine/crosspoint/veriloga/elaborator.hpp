// Inside of the analysis: the scopes and the class that walks a tree and fills a checked model.
// Its members stand in four files: elaborate.cpp (modules, instances, generate), declare.cpp
// (declarations), check_expression.cpp with check_call.cpp, and check_statement.cpp.
// A member that fails adds a diagnostic and gives a null pointer or nothing; the walk goes on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/complaint.hpp"

namespace crosspoint::veriloga {

struct Scope;
struct MathFunction;

/// What a name means. For arrays `ids` has one entry an element.
struct Symbol {
    enum class Kind { net, branch, parameter, variable, function, genvar, scope };
    Kind kind = Kind::net;
    std::vector<Index> ids = {};  ///< nodes or branches; one entry for parameter and variable
    bool is_array = false;
    int first_index = 0, index_step = 1;
    double value = 0.0;                             ///< genvar
    const FunctionDeclaration* function = nullptr;  ///< function
    Scope* scope = nullptr;  ///< instance, named block; of a function: its own
};

struct Scope {
    Scope* parent = nullptr;
    std::string prefix;        ///< of full names: "", "M1.", "M1.blk."
    bool is_module = false;    ///< names are not looked up beyond
    bool is_function = false;  ///< variables are not seen beyond
    std::map<std::string, Symbol, std::less<>> symbols = {};
    std::map<std::string, bool, std::less<>> connected = {};  ///< module: by port
    /// Module: the branches that carry the flow into a port, for I(<p>).
    std::map<std::string, std::vector<Index>, std::less<>> port_branches = {};
};

/// Where an expression or a statement stands.
struct Context {
    Scope* scope = nullptr;
    bool constant = false;     ///< only parameters and genvars
    bool function = false;     ///< body of an analog function
    bool initial = false;      ///< analog initial
    bool event = false;        ///< body of an event
    bool conditional = false;  ///< under a condition or loop decided at run time
    bool ddx = false;          ///< argument of ddx
};

/// The statements of one module and of its instances.
struct Bodies {
    Body initial, analog;
};

/// [left:right] folded.
struct Span {
    int first = 0, step = 1;
    Index count = 1;
};

class Elaborator {
public:
    Elaborator(const SourceTree& tree, const Bindings& bindings, Diagnostics& diagnostics)
        : tree_(tree), bindings_(bindings), diagnostics_(diagnostics) {}

    Result<CheckedModel> run(std::string_view module);

private:
    using Nodes = std::vector<Index>;
    struct Overrides {
        Scope* scope = nullptr;                           ///< of the parent
        std::map<std::string, const Expression*> values;  ///< by name of the child's parameter
    };
    static constexpr std::size_t max_depth = 64;
    static constexpr std::size_t max_turns = 100000;
    static constexpr std::size_t max_elements = 1000000;

    // elaborate.cpp
    const Module* find_top(std::string_view name);
    const Module* find_module(std::string_view name) const;
    Bodies elaborate(const Module& module, Scope& scope, const std::map<std::string, Nodes>& ports);
    void items(const std::vector<Item>& list, Scope& scope, Bodies& own, Bodies& children);
    void instance(const Instance& item, Scope& scope, Bodies& children);
    void one_instance(const Instance& item, const Module& module, Scope& scope, std::string name,
                      Index number, Index total, Bodies& children);
    std::map<std::string, Nodes> connect(const Instance& item, const Module& module, Scope& parent,
                                         Scope& child, Index number, Index total);
    std::optional<Nodes> connected_nodes(const Expression& value, Scope& scope);
    Overrides override_parameters(const Instance& item, const Module& module, Scope& parent);
    void generate(const GenerateFor& loop, Position at, Scope& scope, Bodies& own,
                  Bodies& children);
    void generate(const GenerateIf& item, Scope& scope, Bodies& own, Bodies& children);
    void generate(const GenerateCase& item, Scope& scope, Bodies& own, Bodies& children);
    void block(const GenerateBlock& body, Scope& scope, std::string suffix, Bodies& own,
               Bodies& children);

    // declare.cpp and declare_parameter.cpp
    void declare_ports(const Module& module, Scope& scope,
                       const std::map<std::string, Nodes>& ports);
    void split_ports(const Module& module, Scope& scope);
    void check_connection(const CheckedNode& wanted, const Nodes& nodes, Index count,
                          const Port& port);
    static std::string element_name(const std::string& name, const Span& span, Index k,
                                    bool is_array);
    void declare_net(const Net& net, Position at, Scope& scope, bool ground);
    void declare_branch(const BranchDeclaration& branch, Scope& scope);
    void declare_parameter(const ParameterDeclaration& declaration, Scope& scope,
                           const Overrides* overrides);
    void declare_alias(const AliasParameter& alias, Scope& scope);
    void parameter_values(CheckedParameter& parameter, const ParameterDeclaration& declaration,
                          Scope& scope, const Overrides* overrides);
    std::vector<const Expression*> list_elements(const ArrayLiteral& list, Scope& scope);
    void parameter_ranges(CheckedParameter& parameter, const ParameterDeclaration& declaration,
                          Scope& scope);
    void bind_now(const CheckedParameter& parameter);
    std::optional<Index> declare_variable(const VariableDeclaration& declaration, Scope& scope,
                                          Index function);
    bool add_symbol(Scope& scope, Position at, const std::string& name, Symbol symbol);
    std::optional<Span> span(const std::optional<Dimension>& dimension, Scope& scope);
    std::optional<CheckedNode> node_of_discipline(const std::string& discipline, Position at);
    CheckedNature nature(const std::string& name);
    const Expression* nature_attribute(const std::string& name, std::string_view attribute) const;
    Scope& new_scope(Scope* parent, std::string prefix);

    // check_expression.cpp
    ExprPtr check(const Expression& expression, const Context& context);
    ExprPtr check_name(const Name& name, Position at, const Context& context);
    ExprPtr check_unary(const Unary& node, Position at, const Context& context);
    ExprPtr check_binary(const Binary& node, Position at, const Context& context);
    ExprPtr check_conditional(const Conditional& node, Position at, const Context& context);
    ExprPtr check_number(const Expression& expression, const Context& context, ValueType type);
    ExprPtr check_condition(const Expression& expression, const Context& context);
    ExprPtr convert(ExprPtr expression, ValueType type);
    bool unify(ExprPtr& left, ExprPtr& right, Position at);
    std::optional<double> constant(const Expression& expression, Scope& scope);
    void mark_structural(const CheckedExpr& expression);
    Symbol* find(std::string_view name, Scope& scope, bool* beyond_function = nullptr);
    Symbol* find_or_report(const Name& name, Position at, Scope& scope);
    std::optional<Index> element(const Symbol& symbol, const Name& name, Position at, Scope& scope);

    // check_call.cpp, check_access.cpp
    ExprPtr check_call(const Call& call, Position at, const Context& context);
    ExprPtr check_given(const Call& call, Position at, const Context& context);
    bool is_access(std::string_view name) const;
    ExprPtr check_access(const Call& call, Position at, const Context& context);
    ExprPtr check_port_flow(const Call& call, Position at, const Context& context);
    ExprPtr check_math(const MathFunction& math, const Call& call, Position at,
                       const Context& context);
    ExprPtr check_operator(AnalogOperator op, const Call& call, Position at,
                           const Context& context);
    ExprPtr check_ddx(const Call& call, Position at, const Context& context);
    ExprPtr check_system(const Call& call, Position at, const Context& context);
    ExprPtr check_random(RandomKind kind, const Call& call, Position at, const Context& context);
    ExprPtr check_user_call(const Symbol& symbol, const Call& call, Position at,
                            const Context& context);
    ExprPtr unknown_call(const Call& call, Position at, Scope& scope);
    std::optional<Index> elaborate_function(const FunctionDeclaration& declaration, Scope& scope,
                                            Position at);
    bool none_missing(const Call& call, Position at);
    bool count_ok(const Call& call, Position at, std::size_t low, std::size_t high);

    struct Access {
        bool is_potential = false;
        Index plus = no_index, minus = no_index;
        Index branch = no_index;  ///< of a flow, or named
        bool reversed = false;
    };
    std::optional<Access> access(const Call& call, Position at, const Context& context,
                                 bool branch);
    std::optional<Index> terminal(const Expression& expression, Scope& scope);
    Access unnamed_branch(Index plus, Index minus, bool is_potential, bool create);

    // check_statement.cpp
    void check(const Statement& statement, const Context& context, Body& out);
    void check(const Assignment& node, Position at, const Context& context, Body& out);
    void check(const Contribution& node, Position at, const Context& context, Body& out);
    void check(const IndirectContribution& node, Position at, const Context& context, Body& out);
    void check(const If& node, Position at, const Context& context, Body& out);
    void check(const Case& node, Position at, const Context& context, Body& out);
    void check(const For& node, Position at, const Context& context, Body& out);
    void check(const While& node, Position at, const Context& context, Body& out);
    void check(const Repeat& node, Position at, const Context& context, Body& out);
    void check(const Block& node, Position at, const Context& context, Body& out);
    void check(const Event& node, Position at, const Context& context, Body& out);
    void check(const Task& node, Position at, const Context& context, Body& out);
    void check(const Empty&, Position, const Context&, Body&) {}
    /// for (genvar = init; condition; genvar = step): the body of each turn in a scope of its own.
    struct GenvarLoop {
        const std::string& genvar;
        const Expression& init;
        const Expression& condition;
        const Expression& step;
    };
    void count_genvar(const GenvarLoop& loop, Position at, Scope& scope,
                      const std::function<void(Scope&, double)>& body);
    void unroll(const For& node, const std::string& genvar, Position at, const Context& context,
                Body& out);
    std::optional<Trigger> trigger(const Expression& expression, const Context& context);

    void error(Position at, Complaint which, std::string what, std::string help = {}) {
        complain(diagnostics_, at, which, std::move(what), std::move(help));
    }
    template <class Node>
    static ExprPtr make(ValueType type, Position at, Node node) {
        return std::make_shared<const CheckedExpr>(CheckedExpr{type, at, std::move(node)});
    }

    const SourceTree& tree_;
    const Bindings& bindings_;
    Diagnostics& diagnostics_;
    CheckedModel model_;
    ParameterValues values_;  ///< of model_.parameters, as far as they fold
    std::vector<std::unique_ptr<Scope>> scopes_;
    std::vector<const Module*> path_;  ///< from the top to the module at work
    std::map<std::pair<Index, Index>, Index> unnamed_;
    std::map<std::pair<const FunctionDeclaration*, const Scope*>, Index> functions_;
    std::set<std::pair<const FunctionDeclaration*, const Scope*>> open_functions_;
    const Overrides* overrides_ = nullptr;
    std::size_t turns_ = 0;     ///< of generate and genvar loops, together
    std::size_t elements_ = 0;  ///< nodes and variables
};

/// Whether the value cannot change during a run: no variable, potential, time or random number.
bool is_static(const CheckedExpr& expression);

}  // namespace crosspoint::veriloga
