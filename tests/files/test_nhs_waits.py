"""Waits of an NHS trust: a tidy CSV with a row a service, place and month. Which KPI they are, the home's own format says, or a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cli
from data.catalogue.catalogue import REFERENCE, Catalogue, own_indicator, read
from data.model.finding import Refused
from data.model.loaded_file import CellKind, Loaded
from data.model.observation import FigureRole, Missing
from data.model.period import PeriodKind
from data.model.questions import Answers
from loaders import QuestionsOpen, read_file
from loaders.registry import recognise
from loaders.source.given_file import GivenFile
from loaders.tidy.nhs_waits import SOURCE

BURY, BOLTON = "E08000002", "E08000001"
OWN = """
[places]
"Bury Place" = "E08000002"

[[figure]]
kpi = "X1"
measure = "over_18_weeks"
where = { service = ["Speech and language therapy", "SALT"] }
"""
KPI = {"area": BURY, "code": "X1", "title": "Children waiting over 18 weeks for speech therapy", "section": "P", "unit": "count",
       "polarity": "lower", "decimals": 0}  # fmt: skip
HEAD = "Service,ICB place,Month,Total waiting,Waiting over 18 weeks"
ROWS = (
    "Speech and language therapy,Bury Place,Apr-25,412,58",
    "SALT,Bury,2025-05-31,420,c",
    "Speech & language therapy,E08000001,Apr-25,300,7",
)


def csv_of(*rows: str, head: str = HEAD) -> bytes:
    return ("\n".join((head, *rows)) + "\n").encode()


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The shipped catalogue with a home's own KPI and its words for the format."""
    home = tmp_path_factory.mktemp("additions")
    (home / "formats").mkdir()
    (home / "formats" / "nhs_waits.toml").write_text(OWN, encoding="utf-8")
    found = read(REFERENCE, home)
    return found.with_own([own_indicator(KPI, found.sections)])


def waits(known: Catalogue, *rows: str, **more: Any) -> Loaded:
    return read_file("waits.csv", csv_of(*rows), known, **more)


def said(loaded: Loaded) -> list[tuple[str, str, str]]:
    return [(f.check, f.where, f.what) for f in loaded.findings if f.check.startswith(("unknown", "unreadable", "duplicate", "column"))]


def test_each_figure_is_of_its_kpi_place_and_month_and_keeps_its_cell(known: Catalogue) -> None:
    loaded = waits(known, *ROWS, area="Bury")
    assert (loaded.reporter, loaded.format) == (BURY, "Waits of an NHS trust by service, place and month")
    assert [(o.indicator, o.area, o.series, o.value, o.missing, o.raw, o.source) for o in loaded.observations] == [
        ("X1", BURY, FigureRole.OWN, 58.0, None, "58", "waits.csv!waits!E2"),
        ("X1", BURY, FigureRole.OWN, None, Missing.SUPPRESSED, "c", "waits.csv!waits!E3"),
        ("X1", BOLTON, FigureRole.OTHER, 7.0, None, "7", "waits.csv!waits!E4"),
    ]
    april, may = (o.period for o in loaded.observations[:2])
    assert april.kind is may.kind is PeriodKind.MONTH
    assert [str(day) for day in (april.first, april.last, may.first, may.last)] == ["2025-04-01", "2025-04-30", "2025-05-01", "2025-05-31"]


def test_every_cell_becomes_one_thing(known: Catalogue) -> None:
    counts = waits(known, *ROWS, area="Bury").counts()
    assert counts == {"non_empty": 20, "heading": 5, "label": 9, "observation": 2, "missing": 1, "refused": 3}
    assert sum(counts[kind.value] for kind in CellKind) == counts["non_empty"]


def test_what_is_not_understood_is_a_finding_told_once(known: Catalogue) -> None:
    rows = (*ROWS[:2], "SALT,Radcliffe cluster,Apr-25,1,2", "SALT,Radcliffe cluster,May-25,1,2", "SALT,Bury,whenever,1,2",
            "SALT,Bury,Jun-25,1,about 3", "Podiatry,Bury,Apr-25,9,4")  # fmt: skip
    loaded = waits(known, *rows)
    lost = "is; its figures were not loaded."
    assert said(loaded) == [
        ("unknown KPI", "waits.csv!waits!D2", f"Nobody has said which KPI ‘Speech and language therapy: Total waiting’ {lost}"),
        ("unknown KPI", "waits.csv!waits!D3", f"Nobody has said which KPI ‘SALT: Total waiting’ {lost} So in 2 places."),
        ("unknown place", "waits.csv!waits!B4",
         "‘Radcliffe cluster’ is not a local authority in the register; its rows were not loaded. So in 2 places."),
        ("unknown month", "waits.csv!waits!C6", "‘whenever’ is not a month that can be read; its rows were not loaded."),
        ("unreadable figure", "waits.csv!waits!E7", "‘about 3’ is not a number."),
        ("unknown KPI", "waits.csv!waits!D8", f"Nobody has said which KPI ‘Podiatry: Total waiting’ {lost}"),
        ("unknown KPI", "waits.csv!waits!E8", f"Nobody has said which KPI ‘Podiatry: Waiting over 18 weeks’ {lost}"),
    ]  # fmt: skip
    assert [o.cell for o in loaded.observations] == ["E2", "E3"]


def test_the_shipped_format_rates_nothing_and_asks() -> None:
    with pytest.raises(QuestionsOpen) as refused:
        waits(read(), *ROWS[:2], area="Bury")
    assert "no figure could be read. It is set out as an NHS trust’s waits. ‘Bury Place’ is not a local authority" in str(refused.value)
    assert [(q.kind, q.key, q.seen) for q in refused.value.loaded.questions] == [
        ("kpi", "salt total waiting", ("420",)),
        ("kpi", "salt waiting over 18 weeks", ("c",)),
    ]


def test_an_answer_says_which_kpi_a_measure_is_and_is_kept_with_the_shape(known: Catalogue) -> None:
    given = Answers(kpis={"podiatry waiting over 18 weeks": "X1", "podiatry total waiting": "leave out"})
    loaded = waits(known, "Podiatry,Bury,Apr-25,9,4", answers=given)
    assert [(o.indicator, o.value) for o in loaded.observations] == [("X1", 4.0)] and not loaded.questions and not said(loaded)
    assert loaded.answers.headings == ("service", "icb place", "month", "total waiting", "waiting over 18 weeks")
    again = waits(known, "Podiatry,Bury,May-25,9,5", remembered=[loaded.answers])
    assert [(o.indicator, o.value) for o in again.observations] == [("X1", 5.0)]


UNTOUCHED = "Nothing was changed."


@pytest.mark.parametrize(
    ("rows", "area", "why"),
    [
        (ROWS, None, f"waits.csv gives waits of Bury, Bolton. Choose one under ‘Local area’, or give --area, and load again. {UNTOUCHED}"),
        (ROWS[:1], "Bolton", "waits.csv holds no row of Bolton. It is set out as an NHS trust’s waits. Its places: ‘Bury Place’. Use the "
         f"authority’s name or code, or say which authority a place is in additions/formats/nhs_waits.toml. {UNTOUCHED}"),
        (("SALT,Here,Apr-25,1,2",), None, "waits.csv holds no row of a local authority. It is set out as an NHS trust’s waits. Its places: "
         "‘Here’. Use the authority’s name or code, or say which authority a place is in additions/formats/nhs_waits.toml. "
         f"{UNTOUCHED}"),
        ((ROWS[0], "SALT,Bury,April 2025,1,59"), None, "waits.csv contradicts itself: X1 for Bury, April 2025, is ‘58’ in waits E2 and "
         f"‘59’ in waits E3. Correct one of them and load again. {UNTOUCHED}"),
    ],
)  # fmt: skip
def test_a_file_is_refused_with_what_to_do(known: Catalogue, rows: tuple[str, ...], area: str | None, why: str) -> None:
    with pytest.raises(Refused) as refused:
        waits(known, *rows, area=area)
    assert str(refused.value) == why


def test_rows_about_children_are_refused_whole(known: Catalogue) -> None:
    with pytest.raises(Refused, match="facts about single children"):
        read_file("waits.csv", csv_of(f"{ROWS[0]},1", head=f"{HEAD},UPN"), known)


def test_the_same_figure_twice_counts_once(known: Catalogue) -> None:
    loaded = waits(known, ROWS[0], "SALT,Bury,April 2025,1,58")
    assert len(loaded.observations) == 1
    assert ("duplicate period", "waits.csv!waits!E3", "X1 for April 2025 stands twice with the same figure: also in waits E2.") in said(
        loaded
    )


@pytest.mark.parametrize(
    "head",
    ["Service,Month,Waiting", "Service,Place,Month", "Ref,Service,Place,Month,Waiting", "KPI,Service,Place,Month,Waiting", "Bury,2024"],
)
def test_other_tables_are_left_to_the_readers_of_scorecards(known: Catalogue, head: str) -> None:
    assert recognise(GivenFile("other.csv", csv_of("a,b,c,d,e", head=head)), known) is not SOURCE


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xff\xfe", b'"never closed', b"%PDF-1.7"])
def test_what_cannot_be_opened_is_not_recognised_and_raises_nothing(known: Catalogue, content: bytes) -> None:
    assert not SOURCE.recognises(GivenFile("waits.csv", content), known)


@given(order=st.permutations(range(5)), figure=st.integers(0, 10**6), preamble=st.integers(0, 8))
def test_columns_stand_in_any_order_below_any_title(known: Catalogue, order: list[int], figure: int, preamble: int) -> None:
    def in_order(line: str) -> str:
        parts = line.split(",")
        return ",".join(parts[n] for n in order)

    lines = [*["Waits of our trust,,,,"] * preamble, in_order(HEAD), in_order(f"SALT,Bury,Apr-25,1,{figure}")]
    loaded = read_file("waits.csv", "\n".join(lines).encode(), known)
    assert [(o.value, o.area, o.raw) for o in loaded.observations] == [(figure, BURY, str(figure))]


def test_the_command_line_loads_it_and_shows_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, file, answers = tmp_path / "home", tmp_path / "waits.csv", tmp_path / "own.toml"
    (home / "additions" / "formats").mkdir(parents=True)
    (home / "additions" / "formats" / "nhs_waits.toml").write_text(OWN, encoding="utf-8")
    answers.write_text("[[indicator]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in KPI.items()), encoding="utf-8")
    file.write_bytes(csv_of(ROWS[0], ROWS[1]))
    assert cli.main(["load", str(file), "--home", str(home), "--map", str(answers), "--json"]) == 0
    (load,) = json.loads(capsys.readouterr().out)["loads"]
    assert (load["area"], load["published"]) == (BURY, True)
    assert cli.main(["series", "X1", "--areas", "Bury", "--home", str(home), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [(row["value"], row["source"].rpartition("!")[2]) for row in rows if row["value"] is not None] == [(58.0, "E2")]
