"""Pieces of a page as HTML: headings, frames, badges, tables, findings. Everything typed by people is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from data.model.indicator import Section
from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.charts.style.palette import RATING_WORDS, Palette
from kpis.charts.svg.marks import GLANCE, data_uri, glance, glance_words
from kpis.charts.svg.panel import HEIGHT, WIDTH, picture
from kpis.figures.figure import PUBLISHED, Value
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import part_year
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import RevisedFigure, Standing
from kpis.standing.kpi_standing import gap as gap_between
from kpis.targets.rag import RagStatus
from pages.queries.session import OGL, catalogue, releases, today
from pages.widgets import table_export
from pages.widgets.glossary_terms import explained
from pages.widgets.stylesheet import CLASS, ROLE_CLASS


def write(*parts: str, rows: bool = False, width: Literal["stretch", "content"] = "stretch") -> None:
    """Puts pieces on the page as one block."""
    st.html(table_export.numbered(f"<div class='sd{' rows' if rows else ''}'>{''.join(parts)}</div>"), width=width)


def heading(title: str, sub: str = "", level: int = 1, *, ours: bool = False) -> str:
    """A heading and the line under it; where every word is ``ours`` the glossary's terms in them explain themselves."""
    shown = explained if ours else escape
    under = f"<p class='sub'>{shown(sub)}</p>" if sub else ""
    return f"<h{level}>{shown(title)}</h{level}>{under}"


def notice(words: str) -> str:
    return f"<span class='notice'>{escape(words)}</span>" if words else ""


def foot(held: AreaView, mark: str | None = None) -> str:
    """Source, as-at, build and the area's mark, inside every frame so that a crop can be traced."""
    marks = notice(held.notice if mark is None else mark)
    return f"<div class='foot'><span>Source: {escape(held.source)}. {escape(held.received)}</span>{marks}</div>"


def published_foot(held: AreaView) -> str:
    """The same under published figures alone: the releases they come from."""
    mark = notice(held.replayed)
    return f"<div class='foot'><span>Source: DfE: {escape('; '.join(releases()))}. Build {escape(held.build)}. {OGL}</span>{mark}</div>"


def marks(held: AreaView, *others: AreaView) -> str:
    """The marks of an area's figures and those of the same area on other days, each once."""
    told = [held.notice]
    for mark in (s.own.notice for other in others for s in other.standings if s.own):
        if mark and not any(mark in words for words in told):
            told.append(mark)
    return " · ".join(filter(None, told))


def link(words: str, page: str, **ids: object) -> str:
    """A link that carries plain ids and works in a paper."""
    address = f"{page}?{urlencode({k: str(v) for k, v in ids.items()})}"
    return f"<a href='{escape(address, quote=True)}' target='_self'>{escape(words)}</a>"


def cell_link(held: AreaView, value: Value, *, with_file: bool = False) -> str:
    """A link from a figure to the cell it came from."""
    words = ", ".join(filter(None, (value.file, value.place))) if with_file or not value.place else value.place
    where = {"sheet": value.sheet} if value.sheet or value.origin != PUBLISHED else {"file": value.file}
    return link(words, "sources", area=held.area.name, load=value.load, **where, cell=value.cell)


def when(value: Value) -> str:
    """A figure's period as readers write it, and beside it why the printed one was read so."""
    if value.period.first is None or formats.period(value.period) == value.period.label:
        return escape(value.period.label)
    return f"{escape(formats.period(value.period))} <span class='quiet small'>{escape(value.basis.partition('. ')[0])}</span>"


def badge(status: RagStatus, *, big: bool = False) -> str:
    size = " big" if big else ""
    return f"<span class='badge'><i class='m{size} m-{CLASS[status]}'></i><span>{RATING_WORDS[status][1]}</span></span>"


def role(series: FigureRole, words: str = "") -> str:
    return f"<i class='r r-{ROLE_CLASS[series]}'></i>{escape(words)}"


def tally(palette: Palette, standings: Iterable[Standing]) -> str:
    """One tile a rating, as wide as its share, so that the strip is also a bar."""
    counts = Counter(s.rating.status for s in standings)
    tiles = "".join(
        f"<div role='listitem' style='flex:{counts[s]} 1 0;border-color:{palette.ratings[s].edge}'><i class='m m-{CLASS[s]}'></i>"
        f"<b>{counts[s]}</b> {RATING_WORDS[s][1]}</div>"
        for s in RATING_WORDS
        if counts[s]
    )
    return f"<div class='tally' role='list'>{tiles}</div>"


ON_BEFORE = "On period before"  # the head of a change from the period before, which is not the year before that a sentence speaks of
UNNAMED = {"code": "Code"}  # what a reader by ear hears for a column whose head the eye does not need


def unseen(words: str) -> str:
    """Words for a reader by ear alone."""
    return f"<span class='unseen'>{escape(words)}</span>"


def table(heads: Iterable[tuple[str, str]], body: str, widths: Iterable[float], caption: str = "") -> str:
    """heads: (html, class) of each column. Fixed widths keep the tables of a page in line."""
    columns = "".join(f"<col style='width:{w}%'>" for w in widths)
    cells = "".join(f"<th scope='col' class='{c}'>{h or unseen(UNNAMED.get(c, 'Mark'))}</th>" for h, c in heads)
    label = f" aria-label='{escape(caption, quote=True)}'" if caption else ""
    return f"<table{label}><colgroup>{columns}</colgroup><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def change_words(standing: Standing) -> str:
    """Which way the figure went from the period before, and by how much."""
    return formats.moved(standing.change.value if standing.change else None, standing.indicator)


def share(standing: Standing) -> str:
    """What stands in brackets beside a figure: its share, whether it is provisional or part of a year; empty where there is none."""
    own = standing.own
    words = [formats.share(own.share)] if own and own.share is not None else []
    words += [own.firmness] if own and own.firmness else []
    words += [part_year.mark(standing)] if part_year.mark(standing) else []
    return f" <span class='quiet small'>({', '.join(words)})</span>" if words else ""


def figure(standing: Standing) -> str:
    if standing.own is None:
        return "Nothing loaded"
    return formats.figure(standing.value, standing.indicator, standing.missing)


def hint(standing: Standing) -> str:
    """The attribute that shows a KPI's sentence on hover."""
    return f" title='{escape(sentence(standing), quote=True)}'"


def part(standing: Standing) -> str:
    """The mark of a figure for the year so far where there is no room for its period."""
    return f" <span class='quiet small'>({part_year.PART})</span>" if part_year.mark(standing) else ""


def quiet(words: str) -> str:
    return f"<span class='quiet'>{escape(words)}</span>" if words == formats.DASH else escape(words)


def doubted(held: AreaView, standing: Standing) -> str:
    """The check mark on a figure that a check questions; the table's foot says what it means."""
    return (
        "<i class='m m-check tiny' role='img' aria-label='questioned by a check'></i>" if standing.indicator.code in held.questioned else ""
    )


def published(held: AreaView, value: Value | None) -> str:
    """The mark of a published figure on a page that shows a scorecard's too; the table's foot says what it means."""
    return "<sup>p</sup>" if held.mixed and value is not None and value.value is not None and value.origin != "local" else ""


def kpi_table(palette: Palette, held: AreaView, sections: Mapping[str, Section]) -> str:
    """Every KPI in scorecard order: a heading row a section, one row a KPI."""
    heads = [
        ("", "code"), ("KPI", ""), ("Figure and comparators", ""), ("Period", ""), ("Figure", "n"), (ON_BEFORE, "n wrap"), ("Target", "n"),
        *((role(s, held.standings[0].named(s)), "n") for s in COMPARATORS), ("Rating", ""), ("How old", "last"),
    ]  # fmt: skip
    body, section = "", ""
    for s in held.standings:
        if s.indicator.section != section:
            section = s.indicator.section
            name = link(sections[section].title, "section", area=held.area.name, section=section)
            body += f"<tr class='group'><th colspan='12' scope='rowgroup'>{name}</th></tr>"
        body += _kpi_row(palette, held, s)
    widths = (3.2, 17.8, 8.9, 9.9, 9.2, 6.8, 6.9, 8.2, 7, 7.3, 8, 6.8)
    return table(heads, body, widths, f"Every KPI of {held.area.name}")


def _kpi_row(palette: Palette, held: AreaView, s: Standing) -> str:
    indicator, own = s.indicator, s.own
    drawn = glance(palette, s)
    image = (
        f"<img alt='{escape(glance_words(s), quote=True)}' style='width:6.5rem;height:1.5rem' src=\"{data_uri(drawn, *GLANCE)}\">"
        if drawn
        else ""
    )
    others = "".join(
        f"<td class='n'>{quiet(formats.figure(s.comparator(x), indicator))}{published(held, s.comparators.get(x))}</td>"
        for x in COMPARATORS
    )
    target = s.target_words
    weight = "big" if s.value is not None else "quiet"
    ended = formats.age(own.period.last, held.as_at or today()) if own and own.period.last else formats.DASH
    name, when = link(indicator.short, "kpi", area=held.area.name, kpi=indicator.code), formats.period(own.period) if own else formats.DASH
    return (
        f"<tr><td class='code'>{indicator.code}</td><th scope='row'{hint(s)}>{name}</th><td>{image}</td><td>{escape(when)}</td>"
        f"<td class='n {weight}'>{escape(figure(s))}{published(held, own)}{share(s)}{doubted(held, s)}</td>"
        f"<td class='n'>{quiet(change_words(s))}</td><td class='n{' small tight' if s.aim and s.aim.banded else ''}'>{quiet(target)}</td>"
        f"{others}<td>{badge(s.rating.status)}</td><td class='small last'>{ended}</td></tr>"
    )


def panels(palette: Palette, held: AreaView, standings: Iterable[Standing]) -> str:
    """Small multiples: the same panel a KPI, each on its own scale."""
    cells = ""
    for s in standings:
        image = data_uri(picture(palette, s), WIDTH, HEIGHT)
        absent = "" if s.value is not None else " absent"
        share = f" · {formats.share(s.own.share)} of {s.indicator.share_of}" if s.own and s.own.share is not None else ""
        firm = f", {s.own.firmness}" if s.own and s.own.firmness else ""
        when = formats.period(s.own.period, long=True) if s.own else ""
        firm += f" ({part})" if (part := part_year.mark(s)) else ""
        moved = f" · {change_words(s)}" if s.change else ""
        cells += (
            f"<div class='panel'{hint(s)}><div class='name'><span class='quiet'>{s.indicator.code}</span> "
            f"{link(s.indicator.short, 'kpi', area=held.area.name, kpi=s.indicator.code)}</div>"
            f"<img alt='{escape(glance_words(s), quote=True)}' src=\"{image}\">"
            f"<div class='row'><span class='now{absent}'>{escape(figure(s))}</span>{badge(s.rating.status)}</div>"
            f"<p class='quiet small'>{escape(when + firm + share + moved)}</p></div>"
        )
    return f"<div class='grid'>{cells}</div>"


def comparisons(standing: Standing, seasonal: bool = False) -> str:
    """The difference from each comparator in the KPI's own unit; of a seasonal KPI the same period last year before the last period."""
    s, indicator = standing, standing.indicator

    def row(name: str, other: float | None, gap: float | None, level: str = "Level", part: float | None = None) -> str:
        difference = quiet(formats.difference(gap, indicator, level=level))
        shown = quiet(formats.figure(other, indicator)) + (
            f" <span class='quiet small'>({formats.share(part)})</span>" if part is not None else ""
        )
        return f"<tr><th scope='row'>{name}</th><td class='n'>{shown}</td><td class='n last'>{difference}</td></tr>"

    shares = {x: v.share for x, v in s.comparators.items()}
    body = "".join(row(role(x, s.named(x)), s.comparator(x), s.gap(x), part=shares.get(x)) for x in COMPARATORS)
    if s.aim and s.aim.banded:
        body += (
            f"<tr><th scope='row'>{role(FigureRole.TARGET, 'Target')}</th><td class='n last' colspan='2'>{escape(s.target_words)}</td></tr>"
        )
    else:
        body += row(role(FigureRole.TARGET, "Target"), s.target.value if s.target else None, s.gap(FigureRole.TARGET))
    if indicator.standard:
        body += row("Legal standard", indicator.standard.value, gap_between(s.value, indicator.standard.value))
    near = [row("Period before", s.change.before.value if s.change else None, s.change.value if s.change else None, "No change")]
    if s.year_ago:
        near.append(row("Same period last year", s.year_ago.before.value, s.year_ago.value, "No change"))
    body += "".join(reversed(near) if seasonal else near)
    heads = (("Compared with", ""), ("Figure", "n"), ("Difference", "n last"))
    note = "<p class='quiet small'>Differences are worked before rounding.</p>" if any(s.gap(x) is not None for x in COMPARATORS) else ""
    return table(heads, body, (46, 24, 30), "The figure beside its comparators") + note


def hero(standing: Standing) -> str:
    own = standing.own
    share = f"<p>{formats.share(own.share)} of {standing.indicator.share_of}</p>" if own and own.share is not None else ""
    absent = " absent" if standing.value is None else ""
    when = _sentence(formats.period(own.period, long=True)) if own else ""
    when += f", {own.firmness}" if own and own.firmness else ""
    when += f": {part}" if (part := part_year.mark(standing)) else ""
    doubt = f"<p class='quiet small'>{escape(own.period.doubt)}</p>" if own and own.period.doubt else ""
    return (
        f"<div class='split'><div><p class='quiet'>{escape(when)}</p>"
        f"<span class='hero{absent}'>{escape(figure(standing))}</span>{share}</div>"
        f"<div style='font-size:1.1rem'>{badge(standing.rating.status, big=True)}</div></div>"
        f"<p class='small'>{escape(standing.rating.why)}</p>{doubt}"
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def moved_table(changes: Sequence[RevisedFigure], caption: str) -> str:
    """Figures that a load gives otherwise than the load before it: which, what it was, what it is."""
    body = ""
    for m in changes:
        indicator = catalogue().indicators[m.indicator]
        was, now = (
            formats.share(v) if m.measure == "share" and v is not None else formats.figure(v, indicator, why) for v, why in (m.was, m.now)
        )
        body += (
            f"<tr><td class='code'>{m.indicator}</td><th scope='row'>{escape(indicator.short)}: {m.series.value}</th>"
            f"<td>{escape(formats.period(m.period))}</td><td class='n'>{escape(was)}</td><td class='n big'>{escape(now)}</td>"
            f"<td>load {m.load}</td></tr>"
        )
    heads = (("", "code"), ("Figure", ""), ("Period", ""), ("Was", "n"), ("Is now", "n"), ("Was given by", ""))
    return heading(caption, level=2) + table(heads, body, (6, 40, 16, 14, 14, 10), caption)


def fact_list(facts: Sequence[tuple[str, str]], widths: tuple[float, float] = (30, 70), *, ours: bool = False) -> str:
    """Names and their words, escaped, as a two-column table; where they are ``ours`` the glossary's terms explain themselves."""
    shown = explained if ours else escape
    body = "".join(f"<tr><th scope='row' class='quiet'>{escape(name)}</th><td>{shown(words)}</td></tr>" for name, words in facts if words)
    return f"<table><colgroup><col style='width:{widths[0]}%'><col style='width:{widths[1]}%'></colgroup><tbody>{body}</tbody></table>"


def finding(severity: str, what: str, hint: str, where: str) -> str:
    """One finding: mark and word, what, what to do, where."""
    return (
        f"<div class='found'><i class='m m-{escape(severity)}'></i><div><h3>{severity.capitalize()}: {escape(what)}</h3>"
        f"<p>{escape(hint)}</p><p class='quiet'>{escape(where)}</p></div></div>"
    )


def empty(title: str, why: str, *actions: str, short: bool = False) -> str:
    """A named absence in a frame of the usual size, with what to do next."""
    ways = "".join(f"<p>{action}</p>" for action in actions)
    return f"<div class='empty{' short' if short else ''}'><h2>{escape(title)}</h2><p>{escape(why)}</p>{ways}</div>"
