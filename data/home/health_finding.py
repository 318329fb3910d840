"""Something amiss with a home: what, for whom it matters, and the one thing that mends it."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum


class Repair(StrEnum):
    """What can be mended here, by the name that ``python cli.py repair`` takes."""

    FIGURES = "figures"
    LEDGER = "ledger"
    WORDS = "words"
    FILE = "file"
    RESTORE = "restore"
    REMOVAL = "removal"
    LEFTOVERS = "leftovers"
    ANEW = "anew"


BUTTON = {
    Repair.FIGURES: "Make the figures again",
    Repair.LEDGER: "Mend the list of loads",
    Repair.WORDS: "Mend the typed words",
    Repair.FILE: "Give the file again",
    Repair.RESTORE: "Finish the restore",
    Repair.REMOVAL: "Finish the removal",
    Repair.LEFTOVERS: "Sweep the leftovers away",
    Repair.ANEW: "Start anew here",
}
ASKED = {
    Repair.FIGURES: "Make the figures again from what was loaded?",
    Repair.LEDGER: "Begin the list of loads again of what is whole, and keep the damaged file beside it?",
    Repair.WORDS: "Begin the journal again of the lines that are whole, and keep the damaged file beside it?",
    Repair.FILE: "Put the file back among those received?",
    Repair.RESTORE: "Put the folders that are still missing in place?",
    Repair.REMOVAL: "Go on with the removal that was begun, for good?",
    Repair.LEFTOVERS: "Take away what stopped programs left, and put files that no load names aside?",
    Repair.ANEW: "Use the folder as it is now from today on, whatever stood there before?",
}


@dataclass(frozen=True, slots=True)
class HealthFinding:
    """One thing amiss. ``grave`` where figures or words are in danger or cannot be seen; ``hint`` is the one action, which
    ``repair`` does, or the person where it is None."""

    check: str
    grave: bool
    what: str
    whom: str
    hint: str
    _: KW_ONLY
    repair: Repair | None = None
