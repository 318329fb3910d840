"""The printed appendix of Bury's written statement of action, figure by figure.

Source of every expected figure: Bury SEND written statement of action, October 2017, Appendix A (WSOA scorecard), with
the notes of the project's own reading of it. DfE's figures: Local Authority Interactive Tool (LAIT), as named beside them.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.finding import Finding
from data.model.loaded_file import CellKind, Loaded
from data.model.observation import FigureRole, Missing
from data.store.store import Store
from kpis.exports.tidy import standing_export
from loaders import read_file
from tests.conftest import BURY, ROOT, SAMPLE, drawn, publish, shared
from tests.factories.area_views import view_of

NOTICE = "Historic: as printed October 2017; not current; not endorsed"

# code, own figure or its reason, target, SN, NW, England, priorities: as printed.
PRINTED = """
S1  | 29639           |     |       | 1136905 | 8669080 | 6
S2  | 15.8            |     |       | 14.4    | 14.4    | 6
S3  | 12.4            |     | 10.2  |         | 11.6    | 6
S4  | 3.4             |     | 2.85  |         | 2.8     | 6
S5  | 100             |     | 78.18 |         | 55.65   | 6
S6  | 1428            |     |       |         |         | 6
S7  | 676             | 929 |       |         |         | 6
S8  | 523             | 0   |       |         |         | 6
S9  | 37              |     |       |         |         | 6
S10 | 78              |     |       |         |         | 6
S11 | 2               |     |       |         |         | 6
S12 | 0               |     |       |         |         | 6
S13 | blank           |     |       |         |         | 6
E1  | 17              |     | 15.5  |         | 16      | 6
E2  | 5               |     | 7.6   |         | 7       | 6
E3  | 38.1            |     | 37.12 |         | 36.2    | 6
E4  | 22.5            |     | 16.54 |         | 17      | 6
E5  | illegible       |     | -0.49 |         | -0.38   | 6
E6  | -0.68           |     | -1.14 |         | -1.03   | 6
E7  | 58              |     |       |         |         | 6
E8  | 603             |     |       |         |         | 6
E9  | 2               |     |       |         |         | 6
E10 | 22              |     |       |         |         | 6
P1  | blank           |     |       |         |         | 3;8
P2  | blank           |     |       |         |         | 3;8
P3  | blank           |     |       |         |         | 3;8
P4  | blank           |     |       |         |         | 3;6;8
P5  | blank           |     |       |         |         | 3;6;8
P6  | blank           |     |       |         |         | 3;6;8
P7  | blank           |     |       |         |         | 3;6;8
P8  | blank           |     |       |         |         | 3;6;8
P9  | blank           |     |       |         |         | 3;6;8
P10 | blank           |     |       |         |         | 3;6;8
L1  | to be confirmed |     |       |         |         | 5
L2  | to be confirmed |     |       |         |         | 5
"""
ROWS = {str(row[0]): row[1:] for row in drawn(PRINTED)}
SHARES = {"E7": 4.0, "E8": 41.1, "E9": 2.4, "E10": 26.2}
JANUARY = ("month", "2017-01-01", "2017-01-31")
NOT_STATED = ("not stated", None, None)
PERIODS = {
    **dict.fromkeys(["S1", "S2", "S3", "S4", "S6", "S7", "S8", "S13"], JANUARY),
    "S5": ("calendar year", "2016-01-01", "2016-12-31"),
    **dict.fromkeys(["S9", "S10", "S11", "S12"], NOT_STATED),
    **dict.fromkeys([f"E{n}" for n in range(1, 7)], ("academic year", "2015-09-01", "2016-08-31")),
    **dict.fromkeys([f"E{n}" for n in range(7, 11)], ("academic year", "2016-09-01", "2017-08-31")),
    **dict.fromkeys([*(f"P{n}" for n in range(1, 11)), "L1", "L2"], NOT_STATED),
}
# DfE LAIT, Bury: S3 and S4 for January 2017, S5 for 2016 including exceptions, E1 to E6 for 2016 (E5 cannot be checked).
DFE = {"S3": 12.4, "S4": 3.4, "S5": 100.0, "E1": 17.0, "E2": 5.0, "E3": 38.1, "E4": 22.5, "E6": -0.68}

Kpis = dict[str, dict[str, Any]]


@pytest.fixture
def loaded(bury: bytes, catalogue: Catalogue) -> Loaded:
    return read_file(SAMPLE.name, bury, catalogue)


@pytest.fixture(scope="module")
def kpis(tmp_path_factory: pytest.TempPathFactory, bury: bytes, catalogue: Catalogue) -> Kpis:
    """Each KPI's record as ``show --json`` gives it, read back from the store."""
    store = Store(tmp_path_factory.mktemp("home"))
    publish(store, read_file(SAMPLE.name, bury, catalogue), bury)
    return {s.indicator.code: standing_export.standing_record(s) for s in view_of(store.home, BURY).standings}


def findings(loaded: Loaded, check: str) -> list[Finding]:
    return [f for f in loaded.findings if f.check == check]


def given_of(kpi: dict[str, Any], comparator: str) -> float | None:
    """A comparator's number as it was given: of a count the total that nothing is compared by."""
    found: float | None = kpi[comparator]["total"] if kpi["unit"] == "count" else kpi[comparator]["value"]
    return found


@pytest.mark.parametrize("code", ROWS)
def test_the_kpi_is_as_printed(code: str, kpis: Kpis) -> None:
    own, target, neighbours, region, england, priorities = ROWS[code]
    kpi = kpis[code]
    expected = (None, own) if isinstance(own, str) else (own, None)
    assert (kpi["value"], kpi["missing"]) == expected
    assert kpi["target"]["value"] == target
    assert given_of(kpi, "statistical_neighbours") == neighbours
    assert given_of(kpi, "region") == region
    assert given_of(kpi, "england") == england
    assert kpi["unit"] != "count" or kpi["england"]["value"] is None  # a count is set beside nobody's
    assert kpi["share"] == SHARES.get(code)
    assert kpi["priorities"] == [int(number) for number in str(priorities).split(";")]


@pytest.mark.parametrize("code", PERIODS)
def test_the_kpis_period_is_what_the_heading_means(code: str, kpis: Kpis) -> None:
    period = kpis[code]["period"]
    assert (period["kind"], period["first"], period["last"]) == PERIODS[code]


def test_all_35_are_shown_and_21_own_figures_can_be_read(kpis: Kpis) -> None:
    assert list(kpis) == list(ROWS)
    assert sum(kpi["value"] is not None for kpi in kpis.values()) == 21
    reasons = [kpi["missing"] for kpi in kpis.values() if kpi["value"] is None]
    assert {reason: reasons.count(reason) for reason in reasons} == {"blank": 11, "illegible": 1, "to be confirmed": 2}


def test_twenty_weeks_has_a_standard_and_no_target(kpis: Kpis) -> None:
    s5 = kpis["S5"]
    assert (s5["value"], s5["target"]["value"], s5["standard"]["value"]) == (100.0, None, 100.0)
    assert (s5["statistical_neighbours"]["value"], s5["england"]["value"]) == (78.18, 55.65)
    assert s5["rag"]["status"] == "not rated"


def test_periods_that_are_not_sure_say_so(kpis: Kpis) -> None:
    assert kpis["S9"]["period"]["label"] == "Not stated (column headed Jan-17)"
    assert kpis["E1"]["period"]["label"] == "2015/16"
    assert kpis["E7"]["period"]["label"] == "Probably 2016/17 (column headed 2016)"
    assert all(kpis[code]["period"]["doubt"] for code in SHARES)
    assert kpis["E1"]["period"]["doubt"] is None


def test_nothing_of_2017_is_rated_today(kpis: Kpis) -> None:
    """Targets are printed for S7 (929) and S8 (0) alone: both ended in March 2018, and a check questions both as printed."""
    rated = {code: kpi["rag"]["status"] for code, kpi in kpis.items() if kpi["rag"]["status"] in ("red", "amber", "green")}
    assert rated == {}
    assert {code: kpis[code]["age"]["state"] for code in ("S7", "S8")} == {"S7": "ended", "S8": "ended"}
    assert {kpi["age"]["state"] for kpi in kpis.values() if kpi["value"] is not None} == {"ended", "out of date"}
    assert all(kpis[code]["doubts"] for code in ("S7", "S8"))


def test_one_printed_year_gives_no_change(kpis: Kpis) -> None:
    assert {kpi["change"]["value"] for kpi in kpis.values()} == {None}


@pytest.mark.parametrize(("code", "cell"), [("S1", "F6"), ("S2", "F7")])
def test_the_misprinted_tags_under_england_are_found(code: str, cell: str, loaded: Loaded) -> None:
    (finding,) = [f for f in findings(loaded, "comparator tag") if f.indicator == code]
    assert finding.where == f"bury_2017.xlsx!Scorecard!{cell}"
    assert "(NW)" in finding.what


def test_the_misprinted_tags_are_the_only_ones(loaded: Loaded) -> None:
    assert len(findings(loaded, "comparator tag")) == 2


def test_s8_does_not_add_up_as_printed(loaded: Loaded) -> None:
    """929 to transfer, 676 done, 523 left: 929 less 676 is 253."""
    (finding,) = findings(loaded, "sum")
    assert finding.indicator == "S8"
    assert "676 + 523 = 1,199, but the target says 929" in finding.what
    assert "253" in finding.hint


def test_e5_is_not_filled_in(loaded: Loaded) -> None:
    own = next(o for o in loaded.observations if o.indicator == "E5" and o.series is FigureRole.OWN)
    assert (own.value, own.missing, own.raw, own.cell) == (None, Missing.ILLEGIBLE, "[illegible]", "D26")
    assert [f.where for f in findings(loaded, "known doubt") if f.indicator == "E5"] == ["bury_2017.xlsx!Scorecard!D26"]


def test_every_known_doubt_still_finds_what_it_expects(loaded: Loaded) -> None:
    assert len(findings(loaded, "known doubt")) == 3
    assert not [f for f in findings(loaded, "known doubt") if "expects" in f.what]


def test_a_known_doubt_complains_once_its_cell_is_gone(bury: bytes, catalogue: Catalogue, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLE)
    book["Scorecard"]["D26"] = -0.35
    book.save(tmp_path / "mended.xlsx")
    mended = read_file("mended.xlsx", (tmp_path / "mended.xlsx").read_bytes(), catalogue)
    (finding,) = [f for f in findings(mended, "known doubt") if f.indicator == "E5"]
    assert "expects ‘[illegible]’ here, but the cell says ‘-0.35’" in finding.what


def test_the_printed_text_is_kept_beside_the_figure(kpis: Kpis) -> None:
    raw = {code: kpis[code]["raw"] for code in ("S2", "S5", "S10", "E6", "E7", "S13")}
    assert raw == {"S2": "15.80%", "S5": "100%", "S10": "78", "E6": "−0.68", "E7": "58 (4.0%)", "S13": ""}


def test_every_cell_of_the_sheet_is_accounted_for_and_none_refused(loaded: Loaded) -> None:
    counts = loaded.counts()
    assert counts["refused"] == 0
    assert sum(counts[kind.value] for kind in CellKind) == counts["non_empty"] == 221
    # 21 own figures, 2 targets, 11 of neighbours or the region and 11 of England are 45; E5 and two TBC are 3.
    assert (counts["observation"], counts["missing"]) == (45, 3)


def test_the_notice_is_kept_with_the_load(loaded: Loaded, home: Path) -> None:
    assert loaded.notice == NOTICE
    store = Store(home)
    assert set(store.in_force(store.current())["notice"]) == {NOTICE}


def test_the_sample_is_what_its_script_makes(bury: bytes, tmp_path: Path) -> None:
    made = "import sys; from pathlib import Path; from data.samples.make_bury_2017 import save; save(Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", made, tmp_path / "made.xlsx"], cwd=ROOT, check=True)
    assert (tmp_path / "made.xlsx").read_bytes() == bury


def test_the_sample_names_teams_and_documents_and_no_officer(loaded: Loaded) -> None:
    sources = {c.text for c in loaded.cells if c.cell.startswith("G") and c.kind is CellKind.LABEL}
    assert sources == {"SFR37", "LAIT", "SEN Team", "PPC Team", "SAT team", "Connexions", "College", "Health"}


def test_own_figures_equal_dfes_where_dfe_publishes_them(kpis: Kpis) -> None:
    assert {code: kpis[code]["value"] for code in DFE} == DFE


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def number(text: str) -> float | None:
    return float(text) if text else None


def test_the_load_equals_the_reference_table_of_the_appendix(kpis: Kpis, catalogue: Catalogue) -> None:
    rows = rows_of(shared("reference", "bury_scorecard.csv"))
    assert [row["code"] for row in rows] == list(kpis)
    for row in rows:
        kpi = kpis[row["code"]]
        tagged = "region" if given_of(kpi, "region") is not None else "statistical_neighbours"
        expected = tuple(number(row[key]) for key in ("value", "target", "sn_or_nw", "eng"))
        assert (kpi["value"], kpi["target"]["value"], given_of(kpi, tagged), given_of(kpi, "england")) == expected, row["code"]
        assert kpi["priorities"] == [int(n) for n in row["priorities"].split(";")]
        assert kpi["polarity"] == row["polarity"]
        assert kpi["section"] == row["code"][0]


def test_the_load_equals_the_reference_tables_check_against_dfe(kpis: Kpis) -> None:
    rows = {row["code"]: row for row in rows_of(shared("reference", "bury_scorecard_audit.csv"))}
    for code in ("S3", "S4", "S5", "E1", "E2", "E3", "E4", "E6"):
        own = re.match(r"-?[\d.]+", rows[code]["dfe_check_value"])
        assert own is not None
        assert kpis[code]["value"] == float(own[0]), code
    assert rows["E5"]["recovered_value"] == "-0.35"
    assert kpis["E5"]["value"] is None
    regional = {row["code"] for row in rows.values() if row["comparator_type"] == "NW"}
    assert regional == {code for code, kpi in kpis.items() if given_of(kpi, "region") is not None}
