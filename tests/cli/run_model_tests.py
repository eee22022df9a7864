#!/usr/bin/env python3
# `crosspoint model` on a resistor that can be done by hand, on a card, and on bad input.
#   run_model_tests.py PROGRAM [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import os
import sys
import unittest

import run_cli_tests
from run_cli_tests import Case

RESISTOR = """`include "disciplines.vams"
module res(p, n);
    inout p, n;
    electrical p, n;
    (* desc = "resistance", units = "ohm" *)
    parameter real R = 1e3 from (0:inf);
    analog I(p, n) <+ V(p, n) / R;
endmodule
"""
CARD = """model = "res.va:res"
[parameters]
R = { value = 500.0, unit = "ohm", source = "by hand", known = "D" }
"""


class Model(Case):
    def model(self, *arguments, text=RESISTOR, card=CARD):
        self.write("res.va", text)
        self.write("res.toml", card)
        return self.run_program("model", *arguments)

    def test_check(self):
        done = self.model("check", "res.toml")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("0 wrong", done.stdout)
        done = self.model("check", "res.va", text=RESISTOR.replace("V(p, n) / R", "-V(p, n) / R"))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("negative at 20 of 20", done.stdout)

    def test_show(self):
        done = self.model("show", "res.toml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("R = 500 ohm, from (0.0:inf): resistance\n      D: by hand",
                      done.stdout.replace("(0:", "(0.0:"))
        for stage, word in (("tokens", "module"), ("tree", "res"), ("checked", "res"),
                            ("ir", "residual[0]"), ("program", "out0")):
            done = self.model("show", "res.va", "--stage", stage)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(word, done.stdout)

    def test_iv(self):
        done = self.model("iv", "res.toml", "--sweep", "p=-1:1:3", "--at", "n=500m")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "p_V,n_V,p_A,n_A")
        self.close([float(x) for x in lines[1].split(",")], [-1, 0.5, -3e-3, 3e-3])
        done = self.model("iv", "res.toml", "--sweep", "p=0:1:2", "--set", "R=2e3")
        self.close([float(x) for x in done.stdout.splitlines()[2].split(",")],
                   [1, 0, 5e-4, -5e-4])

    def test_pulse(self):
        done = self.model("pulse", "res.toml", "--terminal", "p", "--amplitude", "2", "--width",
                          "10n", "--rise", "1n", "--count", "3", "--csv", "out.csv")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(self.folder, "out.csv")) as file:
            lines = file.read().splitlines()
        self.assertEqual(lines[0], "time_s,p_V,n_V,p_A,n_A")
        rows = [[float(x) for x in line.split(",")] for line in lines[1:]]
        self.close([max(row[3] for row in rows)], [4e-3])
        rises = sum(a[1] < 1 <= b[1] for a, b in zip(rows, rows[1:]))
        self.assertEqual(rises, 3)

    def test_open_terminal(self):
        divider = RESISTOR.replace("(p, n);\n    inout p, n;\n    electrical p, n;",
                                   "(p, mid, n);\n    inout p, mid, n;\n    electrical p, mid, n;")
        divider = divider.replace("I(p, n) <+ V(p, n) / R;", """begin
            I(p, mid) <+ V(p, mid) / R; I(mid, n) <+ V(mid, n) / (3 * R); end""")
        iv = ("iv", "res.toml", "--sweep", "p=-1:1:3", "--at", "n=500m", "--open", "mid")
        done = self.model(*iv, text=divider)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "p_V,mid_V,n_V,p_A,mid_A,n_A")
        self.close([float(x) for x in lines[1].split(",")],
                   [-1, -1 + 1.5 / 4, 0.5, -1.5 / 2000, 0, 1.5 / 2000])
        done = self.model("pulse", "res.toml", "--terminal", "p", "--amplitude", "2", "--open",
                          "mid", text=divider)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [[float(x) for x in line.split(",")] for line in done.stdout.splitlines()[1:]]
        self.assertGreater(max(row[1] for row in rows), 1.99)
        for row in rows:
            for x, y in zip(row[2:], [0.75 * row[1], 0, row[1] / 2000, 0, -row[1] / 2000]):
                self.assertLess(abs(x - y), 1e-9)
        done = self.model("check", "res.toml", "--open", "mid", "--no-curves", text=divider)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("open terminal mid: -", done.stdout)
        self.assertIn("negative at 0 of 20", done.stdout)
        for number, more in ((7512, ("--open", "q")), (7517, ("--open", "p")),
                             (7517, ("--open", "n"))):
            done = self.model(*iv, *more, text=divider)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("error[%d]" % number, done.stderr)

    def test_check_compares_curves(self):
        card = CARD + """[reference]
line = { file = "line.csv", kind = "iv", tolerance = 1e-6 }
"""
        self.write("line.csv", "p_V,n_V,p_A\n-1,0,-2e-3\n0,0,0\n1,0.5,1e-3\n")
        done = self.model("check", "res.toml", card=card)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("curve line: 3 values", done.stdout)
        self.assertIn("not compared",
                      self.model("check", "res.toml", "--set", "R=1", card=card).stdout)
        self.write("line.csv", "p_V,n_V,p_A\n-1,0,-2e-3\n0,0,0\n1,0.5,1.001e-3\n")
        done = self.model("check", "res.toml", card=card)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("p_A, row 3: DIFFERS", done.stdout)
        self.assertEqual(self.model("check", "res.toml", "--no-curves", card=card).returncode, 0)
        self.write("line.csv", "p_V,p_A\n-1,x\n0,0\n")
        done = self.model("check", "res.toml", card=card)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("error[7146]", done.stderr)

    def test_noise(self):
        noisy = RESISTOR.replace("/ R;", '/ R + white_noise(4 * 1.380649e-23 * $temperature / R, "th");')
        done = self.model("noise", "res.toml", "--terminal", "p", "--frequency", "1:1e4",
                          "--per-decade", "1", "--temperature", "300", text=noisy)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "frequency_Hz,total_A2_per_Hz,th_A2_per_Hz")
        rows = [[float(x) for x in line.split(",")] for line in lines[1:]]
        self.close([row[0] for row in rows], [1, 10, 100, 1e3, 1e4])
        self.close([row[1] for row in rows], [4 * 1.380649e-23 * 300 / 500] * 5)
        self.assertIn("th: white", done.stderr)
        for number, code, text, more in ((7142, 3, RESISTOR, ()),
                                         (7144, 2, noisy, ("--frequency", "10:1")),
                                         (7143, 4, noisy.replace("(4 *", "(-4 *"), ())):
            done = self.model("noise", "res.toml", "--terminal", "p", *more, text=text)
            self.assertIn("error[%d]" % number, done.stderr)
            self.assertEqual(done.returncode, code, done.stderr)

    def test_messages(self):
        body = """analog begin I(p, n) <+ V(p, n) / R;
            @(timer(30n)) $strobe("%m has %.1f V", V(p, n));
            @(timer(40n)) $warning("hot"); @(timer(50n)) LAST end"""
        text = RESISTOR.replace("analog I(p, n) <+ V(p, n) / R;", body)
        pulse = ("pulse", "res.toml", "--terminal", "p", "--amplitude", "2", "--csv", "out.csv")
        done = self.model(*pulse, text=text.replace("LAST", '$finish(0);'))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("X has 2.0 V\nwarning: hot\nX finishes the run at 5e-08 s\n", done.stderr)
        self.assertEqual(done.stdout, "")
        with open(os.path.join(self.folder, "out.csv")) as file:
            self.close([float(file.read().splitlines()[-1].split(",")[0])], [50e-9])
        done = self.model(*pulse, text=text.replace("LAST", '$fatal(0, "smoke at %g s", $abstime);'))
        self.assertIn("error[7140]", done.stderr)
        self.assertIn("smoke at 5e-08 s", done.stderr)
        self.assertNotEqual(done.returncode, 0)

    def test_bad_input(self):
        sweep = ("iv", "res.toml", "--sweep")
        for number, code, arguments, text, card in (
                (7021, 3, ("check", "res.va"), RESISTOR.replace("/ R;", "/ R"), CARD),
                (7098, 3, ("check", "res.toml"), RESISTOR, CARD.replace("500.0", "-1.0")),
                (7096, 3, ("check", "res.va", "--set", "Q=1"), RESISTOR, CARD),
                (7500, 3, ("check", "res.toml"), RESISTOR, CARD.replace("res.va:res", "")),
                (7501, 3, ("check", "res.toml"), RESISTOR, CARD.replace('"D"', '"X"')),
                (7502, 3, ("check", "res.toml", "--state", "on"), RESISTOR, CARD),
                (7510, 2, ("check", "res.va", "--set", "R"), RESISTOR, CARD),
                (7511, 2, (*sweep, "p=x:1:2"), RESISTOR, CARD),
                (7512, 2, (*sweep, "q=0:1:2"), RESISTOR, CARD),
                (7513, 2, (*sweep, "p=0:1:2", "--at", "n"), RESISTOR, CARD),
                (7514, 2, (*sweep, "p=0:1:1"), RESISTOR, CARD),
                (7515, 2, ("pulse", "res.va", "--terminal", "p", "--rise", "0"), RESISTOR, CARD),
                (7516, 2, ("pulse", "res.va", "--terminal", "p", "--period", "1n"), RESISTOR,
                 CARD)):
            with self.subTest(number):
                done = self.model(*arguments, text=text, card=card)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn("error[%d]" % number, done.stderr)
        done = self.model("check", "res.toml", card=CARD.replace("500.0", "-1.0"))
        self.assertIn("res.toml:3:", done.stderr)


if __name__ == "__main__":
    run_cli_tests.PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
