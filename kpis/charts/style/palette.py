"""Every colour in the product, once, for light and for dark, each with the shape or letter that carries the same meaning."""

from __future__ import annotations

from dataclasses import dataclass, fields

from data.model.observation import FigureRole
from kpis.targets.rag import RagStatus

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"


@dataclass(frozen=True)
class Role:
    """How one kind of figure looks wherever it appears. It says who, and never judges."""

    name: str
    colour: str  # marks and lines: at least 3:1 with the page
    text: str  # words in the same hue: at least 4.5:1 with the page
    symbol: str  # Plotly marker
    width: float


@dataclass(frozen=True)
class RatingColours:
    """A rating's fill, the ink on it, and its outline."""

    fill: str
    ink: str
    edge: str


@dataclass(frozen=True, kw_only=True)
class Palette:
    """One theme."""

    name: str
    page: str
    panel: str
    ink: str
    muted: str
    rule: str
    quiet: str
    target: str
    event: str
    common: str  # special causes in Making Data Count's hues, each with a marker of its own and outlined in ink
    improvement: str
    concern: str
    neutral: str
    roles: dict[FigureRole, Role]
    ratings: dict[RagStatus, RatingColours]
    others: tuple[str, ...]  # up to five further areas side by side, each with a dash and a marker too; 4.5:1 with the page

    def colour(self, role: FigureRole) -> str:
        """Of the marks and lines of a role or of the target."""
        return self.target if role is FigureRole.TARGET else self.roles[role].colour

    def text(self, role: FigureRole) -> str:
        """Of the words of a role or of the target."""
        return self.target if role is FigureRole.TARGET else self.roles[role].text


def _roles(own: str, neighbours: tuple[str, str], region: tuple[str, str], england: str) -> dict[FigureRole, Role]:
    return {
        FigureRole.OWN: Role("Own area", own, own, "circle", 3.5),
        FigureRole.NEIGHBOURS: Role("Neighbours", *neighbours, "diamond", 2),
        FigureRole.REGION: Role("Region", *region, "square", 2),
        FigureRole.ENGLAND: Role("England", england, england, "triangle-up", 2),
    }


LIGHT = Palette(
    name="light", page="#FFFFFF", panel="#F3F5F7", ink="#1B2126", muted="#54606B", rule="#D5DBE1", quiet="#C3CBD3",
    target="#801650", event="#8A3B12",
    common="#A6A6A6", improvement="#00B0F0", concern="#E46C0A", neutral="#490092",
    roles=_roles("#12436D", ("#28A197", "#1A7069"), ("#A285D1", "#6B4FA0"), "#3D3D3D"),
    ratings={
        RagStatus.RED: RatingColours("#8F0F24", "#FFFFFF", "#8F0F24"),
        RagStatus.AMBER: RatingColours("#F5B000", "#1B2126", "#7A4B00"),
        RagStatus.GREEN: RatingColours("#148560", "#FFFFFF", "#148560"),
        RagStatus.NOT_RATED: RatingColours("#FFFFFF", "#54606B", "#54606B"),
        RagStatus.NO_DATA: RatingColours("#FFFFFF", "#54606B", "#8A96A1"),
    },
    others=("#B4500B", "#00706B", "#A3195B", "#6B4FA0", "#5B6B00"),
)  # fmt: skip

DARK = Palette(
    name="dark", page="#10161D", panel="#1A222B", ink="#F2F5F8", muted="#AAB6C2", rule="#34404C", quiet="#4A5865",
    target="#F08CC0", event="#FFB27D",
    common="#A7A7A7", improvement="#00B1F1", concern="#E56D0B", neutral="#B58CF5",
    roles=_roles("#8CC8FF", ("#2FB0A4", "#4CC7BC"), ("#9B83CF", "#B9A0E6"), "#E3E6EA"),
    ratings={
        RagStatus.RED: RatingColours("#E8596A", "#10161D", "#E8596A"),
        RagStatus.AMBER: RatingColours("#FFD166", "#10161D", "#FFD166"),
        RagStatus.GREEN: RatingColours("#3DBB8A", "#10161D", "#3DBB8A"),
        RagStatus.NOT_RATED: RatingColours("#10161D", "#AAB6C2", "#AAB6C2"),
        RagStatus.NO_DATA: RatingColours("#10161D", "#AAB6C2", "#7C8894"),
    },
    others=("#FF9F5A", "#43C9B8", "#F27EB4", "#BBA3EA", "#C3CF5C"),
)  # fmt: skip

# Letter and word of each rating: the letter and the shape survive a photocopier, the word survives everything.
RATING_WORDS = {
    RagStatus.RED: ("R", "Red"),
    RagStatus.AMBER: ("A", "Amber"),
    RagStatus.GREEN: ("G", "Green"),
    RagStatus.NOT_RATED: ("N", "Not rated"),
    RagStatus.NO_DATA: ("–", "No data"),
}


def to_light(palette: Palette) -> dict[str, str]:
    """Each colour of a theme to its light twin, so that an image made of a dark screen is light. Empty for light."""
    if palette.name == "light":
        return {}
    plain = [f.name for f in fields(Palette) if isinstance(getattr(LIGHT, f.name), str) and f.name != "name"]
    twins = {getattr(palette, name): getattr(LIGHT, name) for name in plain}
    for series, role in palette.roles.items():
        twins[role.text] = LIGHT.roles[series].text
        twins[role.colour] = LIGHT.roles[series].colour
    return twins | dict(zip(palette.others, LIGHT.others, strict=True))
