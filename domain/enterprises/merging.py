"""Two records of one enterprise made into one, with a choice for every field; and that undone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Table, inspect, literal
from sqlmodel import Session, SQLModel, col, delete, insert, select

from domain.enterprises import queries
from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.service import list_attachments
from domain.enterprises.dictionary import REASON, Dictionary
from domain.enterprises.differences import flat, with_parts_of
from domain.enterprises.duplicates.entities import EnterpriseMerge
from domain.enterprises.entities import (
    Enterprise,
    EnterpriseAttribute,
    EnterpriseFigure,
    EnterpriseRow,
    EnterpriseTag,
)
from domain.enterprises.facts import EnterpriseFacts, Row, as_row, uid_of
from domain.enterprises.history import label_of
from domain.enterprises.records import facts_of, record_of
from domain.enterprises.service import DuplicateCode, write_enterprise
from domain.store.acts import Act, Action
from domain.store.changes import Pairs
from domain.store.engine import Seat, Store
from domain.store.problems import as_stored
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import EnterpriseId, MergeId

_NAME_COLUMN: Final = "name"
_CHANGED_SINCE: Final = "“{}”在撤销合并后又修改过，请在“可能重复”里重新核对、合并"
_FACTS: Final = (EnterpriseAttribute, EnterpriseFigure, EnterpriseRow)


class Side(StrEnum):
    """Which of the two records."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One of the two as it is recorded; ``changed_at`` is UTC."""

    id: EnterpriseId
    facts: EnterpriseFacts
    changed_at: datetime
    attachments: int = 0


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field in which two records may differ.

    Attributes:
        key: As `differences.flat` has it; lists by their name alone.
        first, second: As differences have them: None where it is not entered, an empty text for a date that
            is known not to exist; of a list the names of its rows.
        usual: What is taken unless somebody chooses; for lists both are united.
        is_list: Whether it is a list, which has no sides.
    """

    key: str
    label: str
    first: Any
    second: Any
    usual: Side
    is_list: bool = False

    @property
    def is_different(self) -> bool:
        return bool(self.first != self.second)


def read_two(
    store: Store, first: EnterpriseId, second: EnterpriseId, dictionary: Dictionary
) -> tuple[Recorded, Recorded]:
    """Return two records to be merged.

    Raises:
        NotFound: One of them is not in the register any more.
    """
    with store.read() as session:
        one, other = (_recorded(session, id_, dictionary) for id_ in (first, second))
        return one, other


def choices_of(first: Recorded, second: Recorded, dictionary: Dictionary) -> list[FieldChoice]:
    """Return every field that one of the two has, in the order of the form.

    What only one has is taken from that one; else the record that was changed later decides.
    """
    newer = Side.SECOND if second.changed_at > first.changed_at else Side.FIRST
    one, other = (flat(side.facts, dictionary) for side in (first, second))
    found = []
    for key in _keys_in_order({**one, **other}, dictionary):
        is_list = key in dictionary.rows
        values = (one.get(key), other.get(key))
        if is_list:
            values = tuple(_list_of(side.facts, key) for side in (first, second))
        if values[0] is None:
            usual = Side.SECOND
        elif values[1] is None:
            usual = Side.FIRST
        else:
            usual = newer
        label = dictionary.rows[key].label if is_list else label_of(dictionary, key)
        found.append(FieldChoice(key, label, *values, usual, is_list))
    return found


def _content(merge: EnterpriseMerge) -> dict[str, Any]:
    with as_stored(f"{merge.merged_at:%Y-%m-%d} 的合并记录"):
        return dict(json.loads(merge.content))


def merged_facts(
    first: Recorded, second: Recorded, sides: Mapping[str, Side], dictionary: Dictionary
) -> EnterpriseFacts:
    """Return what two records come to; a field that ``sides`` does not name is as `choices_of` has it."""
    choices = choices_of(first, second, dictionary)
    wanted = {choice.key: sides.get(choice.key, choice.usual) for choice in choices if not choice.is_list}
    for name, fact in dictionary.attributes.items():
        if fact.is_judged and name in wanted:
            # What was decided and why go together.
            wanted[name + REASON] = wanted[name]
    taken = [key for key, side in wanted.items() if side is Side.SECOND]
    facts = with_parts_of(first.facts, second.facts, taken, dictionary)
    lists = [choice.key for choice in choices if choice.is_list]
    rows = {name: united(first.facts.rows.get(name, ()), second.facts.rows.get(name, ())) for name in lists}
    return replace(facts, rows={**facts.rows, **rows})


def united(first: Sequence[Row], second: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows of two lists; those of one name become one, in which the first list's values stand.

    >>> united([{"name": "一期"}], [{"name": "一期", "cost": 5}, {"name": "二期"}])
    ({'name': '一期', 'cost': 5}, {'name': '二期'})
    """
    found: list[Row] = list(first)
    for row in second:
        name = row.get(_NAME_COLUMN)
        alike = next((at for at, one in enumerate(found) if name and one.get(_NAME_COLUMN) == name), None)
        if alike is not None:
            found[alike] = as_row({**row, **found[alike]}, uid_of(found[alike]))
        elif row not in found:
            found.append(row)
    return tuple(found)


def merge_two(
    seat: Seat,
    kept: Recorded,
    gone: Recorded,
    facts: EnterpriseFacts,
    dictionary: Dictionary,
) -> MergeId:
    """Make two records one, as one act: `kept` becomes ``facts``, `gone` is deleted.

    Files and tags of `gone`, and facts of policies that are not at hand, go over to `kept`.

    Returns:
        The id of the merge, for `undo_merge`.

    Raises:
        BadInput: One of the two was changed since it was read, or the code is of neither.
        NotFound: One of them is not in the register any more.
    """
    if facts.uscc not in (kept.facts.uscc, gone.facts.uscc):
        raise BadInput("合并后的统一社会信用代码应是两户之一的")
    with seat.act(Action.ENTERPRISE_MERGE) as act:
        session = act.session
        for side in (kept, gone):
            if queries.facts_of(session, side.id, dictionary) != side.facts:
                raise BadInput(f"“{side.facts.name}”刚刚被修改，请重新核对后再合并")
        moved, besides = _moved(session, kept.id, gone, facts, dictionary)
        _delete(act, gone.id)
        words = f"把“{gone.facts.name}”（{gone.facts.uscc}）并入"
        write_enterprise(
            act,
            facts,
            dictionary,
            before=kept.facts,
            id_=kept.id,
            summary=f"{words}本户，合并为“{facts.name}”（{facts.uscc}）",
            besides=besides,
        )
        row = EnterpriseMerge(
            merged_at=act.at, merged_by=act.who.name, kept_id=kept.id, gone_id=gone.id, content=""
        )
        row.content = json.dumps(
            {
                "before": record_of(kept.facts, dictionary),
                "after": record_of(facts, dictionary),
                "gone": [gone.facts.uscc, gone.facts.name],
                **moved,
            },
            ensure_ascii=False,
        )
        session.add(row)
        session.flush()
        summary = f"{words}“{facts.name}”（{facts.uscc}）"
        act.note(Subject(Kind.ENTERPRISE, gone.id), summary)
        assert row.id is not None
        return row.id


def undo_merge(seat: Seat, id_: MergeId, dictionary: Dictionary) -> tuple[str, str]:
    """Take a merge back: both records are as they were before it.

    Returns:
        The names of both.

    Raises:
        DomainError: It was undone before, or one of the two was changed since.
        DuplicateCode: A code was given to another enterprise since.
        NotFound: There is no such merge, or one of the two is gone for good.
    """
    with seat.act(Action.ENTERPRISE_UNMERGE) as act:
        session = act.session
        merge = session.get(EnterpriseMerge, id_)
        if merge is None:
            raise NotFound("没有找到这次合并")
        content = _content(merge)
        kept, gone, now = _unchanged(session, merge, content, dictionary)
        before = facts_of(content["before"], dictionary)
        for code, own in ((before.uscc, kept.id), (gone.uscc, gone.id)):
            holder = queries.find_by_uscc(session, code)
            if holder is not None and holder.id not in (own, kept.id):
                raise DuplicateCode(holder)
        besides = _move_back(session, merge.kept_id, merge.gone_id, content, dictionary)
        summary = f"撤销与“{gone.name}”的合并，恢复为“{before.name}”（{before.uscc}）"
        write_enterprise(act, before, dictionary, before=now, id_=kept.id, summary=summary, besides=besides)
        gone.deleted_at = None
        merge.undone_at, merge.undone_by = act.at, act.who.name
        act.note(Subject(Kind.ENTERPRISE, merge.gone_id), f"撤销合并，恢复企业“{gone.name}”（{gone.uscc}）")
        return before.name, gone.name


def merge_again(seat: Seat, id_: MergeId, dictionary: Dictionary) -> MergeId:
    """Make two records one as they were, once that was undone. Returns the id of the new merge.

    Raises:
        BadInput: One of the two was changed since.
        NotFound: One of them is not in the register any more.
    """
    with seat.read() as session:
        merge = session.get_one(EnterpriseMerge, id_)
        content = _content(merge)
    kept, gone = read_two(seat.store, merge.kept_id, merge.gone_id, dictionary)
    if kept.facts != facts_of(content["before"], dictionary):
        raise BadInput(_CHANGED_SINCE.format(kept.facts.name))
    if merge.undone_at is None or gone.changed_at > merge.undone_at:
        raise BadInput(_CHANGED_SINCE.format(gone.facts.name))
    return merge_two(seat, kept, gone, facts_of(content["after"], dictionary), dictionary)


def _recorded(session: Session, id_: EnterpriseId, dictionary: Dictionary) -> Recorded:
    facts = queries.facts_of(session, id_, dictionary)
    row = session.get(Enterprise, id_)
    assert row is not None
    return Recorded(id_, facts, row.changed_at, len(list_attachments(session, id_)))


def _keys_in_order(values: Mapping[str, Any], dictionary: Dictionary) -> list[str]:
    names = ["uscc", "name", *dictionary.attributes, *dictionary.indicators, *dictionary.rows]
    places = {name: at for at, name in enumerate(names)}
    own = [key for key in values if key.partition("[")[0] not in dictionary.rows or key in dictionary.rows]
    return sorted(own, key=lambda key: (places[key.partition("[")[0]], key))


def _list_of(facts: EnterpriseFacts, name: str) -> Any:
    rows = facts.rows.get(name)
    return None if rows is None else [str(row.get(_NAME_COLUMN) or "（无名称）") for row in rows]


def _delete(act: Act, id_: EnterpriseId) -> None:
    row = act.session.get(Enterprise, id_)
    if row is None:
        raise NotFound("其中一户已不在企业库中")
    row.deleted_at = act.at
    # Before the other record takes its code.
    act.session.flush()


def _moved(
    session: Session,
    kept_id: EnterpriseId,
    gone: Recorded,
    facts: EnterpriseFacts,
    dictionary: Dictionary,
) -> tuple[dict[str, Any], Pairs]:
    """Take over what hangs on an enterprise besides known facts; return what that was, for the trail too."""
    own = {(file.row_uid, file.sha256) for file in list_attachments(session, kept_id)}
    became = _became(gone.facts, facts)
    theirs = session.exec(select(Attachment).where(Attachment.enterprise_id == gone.id))
    # What both have stays where it is.
    files = [file for file in theirs if (became.get(file.row_uid, file.row_uid), file.sha256) not in own]
    taken: dict[str, Any] = {
        "files": [file.id for file in files],
        "rows": {str(file.id): file.row_uid for file in files},
    }
    for file in files:
        file.enterprise_id = kept_id
        file.row_uid = became.get(file.row_uid, file.row_uid)
    tags = _taken_over(session, EnterpriseTag, kept_id, gone.id)
    taken["tags"] = [tag for (tag,) in tags]
    told: Pairs = {f"tags[{tag}]": [None, True] for tag in taken["tags"]}
    # Facts that no dictionary of now knows; those it knows are written again right after this.
    for entity in _FACTS:
        rows = _taken_over(session, entity, kept_id, gone.id)
        table = _table_of(entity)
        taken[table.name] = sorted({row[0] for row in rows})
        for row in rows:
            if not _is_known(row[0], dictionary):
                told |= {key: [None, value] for key, value in _values(table, row)}
    return taken, told


def _became(gone: EnterpriseFacts, facts: EnterpriseFacts) -> dict[str, str]:
    """Return which row each of a list became where rows of one name became one."""
    found = {}
    for name, rows in gone.rows.items():
        there = {uid_of(row) for row in facts.rows.get(name, ())}
        named = {row.get(_NAME_COLUMN): uid_of(row) for row in reversed(facts.rows.get(name, ()))}
        for row in rows:
            if uid_of(row) not in there and row.get(_NAME_COLUMN) in named:
                found[uid_of(row)] = named[row.get(_NAME_COLUMN)]
    return found


def _taken_over(
    session: Session, entity: type[SQLModel], kept_id: EnterpriseId, gone_id: EnterpriseId
) -> Sequence[Any]:
    """Copy what one record has under names that the other has not; return its columns but for the id."""
    id_, name, *rest = _table_of(entity).columns
    there = select(name).where(id_ == kept_id).correlate(None)
    found = select(literal(kept_id), name, *rest).where(id_ == gone_id, name.not_in(there))
    copied = insert(entity).from_select([id_, name, *rest], found).returning(name, *rest)
    return session.connection().execute(copied).all()


def _table_of(entity: type[SQLModel]) -> Table:
    table = inspect(entity).local_table
    assert isinstance(table, Table)
    return table


def _values(table: Table, row: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Yield what the trail says of a fact that no dictionary of now knows, as it is stored."""
    place = dict(zip(table.columns.keys()[1:], row, strict=True))
    key = [place.pop(column.name) for column in table.primary_key if column.name in place]
    for name, value in place.items():
        yield f"{table.name}[{','.join(map(str, key))}].{name}", value


def _is_known(name: str, dictionary: Dictionary) -> bool:
    return name in dictionary.attributes or name in dictionary.indicators or name in dictionary.rows


def _move_back(
    session: Session,
    kept_id: EnterpriseId,
    gone_id: EnterpriseId,
    content: Mapping[str, Any],
    dictionary: Dictionary,
) -> Pairs:
    for file in session.exec(select(Attachment).where(col(Attachment.id).in_(content["files"]))):
        if file.enterprise_id == kept_id:
            file.enterprise_id = gone_id
            file.row_uid = content.get("rows", {}).get(str(file.id), file.row_uid)
    connection = session.connection()
    connection.execute(
        delete(EnterpriseTag).where(
            col(EnterpriseTag.enterprise_id) == kept_id, col(EnterpriseTag.tag).in_(content["tags"])
        )
    )
    told: Pairs = {f"tags[{tag}]": [True, None] for tag in content["tags"]}
    for entity in _FACTS:
        table = _table_of(entity)
        id_, name, *rest = table.columns
        mine = (id_ == kept_id) & name.in_(content[table.name])
        rows = connection.execute(delete(table).where(mine).returning(name, *rest))
        for row in rows:
            if not _is_known(row[0], dictionary):
                told |= {key: [value, None] for key, value in _values(table, row)}
    return told


def _unchanged(
    session: Session, merge: EnterpriseMerge, content: Mapping[str, Any], dictionary: Dictionary
) -> tuple[Enterprise, Enterprise, EnterpriseFacts]:
    """Return both enterprises and what they came to, where nothing was done to them since."""
    if merge.undone_at is not None:
        raise DomainError("这次合并已经撤销过了")
    kept, gone = session.get(Enterprise, merge.kept_id), session.get(Enterprise, merge.gone_id)
    if kept is None or gone is None:
        raise NotFound("其中一户已不在企业库中，不能撤销")
    if kept.deleted_at is not None:
        raise DomainError(f"“{kept.name}”在合并后已被删除或并入别户，不能撤销；请先恢复它")
    if gone.deleted_at is None or gone.deleted_at != merge.merged_at:
        raise DomainError(f"“{gone.name}”在合并后已恢复过，不能撤销")
    now = queries.facts_of(session, merge.kept_id, dictionary)
    if now != facts_of(content["after"], dictionary):
        raise DomainError(
            f"“{kept.name}”在合并后又修改过，不能整体撤销；可以在它的“修改历史”里把要恢复的逐项恢复"
        )
    return kept, gone, now
