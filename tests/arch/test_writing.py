"""The one way to write: a home's store and journal are made in one place, who acts is asked in one place, and nothing is written past it.

A planted breach of each rule is reported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch

import pytest

from data.records.journal import Journal, ReadableJournal
from data.store.store import Store
from data.store.stored_figures import StoredFigures
from tests.arch.structure import Sources, project_sources

# What is made or asked, and the only files that may: everybody else is handed it.
ONLY = {
    "Store": ("data/home/home.py",),
    "Journal": ("data/home/home.py",),
    "HomeReader": ("data/home/home.py",),
    "HomeWriter": ("data/home/home.py",),
    "Home": ("data/backups/*", "data/home/*", "pages/console/home_options.py", "pages/queries/homes.py"),
    "Actor": ("data/backups/*", "data/home/*"),
    "actor_of_this_computer": ("pages/console/commands.py", "pages/queries/homes.py"),
    "getuser": ("data/home/actor.py",),
    "remove_for_good": ("data/backups/removed_backups.py",),  # elsewhere the backups would keep what was removed
    "umask": ("data/store/private_files.py",),  # who may open what is made is said in one place
    "chmod": ("data/store/private_files.py",),
}
ASKED_ONCE = "actor_of_this_computer"
# What a store and a journal have beyond what may be read of them.
WRITING = {name for name in vars(Store) if not name.startswith("_")} | {
    name for name in vars(Journal) if not name.startswith("_") and name not in {*vars(ReadableJournal), "findings"}
}
EVERYDAY = {"append", "undo", "keep"}  # of lists, forms and frames too: there the words of ``SIGNED`` give the writer away
SIGNED = {"who", "recorded_at"}  # what every writing method must be told, and a ``HomeWriter`` tells by itself


def breaches(sources: Sources) -> list[str]:
    """Every breach in ``{path: source}``, as "path: what"."""
    return [f"{path}: {what}" for path, source in sources.items() for what in _of_file(path, source)]


def _of_file(path: str, source: str) -> Iterator[str]:
    tree, outside = ast.parse(source), not path.startswith("data/")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for name in (_called(call) for call in calls):
        if name in ONLY and not any(fnmatch(path, place) for place in ONLY[name]):
            yield f"makes or asks {name}, which is for {', '.join(ONLY[name])}"
        if outside and name in WRITING - EVERYDAY:
            yield f"writes by {name}, past the home"
    if sum(_called(call) == ASKED_ONCE for call in calls) > 1:
        yield f"asks {ASKED_ONCE} more than once"
    if outside and any(keyword.arg in SIGNED for call in calls if not _a_class(call) for keyword in call.keywords):
        yield "says who acts, which is said where the home is opened"
    if outside and _names(tree) & {"Store", "Journal"}:
        yield "knows the store or the journal, which can be written to"


def _called(call: ast.Call) -> str:
    """The last part of the name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def _a_class(call: ast.Call) -> bool:
    """Whether a fact is made, such as a risk with who typed it: that writes nothing, and the classes that write are in ``ONLY``."""
    return _called(call).lstrip("_")[:1].isupper()


def _names(tree: ast.AST) -> set[str]:
    """Every name imported or taken from a module."""
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return imported | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_nothing_is_written_past_the_home() -> None:
    assert breaches(project_sources()) == []


def test_a_fact_may_name_who_typed_it() -> None:
    assert breaches({"kpis/governance/risks.py": "found = Risk(who=body['who'], key=key)"}) == []


def test_the_law_knows_every_way_to_write() -> None:
    assert {"publish_loads", "replace_readings", "decide", "remember", "forget", "add_indicator", "keep_file", "remove_figures"} <= WRITING
    assert {"append", "undo", "keep", "writing"} <= WRITING
    assert not WRITING & {name for kind in (StoredFigures, *StoredFigures.__mro__[1:-1]) for name in vars(kind)}


PLANTED = {
    "a page makes a journal": ("pages/plan/risks.py", "def f(home):\n    return journal.Journal(home)"),
    "the records make a journal of their own": ("data/records/settings.py", "held = Journal(home)"),
    "a page makes a store": ("pages/files/load.py", "from data.store.store import Store\nheld = Store(home)"),
    "a page knows the journal": ("pages/plan/risks.py", "from data.records.journal import Journal"),
    "a page opens a home of its own": ("pages/files/load.py", "held = Home(folder)"),
    "a page makes its own writer": ("pages/files/load.py", "held = HomeWriter(reader, store, journal)"),
    "a page writes a load": ("pages/files/load.py", "session.store(home).publish_loads(files)"),
    "a page withdraws a load": ("pages/files/sources.py", "session.store(home).decide(3, 'withdraw')"),
    "a page writes typed words": (
        "pages/queries/records.py",
        "journal(home).append(kind, area, key, body, who='me', recorded_at=now, seen=None)",
    ),
    "a page takes typed words back": ("pages/queries/records.py", "journal(home).undo(entry, recorded_at=now)"),
    "a page holds the journal's lock": ("pages/queries/records.py", "with journal(home).writing():\n    pass"),
    "the command line writes to the store": ("pages/console/files.py", "home.figures.remember(answers)"),
    "a page asks who acts": ("pages/records/evidence_list.py", "who = actor_of_this_computer()"),
    "a page says who acts": ("pages/records/evidence_list.py", "who = Actor('me')"),
    "a command asks who acts": ("pages/console/files.py", "who = actor_of_this_computer()"),
    "a command opens a home of its own": ("pages/console/home.py", "home = Home(folder).write(actor)"),
    "who acts is asked twice": ("pages/console/commands.py", "a = actor_of_this_computer()\nb = actor_of_this_computer()"),
    "a page removes something and leaves it in the backups": ("pages/files/removal.py", "homes.writer(where).remove_for_good(target)"),
    "a file is opened to others": ("data/store/ledger.py", "path.chmod(0o644)"),
    "another mask of rights": ("app.py", "os.umask(0o022)"),
    "a second way to ask who acts": ("data/store/store.py", "who = getpass.getuser()"),
}


@pytest.mark.parametrize("breach", PLANTED)
def test_a_planted_breach_is_reported(breach: str) -> None:
    path, source = PLANTED[breach]
    found = breaches({path: source})
    assert found
    assert all(line.startswith(f"{path}: ") for line in found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("pages/files/load.py", "publish(homes.writer(session.own_home()), ready)\nready.append(one)"),
        ("pages/records/record_form.py", "records.keep(kind, area, key, body, seen)\nrecords.undo(done)"),
        ("pages/queries/homes.py", "def f(where):\n    return Home(where).write(actor_of_this_computer())"),
        ("data/home/illustrative.py", "home.write(Actor(word.who)).record(kind, area, key, body, seen=None)"),
        ("data/records/plan_versions.py", "from data.records.journal import Journal\njournal.append(kind, who=who, recorded_at=now)"),
    ],
)
def test_what_goes_through_the_home_is_not_reported(path: str, source: str) -> None:
    assert breaches({path: source}) == []
