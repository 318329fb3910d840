"""An improvement plan as types: its versions, priorities and actions as a workbook prints them. No files, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from data.model.finding import Finding


class ActionStatus(StrEnum):
    """Where an action stands, each with its own word; ``NOT_STATED`` where the plan says nothing."""

    NOT_STARTED = "not started"
    BEHIND = "behind or at risk"
    ON_TARGET = "on target"
    COMPLETE = "complete"
    OVERDUE = "overdue"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for an action, in which layer (SLT owner, senior officer, lead), as printed: initials, a name or a group."""

    layer: str
    printed: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action of a plan. ``kpis`` are codes told by their place in the success measure, ``also`` the codes it stands under again.

    ``due`` is None where the plan gives no date, ``due_printed`` what it prints; ``offered`` are codes that words suggest and nobody took.
    """

    code: str
    priority: int
    sub_priority: str
    text: str
    due: date | None
    due_printed: str
    owners: tuple[Owner, ...]
    status: ActionStatus
    progress: str
    success_measures: str
    kpis: tuple[str, ...]
    offered: tuple[str, ...]
    also: tuple[str, ...]
    added: bool
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """A plan as one document gives it, and what became of the document's cells (``counts`` as a load's).

    ``copy`` is the SHA-256 of the clean copy that is kept in place of the document; empty where the document itself is kept.
    """

    area: str
    title: str
    version: str
    dated: date | None
    file: str
    sha256: str
    priorities: tuple[tuple[int, str], ...]
    actions: tuple[Action, ...]
    counts: dict[str, int]
    findings: tuple[Finding, ...] = field(default=())
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Priority:
    """One priority of a plan. Its number is a number, so that Priority 6 is never taken for KPI P6."""

    number: int
    title: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An area's improvement plan in one version, with its own links from priorities to KPIs."""

    id: str
    area: str
    title: str
    version: str
    dated: date
    source: str
    note: str
    priorities: tuple[Priority, ...]

    def numbers_of(self, code: str) -> tuple[int, ...]:
        """The priorities that a KPI belongs to in this plan."""
        return tuple(p.number for p in self.priorities if code in p.indicators)
