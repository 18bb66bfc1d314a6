"""对接: parks with their tenants, events, and what enterprises need."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from domain.outreach.matching.events import DealFields, EventFields, Guest, list_events, save_deal, save_event
from domain.outreach.matching.needs import NeedFields, OutcomeFields, list_needs, save_need, save_outcome
from domain.outreach.matching.parks import (
    ParkFields,
    TenantFields,
    Year,
    admit,
    end_park,
    list_parks,
    save_park,
    set_year,
)
from domain.outreach.matching_entities import EventKind, Matter, ParkStage, Signed, Through
from domain.values.money import Fen
from gui.targets import ToEvent, ToNeed, ToPage, ToPark
from tests.domain.outreach.conftest import ids_of
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene

_WAN = 10_000_00


def matching_pages() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    park, event = (ToPark, list_parks, "park_view"), (ToEvent, list_events, "event_view")
    need = (ToNeed, list_needs, "need_view")
    yield "matching-empty", lambda o: o.go(ToPage("matching")) and None
    yield "matching-parks", lambda o: _list(o, "parks")
    yield "matching-park", lambda o: _opened(o, *park) and None
    for at, name in enumerate(("admit", "year", "change", "end", "paper")):
        yield f"matching-park-{name}", lambda o, at=at: _acted(o, *park, at)
    yield "matching-events", lambda o: _list(o, "events")
    yield "matching-event", lambda o: _opened(o, *event) and None
    for at, name in enumerate(("deal", "change", "paper")):
        yield f"matching-event-{name}", lambda o, at=at: _acted(o, *event, at)
    yield "matching-financing", lambda o: _list(o, "financing")
    yield "matching-need", lambda o: _opened(o, *need) and None
    for at, name in enumerate(("outcome", "change")):
        yield f"matching-need-{name}", lambda o, at=at: _acted(o, *need, at)
    yield "matching-jobs", lambda o: _list(o, "jobs")


def _fill(opened: Opened) -> None:
    """Enter some of everything, once."""
    context, today = opened.context, date.today()
    seat, rules = context.seat, context.problem_rules
    if context.store.ask(list_parks):
        return
    owners = context.store.ask(ids_of)
    began = today - timedelta(days=900)
    names = ("白沙产业园", "金水小微企业园一期", "龙子湖智慧岛中小企业创新创业孵化基地")
    for at, (name, stage) in enumerate(zip(names, reversed(ParkStage), strict=True)):
        fields = ParkFields(
            name,
            began,
            stage,
            street="白沙镇",
            place="前程路 88 号",
            operator="某某产业园运营管理有限公司",
            contact="赵经理",
            phone="13803711234",
            total=Fen((at + 1) * 8_000 * _WAN),
            area=46_000 - at * 9_000,
        )
        park = save_park(seat, fields, rules)
        for owner in owners[at * 7 : at * 7 + 6 - at]:
            park, _ = admit(seat, park, [TenantFields(owner, began + timedelta(days=30), area=800)], rules)
        for year in (today.year - 1, today.year):
            given = Year(Fen(2_300 * _WAN), Fen(12_600 * _WAN) if year < today.year else None)
            park, _ = set_year(seat, park, year, given, rules)
    over = save_park(seat, ParkFields("老机械厂小微园", began), rules)
    left = TenantFields(owners[30], began, today - timedelta(days=200), "扩产搬迁")
    over, _ = admit(seat, over, [left, TenantFields(owners[31], began)], rules)
    end_park(seat, over, today - timedelta(days=20), rules, because="整体搬迁")
    guests = (*(Guest(owner, people=2) for owner in owners[:5]), Guest(name="大商集团", people=6))
    held = ((EventKind.SALES, "春季产销对接会"), (EventKind.BANKS, "银企对接专场"))
    for at, (kind, name) in enumerate(held):
        day = today - timedelta(days=20 + at)
        fields_of = EventFields(kind, name, day, "区会展中心", "区工信局", "企业希望每季度办一次", guests)
        event = save_event(seat, fields_of, rules)
        for number, owner in enumerate(owners[:3]):
            done = Fen(80 * _WAN) if number == 0 else None
            deal = DealFields(
                "大商集团" if at == 0 else "建设银行郑州东风路支行",
                Signed.CONTRACT if number else Signed.INTENT,
                owner,
                products=50 if at == 0 else None,
                amount=Fen((number + 1) * 120 * _WAN),
                done=done,
                done_on=today if done else None,
            )
            event = save_deal(seat, event, deal, rules)
    for number, owner in enumerate(owners[:6]):
        money = NeedFields(Matter.FINANCING, owner, today - timedelta(days=50), "采购原料", Fen(500 * _WAN))
        need = save_need(seat, money, rules)
        people = NeedFields(Matter.JOBS, owner, today - timedelta(days=40), "数控车工", people=12 + number)
        work = save_need(seat, people, rules)
        if number % 2:
            loan = OutcomeFields(Through.GUARANTEE, today, Fen(200 * _WAN), partner="建设银行，市中小担")
            need = save_outcome(seat, need, loan, rules)
            save_outcome(seat, need, OutcomeFields(Through.INTEREST, today, Fen(3 * _WAN)), rules)
            hired = OutcomeFields(Through.SCHOOL, today, people=7, partner="市技师学院")
            save_outcome(seat, work, hired, rules)


def _list(opened: Opened, which: str) -> None:
    _fill(opened)
    page = opened.go(ToPage("matching"))
    if not page.choice.isVisible():
        page._show_list()
    page.choice.set_value(which)
    opened.settle()


def _opened(opened: Opened, to: Callable[..., object], listed: Callable[..., list], view: str) -> QWidget:
    """Open the one that has most, so that everything of it is seen."""
    _fill(opened)
    rows = opened.context.store.ask(listed)
    row = next((one for one in rows if getattr(one, "outcomes", True)), rows[0])
    page = opened.go(to(row.id))
    opened.settle()
    return getattr(page, view)  # type: ignore[no-any-return]


def _acted(
    opened: Opened, to: Callable[..., object], listed: Callable[..., list], view: str, at: int
) -> QWidget:
    shown = _opened(opened, to, listed, view)
    shown.acts[at].click()
    opened.settle()
    return shown.dialog
