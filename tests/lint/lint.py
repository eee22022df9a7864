#!/usr/bin/env python3
"""Rules of the house that a compiler does not check. Standard library only.

    lint.py                   all text rules over the tree
    lint.py --headers CXX     headers without a .cpp of their own compile by themselves
    lint.py --format          clang-format 14 agrees (exit 77 = not installed: skipped)
    lint.py --self-test       every rule catches its bad example

A rule is a function of the tree that yields (path, line, sentence). To add one: write it, add it to
RULES, and add a bad example to BAD.
"""
# SPDX-License-Identifier: Apache-2.0
import argparse
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# engine/docs/architecture.md, "Ranks": a file includes lower ranks or its own folder.
RANKS = {"base": 0, "linalg": 1, "device": 1, "bnn": 1, "circuit": 2, "array": 2, "veriloga": 2,
         "solve": 3, "simulate": 3, "spice": 3, "periphery": 4, "map": 4, "dynamics": 4, "study": 5,
         "cli": 6, "python": 6, "train": 6}
SAME_RANK = {("array", "circuit"), ("spice", "solve"), ("spice", "simulate"),
             ("map", "periphery")}

SOFT_LINES, HARD_LINES = 500, 700
# Files beyond SOFT_LINES, each with its reason; none may go beyond HARD_LINES.
LONG_FILES = {}

CODE = (".cpp", ".hpp")
SOURCE = CODE + (".py", ".cmake", ".toml", ".sh", "CMakeLists.txt", "Makefile")


class Tree:
    """The files of the repository as text: {path relative to the root: text}."""

    def __init__(self, files):
        self.files = files

    def each(self, suffixes, under=""):
        for path, text in sorted(self.files.items()):
            if path.startswith(under) and path.endswith(suffixes):
                yield path, text

    @staticmethod
    def of_repository():
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                                 "--exclude-standard"], cwd=ROOT, capture_output=True, check=False)
        if listed.returncode == 0:
            names = [n for n in listed.stdout.decode().split("\0") if n]
        else:  # a source archive without git
            names = [p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*")
                     if p.is_file() and p.relative_to(ROOT).parts[0] not in (".git", "build")]
        files = {}
        for name in names:
            if (ROOT / name).is_file():
                data = (ROOT / name).read_bytes()
                files[name] = "" if b"\0" in data else data.decode("utf-8", errors="replace")
        return Tree(files)


def matches(pattern, text):
    """(line number, match) of every occurrence."""
    for match in re.finditer(pattern, text):
        yield text.count("\n", 0, match.start()) + 1, match


def blank_comments(text, strings=False):
    """C++ text with comments (and the contents of strings) blanked; line numbers stay."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)

    def blank(match):
        word = match.group()
        if word[0] == '"':
            return '""' if strings else word
        return re.sub(r"[^\n]", " ", word)
    return token.sub(blank, text)


def folder_of(path):
    """The layer or component of a file below engine/, or None."""
    parts = path.split("/")
    if parts[0] != "engine" or len(parts) < 3:
        return None
    return parts[2] if parts[1] == "crosspoint" else parts[1]


# ---- rules ---------------------------------------------------------------------------------------

def layer_ranks(tree):
    for path, text in tree.each(CODE, "engine/"):
        own = folder_of(path)
        if own not in RANKS:
            yield path, 1, f"the folder {own} has no rank; add it to lint.py and architecture.md"
            continue
        for line, match in matches(r'#\s*include\s+"([^"]+)"', text):
            target = match[1].split("/")
            if target[0] != "crosspoint":
                if path.startswith("engine/crosspoint/"):
                    yield path, line, f'"{match[1]}": the library includes "crosspoint/..." only'
                continue
            other = target[1]
            if other not in RANKS:
                yield path, line, f"there is no layer {other}"
            elif other != own and RANKS[other] >= RANKS[own] and (own, other) not in SAME_RANK:
                yield path, line, f"{own} (rank {RANKS[own]}) includes {other} ({RANKS[other]})"


def public_headers(tree):
    for path, text in tree.each(".hpp", "engine/crosspoint/"):
        for line, match in matches(r"#\s*include\s+<([^>]*[./][^>]*)>", text):
            yield path, line, f"<{match[1]}>: a public header includes std and crosspoint only"


def own_header_first(tree):
    for path, text in tree.each(".cpp", "engine/"):
        header = path[:-4] + ".hpp"
        if header not in tree.files:
            continue
        first = re.search(r'#\s*include\s+["<]([^">]+)', text)
        if not first or not header.endswith("/" + first[1]):
            yield path, 1, "the first include is not the file's own header"


def file_length(tree):
    for path, text in tree.each(CODE + (".py", ".sh")):
        lines = text.count("\n")
        if lines > HARD_LINES:
            yield path, lines, f"{lines} lines, at most {HARD_LINES}"
        elif lines > SOFT_LINES and path not in LONG_FILES:
            yield path, lines, f"{lines} lines: split it, or add a reason to LONG_FILES"


def ascii_only(tree):
    for path, text in tree.each(SOURCE):
        for line, match in matches(r"[^\x00-\x7f]", text):
            yield path, line, f"the character {match[0]!r} is not ASCII"


def no_approx(tree):
    for path, text in tree.each(CODE, "tests/"):
        for line, _ in matches(r"\bApprox\s*\(", blank_comments(text)):
            yield path, line, "doctest's tolerance is absolute: use rel_diff of support/near.hpp"


def no_open_ends(tree):
    for path, text in tree.each(SOURCE):
        for line, match in matches(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b", text):
            yield path, line, f"{match[0]}: finish it or leave it out"


def file_heads(tree):
    for path, text in tree.each(CODE):
        lines = text.split("\n")
        head = []
        for line in lines:
            if not line.startswith("//"):
                break
            head.append(line)
        if "// SPDX-License-Identifier: Apache-2.0" not in head:
            yield path, 1, "the head comment has no SPDX line of its own"
        if path.endswith(".hpp"):
            if "#pragma once" not in lines:
                yield path, 1, "no #pragma once"
            if len(head) < 2:
                yield path, 1, "the head comment does not say what the file is for"


def silent_library(tree):
    pattern = (r"std::c(?:out|err|log)\b|\b(?:f|v|vf)?printf\s*\(|\bf?puts\s*\(|fmt::print\b|"
               r"\b_?(?:quick_)?exit\s*\(|\b(?:abort|terminate)\s*\(")
    for path, text in tree.each(CODE, "engine/crosspoint/"):
        if path == "engine/crosspoint/base/error.cpp":  # assertion_failed
            continue
        for line, match in matches(pattern, blank_comments(text, strings=True)):
            yield path, line, f"{match[0]}: the library never prints and never exits"


def listed_in_cmake(tree):
    for path, _ in tree.each(CODE, "engine/"):
        folder, name = path.rsplit("/", 1)
        listing = tree.files.get(folder + "/CMakeLists.txt", "")
        if path.endswith(".hpp") and not path.startswith("engine/crosspoint/"):
            continue  # headers of programs are not installed
        if not re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", listing):
            yield path, 1, f"not listed in {folder}/CMakeLists.txt"


def one_definition(tree):
    """Two types of one name in one namespace: the release build, which links with LTO, refuses them."""
    seen = {}
    for path, text in tree.each(".hpp", "engine/crosspoint/"):
        namespaces = list(matches(r"(?m)^namespace ([\w:]+) \{", text))
        for line, match in matches(r"(?m)^(?:struct|class|enum class) (\w+)\b(?!::)[^;\n(]*\{", text):
            around = [m[1] for at, m in namespaces if at < line]
            name = (around[-1] if around else "", match[1])
            if name in seen:
                yield path, line, f"{match[1]} is also defined in {seen[name]}"
            seen.setdefault(name, path)


def machine_paths(tree):
    for path, text in tree.files.items():
        for line, match in matches(r"(?<![\w./])/(?:work|root|home)\b(?:/\S*)?", text):
            yield path, line, f"{match[0]} is a path of one machine"


def named_files(tree):
    """Documents that code names, and files that documents name, exist."""
    code = r"(?<![\w./<-])((?:[\w-]+/)*[\w-]+\.md)\b"
    document = r"`((?:[\w-]+/)*[\w-]+\.(?:hpp|cpp|py|md))`|\]\(([\w./-]+)\)"
    for path, text in tree.each(SOURCE + (".md",)):
        if path == "tests/lint/lint.py":  # its bad examples
            continue
        folder = path.rsplit("/", 1)[0] + "/"
        for line, match in matches(document if path.endswith(".md") else code, text):
            name = match[1] or match[2]
            places = ("", folder, "engine/", "engine/crosspoint/")
            if not any(place + name in tree.files for place in places):
                yield path, line, f"there is no file {name}"


def arguments(text, opening):
    """The arguments of a call whose '(' stands at `opening`, split at top-level commas."""
    depth, start, found, quote = 0, opening + 1, [], False
    for k in range(opening, len(text)):
        c = text[k]
        if c == '"' and text[k - 1] != "\\":
            quote = not quote
        elif quote:
            continue
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                return found + [text[start:k].strip()]
        elif c == "," and depth == 1:
            found.append(text[start:k].strip())
            start = k + 1
    return found


def message_uses(tree):
    """(id, path, line): `.id = N`, "error[N]", and N given to a function that takes `int id`."""
    sources = [(p, blank_comments(t)) for p, t in tree.each(CODE, "engine/")]
    makers = {}  # function name -> positions of `int id` in the functions of that name
    for _, text in sources:
        for match in re.finditer(r"\b(\w+)(?:\s*=\s*\[[^\]]*\])?\s*(\([^()]*\bint id\b[^()]*\))",
                                 text):
            parameters = [a.strip() for a in match[2][1:-1].split(",")]
            position = next(k for k, a in enumerate(parameters) if a.endswith("int id"))
            makers.setdefault(match[1], set()).add(position)
    for path, text in sources:
        for line, match in matches(r"\.id\s*=\s*(\d+)|\"error\[(\d+)\]", text):
            yield int(match[1] or match[2]), path, line
        for line, match in matches(r"\b(\w+)\(", text):
            given = arguments(text, match.end() - 1) if match[1] in makers else []
            for position in makers.get(match[1], ()):
                if position < len(given) and re.fullmatch(r"\d+", given[position]):
                    yield int(given[position]), path, line


def messages(tree):
    page = "engine/docs/messages.md"
    rows = {}
    for line, match in matches(r"(?m)^\| (\d+) \|", tree.files.get(page, "")):
        if int(match[1]) in rows:
            yield page, line, f"message {match[1]} has a second row"
        rows[int(match[1])] = line
    used = {}
    for number, path, line in message_uses(tree):
        if number not in rows:
            yield path, line, f"message {number} has no row in {page}"
        if used.setdefault(number, path) != path:
            yield path, line, f"message {number} is used in {used[number]}: one number, one message"
    for number in sorted(rows.keys() - used.keys()):
        yield page, rows[number], f"no code gives message {number}"


RULES = [layer_ranks, public_headers, own_header_first, file_length, ascii_only, no_approx,
         no_open_ends, file_heads, silent_library, listed_in_cmake, one_definition, machine_paths,
         named_files, messages]


# ---- checks by other programs --------------------------------------------------------------------

def check_headers(tree, compiler):
    """own_header_first proves most headers self-contained in the build; this does the rest."""
    alone = [p for p, _ in tree.each(".hpp", "engine/crosspoint/")
             if p[:-4] + ".cpp" not in tree.files]

    def compile_one(path):
        run = subprocess.run([compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-I",
                              "engine", "-x", "c++", "-"], cwd=ROOT, text=True,
                             input=f'#include "{path[len("engine/"):]}"\n', capture_output=True,
                             check=False)
        return [(path, 1, run.stderr)] if run.returncode or run.stderr else []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return [found for some in pool.map(compile_one, alone) for found in some]


def check_format(tree):
    """None when clang-format 14 is not here: another version formats otherwise."""
    for program in ("clang-format-14", "clang-format"):
        if shutil.which(program):
            said = subprocess.run([program, "--version"], capture_output=True, text=True,
                                  check=True).stdout
            if "version 14." in said:
                break
    else:
        return None
    paths = [p for p, _ in tree.each(CODE)]
    run = subprocess.run([program, "--dry-run", "-Werror", *paths], cwd=ROOT, text=True,
                         capture_output=True, check=False)
    wrong = dict.fromkeys(re.findall(r"(?m)^(\S+?):(\d+):.*\[-Wclang-format", run.stderr))
    return [(path, int(line), "not as clang-format writes it") for path, line in wrong]


# ---- self-test -----------------------------------------------------------------------------------

HEAD = "// What it is for.\n// SPDX-License-Identifier: Apache-2.0\n"
GOOD = {
    "engine/crosspoint/base/a.hpp": HEAD + "#pragma once\nint a();\n",
    "engine/crosspoint/base/a.cpp": HEAD + '#include "crosspoint/base/a.hpp"\n'
                                    'Error bad(int id, std::string what);\n'
                                    'int a() { return bad(1001, "x, y"); }  // cout\n',
    "engine/crosspoint/base/CMakeLists.txt": "crosspoint_layer(a.hpp a.cpp)\n",
    "engine/crosspoint/array/b.cpp": HEAD + '#include "crosspoint/circuit/c.hpp"\n',
    "engine/crosspoint/array/CMakeLists.txt": "crosspoint_layer(b.cpp)\n",
    "engine/docs/messages.md": "| id | meaning |\n|---|---|\n| 1001 | bad |\n",
    "tests/unit/test_a.cpp": HEAD + "CHECK(rel_diff(1, 2));\n",
}
A_HPP, A_CPP, B_CPP = (f"engine/crosspoint/{n}" for n in ("base/a.hpp", "base/a.cpp",
                                                          "array/b.cpp"))
TEST, PAGE = "tests/unit/test_a.cpp", "engine/docs/messages.md"
# (rule, file, text to append - or a pair to replace)
BAD = [
    (layer_ranks, A_CPP, '#include "crosspoint/linalg/x.hpp"\n'),
    (layer_ranks, B_CPP, '#include "crosspoint/veriloga/x.hpp"\n'),
    (layer_ranks, B_CPP, '#include "crosspoint/cli/x.hpp"\n'),
    (layer_ranks, B_CPP, '#include "command.hpp"\n'),
    (layer_ranks, "engine/crosspoint/new/n.cpp", HEAD),
    (public_headers, A_HPP, "#include <fmt/format.h>\n"),
    (own_header_first, A_CPP, (HEAD, HEAD + "#include <vector>\n")),
    (file_length, A_CPP, "\n" * SOFT_LINES),
    (file_length, A_CPP, "\n" * HARD_LINES),
    (ascii_only, A_CPP, "// 5 k\u03a9\n"),
    (no_approx, TEST, "CHECK(a == doctest::Approx(1e-6));\n"),
    (no_open_ends, A_CPP, "// TO" "DO: later\n"),
    (no_open_ends, TEST, "// FIX" "ME\n"),
    (file_heads, A_CPP, (HEAD, "// What it is for.\n")),
    (file_heads, A_HPP, (HEAD, HEAD.split("\n")[1] + "\n")),
    (file_heads, A_HPP, ("#pragma once", "")),
    (file_heads, TEST, ("for.\n// SPDX", "for. SPDX")),
    (silent_library, A_CPP, "void f() { std::cout << 1; }\n"),
    (silent_library, A_CPP, 'void f() { std::fprintf(stderr, "x"); }\n'),
    (silent_library, B_CPP, "void f() { std::exit(1); }\n"),
    (listed_in_cmake, "engine/crosspoint/base/late.cpp", HEAD),
    (one_definition, A_HPP, "struct S {\n};\nstruct S {\n};\n"),
    (machine_paths, TEST, "// see /" "work/notes\n"),
    (machine_paths, PAGE, "`/" "home/me`\n"),
    (named_files, A_CPP, "// see DESIGN.md section 4\n"),
    (named_files, PAGE, "read `base/b.hpp`\n"),
    (messages, A_CPP, "Error e{.id = 1002};\n"),
    (messages, A_CPP, 'auto e = value.bad(\n    1003, "y");\n'),
    (messages, A_CPP, "const auto no = [&](int k, int id) {};\nno(1, 1004);\n"),
    (messages, B_CPP, "Error e{.id = 1001};\n"),
    (messages, PAGE, "| 1009 | nobody says this |\n"),
    (messages, PAGE, "| 1001 | twice |\n"),
]


def self_test():
    """Every rule is silent on GOOD; each of BAD makes exactly its own rule speak."""
    failures = []

    def speaking(files):
        return {rule.__name__ for rule in RULES if list(rule(Tree(files)))}
    if speaking(GOOD):
        failures.append(f"the good tree is refused by {speaking(GOOD)}")
    for rule, path, change in BAD:
        files = dict(GOOD)
        old = files.get(path, "")
        files[path] = old.replace(*change) if isinstance(change, tuple) else old + change
        named = speaking(files) - ({listed_in_cmake.__name__} if path not in GOOD
                                   and rule is not listed_in_cmake else set())
        if named != {rule.__name__}:
            failures.append(f"{rule.__name__}: {change!r} in {path} is caught by {named or 'none'}")
    for rule in RULES:
        if rule not in [b[0] for b in BAD]:
            failures.append(f"{rule.__name__} has no bad example")
    with tempfile.TemporaryDirectory() as folder:  # the format check sees a badly formatted file
        bad = pathlib.Path(folder) / "bad.cpp"
        bad.write_text("int   x ;\n", encoding="ascii")
        found = check_format(Tree({bad.as_posix(): ""}))
        if found is not None and len(found) == 0:
            failures.append("check_format: a badly formatted file passes")
    print("\n".join(failures) or f"{len(BAD)} bad examples caught by {len(RULES)} rules")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--headers", metavar="CXX")
    parser.add_argument("--format", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    tree = Tree.of_repository()
    if options.format:
        found = check_format(tree)
        if found is None:
            print("clang-format 14 is not installed")
            return 77
    elif options.headers:
        found = check_headers(tree, options.headers)
    else:
        found = [(*place, rule.__name__) for rule in RULES for place in rule(tree)]
    for path, line, sentence, *rule in found:
        print(f"{path}:{line}: {sentence}" + "".join(f" [{name}]" for name in rule))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
