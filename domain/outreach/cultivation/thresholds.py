"""Thresholds that the office set, each from a day on. Each function is one act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.outreach.cultivation_entities import Threshold
from domain.outreach.cultivation_standards import WHOLE, Line, Standards, set_line
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import ThresholdId
from domain.values.money import MAX_FEN, Fen
from domain.values.texts import one_line


@dataclass(frozen=True, slots=True)
class ThresholdFields:
    """What is set of a line; see `Threshold`."""

    standard: str
    fact: str
    amount: Fen
    percent: int
    since: date
    source: str


def set_threshold(seat: Seat, given: ThresholdFields, standards: Standards, label: str) -> ThresholdId:
    """Set a line from a day on. What was decided by the one before stays, and says by which.

    Args:
        seat: Whose act it is.
        given: What is set.
        standards: As they were shipped.
        label: What people call the figure.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence; or another applies from that day on.
        NotFound: There is no such line.
    """
    standard = standards.standards.get(given.standard)
    line = next((one for one in standard.lines if one.fact == given.fact), None) if standard else None
    if standard is None or line is None:
        raise NotFound("没有这条标准，请重新选择")
    if complaints := [*_complaints(given, line)]:
        raise BadInput(complaints)
    with seat.act(Action.THRESHOLD_SET) as act:
        if any(_is_of(one, given) for one in thresholds(act.session)):
            raise BadInput(f"{given.since.isoformat()} 起的线已经改过一次，请先撤销那一次，或换一天")
        row = Threshold(
            standard=given.standard,
            fact=given.fact,
            amount=given.amount,
            percent=given.percent,
            since=given.since,
            source=one_line(given.source),
            account_id=act.who.id,
            by_name=act.who.name,
            made_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        said = set_line(line, row).text
        act.note(
            Subject(Kind.THRESHOLD, row.id),
            f"“{standard.title}”的{label}从 {given.since.isoformat()} 起改为 {said}（{row.source}）",
        )
        return row.id


def void_threshold(seat: Seat, id_: ThresholdId, standards: Standards) -> None:
    """Take back that a line was set; what was decided by it stays as it was.

    Raises:
        NotFound: It was taken back already.
    """
    with seat.act(Action.THRESHOLD_SET) as act:
        row = act.session.get(Threshold, id_)
        if row is None or row.voided_at is not None:
            raise NotFound("这次改线已经撤销，请刷新后再看")
        row.voided_at = act.at
        act.session.add(row)
        of = standards.standards.get(row.standard)
        title = row.standard if of is None else of.title
        act.note(Subject(Kind.THRESHOLD, id_), f"撤销“{title}”从 {row.since.isoformat()} 起的改线")


def standards_on(session: Session, standards: Standards, day: date) -> Standards:
    """Return the standards with the thresholds that the office has for a day."""
    return standards.with_(thresholds(session), day)


def thresholds(session: Session) -> Sequence[Threshold]:
    """Return the thresholds that the office set, the latest day first."""
    query = select(Threshold).where(col(Threshold.voided_at).is_(None))
    return session.exec(query.order_by(col(Threshold.since).desc(), col(Threshold.id).desc())).all()


def _is_of(row: Threshold, given: ThresholdFields) -> bool:
    return (row.standard, row.fact, row.since) == (given.standard, given.fact, given.since)


def _complaints(given: ThresholdFields, line: Line) -> Iterator[str]:
    if not 0 <= given.amount <= MAX_FEN:
        yield "金额不能小于 0，也不能超过 10 万亿元"
    if not 0 <= given.percent <= WHOLE:
        yield "占比在 0 到 100 之间"
    if not given.amount and not given.percent:
        yield "请填写至少多少元，或至少占百分之几"
    if given.percent and not line.of:
        yield "这条线只看金额，不能填占比"
    if not one_line(given.source):
        yield "请填写依据：哪个文件、哪一条"
