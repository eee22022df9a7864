#!/bin/sh
# One fuzz target for some seconds, from what earlier runs found, the corpus and the shipped models:
#   run.sh BUILD_FOLDER preprocess|parse|compile|evaluate SECONDS [libFuzzer options]
# What it finds goes to BUILD_FOLDER/corpus; an input that fails is written to BUILD_FOLDER and named.
# SPDX-License-Identifier: Apache-2.0
set -eu
build=$1 target=$2 seconds=$3
shift 3
here=$(dirname "$0")
tests=$here/..
mkdir -p "$build/corpus/$target"
case $target in
compile | evaluate) seeds="$here/corpus/models $tests/veriloga_models $here/../../device_models/*/" ;;
*) seeds="$here/corpus/$target $here/corpus/models $tests/golden/veriloga_errors" ;;
esac
echo "fuzz $target, $seconds s"
log=$build/$target.log
# shellcheck disable=SC2086  # seeds are several folders
if "$build/tests/fuzz/fuzz_${target}_libfuzzer" -max_total_time="$seconds" -max_len=4096 -timeout=20 \
    -rss_limit_mb=3000 -print_funcs=0 -print_final_stats=1 -dict="$here/veriloga.dict" \
    -artifact_prefix="$build/$target-" "$@" "$build/corpus/$target" \
    $tests/golden/veriloga $seeds >"$log" 2>&1; then
    grep -E '[[:space:]]DONE[[:space:]]|executed_units' "$log"
else
    tail -40 "$log"
    echo "fuzz $target failed: see $log"
    exit 1
fi
