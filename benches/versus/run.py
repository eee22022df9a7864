#!/usr/bin/python3
"""Crosspoint against sparse direct solvers and ngspice on the same tiles.

    run.py            sizes 32 to 1024, all regimes, about 12 minutes
    run.py --quick    sizes 32 to 128, regime mid, about a minute
    run.py --full     every tool in every regime, limits of 60 s, hours

Every measurement is a process of its own. The tile of a size and regime is generated once and read
by all (README.md says what is measured). Writes the tables (markdown, CSV, JSON) and versus_<regime>.svg
and .png into --out. Exit code 1: a tool failed or a result is not as accurate as was asked for; 77: NumPy
or SciPy is missing.
"""
# SPDX-License-Identifier: Apache-2.0
import argparse
import json
import pathlib
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
import bench_tools as bt  # noqa: E402

SIZES = [32, 64, 128, 256, 512, 1024]
REGIMES = ["mid", "easy", "hard"]  # mid first: it is what the aims are about


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default=str(bt.ROOT / "build/bench"))
    parser.add_argument("--out", type=pathlib.Path, help="default: BUILD/versus")
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--regimes", nargs="+", choices=REGIMES)
    parser.add_argument("--tools", nargs="+", help="only these, by the names of the table")
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--accuracy", type=float, default=1e-9, help="asked of Crosspoint")
    parser.add_argument("--threads", type=int, default=1, help="of Crosspoint; peers use one")
    parser.add_argument("--limit-s", type=float, help="of one measurement")
    parser.add_argument("--batch-limit-s", type=float, help="longer batches are extrapolated")
    parser.add_argument("--budget-s", type=float, help="of the whole run")
    parser.add_argument("--repeat-s", type=float, help="repetitions of one measurement")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    quick = {"sizes": [32, 64, 128], "regimes": ["mid"], "limit_s": 20.0, "batch_limit_s": 2.0,
             "budget_s": 110.0, "repeat_s": 0.2}
    usual = {"sizes": SIZES, "regimes": REGIMES, "limit_s": 60.0, "batch_limit_s": 6.0,
             "budget_s": 850.0, "repeat_s": 0.3}
    full = {**usual, "batch_limit_s": 60.0, "budget_s": 1e9, "repeat_s": 1.0}
    for key, value in (full if options.full else quick if options.quick else usual).items():
        if getattr(options, key) is None:
            setattr(options, key, value)
    options.out = options.out or pathlib.Path(options.build) / "versus"
    options.out.mkdir(parents=True, exist_ok=True)  # now: a wrong path must not cost the run
    return options


class Driver:
    """Runs tools on cases; knows what was measured and what is not worth starting."""

    def __init__(self, options, tools):
        self.options, self.tools = options, tools
        self.rows = []
        self.deadline = time.monotonic() + options.budget_s

    def predicted_s(self, tool, size, regime):
        """From the last size of the tool, in this regime if it was measured there."""
        best = None
        for row in self.rows:
            if row["tool"] != tool.name or row["rows"] >= size:
                continue
            if row.get("one_s") and (row["regime"] == regime or best is None):
                best = row["one_s"] * (size / row["rows"]) ** tool.growth
            elif "over" in row.get("note", ""):
                best = float("inf")
        return best

    def reason_to_skip(self, tool, size, regime):
        limit = self.options.limit_s
        predicted = self.predicted_s(tool, size, regime)
        if predicted == float("inf"):
            return f"over {limit:.0f} s at a smaller size"
        if predicted is not None and predicted > limit:
            return f"predicted to take {predicted:.0f} s, limit {limit:.0f} s"
        left = self.deadline - time.monotonic()
        if left < 0 or (predicted is not None and 2 * predicted > left):
            return "the time budget is spent"
        if tool.kind == "peer" and size >= 512 and regime != "mid" and not self.options.full:
            return "same matrix pattern and work as in mid; --full runs it"
        return ""

    def case(self, folder, size, regime):
        """Generates the tile and the oracle's currents; the reason when that fails."""
        versus = bt.binary("bench_versus", self.options.build)
        for words in (["generate", "--rows", size, "--regime", regime, "--inputs",
                       self.options.batch, "--out", folder],
                      ["oracle", "--case", folder, "--out", folder / "oracle.npy"]):
            child = bt.Child([versus, *map(str, words)], 120.0)
            if child.failure:
                return child.failure
        return ""

    def run(self, size, regime):
        with tempfile.TemporaryDirectory(prefix="crosspoint-versus-") as name:
            folder = pathlib.Path(name)
            failure = "" if time.monotonic() < self.deadline else "the time budget is spent"
            failure = failure or self.case(folder, size, regime)
            for tool in self.tools:
                row = {"rows": size, "regime": regime, "tool": tool.name, "kind": tool.kind}
                note = failure or self.reason_to_skip(tool, size, regime)
                if not note:
                    line, note = tool.run(folder, self.options)
                    row.update(line or {})
                    row["failed"] = line is None and not note.startswith("over ")
                if note:
                    row["note"] = note
                self.rows.append(row)
                said = note or bt.seconds(row["one_s"])
                print(f"{size:5} {regime:5} {tool.name:15} {said}", flush=True)


def bent_meshes(options):
    """Meshes of sinh cells: ours against Newton on the fastest direct solver, in turns."""
    versus = bt.binary("bench_versus", options.build)
    peer = bt.Child([versus, "names"], 10.0).json()["peers"][-1]
    rows = []
    for size in options.sizes:
        for regime, steepness in (("mid", 3), ("hard", 5)):
            if size > 512 or regime not in options.regimes:
                continue
            child = bt.Child([versus, "nonlinear", peer, "--rows", str(size), "--inputs", "1",
                              "--regime", regime, "--steepness", str(steepness), "--accuracy",
                              str(options.accuracy), "--repeat-s", str(options.repeat_s)],
                             2 * options.limit_s)
            row = {"rows": size, "regime": regime, "peer": peer, "failure": child.failure}
            rows.append(row if child.failure else child.json())
            print(f"{size:5} {regime:5} sinh cells      "
                  f"{child.failure or bt.seconds(rows[-1]['scratch_s'])}", flush=True)
    return rows


def main():
    options = arguments()
    bt.require(["numpy", "scipy"])
    import report  # after require: they import numpy
    import tools as versus_tools
    tools, missing = versus_tools.all_tools(options.build, options.threads, options.accuracy)
    if options.tools:
        tools = [t for t in tools if t.name in options.tools]
    if not shutil.which("gnuplot"):
        missing.append("gnuplot (package gnuplot-nox): no picture")
    head = f"{bt.machine()}; Crosspoint on {options.threads} thread(s), peers on one"
    print(head, *(f"missing: {m}" for m in missing), sep="\n", flush=True)

    begin = time.monotonic()
    driver = Driver(options, tools)
    for size in options.sizes:
        for regime in options.regimes:
            driver.run(size, regime)
    bent = [] if options.tools else bent_meshes(options)
    report.add_ratios(driver.rows)
    text = "\n\n".join([
        head, report.main_table(driver.rows, options.batch),
        "`ratio`: time over that of Crosspoint auto. `~`: extrapolated from a measured block "
        "of 64 inputs. `MB`: peak above what was resident before. `error`: largest difference of "
        "an output current from the oracle, relative to the largest current.",
        "Not run:\n" + (report.skipped(driver.rows) or "- nothing"),
        *(f"Missing: {m}" for m in missing), report.bent_table(bent),
        report.aims(driver.rows, bent)])
    table = options.out / "versus"
    table.with_suffix(".md").write_text(text + "\n", encoding="utf-8")
    bt.write_csv(table.with_suffix(".csv"), driver.rows)
    table.with_suffix(".json").write_text(json.dumps(driver.rows, indent=1), encoding="utf-8")
    print(text, report.plots(driver.rows, options.batch, options.out),
          f"{time.monotonic() - begin:.0f} s; written to {options.out}", sep="\n\n")
    (options.out / "nonlinear.json").write_text(json.dumps(bent, indent=1), encoding="utf-8")
    broken = report.broken_promises(driver.rows, options.accuracy)
    broken += report.broken_bent(bent, options.accuracy)
    for sentence in broken:
        print(f"wrong: {sentence}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
