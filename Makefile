# Everything a contributor or a build machine runs. Each target does its own set-up; Python >= 3.11 and make
# are all that must be there. `make PYTHON=python3.13 test` takes another interpreter.
PYTHON ?= python3
# Rounds of `make fuzz`; every round draws new examples.
ROUNDS ?= 3
# Lowest share of branches, in percent, that the tests may leave covered; holds without ../shared too.
FLOOR ?= 90
# Size of the hub in `make bench`; `make bench SWEEP=` takes the full one, which runs for an hour.
SWEEP ?= --models 20000 --authors 200 --watched 6000

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# pytest's closing line is the last thing each of these prints.
PYTEST := $(BIN)/python -m pytest -n 2 --cov --cov-report=term:skip-covered

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check docs bench fuzz clean

help:
	@echo "make demo    audit, watch and be alerted against servers on loopback (under two minutes)"
	@echo "make test    the tests, with coverage"
	@echo "make check   what the build machine runs: style, types, documentation, tests with a floor"
	@echo "make docs    write the generated parts of README.md and docs/ anew"
	@echo "make bench   start-up times and other figures"
	@echo "make fuzz    the property tests, $(ROUNDS) rounds with new examples each (ROUNDS=n)"
	@echo "make clean   remove everything these targets made"

# --clear: half a virtual environment, or one whose interpreter has gone, is made anew.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "licensewatch needs Python 3.11 or later as $(PYTHON); name another: make PYTHON=python3.13" >&2; exit 2; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
	  echo "the module venv of $(PYTHON) does not work; Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }

# One stamp for each extra, so that none undoes another; editable, so that nothing is built into the tree.
$(VENV)/stamp-demo: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[demo]'
	@touch $@

$(VENV)/stamp-dev: pyproject.toml tests/requirements-texts.txt | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	$(PIP) install --no-deps --requirement tests/requirements-texts.txt
	@touch $(VENV)/stamp-demo $@

# The demo leaves nothing behind but $(VENV): not even compiled modules.
demo: export PYTHONDONTWRITEBYTECODE := 1
demo: $(VENV)/stamp-demo
	$(BIN)/licensewatch demo

test: $(VENV)/stamp-dev
	$(PYTEST)

check: $(VENV)/stamp-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python tools/docs.py --check
	$(PYTEST) --hypothesis-profile=ci --cov-fail-under=$(FLOOR)

docs: $(VENV)/stamp-dev
	$(BIN)/python tools/docs.py

bench: $(VENV)/stamp-dev
	@set -e; for script in benchmarks/*.py; do echo "== $$script"; \
	  case $$script in */sweep.py) $(BIN)/python "$$script" $(SWEEP);; *) $(BIN)/python "$$script";; esac; done

fuzz: $(VENV)/stamp-dev
	@set -e; for round in $$(seq $(ROUNDS)); do \
	  echo "== round $$round of $(ROUNDS)"; \
	  $(BIN)/python -m pytest -n 2 -q -m hypothesis --hypothesis-profile=fuzz; done

clean:
	rm -rf $(VENV) .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
