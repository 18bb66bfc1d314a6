"""What the office chose for headings before, so that it need not choose again."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Field, SQLModel, col, delete, select

from domain.exchange.intake.headings import read_heading
from domain.exchange.intake.layout import Found, SheetPlan
from domain.store import audit
from domain.store.engine import Store


class HeadingChoice(SQLModel, table=True):
    """What a heading stands for.

    Attributes:
        heading: See `layout.heading_key`.
        target: As `Target.written` writes it; empty for a column that is left out.
        chosen_at: UTC.
    """

    __tablename__ = "heading_choice"

    heading: str = Field(primary_key=True)
    target: str
    chosen_at: datetime


def remembered_choices(store: Store) -> dict[str, str]:
    """Return every choice by its heading."""
    with store.read() as session:
        return {one.heading: one.target for one in session.exec(select(HeadingChoice))}


def remember_choices(store: Store, plans: Iterable[SheetPlan]) -> None:
    """Keep what a person chose in these plans, in place of what was chosen before."""
    chosen: dict[str, str] = {}
    for plan in plans:
        for column in plan.columns:
            if plan.kind is not None and column.found is Found.CHOSEN and column.key:
                target = column.target
                if target is not None and not read_heading(column.heading).span.year:
                    # Next year the same heading speaks of another year.
                    target = target.with_(period=None, factor=target.factor)
                chosen[column.key] = "" if target is None else target.written()
    if not chosen:
        return
    with store.upkeep() as session:
        session.exec(delete(HeadingChoice).where(col(HeadingChoice.heading).in_(chosen)))
        moment = audit.now()
        session.add_all(
            HeadingChoice(heading=heading, target=target, chosen_at=moment)
            for heading, target in chosen.items()
        )
