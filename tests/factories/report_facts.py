"""What a report is made of: Bury's facts with every kind of record, and the borough's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data.model.plan import Action, ActionStatus, Owner, PlanVersion, Priority
from kpis.exports.document.facts import ReportFacts, ReportRecord
from kpis.governance import agreed_ratings
from kpis.targets.rag import RagStatus
from tests.factories.packs import packed

DAY, SINCE = date(2018, 1, 31), date(2017, 12, 1)
HOSTILE = "<script>alert(1)</script> =cmd|' /C calc'!A0 \x00\x07\x0b\x1b & \"quoted\" " + "long " * 1000


def action(code: str, due: date | None, status: ActionStatus = ActionStatus.ON_TARGET, **more: Any) -> Action:
    owners = (Owner("lead", more.pop("lead", "SNN")),)
    return Action(
        code=code, priority=more.pop("priority", 6), sub_priority="", text=more.pop("text", f"Do {code}"), due=due, due_printed="",
        owners=owners, status=status, progress="", success_measures="", kpis=more.pop("kpis", ()), offered=(), also=(), added=False,
        place="Plan A1",
    )  # fmt: skip


def version(*actions: Action) -> PlanVersion:
    return PlanVersion(
        area="E08000002", title="Plan", version="v1", dated=date(2017, 10, 27), file="plan.xlsx", sha256="0" * 64, priorities=((6, "Six"),),
        actions=actions, counts={},
    )  # fmt: skip


def words(text: str = "Something") -> dict[str, dict[str, ReportRecord]]:
    """One body or more of every kind, all about priority 6, each field saying ``text``."""
    new = DAY - timedelta(days=3)
    return {
        "commentary": {
            "S5/2016": ReportRecord({"what": text, "why": text, "so_what": text, "next": text, "by_when": "2018-03-01", "lead": "KLR"}, new)
        },
        "risk": {
            "R1": ReportRecord(
                {
                    "text": text,
                    "likelihood_before": 4,
                    "impact_before": 5,
                    "likelihood_after": 3,
                    "impact_after": 4,
                    "owner": "KLR",
                    "trend": "rising",
                    "priorities": [6],
                    "escalation_level": "Board",
                },
                new,
            ),
            "R2": ReportRecord({"text": text, "likelihood_before": 5, "impact_before": 5, "owner": "SNN", "actions": ["6.1"]}, new),
            "R3": ReportRecord(
                {"text": "Shut", "likelihood_before": 5, "impact_before": 5, "owner": "SNN", "priorities": [6], "status": "closed"}, new
            ),
            "R4": ReportRecord({"text": "Elsewhere", "likelihood_before": 5, "impact_before": 5, "owner": "SNN", "priorities": [1]}, new),
        },
        "dependency": {"D1": ReportRecord({"text": text, "from": "Health", "to": "Schools", "due": "2018-01-02", "priorities": [6]}, new)},
        "evidence": {
            "E1": ReportRecord(
                {
                    "title": text,
                    "date": "2018-01-09",
                    "shows": text,
                    "link": "https://example.org/a?b=1&c='2'",
                    "attached": [{"to": "kpi", "key": "S5"}],
                },
                new,
            ),
            "E2": ReportRecord(
                {"title": "Script", "date": "2018-01-09", "link": "javascript:alert(1)", "attached": [{"to": "priority", "key": "6"}]}, new
            ),
            "E3": ReportRecord(
                {"title": "Before", "date": "2017-01-09", "file": "0" * 64, "attached": [{"to": "priority", "key": "6"}]}, SINCE
            ),
        },
        "you_said": {"Y1": ReportRecord({"date": "2018-01-10", "who": "Parents", "said": text, "did": text, "priorities": [6]}, new)},
        "meeting": {
            "board/2018-01-15": ReportRecord(
                {
                    "type": "board",
                    "date": "2018-01-15",
                    "name": "January board",
                    "measures": [{"text": text, "kpi": "S5", "wanted": "100%", "by_when": "2018-03-31"}, {"text": "Not ours", "kpi": "P1"}],
                },
                new,
            ),
            "board/2018-06-15": ReportRecord({"type": "board", "date": "2018-06-15", "measures": [{"text": "Still to come"}]}, new),
        },
    }


def facts_of_bury(home: Path) -> ReportFacts:
    """Bury's sample with an empty plan and no typed words, on a day of January 2018, as if every check of it were answered."""
    doubted, pack, catalogue = packed(home, today=DAY)
    standings = [replace(s, doubts=(), rating=s.rate(s.own)) if s.doubts and s.own else s for s in doubted]
    plan = catalogue.plan_of("E08000002")
    assert plan is not None
    return ReportFacts(
        pack=replace(pack, as_at=DAY), since=SINCE, priorities=plan.priorities, standings=tuple(standings), then=tuple(standings)
    )


def full(facts: ReportFacts, text: str = "Something") -> ReportFacts:
    """The same with a plan, a rating and a body of every kind."""
    late, soon, done = (action("6.1", date(2018, 1, 1), text=text), action("6.2", DAY + timedelta(days=30), text=text),
                        action("6.3", date(2018, 1, 20), ActionStatus.COMPLETE, text=text))  # fmt: skip
    before = (late, soon, replace(done, status=ActionStatus.ON_TARGET))
    many = tuple(action(f"6.{n}", date(2017, 12, 2), text=text) for n in range(10, 30))
    rated = agreed_ratings.at_visits(
        {"2018-01-15/6": {"rag": "amber/green", "by": "DfE", "reason": text}}, lambda day, n: [RagStatus.GREEN]
    )
    return replace(facts, version=version(late, soon, done, *many), before=before, judged=rated, words=words(text))


def borough_facts(home: Path) -> ReportFacts:
    standings, pack, catalogue = packed(home)
    code = next(s.own.area for s in standings if s.own)
    plan = catalogue.plan_of(code)
    priorities = plan.priorities if plan else (Priority(1, "Every KPI", tuple(s.indicator.code for s in standings)),)
    return ReportFacts(pack=pack, since=date(2026, 6, 1), priorities=priorities, standings=tuple(standings), then=tuple(standings))
