"""Bury's sample and a later file with two red KPIs, which count on the day of ``TODAY``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from data.catalogue.catalogue import Catalogue
from data.store.store import Store
from loaders import read_file
from tests.conftest import publish, sheet_bytes

TODAY, RECEIVED = date(2018, 3, 31), date(2018, 2, 9)
NOTICE = "Historic: as printed October 2017; not current; not endorsed"


def publish_reds(home: Path, catalogue: Catalogue) -> None:
    """S11 and S12 of January 2018, 30 against 25 and 90 against 40, where lower is better."""
    head = ["Ref", "Indicator", "Period", "Target", "Actual"]
    cells = [[code, catalogue.indicators[code].title, "Jan-18", *more] for code, *more in (("S11", 25, 30), ("S12", 40, 90))]
    content = sheet_bytes([["Bury: SEND scorecard"], head, *cells])
    publish(Store(home), replace(read_file("january.xlsx", content, catalogue), notice=NOTICE), content, received=RECEIVED)
