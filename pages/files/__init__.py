"""Pages of what was loaded; shown as Data."""
