#!/usr/bin/env python3
"""Reference curves of every card, from the equations and the card's values, never from the .va files.

    make.py           writes <family>/<card>.<curve>.csv and prints the figures that README.md quotes
    make.py --check   compares with the files that are there; exit 1 when one differs (77: no SciPy here)

Columns of an "iv" curve: voltages and currents into terminals (others at 0 V). Columns of a "pulse": time,
piecewise linear voltages, states. The state at the first row is the named one of the card.
"""
# SPDX-License-Identifier: Apache-2.0
import argparse
import pathlib
import sys

try:
    import tomllib

    import numpy as np
    import scipy  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import curves
import sanity

MODELS = pathlib.Path(__file__).resolve().parents[1]
CHECK_TOLERANCE = 1e-7  # between two versions of SciPy


def load_cards():
    """{card name: (path, table)}; parameters of sub-modules come from their own cards."""
    cards = {}
    for path in sorted(MODELS.glob("*/*.toml")):
        cards[path.stem] = (path, tomllib.loads(path.read_text()))
    return cards


def parameters(card, curve=None):
    values = {name: entry["value"] for name, entry in card["parameters"].items()}
    if curve:
        state = card.get("states", {}).get(curve.get("state"), {})
        values.update({name: value for name, value in state.items() if name in values})
        values.update(curve.get("parameters", {}))
    return values


def as_csv(header, rows):
    lines = [",".join(header)]
    lines += [",".join(f"{value:.12g}" for value in row) for row in rows]
    return "\n".join(lines) + "\n"


def differs(header, rows, text):
    """Why the stored text is not this curve, or None."""
    lines = text.strip().split("\n")
    if lines[0].split(",") != header or len(lines) != len(rows) + 1:
        return "other columns or rows"
    stored = np.array([[float(word) for word in line.split(",")] for line in lines[1:]])
    rows = np.array(rows)
    scale = np.maximum(np.abs(rows), 1e-6 * np.abs(rows).max(axis=0) + 1e-30)
    worst = (np.abs(stored - rows) / scale).max()
    return None if worst < CHECK_TOLERANCE else f"relative difference {worst:.1e}"


def main():
    options = argparse.ArgumentParser(description="reference curves of the device models")
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    cards = load_cards()
    base = {name: parameters(card) for name, (_, card) in cards.items()}
    failures = sanity.failures(base)
    for name, (path, card) in cards.items():
        for curve_name, curve in card["reference"].items():
            values = dict(base, **{name: parameters(card, curve)})
            state = card.get("states", {}).get(curve.get("state"), {})
            header, rows = curves.make(name, curve_name, values, state)
            file = path.parent / curve["file"]
            if check:
                reason = differs(header, rows, file.read_text()) if file.exists() else "no file"
                if reason:
                    failures.append(f"{file.name}: {reason}")
            else:
                file.write_text(as_csv(header, rows))
    if not check:
        sanity.print_report(base)
    for failure in failures:
        print(failure)
    print(f"{len(cards)} cards, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
