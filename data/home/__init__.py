"""One home folder whole: who reads and writes it, files taken in, its backups, and the illustrative borough in one of its own."""

__all__ = ["actor", "automatic_backups", "backup", "backup_manifest", "backup_place", "home", "illustrative", "intake", "rereading"]
