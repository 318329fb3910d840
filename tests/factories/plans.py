"""Actions and versions of an improvement plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from data.model.plan import Action, ActionStatus, Owner, PlanVersion
from tests.conftest import BURY


def action(code: str, *kpis: str, **more: object) -> Action:
    plain = Action(
        code, int(code[0]), code[:3], f"Do {code}", date(2018, 3, 31), "31/03/2018", (Owner("lead", "KD"),),
        ActionStatus.NOT_STATED, "", "a measure", kpis, (), (), False, "plan.xlsx!Plan!B2",
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def version(*actions: Action) -> PlanVersion:
    return PlanVersion(BURY, "Plan", "", None, "plan.xlsx", "", ((1, "One"), (2, "Two"), (3, "Three")), actions, {"non_empty": 0})
