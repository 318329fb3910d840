"""Due dates and KPI codes as plans write them, drawn one by one and by property."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.plan_format import read_plan_words
from loaders.cells.due_dates import read_due, revisions
from loaders.cells.kpi_codes import offered, phrases, read_cited
from loaders.cells.owners import read_owners

CODES = [*(f"S{n}" for n in range(1, 14)), *(f"E{n}" for n in range(1, 11)), *(f"P{n}" for n in range(1, 11)), "L1", "L2"]


@pytest.mark.parametrize(
    ("text", "day"),
    {
        "31 Oct 2017": date(2017, 10, 31), "31-Oct-17": date(2017, 10, 31),
        "31/10/2017": date(2017, 10, 31), "31.10.17": date(2017, 10, 31),
        "2017-10-31": date(2017, 10, 31), "31st October 2017": date(2017, 10, 31), "31st of October 2017": date(2017, 10, 31),
        "October 31, 2017": date(2017, 10, 31), "Tuesday 31 October 2017": date(2017, 10, 31), "by 31 October 2017": date(2017, 10, 31),
        "By: 31/10/17": date(2017, 10, 31), "03/04/2018": date(2018, 4, 3), "1 Sept 2018": date(2018, 9, 1),
        "October 2017": date(2017, 10, 31), "Mar 18": date(2018, 3, 31), "Mar-18": date(2018, 3, 31), "03/2018": date(2018, 3, 31),
        "2018-02": date(2018, 2, 28), "Feb 2020": date(2020, 2, 29), "end of March 2018": date(2018, 3, 31),
        "End March 2018": date(2018, 3, 31),
        "by the end of March 2018": date(2018, 3, 31), "Q4 2017/18": date(2018, 3, 31), "Summer term 2018": date(2018, 8, 31),
    }.items(),
)  # fmt: skip
def test_a_due_date_in_its_written_form(text: str, day: date) -> None:
    due = read_due(text)
    assert due is not None
    assert due.day == day
    assert bool(due.note) == (not any(part in text for part in ("31", "03/04", "1 Sept")))


@pytest.mark.parametrize(
    "text",
    ["", "ongoing", "2018", "2017/18", "spring 2018", "Q1 2018", "31/13/2017", "31 Nov 2017", "mid March 2018", "13/2018",
     "Dec 2017 - Mar 2018", "31/10/2017 and 31/12/2017", "tbc", "43190", "soon", "March", "31 October", "\u0661/\u0662/2018x"],
)  # fmt: skip
def test_what_names_no_one_day_is_not_guessed(text: str) -> None:
    assert read_due(text) is None


@given(st.text())
def test_reading_a_due_date_never_raises(text: str) -> None:
    read_due(text)
    assert all(isinstance(part, str) for part in revisions(text))


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d-%b-%y", "%Y-%m-%d", "%d.%m.%Y"]),
)
def test_every_day_reads_as_itself_in_every_form(day: date, form: str) -> None:
    due = read_due(day.strftime(form))
    assert due is not None
    assert (due.day, due.note) == (day, "")


def test_a_revised_date_in_one_cell_is_two_dates() -> None:
    assert revisions("31 Mar 2018 (revised to 30 Jun 2018)") == ("31 Mar 2018", "30 Jun 2018")
    assert revisions("31 Mar 2018, now 30 Jun 2018") == ("31 Mar 2018", "30 Jun 2018")
    assert revisions("31 Mar 2018") == ("31 Mar 2018",)


@pytest.mark.parametrize(
    ("text", "kpis"),
    {
        "Exclusions reduced E7-E10": "E7 E8 E9 E10", "Exclusions reduced E7 - E10": "E7 E8 E9 E10", "E7 -\nE10": "E7 E8 E9 E10",
        "(E7–E10)": "E7 E8 E9 E10", "E7 — E10": "E7 E8 E9 E10", "E7 to E10": "E7 E8 E9 E10", "E7-10": "E7 E8 E9 E10",
        "S12 -\n\nS13": "S12 S13", "community P6 P8": "P6 P8", "P6/P8": "P6 P8", "P4, P5; P4": "P4 P5", "S13 and S11 - S12": "S13 S11 S12",
        "KPI P6": "P6", "Priority 6": "", "see priority P6": "", "Key Stage KS2": "", "SP6": "", "P": "", "P4 - 5 more people": "P4",
        "E7 - fewer": "E7", "reduce by E7-10%": "E7", "2018/E7x": "", "Covid19": "", "page p6": "", "no code": "",
    }.items(),
)  # fmt: skip
def test_codes_in_a_success_measure(text: str, kpis: str) -> None:
    assert read_cited(text, CODES).kpis == tuple(kpis.split())


@pytest.mark.parametrize(
    ("text", "kpis", "fault"),
    [
        ("E7 - E12", "E7", "E12 is not a KPI"),
        ("E0 - E3", "E3", "E0 is not a KPI"),
        ("E11", "", "E11 is not a KPI"),
        ("E10 - E7", "E10 E7", "runs backwards"),
        ("S12 - E2", "S12 E2", "from one letter to another"),
        ("exclusions E7 -", "E7", "has no end"),
    ],
)
def test_a_range_that_cannot_be_filled_in_is_a_fault_and_only_its_known_ends_are_taken(text: str, kpis: str, fault: str) -> None:
    cited = read_cited(text, CODES)
    assert cited.kpis == tuple(kpis.split())
    assert [fault in what for what in cited.faults] == [True]


@given(st.text(alphabet=st.characters() | st.sampled_from("SEPL0123456789 -–\n/")), st.lists(st.sampled_from(CODES), unique=True))
def test_reading_codes_never_raises_and_finds_only_codes(text: str, codes: list[str]) -> None:
    cited = read_cited(text, codes)
    assert set(cited.kpis) <= set(codes)
    assert not set(offered(text, cited, phrases([cited]), codes)) & set(cited.kpis)


@given(st.sampled_from(CODES))
def test_a_code_alone_reads_as_itself(code: str) -> None:
    assert read_cited(code, CODES) == read_cited(f" {code} ", CODES)
    assert (read_cited(code, CODES).kpis, read_cited(code, CODES).faults) == ((code,), ())


@given(st.sampled_from("SEP"), st.integers(1, 10), st.integers(1, 10), st.sampled_from(["-", " - ", "–", " –\n", " -\n", " to "]))
def test_a_range_holds_both_ends_and_all_between(letter: str, one: int, other: int, mark: str) -> None:
    first, last = sorted((one, other))
    cited = read_cited(f"fewer of them {letter}{first}{mark}{letter}{last}", CODES)
    assert cited.kpis == tuple(f"{letter}{n}" for n in range(first, last + 1))
    assert cited.faults == ()


def test_words_with_a_code_elsewhere_are_offered_it_and_different_codes_are_not() -> None:
    one, other = read_cited("Less OOB placements S13\nLess disputes S11 - S12", CODES), read_cited("Less disputes S11", CODES)
    known = phrases([one, other])
    bare = read_cited("less  OOB placements;\nless disputes", CODES)
    assert offered("", bare, known, CODES) == ("S13",)
    assert offered("see p4", read_cited("see p4", CODES), {}, CODES) == ("P4",)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("KD/JG /SN", ["KD", "JG", "SN"]), ("WT / LA", ["WT", "LA"]), ("KD, SN", ["KD", "SN"]), ("KD & SN", ["KD", "SN"]),
        ("KLR\nRW", ["KLR", "RW"]),
        ("Work-stream Leads", ["Work-stream Leads"]), ("Health and Care Board", ["Health and Care Board"]),
        ("Jo Bloggs and Al Smith", ["Jo Bloggs", "Al Smith"]),
        ("Head of SEND, Learning", ["Head of SEND, Learning"]), ("KD/KD", ["KD"]), ("/", []),
    ],
)  # fmt: skip
def test_owners_are_parted_only_where_it_is_sure(text: str, printed: list[str]) -> None:
    assert [owner.printed for owner in read_owners(text, "lead", read_plan_words())] == printed


def test_joint_leads_are_one_layer_with_their_organisations() -> None:
    words = read_plan_words()
    by_column = [*read_owners("KD", "council", words), *read_owners("SN", "health", words)]
    in_one_cell = [*read_owners("KD (council) / SN (ICB)", "lead", words)]
    assert (
        [(o.layer, o.printed, o.organisation) for o in by_column]
        == [("lead", "KD", "council"), ("lead", "SN", "health")]
        == [(o.layer, o.printed, o.organisation) for o in in_one_cell]
    )
    assert read_owners("Jo Bloggs (Head of SEND)", "lead", words)[0].role == "Head of SEND"


@pytest.mark.parametrize(
    ("text", "parts"),
    {
        "revised": ("revised",), "Now": ("Now",), "revised to": ("revised to",), "(31/3/2018)": ("(31/3/2018)",),
        "31 Mar 2018 (revised to 30 Jun 2018)": ("31 Mar 2018", "30 Jun 2018"), "revised 30 Jun 2018": ("30 Jun 2018",),
    }.items(),
)  # fmt: skip
def test_the_dates_that_a_cell_prints_in_turn(text: str, parts: tuple[str, ...]) -> None:
    assert revisions(text) == parts


@given(st.lists(st.sampled_from(["revised", "extended to", "now", "31/3/2018", "(", ")", ";", "date", "the", " "]), max_size=8))
def test_every_cell_prints_at_least_one_date_to_be_read(pieces: list[str]) -> None:
    assert revisions(" ".join(pieces))
