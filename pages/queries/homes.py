"""The home folders that pages read and write, each opened once, and who acts there: the one way from pages to a home.

A home whose builds must be made again is healed in a thread of its own: pages say so meanwhile, and nobody's start waits for it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock, Thread

from data.backups.automatic_backups import BackupKeeper, backed_up_home
from data.home.actor import actor_of_this_computer
from data.home.home import Home, HomeReader, HomeWriter
from data.model.actor import Actor
from data.model.audience import Audience
from data.model.finding import Refused
from data.records.shown_records import ShownRecords
from data.store.stored_figures import StoreFault
from kpis.governance.exceptions import commentary_key

QUIET = 10.0  # seconds after a load, in which others may come, before a backup is made
MOST = 4  # homes held open at once
LOG = logging.getLogger("send")


@dataclass
class Healing:
    """Figures being made again: how far that is, and ``over`` once it has ended, well or not."""

    done: int = 0
    of: int = 0
    over: Event = field(default_factory=Event)

    def step(self, done: int, of: int, words: str) -> None:
        """Takes note of how far the making is, and tells whoever started the server."""
        self.done, self.of = done, of
        LOG.warning("The figures are being made again: %s of %s (%s)", done, of, words)


_KEEPERS: dict[str, BackupKeeper] = {}
_OPEN: dict[str, Home] = {}
_HEALING: dict[str, Healing] = {}
_READ_WHOLE: set[str] = set()  # homes healed because a file was damaged within
_LOCK = Lock()


def actor() -> Actor:
    """Who looks at a page, or presses something on it."""
    return actor_of_this_computer()


def audience() -> Audience:
    """For whom pages, and what is taken away from them, are made."""
    return Audience.ROOM


def working_group() -> Audience:
    """For whom a page shows what is withheld, behind a press that says so: on a laptop, whoever prepares the figures there."""
    return Audience.WORKING_GROUP


def home_at(where: str) -> Home:
    """The home in one folder; where its figures are not as its ledger says, they are being made again from the first opening on."""
    with _LOCK:
        if where not in _OPEN:
            for old in list(_OPEN)[: max(0, len(_OPEN) - MOST + 1)]:
                _KEEPERS.pop(old, None)
                del _OPEN[old]
            home, _KEEPERS[where] = backed_up_home(Path(where), quiet=QUIET)
            _OPEN[where] = home
            if _amiss(home):
                _begin(where, home, whole=False)
        return _OPEN[where]


def under_way(where: str, wait: float = 0.0) -> Healing | None:
    """The making again of a home's figures, where it has not ended within ``wait`` seconds."""
    home_at(where)
    found = _HEALING.get(where)
    return None if found is None or found.over.wait(wait) else found


def heal_whole(where: str) -> bool:
    """Begins to read every table of a home and to make again what is damaged within; False where that was done before."""
    home = home_at(where)
    with _LOCK:
        if where in _READ_WHOLE:
            return False
        _READ_WHOLE.add(where)
        _begin(where, home, whole=True)
    return True


def after(where: str, then: Callable[[], object]) -> None:
    """Runs something once a home's figures are made again; at once where they need not be."""
    if (found := under_way(where)) is None:
        then()
        return

    def waits() -> None:
        found.over.wait()
        then()

    Thread(target=waits, name="after healing", daemon=True).start()


def forget_kept() -> None:
    """Drops everything that pages keep of figures, because a build was made again under its old name or a home was mended."""
    for name, module in list(sys.modules.items()):
        if name.startswith("pages."):
            for one in list(vars(module).values()):
                clear = None if isinstance(one, type) else getattr(one, "cache_clear", None)
                if callable(clear):
                    clear()


def keep_backups(where: str) -> None:
    """From now on a backup of a home is made once a day, and tried once a week, while this process runs."""
    home_at(where)
    Thread(target=_KEEPERS[where].daily, name="backups", daemon=True).start()


def reader(where: str, by: Actor | None = None) -> HomeReader:
    """What an actor may read of one home; None for whoever acts."""
    found = home_at(where).read(by or actor())
    return replace(found, records=ShownRecords(found.records, found.figures, commentary_key))


def writer(where: str) -> HomeWriter:
    """The one way in which pages write to a home, under the name of whoever acts."""
    return home_at(where).write(actor())


def _amiss(home: Home) -> bool:
    """Whether anything must be made again and can be; what cannot is told where it is read."""
    try:
        return not home.identity.absence() and bool(home.amiss())
    except (StoreFault, Refused, OSError):
        return False


def _begin(where: str, home: Home, *, whole: bool) -> None:
    """Heals a home in a thread of its own, under the lock."""
    state = _HEALING[where] = Healing()

    def heal() -> None:
        try:
            if home.heal(state.step, whole=whole):
                _READ_WHOLE.discard(where)
        except (StoreFault, Refused) as why:
            LOG.warning("The figures could not be made again: %s", why)
        except Exception:
            LOG.exception("the figures could not be made again")
        finally:
            forget_kept()
            state.over.set()

    Thread(target=heal, name="healing", daemon=True).start()
