"""The texts that came with the program: as much a part of it as its sentences, so nobody hands them down."""

from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "wording"


@cache
def shipped_text(form_id: str) -> str:
    """Return the program's own text of a document or piece."""
    return (FOLDER / f"{form_id}.txt").read_text("utf-8").strip("\n")
