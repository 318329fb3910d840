"""What typed words may hold: each kind with everything it can say, and each thing it may not, by the field that is at fault."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.finding import Finding, Severity
from data.model.plan import Action, ActionStatus, Owner, PlanVersion
from data.model.record import AgreedRating, RecordFault
from data.records.plan_codec import plan_from_json, plan_to_json
from data.records.record_schemas import KINDS, changed_fields, check, collisions

SHA = "ab" * 32
OWNERS = [{"layer": "lead", "printed": "KD", "role": "Director", "organisation": "Council"}]
PLAN = PlanVersion(
    area="E08000002",
    title="Written statement",
    version="approved",
    dated=date(2017, 10, 27),
    file="plan.xlsx",
    sha256=SHA,
    priorities=((1, "Lead"), (2, "Joint commissioning")),
    actions=(
        Action(
            code="1.1.1",
            priority=1,
            sub_priority="1.1",
            text="Appoint",
            due=None,
            due_printed="TBC",
            owners=(Owner("lead", "KD"),),
            status=ActionStatus.NOT_STATED,
            progress="",
            success_measures="P6 up",
            kpis=("P6",),
            offered=(),
            also=("1.3.1",),
            added=False,
            place="Plan!A5",
        ),
    ),
    counts={"cells": 9},
    findings=(Finding(Severity.CHECK, "Plan!A5", "what", "hint", "check"),),
)
WHOLE: dict[str, tuple[str, dict[str, Any]]] = {
    "plan_version": ("approved", plan_to_json(PLAN)),
    "action_edit": (
        "1.1.1",
        {
            "status": "behind or at risk",
            "due": None,
            "progress": "Two\nlines",
            "owners": OWNERS,
            "kpis": ["S5"],
            "text": "Appoint",
            "success_measures": "P6",
            "reason": "agreed at the board",
        },
    ),
    "person": ("SN", {"initials": "SN", "name": None, "role": "Chief officer", "organisation": "CCG"}),
    "judgement": ("2018-07-26/3", {"rag": "amber/green", "by": "DfE and NHS England", "written": "letter", "reason": "plans better"}),
    "meeting": (
        "board/2018-07-26",
        {
            "type": "visit",
            "name": "Monitoring visit",
            "rhythm": "bi-monthly",
            "date": "2018-07-26",
            "received": "2018-07-30",
            "agenda": ["RAG"],
            "decisions": ["Agreed"],
            "letters": [{"title": "Letter", "link": "https://example.org/letter", "date": "2018-08-01"}],
            "measures": [{"text": "S5 above 90%", "kpi": "S5", "action": "3.1.1", "wanted": "90%", "by_when": "2018-09-26"}],
        },
    ),
    "recommendation": (
        "1",
        {"text": "Lead", "response": "Yes", "source": "HOSC", "issued_by": "HOSC", "owner": "KD", "by_when": "2024-01-31"},
    ),
    "evidence": (
        "minutes",
        {
            "title": "Minutes",
            "date": "2018-07-26",
            "checked_by": "KD",
            "shows": "All there",
            "file": SHA,
            "file_name": "a.pdf",
            "link": "http://example.org",
            "attached": [{"to": "judgement", "key": "2018-07-26/3"}],
        },
    ),
    "commentary": ("S5/2016", {"what": "word " * 150, "why": "b", "so_what": "c", "next": "d", "by_when": "2018-12-31", "lead": "KD"}),
    "risk": (
        "R1",
        {
            "text": "Posts",
            "mitigation": "Hire",
            "likelihood_before": 5,
            "impact_before": 1,
            "likelihood_after": 1,
            "impact_after": 1,
            "owner": "KD",
            "trend": "falling",
            "escalation_route": ["SLT", "Board"],
            "escalation_level": "Board",
            "priorities": [1, 8],
            "actions": ["1.1.1"],
            "status": "open",
        },
    ),
    "check_answer": ("S5/range/" + "0" * 24, {"kpi": "S5", "check": "range", "because": "One team’s backlog was cleared in a week."}),
    "original": ("0" * 64, {"action": "delete", "why": "sent in error", "file": "scorecard.xlsx"}),
    "dependency": (
        "D1",
        {
            "text": "Data first",
            "from": "Data",
            "to": "EHC",
            "owner": "KD",
            "due": "2018-01-31",
            "priorities": [3],
            "actions": [],
            "status": "met",
        },
    ),
    "view": ("Timeliness", {"name": "Timeliness", "page": "kpi", "ids": [{"name": "kpi", "value": "S5"}]}),
    "settings": (
        "partnership",
        {
            "area": "E08000002",
            "neighbours": "May 2025",
            "rhythm": "bi-monthly",
            "backups": "/srv/backups",
            "name": "Bury SEND partnership",
            "contact": "send@council.example",
            "accent": "#1D70B8",
            "logo": "a" * 64,
            "logo_name": "logo.png",
        },
    ),
    "target": (
        "S5/2026-09-01",
        {
            "since": "2026-09-01",
            "kind": "relative",
            "value": 1.0,
            "low": 0,
            "high": 5.5,
            "allowance": 1,
            "to": "england",
            "rule": "growth",
            "baseline": 51.0,
            "baseline_on": "2022-12-31",
            "milestones": [{"day": "2027-03-31", "value": 80}],
            "tolerance": 5,
            "each": "month",
            "reason": "Agreed at the board",
        },
    ),
    "process": (
        "S5",
        {
            "lock": "2023-12-31",
            "ghosts": ["2020-04-15"],
            "rebases": [{"day": "2022-09-01", "reason": "New team"}],
            "reason": "Agreed by the data group",
        },
    ),
    "annotation": ("N1", {"date": "2020-03-23", "text": "Schools closed", "kpis": ["S5"]}),
    "removal": ("0" * 32, {"what": "the file of load 3", "why": "Sent in error", "held": ["files received: 1"]}),
    "you_said": ("2018-06", {"date": "2018-06-01", "who": "Parent forum", "said": "Slow", "did": "Faster", "priorities": [3]}),
    "small_numbers": ("N1", {"what": "Overview", "small": 2, "worked_back": 0, "reason": "The board sees them as the partnership does"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_may_hold_all_of_its_fields(kind: str) -> None:
    key, body = WHOLE[kind]
    check(kind, key, body)
    check(kind, key, None)
    fields = KINDS[kind].fields
    assert fields is None or set(body) == set(fields.rules)


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_it_does_not_know_or_that_it_needs_is_named(kind: str) -> None:
    key, body = WHOLE[kind]
    with pytest.raises(RecordFault, match="is not a field here") as told:
        check(kind, key, body | {"colour": "red"})
    assert told.value.field.endswith("colour")
    fields = KINDS[kind].fields
    for needed in fields.needed if fields else ("area", "actions"):
        with pytest.raises(RecordFault) as told:
            check(kind, key, {name: value for name, value in body.items() if name != needed})
        assert told.value.field.endswith(needed)


@pytest.mark.parametrize("kind", KINDS)
@given(value=st.one_of(st.integers(), st.booleans(), st.floats(), st.lists(st.integers()), st.dictionaries(st.text(), st.text())))
def test_no_field_takes_a_value_of_another_kind_or_breaks_on_it(kind: str, value: Any) -> None:
    key, body = WHOLE[kind]
    for name in body:
        if isinstance(body[name], str):
            with pytest.raises(RecordFault) as told:
                check(kind, key, body | {name: value})
            assert told.value.field.partition("[")[0].endswith(name)
    with pytest.raises(RecordFault):
        check(kind, key, value if value != {} else {"colour": 1})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("action_edit", {"status": "late"}, "status"),
        ("action_edit", {"due": "31/03/2018"}, "due"),
        ("action_edit", {"due": "20180331"}, "due"),
        ("action_edit", {"due": "2018-02-30"}, "due"),
        ("action_edit", {"progress": "x" * 8001}, "progress"),
        ("action_edit", {"progress": "bell\x07"}, "progress"),
        ("action_edit", {"owners": [{"layer": "lead"}]}, "owners[1].printed"),
        ("action_edit", {"owners": [OWNERS[0] | {"phone": "1"}]}, "owners[1].phone"),
        ("person", {"initials": "KD"}, "initials"),
        ("judgement", {"rag": "amber green"}, "rag"),
        ("judgement", {"rag": None}, "rag"),
        ("meeting", {"rhythm": "weekly"}, "rhythm"),
        ("meeting", {"letters": [{"title": "Letter"}]}, "letters[1].link"),
        ("evidence", {"link": "javascript:alert(1)"}, "link"),
        ("evidence", {"link": "https://a b"}, "link"),
        ("evidence", {"link": "http://user:pw@host/"}, "link"),
        ("meeting", {"letters": [{"title": "Letter", "link": "https://www.example.org@elsewhere.example/"}]}, "letters[1].link"),
        ("evidence", {"file": "../x"}, "file"),
        ("evidence", {"attached": []}, "attached"),
        ("evidence", {"file": None, "link": None}, "file"),
        ("commentary", {"why": "word " * 151}, "why"),
        ("risk", {"impact_before": 6}, "impact_before"),
        ("risk", {"likelihood_after": 0}, "likelihood_after"),
        ("risk", {"impact_after": True}, "impact_after"),
        ("risk", {"owner": " "}, "owner"),
        ("risk", {"priorities": ["1"]}, "priorities[1]"),
    ],
)
def test_what_a_field_may_not_say_is_refused_and_the_field_named(kind: str, change: dict[str, Any], field: str) -> None:
    key, body = WHOLE[kind]
    with pytest.raises(RecordFault) as told:
        check(kind, key, body | change)
    assert told.value.field == field


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("judgement", "3"),
        ("judgement", "2018-13/3"),
        ("judgement", "2018-07-32/3"),
        ("judgement", "26 July/3"),
        ("commentary", "S5"),
        ("person", "sn"),
        ("person", "KAREND1"),
        ("action_edit", "1/1"),
        ("risk", "/x"),
        ("risk", " R1"),
        ("risk", "R" * 121),
    ],
)
def test_a_key_of_another_form_is_refused(kind: str, key: str) -> None:
    with pytest.raises(RecordFault) as told:
        check(kind, key, None)
    assert told.value.field == "key"


def test_a_visit_without_a_printed_day_is_keyed_by_its_month() -> None:
    check("judgement", "2018-07/3", {"rag": AgreedRating.NOT_RECORDED})


def test_initials_that_are_terms_too_are_found_and_others_are_not() -> None:
    assert [found.check for found in (*collisions("SN"), *collisions("LA"))] == ["initials-collide"] * 2
    assert "statistical neighbours" in collisions("SN")[0].what
    assert collisions("KD") == []


def test_what_changed_is_each_field_that_differs() -> None:
    assert changed_fields({"a": 1, "b": 2}, {"b": 3, "c": 4}) == [("a", 1, None), ("b", 2, 3), ("c", None, 4)]
    assert changed_fields(None, {"a": 1}) == [("a", None, 1)]
    assert changed_fields({"a": None}, {}) == []


TEXTS = st.text(max_size=12)
ACTIONS = st.builds(
    Action,
    code=TEXTS,
    priority=st.integers(0, 99),
    sub_priority=TEXTS,
    text=TEXTS,
    due=st.none() | st.dates(),
    due_printed=TEXTS,
    owners=st.lists(st.builds(Owner, TEXTS, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    status=st.sampled_from(ActionStatus),
    progress=TEXTS,
    success_measures=TEXTS,
    kpis=st.lists(TEXTS, max_size=2).map(tuple),
    offered=st.lists(TEXTS, max_size=2).map(tuple),
    also=st.lists(TEXTS, max_size=2).map(tuple),
    added=st.booleans(),
    place=TEXTS,
)
PLANS = st.builds(
    PlanVersion,
    area=TEXTS,
    title=TEXTS,
    version=TEXTS,
    dated=st.none() | st.dates(),
    file=TEXTS,
    sha256=TEXTS,
    priorities=st.lists(st.tuples(st.integers(), TEXTS), max_size=2).map(tuple),
    actions=st.lists(ACTIONS, max_size=3).map(tuple),
    counts=st.dictionaries(TEXTS, st.integers(), max_size=2),
    findings=st.lists(st.builds(Finding, st.sampled_from(Severity), TEXTS, TEXTS, TEXTS, TEXTS, indicator=TEXTS), max_size=2).map(tuple),
)


@given(PLANS)
def test_a_plan_comes_back_from_json_as_it_was(plan: PlanVersion) -> None:
    back = plan_from_json(json.loads(json.dumps(plan_to_json(plan))))
    assert back == plan
    assert all(isinstance(one.status, ActionStatus) for one in back.actions)
    assert all(isinstance(one.severity, Severity) for one in back.findings)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dated": "27-Oct-17"}, "plan.dated"),
        ({"counts": {"cells": "9"}}, "plan.counts.cells"),
        ({"priorities": [[1]]}, "plan.priorities[1]"),
        ({"actions": [1]}, "plan.actions[1]"),
        ({"actions": None}, "plan.actions"),
        ({"findings": [{}]}, "plan.findings[1].severity"),
    ],
)
def test_a_plan_that_is_not_whole_is_refused_and_the_place_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(RecordFault) as told:
        plan_from_json(plan_to_json(PLAN) | change)
    assert told.value.field == field
