"""HTML is built in one way: tags are written out in ``html(…)``, ``Markup(…)`` or a template, and every word that is put in is escaped.

A planted breach of each rule is reported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch

import pytest
from jinja2 import Environment, nodes

from kpis.markup import html
from tests.arch.structure import Sources, project_sources
from tests.conftest import ROOT

# Rooms that write no HTML, and what writes the tags of other things: labels that Plotly draws, and the XML inside office files.
OTHER_TAGS = (
    "data/*", "loaders/*", "pages/console/*", "cli.py",
    "kpis/charts/interactive/*", "kpis/exports/pack/word*.py", "kpis/exports/slides/*", "kpis/exports/workbook/*",
)  # fmt: skip
MECHANISM = ("kpis/markup.py", "kpis/exports/document/page_template.py")
DOOR = "pages/widgets/page_markup.py"
ESCAPES = {  # who may take a function that escapes
    "kpis/markup.py": "html", "kpis/exports/workbook/formulas.py": "xml.sax.saxutils",
    "kpis/exports/workbook/package_properties.py": "xml.sax.saxutils", "loaders/package/packing.py": "xml.sax.saxutils",
}  # fmt: skip
TAG = re.compile(r"</?[a-zA-Z!][\w-]*(?=[\s>/\0]|$)|</|<\0|&(?:nbsp|lt|gt|amp|#\d+);|(?:^|\s)[a-z-]+=['\"]")
WRITES = ("html", "Markup")  # the calls whose first argument is tags written out
READS = ("compile", "replace")  # what looks for a tag builds none
WORD = re.compile(r"[A-Za-z]{2,}")


def breaches(sources: Sources) -> list[str]:
    """Every breach in ``{path: source}``, as "path:line: what"."""
    return [f"{path}:{line}: {what}" for path, source in sources.items() for line, what in sorted(set(_of_file(path, source)))]


def _of_file(path: str, source: str) -> Iterator[tuple[int, str]]:
    every = list(ast.walk(ast.parse(source)))
    for node in every:
        if isinstance(node, ast.ImportFrom) and any(alias.name == "escape" for alias in node.names) and ESCAPES.get(path) != node.module:
            yield node.lineno, f"takes escape from {node.module}: html(…) escapes"
    if path in MECHANISM or any(fnmatch(path, pattern) for pattern in OTHER_TAGS):
        return
    calls = [node for node in every if isinstance(node, ast.Call)]
    written = {id(part) for call in calls if call.args and _name(call) in WRITES + READS for part in ast.walk(call.args[0])}
    yield from _texts(every, written)
    for call in calls:
        if call.args and _name(call) in WRITES:
            yield from _written_out(call)
        if path != DOOR and ast.unparse(call.func) in ("st.html", "streamlit.html"):
            yield call.lineno, f"puts HTML on a page past {DOOR}"
        if any(keyword.arg == "unsafe_allow_html" for keyword in call.keywords):
            yield call.lineno, "asks Streamlit for HTML inside Markdown"


def _written_out(call: ast.Call) -> Iterator[tuple[int, str]]:
    """A call whose tags are no text written out, and one of ``html(…)`` whose values do not fill its fields."""
    tags = call.args[0]
    if not (isinstance(tags, ast.Constant) and isinstance(tags.value, str)):
        yield call.lineno, f"{_name(call)}(…) over what is no text written out"
    elif _name(call) == "html" and not any(isinstance(value, ast.Starred) for value in call.args):
        try:
            html(tags.value, *range(len(call.args) - 1), **{keyword.arg or "": 0 for keyword in call.keywords})
        except ValueError as why:
            yield call.lineno, str(why)


def _texts(every: list[ast.AST], written: set[int]) -> Iterator[tuple[int, str]]:
    said = {id(node.body[0].value) for node in every if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    inner = {id(part) for node in every if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in every:
        if id(node) in written or id(node) in said or id(node) in inner:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "\0" for part in node.values)
            if TAG.search(text):
                yield node.lineno, "an f-string builds a tag"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and TAG.search(node.value):
            yield node.lineno, "a tag stands in a text that is no Markup"


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) and call.func.attr in READS else ""


def templates() -> dict[str, str]:
    """Every template, by its path."""
    found = [path for room in ("data", "kpis", "loaders", "pages") for path in (ROOT / room).rglob("*.html")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}


def in_templates(sources: Sources) -> list[str]:
    """Where a template switches escaping off, and every word in it that a reader would see."""
    return [f"{path}: {what}" for path, source in sources.items() for what in _of_template(source)]


def _of_template(source: str) -> Iterator[str]:
    tree = Environment(autoescape=True).parse(source)
    for one in tree.find_all(nodes.Filter):
        if one.name in ("safe", "format"):
            yield f"the filter {one.name}"
    for switch in tree.find_all(nodes.ScopedEvalContextModifier):
        yield f"line {switch.lineno} switches escaping"
    shown = "".join(one.data if isinstance(one, nodes.TemplateData) else "\0" for one in tree.find_all((nodes.TemplateData, nodes.Output)))
    for word in WORD.findall(re.sub(r"<[^>]*(>|$)|^[^<>]*>", " ", shown)):
        yield f"the word ‘{word}’"


def test_html_is_built_in_one_way() -> None:
    assert breaches(project_sources()) == []


def test_templates_escape_and_hold_no_words() -> None:
    assert list(templates()) == ["kpis/exports/pack/web_page.html"]
    assert in_templates(templates()) == []


PLANTED = {
    "x = f'<td>{name}</td>'": "an f-string builds a tag",
    "x = f\"<b title='{name}'>\"": "an f-string builds a tag",
    "x = f'<{tag}>'": "an f-string builds a tag",
    "x = '<td>' + name": "a tag stands in a text that is no Markup",
    "x = '<td>%s</td>' % name": "a tag stands in a text that is no Markup",
    "x = '<td>{}</td>'.format(name)": "a tag stands in a text that is no Markup",
    "x = name.replace('x', '<b>')": "a tag stands in a text that is no Markup",
    "x = '</li><li>'.join(names)": "a tag stands in a text that is no Markup",
    'x = " title=\'" + name': "a tag stands in a text that is no Markup",
    "x = '&nbsp;'": "a tag stands in a text that is no Markup",
    "x = html(name)": "html(…) over what is no text written out",
    "x = html('<b>{}</b>' + name)": "html(…) over what is no text written out",
    "x = html(f'<b>{name}</b>')": "html(…) over what is no text written out",
    "x = html('<b>{}</b>')": "0 values and [] do not fill the fields of '<b>{}</b>'",
    "x = html('<b>{name}</b>', nmae=1)": "0 values and ['nmae'] do not fill the fields of '<b>{name}</b>'",
    "x = Markup(name)": "Markup(…) over what is no text written out",
    "st.html(name)": "puts HTML on a page past pages/widgets/page_markup.py",
    "st.markdown(name, unsafe_allow_html=True)": "asks Streamlit for HTML inside Markdown",
    "from html import escape": "takes escape from html: html(…) escapes",
}


@pytest.mark.parametrize("source", PLANTED)
def test_a_planted_breach_is_reported(source: str) -> None:
    assert breaches({"pages/kpi/spare.py": source}) == [f"pages/kpi/spare.py:1: {PLANTED[source]}"]


def test_what_is_written_out_is_no_breach() -> None:
    sources = ("html('<td>{}</td>', name)", "Markup('<br>')", "x = Markup()", "'''A <b> in words about the module.'''", "re.compile('<b>')")
    assert breaches({f"pages/kpi/spare{n}.py": source for n, source in enumerate(sources)}) == []


def test_a_template_with_words_or_without_escaping_is_reported() -> None:
    planted = {
        "a.html": "<p>{{ name|safe }}</p>",
        "b.html": "<p class='small'>Nothing yet {{ name }}</p>",
        "c.html": "{% autoescape false %}{{ name }}{% endautoescape %}",
    }
    assert in_templates(planted) == [
        "a.html: the filter safe", "b.html: the word ‘Nothing’", "b.html: the word ‘yet’", "c.html: line 1 switches escaping",
    ]  # fmt: skip
