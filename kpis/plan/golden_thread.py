"""The golden thread: which KPIs a plan's actions serve, which actions no KPI measures, which priorities have no figure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from data.model.plan import Action, PlanVersion


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One priority beside one KPI: whether the priority maps it, which of its actions cite it, whether it has a figure."""

    priority: int
    kpi: str
    mapped: bool
    actions: tuple[str, ...]
    figure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityThread:
    """One priority's thread. ``mapped`` come from the area's links, ``cited`` from its own actions; both in the catalogue's order."""

    number: int
    title: str
    actions: tuple[str, ...]
    citing: tuple[str, ...]
    mapped: tuple[str, ...]
    cited: tuple[str, ...]
    with_figures: tuple[str, ...]

    @property
    def mapped_not_cited(self) -> tuple[str, ...]:
        return tuple(code for code in self.mapped if code not in self.cited)

    @property
    def cited_not_mapped(self) -> tuple[str, ...]:
        return tuple(code for code in self.cited if code not in self.mapped)

    @property
    def without_kpi(self) -> bool:
        """No KPI is mapped to the priority and none of its actions cites one: nothing measures it."""
        return not self.mapped and not self.cited

    @property
    def without_figure(self) -> bool:
        """None of its KPIs, mapped or cited, has a figure."""
        return not self.with_figures


@dataclass(frozen=True, slots=True)
class WordsOnly:
    """A success measure that cites no code: the action, its words, the KPIs those words suggest, and whether it sets a figure in words."""

    action: str
    measures: str
    offered: tuple[str, ...]
    figure_in_words: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The whole thread of one plan version. ``kpis_unserved`` are KPIs that no action of any priority cites.

    Those in ``mapped_unserved`` are mapped to some priority all the same.
    """

    version: PlanVersion
    rows: tuple[ThreadRow, ...]
    priorities: tuple[PriorityThread, ...]
    kpis_unserved: tuple[str, ...]
    mapped_unserved: tuple[str, ...]
    citing: tuple[str, ...]
    not_citing: tuple[str, ...]
    words_only: tuple[WordsOnly, ...]

    @property
    def unmeasured(self) -> tuple[int, ...]:
        """Priorities that no KPI measures."""
        return tuple(priority.number for priority in self.priorities if priority.without_kpi)

    @property
    def without_figure(self) -> tuple[int, ...]:
        return tuple(priority.number for priority in self.priorities if priority.without_figure)


_IN_WORDS = re.compile(r"\d\s*%|%|\bper cent\b|\bpercentage\b|\bno\.? of\b|\bnumber of\b", re.IGNORECASE)


def thread(version: PlanVersion, mapped: Mapping[str, Sequence[int]], with_figures: Collection[str], codes: Sequence[str]) -> Thread:
    """The thread of a plan. ``mapped`` gives each KPI its priorities, ``with_figures`` the KPIs that hold a figure, ``codes`` their order.

    A KPI stands beside a priority where it is mapped to it or one of its actions cites it. An offered code is no citation.
    """
    titles = dict(version.priorities)
    numbers = sorted({*titles, *(n for at in mapped.values() for n in at), *(a.priority for a in version.actions)})
    every = list(dict.fromkeys((*codes, *(code for action in version.actions for code in action.kpis))))
    priorities = tuple(
        _priority(
            version, n, titles.get(n, ""), mapped=[c for c in every if n in mapped.get(c, ())], with_figures=with_figures, every=every
        )
        for n in numbers
    )
    served = {code for action in version.actions for code in action.kpis}
    unserved = tuple(code for code in every if code not in served)
    return Thread(
        version=version, rows=tuple(row for priority in priorities for row in _rows(version, priority, with_figures, every)),
        priorities=priorities, kpis_unserved=unserved, mapped_unserved=tuple(code for code in unserved if mapped.get(code)),
        citing=tuple(action.code for action in version.actions if action.kpis),
        not_citing=tuple(action.code for action in version.actions if not action.kpis),
        words_only=tuple(
            _words_only(action) for action in version.actions if action.success_measures and (not action.kpis or action.offered)),
    )  # fmt: skip


def _priority(
    version: PlanVersion, number: int, title: str, *, mapped: Sequence[str], with_figures: Collection[str], every: Sequence[str]
) -> PriorityThread:  # fmt: skip
    held = [action for action in version.actions if action.priority == number]
    by_actions = {code for action in held for code in action.kpis}
    return PriorityThread(
        number=number, title=title, actions=tuple(action.code for action in held),
        citing=tuple(action.code for action in held if action.kpis), mapped=tuple(mapped),
        cited=tuple(code for code in every if code in by_actions),
        with_figures=tuple(code for code in every if code in with_figures and (code in by_actions or code in mapped)),
    )  # fmt: skip


def _rows(version: PlanVersion, priority: PriorityThread, with_figures: Collection[str], every: Sequence[str]) -> list[ThreadRow]:
    held = [action for action in version.actions if action.priority == priority.number]
    beside = (code for code in every if code in priority.mapped or code in priority.cited)
    return [
        ThreadRow(priority.number, code, code in priority.mapped, tuple(a.code for a in held if code in a.kpis), code in with_figures)
        for code in beside
    ]


def _words_only(action: Action) -> WordsOnly:
    return WordsOnly(action.code, action.success_measures, action.offered, _IN_WORDS.search(action.success_measures) is not None)
