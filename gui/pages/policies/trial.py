"""Formulas of a clause changed in a copy: what that would do to the register, and a new version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from domain.funds.forecast import Fit, fit_into
from domain.policies.agreement.differences import disagreements_in, years_of
from domain.policies.files.files import PolicyMistakes
from domain.policies.policy import Clause, Policy
from domain.policies.runs.results import Difference
from domain.policies.runs.summary import Totals
from domain.policies.shelf import import_policy, list_shelf
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.policies.trials.drafting import Draft, Place, free_version
from domain.policies.trials.trying import Effect, OneShort, find_one_short, try_policy
from domain.store.acts import Action
from domain.values.errors import BadInput
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Complaint, Look, Note, button, fill, in_column, in_row
from gui.early.theme import px
from gui.files.exporting import Exporter
from gui.formatting import DASH, count_text, money_text
from gui.forms.editors import MoneyEdit, SegmentedChoice
from gui.jobs import Job
from gui.pages.funds.forecasting import fit_text
from gui.pages.policies.disagreements import DisagreementBanner, short_text
from gui.services import AppContext, Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.widgets.cards import Banner, Card, EmptyState, WhenEmpty
from gui.widgets.dialog import Whole, confirm
from gui.widgets.formula_text import FormulaEdit
from gui.widgets.placing import FlowLayout, Scrolling, split
from gui.widgets.prose import Paragraph

_PAUSE_MS: Final = 400
"""How long nothing must be typed before the register is decided anew."""
_MOST_SHORT: Final = 300
_DIFFERENCES, _ONE_SHORT = "differences", "one_short"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a draft would do, who is one condition short under it, and whether the year's budget suffices."""

    effect: Effect
    short_count: int
    short: Sequence[OneShort]
    fit: Fit | None


class TrialView(QWidget):
    """Left the formulas, each with what is wrong with it; right what comes of them."""

    version_saved = Signal()
    enterprise_wanted = Signal(str)
    """An enterprise of the list was opened; its code."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.draft: Draft | None = None
        self.editors: dict[Place, FormulaEdit] = {}
        self._complaints: dict[Place, QLabel] = {}
        self._job: Job | None = None
        self.banner = Banner("error", "error", self)
        self.examples = Note("", self)
        self.disagreements = DisagreementBanner(self)
        self.said = Paragraph("", self)
        self.budget = MoneyEdit("选填")
        self.budget.setAccessibleName("预算")
        self.budget_said = Note("", self)
        self.year_said = Paragraph("", self)
        self.view = SegmentedChoice({_DIFFERENCES: "有变化的", _ONE_SHORT: "只差一个条件的"}, self)
        self.view.set_value(_DIFFERENCES)
        self.reset_button = button("还原", self.reset, icon_name="undo")
        self.save_button = button("存为新版本…", self._on_save, look=Look.PRIMARY, icon_name="save")
        services.permits.hold(Action.POLICY_IMPORT, self.save_button)
        self.differences: RowsModel[Difference] = RowsModel(
            _DIFFERENCE_COLUMNS, key=lambda one: one.result.key, parent=self
        )
        self.difference_table: DataTable[Difference] = DataTable(self.differences, self)
        self.short: RowsModel[OneShort] = RowsModel(
            _SHORT_COLUMNS, key=lambda one: one.enterprise_id, parent=self
        )
        self.short_table: DataTable[OneShort] = DataTable(self.short, self)
        exporter = Exporter(services, self)
        exporter.offer(self.difference_table, "试改后有变化的企业")
        exporter.offer(self.short_table, "只差一个条件的企业")
        self._effect: Effect | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._try)
        self._lay_out()
        self.budget.value_changed.connect(self._show_budget)
        self.view.value_changed.connect(self._on_view_chosen)
        self.difference_table.opened.connect(lambda one: self.enterprise_wanted.emit(one.result.uscc))
        self.short_table.opened.connect(lambda one: self.enterprise_wanted.emit(one.uscc))

    def show_clause(self, policy: Policy, clause: Clause) -> None:
        """Begin with a clause as it is."""
        context = self._services.context
        self.draft = Draft.of(policy, clause.id, context.shipped.office)
        self.editors, self._complaints = {}, {}
        content = QWidget()
        layout = in_column(spacing=4, margins=(0, 0, 8, 0), of=content)
        words = self.draft.words()
        for place, formula in self.draft.formulas().items():
            self._add(layout, place, formula, words)
        layout.addStretch(1)
        self._scroll.setWidget(content)
        self._try()

    def reset(self) -> None:
        """Put the formulas back as they are in force."""
        if self.draft is not None:
            for place, formula in self.draft.formulas().items():
                self.editors[place].setPlainText(formula)

    def changed_draft(self) -> Draft | None:
        """Return the draft with what is typed; None where nothing is shown."""
        draft = self.draft
        for place, editor in self.editors.items():
            draft = draft.changed(place, editor.formula()) if draft is not None else None
        return draft

    def _add(self, layout: QVBoxLayout, place: Place, formula: str, words: Sequence[str]) -> None:
        label = Paragraph(place.label)
        label.setContentsMargins(0, px(8) if self.editors else 0, 0, 0)
        editor = FormulaEdit(formula, words, self)
        editor.setAccessibleName(place.label)
        editor.value_changed.connect(self._pause.start)
        complaint = Complaint(self)
        fill(layout, label, editor, complaint)
        self.editors[place], self._complaints[place] = editor, complaint

    # Trying

    def _try(self) -> None:
        self._pause.stop()
        draft = self.changed_draft()
        if draft is None:
            return
        self.reset_button.setEnabled(bool(draft.changes))
        try:
            after = draft.read()
        except PolicyMistakes as mistakes:
            self._show_mistakes(mistakes.complaints)
            self.save_button.setEnabled(False)
            self._right.setEnabled(False)
            return
        self._show_mistakes(())
        self._show_examples(draft, after)
        clause = after.clauses[draft.clause_id]
        self.disagreements.say(short_text(disagreements_in(after, clause, years_of(after))))
        self.save_button.setEnabled(bool(draft.changes))
        if self._job is not None:
            self._job.cancel()
        context = self._services.context
        self._job = self._services.jobs.run(
            partial(_tried, context, draft.policy, after, draft.clause_id),
            partial(self._on_tried, draft),
            owner=self,
            label="正在试算",
        )

    def _show_examples(self, draft: Draft, after: Policy) -> None:
        """Run the cases that came with the clause on the draft."""
        tried = draft.try_examples(after)
        failed = [one for one in tried if not one.is_as_expected]
        lines = [f"随附案例 {len(tried)} 个，{len(tried) - len(failed)} 个相符。"] if tried else []
        lines += [f"· {one.example.name}：应为 {one.expected_text}，现为 {one.found_text}" for one in failed]
        self.examples.setText("\n".join(lines))
        self.examples.setVisible(bool(lines))

    def _show_mistakes(self, complaints: Sequence[str]) -> None:
        others = list(complaints)
        for place, label in self._complaints.items():
            own = [one for one in others if f"{place.name}：" in one]
            others = [one for one in others if one not in own]
            label.setText("\n".join(_said_of(one, place) for one in own))
            label.setVisible(bool(own))
        self.banner.say("\n".join(others))

    def _on_tried(self, draft: Draft, tried: Tried) -> None:
        if self.draft is None or draft.clause_id != self.draft.clause_id:
            return
        self._right.setEnabled(True)
        self._effect = tried.effect
        self.said.setText("\n".join(_effect_lines(tried.effect, has_changes=bool(draft.changes))))
        self.year_said.setText(fit_text(tried.fit) if tried.fit is not None else "")
        self.year_said.setVisible(tried.fit is not None)
        self.differences.replace(list(tried.effect.differences))
        self.short.replace(list(tried.short))
        shown = len(tried.short)
        more = f"，列出前 {shown:,} 户" if tried.short_count > shown else ""
        self._short_said.setText(
            f"适用对象都符合、只有一个条件不满足的 {count_text(tried.short_count, '户')}{more}"
        )
        self._show_budget()

    def _show_budget(self) -> None:
        try:
            budget = self.budget.value()
        except BadInput as error:
            self.budget_said.setText(str(error))
            return
        if not isinstance(budget, int) or self._effect is None:
            self.budget_said.setText("填写预算，看够不够。")
            return
        left = budget - self._effect.after.amount
        word = f"结余 {money_text(left)} 元" if left >= 0 else f"超出 {money_text(-left)} 元"
        self.budget_said.setText(f"改后合计 {money_text(self._effect.after.amount)} 元，{word}")

    def _on_view_chosen(self) -> None:
        self._tables.setCurrentIndex(0 if self.view.value() == _DIFFERENCES else 1)

    # Keeping

    def _on_save(self) -> None:
        draft = self.changed_draft()
        if draft is None or not draft.changes:
            return
        confirm(
            self,
            "存为新版本？",
            f"改动将存为《{draft.policy.title}》的新版本，放在“政策文件”里，还没有启用。"
            "条文和口径不会自动跟着改；不再相符的随附案例，应得结果会改成新公式算出的结果。启用前请核对。",
            "存为新版本",
            lambda: self._save(draft),
        )

    def _save(self, draft: Draft) -> None:
        context = self._services.context
        because = f"本单位在第 {draft.policy.version} 版上试改而成"
        self._services.jobs.run(
            lambda _: keep_draft(context, draft, because),
            self._on_saved,
            busy=self.save_button,
            owner=self,
            label="正在保存",
        )

    def _on_saved(self, version: str) -> None:
        self._services.messages.success(f"已存为第 {version} 版，核对后再启用")
        self.version_saved.emit()

    def _lay_out(self) -> None:
        left = Card("公式", self)
        left.body.addWidget(Note("改动只在这里试算，不影响现行政策。写错的地方会在下面提示。"))
        left.body.addWidget(self.banner)
        self._scroll = Scrolling(self)
        self._scroll.setObjectName("onCard")
        left.body.addWidget(self._scroll, 1)
        left.body.addWidget(self.disagreements)
        left.body.addWidget(self.examples)
        left.body.addLayout(in_row(self.reset_button, STRETCH, self.save_button))
        # What comes of a formula that cannot be read is unknown: what was found before it is shown greyed.
        right = self._right = Whole(self)
        effect = Card("对全部企业的影响", right)
        effect.body.addWidget(self.said)
        line = FlowLayout(spacing=px(10))
        line.addWidget(QLabel("预算（元）", effect))
        self.budget.setFixedWidth(px(170))
        line.addWidget(self.budget)
        self.budget_said.setWordWrap(False)
        line.addWidget(self.budget_said)
        effect.body.addLayout(line)
        effect.body.addWidget(self.year_said)
        choice = in_row(self.view, STRETCH)
        self._tables = QStackedWidget(right)
        none = EmptyState("没有变化", "改动左边的公式，这里列出谁增谁减。", icon_name="table")
        self._tables.addWidget(WhenEmpty(self.difference_table, self.differences, none))
        self._tables.addWidget(self._short_part())
        in_column(effect, choice, (self._tables, 1), spacing=10, of=right)
        splitter = split(Qt.Orientation.Horizontal, (left, 440, 0), (right, 640, 1), parent=self)
        in_column(splitter, of=self)

    def _short_part(self) -> QWidget:
        part = QWidget(self)
        self._short_said = Note("", part)
        column = in_column(self._short_said, spacing=6, of=part)
        none = EmptyState("没有", "没有只差一个条件的企业；逐个审核的条款不列。", icon_name="check")
        column.addWidget(WhenEmpty(self.short_table, self.short, none), 1)
        return part


def _tried(context: AppContext, before: Policy, after: Policy, clause_id: str, reporter: Reporter) -> Tried:
    store, dictionary = context.store, context.dictionary.extended(before.facts)
    effect = try_policy(store, before, after, dictionary, reporter, clause_id=clause_id)
    count, short = find_one_short(store, after, clause_id, dictionary, reporter, most=_MOST_SHORT)
    fit = store.ask(fit_into, before.id, date.today().year, effect.awards)
    return Tried(effect, count, short, fit)


def keep_draft(context: AppContext, draft: Draft, because: str) -> str:
    """Put a draft on the shelf as a new version, and say why it is there; return what it is called."""
    policy = draft.policy
    shelf = context.store.ask(list_shelf, context.shipped.office)
    taken = {one.version for one in shelf if one.policy_id == policy.id} | {policy.version}
    if policy.id in context.shipped.policies:
        taken.add(context.shipped.policies[policy.id].version)
    version = free_version(policy.version, taken)
    name = f"{policy.id}-{version}.toml"
    raw = draft.file(version, draft.try_examples(draft.read()))
    import_policy(context.seat, raw, name, context.shipped, accepted_because=because)
    return version


def _said_of(complaint: str, place: Place) -> str:
    """Return what is wrong with a formula, without where it stands and how it reads.

    >>> award = Place("award", None, "award", "金额")
    >>> _said_of("草稿：条款 rent：第 9 行，award：第 3 列：没有“租金”。公式：租金 × 5%", award)
    '第 3 列：没有“租金”'
    """
    return complaint.partition(f"{place.name}：")[2].partition("。公式：")[0]


def _effect_lines(effect: Effect, *, has_changes: bool) -> list[str]:
    lines = [f"现在：{_totals_text(effect.before)}"]
    if not has_changes:
        return lines
    sign = "+" if effect.gain > 0 else ""
    return [
        *lines,
        f"改后：{_totals_text(effect.after)}",
        f"增加 {count_text(effect.gainers, '项')}，减少 {count_text(effect.losers, '项')}，"
        f"金额 {sign}{money_text(effect.gain)} 元",
    ]


def _totals_text(totals: Totals) -> str:
    granted = count_text(totals.count(Outcome.GRANTED), "户")
    rest = "".join(
        f"，{OUTCOME_NAMES[one]} {totals.count(one):,}"
        for one in (Outcome.MISSING, Outcome.MANUAL)
        if totals.count(one)
    )
    return f"符合 {granted}，合计 {money_text(totals.amount)} 元{rest}"


def _reason(one: Difference) -> str:
    return one.after.reason if one.after is not None else ""


_DIFFERENCE_COLUMNS: Final[tuple[Column[Difference], ...]] = (
    Column("企业", lambda one: one.result.enterprise_name, sorts=True, width=170, tips=True),
    Column("现在", lambda one: one.before.text if one.before else DASH, width=124),
    Column("改后", lambda one: one.after.text if one.after else DASH, width=124),
    amounts("增减（元）", lambda one: one.gain, width=110, is_signed=True),
    Column("改后的说明", _reason, stretches=True, width=110, tips=True),
    Column("统一社会信用代码", lambda one: one.result.uscc, width=165, only_exported=True),
)
_SHORT_COLUMNS: Final[tuple[Column[OneShort], ...]] = (
    Column("企业", lambda one: one.enterprise_name, sorts=True, width=170, tips=True),
    Column("差的条件", lambda one: one.condition, sorts=True, stretches=True, width=150, tips=True),
    Column("差多少", lambda one: one.gap or "—", width=130),
    Column("查到的", lambda one: one.found, width=170, tips=True),
    Column("统一社会信用代码", lambda one: one.uscc, width=165, only_exported=True),
)
