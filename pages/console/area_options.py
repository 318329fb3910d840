"""The options that several commands share, and the area that a command is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from data.catalogue.catalogue import Catalogue
from data.home.home import HomeReader
from data.model.area import Area
from data.model.finding import Refused
from pages.console.home_options import Run, WrongUsage


def day(text: str) -> date:
    """A day as it is typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is not a date; write YYYY-MM-DD.") from None


def number(text: Any) -> int:
    """A whole number as it is typed."""
    try:
        return int(text)
    except ValueError:
        raise click.BadParameter(f"{text} is not a whole number.") from None


with_area = click.option("--area", metavar="AREA", help="local authority, by name or code")


def with_day(words: str = "as it stood on this day, YYYY-MM-DD, by received date") -> Callable[[Run], Run]:
    """``--as-at``, the day looked at; ``words`` say what that means here."""
    return click.option("--as-at", type=day, metavar="WHEN", help=words)


def with_codes(*names: str, words: str) -> Callable[[Run], Run]:
    """``--code``, and any other name for it: several KPIs, after one option or after several."""
    return click.option("--code", *names, "codes", multiple=True, metavar="CODE …", help=words)


def with_small_numbers(run: Run) -> Run:
    """``--small``: what is done with counts of 1 to 4, and with what would give a hidden figure away."""
    words = "hide counts of 1 to 4 and what would give them away, or round counts to 5 (default: as given, and told)"
    return click.option("--small", type=click.Choice(("hide", "round")), help=words)(run)


def with_comparators(run: Run) -> Run:
    """``--neighbours`` and ``--basis``: which figures an area's own are set against."""
    basis = click.option("--basis", default="", metavar="WORDS", help="another basis of a published KPI, such as: excluding exceptions")
    return click.option(
        "--neighbours", default="", metavar="EDITION", help="a list's edition, a group, or at-date (default: the newest list)"
    )(basis(run))


def need_build(home: HomeReader) -> str:
    """The build in force.

    Raises:
        Refused: nothing is loaded yet.
    """
    build = home.figures.current()
    if not build:
        raise Refused(f"Nothing is loaded in {home.folder} yet. Start with: python cli.py load FILE")
    return build


def area_named(wanted: str, catalogue: Catalogue) -> Area:
    """An area by its name or code; WrongUsage where there is none."""
    found = catalogue.area(wanted)
    if found is None:
        raise WrongUsage(f"‘{wanted}’ is not in the register of areas. Give a name, or a 3-digit or 9-digit code.")
    return found


def area_asked(wanted: str | None, home: HomeReader, catalogue: Catalogue) -> Area:
    """The area named, or the only one that has figures; WrongUsage where there are several."""
    if wanted:
        return area_named(wanted, catalogue)
    codes = list(home.figures.areas(need_build(home))["area"])
    if len(codes) != 1:
        raise WrongUsage(f"Several areas are loaded. Name one with --area: {', '.join(catalogue.areas[c].name for c in codes)}.")
    return catalogue.areas[codes[0]]
