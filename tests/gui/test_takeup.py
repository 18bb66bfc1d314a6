"""政策直达 in the window: by Ctrl+K for who is on the telephone, and as lists."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from domain.cases.awards.listing import CaseFilter, find_cases
from domain.outreach.people import CadreFields, save_cadre
from domain.outreach.visits import VisitFilter, list_visits
from domain.policies.explaining.fitting import Fit
from domain.takeup.explaining import reasons_of
from domain.takeup.listing import assess_all, list_entitlements
from domain.values.progress import Silent
from gui.pages.takeup.page import outdated_text
from gui.targets import ToEntitled, ToPage
from tests.gui.conftest import type_text

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def on_the_telephone(program, qtbot, idle, sample_office):
    """What Ctrl+K shows of an enterprise that was typed, by the keys alone."""
    window = program.window
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    idle()
    finder = window.finder
    type_text(finder.line, "垚屹轴承")
    qtbot.waitUntil(lambda: finder.list.count() == 1)
    assert "Ctrl+Enter 可享受政策" in finder._foot.text()
    qtbot.keyClick(finder.line, Qt.Key.Key_Return, CTRL)
    idle()
    return program.enterprises.take_up


def test_that_who_calls_is_told_what_they_may_get_and_the_call_is_noted(on_the_telephone, store, idle, qtbot):
    save_cadre(store.seat("王小梅"), CadreFields("李强"))
    dialog = on_the_telephone
    offers = dialog.found.offers
    [granted], [short] = dialog.found.of(Fit.GRANTED), dialog.found.of(Fit.SHORT)
    assert [row.key for row in dialog.model.rows] == [granted.key, short.key]
    assert dialog.sums.text().startswith("可享受 1 条，15,000.00 元，其中没有申报的 1 条")
    dialog.table.select_key(short.key)
    assert short.needs in dialog.detail.text()
    dialog.every.click()
    assert len(dialog.model.rows) == len(offers)

    dialog.note_button.click()
    idle()
    note = dialog.dialog
    assert note.way.value() == "call"
    note.go_button.click()
    idle()
    [visit] = store.ask(list_visits, VisitFilter())
    assert [one.clause_id for one in visit.told[dialog.found.id]] == [granted.clause.id]
    # What changed is seen in the dialog that is still open.
    [told] = dialog.found.of(Fit.GRANTED)[0].told
    assert (told.day, told.way) == (date.today(), "电话")


def test_that_the_list_leads_from_assessing_to_reasons_and_cases(
    program, services, store, context, idle, qtbot, sample_office
):
    services.go_to(ToPage("takeup"))
    idle()
    page = program.takeup
    assert page.entitled.empty.isVisible()
    page.assess_button.click()
    idle()
    rows = store.ask(list_entitlements, date.today()).rows
    listed = page.entitled.model.rows
    assert [one.standing.key for one in listed] == [one.standing.key for one in rows]
    assert f"{len(rows)} 项" in page.entitled.foot.text()

    page.entitled.table.selectRow(0)
    page.links["未申报原因…"].click()
    idle()
    page.dialog.form.binding.set_value("why", "other")
    page.dialog.go_button.click()
    assert page.dialog.form.binding.error_text("remark")
    page.dialog.form.binding.set_value("remark", "企业已外迁")
    page.dialog.go_button.click()
    idle()
    own = rows[0].standing.enterprise_id
    assert store.ask(reasons_of, [own])[rows[0].standing.key].words == "其他：企业已外迁"
    page.entitled.said.set_value("other")
    assert [one.standing.key for one in page.entitled.model.rows] == [rows[0].standing.key]
    page.entitled.table.select_key(rows[0].standing.key)
    page.links["取消原因"].click()
    idle()
    assert store.ask(reasons_of, [own]) == {}
    page.entitled.said.set_value("")

    clause = rows[0].standing
    page.entitled.clause.set_value(f"{clause.policy_id} {clause.clause_id}")
    page.entitled.table.selectAll()
    page.links["生成事项…"].click()
    idle()
    page.dialog.go_button.click()
    idle()
    found = store.ask(find_cases, CaseFilter(), context.seat.who, context.rules, most=99)
    same = [one for one in rows if one.clause == rows[0].clause]
    assert len(found.ids) == len(same)
    services.go_to(ToPage("takeup"))
    idle()
    assert page.entitled.model.rows == []

    page.choice.set_value("short")
    idle()
    near = [one.one.distance for one in page.short.model.rows]
    assert near
    assert [one for one in near if one is not None] == sorted(one for one in near if one is not None)


def test_that_a_policy_leads_to_whom_to_tell_and_what_is_not_by_it_is_said(
    program, services, store, context, zhengdong, idle, sample_office
):
    assess_all(context.seat, context.policies, Silent())
    page = program.takeup
    page.entitled.state.set_value("在办")
    page.entitled.search.set_query("谁也不是")
    services.go_to(ToEntitled(zhengdong.id))
    idle()
    found = store.ask(list_entitlements, date.today())
    assert len(page.entitled.model.rows) == len(found.rows)
    assert page.entitled.clause.currentText() == f"《{zhengdong.title}》的各条"
    assert not page.outdated.isVisible()
    changed, other = replace(zhengdong, sha256="0", version="2"), replace(zhengdong, id="other")
    assert outdated_text([zhengdong, changed, other], found.runs).split("；\n") == [
        "《郑东新区2022年助企纾困政策》第 2 版启用以后还没有评定并留存，名单里是第 1 版的结果",
        "《郑东新区2022年助企纾困政策》第 1 版还没有评定并留存，名单里没有它的",
        "请点右上角“评定并留存”。",
    ]
