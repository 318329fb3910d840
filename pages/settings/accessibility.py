"""The accessibility statement, in the form of the government's model statement; made from the list that the tests hold true."""

from __future__ import annotations

import os

from data.catalogue.accessibility import AccessibilityGap, read
from kpis import formats
from kpis.markup import Markup, html, joined
from pages.context.page_context import PageContext
from pages.queries import partnership
from pages.widgets import components

REGULATIONS = "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018"
CAN = (
    "reach every link, button and choice by keyboard, and see where you are",
    "zoom to 200% without text being cut off or the page scrolling sideways",
    "read every chart as words, and a KPI’s figures as a table",
    "tell ratings and lines apart by shape, letter and word, never by colour alone",
    "use the light or dark theme and the reduced motion that your device is set to",
    "listen to the pages with a screen reader, except for the parts listed below",
)
ASK = (
    "The partnership has not yet named a contact. Whoever runs this dashboard gives it on the page Settings: "
    "an e-mail address or telephone number."
)


def render(frame: PageContext) -> None:
    """The page."""
    list_ = read()
    contact = partnership.settings().contact or os.environ.get("SEND_CONTACT", "").strip()
    write_to = f"Tell us: {contact}." if contact else ASK
    components.write(
        components.heading("Accessibility statement", "For the SEND performance dashboard"),
        Markup("<p>We want as many people as possible to be able to use this dashboard. You should be able to:</p>"),
        _listed(CAN),
        rows=True,
    )
    components.write(
        components.heading("How accessible it is", level=2),
        html(
            "<p>The dashboard is partially compliant with the Web Content Accessibility Guidelines version 2.2, AA standard, "
            "because of the {} parts listed here.</p>",
            len(list_.known),
        ),
        _known(list_.known),
        rows=True,
    )
    components.write(
        components.heading("Feedback and contact", level=2),
        html(
            "<p>If you find a problem not listed here, or need a figure in another form. {} "
            "Say which page, and what you use to read it.</p>",
            write_to,
        ),
        components.heading("Enforcement", level=2),
        html(
            "<p>The Equality and Human Rights Commission enforces the {} (the accessibility regulations). "
            "If you are not happy with how we answer, contact the "
            "<a href='https://www.equalityadvisoryservice.com/'>Equality Advisory and Support Service</a>.</p>",
            REGULATIONS,
        ),
        components.heading("How it was tested and when", level=2),
        html(
            "<p>Every page, in the light and the dark theme, was tested in Chromium with {} on {}, "
            "and at 200%; the Overview, a KPI’s page and the Risks were walked through by keyboard alone. The same tests run on every "
            "change to the dashboard. It was not tested with people who use a screen reader, nor in Safari or Firefox. "
            "This statement was prepared on {}.</p>",
            list_.engine, formats.day(list_.tested), formats.day(list_.prepared),
        ),
        rows=True,
    )  # fmt: skip


def _listed(items: tuple[str, ...]) -> Markup:
    return html("<ul>{}</ul>", joined(html("<li>{}</li>", one) for one in items))


def _known(known: tuple[AccessibilityGap, ...]) -> Markup:
    rows = joined(html("<tr><th scope='row'>{}</th><td>{}</td><td>{}</td></tr>", one.what, one.criterion, one.done) for one in known)
    return components.table(
        (("Not accessible", ""), ("Which rule", ""), ("What we did about it", "last")), rows, (42, 20, 38), "Not accessible"
    )
