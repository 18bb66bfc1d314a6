"""What is typed about enterprises and not saved: under which key drafts keep it, and what it is called."""

from typing import Final

from sqlmodel import Session

from domain.enterprises.entities import Enterprise
from domain.values.ids import EnterpriseId

FIGURES: Final = "figures"
"""Of figures of many enterprises."""
_NEW: Final = "enterprise:new"
_OF_ONE: Final = "enterprise:"


def draft_key(id_: EnterpriseId | None) -> str:
    """Return where the typing for an enterprise is kept; None for a new one."""
    return _NEW if id_ is None else f"{_OF_ONE}{id_}"


def called(session: Session, key: str) -> str:
    """Return what people call what is kept under a key; what is none of ours, by what is true of it all.

    >>> called(Session(), FIGURES)
    '多户企业期间数据的录入'
    """
    if key == FIGURES:
        return "多户企业期间数据的录入"
    if key == _NEW:
        return "新增企业的录入"
    number = key.removeprefix(_OF_ONE)
    found = session.get(Enterprise, int(number)) if key != number and number.isdecimal() else None
    return f"企业“{found.name}”的修改" if found is not None else "没有保存的录入"
