"""Where neighbours, or any authority, do better than the area, how they moved, and whether they once stood where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data.model.area import Area, ranked_beside
from data.model.indicator import Polarity, Unit
from data.model.period import Period
from data.model.publication import Feed
from kpis import formats
from kpis.benchmark import peers_text
from kpis.benchmark.benchmark import Field
from kpis.benchmark.peers import Peer, alike, lately, newest_of, peers, unbroken
from kpis.charts.style.palette import DARK, LIGHT, Palette
from kpis.charts.svg.marks import GLANCE
from kpis.charts.svg.peer_trend import path
from kpis.exports.csv_tables.published_csv import peers_csv
from kpis.figures.periods import crosses
from kpis.markup import Markup, data_address, html, joined
from pages.context import england_files
from pages.context.page_context import PageContext
from pages.queries import area_view, measure_figures, published_figures, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import components
from pages.widgets.image_export import file_name
from pages.widgets.markdown_text import markdown

GROUPS = ("Neighbours", "All authorities")
MOST = 25  # rows drawn; the CSV has them all
OVER = 4  # periods back, so five are drawn


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    asked = area_view.key_of(held)
    if not published_figures.measures(asked.home, asked.build, asked.as_at):
        england_files.nothing("Peers", held)
        return
    chosen = frame.choices.get("kpi", ""), frame.choices.get("measure", ""), ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="search"):
        group = st.segmented_control(
            "Compared with", GROUPS, default=GROUPS[0], key="among", bind="query-params", label_visibility="collapsed"
        )
        components.write(components.link("Find another measure", "explore", area=held.area.name), width="content")
    look = _Look(asked, chosen, group == GROUPS[1])
    if measure_figures.found(asked.home, asked.build, asked.as_at, chosen) is None:
        components.write(components.heading("Nobody has a published figure for this", f"Peers · {held.area.name}"),
                    components.empty("Choose another KPI or measure", "The KPIs in the list above have published figures."))  # fmt: skip
        return
    components.write(_drawn(look, frame.palette.name), components.published_foot(held))
    found = look.found()
    if found:
        st.download_button(
            markdown("Download {} as CSV", len(found)), lambda: _csv(look, held.replayed),
            f"{file_name(f'{held.area.name} {chosen[1] or chosen[0]}')}-peers.csv", "text/csv", on_click="ignore", key="peers_csv",
        )  # fmt: skip


@dataclass(frozen=True)
class _Look:
    """The ids that the page depends on; figures are looked up by them, never passed."""

    asked: ViewKey
    what: tuple[str, str, str]  # KPI, measure, basis
    everybody: bool

    @property
    def field(self) -> Field:
        return self._found().field

    @property
    def feed(self) -> Feed | None:
        return self._found().feed

    def _found(self) -> measure_figures.MeasureFigures:
        found = measure_figures.found(self.asked.home, self.asked.build, self.asked.as_at, self.what)
        assert found is not None
        return found

    @property
    def areas(self) -> dict[str, Area]:
        return session.catalogue_of(self.asked.home, self.asked.build).areas

    @property
    def area(self) -> Area:
        return self.areas[self.asked.area]

    @property
    def period(self) -> Period | None:
        """The newest period in which the area itself has a number, else the newest that anybody has."""
        return newest_of(self.field, self.area.code) or self.field.latest

    def others(self) -> tuple[tuple[str, ...], str]:
        """(codes set against the area, who they are in words)."""
        if self.everybody:
            return tuple(c for c in ranked_beside(self.area, self.areas) if c != self.area.code), "other authorities"
        members, edition = self.members()
        return members, f"neighbours ({edition} list)" if edition else "neighbours"

    def members(self) -> tuple[tuple[str, ...], str]:
        """The area's neighbours and their list's edition."""
        circle = area_view.circle_of(self.asked.place, self.asked.against[0])
        return circle.of(self.period) if self.period else ((), "")

    def found(self) -> tuple[Peer, ...]:
        rule = alike if self.field.indicator.polarity is Polarity.NEUTRAL else peers
        over = max(1, len(unbroken(self.field, self.periods())) - 1)
        return rule(self.field, self.area.code, self.others()[0], period=self.period, over=over)

    def periods(self) -> tuple[Period, ...]:
        return lately(self.field, self.period, OVER + 1) if self.period else ()

    def ids(self) -> dict[str, str]:
        """What names the KPI or measure in an address."""
        return {"measure": self.what[1]} if self.what[1] else {"kpi": self.what[0]}


@kept_once(64)
def _drawn(look: _Look, theme: str) -> Markup:
    """The finding and the table, drawn once a build, area, measure, group and theme."""
    field, period, found = look.field, look.period, look.found()
    indicator, (codes, who) = field.indicator, look.others()
    here = field.at(period) if period else {}
    of = sum(1 for code in codes if code in here and here[code].value is not None)
    sub = " · ".join(filter(None, (
        f"{look.what[0]} {indicator.title}".strip(), look.area.name, peers_text.BETTER[indicator.polarity],
        look.feed.near if look.feed else "",
    )))  # fmt: skip
    head = components.heading(peers_text.title(found, field, look.area, period, (who, of)), sub)
    notes = _notes(look, of, len(codes))
    if not found:
        return head + components.empty("Nobody to show here", _why(look, of), *_ways(look)) + notes
    return head + _table(look, found[:MOST], DARK if theme == "dark" else LIGHT) + notes


def _of(look: _Look) -> dict[str, str]:
    return {"area": look.area.name, **look.ids()}


def _ways(look: _Look) -> list[Markup]:
    """Where to go on: for a count the rates of it that are published, where authorities compare."""
    if look.field.indicator.unit is not Unit.COUNT:
        return [components.link("See every authority", "benchmark", **_of(look))]
    held = measure_figures.bases(look.asked.home, look.asked.build, look.asked.as_at, look.what[0]) if look.what[0] else ()
    known = session.catalogue_of(look.asked.home, look.asked.build).feeds_of(look.what[0])
    bases = [feed.basis for feed in known if feed.of and feed.basis in held]
    return [components.link(f"Every authority: {basis}", "benchmark", **_of(look), basis=basis) for basis in bases]


def _why(look: _Look, of: int) -> str:
    if look.period is None or look.field.number(look.area.code, look.period) is None:
        return f"{look.area.name} has no published figure of its own to set others against."
    if look.field.indicator.unit is Unit.COUNT:
        return "Authorities differ in size, so a count of one is not set beside another’s. A rate can be."
    if not of:
        return "None of them has a figure. Choose another list of neighbours, or all authorities."
    return "Everybody with a figure stands level or does worse."


def _table(look: _Look, found: tuple[Peer, ...], palette: Palette) -> Markup:
    periods, judged = look.periods(), look.field.indicator.polarity is not Polarity.NEUTRAL
    near = look.members()[0]
    body = joined(_row(look, one, palette, near=one.code in near) for one in found)
    since = unbroken(look.field, periods)
    change = f"Change since {formats.period(since[0])}" if len(since) > 1 and look.field.indicator.over_time else "Change"
    spell = f"{formats.period(periods[0])} to {formats.period(periods[-1])}" if len(periods) > 1 else "Figures"
    heads = [("Authority", ""), ("Now", "n"), ("Better by" if judged else "Differs by", "n"), (spell, ""),
             (change, "n" if judged else "n last")]  # fmt: skip
    heads += [(f"Last stood where {look.area.name} is, or worse", "last")] if judged else []
    return components.table(heads, body, (26, 11, 13, 14, 15, 21) if judged else (34, 16, 16, 16, 18), "Peers")


def _row(look: _Look, one: Peer, palette: Palette, *, near: bool) -> Markup:
    field, indicator, areas = look.field, look.field.indicator, look.areas
    drawn = data_address(path(palette, field, (one.code, look.area.code), look.periods(), near=near), *GLANCE)
    words = peers_text.path(one, field, areas, look.periods())
    name = components.link(areas[one.code].name, "benchmark", **_of(look), view="side", **{"with": one.code})
    judged = indicator.polarity is not Polarity.NEUTRAL
    once = html("<td class='last'>{}</td>", components.quiet(peers_text.once(one, indicator))) if judged else Markup()
    firm = html(" <span class='quiet small'>({})</span>", one.now.firmness) if one.now.firmness else Markup()
    return html(
        "<tr><th scope='row'>{name}</th><td class='n big'>{figure}{firm}</td><td class='n'>{size}</td>"
        "<td><img alt='{words}' title='{words}' style='width:6.5rem;height:1.5rem' src=\"{drawn}\"></td><td class='n{judged}'>"
        "{moved}</td>{once}</tr>",
        name=name, figure=formats.figure(one.now.value, indicator), firm=firm, size=formats.size(one.lead, indicator), words=words,
        drawn=drawn, judged="" if judged else " last",
        moved=components.quiet(formats.moved(one.moved.value if one.moved else None, indicator)), once=once,
    )  # fmt: skip


def _notes(look: _Look, of: int, every: int) -> Markup:
    """How to read the table, and what it is worked from."""
    field, found = look.field, look.found()
    told = [f"Thick line: the authority; thin: {look.area.name}; on one scale in each row; gaps and breaks left open." if found else ""]
    told.append(f"The {MOST} furthest ahead are shown; the CSV has all {len(found)}." if len(found) > MOST else "")
    told.append(f"{every - of} of {every} have no figure for {formats.period(look.period)}." if look.period and every > of else "")
    if look.period and field.latest and look.period != field.latest:
        told.append(f"Newest published period: {formats.period(field.latest)}; {look.area.name} has no figure in it.")
    told.append("" if field.indicator.over_time else "These figures do not compare from year to year, so no change is given.")
    drawn = look.periods()
    told += [f"From {formats.month(b.first)}: {b.words.rstrip('.')}; nothing is compared across it." for b in field.breaks
             if len(drawn) > 1 and crosses((b,), drawn[0], drawn[-1])]  # fmt: skip
    told.append("Differences are worked before rounding. A spread, not a league table.")
    sources = list(dict.fromkeys(v.data_source for v in (field.at(look.period).values() if look.period else ())))
    told.append(f"Figures: {'; '.join(filter(None, sources))}." if any(sources) else "")
    return html("<p class='sub small'>{}</p>", " ".join(filter(None, told)))


def _csv(look: _Look, replayed: str) -> bytes:
    return peers_csv(look.found(), look.field, look.area, look.areas, (replayed, session.OGL))
