"""Writes into `docs/commands.md` what the commands print now: `python -m tests.tools.refresh`.

For use after a message or a table has changed. Outputs that are shown in part (`...`) are left as
they are, and named where they are no longer true.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.tools.test_commands_page import PAGE, TEXT, furnished, matches, outputs


def main() -> None:
    """Rewrite the page; name every example that must be changed by hand."""
    text = TEXT
    with tempfile.TemporaryDirectory() as folder:
        for command, shown, real in outputs(furnished(Path(folder))):
            if matches(shown, real):
                continue
            if "...\n" in shown:
                sys.stdout.write(f"to be changed by hand: $ {command}\n")
            else:
                text = text.replace(f"$ {command}\n{shown}", f"$ {command}\n{real}", 1)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
