from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.markup import Markup, chart_lines, chart_words, data_address, escaped, html, joined, style

WORDS = st.text() | st.sampled_from(("<script>alert(1)</script>", "\"' onmouseover='x", "&amp;", "</td>", "{} {x}", "%s"))


class _Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@given(WORDS, WORDS)
def test_words_in_any_place_stay_words(inside: str, title: str) -> None:
    for made in (html("<td title='{}'>{}</td>", title, inside), html('<td title="{a}">{b}</td>', a=title, b=inside)):
        seen = _Seen(made)
        assert seen.tags == [("td", {"title": title})]
        assert seen.words == inside


def test_html_in_html_is_left_as_it_is() -> None:
    assert html("<p>{} {}</p>", html("<b>{}</b>", "A & B"), "C & D") == "<p><b>A &amp; B</b> C &amp; D</p>"
    assert escaped(Markup("<br>")) == "<br>"
    assert isinstance(html("<p>{}</p>", "x"), Markup)


def test_fields_have_names_and_formats_and_may_stand_twice() -> None:
    assert html("<i x='{x:.1f}' y='{y:g}' z='{x}'></i>", x=1.25, y=3.0) == "<i x='1.2' y='3' z='1.25'></i>"
    assert html("{{{}}}", "x") == "{x}"


@pytest.mark.parametrize(
    ("tags", "values", "named", "why"),
    [
        ("<b>{}</b>", (), {}, "0 values and [] do not fill the fields of '<b>{}</b>'"),
        ("<b>{}</b>", (1, 2), {}, "2 values and [] do not fill the fields of '<b>{}</b>'"),
        ("<b>{name}</b>", (), {"mane": 1}, "0 values and ['mane'] do not fill the fields of '<b>{name}</b>'"),
        ("<b>{a.b}</b>", (), {}, "‘a.b’ is no name of a field in '<b>{a.b}</b>'"),
        ("<b>{!r}</b>", (1,), {}, "‘’ is no name of a field in '<b>{!r}</b>'"),
        ("<b{}>x</b>", (" onclick=y",), {}, "a tag takes words only between quotes: (' onclick=y',) in '<b{}>x</b>'"),
        ("<b title={title}>", (), {"title": "x y"}, "a tag takes words only between quotes: ['x y'] in '<b title={title}>'"),
    ],
)
def test_what_does_not_fit_is_refused(tags: str, values: tuple[object, ...], named: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError) as refused:
        html(tags, *values, **named)
    assert str(refused.value) == why


def test_in_a_tag_outside_quotes_numbers_and_html_may_stand() -> None:
    assert html("<h{}{}>x</h{}>", 2, html(" title='{}'", "a > b"), 2) == "<h2 title='a &gt; b'>x</h2>"


def test_pieces_are_joined_and_what_is_no_html_among_them_is_escaped() -> None:
    assert joined([Markup("<i></i>"), "<b>"], " & ") == "<i></i> &amp; &lt;b&gt;"  # type: ignore[list-item]
    assert joined([html("{}", "a"), html("{}", "b")], Markup("<br>")) == "a<br>b"
    assert joined([]) == ""


def test_a_picture_is_an_address_that_an_attribute_and_a_stylesheet_can_hold() -> None:
    made = data_address(html("<text>{}</text>", 'a "b" <c>'), 10, 20)
    assert made.startswith("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 20'%3E")
    assert not set('<>"&#') & set(made)


def test_style_rules_stand_as_they_are_and_cannot_be_ended() -> None:
    assert style("a > b { color: #000 }") == "<style>a > b { color: #000 }</style>"
    with pytest.raises(ValueError, match="style rules may hold no ‘<’"):
        style("x</style><script>")


def test_a_charts_words_are_never_taken_for_its_tags() -> None:
    assert chart_lines([chart_words("A <b> & B's"), "", "C"]) == "A &lt;b&gt; &amp; B's<br>C"
