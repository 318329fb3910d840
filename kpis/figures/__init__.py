"""One figure in force and the series it stands in."""

__all__ = ["figure", "numerators", "one_basis", "origins", "periods", "printed_remarks", "small_numbers", "stored_rows", "target_terms"]
