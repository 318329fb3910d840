"""The words of the command line: which commands there are and what each may be told."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

Run = Callable[[argparse.Namespace, Any, Any], int]


def parser_of(about: str, runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """The commands with their options; ``runs`` is what each one does, by its name."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--home", help="folder that holds build/, raw/ and words/ (default: SEND_HOME, else data/)")
    shared.add_argument("--json", action="store_true", help="print JSON")
    parser = argparse.ArgumentParser(prog="cli.py", description=about)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, words: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, parents=[shared], help=words, description=words)
        one.set_defaults(run=runs[name])
        return one

    one = command("load", "Read scorecards and DfE's published files, told apart by what they hold, and publish their figures.")
    one.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    one.add_argument("--area", help="local authority, by name or code; overrides the one the file names")
    one.add_argument("--received", type=_day, help="day the file was received, YYYY-MM-DD (default: today)")
    one.add_argument("--dry-run", action="store_true", help="read and check; keep nothing")
    one.add_argument("--map", type=Path, metavar="FILE", help="answers to what the files leave open, as the Load page or --ask writes them")
    one.add_argument(
        "--ask", type=Path, metavar="FILE", help="write what the files leave open to FILE, to be filled in and given with --map"
    )
    command("loads", "List every load: when, who, file, counts.")
    for name, words in (
        ("withdraw", "Take a load out of use; the ledger keeps it."),
        ("reinstate", "Put a withdrawn load back in use."),
    ):
        one = command(name, words)
        one.set_defaults(action=name)
        one.add_argument("id", type=int)
        one.add_argument("--why", required=name == "withdraw", default="", help="the reason, kept in the ledger")
    one = command("show", "Each KPI of an area against target, neighbours, region and England.")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--code", nargs="+", metavar="CODE", help="only these KPIs, or published measures by their short name")
    _against(one)
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD, by received date")
    one = command("series", "Every figure of one KPI, a row an area and period.")
    one.add_argument("code")
    _against(one)
    one.add_argument("--areas", nargs="+", metavar="AREA", help="names, 3-digit or 9-digit codes (default: all)")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD, by received date")
    for name, words in (
        ("plan", "The newest improvement plan of an area: each action, where it stands, and its KPIs."),
        ("thread", "The golden thread of the plan: which KPIs its actions serve, and the gaps."),
    ):
        one = command(name, words)
        one.set_defaults(action=name)
        one.add_argument("--area", help="local authority, by name or code")
        one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD, by received date")
    one = command("pack", "A pack of an area's KPIs as slides, a workbook, a Word report or a web page.")
    one.add_argument("--format", required=True, choices=("pptx", "docx", "html", "xlsx"), help="PowerPoint, Word, web page or Excel")
    one.add_argument("--priority", nargs="+", type=int, metavar="N", help="the KPIs of these priorities")
    one.add_argument("--template", type=Path, metavar="FILE.pptx", help="your own .pptx or .potx, whose look the slides take")
    one.add_argument("--meeting", default="", metavar="KEY", help="for this meeting, as cli.py meetings names it: its agenda’s order")
    _against(one)
    one.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write it; a pack that stands there is replaced")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--code", "--kpi", nargs="+", metavar="CODE", help="only these KPIs")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD, by received date")
    one = command("report", "A one-page highlight report of a priority, or the exceptions report of an area, as a web page or for Word.")
    one.add_argument("what", choices=("highlight", "exceptions"))
    one.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write it: FILE.html or FILE.docx")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--priority", type=int, metavar="N", help="the priority’s number, for a highlight report")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD, by received date")
    one.set_defaults(neighbours="", basis="")
    one = command("backlog", "What if: how long a backlog of cases over 20 weeks takes to clear, and the percentage then. Not a forecast.")
    one.add_argument("--open", type=int, required=True, metavar="N", help="cases open over 20 weeks now")
    one.add_argument("--due", type=int, metavar="N", help="cases falling due a month (default: from the area's requests)")
    one.add_argument("--issued", type=int, metavar="N", help="plans issued a month (default: from the area's new plans)")
    one.add_argument("--keep", type=int, default=0, metavar="PERCENT", help="share of plans kept for cases in time (default: oldest first)")
    one.add_argument("--months", type=int, default=12, metavar="N", help="months to the month aimed at (default: 12)")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="the day to start from, YYYY-MM-DD (default: today)")
    one.set_defaults(neighbours="", basis="")
    one = command("judgements", "What was agreed of each priority at visits, beside what its KPIs come to.")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="only what was recorded by this day, YYYY-MM-DD")
    one.set_defaults(neighbours="", basis="")
    one = command("exceptions", "Red KPIs with what is said of each, who leads it, and what is still wanted.")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD: figures received, words recorded")
    one.set_defaults(neighbours="", basis="")
    one = command("meetings", "Boards and visits, what one of them looks back on, and recommendations with the responses.")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--meeting", default="", metavar="KEY", help="the one told whole, as board/2018-07-26 (default: the newest held)")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD: figures received, words recorded")
    one.set_defaults(neighbours="", basis="")
    one = command("risks", "The risk register, dependencies between workstreams, and “You said, we did”.")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="only what was recorded by this day, YYYY-MM-DD")
    for name, words in (
        ("backup", "Write the home to one file: figures, files as received, typed words, additions. It is read back before it counts."),
        ("verify", "Look through a backup: every file’s hash, the journal of typed words, and whether the build opens."),
        ("restore", "Put a backup into an empty home."),
    ):
        one = command(name, words)
        one.set_defaults(action=name)
        one.add_argument("file", type=Path, metavar="FILE", help="the backup, a .zip")
    for name, words, holds in (
        ("spc", "Judge a series by hand: prints limits, special causes and icons as JSON.", "one series with dates and values, or a list"),
        ("interval", "Work an interval or a comparison by hand: prints it as JSON.", "one object with kind and input, or a list"),
    ):
        one = command(name, words)
        one.set_defaults(what=name, preset="nhsr")
        one.add_argument("file", type=Path, metavar="FILE", help=f"JSON: {holds}")
        if name == "spc":
            one.add_argument("--preset", choices=("nhsr", "mdc"), default="nhsr", help="whose rules (default: nhsr)")
    return parser


def _against(one: argparse.ArgumentParser) -> None:
    one.add_argument("--neighbours", default="", metavar="EDITION", help="a list's edition, a group, or at-date (default: the newest list)")
    one.add_argument("--basis", default="", help="another basis of a published KPI, such as: excluding exceptions")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date; write YYYY-MM-DD") from None
