"""The made-up places of the illustrative borough; none is a real area, and no code could be one."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

NOTICE = "Illustrative data: not a real area"


@dataclass(frozen=True, slots=True)
class SamplePlace:
    """One made-up area, with the columns of a register of areas that it fills."""

    code3: str
    code9: str
    name: str
    level: str
    _: KW_ONLY
    region: str = ""
    abbreviation: str = ""
    aliases: str = ""


NATION = SamplePlace("X90", "X92000001", "Alderland", "country", abbreviation="ALD")
REGION = SamplePlace("X80", "X12000001", "North Vale", "region", region=NATION.code9, abbreviation="NV")
BOROUGH = SamplePlace("X01", "X06000001", "Westmere", "authority", region=REGION.code9, aliases="Westmere Borough;Westmere Borough Council")
NEIGHBOURS = tuple(
    SamplePlace(f"X{n:02}", f"X060000{n:02}", name, "authority", region=REGION.code9)
    for n, name in enumerate(
        (
            "Ashmarsh",
            "Brackenford",
            "Corveleigh",
            "Dunholt",
            "Elderwick",
            "Fenhaven",
            "Kestrelton",
            "Larkmoor",
            "Quillham",
            "Thornacre",
        ),
        2,
    )
)
ALL = (BOROUGH, *NEIGHBOURS, REGION, NATION)
