"""The one verdict of a KPI: a phrase of a closed list, by a written order of judgement."""

__all__ = ["load_effect", "movement", "verdict", "verdict_text"]
