"""Cases of a batch and three people, from the counter to 下达: one lacks a paper, one is disputed."""

import os
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication

from domain.cases.awards.batches import list_batches
from domain.cases.awards.entities import Ended
from domain.cases.awards.listing import NO_BATCH, CaseFilter, Duty, find_cases
from domain.enterprises.queries import facts_of
from domain.store.acts import Person
from domain.store.engine import Seat
from gui.early.page_entries import PAGES
from gui.forms.editors import LongTextEdit
from gui.pages.assessment.making import MakeDialog
from gui.pages.cases.acting import ActDialog
from gui.pages.cases.application import ApplicationDialog
from gui.pages.cases.telling import TellDialog
from gui.services import AppContext
from gui.shell.app import Shell, build_services
from gui.targets import ToBatch, ToCases, ToPage
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
COUNTER = 2
"""So many awards somebody comes to the counter for, all of one enterprise; the others need not apply."""
COUNT = int(os.environ.get("ZHUQIDUI_SOAK_WALK", "12"))


class Desk:
    """The window of one person, on the office's own day."""

    def __init__(self, qapp, qtbot, context, office, name):
        class OnItsDay(AppContext):
            @property
            def rules(self):
                return replace(super().rules, today=lambda: office.day, policies=office.rules.policies)

        seat = Seat(office.store, Person(name, office.numbers[name]))
        self._qtbot = qtbot
        self.services = build_services(qapp, OnItsDay(**{**vars(context), "seat": seat}))
        self.shell = Shell(qapp, self.services, PAGES)
        with qtbot.waitExposed(self.shell.window):
            self.shell.window.show()
        self.still()

    def still(self):
        self._qtbot.waitUntil(lambda: self.services.jobs.is_idle)

    def act(self, batch, word, *, only=None, because=""):
        """Do something of a batch, or of one of its cases; give back what the dialog said before."""
        self.services.go_to(ToBatch(batch) if batch else ToCases(CaseFilter()))
        self.still()
        page = self.shell.window.built("cases")
        if only is None:
            page.list.table.selectAll()
        else:
            page.list.table.select_key(only)
        self.still()
        found = [one for one in page.acts.buttons if one.text().startswith(word)]
        if found:
            self._qtbot.mouseClick(found[0], LEFT)
        else:
            next(one for one in page.acts.more_menu.actions() if one.text().startswith(word)).trigger()
        self._qtbot.waitUntil(lambda: bool(self._dialogs()))
        [dialog] = self._dialogs()
        self._qtbot.waitUntil(dialog.go_button.isVisible)
        said, go = dialog.sums.text(), dialog.go_button.text()
        if because:
            dialog.form.findChild(LongTextEdit).setPlainText(because)
        if word == "登记异议":
            dialog.form.binding.set_value("objector", "匿名")
            self._qtbot.mouseClick(dialog.go_button, LEFT)
            assert "匿名的异议不予受理" in dialog.form.binding.error_text("objector")
            dialog.form.binding.set_value("objector", "个人")
        with self._qtbot.waitSignal(dialog.finished):
            self._qtbot.mouseClick(dialog.go_button, LEFT)
        self.still()
        return said, go

    def make(self, count, batch):
        """Make cases of what was assessed, the first so many, in a new batch; give back their ids."""
        self.services.go_to(ToPage("assessment"))
        self.still()
        page = self.shell.window.built("assessment")
        page.list.outcome.set_value("granted")
        self.still()
        chosen, flags, model = QItemSelection(), QItemSelectionModel.SelectionFlag, page.list.model
        for at in [at for at, row in enumerate(model.rows) if row.amount][:count]:
            chosen.select(model.index(at, 0), model.index(at, 0))
        page.list.table.selectionModel().select(chosen, flags.Select | flags.Rows)
        self.still()
        self._qtbot.mouseClick(page.make_button, LEFT)
        [dialog] = self._dialogs(MakeDialog)
        self.still()
        dialog.road.set_value("standard")
        dialog.batch.set_value("new")
        dialog.name.setText(batch)
        self._qtbot.waitUntil(dialog.go_button.isEnabled)
        with self._qtbot.waitSignal(dialog.finished):
            self._qtbot.mouseClick(dialog.go_button, LEFT)
        self.still()
        return list(self.shell.window.built("cases").list.ids)

    def take(self, wanted, name):
        """Take an application at the counter, with all its papers; give back the id of its case."""
        page = self.shell.window.built("cases")
        self._qtbot.mouseClick(page.apply_button, LEFT)
        [dialog] = self._dialogs(ApplicationDialog)
        self._qtbot.waitUntil(lambda: dialog.known is not None)
        type_text(dialog.enterprise.line, name)
        self._qtbot.waitUntil(dialog.enterprise.found.isVisible)
        for part in (dialog.enterprise.line, dialog.enterprise.found):
            self._qtbot.keyClick(part, Qt.Key.Key_Return)
        dialog.clause.set_value(wanted.clause_id)
        dialog.form.binding.set_value("by_whom", "刘会计")
        dialog.papers.take_all()
        for day in dialog.papers.days.values():
            day.set_value(dialog.known.rules.today())
        self._qtbot.waitUntil(dialog.go_button.isEnabled)
        self._qtbot.waitUntil(lambda: dialog.prospect is not None)
        with self._qtbot.waitSignal(dialog.finished):
            self._qtbot.mouseClick(dialog.go_button, LEFT)
        self.still()
        return page.case_view.id

    def put(self, ids, batch):
        """Put cases into a batch that is there."""
        self.services.go_to(ToCases(CaseFilter(batch_id=NO_BATCH)))
        self.still()
        page = self.shell.window.built("cases")
        assert set(page.list.ids) == set(ids)
        page.list.table.selectAll()
        self.still()
        self._qtbot.mouseClick(page.put_button, LEFT)
        self.still()
        page.batching.dialog.line.setText(batch)
        self._qtbot.mouseClick(page.batching.dialog.take_button, LEFT)
        self.still()

    def tell(self, batch):
        """Issue the notices of a batch, or of all cases, in the act that grants them; say what it said."""
        self.services.go_to(ToBatch(batch) if batch else ToCases(CaseFilter()))
        self.still()
        page = self.shell.window.built("cases")
        page.list.table.selectAll()
        self.still()
        self._qtbot.mouseClick(page.acts.buttons[0], LEFT)
        [dialog] = self._dialogs(TellDialog)
        self._qtbot.waitUntil(dialog.go_button.isEnabled)
        said = dialog.said.text()
        with self._qtbot.waitSignal(dialog.finished):
            self._qtbot.mouseClick(dialog.go_button, LEFT)
        self.still()
        return said

    def _dialogs(self, kind=ActDialog):
        window = self.shell.window
        tops = QApplication.topLevelWidgets()
        return [
            one for one in tops if isinstance(one, kind) and one.isVisible() and one.parentWidget() is window
        ]

    def close(self):
        self.services.jobs.shut_down()
        self.shell.window.hide()
        self.shell.window.deleteLater()
        self.shell.deleteLater()


@pytest.fixture
def context(context, office):
    """The policy asks for papers, as an office's own may."""
    asking = context.shipped.with_policies([office.policy])
    return replace(context, load_shipped=lambda: asking)


@pytest.fixture
def desks(qapp, qtbot, context, office):
    found = {name: Desk(qapp, qtbot, context, office, name) for name in (HANDLER, REVIEWER, MANAGER)}
    yield found
    for one in found.values():
        one.close()


def begun_at_the_counter(office, handler, name):
    """Have cases made of what was assessed, and of what who came applies for, these first; in one batch."""
    made = handler.make(COUNT - COUNTER, name)
    assert len(made) == COUNT - COUNTER
    there = {(office.case(id_).row.enterprise_id, office.case(id_).row.clause_id) for id_ in made}
    rest = [one for one in office.granted() if (one.enterprise_id, one.clause_id) not in there]
    [(came, _)] = Counter(one.enterprise_id for one in rest).most_common(1)
    left = [one for one in rest if one.enterprise_id == came][:COUNTER]
    assert len(left) == COUNTER, "one application, several awards"
    with office.store.read() as session:
        names = [facts_of(session, one.enterprise_id, office.library.dictionary).name for one in left]
    taken = [handler.take(one, called) for one, called in zip(left, names, strict=True)]
    handler.put(taken, name)
    return [*taken, *made]


def test_that_twelve_go_from_the_counter_to_the_decision_in_one_batch(office, desks):
    handler, reviewer, manager = (desks[name] for name in (HANDLER, REVIEWER, MANAGER))
    name = "2022 年二季度 第一批"
    ids = begun_at_the_counter(office, handler, name)
    lacking, held, objected, *_ = ids
    [begun] = office.store.ask(list_batches, office.rules.funds)
    batch = begun.id
    assert begun.cases == COUNT

    said, go = handler.act(batch, "受理")
    assert said.startswith(f"共 {COUNT} 件：可以办理 {COUNT} 件")
    assert go == f"受理（{COUNT} 件）"
    handler.act(batch, "退回补正", only=lacking, because="营业执照没有盖章")
    assert handler.act(batch, "通过初审")[1] == f"通过初审（{COUNT - 1} 件）"
    assert reviewer.act(batch, "通过复核")[1] == f"通过复核（{COUNT - 1} 件）"
    going = ids[1:]
    office.ready(going, "opinions")
    handler.act(batch, "意见齐全")
    handler.act(batch, "暂缓", only=held, because="等主任办公会")
    going = ids[2:]
    assert handler.act(batch, "发布公示")[1] == f"发布公示（{COUNT - 2} 件）"
    running = office.case(objected).standing.publicity
    office.day = running.end + timedelta(days=1)
    handler.act(batch, "登记异议", only=objected, because="有人反映已停产")
    assert office.case(objected).last.remark == "个人实名提出：有人反映已停产"
    said, go = handler.act(batch, "确认期满无异议")
    assert said.startswith(f"共 {COUNT - 2} 件：可以办理 {COUNT - 3} 件，缺条件 1 件")
    assert go == f"只办理可以办理的 {COUNT - 3} 件"
    reviewer.act(batch, "异议办结", only=objected, because="现场核实，生产正常")
    handler.act(batch, "确认期满无异议", only=objected)
    assert manager.act(batch, "批准")[1] == f"批准（{COUNT - 2} 件）"
    assert manager.tell(batch).startswith(f"共 {COUNT - 2} 件：可以办理 {COUNT - 2} 件")

    assert {office.case(id_).row.ended for id_ in going} == {Ended.GRANTED}
    assert len({office.case(id_).row.notice_id for id_ in going} - {None}) == COUNT - 2
    signed = office.case(objected).standing.signed
    assert {one.by.name for one in signed.values()} == {HANDLER, REVIEWER, MANAGER}
    [whole] = office.store.ask(list_batches, office.rules.funds)
    assert (whole.cases, whole.on_their_way) == (COUNT - 2, 0)
    who = office.seat(HANDLER).who
    left = office.store.ask(find_cases, CaseFilter(duty=Duty.OTHERS), who, office.rules)
    assert set(left.ids) == {lacking, held}
    handler.act(None, "已补正", only=lacking)
    handler.act(None, "恢复办理", only=held)
    mine = office.store.ask(find_cases, CaseFilter(duty=Duty.MINE), who, office.rules)
    assert set(mine.ids) == {lacking, held}
