"""One home folder whole: who reads and writes it, its health, files taken in, and the illustrative borough’s own."""

__all__ = [
    "actor",
    "health",
    "health_finding",
    "home",
    "home_checks",
    "identity",
    "illustrative",
    "intake",
    "quarantined",
    "rehearsal",
    "removal",
    "rereading",
]
