# The newcomer's door. Everything is done by CMake presets; this file installs what is missing and
# calls them. `make demo` and `make test` work from a clean checkout on Debian 12.

BUILD_PACKAGES := g++ cmake ninja-build make pkg-config libeigen3-dev libsuitesparse-dev libopenblas-dev libhwy-dev \
    libtbb-dev libfmt-dev libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libsqlite3-dev libzip-dev zlib1g-dev
DEMO_PACKAGES := $(BUILD_PACKAGES) gnuplot-nox dataset-fashion-mnist
TEST_PACKAGES := $(DEMO_PACKAGES) doctest-dev libbenchmark-dev ngspice python3 git
BENCH_PACKAGES := $(TEST_PACKAGES) python3-numpy python3-scipy
FUZZ_PACKAGES := $(TEST_PACKAGES) clang libclang-rt-14-dev
TRAIN_PACKAGES := $(BUILD_PACKAGES) libtorch-dev dataset-fashion-mnist

STUDY ?= netlists/studies/fashion_1t1r.toml
RELEASE := build/release/engine/cli/crosspoint
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(shell nproc)

# The system's Python: the one that has Debian's NumPy and SciPy.
PYTHON ?= /usr/bin/python3
# make bench QUICK=1 proves that the benches work; its figures are rough.
QUICK_FLAG := $(if $(QUICK),--quick)
# make fuzz SECONDS=600: that long for each target.
SECONDS ?= 60
FUZZ_TARGETS ?= preprocess parse compile evaluate

.PHONY: help demo demo-nonlinear test stress asan fuzz bench bench-build bench-micro bench-ladder bench-crossover bench-scaling \
    bench-versus check-report studies train packages-build packages-demo packages-test packages-bench packages-fuzz packages-train \
    release clean

help:
	@echo "make demo   accuracy of a real network against the wire resistance of its arrays (6 minutes, half a minute once built)"
	@echo "make demo-nonlinear  the same with compact models in every cell (2 minutes once built)"
	@echo "make test   all tests"
	@echo "make stress  nonlinear tiles of every cell and topology up to 256 x 256 (7 minutes)"
	@echo "make check-report  the report page of a study in a headless Chromium, if there is one (3 minutes)"
	@echo "make studies  the studies of benches/studies with their pages (hours; ONLY=5 or ONLY=1_wires: one of them; a study that was stopped goes on)"
	@echo "make asan   all tests under the address and undefined-behavior sanitizers"
	@echo "make fuzz   the Verilog-A compiler on random sources, a minute for each of four targets; SECONDS=600: longer (clang)"
	@echo "make bench  speed measurements, half an hour (benches/README.md); make bench QUICK=1: 4 minutes"
	@echo "make train  the trainer (see engine/models/README.md)"

# Installs those of the packages in $(1) that are missing; silent and offline when there are none.
define install_missing
	@missing=""; for p in $(1); do \
	    dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
	done; \
	if [ -n "$$missing" ]; then \
	    echo "Installing Debian packages:$$missing"; \
	    if [ "$$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi; \
	    $$sudo apt-get update -qq && \
	    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	fi
endef

packages-build: ; $(call install_missing,$(BUILD_PACKAGES))
packages-demo: ; $(call install_missing,$(DEMO_PACKAGES))
packages-test: ; $(call install_missing,$(TEST_PACKAGES))
packages-bench: ; $(call install_missing,$(BENCH_PACKAGES))
packages-fuzz: ; $(call install_missing,$(FUZZ_PACKAGES))
packages-train: ; $(call install_missing,$(TRAIN_PACKAGES))

release:
	cmake --preset release --log-level=NOTICE
	cmake --build --preset release

# The same network, every cell a FinFET and an RRAM in Verilog-A.
demo-nonlinear: packages-demo
	@$(MAKE) --no-print-directory demo STUDY=netlists/studies/fashion_1t1r_finfet.toml

demo: packages-demo
	@$(MAKE) --no-print-directory release
	$(RELEASE) study run $(STUDY)

test: packages-test
	cmake --preset ci
	cmake --build --preset ci
	ctest --preset ci --parallel $(CMAKE_BUILD_PARALLEL_LEVEL)

# Every cell and topology up to 256 x 256.
stress: packages-test
	cmake --preset ci
	cmake --build --preset ci --target stress_tests
	build/ci/tests/stress/stress_tests device_models --full

# Pictures of the page stay in build/report_check; exit code 77 says that there is no browser.
check-report: packages-demo
	@$(MAKE) --no-print-directory release
	@$(PYTHON) tests/report/check_report.py $(RELEASE) . build/report_check; \
	    code=$$?; [ $$code = 77 ] || exit $$code

# ONLY=1_wires: those whose names begin so. Those of CIFAR-10 need its files: see
# benches/studies/README.md.
STUDIES := $(filter-out %.report.toml %_cifar10.toml,$(wildcard benches/studies/$(ONLY)*.toml))
studies: packages-demo
	@$(MAKE) --no-print-directory release
	@for file in $(STUDIES); do \
	    $(RELEASE) study run $$file --out benches/results/$$(basename $$file .toml) || exit 1; done
	@for file in $(wildcard benches/studies/$(ONLY)*.report.toml); do \
	    folder=benches/results/$$(basename $$file .report.toml) && mkdir -p $$folder && \
	    $(RELEASE) study report $$file --out $$folder/report.html || exit 1; done

asan: packages-test
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset asan

# Sources that were found stay in build/fuzz/corpus, an input that fails in build/fuzz.
fuzz: packages-fuzz
	cmake --preset fuzz --log-level=NOTICE
	cmake --build --preset fuzz
	@for target in $(FUZZ_TARGETS); do \
	    tests/fuzz/run.sh build/fuzz $$target $(SECONDS) || exit 1; done

bench-build: packages-bench
	cmake --preset bench
	cmake --build --preset bench

# From the parts to the whole; one after the other, whatever -j says: they must not share the cores.
bench: bench-build
	@for part in micro ladder crossover scaling versus; do \
	    $(MAKE) --no-print-directory bench-$$part || exit 1; done

bench-micro: bench-build
	build/bench/benches/bench_micro $(if $(QUICK),--benchmark_min_time=0.05)

bench-ladder: bench-build
	build/bench/benches/bench_ladder $(if $(QUICK),--benchmark_min_time=0.05)
	build/bench/benches/bench_tile $(if $(QUICK),--benchmark_min_time=0.05)
	build/bench/benches/bench_tile_time $(if $(QUICK),--sizes 16)

bench-crossover: bench-build
	$(PYTHON) benches/crossover/run.py $(QUICK_FLAG)

bench-scaling: bench-build
	$(PYTHON) benches/scaling/run.py $(QUICK_FLAG)

bench-versus: bench-build
	$(PYTHON) benches/versus/run.py $(QUICK_FLAG)

train: packages-train
	cmake --preset release -B build/train -DCROSSPOINT_TRAIN=ON --log-level=NOTICE
	cmake --build build/train --target crosspoint_train

clean:
	rm -rf build
