#!/usr/bin/python3
"""From which batch size on which method wins: the measurements behind the choice of method.

    run.py            sizes 32 to 1024, all regimes; ten minutes
    run.py --quick    sizes 32 to 128, regime mid; half a minute

Each method solves batches of 1, 4, 16 and 64 inputs from scratch (make_solver, program, solve).
Between them time is taken as linear in the batch, beyond them the last slope goes on. Prints for
every tile the times, the ranges of batch sizes that each method wins, and every crossing B* of two
methods. Writes them as markdown and CSV into --out.
"""
# SPDX-License-Identifier: Apache-2.0
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import bench_tools as bt  # noqa: E402

BATCHES = [1, 4, 16, 64]
LARGEST = 100000  # crossings beyond are not looked for


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default=str(bt.ROOT / "build/bench"))
    parser.add_argument("--out", type=pathlib.Path, help="default: BUILD/crossover")
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--regimes", nargs="+", choices=["easy", "mid", "hard"])
    parser.add_argument("--methods", nargs="+", help="default: all but auto")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit-s", type=float, default=8.0,
                        help="a method that took longer starts no larger batch or size")
    parser.add_argument("--repeat-s", type=float, default=0.2)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    options.sizes = options.sizes or ([32, 64, 128] if options.quick
                                      else [32, 64, 128, 256, 512, 1024])
    options.regimes = options.regimes or (["mid"] if options.quick else ["easy", "mid", "hard"])
    options.out = options.out or pathlib.Path(options.build) / "crossover"
    options.out.mkdir(parents=True, exist_ok=True)  # now: a wrong path must not cost the run
    return options


class Curve:
    """Seconds from scratch as a function of the batch size."""

    def __init__(self, batches):
        self.points = [(b["inputs"], b["scratch_s"]) for b in batches]
        self.program_s = batches[-1]["program_s"]
        # The slope beyond the last point: what one more input costs a solver that is set up.
        self.slope_s = batches[-1]["again_s"] / batches[-1]["inputs"]

    def __call__(self, batch):
        for (b0, t0), (b1, t1) in zip(self.points, self.points[1:]):
            if batch <= b1:
                return t0 + (t1 - t0) * (batch - b0) / (b1 - b0)
        last_b, last_t = self.points[-1]
        return last_t + self.slope_s * (batch - last_b)


def probes():
    """Batch sizes at which winners are compared: all small ones, then 2 % steps."""
    batch = 1
    while batch <= LARGEST:
        yield batch
        batch = max(batch + 1, int(batch * 1.02))


def ranges(curves):
    """[(first batch, name)]: who is fastest from which batch on."""
    found = []
    for batch in probes():
        best = min(curves, key=lambda name: curves[name](batch))
        if not found or found[-1][1] != best:
            found.append((batch, best))
    return found


def crossing(cheap, costly):
    """Smallest batch from which `costly` wins for good, or None."""
    first = None
    for batch in probes():
        if costly(batch) < cheap(batch):
            first = first or batch
        else:
            first = None
    return first


def measure(options, versus, methods, size, regime, skip):
    curves, hardness = {}, None
    for method in methods:
        if method in skip:
            continue
        command = [versus, "batches", method, "--rows", size, "--regime", regime, "--inputs",
                   max(BATCHES), "--threads", options.threads, "--repeat-s", options.repeat_s,
                   "--batch-limit-s", options.limit_s, "--batches", *BATCHES]
        child = bt.Child([str(c) for c in command], 12.0 * options.limit_s)
        if not child.text.strip():
            print(f"{size} {regime} {method}: {child.failure}", flush=True)
            continue
        line = child.json()
        hardness = line["hardness"]
        curves[method] = Curve(line["batches"])
        if line["batches"][0]["scratch_s"] > options.limit_s:
            skip.add(method)  # larger sizes only take longer
    return curves, hardness


def main():
    options = arguments()
    versus = bt.binary("bench_versus", options.build)
    known = bt.Child([versus, "names"], 10.0).json()["methods"]
    methods = options.methods or [m for m in known if m != "auto"]
    head = f"{bt.machine()}; {options.threads} thread(s)"
    print(head, flush=True)
    times, winners, crossings = [], [], []
    for regime in options.regimes:
        skip = set()
        for size in options.sizes:
            curves, hardness = measure(options, versus, methods, size, regime, skip)
            if not curves:
                continue
            for name, curve in curves.items():
                times.append({"rows": size, "regime": regime, "hardness": f"{hardness:.3g}",
                              "method": name, "program_s": curve.program_s,
                              **{f"batch_{b}_s": curve(b) for b in (1, 16, 64, 1000)},
                              "per_input_s": curve.slope_s})
            steps = ranges(curves)
            words = ", ".join(f"from {b}: {name}" for b, name in steps)
            winners.append([size, regime, f"{hardness:.3g}", words])
            print(f"{size} {regime}: {words}", flush=True)
            for cheap in curves:
                for costly in curves:
                    batch = crossing(curves[cheap], curves[costly])
                    if batch is not None and batch > 1:
                        crossings.append([size, regime, cheap, costly, batch])
    table = [[r["rows"], r["regime"], r["hardness"], r["method"],
              *(bt.seconds(r[k]) for k in ("program_s", "batch_1_s", "batch_16_s", "batch_64_s",
                                           "batch_1000_s", "per_input_s"))] for r in times]
    text = "\n\n".join([
        head, bt.markdown(["rows", "regime", "hardness", "method", "program", "1 input",
                           "16 inputs", "64 inputs", "1000 inputs", "one more"], table),
        "Fastest method by batch size:",
        bt.markdown(["rows", "regime", "hardness", "fastest"], winners),
        "Crossings: the second method wins from B* inputs on.",
        bt.markdown(["rows", "regime", "few inputs", "many inputs", "B*"], crossings)])
    (options.out / "crossover").with_suffix(".md").write_text(text + "\n", encoding="utf-8")
    bt.write_csv(options.out / "crossover.csv", times)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
