"""The first-run offer: which files hold England's published figures, where they are, and where to drop them."""

from __future__ import annotations

import streamlit as st

from data.model.publication import Download
from data.text import first_capital
from kpis import formats
from kpis.markup import Markup, escaped, html, joined
from kpis.standing.area_view import AreaView
from pages.queries import published_figures, session
from pages.widgets import components
from pages.widgets.markdown_text import markdown

TITLE = "Bring in England’s data"
WHY = (
    "DfE publishes figures for every authority. Two downloads give the neighbours’, regional and national figures of most KPIs, and "
    "those of any authority itself. This program opens no address itself: fetch the files with a browser, then drop them here."
)


def steps(loaded: tuple[str, ...], *, here: bool = False) -> Markup:
    """Numbered steps, one a publication and a last one for dropping the files; ``loaded`` publications are said to be in."""
    found = [_step(one, one.id in loaded) for one in published_figures.downloads()]
    drop = (
        escaped("Drop all the files into the box above, together.")
        if here
        else html("Drop all the files {}.", components.link("on the Load page", "load"))
    )
    last = html("<li>{} What was read is shown before anything is kept.</li>", drop)
    return html("<div style='max-width:52rem'><p>{}</p><ol class='steps'>{}{}</ol></div>", WHY, joined(found), last)


def _step(one: Download, there: bool) -> Markup:
    files = joined([html("<code>{}</code>", name) for name in one.files], ", ")
    state = Markup(" <b>Loaded.</b> A newer release goes in the same way.") if there else Markup()
    return html(
        "<li><b>{title}</b>{state}<br>{gives}.<br><a href='{address}' target='_blank' rel='noopener'>{shown}</a><br>{place} {files}</li>",
        title=one.title, state=state, gives=first_capital(one.gives), address=one.address,
        shown=one.address.removeprefix("https://"), place=one.place, files=files,
    )  # fmt: skip


def folded() -> None:
    """The offer behind one line, while the partnership's own folder holds no release."""
    if not own_publications():
        with st.expander(markdown("{}: two downloads from DfE", TITLE)):
            kept = " They go into the partnership’s own folder, never among the made-up figures." if session.illustrative() else ""
            components.write(steps(()), html("<p class='quiet small'>{}</p>", kept) if kept else Markup())


def own_publications() -> tuple[str, ...]:
    """The publications that the partnership's own folder holds."""
    where = session.own_home()
    now = session.build_of(where)
    return tuple(published_figures.titles(where, now, None)) if now else ()


def nothing(page: str, held: AreaView) -> None:
    """A page of published figures without any: none yet, or none received by the day that is replayed."""
    if held.as_at and own_publications():
        title = f"No published figures had been received by {formats.day(held.as_at)}"
        why = "Choose a later day above, or go back to today."
        components.write(
            components.heading(title, f"{page} · {held.area.name}"),
            components.empty("Nothing to show for that day", why),
            components.foot(held),
        )
        return
    components.write(components.heading("No published figures yet", f"{page} · {held.area.name}"), steps(()))
