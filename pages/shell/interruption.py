"""What stands in place of a page while its figures are made again, or where they cannot be shown: what is wrong and what to do."""

from __future__ import annotations

import streamlit as st

from kpis.markup import Markup, html, joined
from pages.queries import homes, session
from pages.widgets import components

PATIENCE = 0.4  # seconds for which a page rather waits than says that figures are being made
EVERY = 1.0  # seconds between two looks at how far they are


def drawn() -> bool:
    """Draws what stands in place of every page, where anything does."""
    where = session.own_home()
    if homes.under_way(where, PATIENCE) is not None or _made_up_alone(where):
        _making()
        return True
    if (absent := session.absence()) and session.gone():
        what, _, hint = absent.partition(" Nothing was changed. ")
        components.write(components.heading("Your figures are not there"), components.finding("stop", what, hint, ""), _to_health())
        return True
    return False


def faulty(why: Exception) -> None:
    """Draws why no figures can be shown."""
    components.write(
        components.heading("The dashboard cannot show its figures"), components.finding("stop", str(why), "Nothing was changed.", ""),
        _to_health(),
    )  # fmt: skip


def hurt() -> Markup:
    """The marks of a page that lacks something: published figures that are damaged, a part of the home that is not there; else empty."""
    damaged = f"Damaged and not shown: {', '.join(found)}. See Health" if (found := session.hurt()) else ""
    absent = "Not all that was kept here is there. Nothing can be typed or loaded: see Health" if session.absence() else ""
    return joined(components.notice(one) for one in (damaged, absent) if one)


def _to_health() -> Markup:
    return html("<p>{} says what can be mended, and does it.</p>", components.link("Health", "health"))


def _made_up_alone(where: str) -> bool:
    """Whether the illustrative borough is being made again and there is nothing else to look at."""
    made_up = session.illustrative_home()
    return homes.under_way(made_up) is not None and not homes.reader(where).figures.ledger.exists()


@st.fragment(run_every=EVERY)
def _making() -> None:
    """How far the making is; the page itself once it is over."""
    found = next((one for where in (session.own_home(), session.illustrative_home()) if (one := homes.under_way(where))), None)
    if found is None:
        st.rerun()
    far = f": {found.done} of {found.of}" if found and found.of else ""
    components.write(
        components.heading(
            f"The figures are being made again{far}", "From what was loaded; nothing is lost. This page comes back by itself."
        )
    )
