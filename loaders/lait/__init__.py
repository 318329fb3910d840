"""DfE's local authority interactive tool: figures, dictionary and neighbour lists."""

__all__ = ["lait_source"]
