#!/usr/bin/env python3
# `crosspoint solve` on crossing lines: its methods, what they refuse, memory and accuracy.
#   run_mesh_tests.py PROGRAM [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import json
import os
import sys
import unittest

import run_cli_tests
from run_cli_tests import PASSIVE, Case, read_npy


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


if __name__ == "__main__":
    run_cli_tests.PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
