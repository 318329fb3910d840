"""What Streamlit draws as Markdown is written out, or comes from ``markdown(…)`` or ``as_typed(…)``, in which people's words stay as typed.

Every call of Streamlit in the project is looked at; one that the table does not know is a breach too, so that it is looked up once.
A planted breach of each rule is reported."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import PurePosixPath

import pytest
import streamlit as st

from tests.arch.structure import Sources, project_sources

DOOR = "pages/widgets/markdown_text.py"
MAKERS = ("markdown", "as_typed")
HELP = ("help",)
LABEL = ("label", "help")
# By function of Streamlit, the arguments that it draws as Markdown. ``options`` stands for those without, and for ``format_func`` with.
DRAWN: dict[str, tuple[str, ...]] = {
    "button": LABEL, "download_button": LABEL, "form_submit_button": LABEL, "link_button": LABEL, "page_link": LABEL, "popover": LABEL,
    "expander": ("label",), "status": ("label",), "dialog": ("title",), "tabs": ("tabs",), "toggle": LABEL, "checkbox": LABEL,
    "selectbox": LABEL, "multiselect": LABEL, "slider": LABEL, "select_slider": LABEL, "text_input": LABEL, "text_area": LABEL,
    "number_input": LABEL, "date_input": LABEL, "time_input": LABEL, "datetime_input": LABEL, "file_uploader": LABEL, "color_picker": LABEL,
    "radio": (*LABEL, "options", "captions"), "segmented_control": (*LABEL, "options"), "pills": (*LABEL, "options"),
    "progress": ("text",), "spinner": ("text",), "toast": ("body",), "error": ("body",), "warning": ("body",), "info": ("body",),
    "success": ("body",), "markdown": ("body", "help"), "caption": ("body", "help"), "title": ("body", "help"), "header": ("body", "help"),
    "subheader": ("body", "help"), "text": HELP, "metric": ("label", "value", "delta", "help"), "image": ("caption",), "write": ("args",),
    "Page": ("title",),
}  # fmt: skip
# Those that draw none of what they are given as Markdown, or take no words at all.
SILENT = frozenset((
    "navigation", "switch_page", "rerun", "stop", "fragment", "container", "columns", "form", "empty", "html", "code", "plotly_chart",
    "dataframe", "data_editor", "logo", "set_page_config", "components.v2.component", "get_option", "column_config.SelectboxColumn",
    "column_config.NumberColumn",
))  # fmt: skip
KEPT = ("st.session_state", "st.query_params", "st.context")  # what is kept of a reader draws nothing
SHIPPED = {("pages/settings/about.py", "_page")}  # reads pages of the program itself, whose Markdown is ours


def breaches(sources: Sources) -> list[str]:
    """Every breach in ``{path: source}``, as "path:line: what"."""
    trees = {path: ast.parse(source) for path, source in sources.items()}
    fixed = _fixed(trees)
    return [f"{path}:{line}: {what}" for path, tree in trees.items() if path == "app.py" or path.startswith("pages/")
            for line, what in sorted(set(_of_file(path, tree, fixed)))]  # fmt: skip


def _fixed(trees: Mapping[str, ast.Module]) -> frozenset[tuple[str, str]]:
    """Names in capitals that stand for fixed words wherever they are given, by the name of their module: nothing in them is worked out."""
    given: dict[tuple[str, str], bool] = {}
    for path, tree in trees.items():
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            for name in (one for target in targets for one in ast.walk(target) if isinstance(one, ast.Name) and one.id.isupper()):
                key = PurePosixPath(path).stem, name.id
                given[key] = given.get(key, True) and value is not None and _is_fixed(value)
        for node in (one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)):  # taken from elsewhere: what it is there
            for alias in node.names:
                there = (node.module or "").rpartition(".")[2], alias.name
                if alias.name.isupper() and there in given:
                    given[PurePosixPath(path).stem, alias.asname or alias.name] = given[there]
    return frozenset(name for name, fixed in given.items() if fixed)


def _is_fixed(value: ast.expr) -> bool:
    calls = [node for node in ast.walk(value) if isinstance(node, ast.Call)]
    return all(ast.unparse(call.func) in ("frozenset", "tuple", "list") for call in calls) and not any(
        isinstance(node, ast.Name) and not node.id.isupper() and not node.id[:1].isupper() and node.id not in ("frozenset", "tuple", "list")
        for node in ast.walk(value)
    )


def _of_file(path: str, tree: ast.Module, fixed: frozenset[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    ours = _ours(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if path != DOOR and ast.unparse(call.func).rpartition(".")[2] == "Markdown":
            yield call.lineno, "makes Markdown past markdown(…) and as_typed(…)"
        if isinstance(call.func, ast.Name) and call.func.id == "markdown" and path != DOOR and not _written(call.args[:1]):
            yield call.lineno, "markdown(…) over what is not written out"
        if (name := _called(call, ours)) is None:
            continue
        if name not in DRAWN:
            if name not in SILENT:
                yield call.lineno, f"nothing is known of st.{name}: say what it draws as Markdown"
            continue
        for argument, value in _given(call, name):
            if argument in (*DRAWN[name], "format_func") and not _may(path, value, fixed):
                yield value.lineno, f"{argument} of {name} is Markdown, and {ast.unparse(value)} may be anybody’s words"


def _ours(tree: ast.Module) -> frozenset[str]:
    """Names that are imported or defined in a file: what is called on them is no element of a page."""
    found = [alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]
    found += [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return frozenset(found) - {"st"}


def _called(call: ast.Call, ours: frozenset[str]) -> str | None:
    """The function of Streamlit that is called, by its name; None for what is no call of Streamlit."""
    root: ast.expr = call.func
    while isinstance(root, ast.Attribute | ast.Call | ast.Subscript):
        root = root.func if isinstance(root, ast.Call) else root.value
    if not isinstance(call.func, ast.Attribute) or not isinstance(root, ast.Name):
        return None
    if root.id == "st":
        words = ast.unparse(call.func)
        if words.startswith(KEPT):
            return None
        return words.removeprefix("st.") if "(" not in words else call.func.attr
    if root.id in ours or root.id.isupper():
        return None
    if call.func.attr == "update":  # of a status; that of a dictionary has no label
        return "status" if any(one.arg == "label" for one in call.keywords) else None
    return call.func.attr if call.func.attr in DRAWN and (call.args or call.keywords) else None


def _given(call: ast.Call, name: str) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a call by their names. Options are left out where a function says them in words: that function counts."""
    names = _names(name)
    given = [(names[at] if name != "write" else "args", value) for at, value in enumerate(call.args)]
    given += [(one.arg or "**", one.value) for one in call.keywords]
    said = any(argument == "format_func" for argument, _ in given)
    drawn = "options" in DRAWN[name]
    for argument, value in given:
        if (argument == "options" and said) or (argument == "format_func" and not drawn):
            continue
        yield argument, value


@cache
def _names(name: str) -> tuple[str, ...]:
    return tuple(one for one in inspect.signature(getattr(st, name)).parameters if one != "self")


def _may(path: str, value: ast.expr, fixed: frozenset[tuple[str, str]]) -> bool:
    """Whether words may stand where Markdown is drawn: they are written out, or made by ``markdown``, ``as_typed`` or ``each_as_typed``."""
    match value:
        case ast.Constant():
            return True
        case ast.IfExp(body=body, orelse=orelse):
            return _may(path, body, fixed) and _may(path, orelse, fixed)
        case ast.BoolOp(values=values) | ast.List(elts=values) | ast.Tuple(elts=values):
            return all(_may(path, one, fixed) for one in values)
        case ast.Call(func=ast.Name(id="list"), args=[one]):
            return _may(path, one, fixed)
        case ast.Call(func=ast.Name(id=name)):
            return name in (*MAKERS, "each_as_typed") or (path, name) in SHIPPED
        case ast.Name(id=name) if name.isupper():
            return (PurePosixPath(path).stem, name) in fixed
        case ast.Attribute(attr=name, value=ast.Name(id=module)) if name.isupper():
            return (module, name) in fixed
        case ast.Subscript(value=of) | ast.Attribute(attr="__getitem__", value=of):
            return _may(path, of, fixed)
    return False


def _written(given: list[ast.expr]) -> bool:
    return bool(given) and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str)


def test_what_streamlit_draws_as_markdown_is_ours_or_as_typed() -> None:
    assert breaches(project_sources()) == []


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_the_table_names_arguments_that_streamlit_has(name: str) -> None:
    assert set(DRAWN[name]) <= {*_names(name)}


SAID = "may be anybody’s words"
PLANTED = {
    "st.button(name)": f"label of button is Markdown, and name {SAID}",
    "st.button(f'Load {name}')": f"label of button is Markdown, and f'Load {{name}}' {SAID}",
    "st.button('Load', help=name)": f"help of button is Markdown, and name {SAID}",
    "st.button('Load ' + name)": f"label of button is Markdown, and 'Load ' + name {SAID}",
    "st.button('Load' if name else name)": f"label of button is Markdown, and 'Load' if name else name {SAID}",
    "left.selectbox(name, options)": f"label of selectbox is Markdown, and name {SAID}",
    "st.image(picture, caption=name)": f"caption of image is Markdown, and name {SAID}",
    "st.image(picture, name)": f"caption of image is Markdown, and name {SAID}",
    "st.write('Reading', name)": f"args of write is Markdown, and name {SAID}",
    "bar.progress(0.5, name)": f"text of progress is Markdown, and name {SAID}",
    "status.update(label=name)": f"label of status is Markdown, and name {SAID}",
    "st.empty().error(name)": f"body of error is Markdown, and name {SAID}",
    "st.radio('Form', names)": f"options of radio is Markdown, and names {SAID}",
    "st.radio('Form', KINDS, format_func=str)": f"format_func of radio is Markdown, and str {SAID}",
    "TITLE = read()\nst.button(TITLE)": f"label of button is Markdown, and TITLE {SAID}",
    "st.tabs([name])": f"tabs of tabs is Markdown, and [name] {SAID}",
    "st.table(rows)": "nothing is known of st.table: say what it draws as Markdown",
    "x = Markdown(name)": "makes Markdown past markdown(…) and as_typed(…)",
    "x = markdown(name)": "markdown(…) over what is not written out",
    "x = markdown(f'Load {name}')": "markdown(…) over what is not written out",
}


@pytest.mark.parametrize("source", PLANTED)
def test_a_planted_breach_is_reported(source: str) -> None:
    assert [one.partition(": ")[2] for one in breaches({"pages/kpi/spare.py": source})] == [PLANTED[source]]


def test_what_is_ours_or_as_typed_is_no_breach() -> None:
    sources = (
        "st.button('Load', help=None)", "st.button(markdown('Load {}', name))", "st.button(as_typed(name) if name else 'Load')",
        "st.selectbox('Area', names, format_func=said)", "st.radio('Form', names, format_func=each_as_typed(said))",
        "TITLE = 'A title'\nst.expander(TITLE)", "WORDS = {1: 'one'}\nst.radio('Form', WORDS, format_func=WORDS.__getitem__)",
        "from x import writer\nwriter.write(name)", "LOG.warning(name)", "name.title()", "st.text_input('Words', placeholder=name)",
        "held.update(name)", "st.code(name)",
    )  # fmt: skip
    assert breaches({f"pages/kpi/spare{n}.py": source for n, source in enumerate(sources)}) == []
