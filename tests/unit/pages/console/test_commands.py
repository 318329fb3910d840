"""The table of commands, and what is said to a command line that cannot be understood."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.console import commands
from pages.console.commands import COMMANDS
from tests.conftest import ROOT

CaptureFixture = pytest.CaptureFixture[str]
NAMES = [name for told in COMMANDS.values() for name in told]


def command(name: str) -> click.Command:
    """A command of the table."""
    found = commands.commands.get_command(click.Context(commands.commands), name)
    assert found is not None
    return found


def told(name: str, *words: str) -> dict[str, Any]:
    """What a command would be handed for these words, through the group."""
    top = click.Context(commands.commands)
    _, found, rest = commands.commands.resolve_command(top, [name, *words])
    assert found is not None
    return found.make_context(name, rest, parent=top).params


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_the_table_is_there_with_its_words_and_a_home(name: str) -> None:
    found = command(name)
    assert found.name == name
    assert found.help == next(words[name] for words in COMMANDS.values() if name in words)
    assert {"folder", "as_json"} <= {one.name for one in found.params}
    assert all(one.help for one in found.params if isinstance(one, click.Option))


def test_every_command_of_a_module_is_in_the_table() -> None:
    for module, words in COMMANDS.items():
        held = vars(import_module(f"pages.console.{module}")).items()
        assert {name for name, one in held if isinstance(one, click.Command)} == set(words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "There is no command ‘nothing’.\nFor help: python cli.py --help\n"),
        (["shwo"], "There is no command ‘shwo’. Did you mean show?\nFor help: python cli.py --help\n"),
        (["--json", "show"], "There is no option --json.\nFor help: python cli.py --help\n"),
        (["show", "--aera", "Bury"], "There is no option --aera. Did you mean --area?\nFor help: python cli.py show --help\n"),
        (["show", "--area"], "--area wants a value.\nFor help: python cli.py show --help\n"),
        (["show", "--area", "--json"], "--area wants a value.\nFor help: python cli.py show --help\n"),
        (["show", "--code"], "--code wants a value.\nFor help: python cli.py show --help\n"),
        (
            ["show", "Bury"],
            "‘Bury’ is more than is asked for. A name with a space in it wants quotes.\nFor help: python cli.py show --help\n",
        ),
        (["show", "--as-at", "soon"], "--as-at: soon is not a date; write YYYY-MM-DD.\nFor help: python cli.py show --help\n"),
        (["show", "--json=1"], "--json takes no value.\nFor help: python cli.py show --help\n"),
        (["load"], "PATH is missing.\nFor help: python cli.py load --help\n"),
        (["withdraw", "first", "--why", "x"], "ID: first is not a whole number.\nFor help: python cli.py withdraw --help\n"),
        (["withdraw", "1"], "--why is missing.\nFor help: python cli.py withdraw --help\n"),
        (
            ["pack", "--out", "a.pptx"],
            "--format is missing. Choose from pptx, docx, html, xlsx.\nFor help: python cli.py pack --help\n",
        ),
        (
            ["pack", "--out", "a.pdf", "--format", "pdf"],
            "--format: pdf is not one of pptx, docx, html, xlsx.\nFor help: python cli.py pack --help\n",
        ),
    ],
)
def test_what_cannot_be_understood_is_said_plainly_and_exits_2(words: list[str], said: str, capsys: CaptureFixture) -> None:
    assert commands.run(words, Path("nowhere")) == 2
    assert tuple(capsys.readouterr()) == ("", said)


def test_where_nothing_is_asked_the_whole_help_is_told_and_it_exits_2(capsys: CaptureFixture) -> None:
    assert commands.run([], Path("nowhere")) == 2
    told = capsys.readouterr()
    assert commands.run(["--help"], Path("nowhere")) == 0
    assert (told.out, told.err) == ("", capsys.readouterr().out)


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_tells_every_command_and_exits_0(word: str, capsys: CaptureFixture) -> None:
    assert commands.run([word], Path("nowhere")) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert [line.split()[0] for line in told.out.partition("Commands:")[2].splitlines() if line[2:3].strip()] == NAMES


def test_help_of_a_command_tells_its_words_and_its_options(capsys: CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert commands.run(["reinstate", "--help"], Path("nowhere")) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out == (
        "Usage: python cli.py reinstate [OPTIONS] ID\n\n  Put a withdrawn load back in use.\n\nOptions:\n"
        "  --why WORDS    the reason, kept in the ledger\n"
        "  --home FOLDER  folder that holds build/, raw/ and words/ (default:\n                 SEND_HOME, else data/)\n"
        "  --json         print JSON\n"
        "  -h, --help     Show this message and exit.\n"
    )


WORDS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1).flatmap(
    lambda one: st.sampled_from([one, f"{one} x", f"-{one} x"])
)


@given(st.lists(WORDS, min_size=1), st.booleans(), st.sampled_from([[], ["--json"], ["--basis", "-1"]]))
def test_several_values_may_stand_behind_one_option_or_behind_several(values: list[str], repeated: bool, more: list[str]) -> None:
    words = [word for value in values for word in ("--code", value)] if repeated else ["--code", *values]
    assert told("show", *words, *more)["codes"] == tuple(values)
    assert told("show", *more, *words)["codes"] == tuple(values)


def test_after_two_dashes_nothing_is_an_option() -> None:
    assert told("load", "--area", "Bury", "--", "--area", "b.xlsx")["paths"] == (Path("--area"), Path("b.xlsx"))
    assert told("backlog", "--open", "-3")["cases"] == -3


def test_help_opens_no_command_and_no_command_opens_a_page() -> None:
    """Start time: pandas and the store are opened by the commands that need them; a browser's library by none."""
    asked = (
        "import sys, cli; cli.main(['--help']); late = {'pandas', 'duckdb', 'loaders', 'streamlit'} & set(sys.modules); "
        "import importlib; from pages.console.commands import COMMANDS; "
        "[importlib.import_module('pages.console.' + name) for name in COMMANDS]; "
        "print(sorted(late), 'pandas' in sys.modules, 'streamlit' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[] True False"
