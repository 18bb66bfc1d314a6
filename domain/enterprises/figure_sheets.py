"""One kind of period figure for many enterprises: read as a sheet, and written back in one act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, insert, select, update

from domain.enterprises.dictionary import Fact
from domain.enterprises.entities import Enterprise, EnterpriseFigure
from domain.enterprises.quantities import plain_figure
from domain.store.acts import Act, Action, Entry
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import DomainError, NotFound
from domain.values.ids import EnterpriseId
from domain.values.periods import Period
from domain.values.progress import Progress, Reporter

Change: TypeAlias = tuple[int | None, int | None]
"""What stood there when it was read, and what is to stand there; None for not entered."""
Changes: TypeAlias = Mapping[EnterpriseId, Mapping[Period, Change]]
"""By enterprise and period."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One enterprise of a sheet, with its figures as they are stored."""

    id: EnterpriseId
    name: str
    uscc: str
    figures: Mapping[Period, int] = field(default_factory=dict)


class ChangedMeanwhile(DomainError):
    """Figures to be written were changed by somebody else since they were read; nothing was written.

    Attributes:
        rows: The enterprises in question as they are stored now, by id.
        places: The figures in question, by enterprise and period.
    """

    def __init__(
        self, rows: Mapping[EnterpriseId, FigureRow], places: Sequence[tuple[EnterpriseId, Period]]
    ) -> None:
        names = list(dict.fromkeys(rows[id_].name for id_, _ in places))
        shown = "、".join(f"“{name}”" for name in names[:3]) + ("等" if len(names) > 3 else "")
        super().__init__(
            f"没有保存：录入期间，{shown}的 {len(places)} 个数已被改成别的。"
            "这些格已标出，停在格上看库里现在的数；再按一次保存就以您填的为准"
        )
        self.rows = rows
        self.places = tuple(places)


def read_rows(session: Session, ids: Sequence[EnterpriseId], name: str) -> dict[EnterpriseId, FigureRow]:
    """Return these enterprises with their figures called ``name``; one that was deleted since is left out."""
    figures: dict[EnterpriseId, dict[Period, int]] = {}
    stored = session.exec(
        select(col(EnterpriseFigure.enterprise_id), EnterpriseFigure.period, EnterpriseFigure.amount).where(
            among(col(EnterpriseFigure.enterprise_id), ids), EnterpriseFigure.name == name
        )
    )
    for id_, period, amount in stored:
        figures.setdefault(id_, {})[Period.parse(period)] = amount
    live = session.exec(
        select(col(Enterprise.id), Enterprise.name, Enterprise.uscc).where(
            among(col(Enterprise.id), ids), col(Enterprise.deleted_at).is_(None)
        )
    )
    return {
        known: FigureRow(known, label, uscc, figures.get(known, {}))
        for known, label, uscc in live
        if known is not None
    }


def save_figures(seat: Seat, fact: Fact, changes: Changes, reporter: Reporter) -> int:
    """Write figures of many enterprises in one act, with an audit entry for each enterprise.

    Args:
        seat: Who does it, and where.
        fact: Which figure.
        changes: What to write, with what stood there when it was read.
        reporter: Told of each enterprise.

    Returns:
        How many enterprises were changed.

    Raises:
        NotFound: An enterprise is not in the register any more; nothing was written.
        ChangedMeanwhile: A figure is not what it was when it was read; nothing was written.
        Cancelled: The user stopped it; nothing was written.
    """
    with seat.act(Action.ENTERPRISE_CHANGE) as act:
        rows = read_rows(act.session, list(changes), fact.name)
        gone = [id_ for id_ in changes if id_ not in rows]
        if gone:
            raise NotFound(f"没有保存：有 {len(gone)} 户企业已不在企业库中，可能刚被删除；请重新打开再录入")
        _refuse_changed(rows, changes)
        _write(act, fact, changes)
        act.note_all(_entries(rows, fact, changes, reporter))
        return len(changes)


def _refuse_changed(rows: Mapping[EnterpriseId, FigureRow], changes: Changes) -> None:
    places = [
        (id_, period)
        for id_, periods in changes.items()
        for period, (before, after) in periods.items()
        if rows[id_].figures.get(period) not in (before, after)
    ]
    if places:
        raise ChangedMeanwhile({id_: rows[id_] for id_, _ in places}, places)


def _write(act: Act, fact: Fact, changes: Changes) -> None:
    """Write figures, with few statements."""
    values = [
        {"enterprise_id": id_, "name": fact.name, "period": str(period), "amount": after}
        for id_, periods in changes.items()
        for period, (_, after) in periods.items()
    ]
    if not values:
        return
    connection = act.session.connection()
    connection.execute(_REMOVE, values)
    if entered := [one for one in values if one["amount"] is not None]:
        connection.execute(insert(EnterpriseFigure), entered)
    act.session.exec(
        update(Enterprise).where(among(col(Enterprise.id), changes)).values(changed_at=act.at),
        execution_options={"synchronize_session": False},
    )


def _entries(
    rows: Mapping[EnterpriseId, FigureRow], fact: Fact, changes: Changes, reporter: Reporter
) -> Iterator[Entry]:
    for done, (id_, periods) in enumerate(changes.items(), start=1):
        yield _entry(rows[id_], fact, periods)
        reporter.step(Progress(done, len(changes), rows[id_].name))


def _entry(row: FigureRow, fact: Fact, periods: Mapping[Period, Change]) -> Entry:
    return Entry(
        Subject(Kind.ENTERPRISE, row.id),
        f"修改企业“{row.name}”（{row.uscc}）的{fact.label}",
        {
            f"{fact.name}[{period}]": [_plain(fact, row.figures.get(period)), _plain(fact, after)]
            for period, (_, after) in sorted(periods.items())
        },
    )


def _plain(fact: Fact, amount: int | None) -> str | None:
    return None if amount is None else plain_figure(fact, amount)


_REMOVE: Final = delete(EnterpriseFigure).where(
    col(EnterpriseFigure.enterprise_id) == bindparam("enterprise_id"),
    col(EnterpriseFigure.name) == bindparam("name"),
    col(EnterpriseFigure.period) == bindparam("period"),
)
