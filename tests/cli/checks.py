#!/usr/bin/env python3
# What scripts that check one thing after the other have in common: run a program, note what failed.
# Standard library only. SPDX-License-Identifier: Apache-2.0
import os
import shutil
import stat
import subprocess

SKIPPED = 77
failures = []


def run(*arguments, env=None):
    return subprocess.run(arguments, capture_output=True, text=True, timeout=100, env=env)


def check(condition, what, result=None):
    if not condition:
        detail = f"\n{result.args}\nexit {result.returncode}\n{result.stdout}{result.stderr}" if result else ""
        failures.append(f"FAILED: {what}{detail}")


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def wrong_ngspice(folder, sed):
    """An ngspice that is wrong: it changes the deck first."""
    path = write(folder, "ngspice", "#!/bin/sh\nfor f in \"$@\"; do :; done\n"
                 f"[ -f \"$f\" ] && sed -i '{sed}' \"$f\"\nexec {shutil.which('ngspice')} \"$@\"\n")
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
