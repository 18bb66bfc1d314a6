"""Figures on which wording and formulas disagree, as sentences on a strip."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QSizePolicy, QWidget

from domain.policies.agreement.differences import Disagreement
from domain.policies.shelf import Shelved
from gui.formatting import time_text
from gui.widgets.cards import Banner

_MOST: Final = 6


class DisagreementBanner(Banner):
    """Says what disagrees; hidden where nothing does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("warning", "warning", parent)
        # Else a long sentence takes the room of what stands beside the banner.
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def show_disagreements(
        self, found: Sequence[Disagreement], *, most: int = _MOST, names_clauses: bool = True
    ) -> None:
        """Show them, with the clause where several may be meant; more than ``most`` are counted."""
        self.say(disagreements_text(found, most=most, names_clauses=names_clauses))


def disagreements_text(
    found: Sequence[Disagreement], *, most: int = _MOST, names_clauses: bool = True
) -> str:
    """Return a line for each, and one above that says how many there are."""
    if not found:
        return ""
    lines = [one.sentence if names_clauses else one.said for one in found[:most]]
    rest = len(found) - len(lines)
    return "\n".join(
        [
            f"条文与公式有 {len(found)} 处不一致，请核对：",
            *(f"· {line}" for line in lines),
            *([f"· 还有 {rest} 处"] if rest else []),
        ]
    )


def short_text(found: Sequence[Disagreement]) -> str:
    """Return what disagrees in a clause in few words, where there is little room."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in found:
        # The words around a figure of the wording are left out.
        place = "条文" if one.place.startswith("条文") else one.place
        places.setdefault((place, one.problem), []).append(f"“{one.figure}”")
    return "\n".join(
        f"{place}里的{''.join(figures)}，{problem}" for (place, problem), figures in places.items()
    )


def clauses_text(found: Sequence[Disagreement]) -> str:
    """Return where in a policy something disagrees."""
    titles = dict.fromkeys(one.clause_title or "排除情形" for one in found)
    return f"条文与公式有 {len(found)} 处不一致：{'、'.join(titles)}" if found else ""


def reason_text(one: Shelved) -> str:
    """Return why a version is used although it disagrees, who said so and when; empty where nobody did."""
    if not one.disagreement_reason:
        return ""
    at = one.disagreement_accepted_at
    moment = time_text(at) if at is not None else ""
    return f"仍要使用的理由：{one.disagreement_reason}（{one.disagreement_accepted_by}，{moment}）"
