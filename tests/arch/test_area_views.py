"""One area view: standings are made in one place, an area's view only for somebody and some audience, and kept only under its whole key.

A planted breach of each rule is reported."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import pytest

from tests.arch.structure import Sources, project_sources

ASSEMBLER = "kpis/standing/area_view.py"
# Who may ask the assembler: pages by the one read that is kept, and the command line, which answers one command and ends.
ASKS = ("pages/queries/area_view.py", "pages/console/area_standings.py")
# Who may say for whom an output is made.
SAYS_AUDIENCE = ("pages/queries/homes.py", "pages/console/area_standings.py")
FOR_WHOM = {"actor", "audience", "place", "as_at"}
KEY = {"actor", "audience", "home", "build", "as_at"}  # beside the area itself
ALSO = {"where": "home", "now": "build"}  # what a home and a build are called where they are arguments
READS = {"held", "held_of", "standings_of", "standing_of", "published_of", "circle_of"}
CACHES = {"kept_once", "lru_cache", "cache", "cache_data", "cache_resource"}
# Where the keys themselves are, which what is planted goes by.
KEYS = {path: source for path, source in project_sources().items() if path == "pages/queries/area_view.py"}


def breaches(sources: Sources) -> list[str]:
    """Every breach in ``{path: source}``, as "path:line: what"."""
    trees = {path: ast.parse(source) for path, source in sources.items()}
    types = {node.name: _fields(node) for path, tree in trees.items() if path.startswith("pages/")
             for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}  # fmt: skip
    return [f"{path}:{line}" for path, tree in trees.items() for line in (*_made(path, tree), *_kept(path, tree, types))]


def _made(path: str, tree: ast.AST) -> Iterator[str]:
    """Standings or views that are made where they should not be, or for nobody."""
    for node in ast.walk(tree):
        if path != ASSEMBLER and _makes_standings(node):
            yield f"{node.lineno}: makes standings past {ASSEMBLER}"
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Audience" and path not in SAYS_AUDIENCE:
            yield f"{node.lineno}: says for whom an output is made"
        if isinstance(node, ast.Call) and _last(node.func) == "area_view":
            if path not in ASKS:
                yield f"{node.lineno}: assembles an area’s view, which is for {', '.join(ASKS)}"
            if missing := FOR_WHOM - {keyword.arg for keyword in node.keywords}:
                yield f"{node.lineno}: assembles an area’s view without {', '.join(sorted(missing))}"


def _makes_standings(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "kpis.standing.kpi_standing" and "standings" in {alias.name for alias in node.names}
    return isinstance(node, ast.Attribute) and node.attr == "standings" and ast.unparse(node.value) == "kpi_standing"


def _kept(path: str, tree: ast.AST, types: Mapping[str, Mapping[str, set[str]]]) -> Iterator[str]:
    """Reads and drawings of an area on pages that are kept by less than its whole key."""
    if not path.startswith("pages/") or path.startswith("pages/console/"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(_caches(one) for one in node.decorator_list):
            known = {ALSO.get(name, name) for name in _known_by(node, types)}
            if ("area" in known or _reads_view(node)) and (missing := (KEY | {"area"}) - known):
                yield f"{node.lineno}: {node.name} is kept without {', '.join(sorted(missing))}"


def _caches(decorator: ast.expr) -> bool:
    return _last(decorator.func if isinstance(decorator, ast.Call) else decorator) in CACHES


def _reads_view(node: ast.FunctionDef) -> bool:
    return any(isinstance(one, ast.Call) and _last(one.func) in READS for one in ast.walk(node))


def _known_by(node: ast.FunctionDef, types: Mapping[str, Mapping[str, set[str]]]) -> set[str]:
    """The names of all that a function is kept by: its arguments, the fields of their types, and what they are unpacked into."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    names = {one.arg for one in arguments}
    unpacked = {
        part.id
        for one in ast.walk(node)
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Name) and one.value.id in names
        for part in ast.walk(one.targets[0])
        if isinstance(part, ast.Name)
    }
    inside = {name for one in arguments if one.annotation for of in _named(one.annotation) for name in _all_fields(of, types, set())}
    return names | unpacked | inside


def _all_fields(of: str, types: Mapping[str, Mapping[str, set[str]]], seen: set[str]) -> set[str]:
    """The fields of a class of pages, and those of the classes that they are."""
    if of in seen or of not in types:
        return set()
    deeper = [_all_fields(one, types, seen | {of}) for names in types[of].values() for one in names]
    return set(types[of]).union(*deeper)


def _fields(node: ast.ClassDef) -> dict[str, set[str]]:
    """A class's fields with the names in their types."""
    return {
        one.target.id: _named(one.annotation) for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    }


def _named(annotation: ast.expr) -> set[str]:
    names = {_last(one) for one in ast.walk(annotation) if isinstance(one, ast.Name | ast.Attribute)}
    return names - {""}


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_an_area_is_seen_by_somebody_and_kept_by_its_whole_key() -> None:
    sources = project_sources()
    assert {ASSEMBLER, "pages/queries/area_view.py", "pages/queries/homes.py"} <= set(sources)
    assert breaches(sources) == []


PLANTED = {
    "a page makes standings": ("pages/kpi/kpi.py", "found = kpi_standing.standings(frame, known, {}, place=area, on=day)"),
    "an export makes standings": ("kpis/exports/pack/pack.py", "from kpis.standing.kpi_standing import Standing, standings"),
    "standings are handed on to be made": ("cli.py", "make = partial(kpi_standing.standings, frame)"),
    "a page assembles a view": (
        "pages/kpi/kpi.py", "found = area_view(a, b, c, actor=d, audience=e, place=f, as_at=g)",
    ),
    "a view for no audience": ("pages/console/area_standings.py", "found = area_view(a, b, c, actor=d, place=f, as_at=g)"),
    "a view of no day": ("pages/console/area_standings.py", "found = views.area_view(a, b, c, actor=d, audience=e, place=f)"),
    "a command assembles a view past the one that all share": (
        "pages/console/figures.py", "found = area_view(a, b, c, actor=d, audience=e, place=f, as_at=g)",
    ),
    "a page says for whom": ("pages/records/pack_form.py", "words = pack(Audience.ROOM)"),
    "a drawing without who and for whom": (
        "pages/kpi/kpi.py", "@lru_cache(maxsize=8)\ndef _drawn(where: str, now: str, area: str, as_at: date | None) -> str: ...",
    ),
    "a drawing that all wait for, without a build": (
        "pages/kpi/kpi.py", "@kept_once(8)\ndef _f(actor: Actor, audience: Audience, home: str, area: str, as_at: date | None) -> str: ...",
    ),
    "a read that Streamlit keeps without a day": (
        "pages/kpi/kpi.py", "@st.cache_data\ndef f(actor: Actor, audience: Audience, home: str, build: str, area: str) -> str: ...",
    ),
    "a bare tuple as a key": (
        "pages/kpi/gap.py", "Key = tuple[str, ...]\n@cache\ndef _found(asked: Key) -> str:\n    home, build, area, as_at = asked",
    ),
    "a key of its own with too little in it": (
        "pages/kpi/gap.py", "class _Key:\n    home: str\n    build: str\n    area: str\n@functools.cache\ndef _found(asked: _Key): ...",
    ),
    "a view read by a code alone": ("pages/kpi/gap.py", "@lru_cache\ndef _told(code: str):\n    return area_view.held(HERE).of(code)"),
}  # fmt: skip


@pytest.mark.parametrize("breach", PLANTED)
def test_a_planted_breach_is_reported(breach: str) -> None:
    path, source = PLANTED[breach]
    found = breaches(KEYS | {path: source})
    assert found
    assert all(line.startswith(f"{path}:") for line in found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "pages/kpi/gap.py",
            "@lru_cache\ndef _drawn(by: ViewKey, code: str) -> str:\n    return area_view.held_of(by).of(code)",
        ),
        ("pages/kpi/gap.py", "class _Key:\n    view: ViewKey\n    code: str\n@cache\ndef _drawn(asked: _Key, theme: str) -> str: ..."),
        ("pages/kpi/gap.py", "@lru_cache\ndef _drawn(of: tuple[ViewKey, str]) -> str:\n    (by, code), x = of, 1"),
        ("pages/kpi/gap.py", "@lru_cache\ndef _measures(where: str, now: str, as_at: date | None) -> str: ..."),
        ("pages/console/area_standings.py", "view = area_view(a, b, c, actor=d, audience=Audience.ROOM, place=f, as_at=g)"),
        ("pages/kpi/gap.py", "standings = held.standings\nmoved = kpi_standing.moved(before, after)"),
    ],
)
def test_what_is_kept_by_a_whole_key_is_not_reported(path: str, source: str) -> None:
    assert breaches(KEYS | {path: source}) == []
