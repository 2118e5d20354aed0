# Every target does its own set-up: python3 (3.11 to 3.13), make and the package registry suffice.

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready

# What a shell may hold for other work: another tree's modules, or no compiled ones, which would
# make every start slow. WORKERS is how many tests run at once, ARGS what else pytest is told.
RUN = env PYTHONPATH= PYTHONDONTWRITEBYTECODE=
PIP = $(RUN) $(BIN)/python -m pip --disable-pip-version-check
WORKERS ?= auto
PYTEST = $(RUN) $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup $(ARGS)

help: ## list these targets
	@echo "usage: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## evaluate the Rongcheng policy on a sample of histories
	@$(RUN) $(BIN)/policylang demo

test: $(READY) ## run the whole test suite (ARGS="-k words" for a part)
	@$(PYTEST)

test-long: $(READY) ## run the suite with many more generated policies and histories
	@POLICYLANG_PROFILE=long $(PYTEST)

lint: $(READY) ## check style, types and who imports whom
	$(RUN) $(BIN)/ruff check .
	$(RUN) $(BIN)/ruff format --check .
	$(RUN) $(BIN)/mypy
	$(RUN) $(BIN)/lint-imports --no-logo

bench: $(READY) ## compare speed with a hand-written evaluator
	@$(RUN) $(BIN)/python -m benchmarks $(ARGS)

package: $(READY) ## build the source archive and the wheel in dist/
	@$(RUN) $(BIN)/python -m build --no-isolation --outdir dist

# In two steps, as pip cannot hold a folder to a hash: first every package from outside, each held
# to its own, then the project, which brings nothing with it.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("policylang needs Python 3.11 or newer, for example: make PYTHON=python3.12 ...")'
	@echo "setting up $(VENV) (once; less than a minute)" >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install -qq --no-compile --require-hashes -r constraints.txt
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $(READY)

# Apache Spark is four times as large as all else together and needs Java, so that only those have
# it who ask for it. It comes as a source archive, which is built with what is there already.
spark: $(READY) ## add pyspark, some 490 MB, so that its tests are run as well
	@echo "adding pyspark to $(VENV)" >&2
	@$(PIP) install -qq --no-compile --require-hashes --no-build-isolation \
		-r constraints-spark.txt

peers: $(READY) ## add Polars and OpenFisca, so that they are raced as well
	@echo "adding Polars and OpenFisca to $(VENV)" >&2
	@$(PIP) install -qq --no-compile --require-hashes -r constraints-peers.txt

# The resolver sees all platforms and Python versions at once, so it is installed for this alone.
LOCK = build/lock
COMPILE = $(LOCK)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header pyproject.toml
EXTRAS = audit fast sql laws test lint package
lock: ## choose the newest versions that fit and write the files of constraints anew
	@$(PYTHON) -m venv --clear $(LOCK)
	@$(LOCK)/bin/python -m pip install -qq uv==0.13.9
	@echo "# Exact versions, each held to its hashes, for Python 3.11 to 3.13. Made by: make lock" \
		| tee $(LOCK)/constraints-peers.txt $(LOCK)/constraints-spark.txt > $(LOCK)/constraints.txt
	@$(COMPILE) $(EXTRAS:%=--extra %) >> $(LOCK)/constraints.txt
	@$(COMPILE) --extra spark -c $(LOCK)/constraints.txt >> $(LOCK)/constraints-spark.txt
	@$(COMPILE) --extra peers -c $(LOCK)/constraints.txt >> $(LOCK)/constraints-peers.txt
	@mv $(LOCK)/constraints.txt $(LOCK)/constraints-peers.txt $(LOCK)/constraints-spark.txt .

clean: ## remove the virtual environment and everything built
	@rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help demo test test-long lint bench package peers spark lock clean
