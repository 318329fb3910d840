"""One measure or KPI over all authorities: neighbours, region, England, rank and peers."""

__all__ = [
    "benchmark",
    "benchmark_series",
    "benchmark_text",
    "comparator_group",
    "measure_search",
    "measure_text",
    "peers",
    "peers_text",
    "published_figures",
    "published_reader",
    "published_text",
    "release_text",
    "revisions",
    "sen_gap",
]
