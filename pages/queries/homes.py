"""The home folders that pages read and write, each opened once, and who acts there: the one way from pages to a home."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Thread

from data.home.actor import actor_of_this_computer
from data.home.automatic_backups import BackupKeeper, backed_up_home
from data.home.home import Home, HomeReader, HomeWriter
from data.model.actor import Actor
from data.model.audience import Audience
from data.model.finding import Refused
from data.store.stored_figures import StoreFault

QUIET = 10.0  # seconds after a load, in which others may come, before a backup is made
_KEEPERS: dict[str, BackupKeeper] = {}


def actor() -> Actor:
    """Who looks at a page, or presses something on it."""
    return actor_of_this_computer()


def audience() -> Audience:
    """For whom pages, and what is taken away from them, are made."""
    return Audience.ROOM


@lru_cache(maxsize=4)
def home_at(where: str) -> Home:
    """The home in one folder."""
    home, keeper = backed_up_home(Path(where), quiet=QUIET)
    _KEEPERS[where] = keeper
    with suppress(StoreFault, Refused):  # what cannot be mended is told where it is read
        home.heal()
    return home


def keep_backups(where: str) -> None:
    """From now on a backup of a home is made once a day, and tried once a week, while this process runs."""
    home_at(where)
    Thread(target=_KEEPERS[where].daily, name="backups", daemon=True).start()


def reader(where: str, by: Actor | None = None) -> HomeReader:
    """What an actor may read of one home; None for whoever acts."""
    return home_at(where).read(by or actor())


def writer(where: str) -> HomeWriter:
    """The one way in which pages write to a home, under the name of whoever acts."""
    return home_at(where).write(actor())
