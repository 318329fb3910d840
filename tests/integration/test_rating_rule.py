"""One rule of rating, with a date: it says what was said before it was one object, and a past day is rated by that day's rule."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cli
from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.catalogue.reference_entry import CatalogueFault
from data.model.indicator import Indicator, Polarity
from data.model.observation import Missing
from data.model.period import Period
from data.model.rating_rule import RatingRule, RuleKind
from data.model.target_kind import TargetKind
from data.store.store import Store
from data.text import exact
from kpis import formats
from kpis.exports.tidy import standing_export
from kpis.exports.tidy.standing_export import standing_record
from kpis.figures.figure import value_of
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import kpi_standing
from kpis.standing.kpi_records import KpiRecords
from kpis.standing.kpi_standing import Standing
from kpis.targets import kpi_target, rag
from kpis.targets.kpi_target import TargetDue, TargetVersion
from kpis.targets.rag import RagStatus, Rating
from loaders import read_file
from pages.queries import area_view, session
from tests.conftest import ROOT, publish, sheet_bytes
from tests.factories.area_views import view_key
from tests.factories.standings import OWN, row, year

KNOWN = catalogue_of.read()
BEFORE, TURN = date(2026, 11, 30), date(2026, 12, 1)
TWO = (RatingRule(RuleKind.UNIT, 2.0), RatingRule(RuleKind.UNIT, 10.0, TURN, "agreed by the board"))


def old_rate(
    value: float | None, target: float | None, indicator: Indicator, period: Period, missing: Missing | None, *, share: bool, room: float
) -> Rating:
    """The rating as it was worked when the tolerance was two keys of the KPI: the oracle."""
    if value is None:
        return Rating(RagStatus.NO_DATA, formats.ABSENT_WHY[missing or Missing.NOT_GIVEN])
    if indicator.polarity is Polarity.NEUTRAL:
        return Rating(RagStatus.NOT_RATED, "Neutral: a bigger or smaller number is not better or worse.")
    if indicator.retired and period.first and period.first > indicator.retired:
        return Rating(RagStatus.NOT_RATED, f"This measure ended on {formats.day(indicator.retired)}.")
    if target is None:
        return Rating(RagStatus.NOT_RATED, "No target is set.")
    short = float(exact(target) - exact(value))
    off = short if indicator.polarity is Polarity.HIGHER else -short
    within = float(abs(exact(target)) * exact(room) / 100) if share else room
    aim = formats.figure(target, indicator)
    if off <= 0:
        return Rating(RagStatus.GREEN, f"On or ahead of the target of {aim}.")
    side = "below" if value < target else "above"
    miss, told = rag.told_apart(off, within, indicator)
    if off <= within:
        return Rating(RagStatus.AMBER, f"{miss} {side} the target of {aim}, within the tolerance of {told}.")
    return Rating(RagStatus.RED, f"{miss} {side} the target of {aim}, more than the tolerance of {told}.")


def old_band(value: float, low: float, high: float, indicator: Indicator, *, share: bool, room: float) -> Rating:
    """The rating against a range as it was worked then."""
    aim = f"Between {formats.figure(low, indicator)} and {formats.figure(high, indicator)}"
    short, over = float(exact(low) - exact(value)), float(exact(value) - exact(high))
    off, side, end = (short, "below", low) if short > 0 else (over, "above", high)
    if off <= 0:
        return Rating(RagStatus.GREEN, f"{aim}.")
    within = float(abs(exact(end)) * exact(room) / 100) if share else room
    miss, told = rag.told_apart(off, within, indicator)
    where = f"{miss} {side} the agreed range ({aim[0].lower()}{aim[1:]})"
    if off <= within:
        return Rating(RagStatus.AMBER, f"{where}, within the tolerance of {told}.")
    return Rating(RagStatus.RED, f"{where}, more than the tolerance of {told}.")


CODES = st.sampled_from(sorted(KNOWN.indicators))
FIGURES = st.decimals(-200, 2000, places=2).map(float)
ROOMS = st.decimals(0, 120, places=2).map(float)


@given(st.data(), CODES, st.sampled_from(Polarity), st.sampled_from(RuleKind), ROOMS)
def test_the_rule_rates_and_says_what_the_two_keys_did(
    data: st.DataObject, code: str, polarity: Polarity, kind: RuleKind, room: float
) -> None:
    indicator = replace(KNOWN.indicators[code], polarity=polarity, rules=(RatingRule(kind, room),))
    target = data.draw(FIGURES | st.none())
    near = [target, (target or 0) + room, (target or 0) - room]
    value, missing = data.draw(FIGURES | st.sampled_from(near)), data.draw(st.sampled_from([None, *Missing]))
    period, share = year(data.draw(st.integers(2015, 2020))), kind is RuleKind.TARGET
    found = rag.rate(value, target, indicator, period, missing)
    assert found == old_rate(value, target, indicator, period, missing, share=share, room=room)


@given(CODES, st.sampled_from(RuleKind), ROOMS, st.none() | ROOMS, st.tuples(FIGURES, FIGURES, FIGURES))
def test_a_range_is_rated_as_it_was_by_the_kpis_rule_and_by_the_versions_own(
    code: str, kind: RuleKind, room: float, own: float | None, figures: tuple[float, float, float]
) -> None:
    indicator = replace(KNOWN.indicators[code], retired=None, rules=(RatingRule(kind, room),))
    value, (low, high) = figures[0], sorted(figures[1:])
    aim = TargetVersion(
        code=code, since=date(2000, 1, 1), kind=TargetKind.BAND, who="t", recorded=date(2020, 1, 1), low=low, high=high, tolerance=own
    )
    figure = value_of(row(code, value, year(2016)))
    share = kind is RuleKind.TARGET and own is None
    expected = old_band(value, low, high, indicator, share=share, room=room if own is None else own)
    assert kpi_target.rating(aim, TargetDue(None, ""), figure, indicator) == expected


def s5(on: date | None, rules: tuple[RatingRule, ...] = TWO, *versions: TargetVersion, value: float = 85.0) -> Standing:
    """S5 at ``value`` of a printed target of 90, looked at on a day."""
    rows = [row("S5", value, year(2016)), row("S5", 90.0, year(2016), "target")]
    known = {"S5": replace(KNOWN.indicators["S5"], rules=rules)}
    return kpi_standing.standings(pd.DataFrame(rows, dtype=object), known, {}, kept=KpiRecords({"S5": versions}), place=OWN, on=on)[0]


def test_a_past_day_is_rated_by_that_days_rule_and_today_by_the_newest() -> None:
    then, now = s5(BEFORE), s5(TURN)
    assert then.rating == Rating(RagStatus.RED, "5.0 points below the target of 90.0%, more than the tolerance of 2.0 points.")
    assert now.rating == Rating(
        RagStatus.AMBER, "5.0 points below the target of 90.0%, within the tolerance of 10.0 points, in force from 1 Dec 2026.", TURN
    )
    assert [s.rate(s.points[0]) for s in (then, now)] == [then.rating, now.rating]
    assert s5(None).rating == now.rating


def test_the_sentence_and_the_words_name_the_rule_of_the_day() -> None:
    then, now = s5(BEFORE), s5(TURN)
    assert "; red, 5.0 points below target (90.0%)" in sentence(then)
    assert "; amber by the rule of 1 Dec 2026, 5.0 points below target (90.0%)" in sentence(now)
    assert rag.tolerance_words(then.indicator) == "2 points"
    assert rag.tolerance_words(now.indicator) == "10 points from 1 Dec 2026 (agreed by the board), before that 2 points"


def test_a_record_gives_since_only_where_a_rule_has_it_and_judged() -> None:
    assert standing_record(s5(BEFORE))["rag"] == {"status": "red", "why": s5(BEFORE).rating.why}
    assert standing_record(s5(TURN))["rag"] == {"status": "amber", "why": s5(TURN).rating.why, "since": "2026-12-01"}
    assert standing_record(s5(TURN, value=95.0))["rag"]["since"] == "2026-12-01"
    neutral = rag.rate(1.0, 1.0, replace(KNOWN.indicators["S5"], polarity=Polarity.NEUTRAL, rules=TWO), year(2016))
    assert set(neutral.record) == {"status", "why"}
    assert "in force from 1 Dec 2026" in standing_export.standings_csv([s5(TURN)], "Bury", "", "").decode("utf-8-sig")


def test_an_agreed_targets_own_tolerance_still_overrides_whatever_the_day() -> None:
    agreed = TargetVersion(
        code="S5", since=date(2016, 1, 1), kind=TargetKind.FIXED, who="MK", recorded=date(2016, 1, 1), value=90.0, tolerance=1.0
    )
    for day in (BEFORE, TURN):
        found = s5(day, TWO, agreed)
        assert (found.rule, found.rating.since) == (RatingRule(RuleKind.UNIT, 1.0), None)
        assert found.rating.why == "5.0 points below the target of 90.0%, more than the tolerance of 1.0 points."


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), unique=True, max_size=5).map(sorted), st.dates(date(2019, 1, 1)))
def test_the_rule_of_a_day_is_the_last_that_had_begun(days: list[date], day: date) -> None:
    rules = (RatingRule(RuleKind.UNIT, 0.0), *(RatingRule(RuleKind.UNIT, n, since, "w") for n, since in enumerate(days, 1)))
    found = replace(KNOWN.indicators["S5"], rules=rules).on(day)
    assert found.rule.tolerance == sum(since <= day for since in days)
    assert found.rules == rules[: len(found.rules)]


LATER = """
[[rating]]
since = 2026-12-01
tolerance = 0.1
why = "agreed by the board"
"""


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A copy of the reference files to change."""
    return Path(copytree(catalogue_of.REFERENCE, tmp_path / "reference"))


def later(reference: Path, text: str) -> Catalogue:
    """The catalogue with words at the end of the last KPI's file, L2."""
    with (reference / "indicators" / f"{list(KNOWN.indicators)[-1]}.toml").open("a", encoding="utf-8") as end:
        end.write(text)
    return catalogue_of.read(reference)


def test_a_later_rule_is_one_table_below_the_kpi(reference: Path) -> None:
    code = list(KNOWN.indicators)[-1]
    found = later(reference, LATER + '[[rating]]\nsince = 2026-06-01\ntolerance = 3\ntolerance_of = "target"\nwhy = "a trial"\n')
    always = KNOWN.indicators[code].rule
    assert found.indicators[code].rules == (
        always, RatingRule(RuleKind.TARGET, 3.0, date(2026, 6, 1), "a trial"), RatingRule(always.kind, 0.1, TURN, "agreed by the board"),
    )  # fmt: skip
    assert all(one.rules == KNOWN.indicators[one.code].rules for one in found.indicators.values() if one.code != code)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("since = 2026-12-01", "", "since must be the first day from which the rule judges"),
        ("since = 2026-12-01", "since = 2026-12-01T09:00:00", "since = '2026-12-01 09:00:00' is not a date"),
        ("tolerance = 0.1", "tolerance = -0.1", "tolerance must not be negative"),
        ("tolerance = 0.1", "", "tolerance is missing"),
        ("tolerance = 0.1", 'tolerance = 1\ntolerance_of = "year"', "tolerance_of must be unit or target"),
        ('why = "agreed by the board"', "", "why is missing"),
        ("tolerance = 0.1", "tolerance = 0.1\ncolour = 1", "unknown key colour"),
    ],
)
def test_a_later_rule_that_cannot_be_used_is_refused_in_a_sentence(reference: Path, old: str, new: str, says: str) -> None:
    code = list(KNOWN.indicators)[-1]
    named = "1" if new == "" and "since" in old else "2026-12-01 09:00:00" if "T09" in new else "2026-12-01"
    with pytest.raises(CatalogueFault) as refused:
        later(reference, LATER.replace(old, new))
    assert str(refused.value) == f"indicators/{code}.toml: {code}, rating {named}: {says}"


def test_two_rules_of_one_day_are_refused(reference: Path) -> None:
    with pytest.raises(CatalogueFault) as refused:
        later(reference, LATER + LATER)
    code = list(KNOWN.indicators)[-1]
    assert str(refused.value) == f"indicators/{code}.toml: {code}, rating 2026-12-01: two rules begin on 2026-12-01"


def turned(catalogue: Catalogue, code: str = "P1") -> Catalogue:
    """The catalogue with a rule of one KPI that lets everything off from 1 December 2026, and nothing before."""
    rules = (RatingRule(RuleKind.UNIT, 0.0), RatingRule(RuleKind.UNIT, 1e6, TURN, "a trial"))
    return replace(catalogue, indicators={**catalogue.indicators, code: replace(catalogue.indicators[code], rules=rules)})


RED = "S5"


@pytest.fixture
def red_home(tmp_path: Path, catalogue: Catalogue) -> Path:
    """Bury with one KPI that misses its target, by a figure of October 2026."""
    rows = [["Bury"], ["Ref", "Indicator", "Period", "Target", "Actual"], [RED, KNOWN.indicators[RED].title, "Oct-26", "90%", "50%"]]
    store, content = Store(tmp_path / "home"), sheet_bytes(rows)
    publish(store, read_file("red.xlsx", content, catalogue), content, date(2026, 11, 20))
    return store.home


def test_show_on_a_past_day_keeps_its_rating_after_a_council_changed_the_tolerance(
    red_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The finding that this rule answers: `show --as-at 2026-11-30` said red, and amber once the tolerance was edited."""
    code, home = RED, red_home
    file = home / "additions" / "indicators" / f"{code}.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[[rating]]\nsince = 2026-12-01\ntolerance = 1000\nwhy = "agreed by the board"\n', encoding="utf-8")

    def shown(day: date) -> dict[str, str]:
        assert cli.main(["show", "--home", str(home), "--code", code, "--as-at", day.isoformat(), "--json"]) == 0
        record: dict[str, str] = json.loads(capsys.readouterr().out)["kpis"][0]["rag"]
        return record

    then, now = shown(BEFORE), shown(TURN)
    assert (then["status"], then.get("since")) == ("red", None)
    assert (now["status"], now.get("since")) == ("amber", "2026-12-01")


def test_pages_of_a_past_day_and_what_looks_back_go_by_that_days_rule(red_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = red_home
    code, where, plain = RED, str(home), session.catalogue_of
    now = session.build_of(where)
    (area,) = session.store(where).areas(now)["area"]
    changed = turned(plain(where, now), code)
    monkeypatch.setattr(session, "catalogue_of", lambda *_: changed)

    def rated(as_at: date | None, today: date) -> set[str]:
        monkeypatch.setattr(session, "today", lambda: today)
        asked = area_view.view_key(view_key(home, area, as_at).place)
        looked = area_view.standing_of(asked, code)
        assert looked is not None
        return {area_view.held_of(asked).of(code).rating.status, looked.rating.status,
                *(s.rating.status for s in area_view.standings_of(asked) if s.indicator.code == code)}  # fmt: skip

    assert rated(BEFORE, TURN) == rated(None, BEFORE) == {RagStatus.RED}
    assert rated(None, TURN) == rated(TURN, TURN) == {RagStatus.AMBER}


def test_the_paper_says_the_rule_in_its_own_words() -> None:
    told = " ".join((ROOT / "docs" / "methods" / "rating.md").read_text(encoding="utf-8").split())
    assert rag.RULE.partition(" Not rated")[0] in told
    assert rag.RANGE_RULE in told
    assert "A past day is rated by the rule of that day" in told
