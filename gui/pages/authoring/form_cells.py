"""How each way of saying something is laid out as choices."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.choices import (
    Choice,
    Wanted,
    awards,
    bases,
    comparisons_for,
    condition_on,
    conditions_for,
    facts_for,
    labels_for,
    lists_for,
    periods_for,
    type_of,
    units_for,
)
from domain.policies.authoring.forms.scope import Scope, inside
from domain.policies.authoring.forms.shapes import Condition, Form, Quantity
from gui.pages.authoring.bands_edit import BandsEdit
from gui.pages.authoring.board import Board, Path, carried, choices_in, key_of, part_of
from gui.pages.authoring.cells import ValueEdit

_GROWTHS: Final = {"同比": "同比（比上年同期）", "环比": "环比（比上一期）"}
_STEPS: Final = {"每满": "每满一档（只计整档）", "每档": "每一档（不满一档也计）"}
_OVER: Final = {"平均": "平均", "最高": "最高", "最低": "最低"}
_EXTREMES: Final = {"较小": "取较低的", "较大": "取较高的"}
_ELAPSED: Final = {"天数": "天数", "整月": "满几个月", "整年": "满几年"}
_TRUTHS: Final = {"yes": "是", "no": "否"}
_AND_OR: Final = {"且": "同时满足", "或": "满足其一"}
_ROWS_HOLD: Final = {"有": "至少有一项", "都": "每一项都"}
_GATHERED: Final = ("合计", "个数", "最高", "最低", "平均", "中位数", "前几合计", "最高几合计", "各组最高合计", "各组前几合计")
_COUNTING: Final = ("前几合计", "最高几合计", "各组前几合计")
_GROUPING: Final = ("各组最高合计", "各组前几合计")
_COUNT: Final = "个数"
_MIND: Final = {Wanted.AMOUNT: "元", Wanted.RATE: "%"}
_AMOUNTS: Final = ("万", "元", "亿")
_PERCENT: Final = ("%",)


# Quantities


def write_award(board: Board, form: Any) -> None:
    """Lay out an award: its kind, what it asks for, and below it what it is never above or below."""
    scope = board.words()
    board.begin_line()
    kinds = {name: begin for name, begin in awards(scope)}
    bounds = form if isinstance(form, shapes.Bounded) else None
    inner: Path = () if bounds is None else ("of",)
    now = part_of(form, inner) if form is not None else None
    board.ask_choice(
        ("kind",),
        {name: name for name in kinds},
        "怎么给",
        lambda name: board.swap(inner, carried(now, kinds[name])),
        chosen=next((name for name, begin in kinds.items() if key_of(begin) == key_of(now)), "其他算法"),
    )
    if form is None:
        return
    write_quantity(board, now, inner, scope, Wanted.AMOUNT, is_first=True)
    if bounds is not None or not isinstance(now, shapes.Value):
        _write_bounds(board, form, bounds, inner)


def write_quantity(
    board: Board,
    form: Quantity,
    path: Path,
    scope: Scope,
    wanted: Wanted,
    units: Sequence[str] = (),
    *,
    is_first: bool = False,
    depth: int = 0,
) -> None:
    """Lay out a quantity in the line; what is a table in lines below."""
    part = partial(_write_part, board, path, scope)
    match form:
        case shapes.Value():
            board.ask_value((*path, "text"), wanted, units or _units_of(wanted))
        case shapes.OfFact():
            _write_fact(board, form, path, scope, wanted)
        case shapes.Outside():
            board.ask_term((*path, "term"), facts_for(scope, wanted))
            board.say("在这一天：")
            board.ask_value((*path, "on"), Wanted.DAY)
        case shapes.Growth():
            _write_fact(board, form.of, (*path, "of"), scope, Wanted.FIGURE)
            board.ask_choice((*path, "versus"), _GROWTHS, "增长率")
            board.say("增长率")
        case shapes.GrowthFrom():
            part("now", form.now, Wanted.FIGURE)
            board.say("比")
            part("base", form.base, Wanted.FIGURE)
            board.say("的增长率")
        case shapes.OverPeriods():
            _write_fact(board, form.of, (*path, "of"), scope, Wanted.FIGURE)
            board.ask_choice((*path, "word"), _OVER, "几期的")
        case shapes.Added():
            _write_several(board, form.parts, path, scope, wanted, " ＋ ")
        case shapes.Less():
            part("of", form.of, wanted)
            board.say("减去")
            part("less", form.less, wanted)
        case shapes.Rate():
            part("of", form.of, Wanted.FIGURE)
            board.say("的")
            part("rate", form.rate, Wanted.RATE)
        case shapes.PerUnit():
            part("of", form.of, Wanted.NUMBER)
            board.say("每个给")
            part("price", form.price, Wanted.AMOUNT)
        case shapes.Steps():
            part("of", form.of, Wanted.FIGURE)
            board.ask_choice((*path, "word"), _STEPS, "怎么数档")
            _write_size(board, form.of, path, scope)
            board.say("给")
            part("price", form.price, Wanted.AMOUNT)
        case shapes.StepCount():
            part("of", form.of, Wanted.FIGURE)
            board.ask_choice((*path, "word"), _STEPS, "怎么数档")
            _write_size(board, form.of, path, scope)
            board.say("的档数")
        case shapes.Chain():
            part("first", form.first, Wanted.FIGURE)
            for at, factor in enumerate(form.factors):
                signs = {"no": "×", "yes": "÷"}
                turn = partial(_divide, board, (*path, "factors", at, "divided"))
                board.ask_choice(
                    (*path, "factors", at, "divided"), signs, "乘或除", turn,
                    chosen="yes" if factor.divided else "no",
                )  # fmt: skip
                _write_part(board, (*path, "factors", at), scope, "by", factor.by, Wanted.ANY)
        case shapes.Bounded():
            part("of", form.of, wanted)
            for name, word in (("cap", "最高"), ("floor", "最低")):
                if getattr(form, name) is not None:
                    board.say(word)
                    part(name, getattr(form, name), wanted)
        case shapes.Extreme():
            board.ask_choice((*path, "word"), _EXTREMES, "取哪个")
            _write_several(board, form.parts, path, scope, wanted, "、")
        case shapes.ByCase():
            _write_cases(board, form, path, scope, wanted, depth)
        case shapes.ByOption():
            _write_options(board, form, path, scope, wanted, depth)
        case shapes.Tiers():
            board.say("按")
            part("key", form.key, Wanted.FIGURE)
            board.say("分档")
            bands = BandsEdit(form, scope, board)
            bands.changed.connect(lambda: board.set(path, bands.tiers))
            board.place_wide((*path, "bands"), bands, depth + 1)
        case shapes.Progressive():
            _write_slices(board, form, path, scope, depth)
        case shapes.OverRows():
            _write_gathered(board, form, path, scope, wanted)
        case shapes.Elapsed():
            board.say("从")
            part("start", form.start, Wanted.DAY)
            board.say("到")
            part("end", form.end, Wanted.DAY)
            board.ask_choice((*path, "word"), _ELAPSED, "多久")
        case shapes.Shifted():
            part("of", form.of, Wanted.DAY)
            before = {"no": "之后", "yes": "之前"}
            turn = partial(_divide, board, (*path, "earlier"))
            board.ask_value((*path, "length"), Wanted.NUMBER, ("天", "个月", "年"))
            chosen = "yes" if form.earlier else "no"
            board.ask_choice((*path, "earlier"), before, "之前或之后", turn, chosen=chosen)
    if not is_first:
        _offer_kinds(board, form, path, scope, wanted)


def _write_part(board: Board, path: Path, scope: Scope, name: str | int, form: Any, wanted: Wanted) -> None:
    write_quantity(board, form, (*path, name), scope, wanted)


def _units_of(wanted: Wanted) -> Sequence[str]:
    return {Wanted.AMOUNT: _AMOUNTS, Wanted.RATE: _PERCENT}.get(wanted, ())


def _divide(board: Board, path: Path, value: str) -> None:
    board.set(path, value == "yes")


def _offer_kinds(board: Board, form: Quantity, path: Path, scope: Scope, wanted: Wanted) -> None:
    acts = {
        name: partial(board.swap, path, carried(form, begin))
        for name, begin in bases(scope, wanted)
        if key_of(begin) != key_of(form)
    }
    if acts:
        board.offer_acts(path, "换一种写法", acts)


def _write_fact(board: Board, form: shapes.OfFact, path: Path, scope: Scope, wanted: Wanted) -> None:
    def swap(term: str) -> None:
        board.swap(path, _fact_called(term, form, scope))

    board.ask_term((*path, "term"), facts_for(scope, wanted), swap)
    periods = periods_for(form.term, scope)
    if periods:
        board.ask_choice((*path, "first"), choices_in(periods), "期间")
        if form.last:
            board.say("至")
            board.ask_choice((*path, "last"), choices_in(periods), "到哪一期")


def _fact_called(term: str, before: shapes.OfFact, scope: Scope) -> shapes.OfFact:
    """Return another fact, of the same period where it has such."""
    offered = [one.value for one in periods_for(term, scope)]
    if not offered:
        return shapes.OfFact(term)
    if before.first in offered:
        return replace(before, term=term)
    return shapes.OfFact(term, shapes.BLANK_PERIOD)


def _write_size(board: Board, of: Quantity, path: Path, scope: Scope) -> None:
    board.ask_value((*path, "size", "text"), Wanted.FIGURE, _units(units_for(of, scope)))


def _units(offered: Sequence[Choice]) -> list[str]:
    return [one.value for one in offered]


def _write_several(
    board: Board, parts: Sequence[Quantity], path: Path, scope: Scope, wanted: Wanted, between: str
) -> None:
    for at, part in enumerate(parts):
        if at:
            board.say(between)
        write_quantity(board, part, (*path, "parts", at), scope, wanted)
        if len(parts) > 2:  # noqa: PLR2004 - fewer are none to choose from
            rest = (*parts[:at], *parts[at + 1 :])
            board.offer((*path, "parts", at, "drop"), "close", "去掉这一项", partial(board.swap, (*path, "parts"), rest))
    more = (*parts, shapes.OfFact(shapes.BLANK_FACT))
    board.offer((*path, "more"), "plus", "再加一项", partial(board.swap, (*path, "parts"), more))


def _write_bounds(board: Board, form: Any, bounds: shapes.Bounded | None, inner: Path) -> None:
    """Ask what an award is never above or below; what is left empty is no bound."""
    board.begin_line()
    for name, word in (("cap", "最高"), ("floor", "最低")):
        bound = None if bounds is None else getattr(bounds, name)
        board.say(word)
        if bound is not None and not isinstance(bound, shapes.Value):
            write_quantity(board, bound, (name,), board.words(), Wanted.AMOUNT)
        else:
            _ask_bound(board, name, "" if bound is None else bound.text, word)
    board.say("（不限的不填）")


def _ask_bound(board: Board, name: str, text: str, word: str) -> None:
    edit = ValueEdit(text, "", _AMOUNTS, board)
    edit.setAccessibleName(word)
    edit.value_changed.connect(lambda: _bind(board, name, edit.value()))
    board.cells["bound", name] = edit
    board.place(edit)


def _bind(board: Board, name: str, text: str) -> None:
    form = board.form
    bounds = form if isinstance(form, shapes.Bounded) else shapes.Bounded(form)
    bounds = replace(bounds, **{name: shapes.Value(text) if text else None})
    has_none = bounds.cap is None and bounds.floor is None
    # Where the award stands is another place then, so its editors are laid out anew.
    is_same = isinstance(form, shapes.Bounded) is not has_none
    (board.set if is_same else board.swap)((), bounds.of if has_none else bounds)


def _write_cases(
    board: Board, form: shapes.ByCase, path: Path, scope: Scope, wanted: Wanted, depth: int
) -> None:
    for at, line in enumerate(form.lines):
        board.begin_line(depth + 1)
        board.say("如果")
        write_condition(board, line.condition, (*path, "lines", at, "condition"), scope)
        board.say("给")
        write_quantity(board, line.gives, (*path, "lines", at, "gives"), scope, wanted)
        _offer_drop(board, form.lines, (*path, "lines"), at)
    _offer_more(board, form.lines, (*path, "lines"), depth)
    board.say("其余给")
    write_quantity(board, form.otherwise, (*path, "otherwise"), scope, wanted)


def _write_options(
    board: Board, form: shapes.ByOption, path: Path, scope: Scope, wanted: Wanted, depth: int
) -> None:
    board.say("按")

    def swap(term: str) -> None:
        of = _fact_called(term, form.of, scope)
        gives = form.lines[0].gives if form.lines else form.otherwise
        lines = tuple(shapes.OptionLine(one.value, gives) for one in labels_for(of, scope))
        board.swap(path, replace(form, of=of, lines=lines or form.lines))

    board.ask_term((*path, "of", "term"), facts_for(scope, Wanted.CHOICE), swap)
    if periods := periods_for(form.of.term, scope):
        board.ask_choice((*path, "of", "first"), choices_in(periods), "期间")
    labels = choices_in(labels_for(form.of, scope))
    for at, line in enumerate(form.lines):
        board.begin_line(depth + 1)
        board.ask_choice((*path, "lines", at, "label"), labels, "选项")
        board.say("给")
        write_quantity(board, line.gives, (*path, "lines", at, "gives"), scope, wanted)
        _offer_drop(board, form.lines, (*path, "lines"), at)
    _offer_more(board, form.lines, (*path, "lines"), depth)
    board.say("其余给")
    write_quantity(board, form.otherwise, (*path, "otherwise"), scope, wanted)


def _write_slices(board: Board, form: shapes.Progressive, path: Path, scope: Scope, depth: int) -> None:
    write_quantity(board, form.of, (*path, "of"), scope, Wanted.FIGURE)
    board.say("分段，各段按自己的标准：")
    units = _units(units_for(form.of, scope))
    for at, line in enumerate(form.lines):
        board.begin_line(depth + 1)
        board.say("不超过" if not at else "再往上，不超过")
        write_quantity(board, line.upto, (*path, "lines", at, "upto"), scope, Wanted.FIGURE, units)
        board.say("的部分按")
        write_quantity(board, line.rate, (*path, "lines", at, "rate"), scope, Wanted.RATE)
        _offer_drop(board, form.lines, (*path, "lines"), at)
    _offer_more(board, form.lines, (*path, "lines"), depth)
    board.say("再往上的部分按")
    write_quantity(board, form.above, (*path, "above"), scope, Wanted.RATE)


def _offer_drop(board: Board, lines: Sequence[Any], path: Path, at: int) -> None:
    if len(lines) > 1:
        rest = (*lines[:at], *lines[at + 1 :])
        board.offer((*path, at, "drop"), "close", "去掉这一行", partial(board.swap, path, rest))


def _offer_more(board: Board, lines: Sequence[Any], path: Path, depth: int) -> None:
    """Offer one more line, which begins as the last one is."""
    board.begin_line(depth + 1)
    board.offer((*path, "more"), "plus", "再加一行", partial(board.swap, path, (*lines, lines[-1])))


def _write_gathered(
    board: Board, form: shapes.OverRows, path: Path, scope: Scope, wanted: Wanted
) -> None:
    board.ask_choice((*path, "rows"), choices_in(lists_for(scope)), "清单", partial(board.swap, (*path, "rows")))
    columns = scope if shapes.is_blank(form.rows) else inside(scope, form.rows)
    board.say("里")
    if form.condition is not None:
        write_condition(board, form.condition, (*path, "condition"), columns)
        board.say("的，")

    def turn(word: str) -> None:
        board.swap(path, _gathered_by(form, word))

    board.ask_choice((*path, "word"), {word: word for word in _GATHERED}, "怎么合起来", turn)
    if form.group:
        board.say("每个")
        board.ask_term((*path, "group"), facts_for(columns))
        board.say("一组，")
    if form.count is not None:
        board.say("几项")
        write_quantity(board, form.count, (*path, "count"), scope, Wanted.NUMBER)
    if form.value is not None:
        board.say("的")
        write_quantity(board, form.value, (*path, "value"), columns, wanted)
    if form.condition is None:
        wish = replace(form, condition=shapes.Empty())
        board.offer((*path, "ask"), "filter", "只算符合条件的", partial(board.swap, path, wish))
    else:
        board.offer((*path, "ask"), "close", "全部都算", partial(board.swap, path, replace(form, condition=None)))


def _gathered_by(form: shapes.OverRows, word: str) -> shapes.OverRows:
    """Return the rows gathered otherwise, with the parts that this asks for."""
    column = shapes.OfFact(shapes.BLANK_FACT)
    return replace(
        form,
        word=word,
        value=None if word == _COUNT else form.value or column,
        count=(form.count or shapes.Value(shapes.BLANK_NUMBER)) if word in _COUNTING else None,
        group=(form.group or shapes.BLANK_FACT) if word in _GROUPING else "",
    )


# Conditions


def write_requirement(board: Board, form: Any) -> None:
    """Lay out a condition that stands by itself."""
    board.begin_line()
    write_condition(board, form, (), board.words())


def write_condition(board: Board, form: Condition, path: Path, scope: Scope, depth: int = 0) -> None:
    """Lay out a condition in the line; the parts of a joined one in lines below."""
    match form:
        case shapes.Empty():
            board.ask_first(path, facts_for(scope), lambda term: board.swap(path, condition_on(term, scope)))
            return
        case shapes.Compare():
            _write_compare(board, form, path, scope)
        case shapes.OneOf():
            _write_asked(board, form, (*path, "fact"), path, scope)
            _write_negation(board, form, path, "属于", "不属于")
            board.ask_labels((*path, "labels"), labels_for(form.fact, scope))
        case shapes.Truth():
            _write_asked(board, form, (*path, "fact"), path, scope)
            turn = partial(_divide, board, (*path, "expected"))
            chosen = "yes" if form.expected else "no"
            board.ask_choice((*path, "expected"), _TRUTHS, "是或否", turn, chosen=chosen)
        case shapes.OfText():
            _write_asked(board, form, (*path, "fact"), path, scope)
            words = {"=": "是", "包含": "含有", "开头是": "开头是"}
            board.ask_choice((*path, "word"), words, "怎么比")
            _write_negation(board, form, path, "符合", "不符合")
            board.ask_texts((*path, "texts"))
        case shapes.NoDay():
            _write_asked(board, form, (*path, "fact"), path, scope)
            _write_negation(board, form, path, "确知没有", "有")
        case shapes.Within():
            if isinstance(form.of, shapes.OfFact):
                _write_asked(board, form, (*path, "of"), path, scope)
            else:
                write_quantity(board, form.of, (*path, "of"), scope, Wanted.DAY)
            board.say("在")
            _write_span(board, form, path, scope)
        case shapes.Listed():
            rosters = {name: name for name in scope.words.rosters}
            board.say("列入名单")
            board.ask_choice((*path, "roster"), rosters, "名单")
        case shapes.RowsHold():
            board.ask_choice((*path, "rows"), choices_in(lists_for(scope)), "清单", partial(board.swap, (*path, "rows")))
            board.ask_choice((*path, "word"), _ROWS_HOLD, "几项")
            if form.condition is not None:
                columns = scope if shapes.is_blank(form.rows) else inside(scope, form.rows)
                write_condition(board, form.condition, (*path, "condition"), columns)
        case shapes.Stated():
            board.ask_term((*path, "term"), facts_for(scope, Wanted.TRUTH))
        case shapes.Not():
            board.say("不是：")
            write_condition(board, form.part, (*path, "part"), scope)
        case shapes.Joined():
            _write_joined(board, form, path, scope, depth)
            return
    _offer_ways(board, form, path, scope)


def _write_compare(board: Board, form: shapes.Compare, path: Path, scope: Scope) -> None:
    if _term_of(form) is not None:
        at: Path = (*path, "left") if isinstance(form.left, shapes.OfFact) else (*path, "left", "of")
        _write_asked(board, form, at, path, scope)
        if isinstance(form.left, shapes.Growth):
            board.ask_choice((*path, "left", "versus"), _GROWTHS, "增长率")
            board.say("增长")
    else:
        write_quantity(board, form.left, (*path, "left"), scope, Wanted.FIGURE)
    board.ask_choice((*path, "sign"), choices_in(comparisons_for(form.left, scope)), "比较")
    units = _units(units_for(form.left, scope))
    if isinstance(form.right, shapes.Value):
        board.ask_value((*path, "right", "text"), Wanted.FIGURE, units)
    else:
        write_quantity(board, form.right, (*path, "right"), scope, Wanted.FIGURE, units)


def _term_of(form: Condition) -> str | None:
    """Return the fact that a condition asks something of; None where it is about more than one."""
    match form:
        case shapes.Compare(left=shapes.OfFact() as fact) | shapes.Compare(left=shapes.Growth(of=fact)):
            return fact.term
        case shapes.OneOf(fact=fact) | shapes.Truth(fact=fact) | shapes.OfText(fact=fact) | shapes.NoDay(fact=fact):
            return fact.term
        case shapes.Within(of=shapes.OfFact() as fact):
            return fact.term
    return None


def _write_asked(board: Board, form: Condition, at: Path, path: Path, scope: Scope) -> None:
    """Ask which fact a condition is about; of another one other things are asked."""
    fact = part_of(board.form, at)

    def swap(term: str) -> None:
        board.swap(path, _asked_of(term, form, fact, scope))

    board.ask_term((*at, "term"), facts_for(scope), swap)
    if periods := periods_for(fact.term, scope):
        board.ask_choice((*at, "first"), choices_in(periods), "期间")
        if fact.last:
            board.say("至")
            board.ask_choice((*at, "last"), choices_in(periods), "到哪一期")


def _asked_of(term: str, form: Condition, fact: shapes.OfFact, scope: Scope) -> Condition:
    """Return what is asked of another fact: the same where both are of one kind."""
    begun = condition_on(term, scope)
    if isinstance(form, shapes.Compare) and isinstance(begun, shapes.Compare) and isinstance(form.left, shapes.OfFact):
        left = _fact_called(term, fact, scope)
        if type_of(left, scope) == type_of(form.left, scope) is not None:
            return replace(form, left=left)
    return begun


def _write_negation(board: Board, form: Any, path: Path, holds: str, holds_not: str) -> None:
    turn = partial(_divide, board, (*path, "negated"))
    chosen = "yes" if form.negated else "no"
    board.ask_choice((*path, "negated"), {"no": holds, "yes": holds_not}, f"{holds}或{holds_not}", turn, chosen=chosen)


def _write_span(board: Board, form: shapes.Within, path: Path, scope: Scope) -> None:
    """Ask for a period, or for the first and the last day of a span."""
    spans = {f"{year}{part}": f"{year}年{word}" for year in scope.years for part, word in _PARTS}
    if form.last:
        board.ask_value((*path, "first"), Wanted.DAY)
        board.say("至")
        board.ask_value((*path, "last"), Wanted.DAY)
        board.say("（含首尾）")
    else:
        board.ask_choice((*path, "first"), spans, "期间")


_PARTS: Final = (
    ("", "全年"),
    *((f"H{at}", word) for at, word in ((1, "上半年"), (2, "下半年"))),
    *((f"Q{at}", f"{word}季度") for at, word in enumerate("一二三四", start=1)),
    *((f"M{at:02}", f"{at}月") for at in range(1, 13)),
)


def _write_joined(board: Board, form: shapes.Joined, path: Path, scope: Scope, depth: int) -> None:
    board.ask_choice((*path, "word"), _AND_OR, "怎么连起来")
    parts = form.parts
    for at, part in enumerate(parts):
        board.begin_line(depth + 1)
        write_condition(board, part, (*path, "parts", at), scope, depth + 1)
        rest = (*parts[:at], *parts[at + 1 :])
        left: Any = rest[0] if len(rest) == 1 else replace(form, parts=rest)
        board.offer((*path, "parts", at, "drop"), "close", "去掉这一项", partial(board.swap, path, left))
    board.begin_line(depth + 1)
    more = (*parts, shapes.Empty())
    board.offer((*path, "more"), "plus", "再加一项", partial(board.swap, (*path, "parts"), more))


def _offer_ways(board: Board, form: Condition, path: Path, scope: Scope) -> None:
    """Offer what else can be asked of the fact, and what it can be joined with."""
    term = _term_of(form)
    acts: dict[str, Callable[[], object]] = {}
    if term is not None:
        for name, way in conditions_for(term, scope):
            acts[name] = partial(board.swap, path, way)
    if isinstance(form, shapes.RowsHold) and form.condition is None:
        acts["加上条件"] = partial(board.swap, path, replace(form, condition=shapes.Empty()))
    if isinstance(form, shapes.Within):
        days = replace(form, first=shapes.BLANK_DAY, last=shapes.BLANK_DAY)
        acts["从某日到某日"] = partial(board.swap, path, days)
    acts["或者…（满足其一）"] = partial(board.swap, path, shapes.Joined("或", (form, shapes.Empty())))
    acts["并且…（同时满足）"] = partial(board.swap, path, shapes.Joined("且", (form, shapes.Empty())))
    acts["不是这样（取反）"] = partial(board.swap, path, shapes.Not(form))
    board.offer_acts(path, "换一种问法", acts)
