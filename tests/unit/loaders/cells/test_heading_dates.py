"""A heading is cut in two where one part names a period: near its ends, however long it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loaders.cells import heading_dates
from loaders.cells.heading_dates import bare, dated
from loaders.cells.period_headings import read_period

WORDS = st.sampled_from(
    ["Target", "2024", "2023/24", "Jan-24", "Q1", "2017/18", "as", "at", "31st", "March", "of", "12", "months", "to", "rolling", "(prov)",
     "-", "year", "ending", "Autumn", "term", "SN", "A", "B"]
)  # fmt: skip


def _every_cut(text: str) -> list[tuple[str, str]]:
    """As ``dated``, with every way to cut looked at."""
    words = heading_dates._MARKS.sub(" ", text).split() if any(c.isdigit() for c in text) else []
    found = []
    for cut in range(1, len(words)):
        for rest, period in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            named = heading_dates._without_filler(" ".join(period))
            left = " ".join(rest).strip(" -–")
            if named and read_period(named, "calendar year") and not read_period(left, "calendar year"):
                found.append((heading_dates._without_end_filler(left), named))
    return found


@given(st.lists(WORDS, max_size=45))
def test_no_way_to_cut_that_names_a_period_is_passed_over(words: list[str]) -> None:
    assert list(dated(" ".join(words))) == _every_cut(" ".join(words))


def test_a_heading_of_many_words_is_cut_in_few_places() -> None:
    assert len(list(heading_dates._cuts(16_000))) == 32
    assert bare(f"{'A B ' * 8_000}Jan-24") == " ".join(["a b"] * 8_000)
    assert bare(f"Jan-24 {'A B ' * 8_000}") == " ".join(["a b"] * 8_000)
