"""The illustrative borough's plan and typed words: what their makers make, true to its own figures, and played into its home once."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import loaders
from data.home.home import Home
from data.home.illustrative import play, words_of
from data.model.plan import ActionStatus, PlanVersion
from data.records.journal import Journal
from data.records.plan_versions import plan_on
from data.records.record_schemas import KINDS, check
from data.store.store import Store
from kpis import formats
from kpis.governance.exceptions import commentary_key
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from tests.conftest import ILLUSTRATIVE, ROOT, reader
from tests.factories.area_views import view_of

WESTMERE = "X06000001"
LEFT_WITHOUT_WORDS = "E10"


def read(borough: Path, file: str) -> PlanVersion:
    found = reader(borough)
    return loaders.read_plan(file, (ILLUSTRATIVE / file).read_bytes(), found.catalogue(found.figures.current()))


def played(home: Path) -> int:
    return play(Home(home), ILLUSTRATIVE, loaders)


def standings_on(borough: Path, day: date | None = None) -> dict[str, Standing]:
    return {one.indicator.code: one for one in view_of(borough, WESTMERE, day).standings}


@pytest.fixture
def earlier(borough: Path, tmp_path: Path) -> Store:
    """A home as a version before the words made it: the figures, and no journal."""
    home = Path(shutil.copytree(borough, tmp_path / "home"))
    shutil.rmtree(home / "words")
    Home(home).identity.start_anew()  # as whoever takes words away on purpose does
    return Store(home)


def test_making_the_plans_and_the_evidence_again_gives_what_is_committed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from data.samples.illustrative import make_evidence, make_plan; "
        "made = Path(sys.argv[1]); make_plan.make(made); make_evidence.make(made / 'evidence')"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path], cwd=ROOT, check=True)
    made = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert len(made) == 4
    assert [name for name, content in made.items() if content != (ILLUSTRATIVE / name).read_bytes()] == []


def test_both_versions_are_read_with_nothing_refused_and_nothing_asked(borough: Path) -> None:
    first, amended = read(borough, "westmere_plan.xlsx"), read(borough, "westmere_plan_2023.xlsx")
    assert [(v.area, v.dated, len(v.actions)) for v in (first, amended)] == [
        (WESTMERE, date(2021, 4, 1), 38), (WESTMERE, date(2023, 5, 18), 42),
    ]  # fmt: skip
    for version in (first, amended):
        assert version.counts["refused"] == version.counts["missing"] == 0
        assert {f.severity.value for f in version.findings} == {"note"}
        assert [number for number, _ in version.priorities] == [1, 2, 3, 4, 5, 6]
        assert [a.code for a in version.actions if a.also] == ["3.1.6", "4.1.2"]
        assert all(a.due and date(2021, 5, 1) <= a.due <= date(2027, 12, 31) for a in version.actions)
    assert Counter(a.due for a in first.actions).most_common(1) == [(date(2023, 3, 31), 14)]
    assert Counter(a.due for a in amended.actions).most_common(1) == [(date(2027, 3, 31), 14)]
    assert [a.code for a in amended.actions if a.added] == ["1.1.6", "3.1.7", "4.1.7", "5.1.7"]
    assert sum(bool(a.kpis) for a in amended.actions) == 27
    assert next(a for a in amended.actions if a.code == "3.1.3").kpis == ("E7", "E8", "E9", "E10")
    lead = [(o.printed, o.organisation) for o in amended.actions[0].owners if o.layer == "lead"]
    assert lead == [("HSA", "council"), ("DCO", "health")]


def test_the_thread_has_gaps(borough: Path) -> None:
    plan = read(borough, "westmere_plan_2023.xlsx")
    assert {a.code for a in plan.actions if a.priority == 4 and a.kpis} == set()
    cited = {code for a in plan.actions for code in a.kpis}
    assert {"S1", "S2", "P5", "P6", "P10"} & cited == set()


def test_every_word_is_one_the_journal_takes_and_was_typed_in_order_by_a_role() -> None:
    area, words = words_of(ILLUSTRATIVE)
    assert area == WESTMERE
    assert {word.kind for word in words} == set(KINDS) - {
        "settings",
        "view",
        "small_numbers",
        "original",
        "check_answer",
        "removal",
    }  # those are the reader's own
    for word in words:
        if word.kind != "plan_version":
            check(word.kind, word.key, word.body | ({"file": "0" * 64} if "file_name" in word.body else {}))
    assert len({(word.kind, word.key, word.at) for word in words}) == len(words)
    assert {word.who for word in words} == {"SEND Programme Manager", "Chair of the partnership board", "Performance Analyst",
                                            "Participation Officer"}  # fmt: skip
    links = re.findall(r"https?://[^/\"]+", (ILLUSTRATIVE / "words.toml").read_text(encoding="utf-8"))
    assert set(links) == {"https://example.org"}


def test_meetings_and_judgements_fall_on_days_of_the_boroughs_own_calendar(borough: Path) -> None:
    store = Store(borough)
    days = {row.day: row.name for row in store.meetings(store.current(), WESTMERE).itertuples()}
    _, words = words_of(ILLUSTRATIVE)
    for word in words:
        if word.kind == "meeting":
            assert days[date.fromisoformat(word.body["date"])] == word.body["name"]
        if word.kind == "judgement":
            assert days[date.fromisoformat(word.key.partition("/")[0])] == "DfE and NHS England review"
    assert Counter(word.key.partition("/")[0] for word in words if word.kind == "judgement").most_common() == [
        (day, 6) for day in ("2021-10-12", "2022-10-11", "2023-10-10", "2024-10-08", "2025-10-14", "2026-04-14")
    ]


def test_reasons_give_the_figures_as_they_stood_that_day(borough: Path) -> None:
    _, words = words_of(ILLUSTRATIVE)
    reasons = {word.key: word.body["reason"] for word in words if word.kind == "judgement"}
    for day in sorted({key.partition("/")[0] for key in reasons}):
        then = standings_on(borough, date.fromisoformat(day))
        for priority, code in ((1, "S5"), (2, "S12")):
            own = then[code].own
            assert own is not None and own.value is not None
            assert (f"{own.value:.1f}%" if code == "S5" else f"{own.value:.0f} appeals") in reasons[f"{day}/{priority}"]


def test_red_kpis_have_commentary_on_their_newest_figure_but_for_one(borough: Path) -> None:
    _, words = words_of(ILLUSTRATIVE)
    said = {word.key: word.body for word in words if word.kind == "commentary"}
    red = {code: one for code, one in standings_on(borough).items() if one.rating.status is RagStatus.RED}
    assert set(red) == {"E3", "E7", "E10", "P9"}
    without = []
    for code, one in red.items():
        assert one.own is not None and one.target is not None
        body = said.get(commentary_key(code, one.own.period))
        if body is None:
            without.append(code)
        else:
            assert formats.figure(one.own.value, one.indicator) in body["what"]
    assert without == [LEFT_WITHOUT_WORDS]


def test_playing_again_adds_nothing_and_an_earlier_versions_home_gets_everything(borough: Path, earlier: Store) -> None:
    _, words = words_of(ILLUSTRATIVE)
    assert played(earlier.home) == len(words)
    assert played(earlier.home) == 0
    assert [(e.kind, e.key, e.recorded_at, e.who) for e in Journal(earlier.home).entries()] == [
        (e.kind, e.key, e.recorded_at, e.who) for e in Journal(borough).entries()
    ]
    assert [e.recorded_at for e in Journal(earlier.home).entries()] == sorted(word.at for word in words)


def test_playing_that_was_stopped_half_way_goes_on_where_it_stopped(earlier: Store) -> None:
    played(earlier.home)
    whole = Journal(earlier.home).entries()
    lines = (earlier.home / "words" / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (earlier.home / "words" / "journal.jsonl").write_bytes(b"".join(lines[:60]))
    (earlier.home / "words" / "journal.seal").write_text(f"60 {lines[59][-67:-3].decode()}\n", encoding="ascii")
    assert played(earlier.home) == len(whole) - 60
    assert Journal(earlier.home).entries() == whole


def test_what_a_reader_typed_stands_and_the_rest_comes_in(earlier: Store) -> None:
    journal = Journal(earlier.home)
    mine = {"rag": "red", "reason": "Practice"}
    key = "2026-04-14/1"
    journal.append("judgement", WESTMERE, key, mine, who="Reader", recorded_at=datetime(2026, 9, 20, tzinfo=UTC), seen=None)
    _, words = words_of(ILLUSTRATIVE)
    assert played(earlier.home) == len(words) - 1
    assert [e.body for e in journal.entries(kind="judgement", key=key)] == [mine]
    assert played(earlier.home) == 0


def test_a_home_of_another_area_is_left_alone(home: Path) -> None:
    assert played(home) == 0
    assert Journal(home).entries() == ()


def test_the_plans_file_comes_back_when_the_figures_were_made_anew(earlier: Store) -> None:
    played(earlier.home)
    kept = {p.name for p in earlier.raw.iterdir() if "plan" in p.name or p.suffix == ".xlsx"}
    sha = read(earlier.home, "westmere_plan.xlsx").sha256
    gone = [p for p in earlier.raw.iterdir() if sha in p.name]
    assert len(gone) == 1
    gone[0].unlink()
    played(earlier.home)
    assert {p.name for p in earlier.raw.iterdir() if "plan" in p.name or p.suffix == ".xlsx"} == kept


def test_the_plan_on_a_day_is_the_version_received_by_then_with_what_was_changed_since(borough: Path) -> None:
    journal = Journal(borough)
    assert plan_on(journal, WESTMERE, date(2021, 4, 5)) is None
    first, amended, now = (plan_on(journal, WESTMERE, day) for day in (date(2022, 10, 11), date(2023, 6, 1), None))
    assert first is not None and amended is not None and now is not None
    assert (len(first.version.actions), first.edited, len(amended.version.actions), amended.edited) == (38, (), 42, ())
    assert len(now.edited) == 17
    status = {a.code: a.status for a in now.version.actions}
    assert (status["1.1.3"], status["3.2.1"]) == (ActionStatus.COMPLETE, ActionStatus.BEHIND)
