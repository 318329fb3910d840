"""Where the dashboard may listen: at the computer itself, and nowhere else while nobody can sign in."""

from __future__ import annotations

import pytest

from pages.shell import network_access
from pages.shell.network_access import is_loopback, refusal


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "LOCALHOST", "::1", "[::1]", "127.0.0.2", "0:0:0:0:0:0:0:1"])
def test_at_the_computer_itself_it_starts(address: str) -> None:
    assert refusal(address) == ""


@pytest.mark.parametrize(
    "address", [None, "", "0.0.0.0", "::", "192.0.2.2", "10.0.0.1", "fe80::1", "laptop", "laptop.council.gov.uk", "127.1", "unix:///tmp/x",
                "localhost.example", "127.0.0.1.example", " 127.0.0.1"],
)  # fmt: skip
def test_anywhere_else_it_says_why_not_and_what_to_do(address: str | None) -> None:
    said = refusal(address)
    assert said.startswith("The dashboard was not started. It was told to listen at ")
    assert (address or "0.0.0.0") in said
    assert "cannot ask them to sign in" in said
    assert "--server.address 127.0.0.1" in said


def test_where_people_sign_in_it_may_listen_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_access, "sign_in_configured", lambda: True)
    assert refusal("0.0.0.0") == ""


@pytest.mark.parametrize("name", ["", "localhost.", "127.0.0.1.", "localhost.localdomain", "2130706433", "0x7f000001", "evil.example"])
def test_a_name_that_others_may_give_is_no_name_of_the_computer(name: str) -> None:
    assert not is_loopback(name)
