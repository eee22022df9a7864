#!/usr/bin/python3
"""Time against rows for every method, with the fitted exponent, and against threads.

    run.py            sizes 32 to 1024, regime mid; a few minutes
    run.py --quick    sizes 16 to 128; half a minute

Writes tables (markdown, CSV) and the pictures scaling_rows and scaling_threads into --out.
"""
# SPDX-License-Identifier: Apache-2.0
import argparse
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import bench_tools as bt  # noqa: E402

GROWTH = 3.5  # of the time with the rows, to leave out what would take too long


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default=str(bt.ROOT / "build/bench"))
    parser.add_argument("--out", type=pathlib.Path, help="default: BUILD/scaling")
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--regime", default="mid", choices=["easy", "mid", "hard"])
    parser.add_argument("--thread-rows", type=int, help="size of the tile of the threads table")
    parser.add_argument("--limit-s", type=float, help="of one measurement")
    parser.add_argument("--repeat-s", type=float, default=0.3)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    quick = {"sizes": [16, 32, 64, 128], "thread_rows": 64, "limit_s": 5.0}
    usual = {"sizes": [32, 64, 128, 256, 512, 1024], "thread_rows": 512, "limit_s": 30.0}
    for key, value in (quick if options.quick else usual).items():
        if getattr(options, key) is None:
            setattr(options, key, value)
    options.out = options.out or pathlib.Path(options.build) / "scaling"
    options.out.mkdir(parents=True, exist_ok=True)  # now: a wrong path must not cost the run
    return options


class Scaling:
    def __init__(self, options):
        self.options = options
        self.versus = bt.binary("bench_versus", options.build)
        self.methods = bt.Child([self.versus, "names"], 10.0).json()["methods"]
        self.rows = []

    def measure(self, method, size, threads, batches):
        command = [self.versus, "batches", method, "--rows", size, "--regime",
                   self.options.regime, "--inputs", max(batches), "--threads", threads,
                   "--repeat-s", self.options.repeat_s, "--batch-limit-s", self.options.limit_s,
                   "--batches", *batches]
        child = bt.Child([str(c) for c in command], 4.0 * self.options.limit_s)
        if not child.text.strip():
            return None, child.failure
        return child.json()["batches"], ""

    def over_rows(self):
        """{name: {rows: seconds}}: program and one solve of each method, ladders per read."""
        series = {}
        for method in self.methods:
            last = None
            for size in self.options.sizes:
                if last and last[1] * (size / last[0]) ** GROWTH > self.options.limit_s:
                    print(f"{method} {size}: not started, would take too long", flush=True)
                    break
                found, failure = self.measure(method, size, 1, [1])
                if failure:
                    print(f"{method} {size}: {failure}", flush=True)
                    break
                last = (size, found[0]["scratch_s"])
                for part, key in (("one input", "scratch_s"), ("program", "program_s"),
                                  ("solve again", "again_s")):
                    series.setdefault((method, part), {})[size] = found[0][key]
                print(f"{method} {size}: {bt.seconds(last[1])}", flush=True)
        for size in self.options.sizes:
            child = bt.Child([self.versus, "ladder", "--rows", str(size), "--repeat-s",
                              str(self.options.repeat_s)], 4.0 * self.options.limit_s)
            if not child.failure:
                line = child.json()
                series.setdefault(("ladder double", "one read of 64 columns"), {})[size] = \
                    line["double_s"]
                series.setdefault(("ladder float", "one read of 64 columns"), {})[size] = \
                    line["float_s"]
        return series

    def over_threads(self):
        """[(method, inputs, threads, seconds)] on one tile, from cells to currents."""
        found = []
        threads = sorted({2 ** k for k in range(10) if 2 ** k <= os.cpu_count()}
                         | {os.cpu_count()})
        for method in self.methods:
            one, failure = self.measure(method, self.options.thread_rows, 1, [1])
            if failure or one[0]["scratch_s"] > self.options.limit_s:
                continue
            for count in threads:
                lines, failure = self.measure(method, self.options.thread_rows, count, [1, 64])
                for line in lines or []:
                    found.append((method, line["inputs"], count, line["scratch_s"]))
                print(f"{method} on {count} threads: {failure or 'done'}", flush=True)
        return found


def rows_table(series, sizes):
    lines = []
    for (name, part), points in series.items():
        power = bt.exponent(list(points.items()))
        lines.append([name, part, *(bt.seconds(points.get(size)) for size in sizes),
                      "-" if power is None else f"{power:.2f}"])
    return bt.markdown(["method", "time of", *map(str, sizes), "exponent"], lines)


def threads_table(found, rows):
    base = {(m, b): t for m, b, count, t in found if count == 1}
    lines = [[m, b, count, bt.seconds(t), f"{base[m, b] / t:.2f}x",
              f"{100 * base[m, b] / t / count:.0f} %"] for m, b, count, t in found]
    return bt.markdown([f"method, {rows} x {rows}", "inputs", "threads", "from cells to currents",
                        "faster", "efficiency"], lines)


def main():
    options = arguments()
    scaling = Scaling(options)
    head = bt.machine()
    print(head, flush=True)
    series, threads = scaling.over_rows(), scaling.over_threads()
    text = "\n\n".join([
        head, rows_table(series, options.sizes),
        f"Regime {options.regime}, one thread; exponent: least squares in log-log over the last "
        "four sizes.", threads_table(threads, options.thread_rows)])
    (options.out / "scaling").with_suffix(".md").write_text(text + "\n", encoding="utf-8")
    bt.write_csv(options.out / "scaling.csv",
                 [{"method": m, "part": p, "rows": size, "seconds": t}
                  for (m, p), points in series.items() for size, t in points.items()])
    bt.write_csv(options.out / "threads.csv",
                 [dict(zip(("method", "inputs", "threads", "seconds"), row)) for row in threads])

    program = bt.Panel("From cells to currents, one input", "rows = columns", "time, s")
    again = bt.Panel("One more input", "rows = columns", "time, s")
    for (name, part), points in series.items():
        power = bt.exponent(list(points.items()))
        panel = program if part == "one input" else again if part != "program" else None
        if panel and power is not None:
            panel.add(name, list(points.items()), note=f"n^{{{power:.1f}}}")
    pictures = [bt.draw(options.out / "scaling_rows", [program, again],
                        f"Passive array, regime {options.regime}, one core")]
    panels = []
    for batch in (1, 64):
        panel = bt.Panel(f"{batch} input{'s' if batch > 1 else ''}", "threads", "time, s")
        for method in scaling.methods:
            panel.add(method, [(count, t) for m, b, count, t in threads
                               if m == method and b == batch])
        panels.append(panel)
    pictures.append(bt.draw(options.out / "scaling_threads", panels,
                            f"{options.thread_rows} x {options.thread_rows}, regime {options.regime}, from cells to "
                            "currents"))
    print(text, *pictures, sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
