"""One enterprise: its clauses on the left, and on the right why the chosen one was decided so."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from domain.cases.issued import Standing, Tally, reason_beside
from domain.cases.queries import ListedNotice
from domain.cases.service import reason_against_notice
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.papers.working import Worked
from domain.policies.language.ranges import Result
from domain.policies.one.assessment import assess
from domain.policies.policy import Clause, Policy
from domain.policies.runs.register import Assessed
from domain.policies.runs.summary import is_of_another_industry
from domain.policies.trace import OUTCOME_NAMES, Check, Decision, Outcome, Step
from domain.values.money import Fen
from gui.early.parts import STRETCH, Link, Note, SectionTitle, button, fill, in_column, in_row, named_label
from gui.early.theme import icon_pixmap, px
from gui.formatting import money_text
from gui.pages.assessment.decision_list import ORDER, AssessedRow, outcome_words, rows_of, shown_status
from gui.pages.assessment.whatif import WhatIfPanel
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.widgets.cards import Banner, Card
from gui.widgets.placing import Scrolling, in_grid, split
from gui.widgets.prose import Paragraph
from gui.widgets.status import Status, StatusPill, status_of

_RESULTS: Final = {
    Result.TRUE: status_of("true"),
    Result.FALSE: status_of("false"),
    Result.MISSING: status_of("missing").named("缺资料"),
    Result.UNDECIDABLE: status_of("manual").named("待认定"),
}
_INDENT: Final = 20


class ExplanationView(Scrolling):
    """Explains one decision."""

    field_wanted = Signal(str)
    """The reader wants to fill in this figure; its key as traces write it."""

    clause_wanted = Signal()

    person_wanted = Signal()
    """The reader wants to decide it, or to see what a person decided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def show_decision(
        self,
        policy: Policy,
        clause: Clause,
        decision: Decision,
        dictionary: Dictionary,
        *,
        keep: bool = False,
        notice: ListedNotice | None = None,
        known: Sequence[tuple[str, str, str]] = (),
        leads_to_person: bool = True,
    ) -> None:
        """Explain another decision; `keep` leaves the scroll bar where it is; ``notice`` stands for it.

        ``known`` are figures to be shown in full: label, period and value. What is for a person leads to
        where it is decided.
        """
        self._leads_to_person = leads_to_person
        at = self.verticalScrollBar().value() if keep else 0
        content = QWidget()
        # Else the scroll area keeps room for every line wrapped at its narrowest.
        content.setMinimumHeight(1)
        layout = in_column(
            self._result_card(clause, decision, dictionary, notice),
            spacing=12,
            margins=(0, 0, 4, 8),
            of=content,
        )
        if known:
            layout.addWidget(_known_card(known))
        if decision.checks:
            layout.addWidget(checks_card(decision.checks))
        if decision.steps:
            layout.addWidget(steps_card(decision.steps))
        if decision.instalments:
            layout.addWidget(instalments_card(decision))
        fill(layout, self._wording_card(policy, clause), STRETCH)
        self.setWidget(content)
        self.verticalScrollBar().setValue(at)

    def _result_card(
        self, clause: Clause, decision: Decision, dictionary: Dictionary, notice: ListedNotice | None
    ) -> Card:
        card = Card()
        title = SectionTitle(clause.title)
        title.setWordWrap(True)
        # Who decided, and why, is said below it.
        is_by_person = decision.by_person is not None
        status = shown_status(decision.outcome, decision.amount, None, is_by_person=is_by_person)
        head = in_row((title, 1), (StatusPill(status), Qt.AlignmentFlag.AlignTop), spacing=12)
        card.body.addLayout(head)
        if notice is not None:
            said = reason_beside(notice, decision.outcome, decision.amount, "")
            card.body.addWidget(Paragraph(f"{said}。批准日期 {notice.approved_on.isoformat()}。"))
        if decision.outcome is Outcome.GRANTED:
            amount = named_label("amount", f"{money_text(decision.amount)} 元")
            card.body.addWidget(amount)
            if against := reason_against_notice(decision):
                card.body.addWidget(Paragraph(against))
        elif decision.note and decision.note not in {doubt.text for doubt in decision.doubts}:
            card.body.addWidget(Paragraph(decision.note))
        self._tell_of_person(card, decision)
        if decision.missing:
            card.body.addWidget(Paragraph(_missing_text(decision)))
            for key in decision.missing:
                card.body.addWidget(self._link_to(key, dictionary))
        return card

    def _tell_of_person(self, card: Card, decision: Decision) -> None:
        """Say why a person must decide, or what one did, and lead to where that is done."""
        for doubt in decision.doubts:
            card.body.addWidget(Paragraph(f"须人工认定：{doubt.text}"))
        if decision.by_person is not None:
            card.body.addWidget(Paragraph(decision.by_person.text))
        if self._leads_to_person and (decision.by_person or decision.outcome is Outcome.MANUAL):
            link = Link("人工认定…" if decision.by_person is None else "看这次认定，或撤销…")
            link.followed.connect(self.person_wanted)
            card.body.addWidget(link)

    def _link_to(self, key: str, dictionary: Dictionary) -> Link:
        link = Link(f"去填写：{dictionary.label_of(key)}")
        link.followed.connect(lambda: self.field_wanted.emit(key))
        return link

    def _wording_card(self, policy: Policy, clause: Clause) -> Card:
        card = Card("条文和口径")
        card.body.addWidget(Paragraph(clause.wording))
        for reading in clause.readings:
            card.body.addWidget(Paragraph(f"口径：{reading}"))
        if policy.caveat:
            card.body.addWidget(Note(policy.caveat))
        link = Link("看公式和全部口径")
        link.followed.connect(self.clause_wanted)
        card.body.addWidget(link)
        return card


def _missing_text(decision: Decision) -> str:
    most = f"；补齐后最多可得 {money_text(decision.most)} 元" if decision.most else ""
    return f"还缺 {len(decision.missing)} 项资料{most}。"


def _known_card(known: Sequence[tuple[str, str, str]]) -> Card:
    card = Card("已知数据")
    grid = in_grid(across=16, down=6)
    for column, stretch in enumerate((3, 2, 4)):
        grid.setColumnStretch(column, stretch)
    for row, texts in enumerate(known):
        for column, text in enumerate(texts):
            grid.addWidget(Paragraph(text), row, column, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(grid)
    return card


def checks_card(checks: Sequence[Check]) -> Card:
    """Show each condition with what was found."""
    card = Card("条件")
    grid = in_grid(across=16, down=10)
    for column, (word, stretch) in enumerate((("", 0), ("条件", 4), ("查到的", 5), ("要求", 4))):
        grid.addWidget(Note(word), 0, column)
        grid.setColumnStretch(column, stretch)
    for row, (check, depth) in enumerate(_flat(checks), start=1):
        for column, widget in enumerate(_check_cells(check, depth)):
            grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(grid)
    return card


def _flat(checks: Sequence[Check], depth: int = 0) -> Iterator[tuple[Check, int]]:
    for check in checks:
        yield check, depth
        yield from _flat(check.parts, depth + 1)


def _check_cells(check: Check, depth: int) -> list[QWidget]:
    said = Paragraph(check.text)
    said.setContentsMargins(px(_INDENT * depth), 0, 0, 0)
    # What an alternative found is told by its parts below it.
    found = "" if check.parts and check.required else check.found
    return [
        _mark(_RESULTS[check.result]),
        said,
        Paragraph("；".join(part for part in (found, check.gap) if part)),
        Paragraph(check.required),
    ]


def _mark(status: Status) -> QWidget:
    """Return the sign of a result, with its word."""
    cell = QWidget()
    picture = QLabel(cell)
    picture.setPixmap(icon_pixmap(status.mark, status.ink, 15, cell.devicePixelRatioF()))
    word = QLabel(status.word, cell)
    word.setStyleSheet(f"color: {status.ink}")
    in_row(picture, word, STRETCH, spacing=4, of=cell)
    return cell


def steps_card(steps: Sequence[Step]) -> Card:
    """Show how the amount comes about."""
    card = Card("金额怎么算")
    grid = in_grid(shares=(0, 1), across=16, down=8)
    for row, step in enumerate(steps):
        value = QLabel(f"＝ {step.shown}")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if row == len(steps) - 1:
            value.setObjectName("lastStep")
        grid.addWidget(Note(f"{row + 1}"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Paragraph(step.text), row, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
    card.body.addLayout(grid)
    return card


def instalments_card(decision: Decision) -> Card:
    """Show in which parts it is paid."""
    card = Card("分期拨付")
    for one in decision.instalments:
        line = in_row(
            StatusPill(status_of(one.outcome)),
            (Paragraph(one.title), 1),
            QLabel(f"{money_text(one.amount)} 元"),
        )
        card.body.addLayout(line)
    return card


class EnterpriseView(QWidget):
    """Shows what was decided for one enterprise; lets figures be changed to see what would be."""

    field_wanted = Signal(str)
    clause_wanted = Signal(str)
    working_wanted = Signal(Worked, int)
    """How this was decided is to be put on paper."""

    person_wanted = Signal(str)
    """A clause is to be decided by a person, or what a person decided is to be seen; its id."""

    selection_changed = Signal()

    def __init__(self, dictionary: Dictionary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dictionary = dictionary
        self.policy: Policy | None = None
        self.entry: Assessed | None = None
        self.model: RowsModel[AssessedRow] = RowsModel(_COLUMNS, key=lambda row: row.clause.id, parent=self)
        self.table: DataTable[AssessedRow] = DataTable(self.model, self)
        self.totals = Note("", self)
        self._other: list[AssessedRow] = []
        self.fold = Link("", self)
        self.fold.setToolTip("这些条款只补助别的行业，由统计专业或行业代码定")
        self.what_if_button = button("试算", self._on_what_if, icon_name="edit")
        self.working_button = button("核定过程单…", self._on_working, icon_name="print")
        self.working_button.setToolTip("这一条怎么算出来的，印在一张纸上；不符合的写明差多少")
        self.what_if = WhatIfPanel(self)
        self.banner = Banner("info", "edit", self)
        self.explanation = ExplanationView(self)
        self._lay_out()
        self.table.current_changed.connect(self._on_current_changed)
        self.fold.followed.connect(self._on_fold)
        self.what_if.changed.connect(self._on_what_if_changed)
        self.what_if.ended.connect(self._on_what_if_ended)
        self.explanation.field_wanted.connect(self.field_wanted)
        self.explanation.clause_wanted.connect(partial(self._tell_clause, self.clause_wanted))
        self.explanation.person_wanted.connect(partial(self._tell_clause, self.person_wanted))

    @property
    def is_trying(self) -> bool:
        """Whether a what-if is going on."""
        return self._left.currentWidget() is self.what_if

    def show_entry(self, policy: Policy, entry: Assessed, standing: Standing, *, clause_id: str = "") -> None:
        """Show an enterprise, at a clause or at the one shown before, else at what it is granted.

        What it is granted comes first, then what it lacks little of; clauses of other industries are folded
        away.
        """
        is_another = self.entry is None or self.entry.enterprise_id != entry.enterprise_id
        self.policy, self.entry = policy, entry
        self._on_what_if_ended()
        rows = rows_of(entry, standing, self._dictionary)
        rows.sort(key=lambda row: (row.notice is None, ORDER.index(row.decision.outcome)))
        self._other = [
            row
            for row in rows
            if row.notice is None
            and row.decision.outcome is Outcome.NOT_MET
            and is_of_another_industry(row.clause, entry.facts)
        ]
        is_unfolded = not is_another and self._is_unfolded
        if clause_id in {row.clause.id for row in self._other}:
            is_unfolded = True
        self._show_rows([row for row in rows if row not in self._other], is_unfolded)
        self.totals.setText(_tally(rows, standing).text)
        if clause_id:
            self.table.select_key(clause_id)
        if rows and (self.table.current_row() is None or (is_another and not clause_id)):
            self.table.select_key(self.model.row_at(0).clause.id if self.model.rows else "")
        self._on_current_changed(self.table.current_row())

    @property
    def _is_unfolded(self) -> bool:
        return bool(self._other) and any(row in self._other for row in self.model.rows)

    def _show_rows(self, own: list[AssessedRow], is_unfolded: bool) -> None:
        # Where nothing else is left there is nothing to fold away from.
        is_unfolded = is_unfolded or not own
        self.model.replace([*own, *(self._other if is_unfolded else ())])
        words = f"不属于本企业行业的 {len(self._other)} 条"
        self.fold.setText(f"{words}　{'收起' if is_unfolded else '展开'}")
        self.fold.setVisible(bool(self._other) and bool(own))

    def _on_fold(self) -> None:
        own = [row for row in self.model.rows if row not in self._other]
        self._show_rows(own, not self._is_unfolded)
        if self.table.current_row() is None and own:
            self.table.select_key(own[0].clause.id)

    def selected(self) -> list[AssessedRow]:
        """Return what a notice would be issued for: nothing while a what-if goes on."""
        return [row for row in self.beginnable() if row.is_printable]

    def beginnable(self) -> list[AssessedRow]:
        """Return what cases could be made for, as `selected`."""
        return [] if self.is_trying else [row for row in self.model.rows if row.is_beginnable]

    def _lay_out(self) -> None:
        clauses = QWidget(self)
        clauses.setMinimumWidth(px(352))
        in_column(
            (self.table, 1),
            self.fold,
            in_row((self.totals, 1), self.working_button, self.what_if_button),
            spacing=10,
            of=clauses,
        )
        self._left = QStackedWidget(self)
        self._left.addWidget(clauses)
        self._left.addWidget(self.what_if)
        right = QWidget(self)
        in_column(self.banner, (self.explanation, 1), spacing=12, of=right)
        # Where there is little room both give some, so that no figure of the explanation is cut.
        splitter = split(Qt.Orientation.Horizontal, (self._left, 420, 2), (right, 640, 3), parent=self)
        in_column(splitter, of=self)

    def _explain(self, row: AssessedRow, decision: Decision, *, keep: bool = False) -> None:
        assert self.policy is not None
        self.explanation.show_decision(
            self.policy,
            row.clause,
            decision,
            self._dictionary,
            keep=keep,
            notice=row.notice,
            leads_to_person=not self.is_trying,
        )

    def _on_current_changed(self, row: AssessedRow | None) -> None:
        if row is not None:
            self._explain(row, row.decision)
        self.what_if_button.setEnabled(row is not None)
        self.working_button.setEnabled(row is not None)

    def _on_working(self) -> None:
        row = self.table.current_row()
        if row is not None and self.policy is not None:
            self.working_wanted.emit(
                Worked(self.policy, row.clause, row.entry.facts, row.decision, self._dictionary),
                row.entry.enterprise_id,
            )

    def _on_what_if(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        self.what_if.start(row.clause, row.entry.facts, self._dictionary)
        self._left.setCurrentWidget(self.what_if)
        self.what_if.take_focus()
        self.banner.say(f"试算，没有保存。实际结果：{_result_text(row.decision)}")
        self.selection_changed.emit()

    def _on_what_if_changed(self, facts: EnterpriseFacts) -> None:
        row = self.table.current_row()
        assert self.policy is not None
        assert row is not None
        decisions = assess(self.policy, facts, self._dictionary, row.entry.by_person)
        decision = next(one for one in decisions if one.clause_id == row.clause.id)
        self.banner.say(
            f"试算，没有保存。实际结果：{_result_text(row.decision)}；试算结果：{_result_text(decision)}"
        )
        self._explain(row, decision, keep=True)

    def _on_what_if_ended(self) -> None:
        if self.is_trying:
            self._left.setCurrentIndex(0)
            self.table.setFocus()
        self.banner.say("")
        self._on_current_changed(self.table.current_row())
        self.selection_changed.emit()

    def _tell_clause(self, wanted: SignalInstance) -> None:
        row = self.table.current_row()
        if row is not None:
            wanted.emit(row.clause.id)


def _tally(rows: list[AssessedRow], standing: Standing) -> Tally:
    granted = [row for row in rows if row.decision.outcome is Outcome.GRANTED]
    issued = sum(row.notice is not None for row in granted)
    zero = sum(row.notice is None and not row.decision.amount for row in granted)
    in_cases = sum(row.has_case and bool(row.decision.amount) for row in granted)
    amount = Fen(sum(row.decision.amount for row in granted))
    return Tally(len(granted), issued, zero, in_cases, amount, withheld=bool(standing.against))


def _result_text(decision: Decision) -> str:
    word = OUTCOME_NAMES[decision.outcome]
    return f"{word} {money_text(decision.amount)} 元" if decision.outcome is Outcome.GRANTED else word


_COLUMNS: Final[tuple[Column[AssessedRow], ...]] = (
    Column(
        "条款",
        lambda row: row.clause.title,
        stretches=True,
        width=110,
        tip=lambda row: row.reason or row.clause.title,
    ),
    Column(
        "结果",
        lambda row: outcome_words(row.decision.outcome, row.notice, is_by_person=row.is_by_person),
        status=lambda row: shown_status(
            row.decision.outcome, row.decision.amount, row.notice, is_by_person=row.is_by_person
        ),
        width=116,
    ),
    amounts(
        "金额（元）",
        lambda row: row.decision.amount if row.decision.outcome is Outcome.GRANTED else None,
        width=116,
        sorts=False,
    ),
    Column("说明", lambda row: row.reason, width=300, only_exported=True),
    Column(
        "通知书文号",
        lambda row: row.notice.number if row.notice is not None else "",
        width=190,
        only_exported=True,
    ),
)
