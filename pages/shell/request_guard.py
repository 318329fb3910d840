"""Who is answered, and what every answer says: the dashboard is for its own pages, opened on the computer it runs on.

A web page elsewhere may have its own name pointed at this computer (DNS rebinding) and would then be "the same origin" to a browser.
So the name that is asked for must be this computer's own, with the port in use, and whoever asks must be a page of that very address.
"""

from __future__ import annotations

import json
import logging
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

from pages.shell.first_paint import SCRIPT
from pages.shell.network_access import is_loopback, sign_in_configured

LOG = logging.getLogger("send")
CORE, MEDIA, UPLOADS = "_stcore", "media", "upload_file"
# What Streamlit's own pages need of its core. All else of it is not there: metrics, the agents' interface, the check that runs the script.
NEEDED = frozenset(("health", "host-config", "stream", "bidi-components", UPLOADS))
# Its pages wait for this answer. The least it may say: no page around ours may steer it, and nobody is told how it is used.
HOST_CONFIG = json.dumps({"allowedOrigins": [], "useExternalAuthToken": False, "metricsUrl": "off"}).encode()
FOREIGN = b"Refused. The dashboard answers only its own pages, opened at 127.0.0.1 or localhost on the computer it runs on."
ABSENT = b"Not found."
FAULT = b"Something went wrong. Nothing was changed."
XSRF = "_streamlit_xsrf"
HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::([0-9]{1,5}))?")
USUAL_PORTS = {"http": 80, "https": 443}
PLAIN = ((b"content-type", b"text/plain; charset=utf-8"),)

# Pages take scripts of ours and of Streamlit's files; Streamlit draws its components from blobs and dresses everything inline.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' blob: {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; media-src 'self' data: blob:; connect-src 'self' {socket}; worker-src 'self' blob:; frame-src 'none'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
MEDIA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"  # a file that people gave runs nothing, wherever it is opened
EVERY_ANSWER = (
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-dns-prefetch-control", b"off"),  # else a browser asks for the address of every link that it sees
)


class RequestGuard:
    """Stands before everything that is served: refuses who is no page of ours, and adds its headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            if refused(scope) or core_of(scope["path"]) != "stream":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        ours = headers_of(scope)

        async def told(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                names = {name for name, _ in ours}
                message = {**message, "headers": [*(one for one in message["headers"] if one[0].lower() not in names), *ours]}
            await send(message)

        async def said(status: int, body: bytes, kind: tuple[tuple[bytes, bytes], ...] = PLAIN) -> None:
            size = (b"content-length", str(len(body)).encode())
            await told({"type": "http.response.start", "status": status, "headers": [*kind, size]})
            await told({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

        core = core_of(scope["path"])
        if refused(scope):
            await said(403, FOREIGN)
        elif core is not None and core not in NEEDED:
            await said(404, ABSENT)
        elif core == "host-config":
            await said(200, HOST_CONFIG, ((b"content-type", b"application/json"), (b"cache-control", b"no-cache")))
        elif core == UPLOADS and scope["method"] in ("PUT", "DELETE") and not own_upload(scope):
            await said(403, FOREIGN)
        else:
            try:
                await self.app(scope, receive, told)
            except Exception:
                if begun:
                    raise
                LOG.exception("%s %s", scope["method"], scope["path"])
                await said(500, FAULT)


def refused(scope: Scope) -> bool:
    """Whether a request or a websocket comes from elsewhere than a page of ours on this computer."""
    listening = scope.get("server") or ("", None)
    if not (is_loopback(str(listening[0])) or sign_in_configured()):  # where another server than Streamlit's own was told to listen there
        return True
    host = _host(scope, listening[1])
    if host is None or not scope["path"].startswith("/"):
        return True
    origins, socket = _all(scope, b"origin"), scope["type"] == "websocket"
    if len(origins) > 1 or (socket and not origins):  # a browser always says which page opens a websocket
        return True
    if origins and origins[0].lower() != f"{_scheme(scope)}://{host}":
        return True
    return _from_another_site(scope)


def _host(scope: Scope, port: int | None) -> str | None:
    """The host that is asked for, as an origin would write it; None where it is no name of this computer with the port in use."""
    named = _all(scope, b"host")
    found = HOST.fullmatch(named[0]) if len(named) == 1 else None
    if found is None or not is_loopback(found[1]) or int(found[2] or USUAL_PORTS[_scheme(scope)]) != port:
        return None
    return named[0].lower()


def _scheme(scope: Scope) -> str:
    return "https" if scope.get("scheme") in ("https", "wss") else "http"


def _from_another_site(scope: Scope) -> bool:
    """Whether a browser says that another site's page asks, other ports of this computer among them. A link to a page may be followed."""
    site = _all(scope, b"sec-fetch-site")
    if all(one in ("same-origin", "none") for one in site):
        return False
    mode, to = _all(scope, b"sec-fetch-mode"), _all(scope, b"sec-fetch-dest")
    return not (scope["type"] == "http" and scope["method"] == "GET" and mode == ["navigate"] and to == ["document"])


def _all(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def core_of(path: str) -> str | None:
    """Which part of Streamlit's core a path names, beneath whatever base it is served at; None for any other path."""
    _, found, rest = path.partition(f"/{CORE}/")
    return rest.partition("/")[0] if found else None


def own_upload(scope: Scope) -> bool:
    """Whether a file is sent to, or taken from, a session that this same browser opened: both bear the token that it was given."""
    session = scope["path"].partition(f"/{UPLOADS}/")[2].partition("/")[0]
    client = Runtime.instance().get_client(session) if Runtime.exists() else None
    given = [_token(cookie_parser(one).get(XSRF, "")) for one in _all(scope, b"cookie")]
    opened = _token(client.client_context.cookies.get(XSRF, "")) if client and client.client_context else None
    return opened is not None and given == [opened]


def _token(cookie: str) -> bytes | None:
    found: bytes | None = decode_xsrf_token_string(cookie)[0]
    return found


def headers_of(scope: Scope) -> list[tuple[bytes, bytes]]:
    """What every answer to a request says to the browser."""
    if scope["path"].split("/")[1:2] == [MEDIA]:
        policy = MEDIA_POLICY
    else:
        host = _host(scope, (scope.get("server") or ("", None))[1])
        socket = f"{'wss' if _scheme(scope) == 'https' else 'ws'}://{host}" if host else ""
        policy = PAGE_POLICY.format(scripts=" ".join(script_hashes()), socket=socket)
    return [(b"content-security-policy", policy.encode()), *EVERY_ANSWER]


@cache
def script_hashes() -> tuple[str, ...]:
    """The scripts that stand in the page itself: Streamlit's and ours, each by its hash."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    inside = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    written = (one.replace(b"\r\n", b"\n") for one in (*inside, SCRIPT.read_bytes()))  # a browser takes every line as ended by \n
    return tuple(f"'sha256-{b64encode(sha256(one).digest()).decode()}'" for one in written)
