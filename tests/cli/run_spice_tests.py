#!/usr/bin/env python3
"""export and verify from the outside: exit codes, messages, and (with ngspice) the numbers.

Usage: run_spice_tests.py [--with-ngspice] CROSSPOINT GOLDEN_FOLDER
Exit 77 means skipped: ngspice is not installed.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import shutil
import sys
import tempfile

from checks import SKIPPED, check, failures, run


def expected_currents(golden, name):
    with open(f"{golden}/{name}_i_out_A.csv") as file:
        rows = [line for line in file if not line.startswith("#")]
    return [float(field) for field in rows[0].split(",")]


def without_ngspice(crosspoint, golden):
    tile = f"{golden}/passive_2x2.toml"
    with tempfile.TemporaryDirectory() as folder:
        # An empty PATH: ngspice cannot be found even where it is installed.
        for arguments in (["--random", "2"], [tile]):
            r = run(crosspoint, "verify", *arguments, env={**os.environ, "PATH": folder})
            check(r.returncode == 5, "a missing ngspice is exit 5", r)
            check("error[3001]" in r.stderr and "apt-get install ngspice" in r.stderr,
                  "a missing ngspice names the package", r)
            check(r.stdout == "", "a missing ngspice leaves stdout empty", r)

        deck = f"{folder}/deck.cir"
        r = run(crosspoint, "export", tile, "-o", deck)
        check(r.returncode == 0 and r.stdout == "", "export writes a file", r)
        with open(deck) as written, open(f"{golden}/passive_2x2.cir") as kept:
            check(written.read() == kept.read(), "export writes the golden deck")
        r = run(crosspoint, "export", tile, "-o", "-")
        check(r.returncode == 0 and r.stdout.endswith(".end\n"), "export - writes to stdout", r)
        r = run(crosspoint, "export", tile, "-o", f"{folder}/bad.cir", "--input", "1")
        check(r.returncode == 2 and "error[3010]" in r.stderr, "an input out of range is exit 2", r)
        check(not os.path.exists(f"{folder}/bad.cir"), "a refused export writes nothing")
        r = run(crosspoint, "export", tile, "-o", f"{folder}/no/such/deck.cir")
        check(r.returncode == 5, "an unwritable deck is exit 5", r)
        r = run(crosspoint, "export", f"{folder}/no.toml", "-o", "-")
        check(r.returncode == 3, "a missing tile file is exit 3", r)

    for arguments in ([], [tile, "--random", "2"]):
        r = run(crosspoint, "verify", *arguments)
        check(r.returncode == 2 and "error[3011]" in r.stderr, "verify wants one source", r)
    for flags in (["--random", "0"], ["--random", "x"], ["--seed", "1"], ["--fidelity", "best"],
                  ["--random", "2", "--fidelity", "ladder"], ["--random", "1", "--max-size", "0"], ["--random", "1", "--rtol", "-1"]):
        r = run(crosspoint, "verify", *flags)
        check(r.returncode == 2, f"verify {flags} is exit 2", r)


def with_ngspice(crosspoint, golden):
    r = run(crosspoint, "verify", "--random", "20", "--seed", "7", "--max-size", "16")
    print(r.stdout)
    check(r.returncode == 0, "20 random tiles agree", r)
    check(r.stdout.endswith("20 of 20 agree to 1e-09\n"), "the last line counts them", r)
    check(r.stderr == "", "no progress where nobody watches", r)

    r = run(crosspoint, "verify", "--random", "6", "--seed", "7", "--rtol", "1e-30", "--format", "json")
    check(r.returncode == 1, "a tolerance below rounding is exit 1", r)
    report = json.loads(r.stdout)
    check(report["of"] == 6 and report["agree"] < 6, "json counts who agrees", r)
    check(all(t["status"] in ("ok", "rounding", "no current") for t in report["tiles"]),
          "what is below rounding is called rounding", r)
    r = run(crosspoint, "verify", f"{golden}/passive_2x2.toml", "--fidelity", "ideal")
    check(r.returncode == 1 and "differs" in r.stdout, "a tile without wires differs", r)

    r = run(crosspoint, "verify", "--random", "3", "--timeout", "0.001")
    check(r.returncode == 1 and "error[3002]" in r.stdout and "failed" in r.stdout,
          "a time limit is a row that does not agree", r)

    for name in ("passive_2x2", "one_transistor_4x3"):
        r = run(crosspoint, "verify", f"{golden}/{name}.toml")
        check(r.returncode == 0 and "1 of 1 agree" in r.stdout, f"{name} agrees", r)
        r = run("ngspice", "-n", "-b", f"{golden}/{name}.cir")
        found = dict(re.findall(r"i\(vsense(\d+)\) = (\S+)", r.stdout))
        for column, expected in enumerate(expected_currents(golden, name)):
            current = float(found.get(str(column), "nan"))
            check(abs(current - expected) <= 1e-12 * abs(expected),
                  f"{name}.cir column {column}: {current}, expected {expected}", r)


def main():
    arguments = [a for a in sys.argv[1:] if a != "--with-ngspice"]
    if "--with-ngspice" in sys.argv:
        if shutil.which("ngspice") is None:
            print("skipped: ngspice is not installed (Debian package ngspice)")
            return SKIPPED
        with_ngspice(*arguments)
    else:
        without_ngspice(*arguments)
    print("\n".join(failures) or "all passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
