"""What the trail tells, the newest first, a page at a time: of a person, a kind, a subject, some days."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, func, text
from sqlmodel import Session, col, select

from domain.store import chain
from domain.store.acts import PROGRAM, Action, Person
from domain.store.audit import COLUMNS, AuditEntry, entries_of
from domain.store.chain import ChainHead, code_of, is_hash
from domain.store.engine import Seat, driver_of
from domain.store.problems import Unreadable
from domain.store.tables import BELONGING, Kind, Subject
from domain.values.errors import DomainError, NotFound
from domain.values.ids import AccountId, EnterpriseId, EntryId

KIND_WORDS: Final[Mapping[Kind, str]] = {
    Kind.ACCOUNT: "账户",
    Kind.ATTACHMENT: "附件",
    Kind.CALENDAR: "放假安排",
    Kind.BATCH: "批次",
    Kind.BUDGET: "预算",
    Kind.CADRE: "干部",
    Kind.CALL: "来电",
    Kind.CANDIDATES: "培育名单",
    Kind.CASE: "事项",
    Kind.CHARGE: "包联",
    Kind.CITY_COUNT: "全市资质户数",
    Kind.CULTIVATED: "培育企业",
    Kind.DEPARTMENT: "部门",
    Kind.ENTERPRISE: "企业",
    Kind.EVENT: "对接活动",
    Kind.EXCHANGE: "导出",
    Kind.FIGURES: "期间数据",
    Kind.FILTER: "常用筛选",
    Kind.FREE_TABLE: "自选表",
    Kind.HOLD: "暂缓拨付",
    Kind.IMPORT: "导入",
    Kind.ISSUER: "可信的发布单位",
    Kind.KEY: "签名钥匙",
    Kind.LAYOUT: "付款清单格式",
    Kind.LETTER: "印出的文书",
    Kind.MANUAL: "人工认定",
    Kind.MONTH: "对账",
    Kind.NEED: "企业需求",
    Kind.NOTICE: "通知书",
    Kind.NUMBERS: "文号",
    Kind.OFFICE: "本单位",
    Kind.OFFICE_ROAD: "本单位的程序",
    Kind.PARK: "园区",
    Kind.PAYMENT: "拨付批次",
    Kind.POLICY: "政策文件",
    Kind.POLICY_DRAFT: "政策草稿",
    Kind.POLICY_TEXT: "留存的政策文件",
    Kind.PROBLEM: "问题",
    Kind.PROBLEM_ROAD: "问题办理程序",
    Kind.PROJECT: "项目",
    Kind.PROPOSAL: "待确认的事",
    Kind.RECOVERY: "追回",
    Kind.REPORT: "统计报告",
    Kind.ROAD: "办理程序",
    Kind.RULE: "办事规则",
    Kind.RULING: "政策的决定",
    Kind.RUN: "评定",
    Kind.SETTLEMENT: "清算",
    Kind.STORE: "数据文件",
    Kind.TEAM: "工作组",
    Kind.THRESHOLD: "培育标准",
    Kind.TOPIC: "办事指南",
    Kind.UNCLAIMED: "未申报原因",
    Kind.VISIT: "走访",
    Kind.WORDING: "文书措辞",
}
"""What people call the kinds of records."""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries are asked for; what is left out does not matter.

    Attributes:
        actor: Whose.
        account: Whose, by their account, where several have one name.
        kind: Of what kind.
        enterprises: Of which enterprises, and of what belongs to them.
        first, last: On which days, both included, by this machine's calendar.
        words: What stands in the sentence.
    """

    actor: str = ""
    account: AccountId | None = None
    kind: Kind | None = None
    enterprises: tuple[EnterpriseId, ...] = ()
    first: date | None = None
    last: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as a list shows it; ``at`` in UTC."""

    id: EntryId
    at: datetime
    actor: str
    kind: Kind | None
    subject_id: int | None
    summary: str
    is_unproved: bool = False
    """Whether nobody had signed in who did it, in an office where people have accounts by now."""
    sign_in: str = ""
    """By what they sign in, where others have their name."""

    @property
    def who(self) -> str:
        """Who did it, as people are told."""
        return with_proof(named(self.actor, self.sign_in), is_unproved=self.is_unproved)


@dataclass(frozen=True, slots=True)
class Changed:
    """One value that an entry tells of, as it is kept; None for nothing."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Whole:
    """All that an entry says, and the head that it leads to."""

    told: Told
    changes: tuple[Changed, ...]
    head: ChainHead | None


def page_of(session: Session, wanted: TrailFilter, *, before: EntryId | None, most: int) -> list[Told]:
    """Return the newest entries that are asked for, those before one where it is given.

    Args:
        session: Of the store.
        wanted: Which.
        before: The last one that is there already; None for none.
        most: So many at the most.
    """
    query = _filtered(select(AuditEntry), wanted).order_by(col(AuditEntry.id).desc()).limit(most)
    if before is not None:
        query = query.where(col(AuditEntry.id) < before)
    people = _people_of(session)
    return [_told(entry, people) for entry in session.scalars(query)]


def count_of(session: Session, wanted: TrailFilter) -> int:
    """Return how many entries are asked for."""
    if wanted == TrailFilter():
        return session.scalar(select(func.max(AuditEntry.id))) or 0
    return session.scalar(_filtered(select(func.count()).select_from(AuditEntry), wanted)) or 0


def actors_of(session: Session) -> list[str]:
    """Return everybody who did something, by name."""
    found: list[str] = []
    # From one name to the next: going through a million entries to find three people would take a second.
    while True:
        later = col(AuditEntry.actor) > found[-1] if found else col(AuditEntry.actor).is_not(None)
        following = session.scalar(select(func.min(AuditEntry.actor)).where(later))
        if following is None:
            return found
        found.append(following)


def namesakes_of(session: Session) -> dict[AccountId, tuple[str, str]]:
    """Return the accounts whose name another account has too: name, and what tells them apart."""
    rows = driver_of(session).execute(_NAMESAKES)
    return {AccountId(id_): (name, sign_in) for id_, name, sign_in in rows}


def named(name: str, sign_in: str) -> str:
    """Return a name with what tells it from others of that name, where there are."""
    return f"{name}（{sign_in}）" if sign_in else name


_NAMESAKES: Final = """
SELECT id, name, sign_in FROM account
WHERE name IN (SELECT name FROM account GROUP BY name HAVING count(*) > 1) ORDER BY id
"""


def left_at(session: Session, who: Person) -> datetime | None:
    """Return when somebody did something last before they signed in last (UTC); before today where they need
    not sign in. None where that was never.
    """
    own = select(func.max(AuditEntry.at)).where(
        col(AuditEntry.actor) == who.name, col(AuditEntry.account_id).is_(who.id)
    )
    came = session.scalar(own.where(col(AuditEntry.action) == Action.ACCOUNT_SIGN_IN))
    if came is None:
        came = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return session.scalar(own.where(col(AuditEntry.at) < came))


def whole_of(session: Session, id_: EntryId) -> Whole:
    """Return all that an entry says.

    Raises:
        NotFound: There is none.
        Unreadable: It does not read.
    """
    entry = session.get(AuditEntry, id_)
    if entry is None:
        raise NotFound("没有这条操作记录")
    try:
        pairs = json.loads(entry.details)
    except ValueError as error:
        raise Unreadable.of(f"第 {id_} 条操作记录") from error
    changes = tuple(
        Changed(key, *pair) for key, pair in pairs.items() if isinstance(pair, list) and len(pair) == 2
    )
    head = ChainHead(id_, code_of(entry.sha256)) if entry.previous and is_hash(entry.sha256) else None
    return Whole(_told(entry, _people_of(session)), changes, head)


def is_unproved(session: Session, subject: Subject, action: Action) -> bool:
    """Whether somebody did this to a subject of whom nobody knows that it was they; see `Told`."""
    entry = next((one for one in entries_of(session, subject) if one.action == action), None)
    return entry is not None and _told(entry, _people_of(session)).is_unproved


def with_proof(name: str, *, is_unproved: bool) -> str:
    """Return a name that the trail has, with what is to be said of it."""
    return f"{name}（未证实）" if is_unproved else name


def as_hashed(session: Session) -> Iterator[tuple[Any, ...]]:
    """Yield every entry from the first on, as it is hashed (`audit.COLUMNS`), with its hash."""
    columns = ", ".join((*COLUMNS, "sha256"))
    yield from driver_of(session).execute(f"SELECT {columns} FROM audit_entry ORDER BY id")


def head_of(session: Session) -> ChainHead | None:
    """Return how far the trail has come."""
    return chain.head_of(driver_of(session))


def last_of(session: Session) -> tuple[ChainHead, datetime] | None:
    """Return how far the trail has come, with the moment of its last entry (UTC)."""
    head = head_of(session)
    entry = None if head is None else session.get(AuditEntry, head.number)
    return None if head is None or entry is None else (head, entry.at)


def take_head(seat: Seat) -> tuple[ChainHead, datetime]:
    """Return how far the trail has come, see `last_of`, and enter that it leaves the house on a stub (存根).

    Raises:
        DomainError: There is no entry yet.
    """
    with seat.act(Action.TRAIL_STUB) as act:
        last = last_of(act.session)
        if last is None:
            raise DomainError("还没有可以存证的操作记录")
        head, _ = last
        act.note(Subject(Kind.EXCHANGE), f"出具操作记录存根，到第 {head.number} 条，存证码 {head}")
        return last


def _filtered(query: Select[Any], wanted: TrailFilter) -> Select[Any]:
    if wanted.actor:
        query = query.where(col(AuditEntry.actor) == wanted.actor)
    if wanted.account is not None:
        query = query.where(col(AuditEntry.account_id) == wanted.account)
    if wanted.kind is not None:
        query = query.where(col(AuditEntry.kind) == wanted.kind)
    if wanted.enterprises:
        query = query.where(text(_BELONGS).bindparams(enterprises=json.dumps(wanted.enterprises)))
    if wanted.first is not None:
        query = query.where(col(AuditEntry.at) >= _midnight(wanted.first))
    if wanted.last is not None:
        query = query.where(col(AuditEntry.at) < _midnight(wanted.last + timedelta(days=1)))
    if wanted.words:
        query = query.where(col(AuditEntry.summary).contains(wanted.words, autoescape=True))
    return query


_BELONGS: Final = f"""
audit_entry.id IN (
    WITH of_enterprise AS (SELECT value AS id FROM json_each(:enterprises)),
    of_case AS (
        SELECT id FROM award_case WHERE ended IN ('', 'granted') AND enterprise_id IN of_enterprise
        UNION ALL
        SELECT id FROM award_case WHERE ended = 'otherwise' AND enterprise_id IN of_enterprise
    ),
    belonging (kind, id) AS ({
    " UNION ALL ".join(f"SELECT '{kind}', * FROM ({query})" for kind, query in BELONGING.items())
})
    SELECT entry.id FROM belonging
    CROSS JOIN audit_entry entry ON entry.kind = belonging.kind AND entry.subject_id = belonging.id
)
"""


def _midnight(day: date) -> datetime:
    """Return the beginning of a day of this machine's calendar, in UTC."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC)


class _People(NamedTuple):
    has_accounts: bool
    namesakes: Mapping[AccountId, str]


def _people_of(session: Session) -> _People:
    (found,) = driver_of(session).execute("SELECT EXISTS (SELECT 1 FROM account)").fetchone()
    return _People(bool(found), {one: sign_in for one, (_, sign_in) in namesakes_of(session).items()})


def _told(entry: AuditEntry, people: _People) -> Told:
    assert entry.id is not None
    kind = Kind(entry.kind) if entry.kind in set(Kind) else None
    is_unproved = people.has_accounts and entry.account_id is None and entry.actor != PROGRAM.name
    sign_in = people.namesakes.get(entry.account_id, "") if entry.account_id is not None else ""
    return Told(entry.id, entry.at, entry.actor, kind, entry.subject_id, entry.summary, is_unproved, sign_in)
