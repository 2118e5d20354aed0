"""A PostgreSQL server of our own, for one run of the tests: on a socket that nobody else knows."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import attrs
import pytest

#: Has signs that are written as escapes in an address.
PASSWORD = "s3cret/word"


@attrs.frozen
class Server:
    """A server that runs."""

    folder: Path

    def url(self, *, password: str = PASSWORD, user: str = "tester", database: str = "town") -> str:
        """Its address; a table is named with `&table=`."""
        secret = f":{quote(password, safe='')}" if password else ""
        return f"postgresql://{user}{secret}@/{database}?host={self.folder}"

    def run(self, *statements: str, database: str = "town") -> list[Any]:
        """Run statements, and give the rows of the last."""
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(self.url(database=database), autocommit=True) as connection:
            for statement in statements:
                with connection.cursor() as cursor:
                    cursor.execute(statement)
                    rows = cursor.fetchall() if cursor.description else []
        return rows


@contextmanager
def running() -> Iterator[Server]:
    """A server, as long as the block lasts; the test is skipped where none can be had."""
    programs = _programs()
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="policylang-pg-"))
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        _start(programs, folder, owner)
        try:
            server = Server(folder)
            server.run("CREATE DATABASE town", database="postgres")
            yield server
        finally:
            _call(
                programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop", owner=owner
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(programs: Path, folder: Path, owner: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    _call(
        programs / "initdb", "-D", folder / "data", "-U", "tester", "-A", "scram-sha-256",
        "--pwfile", secret, "--no-sync", "-E", "UTF8", "--locale", "C", owner=owner,
    )  # fmt: skip
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    log = folder / "log"
    _call(
        programs / "pg_ctl", "-D", folder / "data", "-w", "-o", options, "-l", log, "start",
        owner=owner,
    )  # fmt: skip


def _call(*words: object, owner: dict[str, Any]) -> None:
    done = subprocess.run(
        [str(word) for word in words],
        check=False,
        cwd="/",
        env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **owner,
    )
    if done.returncode:
        pytest.skip(f"no PostgreSQL server can be started here: {done.stderr.strip()[:200]}")


def _programs() -> Path:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parents[1].name), default=None)
    if newest is None:
        pytest.skip("there is no PostgreSQL server on this machine (no `initdb`)")
    return newest.parent


def _owner() -> dict[str, Any]:
    """Whom the server runs as: it refuses to be root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    pytest.skip("PostgreSQL does not run as root, and there is no other user on this machine")
