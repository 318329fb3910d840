"""One home folder whole: its store, its own additions to the catalogue, and the answers remembered in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue, own_indicator
from data.catalogue.reference_entry import CatalogueFault
from data.checks.comparison import Key, key_of
from data.checks.previous_figures import FigureInForce, check_against, held
from data.model.finding import Severity
from data.model.loaded_file import Loaded
from data.model.observation import Observation
from data.model.publication import Release
from data.model.questions import LEAVE_OUT, Answers, AnswersFault, from_toml
from data.store.store import Store, person

ADDITIONS = "additions"  # a folder in the home, of the same form as data/reference
KEY = ["indicator", "area", "series", "measure", "period_kind", "first", "last", "undated"]


def known(store: Store, build: str) -> Catalogue:
    """The shipped catalogue, what ``additions/`` in the home adds to it, and the areas' own KPIs of a build."""
    shipped = catalogue_of.read(overlay=store.home / ADDITIONS)
    own = store.own_indicators(build) if build else []
    for entry in own:
        file = Path(ADDITIONS, "indicators", f"{entry['code']}.toml")
        if (store.home / file).exists():
            raise CatalogueFault(
                f"{file.as_posix()}: {entry['code']}: is the code of an area’s own KPI, which is changed on the Load page. "
                "Give this file another code"
            )
    return shipped.with_own([own_indicator(entry, shipped.sections) for entry in own]) if own else shipped


def remembered(store: Store, build: str) -> tuple[Answers, ...]:
    """The answers that a home holds; none before its first build."""
    return store.answers(build) if build else ()


def in_force_by(store: Store, build: str, reporter: str, received: date) -> pd.DataFrame:
    """The figures of one partnership in force by the day a file was received: those it may change."""
    return store.in_force(build, reporter=reporter, as_at=received) if build else pd.DataFrame()


class FileComparison:
    """The figures in force of each partnership, and what each file read in turn shows beside them.

    A file is set beside the loads received by its own day and the files taken before it.
    """

    def __init__(self, store: Store, build: str, known_words: Catalogue) -> None:
        self._store, self._build, self._known = store, build, known_words
        self._held: dict[str, dict[Key, tuple[date, FigureInForce]]] = {}
        self.number = 1 + (int(store.loads(build)["id"].max()) if build and len(store.loads(build)) else 0)

    def take(self, loaded: Loaded, received: date) -> Loaded:
        """The file with the findings that only earlier files bring to light; its own figures stand for the next."""
        held = self._of(loaded.reporter)
        before = [figure for day, figure in held.values() if day <= received]
        more = check_against(loaded.observations, before, self._known) if before else []
        for o in loaded.observations:
            if (old := held.get(key_of(o))) is None or old[0] <= received:
                held[key_of(o)] = (received, _as_held(o, self.number))
        self.number += 1
        order = {Severity.CHECK: 0, Severity.NOTE: 1}
        return replace(loaded, findings=tuple(sorted((*loaded.findings, *more), key=lambda f: order[f.severity])))

    def _of(self, reporter: str) -> dict[Key, tuple[date, FigureInForce]]:
        if reporter not in self._held:
            frame = self._store.in_force(self._build, reporter=reporter) if self._build else pd.DataFrame()
            days = list(frame["received"]) if len(frame) else []
            self._held[reporter] = {key_of(one): (day, one) for one, day in zip(held(frame), days, strict=True)}
        return self._held[reporter]


def _as_held(o: Observation, load: int) -> FigureInForce:
    return FigureInForce(o.indicator, o.area, o.series, o.measure, o.period, o.value, o.missing, o.raw, o.status, load, o.source)


def load_samples(
    store: Store,
    folder: Path,
    read: Callable[[str, bytes, Catalogue], Loaded],
    *,
    who: str,
    now: datetime,
    progress: Callable[[int, int], None],
) -> None:
    """Loads a sample folder's workbooks through ``read``, each with the day it was received, in one build of an empty home."""
    workbooks = sorted(_received(store, folder), key=lambda pair: (pair[1], pair[0]))
    words = known(store, "")
    side = FileComparison(store, "", words)
    files = []
    for n, (path, day) in enumerate(workbooks, 1):
        content = path.read_bytes()
        files.append((side.take(read(path.name, content, words), day), content, day))
        progress(n, len(workbooks))
    store.publish_all(files, who=who, recorded_at=now)


def with_given(before: pd.DataFrame, given: pd.DataFrame, received: date) -> pd.DataFrame:
    """The figures in force once a file's own, received that day, come on top, key by key."""
    both: Sequence[pd.DataFrame] = [frame for frame in (before, given.assign(received=received, notice="")) if not frame.empty]
    if not both:
        return before
    rows = pd.concat(both, ignore_index=True)
    undated = rows["period"].where(rows["first"].isna(), "")
    return rows[~rows.assign(undated=undated).duplicated(KEY, keep="last")]


def _received(store: Store, folder: Path) -> list[tuple[Path, date]]:
    """The workbooks of a sample folder with the day each was received; its reference becomes the home's additions."""
    store.home.mkdir(parents=True, exist_ok=True)
    for path in sorted((folder / "reference").rglob("*")):
        if path.is_file():
            place = store.home / ADDITIONS / path.relative_to(folder / "reference")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    lines = (folder / "received.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [(folder / "workbooks" / name, date.fromisoformat(day)) for name, _, day in (line.rpartition(",") for line in lines if line)]


@dataclass(frozen=True)
class TakenRelease:
    """A release of published figures as it was read, and the load it became: ``load`` is None where nothing was to be kept."""

    release: Release
    load: int | None
    new: bool
    build: str


def take_release(
    store: Store,
    paths: Sequence[Path],
    read: Callable[[Sequence[Path], Path], Release],
    *,
    who: str,
    now: datetime,
    received: date,
    keep: bool = True,
) -> TakenRelease:
    """Reads one release of published figures through ``read`` and publishes it; with ``keep`` False it is read and let go."""
    with TemporaryDirectory(prefix="release-") as folder:
        release = read(paths, Path(folder) / "release.duckdb")
        if not keep:
            return TakenRelease(release, None, False, store.current())
        load, new, build = store.publish_release(release, paths, who=who, recorded_at=now, received=received)
        return TakenRelease(release, load, new, build)


def take_answers(store: Store, catalogue: Catalogue, text: str, *, area: str, file: str, keep: bool) -> tuple[Answers, Catalogue]:
    """The answers of an answers file and the catalogue with the KPIs it adds, which are kept in the home where ``keep`` says so.

    Raises:
        AnswersFault: the file answers what nobody can know.
    """
    given, own = from_toml(text)
    own = tuple({"area": given.area or area} | entry for entry in own)
    for entry in own:
        found_area = catalogue.area(entry["area"])
        entry["area"] = found_area.code if found_area else ""
        found = own_indicator(entry, catalogue.sections)
        if found.code in catalogue.indicators and not catalogue.indicators[found.code].area:
            raise AnswersFault(f"{found.code} is a KPI of the shipped catalogue. Give the area’s own KPI another code.")
        if keep and catalogue.indicators.get(found.code) != found:
            store.add_indicator(entry, who=person(), recorded_at=datetime.now(UTC))
        catalogue = catalogue.with_own([found])
    if unknown := [code for code in given.kpis.values() if code and code != LEAVE_OUT and code.upper() not in catalogue.indicators]:
        raise AnswersFault(f"{file} answers {unknown[0]}, which is not a KPI of the catalogue nor one of the area’s own.")
    return given, catalogue
