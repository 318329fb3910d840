"""Arithmetic that knows no KPI: process control, intervals, funnels, distributions."""

__all__ = ["distributions", "funnel", "intervals", "spc", "spc_rules"]
