"""What an award is taken of: the base of a rate, what steps are counted of, how many pieces there are."""

import re
from typing import Final

from domain.policies.agreement.figures import Kind
from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.awards import Form
from domain.policies.authoring.reading.conditions import Condition, Conditions, Place, Spoken
from domain.policies.authoring.reading.quantities import Facts, Quantity
from domain.policies.authoring.reading.rules import Rule
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import any_of
from domain.values.periods import Period, PeriodKind

_ACTUAL: Final = ("实际费用", "实际支出", "实际发生费用", "费用", "实际发生额")
"""What only points back to a figure."""
_MOST_IN_BASE: Final = 30
_GROWN: Final = re.compile(
    r"(?P<of>.*?)(?:的)?(?:增长部分|增量部分|新增部分|增加部分|增量|增长额|增加额|增幅部分)$"
)
_OVER: Final = re.compile(r"(?:超过|超出|高出|超额)[^，]{0,4}?(?:部分|额|金额)?$")
_ABOVE: Final = re.compile("(?:的|超过|超出|高出|以上)*部分")
_BEFORE_NAME: Final = re.compile(rf"(?:{any_of(words.ANYBODY)}|{any_of(words.FILLING)}|[，。；：、])*")
_MORE_THAN_BEFORE: Final = re.compile(
    r"(?P<whose>.*?)(?:比(?:上年|上一年|上年度|上一年度|去年)(?:同期)?)?(?:增加|增长|新增|多缴)的?"
    r"(?:部分|(?:对|其)?(?P<of>[^，]{2,20}?(?:额度?|贡献度?|税收|收入|产值|投资|部分)))"
)


class Bases:
    """Finds what awards of one wording are taken of."""

    def __init__(self, short: Shorthand, facts: Facts, conditions: Conditions) -> None:
        self._short, self._text = short, short.text
        self._facts, self._conditions = facts, conditions
        self._spoken = Spoken()

    def measure(self, rule: Rule, head: Place, spoken: Spoken) -> None:
        """Note in a rule what its award is taken of.

        Args:
            head: The stretch that stands before the award.
            spoken: What was spoken of so far.
        """
        self._spoken = spoken
        award = rule.award
        if award.form is Form.RATE:
            rule.base = self._base(rule, award.base or head)
        elif award.form is Form.STEPS:
            rule.base = self._step_base(rule, award.base or head)
        elif award.form is Form.PIECES:
            rule.piece = self._piece(rule, head)
        elif award.form is Form.PRICES:
            rule.pieces = [
                self._facts.figure(
                    f"{noun}{words.COUNT_NAMES.get(piece, f'{piece}数')}", "number", None, piece
                )
                for noun, piece in award.nouns
            ]

    def _base(self, rule: Rule, place: Place) -> Quantity | None:
        """Return of what a rate is taken."""
        begins, ends = place
        while begins < ends and self._text[begins] in "其该，":
            begins += 1
        said = self._short.said(begins, ends)
        if not said or said in _ACTUAL:
            return self._meant(rule, said)
        if _OVER.search(self._text[begins:ends]):
            rule.award.is_open = True
            before = re.search(rf"{words.VERSUS}", self._text[begins:ends])
            return self._grown(rule, begins, begins + before.start()) if before else self._over()
        grown = _GROWN.search(self._text[begins:ends])
        if grown:
            return self._grown(rule, begins, begins + len(grown["of"]))
        found = self._conditions.quantity(begins, ends, "money", "", self._spoken)
        if found is None:
            rule.award.is_open = rule.award.is_open or len(said) > _MOST_IN_BASE
            return self._facts.figure(said, "money", None)
        quantity, first = found
        lead = self._text[begins:first]
        if lead and not re.fullmatch(r"(?:其|该|企业|项目|实际|的|@|单位|年度)*", lead):
            return self._facts.figure(said, "money", None)
        return self._same(rule, quantity)

    def _meant(self, rule: Rule, said: str) -> Quantity | None:
        """Return what words mean that only point back: 实际费用, or none at all."""
        spoken = self._spoken
        rule.award.is_open = True
        if said and spoken.either:
            pieces = [f"若({one} {spoken.of_either}, {one}, 0)" for one in spoken.either]
            rule.other_base = " + ".join(map(str, spoken.either))
            return Quantity("", said, "money", formula=f"({' + '.join(pieces)})")
        above = None if said else self._above(rule)
        if above is not None:
            return Quantity("", above.label, above.kind, formula=f"({above})")
        more = None if said else self._more_than_before(rule)
        if more is not None or spoken.quantity is not None:
            return more or spoken.quantity
        return self._facts.figure(said, "money", None) if said else None

    def _grown(self, rule: Rule, begins: int, ends: int) -> Quantity | None:
        """Return by how much the figure grew that a stretch names, or the last one where it names none."""
        quantity = self._spoken.quantity
        if begins < ends:
            found = self._conditions.quantity(begins, ends, "money", "", self._spoken, is_periodic=True)
            quantity = found[0] if found else None
        if quantity is None or quantity.period is None:
            rule.award.is_open = True
            return quantity
        return Quantity("", quantity.label, "money", formula=f"({quantity} - {quantity.base})")

    def _more_than_before(self, rule: Rule) -> Quantity | None:
        """Return the increase that words right before a rate name: 比上一年增加的税收，按80%."""
        rule.award.is_open = True
        last = next((one for one in reversed(rule.conditions) if one.is_said), None)
        match = _MORE_THAN_BEFORE.fullmatch(last.text) if last is not None else None
        if last is None or match is None:
            return None
        quantity = self._spoken.quantity
        if match["of"]:
            year = Period.of(self._facts.year, PeriodKind.YEAR)
            quantity = self._facts.figure(match["of"], "money", year)
        if quantity is None or quantity.period is None:
            return None
        rule.conditions.remove(last)
        if match["whose"]:
            fact = self._facts.truth(match["whose"])
            rule.conditions.append(
                Condition(f"{fact.term} = 是", match["whose"], last.places, is_open=True, is_said=True)
            )
        rule.award.also += last.places
        above = next((one.bound for one in rule.conditions if one.bound.endswith("%")), "")
        if above and not match["of"]:
            # 增长 10% 以上的部分 is what lies above that growth.
            base = f"{quantity.base} × (1 + {above})"
            return Quantity("", quantity.label, "money", formula=f"({quantity} - {base})")
        return Quantity("", quantity.label, "money", formula=f"({quantity} - {quantity.base})")

    def _same(self, rule: Rule, quantity: Quantity) -> Quantity:
        """Return the figure of a condition where the base is called nearly the same."""
        known = [one.what for one in rule.conditions if one.what is not None]
        if any(one.label != quantity.label and one.label.endswith(quantity.label) for one in known):
            # 境外投资额 …，按投资额: the same, or all of it.
            rule.award.is_open = True
        for one in known:
            if one.kind == "money" and not one.formula and _bare(one.label) == _bare(quantity.label):
                return one
        return quantity

    def _over(self) -> Quantity | None:
        axis, bound = self._spoken.axes.get("money"), self._spoken.bound
        if axis is None or not bound:
            return None
        return Quantity("", axis.label, "money", formula=f"({axis} - {bound})")

    def _step_base(self, rule: Rule, place: Place) -> Quantity | None:
        begins, ends = place
        step = rule.award.step
        assert step is not None
        spoken = self._spoken
        growth = re.search(rf"(?:{words.VERSUS})?{words.GROWTH}$", self._text[begins:ends])
        more = self._text[ends : ends + 4]
        is_more = bool(
            re.match(rf"每(?:同比|环比)?(?:{any_of(('新增', '增加', '增长', '提高', '递增', '增'))})", more)
        )
        last = ends - len(growth[0]) if growth else ends
        last -= 2 if self._text[begins:last].endswith(("同比", "环比")) else 0
        said = self._text[begins:last].strip("，、；的按其并")
        if step.kind is Kind.RATE:
            if said in ("", "两项") and len(spoken.growths) > 1:
                # Of two growths the lower is meant, or another: somebody must say.
                rule.award.is_open = True
                formula = f"较小({', '.join(map(str, spoken.growths[-2:]))})"
                return Quantity("", "增速", "rate", formula=formula)
            found = self._conditions.quantity(begins, last, "money", "", spoken, is_periodic=True)
            quantity = found[0] if found else spoken.quantity
            return (
                None
                if quantity is None
                else Quantity("", quantity.label, "rate", formula=f"同比({quantity})")
            )
        kind = "money" if step.kind is Kind.MONEY else "number"
        found = (
            self._conditions.quantity(begins, last, kind, step.unit, spoken, is_periodic=is_more)
            if said
            else None
        )
        quantity = found[0] if found else spoken.quantity
        if found and not _BEFORE_NAME.fullmatch(self._text, begins, max(begins, found[1])):
            rule.award.is_open = True
        above = self._above(rule) if not said else None
        if above is not None and above.kind == kind:
            return above
        if quantity is None and not rule.award.noun:
            rule.award.is_open = True
            said = next((one.text for one in rule.conditions if one.is_said), "")
            return self._facts.figure(
                f"{said}数量" if kind == "number" else f"{said}金额", kind, None, step.unit
            )
        if rule.award.noun:
            # 每出口1美元: what is done says of what it is taken.
            suffix = "额" if kind == "money" or step.unit.endswith("元") else "数量"
            return self._facts.figure(f"{rule.award.noun}{suffix}", kind, None, step.unit)
        if quantity is None or quantity.kind != kind:
            rule.award.is_open = True
            return None
        if is_more and quantity.period is not None:
            return Quantity("", quantity.label, kind, formula=f"{quantity} - {quantity.base}")
        rule.award.is_open = rule.award.is_open or is_more
        return quantity

    def _above(self, rule: Rule) -> Quantity | None:
        """Return what lies above a bound where the words before steps say that: 超出1亿元以上部分，每."""
        last = next((one for one in reversed(rule.conditions) if one.is_said), None)
        compared = next((one for one in reversed(rule.conditions) if one.axis), None)
        if last is None or compared is None or not _ABOVE.fullmatch(last.text):
            return None
        rule.conditions.remove(last)
        rule.award.also += last.places
        rule.award.is_open = True
        kind = compared.what.kind if compared.what is not None else "money"
        return Quantity("", "", kind, formula=f"{compared.axis} - {compared.bound}")

    def _piece(self, rule: Rule, head: Place) -> Quantity:
        """Return how many pieces there are; of what, the words before them say."""
        award, noun = rule.award, rule.award.noun.strip("的")
        said = [
            one
            for one in rule.conditions
            if one.is_said and (not one.places or head[0] <= one.places[0][0] < head[1])
        ]
        lasting = any(one.what is not None and one.what.unit in ("个月", "天") for one in rule.conditions)
        # How long somebody was employed is of each of them, and no figure of the enterprise.
        award.is_open = award.is_open or len(said) != 1 or lasting or said[-1].is_open
        alike = [one.what for one in rule.conditions if one.what is not None and one.what.kind == "number"]
        same = [one for one in alike if one.unit == award.piece]
        if same and not noun:
            return same[0]
        label = said[-1].text if said else noun or "符合条件的数量"
        if noun and not label.endswith(noun):
            label = f"{label}：{noun}"
        counted = self._facts.figure(f"{label}（{award.piece}数）", "number", None, award.piece)
        if said and rule.split is None:
            # Whoever has none of them gets nothing: the number says it.
            rule.counts = said[-1]
        return counted


def _bare(label: str) -> str:
    """Return the name of a figure without what policies put in or leave out."""
    return re.sub(r"实际|总|额度?$|年度|当年|项目|其|金额", "", label)
