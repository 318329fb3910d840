"""The bytes of the journal after every kind of write: through the pages' own boxes, by the command line, and each kind of words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.freeze import product
from tests.freeze.homes import AREA, MADE_UP, Homes
from tests.freeze.screens import Screen, Shared
from tests.freeze.words import BODIES, WRONG

Texts = dict[str, str]
BURY, WESTMERE = "E08000002", "X06000001"
BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KEPT = ("journal.jsonl", "journal.seal")


def writes(homes: Homes) -> Texts:
    """Every journal as text, and the pages just after they wrote to it."""
    texts = {f"illustrative {name}": body for name, body in journal(homes.westmere).items()}
    texts |= _kinds(homes) | _forms(homes) | _loads(homes)
    return {name: homes.masks.text(body) for name, body in texts.items()}


def journal(home: Path) -> Texts:
    """The files of a home's journal, and the names of what is kept beside it."""
    folder = home / "words"
    texts = {f"{name}.txt": (folder / name).read_text(encoding="utf-8") for name in KEPT if (folder / name).is_file()}
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return texts | {"files.txt": "\n".join(names) + "\n"}


def typed(home: Path) -> str:
    """A thing of every kind written, changed, taken away and brought back, at moments an hour apart; what was said of each."""
    said, at = [product.keep_evidence(home, "audit.txt", b"Twelve plans were read."), product.keep_evidence(home, "run.exe", b"MZ")], BEGAN
    digest = said[0].split()[0]
    for kind, key, body, changed in BODIES:
        area = "-" if kind in ("view", "settings") else BURY
        first_body, second_body = (_with_file(one, digest) for one in (body, changed))
        first = product.type_words(home, (kind, area, key), first_body, at, None)
        second = product.type_words(home, (kind, area, key), second_body, at + timedelta(minutes=5), _number(first))
        late = product.type_words(home, (kind, area, key), first_body, at + timedelta(minutes=6), _number(first))
        gone = product.type_words(home, (kind, area, key), None, at + timedelta(minutes=10), _number(second))
        back = product.undo_words(home, int(gone), at + timedelta(minutes=15)) if gone.isdigit() else "-"
        said.append(f"{kind} {key}: {first}; {second}; too late: {late}; taken away: {gone}; brought back: {back}")
        at += timedelta(hours=1)
    return "\n".join(said) + "\n"


def _with_file(body: dict[str, Any], digest: str) -> dict[str, Any]:
    """A body that names the kept file by its hash."""
    return {name: digest if value == "<file>" else value for name, value in body.items()}


def _number(said: str) -> int | None:
    return int(said) if said.isdigit() else None


def _kinds(homes: Homes) -> Texts:
    home = homes.copy(homes.bury, "typed")
    texts = {"kinds said.txt": typed(home)} | {f"kinds {name}": body for name, body in journal(home).items()}
    for what in ("risks", "meetings", "judgements", "exceptions", "show", "plan"):
        texts[f"kinds {what}.txt"] = homes.run(what, "--area", AREA, "--home", home, "--json")
    shared = Shared()
    for page in ("overview", "kpi", "priority", "plan", "meetings", "risks", "evidence", "exceptions", "present", "settings"):
        texts[f"kinds page {page}.txt"] = Screen(homes.page(home, page, {"area": AREA}, product.unfolded), shared).text(homes.masks)
    return texts | {"kinds wrong.txt": _wrong(homes.copy(homes.bury, "wrong-words"))}


def _wrong(home: Path) -> str:
    """What is said of each thing that may not be typed."""
    said = []
    for kind, key, body in WRONG:
        words = json.dumps(body, ensure_ascii=False)
        given = f"{kind} {json.dumps(key)} {words if len(words) <= 300 else words[:300] + '…'}"
        said.append(f"{given}\n  {product.type_words(home, (kind, BURY, key), body, BEGAN, None)}")
    return "\n".join(said) + "\n"


def _forms(homes: Homes) -> Texts:
    """The same boxes that a person fills in, pressed one after another, in a home of Bury and in one of the illustrative borough."""
    texts, shared = Texts(), Shared()
    for area, home, forms in (
        (AREA, homes.copy(homes.bury, "forms"), _FORMS),
        (MADE_UP, homes.copy(homes.westmere, "forms-westmere"), _KPI_FORMS),
    ):
        for name, page, ids, fill in forms:
            try:
                page_text = Screen(homes.page(home, page, {"area": area} | ids, fill), shared).text(homes.masks)
            except Exception as why:  # a box that is gone is a difference, and the other forms are still wanted
                page_text = f"could not be filled in: {why}\n"
            texts[f"form {name} page.txt"] = page_text
            texts[f"form {name} journal.txt"] = "".join(journal(home).get("journal.jsonl.txt", "").splitlines(keepends=True)[-2:])
        texts |= {f"forms {area} {name}": body for name, body in journal(home).items()}
    return texts


def _loads(homes: Homes) -> Texts:
    """A load taken out of use and put back, a plan given again: the ledger, and what is kept."""
    home = homes.copy(homes.bury, "decided")
    steps: list[tuple[Any, ...]] = [
        ("withdraw", "1", "--why", "The wrong month"), ("withdraw", "1", "--why", "Again"), ("show", "--area", AREA), ("loads",),
        ("reinstate", "1", "--why", "It was right"), ("loads",), ("load", product.BURY), ("load", product.BURY_PLAN, "--dry-run"),
        ("load", product.BURY_PLAN), ("load", product.SAMPLES / "bury_2017.csv", "--dry-run"),
        ("load", product.SAMPLES / "bury_2017.csv", "--received", "2018-03-01"), ("loads",), ("show", "--area", AREA, "--code", "S5"),
        ("load", *sorted((product.SAMPLES / "illustrative" / "workbooks").glob("2019-*"))[:3], "--dry-run"),
    ]  # fmt: skip
    said = []
    for words in steps:
        for form in ((), ("--json",)) if words[0] in ("load", "loads", "show") and words[1:] != ("load", product.BURY) else ((),):
            said.append(f"$ {' '.join(word.name if isinstance(word, Path) else word for word in (*words, *form))}")
            said.append(homes.run(*words, "--home", home, *form))
    raw = sorted(path.name for path in (home / "raw").rglob("*") if path.is_file())
    return {"loads said.txt": "\n".join(said), "loads kept.txt": "\n".join(raw) + "\n"}


def _press(at: Any, label: str) -> Any:
    """The first button of that label pressed."""
    return next(one for one in at.button if one.label == label).click().run()


def _risk(at: Any) -> Any:
    new = f"typed_risk_{BURY}_new"
    at.text_area(key=f"{new}_text").set_value("Too few caseworkers")
    at.selectbox(key=f"{new}_likelihood_before").set_value(4)
    at.selectbox(key=f"{new}_impact_before").set_value(4)
    at.text_input(key=f"{new}_owner").set_value("Director")
    return _press(at, "Add a risk")


def _risk_changed(at: Any) -> Any:
    at.selectbox(key=f"typed_risk_{BURY}_R1_trend").set_value("rising")
    return _press(at, "Save R1")


def _risk_undone(at: Any) -> Any:
    return _press(_risk_changed_again(at), "Undo")


def _risk_changed_again(at: Any) -> Any:
    at.text_area(key=f"typed_risk_{BURY}_R1_mitigation").set_value("Locums")
    return _press(at, "Save R1")


def _risk_refused(at: Any) -> Any:
    at.text_area(key=f"typed_risk_{BURY}_R1_text").set_value("")
    return _press(at, "Save R1")


def _meeting(at: Any) -> Any:
    new = f"typed_meeting_{BURY}_new"
    at.selectbox(key=f"{new}_type").set_value("board")
    at.date_input(key=f"{new}_date").set_value(date(2026, 7, 1))
    at.text_area(key=f"{new}_measures").set_value("Faster plans | S5 | 95% | 31/12/2026")
    return _press(at, "Record")


def _rating(at: Any) -> Any:
    at.button_group(key="judged_rag_6").set_value("amber")
    at.text_input(key="judged_reason_6").set_value("As seen")
    return _press(at, "Record")


def _settings(at: Any) -> Any:
    box = "typed_settings_-_partnership"
    at.text_input(key=f"{box}_name").set_value("Bury SEND partnership")
    at.selectbox(key=f"{box}_area").set_value(BURY)
    at.text_input(key=f"{box}_accent").set_value("#1D70B8")
    return _press(at, "Save settings")


def _words(at: Any) -> Any:
    for name, said in (("what", "Slow <b>start</b>"), ("why", "Staff left")):
        at.text_area(key=f"typed_commentary_{BURY}_S7/Jan 2017_{name}").set_value(said)
    return _press(at, "Save the commentary")


def _limits(at: Any) -> Any:
    box = f"typed_process_{WESTMERE}_S5"
    at.text_area(key=f"{box}_rebases").set_value("01/09/2024 New team")
    at.date_input(key=f"{box}_lock").set_value(date(2025, 9, 30))
    return _press(at, "Save limits")


def _event(at: Any) -> Any:
    box = f"typed_annotation_{WESTMERE}_S5-new"
    at.date_input(key=f"{box}_date").set_value(date(2023, 6, 12))
    at.text_input(key=f"{box}_text").set_value("Inspection")
    return _press(at, "Save event")


def _target(at: Any) -> Any:
    at.selectbox(key="aim_kind_S5").set_value("fixed").run()
    box = f"typed_target_{WESTMERE}_S5-fixed-new"
    at.date_input(key=f"{box}_since").set_value(date(2026, 7, 1))
    at.number_input(key=f"{box}_value").set_value(74.0)
    return _press(at, "Set target")


def _evidence(at: Any) -> Any:
    at.session_state["evidence_kpi_S5"] = True
    at.run()
    box = f"typed_evidence_{BURY}_new_kpi_S5"
    at.text_input(key=f"{box}_title").set_value("Audit")
    at.date_input(key=f"{box}_date").set_value(date(2026, 4, 30))
    at.text_input(key=f"{box}_link").set_value("https://example.org/audit")
    at.session_state["evidence_kpi_S5"] = True
    return next(one for one in at.button if one.label.startswith("Add")).click().run()


def _action(at: Any) -> Any:
    box = f"typed_action_edit_{BURY}_1.1.1"
    at.selectbox(key=f"{box}_status").set_value("complete")
    at.text_area(key=f"{box}_progress").set_value("Signed off.")
    return _press(at, "Save")


def _view(at: Any) -> Any:
    at = at.button(key="views_open").click().run()
    at.text_input(key="typed_view_-_kpi_new_name").set_value("Transfers as a table")
    at.button(key="views_open").click()
    return _press(at, "Save")


def _withdrawn(at: Any) -> Any:
    at = at.text_input(key="why_1").set_value("Wrong month").run()
    return at.button(key="decide_1").click().run()


Fill = Callable[[Any], Any]
_FORMS: tuple[tuple[str, str, dict[str, str], Fill], ...] = (
    ("01 a risk", "risks", {}, _risk),
    ("02 a risk changed", "risks", {"risk": "R1"}, _risk_changed),
    ("03 a risk undone", "risks", {"risk": "R1"}, _risk_undone),
    ("04 a risk refused", "risks", {"risk": "R1"}, _risk_refused),
    ("05 a meeting", "meetings", {}, _meeting),
    ("06 a rating", "priority", {"priority": "6"}, _rating),
    ("07 settings", "settings", {}, _settings),
    ("08 commentary", "exceptions", {"kpi": "S7"}, _words),
    ("12 evidence", "kpi", {"kpi": "S5"}, _evidence),
    ("13 an action", "plan", {"action": "1.1.1"}, _action),
    ("14 a view", "kpi", {"kpi": "S7", "view": "Table"}, _view),
    ("15 a load withdrawn", "sources", {"load": "1"}, _withdrawn),
)
_KPI_FORMS: tuple[tuple[str, str, dict[str, str], Fill], ...] = (
    ("09 limits", "kpi", {"kpi": "S5", "view": "Is it real?"}, _limits),
    ("10 an event", "kpi", {"kpi": "S5", "view": "Is it real?"}, _event),
    ("11 a target", "kpi", {"kpi": "S5", "view": "Targets"}, _target),
)
