"""What tests of the reports share as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpis.exports.document.facts import ReportFacts
from tests.factories.report_facts import facts_of_bury


@pytest.fixture(scope="session")
def bury_facts(first_load: Path) -> ReportFacts:
    return facts_of_bury(first_load)
