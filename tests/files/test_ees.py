"""DfE's own files: each is read or refused with the counts written here, and figures agree with what DfE and others print."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.model.finding import Refused, Severity
from data.model.publication import Release
from loaders.ees.ees import is_ees, read_ees
from tests.conftest import shared

ENGLAND, BURY = "E92000001", "E08000002"
PLANS = "education-health-and-care-plans_2025.zip"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a file must give: ``cells`` of its indicators, and ``figures`` of its total and declared rows, with a number or without."""

    rows: int
    cells: int
    figures: int
    missing: int
    symbols: dict[str, int]
    findings: dict[str, int]
    publication: str
    edition: str


EXPECTED = {
    "4_absence_2term_pru.csv": Expected(
        rows=1373, cells=42563, figures=42563, missing=2291, symbols={"z": 2291}, findings={"no_meta": 1},
        publication="ees:4_absence_2term_pru", edition="Autumn and spring term 2022/23",
    ),
    "SEN2_AGE_NEW.zip": Expected(
        rows=8910, cells=17820, figures=8100, missing=3888, symbols={"null": 8100},
        findings={"col_req_meta": 1, "col_snake_case": 1, "col_var_start": 1}, publication="ees:sen2_age_new", edition="2018",
    ),
    PLANS: Expected(
        rows=196639, cells=4111156, figures=182519, missing=39719, symbols={"x": 261356},
        findings={"col_duplicate": 1, "col_duplicate_same": 1, "col_snake_case": 4, "col_var_start": 4, "no_figures": 1, "no_meta": 1},
        publication="ees:education-health-and-care-plans", edition="2025",
    ),
    "exclusions_by_characteristic.zip": Expected(
        rows=4586, cells=32102, figures=114, missing=0, symbols={"x": 1652, ".": 357}, findings={"col_req_meta": 1},
        publication="ees:exclusions_by_characteristic", edition="2016/17",
    ),
    "sen2_mi.csv": Expected(
        rows=1456, cells=106288, figures=106288, missing=48561, symbols={"z": 48541, "x": 20}, findings={"no_meta": 1},
        publication="ees:sen2_mi", edition="2022",
    ),
    "sen_national.csv": Expected(
        rows=68, cells=4148, figures=366, missing=0, symbols={"c": 50, "k": 1}, findings={"col_snake_case": 1, "no_meta": 1},
        publication="ees:sen_national", edition="2021/22",
    ),
    "spc_ap_setting.csv": Expected(
        rows=707, cells=707, figures=161, missing=0, symbols={}, findings={"no_meta": 1}, publication="ees:spc_ap_setting",
        edition="2022/23",
    ),
}  # fmt: skip
REFUSED = ("mi_ofsted_winter_2223.csv", "send_appeal_rate_table_2022.ods")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Release]:
    """Every file that can be read, read once."""
    folder, catalogue = tmp_path_factory.mktemp("ees"), catalogue_of.read()
    return {name: read_ees(shared("inputs", "ees", name), catalogue, folder / f"{name}.duckdb") for name in EXPECTED}


def query(release: Release, statement: str, *values: str) -> list[tuple[object, ...]]:
    assert release.database is not None
    with duckdb.connect(str(release.database), read_only=True) as db:
        return db.execute(statement, list(values)).fetchall()


def figure(release: Release, measure: str, label: str, area: str = ENGLAND) -> object:
    found = query(release, "select value, missing from figure where measure = ? and label = ? and area = ?", measure, label, area)
    assert len(found) == 1, (measure, label, found)
    return found[0][0] if found[0][1] is None else found[0][1]


def test_every_file_is_listed_here() -> None:
    assert {path.name for path in shared("inputs", "ees").iterdir()} == {*EXPECTED, *REFUSED}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_gives_its_counts(name: str, releases: dict[str, Release]) -> None:
    expected, release = EXPECTED[name], releases[name]
    counts = release.counts
    assert is_ees(shared("inputs", "ees", name))
    assert (counts["rows"], counts["cells"], counts["figures"] + counts["missing"], counts["missing"]) == (
        expected.rows, expected.cells, expected.figures, expected.missing,
    )  # fmt: skip
    assert {key[7:]: n for key, n in counts.items() if key.startswith("symbol ") and n} == expected.symbols
    found: dict[str, int] = {}
    for finding in release.findings:
        found[finding.check] = found.get(finding.check, 0) + 1
    assert found == expected.findings
    assert (release.publication, release.edition) == (expected.publication, expected.edition)
    assert counts["refused"] == counts["duplicates"] == counts["contradictions"] == counts["unknown area rows"] == 0


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_outside_the_standard_is_refused(name: str, tmp_path: Path, catalogue: Catalogue) -> None:
    assert not is_ees(shared("inputs", "ees", name))
    with pytest.raises(Refused, match=r"not an explore education statistics file.*Nothing was changed"):
        read_ees(shared("inputs", "ees", name), catalogue, tmp_path / "r.duckdb")
    assert list(tmp_path.iterdir()) == []


# Figures that DfE prints in its release pages, and the notes' and the KPI dictionary's own (kpis.md §4, dfe-data.md 1.6 and §3).
ENGLAND_SAYS = {
    PLANS: {
        ("requests/requests_received_in_year", "2024"): 154489,
        ("requests/request_not_assess_pc", "2024"): 25.2,
        ("requests/request_outcome_six_weeks_pc", "2024"): 84.8,
        ("requests/mediation_related_request", "2024"): 10507,
        ("assessments/number_assess_mediation", "2024"): 2124,
        ("assessments/number_other_mediation", "2024"): 1862,
        ("caseload/ehcplans", "2024/25"): 638745,
        ("caseload/ehcplans", "2018/19"): 353995,
        ("timeliness_20_week/plans_issued_den", "2024"): 90392,
        ("timeliness_20_week/plans_issued_den_ex", "2024"): 84866,
        ("timeliness_20_week/plans_issued_within_20_weeks", "2024"): 41448,
        ("timeliness_20_week/plans_issued_20_weeks_ex", "2024"): 39407,
        ("timeliness_20_week/pc_plans_issued_within_20_weeks", "2024"): 45.9,
        ("timeliness_20_week/pc_plans_issued_20_weeks_ex", "2024"): 46.4,
        ("timeliness_20_week/pc_plans_issued_gt_1_year", "2024"): 7.2,
        ("timeliness_20_week/pc_plans_issued_gt_1_year", "2019"): "not available",
        ("work_based_placements/open_supp_intern", "2024/25"): 2673,
        ("annual_reviews/pc_decsion_4weeks", "2024"): 44.4,
        ("tribunals/appeals", "2024"): 22276,
        ("tribunals/appeal_rate", "2024"): 3.2,
        ("tribunals/appeal_rate_in_development", "2024"): 6.1,
    },
    "sen2_mi.csv": {
        ("sen2_mi/inc_exc_20week_ehc", "2016"): 20045,
        ("sen2_mi/tot_inc_exc_ehc", "2016"): 36019,
        ("sen2_mi/no_exc_20week_ehc", "2016"): 18140,
        ("sen2_mi/tot_no_exc_ehc", "2016"): 30942,
        ("sen2_mi/inreq_ehc", "2018"): 72423,
        ("sen2_mi/new_all_ehc", "2016"): 36094,
        ("sen2_mi/inc_exc_20week_rate", "2022"): 47.665,
        ("sen2_mi/statements_to_ehc", "2019"): "not applicable",
        ("sen2_mi/total_mediation", "2016"): 1886,
        ("sen2_mi/total_tribunal_followed_mediation", "2016"): 477,
    },
    "SEN2_AGE_NEW.zip": {
        ("sen2_age_new/total_new_ehc", "2018"): 48907,
        ("sen2_age_new/total_new_st", "2018"): "not given",
        ("sen2_age_new/total_new_ehc_0_to_5", "2018"): 11354,
    },
    "exclusions_by_characteristic.zip": {
        ("exclusions_by_characteristic/fixed_excl", "2016/17"): 381865,
        ("exclusions_by_characteristic/fixed_excl_ehc", "2016/17"): 36005,
        ("exclusions_by_characteristic/fixed_excl_rate_ehc", "2016/17"): 15.93,
        ("exclusions_by_characteristic/fixed_excl_sen_support", "2016/17"): 135575,
        ("exclusions_by_characteristic/perm_excl", "2016/17"): 7720,
        ("exclusions_by_characteristic/perm_excl_ehc", "2016/17"): 370,
        ("exclusions_by_characteristic/perm_excl_rate_sen_support", "2016/17"): 0.35,
        ("exclusions_by_characteristic/headcount_ehc", "2016/17"): 225955,
    },
    "sen_national.csv": {("sen_national/pt_sen_support", "2021/22"): 12.4, ("sen_national/t_statement_or_ehc_plan", "2021/22"): 330450},
}  # fmt: skip


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, figures in ENGLAND_SAYS.items() for key in figures])
def test_a_figure_for_england_is_what_dfe_prints(name: str, key: tuple[str, str], releases: dict[str, Release]) -> None:
    assert figure(releases[name], *key) == ENGLAND_SAYS[name][key]


# What the KPIs' mapping leans on.
NEEDED = {
    PLANS: {
        "timeliness_20_week": (
            "plans_issued_den", "plans_issued_den_ex", "plans_issued_within_20_weeks", "plans_issued_20_weeks_ex",
            "pc_plans_issued_within_20_weeks", "pc_plans_issued_20_weeks_ex"),
        "caseload": ("ehcplans", "special_independent", "special_non_maintained", "specialist_post_16_institutions"),
        "newplans": ("new_ehc_plans",),
        "requests": (
            "requests_received_in_year", "request_not_assess_pc", "request_outcome_six_weeks_pc", "mediation_related_request",
            "tribunal_related_request", "tribunal_after_mediation_request"),
        "assessments": (
            "number_assess_mediation", "number_other_mediation", "number_assess_tribunal", "number_other_tribunal",
            "number_asssess_mediation_tribunal", "number_other_mediation_tribunal"),
        "work_based_placements": ("open_supp_intern",),
        "tribunals": ("appeals", "appealable_decisions", "appeal_rate"),
    },
    "sen2_mi.csv": {
        "sen2_mi": (
            "inc_exc_20week_ehc", "tot_inc_exc_ehc", "no_exc_20week_ehc", "tot_no_exc_ehc", "inreq_ehc", "new_all_ehc", "total_mediation",
            "total_tribunal_followed_mediation", "statements_to_ehc"),
    },
    "SEN2_AGE_NEW.zip": {
        "sen2_age_new": (
            "total_new_st", "total_new_ehc", "total_new_ehc_0_to_5", "total_new_ehc_6_to_10", "total_new_ehc_11_to_15"),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", NEEDED)
def test_every_measure_a_kpi_leans_on_has_figures_for_all_three_levels(name: str, releases: dict[str, Release]) -> None:
    found = query(releases[name], "select f.measure, count(distinct level) from figure f join measure m on m.id = f.measure group by all")
    levels = {str(measure): int(str(n)) for measure, n in found}
    for file, columns in NEEDED[name].items():
        for column in columns:
            assert levels[f"{file}/{column}"] == (2 if file == "tribunals" else 3), column


def test_shares_of_exclusions_are_those_of_the_dictionary(releases: dict[str, Release]) -> None:
    """England 2016/17: 9.4%, 35.5%, 4.8% and 41.9% (kpis.md §4, E7 to E10)."""
    release, at = releases["exclusions_by_characteristic.zip"], "exclusions_by_characteristic/"
    shares = [
        round(100 * float(str(figure(release, f"{at}{kind}_{who}", "2016/17"))) / float(str(figure(release, f"{at}{kind}", "2016/17"))), 1)
        for kind in ("fixed_excl", "perm_excl")
        for who in ("ehc", "sen_support")
    ]
    assert shares == [9.4, 35.5, 4.8, 41.9]


def test_a_figure_names_its_cell(releases: dict[str, Release]) -> None:
    cells = "select cell, raw, file from figure where measure = ? and label = ? and area = ?"
    assert query(releases[PLANS], cells, "timeliness_20_week/pc_plans_issued_20_weeks_ex", "2024", ENGLAND) == [
        ("R6343", "46.4", f"{PLANS}/data/timeliness_20_week.csv")
    ]
    assert query(releases[PLANS], cells, "tribunals/appeals", "2024", BURY) == [
        ("AG23", "65", f"{PLANS}/supporting-files/SEND Tribunals and appeal rate 2014-2024.csv")
    ]


def test_none_in_the_appeals_table_is_a_true_zero(releases: dict[str, Release]) -> None:
    """Darlington (841) 2014: `` - `` appeals of 450 decisions, rate 0.00%."""
    assert figure(releases[PLANS], "tribunals/appeals", "2014", "E06000005") == 0.0
    assert figure(releases[PLANS], "tribunals/appeals", "2014", "E06000063") == "not available"


def test_every_authority_of_the_plans_is_known_and_stands_once(releases: dict[str, Release]) -> None:
    found = query(
        releases[PLANS], "select level, count(distinct area) from figure where measure = 'caseload/ehcplans' group by all order by 1"
    )
    assert found == [("authority", 158), ("country", 1), ("region", 9)]  # 153 of today and five that are no more
    twice = "select measure, area, label from figure group by all having count(*) > 1"
    assert all(query(release, twice) == [] for release in releases.values())


def test_figures_lie_in_order(releases: dict[str, Release]) -> None:
    key = "(measure, level, area, last)"
    ordered = f"select count(*) from (select {key} as this, lag({key}) over (order by rowid) as before from figure)"
    for release in releases.values():
        assert query(release, f"{ordered} where before > this") == [(0,)]


def test_every_breakdown_stays_to_be_asked(releases: dict[str, Release]) -> None:
    """England 2024 by sex, from the wide table that a measure names: the parts sum to the total."""
    release = releases[PLANS]
    [(place, column)] = query(release, "select place, col from measure where id = 'timeliness_20_week/plans_issued_den'")
    only = "geographic_level = 'National' and time_period = '2024' and breakdown_topic = 'Sex'"
    found = query(release, f"select breakdown, {column} from {place} where {only}")
    assert len(found) == 3
    assert sum(int(str(n)) for _, n in found) == 90392


def test_notes_travel_with_the_authorities_they_name(releases: dict[str, Release]) -> None:
    notes = {(note.area, note.measures, note.year) for note in releases[PLANS].footnotes}
    assert {("E06000059", "timeliness_20_week/", "2024"), ("E09000001", "timeliness_20_week/", "2024")} <= notes  # Dorset, City of London
    assert ("E09000012", "caseload/", "2023/24") in notes  # Hackney
    assert ("E06000038", "annual_reviews/", "") in notes  # Reading, the town; 2025 is the year of collection
    assert len(notes) == 18


def test_the_age_file_fails_on_its_places_once_its_metadata_is_whole(tmp_path: Path, catalogue: Catalogue) -> None:
    """With indicator_dp added DfE's own screener fails SEN2_AGE_NEW on geog_la_combos (dfe-data.md §3)."""
    mended = tmp_path / "SEN2_AGE_NEW.zip"
    with zipfile.ZipFile(shared("inputs", "ees", "SEN2_AGE_NEW.zip")) as old, zipfile.ZipFile(mended, "w") as new:
        new.writestr("SEN2_AGE_NEW.csv", old.read("SEN2_AGE_NEW.csv"))
        lines = old.read("SEN2_AGE_NEW.meta.csv").decode().splitlines()
        new.writestr("SEN2_AGE_NEW.meta.csv", "\n".join([f"{lines[0]},indicator_dp", *(f"{line}," for line in lines[1:] if line)]))
    failed = [f.check for f in read_ees(mended, catalogue, tmp_path / "r.duckdb").findings if f.severity is Severity.CHECK]
    assert failed == ["geog_la_combos"]


def test_a_heading_used_twice_over_the_same_figures_is_kept_once(releases: dict[str, Release]) -> None:
    assert figure(releases[PLANS], "annual_reviews/review_meeting_prior_24", "2024") == 126184
    [note] = [finding for finding in releases[PLANS].findings if finding.check == "col_duplicate_same"]
    assert note.severity is Severity.NOTE


def test_titles_and_units_come_from_mapping_then_metadata_then_guidance_then_name(releases: dict[str, Release]) -> None:
    says = "select title, unit, decimals, polarity from measure where id = ?"
    assert query(releases[PLANS], says, "timeliness_20_week/pc_plans_issued_20_weeks_ex") == [
        ("New EHC plans issued within 20 weeks, excluding exceptions", "%", 1, "higher")
    ]
    assert query(releases[PLANS], says, "caseload/mainstream_total_pc") == [("Total percentage mainstream schools", "%", 1, "neutral")]
    excluded = query(releases["exclusions_by_characteristic.zip"], says, "exclusions_by_characteristic/one_plus_fixed_rate")
    assert excluded == [("Percentage of pupils with one or more fixed period exclusions", "%", 1, "neutral")]
    assert query(releases["4_absence_2term_pru.csv"], says, "4_absence_2term_pru/sess_overall_percent") == [
        ("sess overall percent", "%", 1, "neutral")
    ]
