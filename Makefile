# make demo: set everything up and render the trailer.   make test: set up, lint, types, tests.
PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check -q
SOURCES := $(shell find src scenes -name '*.py' -o -name '*.toml')
export PYTHON

.PHONY: demo test test-all lint setup lock clean
.DEFAULT_GOAL := demo

demo: media/trailer.mp4
	@echo "the film:  $(CURDIR)/media/trailer.mp4"
	@echo "next:      .venv/bin/clipanim render cliff_leap --threshold 0.5 --lr 0.1"
	@echo "all of it: .venv/bin/clipanim render course"

media/trailer.mp4: .venv/installed $(SOURCES)
	@start=$$(date +%s); \
	.venv/bin/clipanim render trailer -q medium -o $@ && \
	echo "rendered in $$(( $$(date +%s) - start )) s"

test: setup lint
	.venv/bin/python -m pytest -q -n auto --dist worksteal

test-all: setup lint
	.venv/bin/python -m pytest -q -n auto --dist worksteal -m "slow or not slow"

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

setup: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	@setup/headers
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@echo "installing the locked set of packages into .venv ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# After a change of dependencies: exact versions and hashes for every system and Python.
lock: setup
	$(PIP) install 'uv>=0.9,<1'
	.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--no-header --no-annotate --no-emit-index-url --group dev -o requirements.lock pyproject.toml

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
