"""What is printed of a long cell: its two ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.text import shortened


@given(st.text(max_size=60), st.integers(10, 40))
def test_a_text_is_shortened_only_where_it_is_too_long_and_keeps_its_ends(text: str, most: int) -> None:
    short = shortened(text, most)
    if len(text) <= most:
        assert short == text
    else:
        assert len(short) <= most + 3
        assert short.startswith(text[: most // 2])
        assert short.endswith(text[-(most // 2) :])
