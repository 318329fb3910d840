"""Where figures rest: builds, releases and the ledger of loads. All SQL of the dashboard stands here."""

__all__ = ["atomic_file", "release_schema", "sql", "store", "stored_figures", "stored_tables"]
