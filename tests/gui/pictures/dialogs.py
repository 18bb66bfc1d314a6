"""Every dialog, popup and message."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tests.gui.pictures.ahead_dialogs import ahead_dialogs
from tests.gui.pictures.authoring_pages import authoring_pages
from tests.gui.pictures.bank_dialogs import bank_dialogs
from tests.gui.pictures.case_dialogs import case_dialogs
from tests.gui.pictures.case_pages import case_pages
from tests.gui.pictures.cultivation_pages import cultivation_pages
from tests.gui.pictures.enterprise_dialogs import enterprise_dialogs
from tests.gui.pictures.fund_pages import fund_pages
from tests.gui.pictures.guide_pages import guide_pages
from tests.gui.pictures.joint_dialogs import joint_dialogs
from tests.gui.pictures.ledger_pages import ledger_pages
from tests.gui.pictures.matching_pages import matching_pages
from tests.gui.pictures.month_dialogs import month_dialogs
from tests.gui.pictures.office_dialogs import office_dialogs
from tests.gui.pictures.pages import Scene
from tests.gui.pictures.payment_pages import payment_pages
from tests.gui.pictures.people_dialogs import people_dialogs
from tests.gui.pictures.project_pages import project_pages
from tests.gui.pictures.recovery_dialogs import recovery_dialogs
from tests.gui.pictures.second_dialogs import second_dialogs
from tests.gui.pictures.starting_dialogs import starting_dialogs
from tests.gui.pictures.takeup_pages import takeup_pages

PARTS: Final[Mapping[str, tuple[Callable[[], Iterable[Scene]], ...]]] = {
    "office": (enterprise_dialogs, office_dialogs, joint_dialogs, starting_dialogs),
    "cases": (case_dialogs, case_pages, fund_pages, payment_pages, bank_dialogs),
    "ledgers": (
        ledger_pages,
        project_pages,
        takeup_pages,
        guide_pages,
        cultivation_pages,
        matching_pages,
        authoring_pages,
    ),
    "money": (recovery_dialogs, month_dialogs, ahead_dialogs, people_dialogs, second_dialogs),
}
"""Each can be gone through by itself, in its order."""


def dialogs() -> list[Scene]:
    """Return every dialog; each scene leads there from anywhere, and what it opened is closed after it."""
    return [scene for part in PARTS for scene in dialogs_of(part)]


def dialogs_of(part: str) -> list[Scene]:
    """Return those of one of `PARTS`."""
    return [scene for group in PARTS[part] for scene in group()]
