"""Which commands there are, who acts, and what is said to a command line that cannot be understood."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import click

from data.home.actor import actor_of_this_computer
from data.model.actor import Actor

ABOUT = "The dashboard's jobs without a browser. Exit 0: done. 1: refused, with the reason. 2: wrong usage."
PROGRAM = "python cli.py"
TOO_MANY, QUOTE = "Got unexpected extra argument", "'"  # of click's own sentences
# Each command by the module that holds it, which is opened only when the command is run; and what its help says first.
COMMANDS = {
    "files": {
        "load": "Read scorecards and DfE's published files, told apart by what they hold, and publish their figures.",
        "loads": "List every load: when, who, file, counts.",
        "withdraw": "Take a load out of use; the ledger keeps it.",
        "reread": "Read every scorecard in use again by today's rules, list each difference, and ask before anything is put in place.",
        "reinstate": "Put a withdrawn load back in use.",
    },
    "quarantine": {
        "quarantine": "Files as they were given, of which a clean copy is kept: list them, keep them, or delete them for good.",
    },
    "figures": {
        "show": "Each KPI of an area against target, neighbours, region and England.",
        "series": "Every figure of one KPI, a row an area and period.",
        "backlog": "What if: how long a backlog of cases over 20 weeks takes to clear, and the percentage then. Not a forecast.",
    },
    "plan": {
        "plan": "The newest improvement plan of an area: each action, where it stands, and its KPIs.",
        "thread": "The golden thread of the plan: which KPIs its actions serve, and the gaps.",
        "judgements": "What was agreed of each priority at visits, beside what its KPIs come to.",
        "risks": "The risk register, dependencies between workstreams, and “You said, we did”.",
    },
    "meetings": {
        "meetings": "Boards and visits, what one of them looks back on, and recommendations with the responses.",
        "exceptions": "Red KPIs with what is said of each, who leads it, and what is still wanted.",
    },
    "packs": {
        "pack": "A pack of an area's KPIs as slides, a workbook, a Word report or a web page.",
        "report": "A one-page highlight report of a priority, or the exceptions report of an area, as a web page or for Word.",
    },
    "home": {
        "rebuild": "Make builds and published figures again from what was loaded, and list every difference.",
        "check": "Look a home through: what is amiss, for whom it matters, and what mends it. Nothing is changed.",
        "repair": "Mend what check found, by its name; it asks before.",
        "backup": "Write the home to one file: figures, files as received, typed words, additions. It is read back before it counts.",
        "verify": "Look through a backup: every file’s hash, the ledger, the typed words, and whether the figures can be made again.",
        "restore": "Put a backup into an empty home; one that was stopped half way is gone on with.",
        "backups": "How the backups that make themselves stand, and each of them; make one now, or try the newest.",
    },
    "removal": {
        "redact": "Remove a figure, a file, evidence, an entry or a person’s name for good, wherever it is held; first list where.",
    },
    "hand_calculation": {
        "spc": "Judge a series by hand: prints limits, special causes and icons as JSON.",
        "interval": "Work an interval or a comparison by hand: prints it as JSON.",
    },
}


@dataclass(frozen=True)
class Caller:
    """Whoever runs a command, and the home that is meant where none is named."""

    actor: Actor
    home: Path


class CommandTable(click.Group):
    """The commands of the table; a command's module is opened when it is asked for, so that help costs nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the table's order."""
        return [name for told in COMMANDS.values() for name in told]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name, with the words of the table."""
        for module, told in COMMANDS.items():
            if cmd_name in told:
                command: click.Command = getattr(import_module(f"{__package__}.{module}"), cmd_name)
                command.help = told[cmd_name]
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table as it stands in the help, a part a module."""
        with formatter.section("Commands"):
            formatter.write_dl([row for told in COMMANDS.values() for row in told.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first, and the rest with each value behind an option of its own."""
        known = self.list_commands(ctx)
        if args[0] not in known:
            raise click.UsageError(f"There is no command ‘{args[0]}’.{_meant(args[0], known)}", ctx)
        name, command, rest = super().resolve_command(ctx, args)
        return name, command, list(_spelled_out(click.Context(command, ctx, name), rest)) if command else rest


@click.group(cls=CommandTable, help=ABOUT, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
def commands() -> None:
    """The dashboard's jobs without a browser."""


def run(arguments: Sequence[str], home: Path) -> int:
    """Runs one command for whoever is signed in; ``home`` is where it looks unless it is told another. Returns the exit code."""
    try:
        with commands.make_context(PROGRAM, list(arguments), obj=Caller(actor_of_this_computer(), home)) as context:
            return int(commands.invoke(context))
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as why:
        print(in_words(why), file=sys.stderr)
        return 2


def in_words(why: click.UsageError) -> str:
    """What is wrong with a command line, then where help is; the whole help where nothing was asked."""
    if isinstance(why, click.exceptions.NoArgsIsHelpError):
        return why.message
    return f"{_said(why)}\nFor help: {why.ctx.command_path if why.ctx else PROGRAM} --help"


def _said(why: click.UsageError) -> str:
    match why:
        case click.NoSuchOption():
            known = [name for one in why.ctx.command.get_params(why.ctx) for name in one.opts] if why.ctx else []
            return f"There is no option {why.option_name}.{_meant(why.option_name, known)}"
        case click.MissingParameter(param=click.Parameter() as param):
            choices = f" Choose from {', '.join(param.type.choices)}." if isinstance(param.type, click.Choice) else ""
            return f"{_name(param)} is missing.{choices}"
        case click.BadParameter(param=click.Parameter(type=click.Choice()) as param):
            return f"{_name(param)}: {why.message.replace(QUOTE, '')}"
        case click.BadParameter(param=click.Parameter() as param):
            return f"{_name(param)}: {why.message}"
        case _ if why.message.startswith(TOO_MANY):
            return f"‘{why.message.partition('(')[2].rstrip(').')}’ is more than is asked for. A name with a space in it wants quotes."
        case _:
            return why.message


def _name(param: click.Parameter) -> str:
    """A parameter as its help writes it."""
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name.rstrip(".")


def _meant(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f" Did you mean {near[0]}?" if near else ""


def _spelled_out(context: click.Context, words: Sequence[str]) -> Iterator[str]:
    """``--code S5 E1`` as ``--code S5 --code E1``, for options that take several; an option is never taken as another's value.

    Raises:
        click.UsageError: an option that wants a value has none, or one that takes none has one.
    """
    options = {name: one for one in context.command.params if isinstance(one, click.Option) for name in one.opts}
    left = deque(words)
    while left:
        word = left.popleft()
        yield word
        if word == "--":
            yield from left
            return
        option, name = options.get(word), word.partition("=")[0]
        if name != word and name in options and options[name].is_flag:
            raise click.UsageError(f"{name} takes no value.", context)
        if option is None or option.is_flag:
            continue
        if not left or _is_option(left[0]):
            raise click.UsageError(f"{word} wants a value.", context)
        yield left.popleft()
        while option.multiple and left and not _is_option(left[0]):
            yield word
            yield left.popleft()


def _is_option(word: str) -> bool:
    """Whether a word is written as an option; a number below zero is not, nor is anything with a space in it."""
    return len(word) > 1 and word[0] == "-" and " " not in word and not word[1].isdigit() and word[1] != "."
