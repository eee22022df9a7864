#!/usr/bin/env python3
# `crosspoint program` and `crosspoint tran`: examples, a run that is stopped and resumed, refusals.
#   run_program_tests.py PROGRAM SOURCE_FOLDER [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import csv
import json
import os
import signal
import subprocess
import sys
import time
import unittest

import run_cli_tests
from run_cli_tests import Case, read_bytes, read_npy

SOURCE = ""

CELL = """`include "disciplines.vams"
nature Share
    access = X; units = "1"; abstol = 1e-6;
endnature
nature ShareRate
    access = Rate; units = "1/s"; abstol = 1.0;
endnature
discipline memory_state
    potential Share; flow ShareRate;
enddiscipline
module cell(p, n);
    inout p, n;
    electrical p, n;
    memory_state x;
    real dx;
    analog begin
        I(p, n) <+ (1e-6 + 9e-6 * X(x)) * V(p, n);
        dx = 0.75 * sinh(20 * V(p, n));
        if (analysis("static")) dx = 0.1 - X(x);
        Rate(x) <+ ddt(X(x)) - dx;
    end
endmodule
"""
TILE = """schema = 1
[array]
topology = "passive"
rows = 4
cols = 4
wl_segment_ohm = 20
bl_segment_ohm = 20
[cells]
model = "cell.va"
[inputs]
v_V = [0.1, 0, 0, 0]
"""
PROGRAM = """schema = 1
tile = "tile.toml"
[write]
scheme = "third"
[set]
V = 0.6
step_V = 0.02
stop_V = 1.0
width_s = "20 ns"
[reset]
V = -0.6
step_V = 0.02
stop_V = -1.0
width_s = "20 ns"
[target]
g_S = [[2e-6, 3e-6, 4e-6, 5e-6], [3e-6, 4e-6, 5e-6, 2e-6], [4e-6, 5e-6, 2e-6, 3e-6], [5e-6, 2e-6, 3e-6, 4e-6]]
[verify]
tolerance_rel = 0.04
max_pulses = 100
passes = 2
[read]
V = "100 mV"
"""
TRAN = """schema = 1
tile = "tile.toml"
[[phase]]
write = { row = 1, cols = 2, V = 0.9, width_s = "20 ns", rise_s = "1 ns" }
[[phase]]
duration_s = "10 ns"
[[phase.drive]]
lines = "bl"
V = 0
[[phase.drive]]
lines = "wl"
at = [1]
V = 0.1
[probe]
cells = [[1, 2], [0, 2]]
"""


class Programs(Case):
    def write_inputs(self, program=PROGRAM):
        self.write("cell.va", CELL)
        self.write("tile.toml", TILE)
        self.write("program.toml", program)

    def test_write_verify_reaches_its_window(self):
        self.write_inputs()
        done = self.run_program("program", "program.toml", "--out", "out", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        summary = json.loads(done.stdout)
        self.assertEqual(summary["missed"], 0)
        out = os.path.join(self.folder, "out")
        shape, reached = read_npy(os.path.join(out, "reached_S.npy"))
        target = read_npy(os.path.join(out, "target_S.npy"))[1]
        self.assertEqual(tuple(shape), (4, 4))
        for got, wanted in zip(reached, target):
            self.assertLessEqual(abs(got / wanted - 1), 0.04)
        with open(os.path.join(out, "pulses.csv")) as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), summary["pulses"])
        energy = sum(float(row["energy_J"]) for row in rows)
        self.assertAlmostEqual(energy / summary["energy_J"], 1.0, places=6)
        self.assertAlmostEqual(sum(read_npy(os.path.join(out, "energy_J.npy"))[1]) / energy, 1.0, places=6)
        self.assertFalse(os.path.exists(os.path.join(out, "checkpoint.npz")))

    def test_missed_cells_are_exit_code_1(self):
        self.write_inputs(PROGRAM.replace("max_pulses = 100", "max_pulses = 2"))
        done = self.run_program("program", "program.toml")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("missed", done.stdout)

    def test_interrupted_run_resumes_to_the_same_bytes(self):
        self.write_inputs(PROGRAM.replace("passes = 2", "passes = 2\n[engine]\nreltol = 1e-6"))
        self.assertEqual(self.run_program("program", "program.toml", "--out", "whole").returncode, 0)
        command = [run_cli_tests.PROGRAM, "program", "program.toml", "--out", "cut"]
        process = subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        if process.returncode == 130:  # else it was done before the signal: nothing to resume
            self.assertIn("--resume", said)
            done = self.run_program("program", "program.toml", "--out", "cut", "--resume")
            self.assertEqual(done.returncode, 0, done.stderr)
        whole, cut = os.path.join(self.folder, "whole"), os.path.join(self.folder, "cut")
        self.assertEqual(sorted(os.listdir(whole)), sorted(os.listdir(cut)))
        for name in os.listdir(whole):
            self.assertEqual(read_bytes(whole, name), read_bytes(cut, name), name)

    def test_examples_run(self):
        for name, code in (("program_position", 0), ("program_1t1r", 0), ("program_synapse", 0)):
            path = os.path.join(SOURCE, "netlists", "tiles", name + ".toml")
            done = self.run_program("program", path, "--out", name, "--format", "json")
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertTrue(json.loads(done.stdout)["complete"])
        # Nearest to the drivers (left, bottom) a cell gets the most.
        reached = read_npy(os.path.join(self.folder, "program_position", "cell_S.npy"))[1]
        self.assertEqual(max(range(144), key=lambda k: reached[k]), 11 * 12)
        self.assertEqual(min(range(144), key=lambda k: reached[k]), 11)

    def test_tran(self):
        self.write_inputs()
        self.write("tran.toml", TRAN)
        done = self.run_program("tran", "tran.toml", "--out", "out", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        phases = json.loads(done.stdout)["phases"]
        self.assertEqual(len(phases), 2)
        for p in phases:
            spent = p["drivers_J"] + p["wires_J"] + p["cells_J"] + p["stored_J"]
            self.assertAlmostEqual(spent / p["delivered_J"], 1.0, places=6)
        with open(os.path.join(self.folder, "out", "trace.csv")) as file:
            rows = list(csv.DictReader(file))
        self.assertAlmostEqual(float(rows[-1]["time_s"]), 32e-9, places=12)
        selected, half = (max(float(r[f"V({i} 2)"]) for r in rows) for i in (1, 0))
        self.assertTrue(0.89 < selected < 0.9 and 0.44 < half < 0.46, (selected, half))
        self.assertGreater(float(rows[-1]["x(1 2)"]), float(rows[0]["x(1 2)"]) + 0.1)
        # The read: what goes in at the word line comes out at the bit lines.
        last = rows[-1]
        into = float(last["I(W1 left)"])
        self.assertGreater(into, 0.0)
        out = sum(float(last[f"I(B{j} bottom)"]) for j in range(4))
        self.assertLess(abs(into + out), 1e-6 * into)
        self.assertEqual(last["I(W0 left)"], "nan")

    def test_cells_speak(self):
        self.write_inputs()
        speak = CELL.replace("Rate(x) <+", "%s\n        Rate(x) <+")
        for engine in ("fast", "circuit"):
            self.write("tran.toml", TRAN + '[engine]\nname = "%s"\n' % engine)
            self.write("cell.va", speak % 'if (V(p, n) > 0.7) $strobe("%m is high");')
            done = self.run_program("tran", "tran.toml")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stderr, r"cell \[1, 2\], [0-9.e-]+ s: X1_2 is high\n")
            self.assertNotIn("X0_0", done.stderr)
            self.write("cell.va", speak % 'if (V(p, n) > 0.7) $finish(0);')
            done = self.run_program("tran", "tran.toml", "--format", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(len(json.loads(done.stdout)["phases"]), 1)
            self.assertIn("finishes the run", done.stderr)
            self.write("cell.va", speak % 'if (V(p, n) > 0.7) $fatal(0, "burnt");')
            done = self.run_program("tran", "tran.toml")
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertRegex(done.stderr, r"error\[7206\]: cell \[1, 2\] stops the run, [0-9.e-]+ s: burnt")
        self.write("cell.va", speak % 'if (V(p, n) > 0.5) $fatal(0, "burnt");')
        done = self.run_program("program", "program.toml")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertRegex(done.stderr, r"error\[7206\]: pulse \d+ on row \d: cell \[\d, \d\] stops")
        self.write("cell.va", speak % 'if (V(p, n) > 0.5) $finish;')
        done = self.run_program("program", "program.toml")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("error[7637]", done.stderr)

    def refused(self, verb, text, number, code=3):
        self.write_inputs()
        self.write("bad.toml", text)
        done = self.run_program(verb, "bad.toml")
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(f"error[{number}]", done.stderr)
        return done.stderr

    def test_refusals_of_program(self):
        said = self.refused("program", PROGRAM.replace('"third"', '"inhibit"'), 7630)
        self.assertIn("bad.toml:4", said)
        self.refused("program", PROGRAM.replace("V = 0.6", "V = 0.6\ngate_V = 1"), 7641)
        self.refused("program", PROGRAM.replace("g_S = [[2e-6", "g_S = [[2e-6, 1e-6], [2e-6"), 2220)
        self.refused("program", PROGRAM.replace("[target]", "[target]\npulses = 1"), 7643)
        self.refused("program", PROGRAM.replace("stop_V = 1.0", "stop_V = -1.0"), 7634)
        self.refused("program", PROGRAM.replace("step_V", "steps_V"), 2202)

    def test_cells_without_a_state_are_refused(self):
        self.write_inputs()
        self.write("cell.va", CELL.replace("memory_state x;", "real x;").replace("X(x)", "0.1")
                   .replace("Rate(x) <+ ddt(0.1) - dx;", ""))
        done = self.run_program("program", "program.toml")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("error[7649]", done.stderr)

    def test_refusals_of_tran(self):
        self.refused("tran", TRAN.replace('lines = "wl"', 'lines = "gate"'), 7647)
        self.refused("tran", TRAN.replace("V = 0.1", 'V = 0.1\npwl = [[0, 0]]'), 7648)
        self.refused("tran", TRAN.replace('duration_s = "10 ns"', "duration_s = 0"), 7600)

    def test_flags_need_a_folder(self):
        self.write_inputs()
        self.write("tran.toml", TRAN)
        for verb, flag, number in (("program", "--resume", 7650), ("program", "--plot", 7650),
                                   ("tran", "--plot", 7652)):
            done = self.run_program(verb, verb + ".toml", flag)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(f"error[{number}]", done.stderr)
        done = self.run_program("program", "program.toml", "--resume", "--out", "none")
        self.assertEqual(done.returncode, 2)
        self.assertIn("error[7651]", done.stderr)


if __name__ == "__main__":
    run_cli_tests.PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = sys.argv[2]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
