"""A series or an interval worked by hand, by command, from a file alone."""

from __future__ import annotations

import json
from pathlib import Path

import click

from data.home.home import Home, HomeReader
from kpis.exports.tidy.hand_calculation import answers
from pages.console.home_options import WrongUsage, with_home


@click.command(epilog="FILE: JSON, one series with dates and values, or a list.")
@click.argument("file", type=Path)
@click.option("--preset", type=click.Choice(("nhsr", "mdc", "mdc6")), default="nhsr", help="whose rules (default: nhsr)")
@with_home(Home.read, catalogue=False)
def spc(*, home: HomeReader, as_json: bool, file: Path, preset: str) -> int:
    """A series judged."""
    return _worked("spc", file, preset)


@click.command(epilog="FILE: JSON, one object with kind and input, or a list.")
@click.argument("file", type=Path)
@with_home(Home.read, catalogue=False)
def interval(*, home: HomeReader, as_json: bool, file: Path) -> int:
    """An interval or a comparison worked."""
    return _worked("interval", file, "nhsr")


def _worked(what: str, file: Path, preset: str) -> int:
    """An answer that is a refusal stands in its place among the others."""
    try:
        asked = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as why:
        raise WrongUsage(f"{file} cannot be read as JSON: {why}.") from why
    found = answers(what, asked, preset)
    print(json.dumps(found if isinstance(asked, list) else found[0], ensure_ascii=False, indent=1, allow_nan=False))
    return 1 if found and all("error" in one for one in found) else 0
