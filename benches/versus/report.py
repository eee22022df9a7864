"""Tables and pictures of the results of run.py."""
# SPDX-License-Identifier: Apache-2.0
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import bench_tools as bt  # noqa: E402


def find(table, **wanted):
    """The measured row with these fields, or None."""
    for row in table:
        if not row.get("note") and all(row.get(k) == v for k, v in wanted.items()):
            return row
    return None


def add_ratios(rows):
    """Time of each tool over that of Crosspoint left to itself, on the same tile."""
    for row in rows:
        ours = find(rows, rows=row["rows"], regime=row["regime"], tool="auto")
        if ours is None or row.get("note"):
            continue
        for key in ("one_s", "batch_s"):
            if row.get(key) and ours.get(key):
                row[key[:-2] + "_ratio"] = row[key] / ours[key]


def number(value, form="{:.2g}"):
    return "-" if value is None else form.format(value)


def ratio(value):
    if value is None:
        return "-"
    if value >= 1e5:
        return f"{value:.2g}x"
    return f"{value:.0f}x" if value >= 20 else f"{value:.2g}x"


def main_table(rows, batch):
    header = ["rows", "regime", "tool", "1 input", "ratio", f"{batch} inputs", "ratio", "MB",
              "MB batch", "error", "remark"]
    lines = []
    for row in rows:
        if row.get("note"):
            continue
        mark = "~" if row.get("batch_extrapolated") else ""
        name = ("Crosspoint " if row["kind"] == "crosspoint" else "") + row["tool"]
        lines.append([row["rows"], row["regime"], name, bt.seconds(row["one_s"]),
                      ratio(row.get("one_ratio")), bt.seconds(row.get("batch_s"), mark),
                      mark + ratio(row.get("batch_ratio")), number(row.get("peak_MB"), "{:.0f}"),
                      number(row.get("peak_batch_MB"), "{:.0f}"), number(row.get("error_rel")),
                      remark(row)])
    return bt.markdown(header, lines)


def remark(row):
    words = [row.get("batch_note", "")]
    if row.get("status") not in (None, "converged"):
        words.append(row["status"])
    if row["kind"] == "crosspoint" and row["tool"] == "auto":
        words.append(row.get("method", ""))
        if row.get("batch_method") not in (None, row.get("method")):
            words.append("batch: " + row["batch_method"])
    return "; ".join(w for w in words if w)


def skipped(rows):
    by_reason = {}
    for row in rows:
        if row.get("note"):
            by_reason.setdefault((row["tool"], row["note"]), []).append(
                f"{row['rows']} {row['regime']}")
    return "\n".join(f"- {tool}: {note} ({', '.join(places)})"
                     for (tool, note), places in by_reason.items())


def bent_table(rows):
    """Meshes of sinh cells; the analysis of the direct solver is not counted."""
    header = ["rows", "regime", "a, 1/V", "Crosspoint", "again", "Newton / CG", "error", "peer",
              "Newton", "error", "faster", "again"]
    lines = [[r["rows"], r["regime"], r["steepness_per_V"], bt.seconds(r["scratch_s"]),
              bt.seconds(r["again_s"]), f"{r['newton']} / {r['cg']}", number(r["error_rel"]),
              f"{r['peer']} {bt.seconds(r['peer_s'])}", r["peer_newton"],
              number(r["peer_error_rel"]), ratio(r["ratio_scratch"]), ratio(r["ratio_again"])]
             for r in rows if not r.get("failure")]
    return bt.markdown(header, lines)


def broken_bent(rows, accuracy):
    found = []
    for row in rows:
        place = f"{row['rows']} {row['regime']} sinh cells"
        if row.get("failure") and not row["failure"].startswith("over "):
            found.append(f"{place}: {row['failure']}")
        elif not row.get("failure") and not row["error_rel"] <= accuracy:
            found.append(f"{place}: error {row['error_rel']}, expected {accuracy:g}")
    return found


def aims(rows, bent):
    """Section 8 of the design: what the mesh methods are to reach, from this run."""
    lines = []
    for size, least, aim in ((128, 100, 300), (256, 150, 500), (512, 150, 500)):
        ours = find(rows, rows=size, regime="mid", tool="auto")
        klu = find(rows, rows=size, regime="mid", tool="KLU")
        if ours and klu:
            lines.append([f"{size} x {size}, one input", bt.seconds(ours["one_s"]),
                          "KLU " + bt.seconds(klu["one_s"]),
                          ratio(klu["one_s"] / ours["one_s"]), f"{least}x", f"{aim}x"])
    for size in (128, 256, 512, 1024):
        ours = find(rows, rows=size, regime="mid", tool="transfer")
        peer = find(rows, rows=size, regime="mid", tool="CHOLMOD nd")
        if ours and peer and peer.get("block_s"):
            per_input_s = min(peer["block_s"] / peer["block"], peer["solve_s"])
            theirs = peer["program_s"] + size * per_input_s
            # The matrix is built with the first batch: from cells to T and one input.
            lines.append([f"{size} x {size}, transfer matrix", bt.seconds(ours["one_s"]),
                          f"CHOLMOD, {size} right-hand sides " + bt.seconds(theirs),
                          ratio(theirs / ours["one_s"]), "20x", "100x"])
    for row in bent:
        if row["rows"] == 512 and not row.get("failure"):
            lines.append([f"512 x 512, sinh cells, {row['regime']}", bt.seconds(row["scratch_s"]),
                          f"Newton on {row['peer']} " + bt.seconds(row["peer_s"]),
                          ratio(row["ratio_scratch"]), "20x", "60x"])
    worst = [r["error_rel"] for r in rows if r["kind"] == "crosspoint" and r.get("error_rel")]
    if worst:
        lines.append(["any mesh: error against the oracle", number(max(worst)), "", "", "1e-9",
                      "1e-12"])
    return bt.markdown(["task", "Crosspoint", "against", "faster", "at least", "aim"], lines)


def broken_promises(rows, accuracy):
    """What makes the comparison worthless: a tool that failed (a time limit is no failure), or an
    error above what Crosspoint was asked for; 1e-6 for the others."""
    found = []
    for row in rows:
        place = f"{row['rows']} {row['regime']} {row['tool']}"
        error = row.get("error_rel")
        allowed = accuracy if row["kind"] == "crosspoint" else 1e-6
        if row.get("failed"):
            found.append(f"{place}: {row['note']}")
        elif row.get("status", "converged") != "converged":
            found.append(f"{place}: {row['status']}")
        elif row.get("one_s") and not (error is not None and error <= allowed):
            found.append(f"{place}: error {error}, expected {allowed:g}")
    return found


def plots(rows, batch, out):
    """One picture per regime: one input on the left, the batch on the right."""
    said = []
    for regime in dict.fromkeys(r["regime"] for r in rows):
        one = bt.Panel("One input, from cells to currents", "rows = columns", "time, s")
        many = bt.Panel(f"{batch} inputs (hollow: extrapolated)", "rows = columns", "time, s")
        for tool in dict.fromkeys(r["tool"] for r in rows):
            mine = [r for r in rows if r["tool"] == tool and r["regime"] == regime
                    and not r.get("note")]
            if not mine or (mine[0]["kind"] == "crosspoint" and tool in ("ldlt", "klu")):
                continue
            name = f"Crosspoint {tool}" if mine[0]["kind"] == "crosspoint" else tool
            one.add(name, [(r["rows"], r["one_s"]) for r in mine])
            many.add(name, [(r["rows"], r["batch_s"]) for r in mine if r.get("batch_s")],
                     [r["rows"] for r in mine if r.get("batch_extrapolated")])
        said.append(bt.draw(out / f"versus_{regime}", [one, many],
                            f"Passive array, {regime} regime, one core"))
    return "\n".join(said)
