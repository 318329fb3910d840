"""Each KPI of an area as it stands: against its target, its comparators and its own past."""

__all__ = ["area_view", "changes", "figure_history", "kpi_records", "kpi_standing", "part_year"]
