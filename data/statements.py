"""The statements that the store runs, and the schema of a build. Values are bound, never written into them."""

from __future__ import annotations

OBSERVATION_COLUMNS = (
    "load", "indicator", "reporter", "area", "series", "measure", "period", "period_kind", "first", "last", "period_doubt", "value",
    "missing", "raw", "file", "sheet", "cell", "basis", "status", "data_source", "origin",
)  # fmt: skip
SCHEMA_VERSION = 3
SCHEMA = """
create table b.build (schema_version integer not null, name varchar not null, made_at timestamp not null);
create table b.load (
    id integer primary key, file varchar not null, format varchar not null, sha256 varchar not null, area varchar not null,
    notice varchar not null, who varchar not null, recorded_at timestamp not null, received date not null, kept_as varchar not null,
    cells json not null, observations integer not null, missing integer not null);
create table b.observation (
    load integer not null, indicator varchar not null, reporter varchar not null, area varchar not null, series varchar not null,
    measure varchar not null, period varchar not null, period_kind varchar not null, first date, last date, period_doubt varchar not null,
    value double, missing varchar, raw varchar not null, file varchar not null, sheet varchar not null, cell varchar not null,
    basis varchar not null, status varchar not null, data_source varchar not null, origin varchar not null,
    check ((value is null) = (missing is not null)));
create table b.cell (
    load integer not null, sheet varchar not null, cell varchar not null, text varchar not null, kind varchar not null,
    read_as varchar not null, indicator varchar not null);
create table b.finding (
    load integer not null, severity varchar not null, place varchar not null, what varchar not null, hint varchar not null,
    check_name varchar not null, indicator varchar not null);
create table b.decision (
    load integer not null, action varchar not null check (action in ('withdraw', 'reinstate')), who varchar not null,
    recorded_at timestamp not null, why varchar not null);
create table b.link (load integer not null, indicator varchar not null, priority integer not null);
create table b.remark (
    load integer not null, indicator varchar not null, kind varchar not null, text varchar not null, means varchar not null,
    period varchar not null, period_kind varchar not null, first date, last date, sheet varchar not null, cell varchar not null);
create table b.meeting (load integer not null, day date not null, name varchar not null);
create table b.answers (
    id integer not null, area varchar not null, body json, file varchar not null, who varchar not null, recorded_at timestamp not null);
create table b.own_indicator (
    area varchar not null, code varchar not null, body json not null, who varchar not null, recorded_at timestamp not null);
"""
FILLED = ("load", "observation", "cell", "finding", "link", "remark", "meeting")
# The same bytes read the same way; other answers make another reading of them.
SAME_FILE = "select max(id) from {build}.load where sha256 = ? and area = ? and observations = ? and missing = ?"
# Loads withdrawn by a day: the last decision on each, recorded on or before that day, was to withdraw it.
WITHDRAWN = """
select load from {build}.decision where recorded_at::date <= coalesce($as_at, date '9999-12-31')
group by load having arg_max(action, recorded_at) = 'withdraw'
"""
LOADS = """
select l.*, coalesce(d.action = 'withdraw', false) as withdrawn, d.why as decided_why, d.who as decided_by, d.recorded_at as decided_at
from {build}.load l left join (
    select * from {build}.decision qualify row_number() over (partition by load order by recorded_at desc) = 1) d on d.load = l.id
order by l.id
"""
# The newest row of each id or code is the one in force; answers without a body were taken away.
ANSWERS = """
select * from (select * from {build}.answers qualify row_number() over (partition by id order by recorded_at desc, rowid desc) = 1)
where body is not null order by id
"""
ADD_ANSWERS = "insert into b.answers values (?, ?, ?, ?, ?, ?)"
NEXT_ANSWERS = "select coalesce(max(id), 0) + 1 from b.answers"
OWN_INDICATORS = """
select * from {build}.own_indicator qualify row_number() over (partition by code order by recorded_at desc, rowid desc) = 1 order by code
"""
ADD_OWN_INDICATOR = "insert into b.own_indicator values (?, ?, ?, ?, ?)"
ADD_DECISION = "insert into b.decision values (?, ?, ?, ?, ?)"
COUNT_LOADS = "select coalesce(max(id), 0) from {build}.load"
# The figure in force for each key: of the loads received by then, the one received last (of those, the one recorded last).
IN_FORCE = f"""
select o.*, l.received, l.recorded_at, l.notice
from {{build}}.observation o join {{build}}.load l on l.id = o.load
where l.received <= coalesce($as_at, date '9999-12-31') and l.id not in ({WITHDRAWN})
  and ($reporter is null or o.reporter = $reporter) and ($indicator is null or o.indicator = $indicator)
  and ($areas is null or list_contains($areas, o.area))
  and ($before is null or l.received < (select received from {{build}}.load where id = $before)
       or (l.received = (select received from {{build}}.load where id = $before) and l.id < $before))
qualify row_number() over (
    partition by o.reporter, o.indicator, o.area, o.series, o.measure, o.period_kind, o.first, o.last,
                 case when o.first is null then o.period end
    order by l.received desc, o.load desc) = 1
order by o.reporter, o.indicator, o.series, o.measure, o.first nulls first, o.load
"""
HISTORY = """
select o.*, l.received, l.recorded_at
from {build}.observation o join {build}.load l on l.id = o.load
where o.reporter = ? and o.indicator = ? and o.series = 'own' and o.measure = 'figure'
order by o.first nulls first, l.received, o.load
"""
FINDINGS = """
select f.*, l.file, l.area from {build}.finding f join {build}.load l on l.id = f.load
where (? is null or l.area = ?) order by f.load desc, f.severity, f.place
"""
GIVEN = "select * from {build}.observation where load = ?"
CELLS = "select * from {build}.cell where load = ?"
LINKS = f"""
select k.indicator, k.priority from {{build}}.link k join {{build}}.load l on l.id = k.load
where l.area = $area and l.received <= coalesce($as_at, date '9999-12-31') and l.id not in ({WITHDRAWN})
order by k.indicator, k.priority
"""
AREAS = "select area, max(notice) as notice, count(*) as loads from {build}.load group by area order by area"
# Remarks beside the figures of one partnership, of loads in force.
REMARKS = f"""
select r.*, l.received, l.file from {{build}}.remark r join {{build}}.load l on l.id = r.load
where l.area = $area and l.received <= coalesce($as_at, date '9999-12-31') and l.id not in ({WITHDRAWN})
order by r.indicator, l.received, r.load
"""
MEETINGS = f"""
select distinct m.day, m.name from {{build}}.meeting m join {{build}}.load l on l.id = m.load
where l.area = $area and l.id not in ({WITHDRAWN}) order by m.day, m.name
"""
