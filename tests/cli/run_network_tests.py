#!/usr/bin/env python3
# Networks of others, convolutions on tiles, plans and error tables from the command line.
#   run_network_tests.py PROGRAM
# Standard library only: the oracle of an imported network is plain Python.
# SPDX-License-Identifier: Apache-2.0
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile
import unittest
import zipfile

PROGRAM = ""
SIDE, CHANNELS, CLASSES = 32, 4, 10
IMAGES = 12


def npy(kind, shape, values):
    """The bytes of an .npy: kind is 'b' (int8) or 'q' (int64)."""
    dtype = {"b": "|i1", "q": "<i8"}[kind]
    dimensions = "(" + "".join("%d," % n for n in shape) + ")"
    head = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (dtype, dimensions)
    head += " " * ((-len(head) - 11) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() +
            struct.pack("<%d%s" % (len(values), kind), *values))


class Example:
    """A network of one convolution and one dense layer in the arrays of FINN, and its images."""

    def __init__(self):
        draw = random.Random(4)
        self.conv = [draw.choice((-1, 1)) for _ in range(CHANNELS * 3 * 9)]
        self.threshold = [draw.randrange(-1500, 1500) for _ in range(CHANNELS)]
        self.inputs = 15 * 15 * CHANNELS
        self.dense = [draw.choice((-1, 1)) for _ in range(CLASSES * self.inputs)]
        self.pixels = []
        for _ in range(IMAGES):  # smooth images, so that activations differ
            phase = [draw.uniform(0, 6) for _ in range(3)]
            self.pixels.append([int(127.5 + 127.5 * math.sin(phase[c] + 0.2 * y * (c + 1) + 0.3 * x))
                                for c in range(3) for y in range(SIDE) for x in range(SIDE)])
        self.predicted = [self.predict(image) for image in self.pixels]

    def predict(self, image):
        """As the format is described: signed inputs, 2 sum > threshold, channel-y-x order."""
        q = [min(127, max(-128, math.floor((p / 255 * 2 - 1) * 128 + 0.5))) for p in image]
        active = {}
        for c in range(CHANNELS):
            for y in range(30):
                for x in range(30):
                    total = sum(self.conv[((c * 3 + i) * 3 + dy) * 3 + dx] *
                                q[(i * SIDE + y + dy) * SIDE + x + dx]
                                for i in range(3) for dy in range(3) for dx in range(3))
                    active[c, y, x] = 1 if 2 * total > self.threshold[c] else -1
        flat = [max(active[c, 2 * y + dy, 2 * x + dx] for dy in (0, 1) for dx in (0, 1))
                for c in range(CHANNELS) for y in range(15) for x in range(15)]
        logits = [sum(w * a for w, a in zip(self.dense[j * self.inputs:(j + 1) * self.inputs], flat))
                  for j in range(CLASSES)]
        return logits.index(max(logits))

    def arrays(self):
        return {"conv0.weight": npy("b", (CHANNELS, 3, 3, 3), self.conv),
                "conv0.threshold": npy("q", (CHANNELS,), self.threshold),
                "fc1.weight": npy("b", (CLASSES, self.inputs), self.dense)}


def save(path, arrays):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in arrays.items():
            archive.writestr(name + ".npy", content)


STUDY = """schema = 1
name = "try"
[network]
model = "model.npz"
data = "data"
images = %d
[array]
topology = "1t1r"
tile_rows = 32
tile_cols = 16
row_group = 16
bl_segment_ohm = %s
[cells]
r_on_ohm = "100 kohm"
r_off_ohm = "10 Mohm"
[inputs]
read_V = 0.2
"""


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.example = Example()

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        self.path = lambda *names: os.path.join(self.folder, *names)
        # The labels of the first images are what the network says, those of the rest are not.
        self.labels = [p if k < IMAGES - 4 else (p + 1) % 10
                       for k, p in enumerate(self.example.predicted)]
        os.mkdir(self.path("data"))
        records = b"".join(bytes([label] + image)
                           for label, image in zip(self.labels, self.example.pixels))
        for name in ("test_batch", "data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4",
                     "data_batch_5"):
            with open(self.path("data", name + ".bin"), "wb") as file:
                file.write(records)
        save(self.path("theirs.npz"), self.example.arrays())

    def tearDown(self):
        self.temporary.cleanup()

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True,
                              timeout=300)

    def write_study(self, segments, more="", images=IMAGES):
        with open(self.path("study.toml"), "w") as file:
            file.write(STUDY % (images, segments) + more)

    def import_it(self):
        done = self.run_program("model-import", "theirs.npz", "--out", "model.npz", "--pool-after", "0",
                                "--data", "data")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_an_imported_network_says_what_its_format_says(self):
        self.assertGreater(len(set(self.example.predicted)), 2)
        self.assertIn("software: %d of %d" % (IMAGES - 4, IMAGES), self.import_it())
        self.write_study("0")
        done = self.run_program("infer", "study.toml", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["accuracy"], answer["software_accuracy"])
        self.assertEqual([layer["name"] for layer in answer["layers"]], ["conv0", "fc1"])
        self.assertEqual(answer["ps_error_rms"], 0)

    def test_arrays_that_do_not_fit_are_refused(self):
        for change, word in (({"conv0.weight": npy("b", (CHANNELS, 3, 3, 2), [1] * 72)}, "shape"),
                             ({"fc1.weight": npy("b", (CLASSES, self.example.inputs),
                                                 [0] * CLASSES * self.example.inputs)}, "1 or -1"),
                             ({"more": npy("b", (1,), [1])}, "4 arrays")):
            save(self.path("bad.npz"), {**self.example.arrays(), **change})
            done = self.run_program("model-import", "bad.npz", "--out", "bad_model.npz",
                                    "--pool-after", "0")
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("error[4114]", done.stderr)
            self.assertIn(word, done.stderr)
            self.assertFalse(os.path.exists(self.path("bad_model.npz")))

    def test_a_plan_counts_tiles_and_reads(self):
        self.import_it()
        self.write_study("[1, 2]", '[map]\nsparsify = "both"\nlast_layer = "digital"\n')
        done = self.run_program("map", "study.toml", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the first of 2 points", done.stderr)
        conv, dense = json.loads(done.stdout)["layers"]
        self.assertEqual((conv["rows"], conv["cols"], conv["tiles"]), (27, 4, 1))
        self.assertEqual((conv["positions"], conv["planes"]), (900, 8))
        self.assertEqual(conv["partial_sums_per_image"], 900 * 8 * 4 * 2)  # two row groups
        self.assertAlmostEqual(conv["utilization"], 27 * 4 / (32 * 16))
        self.assertLess(conv["mean_partial_sum"], conv["mean_partial_sum_without_complements"])
        self.assertGreater(conv["image_s"], 0)
        self.assertEqual(dense["tiles"], 0)
        done = self.run_program("map", "study.toml")
        self.assertIn("digital", done.stdout)
        self.assertIn("pattern tables", done.stdout)

    def test_a_table_is_written_and_may_be_read_back(self):
        self.import_it()
        self.write_study("40", '[inference]\nmode = ["exact", "table"]\nsample_images = 8\n')
        done = self.run_program("study", "run", "study.toml", "--out", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [line.split(",") for line in open(self.path("out", "curve.csv")).read().splitlines()]
        head, exact, drawn = rows
        rms = head.index("ps_error_rms")
        self.assertGreater(float(exact[rms]), 0.01)
        self.assertLess(abs(float(drawn[rms]) / float(exact[rms]) - 1), 0.05)
        with zipfile.ZipFile(self.path("out", "tables", "1.npz")) as archive:
            counts = archive.read("L0_counts.npy")
            self.assertIn(b"(2, 4, 17, 17)", counts[:128])
            values = struct.unpack("<%dq" % (2 * 4 * 17 * 17), counts[-8 * 2 * 4 * 17 * 17:])
        self.assertEqual(sum(values), 8 * 900 * 8 * 4 * 2)
        os.rename(self.path("out", "tables", "1.npz"), self.path("t.npz"))
        self.write_study("40", '[inference]\nmode = "table"\ntable = "t.npz"\n')
        done = self.run_program("infer", "study.toml", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertAlmostEqual(json.loads(done.stdout)["ps_error_rms"], float(drawn[rms]), 8)
        self.write_study("40", '[inference]\nmode = "table"\ntable = "theirs.npz"\n')
        done = self.run_program("infer", "study.toml")
        self.assertEqual(done.returncode, 3)
        self.assertIn("error[7410]", done.stderr)
        self.assertIn("study.toml:", done.stderr)

    def test_alternatives_without_wires_are_the_software(self):
        self.import_it()
        self.write_study("0", '[map]\nsparsify = ["none", "both"]\nflip_rule = ["count", "current"]\n'
                         'row_order = ["none", "near_sense", "balanced"]\n'
                         'column_order = "near_drive"\nrecalibrate = [false, true]\n'
                         'sample_images = 6\n', images=4)
        done = self.run_program("study", "run", "study.toml", "--out", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [line.split(",") for line in open(self.path("out", "curve.csv")).read().splitlines()]
        self.assertEqual(len(rows), 1 + 24)
        at = [rows[0].index(name) for name in ("ps_error_rms", "activation_ber")]
        for row in rows[1:]:
            self.assertEqual([float(row[k]) for k in at], [0, 0], row)

    def write_several_bits(self, largest=3):
        """3072-6-10 with weights of 3 and activations of 2 bits; returns what it predicts."""
        draw = random.Random(9)
        inputs = SIDE * SIDE * 3
        first = [[draw.randint(-largest, largest) for _ in range(6)] for _ in range(inputs)]
        second = [[draw.randint(-3, 3) for _ in range(CLASSES)] for _ in range(6)]
        images = [[pixels[c * SIDE * SIDE + i] for i in range(SIDE * SIDE) for c in range(3)]
                  for pixels in self.example.pixels]
        sums = [[sum(w[j] * p for w, p in zip(first, image)) for j in range(6)] for image in images]
        steps = []
        for j in range(6):  # between the sums of this output, so that all levels occur
            column = sorted(row[j] for row in sums)
            steps.append([column[IMAGES * t // 4] for t in (1, 2, 3)])
        predicted = []
        for row in sums:
            level = [sum(z >= t for t in steps[j]) for j, z in enumerate(row)]
            logits = [sum(level[j] * second[j][c] for j in range(6)) for c in range(CLASSES)]
            predicted.append(logits.index(max(logits)))
        save(self.path("model.npz"), {
            "schema": npy("q", (), [3]), "weight_bits": npy("q", (), [3]),
            "activation_bits": npy("q", (), [2]),
            "w0": npy("b", (inputs, 6), [w for row in first for w in row]),
            "t0": npy("q", (6, 3), [t for row in steps for t in row]),
            "w1": npy("b", (6, CLASSES), [w for row in second for w in row])})
        return predicted

    def test_a_network_of_several_bits(self):
        predicted = self.write_several_bits()
        self.assertGreater(len(set(predicted)), 2)
        correct = sum(p == label for p, label in zip(predicted, self.labels))
        for encoding, columns in (("unipolar", 18), ("differential", 24)):
            self.write_study("0", '[map]\nencoding = "%s"\n' % encoding)
            done = self.run_program("infer", "study.toml", "--format", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            answer = json.loads(done.stdout)
            self.assertEqual(round(answer["accuracy"] * IMAGES), correct)
            self.assertEqual((answer["ps_error_rms"], answer["activation_ber"]), (0, 0))
            done = self.run_program("map", "study.toml", "--format", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            first, second = json.loads(done.stdout)["layers"]
            self.assertEqual((first["rows"], first["cols"], first["planes"]), (3072, columns, 8))
            self.assertEqual((second["rows"], second["planes"]), (6, 2))
        self.write_study("0", '[map]\nencoding = "xnor"\n')
        done = self.run_program("infer", "study.toml")
        self.assertEqual(done.returncode, 3)
        self.assertIn("error[4501]", done.stderr)
        self.assertIn("3 bits", done.stderr)
        self.write_several_bits(largest=4)
        done = self.run_program("infer", "study.toml")
        self.assertEqual(done.returncode, 3)
        self.assertIn("error[4106]", done.stderr)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
