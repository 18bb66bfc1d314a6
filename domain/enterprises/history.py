"""What was ever changed of an enterprise, field by field, from the audit trail; and going back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlmodel import Session

from domain.enterprises import queries
from domain.enterprises.dictionary import Dictionary, Fact, FactKey, FactKind
from domain.enterprises.differences import before_all, changes_in, with_parts_of
from domain.enterprises.facts import UID, EnterpriseFacts
from domain.enterprises.service import DuplicateCode, write_enterprise
from domain.store import audit
from domain.store.acts import CHANGE_NOTHING, Action, Person
from domain.store.audit import AuditEntry
from domain.store.engine import Seat
from domain.store.problems import Unreadable, as_stored
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import EnterpriseId, EntryId
from domain.values.texts import masked

NOT_ENTERED: Final = "未填"
_DAMAGED: Final = "这条记录读不出来，数据可能有损坏"
_IDENTITY: Final = {"uscc": "统一社会信用代码", "name": "企业名称"}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that an act changed.

    Attributes:
        entry: Id of the act in the audit trail.
        at: UTC.
        who: As the trail names them.
        key: As `differences.flat` writes it; empty where the act is told as a whole.
        label: What people call it.
        before, after: As people read them, masked where they are personal.
    """

    entry: EntryId
    at: datetime
    who: Person
    key: str
    label: str
    before: str
    after: str

    @property
    def part(self) -> str:
        """What can be taken back by itself: a fact, a figure of a period, or a whole list."""
        place = FactKey.parse(self.key)
        return self.key if place.period else place.name


def changes_of(
    session: Session, id_: EnterpriseId, dictionary: Dictionary, *, part: str = ""
) -> list[Change]:
    """Return every change of an enterprise, the newest first.

    Args:
        session: To read with.
        id_: The enterprise.
        dictionary: Which facts there are; those that are not in it are left out.
        part: Only changes of this fact, list or figure (``sales`` or ``sales[2022Q1]``). Without one, the
            entry of an enterprise is told as one change.
    """
    found: list[Change] = []
    for entry in reversed(audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))):
        assert entry.id is not None
        who = Person(entry.actor, entry.account_id)
        if entry.action in CHANGE_NOTHING:
            continue
        try:
            changes = _shown(changes_in(_details(entry), dictionary))
        except Unreadable:
            if not part:
                found.append(Change(entry.id, entry.at, who, "", entry.summary, "", _DAMAGED))
            continue
        plain = Change(entry.id, entry.at, who, "", entry.summary, "", "")
        if not part and (not changes or entry.action == Action.ENTERPRISE_ADD):
            after = f"填了 {len(changes)} 项" if changes else ""
            found.append(replace(plain, after=after))
            continue
        for key, (before, after) in changes.items():
            if not part or part in (key, FactKey.parse(key).name):
                one = replace(plain, key=key, label=label_of(dictionary, key))
                was, is_ = (masked_text_of(dictionary, key, value) for value in (before, after))
                found.append(replace(one, before=was, after=is_))
    return found


def go_back(
    seat: Seat, id_: EnterpriseId, entry: EntryId, dictionary: Dictionary, *, part: str = ""
) -> EntryId:
    """Put an enterprise, or one part of it, back to what it was before an act; itself an act.

    Args:
        seat: Who does it, and where.
        id_: The enterprise.
        entry: Id of the act in the audit trail.
        dictionary: Which facts there are.
        part: As `Change.part`; empty for everything.

    Returns:
        Id of the new entry in the audit trail; going back to before it undoes this.

    Raises:
        BadInput: Nothing is different from then, or what was recorded then is not accepted any more.
        DuplicateCode: Another enterprise has the code of then.
        NotFound: The enterprise or the act is not there.
    """
    with seat.act(Action.ENTERPRISE_CHANGE) as act:
        session = act.session
        now = queries.facts_of(session, id_, dictionary)
        after, moment = _before(session, id_, entry, now, dictionary)
        if part:
            after = with_parts_of(now, after, [part], dictionary)
        if after == now:
            raise BadInput("现在的内容和那时一样，没有要恢复的")
        holder = queries.find_by_uscc(session, after.uscc)
        if holder is not None and holder.id != id_:
            raise DuplicateCode(holder)
        what = label_of(dictionary, part) if part else "全部内容"
        summary = f"把企业“{after.name}”的{what}恢复到 {moment:%Y-%m-%d %H:%M} 修改之前"
        write_enterprise(act, after, dictionary, before=now, id_=id_, summary=summary)
        made = audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))[-1].id
        assert made is not None
        return made


def label_of(dictionary: Dictionary, key: str) -> str:
    """Return what people call a part of an enterprise, its code and name among them."""
    return _IDENTITY.get(key) or FactKey.parse(key).label(dictionary)


def _before(
    session: Session, id_: EnterpriseId, entry: EntryId, now: EnterpriseFacts, dictionary: Dictionary
) -> tuple[EnterpriseFacts, datetime]:
    """Return what was recorded before an act, and when the act was."""
    later: list[AuditEntry] = [
        one
        for one in audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))
        if one.id is not None and one.id >= entry
    ]
    if not later or later[0].id != entry:
        raise NotFound("没有这次修改的记录")
    if later[0].action == Action.ENTERPRISE_ADD:
        raise BadInput("这是登记这户企业的一次，之前没有内容")
    details = [_told(one) for one in reversed(later)]
    return before_all(now, details, dictionary), later[0].at.astimezone()


def _shown(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """Return what people can be shown of changes; which row is which goes without saying."""
    return {key: pair for key, pair in changes.items() if FactKey.parse(key).column != UID}


def _told(entry: AuditEntry) -> Mapping[str, Any]:
    """Return what an entry changed. What was only taken down changed nothing but that rows have ids since."""
    details = _details(entry)
    if entry.action != Action.STORE_BASELINE:
        return details
    return {key: pair for key, pair in details.items() if key.endswith(f"].{UID}")}


def _details(entry: AuditEntry) -> Mapping[str, Any]:
    with as_stored(f"第 {entry.id} 条操作记录"):
        return dict(json.loads(entry.details))


def masked_text_of(dictionary: Dictionary, key: str, value: Any) -> str:
    """Return a value of a difference as everybody may see it."""
    text = text_of(dictionary, key, value)
    return masked(text) if isinstance(value, str) and dictionary.is_personal(key) else text


def text_of(dictionary: Dictionary, key: str, value: Any) -> str:
    """Return a value of a difference as people read it."""
    if value is None:
        return NOT_ENTERED
    if key in dictionary.rows:
        return f"{value} 项" if value else "没有"
    return str(value) if key in _IDENTITY else _value_text(FactKey.parse(key).fact(dictionary), value)


def _value_text(fact: Fact, value: Any) -> str:
    match fact.kind:
        case FactKind.TRUTH:
            return "是" if value else "否"
        case FactKind.CHOICE:
            return fact.choices.get(str(value), str(value))
        case FactKind.DATE:
            return str(value) or "无"
        case FactKind.MONEY | FactKind.NUMBER | FactKind.RATE:
            shown = f"{Decimal(str(value)):,f}"
            return f"{shown}%" if fact.unit == "%" else f"{shown} {fact.unit}".rstrip()
        case FactKind.TEXT:
            return str(value)
