"""What the product says of made states, read back from its pages, slides, papers and tables, and judged by rules of its own."""
