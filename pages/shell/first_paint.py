"""The frame of a page in the very first bytes a browser gets: Streamlit draws its own wide margins until our stylesheet comes."""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.widgets.stylesheet import head

END = b"</head>"


class FirstPaint:
    """Adds the frame's style to the head of every web page that is served, and touches nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        scope = _plain(scope)
        start: Message | None = None
        body = b""

        async def told(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is not None and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    whole = body.replace(END, head().encode() + END, 1)
                    await send({**start, "headers": _measured(start["headers"], len(whole))})
                    await send({"type": "http.response.body", "body": whole})
            else:
                await send(message)

        await self.app(scope, receive, told)


def _plain(scope: Scope) -> Scope:
    """A request for a page without its wish for compression: what is squeezed cannot be added to."""
    headers = scope["headers"]
    if not any(name == b"accept" and b"text/html" in value for name, value in headers):
        return scope
    return {**scope, "headers": [(name, value) for name, value in headers if name != b"accept-encoding"]}


def _is_page(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def _measured(headers: Any, size: int) -> list[tuple[bytes, bytes]]:
    """The headers for a body of another length; what names the body as the file's is left out."""
    kept = [(name, value) for name, value in headers if name.lower() not in (b"content-length", b"etag", b"last-modified")]
    return [*kept, (b"content-length", str(size).encode())]
