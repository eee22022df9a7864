#!/usr/bin/env python3
# Models and tiles of models as decks: `crosspoint model export`, `verify --models`, `export` and
# `verify` of tile files with a model.
#   run_spice_model_tests.py PROGRAM SOURCE_FOLDER [--with-ngspice]
# Exit 77 means skipped: ngspice is not installed. Standard library only.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import shutil
import sys
import tempfile

from checks import SKIPPED, check, failures, run, write, wrong_ngspice


RESISTOR = """`include "disciplines.vams"
module res(p, n);
    inout p, n;
    electrical p, n;
    parameter real R = 1e3 from (0:inf);
    parameter real m = 1.0;
    analog I(p, n) <+ m * V(p, n) / R;
endmodule
"""
HIDDEN = RESISTOR.replace("    analog I", "    real x;\n    analog begin x = x + V(p, n); I").replace(
    "/ R;", "/ R * (1 + x); end")
CARD = """model = "res.va:res"
[parameters]
R = { value = 500.0, unit = "ohm", source = "by hand", known = "D" }
[states]
low = { R = 500.0 }
[reference]
iv = { file = "res.csv", kind = "iv", state = "low", tolerance = 1e-6 }
"""
CURVE = "p_V,p_A\n-1,-2e-3\n1,2e-3\n"


def write_model(folder, text=RESISTOR, card=CARD, curve=CURVE):
    write(folder, "res.va", text)
    write(folder, "res.csv", curve)
    return write(folder, "res.toml", card)


def subcircuits(program, folder):
    card = write_model(folder)
    r = run(program, "model", "export", card, "--vary", "m")
    check(r.returncode == 0 and "\n.subckt res p n params: r=500 m_=1\n" in r.stdout,
          "parameters of states and of --vary are parameters of the subcircuit", r)
    check("* use: X1 p n res r=... m_=..." in r.stdout, "the text says how it is used", r)
    out = os.path.join(folder, "res.cir")
    r = run(program, "model", "export", card, "--spice", out, "--name", "mine")
    check(r.returncode == 0 and r.stdout == "", "export writes a file", r)
    with open(out) as file:
        check(".ends mine\n" in file.read(), "the subcircuit has the name that was asked for")
    r = run(program, "model", "export", card, "--at", "p=0.5", "--set", "R=2e3")
    check("Vp p 0 0.5\n" in r.stdout and "print -i(vn)\n" in r.stdout and
          r.stdout.endswith(".end\n"), "--at makes a deck", r)
    for number, code, arguments, text in (
            (7180, 3, (), HIDDEN), (7513, 2, ("--at", "p"), RESISTOR),
            (7512, 2, ("--at", "q=1"), RESISTOR), (7510, 2, ("--set", "R"), RESISTOR),
            (3115, 3, ("--curve", "iv"), RESISTOR), (3116, 2, ("--curve", "iv", "--at", "p=1"), RESISTOR)):
        r = run(program, "model", "export", write_model(folder, text), *arguments)
        check(r.returncode == code and f"error[{number}]" in r.stderr, f"bad input {number}", r)
        check(r.stdout == "", f"nothing is written after {number}", r)


def bad_verify(program, folder):
    r = run(program, "verify", "a.toml", "b.toml")
    check(r.returncode == 2 and "error[3104]" in r.stderr, "two tiles are refused", r)
    empty = os.path.join(folder, "empty")
    os.mkdir(empty)
    r = run(program, "verify", "--models", empty)
    check(r.returncode == 3 and "error[3103]" in r.stderr, "a folder without cards is refused", r)
    r = run(program, "verify", "--models", write_model(folder), env={**os.environ, "PATH": empty})
    check(r.returncode == 5 and "error[3001]" in r.stderr, "a missing ngspice is exit 5", r)
    r = run(program, "verify", "--models", write_model(folder, card=CARD[:CARD.index("[reference]")]))
    check(r.returncode == 3 and "error[3102]" in r.stderr, "a card without a curve is refused", r)


def tile_decks(program, root, folder):
    tile = os.path.join(root, "netlists", "tiles", "model_1t1r_row.toml")
    r = run(program, "export", tile, "-o", "-")
    cells = re.findall(r"^X(\d+)_(\d+) B\S+ S\S+ G(\d+) \S+ .*fins=(\d) memory_gap=0.2$", r.stdout,
                       re.MULTILINE)
    check(r.returncode == 0 and len(cells) == 24, "every cell is an instance", r)
    check(all(row == gate and int(fins) == int(column) % 3 + 1 for row, column, gate, fins in cells),
          "cells have their own parameters", r)
    check("\nVG1 G1 0 0\n" in r.stdout and "\nVG2 G2 0 0.7\n" in r.stdout,
          "inputs are voltages of gates", r)
    r = run(program, "export", tile, "-o", "-", "--input", "7")
    check(r.returncode == 2 and "error[3010]" in r.stderr, "an input out of range is exit 2", r)


def agreement(program, root, folder):
    card = write_model(folder)
    r = run(program, "verify", "--models", card)
    check(r.returncode == 0 and re.search(r"^res +res .*agrees$", r.stdout, re.MULTILINE),
          "a resistor agrees", r)
    wrong = os.path.join(folder, "wrong")
    os.mkdir(wrong)
    r = run(program, "verify", "--models", card, "--format", "json",
            env=wrong_ngspice(wrong, "s/^B_f0 p n I = (/&1.00001 * (/;s/^\\(B_f0.*\\)$/\\1)/"))
    check(r.returncode == 1, "a model that differs by 1e-5 is found", r)
    dc = json.loads(r.stdout)["cards"][0]["dc"]
    check(not dc["agrees"] and abs(dc["worst_rel"] - 1e-5) < 1e-8, "and by how much", r)
    r = run(program, "verify", "--models", write_model(folder, HIDDEN))
    check(r.returncode == 1 and "error[7180]" in r.stdout and "refused" in r.stdout,
          "a model with hidden memory is a row that says why", r)
    r = run(program, "verify", "--models", write_model(folder, curve="p_V,p_A\n1,x\n"))
    check(r.returncode == 3 and "error[3100]" in r.stderr and "res.csv:2" in r.stderr,
          "a broken curve is refused", r)


def tiles_agree(program, root, folder):
    for name, methods in (("model_1t1r_row", {"mesh", "circuit"}),
                          ("model_passive_sinh", {"mesh", "circuit"})):
        tile = os.path.join(root, "netlists", "tiles", name + ".toml")
        r = run(program, "verify", tile, "--format", "json")
        check(r.returncode == 0, f"{name} agrees", r)
        row = json.loads(r.stdout)["tiles"][0]
        check({m["fidelity"] for m in row["methods"]} == methods, f"methods of {name}", r)
        check(row["largest_A"] > 1e-6 and row["difference_rel"] < 1e-6, f"figures of {name}", r)
    wrong = os.path.join(folder, "wrong_cell")
    os.mkdir(wrong)
    r = run(program, "verify", os.path.join(root, "netlists", "tiles", "model_1t1r_row.toml"),
            env=wrong_ngspice(wrong, "s/^\\(X0_0 .*memory_gap=\\)0.2/\\10.21/"))
    check(r.returncode == 1 and "differs" in r.stdout, "one cell that differs is found", r)


def main():
    program, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    with_ngspice = "--with-ngspice" in sys.argv
    if with_ngspice and shutil.which("ngspice") is None:
        print("skipped: ngspice is not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        if with_ngspice:
            agreement(program, root, folder)
            tiles_agree(program, root, folder)
        else:
            subcircuits(program, folder)
            bad_verify(program, folder)
            tile_decks(program, root, folder)
    print("\n".join(failures) if failures else "all good")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
