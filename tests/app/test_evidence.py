"""Evidence: added from a file or a link, checked, attached twice, detached, in conflict, replayed, damaged; and its own page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.records.journal import Journal
from tests.conftest import BURY
from tests.factories.records import PDF, kept, png
from tests.factories.screens import LOST, html, opened, recorded, text

PLACE = f"typed_evidence_{BURY}_new_kpi_S5"


def kpi(home: Path, monkeypatch: pytest.MonkeyPatch, *, unfold: bool = True, **ids: str) -> AppTest:
    """The page of KPI S5, with the form for evidence open where there is one."""
    at = opened("kpi", home, monkeypatch, kpi="S5", **ids)
    if unfold and any("evidence" in one.label for one in at.expander):
        at.session_state["evidence_kpi_S5"] = True
        at.run()
    return at


def filled(at: AppTest, **more: str) -> AppTest:
    """The form's boxes filled, and saved."""
    at.text_input(key=f"{PLACE}_title").set_value(more.pop("title", "Audit"))
    at.date_input(key=f"{PLACE}_date").set_value(date(2026, 4, 30))
    for box, words in more.items():
        at.text_input(key=f"{PLACE}_{box}").set_value(words)
    return pressed(at, "Add")


def pressed(at: AppTest, label: str) -> AppTest:
    button = next(one for one in at.button if one.label.startswith(label))
    at.session_state["evidence_kpi_S5"] = True
    return button.click().run()


def chosen(at: AppTest, key: str) -> AppTest:
    """A piece chosen in the form."""
    at.session_state["evidence_kpi_S5"] = True
    return at.selectbox(key="evidence_do_kpi_S5").set_value(key).run()


def upload(at: AppTest, name: str, content: bytes) -> AppTest:
    at.file_uploader[0].upload(name, content, "application/octet-stream")
    return at


def downloads(at: AppTest) -> list[str]:
    return [one.proto.label for one in at.get("download_button") if one.proto.label == "Open"]


def test_without_any_there_is_one_quiet_line_and_a_folded_form(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = kpi(home, monkeypatch, unfold=False)
    assert not at.exception
    assert "Evidence: none yet" in text(at)
    assert not at.file_uploader
    assert "Add or change evidence of KPI S5" in [one.label for one in at.expander]


def test_a_file_is_added_listed_and_can_be_opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = upload(kpi(home, monkeypatch), "..\\..\\x.html.pdf", PDF)
    at = filled(at, title="<b>Audit</b>", shows="Plans are better")
    assert not at.exception
    (entry,) = Journal(home).entries(kind="evidence")
    assert entry.key == "E1"
    assert entry.body == {
        "file": sha256(PDF).hexdigest(), "file_name": "x.html.pdf", "title": "<b>Audit</b>", "date": "2026-04-30",
        "shows": "Plans are better", "attached": [{"to": "kpi", "key": "S5"}],
    }  # fmt: skip
    assert "Saved E1." in text(at)
    assert "not yet checked" in text(at)
    assert "&lt;b&gt;Audit&lt;/b&gt;" in "".join(piece.proto.body for piece in at.get("html"))
    assert downloads(at) == ["Open"]
    assert at.text_input(key=f"{PLACE}_title").value == ""


def test_the_same_file_twice_is_kept_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = kpi(home, monkeypatch)
    for name in ("a.pdf", "b.pdf"):
        at = filled(upload(at, name, PDF))
    assert [one.key for one in Journal(home).entries(kind="evidence")] == ["E1", "E2"]
    assert len(list((home / "words" / "files").iterdir())) == 1


@pytest.mark.parametrize(("name", "content", "told"), [
    ("page.pdf", b"<html><script>alert(1)</script></html>", "is not a .pdf file"),
    ("notes.txt", b"<!doctype html><b>x</b>", "is not a .txt file"),
    ("photo.png", PDF, "is not a .png file"),
])  # fmt: skip
def test_what_a_file_is_not_is_refused_and_nothing_is_lost(
    name: str, content: bytes, told: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = filled(upload(kpi(home, monkeypatch), name, content))
    assert "Nothing was saved." in text(at)
    assert told in text(at)
    assert at.text_input(key=f"{PLACE}_title").value == "Audit"
    assert Journal(home).entries() == ()
    assert not (home / "words" / "files").exists()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://user:pw@host/"])
def test_a_link_that_is_no_web_address_is_refused(link: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = filled(kpi(home, monkeypatch), link=link)
    assert "should be a web address" in text(at)
    assert Journal(home).entries() == ()


def test_a_link_opens_apart_and_tells_the_other_side_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = filled(kpi(home, monkeypatch), link="https://example.org/a'b?x=1&y=2")
    raw = "".join(piece.proto.body for piece in at.get("html"))
    assert "<a href='https://example.org/a&#x27;b?x=1&amp;y=2' target='_blank' rel='noopener noreferrer'>" in raw
    assert downloads(at) == []


def test_a_picture_is_shown_in_place_and_a_broken_one_is_not(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home, name="<b>.png", content=png())
    kept(home, "E2", name="broken.png", content=png()[:20], title="Broken")
    at = kpi(home, monkeypatch)
    assert not at.get("image")
    at.toggle(key="ev_kpi_S5_E1_show").set_value(True).run()
    assert len(at.get("image")) == 1
    at.toggle(key="ev_kpi_S5_E2_show").set_value(True).run()
    assert not at.exception
    assert LOST not in text(at)
    assert "This picture cannot be drawn." in text(at)
    assert Journal(home).latest("evidence", BURY)["E1"].body["file_name"] == "_b_.png"  # type: ignore[index]


def test_a_damaged_or_missing_file_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home)
    (file,) = (home / "words" / "files").iterdir()
    assert downloads(kpi(home, monkeypatch)) == ["Open"]
    file.write_bytes(PDF + b"more")
    at = kpi(home, monkeypatch)
    assert "The file is damaged" in text(at)
    assert downloads(at) == []
    file.unlink()
    assert "The file is missing" in text(kpi(home, monkeypatch))


def test_a_past_day_hides_what_was_recorded_later_and_has_no_form(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home, recorded_at=datetime(2018, 7, 3, 12, tzinfo=UTC), title="Early", date="2018-07-01")
    kept(home, "E2", recorded_at=datetime(2018, 7, 28, 12, tzinfo=UTC), title="Late", date="2018-07-01")
    at = kpi(home, monkeypatch, as_at="2018-07-10")
    assert "Early" in text(at)
    assert "Late" not in text(at)
    assert not at.file_uploader
    assert "Evidence: none by 30 June 2018" in text(kpi(home, monkeypatch, as_at="2018-06-30"))
    page = text(opened("evidence", home, monkeypatch, as_at="2018-07-10"))
    assert "1 piece of evidence, not yet checked" in page


def test_it_is_checked_attached_to_another_thing_and_detached(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home, attached=[{"to": "action", "key": "3.1.1"}])
    at = kpi(home, monkeypatch)
    assert "Evidence: none yet" in text(at)
    at = chosen(at, "E1")
    at = pressed(at, "Attach")
    assert "E1 is attached here too." in text(at)
    at = chosen(at, "E1")
    at = pressed(at, "Mark as checked by ")
    assert "not yet checked" not in text(at)
    at = chosen(at, "E1")
    at = pressed(at, "Detach E1 from KPI S5")
    assert "Evidence: none yet" in text(at)
    at = pressed(at, "Undo")
    assert "Evidence: 1" in text(at)
    bodies = [one.body or {} for one in Journal(home).entries(kind="evidence")]
    assert [len(body["attached"]) for body in bodies] == [1, 2, 2, 1, 2]


def test_what_another_changed_meanwhile_is_told_and_not_overwritten(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept(home)
    at = kpi(home, monkeypatch)
    at = chosen(at, "E1")
    body = {**(first.body or {}), "title": "Theirs"}
    Journal(home).append("evidence", BURY, "E1", body, who="Another", recorded_at=datetime.now(UTC), seen=first.id)
    at.text_input(key=f"typed_evidence_{BURY}_E1_title").set_value("Mine")
    at = pressed(at, "Save")
    assert "Another changed evidence E1" in text(at)
    assert at.text_input(key=f"typed_evidence_{BURY}_E1_title").value == "Mine"
    assert [one.body["title"] for one in Journal(home).entries(kind="evidence") if one.body] == ["Minutes", "Theirs"]


def test_a_rating_agreed_carries_its_evidence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home, attached=[{"to": "judgement", "key": f"{date.today()}/3"}], title="Letter of the visit")
    at = recorded(opened("priority", home, monkeypatch, priority="3"), "amber", "Heard")
    at.session_state["proof_3"] = True
    at.run()
    assert not at.exception
    assert "1 piece of evidence" in text(at)
    assert "Letter of the visit" in text(at)


def test_the_page_finds_what_nobody_checked_and_what_is_old(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home, title="Fresh", date=str(date.today()), checked_by="AB <i>")
    kept(home, "E2", title="Old letter", date="2019-01-01", attached=[{"to": "action", "key": "3.1.1"}, {"to": "priority", "key": "3"}])
    kept(home, "E3", title="On line", date=str(date.today()), link="https://example.org/")
    at = opened("evidence", home, monkeypatch)
    assert "3 pieces of evidence, 2 not yet checked" in text(at)
    assert "Checked by AB &lt;i&gt;" in "".join(piece.proto.body for piece in at.get("html"))
    assert "plan?area=Bury&action=3.1.1" in html(at)
    assert "priority?area=Bury&priority=3" in html(at)
    for ids, shown in (({"evidence": "old"}, {"Old letter"}), ({"evidence": "unchecked"}, {"Old letter", "On line"}),
                       ({"attached": "kpi"}, {"Fresh", "On line"}), ({"words": "LETTER old"}, {"Old letter"})):  # fmt: skip
        told = text(opened("evidence", home, monkeypatch, **ids))
        assert {one for one in ("Fresh", "Old letter", "On line") if one in told} == shown, ids
    assert "No evidence matches" in text(opened("evidence", home, monkeypatch, attached="judgement"))


def test_a_judgement_without_a_day_is_named_by_its_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home, attached=[{"to": "judgement", "key": "soon/3"}, {"to": "judgement", "key": "2018-07-26/3"}])
    told = text(opened("evidence", home, monkeypatch))
    assert "Judgement soon/3" in told
    assert "Judgement of priority 3, 26 July 2018" in told


def test_before_any_the_page_says_where_to_add_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("evidence", home, monkeypatch)
    assert "No evidence is kept yet" in text(at)
    assert "href='priority?area=Bury'" in html(at)


def test_a_file_about_children_is_refused_and_a_doubt_is_answered_with_a_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = filled(upload(kpi(home, monkeypatch), "pupils.csv", b"UPN,Surname,Forename,DOB\nA123456789012,Bloggs,Jo,12/03/2011\n"))
    assert "Nothing was saved. File: pupils.csv was not kept: it holds a pupil number" in text(at)
    assert "Bloggs" not in text(at)
    assert not [one for one in at.text_input if one.label == "Why this is no child (kept with your name)"]
    at = filled(upload(at, "letter.txt", b"Sarah Jones wrote about her assessment of the service.\n"))
    assert "what may be a child’s name" in text(at) and Journal(home).entries() == ()
    why = next(one for one in at.text_input if one.label == "Why this is no child (kept with your name)")
    why.set_value("Sarah Jones is the auditor")
    at = filled(at)
    assert "Saved E1." in text(at)
    (entry,) = Journal(home).entries(kind="evidence")
    assert entry.body is not None and entry.body["no_child"] == "Sarah Jones is the auditor"
