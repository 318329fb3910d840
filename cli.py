"""The dashboard's jobs without a browser: load, show, series, plan, thread, pack, backup and the others that --help lists.

Each is a command in ``pages/console``. Exit 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pages.console.commands import run

HOME = Path(__file__).parent / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Prints JSON with ``--json``, otherwise words; findings and refusals in the same form."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")
    try:
        return run(sys.argv[1:] if arguments is None else arguments, HOME)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
