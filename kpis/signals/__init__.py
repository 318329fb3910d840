"""What is chance and what is not: judged lines, seasons, intervals and their verdicts."""

__all__ = ["seasonality", "signals", "signals_text", "significance", "significance_text"]
