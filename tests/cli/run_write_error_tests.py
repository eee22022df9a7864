#!/usr/bin/env python3
# `crosspoint write-error`: a small MRAM tile, its files and pictures, and what is refused.
#   run_write_error_tests.py PROGRAM SOURCE_FOLDER [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil
import sys
import unittest

import run_cli_tests
from run_cli_tests import Case

SOURCE = ""
TILE = """schema = 1
[array]
topology = "1t1r"
rows = 3
cols = 2
bl_segment_ohm = 50
sl_segment_ohm = 50
[ends]
bl_top = { drive = "read", driver_ohm = 100 }
sl_top = { sense_ohm = 100 }
sl_bottom = "floating"
[cells]
model = "CARD"
gate_on_V = 1.0
[inputs]
x = [[1, 0, 0]]
read_V = 0.1
"""
SWEEP = ("--voltage", "0.9:1.1:3", "--pulse", "10n", "--direction", "ap-p")


class WriteErrors(Case):
    def tile(self, change=("", "")):
        card = os.path.join(SOURCE, "device_models", "cell", "mtj_1t1r.toml")
        self.write("tile.toml", TILE.replace("CARD", card).replace(*change))

    def test_table_and_files(self):
        self.tile()
        arguments = ["--csv", "rates.csv"]
        if shutil.which("gnuplot"):
            arguments += ["--plot", "curve.svg", "--map", "map.svg"]
        done = self.run_program("write-error", "tile.toml", *SWEEP, "--format", "json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["near_cell"], [0, 0])
        self.assertEqual(answer["far_cell"][0], 2)
        self.assertEqual(len(answer["points"]), 3)
        for point in answer["points"]:
            self.assertGreater(point["wer_far"], point["wer_near"])
            self.assertGreater(point["overdrive_near"], point["overdrive_far"])
            self.assertGreater(point["energy_far_J"], 0.0)
        self.assertLess(answer["points"][2]["wer_far"], answer["points"][0]["wer_far"])
        with open(os.path.join(self.folder, "rates.csv")) as file:
            lines = file.read().splitlines()
        self.assertEqual(lines[0], "write_V,pulse_s,row,col,i_cell_A,overdrive,wer,energy_J")
        self.assertEqual(len(lines), 1 + 3 * 6)
        far = [float(word) for word in lines[5].split(",")]
        self.assertEqual(far[2:4], [2.0, 0.0])
        self.assertLessEqual(abs(far[6] / answer["points"][0]["wer_far"] - 1), 1e-5)
        for picture in arguments[3::2]:
            with open(os.path.join(self.folder, picture)) as file:
                self.assertIn("</svg>", file.read())

    def test_closed_form_is_near_the_reference_far_above_the_critical_current(self):
        self.tile()
        found = {}
        for method in ("reference", "closed-form"):
            done = self.run_program("write-error", "tile.toml", "--voltage", "1.5", "--pulse", "6 ns,10 ns",
                                    "--direction", "ap-p", "--method", method, "--format", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            found[method] = json.loads(done.stdout)["points"]
        for exact, quick in zip(found["reference"], found["closed-form"]):
            self.assertGreater(exact["overdrive_far"], 2.0)
            self.assertNotEqual(exact["wer_far"], quick["wer_far"])
            self.assertLess(abs(quick["wer_far"] / exact["wer_far"] - 1), 0.05)

    def test_free_layers_that_scatter(self):
        self.tile()
        with open(os.path.join(self.folder, "tile.toml")) as file:
            tile = file.read()
        found = {}
        for sigma, method in ((0, "reference"), (0.01, "reference"), (0.01, "closed-form")):
            self.write("tile.toml", tile + "[variation.device.Ki]\ndistribution = \"normal\"\n"
                       "sigma_relative = %g\n" % sigma)
            done = self.run_program("write-error", "tile.toml", "--voltage", "1.5", "--pulse", "6 ns",
                                    "--direction", "ap-p", "--method", method, "--format", "json",
                                    "--csv", "wer.csv")
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(os.path.join(self.folder, "wer.csv")) as file:
                rows = [line.split(",") for line in file.read().splitlines()[1:]]
            found[sigma, method] = [(float(row[5]), float(row[6])) for row in rows]
        self.assertNotEqual(found[0, "reference"], found[0.01, "reference"])
        self.assertEqual(len(found[0.01, "reference"]), 6)
        for exact, quick in zip(found[0.01, "reference"], found[0.01, "closed-form"]):
            self.assertEqual(exact[0], quick[0])
            self.assertGreater(exact[0], 2.0)
            self.assertNotEqual(exact[1], quick[1])
            self.assertLess(abs(quick[1] / exact[1] - 1), 0.06)

    def test_text(self):
        self.tile()
        done = self.run_program("write-error", "tile.toml", *SWEEP, "--target", "1e-3")
        self.assertEqual(done.returncode, 0, done.stderr)
        for word in ("Delta", "near (0, 0)", "Fokker-Planck solutions", "WER 1e-03 with 10 ns"):
            self.assertIn(word, done.stdout)

    def test_refusals(self):
        self.tile()
        for code, extra in ((7680, ["--voltage", "1:0.5:3"]), (7680, ["--voltage", "0.5:1"]),
                            (7680, ["--voltage", "0.5:1:1"]), (7680, ["--pulse", "0"]),
                            (7511, ["--pulse", "ten"]), (7681, ["--target", "2"]),
                            (6003, ["--direction", "up"])):
            given = dict(zip(SWEEP[::2], SWEEP[1::2]))
            given.update(zip(extra[::2], extra[1::2]))
            words = [word for pair in given.items() for word in pair]
            done = self.run_program("write-error", "tile.toml", *words)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("error[%d]:" % code, done.stderr)
            self.assertEqual(done.stdout, "")
        for code, change in ((7675, ("model = \"CARD\"\ngate_on_V = 1.0", "r_ohm = [[1e3, 1e3], [1e3, 1e3], [1e3, 1e3]]")),
                             (7672, ("[inputs]", "[cells.parameters]\nKi = 1e-5\n[inputs]"))):
            card = os.path.join(SOURCE, "device_models", "cell", "mtj_1t1r.toml")
            self.write("tile.toml", TILE.replace(*change).replace("CARD", card))
            done = self.run_program("write-error", "tile.toml", *SWEEP)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("error[%d]:" % code, done.stderr)
            self.assertIn(" = help: ", done.stderr)


if __name__ == "__main__":
    run_cli_tests.PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = os.path.abspath(sys.argv[2])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
