"""The served page's head holds the frame's style; nothing else that is served is touched."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pages.shell.first_paint import FirstPaint, away
from pages.widgets.stylesheet import head

PAGE = b"<html><head><title>T</title></head><body>B</body></html>"


def served(body: bytes, content_type: bytes, *, accept: bytes = b"text/html", more: tuple[tuple[bytes, bytes], ...] = ()) -> Any:
    """(headers, body, the request's headers as the app saw them) of one answer in two pieces."""
    sent: list[dict[str, Any]] = []
    saw: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        saw.extend(scope["headers"])
        headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode()), (b"etag", b"x"), *more]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:9], "more_body": True})
        await send({"type": "http.response.body", "body": body[9:]})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "headers": [(b"accept", accept), (b"accept-encoding", b"gzip")]}
    asyncio.run(FirstPaint(app)(scope, None, send))  # type: ignore[arg-type]
    return dict(sent[0]["headers"]), b"".join(one["body"] for one in sent[1:]), dict(saw)


def test_a_page_gets_its_frame_in_its_head_and_its_true_length() -> None:
    headers, body, asked = served(PAGE, b"text/html; charset=utf-8")
    assert body == PAGE.replace(b"</head>", head().encode() + away() + b"</head>")
    assert headers[b"content-length"] == str(len(body)).encode()
    assert b"etag" not in headers
    assert b"accept-encoding" not in asked


@pytest.mark.parametrize("content_type", [b"application/javascript", b"application/json", b"image/png"])
def test_whatever_is_no_page_is_left_as_it_is(content_type: bytes) -> None:
    headers, body, asked = served(PAGE, content_type, accept=b"*/*")
    assert body == PAGE
    assert headers[b"etag"] == b"x"
    assert asked[b"accept-encoding"] == b"gzip"


def test_a_squeezed_page_is_left_as_it_is() -> None:
    assert served(PAGE, b"text/html", more=((b"content-encoding", b"gzip"),))[1] == PAGE
