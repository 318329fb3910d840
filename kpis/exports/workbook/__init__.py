"""Figures as an Excel workbook, and the template that is handed out."""

__all__ = ["cells", "input_template", "package_properties", "workbook"]
