"""What stands above every page: its choices, what it is handed, and the first steps."""

__all__ = ["choices", "england_files", "first_steps", "page_context"]
