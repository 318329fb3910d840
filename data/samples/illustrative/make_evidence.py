"""Makes the two files that the illustrative borough keeps as evidence: minutes as text, a survey as a PDF. Nothing in them is real.

Run it as ``python -m data.samples.illustrative.make_evidence``. It always gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from data.samples.illustrative.places import BOROUGH, NOTICE

FOLDER = Path(__file__).parent / "evidence"
PANEL = (
    NOTICE,
    f"{BOROUGH.name} plan quality panel, 12 March 2026",
    "",
    "Plans sampled: 30, drawn by lot from those finished between December 2025 and February 2026.",
    "Good or better: 25. To be improved: 5.",
    "Most often missing: health provision that says how often and for how long.",
    "Agreed: the Designated Clinical Officer gives health services an example by the next panel.",
)
SURVEY = (
    NOTICE,
    f"{BOROUGH.name} Local Offer: what families told us, June 2025",
    "Answers: 212. They can find what they look for: 148. They cannot: 64.",
    "Asked for most: waiting times, holiday activities, who to ring.",
)


def make(folder: Path) -> None:
    """Writes both files into ``folder``."""
    folder.mkdir(exist_ok=True)
    (folder / "quality_panel_2026-03.txt").write_text("\n".join(PANEL) + "\n", encoding="utf-8", newline="\n")
    (folder / "local_offer_survey_2025-06.pdf").write_bytes(pdf(SURVEY))


def pdf(lines: tuple[str, ...]) -> bytes:
    """One page of A4 with a line of Helvetica for each line, which may hold ASCII only and no brackets."""
    words = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
    drawn = f"BT /F1 11 Tf 50 780 Td {words}ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, starts = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return (made + tail).encode("ascii")


if __name__ == "__main__":
    make(FOLDER)
