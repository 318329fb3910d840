"""What one cell or one heading says: a figure, a period, a KPI's code, an owner, a due date."""

__all__ = ["child_level_data", "due_dates", "figure_cells", "heading_dates", "kpi_codes", "owners", "period_headings", "withheld_marks"]
