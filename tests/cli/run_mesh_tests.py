#!/usr/bin/env python3
# `crosspoint solve` on crossing lines: its methods, what they refuse, memory and accuracy.
#   run_mesh_tests.py PROGRAM [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import json
import os
import pty
import signal
import subprocess
import sys
import time
import unittest

import run_cli_tests
from run_cli_tests import PASSIVE, Case, npy, read_npy


class Meshes(Case):
    def test_methods_of_a_mesh(self):
        self.write("tile.toml", PASSIVE)
        methods = {}
        for method in ("schur-cg", "transfer", "direct", "ldlt", "klu"):
            done = self.run_program("solve", "tile.toml", "--format", "json", "--method", method,
                                    "--out", method)
            self.assertEqual(done.returncode, 0, done.stderr)
            methods[method] = json.loads(done.stdout)["report"]["method"]
            exact = read_npy(os.path.join(self.folder, "schur-cg", "i_out_A.npy"))[1]
            for a, b in zip(read_npy(os.path.join(self.folder, method, "i_out_A.npy"))[1], exact):
                self.assertLessEqual(abs(a - b), 1e-9 * max(abs(i) for i in exact))
        self.assertEqual(len(set(methods.values())), 5, methods)

    def test_refusals_of_a_mesh(self):
        self.write("tile.toml", PASSIVE)
        for arguments, code, number in (
                (["--method", "klu", "--fidelity", "mesh"], 2, "error[2105]"),
                (["--method", "transfer", "--nodes", "--out", "out"], 2, "error[2119]"),
                (["--memory", "1K"], 5, "error[2115]"),
                (["--memory", "lots"], 2, "--memory"),
                (["--accuracy", "2"], 2, "--accuracy")):
            done = self.run_program("solve", "tile.toml", *arguments)
            self.assertEqual(done.returncode, code, (arguments, done.stderr))
            self.assertIn(number, done.stderr)
            self.assertEqual(done.stdout, "")

    def write_large_tile(self, n, inputs):
        """n x n cells, hard enough for the coarse grid of Schur-CG."""
        self.write("g.npy", npy([n, n], [1e-4, 1e-5, 3e-5] * (n * n // 3)))
        self.write("v.npy", npy([inputs, n], [0.1, 0.2] * (n * inputs // 2)))
        tile = PASSIVE.replace("_ohm = 1", "_ohm = 100").replace("= 2", "= %d" % n)
        self.write("tile.toml", tile)

    def test_report_names_the_coarse_grid(self):
        self.write_large_tile(120, 1)
        done = self.run_program("solve", "tile.toml", "--method", "schur-cg")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"work +\d+ iterations over all inputs, with a coarse grid of "
                         r"one node per (\d+) x \1 crossings\n")
        done = self.run_program("solve", "tile.toml", "--method", "schur-cg", "--format", "json")
        report = json.loads(done.stdout)["report"]
        self.assertGreater(report["coarse_block"], 1)
        self.assertGreater(report["iterations"], 0)

    def on_terminal(self, *arguments):
        """Starts the program with a terminal as stderr: the process and our end of it."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen([run_cli_tests.PROGRAM, *arguments], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=theirs, text=True)
        os.close(theirs)
        self.addCleanup(os.close, ours)
        return process, ours

    def read_until(self, terminal, word, seconds=60):
        text = b""
        end = time.monotonic() + seconds
        while word not in text:
            self.assertLess(time.monotonic(), end, text)
            try:
                text += os.read(terminal, 4096)
            except OSError:  # the program ended and all is read
                break
        return text

    def test_a_long_solve_shows_progress_on_a_terminal_and_stops_on_interrupt(self):
        self.write_large_tile(600, 400)  # expected to take 5 s
        process, terminal = self.on_terminal("solve", "tile.toml", "--method", "schur-cg",
                                             "--threads", "1", "--out", "out")
        text = self.read_until(terminal, b"/400 inputs")
        self.assertRegex(text, rb"\r\d+/400 inputs")
        self.assertNotIn(b"\n", text)  # one line, written over
        process.send_signal(signal.SIGINT)
        text = self.read_until(terminal, b"error[2116]")
        self.assertIn(b"\r\x1b[K", text)
        self.assertIn(b"stopping after the step under way; once more ends it at once", text)
        self.assertIn(b"error[2116]", text)
        self.assertEqual(process.communicate(timeout=60)[0], "")
        self.assertEqual(process.returncode, 130)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "out")))

    def test_a_short_solve_shows_no_progress(self):
        self.write("tile.toml", PASSIVE)
        process, terminal = self.on_terminal("solve", "tile.toml")
        self.assertEqual(self.read_until(terminal, b"\r"), b"")
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)


if __name__ == "__main__":
    run_cli_tests.PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
