"""Any small grid of the words scorecards use, and any bytes: a result whose cells add up, or a refusal in words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attack.book import Book, Tab, as_csv, as_xlsx
from tests.attack.damage import words_of
from tests.attack.oracle import EXCEPTION, WRONG, Copy, judge
from tests.attack.samples import BURY, bases

BASE = bases(BURY)[0]
ODD = ("TBC", "c", "58 (4.0%)", "5 0%", "14.4% (NW)", "#REF!", "P6", "Oldham", "Rank")
words = st.one_of(
    st.none(),
    st.sampled_from([*words_of(BASE), *BASE.catalogue.indicators, *ODD]),
    st.integers(-5, 3000),
    st.floats(0, 1).map(lambda x: round(x, 3)),
)
grids = st.lists(st.lists(words, min_size=2, max_size=7), min_size=2, max_size=7)
headed = st.tuples(st.permutations(["Ref", "Indicator", "2016", "Target", "SN", "ENG"]), grids).map(lambda pair: [list(pair[0]), *pair[1]])
merges = st.lists(st.tuples(st.integers(2, 8), st.integers(1, 6), st.integers(0, 2), st.integers(0, 3)), max_size=3)


@given(rows=st.one_of(grids, headed), boxes=merges, delimited=st.booleans())
@settings(max_examples=100)
def test_any_grid_of_known_words_adds_up_or_is_refused(
    rows: list[list[object]], boxes: list[tuple[int, int, int, int]], delimited: bool
) -> None:
    tab = Tab("Scorecard")
    tab.put(1, 1, "Bury: SEND scorecard")
    for row, values in enumerate(rows, 2):
        for column, value in enumerate(values, 1):
            if value is not None:
                tab.put(row, column, value)
    if not delimited:
        for top, left, down, across in boxes:
            tab.merge(top, left, top + down, left + across)
    book = Book("Scorecard.csv" if delimited else "grid.xlsx", [tab])
    found = judge(Copy(book.name, as_csv(tab) if delimited else as_xlsx(book), book), BASE.catalogue)
    assert found.kind not in (WRONG, EXCEPTION), (found.what, found.faults)


@given(content=st.binary(max_size=300), start=st.sampled_from([b"", b"PK\x03\x04", b"Ref,Indicator,2016\r\n", b"\xff\xfe"]))
@settings(max_examples=100)
def test_any_bytes_are_refused_in_words(content: bytes, start: bytes) -> None:
    found = judge(Copy("a.xlsx", start + content), BASE.catalogue)
    assert found.kind not in (WRONG, EXCEPTION), found.what
