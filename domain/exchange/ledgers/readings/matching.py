"""Rows of 对接: parks, tenants, events, needs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from domain.exchange.ledgers.columns import (
    ENTERPRISE,
    OVER,
    OVER_WORD,
    USCC,
)
from domain.exchange.ledgers.known import Known
from domain.exchange.ledgers.reading import Cells, Reading
from domain.outreach.importing import (
    NewEvent,
    NewGuest,
    NewNeed,
    NewPark,
    NewTenant,
)
from domain.outreach.matching.events import DealFields, EventFields, Guest, deal_complaints
from domain.outreach.matching.events import complaints_of as event_complaints
from domain.outreach.matching.in_lines import read_deals, read_guests, read_outcomes, read_years
from domain.outreach.matching.needs import NeedFields, OutcomeFields, against_ending, outcome_complaints
from domain.outreach.matching.needs import complaints_of as need_complaints
from domain.outreach.matching.parks import (
    ParkFields,
    TenantFields,
    wrong_of_end,
    wrong_of_tenant,
    wrong_of_year,
)
from domain.outreach.matching.parks import complaints_of as park_complaints
from domain.outreach.matching.parks import overlap as overlap_in_park
from domain.outreach.matching_entities import EventKind, Matter, ParkStage, Signed, Through
from domain.values.ids import EnterpriseId
from domain.values.money import Fen, yuan_text


class ParksReading(Reading):
    def read(self, cells: Cells) -> NewPark | None:
        name, since = cells.needed("name", "请填写园区名称"), cells.needed_day("since")
        if not name or since is None:
            return None
        if name in self.known.parks:
            cells.complain("name", f"已经登记过园区“{name}”，没有重复登记")
        self.is_repeated(cells, "name", "同一园区", (name,))
        texts = {one: cells.text(one) for one in ("kind", "street", "place", "operator", "contact", "phone")}
        ended = self._ended(cells, since)
        stage = cells.text("was") if cells.text("stage") == OVER else cells.text("stage")
        given = ParkFields(
            name,
            since,
            ParkStage(stage or ParkStage.OPEN),
            **texts,
            total=cells.large("total"),
            area=cells.number("area"),
        )
        for at, sentence in park_complaints(given, self.today):
            cells.complain(at, sentence)
        years = cells.trying("years", lambda: read_years(cells.lines("years"))) or {}
        for year, came_to in years.items():
            for sentence in wrong_of_year(year, came_to, self.today):
                cells.complain("years", sentence)
        return NewPark(given, years, ended)

    def _ended(self, cells: Cells, since: date) -> tuple[date, str] | None:
        """Return since when it is no more, and why; None where it goes on. Half of it is complained of."""
        day, because = cells.day("until"), cells.text("ended_because")
        if day is None:
            if because or cells.text("stage") == OVER:
                cells.complain("until", f"{OVER_WORD}的园区，要填从哪天起终止")
            return None
        if not because:
            cells.complain("ended_because", f"{OVER_WORD}的园区，要写原因")
        if complaint := wrong_of_end(since, day, self.today):
            cells.complain("until", complaint)
        return day, because


class TenantsReading(Reading):
    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self._stays: dict[tuple[int, EnterpriseId], list[tuple[TenantFields, int]]] = {}

    def read(self, cells: Cells) -> NewTenant | None:
        enterprise, since = self.enterprise(cells), cells.needed_day("since")
        name = cells.needed("park", "请填写园区名称")
        park = self.known.parks.get(name)
        if name and park is None:
            cells.complain("park", f"没有登记过园区“{name}”：先登记或导入园区，或改成登记的名称")
        if enterprise is None or since is None or park is None or park.id is None:
            return None
        until, because = cells.day("until"), cells.text("because")
        # Who left on the park's last day, for what it ended for, left with it.
        with_park = until is not None and (until, because) == (park.until, park.ended_because)
        given = TenantFields(enterprise.id, since, until, because, cells.number("area"), with_park)
        for at, sentence in wrong_of_tenant(given, enterprise.name, park, self.today):
            cells.complain(at, sentence)
        key = (park.id, enterprise.id)
        if any(overlap_in_park(one, given) for one in self.known.tenants.get(key, ())):
            cells.complain("since", f"“{enterprise.name}”在这段时间已经在园区“{name}”，没有重复登记")
        for before, row in self._stays.setdefault(key, []):
            if overlap_in_park(before, given):
                cells.complain("since", f"与第 {row + 1} 行重复：同一园区、同一企业，时间重叠")
        self._stays[key].append((given, cells.row))
        return NewTenant(park.id, given)


class EventsReading(Reading):
    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self._held: dict[tuple[date, str], tuple[EventFields, int]] = {}
        self._came: dict[object, tuple[Guest, int]] = {}

    def read(self, cells: Cells) -> NewGuest | NewEvent | None:
        if cells.text("guests"):
            return self._listed(cells)
        day, kind = cells.needed_day("day"), cells.needed("kind", "请填写种类，如产销对接")
        name = cells.needed("name", "请填写活动名称")
        other = cells.text("other")
        owner = None if other else self.enterprise(cells)
        if day is None or not kind or not name or (owner is None and not other):
            return None
        if other and (cells.text(ENTERPRISE) or cells.text(USCC)):
            cells.complain("other", "一行写一家：企业和其他单位只能填一栏")
        if (day, name) in self.known.events:
            cells.complain("name", f"{day.isoformat()} 的“{name}”已经登记，没有重复登记；请在“对接”页里加")
        texts = cells.text("place"), cells.text("host"), cells.lines("found")
        event = EventFields(EventKind(kind), name, day, *texts)
        guest = Guest(None if owner is None else owner.id, other, cells.number("came"))
        for at, sentence in event_complaints(replace(event, guests=(guest,)), self.today):
            cells.complain("came" if at == "guests" else at, sentence)
        self._refuse_other(cells, event, guest)
        return NewGuest(event, guest, self._deal(cells, event, guest))

    def _listed(self, cells: Cells) -> NewEvent | None:
        """Return an event as a list of them has it, in one row."""
        day, kind = cells.needed_day("day"), cells.needed("kind", "请填写种类，如产销对接")
        name = cells.needed("name", "请填写活动名称")
        guests = cells.trying("guests", lambda: read_guests(cells.lines("guests"), self._find))
        deals = cells.trying("deals", lambda: read_deals(cells.lines("deals"), self._find))
        if day is None or not kind or not name or guests is None or deals is None:
            return None
        if (day, name) in self.known.events:
            cells.complain("name", f"{day.isoformat()} 的“{name}”已经登记，没有重复登记")
        self.is_repeated(cells, "name", "同一场活动", (day, name))
        texts = cells.text("place"), cells.text("host"), cells.lines("found")
        event = EventFields(EventKind(kind), name, day, *texts, guests=tuple(guests))
        for at, sentence in event_complaints(event, self.today):
            cells.complain(at, sentence)
        for deal in deals:
            for _, sentence in deal_complaints(deal, day, self.today):
                cells.complain("deals", f"和“{deal.partner}”签的：{sentence}")
        _refuse_other_sum(cells, "amount", "签约明细", [one.amount for one in deals])
        return NewEvent(event, tuple(deals))

    def _find(self, code: str, name: str) -> EnterpriseId:
        return self.known.enterprise(code, name).id

    def _refuse_other(self, cells: Cells, event: EventFields, guest: Guest) -> None:
        """Refuse the same event, or the same guest of it, said otherwise in an earlier row."""
        key, who = (event.day, event.name), guest.enterprise_id or guest.name
        before, row = self._held.setdefault(key, (event, cells.row))
        if before != event:
            cells.complain("name", f"与第 {row + 1} 行是同一场活动，种类、地点、主办要写得一样")
        same, row = self._came.setdefault((key, who), (guest, cells.row))
        if same != guest:
            cells.complain("came", f"与第 {row + 1} 行是同一家，到会人数要写得一样")

    def _deal(self, cells: Cells, event: EventFields, guest: Guest) -> DealFields | None:
        """Return what was signed; None for nothing. Half of it is complained of."""
        partner, signed, what = cells.text("partner"), cells.text("signed"), cells.text("what")
        amount, products = cells.large("amount"), cells.number("products")
        if not (partner or signed or what or amount or products):
            return None
        if not signed:
            cells.complain("signed", "签了约的，要填签的是合同还是意向")
        if not partner or not signed:
            cells.complain("partner", "签了约的，要填和谁签")
            return None
        deal = DealFields(
            partner, Signed(signed), guest.enterprise_id, guest.name, what, products, amount=amount
        )
        for at, sentence in deal_complaints(deal, event.day, self.today):
            cells.complain(at, sentence)
        return deal


class NeedsReading(Reading):
    matter = Matter.FINANCING

    def read(self, cells: Cells) -> NewNeed | None:
        enterprise = self.enterprise(cells)
        is_money = self.matter is Matter.FINANCING
        title = cells.needed("title", "请填写用途" if is_money else "请填写岗位")
        outcomes = self._outcomes(cells)
        day = cells.day("day") or cells.day("met_on")
        if day is None:
            cells.complain("day", "请填写提出日期")
        if enterprise is None or not title or day is None:
            return None
        loans = [one.amount or Fen(0) for one in outcomes if one.through is not Through.INTEREST]
        wanted = None
        if is_money:
            wanted = cells.large("wanted") or Fen(sum(loans)) or cells.amount("amount")
        people = None if is_money else cells.number("people") or cells.number("hired")
        given = NeedFields(self.matter, enterprise.id, day, title, wanted, people, cells.lines("detail"))
        if is_money and outcomes and not loans and not cells.amount("wanted"):
            cells.complain("wanted", "贴息不是贷款，看不出需要多少，请填写需要的金额")
        for at, sentence in need_complaints(given, self.today):
            cells.complain(at, sentence)
        is_detailed = bool(cells.text("outcomes"))
        for outcome in outcomes:
            for at, sentence in outcome_complaints(outcome, self.matter, day, self.today):
                where = {"day": "met_on", "people": "hired"}.get(at, at)
                cells.complain("outcomes" if is_detailed else where, sentence)
        if is_detailed and is_money and "outcomes" not in cells.faults:
            _refuse_other_sum(cells, "amount", "落实明细", loans)
        if (enterprise.id, self.matter.value, day, title) in self.known.needs:
            cells.complain("title", f"“{enterprise.name}”{day.isoformat()} 的这项需求已经登记，没有重复登记")
        self.is_repeated(cells, "title", "同一企业、同一天、同一项需求", (enterprise.id, day, title))
        return NewNeed(given, tuple(outcomes), self._ended(cells, day))

    def _ended(self, cells: Cells, since: date) -> tuple[date, str] | None:
        """Return since when it is not needed any more, and why; None where it is. Half is complained of."""
        day, because = cells.day("ended_on"), cells.text("ended_because")
        if day is None:
            if because:
                cells.complain("ended_on", "写了不再需要的理由，要填从哪天起")
            return None
        if not because:
            cells.complain("ended_because", "不再需要的，要写理由")
        if complaint := against_ending(since, day, self.today):
            cells.complain("ended_on", f"不再需要的{complaint}")
        return day, because

    def _outcomes(self, cells: Cells) -> Sequence[OutcomeFields]:
        """Return what came of it already: of a list that was exported all of it."""
        if cells.text("outcomes"):
            return cells.trying("outcomes", lambda: read_outcomes(cells.lines("outcomes"))) or ()
        outcome = self._outcome(cells)
        return () if outcome is None else (outcome,)

    def _outcome(self, cells: Cells) -> OutcomeFields | None:
        """Return what came of it already; None for nothing. Half of it is complained of."""
        through, day = cells.text("through"), cells.day("met_on")
        is_loan = through not in ("", Through.INTEREST)
        amount = cells.large("amount") if is_loan else cells.amount("amount")
        people = cells.number("hired")
        if not (through or day or amount or people):
            return None
        if not through:
            cells.complain("through", "写了落实的，要填方式，如担保贷款、招聘会")
        if day is None:
            cells.complain("met_on", "写了落实的，要填落实日期")
        if not through or day is None:
            return None
        return OutcomeFields(Through(through), day, amount, people, cells.text("partner"))


class JobsReading(NeedsReading):
    matter = Matter.JOBS


def _refuse_other_sum(cells: Cells, name: str, what: str, amounts: Iterable[Fen | None]) -> None:
    """Refuse a sum in a cell that is not what the lines of another cell come to."""
    said, total = cells.amount(name), Fen(sum(one or 0 for one in amounts))
    if said is not None and said != total:
        words = f"这里是 {yuan_text(said)} 元，“{what}”加起来是 {yuan_text(total)} 元，请核对"
        cells.complain(name, words)
