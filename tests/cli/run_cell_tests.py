#!/usr/bin/env python3
# Every memory cell in tiles and in networks: the example tiles cell_*.toml and the example studies of
# the same names, the verb `cell`, and the table of netlists/tiles/README.md.
#   run_cell_tests.py PROGRAM SOURCE_FOLDER [--with-ngspice]
# With --with-ngspice only the comparison with ngspice; exit 77 where there is none. Standard library only.
# SPDX-License-Identifier: Apache-2.0
import csv
import glob
import json
import math
import os
import re
import shutil
import struct
import sys
import tempfile

from checks import SKIPPED, check, failures, run, write
from run_model_study_tests import Problem

CELLS = ["1s1r", "1t1mtj", "1t1r", "8t_sram", "gated_synapse", "passive"]
TILES = sorted(CELLS + ["2t2r"])  # two cells of 1t1r


def tile(root, name):
    return os.path.join(root, "netlists", "tiles", f"cell_{name}.toml")


def columns(path):
    with open(path, encoding="utf-8") as file:
        return [[float(field) for field in row] for row in csv.reader(file)]


def pairs(program, root):
    """2T2R: the larger current of each pair is on the side of the cell in the low state."""
    with tempfile.TemporaryDirectory() as folder:
        r = run(program, "solve", tile(root, "2t2r"), "--out", folder)
        with open(os.path.join(folder, "i_out_A.npy"), "rb") as file:
            data = file.read()
    header = int.from_bytes(data[8:10], "little")  # .npy, version 1: float64 [3 x 24]
    flat = struct.unpack("<72d", data[10 + header:])
    currents = [flat[k:k + 24] for k in range(0, 72, 24)]
    gaps = columns(os.path.join(root, "netlists", "tiles", "cell_2t2r_gap.csv"))
    reads = columns(os.path.join(root, "netlists", "tiles", "cell_2t2r_x.csv"))
    check(len(reads) == 3 and all(sum(x) == 1 for x in reads), "one row a read", r)
    for x, i in zip(reads, currents):
        row = gaps[x.index(1)]
        for j in range(0, len(row), 2):
            check((i[j] > 10 * i[j + 1]) == (row[j] < row[j + 1]) and
                  (i[j + 1] > 10 * i[j]) == (row[j + 1] < row[j]), f"2T2R: pair {j // 2}", r)


def ngspice(program, root):
    for name in TILES:
        r = run(program, "verify", tile(root, name), "--format", "json", "--rtol",
                "1e-9")
        check(r.returncode == 0, f"{name} agrees with ngspice", r)
        row = json.loads(r.stdout)["tiles"][0]
        check(len(row["methods"]) == 2 and row["largest_A"] > 1e-7, f"{name}: two methods, currents", r)
        print(f"{name}: {row['difference_rel']:.1e}")


def examples(program, root):
    names = sorted(re.search(r"cell_(\w+)\.toml", path)[1]
                   for path in glob.glob(os.path.join(root, "netlists", "tiles", "cell_*.toml")))
    check(names == TILES, f"example tiles: {names}")
    for name in TILES:
        for fidelity in ("auto", "circuit"):
            r = run(program, "solve", tile(root, name), "--fidelity", fidelity, "--format", "json")
            check(r.returncode == 0 and json.loads(r.stdout)["report"]["status"] == "converged",
                  f"{name} is solved, fidelity {fidelity}", r)
    pairs(program, root)
    r = run(program, "cell", *[tile(root, name) for name in TILES], "--format", "json")
    check(r.returncode == 0, "figures of all cells", r)
    figures = dict(zip(TILES, json.loads(r.stdout)))
    for name, f in figures.items():
        check(f["on_A"] > f["off_A"] > 0 and f["compared"] >= 256, f"currents of {name}", r)
        check((f["on_leak_A"] is None) == (f["topology"] == "passive"), f"leak of {name}", r)
    passive = figures["passive"]
    check(abs(passive["half_ratio"] - 1) < 1e-12 and passive["from_chord"] < 1e-12 and
          abs(passive["on_A"] - 2e-6) < 1e-18, "resistors are linear", r)
    check(figures["1s1r"]["half_ratio"] > 100, "a selector is not", r)
    # sinh law of the Li-ECRAM card: V0 = 1 V, G_max = 1 uS
    synapse = figures["gated_synapse"]
    check(abs(synapse["half_ratio"] - math.cosh(0.05)) < 1e-6 and
          abs(synapse["on_A"] - 1e-6 * math.sinh(0.1)) < 1e-6 * synapse["on_A"], "synapse by its formula", r)
    check(1.5 < figures["1t1mtj"]["on_A"] / figures["1t1mtj"]["off_A"] < 4, "TMR is what it is", r)
    text = run(program, "cell", *[tile(root, name) for name in TILES]).stdout
    with open(os.path.join(root, "netlists", "tiles", "README.md"), encoding="utf-8") as file:
        page = file.read()
    for line in text.splitlines():
        check(re.sub(r"\s+", " ", line) in re.sub(r"[ \t]+", " ", page),
              f"netlists/tiles/README.md has the line of `crosspoint cell`: {line}")
    both = run(program, "cell", os.path.join(root, "netlists", "studies", "cell_1t1r.toml"))
    check(both.returncode == 0 and "cell_1t1r" in both.stdout, "a study", both)


def refused(program, folder):
    path = write(folder, "dark.toml", 'schema = 1\n[array]\ntopology = "passive"\nrows = 1\ncols = 1\n'
                 "[cells]\nr_ohm = [[1e5]]\n[inputs]\nv_V = [0]\n")
    r = run(program, "cell", path)
    check(r.returncode == 3 and "error[7462]" in r.stderr and r.stdout == "", "no voltage is exit 3", r)
    r = run(program, "cell")
    check(r.returncode == 2, "no file is exit 2", r)
    path = write(folder, "node.toml", 'schema = 1\n[array]\ntopology = "passive"\nrows = 1\ncols = 1\n'
                 '[array.wires]\nsource = "neurosim"\nnode_nm = 5\n[cells]\nr_ohm = [[1e5]]\n'
                 "[inputs]\nv_V = [1]\n")
    r = run(program, "solve", path)
    check(r.returncode == 3 and "error[2014]" in r.stderr and "node.toml:8" in r.stderr,
          "an unknown node is refused where it stands", r)


# A wire that costs counts on tiles of 16 x 12.
BAD_WIRE_OHM = {"1s1r": 2e3, "1t1mtj": 200, "1t1r": 2e3, "8t_sram": 200, "gated_synapse": 4e4, "passive": 2e3}


def small(text, root, wire_ohm):
    """An example study on the tiny network: little tiles, few images, one point without wires and a bad one."""
    text = re.sub(r'model = "\S*fashion\S*"\nimages = \d+', 'model = "net.npz"\ndata = "data"\nimages = 12',
                  text)
    text = re.sub(r'"\.\./\.\./device_models', f'"{root}/device_models', text)
    text = re.sub(r"(row_group|bl_segment_ohm) = .*\n", "", text)
    text = re.sub(r"\[array\.wires\].*?\n\n", "\n", text, flags=re.S)
    return text.replace("[array]\n", "[array]\ntile_rows = 16\ntile_cols = 12\nrow_group = 8\n"
                        f"bl_segment_ohm = [0, {wire_ohm}]\n")


def studies(program, root, folder):
    Problem().save(folder)
    for name in CELLS:
        path = os.path.join(root, "netlists", "studies", f"cell_{name}.toml")
        with open(path, encoding="utf-8") as file:
            text = small(file.read(), os.path.abspath(root), BAD_WIRE_OHM[name])
        write(folder, "study.toml", text)
        out = os.path.join(folder, name)
        r = run(program, "study", "run", os.path.join(folder, "study.toml"), "--out", out)
        check(r.returncode == 0, f"the study of {name} runs", r)
        with open(os.path.join(out, "curve.csv"), encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        perfect = [row for row in rows if float(row["bl_segment_ohm"]) == 0 and
                   row.get("subtract_off_current", "true") == "true"]
        check(len(rows) > len(perfect) > 0, f"points of {name}", r)
        # The weights carry no error: labels are what integer arithmetic says.
        check(all(float(row["accuracy"]) == 1 and float(row["activation_ber"]) == 0 and
                  float(row["ps_error_rms"]) == 0 for row in perfect),
              f"{name} without wires gives the bits of the software", r)
        check(all(float(row["ps_error_rms"]) > 0 for row in rows if row not in perfect),
              f"{name} with bad wires does not", r)
        with open(os.path.join(out, "report.json"), encoding="utf-8") as file:
            method = json.load(file)["points"][0]["solver"]["method"]
        one_by_one = name in ("1s1r", "gated_synapse")
        check(("one by one in double precision" in method) == one_by_one, f"method of {name}: {method}", r)


def main():
    program, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    if "--with-ngspice" in sys.argv:
        if shutil.which("ngspice") is None:
            print("skipped: ngspice is not installed")
            return SKIPPED
        ngspice(program, root)
    else:
        with tempfile.TemporaryDirectory() as folder:
            examples(program, root)
            refused(program, folder)
            studies(program, root, folder)
    print("\n".join(failures) if failures else "all good")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
