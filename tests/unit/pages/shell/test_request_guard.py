"""Who is answered, where no server of our own can show it: other servers, other addresses, faults. The rest is in tests/browser."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from pages.shell.request_guard import EVERY_ANSWER, RequestGuard, core_of

OWN = [(b"host", b"127.0.0.1:8501")]


def served(kind: str = "http", path: str = "/", *, fails: bool = False, **more: Any) -> tuple[bool, list[dict[str, Any]]]:
    """Whether what stands behind the guard was asked, and what was sent back."""
    sent: list[dict[str, Any]] = []
    was_asked = False

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal was_asked
        was_asked = True
        if fails:
            raise RuntimeError("an inner secret")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"Referrer-Policy", b"origin")]})
        await send({"type": "http.response.body", "body": b"ours"})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": kind, "method": "GET", "path": path, "scheme": "http" if kind == "http" else "ws", "headers": OWN,
             "server": ("127.0.0.1", 8501)} | more  # fmt: skip
    asyncio.run(RequestGuard(app)(scope, None, send))  # type: ignore[arg-type]
    return was_asked, sent


@pytest.mark.parametrize("server", [("192.0.2.2", 8501), ("0.0.0.0", 8501), ("/run/socket", None), None, ("::", 8501)])
def test_another_server_told_to_listen_elsewhere_answers_nobody(server: Any) -> None:
    """As ``uvicorn app:app --host 0.0.0.0``, which asks no setting of Streamlit's; who asks may say any host."""
    assert served(server=server)[0] is False
    assert served(server=server)[1][0]["status"] == 403
    assert served("websocket", "/_stcore/stream", server=server) == (False, [{"type": "websocket.close", "code": 1008}])


@pytest.mark.parametrize("server", [("127.0.0.1", 8501), ("::1", 8501)])
def test_at_the_computer_itself_it_answers_with_one_of_each_header(server: Any) -> None:
    was_asked, sent = served(server=server)
    assert was_asked
    names = [name.lower() for name, _ in sent[0]["headers"]]
    assert len(names) == len(set(names))
    assert set(EVERY_ANSWER) <= set(sent[0]["headers"])


def test_behind_tls_the_pages_own_address_begins_https() -> None:
    headers = [*OWN, (b"origin", b"https://127.0.0.1:8501")]
    assert served(scheme="https", headers=headers)[0]
    assert not served(headers=headers)[0]
    assert b"wss://127.0.0.1:8501" in dict(served(scheme="https", headers=headers)[1][0]["headers"])[b"content-security-policy"]


def test_a_fault_is_told_to_nobody_and_bears_every_header(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "send"):
        _, sent = served(fails=True)
    assert (sent[0]["status"], sent[1]["body"]) == (500, b"Something went wrong. Nothing was changed.")
    assert set(EVERY_ANSWER) <= set(sent[0]["headers"])
    assert "an inner secret" in caplog.text


def test_a_file_that_people_gave_may_run_nothing() -> None:
    policy = dict(served(path="/media/x.svg")[1][0]["headers"])[b"content-security-policy"]
    assert policy == b"default-src 'none'; frame-ancestors 'none'; sandbox"


def test_an_upload_to_a_session_that_nobody_has_is_refused() -> None:
    for method in ("PUT", "DELETE"):
        assert served(path="/_stcore/upload_file/a/b", method=method)[1][0]["status"] == 403
    assert served(path="/_stcore/upload_file/a/b", method="OPTIONS")[0]


def test_no_other_websocket_than_the_pages_is_opened() -> None:
    headers = [*OWN, (b"origin", b"http://127.0.0.1:8501")]
    assert served("websocket", "/_stcore/stream", headers=headers)[0]
    assert not served("websocket", "/_stcore/agent/mcp", headers=headers)[0]
    assert not served("websocket", "/x", headers=headers)[0]


@pytest.mark.parametrize(
    ("path", "core"),
    [
        ("/_stcore/health", "health"),
        ("/base/_stcore/metrics", "metrics"),
        ("/_stcore/agent/mcp", "agent"),
        ("/_stcore/", ""),
        ("/kpi", None),
    ],
)
def test_a_part_of_streamlits_core_is_known_beneath_any_base(path: str, core: str | None) -> None:
    assert core_of(path) == core
