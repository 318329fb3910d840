"""The what-if of a backlog as ``cli.py backlog`` prints it: the same sentences and months as on the page, percentages unrounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpis import say_backlog
from kpis.backlog import YEAR, Filled, clears, month_after, needed, within
from kpis.say_backlog import Told


def record(told: Told, sources: Mapping[str, Filled]) -> dict[str, Any]:
    """What was put in, what comes out and every month; ``sources`` are the numbers that figures filled in."""
    asked, found = told.asked, clears(told.asked)
    last = told.months[max(told.until - YEAR, 0) : told.until]
    return {
        "label": say_backlog.LABEL,
        "asked": {"open_over": asked.open_over, "due": asked.due, "issued": asked.issued, "kept": asked.kept,
                  "from": told.today.isoformat()},
        "filled": {name: one.source for name, one in sources.items()},
        "clears": {"months": found, "month": _month(told, found) if found else None},
        "target": {
            "month": _month(told, told.until), "share": told.months[told.until - 1].share, "year": within(last),
            "plans_needed": needed(asked.open_over, asked.due, told.until),
        },
        "months": [
            {"month": _month(told, m.number), "in_time": m.in_time, "late": m.late, "share": m.share, "newly_late": m.newly_late,
             "open_over": m.open_over} for m in told.months
        ],
        "sentence": say_backlog.result(told), "assumes": list(say_backlog.ASSUMES),
    }  # fmt: skip


def words(told: Told, sources: Mapping[str, Filled]) -> str:
    """The same for a reader."""
    lines = [f"{say_backlog.LABEL}. If there were {say_backlog.put_in(told)}:", say_backlog.result(told)]
    lines += [f"{name}: {one.number} a month, from {one.source}." for name, one in sources.items()]
    lines.append("  ".join(f"{head:>18}" for head in say_backlog.HEADS))
    lines += ["  ".join(f"{cell:>18}" for cell in row) for row in say_backlog.rows(told)]
    return "\n".join([*lines, *(f"Takes for granted: {one}" for one in say_backlog.ASSUMES)])


def _month(told: Told, number: int) -> str:
    return month_after(told.today, number).isoformat()[:7]
