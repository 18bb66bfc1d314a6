"""培育库: enterprises taken in, taken along, lost again, given up. Each function is one act."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for, stood_for_by
from domain.outreach.cultivation.finding import Basis, State
from domain.outreach.cultivation_entities import Cultivated, Stage
from domain.outreach.cultivation_standards import Target
from domain.outreach.people import ChangedMeanwhile, find_cadres
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CadreId, CultivatedId, EnterpriseId
from domain.values.texts import clean, one_line, reason_of

_LONGEST: Final = 500
_DAYS: Final = {
    "lost_on": ("失去", (Stage.LOST,)),
    "reached_on": ("达标", (Stage.REACHED, Stage.LOST)),
    "dropped_on": ("退出", (Stage.DROPPED,)),
}
"""Of which stages a ledger has which day."""


@dataclass(frozen=True, slots=True)
class SeenCultivated:
    """An entry as somebody saw it."""

    id: CultivatedId
    version: int


@dataclass(frozen=True, slots=True)
class HelpFields:
    """What is entered of the help that an enterprise gets; see `Cultivated`."""

    cadre_id: CadreId | None = None
    planned_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class EntryFields:
    """An entry as another ledger had it, with how far it had come; see `Cultivated`."""

    enterprise_id: EnterpriseId
    target: str
    since: date
    stage: Stage = Stage.SOUGHT
    help_: HelpFields = HelpFields()
    reached_on: date | None = None
    lost_on: date | None = None
    because: str = ""
    dropped_on: date | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking in came to.

    Attributes:
        ids: Of what is new.
        known: How many were in already.
    """

    ids: tuple[CultivatedId, ...]
    known: int


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry that was taken along: as it is now, and as it was, for `move_back`.

    Attributes:
        is_new: Whether it was begun by that, as another try of one that was over.
    """

    seen: SeenCultivated
    stage: Stage
    moved_on: date
    because: str
    reached_on: date | None
    lost_on: date | None
    is_new: bool = False


def take_in(
    seat: Seat,
    bases: Mapping[EnterpriseId, Basis],
    target: Target,
    help_: HelpFields,
    today: date,
) -> TakenIn:
    """Take enterprises in, each with what it was found on; that stays, whatever is corrected or set later.

    Raises:
        BadInput: None is given, one has it already, something of the help cannot be, or the cadre has left.
        NotFound: An enterprise, or the cadre, is not there.
    """
    if not bases:
        raise BadInput("没有选中企业")
    _check(help_, today)
    with seat.act(Action.CULTIVATED_SAVE) as act:
        _check_cadre(act.session, help_, today)
        names = _names(act.session, bases)
        if has := [names[id_] for id_, basis in bases.items() if basis.state == State.FALLEN]:
            raise BadInput(f"“{has[0]}”已经达标，只是数低于线，不用入培育库，请不要选“{State.FALLEN.word}”的")
        there = _there_already(act.session, bases, target.id)
        new = [id_ for id_ in bases if id_ not in there]
        found = []
        for id_ in new:
            row = Cultivated(
                enterprise_id=id_,
                target=target.id,
                since=today,
                moved_on=today,
                basis=bases[id_].to_json(),
                account_id=act.who.id,
                by_name=act.who.name,
                made_at=act.at,
            )
            found.append(_write(act, row, help_))
            said = f"“{names[id_]}”入培育库，目标{target.title}：{'；'.join(bases[id_].texts)}"
            act.note(Subject(Kind.CULTIVATED, found[-1]), said)
        return TakenIn(tuple(found), len(bases) - len(new))


def enter_in(act: Act, given: EntryFields, today: date) -> CultivatedId:
    """Enter what another ledger had, within an act that does more.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence; or the enterprise is in already.
        NotFound: The enterprise, or the cadre, is not there.
    """
    if complaints := [sentence for _, sentence in entry_complaints(given, today)]:
        raise BadInput(complaints)
    [name] = _names(act.session, [given.enterprise_id]).values()
    _check_cadre(act.session, given.help_, today)
    moved_on = given.dropped_on or given.lost_on or given.reached_on or given.since
    row = Cultivated(
        enterprise_id=given.enterprise_id,
        target=given.target,
        since=given.since,
        stage=given.stage,
        moved_on=moved_on,
        because=one_line(given.because),
        reached_on=given.reached_on,
        lost_on=given.lost_on,
        basis=Basis(given.since, "", "", "").to_json(),
        account_id=act.who.id,
        by_name=act.who.name,
        made_at=act.at,
    )
    if not given.stage.is_over:
        _refuse_twin(act.session, row)
    id_ = _write(act, row, given.help_)
    act.note(Subject(Kind.CULTIVATED, id_), f"“{name}”入培育库，{given.stage.word}")
    return id_


def entry_complaints(given: EntryFields, today: date) -> Iterator[tuple[str, str]]:
    """Yield what cannot be of an entry as another ledger had it, each a sentence, with the field it is of."""
    if given.since > today:
        yield "since", f"{given.since.isoformat()} 还没有到"
    for field, (word, stages) in _DAYS.items():
        day = getattr(given, field)
        if day is None and given.stage in stages:
            yield field, f"{given.stage.word}的，请填写{word}日期"
        if day is None:
            continue
        if given.stage not in stages:
            yield "stage", f"填了{word}日期，阶段应为“{stages[0].word}”；后来又培育的，另写一行"
        elif day > today:
            yield field, f"{day.isoformat()} 还没有到"
        elif day < given.since:
            yield field, f"{word}日期早于入库日期 {given.since.isoformat()}"
    if given.stage.is_over and not one_line(given.because):
        yield "because", f"{given.stage.word}的，请写明原因"
    if given.lost_on is not None and given.reached_on is not None and given.lost_on < given.reached_on:
        yield "lost_on", f"失去日期早于达标日期 {given.reached_on.isoformat()}"


def change_help(seat: Seat, entries: Sequence[SeenCultivated], help_: HelpFields, today: date) -> None:
    """Say who helps, by when it is to be reached, and what else there is to say.

    Raises:
        BadInput: Something of it cannot be, or the cadre has left.
        ChangedMeanwhile: Somebody else has changed one.
        NotFound: One, or the cadre, is not there.
    """
    _check(help_)
    with seat.act(Action.CULTIVATED_SAVE) as act:
        for seen in entries:
            row = as_seen(act.session, seen)
            if help_.cadre_id != row.cadre_id:
                _check_cadre(act.session, help_, today)
            _write_help(row, help_)
            row.version += 1
            _note(act, row, "修改")


def move(
    seat: Seat,
    entries: Sequence[SeenCultivated],
    stage: Stage,
    day: date,
    today: date,
    *,
    because: str = "",
) -> list[Moved]:
    """Take entries to another stage, all of them or none; returns what they were, for `move_back`.

    One that was lost or given up stays as it is, for what came to pass on its days; another try is a new one.

    Raises:
        BadInput: The day is still to come or too early, no reason is given, that stage does not follow, or
            the enterprise was taken in again already.
        ChangedMeanwhile, NotFound: As `change_help`.
    """
    if stage.is_over:
        because = reason_of(because, stage.word)
    if day > today:
        raise BadInput(f"{day.isoformat()} 还没有到，请填写实际的日期")
    with seat.act(Action.CULTIVATED_SAVE) as act:
        return [_move(act, as_seen(act.session, one), stage, day, because) for one in entries]


def move_back(seat: Seat, moved: Sequence[Moved]) -> None:
    """Take back that entries were taken along.

    Raises:
        BadInput: Another one of the same enterprise was taken in since.
        ChangedMeanwhile, NotFound: As `change_help`.
    """
    with seat.act(Action.CULTIVATED_SAVE) as act:
        for one in moved:
            row = as_seen(act.session, one.seen)
            if one.is_new:
                row.deleted_at, row.version = act.at, row.version + 1
                _note(act, row, "撤销，删去又入库的", action=Action.CULTIVATED_DELETE)
                continue
            if Stage(row.stage).is_over:
                _refuse_twin(act.session, row)
            row.stage, row.moved_on, row.because = one.stage, one.moved_on, one.because
            row.reached_on, row.lost_on = one.reached_on, one.lost_on
            row.version += 1
            _note(act, row, f"撤销，恢复为{one.stage.word}：")


def delete_cultivated(seat: Seat, ids: Sequence[CultivatedId]) -> list[CultivatedId]:
    """Delete entries that were made by mistake; returns their ids, for `restore_cultivated`.

    Raises:
        NotFound: One is not there.
    """
    with seat.act(Action.CULTIVATED_DELETE) as act:
        delete_in(act, ids)
        return [*ids]


def delete_in(act: Act, ids: Sequence[CultivatedId]) -> None:
    """Delete entries within an act that does more; see `delete_cultivated`."""
    for id_ in ids:
        row = cultivated_there(act.session, id_)
        row.deleted_at, row.version = act.at, row.version + 1
        _note(act, row, "删除", action=Action.CULTIVATED_DELETE)


def restore_cultivated(seat: Seat, ids: Sequence[CultivatedId]) -> None:
    """Bring back entries that were deleted.

    Raises:
        BadInput: The enterprise was taken in again since.
        NotFound: One was not deleted.
    """
    with seat.act(Action.CULTIVATED_RESTORE) as act:
        for id_ in ids:
            row = act.session.get(Cultivated, id_)
            if row is None or row.deleted_at is None:
                raise NotFound("这户培育企业已不在回收站里")
            if not Stage(row.stage).is_over:
                _refuse_twin(act.session, row)
            row.deleted_at, row.version = None, row.version + 1
            _note(act, row, "恢复")


def cultivated_there(session: Session, id_: CultivatedId) -> Cultivated:
    """Return an entry.

    Raises:
        NotFound: There is none with this id.
    """
    row = session.get(Cultivated, id_)
    if row is None or row.deleted_at is not None:
        raise NotFound("这户企业已不在培育库里，请刷新后再看")
    return row


def as_seen(session: Session, seen: SeenCultivated) -> Cultivated:
    """Return an entry that is still as it was seen.

    Raises:
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: There is none with this id.
    """
    row = cultivated_there(session, seen.id)
    if row.version != seen.version:
        raise ChangedMeanwhile("没有保存：这户培育企业在您打开之后别人改过，请刷新后再改")
    return row


def name_of(session: Session, id_: CultivatedId) -> str:
    """Return what the enterprise of an entry is called now."""
    return _name_of(session, session.get_one(Cultivated, id_))


def twin_text(name: str) -> str:
    """Return why an entry cannot come back beside another one of the same enterprise."""
    return f"“{name}”已经又入了培育库，请用那一条"


def twins_of(session: Session, row: Cultivated) -> list[Cultivated]:
    """Return other entries of the same enterprise and target that are not over."""
    records = stood_for_by(session, standing_for(session, [row.enterprise_id]).values())
    query = select(Cultivated).where(
        among(col(Cultivated.enterprise_id), records | {row.enterprise_id}),
        Cultivated.target == row.target,
        *IS_THERE,
        Cultivated.id != row.id,
    )
    return [*session.exec(query)]


IS_THERE: Final = (
    col(Cultivated.deleted_at).is_(None),
    col(Cultivated.stage).not_in([one.value for one in Stage if one.is_over]),
)
"""What is true of an entry that keeps its enterprise from being taken in a second time."""


def _write(act: Act, row: Cultivated, help_: HelpFields) -> CultivatedId:
    _write_help(row, help_)
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    return row.id


def _move(act: Act, row: Cultivated, stage: Stage, day: date, because: str) -> Moved:
    former = Stage(row.stage)
    if complaint := _against(row, former, stage, day):
        raise BadInput(f"“{_name_of(act.session, row)}”{complaint}")
    was = row.moved_on, row.because, row.reached_on, row.lost_on
    if former.is_over:
        _refuse_twin(act.session, row)
        row = _again(act, row, day)
    else:
        row.version += 1
    if stage is Stage.REACHED:
        row.reached_on = day
    elif stage is Stage.LOST:
        row.lost_on = day
    row.stage, row.moved_on, row.because = stage, day, because
    reason = f"（{because}）" if because else ""
    _note(act, row, f"{day.isoformat()} {stage.word}{reason}：")
    assert row.id is not None
    return Moved(SeenCultivated(row.id, row.version), former, *was, is_new=former.is_over)


def _again(act: Act, row: Cultivated, day: date) -> Cultivated:
    """Return a new entry of whose try is over, from a day on and on what it was taken in before."""
    return Cultivated(
        enterprise_id=row.enterprise_id,
        target=row.target,
        since=day,
        moved_on=day,
        basis=row.basis,
        cadre_id=row.cadre_id,
        remark=row.remark,
        account_id=act.who.id,
        by_name=act.who.name,
        made_at=act.at,
    )


def _against(row: Cultivated, former: Stage, stage: Stage, day: date) -> str:
    """Say why a stage does not follow another one; empty where it does."""
    if stage is former:
        return f"现在就是“{former.word}”"
    if former.is_over and stage is Stage.DROPPED:
        return f"现在是“{former.word}”，已经不在培育"
    if stage is Stage.LOST and former is not Stage.REACHED:
        return f"现在是“{former.word}”，达标以后才谈得上失去"
    if former is Stage.REACHED and stage is not Stage.LOST:
        return "已经达标；取消、到期或跌下线的，请办“又失去”；登记错的，请撤销"
    if day < row.moved_on:
        return f"{day.isoformat()} 早于“{former.word}”的日期 {row.moved_on.isoformat()}"
    return ""


def _write_help(row: Cultivated, help_: HelpFields) -> None:
    row.cadre_id, row.planned_on = help_.cadre_id, help_.planned_on
    row.remark = clean(help_.remark).strip()


def _check(help_: HelpFields, today: date | None = None) -> None:
    if len(clean(help_.remark)) > _LONGEST:
        raise BadInput(f"备注最长 {_LONGEST} 个字")
    if today is not None and help_.planned_on is not None and help_.planned_on < today:
        raise BadInput(f"计划达标 {help_.planned_on.isoformat()} 已经过了")


def _check_cadre(session: Session, help_: HelpFields, today: date) -> None:
    if help_.cadre_id is not None:
        find_cadres(session, [help_.cadre_id], today)


def _names(session: Session, ids: Iterable[EnterpriseId]) -> dict[EnterpriseId, str]:
    wanted = [*ids]
    query = select(Enterprise.id, Enterprise.name).where(
        among(col(Enterprise.id), wanted), col(Enterprise.deleted_at).is_(None)
    )
    found = {EnterpriseId(id_): name for id_, name in session.exec(query) if id_ is not None}
    if len(found) < len(wanted):
        raise NotFound("有的企业已不在企业库中，请刷新后再选")
    return found


def _there_already(session: Session, ids: Iterable[EnterpriseId], target: str) -> set[EnterpriseId]:
    """Return those of some live records whose enterprise is in, be it by a record that was merged into it."""
    query = select(Cultivated.enterprise_id).where(Cultivated.target == target, *IS_THERE)
    records = [EnterpriseId(id_) for id_ in session.exec(query)]
    return set(standing_for(session, records).values()) & set(ids)


def _refuse_twin(session: Session, row: Cultivated) -> None:
    if twins_of(session, row):
        raise BadInput(twin_text(_name_of(session, row)))


def _name_of(session: Session, row: Cultivated) -> str:
    now = standing_for(session, [row.enterprise_id]).get(row.enterprise_id, row.enterprise_id)
    found = session.get(Enterprise, now)
    return "" if found is None else one_line(found.name)


def _note(act: Act, row: Cultivated, what: str, *, action: Action | None = None) -> None:
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    said = f"{what}培育企业“{_name_of(act.session, row)}”"
    act.note(Subject(Kind.CULTIVATED, row.id), said, action=action)
