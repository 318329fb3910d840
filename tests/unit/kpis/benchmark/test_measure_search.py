"""Searching published measures, and what a release says otherwise than the one before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import publications
from data.catalogue.reference_entry import CatalogueFault
from data.model.indicator import Unit
from data.model.observation import Missing
from data.store.store import Store
from kpis.benchmark import release_text
from kpis.benchmark.measure_search import search, topics, topics_of
from kpis.benchmark.published_figures import as_indicator
from kpis.benchmark.revisions import revisions
from tests.factories.published import AREAS, BURY, OLDHAM, made, publish_files, publish_made

DAY = date(2025, 12, 1)


def measure(id: str, title: str, topic: str = "Absence", description: str = "") -> dict[str, Any]:
    return {"id": id, "title": title, "topic": topic, "description": description, "publication": "lait"}


LISTED = [
    measure("TotPermEx", "Permanent exclusions", "All Pupil Absence & Exclusions", "Rate of exclusions in all schools"),
    measure("PA", "Persistent absence", "All Pupil Absence & Exclusions", "Sessions missed"),
    measure("CINAbs", "Children in need: absence", "Children in Need / All Pupil Absence & Exclusions", "Persistent or not"),
    measure("SEN_EHC_All_20wks", "New EHC plans – in time", "Children with SEN", "Plans’ persistent delays"),
]


def ids(words: str, topic: str = "") -> list[str]:
    return [row["id"] for row in search(LISTED, words, topic)]


def test_every_word_must_stand_and_the_title_comes_first() -> None:
    assert ids("persistent") == ["PA", "CINAbs", "SEN_EHC_All_20wks"]
    assert ids("PERSISTENT,  absence!") == ["PA", "CINAbs"]
    assert ids("absen") == ["CINAbs", "PA"], "the beginning of a word is enough; equal places go by title"
    assert ids("bsence") == []
    assert ids("permex") == ["TotPermEx"], "a short name may be cut anywhere"
    assert ids("sen_ehc_all_20WKS") == ["SEN_EHC_All_20wks"]
    assert ids("persistent zebra") == []


def test_a_topic_holds_the_measures_of_both_its_names() -> None:
    assert topics(LISTED) == {"All Pupil Absence & Exclusions": 3, "Children in Need": 1, "Children with SEN": 1}
    assert ids("", "Children in Need") == ["CINAbs"]
    assert ids("persistent", "All Pupil Absence & Exclusions") == ["PA", "CINAbs"]
    assert topics_of(measure("x", "x", "Contextual\\Other")) == ("Contextual\\Other",)


@given(st.lists(st.sampled_from(["persistent", "absence", "plans", "in", "ehc", "rate", "x"]), max_size=4))
def test_more_words_never_find_more(words: list[str]) -> None:
    counts = [len(ids(" ".join(words[:n]))) for n in range(len(words) + 1)]
    assert counts[0] == len(LISTED)
    assert counts == sorted(counts, reverse=True)


def test_what_a_release_changed(store: Store, tmp_path: Path) -> None:
    publish_made(store, tmp_path / "one")
    changes = {
        ("MADE_HIGH", 353, 2024): "99.9",
        ("MADE_HIGH", 353, 2023): "c",
        ("MADE_LOW", 351, 2021): "c",
        ("MADE_COUNT", 353, 2022): "25.7",
    }
    now = publish_made(store, tmp_path / "two", received=DAY, updated="2025-12-01", otherwise=changes).build
    counts = store.revised_counts(now, "lait").to_dict("records")
    assert [(row["measure"], row["figures"], row["areas"], row["gained"], row["lost"]) for row in counts] == [
        ("MADE_HIGH", 2, 1, 0, 1), ("MADE_COUNT", 1, 1, 0, 0), ("MADE_LOW", 1, 1, 0, 1),
    ]  # fmt: skip
    words = {row["id"]: as_indicator(row) for row in store.measures_of(now, 2).to_dict("records")}
    found = revisions(store.revised(now, "lait", areas=[OLDHAM]).to_dict("records"), words)
    # Oldham is first of the list, so its share of 2024 was 20 + 3 and its count of 2022 was 20 + 1 + 2; see figure()
    assert [(r.indicator.code, r.was, r.now, r.by) for r in found] == [
        ("MADE_HIGH", (23.0, None), (99.9, None), 76.9), ("MADE_COUNT", (23.0, None), (25.7, None), 2.7),
        ("MADE_HIGH", (None, Missing.SUPPRESSED), (None, Missing.SUPPRESSED), None),  # it was 22: withheld now, so it is not said
    ]  # fmt: skip
    assert found[0].source == "bds_long_0.csv!E5" == found[0].was_source
    assert found[0].indicator.unit is Unit.PERCENT
    assert len(store.revised(now, "lait", areas=[BURY])) == 1
    assert store.revised(now, "lait", rank=2).empty, "nothing came before the first release"
    before = store.figures(now, ["MADE_HIGH"], areas=[OLDHAM], rank=2).set_index("period")["missing"]
    assert before["2023"] == "suppressed", "the older release is read without what the newer withholds"
    assert before["2024"] is None


def test_one_period_under_two_labels_is_no_revision(store: Store, tmp_path: Path) -> None:
    """Both releases print 2024 twice, once revised: the firmer of each is compared, so nothing changed."""
    for n, folder in enumerate(("one", "two")):
        paths = made(tmp_path / folder, updated=f"2025-1{n + 1}-01")
        with paths[0].open("a", encoding="utf-8") as file:
            file.write("MADE_HIGH,NA,2024 (Rev),somewhere,77.7,353,NA\r\n")
        now = publish_files(store, paths, date(2025, 11, 3 + n)).build
    assert len(store.releases(now)) == 2
    assert store.revised(now, "lait").empty


def test_the_newest_periods_are_read_in_one_go(store: Store, tmp_path: Path) -> None:
    now = publish_made(store, tmp_path).build
    frame = store.figures(now, ["MADE_HIGH", "MADE_COUNT"], newest=True)
    assert set(frame["period"]) == {"2025"}
    assert len(frame) == 2 * (len(AREAS) + 2)
    assert set(store.figures(now, ["MADE_HIGH"], areas=[OLDHAM], newest=True)["value"]) == {24.0}


def test_a_figure_is_found_by_its_file_and_cell(store: Store, tmp_path: Path) -> None:
    now = publish_made(store, tmp_path).build
    row = store.printed(now, 1, ["E2"], "bds_long_0.csv").to_dict("records")
    assert [(r["measure"], r["area"], r["label"], r["raw"], r["value"]) for r in row] == [("MADE_HIGH", OLDHAM, "2021", "20.0", 20.0)]
    assert store.printed(now, 1, ["E2"], "another.csv").empty
    assert store.printed(now, 7, ["E2"]).empty


def test_files_are_kept_in_the_order_the_release_names_them(store: Store, tmp_path: Path) -> None:
    publish_made(store, tmp_path)
    row = store.loads(store.current()).iloc[0]
    names, kept = row["file"].split(", "), row["kept_as"].split(", ")
    assert [(store.raw / one).read_bytes() for one in kept] == [(tmp_path / name).read_bytes() for name in names]


def test_counts_in_words() -> None:
    lait = {"rows": 641_070, "figures": 547_187, "missing": 93_713, "not available": 93_713, "duplicates": 0, "refused": 170}
    assert release_text.counts(lait) == ("641,070 rows: 547,187 figures; 93,713 without a number (93,713 not available); 170 rows not kept")
    assert (
        release_text.counts({"rows": 153, "figures": 1530, "missing": 0}, "neighbours:May 2025") == "153 authorities with 1,530 neighbours"
    )


def test_many_findings_alike_are_told_once() -> None:
    rows = [{"severity": "note", "check_name": "year", "what": f"{n}", "hint": "", "place": ""} for n in range(11)]
    rows += [{"severity": "check", "check_name": "area", "what": "one", "hint": "", "place": ""}]
    found = release_text.grouped(rows)
    assert [(f.severity, f.what, len(f.each)) for f in found] == [("check", "", 1), ("note", "11 findings alike: year", 11)]
    assert release_text.grouped(rows[:10])[0].what == ""


def test_where_published_files_are_fetched_from_is_checked(tmp_path: Path) -> None:
    found = publications.read()
    assert [one.id for one in found] == ["lait", "ees:education-health-and-care-plans"]
    text = (publications.REFERENCE / publications.FILE).read_text(encoding="utf-8")
    faults = {
        "https://": text.replace("https://github", "ftp://github"), "stands twice": text + text,
        "gives is missing": text.replace("gives =", "given ="), "unknown key": text.replace("place =", "extra = 1\nplace ="),
    }  # fmt: skip
    for why, wrong in faults.items():
        (tmp_path / publications.FILE).write_text(wrong, encoding="utf-8")
        with pytest.raises(CatalogueFault, match=why):
            publications.read(tmp_path)
