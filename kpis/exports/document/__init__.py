"""What every report is made of before it becomes a file: its parts, its facts, its sources."""

__all__ = ["document", "facts", "pack_marks", "page_fit", "page_template", "plain_text", "provenance", "text_fit"]
