"""Where figures rest: builds, releases and the ledger of loads. All SQL of the dashboard stands here."""

__all__ = [
    "atomic_file",
    "build_differences",
    "content_cuts",
    "kept_builds",
    "ledger",
    "ledger_mending",
    "private_files",
    "quarantine",
    "release_schema",
    "sealed_lines",
    "sql",
    "store",
    "stored_figures",
    "stored_tables",
]
