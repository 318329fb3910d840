"""What is printed of a long cell: its two ends; and which words are a web address that may be followed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.text import is_web_address, shortened


@given(st.text(max_size=60), st.integers(10, 40))
def test_a_text_is_shortened_only_where_it_is_too_long_and_keeps_its_ends(text: str, most: int) -> None:
    short = shortened(text, most)
    if len(text) <= most:
        assert short == text
    else:
        assert len(short) <= most + 3
        assert short.startswith(text[: most // 2])
        assert short.endswith(text[-(most // 2) :])


FOLLOWED = (
    "https://example.org", "http://example.org:8080/a?b=c@d#e@f", "HTTPS://Example.org/a'b", "http://127.0.0.1:8501/kpi?kpi=S5",
    "https://example.org/@person", "https://[::1]/a", "https://example.org?mail=a@b",
)  # fmt: skip
NOT_FOLLOWED = (
    "http://user:pw@host/", "https://user@host", "https://www.example.org@elsewhere.example/", "https://www.example.org:443@x.example",
    "https://good.example\\@elsewhere.example/", "https://a b", "https://", "https:///path", "https://?x", "//example.org/x", "example.org",
    "", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://example.org/\n",
    " https://example.org", "https:\\\\example.org",
)  # fmt: skip


@pytest.mark.parametrize("link", FOLLOWED)
def test_a_web_address_may_be_followed(link: str) -> None:
    assert is_web_address(link)


@pytest.mark.parametrize("link", NOT_FOLLOWED)
def test_nothing_else_is_one(link: str) -> None:
    assert not is_web_address(link)
