#!/usr/bin/env python3
# Report pages from the command line, read with a plain HTML parser: no browser.
#   run_report_tests.py PROGRAM SOURCE_FOLDER [name of one test]
# Standard library only. Exits with 77 (skipped) when the data set is missing.
# SPDX-License-Identifier: Apache-2.0
import csv
import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""
SOURCE = ""
DATA = "/usr/share/datasets/fashion-mnist"

REPORT = """
[report]
title = "Wires <&> complements"
question = "Does *it* help? See [the paper](https://arxiv.org/abs/2412.03553)."
assumptions = ["none"]
not_comparable = ["everything"]
[[report.figure]]
x = "array.bl_segment_ohm"
panels = "array.tile_rows"
curves = ["map.sparsify"]
caption = "first"
[[report.figure]]
x = "map.sparsify"
y = "ps_error_rms"
curves = ["array.bl_segment_ohm"]
where = { array.tile_rows = 128 }
[[report.compare]]
of = "accuracy"
axis = "map.sparsify"
from = "none"
to = "both"
reference = { text = "elsewhere", value = 77.25 }
[[report.compare]]
of = "ps_error_rms"
axis = "map.sparsify"
from = "none"
to = "both"
as = "reduction"
where = { array.bl_segment_ohm = 20 }
[[report.table]]
value = "accuracy"
columns = "array.bl_segment_ohm"
"""


def study(name, segments="[0, 20]", rows="[64, 128]", flips='["none", "both"]'):
    return f"""schema = 1
name = "{name}"
[network]
model = "{SOURCE}/engine/models/fashion_784_1024_1024_10.npz"
images = 32
[array]
topology = "1t1r"
tile_rows = {rows}
bl_segment_ohm = {segments}
[cells]
r_on_ohm = "100 kohm"
r_off_ohm = "10 Mohm"
[inputs]
read_V = 0.2
[map]
sparsify = {flips}
"""


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = cls.temporary.name
        cls.write("a.toml", study("a") + REPORT)
        done = cls.run_program("study", "run", "a.toml")
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.page = cls.read("results/a/report.html")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def write(cls, name, text):
        with open(os.path.join(cls.folder, name), "w") as file:
            file.write(text)

    @classmethod
    def read(cls, name):
        with open(os.path.join(cls.folder, name), encoding="utf-8") as file:
            return file.read()

    @classmethod
    def run_program(cls, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=cls.folder, capture_output=True, text=True,
                              timeout=100)

    def parsed(self, text):
        page = Page(text)
        self.assertEqual(page.errors, [])
        return page

    def refuse(self, code, identifier, *arguments):
        done = self.run_program("study", "report", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(f"error[{identifier}]", done.stderr)
        self.assertIn(" = help: ", done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def curve(self, folder="results/a"):
        return list(csv.DictReader(self.read(folder + "/curve.csv").splitlines()))

    def test_the_parser_finds_mistakes(self):
        self.assertEqual(self_test(), [])

    def test_the_page_stands_alone_and_is_whole(self):
        page = self.parsed(self.page)
        self.assertEqual([figure["id"] for figure in page.figures], ["figure-1", "figure-2"])
        self.assertEqual([figure["charts"] for figure in page.figures], [2, 1])
        self.assertEqual([figure["marks"] for figure in page.figures], [8, 4])
        # Both figures with their numbers, two comparisons, a table, the computation, all points.
        self.assertEqual([len(table["rows"]) for table in page.tables], [9, 5, 5, 3, 5, 13, 9])
        self.assertIn("Wires <&> complements", page.text)
        self.assertIn("https://arxiv.org/abs/2412.03553", page.links)
        self.assertIn(self.read("a.toml"), page.text)  # the configuration as it is
        self.assertIn(self.read("results/a/study.resolved.json"), page.text)
        self.assertIn("crc32", page.text)
        self.assertIn("crosspoint study run a.toml", page.text)

    def test_numbers_are_those_of_the_results(self):
        rows = self.curve()
        text = self.page.replace("\u00a0", " ")
        for row in rows:  # the tips of the markers of the first figure
            tip = "sparsify = %s, bl segment = %s ohm: %.2f %% (%.2f %% to %.2f %%)" % (
                row["sparsify"], row["bl_segment_ohm"], *(100 * float(row[name]) for name in
                                                          ("accuracy", "accuracy_low", "accuracy_high")))
            self.assertIn(tip, text)
        at = {(r["tile_rows"], r["bl_segment_ohm"], r["sparsify"]): float(r["accuracy"]) for r in rows}
        changes = [at[rows, wire, "both"] - at[rows, wire, "none"] for rows in ("64", "128") for wire in ("0", "20")]
        self.assertGreater(max(changes), 0.2)
        self.assertIn("Largest of 4 pairs: <strong>%+.2f points" % (100 * max(changes)), text)
        self.assertIn("Mean: %+.2f points" % (100 * sum(changes) / 4), text)
        self.assertIn("elsewhere: 77.25 points.", text)
        rms = {(r["tile_rows"], r["sparsify"]): float(r["ps_error_rms"]) for r in rows if r["bl_segment_ohm"] == "20"}
        for tile in ("64", "128"):
            self.assertIn("%.2f" % (100 * (1 - rms[tile, "both"] / rms[tile, "none"])), text)

    def blocks(self, script):
        """The data of a script: name -> rows of numbers."""
        return {name: [[float(cell) for cell in line.split(' "')[0].split()] for line in rows.splitlines() if line]
                for name, rows in re.findall(r"^\$(\w+) << END\n(.*?)^END$", script, re.M | re.S)}

    def test_the_script_has_the_numbers_of_the_results(self):
        script = self.read("results/a/figures/report-1.gp")
        blocks = self.blocks(script)
        at = {(r["tile_rows"], r["sparsify"], r["bl_segment_ohm"]): [100 * float(r[name]) for name in
              ("accuracy", "accuracy_low", "accuracy_high")] for r in self.curve()}
        for picture, tile in enumerate(("64", "128")):
            for curve, flips in enumerate(("none", "both")):
                rows = blocks[f"picture{picture + 1}_curve{curve}"]
                self.assertEqual(len(rows), 2)
                for row, wire in zip(rows, ("0", "20")):
                    self.assertEqual(row[0], float(wire))
                    for shown, wanted in zip(row[1:], at[tile, flips, wire]):
                        self.assertLess(abs(shown - wanted), 1e-6)

    def test_a_user_may_draw_again(self):
        folder = os.path.join(self.folder, "results/a/figures")
        self.assertEqual(sorted(os.listdir(folder)),
                         ["report-1-1.svg", "report-1-2.svg", "report-1.gp", "report-2-1.svg", "report-2.gp"])
        before = self.read("results/a/figures/report-1-2.svg")
        os.remove(os.path.join(folder, "report-1-2.svg"))
        subprocess.run(["gnuplot", "report-1.gp"], cwd=folder, check=True, timeout=60)
        self.assertEqual(self.read("results/a/figures/report-1-2.svg"), before)

    def test_heights_of_the_markers(self):
        """The accuracy that each marker shows, read back from the picture."""
        chart = re.search(r'<svg class="chart".*?</svg>', self.page, re.S).group()
        place = r'translate\([\d.]+,([\d.]+)\)'
        # A number beside the axis stands a third of its height below its tic.
        ticks = {label.strip(): float(y) - 4.88 for y, label in
                 re.findall(place + r'"[^>]*text-anchor="end">\s*<text>([^<]*)</text>', chart)}
        self.assertIn("100", ticks)
        shown = [(float(y), tip) for tip, y in
                 re.findall(r"<g><title>([^<]*)</title>\s*<use [^>]*" + place, chart)]
        self.assertEqual(len(shown), 4)
        for y, tip in shown:
            accuracy = float(re.search(r": ([\d.]+)", html.unescape(tip).replace("\u00a0", " ")).group(1))
            drawn = 100 * (ticks["0"] - y) / (ticks["0"] - ticks["100"])
            self.assertLess(abs(drawn - accuracy), 0.5)

    def test_without_gnuplot_there_are_tables(self):
        os.makedirs(os.path.join(self.folder, "bare"), exist_ok=True)
        done = subprocess.run([PROGRAM, "study", "report", "results/a", "--out", "bare/page.html"], cwd=self.folder,
                              capture_output=True, text=True, timeout=100, env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the page has no pictures: gnuplot is not installed", done.stderr)
        self.assertIn("gnuplot-nox", done.stderr)
        page = self.parsed(self.read("bare/page.html"))
        self.assertIn("Without pictures: gnuplot is not installed", page.text)
        self.assertEqual([figure["charts"] for figure in page.figures], [0, 0])
        self.assertEqual(len(page.tables), len(self.parsed(self.page).tables))
        self.assertEqual(os.listdir(os.path.join(self.folder, "bare")), ["page.html"])

    def test_the_same_bytes_again(self):
        done = self.run_program("study", "report", "a.toml", "--out", "again.html")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("wrote again.html, 8 points of 1 studies", done.stderr)
        self.assertEqual(self.read("again.html"), self.page)
        done = self.run_program("study", "report", "results/a", "--out", "-")
        self.assertEqual(done.stdout, self.page)

    def test_only_the_report_may_change(self):
        text = self.read("a.toml")
        try:
            self.write("a.toml", text.replace('"first"', '"second"'))
            done = self.run_program("study", "report", "a.toml", "--out", "-")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("second", done.stdout)
            self.write("a.toml", text.replace("images = 32", "images = 33"))
            errors = self.refuse(3, 5052, "a.toml")
            self.assertIn("network.images: the file has 33, the results have 32", errors)
        finally:
            self.write("a.toml", text)

    def test_several_studies_on_one_page(self):
        self.write("b.toml", study("b", flips='"both"', rows="128"))
        done = self.run_program("study", "run", "b.toml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "results/b/report.html")))
        self.write("all.report.toml", """schema = 1
[report]
results = ["results/a", "results/b"]
[[report.figure]]
x = "bl_segment_ohm"
curves = ["study", "sparsify"]
where = { array.tile_rows = 128 }
[[report.compare]]
of = "accuracy"
axis = "study"
from = "a"
to = "b"
where = { map.sparsify = "both", array.tile_rows = 128 }
""")
        done = self.run_program("study", "report", "all.report.toml")
        self.assertEqual(done.returncode, 0, done.stderr)
        page = self.parsed(self.read("report.html"))
        self.assertEqual(page.figures[0]["marks"], 6)
        self.assertIn("Study a, b", page.text)
        # The same arrays in both: no difference.
        self.assertIn("+0.00 points", page.text.replace("\u00a0", " "))
        done = self.run_program("study", "report", "results/a", "results/b", "--out", "two.html")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.parsed(self.read("two.html"))

    def test_a_report_is_checked_before_the_study_runs(self):
        self.write("c.toml", (study("c") + REPORT).replace('y = "ps_error_rms"', 'y = "ps_eror_rms"'))
        done = self.run_program("study", "run", "c.toml")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("error[5047]", done.stderr)
        self.assertRegex(done.stderr, r" --> c\.toml:30:5")
        self.assertIn('did you mean "ps_error_rms"?', done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "results/c")))

    def test_bad_sources(self):
        self.refuse(3, 1001, "nowhere.toml")
        self.refuse(3, 1001, "results/nowhere")
        self.refuse(2, 5051, "a.toml", "results/a")
        self.refuse(2, 5051, "results/a", "--results", "results/b")
        self.refuse(3, 5045, "results/a", "results/a")
        self.write("n.toml", "schema = 1\n")
        self.refuse(3, 5040, "n.toml")
        shutil.copytree(os.path.join(self.folder, "results/a"), os.path.join(self.folder, "cut"))
        lines = self.read("cut/curve.csv").splitlines(True)
        self.write("cut/curve.csv", "".join(lines[:-1]))
        self.refuse(5, 5044, "cut")
        done = self.run_program("study", "report", "results/a", "--out", "no/such/folder.html")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "no")))


if __name__ == "__main__":
    PROGRAM, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    sys.path.insert(0, os.path.join(SOURCE, "tests", "report"))
    from page import Page, self_test
    if not os.path.isdir(DATA):
        print("skipped: no Fashion-MNIST (apt-get install dataset-fashion-mnist)")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
