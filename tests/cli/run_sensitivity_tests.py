#!/usr/bin/env python3
# `crosspoint sensitivity` on tiles that can be done by hand, and on bad input.
#   run_sensitivity_tests.py PROGRAM [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import json
import os
import sys
import unittest

import run_cli_tests
from run_cli_tests import GATED, PASSIVE, Case, read_bytes, read_npy


class Sensitivity(Case):
    """One cell of 0.5 S with 1 ohm of wire on either side: I = V G / (1 + 2 G) = 0.25 A at 1 V."""
    ONE = PASSIVE.replace("rows = 2", "rows = 1").replace("cols = 2", "cols = 1").replace(
        '"g.npy"', "[[0.5]]").replace('"v.npy"', "[[3], [1]]")

    def run_one(self, *extra, env=None):
        self.write("tile.toml", self.ONE)
        return self.run_program("sensitivity", "tile.toml", *extra, env=env)

    def array(self, name):
        return read_npy(os.path.join(self.folder, "out", name))

    def test_one_cell_by_hand(self):
        done = self.run_one("--output", "0", "--input", "1", "--out", "out", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["report"]["status"], "converged")
        self.close([answer["i_out_A"]], [0.25])
        # dI/dG = V / (1 + 2 G)^2; in every wire dI/dr = -I^2 / V; dI/dV = I / V.
        self.assertEqual(self.array("di_dg_V.npy")[0], [1, 1])
        self.close(self.array("di_dg_V.npy")[1], [0.25])
        self.assertEqual(self.array("di_dr_wl_A_per_ohm.npy")[0], [1, 2])
        self.close(self.array("di_dr_wl_A_per_ohm.npy")[1], [-0.0625, 0])
        self.close(self.array("di_dr_bl_A_per_ohm.npy")[1], [0, -0.0625])
        self.close(self.array("di_dend_wl_A_per_ohm.npy")[1], [-0.0625, 0])
        self.close(self.array("di_dend_bl_A_per_ohm.npy")[1], [0, -0.0625])
        self.assertEqual(self.array("di_dv_S.npy")[0], [1])
        self.close(self.array("di_dv_S.npy")[1], [0.25])
        self.close([answer["report"]["sum_g_di_dg_A"], answer["report"]["sum_v_di_dv_A"]],
                   [0.25, 0.25])
        self.assertEqual([e["g_S"] for e in answer["largest_cells"]], [0.5])
        self.assertEqual({(e["set"], e["line"], e["segment"]) for e in answer["largest_segments"]},
                         {("wl", 0, 0), ("bl", 0, 1)})

    def test_the_rows_of_the_transfer_matrix(self):
        # dI_j/dV_i by unit inputs through `solve`.
        self.write("tile.toml", PASSIVE.replace('"v.npy"', "[[1, 0], [0, 1]]"))
        self.run_program("solve", "tile.toml", "--out", "out")
        currents = self.array("i_out_A.npy")[1]
        for j in (0, 1):
            done = self.run_program("sensitivity", "tile.toml", "--output", str(j), "--out", "out")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.close(self.array("di_dv_S.npy")[1], currents[j::2])

    def test_gated(self):
        # Row 0 alone: 0.2 V over 10 kohm of cell, 3 ohm of wires, 2 of the kohm in the transistor.
        self.write("tile.toml", GATED)
        done = self.run_program("sensitivity", "tile.toml", "--output", "0", "--input", "1",
                                "--out", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("access transistor", done.stdout)
        self.assertEqual(sorted(os.listdir(os.path.join(self.folder, "out"))),
                         ["di_dend_bl_A_per_ohm.npy", "di_dend_sl_A_per_ohm.npy",
                          "di_dg_V.npy", "di_dg_device_V.npy", "di_dr_bl_A_per_ohm.npy",
                          "di_dr_sl_A_per_ohm.npy"])
        current = 0.2 / 10003
        self.close(self.array("di_dg_V.npy")[1][:1], [current ** 2 / 0.2 * 10e3 ** 2])
        device = self.array("di_dg_device_V.npy")[1]
        self.close(device[:1], [current ** 2 / 0.2 * 8e3 ** 2])
        self.assertEqual(device[1], 0.0)  # off: its device is not in the circuit
        self.assertNotEqual(self.array("di_dg_V.npy")[1][1], 0.0)  # but a leak would count
        self.close(self.array("di_dr_sl_A_per_ohm.npy")[1], [0] + 2 * [-current ** 2 / 0.2])

    def test_text(self):
        done = self.run_one("--output", "0")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("column 0, input 0: I = 0.75 A", done.stdout)
        self.assertIn("wl 0, left end", done.stdout)
        self.assertIn("bl 0, bottom end", done.stdout)
        self.assertRegex(done.stdout, r"sum of G dI/dG over cells, wires and ends is I to \d")
        self.assertIn("status    converged", done.stdout)
        self.assertEqual(self.files(), ["g.npy", "tile.toml", "v.npy"])

    def test_map(self):
        self.write("tile.toml", PASSIVE)
        for name, start in (("map.svg", b"<?xml"), ("map.png", b"\x89PNG")):
            done = self.run_program("sensitivity", "tile.toml", "--output", "1", "--plot", name)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(read_bytes(self.folder, name).startswith(start))
        script = read_bytes(self.folder, "map.gp").decode()
        self.assertIn("Sensitivity of output 1 to the cells: tile, input 0", script)
        self.assertRegex(script, r"dI/dG \(m?V\)")

    def test_the_examples_run(self):
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        folder = os.path.join(root, "netlists", "tiles")
        for name in sorted(name for name in os.listdir(folder) if name.endswith(".toml")):
            if name.startswith(("cell_", "model_", "program_", "tran_")):
                continue  # compact models: this verb refuses them
            done = self.run_program("sensitivity", os.path.join(folder, name), "--output", "1",
                                    "--format", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            answer = json.loads(done.stdout)
            self.close([answer["report"]["sum_g_di_dg_A"]], [answer["i_out_A"]], 1e-11)
            self.close([answer["report"]["sum_v_di_dv_A"]], [answer["i_out_A"]], 1e-11)

    def test_wrong_numbers(self):
        for code, extra in ((6013, ["--output", "1"]), (6012, ["--output", "0", "--input", "2"]),
                            (6003, []), (6003, ["--output", "-1"]), (6003, ["--output", "x"]),
                            (6003, ["--output", "0", "--format", "xml"]),
                            (6002, ["--output", "0", "--fidelity", "mesh"]),
                            (2230, ["--output", "0", "--plot", "map.pdf"])):
            done = self.run_one(*extra)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("error[%d]:" % code, done.stderr)
            self.assertIn(" = help: ", done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertEqual(self.files(), ["g.npy", "tile.toml", "v.npy"])

    def test_bad_tiles(self):
        joined = PASSIVE.replace("wl_segment_ohm = 1", "").replace("bl_segment_ohm = 1", "")
        for tile, number in ((PASSIVE.replace("cols = 2", "cols = 2\nfirst_segmnt = true"), 2202),
                             (joined.replace('"g.npy"', "[[inf, 1], [1, 1]]"), 2102)):
            self.write("tile.toml", tile)
            done = self.run_program("sensitivity", "tile.toml", "--output", "0", "--out", "out")
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("error[%d]:" % number, done.stderr)
            self.assertRegex(done.stderr, r" --> tile\.toml:\d+:[1-9]")
            self.assertEqual(self.files(), ["g.npy", "tile.toml", "v.npy"])

    def test_environment(self):
        done = self.run_one("--output", "0", "--out", "g.npy/out")
        self.assertEqual(done.returncode, 5, done.stderr)
        done = self.run_one("--output", "0", "--plot", "a.svg", env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("error[2231]", done.stderr)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    run_cli_tests.PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
