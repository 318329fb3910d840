"""The illustrative borough: eight years of made-up scorecards, and the scripts that make them."""
