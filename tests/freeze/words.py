"""One thing of every kind that can be typed, a change of it, and each of its fields given what may not stand there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Body = dict[str, Any]
PLAN: Body = {
    "area": "E08000002", "title": "Written statement", "status": "approved", "approved_on": "2017-10-27", "source_file": "plan.xlsx",
}  # fmt: skip
BODIES: tuple[tuple[str, str, Body, Body], ...] = (
    ("action_edit", "1.1.1", {
        "status": "behind or at risk", "due": None, "progress": "Two\nlines", "kpis": ["S5"], "text": "Appoint",
        "owners": [{"layer": "lead", "printed": "KD", "role": "Director", "organisation": "Council"}],
        "success_measures": "P6", "reason": "agreed at the board",
    }, {"status": "complete", "due": "2018-06-30"}),
    ("person", "KD", {"initials": "KD", "name": None, "role": "Chief officer", "organisation": "CCG"}, {"initials": "KD", "role": "Lead"}),
    ("judgement", "2018-07-26/3", {"rag": "amber/green", "by": "DfE", "written": "letter", "reason": "plans better"}, {"rag": "green"}),
    ("meeting", "board/2018-07-26", {
        "type": "board", "name": "SEND Board", "rhythm": "quarterly", "date": "2018-07-26", "received": "2018-07-19",
        "agenda": ["Priority 6"], "decisions": ["Go on"],
        "measures": [{"text": "Plans", "kpi": "S5", "wanted": "95%", "by_when": "2018-12-31", "came_to": "met"}],
        "letters": [{"title": "Letter", "link": "https://example.org/letter"}],
    }, {"type": "board", "date": "2018-07-26"}),
    ("recommendation", "1", {
        "text": "Listen", "response": "Yes", "source": "Report, page 3", "issued_by": "Ofsted", "owner": "KD", "by_when": "2018-12-31",
    }, {"text": "Listen", "source": "Report, page 3"}),
    ("evidence", "E1", {
        "title": "Audit", "date": "2018-04-30", "checked_by": "KD", "shows": "Better plans", "file": "<file>", "file_name": "audit.txt",
        "attached": [{"to": "kpi", "key": "S5"}],
    }, {"title": "Audit", "date": "2018-04-30", "link": "https://example.org", "attached": [{"to": "priority", "key": "6"}]}),
    ("commentary", "S7/Jan 2017", {
        "what": "Slow start", "why": "Staff left", "so_what": "Waits", "next": "Two more", "by_when": "2018-12-31", "lead": "KD",
    }, {"what": "Slow <b>start</b>"}),
    ("target", "S5/2026-09-01", {"since": "2026-09-01", "kind": "fixed", "value": 90, "tolerance": 5, "reason": "agreed"},
     {"since": "2026-09-01", "kind": "milestones",
      "milestones": [{"day": "2026-12-31", "value": 70.5}, {"day": "2027-12-31", "value": 90}]}),
    ("process", "S5", {"lock": "2018-09-30", "ghosts": ["2018-04-15"], "rebases": [{"day": "2018-06-01", "reason": "team"}], "reason": "x"},
     {"lock": "2018-09-30"}),
    ("annotation", "N1", {"date": "2018-06-12", "text": "Inspection", "kpis": ["S5"]}, {"date": "2018-06-12", "text": "Inspection began"}),
    ("view", "Mine", {"name": "Mine", "page": "kpi", "ids": [{"name": "kpi", "value": "S7"}]}, {"name": "Mine", "page": "overview"}),
    ("settings", "partnership", {
        "area": "E08000002", "neighbours": "", "rhythm": "quarterly", "name": "Bury SEND partnership", "contact": "a@b",
        "accent": "#1D70B8",
    }, {"name": "Bury SEND partnership"}),
    ("risk", "R1", {
        "text": "Too few psychologists", "mitigation": "Locums", "likelihood_before": 5, "impact_before": 4, "likelihood_after": 3,
        "impact_after": 4, "owner": "KD", "trend": "rising", "escalation_route": ["Lead", "Board"], "escalation_level": "Board",
        "priorities": [6], "actions": ["1.1.1"], "status": "open",
    }, {"text": "Too few psychologists", "likelihood_before": 5, "impact_before": 4, "owner": "KD", "status": "closed"}),
    ("dependency", "D1", {
        "text": "Waits for the health lead", "from": "Health", "to": "Education", "owner": "KD", "due": "2018-12-31", "priorities": [2],
        "actions": ["2.1.1"], "status": "open",
    }, {"text": "Waits", "from": "Health", "to": "Education", "status": "met"}),
    ("you_said", "Y1", {"date": "2018-05-01", "who": "Parents", "said": "Too slow", "did": "Two more", "priorities": [6]},
     {"date": "2018-05-01", "who": "Parents", "said": "Too slow"}),
)  # fmt: skip
STRANGE: tuple[Any, ...] = (7, True, "", " x ", "x" * 9000, "word " * 160, "31/12/2026", "a\nb", "\x07", [], ["x"], [{}], {"x": 1}, 1e300)
KEYS = ("", " ", "/x", "a b", "S5", "S5/soon", "2018-13-45/3", "x" * 200, "a\nb")


def _wrong() -> Iterator[tuple[str, str, Any]]:
    """Every kind with each field strange, left out or too many, and under keys that are none."""
    yield "nothing", "1", {}
    for kind, key, body, _ in BODIES:
        yield kind, key, {}
        yield kind, key, body | {"colour": "blue"}
        for other in KEYS:
            yield kind, other, body
        for name in body:
            yield kind, key, {field: value for field, value in body.items() if field != name}
            for strange in STRANGE:
                yield kind, key, body | {name: strange}
    for strange in STRANGE:
        yield "plan_version", "approved", PLAN | {"title": strange}
    for name in PLAN:
        yield "plan_version", "approved", {field: value for field, value in PLAN.items() if field != name}


WRONG = tuple(_wrong())
