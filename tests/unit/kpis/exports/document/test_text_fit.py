"""Words fitted into a box take no more lines than they may."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kpis.exports.document.text_fit import fitted, lines_of, width_of

words = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=5)


@given(st.lists(words, max_size=60).map(" ".join), st.integers(120, 900), st.integers(1, 4))
def test_fitted_words_take_no_more_lines_than_they_may(text: str, width: int, most: int) -> None:
    size, shown = fitted(text, (22, 16, 12), width, most)
    assert len(lines_of(shown, size, width)) <= most
    assert all(width_of(line, size) <= width or len(line) == 1 for line in lines_of(shown, size, width))
