"""Under a judged line: how people have its limits worked, what happened, and the forms for both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from data.model.record import RecordFault
from data.records.kpi_records import EVENT, PROCESS
from kpis import formats
from kpis.markup import Markup, html
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from pages.queries import records
from pages.records import record_form
from pages.records.record_form import FormBox, FormSubject
from pages.widgets import components

DATED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\s*[:,;-]?\s*(.*)")


def draw(held: AreaView, s: Standing) -> None:
    """Events listed, and on today's figures the two forms."""
    components.write(_listed(s))
    if held.as_at is not None:
        return
    code = s.indicator.code
    with st.expander("Limits: rebase, lock a baseline, leave periods out", expanded=False):
        entry = records.latest(PROCESS, held.area.code).get(code)
        thing = FormSubject(PROCESS, held.area.code, code, entry, named=f"the limits of {code}")
        record_form.form(thing, _boxes(), save="Save limits")
        if entry is not None:
            record_form.remove(thing, "Work the limits from all figures again")
        components.write(
            html(
                "<p class='quiet small'>Limits begin anew only for a known change, and the reason is recorded. A baseline is locked once "
                "it has 12 values. What is left out stays on the chart as a hollow ring.</p>{}",
                record_form.made_up(),
            )
        )
    with st.expander("Events: inspection, new team, closure of schools", expanded=False):
        mine = {key: e for key, e in records.latest(EVENT, held.area.code).items() if code in ((e.body or {}).get("kpis") or [code])}
        names = {"": "A new event"} | {key: f"{_day((e.body or {})['date'])}: {(e.body or {})['text']}" for key, e in mine.items()}
        picked = st.selectbox("Event", list(names), format_func=names.__getitem__, key=f"event_{code}")
        begins = {} if picked else {"kpis": [code]}
        thing = FormSubject(EVENT, held.area.code, picked, mine.get(picked), prefix="N", of=f"{code}-", begins=begins, named="the event")
        boxes = [
            record_form.day("date", "Day"), record_form.line("text", "What happened, in a few words", 80),
            record_form.lines("kpis", "Only for these KPIs, a code a line (none: every KPI)", 68),
        ]  # fmt: skip
        record_form.form(thing, boxes, save="Save event", wrong=partial(_unknown, held))
        if picked:
            record_form.remove(thing, "Take this event away")


def _unknown(held: AreaView, body: Mapping[str, Any]) -> str:
    """What stops an event of a KPI that is none: nobody would ever see it."""
    codes = {one.indicator.code for one in held.standings}
    none = [one for one in body.get("kpis") or () if one not in codes]
    return f"‘{none[0]}’ is not the code of a KPI here; write one a line, as S5." if none else ""


def _boxes() -> list[FormBox]:
    return [
        record_form.parsed("rebases", "Limits begin anew, a line each: 01/09/2022 New team", _rebases_shown, _read(_rebase)),
        record_form.parsed("ghosts", "Leave these periods out, a day in each a line: 15/04/2020", _days_shown, _read(_plain)),
        record_form.day("lock", "Work limits from figures up to"), record_form.line("reason", "Why", 1000),
    ]  # fmt: skip


def _read(one: Callable[[str, str], Any]) -> Callable[[Any], Any]:
    """A reader of lines that each begin with a day; a line that does not is named."""

    def read(value: Any) -> list[Any] | None:
        found = []
        for line in filter(None, map(str.strip, str(value or "").splitlines())):
            match = DATED.fullmatch(line)
            try:
                if match is None:
                    raise ValueError
                when = date(int(match[3]), int(match[2]), int(match[1])).isoformat()
            except ValueError:
                raise RecordFault("rebases" if one is _rebase else "ghosts", f"‘{line}’ should begin with a day, as 01/09/2022.") from None
            found.append(one(when, match[4].strip()))
        return found or None

    return read


def _rebase(when: str, reason: str) -> dict[str, str]:
    if not reason:
        raise RecordFault("rebases", "each line needs its reason after the day: limits begin anew only for a known change.")
    return {"day": when, "reason": reason}


def _plain(when: str, _: str) -> str:
    return when


def _rebases_shown(value: Any) -> str:
    return "\n".join(f"{date.fromisoformat(one['day']):%d/%m/%Y} {one['reason']}" for one in value or ())


def _days_shown(value: Any) -> str:
    return "\n".join(f"{date.fromisoformat(one):%d/%m/%Y}" for one in value or ())


def _day(words_: str) -> str:
    return formats.day(date.fromisoformat(words_))


def _listed(s: Standing) -> Markup:
    """The events drawn on the chart, each with who recorded it."""
    if not s.events:
        return Markup()
    told = "; ".join(f"{formats.day(one.day)}, {one.words} ({one.who}, {formats.day(one.recorded)})" for one in s.events)
    return html("<p class='small'>Events: {}.</p>", told)
