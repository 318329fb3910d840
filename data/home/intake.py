"""Files in: each is read with what a home knows and remembers, set beside the figures in force there, and published with the others.

How files are read is handed in, since no reader of files may be known here: whoever takes files in hands on ``loaders``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime
from typing import Protocol

import pandas as pd

from data.catalogue.catalogue import Catalogue, own_indicator
from data.checks.comparison import Key, key_of
from data.checks.previous_figures import FigureInForce, check_against, in_force
from data.home.home import HomeReader, HomeWriter
from data.home.left_out import left_out_findings
from data.model.child_sign import ChildSign
from data.model.clean_copy import CleanCopy
from data.model.counting_basis import counted_of
from data.model.finding import Finding, Refused, Severity
from data.model.loaded_file import Loaded, QuestionsOpen
from data.model.plan import PlanVersion
from data.model.questions import LEAVE_OUT, Answers, AnswersFault, Question, from_toml
from data.store.store import PublishedLoad, ReceivedFile, ReceivedRelease
from data.store.stored_tables import OBSERVATION, observation_of

Progress = Callable[[float, str], None]
KEY = ["indicator", "area", "series", "measure", "period_kind", "first", "last", "undated", "counted"]


class ReadableFile(Protocol):
    """One file that was opened and recognised. ``read`` raises ``Refused`` with what is wrong and what to do, or ``QuestionsOpen``."""

    @property
    def is_plan(self) -> bool: ...
    def read(
        self, *, area: str | None = None, remembered: Sequence[Answers] = (), answers: Answers | None = None
    ) -> Loaded | PlanVersion: ...
    def left_out(self) -> list[ChildSign]: ...
    def clean_copy(self) -> CleanCopy: ...


class FileReaders(Protocol):
    """How files are opened and read."""

    def open_given(self, name: str, content: bytes, catalogue: Catalogue, progress: Progress = ...) -> ReadableFile: ...
    def read_plan(self, name: str, content: bytes, catalogue: Catalogue, *, area: str | None = None) -> PlanVersion: ...
    def look_through(self, name: str, content: bytes) -> list[ChildSign]: ...


@dataclass(frozen=True)
class TakenFile:
    """One file as it was taken in: ``loaded``, or for ``is_plan`` its ``plan``, or why it was ``refused``.

    Both ``loaded`` and ``refused`` are set where questions stand before it can be read. ``number`` is the load it would become, ``file``
    what it was read from.
    """

    name: str
    content: bytes
    received: date
    _: KW_ONLY
    loaded: Loaded | None = None
    is_plan: bool = False
    plan: PlanVersion | None = None
    refused: str = ""
    number: int = 0
    file: ReadableFile | None = None

    def clean_copy(self) -> CleanCopy | None:
        """What is kept of it; None where nothing was read of it.

        Raises:
            Refused: it cannot be kept.
        """
        return None if self.file is None else self.file.clean_copy()

    def sound(self) -> TakenFile:
        """The file itself.

        Raises:
            Refused: it was refused.
        """
        if self.refused:
            raise Refused(self.refused)
        return self

    @property
    def asked(self) -> tuple[Question, ...]:
        """What the file leaves open."""
        return self.loaded.questions if self.loaded is not None else ()


class Intake:
    """Files taken into one home in turn, each beside the figures in force by its own day and the files taken before it.

    ``known`` and ``remembered`` are the home's catalogue and answers at ``build``; ``area`` overrides the area that a file names.
    """

    def __init__(
        self, home: HomeReader, readers: FileReaders, build: str, known: Catalogue, *, remembered: Sequence[Answers] = (),
        area: str | None = None,
    ) -> None:  # fmt: skip
        self._home, self._readers, self._build, self._known = home, readers, build, known
        self._remembered, self._area = remembered, area
        self._held: dict[str, dict[Key, tuple[date, FigureInForce]]] = {}
        self._before: dict[str, pd.DataFrame] = {}
        self._to_be: dict[str, pd.DataFrame] = {}
        loads = home.figures.loads(build)["id"] if build else ()
        self._number = 1 + (int(max(loads)) if len(loads) else 0)

    def take(
        self, name: str, content: bytes, received: date, *, answers: Answers | None = None, progress: Progress = lambda share, words: None
    ) -> TakenFile:
        """One file, a plan or a scorecard; nothing is kept. One that is refused leaves the others as they are."""
        file = self._readers.open_given(name, content, self._known, progress)
        taken = TakenFile(name, content, received, is_plan=file.is_plan, file=file)
        try:
            read = file.read(area=self._area, remembered=self._remembered, answers=answers)
            left_out = left_out_findings(file.left_out())
        except QuestionsOpen as why:
            return replace(taken, loaded=why.loaded, refused=str(why))
        except Refused as why:
            return replace(taken, refused=str(why))
        if isinstance(read, PlanVersion):
            return replace(taken, plan=replace(read, findings=(*left_out, *read.findings)))
        self._number += 1
        loaded = self._compared(read, received, self._number - 1)
        loaded = replace(loaded, findings=(*left_out, *self._still_to_come(read.reporter), *loaded.findings))
        return replace(taken, loaded=loaded, number=self._number - 1)

    def changed(self, taken: TakenFile) -> tuple[pd.DataFrame, pd.DataFrame]:
        """(the figures that a file read may change, those it gives), a row an observation. The first are the partnership's in force by
        its day, under the files of this intake asked about before; they are empty where there are none."""
        assert taken.loaded is not None
        who, given = taken.loaded.reporter, OBSERVATION.frame([(taken.number, taken.loaded.observations)])
        before = self._before.get(who)
        if before is None:
            before = self._home.in_force_by(self._build, who, taken.received)
        self._before[who] = _with_given(before, given, taken.received)
        return before, given

    def to_be(self, taken: TakenFile) -> pd.DataFrame:
        """The partnership's figures in force today once this file is loaded, on top of the files of this intake asked about before: a row
        an observation. Where a figure of a later day of receipt is in force, it stays."""
        assert taken.loaded is not None
        who, given = taken.loaded.reporter, OBSERVATION.frame([(taken.number, taken.loaded.observations)])
        held = self._to_be.get(who)
        if held is None:
            held = self._home.figures.in_force(self._build, reporter=who) if self._build else pd.DataFrame()
        later = held[held["received"] > taken.received] if not held.empty else held
        earlier = held[held["received"] <= taken.received] if not held.empty else held
        self._to_be[who] = _on_top(_with_given(earlier, given, taken.received), later)
        return self._to_be[who]

    def _compared(self, loaded: Loaded, received: date, number: int) -> Loaded:
        """The file with the findings that only earlier files bring to light; its own figures stand for the next."""
        held = self._figures_of(loaded.reporter)
        before = [figure for day, figure in held.values() if day <= received]
        more = check_against(loaded.observations, before, self._known) if before else []
        for o in loaded.observations:
            if (old := held.get(key_of(o))) is None or old[0] <= received:
                held[key_of(o)] = (received, in_force(o, number))
        order = {Severity.CHECK: 0, Severity.NOTE: 1}
        return replace(loaded, findings=tuple(sorted((*loaded.findings, *more), key=lambda f: order[f.severity])))

    def _still_to_come(self, reporter: str) -> list[Finding]:
        """A finding for each load whose day of receipt is still to come: its figures stand before those of every file received since."""
        ledger = self._home.figures.loads(self._build).to_dict("records") if self._build else []
        today = date.today()
        ahead = [row for row in ledger if row["received"] > today and row["area"] == reporter and not row["withdrawn"]]
        return [
            Finding(
                Severity.CHECK, f"load {row['id']}",
                f"Load {row['id']} was received on {row['received'].day} {row['received']:%B %Y}, a day in the future: the clock of the "
                "computer that loaded it "
                "was wrong. Its figures stand before those of this file.",
                f"Withdraw it with: python cli.py withdraw {row['id']} --why “wrong clock”. Then load its file again with the day it was "
                "received.", "received-in-future",
            )
            for row in ahead
        ]  # fmt: skip

    def _figures_of(self, reporter: str) -> dict[Key, tuple[date, FigureInForce]]:
        if reporter not in self._held:
            frame = self._home.figures.in_force(self._build, reporter=reporter) if self._build else pd.DataFrame()
            rows = ((row["received"], in_force(observation_of(row), row["load"])) for row in frame.to_dict("records"))
            self._held[reporter] = {key_of(one): (day, one) for day, one in rows}
        return self._held[reporter]


def publish(
    home: HomeWriter, taken: Sequence[TakenFile], releases: Sequence[ReceivedRelease] = (), *, reader: str = "", shipped: bool = False,
    at: datetime | None = None,
) -> list[PublishedLoad]:  # fmt: skip
    """Publishes releases, and every scorecard among the files that could be read, in one build, all or none: what became of each release,
    then of each file, in their order. ``reader`` is the version of the rules that read them.

    Of each file a clean copy is kept and the file itself goes into quarantine; ``shipped`` files, made up for the dashboard, are kept
    as they are.

    Raises:
        Refused: of one of the files no clean copy can be kept. Nothing was changed.
    """
    files = [
        ReceivedFile(one.loaded, one.content, one.received, copy=None if shipped else one.clean_copy())
        for one in taken
        if one.loaded is not None and not one.refused
    ]
    return home.load(files, releases, reader=reader, at=at) if files or releases else []


def take_answers(home: HomeWriter, known: Catalogue, text: str, *, area: str, file: str, keep: bool) -> tuple[Answers, Catalogue]:
    """The answers of an answers file and the catalogue with the KPIs it adds, which are kept in the home where ``keep`` says so.

    Raises:
        AnswersFault: the file answers what nobody can know.
    """
    given, own = from_toml(text)
    own = tuple({"area": given.area or area} | entry for entry in own)
    for entry in own:
        found_area = known.area(entry["area"])
        entry["area"] = found_area.code if found_area else ""
        found = own_indicator(entry, known.sections)
        if found.code in known.indicators and not known.indicators[found.code].area:
            raise AnswersFault(f"{found.code} is a KPI of the shipped catalogue. Give the area’s own KPI another code.")
        if taken := known.taken(found):
            whose = known.areas[taken.area].name if taken.area in known.areas else taken.area
            raise AnswersFault(
                f"{taken.code} is taken: it is {whose}’s own KPI, ‘{taken.short}’. Give this one another code, such as {known.free_code()}."
            )
        if keep and known.indicators.get(found.code) != found:
            home.add_kpi(entry)
        known = known.with_own([found])
    if unknown := [code for code in given.kpis.values() if code and code != LEAVE_OUT and code.upper() not in known.indicators]:
        raise AnswersFault(f"{file} answers {unknown[0]}, which is not a KPI of the catalogue nor one of the area’s own.")
    return given, known


def _with_given(before: pd.DataFrame, given: pd.DataFrame, received: date) -> pd.DataFrame:
    """The figures in force once a file's own, received that day, come on top, key by key."""
    return _on_top(before, given.assign(received=received, notice=""))


def _on_top(before: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Figures in force with others over them, key by key."""
    both: Sequence[pd.DataFrame] = [frame for frame in (before, more) if not frame.empty]
    if not both:
        return before
    rows = pd.concat(both, ignore_index=True)
    undated = rows["period"].where(rows["first"].isna(), "")
    counted = rows["basis"].map(counted_of)
    return rows[~rows.assign(undated=undated, counted=counted).duplicated(KEY, keep="last")]
