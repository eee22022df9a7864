#!/usr/bin/env python3
"""Installs a built tree into an empty prefix, then builds and runs a consumer from there.

The consumer is also configured (not built: that would compile the library again) with the sources
as a subproject, and a consumer that asks for another version must be refused.
"""
# SPDX-License-Identifier: Apache-2.0
import argparse
import pathlib
import shutil
import subprocess
import sys


def run(*command, expect_failure=False):
    done = subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if (done.returncode != 0) != expect_failure:
        print("$", *command)
        sys.exit(f"{done.stdout}\nexit code {done.returncode}")
    return done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    for name in ("cmake", "generator", "compiler", "source", "build", "config", "scratch"):
        parser.add_argument(f"--{name}", required=True)
    o = parser.parse_args()
    source, scratch = pathlib.Path(o.source), pathlib.Path(o.scratch)
    consumer = source / "tests/install/consumer"
    prefix = scratch / "prefix"
    shutil.rmtree(scratch, ignore_errors=True)

    run(o.cmake, "--install", o.build, "--config", o.config, "--prefix", prefix)
    installed = {p.relative_to(prefix / "include").as_posix()
                 for p in (prefix / "include").rglob("*.hpp")}
    headers = {p.relative_to(source / "engine").as_posix()
               for p in (source / "engine/crosspoint").rglob("*.hpp")}
    if installed != headers:
        sys.exit(f"headers installed and in the tree differ: {sorted(installed ^ headers)}")
    if "crosspoint" not in run(prefix / "bin/crosspoint", "--version"):
        sys.exit("the installed program does not know its name")

    common = ["-G", o.generator, f"-DCMAKE_CXX_COMPILER={o.compiler}", "-S"]
    found = scratch / "by_package"
    run(o.cmake, "-B", found, f"-DCMAKE_PREFIX_PATH={prefix}", *common, consumer)
    run(o.cmake, "--build", found)
    print(run(found / "consumer"), end="")

    run(o.cmake, "-B", scratch / "by_sources", f"-DCROSSPOINT_SOURCES={source}", *common, consumer)

    later = scratch / "later"
    later.mkdir()
    text = (consumer / "CMakeLists.txt").read_text(encoding="ascii")
    (later / "CMakeLists.txt").write_text(text.replace("crosspoint 0.2", "crosspoint 9.0"),
                                          encoding="ascii")
    shutil.copy(consumer / "main.cpp", later)
    said = run(o.cmake, "-B", scratch / "refused", f"-DCMAKE_PREFIX_PATH={prefix}", *common, later,
               expect_failure=True)
    if "compatible with requested version" not in said:
        sys.exit(f"version 9.0 was refused for another reason:\n{said}")


if __name__ == "__main__":
    main()
