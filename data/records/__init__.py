"""What people type, kept for good: the journal, what each kind of record may hold, and plans by version."""

__all__ = [
    "childrens_words",
    "evidence_file",
    "journal",
    "kpi_records",
    "plan_versions",
    "record_schemas",
    "sample_records",
    "settings",
    "shown_records",
]
