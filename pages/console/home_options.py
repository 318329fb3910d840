"""``--home`` and ``--json``: the home that a command is handed, opened, and how a refusal is told."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click

from data.backups.automatic_backups import backed_up_home
from data.catalogue.reference_entry import CatalogueFault
from data.home.home import Home, HomeReader, HomeWriter
from data.model.actor import Actor
from data.model.finding import Refused
from data.model.questions import AnswersFault
from data.records.shown_records import ShownRecords
from data.store.stored_figures import DamagedStore, StoreFault
from kpis.governance.exceptions import commentary_key
from pages.console.commands import Caller

Run = Callable[..., int]

FOLDER = click.option(
    "--home", "folder", metavar="FOLDER", help="folder that holds build/, raw/ and words/ (default: SEND_HOME, else data/)"
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="print JSON")


class WrongUsage(Exception):
    """What was asked cannot be done as asked; the message says what would."""


def _without_withheld(home: HomeReader | HomeWriter) -> HomeReader | HomeWriter:
    """The same home, its typed words read without those of withheld figures."""
    reader = home if isinstance(home, HomeReader) else home.reader
    shown = replace(reader, records=ShownRecords(reader.records, reader.figures, commentary_key))
    if isinstance(home, HomeReader):
        return shown
    home.reader = shown
    return home


def with_home(
    way: Callable[[Home, Actor], HomeReader | HomeWriter], *, catalogue: bool = True, heal: bool = True
) -> Callable[[Run], Run]:  # fmt: skip
    """A command on a home: ``way`` is ``Home.read`` or ``Home.write``. What the home is made of again is made before, unless ``heal``
    is False, and once more where a file turns out to be damaged within.

    The command is handed ``home``, ``as_json`` and, unless it must do without, ``catalogue``; it returns its exit code. A refusal is
    told on the error stream, or with ``--json`` as JSON: exit 1, or 2 where it was asked wrongly.
    """

    def added(run: Run) -> Run:
        def ran(whole: Home, actor: Actor, **options: Any) -> int:
            if heal:
                _told_if_absent(whole)
                _told_of(whole.heal())
            home = _without_withheld(way(whole, actor))
            reader = home if isinstance(home, HomeReader) else home.reader
            try:
                given = {"catalogue": reader.catalogue(reader.figures.current())} if catalogue else {}
                return run(home=home, **given, **options)
            except DamagedStore:
                if not heal or not _told_of(whole.heal(whole=True)) or not isinstance(home, HomeReader):
                    raise
                given = {"catalogue": reader.catalogue(reader.figures.current())} if catalogue else {}
                return run(home=home, **given, **options)

        def opened(caller: Caller, /, *, folder: str | None, as_json: bool, **options: Any) -> int:
            try:
                whole, keeper = backed_up_home(Path(folder or os.environ.get("SEND_HOME") or caller.home))
                with closing(whole):
                    try:
                        return ran(whole, caller.actor, as_json=as_json, **options)
                    finally:
                        keeper.wait()
            except WrongUsage as why:
                return _complain(str(why), 2, as_json=as_json)
            except (Refused, StoreFault, CatalogueFault, AnswersFault) as why:
                return _complain(str(why), 1, as_json=as_json)

        update_wrapper(opened, run)
        return FOLDER(AS_JSON(click.pass_obj(opened)))

    return added


def _told_if_absent(home: Home) -> None:
    """Says what of a known home is not there; where nothing of it is, it is never taken for a new one.

    Raises:
        Refused: nothing of it is there.
    """
    if absent := home.identity.absence():
        if home.identity.gone():
            raise Refused(absent)
        print(absent, file=sys.stderr)


def _told_of(made: list[str]) -> bool:
    """Whether anything was made again, which is told on the error stream."""
    if made:
        print(f"Made again from what was loaded: {', '.join(made)}.", file=sys.stderr)
    return bool(made)


def _complain(why: str, code: int, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": why}, ensure_ascii=False))
    else:
        print(why, file=sys.stderr)
    return code
