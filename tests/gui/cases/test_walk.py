"""Cases of a batch and three people, from the counter to 下达: one lacks a paper, one is disputed."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from domain.cases.awards.batches import gather, list_batches, make_batch
from domain.cases.awards.entities import Ended
from domain.cases.awards.listing import CaseFilter, Duty, find_cases
from domain.store.acts import Person
from domain.store.engine import Seat
from gui.early.page_entries import PAGES
from gui.forms.editors import LongTextEdit
from gui.pages.cases.acting import ActDialog
from gui.pages.cases.telling import TellDialog
from gui.services import AppContext
from gui.shell.app import Shell, build_services
from gui.targets import ToBatch, ToCases
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, PAPERS, REVIEWER

LEFT = Qt.MouseButton.LeftButton
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
def applied(office):
    """The cases: they came before anybody opened a window, none of which need read them one by one."""
    came = dict.fromkeys(PAPERS, office.day)
    return [office.apply(one, came=came) for one in office.granted()[:COUNT]]


@pytest.fixture
def desks(qapp, qtbot, context, office, applied):
    found = {name: Desk(qapp, qtbot, context, office, name) for name in (HANDLER, REVIEWER, MANAGER)}
    yield found
    for one in found.values():
        one.close()


def test_that_twelve_go_from_the_counter_to_the_decision_in_one_batch(office, applied, desks):
    handler, reviewer, manager = (desks[name] for name in (HANDLER, REVIEWER, MANAGER))
    ids = applied
    lacking, held, objected, *_ = ids
    batch = make_batch(office.seat(HANDLER), "2022 年二季度 第一批")
    gather(office.seat(HANDLER), batch, office.seen(*ids), office.rules)

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
