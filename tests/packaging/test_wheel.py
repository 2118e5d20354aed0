"""The wheel, installed in a fresh environment outside the checkout, does what the checkout does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import venv
from email import message_from_bytes
from importlib.metadata import requires
from pathlib import Path
from zipfile import ZipFile

import attrs
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import policylang

#: One worker builds and installs for all of this module.
pytestmark = pytest.mark.xdist_group("wheel")

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = {"grammars": "grammars", "policies": "policies", "diagnostics": "docs/diagnostics"}

#: The environment without what would make a fresh Python see the checkout.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))
}


def _run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False
    )


@attrs.frozen
class Installation:
    """A virtual environment with the package in it, and an empty folder to run commands from."""

    scripts: Path
    elsewhere: Path

    def run(self, command: str, *arguments: str | Path) -> str:
        """Output of a command of the environment that has to end well and say nothing odd."""
        done = _run(self.scripts / command, *arguments, folder=self.elsewhere)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    @property
    def package(self) -> Path:
        """The installed package's own folder."""
        code = "import policylang; print(policylang.__path__[0])"
        return Path(self.run("python", "-c", code).strip())


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    done = _run(
        sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, folder=folder
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(archives: Path) -> Path:
    (path,) = archives.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("installation")
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    pins = folder / "pins.txt"
    pins.write_text("".join(_pins_of(_closure(_needs_of(wheel)))), "utf-8")
    _install(scripts, "--require-hashes", "--requirement", pins)
    _install(scripts, "--no-deps", "--no-index", wheel)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    return Installation(scripts, elsewhere)


def _install(scripts: Path, *what: str | Path) -> None:
    """Install with pip. Without a registry that is a failure in CI and a skipped test elsewhere."""
    command = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1")
    done = _run(scripts / "python", *command, *what, folder=scripts)
    if done.returncode:
        out_of_reach = "connection broken" in done.stderr and not os.environ.get("CI")
        (pytest.skip if out_of_reach else pytest.fail)(f"pip could not install:\n{done.stderr}")


def _needs_of(wheel: Path) -> list[str]:
    """What the wheel says it requires."""
    with ZipFile(wheel) as content:
        (name,) = (each for each in content.namelist() if each.endswith(".dist-info/METADATA"))
        return message_from_bytes(content.read(name)).get_all("Requires-Dist", [])


def _closure(needs: list[str]) -> set[str]:
    """Names of the packages needed on this machine, and of all that those need."""
    names: set[str] = set()
    waiting = [Requirement(each) for each in needs]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if applies and name not in names:
            names.add(name)
            waiting += map(Requirement, requires(name) or [])
    return names


def _pins_of(names: set[str]) -> list[str]:
    """The entries of constraints.txt for these packages, hashes included."""
    text = (ROOT / "constraints.txt").read_text("utf-8")
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    return [each for each in entries if canonicalize_name(each.partition("==")[0]) in names]


def _files(folder: Path) -> dict[str, bytes]:
    paths = (each for each in folder.rglob("*") if each.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_files_are_installed_byte_for_byte(installation: Installation, name: str) -> None:
    files = _files(ROOT / SHIPPED[name])
    assert files
    assert _files(installation.package / name) == files


def test_the_package_is_installed_away_from_the_checkout(installation: Installation) -> None:
    assert not installation.package.is_relative_to(ROOT)
    assert (installation.package / "py.typed").is_file()


def test_the_installed_version_is_the_version_of_the_checkout(installation: Installation) -> None:
    code = "from importlib import metadata; print(metadata.version('policylang'))"
    assert installation.run("python", "-c", code).strip() == policylang.__version__


def test_the_pinned_versions_are_what_the_wheel_asks_for(installation: Installation) -> None:
    assert "No broken requirements" in installation.run("python", "-m", "pip", "check")


def test_the_demo_runs_from_an_empty_folder(installation: Installation) -> None:
    assert "Rongcheng" in installation.run("policylang", "demo")
    assert list(installation.elsewhere.iterdir()) == []


def test_the_shipped_policy_has_no_errors(installation: Installation) -> None:
    installation.run("policylang", "check", installation.package / "policies/rongcheng.policy")


def test_the_page_of_a_code_is_printed(installation: Installation) -> None:
    assert "PL204" in installation.run("policylang", "help", "PL204")


def test_the_source_archive_holds_what_a_build_and_the_tests_need(archives: Path) -> None:
    (path,) = archives.glob("*.tar.gz")
    with tarfile.open(path) as content:
        names = {each.partition("/")[2] for each in content.getnames()}
    needed = {"pyproject.toml", "constraints.txt", "Makefile", "LICENSE", "README.md"}
    assert needed | {"tests/conftest.py", "grammars/policy.lark"} <= names
