"""`model.machine` is read as one module: whatever its modules declare can be had from it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from policylang.model import machine


def test_everything_the_modules_declare_can_be_imported_from_the_package() -> None:
    declared = set()
    for found in pkgutil.iter_modules(machine.__path__):
        module = import_module(f"{machine.__name__}.{found.name}")
        declared |= {
            name
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
        }
    assert len(declared) > 50
    assert declared <= set(machine.__all__)
    assert all(hasattr(machine, name) for name in machine.__all__)


def test_the_names_are_sorted() -> None:
    names = set(machine.__all__)
    assert machine.__all__ == sorted(names, key=lambda name: (not name.isupper(), name))
