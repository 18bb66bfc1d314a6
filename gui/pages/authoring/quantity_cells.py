"""How each kind of quantity is laid out as choices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.choices import Wanted, facts_for, labels_for, units_for
from domain.policies.authoring.forms.scope import Scope, inside
from domain.policies.language import blanks
from gui.pages.authoring.bands_edit import BandsEdit
from gui.pages.authoring.board import choices_in, part_of
from gui.pages.authoring.spot import Spot, Writer, fact_called, values_of

GROWTHS: Final = {"同比": "同比增长率", "环比": "环比增长率"}
_STEPS: Final = {"每满": "每满一档（只计整档）", "每档": "每一档（不满一档也计）"}
_OVER: Final = {"平均": "平均", "最高": "最高", "最低": "最低"}
_EXTREMES: Final = {"较小": "取较低的", "较大": "取较高的"}
_ELAPSED: Final = {"天数": "天数", "整月": "满几个月", "整年": "满几年"}
_GATHERED: Final = (
    *("合计", "个数", "最高", "最低", "平均", "中位数"),
    *("前几合计", "最高几合计", "各组最高合计", "各组前几合计"),
)
_COUNTING: Final = ("前几合计", "最高几合计", "各组前几合计")
_GROUPING: Final = ("各组最高合计", "各组前几合计")
_COUNT: Final = "个数"
_LEAST: Final = 2


def _value(spot: Spot, form: shapes.Value) -> None:
    spot.ask_value("text", wanted=spot.wanted, kinds=None if spot.is_top else spot.kinds)


def _fact(spot: Spot, form: shapes.OfFact) -> None:
    spot.ask_fact(form, kinds=None if spot.is_top else spot.kinds)


def _outside(spot: Spot, form: shapes.Outside) -> None:
    spot.board.ask_term((*spot.path, "term"), facts_for(spot.scope, spot.wanted))
    spot.say("在这一天：")
    spot.ask_value("on", wanted=Wanted.DAY)
    spot.offer_kinds()


def _growth(spot: Spot, form: shapes.Growth) -> None:
    replace(spot, wanted=Wanted.FIGURE).ask_fact(form.of, "of")
    spot.ask_choice("versus", offered=GROWTHS, called="增长率")
    spot.offer_kinds()


def _growth_from(spot: Spot, form: shapes.GrowthFrom) -> None:
    spot.part("now", form=form.now, wanted=Wanted.FIGURE)
    spot.say("比")
    spot.part("base", form=form.base, wanted=Wanted.FIGURE)
    spot.say("的增长率")
    spot.offer_kinds()


def _over_periods(spot: Spot, form: shapes.OverPeriods) -> None:
    replace(spot, wanted=Wanted.FIGURE).ask_fact(form.of, "of")
    spot.ask_choice("word", offered=_OVER, called="几期的")
    spot.offer_kinds()


def _added(spot: Spot, form: shapes.Added) -> None:
    _several(spot, form.parts, " ＋ ")
    spot.offer_kinds()


def _extreme(spot: Spot, form: shapes.Extreme) -> None:
    spot.ask_choice("word", offered=_EXTREMES, called="取哪个")
    _several(spot, form.parts, "、")
    spot.offer_kinds()


def _several(spot: Spot, parts: Sequence[shapes.Quantity], between: str) -> None:
    for at, part in enumerate(parts):
        if at:
            spot.say(between)
        spot.part("parts", at, form=part, wanted=spot.wanted)
        if len(parts) > _LEAST:
            spot.offer_drop("parts", at, "去掉这一项")
    spot.offer_more("parts", "再加一项", shapes.OfFact(blanks.FACT))


def _less(spot: Spot, form: shapes.Less) -> None:
    spot.part("of", form=form.of, wanted=spot.wanted)
    spot.say("减去")
    spot.part("less", form=form.less, wanted=spot.wanted)
    spot.offer_kinds()


def _rate(spot: Spot, form: shapes.Rate) -> None:
    spot.part("of", form=form.of, wanted=Wanted.FIGURE)
    spot.say("的")
    spot.part("rate", form=form.rate, wanted=Wanted.RATE)
    spot.offer_kinds()


def _per_unit(spot: Spot, form: shapes.PerUnit) -> None:
    spot.part("of", form=form.of, wanted=Wanted.NUMBER)
    spot.say("每个给")
    spot.part("price", form=form.price, wanted=Wanted.AMOUNT)
    spot.offer_kinds()


def _steps(spot: Spot, form: shapes.Steps) -> None:
    _step_size(spot, form)
    spot.say("给")
    spot.part("price", form=form.price, wanted=Wanted.AMOUNT)
    spot.offer_kinds()


def _step_count(spot: Spot, form: shapes.StepCount) -> None:
    _step_size(spot, form)
    spot.say("的档数")
    spot.offer_kinds()


def _step_size(spot: Spot, form: shapes.Steps | shapes.StepCount) -> None:
    spot.part("of", form=form.of, wanted=Wanted.FIGURE)
    spot.ask_choice("word", offered=_STEPS, called="怎么数档")
    units = values_of(units_for(form.of, spot.scope))
    spot.ask_value("size", "text", wanted=Wanted.AMOUNT, units=units)


def _chain(spot: Spot, form: shapes.Chain) -> None:
    spot.part("first", form=form.first, wanted=Wanted.FIGURE)
    for at, factor in enumerate(form.factors):
        link = replace(spot, path=(*spot.path, "factors", at))
        link.ask_either("divided", "×", "÷", factor)
        link.part("by", form=factor.by)
        if len(form.factors) > 1:
            spot.offer_drop("factors", at, "去掉这一项")
    spot.offer_more("factors", "再乘一项", shapes.Factor(shapes.Value(blanks.NUMBER)))
    spot.offer_kinds()


def _bounded(spot: Spot, form: shapes.Bounded) -> None:
    spot.part("of", form=form.of, wanted=spot.wanted)
    for name, word in (("cap", "最高"), ("floor", "最低")):
        bound = getattr(form, name)
        if bound is not None:
            spot.say(word)
            spot.part(name, form=bound, wanted=spot.wanted)
    spot.offer_kinds()


def _by_case(spot: Spot, form: shapes.ByCase) -> None:
    for at, line in enumerate(form.lines):
        spot.begin_line()
        spot.say("如果")
        spot.part("lines", at, "condition", form=line.condition)
        spot.say("给")
        spot.part("lines", at, "gives", form=line.gives, wanted=spot.wanted)
        if len(form.lines) > 1:
            spot.offer_drop("lines", at)
    spot.begin_line()
    spot.offer_more("lines")
    spot.say("其余给")
    spot.part("otherwise", form=form.otherwise, wanted=spot.wanted)
    spot.offer_kinds()


def _by_option(spot: Spot, form: shapes.ByOption) -> None:
    def swap(term: str) -> None:
        spot.turn(lambda now: _by_options_of(term, now, spot.scope))

    spot.say("按")
    replace(spot, wanted=Wanted.CHOICE).ask_fact(form.of, "of", swap=swap)
    labels = choices_in(labels_for(form.of, spot.scope))
    for at, line in enumerate(form.lines):
        spot.begin_line()
        spot.ask_choice("lines", at, "label", offered=labels, called="选项")
        spot.say("给")
        spot.part("lines", at, "gives", form=line.gives, wanted=spot.wanted)
        if len(form.lines) > 1:
            spot.offer_drop("lines", at)
    spot.begin_line()
    spot.offer_more("lines")
    spot.say("其余给")
    spot.part("otherwise", form=form.otherwise, wanted=spot.wanted)
    spot.offer_kinds()


def _by_options_of(term: str, form: shapes.ByOption, scope: Scope) -> shapes.ByOption:
    """Return a table of another fact's choices, a line for each."""
    of = fact_called(term, form.of, scope)
    gives = form.lines[0].gives if form.lines else form.otherwise
    lines = tuple(shapes.OptionLine(one.value, gives) for one in labels_for(of, scope))
    return replace(form, of=of, lines=lines or form.lines)


def _tiers(spot: Spot, form: shapes.Tiers) -> None:
    spot.say("按")
    spot.part("key", form=form.key, wanted=Wanted.FIGURE)
    spot.say("分档")
    spot.offer_kinds()

    def now() -> shapes.Tiers:
        found: shapes.Tiers = part_of(spot.board.form, spot.path)
        return found

    path = (*spot.path, "bands")
    bands = BandsEdit(now, spot.scope, spot.board.undecided_at(path), spot.board)
    bands.changed.connect(lambda: spot.board.set(spot.path, bands.tiers))
    spot.board.place_wide(path, bands, spot.depth + 1)


def _progressive(spot: Spot, form: shapes.Progressive) -> None:
    spot.part("of", form=form.of, wanted=Wanted.FIGURE)
    spot.say("分段，各段按自己的标准：")
    spot.offer_kinds()
    units = values_of(units_for(form.of, spot.scope))
    for at, line in enumerate(form.lines):
        spot.begin_line()
        spot.say("再往上，不超过" if at else "不超过")
        spot.part("lines", at, "upto", form=line.upto, wanted=Wanted.AMOUNT, units=units)
        spot.say("的部分按")
        spot.part("lines", at, "rate", form=line.rate, wanted=Wanted.RATE)
        if len(form.lines) > 1:
            spot.offer_drop("lines", at)
    spot.begin_line()
    spot.offer_more("lines")
    spot.say("再往上的部分按")
    spot.part("above", form=form.above, wanted=Wanted.RATE)


def _over_rows(spot: Spot, form: shapes.OverRows) -> None:
    columns = spot.scope if blanks.is_blank(form.rows) else inside(spot.scope, form.rows)
    spot.ask_rows()
    spot.say("里")
    if form.condition is not None:
        spot.part("condition", form=form.condition, scope=columns)
        spot.say("的，")
    spot.ask_choice(
        "word",
        offered={word: word for word in _GATHERED},
        called="怎么合起来",
        take=lambda word: spot.turn(partial(_gathered_by, word)),
    )
    if form.group:
        spot.say("每个")
        spot.board.ask_term((*spot.path, "group"), facts_for(columns))
        spot.say("一组，")
    if form.count is not None:
        spot.say("几项")
        spot.part("count", form=form.count, wanted=Wanted.NUMBER)
    if form.value is not None:
        spot.say("的")
        spot.part("value", form=form.value, scope=columns, wanted=spot.wanted)
    if form.condition is None:
        asked = shapes.Empty()
        spot.offer(
            "ask", icon_name="filter", tip="只算符合条件的", change=lambda now: replace(now, condition=asked)
        )
    else:
        spot.offer("ask", icon_name="close", tip="全部都算", change=lambda now: replace(now, condition=None))
    spot.offer_kinds()


def _gathered_by(word: str, form: shapes.OverRows) -> shapes.OverRows:
    """Return the rows gathered otherwise, with the parts that this asks for."""
    return replace(
        form,
        word=word,
        value=None if word == _COUNT else form.value or shapes.OfFact(blanks.FACT),
        count=(form.count or shapes.Value(blanks.NUMBER)) if word in _COUNTING else None,
        group=(form.group or blanks.FACT) if word in _GROUPING else "",
    )


def _elapsed(spot: Spot, form: shapes.Elapsed) -> None:
    spot.say("从")
    spot.part("start", form=form.start, wanted=Wanted.DAY)
    spot.say("到")
    spot.part("end", form=form.end, wanted=Wanted.DAY)
    spot.ask_choice("word", offered=_ELAPSED, called="多久")
    spot.offer_kinds()


def _shifted(spot: Spot, form: shapes.Shifted) -> None:
    spot.part("of", form=form.of, wanted=Wanted.DAY)
    spot.ask_value("length", wanted=Wanted.NUMBER, units=("天", "个月", "年"))
    spot.ask_either("earlier", "之后", "之前", form)
    spot.offer_kinds()


QUANTITIES: Final[Mapping[type[Any], Writer]] = {
    shapes.Value: _value,
    shapes.OfFact: _fact,
    shapes.Outside: _outside,
    shapes.Growth: _growth,
    shapes.GrowthFrom: _growth_from,
    shapes.OverPeriods: _over_periods,
    shapes.Added: _added,
    shapes.Less: _less,
    shapes.Rate: _rate,
    shapes.PerUnit: _per_unit,
    shapes.Steps: _steps,
    shapes.StepCount: _step_count,
    shapes.Chain: _chain,
    shapes.Bounded: _bounded,
    shapes.Extreme: _extreme,
    shapes.ByCase: _by_case,
    shapes.ByOption: _by_option,
    shapes.Tiers: _tiers,
    shapes.Progressive: _progressive,
    shapes.OverRows: _over_rows,
    shapes.Elapsed: _elapsed,
    shapes.Shifted: _shifted,
}
"""How each is laid out."""
