"""The files that are attacked: Bury's scorecard as printed, and four of the made-up borough's from different years."""

from __future__ import annotations

from functools import cache

from data.catalogue import catalogue as catalogue_of
from tests.attack import book
from tests.attack.oracle import Base, base
from tests.conftest import ROOT, SAMPLE

FOLDER = ROOT / "data" / "samples" / "illustrative"
ERAS = ("2018-09 SEND scorecard.xlsx", "2020-02 SEND scorecard.xlsx", "2020 neighbours.xlsx", "2024-11 SEND scorecard.xlsx")
BURY, WESTMERE = "bury", "illustrative"


@cache
def bases(sample: str) -> tuple[Base, ...]:
    if sample == BURY:
        return (base(BURY, SAMPLE, catalogue_of.read(), book.read),)
    made_up = catalogue_of.read(overlay=FOLDER / "reference")
    return tuple(base(WESTMERE, FOLDER / "workbooks" / name, made_up, book.read) for name in ERAS)
