"""Pieces of a page that know no subject: components, tables and pictures to take away, the stylesheet."""

__all__ = [
    "changes_table",
    "chart_guide",
    "components",
    "copy_link",
    "glossary_terms",
    "image_export",
    "markdown_text",
    "page_markup",
    "presenter_keys",
    "slide_links",
    "stylesheet",
    "table_export",
    "viewport",
]
