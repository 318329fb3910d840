"""The exceptions report: every KPI rated red with the words on it, who has still to write some, and priorities agreed red."""

from __future__ import annotations

from data.model.observation import FigureRole
from data.model.period import Period
from kpis import formats
from kpis.exports.document.document import Block, BulletList, Paragraph, Part, Point, Report, ReportTable
from kpis.exports.document.facts import ReportFacts, ReportRecord, agreed_last
from kpis.exports.report.highlight import figure_words, source_words
from kpis.governance.exceptions import bounded, commentary_key, red_run
from kpis.governance.exceptions import lead_of as accountable
from kpis.plan import plan_actions
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.verdict.verdict import verdict

FIELDS = {"what": "What", "why": "Why", "so_what": "So what", "next": "Next"}
NO_COMMENTARY, NO_LEAD = "No commentary yet", "No lead named"


def exceptions(facts: ReportFacts) -> Report:
    """The report of one area on one day."""
    pack, reds = facts.pack, reds_of(facts)
    silent = [s for s in reds if missing_words(facts, s)]
    agreed = [one for p in facts.priorities if (one := agreed_last(facts.judged, p.number)) and one.agreed == "red"]
    titles = {p.number: p.title for p in facts.priorities}
    many, rated = len(reds), sum(s.rating.status in (RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN) for s in facts.standings)
    told = f"{many} of {rated} rated KPI{'s' * (rated != 1)} {'is' if many == 1 else 'are'} red" if rated else "No KPI is rated"
    title = f"{told}{f'; {len(silent)} still without all the commentary asked for' if silent else ''}"
    when = f"as it stood on {formats.day(pack.as_at)}" if pack.replayed else formats.day(pack.as_at)
    chase = tuple(Point(f"{s.indicator.code} {s.indicator.short}: {missing_words(facts, s)}", lead_of(facts, s)) for s in silent)
    red = tuple(Point(f"{titles[one.priority]}: Red was agreed, {one.visit}{f', {one.reason}' if one.reason else ''}",
                      f"Priority {one.priority}") for one in agreed)  # fmt: skip
    blocks = (
        Block("KPIs rated red", _table(facts, reds)),
        *(Block(f"{s.indicator.code} {s.indicator.short}", _words(facts, s), 3) for s in reds),
        Block("Commentary to chase", (BulletList(chase),) if chase else (Paragraph("No commentary is missing."),)),
        Block("Priorities agreed Red", (BulletList(red),) if red else ()),
    )
    source = " · ".join(filter(None, (pack.source, pack.licence)))
    return Report(title, f"Exceptions report · {pack.area} · {when}", facts.notice, source, blocks)


def reds_of(facts: ReportFacts) -> list[Standing]:
    """The KPIs rated red whose figures count today, in the catalogue's order."""
    return [s for s in facts.standings if red_run(s)]


def words_on(facts: ReportFacts, s: Standing) -> ReportRecord | None:
    """The commentary on a KPI's newest figure; None where nobody wrote any."""
    return facts.of("commentary").get(commentary_key(s.indicator.code, s.own.period)) if s.own else None


def missing_words(facts: ReportFacts, s: Standing) -> str:
    """What of the words asked for is still missing; empty where nothing is."""
    one = words_on(facts, s)
    if one is None:
        return NO_COMMENTARY.lower()
    lacking = [label.lower() for name, label in FIELDS.items() if not one.text(name)]
    lacking += ["by when"] if one.day("by_when") is None else []
    return f"missing {', '.join(lacking)}" if lacking else ""


def lead_of(facts: ReportFacts, s: Standing) -> str:
    """Who answers for a KPI, as the Exceptions page names them; where nobody is named, those who lead the actions that cite it."""
    one = words_on(facts, s)
    if named := (one.text("lead") if one is not None else "") or accountable(s, None)[0]:
        return named
    found = dict.fromkeys(lead for a in facts.actions if s.indicator.code in a.kpis for lead in plan_actions.leads(a))
    return ", ".join(found) or NO_LEAD


def red_since(s: Standing) -> tuple[Period, bool] | None:
    """(the first period of the unbroken run of red figures that the newest one ends, whether an earlier figure bounds it).

    A missing figure, a gap between periods, a figure that cannot be rated and a break each end the run.
    """
    run = red_run(s)
    return (run[0].period, bounded(s, run)) if run else None


def since_words(s: Standing) -> str:
    """Since which period a KPI is red; "at least" where what went before was not rated or not given."""
    found = red_since(s)
    if found is None:
        return formats.DASH
    period, known = found
    return formats.period(period) if known else f"{formats.period(period)} at least"


def _table(facts: ReportFacts, reds: list[Standing]) -> tuple[Part, ...]:
    if not reds:
        return ()
    heads = ("KPI", "Period", "Figure", "Target", "Off by", "Verdict", "Red since", "Lead", "Source")
    return (
        ReportTable(
            "How far off the target, since when, and who answers for it",
            heads,
            tuple(_row(facts, s) for s in reds),
            (20, 10, 9, 8, 9, 14, 10, 10, 12),
            (2, 3, 4),
        ),
    )


def _row(facts: ReportFacts, s: Standing) -> tuple[str, ...]:
    i, own = s.indicator, s.own
    assert own is not None
    aim = s.target_words
    off = formats.difference(s.gap(FigureRole.TARGET), i)
    return (
        f"{i.code} {i.short}",
        formats.period(own.period),
        figure_words(s),
        aim,
        off,
        verdict(s).brief,
        since_words(s),
        lead_of(facts, s),
        source_words(s),
    )


def _words(facts: ReportFacts, s: Standing) -> tuple[Part, ...]:
    why, one = Paragraph(s.rating.why), words_on(facts, s)
    if one is None:
        lead = lead_of(facts, s)
        return (why, Paragraph(f"{NO_COMMENTARY}. {lead if lead == NO_LEAD else f'Lead: {lead}'}."))
    day = one.day("by_when")
    told = [Paragraph(one.text(name) or NO_COMMENTARY, label) for name, label in FIELDS.items()]
    return (why, *told, Paragraph(formats.day(day) if day else NO_COMMENTARY, "By when"), Paragraph(lead_of(facts, s), "Lead"))
