"""The what-if of a backlog as ``cli.py backlog`` prints it: the same sentences and months as on the page, percentages unrounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpis.forecast import backlog_text
from kpis.forecast.backlog import YEAR, SuggestedInput, clears, month_after, needed, needed_for, reaches, within
from kpis.forecast.backlog_text import BacklogCase


def record(told: BacklogCase, sources: Mapping[str, SuggestedInput]) -> dict[str, Any]:
    """What was put in, what comes out and every month; ``sources`` are the numbers that figures filled in."""
    asked, found, aim = told.asked, clears(told.asked), told.aim
    last = told.months[max(told.until - YEAR, 0) : told.until]
    return {
        "label": backlog_text.LABEL,
        "asked": {"open_over": asked.open_over, "due": asked.due, "issued": asked.issued, "kept": asked.kept,
                  "from": told.today.isoformat()},
        "filled": {name: one.source for name, one in sources.items()},
        "clears": {"months": found, "month": _month(told, found) if found else None},
        "target": {
            "month": _month(told, told.until), "share": told.months[told.until - 1].share, "year": within(last),
            "plans_needed": needed(asked.open_over, asked.due, told.until),
            "percentage": aim.percentage if aim else None, "what": aim.name if aim else None,
            "reached": reaches(asked, aim.percentage) if aim else None,
            "plans_to_reach": needed_for(asked, aim.percentage, told.until) if aim else None,
        },
        "months": [
            {"month": _month(told, m.number), "in_time": m.in_time, "late": m.late, "share": m.share, "newly_late": m.newly_late,
             "open_over": m.open_over} for m in told.months
        ],
        "sentence": backlog_text.result(told), "assumes": list(backlog_text.ASSUMES),
    }  # fmt: skip


def words(told: BacklogCase, sources: Mapping[str, SuggestedInput]) -> str:
    """The same for a reader."""
    lines = [f"{backlog_text.LABEL}. If there were {backlog_text.put_in(told)}:", backlog_text.result(told)]
    lines += [f"{name}: {one.number} a month, from {one.source}." for name, one in sources.items()]
    lines.append("  ".join(f"{head:>18}" for head in backlog_text.HEADS))
    lines += ["  ".join(f"{cell:>18}" for cell in row) for row in backlog_text.rows(told)]
    return "\n".join([*lines, *(f"Takes for granted: {one}" for one in backlog_text.ASSUMES)])


def _month(told: BacklogCase, number: int) -> str:
    return month_after(told.today, number).isoformat()[:7]
