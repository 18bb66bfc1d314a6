"""What needs two people. Last of all: from then on somebody who has an account sits at the window."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from domain.cases.awards.reading import alive_by_award
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import Doing, take_step
from domain.cases.service import awards_of
from domain.office.accounts.signing_in import sign_in
from domain.office.house_rules import set_four_eyes
from domain.proposals.orders import IssueNotices, VoidNotice
from domain.proposals.service import propose
from domain.roads.walking import Move
from domain.store.acts import Person
from domain.store.engine import Seat
from domain.values.ids import AccountId, CaseId
from domain.values.progress import Silent
from gui.people.second import means_of
from gui.targets import ToIssuing, ToPage
from tests.gui.pictures.case_dialogs import ago, cases_of, read, standing_at
from tests.gui.pictures.office import Opened, assessed
from tests.gui.pictures.pages import Scene
from tests.gui.pictures.people_dialogs import PASSWORDS, shared


def second_dialogs() -> Iterator[Scene]:
    """Yield what is proposed and confirmed."""
    yield "desk", _desk
    yield "desk-paces", _paces
    yield "second-issuing", _issuing
    yield "second-dialog", _dialog
    yield "second-page", _page
    yield "second-card", _card
    yield "second-off", _off
    yield "calendar-card", _calendar_card
    yield "calendar-year", _calendar_year
    yield "roads-card", _roads_card
    yield "road-taken-in", _road_taken_in
    yield "problem-terms", _problem_terms


def _seat(opened: Opened, name: str, number: int) -> Seat:
    shared(opened)
    seat = Seat(opened.context.store, Person(name, AccountId(number)))
    if opened.shell._services.context.seat != seat:
        size = opened.window.size()
        opened.shell._take_over(seat)
        opened.window.setMinimumSize(0, 0)
        opened.window.resize(size)
        opened.settle()
    return seat


def _desk(opened: Opened) -> None:
    """What the manager, who handles too, finds after the other one has gone on."""
    # Made by who works alone, so before there are several.
    cases_of(opened)
    manager = _seat(opened, "王小梅", 1)
    other = Seat(opened.context.store, Person("李建国", AccountId(2)))
    rules, store = ago(opened), opened.context.store
    later = replace(rules, today=lambda: rules.today() + timedelta(days=9))

    def take(seat: Seat, some: Sequence[CaseId], doing: Doing, by: Rules, remark: str = "") -> None:
        take_step(seat, [case.seen for case in read(opened, some)], doing, by, remark=remark)

    ids = standing_at(opened, "publicity")
    take(manager, ids[-3:], Doing(Move.ONWARD, "publicity"), rules)
    take(manager, ids[-2:], Doing(Move.ONWARD, "closing"), later)
    sign_in(store, "wangxm", PASSWORDS[0])
    take(other, ids[:2], Doing(Move.BEGIN, "hold"), later, "等主任办公会")
    take(other, ids[-1:], Doing(Move.BEGIN, "send_back"), later, "金额请再核一遍")
    sign_in(store, "wangxm", PASSWORDS[0])
    opened.go(ToPage("desk"))
    opened.settle()


def _paces(opened: Opened) -> None:
    page = opened.go(ToPage("desk"))
    opened.settle()
    page.room.ensureWidgetVisible(page.paces)


def _issue(opened: Opened) -> tuple[IssueNotices, ToIssuing]:
    context = opened.context
    policy = context.policies.find("zhengdong-2022")
    # What other scenes enter of enterprises moves their awards up and down.
    awards = awards_of(assessed(context))[30:]
    with context.store.read() as session:
        alive = alive_by_award(session, {one.enterprise_id for one in awards}, policy.id)
    there = {(id_, clause_id) for id_, clause_id, *_ in alive}
    awards = [one for one in awards if (one.enterprise_id, one.clause_id) not in there][:10]
    return IssueNotices.of(policy, awards), ToIssuing(policy.id, awards)


def _issuing(opened: Opened) -> None:
    _seat(opened, "王小梅", 1)
    opened.go(_issue(opened)[1])


def _dialog(opened: Opened) -> QWidget:
    _seat(opened, "王小梅", 1)
    view = opened.go(_issue(opened)[1]).issuing
    view.issue_button.click()
    opened.wait(view.second.later_button.isEnabled)
    return view.second


def _page(opened: Opened) -> None:
    maker = _seat(opened, "王小梅", 1)
    means = means_of(opened.context)
    propose(maker, _issue(opened)[0], means, Silent(), reason="二季度第一批，材料已核对")
    propose(maker, VoidNotice(notice_id=1, reason="金额录错，重新出具"), means, Silent())
    _seat(opened, "李建国", 2)
    opened.go(ToPage("proposals"))


def _card(opened: Opened) -> None:
    _seat(opened, "王小梅", 1)
    page = opened.go(ToPage("settings"))
    page._scroll.ensureWidgetVisible(page.four_eyes_card)


def _off(opened: Opened) -> None:
    set_four_eyes(_seat(opened, "王小梅", 1), on=False, because="休产假，暂时只有一人在岗")
    opened.go(_issue(opened)[1])


def _calendar_card(opened: Opened) -> None:
    page = opened.go(ToPage("settings"))
    page._scroll.ensureWidgetVisible(page.calendar_card)


def _calendar_year(opened: Opened) -> QWidget:
    card = opened.go(ToPage("settings")).calendar_card
    card.enter_button.click()
    card.dialog.source.set_value("国办发明电〔2026〕12号")
    card.dialog.rows[0][1].line.setText("2027-01-01")
    card.dialog.rows[0][2].line.setText("2027-01-03")
    card.dialog.go_button.click()
    opened.settle()
    return card.dialog


def _roads_card(opened: Opened) -> None:
    page = opened.go(ToPage("settings"))
    opened.settle()
    page._scroll.ensureWidgetVisible(page.roads_card)


def _road_taken_in(opened: Opened) -> QWidget:
    card = opened.go(ToPage("settings")).roads_card
    opened.settle()
    text = next(one.road for one in card.read.cases if one.road.id == "standard").content.decode()
    path = opened.context.store.path.with_name("本区程序.toml")
    path.write_text(text.replace("version = 2", "version = 3"), "utf-8")
    card.take(path)
    opened.settle()
    return card.dialog


def _problem_terms(opened: Opened) -> QWidget:
    card = opened.go(ToPage("settings")).roads_card
    opened.settle()
    card.term_buttons["ordinary"].click()
    opened.settle()
    return card.dialog
