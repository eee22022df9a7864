#!/usr/bin/env python3
# Studies of bit errors from the command line.
#   run_flips_tests.py PROGRAM SOURCE
# Standard library only.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import subprocess
import sys
import tempfile
import unittest

from run_network_tests import CHANNELS, CLASSES, IMAGES, Example, save

PROGRAM = ""
SOURCE = ""
HEAD = """schema = 1
name = "bits"
[network]
model = "model.npz"
data = "data"
images = %d
[inference]
mode = "flips"
""" % IMAGES
WEIGHTS = CHANNELS * 27 + CLASSES * 15 * 15 * CHANNELS
ACTIVATIONS = 900 * CHANNELS


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.example = Example()

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        os.mkdir(self.path("data"))
        records = b"".join(bytes([label] + image) for label, image in
                           zip(self.example.predicted, self.example.pixels))
        for k in range(1, 6):
            with open(self.path("data", "data_batch_%d.bin" % k), "wb") as file:
                file.write(records)
        with open(self.path("data", "test_batch.bin"), "wb") as file:
            file.write(records)
        save(self.path("theirs.npz"), self.example.arrays())
        self.run_well("model-import", "theirs.npz", "--out", "model.npz", "--pool-after", "0",
                      "--data", "data")

    def tearDown(self):
        self.temporary.cleanup()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True,
                              timeout=300)

    def run_well(self, *arguments):
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def write_study(self, text):
        with open(self.path("study.toml"), "w") as file:
            file.write(HEAD + text)

    def test_rates_are_axes_of_a_study(self):
        self.write_study("[flips]\nweight_ber = [0, 0.02, 0.5]\nactivation_ber = [0, 0.1]\n"
                         "seed = [1, 2]\n[report]\n[[report.figure]]\nx = \"weight_ber\"\n"
                         "over = \"flips.seed\"\n[[report.table]]\nvalue = [\"accuracy\", "
                         "\"flips.weights_flipped\", \"flips.weight_ber\"]\n")
        self.run_well("study", "run", "study.toml", "--out", "out", "--threads", "2")
        with open(self.path("out", "curve.csv")) as file:
            head, *rows = [line.split(",") for line in file.read().splitlines()]
        self.assertEqual(head[:4], ["weight_ber", "activation_ber", "seed", "bl_segment_ohm"])
        self.assertEqual(len(rows), 12)
        accuracy, wrong = head.index("accuracy"), head.index("activation_ber", 4)
        for row in rows[:2]:  # no errors: the software, whatever the seed
            self.assertEqual((float(row[accuracy]), float(row[wrong])), (1.0, 0.0))
        self.assertLess(max(float(row[accuracy]) for row in rows[8:]), 0.7)  # coin flips
        with open(self.path("out", "report.json")) as file:
            points = [point["flips"] for point in json.load(file)["points"]]
        self.assertEqual([p["weights_flipped"] for p in points[:4]], [0] * 4)
        self.assertEqual(points[4]["weights"], WEIGHTS)
        self.assertNotEqual(points[4]["weights_flipped"], points[5]["weights_flipped"])
        self.assertEqual(points[4]["weights_flipped"], points[6]["weights_flipped"])  # same map
        self.assertEqual(points[2]["activations"], IMAGES * ACTIVATIONS)
        # 9108 weights of rate 0.02: sigma 13.4; 43200 activations of rate 0.1: sigma 62.
        self.assertLess(abs(points[4]["weights_flipped"] - 0.02 * WEIGHTS), 54)
        self.assertLess(abs(points[2]["activations_flipped"] - 0.1 * IMAGES * ACTIVATIONS), 250)
        with open(self.path("out", "report.html")) as file:
            self.assertIn("flips.weights_flipped", file.read())

    def test_one_point_is_shown_and_bad_ones_are_refused(self):
        self.write_study("[flips]\nlayers = \"fc1\"\nmap = \"fresh\"\n[flips.memory]\n"
                         "kind = \"1t1r_secded\"\nr_low_ohm = 5e3\nr_high_ohm = 20e3\n"
                         "sigma_ln_low = 0.3\nsigma_ln_high = 0.8\n")
        shown = self.run_well("infer", "study.toml")
        self.assertIn("1.125 bits of memory a weight", shown)
        answer = json.loads(self.run_well("infer", "study.toml", "--format", "json"))["flips"]
        self.assertEqual(answer["weights"], IMAGES * CLASSES * 15 * 15 * CHANNELS)
        self.assertGreater(answer["raw_ber"], 0.01)
        for verb in ("map", "cell"):
            done = self.run_program(verb, "study.toml")
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("error[4656]", done.stderr)
        for text, number in (("[flips]\nlayers = \"fc9\"\n", 4653), ("", 4650),
                             ("[flips]\n[array]\n", 4651)):
            self.write_study(text)
            done = self.run_program("study", "run", "study.toml", "--out", "bad")
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("error[%d]" % number, done.stderr)
            self.assertIn("study.toml:", done.stderr)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = os.path.abspath(sys.argv[2])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
