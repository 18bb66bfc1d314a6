"""Numbers that must not be given twice, as the clerk meets them: restored, opened, issued, listed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from python_calamine import CalamineWorkbook

from domain.cases.queries import list_notices
from domain.cases.service import Approval, awards_of, issue_notices
from domain.funds.sent_lists import unknown_lists, unsure_lists
from domain.store.audit import AuditEntry, now
from domain.store.backup.keeping import keep_backup
from domain.store.backup.manifest import Occasion
from domain.store.backup.places import NUMBERS_NAME
from domain.store.damage import examine
from domain.store.engine import head_in
from domain.store.numbers.entries import Head, NumberKind, Series, without_paper
from domain.store.numbers.file import End
from domain.store.numbers.sent import LISTS, Said, SentLine, SentList
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from gui.pages.payments.unknown_lists import UnknownListsDialog
from gui.restoring.last_numbers import LastNumbersDialog
from gui.restoring.papers_since import Leaving, ListsDialog, PapersDialog, PapersOut
from gui.restoring.recovery import RecoveryDialog
from gui.restoring.restore_dialog import RestoreDialog
from gui.restoring.telling import NumbersTeller
from gui.targets import ToIssuing
from gui.widgets.dialog import Question
from tests.filling import ALONE
from tests.meddling import meddling

APPROVAL = Approval("王建军", date(2022, 11, 1))


@pytest.fixture
def awards(sample_office, assessed):
    return awards_of(assessed)


@pytest.fixture
def issue(context, zhengdong):
    return lambda awards: issue_notices(
        context.seat,
        awards,
        Silent(),
        policy=zhengdong,
        dictionary=context.dictionary,
        approval=APPROVAL,
        road=ALONE,
    )


@pytest.fixture
def series(sample_office):
    return Series(sample_office.office.number_prefix, 2022)


def leave_waiting(store, *entries) -> None:
    """Let the file beside the store have what a restore leaves there."""
    numbers = store.numbers.read()
    store.numbers.write(numbers.model_copy(update={"pending": entries}))


def words(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def export(page, target, idle):
    """Return the rows of the register as Excel shows them."""
    page.export_button.click()
    dialog = page.window().findChild(QFileDialog)
    dialog.fileSelected.emit(str(target))
    dialog.close()
    idle()
    return CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()


def told(services):
    posted = []
    services.messages.posted.connect(lambda message: posted.append(message.text))
    return posted


def test_that_restoring_lists_the_papers_that_went_out_since_before_it_asks(
    awards, issue, services, context, program, qtbot
):
    issue(awards[:2])
    keep_backup(context.home, Silent(), occasion=Occasion.AUTOMATIC, program="0.1.0")
    issue(awards[2:5])
    dialog = RestoreDialog(services, program.window)
    dialog.show()
    qtbot.waitUntil(dialog.restore_button.isEnabled)
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: dialog.question is not None)
    leaving = dialog.question.findChild(Leaving)
    with context.store.read() as session:
        listed = {n.number: n for n in list_notices(session)}
    assert "3 份" in words(leaving)
    assert "不会再编给别人" in words(leaving)
    rows = leaving.findChild(PapersOut).model.rows
    assert [(row.number_serial, row.enterprise_name, row.amount) for row in rows] == [
        (n.number_serial, n.enterprise_name, n.amount)
        for n in sorted(listed.values(), key=lambda n: n.number_serial)[2:]
    ]
    dialog.question.reject()
    dialog.reject()


@pytest.fixture
def damaged(awards, issue, context, series):
    """A store that cannot be read; of the numbers taken since its backup, four have no record anywhere."""
    issue(awards[:2])
    keep_backup(context.home, Silent(), occasion=Occasion.AUTOMATIC, program="0.1.0")
    issue(awards[2:5])
    numbers = context.store.numbers.read()
    end = End(prefix=series.prefix, year=series.year, serial=9)
    context.store.numbers.write(numbers.model_copy(update={"ends": (end,)}))
    context.store.close()
    store = context.home / STORE_NAME
    content = store.read_bytes()
    store.write_bytes(content[:4096] + bytes(len(content) - 4096))
    return context.home


def test_that_the_recovery_lists_the_papers_that_went_out_since_before_it_can_be_chosen(
    damaged, series, qtbot
):
    dialog = RecoveryDialog(damaged, examine(damaged))
    dialog.show()
    ready = []
    dialog.preview.ready_changed.connect(lambda _: ready.append(dialog.restore_button.isEnabled()))
    qtbot.waitUntil(dialog.restore_button.isEnabled)
    assert ready
    assert not any(ready)
    rows = dialog.leaving.findChild(PapersOut).model.rows
    assert [row.number_serial for row in rows] == [3, 4, 5]
    assert all(row.enterprise_name and row.amount for row in rows)
    assert "7 份" in words(dialog.leaving)
    assert f"4 份没有留下记录，请查纸质登记簿：{series.prefix}〔2022〕6号至9号。" in words(dialog.leaving)
    assert dialog.leaving.y() < dialog.preview.y()
    dialog.reject()


def test_that_a_backup_that_cannot_be_compared_is_told_and_may_still_be_tried(damaged, tmp_path, qtbot):
    """Nothing may stand in the way of a restore but what stands in its own."""
    [kept] = (damaged / "backups").glob("*.zqdbak")
    content = bytearray(kept.read_bytes())
    content[5000:5064] = bytes(64)
    (tmp_path / "flipped.zqdbak").write_bytes(content)
    kept.unlink()
    dialog = RecoveryDialog(damaged, examine(damaged))
    dialog.show()
    qtbot.waitUntil(lambda: "没有找到" in dialog.offer.text())
    dialog.show_file(tmp_path / "flipped.zqdbak")
    qtbot.waitUntil(dialog.restore_button.isEnabled)
    assert dialog.leaving is None
    assert "没有能核对" in dialog.since.text()
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: "已损坏" in dialog.offer.text())
    dialog.reject()


def test_that_after_a_restore_the_papers_are_told_and_stand_in_the_register(
    awards, issue, services, context, program, series, qtbot, idle, tmp_path
):
    issue(awards[:2])
    out = without_paper(series, 3, NumberKind.BEFORE_RESTORE, now()).model_copy(
        update={"enterprise_name": "郑州某某有限公司", "amount": 100_00, "uscc": "X", "issued_by": "李四"}
    )
    leave_waiting(context.store, out, without_paper(series, 4, NumberKind.UNUSED, now()))
    teller = NumbersTeller(services, program.window)
    teller.begin()
    qtbot.waitUntil(lambda: isinstance(teller.dialog, PapersDialog))
    assert "1 份通知书" in words(teller.dialog)
    teller.dialog.show_button.click()
    idle()
    page = program.notices
    assert program.window.page is page
    rows = {row.number_serial: row for row in page.list.model.rows}
    shown = {
        serial: page.list.model.index(page.list.model.position_of(row.id), 3).data()
        for serial, row in rows.items()
    }
    assert shown == {1: "有效", 2: "有效", 3: "恢复前已发出", 4: "未使用"}
    page.list.select({rows[3].id})
    idle()
    assert not page.print_button.isEnabled()
    assert page.void_button.isEnabled()
    page.list.select({rows[4].id})
    idle()
    assert not page.void_button.isEnabled()
    exported = export(page, tmp_path / "台账.xlsx", idle)
    states = {row[0]: row[exported[0].index("状态")] for row in exported[1:]}
    assert [states[rows[serial].number] for serial in (1, 3, 4)] == ["有效", "恢复前已发出", "未使用"]
    page.list.filter.set_value("valid")
    assert {row.number_serial for row in page.list.model.rows} == {1, 2, 3}


def test_that_a_number_lost_to_a_crash_is_told_in_a_line(
    awards, issue, services, context, program, series, qtbot
):
    issue(awards[:1])
    leave_waiting(context.store, without_paper(series, 2, NumberKind.UNUSED, now()))
    posted = told(services)
    NumbersTeller(services, program.window).begin()
    qtbot.waitUntil(lambda: any("2号编了号没有用上" in text for text in posted))


def test_that_lists_the_bank_has_are_said_and_the_last_one_on_paper_is_asked_for(
    sample_office, services, context, program, qtbot, idle
):
    store, this = context.store, date.today().year
    award = {"case_uid": "c", "uscc": "", "enterprise_name": "某公司", "policy_id": "p", "clause_id": "c"}
    line = SentLine(place=1, amount=5_000_000, payee="某公司", bank="某行", account="1", **award)
    sent = SentList(uid="u", year=this, number=1, at=datetime.now(UTC), by="张敏", lines=(line,))
    store.sent.add(Said(sent=sent, is_restored=True, is_sure=False))
    teller = NumbersTeller(services, program.window)
    teller.begin()
    qtbot.waitUntil(lambda: isinstance(teller.dialog, ListsDialog))
    assert [row.name for row in teller.dialog.lists.model.rows] == [f"拨付批次〔{this}〕1号"]
    teller.dialog.close_button.click()
    qtbot.waitUntil(lambda: isinstance(teller.dialog, LastNumbersDialog))
    dialog = teller.dialog
    dialog.edits[Series(LISTS, this)].setText("2")
    with qtbot.waitSignal(dialog.finished):
        dialog.done_button.click()
    assert [row.number for row in store.ask(unknown_lists)] == [2]
    assert unsure_lists(store, date.today()) == []
    unknown = UnknownListsDialog(services, program.window)
    unknown.open()
    idle()
    assert unknown.choice.currentText() == f"拨付批次〔{this}〕2号"
    unknown.clear_button.click()
    qtbot.waitUntil(lambda: "请写明是怎样核对的" in unknown.complaint.text())
    unknown.how.setText("按银行回单逐件核对")
    unknown.clear_button.click()
    qtbot.waitUntil(lambda: not unknown.clear_button.isEnabled())
    assert store.ask(unknown_lists) == []
    unknown.reject()


def test_that_lost_acts_are_said_with_two_ways_on(awards, issue, services, context, program, qtbot, idle):
    issue(awards[:1])
    store = context.store
    numbers = store.numbers.read()
    lost = without_paper(Series(numbers.ends[0].prefix, 2022), 2, NumberKind.ISSUED, now())
    store.numbers.write(
        numbers.model_copy(
            update={
                "head": Head(numbers.head.acts + 7, "2026-11-01 01:02:03.000004"),
                "papers": (
                    *numbers.papers,
                    lost.model_copy(update={"enterprise_name": "某公司", "uscc": "Y"}),
                ),
                "ends": (numbers.ends[0].model_copy(update={"serial": 2}),),
            }
        )
    )
    with store.read() as session:
        store.loss = store.loss_in(session, store.numbers.read())
    teller = NumbersTeller(services, program.window)
    teller.begin()
    qtbot.waitUntil(lambda: isinstance(teller.dialog, Question))
    assert "少了 7 步操作" in words(teller.dialog) or "少了 8 步操作" in words(teller.dialog)
    teller.dialog.buttons["登记后继续"].click()
    qtbot.waitUntil(lambda: isinstance(teller.dialog, PapersDialog))
    teller.dialog.close_button.click()
    idle()
    assert [
        row.enterprise_name for row in program.notices.list.model.rows if row.kind == NumberKind.LOST
    ] == ["某公司"]
    assert store.loss is None
    issue(awards[1:2])


def test_that_issuing_asks_for_the_last_number_on_paper_and_then_goes_on(
    awards, services, context, program, zhengdong, series, qtbot, idle
):
    (context.home / NUMBERS_NAME).unlink()
    page = program.notices
    services.go_to(ToIssuing(zhengdong.id, awards[:1]))
    idle()
    page.issuing.form.binding.set_value("approver", "王建军")
    page.issuing.form.binding.set_value("approved_on", date(2022, 11, 1))
    page.issuing.issue_button.click()
    qtbot.waitUntil(lambda: isinstance(page.issuing.question, LastNumbersDialog))
    dialog = page.issuing.question
    assert list(dialog.edits) == [series]
    dialog.done_button.click()
    assert "请填写" in dialog.complaint.text()
    dialog.edits[series].setText("五十八")
    dialog.done_button.click()
    assert "请填写" in dialog.complaint.text()
    dialog.edits[series].setText("58000")
    dialog.done_button.click()
    qtbot.waitUntil(lambda: "有没有输错" in dialog.complaint.text())
    dialog.edits[series].setText("58 号")
    dialog.done_button.click()
    qtbot.waitUntil(lambda: len(page.list.model.rows) == 59)
    idle()
    kinds = {row.number_serial: row.kind for row in page.list.model.rows}
    assert kinds == {**dict.fromkeys(range(1, 59), NumberKind.ON_PAPER), 59: NumberKind.ISSUED}


@pytest.mark.parametrize(("behind", "is_asked"), [(timedelta(hours=23), False), (timedelta(hours=25), True)])
def test_that_a_clock_far_behind_the_last_act_is_asked_about_once(
    services, context, program, qtbot, idle, behind, is_asked
):
    with meddling(context.store) as session:
        number = head_in(session).acts + 1
        at = now() + behind
        session.add(AuditEntry(id=number, at=at, actor="a", action="x", kind="store", summary="x"))
    posted = told(services)
    teller = NumbersTeller(services, program.window)
    teller.begin()
    if is_asked:
        qtbot.waitUntil(lambda: isinstance(teller.dialog, Question))
        assert "请先校准时钟" in words(teller.dialog)
        teller.dialog.buttons["时钟没有错，继续"].click()
        assert posted == []
    else:
        qtbot.waitUntil(lambda: any("请先校准时钟" in text for text in posted))
        assert teller.dialog is None


def test_that_a_clock_that_ran_back_and_an_earlier_day_are_said_before_issuing(
    awards, issue, services, context, program, zhengdong, qtbot, idle
):
    issue(awards[:1])
    with meddling(context.store) as session:
        session.add(
            AuditEntry(
                id=head_in(session).acts + 1,
                at=now() + timedelta(days=3),
                actor="a",
                action="x",
                kind="store",
                summary="x",
            )
        )
    page = program.notices
    services.go_to(ToIssuing(zhengdong.id, awards[1:2]))
    idle()
    page.issuing.form.binding.set_value("approver", "王建军")
    page.issuing.form.binding.set_value("approved_on", date(2022, 10, 1))
    page.issuing.issue_button.click()
    qtbot.waitUntil(lambda: isinstance(page.issuing.question, Question))
    assert "请先校准时钟" in words(page.issuing.question)
    assert "早于上一份" in words(page.issuing.question)
    page.issuing.question.buttons["照此出具"].click()
    qtbot.waitUntil(lambda: len(page.list.model.rows) == 2)
    idle()
