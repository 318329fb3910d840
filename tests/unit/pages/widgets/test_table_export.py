"""Tables are numbered as a page writes them, each run by itself."""

from __future__ import annotations

from threading import Barrier, Thread

from kpis.markup import Markup, html
from pages.widgets import table_export


def test_two_readers_at_once_each_have_their_own_tables() -> None:
    """Pages are drawn in a thread a reader: what one writes must never stand under another's page."""
    both, seen = Barrier(2), {}

    def run(who: str) -> None:
        table_export.start()
        both.wait()
        made = table_export.numbered(html("<h1>{}</h1><table><tr><th>{}</th></tr></table>", who, who))
        both.wait()
        seen[who] = (made, list(table_export._WRITTEN.tables))

    threads = [Thread(target=run, args=(who,)) for who in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for who in ("one", "two"):
        made, written = seen[who]
        assert "data-table='1'" in str(made)
        assert [name for name, _ in written] == [who]


def test_a_table_is_named_by_its_label_else_by_the_heading_before_it() -> None:
    table_export.start()
    made = table_export.numbered(
        Markup(
            "<h2>Late <b>actions</b></h2><table><tr><td>1</td></tr></table>"
            "<table class='x' aria-label='A &amp; B'><tr><td>2</td></tr></table>"
        )
    )
    assert [name for name, _ in table_export._WRITTEN.tables] == ["Late actions", "A & B"]
    assert str(made).count("<table data-table='1'>") == str(made).count("data-table='2'>") == 1
    assert table_export.numbered(Markup("<p>No table</p>")) == "<p>No table</p>"
