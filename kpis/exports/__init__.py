"""Figures and words as files: rows, workbooks, reports, slides and packs."""
