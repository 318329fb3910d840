"""Where figures rest: builds, releases and the ledger of loads. All SQL of the dashboard stands here."""

__all__ = ["atomic_file", "build_rows", "release_schema", "sql", "store", "stored_figures"]
