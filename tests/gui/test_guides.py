from PySide6.QtCore import Qt

from domain.outreach.guide_entities import Answered
from domain.outreach.guides.calls import list_calls
from domain.outreach.guides.topics import list_topics
from domain.outreach.problem_entities import Matter, Source
from domain.outreach.problems.listing import ProblemFilter, list_problems
from gui.targets import ToPage, ToTopic
from tests.domain.outreach.conftest import ids_of
from tests.gui.test_ledgers import fill_in


def find(page, text, qtbot, idle):
    """Search, as somebody does on the telephone."""
    page.topics.search.setText(text)
    qtbot.keyClick(page.topics.search, Qt.Key.Key_Return)
    idle()


def test_that_a_question_is_looked_up_read_out_noted_and_handed_on_by_the_keyboard(
    program, store, services, sample_office, idle, qtbot
):
    services.go_to(ToPage("guides"))
    idle()
    page = program.guides
    assert page.topics.empty.isVisible()
    page.topics.empty.button.click()
    idle()
    shipped = store.ask(list_topics)
    assert (len(page.topics.model.rows), page.take_button.isVisible()) == (len(shipped), False)

    find(page, "反映问题", qtbot, idle)
    topic = page.topic_view.topic
    assert topic.shipped == "raise-a-problem"
    qtbot.keyClick(page.topics.search, Qt.Key.Key_Down)
    qtbot.keyClick(page.topics.table, Qt.Key.Key_Return)
    idle()
    assert page.dialog.topics.value() == (str(topic.id),)
    fill_in(page.dialog, {"caller": "刘会计", "rating": "content"}, idle)
    [call] = store.ask(list_calls)
    assert [title for _, title in call.topics] == [topic.title]
    assert call.row.asked == "反映问题"

    find(page, "停车场月卡", qtbot, idle)
    assert not page.topics.model.rows
    page.call_button.click()
    idle()
    enterprise = store.ask(ids_of)[0]
    page.dialog.enterprise.choose(enterprise, "这一户")
    fill_in(page.dialog, {"answered": Answered.NO.value}, idle)
    fill_in(page.dialog, {"kind": "融资"}, idle)
    [problem] = store.ask(list_problems, ProblemFilter(), services.context.problem_rules)
    said = (problem.row.title, problem.row.source, problem.matter, problem.enterprise_id)
    assert said == ("停车场月卡", Source.HOT_LINE, Matter.ERRAND, enterprise)
    [missed] = [one for one in store.ask(list_calls) if one.problem]
    assert missed.answered is Answered.NO

    page.choice.set_value("asked")
    page.asked.which.type_in("none")
    idle()
    [asked] = page.asked.model.rows
    page.asked.table.selectRow(0)
    page.answer_button.click()
    idle()
    assert page.dialog.form.binding.values()["asks"] == asked.title
    given = {"title": "停车月卡怎么办", "answer": "到物业登记", "days": "3"}
    fill_in(page.dialog, given, idle)
    [written] = [one for one in store.ask(list_topics) if not one.shipped]
    [hit] = page.hits("tcyk")
    hit.open()
    idle()
    assert (page.topic_view.topic.id, page.place()) == (written.id, ToTopic(written.id))
