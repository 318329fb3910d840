"""Find, saved views, links, settings, the glossary: driven as Streamlit runs them."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from shutil import copytree
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data.records.journal import Journal
from tests.conftest import BURY, ROOT
from tests.factories.kpi_counts import KPIS
from tests.factories.pictures import png
from tests.factories.screens import LOST, html, opened, text

VIEW, SET = "typed_view_-_{}_new", "typed_settings_-_partnership"


def press(at: AppTest, key: str) -> AppTest:
    at = at.button(key=key).click().run()
    assert not at.exception
    assert LOST not in text(at)
    return at


def looked(at: AppTest, words: str) -> AppTest:
    """The dialog with words typed into it: AppTest runs the whole page, so what opened the dialog is pressed again."""
    at.text_input(key="find_words").set_value(words)
    return press(at, "find_open")


def saved(at: AppTest, label: str, opener: str = "") -> AppTest:
    """A button pressed by its label; ``opener`` is what opened the dialog it stands in, as above."""
    if opener:
        at.button(key=opener).click()
    at = next(one for one in at.button if one.label == label).click().run()
    assert not at.exception
    assert LOST not in text(at)
    return at


def bodies(home: Path, kind: str) -> list[object]:
    return [one.body for one in Journal(home).entries(kind=kind)]


@pytest.mark.parametrize("page", ["overview", "load", "about", "settings", "kpi"])
def test_find_is_on_every_page_and_each_answer_is_a_link_with_ids(page: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = press(opened(page, home, monkeypatch), "find_open")
    at = looked(at, "20 weeks")
    assert "<a href='kpi?" in html(at)
    assert "kpi=S5'" in html(at)
    assert "found, the nearest first" in text(at)
    assert "Nothing found" in text(looked(at, "zzzz"))


def test_find_says_why_typed_words_cannot_be_searched_and_still_finds_a_kpi(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = press(opened("about", home, monkeypatch), "find_open")
    folder = home / "words"
    folder.mkdir(exist_ok=True)
    (folder / "journal.seal").write_text("9 abc\n", encoding="ascii")
    at = looked(at, "S5")
    assert "is damaged" in text(at)
    assert "kpi=S5" in html(at)


def test_a_word_looked_for_never_becomes_markup(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"name": "<b>bold</b>", "page": "kpi"}
    Journal(home).append("view", "-", body["name"], body, who="<i>x</i>", recorded_at=datetime(2026, 1, 1, tzinfo=UTC), seen=None)
    at = press(opened("kpi", home, monkeypatch), "find_open")
    at = looked(at, "bold")
    raw = "".join(e.proto.body for e in at.get("html"))
    assert "&lt;b&gt;bold" in raw
    assert "<b>bold" not in raw
    assert "<i>x" not in raw


def test_a_view_is_saved_listed_found_removed_and_brought_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = press(opened("kpi", home, monkeypatch, area="Bury", kpi="S7", view="Table"), "views_open")
    at.text_input(key=f"{VIEW.format('kpi')}_name").set_value("Transfers as a table")
    at = saved(at, "Save", "views_open")
    assert "Saved Transfers as a table." in text(at)
    (body,) = bodies(home, "view")
    ids = {"area": "Bury", "kpi": "S7", "view": "Table"}
    assert body == {"name": "Transfers as a table", "page": "kpi", "ids": [{"name": n, "value": v} for n, v in ids.items()]}
    assert "href='kpi?area=Bury&kpi=S7&view=Table'" in html(at)
    found = looked(press(opened("load", home, monkeypatch), "find_open"), "transfers as")
    assert "href='kpi?area=Bury&kpi=S7&view=Table'" in html(found)
    at = saved(press(opened("overview", home, monkeypatch), "views_open"), "Remove", "views_open")
    assert "Taken away: Transfers as a table." in text(at)
    assert bodies(home, "view")[-1] is None
    saved(at, "Undo", "views_open")
    assert bodies(home, "view")[-1] == body


@pytest.mark.parametrize(
    ("name", "told"), [("", "Give the view a name"), ("/x", "cannot begin with a slash"), ("Mine", "is a saved view already")]
)
def test_a_view_needs_a_name_of_its_own(name: str, told: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("Mine", name):
        at = press(opened("overview", home, monkeypatch), "views_open")
        at.text_input(key=f"{VIEW.format('overview')}_name").set_value(said)
        at = saved(at, "Save", "views_open")
    assert told in text(at)
    assert len(bodies(home, "view")) == 1


# Choices of each page, as a colleague would pass them on.
LINKS = [
    ("overview", {"as_at": "2018-09-14"}), ("section", {"section": "E", "shown": "Table"}), ("kpi", {"kpi": "S7", "view": "Table"}),
    ("kpi", {"kpi": "S5", "view": "Over time"}), ("moved", {"since": "2017-01-01"}), ("signals", {"rules": "NHS-R"}),
    ("meetings", {"view": "recommendations"}), ("priority", {"priority": "3"}), ("exceptions", {"kpi": "S7"}),
    ("risks", {"view": "dependency"}), ("sources", {"load": "1", "kind": "heading"}), ("about", {"about": "Glossary", "term": "tribunal"}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "ids"), LINKS, ids=[f"{page}-{'-'.join(ids)}" for page, ids in LINKS])
def test_every_choice_comes_back_from_the_link_in_a_fresh_session(
    page: str, ids: dict[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = {} if page == "about" else {"area": "Bury"}
    first = press(opened(page, home, monkeypatch, **area, **ids), "views_open")
    shown = next(piece for piece in (e.proto.body for e in first.get("html")) if "class='address'" in piece)
    link = unescape(shown.split("class='address'>")[1].split("</p>")[0])
    given = dict(parse_qsl(urlsplit(link).query))
    kept = {name: value for name, value in given.items() if name in ids}
    assert set(kept) == set(ids), "a choice is not in the link"
    again = opened(page, home, monkeypatch, **given)
    assert text(again) == text(opened(page, home, monkeypatch, **area, **ids))
    assert LOST not in text(again)


def test_settings_are_kept_used_told_and_undone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("settings", home, monkeypatch)
    at.text_input(key=f"{SET}_name").set_value("Bury SEND partnership")
    at.selectbox(key=f"{SET}_area").set_value(BURY)
    at.text_input(key=f"{SET}_accent").set_value("#00FF00")
    at = saved(at, "Save settings")
    assert "too pale to be read on white: its contrast is 1.3 to 1" in text(at)
    assert bodies(home, "settings") == []
    at.text_input(key=f"{SET}_accent").set_value("#1D70B8")
    at = saved(at, "Save settings")
    assert bodies(home, "settings") == [{"area": BURY, "name": "Bury SEND partnership", "accent": "#1D70B8"}]
    assert "Own area: not set → Bury" in text(at)
    assert any("#1D70B8" in e.proto.body for e in at.get("html") if e.proto.body.startswith("<style"))
    at = saved(at, "Undo")
    assert bodies(home, "settings")[-1] is None


def test_a_logo_is_kept_without_what_is_not_drawn_and_removed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("settings", home, monkeypatch)
    at.file_uploader[0].upload("logo.png", png() + b"more", "image/png").run()
    at = saved(at, "Keep this logo")
    (body,) = bodies(home, "settings")
    assert isinstance(body, dict)
    assert Journal(home).file(body["logo"]) == png()
    at = saved(at, "Remove the logo")
    assert bodies(home, "settings")[-1] == {}


def test_a_file_that_is_no_picture_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("settings", home, monkeypatch)
    at.file_uploader[0].upload("logo.png", b"<svg onload=alert(1)>", "image/png").run()
    at = saved(at, "Keep this logo")
    assert "a logo is a PNG picture" in text(at)
    assert bodies(home, "settings") == []


def test_the_glossary_is_searched_by_the_address(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("about", home, monkeypatch, about="Glossary", term="wsoa")
    assert "1 of " in text(at)
    assert "Written statement of action" in text(at)
    assert "No term matches" in text(opened("about", home, monkeypatch, about="Glossary", term="zzzz"))


def ticks(at: AppTest) -> list[str]:
    """The steps that are done, by their titles."""
    piece = next(e.proto.body for e in at.get("html") if "<ol class='run'>" in e.proto.body)
    return [unescape(item.split("<b>")[1].split("</b>")[0]) for item in piece.split("<li ")[1:] if "Done: " in item]


def test_methods_shows_one_subject_and_a_chart_leads_to_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, rating = (opened("about", home, monkeypatch, about="Methods", **more) for more in ({}, {"method": "rating"}))
    assert "Landmarks, not places" in first.markdown[0].value
    assert "RAG against target" in text(rating)
    assert "Landmarks, not places" not in rating.markdown[0].value
    assert "method=comparing" in html(opened("kpi", home, monkeypatch, kpi="S5"))


def test_the_first_steps_are_ticked_by_what_the_home_holds(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = opened("overview", tmp_path / "none", monkeypatch)
    assert ticks(empty) == []
    assert "0 of 5 steps done." in text(empty)
    assert "<a class='button' href='load' target='_self'>Load a file</a>" in html(empty)
    assert {"open_illustrative", "open_sample"} <= {button.key for button in empty.button}
    filled = opened("about", home, monkeypatch, about="First steps")
    assert ticks(filled) == ["Load a scorecard", "Answer what it asks"]
    assert "1 file loaded, of Bury." in text(filled)
    assert "href='overview?area=Bury'" in html(filled)
    looked = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    assert f"Of {KPIS} KPIs nothing can be said today" in text(looked)
    looked._page_hash = calc_hash("about")
    looked.query_params["about"] = "First steps"
    assert ticks(looked.run()) == ["Load a scorecard", "Answer what it asks", "Look at the Overview"]


def test_the_plan_and_england_are_ticked_once_they_are_kept(borough: Path, england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ticks(opened("about", borough, monkeypatch, about="First steps"))
    assert made == ["Load a scorecard", "Answer what it asks", "Load the plan"]
    assert ticks(opened("about", england, monkeypatch, about="First steps")) == ["Bring in England’s data"]


PUBLISHED_LINKS = [
    ("benchmark", {"kpi": "S4", "view": "time"}), ("benchmark", {"kpi": "S4", "view": "side", "with": "E08000001,E08000003"}),
    ("benchmark", {"measure": "SEN_NoID_AVG_Attain8_Score", "view": "spread"}), ("explore", {"words": "NEET"}),
    ("peers", {"among": "All authorities"}), ("kpi", {"kpi": "S5", "view": "Compared"}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "ids"), PUBLISHED_LINKS, ids=[f"{page}-{'-'.join(ids)}" for page, ids in PUBLISHED_LINKS])
def test_choices_of_published_figures_come_back_from_the_link_too(
    page: str, ids: dict[str, str], england: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = press(opened(page, england, monkeypatch, area="Bury", **ids), "views_open")
    shown = next(piece for piece in (e.proto.body for e in first.get("html")) if "class='address'" in piece)
    given = dict(parse_qsl(urlsplit(unescape(shown.split("class='address'>")[1].split("</p>")[0])).query))
    missing = {name for name in ids if given.get(name) != ids[name]}
    assert not missing, given
    assert text(opened(page, england, monkeypatch, **given)) == text(opened(page, england, monkeypatch, area="Bury", **ids))


def test_a_measure_of_lait_is_found_by_its_words(england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = looked(press(opened("overview", england, monkeypatch, area="Bury"), "find_open"), "progress 8 without identified sen")
    at = looked(at, "attainment 8 no sen")
    assert "<span class='kind small'>Measure</span>" in html(at)
    assert "href='benchmark?area=Bury&measure=" in html(at)


def test_the_settings_choose_what_opens_where_the_address_says_nothing(
    england: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(copytree(england, tmp_path / "home"))

    def chosen(name: str, **ids: str) -> str:
        found = opened("overview", home, monkeypatch, **ids).query_params[name]
        return found if isinstance(found, str) else found[0]

    assert chosen("area") != "Bury"
    at = opened("settings", home, monkeypatch)
    at.selectbox(key=f"{SET}_area").set_value(BURY)
    at = saved(at, "Save settings")
    lists = at.selectbox(key=f"{SET}_neighbours").options
    at.selectbox(key=f"{SET}_neighbours").set_value(lists[-1])
    saved(at, "Save settings")
    assert chosen("area") == "Bury"
    assert chosen("neighbours") == lists[-1]
    assert chosen("neighbours", area="Oldham") != lists[-1]  # what was set is the own area's
    assert chosen("neighbours", area="Bury", neighbours=lists[0]) == lists[0]
