# Everything a person runs. Needs git, make, python3 (3.11 or newer) and python3-venv.
SHELL := /bin/bash
PY := .venv/bin/python
STAMP := .build/setup.stamp
DEV_STAMP := .build/dev.stamp

# Every process of the tests and of the program would compile all of its modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench requirements new-module messages clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

.build/machine.stamp:
	@mkdir -p .build
	@command -v python3 >/dev/null || { echo "python3 is missing. Run: sudo apt-get install -y python3 python3-venv"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$(python3 --version)."; exit 1; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing. Run: sudo apt-get install -y python3-venv"; exit 1; }
	@touch $@

$(STAMP): .build/machine.stamp pyproject.toml requirements/run.txt
	@test -x $(PY) || python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): $(STAMP) requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(STAMP) ## Build .venv and the front-end assets
	@$(PY) tools/build_assets.py
	@$(PY) -m tools.compile_messages
	@$(PY) tools/collect_static.py

run: setup ## Start Zhanggui; Ctrl-C stops it
	@$(PY) -m zhanggui.cli.main serve

test: setup $(DEV_STAMP) ## Run all tests on a real PostgreSQL and a real Chromium
	@$(PY) tools/test_machine.py
	$(PY) -m pytest -q -n 2 --dist loadgroup

check: setup $(DEV_STAMP) ## Lint, types, import contracts, sizes, templates, migrations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	$(PY) -m mypy zhanggui
	.venv/bin/djlint --lint --quiet zhanggui
	$(PY) tools/check_sizes.py
	$(PY) tools/check_migrations.py

bench: setup $(DEV_STAMP) ## Run the benchmarks: make bench NAME=kill ARGS="100000 10"
	$(PY) -m bench.$(or $(NAME),all) $(ARGS)

requirements: setup $(DEV_STAMP) ## Write docs/reference/requirements.md from the marked tests
	$(PY) tools/requirements.py

messages: setup ## Collect translatable strings into the catalogues
	$(PY) tools/collect_messages.py

new-module: setup ## Scaffold a module: make new-module NAME=x
	$(PY) tools/new_module.py $(NAME)

clean: ## Remove what set-up built
	rm -rf .venv .build zhanggui/web/static/zg
