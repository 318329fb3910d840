"""Pieces of pages about what people type: forms, commentary, evidence, packs and reports to take away."""

__all__ = [
    "check_answers", "commentary", "evidence_list", "kpi_packs", "pack_form", "plan_view", "record_form", "report_download",
    "small_numbers",
]  # fmt: skip
