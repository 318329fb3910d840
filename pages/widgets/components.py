"""Pieces of a page as HTML: headings, frames, badges, tables, findings. Everything typed by people is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from urllib.parse import urlencode

from data.model.area_life import life_words, successors
from data.model.indicator import Section
from data.model.observation import COMPARATORS, FigureRole
from data.text import first_capital
from kpis import formats
from kpis.charts.style.palette import RATING_WORDS, Palette
from kpis.charts.svg.marks import GLANCE, glance, glance_words
from kpis.charts.svg.panel import HEIGHT, WIDTH, picture
from kpis.exports.document.pack_marks import dfe_rows
from kpis.figures.figure import PUBLISHED, Value
from kpis.markup import Markup, data_address, escaped, html, joined
from kpis.narrative.kpi_sentence import sentence
from kpis.narrative.standing_text import change_line
from kpis.standing import figure_sources, like_for_like, part_year
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import RevisedFigure, Standing
from kpis.standing.kpi_standing import gap as gap_between
from kpis.standing.published_line import published_line
from kpis.standing.timeliness import Timeliness
from kpis.targets.rag import RagStatus
from kpis.verdict.verdict import Verdict, verdict
from pages.queries.session import OGL, catalogue, releases, today
from pages.widgets import page_markup, table_export
from pages.widgets.glossary_terms import explained
from pages.widgets.stylesheet import CLASS, ROLE_CLASS


def write(*parts: Markup, rows: bool = False, width: Literal["stretch", "content"] = "stretch") -> None:
    """Puts pieces on the page as one block."""
    page_markup.put(table_export.numbered(html("<div class='sd{}'>{}</div>", " rows" if rows else "", joined(parts))), width=width)


def heading(title: str, sub: str = "", level: int = 1, *, ours: bool = False) -> Markup:
    """A heading and the line under it; where every word is ``ours`` the glossary's terms in them explain themselves."""
    shown = explained if ours else escaped
    under = html("<p class='sub'>{}</p>", shown(sub)) if sub else Markup()
    return html("<h{}>{}</h{}>{}", level, shown(title), level, under)


def ended(held: AreaView) -> Markup:
    """What became of an area that had ended by the day looked at, and the way to each place that took over; empty for others."""
    register, day = catalogue().areas, held.as_at or today()
    words = life_words(held.area, register, day)
    if not words:
        return Markup()
    ways = joined((link(after.name, "./", area=after.name) for after in successors(held.area, register)), " · ")
    return html("<p class='sub' role='note'><b>{}.</b> {}</p>", words, ways)


def notice(words: str) -> Markup:
    return html("<span class='notice'>{}</span>", words) if words else Markup()


def foot(held: AreaView, mark: str | None = None, *, shown: Iterable[Standing] | None = None) -> Markup:
    """Source, as-at, build and the area's mark, inside every frame so that a crop can be traced.

    ``shown`` are the KPIs that the frame shows, whose sources are then named; all of the area's where it shows them all.
    """
    marks = notice(held.notice if mark is None else mark)
    found = figure_sources.of_standings(shown) if shown is not None else None
    told = found.receipt(held.build) if found is not None and (found.files or found.releases) else f"{held.source}. {held.received}"
    return html("<div class='foot'><span>Source: {}</span>{}</div>", told, marks)


def published_foot(held: AreaView) -> Markup:
    """The same under published figures alone: the releases they come from."""
    mark = notice(held.replayed)
    return html("<div class='foot'><span>Source: DfE: {}. Build {}. {}</span>{}</div>", "; ".join(releases()), held.build, OGL, mark)


def marks(held: AreaView, *others: AreaView) -> str:
    """The marks of an area's figures and those of the same area on other days, each once."""
    told = [held.notice]
    for mark in (s.own.notice for other in others for s in other.standings if s.own):
        if mark and not any(mark in words for words in told):
            told.append(mark)
    return " · ".join(filter(None, told))


def link(words: str, page: str, **ids: object) -> Markup:
    """A link that carries plain ids and works in a paper."""
    return html("<a href='{}' target='_self'>{}</a>", address(page, **ids), words)


def address(page: str, **ids: object) -> str:
    """Where such a link leads."""
    return f"{page}?{urlencode({k: str(v) for k, v in ids.items()})}"


def cell_link(held: AreaView, value: Value, *, with_file: bool = False) -> Markup:
    """A link from a figure to the cell it came from."""
    words = ", ".join(filter(None, (value.file, value.place))) if with_file or not value.place else value.place
    where = {"sheet": value.sheet} if value.sheet or value.origin != PUBLISHED else {"file": value.file}
    return link(words, "sources", area=held.area.name, load=value.load, **where, cell=value.cell)


def when(value: Value) -> Markup:
    """A figure's period as readers write it, and beside it why the printed one was read so."""
    if value.period.first is None or formats.period(value.period) == value.period.label:
        return escaped(value.period.label)
    return html("{} <span class='quiet small'>{}</span>", formats.period(value.period), value.basis.partition(". ")[0])


def badge(status: RagStatus, *, big: bool = False) -> Markup:
    size = " big" if big else ""
    return html("<span class='badge'><i class='m{} m-{}'></i><span>{}</span></span>", size, CLASS[status], RATING_WORDS[status][1])


def role(series: FigureRole, words: str = "") -> Markup:
    return html("<i class='r r-{}'></i>{}", ROLE_CLASS[series], words)


def tally(palette: Palette, standings: Iterable[Standing]) -> Markup:
    """One tile a rating, as wide as its share, so that the strip is also a bar; figures that do not speak for today have their own."""
    every = list(standings)
    apart = Counter(s.age.state for s in every if s.value is not None and not s.age.current)
    counts = Counter(s.rating.status for s in every if s.value is None or s.age.current)
    tiles = joined(
        html(
            "<div role='listitem' style='flex:{many} 1 0;border-color:{edge}'><i class='m m-{kind}'></i>"
            "<b>{many}</b> {words}</div>",
            many=counts[s], edge=palette.ratings[s].edge, kind=CLASS[s], words=RATING_WORDS[s][1],
        )
        for s in RATING_WORDS
        if counts[s]
    )  # fmt: skip
    tiles += joined(
        html(
            "<div role='listitem' style='flex:{many} 1 0;border-color:{edge}'><i class='m m-{kind}'></i><b>{many}</b> {words}</div>",
            many=apart[state], edge=palette.ratings[RagStatus.NOT_RATED].edge, kind=CLASS[RagStatus.NOT_RATED],
            words=str(state).capitalize(),
        )
        for state in Timeliness
        if apart[state]
    )  # fmt: skip
    return html("<div class='tally' role='list'>{}</div>", tiles)


CHECKED = Markup("<i class='m m-check' style='width:.95rem;height:.95rem'></i> A check questions this figure: its KPI’s page says why. ")
UNNAMED = {"code": "Code"}  # what a reader by ear hears for a column whose head the eye does not need


def unseen(words: str) -> Markup:
    """Words for a reader by ear alone."""
    return html("<span class='unseen'>{}</span>", words)


def table(heads: Iterable[tuple[str, str]], body: Markup, widths: Iterable[float], caption: str = "") -> Markup:
    """heads: (words or HTML, class) of each column. Fixed widths keep the tables of a page in line."""
    columns = joined(html("<col style='width:{}%'>", w) for w in widths)
    cells = joined(html("<th scope='col' class='{}'>{}</th>", c, h or unseen(UNNAMED.get(c, "Mark"))) for h, c in heads)
    label = html(" aria-label='{}'", caption) if caption else Markup()
    return html("<table{}><colgroup>{}</colgroup><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", label, columns, cells, body)


def change_words(standing: Standing) -> str:
    """Which way the figure went from the period before, by how much, from when, and whether that is the right direction."""
    return change_line(standing.change, standing) if standing.change else formats.DASH


def share(standing: Standing) -> Markup:
    """What stands in brackets beside a figure: its share, whether it is provisional or part of a year; empty where there is none."""
    own = standing.own
    words = [formats.share(own.share)] if own and own.share is not None else []
    words += [own.firmness] if own and own.firmness else []
    words += [part_year.mark(standing)] if part_year.mark(standing) else []
    return html(" <span class='quiet small'>({})</span>", ", ".join(words)) if words else Markup()


def figure(standing: Standing) -> str:
    if standing.own is None:
        return "Nothing loaded"
    return formats.figure(standing.value, standing.indicator, standing.missing)


def hint(standing: Standing) -> Markup:
    """The attribute that shows a KPI's sentence on hover."""
    return html(" title='{}'", sentence(standing))


def part(standing: Standing) -> Markup:
    """The mark of a figure for the year so far where there is no room for its period."""
    return html(" <span class='quiet small'>({})</span>", part_year.PART) if part_year.mark(standing) else Markup()


def quiet(words: str) -> Markup:
    return html("<span class='quiet'>{}</span>", words) if words == formats.DASH else escaped(words)


def doubted(standing: Standing, of: FigureRole = FigureRole.OWN) -> Markup:
    """The check mark on a value that a check questions; the table's foot says what it means."""
    return (
        Markup("<i class='m m-check tiny' role='img' aria-label='questioned by a check'></i>")
        if any(doubt.of is of for doubt in standing.doubts)
        else Markup()
    )


def verdict_mark(found: Verdict, *, brief: bool = True) -> Markup:
    """A verdict by shape and word; the shape is only seen, the words are read."""
    return html(
        "<span class='verdict v-{sign}' title='{whole}'><i aria-hidden='true'>{shape}</i> {words}</span>",
        sign=found.sign.name.lower(), whole=found.words, shape=found.shape, words=found.brief if brief else found.words,
    )  # fmt: skip


def second_line(standing: Standing) -> Markup:
    """DfE's newest figure under the partnership's own, with its period; empty where there is none."""
    line = published_line(standing)
    if line is None:
        return Markup()
    value, when = formats.figure(line.newest.value, line.standing.indicator, line.newest.missing), formats.period(line.newest.period)
    near = html(" title='{}'", line.near) if line.near else Markup()
    return html("<div class='quiet small'{}>DfE {}, {}{}</div>", near, value, when, " (near)" if line.near else "")


def verdicts(standing: Standing) -> Markup:
    """The KPI's verdict, and under it that of DfE's line where the own figure does not speak for today."""
    found, line = verdict(standing), published_line(standing)
    if found.said or line is None or not (second := verdict(line.standing)).said:
        return verdict_mark(found)
    return html("{}<div class='quiet small'>DfE’s line: {}</div>", verdict_mark(found), second.brief)


def published(held: AreaView, value: Value | None) -> Markup:
    """The mark of a published figure on a page that shows a scorecard's too; the table's foot says what it means."""
    return Markup("<sup>p</sup>") if held.mixed and value is not None and value.value is not None and value.origin != "local" else Markup()


def beside_cell(standing: Standing, series: FigureRole, held: AreaView | None = None) -> Markup:
    """A comparator's cell: its figure, what it is of and which place; a dash that says why where nothing may stand beside a count."""
    found = like_for_like.beside(standing, series)
    if found.why:
        return html("<span class='quiet' title='{}'>{}</span>", found.why, found.text)
    mark = published(held, found.value) if held else Markup()
    note = html("<br><span class='quiet small'>{}</span>", found.note) if found.note else Markup()
    return quiet(found.text) + mark + doubted(standing, series) + note


def rate(standing: Standing) -> Markup:
    """The rate that a count is compared by, under it; nothing where there is none."""
    words = like_for_like.own_rate(standing)
    return html("<br><span class='quiet small'>{}</span>", words) if words else Markup()


def kpi_table(palette: Palette, held: AreaView, sections: Mapping[str, Section]) -> Markup:
    """Every KPI in scorecard order: a heading row a section, one row a KPI."""
    heads = [
        ("", "code"), ("KPI", ""), ("Figure and comparators", ""), ("Period", ""), ("Figure", "n"), ("Verdict", ""), ("Target", "n"),
        *((role(s, held.standings[0].named(s)), "n") for s in COMPARATORS), ("Rating", ""), ("How old", "last"),
    ]  # fmt: skip
    body, section = Markup(), ""
    for s in held.standings:
        if s.indicator.section != section:
            section = s.indicator.section
            name = link(sections[section].title, "section", area=held.area.name, section=section)
            body += html("<tr class='group'><th colspan='12' scope='rowgroup'>{}</th></tr>", name)
        body += _kpi_row(palette, held, s)
    widths = (3.2, 15.4, 8.9, 8.8, 9.4, 13.9, 6.4, 7.4, 7, 7, 7.4, 5.2)
    return table(heads, body, widths, f"Every KPI of {held.area.name}") + beside_counts(held.standings)


def beside_counts(standings: Sequence[Standing]) -> Markup:
    """What a table of several KPIs says under itself of its counts."""
    words = like_for_like.foot(standings)
    return html("<p class='sub small'>{}</p>", words) if words else Markup()


def _kpi_row(palette: Palette, held: AreaView, s: Standing) -> Markup:
    indicator, own = s.indicator, s.own
    drawn = glance(palette, s)
    image = (
        html("<img alt='{}' style='width:6.5rem;height:1.5rem' src=\"{}\">", glance_words(s), data_address(drawn, *GLANCE))
        if drawn
        else Markup()
    )
    others = joined(html("<td class='n'>{}</td>", beside_cell(s, x, held)) for x in COMPARATORS)
    target = s.target_words
    weight = "big" if s.value is not None else "quiet"
    tight = " small tight" if s.band or (s.target and s.target.terms) else ""
    ended = formats.age(own.period.last, held.as_at or today()) if own and own.period.last else formats.DASH
    name, when = link(indicator.short, "kpi", area=held.area.name, kpi=indicator.code), formats.period(own.period) if own else formats.DASH
    return html(
        "<tr><td class='code'>{code}</td><th scope='row'{hint}>{name}</th><td>{image}</td><td>{when}</td>"
        "<td class='n'><span class='{weight}'>{figure}</span>{published}{share}{doubted}{rate}{second}</td>"
        "<td>{said}</td><td class='n{tight}'>{target}{target_doubted}</td>"
        "{others}<td>{badge}</td><td class='small last'>{ended}</td></tr>",
        code=indicator.code, hint=hint(s), name=name, image=image, when=when, weight=weight, figure=figure(s),
        published=published(held, own), share=share(s), doubted=doubted(s), rate=rate(s), second=second_line(s),
        said=verdicts(s), target_doubted=doubted(s, FigureRole.TARGET), tight=tight, target=quiet(target), others=others,
        badge=badge(s.rating.status),
        ended=ended,
    )  # fmt: skip


def panels(palette: Palette, held: AreaView, standings: Iterable[Standing]) -> Markup:
    """Small multiples: the same panel a KPI, each on its own scale."""
    cells = Markup()
    for s in standings:
        image = data_address(picture(palette, s), WIDTH, HEIGHT)
        absent = "" if s.value is not None else " absent"
        share = f" · {formats.share(s.own.share)} of {s.indicator.share_of}" if s.own and s.own.share is not None else ""
        firm = f", {s.own.firmness}" if s.own and s.own.firmness else ""
        when = formats.period(s.own.period, long=True) if s.own else ""
        firm += f" ({part})" if (part := part_year.mark(s)) else ""
        moved = f" · {change_words(s)}" if s.change else ""
        cells += html(
            "<div class='panel'{hint}><div class='name'><span class='quiet'>{code}</span> {link}</div>"
            "<img alt='{says}' src=\"{image}\"><div class='row'><span class='now{absent}'>{figure}</span>{badge}</div>"
            "<p class='small'>{said}{second}</p><p class='quiet small'>{when}</p></div>",
            said=verdicts(s), second=second_line(s), hint=hint(s), code=s.indicator.code,
            link=link(s.indicator.short, "kpi", area=held.area.name, kpi=s.indicator.code),
            says=glance_words(s), image=image, absent=absent, figure=figure(s), badge=badge(s.rating.status),
            when=when + firm + share + moved,
        )  # fmt: skip
    return html("<div class='grid'>{}</div>", cells)


def comparisons(standing: Standing, seasonal: bool = False) -> Markup:
    """The difference from each comparator in the KPI's own unit; of a seasonal KPI the same period last year before the last period.

    A comparator that has none for the own figure's period is shown by its newest, with its period and no difference. DfE's line of the
    KPI has a block of its own below, with its own comparators.
    """
    s, indicator = standing, standing.indicator

    def row(name: str, other: float | None, gap: float | None, level: str = "Level") -> Markup:
        difference = quiet(formats.difference(gap, indicator, level=level))
        shown = quiet(formats.figure(other, indicator))
        return html("<tr><th scope='row'>{}</th><td class='n'>{}</td><td class='n last'>{}</td></tr>", name, shown, difference)

    def other(series: FigureRole) -> Markup:
        found = like_for_like.beside(s, series)
        of = f", {formats.period(found.value.period)}" if found.elsewhere and found.value else ""
        return html(
            "<tr><th scope='row'>{}</th><td class='n'>{}</td><td class='n last'>{}</td></tr>",
            role(series, f"{s.named(series)}{of}"), quiet(found.text) if of else beside_cell(s, series), quiet(found.apart),
        )  # fmt: skip

    body = joined(other(x) for x in COMPARATORS)
    if s.band:
        body += html(
            "<tr><th scope='row'>{}</th><td class='n last' colspan='2'>{}</td></tr>", role(FigureRole.TARGET, "Target"), s.target_words
        )
    else:
        gap = quiet(formats.difference(s.gap(FigureRole.TARGET), indicator))
        body += html(
            "<tr><th scope='row'>{}</th><td class='n'>{}</td><td class='n last'>{}</td></tr>",
            role(FigureRole.TARGET, "Target"), quiet(s.target_words), gap,
        )  # fmt: skip
    if indicator.standard:
        body += row("Legal standard", indicator.standard.value, gap_between(s.value, indicator.standard.value))
    near = [row("Period before", s.change.before.value if s.change else None, s.change.value if s.change else None, "No change")]
    if s.year_ago:
        near.append(row("Same period last year", s.year_ago.before.value, s.year_ago.value, "No change"))
    body += joined(reversed(near) if seasonal else near)
    heads = (("Compared with", ""), ("Figure", "n"), ("Difference", "n last"))
    found = [like_for_like.beside(s, x) for x in COMPARATORS]
    told = ["Differences are worked before rounding."] if any(one.difference is not None for one in found) else []
    told += dict.fromkeys(one.why for one in found if one.why)
    note = html("<p class='quiet small'>{}</p>", " ".join(told)) if told else Markup()
    return table(heads, body, (46, 24, 30), "The figure beside its comparators") + note + _dfe_block(s)


def _dfe_block(s: Standing) -> Markup:
    """DfE's line of a KPI with its own comparators and periods; empty where the partnership's own does not lead, or DfE has none."""
    head, rows = dfe_rows(s)
    body = joined(
        html("<tr><th scope='row'>{}</th><td class='n'>{}</td><td class='n last'>{}</td></tr>", name, quiet(figure), quiet(apart))
        for name, figure, apart in rows
    )
    line = published_line(s)
    near = html("<p class='quiet small'>{}</p>", line.near) if line is not None and line.near else Markup()
    return table(((head, ""), ("Figure", "n"), ("Difference", "n last")), body, (46, 24, 30), head) + near if rows else Markup()


def hero(standing: Standing) -> Markup:
    own = standing.own
    share = html("<p>{} of {}</p>", formats.share(own.share), standing.indicator.share_of) if own and own.share is not None else Markup()
    if rate := like_for_like.own_rate(standing):
        share += html("<p>{}</p>", rate)
    absent = " absent" if standing.value is None else ""
    when = first_capital(formats.period(own.period, long=True)) if own else ""
    when += f", {own.firmness}" if own and own.firmness else ""
    when += f": {part}" if (part := part_year.mark(standing)) else ""
    doubt = html("<p class='quiet small'>{}</p>", own.period.doubt) if own and own.period.doubt else Markup()
    return html(
        "<div class='split'><div><p class='quiet'>{when}</p><span class='hero{absent}'>{figure}</span>{share}</div>"
        "<div style='font-size:1.1rem'>{badge}</div></div><p>{said}</p><p class='small'>{why}</p>{second}{doubt}",
        said=verdict_mark(verdict(standing), brief=False), second=second_line(standing), when=when,
        absent=absent, figure=figure(standing), share=share, badge=badge(standing.rating.status, big=True),
        why=standing.rating.why, doubt=doubt,
    )  # fmt: skip


def moved_table(changes: Sequence[RevisedFigure], caption: str) -> Markup:
    """Figures that a load gives otherwise than the load before it: which, what it was, what it is."""
    body = Markup()
    for m in changes:
        indicator = catalogue().indicators[m.indicator]
        was, now = (
            formats.share(v) if m.measure == "share" and v is not None else formats.figure(v, indicator, why) for v, why in (m.was, m.now)
        )
        was = "Withheld too" if m.withheld else was
        body += html(
            "<tr><td class='code'>{indicator}</td><th scope='row'>{short}: {value}</th>"
            "<td>{period}</td><td class='n'>{was}</td><td class='n big'>{now}</td><td>load {load}</td></tr>",
            indicator=m.indicator, short=indicator.short, value=m.series.value, period=formats.period(m.period), was=was, now=now,
            load=m.load,
        )  # fmt: skip
    heads = (("", "code"), ("Figure", ""), ("Period", ""), ("Was", "n"), ("Is now", "n"), ("Was given by", ""))
    return heading(caption, level=2) + table(heads, body, (6, 40, 16, 14, 14, 10), caption)


def fact_list(facts: Sequence[tuple[str, str]], widths: tuple[float, float] = (30, 70), *, ours: bool = False) -> Markup:
    """Names and their words, escaped, as a two-column table; where they are ``ours`` the glossary's terms explain themselves."""
    shown = explained if ours else escaped
    body = joined(html("<tr><th scope='row' class='quiet'>{}</th><td>{}</td></tr>", name, shown(words)) for name, words in facts if words)
    return html(
        "<table><colgroup><col style='width:{}%'><col style='width:{}%'></colgroup><tbody>{}</tbody></table>", widths[0], widths[1], body
    )


def finding(severity: str, what: str, hint: str, where: str) -> Markup:
    """One finding: mark and word, what, what to do, where."""
    return html(
        "<div class='found'><i class='m m-{severity}'></i><div><h3>{word}: {what}</h3>"
        "<p>{hint}</p><p class='quiet'>{where}</p></div></div>",
        severity=severity, word=severity.capitalize(), what=what, hint=hint, where=where,
    )  # fmt: skip


def empty(title: str, why: str, *actions: Markup, short: bool = False) -> Markup:
    """A named absence in a frame of the usual size, with what to do next."""
    ways = joined(html("<p>{}</p>", action) for action in actions)
    return html("<div class='empty{}'><h2>{}</h2><p>{}</p>{}</div>", " short" if short else "", title, why, ways)
