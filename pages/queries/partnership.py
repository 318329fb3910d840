"""What the partnership set, as the pages use it: which area opens first, whom it is compared with, and its name, logo and colour."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import streamlit as st

from data.catalogue.reference_entry import CatalogueFault
from data.records import settings as kept
from data.records.settings import Settings
from data.store.stored_figures import StoreFault
from kpis.markup import Markup, style
from pages.queries import homes, session

LOG = logging.getLogger("send")


def settings() -> Settings:
    """What stands in the folder looked at; nothing where that cannot be read, which the page itself says: this runs before the page
    and must never stop it."""
    try:
        return kept.settings(homes.reader(session.home()).records)
    except (CatalogueFault, StoreFault):
        return Settings()
    except Exception:
        LOG.exception("settings cannot be read")
        return Settings()


def first_area(names: Sequence[str]) -> str:
    """The area that opens where the address says nothing: the own one where it is among those, else the first."""
    own = session.catalogue().areas.get(settings().area)
    return own.name if own is not None and own.name in names else names[0]


def first_list(area: str, found: Sequence[str]) -> str:
    """Whom an area is compared with where the address says nothing: what was set for the own area, else the usual list."""
    chosen = settings()
    return chosen.neighbours if area == chosen.area and chosen.neighbours in found else found[0]


def dress(dark: bool) -> Markup:
    """Puts the partnership's logo at the left of the bar; gives the rule that draws its colour below the bar where it can be seen."""
    chosen = settings()
    if chosen.logo:
        st.logo(chosen.logo)
    if not chosen.accent or dark or kept.faint(chosen.accent):
        return Markup()
    return style(f"[data-testid='stHeader'] {{ border-bottom: 3px solid {chosen.accent} !important; }}")


def title() -> str:
    """What the browser's tab says."""
    name = settings().name
    return f"SEND performance · {name}" if name else "SEND performance"
