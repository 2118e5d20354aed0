"""Where the files that ship with the package are: grammar, policies, diagnostic pages."""

from __future__ import annotations

from pathlib import Path

#: Directory name in the wheel, and where the same files are in a checkout.
_CHECKOUT = {"grammars": "grammars", "policies": "policies", "diagnostics": "docs/diagnostics"}


def data_dir(name: str) -> Path:
    """Directory of shipped data: inside the installed package, else in the checkout.

    Args:
        name: `grammars`, `policies` or `diagnostics`.

    Raises:
        FileNotFoundError: the package was installed without it.
    """
    package = Path(__file__).resolve().parents[1]
    for directory in (package / name, package.parents[1] / _CHECKOUT[name]):
        if directory.is_dir():
            return directory
    raise FileNotFoundError(f"policylang was installed without its {name}/ directory")
