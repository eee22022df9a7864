#!/usr/bin/env python3
# `crosspoint solve` on tiles with [variation], and studies with it: examples, files, refusals.
#   run_variation_tests.py PROGRAM SOURCE_FOLDER [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import csv
import json
import math
import os
import sys
import unittest

import run_cli_tests
from run_cli_tests import Case, read_npy

SOURCE = ""

TILE = """schema = 1
[array]
topology = "passive"
rows = 20
cols = 20
[cells]
r_ohm = "r.csv"
[variation]
seed = 3
[variation.device.r_ohm]
distribution = "normal"
sigma_relative = 0.1
[variation.faults]
open_fraction = 0.1
[inputs]
v_V = "v.csv"
"""


def tile_file(name):
    return os.path.join(SOURCE, "netlists", "tiles", name + ".toml")


class Variation(Case):
    def setUp(self):
        super().setUp()
        self.write("r.csv", "\n".join(",".join(["1e4"] * 20) for _ in range(20)))
        self.write("v.csv", ",".join(["0.5"] * 20))

    def solve(self, *arguments, code=0):
        done = self.run_program("solve", *arguments, "--format", "json")
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)

    def rows(self, name):
        with open(os.path.join(self.folder, name), newline="") as file:
            return list(csv.DictReader(file))

    def test_currents_are_those_of_the_cells_that_were_exported(self):
        self.write("tile.toml", TILE)
        self.solve("tile.toml", "--cells-out", "cells.csv", "--out", "out")
        cells = self.rows("cells.csv")
        self.assertEqual(len(cells), 400)
        sums = [0.0] * 20
        for cell in cells:
            open_cell = cell["fault"] == "open"
            self.assertEqual(math.isinf(float(cell["r_ohm"])), open_cell)
            sums[int(cell["col"])] += 0.5 / float(cell["r_ohm"])
        self.close(read_npy(os.path.join(self.folder, "out", "i_out_A.npy"))[1], sums, 1e-9)
        faulty = sum(cell["fault"] == "open" for cell in cells)
        self.assertLess(abs(faulty - 40), 4 * math.sqrt(400 * 0.1 * 0.9))

    def test_summary_tells_what_was_realised(self):
        self.write("tile.toml", TILE)
        drawn = self.solve("tile.toml", "--cells-out", "cells.csv")["tile"]["variation"]
        cells = [float(c["r_ohm"]) for c in self.rows("cells.csv") if c["fault"] == "none"]
        mean = sum(cells) / len(cells)
        sigma = math.sqrt(sum((r - mean) ** 2 for r in cells) / (len(cells) - 1))
        self.assertEqual(drawn["drawn"]["r_ohm"]["cells"], len(cells))
        self.assertLess(abs(drawn["drawn"]["r_ohm"]["sigma_absolute"] / sigma - 1), 1e-9)
        self.assertLess(abs(sigma / 1e3 - 1), 0.16)
        self.assertEqual(drawn["faults"]["open"], 400 - len(cells))
        text = self.run_program("solve", "tile.toml").stdout
        self.assertIn("variation seed 3", text)
        self.assertIn("faults: %d open of 400 cells" % (400 - len(cells)), text)

    def test_same_seed_same_bytes_for_any_number_of_threads(self):
        tile = tile_file("variation_1t1r")
        for folder, threads in (("a", "1"), ("b", "2")):
            self.solve(tile, "--draws", "3", "--out", folder, "--threads", threads)
        for name in ("i_out_A.npy", "i_out_statistics.csv"):
            with open(os.path.join(self.folder, "a", name), "rb") as a, \
                    open(os.path.join(self.folder, "b", name), "rb") as b:
                self.assertEqual(a.read(), b.read())

    def test_samples_and_their_statistics(self):
        report = self.solve(tile_file("variation_1t1r"), "--draws", "4", "--out", "out",
                            "--cells-out", "cells.npz")
        self.assertEqual(report["samples"]["draws"], 4)
        self.assertEqual(report["report"]["status"], "converged")
        self.assertEqual(report["report"]["inputs"], 4 * 20 * 2)
        shape, currents = read_npy(os.path.join(self.folder, "out", "i_out_A.npy"))
        self.assertEqual(list(shape), [4, 20, 2, 8])
        statistics = self.rows(os.path.join("out", "i_out_statistics.csv"))
        self.assertEqual(len(statistics), 16)
        for line in statistics:
            b, j = int(line["input"]), int(line["col"])
            own = [currents[(s * 2 + b) * 8 + j] for s in range(80)]
            mean = sum(own) / 80
            sigma = math.sqrt(sum((i - mean) ** 2 for i in own) / 79)
            self.close([float(line["mean_A"]), float(line["sigma_A"])], [mean, sigma], 1e-9)
            self.assertEqual(float(line["min_A"]), min(own))
            self.assertGreater(float(line["sigma_device_A"]), 0)
            self.assertGreater(float(line["sigma_cycle_A"]), 0)
        self.assertIn("sample", self.run_program("solve", tile_file("variation_1t1r")).stdout)

    def test_examples_by_the_circuit(self):
        for name in ("variation_model_1t1r", "variation_faults_8x8"):
            currents = []
            for fidelity in ("auto", "circuit"):
                report = self.solve(tile_file(name), "--fidelity", fidelity, "--out", fidelity)
                self.assertEqual(report["report"]["status"], "converged")
                currents.append(read_npy(os.path.join(self.folder, fidelity, "i_out_A.npy"))[1])
            largest = max(abs(i) for i in currents[1])
            for a, b in zip(*currents):
                self.assertLessEqual(abs(a - b), 1e-8 * largest)

    def test_other_verbs_see_the_first_array(self):
        self.write("tile.toml", TILE.replace("[cells]", "wl_segment_ohm = 1\n[cells]"))
        done = self.run_program("export", "tile.toml", "--out", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.solve("tile.toml", "--cells-out", "cells.csv")
        first = float(self.rows("cells.csv")[0]["r_ohm"])
        self.assertNotEqual(first, 1e4)
        last = [line.split()[-1] for line in done.stdout.splitlines() if line.startswith("R")]
        self.assertLess(min(abs(float(ohm) / first - 1) for ohm in last), 1e-9)

    def test_refusals(self):
        for old, new, number, words in (
                ("device.r_ohm", "device.gap", 7470, ["g_S, r_ohm"]),
                ("sigma_relative = 0.1", "", 7471, ["sigma_relative"]),
                ("sigma_relative = 0.1", "sigma_relative = -0.1", 7472, ["0 or more"]),
                ("sigma_relative = 0.1", "sigma_ln = 0.1", 7473, ["lognormal"]),
                ("open_fraction = 0.1", "open_fraction = 0.7\nshort_fraction = 0.4", 7474, ["1.1"]),
                ("open_fraction = 0.1", "open_fraction = 1.1", 2205, ["1.1"]),
                ("open_fraction = 0.1", "stuck_on_fraction = 0.1", 7477, ["stuck_on"]),
                ("sigma_relative = 0.1", "sigma_relative = 0.1\nmin = 1e9", 7478, ["[0, 0]"])):
            self.assertIn(old, TILE)
            self.write("tile.toml", TILE.replace(old, new))
            done = self.run_program("solve", "tile.toml")
            self.assertIn("error[%d]" % number, done.stderr, (old, new))
            self.assertRegex(done.stderr, r" --> tile\.toml:\d+:\d+")
            self.assertEqual(done.returncode, 3, (old, new, done.stderr))
            self.assertEqual(done.stdout, "")
            for word in words:
                self.assertIn(word, done.stderr)

    def test_options_that_do_not_apply(self):
        self.write("tile.toml", TILE)
        self.write("plain.toml", TILE[:TILE.index("[variation]")] + TILE[TILE.index("[inputs]"):])
        for arguments, number in ((["plain.toml", "--draws", "2"], 7481),
                                  (["plain.toml", "--cells-out", "c.npz"], 7481),
                                  (["tile.toml", "--cells-out", "c.txt"], 7486),
                                  (["tile.toml", "--draws", "2", "--nodes", "--out", "o"], 7487),
                                  (["tile.toml", "--draws", "0"], 6003)):
            done = self.run_program("solve", *arguments)
            self.assertIn("error[%d]" % number, done.stderr)
            self.assertEqual(done.returncode, 2, done.stderr)


if __name__ == "__main__":
    run_cli_tests.PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = sys.argv[2]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
