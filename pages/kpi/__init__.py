"""The page of one KPI and its views."""

__all__ = ["kpi_panels", "sen_gap_view", "spc_view"]
