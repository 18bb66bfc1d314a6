"""The lists of the page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Dictionary
from domain.exchange.cells import CellKind
from domain.exchange.intake.targets import USCC_LABEL
from domain.outreach.cultivation.finding import Candidate, Found, Search, State, last_year, states_by
from domain.outreach.cultivation.listing import ListedCultivated
from domain.outreach.cultivation.lists import ListedList
from domain.outreach.cultivation.qualifications import LIST, Qualification, Share
from domain.outreach.cultivation_entities import Stage, Threshold
from domain.outreach.cultivation_standards import Line, Standards
from domain.values.ids import EnterpriseId
from domain.values.periods import Period, PeriodKind
from gui.formatting import DASH, count_text, date_text, time_text
from gui.forms.editors import ChoiceBox
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel, amounts, counts
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, HARM, NEUTRAL, Status

T = TypeVar("T")

_NOTHING: Final = ("没有找到", "换个词，或改一改筛选。")
_FIGURES: Final = "figures"
_SHARES: Final = (60, 70, 80, 90, 95)
_SOON: Final = timedelta(days=90)
_STATES: Final = {
    State.NEAR: ACTIVE,
    State.ABOVE: GOOD,
    State.FALLEN: HARM,
    State.LICENCE: NEUTRAL,
}
_STAGES: Final = {
    Stage.SOUGHT: NEUTRAL,
    Stage.GROWING: ACTIVE,
    Stage.APPLYING: ACTIVE,
    Stage.REACHED: GOOD,
    Stage.LOST: HARM,
    Stage.DROPPED: NEUTRAL,
}


def _day_column(title: str, day: Callable[[T], date | None], *, is_shown: bool = True) -> Column[T]:
    return Column(
        title,
        lambda one: date_text(found) if (found := day(one)) else DASH,
        sort_key=day,
        width=128,
        kind=CellKind.DATE,
        value=day,
        only_exported=not is_shown,
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A candidate with its stage in 培育库; None where it is not in."""

    candidate: Candidate
    stage: Stage | None


class CandidateList(HeldList[Listed]):
    """Who was found; what is looked for is asked of the store, words of what was found."""

    def __init__(self, standards: Standards, parent: QWidget) -> None:
        self.model = RowsModel[Listed](
            _CANDIDATES, key=lambda one: one.candidate.enterprise_id, parent=parent
        )
        self._standards = standards
        targets = {one.id: one.title for one in standards.targets.values()}
        self.target = ChoiceBox(targets, unset_word=None, called="目标")
        states = {_FIGURES: "按数查找的", **{one.value: one.word for one in State}}
        self.state = ChoiceBox(states, unset_word=None, called="状态")
        shares = sorted({*_SHARES, standards.near})
        self.near = ChoiceBox(
            {f"{one}": f"{one} % 起算接近" for one in shares}, unset_word=None, called="接近"
        )
        self.period = ChoiceBox(_periods(date.today()), unset_word=None, called="按哪一期的数")
        self.near.type_in(f"{standards.near}")
        self._found: Found | None = None
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "没有找到苗子",
                "按企业资料里的营业收入、研发费用查找。没有填数、没有填统计专业的找不出来，请先在“企业”页补上。",
                icon_name="search",
            ),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索企业、信用代码、标准",
            filters=[self.target, self.state, self.near, self.period],
            parent=parent,
        )
        self.show_tools(True)

    def search_on(self, day: date) -> Search:
        """Return what is looked for."""
        state, period = self.state.typed(), Period.parse(self.period.typed())
        states = states_by(period) if state == _FIGURES else (State(state),)
        return Search(self.target.typed(), period, int(self.near.typed()), day, states)

    @property
    def found(self) -> Found | None:
        """What was found last."""
        return self._found

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query())

    def show_found(self, found: Found, rows: Sequence[Listed]) -> None:
        self._found = found
        self.show_all(rows)
        self.show_tools(True)

    def shows(self, row: Listed) -> bool:
        one = row.candidate
        return self.finds(f"{one.name}{one.uscc}{one.basis.standard}")

    def tell(self, shown: Sequence[Listed]) -> None:
        found = self._found
        if found is None:
            return
        told = (one for one in State if one in found.search.states and found.counts.get(one))
        words = [f"{one.word} {count_text(found.counts[one], '户')}" for one in told]
        parts = ["，".join(words) or "没有"]
        if found.search.period.kind is not PeriodKind.YEAR:
            parts.append("线是全年的，这里只是一部分月份的数，低于线的还说不准")
        if found.count > len(found.rows):
            parts.append(f"只列最接近的 {len(found.rows):,} 户")
        if found.unplaced:
            parts.append(f"{found.unplaced:,} 户的数够了、行业没有填，看不出用哪条标准")
        if found.lacking:
            parts.append(f"企业资料里没有 {'、'.join(found.lacking)}")
        self.foot.setText("；".join(parts))


class CultivatedList(HeldList[ListedCultivated]):
    """Who was taken in; at first who is still on the way."""

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[ListedCultivated](_CULTIVATED, key=lambda one: one.id, parent=parent)
        self.target = ChoiceBox({}, unset_word="所有目标", called="目标")
        stages = {"open": "还没达标的", "due": "要登记的", **{one.value: one.word for one in Stage}}
        self.stage = ChoiceBox(stages, unset_word="所有阶段", called="阶段")
        self.cadre = ChoiceBox({}, unset_word="所有责任人", called="责任人")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "培育库还没有企业",
                "在“苗子”里选中企业，点“入培育库”；没有查找出来的，可以手工入库。",
                icon_name="projects",
                action=("手工入库", begin),
            ),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索企业、信用代码、责任人",
            filters=[self.target, self.stage, self.cadre],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or any(one.typed() for one in (self.target, self.stage, self.cadre)))

    def show_all(self, rows: Sequence[ListedCultivated]) -> None:
        _offer(self.target, {one.row.target: one.target for one in rows}, "所有目标")
        cadres = sorted({one.cadre for one in rows if one.cadre})
        _offer(self.cadre, {"nobody": "没有责任人的"} | {one: one for one in cadres}, "所有责任人")
        super().show_all(rows)

    def shows(self, row: ListedCultivated) -> bool:
        if self.target.typed() not in ("", row.row.target):
            return False
        cadre = self.cadre.typed()
        if cadre and row.cadre != ("" if cadre == "nobody" else cadre):
            return False
        match self.stage.typed():
            case "open" if not row.stage.is_open:
                return False
            case "due" if not row.now:
                return False
            case stage if stage not in ("", "open", "due", row.stage):
                return False
        return self.finds(f"{row.name}{row.uscc}{row.cadre}")

    def tell(self, shown: Sequence[ListedCultivated]) -> None:
        going = sum(one.stage.is_open for one in shown)
        reached = sum(one.stage is Stage.REACHED for one in shown)
        lost = sum(one.stage is Stage.LOST for one in shown)
        due = sum(bool(one.now) for one in shown)
        owners = count_text(len({one.enterprise_id for one in shown}), "户")
        words = [
            f"共 {count_text(len(shown), '条')}",
            f"涉及 {owners}",
            f"在培育 {going:,}",
            f"已达标 {reached:,}",
        ]
        words += [f"又失去 {lost:,}"] if lost else []
        words += [f"有 {due:,} 条要办"] if due else []
        self.foot.setText("，".join(words))


class QualificationList(HeldList[Qualification]):
    """The qualifications of all enterprises; at first those that hold today."""

    def __init__(self, dictionary: Dictionary, parent: QWidget) -> None:
        columns = dictionary.rows[LIST].columns
        self._kinds, self._levels = columns["kind"].choices, columns["level"].choices
        self.model = RowsModel[Qualification](
            self._columns(), key=lambda one: (one.enterprise_id, one.uid), parent=parent
        )
        self.kind = ChoiceBox(self._kinds, unset_word="所有类别", called="类别")
        self.level = ChoiceBox(self._levels, unset_word="所有级别", called="级别")
        self.batch = ChoiceBox({}, unset_word="所有批次", called="批次")
        words = {
            "holds": "现在有效的",
            "soon": "90 天内到期的",
            "over": "已经到期的",
            "withdrawn": "被取消的",
        }
        self.state = ChoiceBox(words, unset_word="不论有效没有", called="效力")
        super().__init__(
            DataTable(self.model),
            EmptyState(
                "还没有资质",
                "资质荣誉在“企业”页的企业资料里填写，也可以从 Excel 导入。",
                icon_name="enterprises",
            ),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索企业、信用代码、证书编号",
            filters=[self.kind, self.level, self.batch, self.state],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        chosen = (self.kind, self.level, self.batch, self.state)
        return bool(self.search.query() or any(one.typed() for one in chosen))

    def show_all(self, rows: Sequence[Qualification]) -> None:
        batches = sorted({one.batch for one in rows if one.batch})
        _offer(self.batch, {one: one for one in batches}, "所有批次")
        super().show_all(rows)

    def shows(self, row: Qualification) -> bool:
        asked = (self.kind, row.kind), (self.level, row.level), (self.batch, row.batch)
        if any(box.typed() not in ("", value) for box, value in asked):
            return False
        return self._is_asked(row) and self.finds(f"{row.name}{row.uscc}{row.certificate}")

    def _is_asked(self, row: Qualification) -> bool:
        today = date.today()
        match self.state.typed():
            case "holds":
                return row.holds_on(today)
            case "soon":
                return row.holds_on(today) and not row.holds_on(today + _SOON)
            case "over":
                return row.valid_until is not None and row.valid_until < today
            case "withdrawn":
                return row.withdrawn_on is not None
        return True

    def tell(self, shown: Sequence[Qualification]) -> None:
        today = date.today()
        holding = {one.enterprise_id for one in shown if one.holds_on(today)}
        self.foot.setText(
            f"共 {count_text(len(shown), '项')}，现在有效的涉及 {count_text(len(holding), '户')}"
        )

    def _columns(self) -> tuple[Column[Qualification], ...]:
        return (
            Column(
                "企业", lambda one: one.name, sorts=True, stretches=True, width=200, narrowest=130, tips=True
            ),
            Column(
                "资质类别",
                lambda one: self._kinds.get(one.kind, DASH),
                sorts=True,
                width=150,
                narrowest=110,
                tips=True,
            ),
            Column("级别", lambda one: self._levels.get(one.level, DASH), sorts=True, width=76),
            Column("批次", lambda one: one.batch or DASH, sorts=True, width=96, narrowest=70, tips=True),
            _day_column("认定日期", lambda one: one.recognised_on),
            _day_column("有效期至", lambda one: one.valid_until),
            Column("效力", lambda one: _holding(one).word, sorts=True, status=_holding, width=96),
            _day_column("取消日期", lambda one: one.withdrawn_on, is_shown=False),
            Column("证书编号", lambda one: one.certificate, only_exported=True),
            Column(USCC_LABEL, lambda one: one.uscc, only_exported=True),
        )


class ShareList(HeldList[Share]):
    """How many there are of each kind and level, and of how many in the city."""

    def __init__(self, dictionary: Dictionary, parent: QWidget) -> None:
        columns = dictionary.rows[LIST].columns
        self._kinds, self._levels = columns["kind"].choices, columns["level"].choices
        self.model = RowsModel[Share](self._columns(), key=lambda one: (one.kind, one.level), parent=parent)
        super().__init__(
            DataTable(self.model),
            EmptyState("还没有资质", "企业资料里填了资质荣誉，这里按类别和级别数出户数。", icon_name="table"),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索资质类别",
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query())

    def shows(self, row: Share) -> bool:
        return self.finds(f"{self._kinds.get(row.kind, '')}{self._levels.get(row.level, '')}")

    def tell(self, shown: Sequence[Share]) -> None:
        without, undated = sum(one.city is None for one in shown), sum(one.undated for one in shown)
        words = [f"共 {count_text(len(shown), '类')}"]
        words += [f"{without:,} 类没有登记全市户数，不算占比"] if without else []
        words += [f"{undated:,} 项没有填认定日期，不算在内"] if undated else []
        self.foot.setText("，".join(words))

    def _columns(self) -> tuple[Column[Share], ...]:
        def level(one: Share) -> str:
            return self._levels.get(one.level, DASH) if one.level else "各级合计或没有填"

        return (
            Column(
                "资质类别",
                lambda one: self._kinds.get(one.kind, DASH),
                stretches=True,
                width=180,
                narrowest=120,
                tips=True,
            ),
            Column("级别", level, width=130, narrowest=76),
            counts("现有（户）", lambda one: one.ours, width=92),
            Column(
                "占全市",
                lambda one: one.text or "没有登记",
                width=210,
                narrowest=150,
                status=_doubt,
                tip=lambda one: "两个数都是全市户数的截至日期那天的" if one.city else "",
            ),
            _day_column("截至", lambda one: one.city.day if one.city else None),
            Column(
                "全市户数的出处",
                lambda one: one.city.source if one.city else DASH,
                width=190,
                narrowest=100,
                tips=True,
            ),
        )


class KeptLists(HeldList[ListedList]):
    """The lists that were kept."""

    def __init__(self, standards: Standards, parent: QWidget) -> None:
        titles = {one.id: one.title for one in standards.targets.values()}
        self.model = RowsModel[ListedList](_lists(titles), key=lambda one: one.id, parent=parent)
        super().__init__(
            DataTable(self.model),
            EmptyState(
                "还没有名单",
                "在“苗子”里点“存成名单”，存下来的名单可以打印；以后数改了，哪些改了都看得到。",
                icon_name="print",
            ),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索名单标题",
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query())

    def shows(self, row: ListedList) -> bool:
        return self.finds(row.row.title)

    def tell(self, shown: Sequence[ListedList]) -> None:
        changed = sum(bool(one.corrected) for one in shown)
        words = f"共 {count_text(len(shown), '份')}"
        self.foot.setText(f"{words}，{changed:,} 份存下以后有更正" if changed else words)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a standard, as it applies today or as it was set for a day.

    Attributes:
        row: Of what the office set; None of what came with the program.
        applies: Whether it does today.
    """

    target: str
    standard_id: str
    standard: str
    label: str
    line: Line | None
    source: str
    row: Threshold | None
    applies: bool


class RuleList(HeldList[Rule]):
    """The lines of all standards, and what the office set."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[Rule](
            _RULES,
            key=lambda one: (one.standard_id, one.label, one.row.id if one.row is not None else 0),
            parent=parent,
        )
        self.target = ChoiceBox({}, unset_word="所有目标", called="目标")
        super().__init__(
            DataTable(self.model),
            EmptyState("没有标准", "程序自带的标准读不出来，请联系维护人员。", icon_name="table"),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索标准、依据",
            filters=[self.target],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or self.target.typed())

    def show_all(self, rows: Sequence[Rule]) -> None:
        _offer(self.target, {one.target: one.target for one in rows}, "所有目标")
        super().show_all(rows)

    def shows(self, row: Rule) -> bool:
        return self.target.typed() in ("", row.target) and self.finds(
            f"{row.standard}{row.source}{row.label}"
        )

    def tell(self, shown: Sequence[Rule]) -> None:
        own = sum(one.row is not None for one in shown)
        words = f"共 {count_text(len(shown), '条')}"
        self.foot.setText(f"{words}，本单位改过 {own:,} 条" if own else f"{words}，都是程序自带的")


def rules_of(
    standards: Standards, rows: Sequence[Threshold], dictionary: Dictionary, today: date
) -> list[Rule]:
    """Return the lines as they were shipped, each followed by what the office set of it, the latest first."""
    on = standards.with_(rows, today)
    found = []
    for one in standards.standards.values():
        title = standards.targets[one.target].title
        if not one.lines:
            found.append(Rule(title, one.id, one.title, "资质", None, one.source, None, applies=True))
        for line, now in zip(one.lines, on.standards[one.id].lines, strict=True):
            label = (
                dictionary.indicators[line.fact].label if line.fact in dictionary.indicators else line.fact
            )
            for row in rows:
                if (row.standard, row.fact) == (one.id, line.fact):
                    set_ = standards.with_([row], row.since).standards[one.id].lines
                    [own] = [each for each in set_ if each.fact == line.fact]
                    found.append(
                        Rule(title, one.id, one.title, label, own, row.source, row, applies=own == now)
                    )
            found.append(Rule(title, one.id, one.title, label, line, line.source, None, applies=line == now))
    return found


def named_in(rows: Iterable[Listed]) -> dict[EnterpriseId, str]:
    """Return the enterprises of candidates, with their names."""
    return {one.candidate.enterprise_id: one.candidate.name for one in rows}


def _offer(box: ChoiceBox, choices: dict[str, str], unset_word: str) -> None:
    kept = box.typed()
    box.offer(choices, unset_word)
    box.type_in(kept)


def _periods(today: date) -> dict[str, str]:
    """Return by which figures can be looked: whole years, and this year up to last month."""
    last = last_year(today)
    found = {str(last): f"{last.label}的数", str(last.year_before): f"{last.year_before.label}的数"}
    if today.month > 1:
        so_far = Period.of(today.year, PeriodKind.CUMULATIVE, today.month - 1)
        found[str(so_far)] = f"{so_far.label}的数"
    return found


def _holding(one: Qualification) -> Status:
    today = date.today()
    if one.withdrawn_on is not None and one.withdrawn_on <= today:
        return HARM.named("被取消")
    if one.valid_until is not None and one.valid_until < today:
        return ATTENTION.named("已到期")
    if not one.holds_on(today):
        return NEUTRAL.named("没有生效")
    return GOOD.named("有效") if one.holds_on(today + _SOON) else ACTIVE.named("快到期")


def _doubt(one: Share) -> Status | None:
    if one.city is not None and one.then > one.city.count:
        return HARM.named(f"{one.text} 请核对")
    return None


def _first(one: Listed, what: str) -> int | None:
    lines = one.candidate.lines
    return getattr(lines[0], what) if lines else None


def _more(one: Listed) -> str:
    """Say what else it takes: the other line, and what is not known."""
    parts = [met.text for met in one.candidate.lines[1:]]
    if not one.candidate.is_known:
        parts.append("资料里没有填是不是四上")
    return "；".join(parts)


def _stage_word(one: Listed) -> str:
    return one.stage.word if one.stage is not None else DASH


_CANDIDATES: Final[tuple[Column[Listed], ...]] = (
    Column(
        "企业",
        lambda one: one.candidate.name,
        sorts=True,
        stretches=True,
        width=180,
        narrowest=120,
        tips=True,
    ),
    Column(
        "状态",
        lambda one: one.candidate.state.word,
        sorts=True,
        status=lambda one: _STATES[one.candidate.state].named(one.candidate.state.word),
        width=100,
    ),
    amounts("差（元）", lambda one: _first(one, "gap"), width=124),
    amounts("现在（元）", lambda one: _first(one, "amount"), width=130),
    amounts("线（元）", lambda one: _first(one, "needed"), width=124),
    Column("看哪个数", lambda one: one.candidate.lines[0].label if one.candidate.lines else "资质", width=84),
    Column("标准", lambda one: one.candidate.basis.standard, sorts=True, width=150, narrowest=84, tips=True),
    Column("另看", _more, width=160, narrowest=60, tips=True),
    Column("培育库", _stage_word, sorts=True, width=80),
    Column("依据", lambda one: "；".join(one.candidate.basis.texts), only_exported=True),
    Column(USCC_LABEL, lambda one: one.candidate.uscc, only_exported=True),
)
_CULTIVATED: Final[tuple[Column[ListedCultivated], ...]] = (
    Column("企业", lambda one: one.name, sorts=True, stretches=True, width=190, narrowest=130, tips=True),
    Column("目标", lambda one: one.target, sorts=True, width=140, narrowest=90, tips=True),
    Column(
        "阶段",
        lambda one: one.stage.word,
        sorts=True,
        status=lambda one: _STAGES[one.stage].named(one.stage.word),
        width=96,
    ),
    Column("责任人", lambda one: one.cadre or DASH, sorts=True, width=84, narrowest=64),
    _day_column("入库日期", lambda one: one.row.since),
    _day_column("计划达标", lambda one: one.row.planned_on),
    Column("要办的", lambda one: one.now or DASH, sorts=True, width=190, narrowest=90, tips=True),
    _day_column("达标日期", lambda one: one.row.reached_on, is_shown=False),
    _day_column("失去日期", lambda one: one.row.lost_on, is_shown=False),
    _day_column(
        "退出日期", lambda one: one.row.moved_on if one.stage is Stage.DROPPED else None, is_shown=False
    ),
    Column("原因", lambda one: one.row.because, only_exported=True),
    Column("备注", lambda one: one.row.remark, only_exported=True),
    Column("入库依据", lambda one: "；".join(one.basis.texts), only_exported=True),
    Column(USCC_LABEL, lambda one: one.uscc, only_exported=True),
)


def _lists(titles: dict[str, str]) -> tuple[Column[ListedList], ...]:
    def corrected(one: ListedList) -> Status:
        count = len(one.corrected)
        return ATTENTION.named(f"{count:,} 户有更正") if count else GOOD.named("没有改过")

    return (
        Column(
            "名单", lambda one: one.row.title, sorts=True, stretches=True, width=220, narrowest=140, tips=True
        ),
        Column(
            "目标",
            lambda one: titles.get(one.row.target, one.row.target),
            sorts=True,
            width=150,
            narrowest=90,
            tips=True,
        ),
        Column("按哪一期", lambda one: one.kept.search.period.label, width=120, narrowest=80),
        counts("户数", lambda one: len(one.kept.rows), width=72),
        Column("存下以后", lambda one: corrected(one).word, status=corrected, width=130),
        Column("存的时间", lambda one: time_text(one.row.made_at), sorts=True, width=140),
        Column("存的人", lambda one: one.row.by_name, width=84),
    )


_RULES: Final[tuple[Column[Rule], ...]] = (
    Column("目标", lambda one: one.target, width=130, narrowest=84, tips=True),
    Column("标准", lambda one: one.standard, width=190, narrowest=110, tips=True),
    Column("看哪个数", lambda one: one.label, width=84),
    Column(
        "线",
        lambda one: one.line.text if one.line else "看资质",
        align=RIGHT,
        width=150,
        narrowest=90,
        tips=True,
    ),
    Column("从哪天起", lambda one: date_text(one.line.since) if one.line else DASH, width=132),
    Column(
        "现在",
        lambda one: "在用" if one.applies else "不用",
        status=lambda one: GOOD.named("在用") if one.applies else NEUTRAL.named("不用"),
        width=84,
    ),
    Column("谁定的", lambda one: one.row.by_name if one.row is not None else "自带", width=84),
    Column("依据", lambda one: one.source, stretches=True, width=200, narrowest=110, tips=True),
)
