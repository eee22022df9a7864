#!/usr/bin/env python3
# `crosspoint program` and `crosspoint tran`: examples, a run that is stopped and resumed, refusals.
#   run_program_tests.py PROGRAM SOURCE_FOLDER [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

import run_cli_tests
from run_cli_tests import Case, read_bytes, read_npy

SOURCE = ""

TILE = """schema = 1
[array]
topology = "passive"
rows = 4
cols = 4
wl_segment_ohm = 20
bl_segment_ohm = 20
[cells]
model = "cell.va"
module = "drift"
[cells.parameters]
rate = 0.75
slope = 20
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
# Small steps in time: a run that can be stopped in the middle.
FINE = PROGRAM.replace("passes = 2", "passes = 2\n[engine]\nreltol = 1e-8")
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
    def cell(self):
        with open(os.path.join(SOURCE, "tests", "support", "drift_cell.va")) as file:
            return file.read()

    def write_inputs(self, program=PROGRAM):
        self.write("cell.va", self.cell())
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
        self.write_inputs(FINE)
        self.assertEqual(self.run_program("program", "program.toml", "--out", "whole").returncode, 0)
        self.stopped("cut")
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
        speak = self.cell().replace("Rate(x) <+", "%s\n        Rate(x) <+", 1)
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

    def test_refusals_of_targets(self):
        said = self.refused("program", PROGRAM.replace("g_S = [[2e-6, 3e-6, 4e-6, 5e-6], ", "g_S = ["), 7642)
        self.assertIn("bad.toml:16", said)
        target = PROGRAM[PROGRAM.index("g_S = [["):PROGRAM.index("[verify]")]
        said = self.refused("program", PROGRAM.replace(target, "state = { y = 0.5 }\n"), 7644)
        self.assertIn("it has: x", said)
        said = self.refused("program", PROGRAM.replace(target, "pulses = 1\n"), 7645)
        self.assertIn("bad.toml:17", said)

    def test_cells_that_are_resistors_are_refused(self):
        self.write_inputs()
        self.write("tile.toml", TILE[:TILE.index("model")] + "g_S = " + str(4 * [4 * [1e-6]])
                   + "\n" + TILE[TILE.index("[inputs]"):])
        self.write("tran.toml", TRAN)
        for verb in ("program", "tran"):
            done = self.run_program(verb, verb + ".toml")
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("error[7640]", done.stderr)

    def test_cells_without_a_state_are_refused(self):
        self.write_inputs()
        self.write("cell.va", self.cell().replace("memory_state x;", "real x;")
                   .replace("X(x)", "0.1").replace("Rate(x) <+ ddt(0.1) - dx;", ""))
        done = self.run_program("program", "program.toml")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("error[7649]", done.stderr)

    def test_refusals_of_tran(self):
        self.refused("tran", TRAN.replace('lines = "wl"', 'lines = "gate"'), 7647)
        self.refused("tran", TRAN.replace("V = 0.1", 'V = 0.1\npwl = [[0, 0]]'), 7648)
        self.refused("tran", TRAN.replace('duration_s = "10 ns"', "duration_s = 0"), 7600)
        self.refused("tran", TRAN[:TRAN.index("[[phase]]")], 7646)
        said = self.refused("tran", TRAN[:TRAN.index("[[phase.drive]]")], 7646)
        self.assertIn("bad.toml:5", said)

    def test_a_run_is_resumed_from_a_folder(self):
        self.write_inputs()
        self.write("tran.toml", TRAN)
        done = self.run_program("program", "program.toml", "--resume")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("error[7650]", done.stderr)
        done = self.run_program("program", "program.toml", "--resume", "--out", "none")
        self.assertEqual(done.returncode, 2)
        self.assertIn("error[7651]", done.stderr)

    def stopped(self, out):
        """A run that was interrupted in the middle, however fast the machine is."""
        for wait_s in (0.6, 0.3, 0.15, 0.1, 0.2, 0.4, 1.2, 2.4):
            shutil.rmtree(os.path.join(self.folder, out), ignore_errors=True)
            process = subprocess.Popen([run_cli_tests.PROGRAM, "program", "program.toml", "--out",
                                        out], cwd=self.folder, stderr=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
            time.sleep(wait_s)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
            if process.returncode == 130 and "--resume" in said:
                return
        self.fail("never stopped in the middle: " + said)

    def test_what_the_tile_is_made_of_is_part_of_a_checkpoint(self):
        self.write_inputs(FINE)
        self.stopped("out")
        resume = ("program", "program.toml", "--out", "out", "--resume")
        # The same names and lengths, another model: the name of a local variable.
        self.write("cell.va", self.cell().replace("real dx;", "real dy;").replace("dx", "dy"))
        done = self.run_program(*resume)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("error[7636]", done.stderr)
        # A card in place of the file.
        self.write("cell.va", self.cell())
        self.write("tile.toml", TILE.replace("rate = 0.75", "rate = 0.76"))
        self.assertIn("error[7636]", self.run_program(*resume).stderr)
        self.write("tile.toml", TILE)
        self.assertIn("error[7636]", self.run_program(*resume, "--with", "verify.passes=3").stderr)
        self.assertEqual(self.run_program(*resume).returncode, 0)

    def test_a_changed_card_is_another_tile(self):
        card = """model = "cell.va:drift"
[parameters]
rate = { value = %s, unit = "1/s", source = "by hand", known = "D" }
slope = { value = 20.0, unit = "1/V", source = "by hand", known = "D" }
"""
        tile = TILE[:TILE.index("module")] + TILE[TILE.index("[inputs]"):]
        tile = tile.replace('"cell.va"', '"cell.toml"')
        self.write_inputs(FINE)
        self.write("tile.toml", tile)
        self.write("cell.toml", card % "0.75")
        self.stopped("card")
        self.write("cell.toml", card % "0.76")
        done = self.run_program("program", "program.toml", "--out", "card", "--resume")
        self.assertIn("error[7636]", done.stderr)
        self.write("cell.toml", card % "0.75")
        done = self.run_program("program", "program.toml", "--out", "card", "--resume")
        self.assertEqual(done.returncode, 0, done.stderr)

    def in_tile(self):
        """The program file as tables of the tile file."""
        text = PROGRAM[PROGRAM.index("[write]"):].replace("\n[", "\n[program.")
        return TILE + "[program." + text[1:]

    def test_program_in_the_tile_file_and_settings_that_win(self):
        self.write_inputs()
        self.write("whole.toml", self.in_tile())
        for name, out in (("program.toml", "a"), ("whole.toml", "b")):
            done = self.run_program("program", name, "--out", out)
            self.assertEqual(done.returncode, 0, done.stderr)
        a, b = os.path.join(self.folder, "a"), os.path.join(self.folder, "b")
        for name in set(os.listdir(a)) - {"summary.json"}:  # it names the file
            self.assertEqual(read_bytes(a, name), read_bytes(b, name), name)
        # Other verbs take the tile.
        self.assertEqual(self.run_program("solve", "whole.toml").returncode, 0)
        self.write("third.toml", self.in_tile().replace('"third"', '"half"'))
        for name in ("program.toml", "third.toml"):
            done = self.run_program("program", name, "--format", "json", "--with",
                                    "write.scheme=half", "--with", "verify.passes=1",
                                    "--with", "set.width_s=25 ns")
            self.assertEqual(done.returncode, 0, done.stderr)
            report = json.loads(done.stdout)
            self.assertEqual(report["scheme"], "half")
            done = self.run_program("program", name, "--format", "json")
            self.assertEqual(json.loads(done.stdout)["scheme"],
                             "third" if name == "program.toml" else "half")

    def test_bad_settings(self):
        self.write_inputs()
        self.write("whole.toml", self.in_tile())
        for name in ("program.toml", "whole.toml"):
            for setting, number, code in (("verify.passs=2", 2202, 3), ("verify.passes", 7656, 2),
                                          ("verify.passes=-2", 2205, 3), ("=2", 7656, 2),
                                          ("a b=2", 2223, 2), ("write.scheme=quarter", 2206, 3)):
                done = self.run_program("program", name, "--with", setting)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(f"error[{number}]", done.stderr)
                if number == 2205:
                    self.assertIn("passes = -2", done.stderr)
        done = self.run_program("program", "tile.toml")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("error[7653]", done.stderr)

    def trace(self, out):
        with open(os.path.join(self.folder, out, "trace.csv")) as file:
            return list(csv.DictReader(file))

    def test_one_pulse_by_flags_is_the_phase_of_a_file(self):
        self.write_inputs()
        self.write("tran.toml", TRAN[:TRAN.index("[[phase]]\nduration_s")] +
                   "[probe]\ncells = [[1, 2], [0, 2]]\n")
        done = self.run_program("tran", "tran.toml", "--out", "a")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_program("tran", "tile.toml", "--write", "1,2", "--amplitude", "900 mV",
                                "--width", "20n", "--rise", "1e-9", "--probe", "1,2",
                                "--probe", "0,2", "--out", "b")
        self.assertEqual(done.returncode, 0, done.stderr)
        a, b = os.path.join(self.folder, "a"), os.path.join(self.folder, "b")
        for name in ("trace.csv", "energy.csv", "states.npz"):
            self.assertEqual(read_bytes(a, name), read_bytes(b, name), name)

    def test_nodes_of_a_probed_cell_are_those_of_a_dc_solve(self):
        self.write_inputs()
        self.write("tile.toml", TILE.replace("[0.1, 0, 0, 0]", "[0.1, 0.05, 0, 0.02]"))
        phase = 'schema = 1\ntile = "tile.toml"\n[[phase]]\nduration_s = "1 ps"\n'
        for line, volts in (("wl", 0.1), ("wl", 0.05), ("wl", 0), ("wl", 0.02)):
            phase += "[[phase.drive]]\nlines = \"wl\"\nat = %d\nV = %g\n" % (
                phase.count('"wl"'), volts)
        self.write("tran.toml", phase + '[[phase.drive]]\nlines = "bl"\nV = 0\n')
        probes = [(0, 0), (1, 3), (3, 2)]
        flags = [x for i, j in probes for x in ("--probe", "%d,%d" % (i, j))]
        done = self.run_program("tran", "tran.toml", "--out", "out", *flags)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_program("solve", "tile.toml", "--out", "dc", "--nodes")
        self.assertEqual(done.returncode, 0, done.stderr)
        first = self.trace("out")[0]
        for set_name in ("wl", "bl"):
            node_V = read_npy(os.path.join(self.folder, "dc", "v_" + set_name + "_V.npy"))[1]
            for i, j in probes:
                found = float(first["V_%s(%d %d)" % (set_name, i, j)])
                self.assertLess(abs(found - node_V[4 * i + j]), 1e-9)
                self.assertNotEqual(found, 0.0)
        for i, j in probes:
            name = "(%d %d)" % (i, j)
            difference = float(first["V_wl" + name]) - float(first["V_bl" + name])
            self.assertLess(abs(float(first["V" + name]) - difference), 1e-12)

    def test_bad_flags_of_tran(self):
        self.write_inputs()
        self.write("tran.toml", TRAN)
        pulse = ("--amplitude", "0.9", "--width", "20 ns")
        for arguments, number, code in (
                (("tran.toml", "--probe", "4,0"), 7654, 2),
                (("tran.toml", "--probe", "1"), 7658, 2),
                (("tran.toml", "--probe", "1,x"), 7657, 2),
                (("tran.toml", "--write", "1,2", *pulse), 7655, 2),
                (("tile.toml", "--write", "1", *pulse), 7658, 2),
                (("tile.toml", "--write", "9,1", *pulse), 2205, 3),
                (("tile.toml", "--write", "1,2", *pulse, "--scheme", "inhibit"), 7630, 3),
                (("tile.toml", "--write", "1,2", *pulse, "--rise", "1 V"), 7511, 2)):
            done = self.run_program("tran", *arguments)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(f"error[{number}]", done.stderr)
        self.assertEqual(self.run_program("tran", "tile.toml", "--write", "1,2").returncode, 2)

    def test_pictures(self):
        self.write_inputs()
        self.write("tran.toml", TRAN)
        for verb in ("program", "tran"):
            done = self.run_program(verb, verb + ".toml", "--plot", verb + ".svg")
            if "error[2231]" in done.stderr:
                self.skipTest("gnuplot is not installed")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(b"<svg", read_bytes(self.folder, verb + ".svg"))
            self.assertTrue(read_bytes(self.folder, verb + ".gp"))
            done = self.run_program(verb, verb + ".toml", "--plot", verb + ".pdf")
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("error[2230]", done.stderr)


if __name__ == "__main__":
    run_cli_tests.PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = sys.argv[2]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
