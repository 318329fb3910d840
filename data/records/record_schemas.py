"""What each kind of typed words may hold: its fields as data, checked whole before anything is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from data.model.finding import Finding, Severity
from data.model.period import PeriodKind
from data.model.plan import ActionStatus
from data.model.record import AgreedRating, MeetingKind, RecordFault, Rhythm, RiskTrend
from data.model.target_kind import TargetKind
from data.records.childrens_words import LONGEST_REASON, NO_CHILD
from data.records.plan_codec import day, plan_from_json
from data.text import WEB_ADDRESS

COMMENT_WORDS = 150  # of each field of a commentary
LONG, LINE = 8000, 300  # characters of a narrative and of a line
COLLIDE = {"SN": "statistical neighbours", "LA": "local authority"}  # initials that are terms of the scorecard too


@dataclass(frozen=True, slots=True)
class Text:
    """Words of up to ``most`` characters, and ``words`` words where that is set; ``form`` is a pattern and ``wanted`` says it."""

    most: int = LINE
    words: int = 0
    form: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day written YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A whole number within limits."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number within limits, whole or not."""

    low: float = -1e9
    high: float = 1e9


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, each of one rule."""

    of: Text | Choice | Day | WholeNumber | Number | Fields
    most: int = 200


@dataclass(frozen=True, slots=True)
class Fields:
    """Named values. ``needed`` must be given; the others may be left out or null."""

    rules: Mapping[str, Rule]
    needed: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()  # at least one of these must be given


Rule = Text | Day | WholeNumber | Number | Choice | ListOf | Fields


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of typed words: what it is called, the form of its key, and its fields (None: a plan, which has a reader of its own)."""

    called: str
    key: str
    key_wanted: str
    fields: Fields | None


LINK = Text(2000, form=WEB_ADDRESS, wanted="should be a web address that begins http:// or https://, with no user name or password in it")
SHA256 = Text(64, form=r"[0-9a-f]{64}", wanted="should be the SHA-256 that keeping the file gave")
NARRATIVE, COMMENT, CODES = Text(LONG), Text(LONG, words=COMMENT_WORDS), ListOf(Text(40))
PRIORITIES = ListOf(WholeNumber(1, 99))
ONE_TO_FIVE = WholeNumber(1, 5)
OWNER = Fields({"layer": Text(60), "printed": Text(120), "role": Text(), "organisation": Text()}, ("layer", "printed"))
LETTER = Fields({"title": Text(), "link": LINK, "file": SHA256, "date": Day()}, ("title",), ("link", "file"))
MEASURE = Fields({"text": Text(1000), "kpi": Text(40), "action": Text(40), "wanted": Text(), "by_when": Day(),
                  "came_to": Choice(("met", "in part", "not met"))}, ("text",))  # fmt: skip
ATTACHED = Fields({"to": Choice(("action", "kpi", "judgement", "priority")), "key": Text(120)}, ("to", "key"))
MILESTONE = Fields({"day": Day(), "value": Number()}, ("day", "value"))
ANSWERED = r"[^\s/]{1,40}/[^/]{1,50}/[0-9a-f]{24}"
CODE, ANY_KEY = r"[^\s/]{1,40}", r"[^/].{0,119}"
FROM_DAY = r"[^\s/]{1,40}/[0-9]{4}-[0-9]{2}-[0-9]{2}"
VISIT_DAY = r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?"

KINDS: dict[str, RecordKind] = {
    "plan_version": RecordKind("plan version", ANY_KEY, "the version’s name", None),
    # What an edit leaves out stands as the plan gives it; a due date of null is an answer: there is none any more.
    "action_edit": RecordKind("action", CODE, "the action’s code", Fields({
        "status": Choice(tuple(ActionStatus)), "due": Day(), "progress": NARRATIVE, "owners": ListOf(OWNER, 30), "kpis": CODES,
        "text": NARRATIVE, "success_measures": NARRATIVE, "reason": Text(1000),
    })),
    "person": RecordKind("person", r"[A-Z][A-Za-z]{0,5}", "the initials", Fields({
        "initials": Text(6), "name": Text(120), "role": Text(), "organisation": Text(),
    }, ("initials", "role"))),
    "judgement": RecordKind("judgement", VISIT_DAY + r"/[0-9]{1,2}", "the visit’s day, or month, and the priority, as 2018-07-26/3",
                      Fields({
        "rag": Choice(tuple(AgreedRating)), "by": Text(), "written": Text(1000), "reason": Text(2000),
    }, ("rag",))),
    "meeting": RecordKind("meeting", ANY_KEY, "a name such as board/2018-07-26", Fields({
        "type": Choice(tuple(MeetingKind)), "name": Text(), "rhythm": Choice(tuple(Rhythm)), "date": Day(), "received": Day(),
        "agenda": ListOf(Text(1000)), "decisions": ListOf(Text(2000)), "measures": ListOf(MEASURE), "letters": ListOf(LETTER),
    }, ("type", "date"))),
    "recommendation": RecordKind("recommendation", ANY_KEY, "its number", Fields({
        "text": Text(2000), "response": NARRATIVE, "source": Text(1000), "issued_by": Text(), "owner": Text(120), "by_when": Day(),
    }, ("text", "source"))),
    "evidence": RecordKind("evidence", ANY_KEY, "a name of its own", Fields({
        "title": Text(), "date": Day(), "checked_by": Text(120), "shows": Text(2000), "file": SHA256, "file_name": Text(200), "link": LINK,
        "attached": ListOf(ATTACHED),
    }, ("title", "date", "attached"), ("file", "link"))),
    "commentary": RecordKind("commentary", r"[^\s/]{1,40}/.{1,80}", "the KPI and the period, as S5/2016", Fields({
        "what": COMMENT, "why": COMMENT, "so_what": COMMENT, "next": COMMENT, "by_when": Day(), "lead": Text(120),
    }, one_of=("what", "why", "so_what", "next"))),
    # A target counts from the day in its key; the legal standard is the catalogue's and never one.
    "target": RecordKind("target", FROM_DAY, "the KPI and the day it counts from, as S5/2026-09-01", Fields({
        "since": Day(), "kind": Choice(tuple(TargetKind)),
        "value": Number(), "low": Number(),
        "high": Number(), "allowance": Number(0), "to": Choice(("neighbours", "region", "england")),
        "rule": Choice(("level", "growth", "ratio")), "baseline": Number(), "baseline_on": Day(), "milestones": ListOf(MILESTONE, 40),
        "tolerance": Number(0), "each": Choice(tuple(PeriodKind)), "reason": Text(1000),
    }, ("since", "kind"))),
    # How a KPI's limits are worked, and what happened: drawn on its charts, said below them.
    "process": RecordKind("limits of a KPI", CODE, "the KPI", Fields({
        "lock": Day(), "ghosts": ListOf(Day(), 60), "rebases": ListOf(Fields({"day": Day(), "reason": Text()}, ("day", "reason")), 20),
        "reason": Text(1000),
    }, one_of=("lock", "ghosts", "rebases"))),
    "annotation": RecordKind("event", ANY_KEY, "a name of its own", Fields({
        "date": Day(), "text": Text(80), "kpis": CODES,
    }, ("date", "text"))),
    # Of a figure that a check questions: it is right, because. It holds no figure, so that one withheld later stands nowhere else.
    "check_answer": RecordKind("answer to a check", ANSWERED, "the KPI, the check and the digest that the KPI’s page gives", Fields({
        "kpi": Text(40), "check": Text(120), "because": Text(1000),
    }, ("kpi", "check", "because"))),
    # A page with the choices of its address, under the name in the key; of no one area.
    "view": RecordKind("saved view", ANY_KEY, "its name", Fields({
        "name": Text(80), "page": Text(40, form=r"[a-z]+", wanted="should be the name of a page"),
        "ids": ListOf(Fields({"name": Text(40), "value": Text(300)}, ("name", "value")), 20),
    }, ("name", "page"))),
    "settings": RecordKind("settings", "partnership", "partnership", Fields({
        "area": Text(40), "neighbours": Text(120), "rhythm": Choice(tuple(Rhythm)), "name": Text(80), "contact": Text(200),
        "accent": Text(7, form=r"#[0-9A-Fa-f]{6}", wanted="should be a colour such as #1D70B8"), "logo": SHA256, "logo_name": Text(200),
        "backups": Text(300),
    })),
    "risk": RecordKind("risk", ANY_KEY, "its number", Fields({
        "text": Text(2000), "mitigation": NARRATIVE, "likelihood_before": ONE_TO_FIVE, "impact_before": ONE_TO_FIVE,
        "likelihood_after": ONE_TO_FIVE, "impact_after": ONE_TO_FIVE, "owner": Text(120), "trend": Choice(tuple(RiskTrend)),
        "escalation_route": ListOf(Text(120), 10), "escalation_level": Text(120), "priorities": PRIORITIES, "actions": CODES,
        "status": Choice(("open", "closed")),
    }, ("text", "likelihood_before", "impact_before", "owner"))),
    # What a named person decided of a file in quarantine; its key is the file's SHA-256.
    "original": RecordKind("file in quarantine", r"[0-9a-f]{64}", "the file’s SHA-256", Fields({
        "action": Choice(("keep", "delete")), "why": Text(1000), "file": Text(300),
    }, ("action", "why", "file"))),
    "dependency": RecordKind("dependency", ANY_KEY, "its number", Fields({
        "text": Text(2000), "from": Text(), "to": Text(), "owner": Text(120), "due": Day(), "priorities": PRIORITIES, "actions": CODES,
        "status": Choice(("open", "met")),
    }, ("text", "from", "to"))),
    # Why an output with small numbers was taken away as it stood.
    "small_numbers": RecordKind("decision on small numbers", ANY_KEY, "a name of its own", Fields({
        "what": Text(), "small": WholeNumber(0, 1_000_000), "worked_back": WholeNumber(0, 1_000_000), "reason": Text(1000),
    }, ("what", "reason"))),
    # Written by a removal alone: what kind of thing was removed for good and why, never what it held.
    "removal": RecordKind("removal", r"[0-9a-f]{32}", "its number", Fields({
        "what": Text(), "why": Text(1000), "held": ListOf(Text()),
    }, ("what", "why"))),
    "you_said": RecordKind("you said, we did", ANY_KEY, "a name of its own", Fields({
        "date": Day(), "who": Text(1000), "said": NARRATIVE, "did": NARRATIVE, "priorities": PRIORITIES,
    }, ("date", "who", "said"))),
}  # fmt: skip


def check(kind: str, key: str, body: Mapping[str, Any] | None, stood: Mapping[str, Any] | None = None) -> None:
    """Checks a kind, a key and a body whole; None, a removal, is always allowed. What ``stood`` already, such as a newer version's fields
    and words, is let through as it stood.

    Raises:
        RecordFault: the first field that cannot be kept, and what is wanted there.
    """
    if kind not in KINDS:
        raise RecordFault("kind", f"should be one of: {', '.join(KINDS)}.")
    rules = KINDS[kind]
    one_line("key", key, 120)
    if not re.fullmatch(rules.key, key):
        raise RecordFault("key", f"of a {rules.called} should be {rules.key_wanted}.")
    if kind == "target":
        day(key.rpartition("/")[2], "key")
    if kind == "judgement":
        day(f"{key.partition('/')[0]}-01"[:10], "key")
    if body is None:
        return
    if rules.fields is None:
        plan_from_json(body)
        return
    _fields(replace(rules.fields, rules={**rules.fields.rules, NO_CHILD: Text(LONGEST_REASON)}), body, "", stood or {})
    if kind == "target" and (lacking := [one for one in TargetKind(body["kind"]).needs if body.get(one) in (None, [], "")]):
        raise RecordFault(lacking[0], f"must be given for a target of the kind ‘{body['kind']}’.")
    if kind == "target" and body["since"] != key.rpartition("/")[2]:
        raise RecordFault("since", "should be the day in the key.")
    if kind == "person" and body["initials"] != key:
        raise RecordFault("initials", f"should be the key, {key}.")


def kept_through(kind: str, body: Mapping[str, Any], stood: Mapping[str, Any] | None) -> dict[str, Any]:
    """A body with the fields that no rule here knows, as they stood: a newer version wrote them, and an edit here keeps them."""
    fields = KINDS[kind].fields if kind in KINDS else None
    if fields is None or not stood:
        return dict(body)
    return {**body, **{name: value for name, value in stood.items() if name not in {*fields.rules, *body, NO_CHILD}}}


def one_line(field: str, text: object, most: int) -> str:
    """Text of one line that says something: no control characters, no stray spaces at its ends."""
    if not isinstance(text, str) or not text.strip():
        raise RecordFault(field, "must not be empty.")
    if len(text) > most or text != text.strip() or any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text):
        raise RecordFault(field, f"should be one line of at most {most} characters with no space at either end.")
    return text


def changed_fields(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[tuple[str, Any, Any]]:
    """Each field that two bodies give otherwise: its name, what it was and what it is; a field left out is None."""
    old, new = before or {}, after or {}
    return [(name, old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]


def collisions(initials: str) -> list[Finding]:
    """A finding where a person's initials are a term of the scorecard too, so that a cell holding them can be read two ways."""
    term = COLLIDE.get(initials.upper())
    if term is None:
        return []
    what = f"{initials} are a person’s initials and also stand for {term}."
    hint = "Where they name a lead they are read as the person; elsewhere as the term. Use three letters to tell them apart."
    return [Finding(Severity.NOTE, f"people, {initials}", what, hint, "initials-collide")]


def _fields(rules: Fields, body: Any, where: str, stood: Any = None) -> None:
    within = f"{where}." if where else ""
    if not isinstance(body, Mapping):
        raise RecordFault(where or "body", f"should hold the fields {', '.join(rules.rules)}.")
    stands = _names(stood)
    for name in body:
        if name not in rules.rules and name not in stands:
            raise RecordFault(f"{within}{name}", f"is not a field here. The fields are {', '.join(rules.rules)}.")
    for name in rules.needed:
        if _nothing(body.get(name)) or body[name] in ([], ()):
            raise RecordFault(f"{within}{name}", "must be given.")
    if rules.one_of and all(_nothing(body.get(name)) for name in rules.one_of):
        raise RecordFault(f"{within}{rules.one_of[0]}", f"at least one of these must be given: {', '.join(rules.one_of)}.")
    for name, value in body.items():
        if value is not None and name in rules.rules and not (isinstance(stood, Mapping) and stood.get(name) == value):
            _value(rules.rules[name], value, f"{within}{name}", stood.get(name) if isinstance(stood, Mapping) else stood)


def _names(stood: Any) -> set[str]:
    """Every field's name in what stood, at any depth."""
    if isinstance(stood, Mapping):
        return {*stood, *(name for one in stood.values() for name in _names(one))}
    return {name for one in stood for name in _names(one)} if isinstance(stood, list | tuple) else set()


def _nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _value(rule: Rule, value: Any, where: str, stood: Any = None) -> None:
    match rule:
        case Text():
            _text(rule, value, where)
        case Day():
            day(value, where)
        case WholeNumber():
            if isinstance(value, bool) or not isinstance(value, int) or not rule.low <= value <= rule.high:
                raise RecordFault(where, f"should be a whole number from {rule.low} to {rule.high}.")
        case Number():
            if isinstance(value, bool) or not isinstance(value, int | float) or not rule.low <= value <= rule.high:
                raise RecordFault(where, "should be a number.")
        case Choice():
            if not isinstance(value, str) or value not in rule.words:
                raise RecordFault(where, f"should be one of: {', '.join(rule.words)}.")
        case ListOf():
            if not isinstance(value, list | tuple) or len(value) > rule.most:
                raise RecordFault(where, f"should be a list of at most {rule.most}.")
            for at, one in enumerate(value, 1):
                _value(rule.of, one, f"{where}[{at}]", stood)
        case Fields():
            _fields(rule, value, where, stood)


def _text(rule: Text, value: Any, where: str) -> None:
    if not isinstance(value, str):
        raise RecordFault(where, "should be text.")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in value):
        raise RecordFault(where, "holds characters that cannot be shown. Type it again.")
    if rule.form and not re.fullmatch(rule.form, value):
        raise RecordFault(where, f"{rule.wanted}.")
    if len(value) > rule.most:
        raise RecordFault(where, f"has {len(value)} characters and may have {rule.most}. Shorten it.")
    if rule.words and len(value.split()) > rule.words:
        raise RecordFault(where, f"has {len(value.split())} words and may have {rule.words}. Shorten it.")
