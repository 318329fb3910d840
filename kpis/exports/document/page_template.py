"""Templates of whole HTML files. Every value is made plain text and escaped; a name that a template does not know is an error."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kpis.exports.document.plain_text import clean
from kpis.markup import Markup

if TYPE_CHECKING:
    from jinja2 import Environment


def filled(template: str, **values: object) -> Markup:
    """A template, by its path as ``kpis/exports/pack/web_page.html``, with its values and functions; compiled when first asked for."""
    folder, _, name = template.rpartition("/")
    return Markup(_environment(folder).get_template(name).render(values))


@cache
def _environment(folder: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # a fiftieth of a second that no start waits for

    loader = PackageLoader(folder.replace("/", "."), "")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_plain, keep_trailing_newline=True)


def _plain(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
