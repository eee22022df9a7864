#!/usr/bin/env python3
# Studies from the command line: results, resuming after SIGKILL and Ctrl-C, bad files.
#   run_study_tests.py PROGRAM MODEL.npz [name of one test]
# Standard library only. Exits with 77 (skipped) when the data set or the model is missing.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import random
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import xml.dom.minidom
import zipfile

PROGRAM = ""
MODEL = ""
DATA = "/usr/share/datasets/fashion-mnist"

STUDY = """schema = 1
name = "try"
[network]
model = "%s"
images = 96
[array]
topology = "1t1r"
bl_segment_ohm = [0, 1, "2 ohm", 5, 20]
[cells]
r_on_ohm = "100 kohm"
r_off_ohm = "10 Mohm"
[inputs]
read_V = 0.2
"""
ONE_POINT = STUDY.replace('[0, 1, "2 ohm", 5, 20]', "2")
COLUMNS = ("bl_segment_ohm,accuracy,accuracy_low,accuracy_high,ps_error_rms,activation_ber,"
           "ps_reduction,column_current_A")


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def idx(numbers, dimensions):
    """The bytes of an IDX file of bytes."""
    return (struct.pack(">BBBB", 0, 0, 8, len(dimensions)) +
            b"".join(struct.pack(">I", n) for n in dimensions) + bytes(numbers))


class Case(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        self.write("study.toml", STUDY % MODEL)

    def tearDown(self):
        self.temporary.cleanup()

    def write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True,
                              text=True, timeout=100)

    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run_study(self, out, code=0):
        done = self.run_program("study", "run", "study.toml", "--out", out)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def stored(self, out):
        """Number of points in a store, read as any SQLite program would."""
        if not os.path.exists(self.path(out, "study.sqlite")):
            return 0
        database = sqlite3.connect(self.path(out, "study.sqlite"))
        try:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
            if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                return 0
            return database.execute("SELECT count(*) FROM points").fetchone()[0]
        finally:
            database.close()

    def refuse(self, study, identifier, line, verb=("study", "run")):
        """Exit 3, the message and its place, nothing on stdout, no new file."""
        self.write("study.toml", study)
        done = self.run_program(*verb, "study.toml")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("error[%d]" % identifier, done.stderr)
        if line:
            self.assertRegex(done.stderr, r" --> study\.toml:%d:[1-9]" % line)
        self.assertIn(" = help: ", done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertFalse(os.path.exists(self.path("results")))
        return done.stderr


class Results(Case):
    def test_files_of_a_whole_study(self):
        done = self.run_program("study", "run", "study.toml")
        self.assertEqual(done.returncode, 0, done.stderr)
        out = self.path("results", "try")
        self.assertEqual(sorted(os.listdir(out)),
                         ["curve.csv", "curve.gp", "curve.svg", "layers.csv", "report.json",
                          "study.resolved.json", "study.sqlite", "study.toml"])
        lines = read(out, "curve.csv").decode().splitlines()
        self.assertEqual(lines[0], COLUMNS)
        rows = [[float(field) for field in line.split(",")] for line in lines[1:]]
        self.assertEqual([row[0] for row in rows], [0, 1, 2, 5, 20])
        software = json.loads(read(out, "study.resolved.json"))["inputs"][0]["software_accuracy"]
        # Without wires every partial sum is right, with 20 ohm nothing is left of the network.
        self.assertEqual(rows[0][1], software)
        self.assertEqual(rows[0][4:], [0, 0])
        self.assertLess(rows[4][1], 0.3)
        for row in rows:
            self.assertLess(row[2], row[1])
            self.assertLess(row[1], row[3])
        for before, after in zip(rows, rows[1:]):
            self.assertLess(before[4], after[4])
            self.assertLess(before[5], after[5])
        xml.dom.minidom.parseString(read(out, "curve.svg"))
        self.assertIn(b"software", read(out, "curve.svg"))
        report = json.loads(read(out, "report.json"))
        self.assertEqual(report["points_done"], 5)
        for point in report["points"]:
            self.assertLess(point["solver"]["current_error_rel"], 1e-6)
            self.assertEqual(point["status"], "converged")
        layers = read(out, "layers.csv").decode().splitlines()
        self.assertEqual(len(layers), 1 + 5 * 3)

    def test_threads_do_not_change_the_bits(self):
        self.run_study("a")
        done = self.run_program("study", "run", "study.toml", "--out", "b", "--threads", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("curve.csv", "layers.csv", "study.resolved.json"):
            self.assertEqual(read(self.folder, "a", name), read(self.folder, "b", name))

    def test_infer_says_the_same_as_the_study(self):
        self.run_study("out")
        self.write("study.toml", ONE_POINT % MODEL)
        done = self.run_program("infer", "study.toml", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        row = read(self.folder, "out", "curve.csv").decode().splitlines()[3].split(",")
        for name, field in zip(COLUMNS.split(",")[1:], row[1:]):
            self.assertLess(abs(answer[name] - float(field)), 1e-8)
        self.assertEqual(len(answer["layers"]), 3)
        self.assertIsNone(answer["layers"][2]["activation_ber"])
        text = self.run_program("infer", "study.toml")
        self.assertEqual(text.returncode, 0, text.stderr)
        for word in ("accuracy", "software", "sigma", "activation BER", "KCL residual", "method"):
            self.assertIn(word, text.stdout)

    def test_list_and_show(self):
        self.run_study("results/try")
        done = self.run_program("study", "list")
        self.assertEqual(done.stdout, "results/try: 5 points stored, 0 of them failed\n")
        done = self.run_program("study", "show", "results/try")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout.count("accuracy "), 5)
        self.assertEqual(self.run_program("study", "show", "results").returncode, 5)
        self.assertEqual(self.run_program("study", "list", "nowhere").returncode, 2)


class Resume(Case):
    def test_sigkill_at_any_moment(self):
        self.run_study("whole")
        rng = random.Random(5)
        stored = kills = 0
        for attempt in range(60):
            run = self.start("study", "run", "study.toml", "--out", "cut")
            try:
                run.communicate(timeout=rng.uniform(0.02, 1.2))
            except subprocess.TimeoutExpired:
                run.kill()
                run.communicate()
            kills += run.returncode == -signal.SIGKILL
            now = self.stored("cut")
            self.assertGreaterEqual(now, stored)
            stored = now
            if run.returncode == 0:
                break
            self.assertEqual(run.returncode, -signal.SIGKILL)
        self.assertGreater(kills, 0)
        done = self.run_study("cut")
        self.assertEqual(done.stdout.count("(stored)"), stored)
        self.assertEqual(self.stored("cut"), 5)
        for name in ("curve.csv", "layers.csv", "study.resolved.json", "curve.gp"):
            self.assertEqual(read(self.folder, "cut", name), read(self.folder, "whole", name))
        # SQLite may leave an empty rollback journal of a killed run behind; it holds nothing.
        names = [name for name in os.listdir(self.path("cut")) if not name.endswith("-journal")]
        self.assertEqual(sorted(names), sorted(os.listdir(self.path("whole"))))

    def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(self):
        run = self.start("study", "run", "study.toml", "--out", "out")
        first = run.stdout.readline()
        self.assertIn("bl_segment_ohm = 0", first)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130, errors)
        self.assertIn("run `crosspoint study run study.toml --out out` to go on", errors)
        stored = self.stored("out")
        self.assertGreaterEqual(stored, 1)
        self.assertLess(stored, 5)
        done = self.run_study("out")
        self.assertEqual(done.stdout.count("(stored)"), stored)
        self.assertIn("%d points computed, %d from the store" % (5 - stored, stored), done.stderr)

    def test_a_broken_promise_exits_as_internal_error_and_keeps_the_points(self):
        run = self.start("study", "run", "study.toml", "--out", "out")
        run.stdout.readline()
        run.send_signal(signal.SIGABRT)  # what a failed assertion raises
        run.communicate(timeout=60)
        self.assertEqual(run.returncode, 70)
        stored = self.stored("out")
        self.assertGreaterEqual(stored, 1)
        done = self.run_study("out")
        self.assertEqual(done.stdout.count("(stored)"), stored)

    def test_only_new_points_are_computed(self):
        self.run_study("out")
        self.write("study.toml", (STUDY % MODEL).replace("5, 20]", "10]"))
        done = self.run_study("out")
        self.assertIn("1 points computed, 3 from the store", done.stderr)
        rows = read(self.folder, "out", "curve.csv").decode().splitlines()[1:]
        self.assertEqual([row.split(",")[0] for row in rows], ["0", "1", "2", "10"])

    def test_changed_files_are_never_mixed(self):
        self.write("model.npz", read(MODEL))
        self.write("study.toml", STUDY % "model.npz")
        self.run_study("out")
        # The same name, another content: one threshold is another.
        with zipfile.ZipFile(MODEL) as old, zipfile.ZipFile(self.path("model.npz"), "w") as new:
            for name in old.namelist():
                data = bytearray(old.read(name))
                if name == "t0.npy":
                    data[-8] ^= 1
                new.writestr(name, bytes(data))
        self.assertIn("5 points computed, 0 from the store", self.run_study("out").stderr)

    def test_two_runs_at_once(self):
        self.write("study.toml", (STUDY % MODEL).replace("images = 96", "images = 2000"))
        run = self.start("study", "run", "study.toml", "--out", "out")
        try:
            run.stdout.readline()
            done = self.run_program("study", "run", "study.toml", "--out", "out")
            self.assertEqual(done.returncode, 5, done.stderr)
            self.assertIn("error[5104]", done.stderr)
            self.assertIsNone(run.poll())
        finally:
            run.kill()
            run.communicate()


class Failures(Case):
    def test_unwritable_output(self):
        self.write("file", "x")
        done = self.run_program("study", "run", "study.toml", "--out", "file/out")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn(" = help: ", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_damaged_store(self):
        os.mkdir(self.path("out"))
        self.write("out/study.sqlite", "this is no database" * 100)
        done = self.run_study("out", code=5)
        self.assertIn("error[5102]", done.stderr)
        self.assertEqual(os.listdir(self.path("out")), ["study.sqlite"])

    def test_no_gnuplot_no_picture_but_all_numbers(self):
        done = subprocess.run([PROGRAM, "study", "run", "study.toml", "--out", "out"],
                              cwd=self.folder, capture_output=True, text=True, timeout=100,
                              env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("gnuplot-nox", done.stderr)
        self.assertEqual(read(self.folder, "out", "curve.csv").count(b"\n"), 6)

    def test_a_point_that_cannot_be_solved_is_marked(self):
        # Cells of 1e-12 ohm on wires of 1e12 ohm are more than double precision can hold.
        study = (ONE_POINT % MODEL).replace("images = 96", "images = 1")
        study = study.replace('"100 kohm"', "1e-12").replace('"10 Mohm"', "inf")
        study += '[run]\nfidelity = "circuit"\n'
        self.write("study.toml", study.replace("bl_segment_ohm = 2", "bl_segment_ohm = [1e12]"))
        for stored in (0, 1):
            done = self.run_study("out", code=4)
            self.assertIn("error[5031]", done.stderr)
            self.assertIn("(stored)" if stored else "failed", done.stdout)
            self.assertEqual(read(self.folder, "out", "curve.csv").decode(),
                             COLUMNS + "\n1000000000000,nan,nan,nan,nan,nan,nan,nan\n")
        self.write("study.toml", study.replace("bl_segment_ohm = 2", "bl_segment_ohm = 1e12"))
        done = self.run_program("infer", "study.toml")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("status    failed", done.stdout)
        self.assertNotIn("accuracy", done.stdout)

    def test_lists_are_for_studies(self):
        errors = self.refuse(STUDY % MODEL, 5020, 0, verb=("infer",))
        self.assertIn("array.bl_segment_ohm is a list", errors)

    def test_bad_study_files(self):
        good = STUDY % MODEL
        self.refuse(good.replace("images", "imges"), 2202, 5)
        self.refuse(good.replace("[0, 1,", "[0, -1,"), 2205, 8)
        self.refuse(good.replace("[0, 1,", "[0, 0.0,"), 5004, 8)
        self.refuse(good.replace('"try"', '["try"]'), 5001, 2)
        self.refuse(good.replace('"2 ohm"', '"2 F"'), 1031, 8)
        self.refuse(good.replace("images = 96", "images = 20000"), 5010, 5)
        self.refuse(good + "[run]\nfidelity = \"ladder\"\n[array.x]\n", 2202, 0)
        self.assertEqual(self.run_program("study", "run", "nothing.toml").returncode, 3)

    def test_method_that_does_not_fit(self):
        study = (STUDY % MODEL).replace('"1t1r"', '"1t1r"\nsource_line = "row"')
        self.refuse(study + '[run]\nfidelity = "ladder"\n', 2101, 6)

    def test_bad_models(self):
        good = STUDY % "model.npz"
        self.refuse(good, 1001, 4)
        self.write("model.npz", read(MODEL)[:-100])
        self.refuse(good, 1020, 4)

    def test_bad_data(self):
        study = (STUDY % MODEL).replace("images", 'data = "data"\nimages')
        os.mkdir(self.path("data"))
        self.refuse(study, 4004, 5)
        self.write("data/t10k-labels-idx1-ubyte", idx([1, 2, 3], [3]))
        self.write("data/t10k-images-idx3-ubyte", idx([0] * 27, [3, 3, 3]))
        self.refuse(study, 4110, 5)
        self.write("data/t10k-images-idx3-ubyte", idx([0] * 27, [3, 3, 3])[:-1])
        self.refuse(study, 4003, 5)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    MODEL = os.path.abspath(sys.argv[2])
    for needed in (MODEL, DATA):
        if not os.path.exists(needed):
            print("skipped: %s is missing" % needed)
            sys.exit(77)
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
