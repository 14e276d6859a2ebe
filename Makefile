# The one entry point. `make` alone lists what there is; CI calls `make test` and nothing else.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

# LIKENESS_BIN names a program that was built elsewhere, and spares `make demo` the build.
BINARY := $(or $(LIKENESS_BIN),target/release/likeness)
# Weights beside the checkout, where there are any. The binary itself knows no such place.
WEIGHTS := ../shared/models
ARGS ?=
# Where `make cast` keeps its environment, and beside it the pictures it rendered.
CAST := .runtime/cast

.PHONY: help setup build models demo cast test bench lint clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing: GStreamer, Chromium, ONNX Runtime, web packages
	@bash scripts/setup.sh

build: setup ## set up, then leave the program at target/release/likeness
	cargo build --release -p likeness
	@$(MAKE) --no-print-directory models

models: ## put the model weights where the program finds them
	@bash scripts/weights.sh $(BINARY) "$(WEIGHTS)"

demo: $(if $(LIKENESS_BIN),setup models,build) ## enrol, interview, log in, hand over, replay (ONCE=1 ends after it; MEDIA=DIR; WEIGHTS=DIR; ARGS=--cast; ...)
	@python3 scripts/demo.py $(if $(ONCE),--once) $(if $(MEDIA),--media "$(MEDIA)") $(ARGS)

cast: ## render the synthetic people again (ASSETS=DIR, see tests/cast/README.md; CLIPS=... for some)
	@[ -n "$(ASSETS)" ] || { echo "cast: say where the MakeHuman CC0 files are: make cast ASSETS=DIR"; exit 2; }
	@PYTHONPATH=tests/cast python3 -m cast.ready "$(ASSETS)"
	@[ -x $(CAST)/bin/pip ] || python3 -m venv --clear $(CAST)
	@$(CAST)/bin/pip install --quiet --disable-pip-version-check -r tests/cast/requirements.txt
	@PYTHONPATH=tests/cast $(CAST)/bin/python -m cast --assets "$(ASSETS)" --work $(CAST)-work $(CLIPS)
	@PYTHONPATH=tests/cast $(CAST)/bin/python -m cast.sheet

test: ## every check and every test; the last line counts them
	@bash scripts/test.sh

bench: build ## measure overhead, decode and processor time, against a plain Python pipeline
	@bash scripts/setup.sh --bench
	cargo run --release -p benches -- $(ARGS)

lint: setup ## format, clippy, architecture, web: warnings are errors
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	python3 scripts/tidy.py
	cd web && npm run --silent lint

clean: ## remove what was built; keep what set-up fetched (.runtime)
	cargo clean
	rm -rf web/dist .demo .runtime/stamps/web
