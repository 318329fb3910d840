"""The laptop is closed: only the dashboard's own pages, opened on this computer, read or write, and no request leaves it.

A name of the kind ``….example`` leads to this computer in the tests' Chromium, as it would after DNS rebinding."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from data.catalogue.catalogue import Catalogue
from data.records.journal import Journal
from data.records.record_schemas import KINDS, Fields, ListOf, Rule, Text
from data.store.store import Store
from loaders import read_file, read_plan
from tests.browser.conftest import free_port, serving
from tests.conftest import HEADER, RECEIVED, ROOT, SAMPLE, TITLE, publish, sheet_bytes, writer
from tests.factories.hostile_words import HOSTILE
from tests.factories.records import PLAN, png
from tests.factories.screens import PAGES
from tests.factories.shouting import shouting

pytestmark = pytest.mark.browser
HEADERS = {
    "x-frame-options": "DENY", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin", "x-dns-prefetch-control": "off",
}  # fmt: skip
HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


class Answer(NamedTuple):
    """What came back: the status, the headers by their small names, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def asked(address: str, path: str = "/", method: str = "GET", **headers: str) -> Answer:
    """The answer to a request with exactly these headers; ``{}`` in one stands for the port."""
    port = urlsplit(address).port
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value.replace("{}", str(port)))
        connection.endheaders()
        with connection.getresponse() as answer:
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, named, b"" if answer.status == 101 else answer.read())


def shaken(address: str, **headers: str) -> int:
    """What a websocket is answered that asks with these headers: 101 where it is opened."""
    return asked(address, "/_stcore/stream", **{name.replace("-", "_"): value for name, value in HANDSHAKE.items()}, **headers).status


OURS = [
    {"Host": "127.0.0.1:{}", "Origin": "http://127.0.0.1:{}"}, {"Host": "localhost:{}", "Origin": "http://localhost:{}"},
    {"Host": "LocalHost:{}", "Origin": "http://localhost:{}"}, {"Host": "[::1]:{}", "Origin": "http://[::1]:{}"},
    {"Host": "127.0.0.1:{}", "Origin": "http://127.0.0.1:{}", "Sec_Fetch_Site": "same-origin"},
]  # fmt: skip
FOREIGN = [
    {"Host": "evil.example:{}", "Origin": "http://evil.example:{}"},  # rebound: the same origin to the browser
    {"Host": "127.0.0.1:{}", "Origin": "http://evil.example:{}"},
    {"Host": "127.0.0.1:{}", "Origin": "http://localhost:9999"},
    {"Host": "localhost:{}", "Origin": "http://localhost:9999"},
    {"Host": "localhost:{}", "Origin": "http://localhost"},
    {"Host": "127.0.0.1:{}", "Origin": "http://localhost:{}"},
    {"Host": "localhost:{}", "Origin": "https://localhost:{}"},
    {"Host": "127.0.0.1:{}", "Origin": "null"},
    {"Host": "127.0.0.1:{}", "Origin": "http://127.0.0.1:{}/"},
    {"Host": "127.0.0.1:{}", "Origin": "http://127.0.0.1:{}@evil.example"},
    {"Host": "127.0.0.1:{}", "Origin": "https://demo.streamlit.app"},
    {"Host": "127.0.0.1:{}", "Origin": "file://"},
    {"Host": "localhost.:{}", "Origin": "http://localhost.:{}"},
    {"Host": "127.0.0.1.:{}", "Origin": "http://127.0.0.1.:{}"},
    {"Host": "127.0.0.1.evil.example:{}", "Origin": "http://127.0.0.1.evil.example:{}"},
    {"Host": "127.0.0.1:80", "Origin": "http://127.0.0.1:80"},
    {"Host": "127.0.0.1", "Origin": "http://127.0.0.1"},
    {"Host": "user@127.0.0.1:{}", "Origin": "http://127.0.0.1:{}"},
    {"Host": "127.0.0.1:{}/x", "Origin": "http://127.0.0.1:{}"},
    {"Host": "2130706433:{}", "Origin": "http://2130706433:{}"},
    {"Host": "", "Origin": "http://127.0.0.1:{}"},
    {"Origin": "http://127.0.0.1:{}"},
    {"Host": "127.0.0.1:{}", "host": "evil.example:{}", "Origin": "http://127.0.0.1:{}"},
    {"Host": "127.0.0.1:{}", "Origin": "http://127.0.0.1:{}", "origin": "http://evil.example"},
    {"Host": "127.0.0.1:{}", "Origin": "http://127.0.0.1:{}", "Sec_Fetch_Site": "cross-site"},
]  # fmt: skip


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_a_page_of_ours_is_answered_over_http_and_over_a_websocket(headers: dict[str, str], served: str) -> None:
    assert asked(served, **headers).status == 200
    assert shaken(served, **headers) == 101


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_anybody_else_is_refused_over_http_and_over_a_websocket(headers: dict[str, str], served: str) -> None:
    answer = asked(served, **headers)
    assert answer.status in (400, 403)  # a request without a host, or with two, is none at all
    assert b"<" not in answer.body
    assert shaken(served, **headers) in (400, 403)


def test_who_names_no_origin_may_read_a_page_and_open_no_websocket(served: str) -> None:
    """A browser says for every websocket which page opens it; for the page itself it says nothing."""
    assert asked(served, Host="127.0.0.1:{}").status == 200
    assert shaken(served, Host="127.0.0.1:{}") == 403


def test_another_name_in_the_request_line_is_refused(served: str) -> None:
    assert asked(served, "http://evil.example/", Host="127.0.0.1:{}").status == 403
    assert asked(served, "http://evil.example/_stcore/health", Host="127.0.0.1:{}").status == 403


@pytest.mark.parametrize(
    ("fetch", "status"),
    [
        (("none", "navigate", "document"), 200), (("cross-site", "navigate", "document"), 200),
        (("same-site", "navigate", "document"), 200), (("cross-site", "navigate", "iframe"), 403),
        (("cross-site", "no-cors", "image"), 403), (("same-site", "no-cors", "script"), 403),
        (("same-site", "cors", "empty"), 403), (("same-origin", "cors", "empty"), 200),
    ],
)  # fmt: skip
def test_a_link_may_be_followed_and_no_other_site_takes_anything(fetch: tuple[str, str, str], status: int, served: str) -> None:
    site, mode, to = fetch
    assert asked(served, Host="127.0.0.1:{}", Sec_Fetch_Site=site, Sec_Fetch_Mode=mode, Sec_Fetch_Dest=to).status == status


CLOSED = (
    "/_stcore/metrics", "/_stcore/metrics?families=x", "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/agent/mcp",
    "/_stcore/script-health-check", "/_stcore/allowed-message-origins", "/%5fstcore/metrics", "/x/_stcore/metrics",
)  # fmt: skip


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_the_pages_do_not_need_of_streamlit_is_not_there(path: str, method: str, served: str) -> None:
    answer = asked(served, path, method, Host="127.0.0.1:{}", Origin="http://127.0.0.1:{}")
    assert (answer.status, answer.body) == (404, b"Not found.")


def test_the_pages_are_told_the_least_about_what_is_around_them(served: str) -> None:
    answer = asked(served, "/_stcore/host-config", Host="127.0.0.1:{}")
    assert answer.body == b'{"allowedOrigins": [], "useExternalAuthToken": false, "metricsUrl": "off"}'


@pytest.mark.parametrize(
    "path", ["/", "/kpi", "/favicon.png", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/_stcore/upload_file/a/b",
             "/_stcore/bidi-components/x", "/component/x", "/media/none.png", "/static/none.js", "/app/static/x", "/../x", "/auth/login"],
)  # fmt: skip
@pytest.mark.parametrize("host", ["127.0.0.1:{}", "evil.example:{}"])
def test_every_answer_bears_every_header(path: str, host: str, served: str) -> None:
    answer = asked(served, path, Host=host)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = dict(part.strip().partition(" ")[::2] for part in str(answer.headers.get("content-security-policy")).split(";"))
    assert policy["frame-ancestors"] == "'none'"
    assert policy["default-src"] in ("'self'", "'none'")
    outside = [one for value in policy.values() for one in value.split() if "*" in one or "unsafe-eval" in one or "://" in one]
    assert outside in ([], [f"ws://127.0.0.1:{urlsplit(served).port}"])
    assert answer.headers.get("access-control-allow-origin") in (None, f"http://127.0.0.1:{urlsplit(served).port}")


@pytest.mark.parametrize("how", ["flag", "variable"])
def test_told_to_listen_elsewhere_it_does_not_start_and_says_why(how: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(free_port())]
    more = {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"} if how == "variable" else {}
    if how == "flag":
        command += ["--server.address", "::"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"SEND_HOME": str(tmp_path / "home")} | more, capture_output=True, text=True,
                          check=False, encoding="utf-8", timeout=60)  # fmt: skip
    assert done.returncode not in (0, None)
    assert "The dashboard was not started. It was told to listen at " in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


class Listener:
    """A web server of somebody else's on this computer: what is asked of it, and the page it gives."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/favicon.ico":
                    listener.asked.append(f"{self.headers['Host']}{self.path}")
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<title>theirs</title><body></body>")

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture(scope="module")
def hostile(borough: Path, catalogue: Catalogue, listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The borough and Bury, in which whatever people typed, and whatever a file said, would call a listener outside if it were taken for
    more than words."""
    home = Path(shutil.copytree(borough, tmp_path_factory.mktemp("hostile") / "home"))
    journal, now = Journal(home), datetime(2026, 10, 2, tzinfo=UTC)
    for one in {(entry.kind, entry.area, entry.key): entry for entry in journal.entries()}.values():
        rules = KINDS[one.kind].fields
        if rules is not None and one.body is not None:
            body = _loud(rules, one.body, listener.port)
            journal.append(one.kind, one.area, one.key, body, who=short(listener.port), recorded_at=now, seen=one.id)
    area = next(entry.area for entry in journal.entries() if entry.kind == "risk")
    digest, name = journal.keep("picture.png", png())
    picture = {"title": long(listener.port), "date": "2026-05-01", "file": digest, "file_name": name, "shows": long(listener.port),
               "attached": [{"to": "kpi", "key": "S5"}, {"to": "priority", "key": "1"}]}  # fmt: skip
    view = {"name": short(listener.port), "page": "kpi", "ids": [{"name": "kpi", "value": "S5"}]}
    settings = {"name": short(listener.port), "contact": long(listener.port)[:200], "logo": digest, "logo_name": short(listener.port)}
    more = (("evidence", area, "E91", picture), ("view", "-", short(listener.port), view), ("settings", "-", "partnership", settings))
    for kind, of, key, body in more:
        stood = journal.latest(kind, of).get(key)
        journal.append(kind, of, key, body, who=short(listener.port), recorded_at=now, seen=stood.id if stood else None)
    sheet, plan = shouting(SAMPLE, "B", long(listener.port)), shouting(PLAN, "BCDEFGHIJ", long(listener.port))
    publish(Store(home), read_file(f"{short(listener.port)}.xlsx", sheet, catalogue), sheet)
    version = read_plan(f"{short(listener.port)}.xlsx", plan, catalogue)
    writer(home, short(listener.port)).keep_plan(version, plan, received=RECEIVED, at=datetime(2017, 10, 27, 12, tzinfo=UTC))
    return home


def long(port: int) -> str:
    """Words with everything in them that a page might fetch."""
    there, here = f"http://evil.example:{port}", f"//127.0.0.1:{port}"
    return (
        f"![p]({there}/md) <img src='{there}/img'> [l]({there}/link) {there}/auto {here}/rel url({there}/css) :streamlit: **b** $x$ "
        f"'\"><img src={here}/q>"
    )


def short(port: int) -> str:
    """The same where there is little room."""
    return f"![p](//127.0.0.1:{port}/s)"


# Fields that name another thing, which no words may stand before.
NAMED = {
    "key", "kpi", "kpis", "action", "actions", "page", "ids", "initials", "file", "logo", "area", "neighbours", "layer", "backups",
}  # fmt: skip


def _loud(rule: Rule, value: Any, port: int) -> Any:
    """A record's value with such words before every text that names nothing else."""
    match rule:
        case Text(form="") if isinstance(value, str):
            room = min(rule.most, 300)
            words = long(port) if len(long(port)) <= room else short(port)
            return f"{words} {value}"[: rule.most].strip()
        case ListOf(of=of) if isinstance(value, list):
            return [_loud(of, one, port) for one in value]
        case Fields(rules=rules) if isinstance(value, dict):
            return {name: one if name in NAMED or name not in rules else _loud(rules[name], one, port) for name, one in value.items()}
    return value


@pytest.fixture(scope="module")
def address(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(hostile, tmp_path_factory.mktemp("closed") / "log.txt") as at:
        yield at


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(60_000)
    yield context
    context.close()


def at_rest(page: Page) -> None:
    expect(page.locator("h1, .slide h2").first).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


# Where the words must stand on the page, as typed: elsewhere they may.
SAID = {"meetings", "present", "priority", "plan", "evidence", "risks", "kpi", "exceptions", "thread"}
WHERE = [("Westmere", page) for page in PAGES] + [
    ("Bury", page) for page in ("overview", "section", "kpi", "plan", "priority", "thread", "sources")
]
PROBE = "/_stcore/health"
UNFOLD = "() => document.querySelectorAll('[data-testid=stExpander] details:not([open]) > summary').forEach((one) => one.click())"
FOUND = """(port) => [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes].filter(({name, value}) =>
  ['src', 'href', 'srcset', 'style', 'poster', 'data', 'action'].includes(name) && value.includes(':' + port)).map(({name, value}) =>
  one.tagName + ' ' + name + ' ' + value))"""


def test_no_request_leaves_from_any_page_and_words_stand_as_typed(address: str, listener: Listener, visitor: BrowserContext) -> None:
    page, port = visitor.new_page(), listener.port
    requests: list[str] = []
    faults: list[str] = []
    visitor.on("request", lambda one: requests.append(one.url))
    # Streamlit looks for its server beneath each page's address first, and is told that it is not there
    page.on("console", lambda one: faults.append(one.text) if one.type == "error" and PROBE not in one.location["url"] else None)
    page.on("pageerror", lambda one: faults.append(str(one)))
    said, made = set(), {}
    for area, name in WHERE:
        page.goto(f"{address}/{name}?area={area}&slide=risks")
        at_rest(page)
        page.evaluate(UNFOLD)
        at_rest(page)
        if name == "kpi" and area == "Westmere":
            page.get_by_text("Show", exact=True).first.click()
            expect(page.get_by_test_id("stImageCaption")).to_have_text(re.compile(re.escape(" ".join(long(port).split()))))
        if long(port) in str(page.locator("body").text_content()):
            said.add(name)
        if found := page.evaluate(FOUND, port):
            made[name] = found
        faults += [f"{name}: could not be drawn"] if page.get_by_text("could not be drawn").count() else []
    page.keyboard.press("Control+k")
    page.get_by_role("searchbox").fill("p http evil")
    page.wait_for_timeout(500)
    at_rest(page)
    assert long(port)[:40] in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Views").click()
    expect(page.get_by_role("dialog").get_by_role("link", name=short(port))).to_be_visible()
    assert made == {}
    assert [one for one in requests if not re.match(rf"(http|ws)://127\.0\.0\.1:{urlsplit(address).port}/|data:|blob:", one)] == []
    assert listener.asked == []
    assert faults == []
    assert SAID - said == set()


ATTACK = """async (there) => {
  const tried = [];
  for (const path of ['/', '/kpi', '/_stcore/health', '/_stcore/host-config', '/_stcore/metrics', '/media/x.png']) {
    try {
      const got = await fetch(there + path, {credentials: 'include'});
      tried.push([path, got.status, (await got.text()).length]);
    } catch (why) { tried.push([path, 0, 0]); }
  }
  try {
    const put = await fetch(there + '/_stcore/upload_file/a/b', {method: 'PUT', body: 'x'});
    tried.push(['put', put.status, 0]);
  } catch (why) { tried.push(['put', 0, 0]); }
  const socket = new WebSocket(there.replace('http', 'ws') + '/_stcore/stream', ['streamlit']);
  tried.push(['socket', await new Promise((done) => { socket.onopen = () => done(101); socket.onerror = () => done(403); }), 0]);
  const frame = document.createElement('iframe');
  frame.src = there + '/';
  document.body.append(frame);
  await new Promise((done) => { frame.onload = done; setTimeout(done, 3000); });
  return tried;
}"""


@pytest.mark.parametrize("rebound", [True, False])
def test_a_page_from_elsewhere_reads_nothing_and_writes_nothing(
    rebound: bool, address: str, hostile: Path, listener: Listener, visitor: BrowserContext
) -> None:
    """With a name of its own that leads here (rebound), to a browser the same origin; and from another port of this computer."""
    port = urlsplit(address).port
    theirs, there = (f"http://evil.example:{port}",) * 2 if rebound else (f"http://localhost:{listener.port}", f"http://localhost:{port}")
    before = len(Journal(hostile).entries())
    page = visitor.new_page()
    page.route("**/attack", lambda one: one.fulfill(body="<title>theirs</title><body></body>", content_type="text/html"))
    page.goto(f"{theirs}/attack")
    tried = page.evaluate(ATTACK, there)
    assert {status for _, status, _ in tried} <= {0, 403}
    assert all(size < 200 for _, _, size in tried)
    assert ["socket", 403, 0] in tried
    frames = [one for one in page.frames if one is not page.main_frame]
    assert frames
    assert all("stApp" not in one.content() for one in frames)
    assert len(Journal(hostile).entries()) == before
    if rebound:
        answer = page.goto(f"{there}/")
        assert answer is not None
        assert answer.status == 403
        assert "Refused." in page.content()


def test_a_file_is_sent_to_no_session_but_ones_own(address: str, listener: Listener, visitor: BrowserContext) -> None:
    """And what it says in its headings, of which the page asks what they mean, is only words too."""
    page, words = visitor.new_page(), short(listener.port)
    requests: list[str] = []
    page.on("request", lambda one: requests.append(one.url))
    page.goto(f"{address}/load")
    rows = [[TITLE], [*HEADER[:3], f"2016 {words}", *HEADER[4:]], ["S5", "New EHC plans in 20 weeks", 90, 50, 55, 52, 60, words, 1]]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    with page.expect_response(re.compile("/_stcore/upload_file/")) as sent:
        given = {"name": f"{words.replace('/', '_')}.xlsx", "mimeType": kind, "buffer": sheet_bytes(rows)}
        page.locator("input[type=file]").first.set_input_files(given)  # type: ignore[arg-type]
    assert sent.value.status == 204
    expect(page.locator("body")).to_contain_text(f"2016 {words}")
    at_rest(page)
    assert [one for one in requests if not one.startswith((f"{address}/", "data:", "blob:"))] == []
    theirs = urlsplit(sent.value.url).path
    cookie = asked(address, "/_stcore/health", Host="127.0.0.1:{}").headers["set-cookie"].partition(";")[0]
    own = {"Host": "127.0.0.1:{}", "Origin": "http://127.0.0.1:{}", "Cookie": cookie, "X_Xsrftoken": cookie.partition("=")[2]}
    assert asked(address, theirs, "PUT", **own).status == 403
    assert asked(address, theirs, "DELETE", **own).status == 403
    assert listener.asked == []


SCRIPT = """
import streamlit as st
from pages.widgets.markdown_text import as_typed, each_as_typed, markdown
from tests.factories.hostile_words import HOSTILE

for n, words in enumerate(HOSTILE):
    with st.container(key=f"at{n}_"):
        st.caption(as_typed(words))
        st.markdown(markdown("{}", words))
        st.expander(as_typed(words))
        st.button(as_typed(words), key=f"button{n}")
        st.radio(as_typed(words), [words], format_func=each_as_typed(str), key=f"radio{n}")
        st.info(as_typed(words))
st.write("All of them")
"""
SHOWN = """() => [...document.querySelectorAll("[class*='st-key-at']")].map((at) => {
  const texts = [...at.querySelectorAll("[data-testid=stMarkdownContainer], [data-testid=stCaptionContainer]")];
  const tags = texts.flatMap((one) => [...one.querySelectorAll('*')].map((within) => within.tagName));
  return [texts.map((one) => one.textContent.trim()), [...new Set(tags)]];
})"""


def test_streamlit_draws_every_hostile_text_as_it_was_typed(visitor: BrowserContext, tmp_path: Path) -> None:
    """Six places that Streamlit draws as Markdown, each with every text: the words as they are, and no element but paragraphs and spans."""
    script = tmp_path / "words.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with serving(tmp_path, tmp_path / "log.txt", script) as at:
        page = visitor.new_page()
        requests: list[str] = []
        page.on("request", lambda one: requests.append(one.url))
        page.goto(at)
        expect(page.get_by_text("All of them")).to_be_visible()
        expect(page.locator("[class*=st-key-at] [data-testid=stMarkdownContainer]")).to_have_count(6 * len(HOSTILE))
        shown = page.evaluate(SHOWN)
    wanted = [" ".join(words.split()) for words in HOSTILE]
    assert [words for words, (texts, _) in zip(wanted, shown, strict=True) if texts != [words] * 7] == []
    assert {tag for _, tags in shown for tag in tags} <= {"P", "SPAN"}
    assert [one for one in requests if "bad.example" in one.lower()] == []
