"""One report, whatever it is and whatever file it becomes, and what ``cli.py report`` says of it."""

from __future__ import annotations

from typing import Any

from kpis.exports.document.document import Report
from kpis.exports.document.facts import ReportFacts
from kpis.exports.pack.web_page import web_page
from kpis.exports.report.exceptions_report import exceptions
from kpis.exports.report.highlight import highlight
from kpis.exports.workbook.package_properties import owned

FORMS = {
    "html": ("Web page", "text/html"),
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def report_of(facts: ReportFacts, priority: int | None) -> Report:
    """The highlight report of a priority, or the exceptions report where none is named.

    Raises:
        KeyError: the plan has no such priority.
    """
    return exceptions(facts) if priority is None else highlight(facts, priority)


def written(report: Report, form: str, whose: str) -> bytes:
    """A report as a file in one of the ``FORMS``; ``whose`` stands in its properties."""
    if form == "html":
        return web_page(report)
    from kpis.exports.pack.word import docx  # what makes Word files is loaded when somebody asks for one

    return owned(docx(report), whose)


def report_record(report: Report, facts: ReportFacts, file: str, priority: int | None) -> dict[str, Any]:
    """What was written, as ``report --json`` gives it; each block with whether anything stands in it."""
    return {
        "file": file, "report": "exceptions" if priority is None else "highlight", "area": facts.pack.area, "priority": priority,
        "as_at": facts.pack.as_at.isoformat(), "since": facts.since.isoformat(), "build": facts.pack.build, "title": report.title,
        "notice": report.notice or None, "blocks": [{"heading": one.heading, "recorded": bool(one.parts)} for one in report.blocks],
    }  # fmt: skip
