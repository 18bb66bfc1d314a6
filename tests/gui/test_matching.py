from dataclasses import replace
from datetime import date, timedelta

from domain.outreach.matching.events import find_event, list_events
from domain.outreach.matching.needs import list_needs
from domain.outreach.matching.parks import list_parks, show_park
from domain.outreach.matching_entities import Matter, Through
from gui.targets import ToNeed, ToPage, ToPark
from tests.domain.outreach.conftest import ids_of
from tests.gui.test_ledgers import fill_in

ONE = 10**4
"""A whole number, as its editors hold it."""
BEGAN = date.today() - timedelta(days=90)


def act(view, word, idle):
    """Press what begins with a word; return the dialog it opens."""
    next(one for one in view.acts if one.text().startswith(word)).click()
    idle()
    return view.dialog


def test_that_parks_events_and_needs_are_entered_met_ended_and_found(
    program, store, services, sample_office, idle
):
    services.go_to(ToPage("matching"))
    idle()
    page, owners = program.matching, store.ask(ids_of)
    keep_a_park(page, store, owners, idle)
    page.park_view.left.emit()
    hold_an_event(page, store, owners, idle)
    page.event_view.left.emit()
    meet_needs(page, store, owners, services, idle)

    assert [hit.title for hit in page.hits("金水小微")] == ["金水小微园"]
    assert {hit.detail.partition(" ")[0] for hit in page.hits("扩产")} == {"融资需求", "用工需求"}
    page.jobs.table.selectRow(0)
    page.delete_buttons[-1].click()
    idle()
    assert store.ask(list_needs, matter=Matter.JOBS) == []


def keep_a_park(page, store, owners, idle):
    page.parks.empty.button.click()
    idle()
    fill_in(page.dialog, {"name": "金水小微园", "since": BEGAN, "area": 800 * ONE}, idle)
    [park] = store.ask(list_parks)
    both = [replace(park, there=frozenset(owners[at] for at in ids)) for ids in ((0, 1), (1,))]
    page.parks.tell(both)
    assert page.parks.foot.text() == "共 2 个，入驻 2 户"
    page.parks.table.selectRow(0)
    page.parks.table.opened.emit(park)
    idle()
    assert (page.place(), page.choice.isVisible()) == (ToPark(park.id), False)
    dialog = act(page.park_view, "登记入驻", idle)
    for at in range(2):
        dialog.owners.add(owners[at], f"第 {at} 户")
    fill_in(dialog, {"since": BEGAN}, idle)
    fill_in(act(page.park_view, "填投资", idle), {"output": 900_00}, idle)
    page.park_view.tenants.selectRow(0)
    page.park_view.drop_button.click()
    idle()
    assert [one.tenants for one in store.ask(list_parks)] == [1]
    page.park_view.tenants.selectRow(0)
    page.park_view.change_button.click()
    idle()
    fill_in(page.park_view.dialog, {"area": 300 * ONE}, idle)
    fill_in(act(page.park_view, "终止", idle), {"because": "到期"}, idle)
    fill_in(act(page.park_view, "恢复", idle), {"because": "续期"}, idle)
    shown = store.ask(show_park, park.id)
    assert [(one.row.area, one.is_there) for one in shown.tenants] == [(300, True)]
    assert (shown.listed.output, shown.listed.is_over) == ((date.today().year, 900_00), False)


def hold_an_event(page, store, owners, idle):
    page.choice.set_value("events")
    page.enter_button.click()
    idle()
    page.dialog.guests.add(owners[0], "第 0 户", 2)
    said = {"name": "产销会", "kind": "sales", "day": date.today(), "others": "大商集团 3\n郑州大学"}
    fill_in(page.dialog, said, idle)
    [event] = store.ask(list_events)
    page.events.table.opened.emit(event)
    idle()
    deal = {"who": f"e:{owners[0]}", "partner": "大商集团", "products": 150 * ONE, "amount": 560_0000_00}
    fill_in(act(page.event_view, "登记签约", idle), deal, idle)
    page.event_view.deals.selectRow(0)
    page.event_view.change_button.click()
    idle()
    fill_in(page.event_view.dialog, {"done": 5_00, "done_on": date.today()}, idle)
    fill_in(act(page.event_view, "修改", idle), {"place": "会展中心"}, idle)
    found = store.ask(find_event, event.id)
    assert [(one.who.name, one.row.people) for one in found.guests][1:] == [
        *(("大商集团", 3), ("郑州大学", None))
    ]
    assert (found.products, found.amount, found.done) == (150, 560_0000_00, 5_00)
    assert (found.row.place, found.guests[0].row.people) == ("会展中心", 2)


def meet_needs(page, store, owners, services, idle):
    for which, wanted, came in (
        ("financing", {"wanted": 500_00}, {"through": "guarantee", "amount": 200_00}),
        ("jobs", {"people": 9 * ONE}, {"through": "school", "people": 4 * ONE}),
    ):
        page.choice.set_value(which)
        page.enter_button.click()
        idle()
        page.dialog.enterprise.choose(owners[1], "第 1 户")
        fill_in(page.dialog, {"title": "扩产", "day": BEGAN} | wanted, idle)
        [need] = store.ask(list_needs, matter=Matter(which))
        # From wherever one comes.
        page.choice.set_value("parks")
        services.go_to(ToNeed(need.id))
        idle()
        assert (page.place(), page.choice.value()) == (ToNeed(need.id), which)
        fill_in(act(page.need_view, "登记落实", idle), came, idle)
        fill_in(act(page.need_view, "不再需要", idle), {"because": "自筹"}, idle)
        act(page.need_view, "仍然需要", idle)
        page.need_view.left.emit()
    money, jobs = (store.ask(list_needs, matter=one)[0] for one in Matter)
    assert (money.where, money.met, money.outcomes[0].through) == ("部分落实", 200_00, Through.GUARANTEE)
    assert (jobs.where, jobs.met, jobs.row.people) == ("部分落实", 4, 9)
