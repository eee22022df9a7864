#!/usr/bin/env python3
# Golden decks of the models: the program writes them byte by byte. At rest its current and that of
# ngspice are the one of the reference curve (which SciPy made from the equations); over time the
# states in ngspice are those of the reference curve.
#   run_golden_model_tests.py PROGRAM SOURCE_FOLDER [--write | --with-ngspice]
# Standard library only. SPDX-License-Identifier: Apache-2.0
import csv
import os
import re
import shutil
import subprocess
import sys

SKIPPED = 77
PULSE_REL = 1e-3  # of the largest value of a state, as `crosspoint verify --models` asks


def rows_of(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def deck_name(row):
    return row["card"].split("/")[-1] + ("_" + row["state"] if row["state"] else "") + ".cir"


def options_of(row):
    return ["--state", row["state"]] if row["state"] else []


def card_of(root, row):
    return os.path.join(root, "device_models", row["card"] + ".toml")


def export(program, root, row):
    at = [word for pair in row["at"].split() for word in ("--at", pair)]
    return run(program, "model", "export", card_of(root, row), *options_of(row), *at)


def our_current(program, root, row):
    (name, volts), *others = [pair.split("=") for pair in row["at"].split()]
    at = [word for other in others for word in ("--at", "=".join(other))]
    text = run(program, "model", "iv", card_of(root, row), *options_of(row), "--sweep",
               f"{name}=0:{volts}:9", *at)
    return float(list(csv.DictReader(text.splitlines()))[-1][row["terminal"] + "_A"])


def their_current(deck, terminal):
    text = run("ngspice", "-n", "-b", deck)
    return float(re.search(rf"-i\(v{terminal}\) = (\S+)", text).group(1))


def pulse_deck_name(row):
    return f"{row['card'].split('/')[-1]}_{row['curve']}.cir"


def pulse_decks(program, root, folder, flags):
    """Transients: one deck for every model that has a state."""
    points = rows_of(os.path.join(folder, "pulses.csv"))
    faults = []
    for name in sorted({pulse_deck_name(row) for row in points}):
        path = os.path.join(folder, name)
        mine = [row for row in points if pulse_deck_name(row) == name]
        if "--with-ngspice" in flags:
            text = run("ngspice", "-n", "-b", path)
            for row in mine:
                vector = f"{row['state']}_{row['quarter']}"
                found = re.search(rf"^{vector} = (\S+)$", text, re.MULTILINE)
                off = abs(float(found.group(1)) - float(row["value"])) if found else float("inf")
                if not off <= PULSE_REL * float(row["largest"]):
                    faults.append(f"{path}: {vector} is off by {off}")
            continue
        text = run(program, "model", "export", card_of(root, mine[0]), "--curve", mine[0]["curve"])
        if "--write" in flags:
            with open(path, "w") as file:
                file.write(text)
        with open(path) as file:
            if file.read() != text:
                faults.append(f"{path} is not what `crosspoint model export --curve` writes")
        for row in mine:
            curve = rows_of(os.path.join(root, "device_models", f"{row['card']}.{row['curve']}.csv"))
            at = curve[(len(curve) - 1) * int(row["quarter"]) // 4]
            largest = max(abs(float(r[row["state"]])) for r in curve)
            if (at["time_s"], at[row["state"]]) != (row["time_s"], row["value"]) or \
                    abs(largest / float(row["largest"]) - 1.0) > 1e-9:
                faults.append(f"{name}: the reference curve has no such point: {row}")
    return faults, {pulse_deck_name(row) for row in points}


def check_reference(root, row):
    """The expected current stands in the reference curve at these voltages."""
    volts = dict(pair.split("=") for pair in row["at"].split())
    curve = rows_of(os.path.join(root, "device_models", f"{row['card']}.{row['curve']}.csv"))
    found = [r for r in curve if all(r[k + "_V"] == v for k, v in volts.items())]
    if not any(r[row["terminal"] + "_A"] == row["current_A"] for r in found):
        return f"{row['card']}: the reference curve {row['curve']} has no such point"
    return None


def main():
    program, root, *flags = sys.argv[1:]
    folder = os.path.join(root, "netlists", "golden", "models")
    rows = rows_of(os.path.join(folder, "currents.csv"))
    with_ngspice = "--with-ngspice" in flags
    if with_ngspice and shutil.which("ngspice") is None:
        print("skipped: ngspice is not installed")
        return SKIPPED
    faults = []
    for row in rows:
        path = os.path.join(folder, deck_name(row))
        expected, rel = float(row["current_A"]), float(row["rel"])
        if with_ngspice:
            theirs = their_current(path, row["terminal"])
            if not abs(theirs - expected) <= rel * abs(expected):
                faults.append(f"{path}: ngspice {theirs}, expected {expected}")
            continue
        text = export(program, root, row)
        if "--write" in flags:
            with open(path, "w") as file:
                file.write(text)
        with open(path) as file:
            if file.read() != text:
                faults.append(f"{path} is not what `crosspoint model export` writes")
        ours = our_current(program, root, row)
        if not abs(ours - expected) <= rel * abs(expected):
            faults.append(f"{row['card']}: ours {ours}, expected {expected}")
        fault = check_reference(root, row)
        faults += [fault] if fault else []
    decks = {name for name in os.listdir(folder) if name.endswith(".cir")}
    more, pulses = pulse_decks(program, root, folder, flags)
    faults += more
    unlisted = decks - {deck_name(row) for row in rows} - pulses
    faults += [f"{name} stands in no row of currents.csv or pulses.csv" for name in sorted(unlisted)]
    print("\n".join(faults) if faults else f"{len(rows)} + {len(pulses)} decks are good")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
