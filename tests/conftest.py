"""What every test run shares: how hard generated tests try, and a cache of its own."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

CACHE = "POLICYLANG_CACHE_DIR"

#: How long an example takes depends on the machine, so nothing here measures time.
_UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

# `ci` draws the same examples in every run; `long` draws more, and new ones each time.
settings.register_profile("ci", derandomize=True, max_examples=100, **_UNTIMED)
settings.register_profile("long", max_examples=2_000, print_blob=True, **_UNTIMED)
settings.load_profile(os.environ.get("POLICYLANG_PROFILE", "ci"))


def pytest_configure(config: pytest.Config) -> None:
    """Keep parse tables in a folder of this run, which parallel workers share."""
    if not hasattr(config, "workerinput"):
        os.environ[CACHE] = tempfile.mkdtemp(prefix="policylang-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that folder when the last worker is done."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(CACHE, ""), ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden files are rewritten on demand, for review, and never where nobody reviews."""
    parser.addoption("--accept", action="store_true", help="rewrite what golden cases expect")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse to accept in CI."""
    if session.config.getoption("accept") and os.environ.get("CI"):
        raise pytest.UsageError("golden files are reviewed by people: no --accept in CI")
