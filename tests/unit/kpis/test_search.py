"""The ranking's own promises, whatever is searched."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from data.text import plain
from kpis import search
from kpis.search import SearchItem


def test_a_number_is_met_whole_only() -> None:
    made = search.index([SearchItem("KPI", "Plans in 2016", "", "kpi"), SearchItem("KPI", "Plans in 20 weeks", "", "kpi")])
    assert [one.title for one in search.find(made, "20")] == ["Plans in 20 weeks"]


NAMES = st.lists(st.text("abcdefgh ", min_size=1, max_size=24).filter(str.strip), min_size=1, max_size=8)


@given(NAMES, st.text("abcdefgh 12", max_size=12))
def test_what_is_found_meets_what_was_asked_in_falling_order(names: list[str], asked: str) -> None:
    made = search.index([SearchItem("KPI", name, "", "kpi", codes=(f"X{n}",)) for n, name in enumerate(names)])
    found = search.ranked([made], asked)
    assert all(one[1] >= other[1] for one, other in pairwise(found))
    assert len({id(thing) for thing, _ in found}) == len(found)
    for n in range(len(names)):
        assert search.find(made, f"x{n}")[0].codes == (f"X{n}",)
    for name in names:  # its own name, in capitals, finds a thing of that name first
        assert plain(search.find(made, name.upper())[0].title) == plain(name)
