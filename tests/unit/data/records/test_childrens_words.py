"""Typed words about a single child are refused at the journal's door, whatever kind of record they stand in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.model.record import RecordFault
from data.records.childrens_words import MayNameChild, refuse_words
from data.records.journal import Journal
from data.records.sample_records import sample_judgements
from tests.conftest import BURY, ROOT

NOW = datetime(2024, 1, 1, tzinfo=UTC)
NUMBERS = ["A123456789012", "upn A 1234 5678 9012", "A-1234-5678-9012", "943 476 5919", "NHS number: 9434765919"]
NAMES = ["Jayden Okafor’s placement broke down", "Pupil: Amira Hassan (Y5)", "Mia Brown, 9, waits", "One boy, DOB 12/03/2011, waits"]


def commentary(text: str) -> dict[str, Any]:
    return {"what": text}


WHERE: dict[str, tuple[str, Any]] = {
    "commentary": ("S5/2016", commentary),
    "risk": ("R1", lambda text: {"text": text, "owner": "Head of SEND", "likelihood_before": 3, "impact_before": 4}),
    "meeting": ("board/2024-01-01", lambda text: {"type": "board", "date": "2024-01-01", "decisions": ["Agreed.", text]}),
    "you_said": ("Y1", lambda text: {"date": "2024-01-01", "who": "Parents", "said": text}),
    "annotation": ("A1", lambda text: {"date": "2024-01-01", "text": text}),
    "action_edit": ("1.1", lambda text: {"progress": text}),
    "judgement": ("2024-01-01/1", lambda text: {"rag": "red", "reason": text}),
    "evidence": (
        "E1",
        lambda text: {"title": text, "date": "2024-01-01", "link": "https://a.org", "attached": [{"to": "kpi", "key": "S5"}]},
    ),
}


@pytest.mark.parametrize("kind", WHERE)
@pytest.mark.parametrize("text", [*NUMBERS, *NAMES])
def test_no_kind_of_record_takes_a_child(kind: str, text: str, tmp_path: Path) -> None:
    journal, (key, body) = Journal(tmp_path), WHERE[kind]
    with pytest.raises(RecordFault) as why:
        journal.append(kind, BURY, key, body(text), who="T", recorded_at=NOW, seen=None)
    assert "Nothing was changed." in str(why.value)
    assert not any(part in str(why.value) for part in ("1234", "476", "Okafor", "Amira", "Mia", "12/03"))
    assert journal.entries() == ()


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_kept_where_somebody_says_why_it_is_no_childs(text: str, tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    body = commentary(text) | {"no_child": "It is the name of a provider"}
    kept = journal.append("commentary", BURY, "S5/2016", body, who="Kay", recorded_at=NOW, seen=None)
    assert (kept.who, kept.body) == ("Kay", body)
    # Another field may change then; and the reason does not stand for the next name.
    more = journal.append("commentary", BURY, "S5/2016", commentary(text) | {"next": "Ask again"}, who="T", recorded_at=NOW, seen=kept.id)
    assert more.body == commentary(text) | {"next": "Ask again"}
    with pytest.raises(MayNameChild):
        journal.append("commentary", BURY, "S5/2016", commentary("Pupil Jayden waits"), who="T", recorded_at=NOW, seen=more.id)


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_refused_whatever_is_said(text: str) -> None:
    with pytest.raises(RecordFault) as why:
        refuse_words("commentary", "S5/2016", commentary(text) | {"no_child": "it is none"})
    assert not isinstance(why.value, MayNameChild)


@pytest.mark.parametrize("field", ["lead", "owner", "checked_by", "by", "name"])
def test_officers_may_be_named(field: str) -> None:
    refuse_words(
        "commentary", "S5/2016", {field: "Sarah Jones, parent lead, s.jones@example.org, 0161 253 5000", "what": "Fewer plans are late."}
    )


def test_a_list_of_names_is_a_doubt_and_a_list_of_those_present_is_none() -> None:
    names = "Mia Brown, Aisha Khan, Noah Jones, Lily Evans, Harry Shah"
    with pytest.raises(MayNameChild):
        refuse_words("meeting", "board/2024-01-01", {"decisions": [names]})
    refuse_words("meeting", "board/2024-01-01", {"decisions": [f"Present: {names}"]})


def test_words_that_stand_are_let_through_as_they_stand() -> None:
    old = commentary("Pupil Jayden waits")
    refuse_words("commentary", "S5/2016", old | {"next": "Ask"}, old)


def test_words_of_an_earlier_version_do_not_come_back_with_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    with monkeypatch.context() as earlier:
        earlier.setattr("data.records.journal.refuse_words", lambda *of: None)
        old = journal.append("commentary", BURY, "S5/2016", commentary(f"See {NUMBERS[0]}"), who="T", recorded_at=NOW, seen=None)
        doubt = journal.append("commentary", BURY, "S6/2016", commentary(NAMES[0]), who="T", recorded_at=NOW, seen=None)
    gone = journal.append("commentary", BURY, "S5/2016", None, who="T", recorded_at=NOW, seen=old.id)
    with pytest.raises(RecordFault, match="a pupil number"):
        journal.undo(gone, who="T", recorded_at=NOW)
    off = journal.append("commentary", BURY, "S6/2016", None, who="T", recorded_at=NOW, seen=doubt.id)
    assert journal.undo(off, who="T", recorded_at=NOW).body == commentary(NAMES[0])


def test_no_shipped_words_are_taken_for_a_child() -> None:
    import tomllib

    found = tomllib.loads((ROOT / "data" / "samples" / "illustrative" / "words.toml").read_text(encoding="utf-8"))
    for one in found["entry"]:
        refuse_words(one["kind"], one["key"], one["body"])
    for key, body in sample_judgements().items():
        refuse_words("judgement", key, body)
