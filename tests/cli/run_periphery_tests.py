#!/usr/bin/env python3
# Converters with errors from the command line: results, axes, bad files.
#   run_periphery_tests.py PROGRAM MODEL.npz
# Standard library only. Exits with 77 (skipped) when the data set or the model is missing.
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import os
import sys
import unittest

import run_study_tests as base

CONVERTER = """[adc]
kind = "sar"
bits = 6
offset_sigma_codes = 0.3
unit_capacitor_sigma = 0.03
noise_codes = [0, 0.5, 2]
columns_per_adc = 8
"""


class Converters(base.Case):
    def study(self, tail):
        return base.ONE_POINT % base.MODEL + tail

    def test_noise_is_an_axis_and_costs_accuracy(self):
        self.write("study.toml", self.study(CONVERTER))
        self.run_study("out")
        with open(self.path("out", "curve.csv"), newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["noise_codes"] for row in rows], ["0", "0.5", "2"])
        rms = [float(row["ps_error_rms"]) for row in rows]
        self.assertLess(rms[0], rms[1])
        self.assertLess(rms[1], rms[2])
        # Independent errors add in squares: 2^2 - 0^2 of noise, less what is clipped.
        self.assertAlmostEqual((rms[2] ** 2 - rms[0] ** 2) ** 0.5, 2.0, delta=0.25)
        settings = json.loads(base.read(self.path("out", "study.resolved.json")))
        self.assertEqual(settings["settings"]["adc"]["kind"], "sar")

    def test_threads_do_not_change_noise(self):
        self.write("study.toml", self.study(CONVERTER.replace("[0, 0.5, 2]", "0.5")))
        self.run_study("a")
        done = self.run_program("study", "run", "study.toml", "--out", "b", "--threads", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(base.read(self.path("a", "curve.csv")),
                         base.read(self.path("b", "curve.csv")))

    def test_calibrated_columns_and_a_reference_column(self):
        self.write("study.toml", self.study(
            '[adc]\nreference = ["cell", "column"]\nreference_column = ["ideal", "in_array"]\n'))
        self.run_study("out")
        with open(self.path("out", "curve.csv"), newline="") as file:
            rms = {(row["reference"], row["reference_column"]): float(row["ps_error_rms"])
                   for row in csv.DictReader(file)}
        for column in ("ideal", "in_array"):
            self.assertLess(rms["column", column], 0.7 * rms["cell", column])

    def test_bad_converters(self):
        lines = self.study("").count("\n") + 1
        self.refuse(self.study('[adc]\nkind = "sar"\n'), 4601, lines)
        self.refuse(self.study("[adc]\nbits = 6\nnoise_codes = 0.5\n"), 4602, lines)
        self.refuse(self.study(CONVERTER.replace("0.03", "0.3")), 4605, lines)
        self.refuse(self.study('[adc]\nsubtract_off_current = false\n'
                               'reference_column = "in_array"\n'), 4603, lines)
        self.refuse(self.study('[map]\nencoding = "differential"\n[adc]\nbits = 1\n'), 4604, 0)
        said = self.refuse(self.study("[adc]\nnoise_code = 1\n"), 2202, lines + 1)
        self.assertIn("noise_codes", said)


if __name__ == "__main__":
    base.PROGRAM = os.path.abspath(sys.argv[1])
    base.MODEL = os.path.abspath(sys.argv[2])
    if not (os.path.isdir(base.DATA) and os.path.exists(base.MODEL)):
        print("skipped: no data set or no model")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=1)
