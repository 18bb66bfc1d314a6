"""What waits for a person to decide, and what persons decided, in one list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.policies.manual.jointly import Joint, open_questions
from domain.policies.manual.listing import (
    Listed,
    State,
    list_decisions,
    list_joint,
    names_text,
    why_waiting,
)
from domain.policies.policy import Policy
from domain.policies.runs.results import Result, Results
from domain.policies.trace import Outcome
from domain.store.engine import Session
from domain.values.ids import EnterpriseId
from gui.formatting import count_text
from gui.forms.editors import SegmentedChoice
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.tables.list_view import ListView
from gui.widgets.cards import EmptyState
from gui.widgets.status import STATUSES, Status, status_of

_WAITING: Final = "waiting"
_STATES: Final = {
    _WAITING: status_of(Outcome.MANUAL),
    State.COUNTS: STATUSES["approved"].named("已认定"),
    State.LAPSED: STATUSES["changed"].named("不再作数"),
    State.IDLE: STATUSES["void"].named("不再需要"),
    State.FOLLOWED: STATUSES["void"].named("已另行认定"),
    State.WITHDRAWN: STATUSES["void"].named("已撤销"),
}
_WORDS: Final[dict[object, str]] = {
    _WAITING: "待认定",
    State.COUNTS: "已认定",
    "past": "不再作数和已撤销",
    "all": "全部",
}


@dataclass(frozen=True, slots=True)
class ManualRow:
    """A clause of an enterprise that waits for a person, or what one decided of it (``given``).

    What is decided of several enterprises at once is one row: ``question`` where it waits, ``ids`` of all.
    """

    enterprise_id: EnterpriseId
    uscc: str
    enterprise_name: str
    clause_id: str
    title: str
    state: str
    reason: str
    given: Listed | None = None
    question: Joint | None = None
    ids: frozenset[EnterpriseId] = frozenset()

    @property
    def key(self) -> object:
        waits = self.enterprise_id, self.clause_id, self.question is None
        return waits if self.given is None else self.given.id

    @property
    def status(self) -> Status:
        return _STATES[self.state]

    @property
    def group(self) -> str:
        return self.state if self.state in (_WAITING, State.COUNTS) else "past"


def read_rows(session: Session, results: Results) -> list[ManualRow]:
    """Return what waits, by the enterprises' names, then what was decided, the latest first.

    What is for a person to decide of several enterprises at once comes first.
    """
    policy, dictionary, among_all = results.policy, results.dictionary, results.among_all
    questions = open_questions(session, among_all)
    asked = {(one.enterprise_id, one.clause_id) for question in questions for one in question.parties}
    cells = results.having(results.cells(), Outcome.MANUAL)
    waiting = [one for one in map(results.result, cells) if one.key not in asked]
    why = why_waiting(session, policy, dictionary, [one.key for one in waiting])
    decided = [*list_decisions(session, policy, dictionary), *list_joint(session, among_all)]
    decided.sort(key=lambda one: -one.id)
    return [
        *map(_joint, questions),
        *(_waiting(policy, one, why.get(one.key)) for one in waiting),
        *map(_decided, decided),
    ]


def _joint(question: Joint) -> ManualRow:
    first, names = question.parties[0], names_text([one.name for one in question.parties])
    ids = frozenset(one.enterprise_id for one in question.parties)
    return ManualRow(
        first.enterprise_id,
        "",
        names,
        first.clause_id,
        question.title,
        _WAITING,
        question.reason,
        question=question,
        ids=ids,
    )


def _waiting(policy: Policy, one: Result, why: str | None) -> ManualRow:
    title = policy.clauses[one.clause_id].title
    return ManualRow(
        one.enterprise_id,
        one.uscc,
        one.enterprise_name,
        one.clause_id,
        title,
        _WAITING,
        why or one.reason,
        ids=frozenset([one.enterprise_id]),
    )


def _decided(one: Listed) -> ManualRow:
    reason = "；".join(filter(None, (one.said, f"理由：{one.given.reason}", f"依据：{one.given.evidence}")))
    return ManualRow(
        one.enterprise_id,
        one.uscc,
        one.enterprise_name,
        one.clause_id,
        one.title,
        one.state,
        reason,
        one,
        ids=frozenset(id_ for id_, _ in one.about),
    )


class ManualList(ListView[ManualRow]):
    """Search, filter by state, and the table; a row that is opened is decided, or looked at."""

    opened = Signal(object)
    """A `ManualRow`."""

    def __init__(
        self,
        find: Callable[[str, Callable[[Sequence[EnterpriseId]], object]], object],
        parent: QWidget | None = None,
    ) -> None:
        self._find = find
        self._rows: list[ManualRow] = []
        self._found: frozenset[EnterpriseId] | None = None
        self.state = SegmentedChoice(_WORDS, called="状态")
        self.model: RowsModel[ManualRow] = RowsModel(_COLUMNS, key=lambda row: row.key)
        super().__init__(
            DataTable(self.model),
            EmptyState(
                "没有要人工认定的",
                "规则不能判定的（如基期为零、没有增长率），列在这里由本单位认定；认定过的也列在这里。",
                icon_name="person",
            ),
            EmptyState("这里没有", "换个词，或点上面的“全部”。", icon_name="search"),
            more=[self.state],
            parent=parent,
        )
        self.search.searched.connect(self._look)
        self.state.value_changed.connect(self._apply)
        self.table.opened.connect(self.opened)

    def show_rows(self, rows: list[ManualRow]) -> None:
        """Take what there is; search and filter stay as they are."""
        self._rows = rows
        self.show_tools(bool(rows))
        self._apply()

    def _look(self, text: str) -> None:
        if text:
            self._find(text, lambda ids: self._on_found(text, ids))
        else:
            self._found = None
            self._apply()

    def _on_found(self, text: str, ids: Sequence[EnterpriseId]) -> None:
        if self.search.query() == text:
            self._found = frozenset(ids)
            self._apply()

    def _apply(self) -> None:
        rows = [row for row in self._rows if self._found is None or row.ids & self._found]
        for value, word in _WORDS.items():
            count = sum(value in ("all", row.group) for row in rows)
            self.state.name(value, f"{word} {count:,}")
        wanted = self.state.value()
        shown = [row for row in rows if wanted in ("all", row.group)]
        self.model.replace(shown)
        self.foot.setText(f"共 {count_text(len(shown), '项')}")

    @property
    def is_filtered(self) -> bool:
        return bool(self._rows)


def _opinion(row: ManualRow) -> str:
    if row.given is None:
        return ""
    if row.given.together is not None:
        return "次序" if row.given.given.place else "分配"
    return "给予" if row.given.given.outcome is Outcome.GRANTED else "不给予"


def _amount(row: ManualRow) -> int | None:
    if row.given is None:
        return None
    together = row.given.together
    given = [row.given.given] if together is None else [one.given for one in together.parts.values()]
    amounts_ = [one.amount for one in given if one.outcome is Outcome.GRANTED]
    return sum(amounts_) if amounts_ else None


_COLUMNS: Final[tuple[Column[ManualRow], ...]] = (
    Column(
        "企业",
        lambda row: row.enterprise_name,
        sorts=True,
        width=230,
        narrowest=150,
        tip=lambda row: f"{row.enterprise_name}\n{row.uscc}",
    ),
    Column("条款", lambda row: row.title, sorts=True, width=190, narrowest=124, tips=True),
    Column("状态", lambda row: row.status.word, status=lambda row: row.status, width=124),
    Column("意见", _opinion, width=72),
    amounts("金额（元）", _amount, width=112),
    Column("说明", lambda row: row.reason, stretches=True, width=240, tips=True),
    Column("认定人", lambda row: "" if row.given is None else row.given.given.who, width=150, narrowest=110),
    Column("统一社会信用代码", lambda row: row.uscc, width=165, only_exported=True),
)
