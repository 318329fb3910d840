"""A home kept a second time: in one file, by itself in a folder of backups, its words as they are typed; and put back from there."""

__all__ = ["automatic_backups", "backup", "backup_manifest", "backup_place", "removed_backups"]
