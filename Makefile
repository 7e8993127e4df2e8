# make serve   the portal on this machine: http://127.0.0.1:8000, or where HOST and PORT say
# make test    lint, types, missing migrations, and all tests on a real PostgreSQL and in a real browser
# make soak    the long runs: SEED=7 repeats one, LENGTH=0.02 shortens it, ONLY=kills chooses by name
# make bench   the benchmarks, as a table
# make lint    only the first half of that
# make pins    requirements*.txt anew from requirements*.in
#
# The first use makes the virtual environment .venv. No command here holds an absolute path, so the
# folder may have any name; and none runs a script of .venv/bin, whose first line would hold one.

PYTHON = .venv/bin/python
OURS = newsportal articles media syndication

.PHONY: serve test soak bench lint pins site tools browser

# exec: Ctrl-C and SIGTERM meet the portal itself, not a shell in between.
serve: site
	@exec $(PYTHON) manage.py serve

test: lint browser
	@exec $(PYTHON) -m pytest -n logical --maxprocesses 8

# What a run that failed left behind, its logs above all, stays in the temporary folder that its report names.
LENGTH = 1
soak: tools
	@SOAK_LENGTH='$(LENGTH)' SOAK_SEED='$(SEED)' exec $(PYTHON) -m pytest tests/soak -v -k '$(ONLY)' \
		-o tmp_path_retention_policy=failed

bench: tools
	@DJANGO_SETTINGS_MODULE=newsportal.settings $(PYTHON) -m benchmarks.renditions

lint: tools
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy $(OURS)
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py check --deploy

# A version already in requirements*.txt is kept where it fits: take its line out to get the newest.
PINS = --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url
pins: tools
	$(PYTHON) -m uv pip compile -q $(PINS) requirements.in -o requirements.txt
	$(PYTHON) -m uv pip compile -q $(PINS) requirements-dev.in -o requirements-dev.txt

site:
	@sh .ci/environment requirements.txt

tools:
	@sh .ci/environment requirements.txt requirements-dev.txt

browser: tools
	@sh .ci/browser
