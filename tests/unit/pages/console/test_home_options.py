"""A command is handed its home as it asked for it, and a refusal is told in the form that was asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest

from data.home.home import Home, HomeReader, HomeWriter
from data.model.actor import Actor
from data.model.finding import Refused
from pages.console.commands import Caller
from pages.console.home_options import WrongUsage, with_home


def run(way: Any, does: Any, home: Path, *words: str, catalogue: bool = True) -> int:
    """The exit code of a command that does something with what it is handed."""
    made = click.command("made")(with_home(way, catalogue=catalogue)(does))
    with made.make_context("made", list(words), obj=Caller(Actor("A person"), home)) as context:
        return int(made.invoke(context))


@pytest.mark.parametrize(("way", "kind"), [(Home.read, HomeReader), (Home.write, HomeWriter)])
@pytest.mark.parametrize("catalogue", [True, False])
def test_a_command_is_handed_the_home_as_it_asked(way: Any, kind: type, catalogue: bool, tmp_path: Path) -> None:
    handed: dict[str, Any] = {}
    assert run(way, lambda **given: handed.update(given) or 0, tmp_path, catalogue=catalogue) == 0
    assert type(handed["home"]) is kind
    reader = handed["home"] if kind is HomeReader else handed["home"].reader
    assert (reader.actor.name, reader.folder) == ("A person", tmp_path)
    assert ("catalogue" in handed) is catalogue


def test_the_home_is_the_option_then_the_environment_then_the_callers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for words, variable in ((["--home", str(tmp_path / "a")], "b"), ([], "b"), ([], "")):
        monkeypatch.setenv("SEND_HOME", str(tmp_path / variable) if variable else "")
        run(Home.read, lambda home, as_json: seen.append(home.folder.name) or 0, tmp_path / "c", *words, catalogue=False)
    assert seen == ["a", "b", "c"]


@pytest.mark.parametrize(("why", "code"), [(WrongUsage("So it is asked."), 2), (Refused("So it is."), 1)])
def test_a_refusal_is_told_in_words_or_as_json(why: Exception, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(**given: Any) -> int:
        raise why

    assert run(Home.read, refuse, tmp_path) == code
    assert tuple(capsys.readouterr()) == ("", f"{why}\n")
    assert run(Home.read, refuse, tmp_path, "--json") == code
    told = capsys.readouterr()
    assert (json.loads(told.out), told.err) == ({"error": str(why)}, "")
