#!/usr/bin/env python3
# Every shipped card agrees with ngspice, and the table in device_models/README.md names every card
# and no other.
#   run_agreement_test.py PROGRAM SOURCE_FOLDER [--table-only]
# Exit 77 means skipped: ngspice is not installed. Standard library only.
# SPDX-License-Identifier: Apache-2.0
import glob
import os
import re
import shutil
import subprocess
import sys

SKIPPED = 77


def table_cards(root):
    """The first words of the rows of the pasted table."""
    with open(os.path.join(root, "device_models", "README.md")) as file:
        text = file.read()
    block = text.split("`crosspoint verify --models`\n", 1)[1].split("```")[1]
    return [line.split()[0] for line in block.splitlines()
            if re.search(r"  (agrees|MISSES|refused)$", line)]


def main():
    program, root = sys.argv[1:3]
    shipped = sorted(os.path.basename(path)[:-len(".toml")]
                     for path in glob.glob(os.path.join(root, "device_models", "*", "*.toml")))
    if sorted(table_cards(root)) != shipped:
        print(f"the table of device_models/README.md names {sorted(table_cards(root))}, "
              f"the folders have {shipped}")
        return 1
    if "--table-only" in sys.argv:
        print(f"the table names all {len(shipped)} cards")
        return 0
    if shutil.which("ngspice") is None:
        print("skipped: ngspice is not installed")
        return SKIPPED
    done = subprocess.run([program, "verify", "--models", os.path.join(root, "device_models")],
                          capture_output=True, text=True)
    print(done.stdout + done.stderr)
    named = [line.split()[0] for line in done.stdout.splitlines() if line.endswith("  agrees")]
    return 0 if done.returncode == 0 and sorted(named) == shipped else 1


if __name__ == "__main__":
    sys.exit(main())
