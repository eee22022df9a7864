"""The tools of the comparison: how each is run on a case folder and what it gives back."""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import re
import shutil
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import bench_tools as bt  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


class Tool:
    """`growth`: how the time grows with the rows, to predict whether a size is worth starting."""

    def __init__(self, name, kind, growth, command):
        self.name, self.kind, self.growth, self.command = name, kind, growth, command

    def run(self, case, settings):
        """(fields of the JSON line, reason of failure)."""
        currents = case / "currents.npy"
        currents.unlink(missing_ok=True)
        child = bt.Child(self.command(case, currents, settings), settings.limit_s)
        if child.failure and not child.text.strip():
            return None, child.failure
        line = child.json()
        if child.failure:  # stopped during the batch
            line["batch_note"] = "batch " + child.failure
        line["error_rel"] = error_rel(case, currents)
        return line, ""


def error_rel(case, currents):
    """Largest difference from the oracle, relative to its largest current."""
    if not currents.is_file() or not (case / "oracle.npy").is_file():
        return None
    ours, true = numpy.load(currents), numpy.load(case / "oracle.npy")
    true = true[:len(ours)]
    return float(numpy.max(numpy.abs(ours - true)) / numpy.max(numpy.abs(true)))


class Ngspice:
    """Its own process on the deck that `crosspoint export` writes; Debian's has Sparse 1.3 only."""

    name, kind, growth = "ngspice", "peer", 5.5

    def __init__(self, crosspoint):
        self.crosspoint = crosspoint
        self.empty_MB = None

    def run(self, case, settings):
        deck = case / "tile.cir"
        made = bt.Child([self.crosspoint, "export", str(case / "tile.toml"), "-o", str(deck)],
                        settings.limit_s)
        if made.failure:
            return None, made.failure
        if self.empty_MB is None:
            nothing = case / "nothing.cir"
            nothing.write_text("* nothing\nV1 1 0 1\nR1 1 0 1\n.op\n.end\n", encoding="ascii")
            self.empty_MB = bt.Child(["ngspice", "-n", "-b", str(nothing)], 10.0).peak_MB
        taken = []
        while len(taken) < 3 and sum(taken) < 2.0:
            child = bt.Child(["ngspice", "-n", "-b", str(deck)], settings.limit_s)
            if child.failure and "=" not in child.text:
                return None, child.failure
            taken.append(child.seconds)
        one_s = sorted(taken)[len(taken) // 2]
        printed = re.findall(r"i\(vsense(\d+)\) = (\S+)", child.text)
        cols = json.loads((case / "case.json").read_text(encoding="utf-8"))["cols"]
        if len(printed) != cols:
            return None, f"printed {len(printed)} of {cols} currents"
        i_out_A = numpy.zeros((1, cols))
        for column, value in printed:
            i_out_A[0, int(column)] = float(value)
        numpy.save(case / "currents.npy", i_out_A)
        line = {"one_s": one_s, "repetitions": len(taken), "batch": settings.batch,
                "batch_s": settings.batch * one_s, "batch_extrapolated": True,
                "peak_MB": max(0.0, child.peak_MB - self.empty_MB),
                "error_rel": error_rel(case, case / "currents.npy")}
        return line, ""


def options_of(currents, settings):
    return ["--batch", str(settings.batch), "--repeat-s", str(settings.repeat_s),
            "--batch-limit-s", str(settings.batch_limit_s), "--currents", str(currents)]


def all_tools(build, threads, accuracy):
    """Every tool of this machine, ours first, and the names of those that are missing."""
    versus = bt.binary("bench_versus", build)
    names = bt.Child([versus, "names"], 10.0).json()
    tools, missing = [], []
    growth = {"schur-cg": 3.3, "transfer": 2.9, "auto": 3.3}
    for method in names["methods"]:
        tools.append(Tool(method, "crosspoint", growth.get(method, 3.6),
                          lambda case, currents, s, method=method:
                          [versus, "crosspoint", method, "--case", str(case), "--threads",
                           str(threads), "--accuracy", str(accuracy), *options_of(currents, s)]))
    shown = {"klu": ("KLU", 3.7), "cholmod_amd": ("CHOLMOD amd", 2.8),
             "cholmod_nd": ("CHOLMOD nd", 2.6)}
    for peer in names["peers"]:
        name, power = shown[peer]
        tools.append(Tool(name, "peer", power,
                          lambda case, currents, s, peer=peer:
                          [versus, "peer", peer, "--case", str(case), *options_of(currents, s)]))
    if "cholmod_nd" not in names["peers"]:
        missing.append("CHOLMOD (package libsuitesparse-dev)")
    for ordering in ("colamd", "mmd"):
        tools.append(Tool(f"SuperLU {ordering}", "peer", 3.3,
                          lambda case, currents, s, ordering=ordering:
                          [sys.executable, str(HERE / "superlu.py"), str(case), ordering,
                           *options_of(currents, s)]))
    if shutil.which("ngspice"):
        tools.append(Ngspice(bt.binary("crosspoint", build)))
    else:
        missing.append("ngspice (package ngspice)")
    return tools, missing
