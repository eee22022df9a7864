#!/usr/bin/env python3
# Studies whose cells are a compact model: a tiny network on 1T1R tiles of FinFETs and RRAM.
#   run_model_study_tests.py PROGRAM SOURCE_FOLDER [name of one test]
# Standard library only.
# SPDX-License-Identifier: Apache-2.0
import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import zipfile

PROGRAM = ""
SOURCE = ""

STUDY = """schema = 1
name = "try"
[network]
model = "net.npz"
data = "data"
[array]
topology = "1t1r"
tile_rows = 24
tile_cols = 16
row_group = 16
bl_segment_ohm = [0, 60]
[cells]
model = "models/cell/stanford_1t1r.toml"
gate_on_V = 0.7
gate_off_V = "-400 mV"
[cells.on]
"memory.gap" = 1.5
[cells.off]
"memory.gap" = 2.6
[inputs]
read_V = 0.2
[run]
threads = 2
"""
IMAGES, SIDE, HIDDEN, CLASSES = 40, 6, 20, 4


def npy(kind, shape, data):
    """The bytes of a NumPy array."""
    text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)
    text += " " * (63 - (len(text) + 10) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + data


def idx(numbers, dimensions):
    return (struct.pack(">BBBB", 0, 0, 8, len(dimensions)) +
            b"".join(struct.pack(">I", n) for n in dimensions) + bytes(numbers))


class Problem:
    """Random weights and images, and what integer arithmetic says about them."""

    def __init__(self):
        draw = random.Random(7)
        self.pixels = [[draw.randrange(256) for _ in range(SIDE * SIDE)] for _ in range(IMAGES)]
        self.w0 = [[draw.choice((-1, 1)) for _ in range(HIDDEN)] for _ in range(SIDE * SIDE)]
        self.w1 = [[draw.choice((-1, 1)) for _ in range(CLASSES)] for _ in range(HIDDEN)]
        self.t0 = [draw.randrange(-300, 300) for _ in range(HIDDEN)]
        self.labels = [self.classify(image) for image in self.pixels]

    def classify(self, image):
        hidden = [1 if sum(p * row[j] for p, row in zip(image, self.w0)) >= self.t0[j] else -1
                  for j in range(HIDDEN)]
        sums = [sum(h * row[k] for h, row in zip(hidden, self.w1)) for k in range(CLASSES)]
        return sums.index(max(sums))

    def save(self, folder):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("schema.npy", npy("<i8", "()", struct.pack("<q", 1)))
            for name, rows in (("w0", self.w0), ("w1", self.w1)):
                flat = [w for row in rows for w in row]
                archive.writestr(name + ".npy",
                                 npy("|i1", "(%d, %d)" % (len(rows), len(rows[0])),
                                     struct.pack("%db" % len(flat), *flat)))
            archive.writestr("t0.npy", npy("<i8", "(%d,)" % HIDDEN,
                                           struct.pack("<%dq" % HIDDEN, *self.t0)))
        with open(os.path.join(folder, "net.npz"), "wb") as out:
            out.write(file.getvalue())
        os.mkdir(os.path.join(folder, "data"))
        for name, numbers, shape in (
                ("labels-idx1", self.labels, [IMAGES]),
                ("images-idx3", [p for image in self.pixels for p in image], [IMAGES, SIDE, SIDE])):
            with open(os.path.join(folder, "data", "t10k-%s-ubyte" % name), "wb") as out:
                out.write(idx(numbers, shape))


class Case(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        Problem().save(self.folder)
        shutil.copytree(os.path.join(SOURCE, "device_models"), self.path("models"))

    def tearDown(self):
        self.temporary.cleanup()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, *names):
        with open(self.path(*names), encoding="utf-8") as file:
            return file.read()

    def study(self, text, out, *options, code=0):
        self.write("study.toml", text)
        done = subprocess.run([PROGRAM, "study", "run", "study.toml", "--out", out, *options],
                              cwd=self.folder, capture_output=True, text=True, timeout=100)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def refuse(self, text, number, line, words):
        done = self.study(text, "refused", code=3)
        self.assertIn("error[%d]" % number, done.stderr)
        self.assertRegex(done.stderr, r" --> study\.toml:%d:[1-9]" % line)
        self.assertIn(words, done.stderr)
        self.assertIn(" = help: ", done.stderr)
        self.assertFalse(os.path.exists(self.path("refused")))


def with_images(text, count):
    return text.replace('data = "data"', 'data = "data"\nimages = %d' % count)


class Results(Case):
    def test_without_wires_it_is_software_and_with_them_it_is_the_circuit(self):
        study = with_images(STUDY, IMAGES)
        self.study(study, "fast")
        rows = [line.split(",") for line in self.read("fast", "curve.csv").splitlines()[1:]]
        # The labels are what Python's integers say: 100 %, and no partial sum is wrong.
        self.assertEqual([float(x) for x in (rows[0][1], rows[0][4], rows[0][5])], [1, 0, 0])
        self.assertGreater(float(rows[1][4]), 0.05)
        report = json.loads(self.read("fast", "report.json"))
        for point in report["points"]:
            self.assertEqual(point["status"], "converged")
            self.assertIn("polynomial cells of degree 3, two kinds, active rows",
                          point["solver"]["method"])
            self.assertLess(point["solver"]["current_error_rel"], 1e-5)
            self.assertGreater(point["solver"]["current_error_rel"], 0)
            self.assertIn("double recursion", point["solver"]["remarks"][0])
        # Newton on the sparse LU of every read gives the same integers.
        few = with_images(STUDY, 3)
        self.study(few, "few")
        self.study(few + 'fidelity = "circuit"\n', "exact")
        for name in ("curve.csv", "layers.csv"):
            self.assertEqual(self.read("few", name), self.read("exact", name))
        report = json.loads(self.read("exact", "report.json"))
        self.assertIn("in double precision", report["points"][1]["solver"]["method"])

    def test_threads_do_not_change_the_bits(self):
        study = with_images(STUDY, IMAGES)
        self.study(study, "two")
        self.study(study, "one", "--threads", "1")
        for name in ("curve.csv", "layers.csv", "study.resolved.json"):
            self.assertEqual(self.read("two", name), self.read("one", name))

    def test_cells_that_leak_when_they_are_off(self):
        study = with_images(STUDY, IMAGES).replace('"-400 mV"', "0").replace("[0, 60]", "[0, 8]")
        self.study(study, "out")
        rows = [line.split(",") for line in self.read("out", "curve.csv").splitlines()[1:]]
        self.assertEqual([float(x) for x in (rows[0][1], rows[0][4])], [1, 0])
        report = json.loads(self.read("out", "report.json"))
        for point in report["points"]:
            self.assertIn("all rows", point["solver"]["method"])
            self.assertLess(point["solver"]["current_error_rel"], 1e-5)

    def test_steep_cells_are_tables_or_exact(self):
        steep = STUDY.replace("[0, 60]", "60").replace("gate_on_V = 0.7", "gate_on_V = 0.7%s")
        steep = with_images(steep.replace("[cells.on]", '[cells.parameters]\n"memory.V0" = 0.02\n[cells.on]'), 1)
        methods = {}
        for name, more in (("table", ""), ("exact", "\ntable_error = 0")):
            self.study(steep % more, name)
            point = json.loads(self.read(name, "report.json"))["points"][0]
            self.assertEqual(point["status"], "converged")
            methods[name] = point["solver"]["method"]
        self.assertIn("tabulated cells of", methods["table"])
        self.assertIn("one by one in double precision: a polynomial of degree 7 misses", methods["exact"])
        for name in ("curve.csv", "layers.csv"):
            self.assertEqual(self.read("table", name), self.read("exact", name))
        done = self.study(steep % "\ntable_error = 1", "refused", code=3)
        self.assertIn("error[2205]", done.stderr)

    def test_what_cells_are_made_of_is_part_of_the_point(self):
        study = with_images(STUDY, 8).replace("[0, 60]", "2")
        self.study(study, "out")
        self.assertIn("0 points computed, 1 from the store", self.study(study, "out").stderr)
        settings = json.loads(self.read("out", "study.resolved.json"))
        self.assertIn('"memory.gap"', json.dumps(settings))
        # The same names, another model: a comment is enough.
        name = self.path("models", "transistor", "finfet_7nm.va")
        with open(name, "a", encoding="utf-8") as file:
            file.write("// changed\n")
        self.assertIn("1 points computed, 0 from the store", self.study(study, "out").stderr)

    def test_parameters_and_gate_levels_are_axes(self):
        study = with_images(STUDY, 8).replace("[0, 60]", "2").replace("= 0.7", "= [0.6, 0.7]")
        study = study.replace("[cells.on]", "[cells.parameters]\nfins = [1, 2]\n[cells.on]")
        self.study(study, "out")
        rows = self.read("out", "curve.csv").splitlines()
        self.assertTrue(rows[0].startswith("gate_on_V,fins,bl_segment_ohm"), rows[0])
        self.assertEqual(len(rows), 5)

    def test_states_of_a_card(self):
        study = with_images(STUDY, 8).replace("stanford_1t1r", "sinh_1t1r")
        study = study[:study.index("[cells.on]")] + study[study.index("[inputs]"):]
        self.study(study, "out")
        first = self.read("out", "curve.csv").splitlines()[1].split(",")
        self.assertEqual(float(first[4]), 0)


VARIATION = """[variation]
seed = 4
[variation.device.memory.gap]
distribution = "normal"
sigma_absolute = [0, 0.08]
[variation.device_on.Vt0]
distribution = "normal"
sigma_absolute = 0.02
"""


class Scattered(Case):
    def test_accuracy_against_wires_with_cells_that_scatter(self):
        study = with_images(STUDY, 10) + VARIATION.replace("= 0.02", "= [0, 0.02]")
        self.study(study, "out")
        lines = self.read("out", "curve.csv").splitlines()
        self.assertTrue(lines[0].startswith(
            "memory_gap_sigma_absolute,device_on_Vt0_sigma_absolute,bl_segment_ohm,"), lines[0])
        rows = [[float(x) for x in line.split(",")] for line in lines[1:]]
        points = {(row[0], row[1], row[2]): row for row in rows}
        self.assertEqual(len(points), 8)
        # Sigma 0 is the study without a variation.
        self.study(with_images(STUDY, 10), "nominal")
        for line in self.read("nominal", "curve.csv").splitlines()[1:]:
            plain = [float(x) for x in line.split(",")]
            self.assertEqual(points[(0, 0, plain[0])][3:], plain[1:])
        # Without wires all errors are those of the cells.
        self.assertEqual(points[(0, 0, 0)][6], 0)
        self.assertGreater(points[(0.08, 0, 0)][6], 0.05)
        report = json.loads(self.read("out", "report.json"))
        scattered = [p for p in report["points"] if p["axes"][
            "variation.device.memory.gap.sigma_absolute"] > 0]
        # Every cell keeps its draw at every wire resistance.
        half = len(scattered) // 2
        for a, b in zip(scattered[:half], scattered[half:]):
            self.assertNotEqual(a["axes"]["array.bl_segment_ohm"], b["axes"]["array.bl_segment_ohm"])
            self.assertEqual(a["variation"], b["variation"])
        for point in scattered:
            self.assertEqual(point["status"], "converged")
            self.assertIn("each for itself", point["solver"]["method"])
            self.assertLess(point["solver"]["current_error_rel"], 1e-5)
            gap = point["variation"]["memory.gap"]
            self.assertEqual(gap["on"]["cells"] + gap["off"]["cells"], 36 * 20 + 20 * 4)
            for kind in ("on", "off"):
                self.assertLess(abs(gap[kind]["sigma_absolute"] / 0.08 - 1), 0.15)
            self.assertEqual(point["variation"]["Vt0"]["off"]["sigma_absolute"], 0)

    def test_newton_on_the_circuit_of_the_drawn_cells_gives_the_same_integers(self):
        study = with_images(STUDY, 2).replace("[0, 60]", "60").replace('"-400 mV"', "0")
        study += VARIATION.replace("[0, 0.08]", "0.08") + "[variation.faults]\nopen_fraction = 0.02\n"
        self.study(study, "fast")
        self.study(study.replace("threads = 2", 'fidelity = "circuit"'), "exact")
        for name in ("curve.csv", "layers.csv"):
            self.assertEqual(self.read("fast", name), self.read("exact", name))
        method = json.loads(self.read("fast", "report.json"))["points"][0]["solver"]["method"]
        self.assertIn("each for itself, all rows", method)

    def test_programmings_and_stuck_cells(self):
        study = with_images(STUDY, 10).replace("[0, 60]", "0")
        self.study(study + """[variation]
programming = [0, 1]
[variation.cycle."memory.gap"]
distribution = "normal"
sigma_absolute = 0.1
[variation.faults]
stuck_on_fraction = [0, 1]
""", "out")
        lines = self.read("out", "curve.csv").splitlines()
        self.assertTrue(lines[0].startswith("programming,stuck_on_fraction,"), lines[0])
        errors = [float(line.split(",")[6]) for line in lines[1:]]
        self.assertEqual(len(set(errors[0::2])), 2)  # another draw
        self.assertEqual(errors[1], errors[3])  # every cell is the nominal on cell
        settings = json.loads(self.read("out", "study.resolved.json"))
        self.assertIn('"stuck_on": {"memory": {"gap": 1.5}}', json.dumps(settings))

    def test_stuck_states_and_quoted_names_are_axes(self):
        study = with_images(STUDY, 4).replace("[0, 60]", "0")
        self.study(study + """[variation.device."memory.gap"]
distribution = "normal"
sigma_absolute = [0, 0.05]
[variation.faults]
stuck_on_fraction = 0.3
stuck_on = { state = ["lrs", "hrs"] }
""", "out")
        lines = self.read("out", "curve.csv").splitlines()
        self.assertTrue(lines[0].startswith("memory_gap_sigma_absolute,state,bl_seg"), lines[0])
        self.assertEqual(len(set(line.split(",")[6] for line in lines[1:])), 4)

    def test_bad_variations(self):
        good = with_images(STUDY, 8)
        self.refuse(good + "[variation.device.memory.gpa]\ndistribution = \"normal\"\n"
                    "sigma_absolute = 0.1\n", 7470, 25, "memory.gpa")
        self.refuse(good + VARIATION.replace("device_on.Vt0", "device_on.memory.gap"), 7493, 30,
                    "variation.device_on.memory.gap")
        self.refuse(good + VARIATION + "cycle_is = \"read\"\n", 2202, 33, "cycle_is")
        done = self.study(good + VARIATION.replace("[0, 0.08]", "0.1\nmin = 9"), "run", code=3)
        self.assertIn("error[7492]", done.stderr)
        self.assertIn("variation.device.memory.gap", done.stderr)


class Refused(Case):
    def test_bad_cells(self):
        good = with_images(STUDY, 8)
        self.refuse(good.replace("gate_on_V = 0.7", "gate_on_V = 0.7\nr_on_ohm = 1e5"), 7409, 16,
                    "cells.r_on_ohm")
        self.refuse(good.replace('[cells.off]\n"memory.gap" = 2.6', "[cells.off]\nI0 = 1e-4"), 7408,
                    20, "given for off cells only")
        self.refuse(good.replace("gate_on_V = 0.7\n", 'off_state = "hsr"\ngate_on_V = 0.7\n'), 7453,
                    15, "hrs, lrs")
        self.refuse(good.replace("gate_on_V = 0.7\n", "").replace('gate_off_V = "-400 mV"\n', ""),
                    2204, 13, "gate_on_V")
        done = self.study(good.replace('gap" = 2.6', 'gap" = 0.6'), "run", code=3)
        self.assertIn("error[7406]", done.stderr)  # found when the point runs
        self.assertIn("an off cell", done.stderr)

    def test_a_value_that_the_model_does_not_allow(self):
        study = with_images(STUDY, 8).replace("stanford_1t1r", "sinh_1t1r")
        study = study.replace('"memory.gap" = 1.5', "R = 1e4").replace('"memory.gap" = 2.6', "R = -1")
        self.refuse(study, 7098, 13, "from (0:inf)")
        self.refuse(study.replace("R = 1e4", "R = -2").replace("R = -1", "R = 1e5"), 7457, 18,
                    "on cells: ")


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = os.path.abspath(sys.argv[2])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
