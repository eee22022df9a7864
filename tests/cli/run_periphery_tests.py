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


class Cost(base.Case):
    def report(self, tail):
        self.write("study.toml", base.ONE_POINT % base.MODEL + tail)
        self.run_study("out")
        return json.loads(base.read(self.path("out", "report.json")))["points"]

    def test_energy_follows_the_current_and_complements_save_it(self):
        plain, flipped = self.report('[map]\nsparsify = ["none", "both"]\n'
                                     '[cost]\nread_s = "4 ns"\ngate_cell_F = "0.1 fF"\n')
        self.assertEqual(plain["cost"]["images"], 96)
        for layer in plain["cost"]["layers"]:
            self.assertEqual(layer["flip_J"], 0)
            self.assertGreater(layer["array_J"], layer["gate_J"])
            self.assertGreater(layer["gate_J"], 0)
        with open(self.path("out", "layers.csv"), newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["sparsify"] == "none"]
        # V times the mean current of a column, times columns read, of one image.
        for layer, row in zip(plain["cost"]["layers"], rows):
            expected = (0.2 * float(row["column_current_A"]) * int(row["partial_sums"]) / 96 * 4e-9)
            self.assertAlmostEqual((layer["array_J"] - layer["gate_J"]) / expected, 1, places=4)
        before, after = plain["cost"]["total"], flipped["cost"]["total"]
        self.assertLess(after["array_J"], before["array_J"])
        self.assertGreater(after["flip_J"], 0)
        self.assertGreater(after["latency_s"], before["latency_s"])
        self.assertGreater(after["area_m2"], before["area_m2"])
        self.assertIn("Horowitz", plain["cost"]["figures"]["full_adder_J"]["source"])

    def test_costs_of_variants_on_a_page(self):
        points = self.report('[cost]\n[[variant]]\nname = "as it is"\n'
                             '[[variant]]\nname = "half the rows"\narray.row_group = 32\n'
                             '[report]\n[[report.table]]\nrows = ["variant"]\n'
                             'value = ["cost.total.adc_J", "accuracy"]\n')
        self.assertEqual([p["axes"]["variant"] for p in points], ["as it is", "half the rows"])
        # Twice the conversions, of 6 bits in place of 7: 33 counts need 6, 65 need 7.
        ratio = points[1]["cost"]["total"]["adc_J"] / points[0]["cost"]["total"]["adc_J"]
        self.assertAlmostEqual(ratio, 1, places=1)
        self.assertIn(b"half the rows", base.read(self.path("out", "report.html")))

    def test_infer_prints_the_same_cost(self):
        points = self.report("[cost]\n")
        done = self.run_program("infer", "study.toml", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        ours = json.loads(done.stdout)["cost"]
        self.assertEqual(ours["total"]["adc_J"], points[0]["cost"]["total"]["adc_J"])
        self.assertAlmostEqual(
            ours["total"]["array_J"] / points[0]["cost"]["total"]["array_J"], 1, places=9)
        done = self.run_program("infer", "study.toml")
        self.assertIn("cost of one image", done.stdout)
        self.assertIn("area um2", done.stdout)
        self.write("study.toml", base.ONE_POINT % base.MODEL)
        done = self.run_program("infer", "study.toml")
        self.assertNotIn("cost of", done.stdout)

    def test_bad_figures(self):
        study = base.ONE_POINT % base.MODEL
        line = study.count("\n") + 2
        self.refuse(study + '[cost]\nread_s = "5 ohm"\n', 1031, line)
        self.refuse(study + "[cost]\nwalden_J = -1\n", 2205, line)
        self.refuse(study + '[cost]\ncell = "nothing"\n', 2206, line)
        self.assertIn("walden_J", self.refuse(study + "[cost]\nwalden_j = 1\n", 2202, line))


if __name__ == "__main__":
    base.PROGRAM = os.path.abspath(sys.argv[1])
    base.MODEL = os.path.abspath(sys.argv[2])
    if not (os.path.isdir(base.DATA) and os.path.exists(base.MODEL)):
        print("skipped: no data set or no model")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=1)
