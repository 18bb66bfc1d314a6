from dataclasses import replace
from datetime import date

from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.outreach.cultivation.finding import last_year
from domain.outreach.cultivation.listing import list_cultivated
from domain.outreach.cultivation.lists import list_lists
from domain.outreach.cultivation.qualifications import city_counts
from domain.outreach.cultivation_entities import Stage
from gui.targets import ToPage
from tests.domain.outreach.conftest import ids_of
from tests.gui.test_ledgers import fill_in


def test_that_a_candidate_is_found_listed_taken_in_and_reaches_it(
    program, store, services, sample_office, idle
):
    context, today = services.context, date.today()
    standards, office = context.cultivation_standards, context.office
    line = standards.standards["industry"].lines[0]
    id_ = store.ask(ids_of)[0]
    facts = store.ask(facts_of, id_, office)
    of_it = {
        "attributes": {**facts.attributes, "industry_kind": "industry", "above_scale": False},
        "indicators": {**facts.indicators, "revenue": {last_year(today): line.amount}},
    }
    save_enterprise(context.seat, replace(facts, **of_it), office, id_=id_)

    services.go_to(ToPage("cultivation"))
    idle()
    page = program.cultivation
    [row] = page.candidates.model.rows
    assert (row.candidate.enterprise_id, row.stage) == (id_, None)
    assert "过线未入 1 户" in page.candidates.foot.text()
    page.candidates.table.selectRow(0)
    page.links["入培育库…"].click()
    fill_in(page.dialog, {"remark": "差订单"}, idle)
    [entry] = store.ask(list_cultivated, standards, today)
    assert entry.basis.lines[0].needed == line.amount
    assert [row.stage for row in page.candidates.model.rows] == [Stage.SOUGHT]

    page.links["存成名单…"].click()
    page.dialog.line.setText("后备名单")
    page.dialog.take_button.click()
    idle()
    assert [one.row.title for one in page.kept.model.rows] == ["后备名单"]

    page.choice.set_value("rules")
    idle()
    at = next(at for at, one in enumerate(page.rules.model.rows) if one.standard_id == "industry")
    page.rules.table.selectRow(at)
    page.links["改线…"].click()
    given = {"amount": line.amount + 100, "since": today, "source": "省统计局通知"}
    fill_in(page.dialog, given, idle)
    assert sum(one.row is not None for one in page.rules.model.rows) == 1
    [listed] = store.ask(list_lists, standards, office, today)
    assert listed.corrected
    page.choice.set_value("found")
    idle()
    assert [row.candidate.lines[0].gap for row in page.candidates.model.rows] == [100]

    page.choice.set_value("in")
    idle()
    page.cultivated.table.selectRow(0)
    page.links["登记阶段…"].click()
    fill_in(page.dialog, {"stage": Stage.REACHED.value}, idle)
    [entry] = store.ask(list_cultivated, standards, today)
    assert (entry.stage, entry.row.reached_on) == (Stage.REACHED, today)

    page.choice.set_value("share")
    idle()
    page.links["登记全市户数…"].click()
    given = {"kind": "little_giant", "level": "national", "day": today, "count": 64_0000, "source": "简报"}
    fill_in(page.dialog, given, idle)
    assert [one.count for one in store.ask(city_counts)] == [64]
