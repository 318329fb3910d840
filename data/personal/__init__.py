"""What tells of a single child: numbers by their check digits, names, days of birth, headings. No value is echoed."""

__all__ = ["child_rows", "identifiers", "signs"]
