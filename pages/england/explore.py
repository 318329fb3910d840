"""Every published measure, found by topic and words, with the chosen area's newest figure among all authorities."""

from __future__ import annotations

import streamlit as st

from data.model.observation import FigureRole
from data.text import is_web_address
from kpis import formats
from kpis.benchmark import benchmark_text
from kpis.benchmark.benchmark import Benchmark
from kpis.benchmark.measure_search import topics_of
from kpis.benchmark.peers_text import BETTER
from kpis.benchmark.published_figures import as_indicator
from kpis.exports.csv_tables.published_csv import found_csv
from kpis.markup import Markup, html, joined
from pages.context import choices, england_files
from pages.context.page_context import PageContext
from pages.queries import area_view, published_figures, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.queries.published_figures import Measure
from pages.widgets import components
from pages.widgets.image_export import file_name
from pages.widgets.markdown_text import markdown

MOST = 25
ALL = "All topics"
UNSAID = ("", "NA")  # what a data dictionary writes where it says nothing


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    asked = area_view.key_of(held)
    every = published_figures.measures(asked.home, asked.build, asked.as_at)
    if not every:
        england_files.nothing("Explore", held)
        return
    words, topic = _asked(every, asked)
    found = published_figures.found(asked.home, asked.build, asked.as_at, words, topic)
    pages = max(1, -(-len(found) // MOST))
    page = min(_page(), pages)
    title = f"{len(found)} of {len(every)} published measures" if words or topic else f"{len(every)} published measures"
    releases = "; ".join(published_figures.titles(asked.home, asked.build, asked.as_at).values())
    components.write(components.heading(title, f"Explore · {held.area.name} beside every authority in England · {releases}"))
    if not found:
        components.write(
            components.empty("No measure has all these words", "Try fewer words, or another topic. Parts of words are found too.")
        )
        return
    components.write(
        _table(asked, words, topic, page), html("<p class='sub small'>{}</p>", _lists(asked, found, page)), components.published_foot(held)
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take"):
        _turn(page, pages)
        day = held.replayed
        st.download_button(
            markdown("Download {} {} as CSV", "these" if len(found) < len(every) else "all", len(found)),
            lambda: _csv(asked, words, topic, day),
            f"{file_name(f'{held.area.name} {topic} {words}')}-measures.csv", "text/csv", on_click="ignore", key="explore_csv",
        )  # fmt: skip


def _asked(every: tuple[Measure, ...], asked: ViewKey) -> tuple[str, str]:
    """The words and the topic looked for, both in the address."""
    counts = published_figures.topics(asked.home, asked.build, asked.as_at)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="search"):
        words = choices.words("words", "Words in a measure", "Such as: EHC plans 20 weeks")
        says = {ALL: f"{ALL} ({len(every)})"} | {topic: f"{topic} ({count})" for topic, count in counts.items()}
        topic = choices.choice("topic", "Topic", list(says), says.__getitem__, default=ALL, width=380)
    if st.session_state.get("explored") not in (None, (words, topic)):
        st.query_params.pop("page", None)
    st.session_state["explored"] = (words, topic)
    return words, "" if topic == ALL else topic


def _page() -> int:
    asked = st.query_params.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _turn(page: int, pages: int) -> None:
    if pages == 1:
        return
    st.button("Previous", on_click=_go, args=(page - 1,), disabled=page == 1, key="previous")
    components.write(html("<p class='quiet'>Page {} of {}</p>", page, pages), width="content")
    st.button("Next", on_click=_go, args=(page + 1,), disabled=page == pages, key="next")


def _go(page: int) -> None:
    st.query_params["page"] = str(page)


def _keys(found: tuple[Measure, ...], page: int | None = None) -> tuple[published_figures.Key, ...]:
    shown = found if page is None else found[MOST * (page - 1) : MOST * page]
    return tuple((row["publication"], row["id"]) for row in shown)


@kept_once(64)
def _table(asked: ViewKey, words: str, topic: str, page: int) -> Markup:
    """One page of the list, drawn once a build, area, search and page."""
    found = published_figures.found(asked.home, asked.build, asked.as_at, words, topic)
    beside = published_figures.newest(asked, _keys(found, page))
    area = session.catalogue_of(asked.home, asked.build).areas[asked.area]
    rows = {(row["publication"], row["id"]): row for row in found}
    body = joined(_row(rows[key], beside.get(key), area.name) for key in _keys(found, page))
    heads = [("Measure", ""), ("Topic", ""), ("Period", ""), (components.role(FigureRole.OWN, area.name), "n wrap"),
             (components.role(FigureRole.NEIGHBOURS, "Neighbours"), "n"), (components.role(FigureRole.ENGLAND, "England"), "n"),
             ("Rank", "n last")]  # fmt: skip
    return components.table(heads, body, (38, 15, 9, 10, 9, 8, 11), f"Published measures, page {page}")


def _row(row: Measure, b: Benchmark | None, area: str) -> Markup:
    name = components.link(row["title"], "benchmark", area=area, measure=row["id"])
    head = html("<th scope='row'>{}{}</th><td class='small'>{}</td>", name, _about(row), ", ".join(topics_of(row)))
    if b is None:
        return html("<tr>{}<td colspan='5' class='quiet last'>No figure for an authority, region or England</td></tr>", head)
    england, mean = (b.comparator(x) for x in (FigureRole.ENGLAND, FigureRole.NEIGHBOURS))
    own = formats.figure(b.value, b.indicator, b.missing)
    weight = "big" if b.value is not None else "quiet"
    rank = f"{benchmark_text.ordinal_place(b)} of {b.of}" if b.rank else formats.DASH
    return html(
        "<tr>{head}<td>{period}</td><td class='n {weight}'>{own}</td><td class='n'>{neighbours}</td>"
        "<td class='n'>{england}</td><td class='n last'>{rank}</td></tr>",
        head=head, period=formats.period(b.period) if b.period.first else b.period.label, weight=weight, own=own,
        neighbours=components.quiet(formats.figure(mean, b.indicator)),
        england=components.quiet(formats.figure(england, b.indicator)), rank=components.quiet(rank),
    )  # fmt: skip


def _about(row: Measure) -> Markup:
    """What a measure is, folded away under its name."""
    indicator = as_indicator(row)
    unit = {"%": "per cent", "count": "a count"}.get(indicator.unit.value, indicator.unit.value)
    facts = [
        ("What it is", row["description"]), ("How it is worked", row["method"]), ("Over", row["over"]),
        ("Better is", BETTER[indicator.polarity]), ("Counted in", f"{unit}, {indicator.decimals} decimal{'s' * (indicator.decimals != 1)}"),
        ("Years", row["year_type"]), ("Source", row["owner"]), ("Last update", row["updated"]), ("Next update", row["next_update"]),
        ("Held", f"{row['figures']:,} figures, {row['edition']}"),
    ]  # fmt: skip
    told = joined(html("<p><span class='quiet'>{}:</span> {}</p>", name, str(words)) for name, words in facts if words not in UNSAID)
    link = str(row["link"])
    if is_web_address(link):
        told += html("<p><a href='{}' target='_blank' rel='noopener'>Where DfE publishes it</a></p>", link)
    return html("<details class='about'><summary>{}</summary>{}</details>", row["id"], told)


def _lists(asked: ViewKey, found: tuple[Measure, ...], page: int) -> str:
    """Which list the neighbours are of, and what a dash says."""
    editions = list(dict.fromkeys(b.edition for b in published_figures.newest(asked, _keys(found, page)).values() if b.edition))
    lists = f"Neighbours: simple mean of those with a figure, {', '.join(editions)} list. " if editions else ""
    return f"{lists}Rank: best first among the authorities with a figure; a dash where neither way is better or there is no figure. " + (
        "A count follows the size of a place: it has no rank and nothing beside it."
    )


def _csv(asked: ViewKey, words: str, topic: str, replayed: str) -> bytes:
    found = published_figures.found(asked.home, asked.build, asked.as_at, words, topic)
    area = session.catalogue_of(asked.home, asked.build).areas[asked.area].name
    titles = published_figures.titles(asked.home, asked.build, asked.as_at)
    return found_csv(found, published_figures.newest(asked, _keys(found)), area, (replayed, session.OGL), titles)
