"""Each KPI of an area as it stands: against its target, its comparators and its own past."""

__all__ = [
    "area_view", "changes", "doubts", "figure_history", "figure_sources", "figures_to_be", "kpi_records", "kpi_standing", "like_for_like",
    "part_year", "published_line", "timeliness",
]  # fmt: skip
