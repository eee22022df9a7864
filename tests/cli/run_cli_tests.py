#!/usr/bin/env python3
# Runs the program on good and bad input and checks exit code, messages and files.
#   run_cli_tests.py PROGRAM [name of one test]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction

PROGRAM = ""

PASSIVE = """schema = 1
[array]
topology = "passive"
rows = 2
cols = 2
wl_segment_ohm = 1
bl_segment_ohm = 1
[cells]
g_S = "g.npy"
[inputs]
v_V = "v.npy"
"""
GATED = """schema = 1
[array]
topology = "1t1r"
rows = 2
cols = 1
bl_segment_ohm = 1
[cells]
r_ohm = [[8e3], [18e3]]
r_access_ohm = 2e3
[inputs]
x = [[0, 0], [1, 0], [1, 1]]
read_V = "0.2 V"
"""


def npy(shape, values):
    """The bytes of a float64 .npy, format 1.0."""
    text = "{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }" % "".join(
        "%d, " % n for n in shape)
    text += " " * (63 - (10 + len(text)) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() +
            struct.pack("<%dd" % len(values), *values))


def read_bytes(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def read_npy(path):
    """Shape and values of a float64 .npy."""
    data = read_bytes(path)
    length = struct.unpack("<H", data[8:10])[0]
    header = data[10:10 + length].decode()
    assert "'<f8'" in header and "False" in header, header
    shape = [int(n) for n in re.search(r"\(([^)]*)\)", header).group(1).split(",") if n.strip()]
    body = data[10 + length:]
    return shape, list(struct.unpack("<%dd" % (len(body) // 8), body))


def exact_passive(g, v, r_wl, r_bl):
    """Column currents of an m x n array in the badcrossbar convention, by rational elimination:
    a segment before the first cell of each word line and after the last cell of each bit line."""
    m, n = len(g), len(g[0])
    size = 2 * m * n
    a = [[Fraction(0)] * (size + 1) for _ in range(size)]

    def connect(p, q, conductance):
        a[p][p] += conductance
        a[q][q] += conductance
        a[p][q] -= conductance
        a[q][p] -= conductance

    wl, bl = 1 / Fraction(r_wl), 1 / Fraction(r_bl)
    for i in range(m):
        for j in range(n):
            w, b = i * n + j, m * n + i * n + j
            connect(w, b, Fraction(g[i][j]))
            if j == 0:
                a[w][w] += wl
                a[w][size] += wl * Fraction(v[i])
            else:
                connect(w, w - 1, wl)
            if i == m - 1:
                a[b][b] += bl
            else:
                connect(b, b + n, bl)
    for k in range(size):
        for r in range(size):
            if r != k and a[r][k] != 0:
                factor = a[r][k] / a[k][k]
                a[r] = [x - factor * y for x, y in zip(a[r], a[k])]
    last = m * n + (m - 1) * n
    return [float(bl * a[last + j][size] / a[last + j][last + j]) for j in range(n)]


class Case(unittest.TestCase):
    def setUp(self):
        self.folder_object = tempfile.TemporaryDirectory(prefix="crosspoint-cli-")
        self.folder = self.folder_object.name
        self.write("g.npy", npy([2, 2], [1.0, 0.5, 0.25, 2.0]))
        self.write("v.npy", npy([2], [1.0, 2.0]))

    def tearDown(self):
        self.folder_object.cleanup()

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def run_program(self, *arguments, env=None):
        return subprocess.run([PROGRAM, *arguments], cwd=self.folder, env=env, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def files(self):
        return sorted(os.listdir(self.folder))

    def close(self, a, b, rtol=1e-12):
        self.assertEqual(len(a), len(b))
        for x, y in zip(a, b):
            self.assertLessEqual(abs(x - y), rtol * abs(y), (a, b))

    def refuse(self, tile, number, line, words=()):
        """The tile is refused with exit 3 at `line`, and nothing is written."""
        self.write("tile.toml", tile)
        before = self.files()
        for verb in (["solve", "tile.toml", "--out", "out", "--nodes"],
                     ["plot", "irdrop", "tile.toml", "--out", "picture.svg"]):
            done = self.run_program(*verb)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("error[%d]:" % number, done.stderr)
            self.assertRegex(done.stderr, r" --> tile\.toml:%d:[1-9]" % line)
            self.assertIn(" = help: ", done.stderr)
            for word in words:
                self.assertIn(word, done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertEqual(self.files(), before)


class GoodTiles(Case):
    def test_passive_2x2_as_computed_by_hand(self):
        # Without word-line resistance and with 1 ohm cells and bit-line segments: the lower node b
        # has (1 - b) / 2 from above, (1 - b) / 1 from its cell and b / 1 to ground: b = 0.6.
        tile = PASSIVE.replace("wl_segment_ohm = 1", "").replace(
            '"g.npy"', "[[1, 1], [1, 1]]").replace('"v.npy"', "[1, 1]")
        self.write("tile.toml", tile)
        done = self.run_program("solve", "tile.toml", "--out", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        shape, current = read_npy(os.path.join(self.folder, "out", "i_out_A.npy"))
        self.assertEqual(shape, [1, 2])
        self.close(current, [0.6, 0.6])

    def test_passive_2x2_badcrossbar_convention(self):
        self.write("tile.toml", PASSIVE)
        expected = exact_passive([[1, 0.5], [0.25, 2]], [1, 2], 1, 1)
        for fidelity in ("auto", "mesh", "circuit"):
            done = self.run_program("solve", "tile.toml", "--out", "out", "--nodes", "--fidelity",
                                    fidelity)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.close(read_npy(os.path.join(self.folder, "out", "i_out_A.npy"))[1], expected)
            shape, v_bl = read_npy(os.path.join(self.folder, "out", "v_bl_V.npy"))
            self.assertEqual(shape, [1, 2, 2])
            self.close(v_bl[2:], expected)  # 1 ohm from the last cell to the virtual ground
        self.assertEqual(sorted(os.listdir(os.path.join(self.folder, "out"))),
                         ["i_out_A.npy", "v_bl_V.npy", "v_wl_V.npy"])

    def test_ideal_is_the_matrix_product(self):
        self.write("tile.toml", PASSIVE)
        done = self.run_program("solve", "tile.toml", "--fidelity", "ideal", "--out", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.close(read_npy(os.path.join(self.folder, "out", "i_out_A.npy"))[1], [1.5, 4.5])

    def test_gated_column_by_hand(self):
        self.write("tile.toml", GATED)
        done = self.run_program("solve", "tile.toml", "--out", "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        shape, current = read_npy(os.path.join(self.folder, "out", "i_out_A.npy"))
        self.assertEqual(shape, [3, 1])
        self.assertEqual(current[0], 0.0)
        # Cell 0 alone: one bit-line segment, the cell, two source-line segments.
        self.close([current[1]], [0.2 / (1 + 10e3 + 1 + 1)])
        # Both on: p = (1 + 20k) || (10k + 1) between the first bit-line and last source-line node.
        p = 1 / (1 / (1 + 20e3) + 1 / (10e3 + 1))
        self.close([current[2]], [0.2 / (1 + p + 1)])

    def test_the_examples_run(self):
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        folder = os.path.join(root, "netlists", "tiles")
        # Tiles of compact models: run_model_tile_tests.py and run_cell_tests.py, with an accuracy that
        # Newton can promise.
        tiles = sorted(name for name in os.listdir(folder)
                       if name.endswith(".toml") and not name.startswith(("model_", "cell_", "program_", "tran_")))
        self.assertGreaterEqual(len(tiles), 4)
        for name in tiles:
            tile = os.path.join(folder, name)
            currents = []
            for fidelity in ("auto", "circuit"):
                done = self.run_program("solve", tile, "--format", "json", "--out", "out",
                                        "--fidelity", fidelity, "--accuracy", "1e-12")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(json.loads(done.stdout)["report"]["status"], "converged")
                currents.append(read_npy(os.path.join(self.folder, "out", "i_out_A.npy"))[1])
            largest = max(abs(i) for i in currents[1])
            self.assertGreater(largest, 0)
            for a, b in zip(*currents):
                self.assertLessEqual(abs(a - b), 1e-12 * largest, name)

    def test_json(self):
        self.write("tile.toml", PASSIVE)
        done = self.run_program("solve", "tile.toml", "--format", "json", "--threads", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(sorted(answer), ["report", "tile"])
        self.assertEqual(list(answer["report"]),
                         ["status", "method", "why", "unknowns", "inputs", "kcl_residual_A",
                          "error_bound_rel", "error_bound_each_rel", "error_kind", "iterations",
                          "newton_iterations", "coarse_block", "expected_s", "memory_bytes",
                          "setup_s", "program_s", "solve_s", "threads"])
        self.assertEqual(answer["report"]["status"], "converged")
        self.assertEqual(answer["report"]["unknowns"], 8)
        self.assertLess(answer["report"]["kcl_residual_A"], 1e-12)
        self.assertEqual(answer["tile"]["wl_segment_ohm"], {"min": 1.0, "max": 1.0})
        ideal = json.loads(
            self.run_program("solve", "tile.toml", "--format", "json", "--fidelity",
                             "ideal").stdout)
        self.assertIsNone(ideal["report"]["kcl_residual_A"])

    def test_text_goes_to_stdout_and_notes_to_stderr(self):
        self.write("tile.toml", PASSIVE)
        done = self.run_program("solve", "tile.toml", "--out", "out")
        self.assertIn("status    converged", done.stdout)
        self.assertIn("currents  [1 x 2] A", done.stdout)
        self.assertIn("wrote out/i_out_A.npy", done.stderr)

    def test_same_bits_for_any_thread_count(self):
        self.write("tile.toml", GATED)
        results = []
        for threads in ("1", "3"):
            self.run_program("solve", "tile.toml", "--out", "out" + threads, "--threads", threads)
            results.append(read_bytes(self.folder, "out" + threads, "i_out_A.npy"))
        self.assertEqual(results[0], results[1])


class BadTiles(Case):
    def test_unknown_key(self):
        self.refuse(PASSIVE.replace("cols = 2", "cols = 2\nfirst_segmnt = true"), 2202, 6,
                    ["did you mean \"first_segment\"?"])

    def test_syntax(self):
        self.refuse(PASSIVE.replace("cols = 2", "cols = = 2"), 2201, 5)

    def test_wrong_shape(self):
        self.write("g.npy", npy([2, 3], [1.0] * 6))
        self.refuse(PASSIVE, 2213, 9, ["[2 x 3]", "[2 x 2]", "g.npy"])

    def test_wrong_input_width(self):
        self.write("v.npy", npy([4, 3], [1.0] * 12))
        self.refuse(PASSIVE, 2213, 11, ["[4 x 3]", "[B x 2]"])

    def test_nan_conductance(self):
        self.write("g.npy", npy([2, 2], [1, 1, float("nan"), 1]))
        self.refuse(PASSIVE, 2214, 9, ["g.npy", "[1, 0]", "nan"])

    def test_negative_conductance(self):
        self.write("g.csv", "1,-1e-6\n1,1\n")
        self.refuse(PASSIVE.replace("g.npy", "g.csv"), 2214, 9, ["g.csv", "[0, 1]", "-1e-06"])

    def test_missing_array(self):
        self.refuse(PASSIVE.replace("g.npy", "h.npy"), 1001, 9, ["h.npy"])

    def test_truncated_npy(self):
        self.write("g.npy", npy([2, 2], [1, 1, 1, 1])[:-5])
        self.refuse(PASSIVE, 1011, 9, ["g.npy"])

    def test_not_an_npy(self):
        self.write("g.npy", "hello")
        self.refuse(PASSIVE, 1010, 9, ["g.npy"])

    def test_empty_npy(self):
        self.write("g.npy", b"")
        self.refuse(PASSIVE, 1010, 9, ["g.npy"])

    def test_wrong_dimension(self):
        self.refuse(PASSIVE.replace("wl_segment_ohm = 1", 'wl_segment_ohm = "1 fF"'), 1031, 6,
                    ["capacitance", "resistance"])

    def test_unknown_unit(self):
        self.refuse(PASSIVE.replace("wl_segment_ohm = 1", 'wl_segment_ohm = "1 bar"'), 1030, 6)

    def test_no_rows(self):
        self.refuse(PASSIVE.replace("rows = 2", "rows = 0"), 2205, 4, ["rows is 0"])

    def test_gate_input_not_0_or_1(self):
        self.refuse(GATED.replace("[1, 0]", "[0.5, 0]"), 2216, 11, ["[1, 0]", "0.5"])

    def test_infinite_input(self):
        self.write("v.npy", npy([2], [1.0, float("inf")]))
        self.refuse(PASSIVE, 2215, 11, ["v.npy", "[0, 1]"])

    def test_network_without_sense_end(self):
        self.refuse(PASSIVE + '[ends]\nbl_bottom = "floating"\n', 2009, 12)

    def test_network_without_any_reference(self):
        self.refuse(PASSIVE + '[ends]\nwl_left = "floating"\nbl_bottom = "floating"\n', 2009, 12)

    def test_network_without_driver(self):
        self.refuse(PASSIVE + '[ends]\nwl_left = "floating"\n', 2012, 12)

    def test_ideal_ends_joined(self):
        tile = PASSIVE.replace("wl_segment_ohm = 1", "").replace("bl_segment_ohm = 1", "")
        self.refuse(tile.replace('"g.npy"', "[[inf, 1], [1, 1]]"), 2102, 2, ["zero-ohm"])

    def test_gate_line_end(self):
        self.refuse(GATED + '[ends]\nwl_left = { drive = "input" }\n', 2211, 14,
                    ["word lines are gates"])

    def test_csv_field_is_shown_in_the_csv(self):
        self.write("g.csv", "1,1\n1,x\n")
        self.write("tile.toml", PASSIVE.replace("g.npy", "g.csv"))
        done = self.run_program("solve", "tile.toml")
        self.assertEqual(done.returncode, 3)
        self.assertIn("g.csv:2:3", done.stderr)
        self.assertIn("cells.g_S", done.stderr)

    def test_missing_tile(self):
        done = self.run_program("solve", "nothing.toml")
        self.assertEqual(done.returncode, 3)
        self.assertIn("nothing.toml", done.stderr)
        self.assertIn(" = help: ", done.stderr)

    def test_a_folder_is_no_tile(self):
        self.assertEqual(self.run_program("solve", ".").returncode, 3)


class Numerics(Case):
    def test_a_singular_network_is_written_and_marked(self):
        tile = PASSIVE.replace("wl_segment_ohm = 1", "wl_segment_ohm = 1e200")
        self.write("tile.toml", tile.replace('"g.npy"', "[[1e300, 1e-6], [1, 1e300]]"))
        done = self.run_program("solve", "tile.toml", "--out", "out", "--format", "json")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertNotEqual(json.loads(done.stdout)["report"]["status"], "converged")
        self.assertIn("do not trust the results", done.stderr)
        self.assertTrue(os.path.exists(os.path.join(self.folder, "out", "i_out_A.npy")))


class Environment(Case):
    def test_unwritable_output(self):
        # Tests may run as root, whom no permission stops: a path below a regular file does.
        self.write("tile.toml", PASSIVE)
        before = self.files()
        done = self.run_program("solve", "tile.toml", "--out", "g.npy/out")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn(" = help: ", done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.files(), before)

    def test_one_file_of_many_cannot_be_written(self):
        self.write("tile.toml", PASSIVE)
        os.makedirs(os.path.join(self.folder, "out", "v_bl_V.npy", "full"))
        done = self.run_program("solve", "tile.toml", "--out", "out", "--nodes")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual(os.listdir(os.path.join(self.folder, "out")), ["v_bl_V.npy"])

    def test_unwritable_picture(self):
        self.write("tile.toml", PASSIVE)
        before = self.files()
        done = self.run_program("plot", "irdrop", "tile.toml", "--out", "g.npy/a.svg")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual(self.files(), before)

    def test_gnuplot_is_missing(self):
        self.write("tile.toml", PASSIVE)
        before = self.files()
        done = self.run_program("plot", "irdrop", "tile.toml", "--out", "a.svg",
                                env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("error[2231]", done.stderr)
        self.assertIn("gnuplot-nox", done.stderr)
        self.assertEqual(self.files(), before)

    def test_gnuplot_fails(self):
        self.write("tile.toml", PASSIVE)
        os.mkdir(os.path.join(self.folder, "bin"))
        self.write("bin/gnuplot", "#!/bin/sh\necho no such terminal\nexit 3\n")
        os.chmod(os.path.join(self.folder, "bin", "gnuplot"), 0o755)
        before = self.files()
        done = self.run_program("plot", "irdrop", "tile.toml", "--out", "a.svg",
                                env={"PATH": os.path.join(self.folder, "bin")})
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("no such terminal", done.stderr)
        self.assertEqual(self.files(), before)


class Pictures(Case):
    def test_irdrop_as_svg_and_png(self):
        self.write("tile.toml", PASSIVE)
        for name, start in (("it's a_drop.svg", b"<?xml"), ("drop.png", b"\x89PNG")):
            done = self.run_program("plot", "irdrop", "tile.toml", "--out", name)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stdout, "")
            data = read_bytes(self.folder, name)
            self.assertTrue(data.startswith(start))
            self.assertTrue(os.path.exists(os.path.join(self.folder, name[:-4] + ".gp")))

    def test_the_numbers_in_the_script(self):
        # One cell: 1 V over 1 + 1 + 1 ohm leaves a third on the cell; two thirds drop.
        tile = PASSIVE.replace("rows = 2", "rows = 1").replace("cols = 2", "cols = 1")
        self.write("tile.toml",
                   tile.replace('"g.npy"', "[[1]]").replace('"v.npy"', "[[0.5], [1e-2]]"))
        for number, drop in (("0", "333.333333"), ("1", "6.66666667")):
            done = self.run_program("plot", "irdrop", "tile.toml", "--out", "a.svg", "--input",
                                    number)
            self.assertEqual(done.returncode, 0, done.stderr)
            script = read_bytes(self.folder, "a.gp").decode()
            self.assertIn("\n%s\n" % drop, script)

    def test_no_wires_no_drop(self):
        tile = PASSIVE.replace("wl_segment_ohm = 1", "").replace("bl_segment_ohm = 1", "")
        self.write("tile.toml", tile)
        done = self.run_program("plot", "irdrop", "tile.toml", "--out", "a.svg")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_wrong_ending_and_wrong_input(self):
        self.write("tile.toml", PASSIVE)
        before = self.files()
        for extra in (["--out", "a.pdf"], ["--out", "a.svg", "--input", "1"],
                      ["--out", "a.svg", "--input", "-1"], []):
            done = self.run_program("plot", "irdrop", "tile.toml", *extra)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertEqual(self.files(), before)


class Usage(Case):
    def usage(self, *arguments):
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn("error[60", done.stderr)
        self.assertIn(" = help: ", done.stderr)
        return done.stderr

    def test_unknown_verb_and_flag(self):
        self.assertIn('did you mean "solve"?', self.usage("slove", "t.toml"))
        self.assertIn('did you mean "--fidelity"?', self.usage("solve", "t.toml", "--fidelty=mesh"))
        self.assertIn('did you mean "irdrop"?', self.usage("plot", "irdorp", "t.toml"))
        self.assertIn("--version", self.usage("--versoin"))
        self.usage()
        self.usage("solve")
        self.usage("solve", "a.toml", "b.toml")
        self.usage("help", "sovle")

    def test_wrong_values(self):
        self.write("tile.toml", PASSIVE)
        for wrong in (["--fidelity", "magic"], ["--format", "xml"], ["--precision", "half"],
                      ["--threads", "-1"], ["--threads", "two"], ["--nodes"]):
            self.usage("solve", "tile.toml", *wrong)

    def test_help_and_version(self):
        done = self.run_program("--version")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^crosspoint \d+\.\d+\.\d+\n$")
        for arguments in (["--help"], ["help"]):
            done = self.run_program(*arguments)
            self.assertEqual(done.returncode, 0)
            self.assertIn("130  interrupted", done.stdout)
        done = self.run_program("help", "solve")
        self.assertIn("crosspoint solve tile.toml --out results --nodes", done.stdout)

    def test_a_full_disk_is_an_error(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        self.write("tile.toml", PASSIVE)
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, "solve", "tile.toml"], cwd=self.folder, stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(done.returncode, 5, done.stderr)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
