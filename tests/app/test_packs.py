"""Packs from the pages: a KPI's in each form, and the one place that makes a pack of what is chosen; none before it is asked for."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from pages.queries import session
from pages.records import kpi_packs, pack_form
from tests.factories.screens import LOST, opened, text
from tests.factories.templates import template

PAGES = (("overview", {}, "overview_pack"), ("priority", {"priority": "3"}, "priority_pack_3"), ("meetings", {}, "meeting_pack_"))


def test_a_kpi_offers_every_form_and_makes_none_before_it_is_asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made(*_: object) -> bytes:
        raise AssertionError("a pack was made before anyone asked for it")

    monkeypatch.setattr(kpi_packs, "_made", made)
    at = opened("kpi", home, monkeypatch, kpi="S5")
    assert not at.exception
    assert LOST not in text(at)
    labels = [button.proto.label for button in at.get("download_button")]
    assert {"PowerPoint", "Word", "Web page", "Excel"} <= set(labels)


def unfolded(at: Any, key: str) -> AppTest:
    """The page run again with the place of its pack open, under the key it has there; ``at`` is the page or a box just filled."""
    page: AppTest = at if isinstance(at, AppTest) else at.root
    page.session_state[key] = True
    return page.run()


@pytest.mark.parametrize(("page", "ids", "key"), PAGES)
def test_the_place_is_closed_and_works_nothing_out_until_it_is_opened(
    page: str, ids: dict[str, str], key: str, borough: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chosen(*_: object) -> None:
        raise AssertionError("choices were worked out before anyone opened them")

    monkeypatch.setattr(pack_form, "_choices", chosen)
    at = opened(page, borough, monkeypatch, **ids)
    assert not at.exception
    assert "Make a pack" in [one.label for one in at.expander]


def test_a_pack_is_made_of_the_priorities_chosen_and_of_a_priority_page_its_own(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = unfolded(opened("priority", borough, monkeypatch, priority="3"), "priority_pack_3")
    assert not at.exception
    assert at.multiselect(key="priority_pack_3_priorities").value == [3]
    assert not at.get("download_button") or "send-pack" not in " ".join(b.proto.label for b in at.get("download_button"))
    at.radio(key="priority_pack_3_form").set_value("html").run()
    at.button(key="priority_pack_3_make").click().run()
    assert not at.exception
    label = next(b.proto.label for b in at.get("download_button") if b.proto.label.startswith("Download westmere"))
    assert label == f"Download westmere-send-pack-priority-3-{session.today().isoformat()}.html"
    _, made = at.session_state[pack_form.MADE]
    assert b"Priority 3:" in made.content
    assert b"Priority 1:" not in made.content
    at.multiselect(key="priority_pack_3_priorities").set_value([1]).run()
    assert not [b for b in at.get("download_button") if b.proto.label.startswith("Download westmere")], "what is offered is what is chosen"


def test_an_excel_pack_asks_for_no_meeting_and_no_template(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = unfolded(opened("overview", borough, monkeypatch), "overview_pack")
    assert at.get("file_uploader")
    assert [one for one in at.selectbox if one.key == "overview_pack_meeting"]
    unfolded(at.radio(key="overview_pack_form").set_value("xlsx"), "overview_pack")
    assert not at.get("file_uploader")
    assert not [one for one in at.selectbox if one.key == "overview_pack_meeting"]
    unfolded(at.multiselect(key="overview_pack_kpis").set_value(["S5"]), "overview_pack")
    unfolded(at.button(key="overview_pack_make").click(), "overview_pack")
    assert not at.exception
    assert at.session_state[pack_form.MADE][1].kpis == ("S5",)


def test_slides_for_a_meeting_take_its_template_and_say_what_was_not_taken(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = unfolded(opened("overview", borough, monkeypatch), "overview_pack")
    newest = at.selectbox(key="overview_pack_meeting").options[1]
    monkeypatch.setattr(pack_form, "_template", lambda key: template(font="Georgia"))
    unfolded(at.multiselect(key="overview_pack_kpis").set_value(["S5", "L1"]), "overview_pack")
    unfolded(at.selectbox(key="overview_pack_meeting").select_index(1), "overview_pack")
    unfolded(at.button(key="overview_pack_make").click(), "overview_pack")
    assert not at.exception
    assert "typeface, Georgia, may be too wide" in text(at)
    slides = list(Presentation(BytesIO(at.session_state[pack_form.MADE][1].content)).slides)
    assert newest in slides[0].shapes.title.text_frame.text  # type: ignore[union-attr]


def test_a_template_that_is_none_is_told_and_nothing_is_offered(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = unfolded(opened("overview", borough, monkeypatch), "overview_pack")
    monkeypatch.setattr(pack_form, "_template", lambda key: b"not slides")
    unfolded(at.multiselect(key="overview_pack_kpis").set_value(["S5"]), "overview_pack")
    unfolded(at.button(key="overview_pack_make").click(), "overview_pack")
    assert not at.exception
    assert "cannot be opened as PowerPoint’s" in text(at)
    assert not [b for b in at.get("download_button") if b.proto.label.startswith("Download westmere")]
