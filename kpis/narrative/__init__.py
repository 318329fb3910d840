"""Sentences by rule: what a KPI's figures amount to and how its chart is read."""

__all__ = ["chart_help", "kpi_sentence", "small_numbers_text", "standing_text"]
