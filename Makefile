# The newcomer's door. Everything is done by CMake presets; this file installs what is missing and
# calls them. `make demo` and `make test` work from a clean checkout on Debian 12.

BUILD_PACKAGES := g++ cmake ninja-build make pkg-config libeigen3-dev libsuitesparse-dev libopenblas-dev libhwy-dev \
    libfmt-dev libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libsqlite3-dev libzip-dev zlib1g-dev
DEMO_PACKAGES := $(BUILD_PACKAGES) gnuplot-nox dataset-fashion-mnist
TEST_PACKAGES := $(DEMO_PACKAGES) doctest-dev libbenchmark-dev ngspice python3 git
TRAIN_PACKAGES := $(BUILD_PACKAGES) libtorch-dev dataset-fashion-mnist

STUDY ?= netlists/studies/fashion_1t1r.toml
RELEASE := build/release/engine/cli/crosspoint
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(shell nproc)

.PHONY: help demo test asan bench train packages-build packages-demo packages-test packages-train \
    release clean

help:
	@echo "make demo   accuracy of a real network against the wire resistance of its arrays (3 minutes)"
	@echo "make test   all tests"
	@echo "make asan   all tests under the address and undefined-behavior sanitizers"
	@echo "make bench  speed measurements (see benches/RESULTS.md)"
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
packages-train: ; $(call install_missing,$(TRAIN_PACKAGES))

release:
	cmake --preset release --log-level=NOTICE
	cmake --build --preset release

demo: packages-demo
	@$(MAKE) --no-print-directory release
	$(RELEASE) study run $(STUDY)

test: packages-test
	cmake --preset ci
	cmake --build --preset ci
	ctest --preset ci

asan: packages-test
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset asan

bench: packages-test
	cmake --preset bench
	cmake --build --preset bench
	build/bench/benches/bench_ladder
	build/bench/benches/bench_tile

train: packages-train
	cmake --preset release -B build/train -DCROSSPOINT_TRAIN=ON --log-level=NOTICE
	cmake --build build/train --target crosspoint_train

clean:
	rm -rf build
