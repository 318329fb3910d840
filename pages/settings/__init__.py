"""Settings, the methods and the glossary, the accessibility statement."""
