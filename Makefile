# Needs only make and a POSIX shell; everything else is set up by `make setup`.
SHELL := /bin/sh
PYTHON_IN_VENV := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup run shape style test quick coverage mutants soak word bench package check-package check-reproducible bench-package lock clean

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

setup:  ## prepare this machine: system libraries, .venv, locked dependencies
	@./packaging/setup.sh

run: setup  ## open the window; without a display, run the demonstration into build/demo
	@status=3; [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ] || { $(PYTHON_IN_VENV) main.py; status=$$?; }; \
	[ $$status = 3 ] || exit $$status; \
	echo "未找到显示器，改为运行命令行演示。 No display was found: running the headless demonstration instead."; \
	exec $(PYTHON_IN_VENV) main.py demo --out build/demo

test quick coverage mutants bench soak: export QT_QPA_PLATFORM := offscreen
# Where it is set, each process compiles anew what it imports: two thirds of what collecting the tests takes.
unexport PYTHONDONTWRITEBYTECODE

shape: setup  ## check style and layers, which takes a moment
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -c "from importlinter.cli import lint_imports_command; lint_imports_command()" --no-logo

style: shape  ## check style, types, layers
	$(PYTHON_IN_VENV) -m mypy

# The types beside the tests, since they take one of two cores for half a minute; what is said of them comes last.
# Where there is no cache of theirs (`make quick` leaves one), none is written: that would take a third longer.
test: shape  ## check everything: style, types, layers, and every test
	@mkdir -p build
	@uncached=; [ -d .mypy_cache ] || uncached=--cache-dir=/dev/null; \
	$(PYTHON_IN_VENV) -m mypy $$uncached >build/types.txt 2>&1 & types=$$!; \
	$(PYTHON_IN_VENV) -m pytest -q -n 2 --dist worksteal; status=$$?; \
	wait $$types || status=$$?; cat build/types.txt; exit $$status

quick: style  ## check style, types, layers and the tests that the change can touch, within a minute
	@$(PYTHON_IN_VENV) -m tests.running.quick

coverage: setup  ## run the tests and hold what they pass through against a floor for each folder
	@$(PYTHON_IN_VENV) -m tests.running.floors

mutants: setup  ## plant 200 small faults in policies and cases, one at a time: do the tests notice?
	@$(PYTHON_IN_VENV) -m tests.running.mutants

soak: setup  ## 300 kills, 200 damaged and 10,000 forged stores, 50 sessions and 1,500 races of two processes
	ZHUQIDUI_SOAK_EXAMPLES=500 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 -m hypothesis tests
	ZHUQIDUI_SOAK_ROUNDS=300 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/store/test_kill.py
	ZHUQIDUI_SOAK_VARIANTS=200 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/store/test_variants.py
	ZHUQIDUI_SOAK_COPIES=400 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/store/test_shared.py
	ZHUQIDUI_SOAK_PEOPLE=100 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/proposals/test_three_people.py
	ZHUQIDUI_SOAK_LOCKS=1 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/store/test_locks.py
	ZHUQIDUI_SOAK_SESSIONS=50 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/store/sessions
	ZHUQIDUI_SOAK_POLICIES=100 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/policies/test_bulk.py
	ZHUQIDUI_SOAK_BOMBS=1 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/policies/test_files.py
	ZHUQIDUI_SOAK_PROOFS=300 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/policies/authoring/proving
	ZHUQIDUI_SOAK_FORMS=1000 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/policies/authoring/forms
	ZHUQIDUI_SOAK_CLAUSES=10 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/gui/test_authoring.py
	ZHUQIDUI_SOAK_CASES=100 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/cases/awards/test_any_case.py
	ZHUQIDUI_SOAK_RACES=500 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/cases/awards/test_racing.py
	ZHUQIDUI_SOAK_FUNDS=1000 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/funds/test_racing.py
	ZHUQIDUI_SOAK_MONEY=200 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/funds/test_any_money.py
	ZHUQIDUI_SOAK_PAYMENTS=500 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/funds/test_killed.py
	ZHUQIDUI_SOAK_YEAR=400 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/funds/test_year.py
	ZHUQIDUI_SOAK_PROBLEMS=3000 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/outreach/test_any_problem.py
	ZHUQIDUI_SOAK_DISTRICT=1500 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/statistics
	ZHUQIDUI_SOAK_WALK=40 $(PYTHON_IN_VENV) -m pytest -q -s tests/gui/cases/test_walk.py
	ZHUQIDUI_SOAK_BATCHES=500 $(PYTHON_IN_VENV) -m pytest -q -s tests/domain/cases/awards/test_killed.py
	ZHUQIDUI_SOAK_FORGERIES=10000 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/domain/store/test_chain.py
	ZHUQIDUI_SOAK_FLOWS=2000 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=3600 tests/reports/test_flow.py

word: setup  ## hold Word files against their PDFs by LibreOffice (needs libreoffice-writer-nogui)
	QT_QPA_PLATFORM=offscreen ZHUQIDUI_LIBREOFFICE=1 $(PYTHON_IN_VENV) -m pytest -q -s --timeout=600 tests/reports/test_word_opened.py

bench: setup  ## measure, print the ratios and write build/bench.json
	@$(PYTHON_IN_VENV) -m tests.bench

package: setup  ## make the .deb and the portable archive in dist/ (Linux, needs root: debootstrap)
	@packaging/linux/package.sh

check-package:  ## install the .deb on a Debian without Python and let it check itself there (needs root)
	@packaging/linux/check.sh

check-reproducible: setup  ## make the packages once more, elsewhere and from nothing, and compare all sums (needs root)
	@packaging/linux/reproducible.sh

bench-package: setup  ## measure start, memory and size of the bundle against an empty window's
	@packaging/linux/bench.sh

lock: setup  ## resolve pyproject.toml into requirements.lock and packaging/requirements.lock
	$(PYTHON_IN_VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --group dev --output-file requirements.lock pyproject.toml
	$(PYTHON_IN_VENV) -m uv pip compile --quiet --universal --python-version 3.13 --generate-hashes \
		--no-emit-index-url --no-header --constraint requirements.lock \
		--output-file packaging/requirements.lock pyproject.toml packaging/requirements.in

clean:  ## remove what can be made again: .venv, build, caches
	@rm -rf build 2>/dev/null || { echo "build/roots 里是 root 的文件，请运行： These are root's, run: sudo rm -rf build"; exit 1; }
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
