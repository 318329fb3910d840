"""Tidy tables in formats of their own, a module a source. The registry finds each module's ``SOURCE``; its words stand in
``data/reference/formats`` under the module's name."""

__all__: list[str] = []
