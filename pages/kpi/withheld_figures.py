"""What was given of a KPI before a later file withheld it: behind one press, for the working group, and in nothing that leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from data.model.indicator import Indicator
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from pages.queries import area_view, homes, withheld
from pages.widgets import components

WARNING = "For the working group only. Copy none of it: it is in no pack, picture, table or file that is taken away from here."


def draw(held: AreaView, indicator: Indicator) -> None:
    """How many figures are withheld, and the button that shows them until the next press of anything; nothing where none is."""
    key = area_view.key_of(held).place
    number = withheld.count(key, indicator.code)
    if not number:
        return
    figures = "1 figure that was given before is" if number == 1 else f"{number} figures that were given before are"
    components.write(html("<p>{} withheld by a later file, here and in everything that leaves.</p>", figures))
    if st.button("Show what was given, to the working group only", key="withheld"):
        components.write(_table(indicator, withheld.originals(replace(key, audience=homes.working_group()), indicator.code)))


def _table(indicator: Indicator, rows: Sequence[Mapping[Any, Any]]) -> Markup:
    body = joined(
        html(
            "<tr><th scope='row'>{}</th><td class='n'>{}</td><td>{}</td><td class='n'>{}</td><td class='n'>{}</td></tr>",
            formats.period(Period(str(row["period"]), PeriodKind(str(row["period_kind"])), row["first"], row["last"])),
            _was(indicator, row), row["comment"] or "", row["load"], row["by_load"],
        )
        for row in rows
    )  # fmt: skip
    heads = (("Period", ""), ("Was given", "n"), ("Printed comment", ""), ("By load", "n"), ("Withheld by load", "n"))
    return components.notice(WARNING) + components.table(heads, body, (20, 16, 38, 12, 14), f"Withheld figures of {indicator.code}")


def _was(indicator: Indicator, row: Mapping[Any, Any]) -> str:
    if row["value"] is None:
        return f"‘{row['raw']}’" if row["raw"] else formats.DASH
    if row["measure"] == "share":
        return formats.share(row["value"])
    part = "" if row["measure"] == "figure" else f"{row['measure']} "
    return f"{part}{formats.figure(row['value'], indicator) if not part else formats.number(row['value'], 0)}"
