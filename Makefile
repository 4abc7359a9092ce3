# make run    starts RNN Studio (where there is no display, the terminal does the main job)
# make test   lints, types, rules of who may import whom, tests
# Both make .venv the first time and need nothing beforehand but Python 3.11 to 3.13.

PYTHON ?= python3
VENV := .venv/bin

# Compiled files are kept, whatever the environment says: the tests start a hundred processes, and each would compile
# the program anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := run
.PHONY: run test lint types pytest bench screenshots constraints ready-to-run ready-to-test

ready-to-run ready-to-test: ready-to-%:
	@$(PYTHON) scripts/setup.py $*

run: ready-to-run  ## make run ARGS="FILE.rnnstudio"
	@$(VENV)/rnnstudio $(ARGS)

lint: ready-to-test
	$(VENV)/ruff check .
	$(VENV)/lint-imports
	$(VENV)/mypy

# The types are checked beside the tests: it takes a minute of one core.
test: ready-to-test  ## make test ARGS="tests/project -x"
	$(VENV)/ruff check .
	$(VENV)/lint-imports
	@$(MAKE) --no-print-directory --jobs 2 types pytest

types:
	$(VENV)/mypy

# Three processes, also on two cores: many tests wait for others' processes, and a third one works meanwhile. A file's
# tests stay together: what they share is made once. (By file, not by group: pytest-xdist 3.8 knows no groups any more
# under pytest 9.2, and says nothing.)
pytest:
	$(VENV)/python -m pytest -m "not benchmark" -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

bench: ready-to-test  ## make bench ARGS="epoch words"; prints ratios and writes tests/benchmarks/RESULTS.md
	@$(VENV)/python scripts/bench.py $(ARGS)

screenshots: ready-to-test
	$(VENV)/python scripts/screenshots.py

constraints: ready-to-test  ## after an upgrade: write down the versions that are installed now
	@$(VENV)/python -m pip freeze --all --exclude-editable \
	    | grep -E '^[A-Za-z0-9_.-]+==[A-Za-z0-9.!+_-]+$$' | grep -v '^pip==' > constraints.new
	@mv constraints.new constraints.txt
