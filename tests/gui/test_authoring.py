import os
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPainter, QPdfWriter, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from domain.policies.authoring.documents.opening import of_text
from domain.policies.authoring.draft import (
    DraftCap,
    DraftClause,
    DraftFact,
    DraftGroup,
    Line,
    PolicyDraft,
    Words,
)
from domain.policies.authoring.forms import shapes
from domain.policies.authoring.kept import begin_draft, find_draft, list_drafts, save_draft
from domain.policies.authoring.reading.results import Doubt
from domain.policies.authoring.writing import checked, draft_of
from domain.policies.runs.register import decide_register
from domain.policies.shelf import list_shelf
from domain.values.errors import BadInput
from domain.values.progress import Silent
from gui.files.documents import read_file
from gui.pages.authoring.doubts import DoubtsPanel
from gui.pages.authoring.drafts_view import DraftsView
from gui.pages.authoring.form_cells import WRITERS
from gui.pages.authoring.steps import Work
from gui.pages.authoring.view import CLAUSES, DOCUMENT, FINISH, PROVING, AuthoringView
from tests.gui.hands import Clerk

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "policies"

WALKED = int(os.environ.get("ZHUQIDUI_SOAK_CLAUSES", "2"))
"""How many clauses of a policy are written in the walk; `make soak` writes all ten."""

NUMBERS = "一二三四五六七八九十"


@pytest.fixture
def wanted(zhengdong):
    """The clauses as they should be in the end, those first that the walk of a test run writes."""
    clauses = draft_of(zhengdong.content, "x").clauses
    first = ("freight", "wholesale")
    return sorted(clauses, key=lambda one: one.id not in first)


@pytest.fixture
def view(qtbot, services, idle):
    """The window of a draft by itself, with a year to be of."""
    view = AuthoringView(services)
    qtbot.addWidget(view)
    view.resize(1150, 680)
    view.show()
    qtbot.waitExposed(view)
    day = {"valid_from": date(2022, 1, 1), "valid_to": date(2022, 12, 31)}
    view.steps.begin(Work(PolicyDraft("own", title="某区政策", issuer="某区", source="网站", **day)))
    view.go_to(CLAUSES)
    idle()
    return view


def document_text(clauses):
    """The clauses as a document has them."""
    said = [
        f"第{NUMBERS[at]}条　{one.title}\n{one.wording}\n责任单位：区经济发展局"
        for at, one in enumerate(clauses)
    ]
    last = "本政策自2022年1月1日起施行，有效期至2022年12月31日。本政策所称“以上”含本数。"
    return "\n".join(["某区2022年助企政策", "某区管理委员会", *said, f"附则\n{last}"])


def amounts_of(store, draft, clause_ids, office):
    """What clauses of a draft grant each enterprise together, in fen; None where they cannot be read."""
    own = replace(
        draft,
        clauses=tuple(one for one in draft.clauses if one.id in clause_ids),
        groups=(),
        shared_caps=(),
    )
    policy = checked(own, office).policy
    if policy is None:
        return None
    return amounts_by(store, policy, clause_ids, office)


def amounts_by(store, policy, clause_ids, office):
    results = decide_register(store, policy, office.extended(policy.facts), Silent())
    columns = [results.columns[one].amount.tolist() for one in clause_ids]
    return [sum(each) for each in zip(*columns, strict=True)]


def test_that_clauses_are_written_by_hand_without_a_formula(view, wanted, qapp):
    clerk = Clerk(view, qapp.processEvents)
    for at, clause in enumerate(wanted[:1], start=1):
        clerk.write_clause(clause)
        made = view.steps.draft.clauses[-1]
        assert [line.formula for line in made.who] == [line.formula for line in clause.who]
        assert [line.formula for line in made.conditions] == [line.formula for line in clause.conditions]
        assert made.award.formula == clause.award.formula
        assert clerk.hands.count <= 50 * at
    written = view.steps.draft
    while view.steps.undo_word:
        view.undo()
    assert view.steps.draft.clauses == ()
    while view.steps.redo_word:
        view.redo()
    assert view.steps.draft == written


def test_that_a_document_becomes_a_policy_on_the_shelf(
    sample_office, program, services, wanted, zhengdong, policies, idle, qtbot
):
    wanted = wanted[:WALKED]
    page, store, office = program.policies, services.context.store, policies.office
    qtbot.mouseClick(page.write_button, LEFT)
    drafts, view = page.writing
    clerk = Clerk(view, idle)
    clerk.hands.count += 1
    idle()
    clerk.hands.click(drafts.paste_button)
    clerk.hands.count += 1
    drafts.dialog.editor.setPlainText(document_text(wanted))
    clerk.hands.click(drafts.dialog.take_button)
    qtbot.waitUntil(view.isVisible)
    idle()
    assert view.choice.value() == DOCUMENT
    assert view.steps.draft.title == "某区2022年助企政策"
    assert view.steps.draft.issuer == "某区管理委员会"
    clerk.hands.click(view.document.tick_button)
    clerk.hands.click(view.choice.segment(CLAUSES))

    units = dict.fromkeys(one.unit for one in view.steps.draft.clauses)
    assert len(units) == len(wanted)
    made = []
    for unit, clause in zip(units, wanted, strict=True):
        should = amounts_by(store, zhengdong, [clause.id], office)

        def is_right(draft, ids, should=should):
            return amounts_of(store, draft, ids, office) == should

        ids = [one.id for one in view.steps.draft.clauses if one.unit == unit]
        checked_ids = clerk.check_clause(ids, clause, is_right)
        assert is_right(view.steps.draft, checked_ids)
        made += checked_ids

    clerk.check_facts()
    clerk.hands.click(view.choice.segment(PROVING))
    qtbot.waitUntil(lambda: view.reader.is_current)
    idle()
    assert view.reader.found.complaints == ()
    for id_ in made:
        clerk.prove_clause(id_)
    clerk.hands.click(view.choice.segment(FINISH))
    qtbot.waitUntil(lambda: view.reader.is_current)
    idle()
    clerk.hands.click(view.finish.shelf_button)
    if view.finish.dialog is not None:
        clerk.hands.write(view.finish.dialog.editor, "口径另有规定")
        clerk.hands.click(view.finish.dialog.take_button)
    idle()
    print(f"{len(wanted)} clauses in {clerk.hands.count} actions")
    assert clerk.hands.count <= 40 * len(wanted)
    [shelved] = store.ask(lambda session: list_shelf(session, office))
    assert shelved.title == "某区2022年助企政策"
    assert page.shelf.isVisible()
    # What was written is kept as well, whatever happens to the window.
    [listed] = store.ask(list_drafts)
    qtbot.waitUntil(lambda: not view.has_unsaved())
    assert store.ask(partial(_found, listed.id)).draft == view.steps.draft


def _found(id_, session):
    return find_draft(session, id_)


def test_that_words_and_what_they_come_to_light_up_together(view, idle):
    clause = DraftClause(
        "c1",
        "奖励",
        wording="工业企业奖励5万元。",
        who=(Line("统计专业 = 工业", words=(Words(0, 2),)),),
        award=Line("5万", words=(Words(4, 8),)),
    )
    view.steps.change(replace(view.steps.draft, clauses=(clause,)), "x")
    clauses = view.clauses
    clauses.wording.pointed.emit(1)
    assert [bool(edit.property("lit")) for edit in clauses.lines.values()] == [True, False]
    clauses.award.pointed.emit(True)
    assert clauses.wording.lit == ["奖励5万"]
    # Words stay with what they are while the wording is typed into.
    clauses.wording.textCursor().insertText("𠮷内")
    idle()
    assert [line.words for line in view.clauses.clause.who] == [(Words(2, 4),)]
    clauses.wording.textCursor().insertText("𠮷")
    idle()
    clauses.who.pointed.emit(0)
    assert clauses.wording.lit == ["工业"]
    assert lit_up(clauses.wording) == "工业"
    view.document.text.setPlainText("𠮷内工业")
    view.document.text.moveCursor(QTextCursor.MoveOperation.End)
    assert view.document.text.place == len("𠮷内工业")


def test_that_what_is_changed_while_clauses_are_made_and_the_clauses_are_both_there(view, idle):
    lines = [f"{number}、奖励\n对{number}类企业奖励5万元。" for number in NUMBERS[:3]]
    document = of_text("\n".join(["某区2022年助企政策", *lines]))
    view.steps.begin(replace(view.steps.work, document=document))
    view.document.clauses_wanted.emit()
    view.steps.change(replace(view.steps.draft, title="改了名称"), "改名称")
    idle()
    assert view.steps.draft.title == "改了名称"
    assert [one.unit for one in view.steps.draft.clauses] == [unit.id for unit in document.units]


def test_that_of_many_words_to_look_at_a_few_are_shown_until_all_are_asked_for(qtbot):
    doubts = tuple(Doubt("c1", (Words(at, at + 1),), f"请看第{at}处") for at in range(6))
    panel = DoubtsPanel()
    qtbot.addWidget(panel)
    panel.show_doubts(doubts)
    panel.show()
    card = panel.looks
    assert [line.text() for line in card.lines if not line.isHidden()] == [one.question for one in doubts[:4]]
    assert card.more.text() == "还有 2 处要看"
    with qtbot.waitSignal(panel.pointed) as pointed:
        QTest.mouseMove(card.lines[1])
    assert pointed.args == [doubts[1]]
    qtbot.mouseClick(card.more, LEFT)
    assert not any(line.isHidden() for line in card.lines)
    assert card.more.isHidden()
    panel.show_doubts(doubts[:1])
    assert [line.text() for line in panel.looks.lines] == ["请看第0处"]
    assert panel.looks.more.isHidden()
    panel.show_doubts(())
    assert panel.looks is None
    assert panel.isHidden()


def lit_up(edit):
    """Which letters have another ground on the screen, of the first paragraph."""
    block, units = edit.document().firstBlock(), edit.toPlainText().encode("utf-16-le")
    lit = [one for one in block.layout().formats() if one.format.background().color().name() == "#ffe9a8"]
    return "".join(units[2 * one.start : 2 * (one.start + one.length)].decode("utf-16-le") for one in lit)


def test_that_what_a_pasted_table_leaves_open_is_asked_and_not_put_in_force(view, services, qapp, qtbot):
    clerk = Clerk(view, qapp.processEvents)
    clerk.hands.click(view.clauses.add_button)
    clerk.hands.pick(view.clauses.award.board.cells["kind",], "分档")
    box = view.clauses.award.board.cells["key", "term"]
    clerk.hands.find(box, box.label_of("产值"))
    clerk.hands.pick_value(view.clauses.award.board.cells["key", "first"], "2022")
    QGuiApplication.clipboard().setText("100万\t200万\t1万\n200万\t300万\t2万")
    bands = view.clauses.award.board.cells["bands",]
    clerk.hands.click(bands.paste_button)
    assert bands.is_open
    clerk.hands.click(view.clauses.award.seen_button)
    assert view.clauses.clause.award.is_open
    # Whoever comes back another day finds the table as it was left, and takes it back by steps.
    left = bands.bands
    assert [one.gives for one in left] == ["1万", "2万"]
    id_ = begin_draft(services.context.seat, view.steps.draft)
    view.steps.begin(Work(PolicyDraft()))
    view.open_draft(id_)
    qtbot.waitUntil(lambda: view.steps.draft.clauses != ())
    view.go_to(CLAUSES)
    bands = view.clauses.award.board.cells["bands",]
    assert (bands.bands, bands.is_open) == (left, True)
    clerk.hands.write(bands.cells[1, "gives"], "3万")
    view.undo()
    bands = view.clauses.award.board.cells["bands",]
    assert bands.bands == left
    while bands.is_open:
        fault = next(one for one in bands._faults if one.links)
        clerk.hands.click(fault.links[0])
    assert "1万" in view.clauses.clause.award.formula
    assert not view.clauses.clause.award.is_open


def test_that_clauses_are_taken_together_in_each_way(view, services):
    clauses = tuple(
        DraftClause(f"c{at}", f"奖励{at}", wording="奖励5万元。", award=Line("5万")) for at in (1, 2)
    )
    fact = DraftFact("owner", "实际控制人", "text")
    view.steps.change(replace(view.steps.draft, clauses=clauses, facts=(fact,)), "x")
    view.go_to(DOCUMENT)

    def asked(how, *ticked, **fields):
        view.document._on_together()
        dialog = view.document.dialog
        dialog.how.set_value(how)
        for field, value in fields.items():
            dialog.form.binding.set_value(field, value)
        dialog.ticks.tick(ticked)
        dialog.go_button.click()
        said, is_open = dialog.problem.label.text(), dialog.isVisible()
        dialog.reject()
        return said if is_open else ""

    assert asked("highest", "c1", title="就高") == "请至少勾选两条"
    assert asked("highest", "c1", "c2", title="就高") == ""
    assert asked("cap", "c1", "c2", title="合计", cap="8万") == ""
    owners = {"title": "同一控制人", "cap": "6万", "across": "实际控制人", "exceeded": "in_proportion"}
    assert asked("cap", "c1", **owners) == ""
    draft, office = view.steps.draft, services.context.shipped.office
    assert draft.groups == (DraftGroup("就高", ("c1", "c2")),)
    assert draft.shared_caps == (
        DraftCap("合计", ("c1", "c2"), "8万"),
        DraftCap("同一控制人", ("c1",), "6万", "实际控制人", "in_proportion"),
    )
    assert [one.in_proportion for one in checked(draft, office).policy.shared_caps] == [False, True]
    said = [one.text() for one in view.document.findChildren(QLabel)]
    assert any("实际控制人相同的企业合起来不超过 6万，超过时按各自应得的比例减" in one for one in said)


def test_that_conditions_go_up_and_down_with_what_is_shown_of_them(view, qtbot):
    lines = (
        Line("统计专业 = 工业", words=(Words(0, 2),)),
        Line("成立日期 >= 2020-01-01"),
        Line("统计专业 = 批发"),
    )
    clause = DraftClause("c1", "奖励", wording="工业企业奖励5万元。", conditions=lines)
    view.steps.change(replace(view.steps.draft, clauses=(clause,)), "x")
    conditions = view.clauses.conditions
    view.activateWindow()
    qtbot.waitUntil(lambda: all(edit.isVisible() for edit in conditions.edits))
    assert not conditions.moves[0][0].isEnabled()
    conditions.edits[0].fold.followed.emit()
    qtbot.mouseClick(conditions.moves[0][1], LEFT)
    assert view.clauses.clause.conditions == (lines[1], lines[0], lines[2])
    assert [edit.is_unfolded for edit in conditions.edits] == [False, True, False]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert view.clauses.clause.conditions == (lines[1], lines[2], lines[0])
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert view.clauses.clause.conditions == (lines[1], lines[2], lines[0])
    assert view.steps.undo_word == "下移条件"


def test_that_nobody_is_said_to_comply_only_once_that_was_worked_out(view, idle, qtbot):
    def said():
        return [label.text() for label in view.proving.nobody.findChildren(QLabel)]

    view.go_to(PROVING)
    qtbot.waitUntil(lambda: view.reader.is_current)
    idle()
    assert "还没有试算" in said()
    clause = DraftClause("c1", "奖励", wording="工业企业奖励5万元。", award=Line("5万"))
    clause = replace(clause, who=(Line("统计专业 = 工业"),))
    view.steps.change(replace(view.steps.draft, clauses=(clause,)), "x")
    qtbot.waitUntil(lambda: view.reader.is_current)
    idle()
    assert "没有企业符合" in said()


def test_that_a_deleted_draft_is_listed_and_comes_back(services, idle, qtbot):
    context = services.context
    id_ = begin_draft(context.seat, PolicyDraft("own", title="某区政策"))
    drafts = DraftsView(services)
    qtbot.addWidget(drafts)
    drafts.show()
    drafts.reload()
    idle()
    qtbot.mouseClick(drafts.delete_button, LEFT)
    idle()
    assert not drafts.list.table.rows_model.rows
    drafts.list.which.set_value("deleted")
    [row] = drafts.list.table.rows_model.rows
    assert row.deleted_at is not None
    drafts.list.table.select_key(id_)
    qtbot.mouseClick(drafts.restore_button, LEFT)
    idle()
    assert not drafts.list.table.rows_model.rows
    assert [one.id for one in context.store.ask(list_drafts)] == [id_]


def test_that_what_somebody_else_saved_is_not_written_over(view, services, idle, qtbot):
    context = services.context
    id_ = begin_draft(context.seat, PolicyDraft("own", title="原来的"))
    view.open_draft(id_)
    idle()
    save_draft(context.store.seat("李明"), id_, PolicyDraft("own", title="李明的"), expected_version=1)
    view.steps.change(replace(view.steps.draft, title="我的"), "改标题")
    view.save()
    idle()
    assert "李明" in view.clash.label.text()
    assert view.steps.draft.title == "我的"
    qtbot.mouseClick(view.again_link, LEFT)
    idle()
    assert view.steps.draft.title == "李明的"
    assert not view.clash.isVisible()
    # What was just typed is kept as the page is left, without waiting for a pause.
    view.steps.change(replace(view.steps.draft, title="都同意的"), "改标题")
    assert view.save_now()
    kept = context.store.ask(partial(_found, id_))
    assert kept.draft.title == "都同意的"
    # Where somebody else was faster again, one's own is kept as another draft.
    save_draft(context.store.seat("李明"), id_, PolicyDraft("own"), expected_version=kept.version)
    view.steps.change(replace(view.steps.draft, title="仍是我的"), "改标题")
    assert not view.save_now()
    qtbot.mouseClick(view.own_link, LEFT)
    idle()
    assert view.clash.isHidden()
    assert view.draft_id != id_
    view.steps.change(replace(view.steps.draft, title="我接着写的"), "改标题")
    assert view.save_now()
    assert context.store.ask(partial(_found, view.draft_id)).draft.title == "我接着写的"
    assert context.store.ask(partial(_found, id_)).draft.title == ""


def test_that_every_way_to_say_something_can_be_laid_out():
    assert set(WRITERS) == {*shapes.Quantity.__args__, *shapes.Condition.__args__}


def test_that_a_pdf_is_read_by_its_pages(qapp, tmp_path):
    path = tmp_path / "某办法.pdf"
    writer = QPdfWriter(str(path))
    writer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    painter = QPainter(writer)
    painter.setFont(QFont(qapp.font().family(), 12))
    lines = ["某区2022年助企政策", "第一条　运费补助。按运费的5%补助。", "第二条　奖励。奖励5万元。"]
    for at, line in enumerate(lines, start=1):
        painter.drawText(0, 400 * at, line)
    painter.end()
    document = read_file(path)
    assert document.title == lines[0]
    assert [unit.number for unit in document.units] == ["第一条", "第二条"]
    path.write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(BadInput, match="读不出来"):
        read_file(path)
    assert of_text("第一条　奖励5万元。").units
