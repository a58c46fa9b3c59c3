# make demo: set everything up and render the trailer.   make test: set up, lint, types, tests.
# make docs: the pages of docs/ as a site that needs no network, in build/docs.
# make everything: what the tests of pages and of voices need besides; where CI is set, always.
PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check -q
SOURCES := $(shell find src scenes -name '*.py' -o -name '*.toml')
export PYTHON

.PHONY: demo test test-all lint docs setup everything lock clean
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
	@$(SAY_WHAT_WAS_LEFT_OUT)

test-all: setup lint
	.venv/bin/python -m pytest -q -n auto --dist worksteal -m "slow or not slow"
	@$(SAY_WHAT_WAS_LEFT_OUT)

SAY_WHAT_WAS_LEFT_OUT = test -e .venv/everything || \
	echo "tests that need Chromium, espeak-ng or piper are skipped; 'make everything' brings them"

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

docs: .venv/docs
	.venv/bin/python -m docs.tables --check
	.venv/bin/python -m sphinx -W --keep-going -E -q -d build/doctrees -b html docs build/docs
	@echo "the pages: $(CURDIR)/build/docs/index.html"

setup: .venv/installed $(if $(CI),everything)

.venv/installed: requirements.lock pyproject.toml
	@setup/headers
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@echo "installing the locked set of packages into .venv ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

everything: .venv/everything
	@setup/programs

.venv/everything: requirements-everything.lock .venv/installed
	@echo "installing what drives a browser and what speaks into .venv ..."
	@$(PIP) install --require-hashes -r requirements-everything.lock
	@touch $@

.venv/docs: requirements-docs.lock .venv/installed
	@echo "installing what builds the pages into .venv ..."
	@$(PIP) install --require-hashes -r requirements-docs.lock
	@touch $@

# After a change of dependencies: exact versions and hashes for every system and Python.
# What stands in several files is the same: the others are written within the first.
COMPILE = .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url
lock: setup
	$(PIP) install 'uv>=0.9,<1'
	$(COMPILE) --group dev -o requirements.lock pyproject.toml
	$(COMPILE) --group pyproject.toml:everything -c requirements.lock -o requirements-everything.lock
	$(COMPILE) --group pyproject.toml:docs -c requirements.lock -o requirements-docs.lock

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
