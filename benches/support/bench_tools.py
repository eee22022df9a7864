"""What the bench drivers share: the binary, children with a time limit, tables, log-log plots."""
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SINGLE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def require(modules):
    """Ends the program with one sentence and exit code 77 when a module is missing."""
    missing = []
    for module in modules:
        try:
            __import__(module)
        except ImportError:
            missing.append(module)
    if missing:
        names = " ".join("python3-" + m for m in missing)
        print(f"{sys.executable} has no {' and no '.join(missing)}: install the Debian packages "
              f"{names} and use /usr/bin/python3 (make bench-versus does both)", file=sys.stderr)
        sys.exit(77)


def binary(name, build):
    """Path of a program of the bench build."""
    for place in ("benches", "engine/cli"):
        path = pathlib.Path(build) / place / name
        if path.is_file():
            return str(path)
    sys.exit(f"{name} is not built in {build}: run make bench-build")


class Child:
    """What a child left: its text, its time, its peak memory, and why it failed (or '')."""

    def __init__(self, arguments, limit_s, environment=None, cwd=None):
        begin = time.monotonic()
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            process = subprocess.Popen(arguments, stdout=out, stderr=err, stdin=subprocess.DEVNULL,
                                       cwd=cwd, env={**os.environ, **(environment or SINGLE_CORE)})
            self.timed_out = False

            def stop():
                self.timed_out = True
                process.kill()
            timer = threading.Timer(limit_s, stop)
            timer.start()
            _, status, usage = os.wait4(process.pid, 0)
            timer.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
            self.seconds = time.monotonic() - begin
            self.peak_MB = usage.ru_maxrss / 1024.0
            out.seek(0)
            err.seek(0)
            self.text, errors = out.read(), err.read().strip()
        self.failure = ""
        if self.timed_out:
            self.failure = f"over {limit_s:.0f} s"
        elif process.returncode:
            last = errors.splitlines()[-1] if errors else f"exit code {process.returncode}"
            self.failure = errors.splitlines()[0] if errors.startswith("error") else last

    def json(self):
        """The last whole line of JSON."""
        return json.loads(self.text[:self.text.rindex("\n")].splitlines()[-1])


def machine():
    """One line about the machine, the compiler's date left to the reader."""
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory_kB = int(pathlib.Path("/proc/meminfo").read_text(encoding="utf-8").split()[1])
    load = os.getloadavg()[0]
    return (f"{os.cpu_count()} cores of {model}, {memory_kB / 2**20:.0f} GiB, "
            f"{datetime.date.today().isoformat()}, load {load:.1f} at the start")


def seconds(value, mark=""):
    """1.23 ms and the like, three digits."""
    if value is None:
        return "-"
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if value >= scale:
            digits = ".0f" if value >= 1000.0 else ".3g"
            return f"{mark}{value / scale:{digits}} {unit}"
    return f"{mark}{value / 1e-9:.3g} ns"


def markdown(header, rows):
    """A table whose columns line up when read as text."""
    cells = [[str(c) for c in row] for row in [header, *rows]]
    width = [max(len(row[k]) for row in cells) for k in range(len(header))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, width)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in width) + "|")
    return "\n".join(lines)


def write_csv(path, rows):
    keys = []
    for row in rows:
        keys += [k for k in row if k not in keys]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, keys)
        writer.writeheader()
        writer.writerows(rows)


def exponent(points, last=4):
    """Slope of the least-squares line through the last points in log-log, or None."""
    points = [(math.log(x), math.log(y)) for x, y in sorted(points) if x > 0 and y > 0][-last:]
    if len(points) < 2:
        return None
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return (sum((x - mean_x) * (y - mean_y) for x, y in points)
            / sum((x - mean_x) ** 2 for x, _ in points))


# ---- plots ---------------------------------------------------------------------------------------

# Colors that the color-blind can tell apart (Okabe and Ito); ours are thick, peers thin and dashed.
STYLES = {
    "auto": ("#000000", 4, 1), "schur-cg": ("#0072B2", 3, 1), "transfer": ("#009E73", 3, 1),
    "direct": ("#882255", 2, 1), "ldlt": ("#56B4E9", 2, 1), "klu": ("#999999", 2, 1),
    "KLU": ("#D55E00", 2, 2), "CHOLMOD amd": ("#E69F00", 2, 2), "CHOLMOD nd": ("#CC79A7", 2, 2),
    "SuperLU colamd": ("#8B4513", 2, 4), "SuperLU mmd": ("#8B4513", 2, 2),
    "ngspice": ("#AA0000", 2, 3),
    "ladder double": ("#D55E00", 2, 1), "ladder float": ("#CC79A7", 2, 1),
}
SPARE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]


def style_of(name, number):
    color, width, dash = STYLES.get(name.removeprefix("Crosspoint "), (SPARE[number % len(SPARE)], 2, 1))
    return color, width, dash


def spread(values, gap):
    """Moves sorted numbers apart to at least `gap`, each as little as a simple pass can."""
    placed = list(values)
    for _ in range(200):
        moved = False
        for k in range(len(placed) - 1):
            short = gap - (placed[k + 1] - placed[k])
            if short > 1e-9:
                placed[k] -= short / 2
                placed[k + 1] += short / 2
                moved = True
        if not moved:
            break
    return placed


class Panel:
    """One log-log diagram: series of (x, y), each named at its last point."""

    def __init__(self, title, x_label, y_label):
        self.title, self.x_label, self.y_label = title, x_label, y_label
        self.series = []
        self.notes = {}

    def add(self, name, points, hollow=(), note=""):
        """`hollow`: x values whose points are extrapolated; `note` follows the name."""
        if points:
            self.series.append((name, sorted(points), set(hollow)))
            self.notes[name] = note

    def script(self, number):
        xs = sorted({x for _, points, _ in self.series for x, _ in points})
        ys = [y for _, points, _ in self.series for _, y in points]
        low = 10.0 ** math.floor(math.log10(min(ys)) - 0.05)
        high = 10.0 ** math.ceil(math.log10(max(ys)) + 0.35)  # room for a name
        right = xs[-1] * (xs[-1] / xs[0]) ** 0.5 if len(xs) > 1 else xs[-1] * 4
        left = xs[0] / (xs[-1] / xs[0]) ** 0.06 if len(xs) > 1 else xs[0] / 2
        tics = ", ".join(f"'{x:g}' {x:g}" for x in xs)
        text = [f"set title '{self.title}'", "set logscale xy", "unset key", "unset label",
                "unset arrow", f"set xrange [{left:g}:{right:g}]", f"set yrange [{low:g}:{high:g}]",
                f"set xlabel '{self.x_label}'", f"set ylabel '{self.y_label}'",
                f"set xtics ({tics})", "set ytics format '10^{%T}'",
                "set grid ytics lc rgb '#dddddd' lt 1 lw 0.5", "set border 3",
                "set tics nomirror out"]
        text += self.labels(math.log10(high / low), right / left, xs[-1])
        plots = []
        for k, (name, points, hollow) in enumerate(self.series):
            block = f"$p{number}_{k}"
            text.append(f"{block} << EOD")
            text += [f"{x:g} {y:.6g} {int(x in hollow)}" for x, y in points]
            text.append("EOD")
            color, width, dash = style_of(name, k)
            plots.append(f"{block} using 1:2 with lines lc rgb '{color}' lw {width} dt {dash}")
            for kind, test in ((7, "==0"), (6, "==1")):
                plots.append(f"{block} using 1:($3{test} ? $2 : NaN) with points pt {kind} "
                             f"ps 0.7 lc rgb '{color}'")
        text.append("plot " + ", \\\n  ".join(plots))
        return "\n".join(text)

    def labels(self, decades, width, x_end):
        """Names in the right margin, spread, each joined to the last point of its series."""
        text = []
        ends = sorted((math.log10(points[-1][1]), points[-1][0], name, k)
                      for k, (name, points, _) in enumerate(self.series))
        places = spread([end[0] for end in ends], decades * 0.047)
        far = width ** 0.045
        for (y, x, name, k), place in zip(ends, places):
            color = style_of(name, k)[0]
            shown = f"{name}  {self.notes[name]}" if self.notes[name] else name
            shown = shown.replace("_", "\\_")
            text.append(f"set label '{shown}' at {x_end * far:g},{10 ** place:.6g} left "
                        f"tc rgb '{color}' font ',11' front")
            if x != x_end or abs(place - y) > decades * 0.01:
                text.append(f"set arrow from {x * far ** 0.2:g},{10 ** y:.6g} to "
                            f"{x_end * far ** 0.9:g},{10 ** place:.6g} nohead "
                            f"lc rgb '{color}' lw 0.5 dt 3")
        return text


def draw(path, panels, caption=""):
    """Writes path.gp, path.svg and path.png; says why when there is no gnuplot."""
    panels = [p for p in panels if p.series]
    if not panels:
        return "nothing to plot"
    width, height = 640 * len(panels), 560
    body = [f"set multiplot layout 1,{len(panels)}" + (f" title '{caption}'" if caption else "")]
    body += [panel.script(k) for k, panel in enumerate(panels)]
    body.append("unset multiplot")
    said = ""
    for kind, terminal in (("svg", "svg"), ("png", "pngcairo")):
        head = [f"set terminal {terminal} size {width},{height} font 'sans,12' "
                "background rgb 'white'", f"set output '{path.name}.{kind}'"]
        script = path.with_suffix(".gp")
        script.write_text("\n".join(head + body) + "\n", encoding="utf-8")
        try:
            run = subprocess.run(["gnuplot", script.name], cwd=path.parent, capture_output=True,
                                 text=True, check=False)
        except FileNotFoundError:
            return "no plot: gnuplot is not installed"
        said += run.stderr.strip()
    return said or f"plot: {path}.svg and .png"
