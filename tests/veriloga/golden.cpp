// Golden texts of the compiler's stages:
//     veriloga_golden --check FOLDER    every X.va gives what X.tokens, X.tree hold
//     veriloga_golden --update FOLDER   writes them; look at the difference before you commit it
//     ... --programs FOLDER             the later stages too: X.checked, X.ir, X.derivatives,
//                                       X.simplified
// A source that has errors gives only X.log, the messages word for word. Built-in includes are left
// out of the texts. To pin a stage more, add a line to `stages`.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/differentiate.hpp"
#include "crosspoint/veriloga/dump.hpp"
#include "crosspoint/veriloga/lower.hpp"
#include "crosspoint/veriloga/parser.hpp"
#include "crosspoint/veriloga/simplify.hpp"

namespace {

using namespace crosspoint;
using namespace crosspoint::veriloga;
namespace fs = std::filesystem;

struct Front {
    SourceSet sources;
    std::vector<Token> tokens;
    SourceTree tree;
};

bool built_in(const Front& front, Position at) {
    return front.sources.name(at.file).starts_with("<built-in>");
}

std::string tokens_text(Front& front) {
    std::erase_if(front.tokens, [&](const Token& token) { return built_in(front, token.at); });
    // Names of included files from the tree's folder of models on, wherever the tree is.
    static const std::regex before_models("(^|\n)file [^\n]*/(device_models/)");
    return std::regex_replace(dump_tokens(front.sources, front.tokens), before_models, "$1file $2");
}

std::string tree_text(Front& front) {
    std::erase_if(front.tree.natures, [&](const Nature& n) { return built_in(front, n.at); });
    std::erase_if(front.tree.disciplines,
                  [&](const Discipline& d) { return built_in(front, d.at); });
    return dump_tree(front.tree);
}

struct Stage {
    const char* suffix;
    std::string (*text)(Front&);
};
constexpr Stage stages[] = {{".tokens", tokens_text}, {".tree", tree_text}};

bool programs = false;  // the later stages

// From the checked model to the program that is evaluated, with the defaults of the parameters.
void add_programs(const Front& front, Diagnostics& diagnostics,
                  std::map<std::string, std::string>& texts) {
    const auto checked = analyse(front.tree, front.sources, "", {}, diagnostics);
    if (!checked) return;
    texts[".checked"] = dump_checked(*checked);
    const auto values = bind_parameters(*checked, {});
    if (!values) return;
    const Structure structure = find_structure(*checked, *values);
    const auto lowered = lower(*checked, *values, structure, {}, diagnostics);
    if (!lowered) return;
    texts[".ir"] = dump_lowered(*lowered);
    const auto unknowns = static_cast<std::uint32_t>(structure.unknowns.size());
    const Ir derivatives = differentiate(lowered->ir, unknowns);
    texts[".derivatives"] = dump_ir(derivatives);
    texts[".simplified"] = dump_ir(simplify(derivatives));
}

// Suffix -> text of everything that one source gives.
std::map<std::string, std::string> texts_of(const fs::path& source) {
    Front front;
    Diagnostics diagnostics(front.sources);
    const auto text = read_text_file(source.string());
    const std::uint32_t root =
        front.sources.add({source.filename().string(), text.ok() ? text.value() : ""});
    PreprocessOptions options;
    options.find = find_in_folders({source.parent_path().string()});
    front.tokens = preprocess(front.sources, root, options, diagnostics);
    if (diagnostics.ok()) front.tree = parse(front.tokens, diagnostics);
    std::map<std::string, std::string> texts;
    if (diagnostics.ok() && programs) add_programs(front, diagnostics, texts);
    if (!diagnostics.ok()) texts.clear();
    if (!diagnostics.ok() || !diagnostics.warnings().empty()) texts[".log"] = diagnostics.format();
    if (!diagnostics.ok()) return texts;
    for (const Stage& stage : stages) texts[stage.suffix] = stage.text(front);
    return texts;
}

// The first line that differs, for the message.
std::string first_difference(const std::string& expected, const std::string& now) {
    std::size_t line = 1;
    for (std::size_t i = 0; i < std::min(expected.size(), now.size()); ++i) {
        if (expected[i] != now[i]) break;
        if (now[i] == '\n') ++line;
    }
    const auto of = [line](const std::string& text) {
        std::size_t from = 0;
        for (std::size_t i = 1; i < line && from != std::string::npos; ++i) {
            from = text.find('\n', from);
            if (from != std::string::npos) ++from;
        }
        return from == std::string::npos ? std::string()
                                         : text.substr(from, text.find('\n', from) - from);
    };
    return "line " + std::to_string(line) + "\n  was: " + of(expected) + "\n  is:  " + of(now);
}

int check(const fs::path& source) {
    int bad = 0;
    for (const auto& [suffix, now] : texts_of(source)) {
        const std::string path = fs::path(source).replace_extension(suffix).string();
        const auto golden = read_text_file(path);
        if (golden.ok() && golden.value() == now) continue;
        ++bad;
        std::printf("%s: %s\n", path.c_str(),
                    golden.ok() ? first_difference(golden.value(), now).c_str()
                                : golden.error().format().c_str());
    }
    return bad;
}

int update(const fs::path& source) {
    int bad = 0;
    for (const auto& [suffix, now] : texts_of(source)) {
        bad += write_file(fs::path(source).replace_extension(suffix).string(), now).ok() ? 0 : 1;
    }
    return bad;
}

}  // namespace

int main(int argc, char** argv) {
    programs = argc == 4 && std::string(argv[2]) == "--programs";
    const std::string mode = argc == 3 || programs ? argv[1] : "";
    if (mode != "--check" && mode != "--update") {
        std::printf("veriloga_golden --check|--update [--programs] FOLDER\n");
        return 2;
    }
    const char* folder = argv[argc - 1];
    std::vector<fs::path> sources;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".va") sources.push_back(entry.path());
    }
    std::ranges::sort(sources);
    int bad = sources.empty() ? 1 : 0;
    for (const fs::path& source : sources)
        bad += mode == "--check" ? check(source) : update(source);
    std::printf("%zu sources, %d differences\n", sources.size(), bad);
    if (bad > 0 && mode == "--check") std::printf("If that is meant, run --update.\n");
    return bad == 0 ? 0 : 1;
}
