"""What tests of the reports share as a fixture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kpis.exports.document.facts import ReportFacts
from kpis.standing.timeliness import CURRENT
from tests.factories.report_facts import facts_of_bury


@pytest.fixture(scope="session")
def bury_facts(first_load: Path) -> ReportFacts:
    return facts_of_bury(first_load)


@pytest.fixture(scope="session")
def red_facts(bury_facts: ReportFacts) -> ReportFacts:
    """Bury's facts as if S7 and S8, red against their targets, were of today and no check questioned them."""
    standings = tuple(
        replace(s, age=CURRENT, doubts=(), rating=s.rate(s.own)) if s.indicator.code in ("S7", "S8") and s.own else s
        for s in bury_facts.standings
    )
    return replace(bury_facts, standings=standings)
