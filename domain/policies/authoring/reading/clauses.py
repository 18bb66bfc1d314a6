"""From what is given for what to clauses of a draft."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import Final

from domain.policies.authoring.draft import DraftClause, Line, Words
from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.awards import Form, Limit
from domain.policies.authoring.reading.cases import choice_text
from domain.policies.authoring.reading.changes import Turn
from domain.policies.authoring.reading.conditions import WHICH_YEAR, Condition, Place, joined
from domain.policies.authoring.reading.literals import literal, value_of
from domain.policies.authoring.reading.names import counted_name
from domain.policies.authoring.reading.quantities import Facts
from domain.policies.authoring.reading.rules import Rule
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import AT_LEAST, AT_MOST, LESS_THAN, MORE_THAN
from domain.values.periods import Period

_MOST_IN_TITLE: Final = 30
_ALIKE: Final = 0.6
_MEETING: Final = ((LESS_THAN, AT_LEAST), (AT_MOST, MORE_THAN))
"""How one line ends and the next begins where each figure is of one of them."""
_GROWTH_OF: Final = re.compile(r"同比\((?P<of>.+)\)")
_TWO: Final = 2
_INCREASE: Final = re.compile(r"(\w+)\[(\w+)\] - \1\[(\w+)\]")


@dataclass(slots=True)
class Made:
    """A clause with the stretches of the short text that each of its parts comes from."""

    clause: DraftClause
    targets: list[tuple[str, Place]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    asked: dict[str, list[Condition]] = field(default_factory=dict)
    """The conditions that its ``who`` and ``conditions`` were made of."""


class ClauseMaker:
    """Makes clauses of the rules of one wording."""

    def __init__(self, short: Shorthand, facts: Facts, heading: str) -> None:
        self._short, self._facts, self._heading = short, facts, heading

    def make(self, rules: Sequence[Rule], joint: Sequence[Limit] = ()) -> list[Made]:
        """Return the clauses; rules of which only one can hold are one.

        Args:
            joint: What all of them may come to together; of one clause it is the limit.
        """
        added_to = {
            id(rule) for rule, more in pairwise(rules) if more.award.adds and more.sentence == rule.sentence
        }
        sentences = [rule.sentence for rule in rules]
        for rule in rules:
            if id(rule) not in added_to and sentences.count(rule.sentence) == 1:
                _count_pieces(rule, self._facts)
        for rule, more in pairwise(rules):
            if rule.sentence == more.sentence and not more.award.adds:
                _leave_larger(rule, more)
        _doubt_alike(rules)
        groups = list(_groups(rules))
        if len(groups) == 1:
            for rule in groups[0]:
                rule.limits += joint
                rule.is_open = rule.is_open or bool(joint)
        for group in groups:
            limited = [bool(rule.limits or rule.award.caps) for rule in group]
            # What stands behind the last line may bound them all.
            group[-1].is_open = group[-1].is_open or (
                limited[-1] and not all(limited) and not group[-1].award.adds
            )
        return [self._clause(group, at) for at, group in enumerate(groups, start=1)]

    def _clause(self, group: list[Rule], number: int) -> Made:
        id_ = f"read{number}"
        common, award = self._together(group)
        is_open = any(rule.is_open or rule.award.is_open for rule in group) or award is None
        is_open = is_open or any(rule.split is not None and rule.split.is_open for rule in group)
        is_open = is_open or any(
            one.is_open for rule in group for one in rule.conditions if one not in common
        )
        targets: list[tuple[str, Place]] = []
        lines: dict[str, list[Line]] = {"who": [], "conditions": []}
        asked: dict[str, list[Condition]] = {"who": [], "conditions": []}
        for one in common:
            part = "who" if one.is_who else "conditions"
            target = f"{id_}/{part}/{len(lines[part])}"
            targets += [(target, place) for place in one.places]
            asked[part].append(one)
            lines[part].append(Line(one.formula, one.text, self._words(one.places), one.is_open))
        for rule in group:
            places = [rule.award.place, *rule.award.also, *(limit.place for limit in rule.limits)]
            places += [rule.split.place] if rule.split is not None and not rule.split.condition else []
            targets += [(f"{id_}/award", place) for place in places]
            # What decides between the amounts stands in the award.
            targets += [(f"{id_}/award", place) for one in rule.conditions for place in one.places]
        places = [
            one for rule in group for one in (rule.award.place, *(limit.place for limit in rule.limits))
        ]
        row = next((one.row for one in common if one.row), "")
        row = row or next((rule.base.row for rule in group if rule.base is not None and rule.base.row), "")
        row = row or next((rule.split.row for rule in group if rule.split is not None and rule.split.row), "")
        clause = DraftClause(
            id=id_,
            title=self._title(group, number),
            wording=self._short.wording.strip(),
            readings=tuple(_of_increases([*(one.formula for one in common), award or ""])),
            who=tuple(lines["who"]),
            conditions=tuple(lines["conditions"]),
            award=Line(award or "", "", self._words(places), is_open),
            each=row,
        )
        return Made(clause, targets, group, asked)

    def _words(self, places: Sequence[Place]) -> tuple[Words, ...]:
        at = self._short.places
        return tuple(Words(at[first], at[last]) for first, last in sorted(set(places)))

    def _title(self, group: list[Rule], number: int) -> str:
        phrase = next((one.text for one in group[0].conditions if one.is_said), "")
        split = group[0].split.text if group[0].split is not None and group[0].split.kind == "按选项" else ""
        title = phrase or split or self._heading
        return title[:_MOST_IN_TITLE] if title else f"第{number}项"

    def award_of(self, group: list[Rule]) -> str | None:
        """Return what rules give together."""
        return self._together(group)[1]

    # Several rules

    def _together(self, group: list[Rule]) -> tuple[list[Condition], str | None]:
        """Return what must hold for a group, and what it gives."""
        first = group[0]
        if len(group) == 1:
            conditions = [one for one in first.conditions if one is not first.counts]
            if first.split is not None and first.split.condition:
                conditions.append(_of_split(first))
            return conditions, self._capped(first, self._amount(first))
        amounts = [self._amount(rule) for rule in group]
        if any(one is None for one in amounts):
            return list(first.conditions), None
        if all(rule.award.adds or _is_part_above(first, rule) for rule in group[1:]):
            return self._added(group, amounts)
        shared = {one.formula for one in first.conditions}
        for rule in group[1:]:
            shared &= {one.formula for one in rule.conditions}
        common = [one for one in first.conditions if one.formula in shared]
        levels = [[one for one in rule.conditions if one.formula not in shared] for rule in group]
        if all(len(one) == 1 and one[0].level for one in levels):
            return self._by_level(common, [one[0] for one in levels], amounts, group)
        return self._in_cases(group, common, levels, amounts)

    def _in_cases(
        self,
        group: Sequence[Rule],
        common: list[Condition],
        own: list[list[Condition]],
        amounts: Sequence[str | None],
    ) -> tuple[list[Condition], str]:
        """Return what rules give of which one holds; ``own`` is what tells each from the others."""
        caps = [self._cap(rule) for rule in group]
        if len(set(caps)) > 1:
            amounts = [
                f"封顶({amount}, {cap})" if cap else amount for amount, cap in zip(amounts, caps, strict=True)
            ]
            caps = [""] * len(caps)
        own = _settled(own)
        if (slices := self._slices(group, own)) is not None:
            return common, f"封顶({slices}, {caps[0]})" if caps[0] else slices
        order = _from_above(own) if all(own) else None
        is_safe = order is not None or _exclude(own)
        if not is_safe and all(rule.award.form is Form.FIXED for rule in group):
            # Of several that hold the largest is meant.
            sizes = [value_of(rule.award.figures[0]) for rule in group]
            order = sorted(range(len(group)), key=sizes.__getitem__, reverse=True)
        if order is not None:
            own, amounts = [own[at] for at in order], [amounts[at] for at in order]
        tiers = _tiers(own, amounts)
        if tiers is not None:
            lowest, award = tiers
            common = [*common, *lowest]
        else:
            formula = " 或 ".join(f"({joined(one)})" if len(one) > 1 else joined(one) for one in own)
            places = [place for some in own for one in some for place in one.places]
            is_open = any(one.is_open for some in own for one in some) or not is_safe
            common = [*common, Condition(formula, "", places, is_open=is_open)]
            lines = ", ".join(f"{joined(some)}: {amount}" for some, amount in zip(own, amounts, strict=True))
            award = f"分情形({lines}, 其余: 0)"
        return common, f"封顶({award}, {caps[0]})" if caps[0] else award

    def _slices(self, group: Sequence[Rule], own: Sequence[Sequence[Condition]]) -> str | None:
        """Return what slices of a figure come to, each by its rate: 500万元以内的部分按10%，以上的按5%."""
        axes = {one.axis for some in own for one in some}
        if len(axes) != 1 or "" in axes or not all(map(self._is_of_slice, group, own)):
            return None
        growth = _GROWTH_OF.fullmatch(next(iter(axes)))
        if growth is not None and len(group) == _TWO:
            return _slices_of_growth(growth["of"], group, own)
        if not all(one.what is not None and one.what.kind == "money" for some in own for one in some):
            return None
        starts, ends = _bounds(own)
        order = sorted(range(len(own)), key=lambda at: starts[at].value if at in starts else -1)
        highest = [ends[at] or starts.get(after) for at, after in pairwise(order)]
        if ends[order[-1]] is not None or any(one is None for one in highest):
            return None
        bounds = [one for one in highest if one is not None]
        if any(starts[at].value != one.value for at, one in zip(order[1:], bounds, strict=True)):
            return None
        rates = [literal(group[at].award.figures[0]) for at in order]
        lines = [f"<= {one.bound}: {rate}" for one, rate in zip(bounds, rates, strict=False)]
        if order[0] in starts:
            lines.insert(0, f"<= {starts[order[0]].bound}: 0%")
        return f"累进({axes.pop()}, {', '.join(lines)}, 其余: {rates[-1]})"

    def _is_of_slice(self, rule: Rule, own: Sequence[Condition]) -> bool:
        """Whether a rate is one of the part that its bounds cut out: 500万元以内的部分按10%."""
        ends = max((last for one in own for _, last in one.places), default=0)
        is_rate = rule.award.form is Form.RATE and len(rule.award.figures) == 1 and not rule.award.most
        return is_rate and bool(own) and "部分" in self._short.text[ends : rule.award.place[1]]

    def _by_level(
        self,
        common: list[Condition],
        levels: Sequence[Condition],
        amounts: Sequence[str | None],
        group: Sequence[Rule],
    ) -> tuple[list[Condition], str]:
        """Ask once which level it is."""
        what = next((one.text for one in common if one.is_said), self._heading)
        what = levels[0].around.replace("※", "").removesuffix("的") or what.strip("的")
        labels = [one.level for one in levels]
        is_years = WHICH_YEAR in what
        fact = self._facts.choice(WHICH_YEAR if is_years else f"{what}的级别".removeprefix("的"), labels)
        written = [choice_text(one) for one in labels]
        places = [place for one in levels for place in one.places]
        condition = Condition(f"{fact.term} 属于 ({', '.join(written)})", "", places, is_open=is_years)
        caps = [self._cap(rule) for rule in group]
        if len(set(caps)) > 1:
            amounts = [self._capped(rule, amount) for rule, amount in zip(group, amounts, strict=True)]
            caps = [""]
        lines = ", ".join(f"{label}: {amount}" for label, amount in zip(written, amounts, strict=True))
        award = f"按选项({fact.term}, {lines}, 其余: 0)"
        return [*common, condition], f"封顶({award}, {caps[0]})" if caps[0] else award

    def _added(self, group: list[Rule], amounts: Sequence[str | None]) -> tuple[list[Condition], str]:
        """Return the sum of what is given and what comes to it where more holds."""
        first = group[0]
        known = {one.formula for one in first.conditions}
        parts = [amounts[0] or ""]
        for rule, amount in zip(group[1:], amounts[1:], strict=True):
            own = [one for one in rule.conditions if one.formula not in known]
            parts.append(f"若({joined(own)}, {amount}, 0)" if own else amount or "")
        caps = [cap for rule in group if (cap := self._cap(rule))]
        if caps and _bounds_last(group):
            parts[-1] = f"封顶({parts[-1]}, {caps[-1]})"
            caps = []
        award = " + ".join(parts)
        return list(first.conditions), f"封顶({award}, {caps[-1]})" if caps else award

    # One rule

    def _capped(self, rule: Rule, amount: str | None) -> str | None:
        cap = self._cap(rule)
        return f"封顶({amount}, {cap})" if amount is not None and cap else amount

    def _cap(self, rule: Rule) -> str:
        """Return the most that a rule gives, as a formula, more for those of whom more is asked."""
        cap = self._cap_of_all(rule)
        for own, change in rule.changes:
            if cap and change.most is not None:
                cap = f"若({joined(own)}, {literal(change.most)}, {cap})"
        return cap

    def _cap_of_all(self, rule: Rule) -> str:
        caps = rule.award.caps
        limits = [_written(limit) for limit in rule.limits]
        written = list(dict.fromkeys([*(literal(one) or "" for one in caps), *limits]))
        if len(written) == 1:
            return written[0]
        if limits and len(caps) <= 1:
            # One that is always the smaller would say nothing: each limits something else, a piece or a year.
            rule.award.is_open = True
            return f"较小({', '.join(written)})"
        if rule.split is not None and len(caps) == len(rule.split.tests) and len(caps) > 1:
            return _of_cases(rule, [literal(one) or "" for one in caps])
        return written[0] if written else ""

    def _amount(self, rule: Rule) -> str | None:
        award = rule.award
        if award.form is Form.WHOLE:
            return self._whole(rule)
        figures = [literal(one) for one in award.figures]
        if not figures or None in figures:
            return None
        each = [one or "" for one in figures]
        if award.form is Form.PRICES:
            total = " + ".join(f"{piece} × {price}" for piece, price in zip(rule.pieces, each, strict=True))
            return self._at_most(rule, total) if award.is_at_most else total
        if len(each) > 1 and rule.split is None:
            return None
        given = _changed(rule, each[0] if len(each) == 1 else _of_cases(rule, each))
        match award.form:
            case Form.FIXED:
                return f"{given} × {rule.times}" if rule.times is not None else given
            case Form.RATE:
                if award.most and rule.base is not None:
                    what = self._said(rule)
                    given = self._facts.judgement(
                        f"{what}核定比例", award.least or "0", award.most, "rate"
                    ).term
                return f"{rule.base} × {given}" if rule.base is not None else None
            case Form.STEPS:
                step = self._step(rule)
                return f"每满({rule.base}, {step}) × {given}" if rule.base is not None and step else None
            case Form.PIECES:
                return self._of_pieces(rule, given)
            case _:
                return self._decided(rule, given, len(each))

    def _whole(self, rule: Rule) -> str | None:
        """Return all of a figure, or what a person decides within it."""
        if rule.base is None:
            return None
        return self._at_most(rule, str(rule.base)) if rule.award.is_at_most else str(rule.base)

    def _of_pieces(self, rule: Rule, given: str) -> str:
        times = f" × {rule.times}" if rule.times is not None else ""
        most = f"{rule.piece}{times} × {given}"
        return self._at_most(rule, most) if rule.award.is_at_most else most

    def _at_most(self, rule: Rule, most: str) -> str:
        """Return what a person decides up to so much for each: 每次给予不超过5万元."""
        what = self._said(rule) or "".join(f"{one.term}等" for one in rule.pieces[:1])
        fact = self._facts.judgement(f"{what}核定金额", "0", "")
        return f"封顶({fact.term}, {most})"

    def _step(self, rule: Rule) -> str | None:
        step, base = rule.award.step, rule.base
        if step is None or base is None:
            return None
        if (
            base.unit
            and base.unit != step.unit
            and {base.unit, step.unit} <= {"人", "人次", "名", "个", "家", "户"}
        ):
            step = replace(step, unit=base.unit)
        return literal(step)

    def _said(self, rule: Rule) -> str:
        """Return the words that say whom a rule is for: the last that is a noun, else the first."""
        asked = [one for one in rule.conditions if one.is_said and not one.formula.endswith(" = 否")]
        said = [one.text for one in asked if one.places] or [one.text for one in asked]
        said = [one for one in said if not _NO_HOLDER.match(one)] or said
        said = [one for one in said if _HOLDER.search(one)][-1:] or said
        return next(iter(said), "") or (rule.split.text if rule.split is not None else "")

    def _decided(self, rule: Rule, given: str, count: int) -> str:
        """Return what a person decides within the bounds of the wording."""
        award, what = rule.award, self._said(rule)
        largest = literal(max(award.figures, key=value_of)) or ""
        # 不低于3万元 has no most.
        most = largest if count > 1 or not (award.most or award.least) else award.most
        is_from = award.least not in ("", "0") and not award.most
        least = min(award.figures, key=value_of) if is_from else None
        # 每个项目最高3万元: of all of them together nothing is said.
        is_of_none = award.least == "0" and not award.most and count == 1
        if least is not None or is_of_none:
            most = ""
        fact = self._facts.judgement(
            f"{what}核定金额", (least and literal(least)) or award.least or "0", most
        )
        bounded = "保底" if is_from else "封顶"
        return f"{bounded}({fact.term}, {given})" if count > 1 else fact.term


_HOLDER: Final = re.compile(
    "(?:企业|单位|机构|公司|主体|项目|基地|园区|平台|中心|合作社|农场|旅行社|酒店|店|产品|品牌|活动|技术|装备|设备|成果|作品|团队|人才|人员|者|活动|会议|赛事|展会|协会|联盟|船公司|产业|楼宇|商圈|工厂|车间|实验室|工作站|银行|学校)$"
)
"""What words end with that name somebody or something that is given an amount."""
_NO_HOLDER: Final = re.compile("由|单[个家项户]|同一|每|第[一二三四五]年|[前后][一二三四五]年|享受的年度")
"""With what words begin that say of each, of which year or by whom."""


def _changed(rule: Rule, given: str) -> str:
    """Return figures with those that some get in their place."""
    for own, change in rule.changes:
        if change.turn is not Turn.TO:
            by = literal(change.figure) if change.figure is not None else "100%"
            more = f"{change.sign} 若({joined(own)}, {by}, 0%)"
            is_of_points = rule.award.form is Form.RATE and change.is_of_points
            given = f"({given} {more})" if is_of_points else f"{given} × (1 {more})"
        elif change.figure is not None:
            given = f"若({joined(own)}, {literal(change.figure)}, {given})"
    return given


def _slices_of_growth(of: str, group: Sequence[Rule], own: Sequence[Sequence[Condition]]) -> str | None:
    """Return what two slices of an increase come to: 60%以下的增量部分按1%，60%以上的增量部分按2%."""
    starts, ends = _bounds(own)
    high = next(iter(starts), 0)
    edge = ends.get(1 - high)
    if len(starts) != 1 or edge is None or edge.value != starts[high].value:
        return None
    before = re.sub(r"\[(\d{4})", lambda year: f"[{int(year[1]) - 1}", of)
    rates = [literal(group[at].award.figures[0]) for at in (1 - high, high)]
    above = f"({of} - {before} × (1 + {edge.bound})) × {rates[1]}"
    below = f"较小({of} - {before}, {before} × {edge.bound}) × {rates[0]}"
    return f"{below} + 若(同比({of}) > {edge.bound}, {above}, 0)"


def _bounds_last(group: Sequence[Rule]) -> bool:
    """Whether a limit can only be one of what is added last: 奖励12万元，另按销售额的1%奖励，最高10万元."""
    first, limits = group[0].award, group[-1].limits
    is_fixed = first.form is Form.FIXED and len(first.figures) == 1
    return (
        is_fixed
        and len(limits) == 1
        and limits[0].is_amount
        and value_of(limits[0].figure) <= value_of(first.figures[0])
    )


def _is_part_above(first: Rule, rule: Rule) -> bool:
    """Whether a rule gives something of what lies above what the first one asks for: 超过100万元部分."""
    bounds = {f"{one.axis} - {one.bound}" for one in first.conditions if _is_lower(one)}
    of = rule.base or rule.piece
    above = of.formula.strip("()") if of is not None else ""
    return first.award.form is Form.FIXED and first.split is None and above in bounds


def _leave_larger(rule: Rule, more: Rule) -> None:
    """Leave to what follows a limit that a fixed amount before it never reaches."""
    award = rule.award
    if award.form is Form.FIXED and len(award.figures) == 1 and rule.limits and more.limits:
        amount = value_of(award.figures[0])
        kept = [one for one in rule.limits if one not in more.limits or value_of(one.figure) < amount]
        rule.limits = kept


def _count_pieces(rule: Rule, facts: Facts) -> None:
    """Count where a fixed amount has a higher limit: it is for each, though no word says so."""
    award, said = rule.award, [one for one in rule.conditions if one.is_said]
    caps = [limit.figure for limit in rule.limits if limit.is_amount or limit.unit]
    is_fixed = award.form is Form.FIXED and len(award.figures) == 1 and rule.split is None
    if not (is_fixed and caps and said) or value_of(caps[0]) <= value_of(award.figures[0]):
        return
    if words.IS_ENTERPRISE.search(said[-1].text):
        # 对新挂牌的每家企业给予5万元，全年不超过150万元: of all of them, and not of one.
        award.is_open = True
        return
    award.form, award.is_open = Form.PIECES, True
    rule.counts = said[-1]
    rule.piece = facts.figure(f"{counted_name(said[-1].text)[0]}（个数）", "number", None, "个")


def _doubt_alike(rules: Sequence[Rule]) -> None:
    """Make open what is given for nearly the same: nobody says whether both are given to who has both."""
    for first, second in combinations(rules, 2):
        asked = [{one.formula for one in rule.conditions} for rule in (first, second)]
        if (asked[0] < asked[1] or asked[1] < asked[0]) and not (first.award.adds or second.award.adds):
            # Whoever gets the one may get the other in its place, or too.
            first.is_open = second.is_open = True
        texts = [next((one.text for one in rule.conditions if one.is_said), "") for rule in (first, second)]
        if all(texts) and texts[0] != texts[1] and not _is_beside(first, second):
            ratio = SequenceMatcher(None, texts[0], texts[1]).ratio()
            if ratio > _ALIKE:
                first.is_open = second.is_open = True


def _written(limit: Limit) -> str:
    figure = literal(limit.figure) or ""
    if limit.is_whole:
        return str(limit.quantity)
    if limit.kinds:
        return " + ".join(f"{count} × {literal(one)}" for count, one in limit.kinds)
    return f"{limit.quantity} × {figure}" if limit.quantity is not None else figure


def _of_increases(formulas: Sequence[str]) -> Iterator[str]:
    """Yield what 增加 is counted from, which wording leaves out."""
    seen = {match.groups() for formula in formulas for match in _INCREASE.finditer(formula)}
    for term, now, before in sorted(seen):
        yield f"增加额为{Period.parse(now).label}{term}减{Period.parse(before).label}{term}。"


def _of_split(rule: Rule) -> Condition:
    split = rule.split
    assert split is not None
    return Condition(split.condition, split.text, [split.place], is_open=split.is_open)


def _of_cases(rule: Rule, each: Sequence[str]) -> str:
    """Write figures of which the case says which one holds."""
    split = rule.split
    assert split is not None
    pairs = list(zip(split.tests, each, strict=True))
    if split.kind == "分档" and not split.is_falling:
        pairs.reverse()
    rest = pairs.pop()[1] if split.has_rest else "0"
    lines = ", ".join(f"{test}: {figure}" for test, figure in pairs)
    return f"{split.kind}({split.axis}, {lines}, 其余: {rest})"


def _settled(own: list[list[Condition]]) -> list[list[Condition]]:
    """Return conditions with those sure whose edge the line beside says: 5亿元以下; 5亿元（含）以上."""
    said = {
        (one.axis, one.value): one.comparator
        for some in own
        for one in some
        if one.is_explicit and one.comparator in (AT_LEAST, MORE_THAN)
    }

    def settled(one: Condition) -> Condition:
        lower = said.get((one.axis, one.value))
        if lower is None or one.is_explicit or one.comparator not in (AT_MOST, LESS_THAN):
            return one
        comparator = LESS_THAN if lower == AT_LEAST else AT_MOST
        formula = f"{one.axis} {comparator} {one.bound}"
        return replace(one, comparator=comparator, formula=formula, is_open=False, other="")

    return [[settled(one) for one in some] for some in own]


def _tiers(
    own: Sequence[Sequence[Condition]], amounts: Sequence[str | None]
) -> tuple[list[Condition], str] | None:
    """Return the tariff that rules are which differ in nothing but one figure, from its highest line down.

    A rule without a lower bound, or that asks for nothing of its own, is what the rest is given.
    """
    axes = {one.axis for some in own for one in some}
    rest = [at for at, some in enumerate(own) if not any(_is_lower(one) for one in some)]
    if len(axes) != 1 or "" in axes or len(rest) > 1 or len(rest) == len(own):
        return None
    starts, ends = _bounds(own)
    order = sorted(starts, key=lambda at: starts[at].value)
    if any(len(some) > 2 for some in own) or ends[order[-1]] is not None:
        return None
    if len({one.value for one in starts.values()}) < len(starts):
        return None
    is_open = any(one.is_open for some in own for one in some) or any(not own[at] for at in rest)
    tests = {at: f"{starts[at].comparator} {starts[at].bound}" for at in order}
    for low, high in pairwise([*rest, *order]):
        begins = _begins(ends[low], starts[high])
        if begins is None:
            return None
        tests[high], is_unsure = begins
        is_open = is_open or is_unsure
    lines = ", ".join(f"{tests[at]}: {amounts[at]}" for at in reversed(order))
    axis = starts[order[0]].axis
    if rest:
        for one in starts.values():
            one.is_open = one.is_open or is_open
        return [], f"分档({axis}, {lines}, 其余: {amounts[rest[0]]})"
    lowest = starts[order[0]]
    places = [place for some in own for one in some for place in one.places]
    formula = f"{axis} {lowest.comparator} {lowest.bound}"
    condition = replace(lowest, formula=formula, text="", places=places, is_open=is_open)
    return [condition], f"分档({axis}, {lines}, 其余: 0)"


def _begins(end: Condition | None, start: Condition) -> tuple[str, bool] | None:
    """Return from where on a line holds behind one below it, and if that is not sure; None behind a gap."""
    test = f"{start.comparator} {start.bound}"
    if end is None:
        return test, False
    if end.value != start.value:
        # 95分-99分; 100分以上: whole numbers have nothing between.
        is_number = end.what is not None and end.what.kind == "number"
        is_next = is_number and start.value - end.value == 1 and start.comparator == AT_LEAST
        return (test, True) if is_next else None
    if end.comparator == AT_MOST and end.is_explicit:
        # 含: what lies on the edge is of the line below it.
        return f"{MORE_THAN} {start.bound}", False
    return test, (end.comparator, start.comparator) not in _MEETING


def _bounds(
    own: Sequence[Sequence[Condition]],
) -> tuple[dict[int, Condition], dict[int, Condition | None]]:
    """Return from where on and up to where each rule holds; those without a lower bound are no key."""
    starts: dict[int, Condition] = {}
    ends: dict[int, Condition | None] = {}
    for at, some in enumerate(own):
        starts.update((at, one) for one in some if _is_lower(one))
        ends[at] = next((one for one in some if not _is_lower(one)), None)
    return starts, ends


def _is_lower(one: Condition) -> bool:
    return one.comparator in (AT_LEAST, MORE_THAN)


def _groups(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Yield rules that make one clause: of which at most one holds, or that add to one before."""
    group: list[Rule] = []
    for rule in rules:
        if group and rule.sentence == group[0].sentence and _belongs(group, rule):
            group.append(rule)
            continue
        if group:
            yield group
        group = [rule]
    if group:
        yield group


def _belongs(group: Sequence[Rule], rule: Rule) -> bool:
    if rule.split is not None or any(one.split is not None for one in group):
        return False
    if rule.award.form is Form.PIECES and any(one.level for one in rule.conditions):
        # 硕士每人1万元、博士每人3万元: whoever has some of each is given both.
        return False
    if rule.award.adds:
        known = {one.formula for one in group[0].conditions}
        return known <= {one.formula for one in rule.conditions}
    if any(one.award.adds for one in group):
        return False
    return all(_is_beside(other, rule) or _is_more_of(other, rule) for other in group)


def _is_more_of(one: Rule, other: Rule) -> bool:
    """Whether a rule asks for a figure besides all that one before it asks for, which asks for none."""
    base, more = [{one.formula for one in rule.conditions} for rule in (one, other)]
    extra = [condition for condition in other.conditions if condition.formula not in base]
    is_fixed = one.award.form is other.award.form is Form.FIXED and one.counts is None
    return (
        is_fixed
        and bool(base)
        and base < more
        and len(extra) == 1
        and _is_lower(extra[0])
        and bool(extra[0].axis)
    )


def _is_beside(one: Rule, other: Rule) -> bool:
    """Whether two rules ask for the same of the same enterprises, but for a figure, a day or a level."""
    first, second = _varying(one), _varying(other)
    same = [{one.formula for one in rule.conditions if not _varies(one)} for rule in (one, other)]
    if same[0] != same[1] or first.keys() != second.keys():
        return False
    return any(first[axis] != second[axis] for axis in first)


def _varies(condition: Condition) -> bool:
    return bool(condition.axis or condition.day or condition.level or condition.either)


def _varying(rule: Rule) -> dict[str, list[str]]:
    """Return what may tell a rule from those beside it: what is asked for by figure and date."""
    found: dict[str, list[str]] = {}
    for one in rule.conditions:
        if _varies(one):
            found.setdefault(one.axis or one.day or one.either or one.around, []).append(one.formula)
    return found


def _from_above(own: Sequence[Sequence[Condition]]) -> list[int] | None:
    """Return rules from the one that asks for most, where each asks for more of the same than the next."""
    axes = [[one.axis for one in some] for some in own]
    if any(one != axes[0] or len(set(one)) < len(one) or "" in one for one in axes):
        return None
    if any(one.comparator not in (AT_LEAST, MORE_THAN) for some in own for one in some):
        return None
    order = sorted(range(len(own)), key=lambda at: [one.value for one in own[at]], reverse=True)
    for high, low in pairwise(order):
        pairs = list(zip(own[high], own[low], strict=True))
        if any(one.value < other.value for one, other in pairs) or all(
            one.value == other.value for one, other in pairs
        ):
            return None
    return order


def _exclude(own: Sequence[Sequence[Condition]]) -> bool:
    """Whether at most one of several sets of conditions holds."""
    return all(
        any(_is_above(one, other) or _is_above(other, one) for one in first for other in second)
        for first, second in combinations(own, 2)
    )


def _is_above(upper: Condition, lower: Condition) -> bool:
    """Whether what fulfils one condition cannot fulfil the other."""
    if upper.day and upper.day == lower.day:
        return upper.formula != lower.formula
    if upper.level and upper.around == lower.around:
        return upper.level != lower.level
    if not upper.axis or upper.axis != lower.axis:
        return False
    if upper.comparator not in (AT_LEAST, MORE_THAN) or lower.comparator not in (AT_MOST, LESS_THAN):
        return False
    is_strict = upper.comparator == MORE_THAN or lower.comparator == LESS_THAN
    return upper.value > lower.value or (upper.value == lower.value and is_strict)
