// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/preprocess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>

#include "crosspoint/base/nearest.hpp"
#include "crosspoint/veriloga/macro_table.hpp"

namespace crosspoint::veriloga {
namespace {

// Directives without meaning for a compact model: the rest of their line is skipped.
constexpr std::array<std::string_view, 17> ignored_directives{"resetall",
                                                              "default_discipline",
                                                              "default_transition",
                                                              "default_nettype",
                                                              "timescale",
                                                              "begin_keywords",
                                                              "end_keywords",
                                                              "line",
                                                              "celldefine",
                                                              "endcelldefine",
                                                              "pragma",
                                                              "nounconnected_drive",
                                                              "unconnected_drive",
                                                              "delay_mode_path",
                                                              "delay_mode_unit",
                                                              "delay_mode_zero",
                                                              "delay_mode_distributed"};

// One list of tokens being read: a file, a macro body or an argument.
class Reader {
public:
    explicit Reader(std::span<const Token> tokens) : tokens_(tokens) {}

    [[nodiscard]] bool done() const {
        return at_ >= tokens_.size() || tokens_[at_].kind == TokenKind::end;
    }
    [[nodiscard]] const Token& peek() const { return tokens_[at_]; }
    const Token& take() { return tokens_[at_++]; }
    [[nodiscard]] bool at_line_end() const { return done() || peek().kind == TokenKind::newline; }
    [[nodiscard]] bool is(std::string_view sign) const {
        return !done() && peek().kind == TokenKind::punctuation && peek().text == sign;
    }
    void skip_line() {
        while (!at_line_end()) ++at_;
    }
    /// The rest of the line.
    std::span<const Token> take_line() {
        const std::size_t from = at_;
        skip_line();
        return tokens_.subspan(from, at_ - from);
    }

private:
    std::span<const Token> tokens_;
    std::size_t at_ = 0;
};

// One open `ifdef.
struct Branch {
    Position at;
    bool enclosing = true;  // text around it is read
    bool active = true;     // text in this arm is read
    bool taken = false;     // an arm was active already
    bool had_else = false;
};

bool is_conditional(std::string_view name) {
    return name == "ifdef" || name == "ifndef" || name == "elsif" || name == "else" ||
           name == "endif";
}

class Preprocessor {
public:
    Preprocessor(SourceSet& sources, const PreprocessOptions& options, Diagnostics& diagnostics)
        : sources_(sources), options_(options), diagnostics_(diagnostics) {
        for (const char* name :
             {"__VAMS_ENABLE__", "__VAMS_COMPACT_MODELING__", "__CROSSPOINT__"}) {
            macros_.set(name, {});
        }
    }

    std::vector<Token> all(std::uint32_t root) {
        std::string text;
        for (const auto& [name, body] : options_.defines) {
            text += fmt::format("`define {} {}\n", name, body);
        }
        if (!text.empty()) file(sources_.add({"<defines>", std::move(text)}));
        file(root);
        Token end;
        end.at = sources_.position(root, sources_.text(root).size());
        out_.push_back(end);
        return std::move(out_);
    }

private:
    using Tokens = std::vector<Token>;

    // False: the budget is used up; everything returns.
    bool spend(std::size_t tokens, Position at) {
        work_ += tokens;
        if (work_ <= options_.tokens && !diagnostics_.full()) return true;
        if (!stopped_ && !diagnostics_.full()) {
            diagnostics_.error(
                at, 7007, fmt::format("the sources expand to more than {} tokens", options_.tokens),
                "check for macros that multiply each other's text");
        }
        stopped_ = true;
        return false;
    }

    void file(std::uint32_t index) {
        // Kept: macro bodies are copies, but spans into the list are read while it is processed.
        const Tokens tokens = lex(sources_, index, options_.tokens + 2);
        run(tokens, out_);
    }

    void run(std::span<const Token> tokens, Tokens& out) {
        Reader in(tokens);
        std::vector<Branch> branches;
        while (!in.done() && !stopped_) {
            const Token& token = in.take();
            if (!spend(1, token.at)) return;
            if (token.kind == TokenKind::directive && is_conditional(token.text)) {
                conditional(token, in, branches);
            } else if (!branches.empty() && !branches.back().active) {
                continue;
            } else if (token.kind == TokenKind::directive) {
                directive(token, in, out);
            } else if (token.kind == TokenKind::invalid) {
                report_problem(token, diagnostics_);
            } else if (token.kind != TokenKind::newline) {
                out.push_back(token);
            }
        }
        if (!branches.empty() && !stopped_) {
            diagnostics_.error(branches.back().at, 7008, "this condition has no `endif",
                               "close it with `endif in the same file or macro");
        }
    }

    void conditional(const Token& token, Reader& in, std::vector<Branch>& branches) {
        const bool opens = token.text == "ifdef" || token.text == "ifndef";
        if (!opens && branches.empty()) {
            diagnostics_.error(token.at, 7008, fmt::format("`{} without an `ifdef", token.text),
                               "remove it, or put `ifdef before it");
            return;
        }
        bool defined = false;
        if (opens || token.text == "elsif") {
            const std::optional<std::string> name = macro_name(token, in);
            defined = name && macros_.find(*name) != nullptr;
        }
        if (opens) {
            const bool enclosing = branches.empty() || branches.back().active;
            const bool holds = defined == (token.text == "ifdef");
            branches.push_back({token.at, enclosing, enclosing && holds, holds});
        } else if (token.text == "endif") {
            branches.pop_back();
        } else {
            other_arm(token, defined, branches.back());
        }
    }

    void other_arm(const Token& token, bool defined, Branch& branch) {
        if (branch.had_else) {
            diagnostics_.error(token.at, 7008, fmt::format("`{} after `else", token.text),
                               "an `ifdef has one `else, and it is the last arm");
        }
        branch.had_else = branch.had_else || token.text == "else";
        const bool holds = token.text == "else" || defined;
        branch.active = branch.enclosing && holds && !branch.taken;
        branch.taken = branch.taken || holds;
    }

    void directive(const Token& token, Reader& in, Tokens& out) {
        if (token.text == "include") return include(token, in);
        if (token.text == "define") return define(token, in);
        if (token.text == "undef") {
            if (const auto name = macro_name(token, in)) macros_.erase(*name);
            return;
        }
        if (token.text == "undefineall") return macros_.clear();
        if (std::ranges::find(ignored_directives, token.text) != ignored_directives.end()) {
            return in.skip_line();
        }
        expand(token, in, out);
    }

    std::optional<std::string> macro_name(const Token& directive, Reader& in) {
        if (!in.done() &&
            (in.peek().kind == TokenKind::identifier || in.peek().kind == TokenKind::escaped)) {
            return std::string(in.take().text);
        }
        diagnostics_.error(
            directive.at, 7003, fmt::format("`{} needs a name", directive.text),
            fmt::format("write `{} NAME, without a ` before the name", directive.text));
        return std::nullopt;
    }

    void define(const Token& token, Reader& in) {
        const std::optional<std::string> name = macro_name(token, in);
        if (!name) return in.skip_line();
        Macro macro;
        macro.at = token.at;
        if (in.is("(") && !in.peek().space_before) {
            macro.has_parameters = true;
            if (!parameters(token, in, macro)) return in.skip_line();
        }
        const std::span<const Token> body = in.take_line();
        if (!spend(body.size(), token.at)) return;
        macro.body.assign(body.begin(), body.end());
        macros_.set(*name, std::move(macro));
    }

    bool parameters(const Token& token, Reader& in, Macro& macro) {
        in.take();
        while (!in.at_line_end() && !in.is(")")) {
            if (in.peek().kind != TokenKind::identifier) break;
            macro.parameters.emplace_back(in.take().text);
            if (!in.is(",")) break;
            in.take();
        }
        if (in.is(")")) {
            in.take();
            return true;
        }
        diagnostics_.error(token.at, 7003, "the parameters of this macro are not a list of names",
                           "write `define NAME(a, b) text; defaults are not supported");
        return false;
    }

    void include(const Token& token, Reader& in) {
        const std::optional<std::string> wanted = include_name(token, in);
        if (!wanted) return;
        if (depth_include_ >= options_.include_depth || sources_.size() > options_.files) {
            diagnostics_.error(
                token.at, 7002,
                fmt::format("includes are nested deeper than {}, or are more than {}",
                            options_.include_depth, options_.files),
                "check for a file that includes itself");
            stopped_ = true;
            return;
        }
        const std::string from(sources_.name(token.at.file));
        std::optional<SourceText> found;
        if (options_.find) found = options_.find(*wanted, from);
        if (!found) found = built_in_source(*wanted);
        if (!found) {
            diagnostics_.error(
                token.at, 7001, fmt::format("no file {} to include", *wanted),
                "it is looked for beside the file that includes it and in the search "
                "paths; constants.vams and disciplines.vams are built in");
            return;
        }
        ++depth_include_;
        file(sources_.add(std::move(*found)));
        --depth_include_;
    }

    std::optional<std::string> include_name(const Token& token, Reader& in) {
        if (!in.done() && in.peek().kind == TokenKind::string) return decode_string(in.take().text);
        if (in.is("<")) {
            in.take();
            std::string name;
            while (!in.at_line_end() && !in.is(">")) name += in.take().text;
            if (in.is(">")) {
                in.take();
                return name;
            }
        } else if (!in.done() && in.peek().kind == TokenKind::directive) {
            Tokens expanded;
            const Token macro = in.take();
            expand(macro, in, expanded);
            if (expanded.size() == 1 && expanded[0].kind == TokenKind::string) {
                return decode_string(expanded[0].text);
            }
        }
        diagnostics_.error(token.at, 7003, "`include needs the name of a file",
                           "write `include \"file.va\"");
        in.skip_line();
        return std::nullopt;
    }

    // Replaces the use of a macro by its expansion.
    void expand(const Token& use, Reader& in, Tokens& out) {
        if (use.text == "__FILE__" || use.text == "__LINE__") return place(use, out);
        const Macro* found = macros_.find(use.text);
        if (found == nullptr) return undefined(use);
        if (std::ranges::find(active_, use.text) != active_.end()) {
            diagnostics_.error(use.at, 7006, fmt::format("the macro `{} uses itself", use.text),
                               "macros cannot recurse; use an analog function");
            return;
        }
        if (depth_macro_ >= options_.macro_depth) {
            diagnostics_.error(
                use.at, 7009, fmt::format("macros are nested deeper than {}", options_.macro_depth),
                "use fewer levels, or analog functions");
            stopped_ = true;
            return;
        }
        const Macro macro = *found;  // a copy: text in the arguments may redefine it
        if (!spend(macro.body.size(), use.at)) return;
        ++depth_macro_;
        std::vector<Tokens> arguments;
        if (!macro.has_parameters || collect(use, macro, in, arguments)) {
            const Tokens text = substitute(use, macro, arguments);
            active_.push_back(use.text);
            run(text, out);
            active_.pop_back();
        }
        --depth_macro_;
    }

    // Each name once: a misspelled macro is often used all over a file.
    void undefined(const Token& use) {
        if (!reported_.insert(std::string(use.text)).second) return;
        std::optional<std::string> near;
        if (use.text.size() <= 64) near = nearest_word(use.text, macros_.names());
        diagnostics_.error(
            use.at, 7004, fmt::format("the macro `{} is not defined", use.text),
            near ? fmt::format("did you mean `{}?", *near)
                 : std::string("define it before its use, or include the file that does; physical "
                               "constants come with `include \"constants.vams\""));
    }

    void place(const Token& use, Tokens& out) {
        Token token = use;
        if (use.text == "__FILE__") {
            token.kind = TokenKind::string;
            token.text = sources_.name(use.at.file);
        } else {
            token.kind = TokenKind::number;
            token.text = sources_.keep(std::to_string(use.at.line));
            token.number = use.at.line;
            token.is_integer = true;
        }
        out.push_back(token);
    }

    // The arguments of one use, each expanded on its own.
    bool collect(const Token& use, const Macro& macro, Reader& in, std::vector<Tokens>& arguments) {
        while (!in.done() && in.peek().kind == TokenKind::newline) in.take();
        if (!in.is("(")) {
            diagnostics_.error(
                use.at, 7005,
                fmt::format("the macro `{} has parameters, here are no arguments", use.text),
                "write them in parentheses behind its name");
            return false;
        }
        in.take();
        std::vector<Tokens> raw(1);
        std::size_t open = 0;
        bool closed = false;
        while (!in.done()) {
            const Token& token = in.take();
            if (!spend(1, token.at)) return false;
            const std::string_view text =
                token.kind == TokenKind::punctuation ? token.text : std::string_view{};
            closed = open == 0 && text == ")";
            if (closed) break;
            if (text == "(" || text == "[" || text == "{" || text == "'{") ++open;
            if ((text == ")" || text == "]" || text == "}") && open > 0) --open;
            if (open == 0 && text == ",") {
                raw.emplace_back();
            } else if (token.kind != TokenKind::newline) {
                raw.back().push_back(token);
            }
        }
        if (!closed) return open_arguments(use);
        if (raw.size() == 1 && raw[0].empty() && macro.parameters.empty()) raw.clear();
        if (raw.size() != macro.parameters.size()) {
            diagnostics_.error(
                use.at, 7005,
                fmt::format("the macro `{} has another number of parameters ({}) than "
                            "here are arguments ({})",
                            use.text, macro.parameters.size(), raw.size()),
                "an argument that has commas outside of parentheses is several");
            return false;
        }
        for (const Tokens& argument : raw) run(argument, arguments.emplace_back());
        return !stopped_;
    }

    bool open_arguments(const Token& use) {
        diagnostics_.error(
            use.at, 7005, fmt::format("the arguments of `{} have no closing parenthesis", use.text),
            "close them with )");
        return false;
    }

    Tokens substitute(const Token& use, const Macro& macro, const std::vector<Tokens>& arguments) {
        Tokens text;
        for (const Token& token : macro.body) {
            const auto parameter = token.kind == TokenKind::identifier
                                       ? std::ranges::find(macro.parameters, token.text)
                                       : macro.parameters.end();
            if (parameter == macro.parameters.end()) {
                text.push_back(token);
                text.back().at = use.at;
                continue;
            }
            const auto index = static_cast<std::size_t>(parameter - macro.parameters.begin());
            const Tokens& argument = arguments[index];
            if (!spend(argument.size(), use.at)) return text;
            text.insert(text.end(), argument.begin(), argument.end());
        }
        return text;
    }

    SourceSet& sources_;
    const PreprocessOptions& options_;
    Diagnostics& diagnostics_;
    MacroTable macros_;
    std::vector<std::string_view> active_;  // macros being expanded
    std::set<std::string> reported_;        // undefined macros
    Tokens out_;
    std::size_t depth_include_ = 0;
    std::size_t depth_macro_ = 0;
    std::size_t work_ = 0;
    bool stopped_ = false;
};

}  // namespace

std::vector<Token> preprocess(SourceSet& sources, std::uint32_t root,
                              const PreprocessOptions& options, Diagnostics& diagnostics) {
    return Preprocessor(sources, options, diagnostics).all(root);
}

}  // namespace crosspoint::veriloga
