// The program: parses the command line, runs one verb, turns errors into exit codes.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "command.hpp"
#include "crosspoint/base/nearest.hpp"

namespace crosspoint::cli {

int report_error(const Error& error) {
    std::fputs((error.format() + "\n").c_str(), stderr);
    return static_cast<int>(error.code);
}

void note(const std::string& text) { std::fputs(("note: " + text + "\n").c_str(), stderr); }

void add_threads(CLI::App& verb, int& threads) {
    verb.add_option("--threads", threads, "number of threads, 0 = all cores")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
}

void add_format(CLI::App& verb, std::string& format, const std::string& what) {
    verb.add_option("--format", format, "of the " + what + " on stdout")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
}

namespace {

constexpr const char* footer =
    "Exit codes:\n"
    "  0    done\n"
    "  1    ran, and a comparison failed\n"
    "  2    usage: unknown verb or flag, value out of range\n"
    "  3    input file: parse or validation error\n"
    "  4    numerics: singular or not converged\n"
    "  5    environment: missing program, unwritable folder\n"
    "  70   internal error: a bug\n"
    "  130  interrupted\n"
    "`crosspoint help VERB` shows the options of a verb with examples.";

std::vector<std::string> verbs_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(verb->get_name());
    }
    return names;
}

std::vector<std::string> flags_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

// Walks down the verbs of the command line. The first word that should be a verb and is none, or
// the first flag that the verb does not have, is what the user got wrong.
Error usage_error(const CLI::App& app, const std::vector<std::string>& words,
                  const std::string& otherwise) {
    const CLI::App* verb = &app;
    std::string verb_name = "crosspoint";
    for (const std::string& word : words) {
        if (word.rfind("-", 0) == 0) {
            const std::string flag = word.substr(0, word.find('='));
            const std::vector<std::string> known = flags_of(*verb);
            if (flag.size() > 2 && flag[1] == '-' &&
                std::find(known.begin(), known.end(), flag) == known.end()) {
                return Error{.code = Errc::usage,
                             .id = 6002,
                             .what = fmt::format("unknown flag {} of {}", flag, verb_name),
                             .help = did_you_mean(flag, known)};
            }
            continue;
        }
        const std::vector<std::string> known = verbs_of(*verb);
        if (known.empty()) continue;  // a value or a file
        if (std::find(known.begin(), known.end(), word) == known.end()) {
            return Error{.code = Errc::usage,
                         .id = 6001,
                         .what = fmt::format("unknown verb {} of {}", word, verb_name),
                         .help = did_you_mean(word, known)};
        }
        verb = verb->get_subcommand(word);
        verb_name += " " + word;
    }
    return Error{.code = Errc::usage,
                 .id = 6003,
                 .what = otherwise,
                 .help = fmt::format("see {} --help", verb_name)};
}

void add_help(Program& program) {
    auto name = std::make_shared<std::string>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand("help", "show the options of a verb");
    verb->add_option("verb", *name, "which verb");
    verb->callback([&program, name] {
        program.action = [&program, name]() -> Result<int> {
            const CLI::App* shown = &program.app;
            const std::vector<std::string> known = verbs_of(program.app);
            if (!name->empty()) {
                if (std::find(known.begin(), known.end(), *name) == known.end()) {
                    return Error{.code = Errc::usage,
                                 .id = 6004,
                                 .what = fmt::format("there is no verb {}", *name),
                                 .help = did_you_mean(*name, known)};
                }
                shown = program.app.get_subcommand(*name);
            }
            std::fputs(shown->help(shown == &program.app ? "" : "crosspoint").c_str(), stdout);
            return 0;
        };
    });
}

int run(int count, char** arguments) {
    Program program;
    program.app.name("crosspoint");
    program.app.set_version_flag("--version", std::string("crosspoint ") + CROSSPOINT_VERSION);
    program.app.require_subcommand(1);
    program.app.footer(footer);
    add_solve(program);
    add_export(program);
    add_verify(program);
    add_plot(program);
    add_sensitivity(program);
    add_infer(program);
    add_study(program);
    add_map(program);
    add_model(program);
    add_model_import(program);
    add_program(program);
    add_tran(program);
    add_write_error(program);
    add_cell(program);
    add_help(program);
    try {
        program.app.parse(count, arguments);
    } catch (const CLI::Success& success) {
        return program.app.exit(success);  // --help and --version, on stdout
    } catch (const CLI::ParseError& failure) {
        return report_error(usage_error(program.app,
                                        std::vector<std::string>(arguments + 1, arguments + count),
                                        failure.what()));
    }
    const Result<int> code = program.action();
    return code ? *code : report_error(code.error());
}

}  // namespace

}  // namespace crosspoint::cli

// A broken promise inside the library aborts; the documented exit code of a bug is 70.
extern "C" void exit_as_internal_error(int) { std::_Exit(70); }

int main(int count, char** arguments) {
    std::signal(SIGABRT, exit_as_internal_error);
    try {
        const int code = crosspoint::cli::run(count, arguments);
        if (std::fflush(stdout) != 0 && code == 0) {
            return crosspoint::cli::report_error({.code = crosspoint::Errc::environment,
                                                  .id = 6005,
                                                  .what = "the output cannot be written to stdout",
                                                  .help = "check the disk or the reading program"});
        }
        return code;
    } catch (const std::exception& failure) {
        return crosspoint::cli::report_error(
            {.code = crosspoint::Errc::internal,
             .id = 6006,
             .what = std::string("internal error: ") + failure.what(),
             .help = "this is a bug: please report it with the command line"});
    }
}
