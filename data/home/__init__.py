"""One home folder whole: its store, its additions, its backups, and the illustrative borough in one of its own."""

__all__ = ["backup", "home", "illustrative"]
