"""From where the dashboard may be reached: from the computer it runs on, and from nowhere else while nobody can sign in."""

from __future__ import annotations

from ipaddress import ip_address

ANYWHERE = "0.0.0.0"  # where Streamlit listens if no address is set


def sign_in_configured() -> bool:
    """Whether a reader must say who they are before anything is shown. No way of signing in exists yet, so nobody need."""
    return False


def is_loopback(name: str) -> bool:
    """Whether a host's name, without its port, means the computer itself on every computer: ``localhost``, ``127.0.0.1``, ``::1``."""
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False


def refusal(address: str | None) -> str:
    """Why the dashboard must not listen at an address, and what to do; empty where it may. None is what Streamlit takes for everywhere."""
    if is_loopback(address or "") or sign_in_configured():
        return ""
    return (
        f"The dashboard was not started. It was told to listen at {address or ANYWHERE}, where other people on the network can open it, "
        "and it cannot ask them to sign in: everybody there could read and change everything. Start it in its own folder with "
        "--server.address 127.0.0.1. If it listened elsewhere without being asked to, look at `address` in .streamlit/config.toml and at "
        "the environment variable STREAMLIT_SERVER_ADDRESS."
    )
