"""The statements that the store runs, and the schema of a build. Values are bound, never written into them."""

from __future__ import annotations

from data.model.counting_basis import SQL as COUNTED
from data.model.observation import WITHHELD
from data.store.stored_tables import CELL, FINDING, FOOTNOTE, LINK, MEETING, OBSERVATION, REMARK

SCHEMA_VERSION = 5
MARKS = ", ".join(f"'{one.value}'" for one in sorted(WITHHELD))  # the reasons that withhold, as a statement lists them
NOBODY = "-"  # the area of a load that is no partnership's: a release of published figures
SCHEMA = f"""
create table b.build (schema_version integer not null, name varchar not null, made_at timestamp not null, entry integer not null);
create table b.load (
    id integer not null, file varchar not null, format varchar not null, sha256 varchar not null, area varchar not null,
    notice varchar not null, who varchar not null, recorded_at timestamp not null, received date not null, kept_as varchar not null,
    cells json not null, observations integer not null, missing integer not null, publication varchar not null, title varchar not null,
    edition varchar not null, database varchar not null, entry integer not null, reader varchar not null default '', rereads integer,
    since date);
create table b.neighbour (
    load integer not null, edition varchar not null, dated date not null, official boolean not null, area varchar not null,
    place integer not null, neighbour varchar not null, closeness varchar not null);
{FOOTNOTE.schema}
{OBSERVATION.schema}
{CELL.schema}
{FINDING.schema}
create table b.decision (
    load integer not null, action varchar not null check (action in ('withdraw', 'reinstate')), who varchar not null,
    recorded_at timestamp not null, why varchar not null, entry integer not null);
{LINK.schema}
{REMARK.schema}
{MEETING.schema}
create table b.answers (
    id integer not null, area varchar not null, body json, file varchar not null, who varchar not null, recorded_at timestamp not null,
    entry integer not null);
create table b.own_indicator (
    area varchar not null, code varchar not null, body json not null, who varchar not null, recorded_at timestamp not null,
    entry integer not null);
"""
# The same bytes, or their clean copy, read the same way; other answers make another reading of them.
SAME_FILE = """
select max(id) from {build}.load where ? in (sha256, split_part(kept_as, '.', 1)) and area = ? and observations = ? and missing = ?
"""
# Loads withdrawn by a day: of the decisions on each recorded on or before that day, the one entered last was to withdraw it.
WITHDRAWN = """
select load from {build}.decision where recorded_at::date <= coalesce($as_at, date '9999-12-31')
group by load having arg_max(action, entry) = 'withdraw'
"""
# What counts on a day: received by then, not withdrawn by then, and of a file read again only the reading that counted then.
_BY_DAY = f"""
l.received <= coalesce($as_at, date '9999-12-31') and (l.since is null or l.since <= coalesce($as_at, date '9999-12-31'))
  and l.id not in ({WITHDRAWN})
"""
# Of two loads received on one day the later number counts; a file read again keeps the place of its first reading.
_NEWEST_LOAD = "l.received desc, coalesce(l.rereads, l.id) desc, l.id desc"
LOADS = """
select l.*, coalesce(d.action = 'withdraw', false) as withdrawn, d.why as decided_why, d.who as decided_by, d.recorded_at as decided_at
from {build}.load l left join (
    select * from {build}.decision qualify row_number() over (partition by load order by entry desc) = 1) d on d.load = l.id
order by l.id
"""
# The newest row of each id or code is the one in force; answers without a body were taken away.
ANSWERS = """
select * from (select * from {build}.answers qualify row_number() over (partition by id order by entry desc, rowid desc) = 1)
where body is not null order by id
"""
NEXT_ANSWERS = "select coalesce(max(id), 0) + 1 from {build}.answers"
OWN_INDICATORS = """
select * from {build}.own_indicator qualify row_number() over (partition by code order by entry desc, rowid desc) = 1 order by code
"""
HELD_ANSWERS = "select area, body from {build}.answers where id = ? order by entry desc, rowid desc"
DATABASE = "select database from {build}.load where id = ?"
COUNT_LOADS = "select coalesce(max(id), 0) from {build}.load"
# The figure in force for each key: of the loads received by then, the one received last (of those, the one recorded last).
IN_FORCE = f"""
select o.*, l.received, l.recorded_at, l.notice
from {{shown}}.observation o join {{build}}.load l on l.id = o.load
where {_BY_DAY}
  and ($reporter is null or o.reporter = $reporter) and ($indicator is null or o.indicator = $indicator)
  and ($areas is null or list_contains($areas, o.area))
  and ($before is null or l.received < (select received from {{build}}.load where id = $before)
       or (l.received = (select received from {{build}}.load where id = $before) and l.id < $before))
qualify row_number() over (
    partition by o.reporter, o.indicator, o.area, o.series, o.measure, o.period_kind, o.first, o.last,
                 case when o.first is null then o.period end, {COUNTED.format(column="o.basis")}
    order by {_NEWEST_LOAD}) = 1
order by o.reporter, o.indicator, o.series, o.measure, o.first nulls first, o.load
"""
# The same as one place sees it: its own figures, those set beside them, and of each load the first figure, so that no load is missed.
IN_FORCE_AT = f"""
select * exclude nth from (
    select *, row_number() over (partition by load order by reporter, indicator, series, measure, first nulls first) as nth
    from ({IN_FORCE}))
where nth = 1 or area = $place or list_contains($beside, series)
order by reporter, indicator, series, measure, first nulls first, load
"""
HISTORY = """
select o.*, l.received, l.recorded_at, w.by_load as withheld_by
from {shown}.observation o join {build}.load l on l.id = o.load left join (
    select load, indicator, area, measure, sheet, cell, any_value(by_load) as by_load from {shown}.withheld
    where value is not null group by all) w
  on w.load = o.load and w.indicator = o.indicator and w.area = o.area and w.measure = o.measure and w.sheet = o.sheet and w.cell = o.cell
where o.reporter = ? and o.indicator = ? and o.series = 'own' and o.measure = 'figure'
order by o.first nulls first, l.received, o.load
"""
FINDINGS = """
select f.*, l.file, l.area from {build}.finding f join {build}.load l on l.id = f.load
where (? is null or l.area = ?) order by f.load desc, f.severity, f.place
"""
GIVEN = "select * from {shown}.observation where load = ?"
AS_READ = "select * from {build}.observation where load = ?"  # for a file read again: what is withheld of it, too
CELLS = "select * from {shown}.cell where load = ?"
LINKS = f"""
select k.indicator, k.priority from {{build}}.link k join {{build}}.load l on l.id = k.load
where l.area = $area and {_BY_DAY}
order by k.indicator, k.priority
"""
AREAS = "select area, max(notice) as notice, count(*) as loads from {build}.load where publication = '' group by area order by area"
# Remarks beside the figures of one partnership, of loads in force.
REMARKS = f"""
select r.*, l.received, l.file from {{shown}}.remark r join {{build}}.load l on l.id = r.load
where l.area = $area and {_BY_DAY}
order by r.indicator, l.received, r.load
"""
MEETINGS = f"""
select distinct m.day, m.name from {{build}}.meeting m join {{build}}.load l on l.id = m.load
where l.area = $area and l.id not in ({WITHDRAWN}) order by m.day, m.name
"""
# The releases in force: of each publication the one received last, of those not withdrawn; ``rank`` 1 is in force, 2 the one before it.
RELEASES = f"""
select l.id as load, l.publication, l.title, l.edition, l.received, l.recorded_at, l.file, l.database, l.sha256,
       row_number() over (partition by l.publication order by {_NEWEST_LOAD}) as rank
from {{build}}.load l
where l.publication != '' and {_BY_DAY}
order by l.publication, rank
"""
# Neighbour lists of every load in force; an edition given twice is the one received last.
NEIGHBOURS = f"""
select n.edition, n.dated, n.official, n.area, n.place, n.neighbour, n.closeness, l.id as load, l.file
from {{build}}.neighbour n join {{build}}.load l on l.id = n.load
where {_BY_DAY}
qualify rank() over (partition by n.edition order by {_NEWEST_LOAD}) = 1
order by n.dated, n.edition, n.area, n.place
"""
FOOTNOTES = """
select n.measures, n.year, n.words, n.area, n.load from {build}.footnote n
where list_contains($loads, n.load) and ($area is null or n.area = $area) order by n.measures, n.year, n.words
"""
# Measures and figures of one release, whose database is attached as {release}.
MEASURES = """
select m.*, h.figures, h.areas, h.newest, h.oldest, h.latest from {release}.measure m join {release}.held h on h.measure = m.id
where $ids is null or list_contains($ids, m.id)
order by m.topic, m.title, m.id
"""
HOLDS = "select id from {release}.measure where list_contains($ids, id)"
FIGURES = """
select measure, area, level, label as period, kind as period_kind, first, last, value, missing, raw, status, file, cell
from {release}.figure
where list_contains($ids, measure) and ($areas is null or list_contains($areas, area))
  and ($levels is null or list_contains($levels, level))
order by measure, area, last, first, status
"""
PERIODS = """
select distinct measure, kind as period_kind, first, last from {release}.figure
where list_contains($ids, measure) and value is not null and ($levels is null or list_contains($levels, level))
"""
# Of each measure only the figures of the newest period that anybody has a number for.
NEWEST = """
with found as (select * from {release}.figure where list_contains($ids, measure) and ($levels is null or list_contains($levels, level))),
newest as (select measure, max(last) filter (where value is not null) as last from found group by measure)
select f.measure, area, level, label as period, kind as period_kind, first, f.last, value, missing, raw, status, file, cell
from found f join newest n on n.measure = f.measure and n.last is not distinct from f.last
where $areas is null or list_contains($areas, area) order by f.measure, area, first, status
"""
# The figures that stand in certain cells of a release's files, each with its measure's title, unit and decimals.
PRINTED = """
select f.*, m.title, m.unit, m.decimals from {release}.figure f join {release}.measure m on m.id = f.measure
where list_contains($cells, f.cell) and ($file is null or f.file = $file) order by f.file, f.measure, f.area, f.last
"""
# One row a measure, area and period: of two labels of one period the firmer; what has no dates goes by its label.
_ONCE = """
select *, case when last is null then label end as undated from {release}.figure
where ($ids is null or list_contains($ids, measure)) and ($areas is null or list_contains($areas, area))
qualify row_number() over (partition by measure, area, kind, first, last, undated order by
    list_position(['projected', 'estimated', 'provisional', 'as reported', 'revised', 'final'], status) desc) = 1
"""
# What a newer release says otherwise of the same figure: every figure held by both whose number or reason differs. What was before is
# not said of a figure that the newer one withholds.
REVISED = f"""
select n.measure, n.area, n.level, n.label as period, n.kind as period_kind, n.first, n.last,
       case when n.missing in ({MARKS}) then null else o.value end as was,
       case when n.missing in ({MARKS}) then n.missing else o.missing end as was_missing,
       n.value as now, n.missing as now_missing, o.file as was_file, o.cell as was_cell, n.file, n.cell
from ({_ONCE}) n join ({_ONCE.replace("{release}", "{before}")}) o
  on o.measure = n.measure and o.area = n.area and o.kind = n.kind and o.first is not distinct from n.first
  and o.last is not distinct from n.last and o.undated is not distinct from n.undated
where o.value is distinct from n.value or o.missing is distinct from n.missing
"""
REVISED_COUNTS = f"""
select measure, count(*) as figures, count(distinct area) as areas, count(*) filter (where was is null and now is not null) as gained,
       count(*) filter (where now is null) as lost, min(first) as oldest, max(last) as newest
from ({REVISED}) group by measure order by figures desc, measure
"""
