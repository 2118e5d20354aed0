"""The repository speaks for itself: no machine's paths, one version, every dependency pinned."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import policylang

ROOT = Path(__file__).resolve().parents[2]

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
#: What every environment has, and what those have who ask for Apache Spark, or race the peers.
CONSTRAINTS, SPARK, PEERS = (
    (ROOT / f"constraints{of}.txt").read_text("utf-8") for of in ("", "-spark", "-peers")
)
#: Not imported by us: pyspark needs it, and does not say so.
UNDERNEATH = {"pandas"}

REGISTRY = re.compile(
    r"pypi\.(?:org|python)|pythonhosted\.org|anaconda\.org|npmjs\.(?:org|com)|crates\.io"
    r"|--(?:extra-)?index-url|--find[-]links|PIP_(?:EXTRA_|INDEX|FIND)"
)
#: A path from the root of one machine; `#!/usr/bin/env` is the same on all.
MACHINE_PATH = re.compile(
    r"(?<![\w.~*$})>/-])/(?:tmp|home|root|Users|work|opt|mnt|var)/\w|[A-Z]:\\\w"
)


def _ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def repository_files() -> Iterator[Path]:
    """Every file of the checkout that `.gitignore` does not leave out."""
    patterns = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()]
    patterns.append(".git")
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not _ignored(name, patterns)]
        yield from (Path(folder, name) for name in files if not _ignored(name, patterns))


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted(repository_files())
        for number, line in enumerate(path.read_text("utf-8", errors="replace").split("\n"), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert _lines_with(REGISTRY) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _lines_with(MACHINE_PATH) == []


@pytest.mark.parametrize("text", ["https://pypi{}org/simple", "--index{}url x", "PIP{}FIND_LINKS"])
def test_a_package_registry_is_recognised(text: str) -> None:
    assert any(REGISTRY.search(text.format(sign)) for sign in ".-_")


@pytest.mark.parametrize("text", ["see {}tmp{}x", "'{}home{}me'", "C:\\Users", "open({}work{}main"])
def test_a_path_of_one_machine_is_recognised(text: str) -> None:
    assert MACHINE_PATH.search(text.format("/", "/"))


@pytest.mark.parametrize("text", ["#!/usr/bin/env sh", "docs/work/x", "a $(HOME)/tmp/x", "./opt/x"])
def test_other_paths_are_left_alone(text: str) -> None:
    assert not MACHINE_PATH.search(text)


def test_the_version_stands_in_one_place_and_the_changelog_begins_with_it() -> None:
    assert "version" not in PROJECT["project"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "src/policylang/__init__.py"
    headings = re.findall(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert next(each for each in headings if each != "Unreleased") == policylang.__version__


def _pins(constraints: str) -> dict[str, list[str]]:
    """Versions of each pinned package, by its normalised name: one, or one for each Python."""
    pins: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", constraints, re.MULTILINE):
        pins.setdefault(name, []).append(version)
    return pins


def _requirements() -> list[Requirement]:
    project = PROJECT["project"]
    extras = project["optional-dependencies"].values()
    texts = [*project["dependencies"], *(each for extra in extras for each in extra)]
    return [Requirement(each) for each in [*texts, *PROJECT["build-system"]["requires"]]]


@pytest.mark.parametrize("requirement", _requirements(), ids=str)
def test_every_dependency_is_pinned_to_a_version_that_fits(requirement: Requirement) -> None:
    pins = _pins(SPARK) | _pins(PEERS) | _pins(CONSTRAINTS)
    name = canonicalize_name(requirement.name)
    assert name in pins, "run `make lock`"
    for version in pins[name]:
        assert requirement.specifier.contains(version, prereleases=True), "run `make lock`"


@pytest.mark.parametrize(
    ("constraints", "name"), [(SPARK, "pyspark"), (PEERS, "polars")], ids=["spark", "peers"]
)
def test_what_is_pinned_twice_is_pinned_alike(constraints: str, name: str) -> None:
    both, more = _pins(CONSTRAINTS), _pins(constraints)
    assert {each: more[each] for each in more if each in both} == {
        each: both[each] for each in both if each in more
    }
    assert name in more
    assert name not in both


def _imported_packages() -> set[str]:
    """Every package from outside that a module of the project imports, at its top or later."""
    modules: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules.update(each.name for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module)
    names = {name.partition(".")[0] for name in modules} - {"policylang"}
    return names - sys.stdlib_module_names


def test_what_is_imported_is_what_is_declared() -> None:
    packages = packages_distributions()
    names = _imported_packages()
    imported = {canonicalize_name(packages.get(name, [name])[0]) for name in names}
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    named = [each for extra in ("fast", "laws", "spark", "sql") for each in extras[extra]]
    declared = map(Requirement, [*project["dependencies"], *named])
    # A dependency for one system only is there for its data: no module imports it.
    known = {canonicalize_name(each.name) for each in declared if not each.marker}
    assert imported == known - UNDERNEATH


@pytest.mark.parametrize("constraints", [CONSTRAINTS, SPARK, PEERS], ids=["all", "spark", "peers"])
def test_every_pin_is_held_to_a_hash(constraints: str) -> None:
    entries = re.split(r"^(?=[\w.-]+==)", constraints, flags=re.MULTILINE)[1:]
    assert len(entries) == sum(map(len, _pins(constraints).values()))
    assert [each for each in entries if "--hash=sha256:" not in each] == []


def test_no_copy_of_shipped_data_hides_the_real_one() -> None:
    package = ROOT / "src" / "policylang"
    shipped = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert [each for each in shipped.values() if (package.parent / each).exists()] == []
