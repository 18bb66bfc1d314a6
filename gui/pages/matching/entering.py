"""What is entered of parks, events and needs, each asked for in a dialog."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import UNITS, Fact, FactKind
from domain.outreach.matching import events, needs, parks
from domain.outreach.matching.events import DealFields, EventFields, Guest, ListedDeal, ListedEvent
from domain.outreach.matching.kept import Seen
from domain.outreach.matching.needs import ListedNeed, NeedFields, Outcome, OutcomeFields
from domain.outreach.matching.parks import ListedTenant, ParkFields, ShownPark, TenantFields, Year
from domain.outreach.matching_entities import EventKind, Matter, ParkStage, Signed, Through
from domain.values.ids import EnterpriseId
from gui.early.parts import Note
from gui.early.theme import px
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, FigureEdit, LongTextEdit, MoneyEdit, TextEdit, Unset
from gui.forms.enterprise_edit import EnterpriseEdit, EnterpriseLines
from gui.forms.fact_edits import PersonalEdit, veil_for
from gui.pages.visits.checks import ChecksEdit
from gui.services import Services, Undo

_ONE: Final = UNITS[FactKind.NUMBER]
_MOST_OFFERED: Final = 50


def _whole(unit: str, word: str) -> FigureEdit:
    """Return an editor of a whole number of things, one at least; its value is in `_ONE`."""
    return FigureEdit(Fact("number", word, FactKind.NUMBER, unit=unit, is_whole=True, least=_ONE))


def _number(value: Any) -> int | None:
    return value // _ONE if isinstance(value, int) else None


def _stored(number: int | None) -> object:
    return UNSET if number is None else number * _ONE


def _day() -> OptionalDateEdit:
    return OptionalDateEdit(none_word="", may_be_none=False)


def _or_unset(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: UNSET if value in (None, "") else value for key, value in values.items()}


class ParkDialog(FormDialog):
    """Asks for what is entered of a park."""

    def __init__(self, services: Services, parent: QWidget, of: ShownPark | None = None) -> None:
        title = "登记园区" if of is None else "修改园区"
        super().__init__(services, parent, title, "登记" if of is None else "保存", editor_width=420)
        self.said.hide()
        self._of = of
        kinds = {one: one for one in parks.KINDS}
        if of is not None and of.listed.row.kind:
            kinds.setdefault(of.listed.row.kind, of.listed.row.kind)
        add = self.form.add
        name = TextEdit("园区的全称", max_length=parks.LONGEST)
        add("name", "园区名称", name, missing="请填写园区名称")
        add("kind", "类别", ChoiceBox(kinds, unset_word=parks.KINDS[0]), width=220)
        stages = {one.value: one.word for one in ParkStage}
        add("stage", "阶段", ChoiceBox(stages, unset_word=None), width=220)
        add("since", "起始日期", _day(), missing="请填写起始日期", width=220, hint="认定、批准或设立的日期")
        add("total", "总投资", MoneyEdit("如 3亿", may_be_negative=False), width=220)
        add("area", "建筑面积", _whole("平方米", "面积"), width=160)
        add("street", "街道", TextEdit(), width=220)
        add("place", "地址", TextEdit())
        add("operator", "运营单位", TextEdit())
        add("contact", "联系人", TextEdit(), width=220)
        add("phone", "电话", PersonalEdit(None), width=220)
        if of is None:
            self.form.load({"since": date.today(), "stage": ParkStage.OPEN.value})
            return
        given = of.listed.fields
        texts = ("name", "kind", "street", "place", "operator", "contact", "phone", "total", "since")
        values = _or_unset({key: getattr(given, key) for key in texts})
        self.form.load(values | {"stage": given.stage.value, "area": _stored(given.area)})
        veil_for(services, self)

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        texts = {key: values.get(key) or "" for key in ("kind", "street", "place", "operator", "contact")}
        given = ParkFields(
            values["name"],
            values["since"],
            ParkStage(values["stage"]),
            **texts,
            phone=values.get("phone") or "",
            total=values.get("total"),
            area=_number(values.get("area")),
        )
        seen = None if self._of is None else self._of.listed.seen
        said = "已登记园区" if seen is None else "已保存"
        self.run(partial(parks.save_park, context.seat, given, context.problem_rules, seen), said)


class EnterprisesEdit(EnterpriseLines[FigureEdit | None]):
    """An editor of several enterprises; its value are their ids, in the order in which they were added."""

    def __init__(self, services: Services, unit: str = "", parent: QWidget | None = None) -> None:
        """With a unit a number stands beside each, which may be left out; see `numbers`."""
        super().__init__(services, parent)
        self._unit = unit

    def add(self, id_: EnterpriseId, name: str, number: int | None = None) -> None:
        """Add an enterprise, with the number that stands beside it."""
        if id_ in self.lines:
            return
        if not self._unit:
            self.add_line(id_, name, None)
            return
        editor = _whole(self._unit, "人数")
        editor.setFixedWidth(px(90))
        editor.setAccessibleName(f"“{name}”的人数")
        editor.set_value(_stored(number))
        self.add_line(id_, name, editor, editor, Note(self._unit, self))

    def value(self) -> tuple[EnterpriseId, ...] | Unset:
        """Return the enterprises. Raises `BadInput` where something was typed and none chosen."""
        self.search.value()
        self.numbers()
        return tuple(self.lines) or UNSET

    def numbers(self) -> dict[EnterpriseId, int | None]:
        """Return the numbers beside them. Raises `BadInput` where one is none."""
        return {id_: _number(one.value()) if one is not None else None for id_, one in self.lines.items()}


class AdmitDialog(FormDialog):
    """Asks which enterprises are in a park from a day on; those that say so themselves are offered."""

    def __init__(self, services: Services, parent: QWidget, of: ShownPark) -> None:
        super().__init__(services, parent, "登记入驻", "登记", editor_width=440)
        self._of = of
        row = of.listed.row
        self.said.setText(f"园区“{row.name}”。几户同一天入驻的可以一起登记。")
        self.owners = EnterprisesEdit(services)
        self.offered = ChecksEdit("没有")
        add = self.form.add
        add("owners", "企业", self.owners)
        if of.unlisted:
            offered = {str(one.id): one.name for one in of.unlisted[:_MOST_OFFERED]}
            self.offered.offer(offered)
            said = f"这 {len(of.unlisted)} 户的企业资料里写着在这个园区，还没有登记入驻"
            more = f"；先列前 {_MOST_OFFERED} 户" if len(of.unlisted) > _MOST_OFFERED else ""
            add("offered", "资料里写着的", self.offered, hint=said + more)
        add("since", "入驻日期", _day(), missing="请填写入驻日期", width=220)
        if of.listed.is_over:
            add("until", "退出日期", _day(), missing="园区已终止，请填写退出日期", width=220)
        else:
            self.form.load({"since": date.today()})

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        return {} if values.get("owners") or values.get("offered") else {"owners": "请选定入驻的企业"}

    def do(self, values: dict[str, Any]) -> None:
        context, seen = self.services.context, self._of.listed.seen
        chosen = [*(values.get("owners") or ()), *(int(one) for one in values.get("offered") or ())]
        given = [
            TenantFields(EnterpriseId(id_), values["since"], values.get("until"))
            for id_ in dict.fromkeys(chosen)
        ]
        work = partial(parks.admit, context.seat, seen, given, context.problem_rules)
        self.run(work, f"已登记入驻 {len(given)} 户")


class TenantDialog(FormDialog):
    """Asks from when until when an enterprise is in a park, and why it left."""

    def __init__(self, services: Services, parent: QWidget, of: ShownPark, tenant: ListedTenant) -> None:
        super().__init__(services, parent, "入驻情况", "保存", editor_width=400)
        self._of, self._tenant = of, tenant
        self.said.setText(f"“{tenant.enterprise.name}”在园区“{of.listed.row.name}”")
        add = self.form.add
        add("since", "入驻日期", _day(), missing="请填写入驻日期", width=220)
        add("until", "退出日期", _day(), width=220, hint="还在园区的空着")
        add("because", "退出原因", TextEdit("如：搬迁扩产"))
        add("area", "使用面积", _whole("平方米", "面积"), width=160)
        row = tenant.row
        values = _or_unset({key: getattr(row, key) for key in ("since", "until", "because")})
        self.form.load(values | {"area": _stored(row.area)})

    def do(self, values: dict[str, Any]) -> None:
        context, before = self.services.context, self._tenant.row
        until = values.get("until")
        given = TenantFields(
            before.enterprise_id,
            values["since"],
            until,
            values.get("because") or "",
            _number(values.get("area")),
            with_park=before.with_park and until == before.until,
        )
        seen, rules = self._of.listed.seen, context.problem_rules
        self.run(partial(parks.admit, context.seat, seen, [given], rules, self._tenant.id), "已保存")


class YearDialog(FormDialog):
    """Asks what was invested in a park in a year, and what its output was."""

    def __init__(self, services: Services, parent: QWidget, of: ShownPark, year: int | None = None) -> None:
        super().__init__(services, parent, "填投资和产值", "保存", editor_width=300)
        self._of = of
        self.said.setText(f"园区“{of.listed.row.name}”")
        entered = {one.year for one in of.years}
        since = min({of.listed.row.since.year, *entered})
        years = range(date.today().year, since - 1, -1)
        self.year = ChoiceBox({str(one): f"{one} 年" for one in years}, unset_word=None)
        add = self.form.add
        add("year", "年份", self.year, width=160)
        add("invested", "完成投资", MoneyEdit("如 800万", may_be_negative=False), width=220)
        hint = "园区里企业当年产值合计；两个都空着，就删去这一年"
        add("output", "产值", MoneyEdit("如 1.2亿", may_be_negative=False), width=220, hint=hint)
        self.year.value_changed.connect(self._on_year)
        self.year.type_in(str(year or date.today().year))
        self._on_year()

    def _on_year(self) -> None:
        entered = self._of.years.get(date(int(self.year.typed()), 1, 1), Year())
        for key, amount in (("invested", entered.invested), ("output", entered.output)):
            self.form.binding.set_value(key, UNSET if amount is None else amount)

    def do(self, values: dict[str, Any]) -> None:
        context, year = self.services.context, int(values["year"])
        given = Year(values.get("invested"), values.get("output"))
        work = partial(parks.set_year, context.seat, self._of.listed.seen, year, given, context.problem_rules)
        self.run(work, f"已保存 {year} 年的投资和产值")


class EndParkDialog(FormDialog):
    """Asks from which day a park is no more, and why."""

    def __init__(self, services: Services, parent: QWidget, of: ShownPark) -> None:
        super().__init__(services, parent, "终止园区", "终止", editor_width=400)
        self._of, self._over = of, parent
        there = of.listed.tenants
        said = f"现在入驻的 {there} 户从这一天起一并退出；" if there else ""
        self.said.setText(f"园区“{of.listed.row.name}”：{said}以前的情况都留着。")
        self.form.add("day", "终止日期", _day(), missing="请填写终止日期", width=220)
        self.form.add_reason("如：合同到期、整体搬迁", "请写明终止的理由")
        self.form.load({"day": date.today()})

    def do(self, values: dict[str, Any]) -> None:
        context, seen = self.services.context, self._of.listed.seen
        rules, because = context.problem_rules, values["because"]
        self.services.jobs.run(
            lambda _: parks.end_park(context.seat, seen, values["day"], rules, because=because),
            self._on_done,
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在办理",
        )

    def _on_done(self, seen: Seen) -> None:
        seat = self.services.context.seat
        undo = Undo(lambda _: parks.reopen_park(seat, seen, because="撤销刚才的登记"), "已撤销")
        self.services.offer("园区已终止", undo, owner=self._over)
        self.accept()


class ReopenDialog(FormDialog):
    """Asks why a park goes on after all."""

    def __init__(self, services: Services, parent: QWidget, of: ShownPark) -> None:
        super().__init__(services, parent, "恢复园区", "恢复", editor_width=400)
        self._seen = of.listed.seen
        self.said.setText(f"园区“{of.listed.row.name}”：随园区退出的企业算一直在园区。")
        self.form.add_reason("如：续签合同", "请写明恢复的理由")

    def do(self, values: dict[str, Any]) -> None:
        seat, because = self.services.context.seat, values["because"]
        self.run(partial(parks.reopen_park, seat, self._seen, because=because), "园区已恢复")


class EventDialog(FormDialog):
    """Asks for what is entered of an event, and who came."""

    def __init__(self, services: Services, parent: QWidget, of: ListedEvent | None = None) -> None:
        title = "登记对接活动" if of is None else "修改对接活动"
        super().__init__(
            services, parent, title, "登记" if of is None else "保存", editor_width=440, width=700
        )
        self.said.hide()
        self._of = of
        self.guests = EnterprisesEdit(services, "人")
        add = self.form.add
        add("kind", "种类", ChoiceBox({one.value: one.word for one in EventKind}, unset_word=None), width=220)
        name = TextEdit("如：春季产销对接会", max_length=events.LONGEST)
        add("name", "活动名称", name, missing="请填写活动名称")
        add("day", "日期", _day(), missing="请填写活动日期", width=220)
        add("place", "地点", TextEdit())
        add("host", "主办", TextEdit())
        add("guests", "到会企业", self.guests, hint="人数可以不填")
        hint = "不在企业库里的银行、院校、采购商等：每行一家，后面空一格写人数。单独统计，不算到会企业"
        add("others", "其他单位", LongTextEdit("建设银行 3", lines=3), hint=hint)
        add("found", "活动情况", LongTextEdit("谈了什么，有什么要跟进", lines=3))
        if of is None:
            self.form.load({"day": date.today()})
            return
        given = of.fields
        for one, guest in zip(of.guests, given.guests, strict=True):
            if one.who.id is not None:
                self.guests.add(one.who.id, one.who.name, guest.people)
        others = [f"{one.name} {one.people}" if one.people else one.name for one in given.guests if one.name]
        texts = {key: getattr(given, key) for key in ("name", "day", "place", "host", "found")}
        values = {"kind": given.kind.value, "others": "\n".join(others)}
        self.form.load(_or_unset(texts | values))

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        guests = [Guest(id_, people=number) for id_, number in self.guests.numbers().items()]
        guests += [_other(line) for line in (values.get("others") or "").splitlines() if line.strip()]
        given = EventFields(
            EventKind(values["kind"]),
            values["name"],
            values["day"],
            values.get("place") or "",
            values.get("host") or "",
            values.get("found") or "",
            tuple(guests),
        )
        seen = None if self._of is None else self._of.seen
        said = "已登记对接活动" if seen is None else "已保存"
        self.run(partial(events.save_event, context.seat, given, context.problem_rules, seen), said)


def _other(line: str) -> Guest:
    """Return who came from elsewhere: a name, and how many where a number stands behind it.

    >>> [(one.name, one.people) for one in map(_other, ("建设银行 3", "郑州大学"))]
    [('建设银行', 3), ('郑州大学', None)]
    """
    name, _, number = line.strip().removesuffix("人").rpartition(" ")
    if name and number.isdecimal():
        return Guest(name=name.strip(), people=int(number))
    return Guest(name=line.strip())


class DealDialog(FormDialog):
    """Asks what was signed at an event, by whom with whom, and what it came to."""

    def __init__(
        self, services: Services, parent: QWidget, of: ListedEvent, deal: ListedDeal | None = None
    ) -> None:
        title = "登记签约" if deal is None else "签约和落实"
        super().__init__(services, parent, title, "登记" if deal is None else "保存", editor_width=400)
        self._of, self._deal = of, deal
        self.said.setText(f"{of.row.day.isoformat()}　{of.row.name}")
        who = {_key(one.who.id, one.who.name): one.who.name for one in of.guests}
        if deal is not None:
            who.setdefault(_key(deal.who.id, deal.who.name), deal.who.name)
        add = self.form.add
        hint = "到会的才能选；没有列出的，先在“修改”里加上"
        add("who", "签约方", ChoiceBox(who), missing="请选定签约方", width=320, hint=hint)
        add("partner", "和谁签", TextEdit("如：某某商场、建设银行"), missing="请填写和谁签的")
        kinds = {one.value: one.word for one in Signed}
        add("signed", "签的什么", ChoiceBox(kinds, unset_word=None), width=160)
        add("what", "内容", TextEdit())
        add("amount", "签约金额", MoneyEdit("如 300万", may_be_negative=False), width=220)
        add("products", "产品", _whole("种", "产品"), width=120)
        add("people", "人数", _whole("人", "人数"), width=120)
        add("done", "落实金额", MoneyEdit("还没有的空着", may_be_negative=False), width=220)
        add("done_on", "落实日期", _day(), width=220)
        if deal is not None:
            given = events.deal_fields_of(deal.row)
            keys = ("partner", "what", "amount", "done", "done_on")
            numbers = {key: _stored(getattr(given, key)) for key in ("products", "people")}
            values = _or_unset({key: getattr(given, key) for key in keys})
            key = _key(deal.who.id, deal.who.name)
            self.form.load(values | numbers | {"who": key, "signed": given.signed.value})

    def do(self, values: dict[str, Any]) -> None:
        context, deal = self.services.context, self._deal
        kind, _, key = str(values["who"]).partition(":")
        given = DealFields(
            values["partner"],
            Signed(values["signed"]),
            EnterpriseId(int(key)) if kind == "e" else None,
            "" if kind == "e" else key,
            values.get("what") or "",
            _number(values.get("products")),
            _number(values.get("people")),
            values.get("amount"),
            values.get("done"),
            values.get("done_on"),
        )
        id_, rules = None if deal is None else deal.id, context.problem_rules
        self.run(partial(events.save_deal, context.seat, self._of.seen, given, rules, id_), "已保存")


def _key(id_: EnterpriseId | None, name: str) -> str:
    return f"n:{name}" if id_ is None else f"e:{id_}"


class NeedDialog(FormDialog):
    """Asks what an enterprise needs: money, or people."""

    def __init__(
        self, services: Services, parent: QWidget, matter: Matter, of: ListedNeed | None = None
    ) -> None:
        word = "登记" if of is None else "修改"
        super().__init__(services, parent, f"{word}{matter.word}", "保存" if of else "登记", editor_width=420)
        self.said.hide()
        self._matter, self._of = matter, of
        self.enterprise = EnterpriseEdit(services)
        add = self.form.add
        add("enterprise", "企业", self.enterprise, missing="请选定企业")
        add("day", "提出日期", _day(), missing="请填写提出日期", width=220)
        if matter is Matter.FINANCING:
            use = TextEdit("如：采购原料", max_length=needs.LONGEST)
            add("title", "用途", use, missing="请填写用途")
            money = MoneyEdit("如 500万", may_be_negative=False)
            add("wanted", "需要的金额", money, missing="请填写需要的金额", width=220)
        else:
            work = TextEdit("如：车工", max_length=needs.LONGEST)
            add("title", "岗位", work, missing="请填写岗位")
            add("people", "需要的人数", _whole("人", "人数"), missing="请填写需要的人数", width=120)
        hint = "如：期限、抵押物、现有贷款" if matter is Matter.FINANCING else "如：工资、食宿、什么时候要"
        add("detail", "详细情况", LongTextEdit(hint, lines=3))
        self.enterprise.chain()
        if of is None:
            self.form.load({"day": date.today()})
            return
        given = of.fields
        values = {key: getattr(given, key) for key in ("day", "title", "detail")}
        if matter is Matter.FINANCING:
            values |= {"wanted": given.wanted}
        else:
            values |= {"people": _stored(given.people)}
        self.form.load(_or_unset(values))
        self.enterprise.choose(given.enterprise_id, of.enterprise.name)

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        given = NeedFields(
            self._matter,
            values["enterprise"],
            values["day"],
            values["title"],
            values.get("wanted"),
            _number(values.get("people")),
            values.get("detail") or "",
        )
        seen = None if self._of is None else self._of.seen
        said = f"已登记{self._matter.word}" if seen is None else "已保存"
        self.run(partial(needs.save_need, context.seat, given, context.problem_rules, seen), said)


class OutcomeDialog(FormDialog):
    """Asks what came of a need: a loan, interest, people who began."""

    def __init__(
        self, services: Services, parent: QWidget, of: ListedNeed, outcome: Outcome | None = None
    ) -> None:
        title = "登记落实" if outcome is None else "修改落实"
        super().__init__(services, parent, title, "登记" if outcome is None else "保存", editor_width=400)
        self._of, self._outcome = of, outcome
        self.said.setText(f"{of.enterprise.name}　{of.row.title}")
        ways = {one.value: one.word for one in of.matter.ways}
        add = self.form.add
        add("through", "方式", ChoiceBox(ways, unset_word=None), width=220)
        add("day", "落实日期", _day(), missing="请填写落实日期", width=220)
        if of.matter is Matter.FINANCING:
            money = MoneyEdit("如 500万", may_be_negative=False)
            add("amount", "金额", money, missing="请填写金额", width=220)
            add("partner", "银行和担保", TextEdit("如：建设银行，市中小企业担保公司"))
        else:
            add("people", "人数", _whole("人", "人数"), missing="请填写人数", width=120)
            add("partner", "从哪里招的", TextEdit("如：春季招聘会、市技师学院"))
        add("remark", "说明", TextEdit())
        if outcome is None:
            self.form.load({"day": date.today()})
            return
        given = needs.outcome_fields_of(outcome)
        values = _or_unset({key: getattr(given, key) for key in ("day", "partner", "remark")})
        measure = (
            {"amount": given.amount} if of.matter is Matter.FINANCING else {"people": _stored(given.people)}
        )
        self.form.load(values | measure | {"through": given.through.value})

    def do(self, values: dict[str, Any]) -> None:
        context, outcome = self.services.context, self._outcome
        given = OutcomeFields(
            Through(values["through"]),
            values["day"],
            values.get("amount"),
            _number(values.get("people")),
            values.get("partner") or "",
            values.get("remark") or "",
        )
        id_ = None if outcome is None else outcome.id
        work = partial(needs.save_outcome, context.seat, self._of.seen, given, context.problem_rules, id_)
        self.run(work, "已保存落实")


class EndNeedDialog(FormDialog):
    """Asks from which day an enterprise needs no more, and why."""

    def __init__(self, services: Services, parent: QWidget, of: ListedNeed) -> None:
        super().__init__(services, parent, "不再需要", "登记", editor_width=400)
        self._of, self._over = of, parent
        self.said.setText(f"{of.enterprise.name}　{of.row.title}")
        self.form.add("day", "日期", _day(), missing="请填写日期", width=220)
        self.form.add_reason("如：企业自筹解决", "请写明不再需要的理由")
        self.form.load({"day": date.today()})

    def do(self, values: dict[str, Any]) -> None:
        context, seen = self.services.context, self._of.seen
        rules, because = context.problem_rules, values["because"]
        self.services.jobs.run(
            lambda _: needs.end_need(context.seat, seen, values["day"], rules, because=because),
            self._on_done,
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在办理",
        )

    def _on_done(self, seen: Seen) -> None:
        seat = self.services.context.seat
        undo = Undo(lambda _: needs.take_up_again(seat, seen), "已撤销")
        self.services.offer("已登记不再需要", undo, owner=self._over)
        self.accept()
