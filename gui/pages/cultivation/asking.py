"""What is asked: who helps, to which stage, what a line is from a day on, how many the city has."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import UNITS, Fact, FactKind
from domain.outreach.cultivation.finding import Basis, last_year
from domain.outreach.cultivation.keeping import HelpFields, Moved, change_help, move, take_in
from domain.outreach.cultivation.listing import ListedCultivated
from domain.outreach.cultivation.qualifications import LIST, CityFields, enter_city_count
from domain.outreach.cultivation.thresholds import ThresholdFields, set_threshold
from domain.outreach.cultivation_entities import Stage
from domain.outreach.cultivation_standards import Line, Standard
from domain.values.ids import CadreId, EnterpriseId
from domain.values.money import Fen
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, FigureEdit, LongTextEdit, MoneyEdit, TextEdit
from gui.forms.enterprise_edit import EnterpriseEdit
from gui.pages.visits.charging import offer_cadres
from gui.services import Services

_ONE: Final = UNITS[FactKind.NUMBER]
_PERCENT: Final = Fact(
    "percent", "占比", FactKind.NUMBER, unit="%", is_whole=True, least=_ONE, most=100 * _ONE
)
_COUNT: Final = Fact("count", "户数", FactKind.NUMBER, unit="户", is_whole=True, least=0, most=10**7 * _ONE)


def _day() -> OptionalDateEdit:
    return OptionalDateEdit(none_word="", may_be_none=False)


class _HelpDialog(FormDialog):
    """Asks who helps, by when, and what else there is to say."""

    def add_help(self, chosen: str = "") -> None:
        self.cadre = ChoiceBox({}, unset_word="还没有定")
        self.form.add("cadre", "责任人", self.cadre, hint="没有的先在“走访”页的“部门和干部”里登记")
        self.form.add("planned_on", "计划达标", _day(), width=220)
        self.form.add("remark", "备注", LongTextEdit("差什么、怎么帮", lines=3))
        offer_cadres(self.services, self.cadre, self, "还没有定", chosen)

    def help_of(self, values: Mapping[str, Any]) -> HelpFields:
        cadre = CadreId(int(values["cadre"])) if values.get("cadre") else None
        return HelpFields(cadre, values.get("planned_on"), values.get("remark") or "")


class TakeInDialog(_HelpDialog):
    """Asks what those found are taken in with; without any, which enterprise, and to become what."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        target: str,
        bases: Mapping[EnterpriseId, Basis],
        names: Sequence[str] = (),
    ) -> None:
        super().__init__(services, parent, "入培育库" if bases else "手工入库", "入库", editor_width=420)
        self._bases, self._target = bases, target
        self.enterprise = EnterpriseEdit(services)
        targets = {one.id: one.title for one in services.context.cultivation_standards.targets.values()}
        if bases:
            more = f"等 {len(names):,} 户" if len(names) > 1 else ""
            self.said.setText(
                f"“{names[0]}”{more}，目标：{targets[target]}。按什么数、什么标准入库，会一起存下。"
            )
        else:
            self.said.hide()
            self.form.add("enterprise", "企业", self.enterprise, missing="请选定企业")
            self.form.add("target", "目标", ChoiceBox(targets, unset_word=None), width=260)
        self.add_help()
        if not bases:
            self.form.binding.set_value("target", target)

    def do(self, values: dict[str, Any]) -> None:
        context, today = self.services.context, date.today()
        bases = dict(self._bases)
        if not bases:
            bases[EnterpriseId(values["enterprise"])] = Basis(today, str(last_year(today)), "", "")
        target = context.cultivation_standards.targets[values.get("target") or self._target]
        help_ = self.help_of(values)

        def work() -> str:
            taken = take_in(context.seat, bases, target, help_, today)
            known = f"，{taken.known:,} 户已经在库里" if taken.known else ""
            return f"入库 {len(taken.ids):,} 户{known}"

        self.services.jobs.run(
            lambda _: work(),
            self.done_with,
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在入库",
        )


class ChangeDialog(_HelpDialog):
    """Shows on what an enterprise was taken in, and asks for what is to be changed of the help."""

    def __init__(self, services: Services, parent: QWidget, entries: Sequence[ListedCultivated]) -> None:
        super().__init__(services, parent, "培育企业", "保存", editor_width=420)
        self._entries = entries
        [first, *more] = entries
        if more:
            self.said.setText(f"“{first.name}”等 {len(entries):,} 户，改成一样的。")
        else:
            lines = [f"{first.name}　{first.target}　{first.stage.word}", *first.basis.texts]
            lines += [f"原因：{first.row.because}"] if first.row.because else []
            self.said.setText("\n".join([*lines, *([first.now] if first.now else [])]))
        given = first.help_
        self.add_help(str(given.cadre_id) if given.cadre_id is not None else "")
        self.form.load({"planned_on": given.planned_on or UNSET, "remark": given.remark or UNSET})

    def do(self, values: dict[str, Any]) -> None:
        seen, help_ = [one.seen for one in self._entries], self.help_of(values)
        self.run(partial(change_help, self.services.context.seat, seen, help_, date.today()), "已保存")


class MoveDialog(FormDialog):
    """Asks to which stage enterprises have come, when, and why where they lost it or gave it up."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        entries: Sequence[ListedCultivated],
        on_moved: Callable[[list[Moved]], object],
    ) -> None:
        super().__init__(services, parent, "登记阶段", "登记", editor_width=420)
        self._entries, self._on_moved = entries, on_moved
        [first, *more] = entries
        where = f"{first.name}　目标：{first.target}　现在“{first.stage.word}”"
        self.said.setText(f"{first.name}等 {len(entries):,} 户" if more else where)
        stages = {one.value: one.word for one in Stage if one is not first.stage or more}
        self.stage = ChoiceBox(stages, unset_word="请选择")
        self.form.add("stage", "到了", self.stage, missing="请选择到了哪一阶段", width=220)
        self.form.add("day", "日期", _day(), missing="请填写日期", width=220)
        hint = "又失去、已退出的要写明，如：复核没有通过"
        self.form.add("because", "理由", LongTextEdit(hint, lines=2))
        self.form.load({"day": date.today()})

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        needs = Stage(values["stage"]).is_over if values.get("stage") else False
        return {"because": "请写明理由"} if needs and not values.get("because") else {}

    def do(self, values: dict[str, Any]) -> None:
        seat, seen = self.services.context.seat, [one.seen for one in self._entries]
        stage, today = Stage(values["stage"]), date.today()
        work = partial(move, seat, seen, stage, values["day"], today, because=values.get("because") or "")

        def done(moved: list[Moved]) -> None:
            self.accept()
            self._on_moved(moved)

        self.services.jobs.run(
            lambda _: work(), done, on_failed=self.refused, busy=self.go_button, owner=self, label="正在登记"
        )


class ThresholdDialog(FormDialog):
    """Asks what a line is from a day on, and where that stands."""

    def __init__(
        self, services: Services, parent: QWidget, standard: Standard, line: Line, label: str
    ) -> None:
        super().__init__(services, parent, "改线", "改线", editor_width=420)
        self._standard, self._line, self._label = standard, line, label
        now = f"{standard.title}，{label}：现在 {line.text}，{line.since.isoformat()} 起。"
        self.said.setText(f"{now}以前查找、入库、存下的名单照旧，写的还是当时的线。")
        self.form.add("amount", "至少", MoneyEdit("如 2000万"), width=220)
        if line.of:
            self.form.add("percent", "至少占营业收入", FigureEdit(_PERCENT), unit="%", width=160)
        self.form.add("since", "从哪天起", _day(), missing="请填写从哪天起", width=220)
        self.form.add("source", "依据", TextEdit("文件名称、文号、哪一条"), missing="请填写依据")
        percent = line.percent * _ONE if line.percent else UNSET
        self.form.load({"amount": line.amount or UNSET} | ({"percent": percent} if line.of else {}))

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        given = ThresholdFields(
            self._standard.id,
            self._line.fact,
            Fen(values.get("amount") or 0),
            (values.get("percent") or 0) // _ONE,
            values["since"],
            values["source"],
        )
        standards = context.cultivation_standards
        self.run(partial(set_threshold, context.seat, given, standards, self._label), "已改线")


class CityDialog(FormDialog):
    """Asks how many there are in the whole city, on which day, and who said so."""

    def __init__(self, services: Services, parent: QWidget, kind: str = "", level: str = "") -> None:
        super().__init__(services, parent, "登记全市户数", "登记", editor_width=420)
        self.said.setText("全市的户数只按登记的算，程序不推算。占比的两个数都取截至日期那天的。")
        columns = services.context.office.rows[LIST].columns
        kinds = ChoiceBox(columns["kind"].choices, unset_word="请选择")
        self.form.add("kind", "资质类别", kinds, missing="请选定资质类别", width=260)
        levels = ChoiceBox(columns["level"].choices, unset_word="各级合计")
        self.form.add("level", "认定级别", levels, width=220)
        self.form.add("day", "截至", _day(), missing="请填写截至哪一天", width=220)
        self.form.add("count", "全市", FigureEdit(_COUNT), unit="户", missing="请填写全市多少户", width=160)
        self.form.add("source", "出处", TextEdit("如：市工信局 2025 年简报第 3 期"), missing="请填写出处")
        self.form.load({"kind": kind or UNSET, "level": level or UNSET})

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        given = CityFields(
            values["kind"],
            values.get("level") or "",
            values["day"],
            values["count"] // _ONE,
            values["source"],
        )
        work = partial(enter_city_count, context.seat, given, context.office, date.today())
        self.run(work, "已登记")
