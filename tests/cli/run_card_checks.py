#!/usr/bin/env python3
"""`crosspoint model check` on every card of device_models/: derivatives, power, reference curves.

    run_card_checks.py PROGRAM FOLDER
"""
# Standard library only. SPDX-License-Identifier: Apache-2.0
import pathlib
import subprocess
import sys


def main():
    program, folder = sys.argv[1:3]
    cards = sorted(pathlib.Path(folder).rglob("*.toml"))
    bad = 0
    for card in cards:
        done = subprocess.run([program, "model", "check", str(card)], capture_output=True, text=True)
        curves = done.stdout.count("\ncurve ")
        good = done.returncode == 0 and curves > 0
        bad += not good
        print("%s: %s, %d curves" % (card.stem, "in order" if good else "NOT in order", curves))
        if not good:
            print(done.stdout + done.stderr)
    print("%d cards, %d not in order" % (len(cards), bad))
    return 1 if bad or len(cards) < 19 else 0


if __name__ == "__main__":
    sys.exit(main())
