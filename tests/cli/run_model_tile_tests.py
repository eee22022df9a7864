#!/usr/bin/env python3
# `crosspoint solve` on tiles whose cells are a compact model: examples against the circuit, refusals.
#   run_model_tile_tests.py PROGRAM SOURCE_FOLDER [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import sys
import unittest

import run_cli_tests
from run_cli_tests import Case, npy, read_npy

SOURCE = ""

RESISTOR = """`include "disciplines.vams"
module cell(p, n);
    inout p, n;
    electrical p, n;
    parameter real R = 1e3 from (0:inf);
    analog I(p, n) <+ V(p, n) / R;
endmodule
"""
TILE = """schema = 1
[array]
topology = "passive"
rows = 2
cols = 2
wl_segment_ohm = 1
bl_segment_ohm = 1
[cells]
model = "cell.va"
[cells.parameters]
R = [[1e3, 2e3], [3e3, 4e3]]
[inputs]
v_V = [[0.2, 0.1], [0.0, 0.3]]
"""


class ModelTiles(Case):
    def solve(self, tile, *arguments):
        done = self.run_program("solve", tile, "--format", "json", "--out", "out", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout), read_npy(os.path.join(self.folder, "out", "i_out_A.npy"))[1]

    def assert_close(self, found, expected, relative):
        largest = max(abs(i) for i in expected)
        self.assertGreater(largest, 0.0)
        self.assertEqual(len(found), len(expected))
        for a, b in zip(found, expected):
            self.assertLessEqual(abs(a - b), relative * largest)

    def test_more_memory_than_may_be_used(self):
        self.write("cell.va", RESISTOR)
        self.write("tile.toml", TILE)
        done = self.run_program("solve", "tile.toml", "--memory", "100", "--threads", "2")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("error[2115]: a tile of 2 x 2 needs", done.stderr)
        self.assertIn("2 inputs at a time", done.stderr)
        self.assertEqual(self.run_program("solve", "tile.toml", "--memory", "1M").returncode, 0)

    def test_examples_agree_with_the_circuit(self):
        for name in ("model_passive_sinh", "model_1t1r", "model_1t1r_row"):
            tile = os.path.join(SOURCE, "netlists", "tiles", name + ".toml")
            report, fast = self.solve(tile)
            oracle, exact = self.solve(tile, "--fidelity", "circuit")
            self.assertEqual(report["report"]["status"], "converged")
            self.assertEqual(oracle["report"]["status"], "converged")
            self.assertNotEqual(report["report"]["method"], oracle["report"]["method"])
            self.assertGreater(report["report"]["newton_iterations"], 0)
            self.assert_close(fast, exact, 1e-8)

    def test_linear_model_is_a_resistor(self):
        self.write("cell.va", RESISTOR)
        self.write("tile.toml", TILE)
        _, model = self.solve("tile.toml")
        linear = TILE.replace('model = "cell.va"\n[cells.parameters]\nR', "r_ohm")
        self.write("linear.toml", linear)
        _, exact = self.solve("linear.toml")
        self.assert_close(model, exact, 1e-9)

    def test_values_of_cells_reach_a_sub_module(self):
        self.write("cell.va", RESISTOR + """module outer(p, n);
    inout p, n;
    electrical p, n;
    parameter real R_cell = 1.0 from (0:inf);
    cell #(.R(2 * R_cell)) inner(.p(p), .n(n));
endmodule
""")
        self.write("tile.toml", TILE.replace("R =", "R_cell ="))
        _, model = self.solve("tile.toml")
        self.write("linear.toml", TILE.replace('model = "cell.va"\n[cells.parameters]\nR', "r_ohm")
                   .replace("[[1e3, 2e3], [3e3, 4e3]]", "[[2e3, 4e3], [6e3, 8e3]]"))
        _, exact = self.solve("linear.toml")
        self.assert_close(model, exact, 1e-9)

    def test_values_from_files(self):
        self.write("cell.va", RESISTOR)
        self.write("tile.toml", TILE)
        _, exact = self.solve("tile.toml")
        self.write("r.npy", npy([2, 2], [1e3, 2e3, 3e3, 4e3]))
        self.write("tile.toml", TILE.replace("[[1e3, 2e3], [3e3, 4e3]]", '"r.npy"'))
        self.assertEqual(self.solve("tile.toml")[1], exact)

    def test_no_solution_is_exit_code_4(self):
        self.write("cell.va", RESISTOR.replace("V(p, n) / R", "(1 + V(p, n) * V(p, n)) / R"))
        self.write("tile.toml", TILE.replace("ohm = 1", "ohm = 1e5"))
        done = self.run_program("solve", "tile.toml")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("not_converged", done.stdout.replace(" ", "_"))
        self.assertRegex(done.stderr, r"input 0: cell \[([01]), ([01])\], node [WB]\1_\2 misses")
        done = self.run_program("solve", "tile.toml", "--fidelity", "circuit")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("input 0:", done.stderr)

    def test_cells_speak(self):
        body = "analog begin I(p, n) <+ V(p, n) / R; %s end"
        silent = "analog I(p, n) <+ V(p, n) / R;"
        self.assertIn(silent, RESISTOR)
        said = {}
        for fidelity in ("auto", "circuit"):
            self.write("tile.toml", TILE)
            self.write("cell.va", RESISTOR.replace(silent, body % '$strobe("%m has %.3f V", V(p, n));'))
            done = self.run_program("solve", "tile.toml", "--fidelity", fidelity)
            self.assertEqual(done.returncode, 0, done.stderr)
            said[fidelity] = done.stderr
            self.assertIn("cell [0, 0], input 0: X0_0 has 0.19", done.stderr)
            self.assertEqual(done.stderr.count("cell ["), 8)
            self.write("cell.va", RESISTOR.replace(
                silent, body % 'if (V(p, n) > 0.25) $fatal(0, "%.2f V is too much", 0.25);'))
            done = self.run_program("solve", "tile.toml", "--fidelity", fidelity)
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertIn("error[7206]: cell [1, 0] stops the run, input 1: 0.25 V is too much",
                          done.stderr)
            self.assertEqual(done.stdout, "")
        self.assertEqual(said["auto"], said["circuit"])

    def test_many_cells_that_speak_are_counted(self):
        self.write("cell.va", RESISTOR.replace("analog I(p, n) <+ V(p, n) / R;", """analog begin
            I(p, n) <+ V(p, n) / R; $strobe("here"); if (V(p, n) < 0.05) $warning("little"); end"""))
        self.write("tile.toml", TILE.replace("rows = 2", "rows = 20").replace("cols = 2", "cols = 30")
                   .replace("[[1e3, 2e3], [3e3, 4e3]]", "1e3")
                   .replace("[[0.2, 0.1], [0.0, 0.3]]", str([0.1] * 19 + [0.0])))
        done = self.run_program("solve", "tile.toml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("cell ["), 10)
        rest = re.search(r"said more than what is shown: (\d+) texts, (\d+) warnings", done.stderr)
        self.assertEqual(int(rest[1]), 590)
        self.assertGreaterEqual(int(rest[2]), 30)

    def test_refusals(self):
        self.write("cell.va", RESISTOR)
        self.write("card.toml", 'model = ":cell"\n')
        self.write("good.toml", 'model = "cell.va:cell"\n[states]\nlrs = { R = 1e3 }\n')
        self.write("cell.txt", "")
        for old, new, number in (
                ('"cell.va"', '"card.toml"', "error[7500]"),
                ('"cell.va"', '"cell.txt"', "error[7451]"),
                ('"cell.va"', '"good.toml"\nmodule = "cell"', "error[7452]"),
                ('"cell.va"', '"good.toml"\nstate = "hrs"', "error[7453]"),
                ("[[1e3, 2e3], [3e3, 4e3]]", "[1e3, 2e3]", "error[7454]"),
                ("4e3", "nan", "error[7455]"),
                ("[cells]", "[cells]\ngate_on_V = 1", "error[7456]"),
                ("4e3", "-4e3", "error[7457]"),
                ("[inputs]", "[cells.states]\ngap = 1\n[inputs]", "error[7458]"),
                ("[inputs]", '[cells.terminals]\np = "bl"\n[inputs]', "error[7459]"),
                ("R =", "resistance =", "error[7096]"),
                ("[[1e3, 2e3], [3e3, 4e3]]", "-1", "error[7098]"),
                ('"cell.va"', '"none.va"', "error[1001]"),
                ("[cells]", "[cells]\ng_S = 1", "error[2202]"),
                ('"cell.va"', "3", "error[2203]")):
            self.assertIn(old, TILE)
            self.write("tile.toml", TILE.replace(old, new))
            done = self.run_program("solve", "tile.toml")
            self.assertIn(number, done.stderr, (old, new))
            self.assertEqual(done.returncode, 3, (old, new, done.stderr))
            self.assertEqual(done.stdout, "")

    def test_verbs_and_options_that_do_not_apply(self):
        self.write("cell.va", RESISTOR)
        self.write("tile.toml", TILE)
        for arguments, code, number in (
                (["solve", "tile.toml", "--method", "klu"], 2, "error[7460]"),
                (["solve", "tile.toml", "--precision", "float"], 2, "error[7460]"),
                (["solve", "tile.toml", "--fidelity", "ladder"], 2, "error[7401]"),
                (["sensitivity", "tile.toml", "--output", "0"], 3, "error[7461]")):
            done = self.run_program(*arguments)
            self.assertIn(number, done.stderr)
            self.assertEqual(done.returncode, code, done.stderr)


if __name__ == "__main__":
    run_cli_tests.PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = sys.argv[2]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
