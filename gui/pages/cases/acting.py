"""办理: what is about to be done of one case or of hundreds; said before, and said after.

What can be done of a selection, `domain.cases.awards.stepping.doings_of` says.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from domain.cases.awards.reading import Case, read_cases
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import (
    Doing,
    Foresight,
    Line,
    Offer,
    Verdict,
    doings_of,
    foresee,
    take_step,
)
from domain.cases.documents.kinds import CasePaper, papers_of
from domain.funds.sharing import is_shared_out
from domain.office.calendar.working_days import Period
from domain.roads.road import Kind, Publicity
from domain.roads.walking import Move, NotNow
from domain.store.acts import Action
from domain.store.engine import Session
from domain.values.ids import CaseId
from domain.values.progress import Reporter
from gui.early.action_row import ActionRow
from gui.early.parts import STRETCH, Look, Note, PushButton, button, fill, in_row
from gui.early.theme import icon
from gui.formatting import count_text, date_text, money_text
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox, LongTextEdit
from gui.forms.form import Form
from gui.pages.cases.answers import AnswersDialog
from gui.pages.cases.asking import KEEP, TAKE_IN, StepDialog, change_dialog, undo_of
from gui.pages.cases.documents import show_paper
from gui.pages.cases.prolonging import ProlongDialog
from gui.pages.cases.sharing import ShareDialog
from gui.pages.cases.telling import TITLE as TELL
from gui.pages.cases.telling import TellDialog
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.targets import ToCase
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog, opened
from gui.widgets.status import ATTENTION, GOOD, NEUTRAL, STATUSES, Status

_ENDING: Final = frozenset({Kind.REFUSE, Kind.WITHDRAW})
_LOOKS: Final = {
    Verdict.PASSES: GOOD,
    Verdict.WAITS: ATTENTION,
    Verdict.LACKS: ATTENTION,
    Verdict.CHANGED: STATUSES["changed"],
    Verdict.NOT_ITS_TURN: NEUTRAL,
}
_WIDE, _NARROW = 860, 640
MOST: Final = 2_000
"""So many cases are taken along at once: each is read whole before."""
_REASON, _SINCE, _WHO = "remark", "public_from", "objector"
_NAMELESS: Final = "匿名"
_OBJECTORS: Final = {
    "单位": "单位，书面并盖公章",
    "个人": "个人，书面签名并留联系方式",
    _NAMELESS: "匿名，或没有盖章、签名",
}
"""Who may object to what is publicised: by a real name, in writing."""


def _against_objector(who: object) -> dict[str, str]:
    """Complain of who objects, where that is not said, or is nobody."""
    if not who:
        return {_WHO: "请选择是谁提出的异议"}
    if who == _NAMELESS:
        return {_WHO: "匿名的异议不予受理：请对方补盖公章，或签名并留联系方式后再登记"}
    return {}


def _remark(values: Mapping[str, Any]) -> str:
    """Return what is to be said of it; of an objection, by whom it was made as well."""
    who, said = values.get(_WHO), values.get(_REASON, "")
    return f"{who}实名提出：{said}" if who else said


def act_on(
    parent: QWidget,
    services: Services,
    ids: Sequence[CaseId],
    doing: Doing,
    on_done: Callable[[], None] | None = None,
) -> None:
    """Have something done of cases: say before what would happen to each, do it once that is chosen."""
    ActDialog(parent, services, ids, doing, on_done).open()


@dataclass(frozen=True, slots=True)
class Publishing:
    """A publicity that would begin, on the road called so."""

    road: str
    publicity: Publicity


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would happen, as far as a clerk is told."""

    foresight: Foresight
    rules: Rules

    @property
    def passing(self) -> list[Line]:
        return self.foresight.having(Verdict.PASSES)

    @property
    def queued(self) -> list[Line]:
        """Those for which there is no money yet: they are put on the waiting list."""
        return self.foresight.having(Verdict.WAITS)

    @property
    def held(self) -> list[Line]:
        """Those that cannot go, in the order of the verdicts."""
        order = list(Verdict)
        rest = [line for line in self.foresight.lines if line.verdict is not Verdict.PASSES]
        return sorted(rest, key=lambda line: order.index(line.verdict))

    @property
    def title(self) -> str:
        """What it is called."""
        return next((line.step.title for line in self.foresight.lines if line.step), "办理")

    @property
    def needs_reason(self) -> bool:
        return any(line.step is not None and line.step.needs_reason for line in self.passing)

    @property
    def is_objection(self) -> bool:
        """Whether somebody's objection is registered by it."""
        return any(
            line.step is not None
            and line.step.move is Move.BEGIN
            and line.step.id in line.case.road.beside
            and line.case.road.beside[line.step.id].kind is Kind.OBJECT
            for line in self.passing
        )

    @property
    def ends(self) -> bool:
        """Whether it ends cases that are not granted by it."""
        return any(
            line.step is not None
            and line.step.id in line.case.road.beside
            and line.case.road.beside[line.step.id].kind in _ENDING
            for line in self.passing
        )

    @property
    def publishing(self) -> list[Publishing]:
        """The publicities that it begins, one of each kind."""
        found = (
            Publishing(line.case.road.title, state.publicity)
            for line in self.passing
            if line.step is not None and line.step.move is Move.ONWARD
            if (state := line.case.road.states[line.step.id]).publicity is not None
        )
        return list({one.publicity: one for one in found}.values())

    def answerable(self, *, is_taken: bool) -> list[Case]:
        """Return those of which what changed can be taken in, or not."""
        changed = self.foresight.having(Verdict.CHANGED)
        return [one.case for one in changed if one.change and (one.change.now or not is_taken)]

    def leads(self) -> str:
        """Say where the cases go."""
        to = Counter(
            line.case.road.title_of(line.step.to)
            for line in self.passing
            if line.step is not None and line.step.to != line.case.standing.at
        )
        if len(to) == 1:
            return f"办理后到“{next(iter(to))}”"
        return f"办理后：{'，'.join(f'{count} 件到“{title}”' for title, count in to.items())}" if to else ""

    def voids(self) -> str:
        """Say which signatures do not count any more."""
        gone = Counter(line.words for line in self.passing if line.words)
        if not gone:
            return ""
        if len(self.foresight.lines) == 1:
            return f"{next(iter(gone))}，要重新办理"
        return f"{'；'.join(f'{count} 件{words}' for words, count in gone.items())}，要重新办理"

    def ends_of_publicity(self, first: date) -> str:
        """Say until when it would be public."""
        several = self.publishing
        return "；".join(
            f"{f'“{one.road}”' if len(several) > 1 else ''}{self._end(one.publicity, first)}"
            for one in several
        )

    def _end(self, publicity: Publicity, first: date) -> str:
        end = self.rules.calendar.end_of(Period(first, publicity.runs, publicity.counts_first))
        caveat = f"（{end.caveat}）" if end.caveat else ""
        counted = "首日算在内" if publicity.counts_first else "从次日起算"
        return f"公示{publicity.runs.text}，{counted}，到{date_text(end.value)}期满{caveat}"


class ActDialog(Dialog):
    """Says what will happen to each case, and does it to those that can go, once that was chosen."""

    def __init__(
        self,
        parent: QWidget,
        services: Services,
        ids: Sequence[CaseId],
        doing: Doing,
        on_done: Callable[[], None] | None,
    ) -> None:
        super().__init__(parent, "办理事项", width=_WIDE if len(ids) > 1 else _NARROW)
        self.prospect: Prospect | None = None
        self._over, self._services, self._ids, self._doing = parent, services, list(ids), doing
        self._on_done, self._is_open, self._refusal = on_done, True, ""
        self.heading = self.add_title("正在核对…")
        self.news = Banner("warning", "warning", self)
        self.sums = Note(f"正在核对 {count_text(len(ids), '件')}事项现在能不能办理。", self)
        self.voided = Banner("warning", "warning", self)
        self.held = RowsModel[Line](_HELD, key=lambda line: line.case.id)
        self.table = DataTable(self.held, self)
        self.table.setAccessibleName("不能办理的事项")
        self.table.opened.connect(self._on_opened)
        self.open_hint = Note("双击一行，打开那件事项。", self)
        self.keep_button = button("", partial(self._on_change, is_taken=False), look=Look.LINK, parent=self)
        self.take_button = button("", partial(self._on_change, is_taken=True), look=Look.LINK, parent=self)
        services.permits.hold(Action.CASE_KEEP, self.keep_button)
        services.permits.hold(Action.CASE_TAKE_IN, self.take_button)
        self.answers: StepDialog | None = None
        self.form: Form | None = None
        self.until = Note("", self)
        self._fields = in_row()
        self.go_button = button("办理", self._on_go, look=Look.PRIMARY, shortcut="Ctrl+Return", parent=self)
        self.close_button = button("取消", self.reject, parent=self)
        answers = (self.keep_button, self.take_button)
        below = in_row((self.open_hint, 1), *answers, spacing=12)
        fill(self.body, self.news, self.sums, self.voided, (self.table, 1), below, self._fields)
        fill(self.foot, STRETCH, self.close_button, self.go_button)
        for one in (self.table, self.open_hint, *answers, self.until, self.go_button):
            one.hide()
        self.finished.connect(self._on_finished)
        self._look()

    def _look(self) -> None:
        context = self._services.context

        def work(_: Reporter) -> Prospect:
            rules = context.rules
            return Prospect(
                context.store.ask(lambda s: foresee(s, self._ids, self._doing, context.seat.who, rules)),
                rules,
            )

        self._services.jobs.read(work, self._show, on_failed=self._on_unread, owner=self)

    def _on_unread(self, error: Exception) -> None:
        self.heading.setText("没有核对")
        self.sums.hide()
        self.news.say(str(error))

    def _show(self, prospect: Prospect) -> None:
        self.prospect = prospect
        passing, held = prospect.passing, prospect.held
        is_one = len(self._ids) == 1
        self.heading.setText(_heading(prospect))
        self.sums.setVisible(not is_one or bool(passing))
        self.sums.setText(_one_said(prospect) if is_one else _said(prospect))
        if is_one and held:
            self.news.say("\n".join(filter(None, (self._refusal, _why_not(held[0])))))
        self.voided.say(prospect.voids())
        self.held.replace([] if is_one else held)
        for one in (self.table, self.open_hint):
            one.setVisible(bool(held) and not is_one)
        self._offer_answers(prospect)
        self._ask(prospect)
        can_go = bool(prospect.foresight.passing)
        self.go_button.setVisible(can_go)
        self.go_button.setEnabled(True)
        self.go_button.setText(_word(prospect))
        self.go_button.setProperty("look", str(Look.DANGER if prospect.ends else Look.PRIMARY))
        self.go_button.style().polish(self.go_button)
        self.close_button.setText("取消" if can_go else "关闭")
        self.go_button.setDefault(can_go and not prospect.ends)
        (self._first_field() or (self.go_button if can_go else self.close_button)).setFocus()

    def _offer_answers(self, prospect: Prospect) -> None:
        """Offer to answer what has changed of all that have, in one act."""
        for one, is_taken in ((self.keep_button, False), (self.take_button, True)):
            count = len(prospect.answerable(is_taken=is_taken))
            one.setVisible(count > 0 and len(self._ids) > 1)
            one.setText(f"{count_text(count, '件')}都{TAKE_IN if is_taken else KEEP}…")

    def _on_change(self, *, is_taken: bool) -> None:
        assert self.prospect is not None
        cases = self.prospect.answerable(is_taken=is_taken)
        self.answers = change_dialog(self, self._services, cases, is_taken=is_taken)
        self.answers.accepted.connect(self._look)

    def _ask(self, prospect: Prospect) -> None:
        """Ask for what it takes; once only, so that nothing typed is lost when it is looked at again."""
        if self.form is not None or not prospect.foresight.passing:
            return
        form = Form(self._checked, self, label_width=72, editor_width=400)
        if prospect.publishing:
            today = prospect.rules.today()
            since = OptionalDateEdit(may_be_none=False)
            since.set_value(today)
            since.value_changed.connect(self._on_since)
            form.add(_SINCE, "公示首日", since, required=True, width=180)
            form.add_row(self.until)
            self.until.setText(prospect.ends_of_publicity(today))
            self.until.show()
        if prospect.is_objection:
            form.add(_WHO, "谁提出", ChoiceBox(_OBJECTORS, unset_word="请选择"), required=True, width=280)
        if prospect.needs_reason:
            form.add(_REASON, "理由", LongTextEdit("写明原因，会留在这件事项的记录里"), required=True)
        else:
            form.add(_REASON, "意见", LongTextEdit("可以不填", lines=2))
        self.form = form
        self._fields.addWidget(form)

    def _first_field(self) -> QWidget | None:
        if self.form is None or self.prospect is None or not self.prospect.passing:
            return None
        asked = next((one for one in (_SINCE, _REASON) if one in self.form.binding), "")
        if asked == _REASON and not self.prospect.needs_reason:
            return None
        return self.form.findChild(OptionalDateEdit if asked == _SINCE else LongTextEdit)

    def _checked(self, values: dict[str, Any]) -> Mapping[str, str]:
        complaints = {}
        since = values.get(_SINCE)
        if self.form is not None and _SINCE in self.form.binding and self.prospect is not None:
            if not isinstance(since, date):
                complaints[_SINCE] = "请填写公示从哪一天开始"
            elif since < self.prospect.rules.today():
                complaints[_SINCE] = "公示不能从已经过去的日子开始"
        if self.form is not None and _WHO in self.form.binding:
            complaints |= _against_objector(values.get(_WHO))
        if self.prospect is not None and self.prospect.needs_reason and not values.get(_REASON):
            complaints[_REASON] = f"请写明“{self.prospect.title}”的理由"
        return complaints

    def _on_since(self) -> None:
        assert self.form is not None
        assert self.prospect is not None
        since = self.form.values().get(_SINCE)
        is_day = isinstance(since, date) and since >= self.prospect.rules.today()
        self.until.setText(self.prospect.ends_of_publicity(since) if since and is_day else "")

    def _on_go(self) -> None:
        assert self.prospect is not None
        assert self.form is not None
        values = self.form.submit()
        if values is None:
            return
        context, prospect, doing = self._services.context, self.prospect, self._doing
        seen = prospect.foresight.passing
        undone = f"已撤回“{prospect.title}”，{count_text(len(seen), '件')}都回到办理以前"
        self.go_button.setEnabled(False)
        self._services.do(
            lambda _: take_step(
                context.seat,
                seen,
                doing,
                context.rules,
                remark=_remark(values),
                public_from=values.get(_SINCE),
            ),
            _done(prospect),
            lambda act: undo_of(self._services, act, undone),
            on_done=lambda _: self._on_taken(),
            on_failed=self._on_refused,
            owner=self._over,
            label=f"正在办理“{prospect.title}”",
        )

    def _on_taken(self) -> None:
        if self._is_open:
            self.accept()
        if self._on_done is not None:
            self._on_done()

    def _on_refused(self, error: Exception) -> None:
        if not self._is_open:
            self._services.messages.error(error)
            return
        self._refusal = str(error)
        self.news.say(self._refusal)
        self.go_to_top()
        if isinstance(error, NotNow):
            # Somebody has gone on with one of them: what is said here is not so any more.
            self._look()
        else:
            self.go_button.setEnabled(True)

    def _on_opened(self, line: Line) -> None:
        self.reject()
        self._services.go_to(ToCase(line.case.id, [one.case.id for one in self.held.rows]))

    def _on_finished(self) -> None:
        self._is_open = False


def _heading(prospect: Prospect) -> str:
    lines = prospect.foresight.lines
    return f"{prospect.title}：{lines[0].case.name if len(lines) == 1 else count_text(len(lines), '件事项')}"


def _said(prospect: Prospect) -> str:
    return "。".join(filter(None, [prospect.foresight.text, prospect.leads()])) + "。"


def _one_said(prospect: Prospect) -> str:
    case = prospect.foresight.lines[0].case
    amount = f"核定 {money_text(case.amount)} 元，现在在“{case.where}”"
    return "；".join(filter(None, [amount, prospect.leads(), prospect.foresight.said])) + "。"


def _why_not(line: Line) -> str:
    said = f"{line.verdict.word}：{line.words}" if line.verdict is not Verdict.CHANGED else line.words
    follows = "请先在这件事项里选“采用新数据”或“按原数据办理”" if line.change else ""
    return "。".join(filter(None, [said, follows]))


def _word(prospect: Prospect) -> str:
    count, queued = len(prospect.passing), count_text(len(prospect.queued), "件")
    if not count:
        return f"列入候补（{queued}）"
    if prospect.held:
        return f"只办理可以办理的 {count_text(count, '件')}" + (f"，{queued}候补" if prospect.queued else "")
    return prospect.title if count == 1 else f"{prospect.title}（{count_text(count, '件')}）"


def _done(prospect: Prospect) -> str:
    done, queued = prospect.passing, prospect.queued
    held = [line for line in prospect.held if line not in queued]
    if not done:
        said = f"{count_text(len(queued), '件')}列入候补"
    elif len(done) == 1:
        said = f"已办理“{prospect.title}”：{done[0].case.name}"
    else:
        amount = money_text(sum(line.case.amount for line in done))
        said = f"已办理“{prospect.title}”{count_text(len(done), '件')}，合计 {amount} 元"
    if done and queued:
        said += f"；{count_text(len(queued), '件')}列入候补"
    return f"{said}；另有 {count_text(len(held), '件')}没有办理" if held else said


def _reason(line: Line) -> str:
    return line.words.removeprefix(f"{line.verdict.word}：")


def _looks(line: Line) -> Status:
    return _LOOKS[line.verdict].named(line.verdict.word)


_HELD: Final[tuple[Column[Line], ...]] = (
    Column[Line](
        "企业", lambda line: line.case.row.enterprise_name, sorts=True, width=180, narrowest=120, tips=True
    ),
    Column[Line](
        "条款", lambda line: line.case.row.clause_title, sorts=True, width=120, narrowest=80, tips=True
    ),
    amounts("金额（元）", lambda line: line.case.amount, width=110, narrowest=90),
    Column[Line]("情况", lambda line: line.verdict.word, status=_looks, width=110),
    Column[Line]("原因", _reason, stretches=True, width=300, tips=True),
)


_Chosen: TypeAlias = tuple[list[Case], list[Offer], Mapping[CasePaper, list[CaseId]], bool]
"""Cases, what there is to do of them, their documents, and whether the money is shared among them."""


def _papers_of(cases: Sequence[Case]) -> dict[CasePaper, list[CaseId]]:
    """Return which documents there are of cases, each with those that it is of."""
    found: dict[CasePaper, list[CaseId]] = {kind: [] for kind in CasePaper}
    for case in cases:
        for kind in papers_of(case):
            found[kind].append(case.id)
    return {kind: ids for kind, ids in found.items() if ids}


_OTHERS, _PAPERS = "其他办理", "文书"
_MENU_KEYS: Final = {"Ctrl+O": _OTHERS, "Ctrl+P": _PAPERS}


class ActBar(QWidget):
    """What there is to do of the cases that are chosen: what leads on as buttons, the rest in a menu.

    What somebody may not do because of who they are is grey, and says why.
    """

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        on_done: Callable[[], None] | None = None,
        *,
        shortcut: str = "",
    ) -> None:
        """`shortcut` presses the first button; with one, the menus have keys too."""
        super().__init__(parent)
        self._services, self._on_done = services, on_done
        self._key = shortcut.replace("Return", "Enter")
        self._ids: Sequence[CaseId] = ()
        self.buttons: list[PushButton] = []
        self.menu_buttons: dict[str, PushButton] = {}
        self.dialog: QDialog | None = None
        self.more_menu, self.papers_menu = QMenu(self), QMenu(self)
        self.more_menu.setToolTipsVisible(True)
        self.note = Note("", self)
        self.note.hide()
        self._row = ActionRow(self)
        in_row(self._row, self.note, spacing=8, of=self)
        if shortcut:
            # Not the button's own: that one is made anew whenever something was done.
            QShortcut(QKeySequence(shortcut), self, self.press)
            for keys, word in _MENU_KEYS.items():
                QShortcut(QKeySequence(keys), self, partial(self._open_menu, word))

    def press(self) -> None:
        """Do what comes first."""
        if self.buttons:
            self.buttons[0].click()

    def _open_menu(self, word: str) -> None:
        if word in self.menu_buttons and self.menu_buttons[word].isVisible():
            self.menu_buttons[word].showMenu()

    def follow(self, ids: Sequence[CaseId]) -> None:
        """Look at what there is to do of these cases, and show it."""
        context, asked = self._services.context, list(ids)
        self._ids = asked
        is_too_many = len(asked) > MOST
        self.note.setVisible(is_too_many)
        self.note.setText(f"一次最多办理 {count_text(MOST, '件')}，请少选一些" if is_too_many else "")
        if not asked or is_too_many:
            self._show([], [], {}, is_shared=False)
            return

        def read(session: Session) -> _Chosen:
            rules = context.rules
            cases = read_cases(session, asked, rules.roads_in(session))
            offers = doings_of(cases, rules.now(session, context.seat.who))
            return cases, offers, _papers_of(cases), is_shared_out(session, cases, rules.today().year)

        def show(chosen: _Chosen) -> None:
            # Others may have been chosen meanwhile.
            if self._ids is asked:
                cases, offers, papers, is_shared = chosen
                self._show(cases, offers, papers, is_shared=is_shared)

        self._services.ask(read, show, owner=self)

    def act(self, doing: Doing) -> None:
        """Do something of them."""
        act_on(self, self._services, self._ids, doing, self._on_done)

    def offer(self, case: Case, offers: Sequence[Offer]) -> None:
        """Show what was found to be done of a case."""
        self._ids = [case.id]
        self._show([case], offers, _papers_of([case]), is_shared=False)

    def _show(
        self,
        cases: Sequence[Case],
        offers: Sequence[Offer],
        papers: Mapping[CasePaper, Sequence[CaseId]],
        *,
        is_shared: bool,
    ) -> None:
        self._row.clear()
        self.buttons = []
        self.more_menu.clear()
        # What can be done at once comes before what still lacks something.
        onward = sorted(
            (one for one in offers if one.is_next), key=lambda one: (bool(one.against), not one.open)
        )
        granting = {case.standing.at for case in cases if case.is_before_grant}
        if granting:
            self.buttons.append(self._tell_button([case.id for case in cases if case.is_before_grant]))
        for one in onward:
            if one.doing.id in granting:
                # Told by a notice first of all; without one it is done as well.
                self._add_action(one)
            else:
                self.buttons.append(self._button(one, is_first=not self.buttons))
        for one in offers:
            if not one.is_next:
                self._add_action(one)
        self._add_others(cases, is_shared=is_shared)
        self._offer_papers(papers)
        if self.buttons and self._key:
            first = self.buttons[0]
            first.setAccessibleName(first.text())
            first.setToolTip(f"{first.text()}（{self._key}）")
            first.setText(f"{first.text()}　{self._key}")
        menus = {_OTHERS: self.more_menu, _PAPERS: self.papers_menu}
        self.menu_buttons = {word: self._menu_button(word, menu) for word, menu in menus.items()}
        for shown in (*self.buttons, *self.menu_buttons.values()):
            self._row.add(shown)

    def _menu_button(self, word: str, menu: QMenu) -> PushButton:
        result = button(word, parent=self)
        result.setIcon(icon("chevron-down", size=14))
        result.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        result.setMenu(menu)
        if self._key:
            keys = next(keys for keys, one in _MENU_KEYS.items() if one == word)
            result.setToolTip(f"{word}（{keys}）")
        result.setVisible(not menu.isEmpty())
        return result

    def _tell_button(self, ids: Sequence[CaseId]) -> PushButton:
        """Return what tells cases by their notices, in the act that grants them."""
        count = f"（{count_text(len(ids), '件')}）" if len(self._ids) > 1 else ""
        result = button(f"{TELL}{count}…", partial(self._tell, ids), look=Look.PRIMARY, parent=self)
        self._services.permits.hold(Action.NOTICE_ISSUE, result)
        return result

    def _tell(self, ids: Sequence[CaseId]) -> None:
        self.dialog = opened(TellDialog(self, self._services, ids, self._on_done))

    def _offer_papers(self, papers: Mapping[CasePaper, Sequence[CaseId]]) -> None:
        self.papers_menu.clear()
        for kind, ids in papers.items():
            count = f"（{count_text(len(ids), '件')}）" if len(self._ids) > 1 else ""
            self.papers_menu.addAction(f"{kind.word}{count}…").triggered.connect(
                partial(self._show_paper, ids, kind)
            )

    def _show_paper(self, ids: Sequence[CaseId], kind: CasePaper, _is_checked: bool = False) -> None:
        self.dialog = show_paper(self, self._services, ids, kind)

    def _button(self, one: Offer, *, is_first: bool) -> PushButton:
        result = button(
            self._words(one),
            lambda: self.act(one.doing),
            look=Look.PRIMARY if is_first else Look.PLAIN,
            parent=self,
        )
        result.forbid(one.against)
        return result

    def _add_action(self, one: Offer) -> None:
        action = self.more_menu.addAction(f"{self._words(one)}…")
        action.triggered.connect(lambda *_: self.act(one.doing))
        action.setEnabled(not one.against)
        action.setToolTip(one.against)

    def _add_others(self, cases: Sequence[Case], *, is_shared: bool) -> None:
        """Offer what is done of cases without taking them a step along."""
        today = date.today()
        running = [case for case in cases if case.is_publicised_on(today)]
        asked = [case for case in cases if case.is_on_its_way and case.road.opinions]
        self.more_menu.addSeparator()
        if running:
            self._add_other("延长公示…", Action.CASE_PROLONG, partial(self._prolong, running))
        if asked and len(cases) > 1:
            self._add_other("部门意见…", Action.CASE_OPINION, partial(self._ask_departments, asked))
        if is_shared:
            self._add_other("按比例核定…", Action.CASE_AMOUNT, partial(self._share, cases))

    def _add_other(self, word: str, action: Action, ask: Callable[[], object]) -> None:
        item = self.more_menu.addAction(word)
        item.triggered.connect(lambda *_: ask())
        against = self._services.permits.against(action)
        item.setToolTip(against)
        item.setEnabled(not against)

    def _prolong(self, running: Sequence[Case]) -> None:
        dialog = ProlongDialog(self, self._services, running)
        dialog.start()
        self.dialog = dialog

    def _ask_departments(self, asked: Sequence[Case]) -> None:
        dialog = AnswersDialog(self, self._services, asked)
        dialog.start()
        self.dialog = dialog

    def _share(self, cases: Sequence[Case]) -> None:
        dialog = ShareDialog(self, self._services, cases)
        dialog.start()
        self.dialog = dialog

    def _words(self, one: Offer) -> str:
        return one.title if len(self._ids) == 1 else f"{one.title}（{count_text(one.count, '件')}）"
