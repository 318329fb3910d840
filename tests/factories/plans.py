"""Actions and versions of an improvement plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from data.model.plan import Action, ActionStatus, Owner, PlanVersion
from tests.conftest import BURY


def action(code: str, *kpis: str, **more: object) -> Action:
    plain = Action(
        code=code, priority=int(code[0]), sub_priority=code[:3], text=f"Do {code}", due=date(2018, 3, 31), due_printed="31/03/2018",
        owners=(Owner("lead", "KD"),), status=ActionStatus.NOT_STATED, progress="", success_measures="a measure", kpis=kpis, offered=(),
        also=(), added=False, place="plan.xlsx!Plan!B2",
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def version(*actions: Action) -> PlanVersion:
    return PlanVersion(
        area=BURY, title="Plan", version="", dated=None, file="plan.xlsx", sha256="", priorities=((1, "One"), (2, "Two"), (3, "Three")),
        actions=actions, counts={"non_empty": 0},
    )  # fmt: skip
