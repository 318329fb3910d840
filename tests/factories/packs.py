"""Standings and the words of a pack, as the command line works them out, for the tests that read packs back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data.catalogue.catalogue import Catalogue
from data.records.journal import Journal
from data.records.kpi_records import everything
from data.store.store import Store
from kpis.exports.document.provenance import PackWords, about
from kpis.standing import kpi_standing
from kpis.standing.kpi_records import kept
from kpis.standing.kpi_standing import Standing
from tests.conftest import reader

TODAY = date(2026, 10, 1)


def packed(home: Path, as_at: date | None = None) -> tuple[list[Standing], PackWords, Catalogue]:
    """Everything of the one area of a home."""
    store = Store(home)
    build = store.current()
    catalogue = reader(home).catalogue(build)
    area = catalogue.areas[store.areas(build)["area"][0]]
    links = catalogue.links(area.code, store.links(build, area.code, as_at).itertuples(index=False))
    standings = kpi_standing.standings(
        store.in_force(build, reporter=area.code, as_at=as_at), catalogue.indicators_of(area.code), links, catalogue.breaks,
        nation=catalogue.areas[catalogue.nation(area)].name, remarks=store.remarks(build, area.code, as_at).to_dict("records"),
        kept=kept(everything(Journal(home), area.code, as_at)), place=area.code,
    )  # fmt: skip
    return standings, about(standings, area.name, as_at=as_at, today=TODAY, build=build, sections=catalogue.sections), catalogue
