"""One home folder whole: who reads and writes it, its health and backups, files taken in, and the illustrative borough’s own."""

__all__ = [
    "actor",
    "automatic_backups",
    "backup",
    "backup_manifest",
    "backup_place",
    "health",
    "health_finding",
    "home",
    "illustrative",
    "intake",
    "rereading",
]
