#!/usr/bin/env python3
# Tiles over time as decks: `crosspoint export` and `crosspoint verify` of tran files.
#   run_tran_spice_tests.py PROGRAM SOURCE_FOLDER [--with-ngspice]
# Exit 77 means skipped: ngspice is not installed. Standard library only.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import shutil
import sys
import tempfile

from checks import SKIPPED, check, failures, run, write, wrong_ngspice

TILE = """schema = 1
[array]
topology = "passive"
rows = 2
cols = 3
wl_segment_ohm = 20
bl_segment_ohm = 10
[ends]
wl_left = { drive = "input", driver_ohm = 50 }
bl_bottom = { sense_ohm = 30 }
[cells]
model = "MODEL"
state = "hrs"
[inputs]
v_V = [[0.1, 0.1]]
"""
# Lines float, are driven, and change their resistance and their end.
PHASES = """
[[phase]]
write = { row = 1, cols = [2], V = 2.6, width_s = "20 ns", rise_s = "2 ns", scheme = "floating" }
[[phase]]
write = { row = 0, cols = [1], V = 2.4, width_s = "10 ns", rise_s = "2 ns", scheme = "half" }
[[phase]]
duration_s = "10 ns"
[[phase.drive]]
lines = "wl"
at = 1
V = 0.3
ohm = 0
[[phase.drive]]
lines = "bl"
V = 0
end = "first"
"""


def write_tran(root, folder, engine="", phases=PHASES, model="rram/stanford_v1.toml"):
    write(folder, "tile.toml", TILE.replace("MODEL", os.path.join(root, "device_models", model)))
    return write(folder, "tran.toml", f'schema = 1\ntile = "tile.toml"\n{engine}{phases}')


def decks(program, root, folder):
    tran = os.path.join(root, "netlists", "tiles", "tran_set_read.toml")
    out = os.path.join(folder, "set.cir")
    r = run(program, "export", tran, "-o", out)
    with open(out) as file:
        deck = file.read()
    check(r.returncode == 0 and "ngspice -b" in r.stderr, "a tran file is exported", r)
    check(len(re.findall(r"^X\d_\d W\d_\d B\d_\d cell_vteam w=", deck, re.MULTILINE)) == 36,
          "every cell is an instance with its state")
    check(re.search(r"^VW2_left W2_left 0 pwl\(0 0 \S+ 0\.55", deck, re.MULTILINE) is None and
          re.search(r"^VW2_left W2_left 0 pwl\(0 0", deck, re.MULTILINE) is not None,
          "sources are piecewise linear")
    farads = [float(f) for f in re.findall(r"^C[12]_\d+ \S+ 0 (\S+)$", deck, re.MULTILINE)]
    # 12 lines of 7 segments of 0.2 fF.
    check(len(farads) == 72 and abs(sum(farads) - 12 * 7 * 0.2e-15) < 1e-25,
          f"the wires have their capacitance: {sum(farads)}")
    check("\n.tran " in deck and "\nwrdata set.txt " in deck and deck.endswith(".end\n"),
          "it runs by itself")
    r = run(program, "export", write_tran(root, folder), "-o", "-")
    check("sw(vt=0.5 vh=0 ron=70 " in r.stdout and "ron=20 " in r.stdout and "wrdata" not in r.stdout,
          "ends that float at times have switches", r)


FAULTS = """[variation.faults]
map = [[4, 0, 3], [0, 1, 0]]
stuck_on = { state = "lrs" }
short_ohm = 300
"""


PROGRAM = """schema = 1
tile = "tile.toml"
[set]
V = 2.3
width_s = "5 ns"
[reset]
V = -1.5
width_s = "5 ns"
[read]
V = 0.1
by = "cell"
[target.state]
gap = 1.2
[verify]
max_pulses = 2
"""


def faulty(root, folder):
    """A short, an open cell and a stuck one in a tile that is written."""
    tran = write_tran(root, folder)
    with open(os.path.join(folder, "tile.toml"), "a") as file:
        file.write(FAULTS)
    return tran


def faulty_decks(program, root, folder):
    tran = faulty(root, folder)
    r = run(program, "export", tran, "-o", "-")
    check("\nRX0_0 B0_0 W0_0 300\n" in r.stdout and "\nX0_0 " not in r.stdout and
          "\nX0_2 " not in r.stdout, "a short is a resistor, an open cell nothing", r)
    check(re.search(r"^X1_1 W1_1 B1_1 cell_rram_stanford_stuck gap=0.2$", r.stdout, re.MULTILINE),
          "a stuck cell has a subcircuit of its own", r)
    r = run(program, "export", os.path.join(folder, "tile.toml"), "-o", "-")
    check(r.returncode == 0 and "\nRX0_0 B0_0 W0_0 300\n" in r.stdout, "the same at rest", r)
    r = run(program, "tran", tran)
    check(r.returncode == 0, "tran runs with faulty cells", r)
    plan = write(folder, "program.toml", PROGRAM)
    r = run(program, "program", plan, "--format", "json")
    check(r.returncode == 1 and json.loads(r.stdout)["missed"] >= 3,
          "program tries faulty cells and misses them", r)


GATED = """schema = 1
[array]
topology = "1t1r"
source_line = "column"
rows = 1
cols = 1
wl_segment_ohm = 200
[ends]
bl_top = { drive = "read", driver_ohm = 50 }
sl_top = { sense_ohm = 30 }
[cells]
model = "MODEL"
state = "hrs"
gate_on_V = 0.7
[inputs]
x = [[1]]
read_V = 0.2
"""


def gate_currents(program, root, folder):
    """The fast engine says that it leaves out the charge of the gates on RC gate lines."""
    card = os.path.join(root, "device_models", "cell", "stanford_1t1r.toml")
    phase = '\n[[phase]]\nwrite = { row = 0, cols = [0], V = 0.3, width_s = "1 ns", rise_s = "0.1 ns" }\n'
    for farad, engine, said in (("0.1 fF", "fast", True), ("0.1 fF", "circuit", False),
                                ("0 F", "fast", False)):
        tran = write_tran(root, folder, f'[engine]\nname = "{engine}"\nwl_segment_F = "{farad}"\n', phase)
        write(folder, "tile.toml", GATED.replace("MODEL", card))
        r = run(program, "tran", tran)
        check(r.returncode == 0 and ("left out are currents" in r.stderr) == said,
              f"gate currents with {farad}, {engine}", r)


def bad_files(program, root, folder):
    tran = write_tran(root, folder)
    for number, arguments in ((3114, ("export", tran, "-o", "-", "--input", "0")),
                              (3113, ("verify", tran, "--fidelity", "mesh"))):
        r = run(program, *arguments)
        check(r.returncode == 2 and f"error[{number}]" in r.stderr and r.stdout == "",
              f"bad usage {number}", r)
    r = run(program, "export", write_tran(root, folder, phases=""), "-o", "-")
    check(r.returncode == 3 and "error[7646]" in r.stderr and "tran.toml" in r.stderr,
          "a tran file without a phase is refused", r)
    tran = write_tran(root, folder)
    with open(os.path.join(folder, "tile.toml"), "a") as file:
        file.write("surplus = 1\n")
    r = run(program, "verify", tran)
    check(r.returncode == 3 and "tile.toml:" in r.stderr, "a key that is not known is named", r)


def agreement(program, root, folder):
    tran = write_tran(root, folder)
    r = run(program, "verify", tran, "--format", "json")
    check(r.returncode == 0, "lines that float at times agree", r)
    found = json.loads(r.stdout)
    check(found["moved"] > 0.5 and found["largest_A"] > 1e-3, "something happens", r)
    check([e["engine"] for e in found["engines"]] == ["fast", "circuit"] and
          all(0.0 < e["states"]["difference_rel"] < 1e-3 for e in found["engines"]),
          "both engines are compared", r)
    r = run(program, "verify", tran, "--rtol", "1e-7")
    check(r.returncode == 1 and "DOES NOT AGREE" in r.stdout, "a tolerance beyond both is missed", r)
    wrong = os.path.join(folder, "wrong")
    os.mkdir(wrong)
    charged = write_tran(root, folder, '[engine]\nbl_segment_F = "1 fF"\n')
    r = run(program, "verify", charged, "--format", "json",
            env=wrong_ngspice(wrong, "s/^\\(X1_1 .*gap=\\)1.7/\\11.68/"))
    found = json.loads(r.stdout)["engines"]
    check(r.returncode == 1 and found[0]["reached"]["where"] == "gap of cell [1, 1]" and
          0.005 < found[0]["reached"]["difference_rel"] < 0.05, "the cell that differs is named", r)
    check(found[1]["status"] == "left out" and "at rest" in found[1]["message"],
          "the circuit engine is left out where charges go on", r)


def faulty_agreement(program, root, folder):
    r = run(program, "verify", faulty(root, folder), "--format", "json")
    check(r.returncode == 0, "faulty cells agree over time", r)
    found = json.loads(r.stdout)
    check(found["moved"] > 0.3 and all(e["status"] == "ok" for e in found["engines"]),
          "in both engines", r)
    r = run(program, "verify", os.path.join(folder, "tile.toml"), "--format", "json")
    check(r.returncode == 0 and json.loads(r.stdout)["tiles"][0]["status"] == "ok",
          "faulty cells agree at rest", r)


def main():
    program, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with_ngspice = "--with-ngspice" in sys.argv
    if with_ngspice and shutil.which("ngspice") is None:
        print("skipped: ngspice is not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        if with_ngspice:
            agreement(program, root, folder)
            faulty_agreement(program, root, folder)
        else:
            decks(program, root, folder)
            faulty_decks(program, root, folder)
            gate_currents(program, root, folder)
            bad_files(program, root, folder)
    print("\n".join(failures) if failures else "all good")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
