"""A wording taken apart into what is given for what: sentences, statements, and what each inherits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.policies.agreement.figures import Kind
from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.awards import Award, Awards, Form, Limit
from domain.policies.authoring.reading.cases import Cases, Split
from domain.policies.authoring.reading.conditions import Condition, Conditions, Edges, Place, Spoken
from domain.policies.authoring.reading.quantities import Facts, Quantity
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import any_of

_NUMBERING: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d{1,2}[.、．]|[①-⑳]|第[一二三四五六七八九十百\d]+条|[一二三四五]是)+"
)
_GIVES: Final = any_of((*words.GIVING, *words.AWARD_NOUNS))
_KEYED: Final = re.compile(
    rf"(?:并)?(?:按照?|根据|依据)(?P<key>[^，。；：¥%#]{{2,30}}?)(?:分档|分类|分别|给予|{_GIVES}|建设单位|企业|一次性)+$"
)
_GIVING: Final = re.compile(rf"(?:其|并|，)*(?:给予|{_GIVES}|企业|一次性|[^，。；：¥%#]{{0,4}})*{_GIVES}$")
_BESIDES: Final = re.compile(
    r"(?:除(?:享受|按)?[^，。；：¥%#]{0,16}(?:补助|奖励|政策|资金)[^，。；：¥%#]{0,4}外|(?:在|按)[^，。；：¥%#]{0,16}(?:基础上))(?:，|再)?"
)
_ONCE: Final = re.compile(r"(?:以上|上述)?(?:均|都)?(?:为)?一次性(?:奖励|补助|补贴)?")
_SUBJECT: Final = re.compile(r"(?:其中)?(?:对于?|凡是?)(?!应)")
_REST: Final = re.compile(rf"(?:{any_of(words.FILLING)}|{any_of(words.AWARD_NOUNS)}|[，；。：、）（]|的)*")
_BEFORE_LIMIT: Final = re.compile(rf"(?:{any_of(words.ANYBODY)}|{any_of(words.FILLING)}|[，；。：、])*")


@dataclass(slots=True)
class Rule:
    """What is given where some conditions hold."""

    conditions: list[Condition]
    award: Award
    base: Quantity | None = None
    piece: Quantity | None = None
    split: Split | None = None
    cap: str = ""
    limits: list[Limit] = field(default_factory=list)
    is_open: bool = False
    sentence: int = 0
    subject: str = ""


@dataclass(slots=True)
class Statements:
    """What a wording says, statement by statement.

    Attributes:
        rules: In the order of the text.
        no_part: Stretches of the short text that do not bear on what is given.
        heading: What the wording says that it is about.
    """

    rules: list[Rule] = field(default_factory=list)
    no_part: list[Place] = field(default_factory=list)
    heading: str = ""


class StatementReader:
    """Reads one wording."""

    def __init__(self, short: Shorthand, facts: Facts, edges: Edges) -> None:
        self._short, self._text, self._facts = short, short.text, facts
        self._conditions = Conditions(short, facts, edges)
        self._cases = Cases(short, facts, self._conditions)
        self._awards = Awards(short)
        self._spoken = Spoken()
        self.found = Statements(no_part=self._conditions.no_part)
        self._sentence = 0
        self._announced: list[Condition] = []
        """What a sentence asked for that leaves to the next ones what is given."""

    def read(self) -> Statements:
        """Read all sentences."""
        at = 0
        for match in re.finditer(r"[^。\n]*[。\n]|[^。\n]+$", self._text):
            self._sentence += 1
            self._read_sentence(*match.span())
            at = match.end()
        assert at == len(self._text)
        return self.found

    def _skip(self, start: int, end: int) -> None:
        if start < end:
            self.found.no_part.append((start, end))

    def _read_sentence(self, start: int, end: int) -> None:
        numbering = _NUMBERING.match(self._text, start, end)
        if numbering:
            self._skip(*numbering.span())
            start = numbering.end()
        for match in words.RESPONSIBLE.finditer(self._text, start, end):
            self._skip(*match.span())
            end = min(end, match.start()) if match.end() >= end - 1 else end
        if start >= end:
            return
        if not any(sign in self._text[start:end] for sign in "¥%"):
            self._read_plain(start, end)
            return
        if not self.found.rules and not self._announced:
            self._spoken = Spoken()
        common: list[Condition] = self._announced
        colon = self._text.find("：", start, end)
        is_listing = False
        if (
            colon >= 0
            and not any(sign in self._text[start:colon] for sign in "¥%")
            or (colon >= 0 and self._gives_before(start, colon))
        ):
            common = [*common, *self._read_head(start, colon)]
            self._skip(colon, colon + 1)
            start, is_listing = colon + 1, True
        elif self._announces(start, end):
            return
        previous: list[Rule] = []
        for begins, ends in self._parts(start, end, "；"):
            numbered = _NUMBERING.match(self._text, begins, ends)
            if numbered:
                self._skip(*numbered.span())
                begins = numbered.end()
            previous = self._read_statement(begins, ends, common, previous, is_listing)

    def _announces(self, start: int, end: int) -> bool:
        """Read a sentence that says only who is given something, and not how much."""
        last = end - 1 if self._text[end - 1] in "。\n" else end
        ends = re.search(
            r"(?:，|，?进行|，?给予|，?予以)(?:一次性)?(?:奖励|补助|补贴|资助|扶持)$", self._text[start:last]
        )
        if ends is None or self._awards.find(start, end, is_listing=False) or "；" in self._text[start:end]:
            return False
        self._announced = self._conditions.read(start, start + ends.start(), self._spoken)
        self._skip(start + ends.start(), end)
        return True

    def _gives_before(self, start: int, colon: int) -> bool:
        """Whether the words before a colon only announce what is given."""
        return not self._awards.find(start, colon, is_listing=False)

    def _parts(self, start: int, end: int, sign: str) -> list[Place]:
        parts, at = [], start
        while (found := self._text.find(sign, at, end)) >= 0:
            parts.append((at, found))
            self._skip(found, found + 1)
            at = found + 1
        return [*parts, (at, end)]

    # Sentences without figures

    def _read_plain(self, start: int, end: int) -> None:
        text = self._text[start:end].rstrip("。\n；，")
        is_first = not self.found.rules
        if (
            is_first
            and (len(text) <= 24 or text.startswith(words.SLOGANS))
            and not words.DANGEROUS.search(text)
        ):
            self.found.heading = self.found.heading or text
            self._skip(start, end)
        elif _ONCE.fullmatch(text) or (text.startswith(words.SLOGANS) and not words.DANGEROUS.search(text)):
            self._skip(start, end)
        else:
            for rule in self.found.rules:
                rule.is_open = True

    # Heads before a colon

    def _read_head(self, start: int, end: int) -> list[Condition]:
        text = self._text[start:end]
        if len(text) <= 14 and not re.search("对|的|@|[¥%#]", text):
            self._skip(start, end)
            self.found.heading = self.found.heading or text
            return []
        last = max(self._text.rfind("，", start, end), start - 1) + 1
        keyed = _KEYED.search(self._text, last, end)
        giving = keyed or _GIVING.search(self._text, last, end)
        ends = giving.start() if giving else end
        found = self._conditions.read(start, ends, self._spoken)
        if keyed:
            self._read_key(*keyed.span("key"))
        if giving:
            self._skip(*giving.span())
        return found

    def _read_key(self, begins: int, ends: int) -> None:
        """Note the figure that what is given goes by."""
        growth = re.search(rf"(?:{words.VERSUS})?{words.GROWTH}$", self._text[begins:ends])
        last = ends - len(growth[0]) if growth else ends
        found = self._conditions.quantity(begins, last, "money", "", self._spoken, is_periodic=bool(growth))
        if found is None:
            return
        quantity = found[0]
        if growth:
            quantity = Quantity("", quantity.label, "rate", formula=f"同比({quantity})")
        self._spoken.axis = quantity

    # Statements

    def _read_statement(
        self, start: int, end: int, common: Sequence[Condition], before: list[Rule], is_listing: bool
    ) -> list[Rule]:
        for match in _BESIDES.finditer(self._text, start, end):
            self._skip(*match.span())
        for match in words.INSTALMENTS.finditer(self._text, start, end):
            end = match.start() if match.end() >= end - 1 else end
        found = self._awards.find(start, end, is_listing=is_listing or bool(before), is_after=bool(before))
        rules: list[Rule] = []
        at = start
        for one in found:
            if isinstance(one, Limit):
                self._limit(at, one, rules or before)
                at = one.place[1]
                continue
            earlier = rules[-1:] or before[-1:]
            rule = self._rule(at, one, common, earlier[0] if earlier else None, bool(rules))
            rules.append(rule)
            at = one.place[1]
        rest = _REST.fullmatch(self._text, at, end)
        if rest:
            self._skip(at, end)
        else:
            for rule in rules or before:
                rule.is_open = True
        self.found.rules += rules
        return rules or before

    def _without_slogan(self, start: int, end: int) -> int:
        """Return where what is asked for begins after words that only say what for: 加强…建设，对…的."""
        at = self._after_marks(start, end)
        text = self._text[at:end]
        subject = re.search(r"，(?=对于?(?!外)|凡是?)", text)
        if (
            subject
            and text.startswith(words.SLOGANS)
            and not re.search(r"的$|[¥%#]", text[: subject.start()])
        ):
            self._skip(start, at + subject.end())
            return at + subject.end()
        return start

    def _limit(self, at: int, limit: Limit, rules: list[Rule]) -> None:
        gap = _BEFORE_LIMIT.fullmatch(self._text, at, limit.place[0])
        if gap:
            self._skip(at, limit.place[0])
        if not rules:
            rules = self.found.rules
        if limit.base is not None:
            found = self._conditions.quantity(*limit.base, "money", "", self._spoken)
            said = self._short.said(*limit.base).removeprefix("其")
            limit.quantity = found[0] if found else self._facts.figure(said, "money", None)
        for rule in rules:
            rule.limits.append(limit)
            rule.is_open = rule.is_open or not gap or limit.is_open

    def _rule(
        self, at: int, award: Award, common: Sequence[Condition], earlier: Rule | None, in_statement: bool
    ) -> Rule:
        head = (self._without_slogan(at, award.place[0]), award.place[0])
        is_part = self._text.startswith("其中", self._after_marks(*head))
        has_subject = bool(_SUBJECT.match(self._text, self._after_marks(*head)))
        if has_subject and not in_statement:
            self._spoken = Spoken(axis=self._spoken.axis) if common else Spoken()
        pieces = [head]
        for match in _BESIDES.finditer(self._text, *head):
            last = pieces.pop()
            pieces += [(last[0], match.start()), (match.end(), last[1])]
        split, conditions = None, []
        for begins, ends in pieces:
            if len(award.figures) > 1 and split is None:
                split = self._cases.split(begins, ends, len(award.figures), self._spoken)
            if split is not None and begins <= split.place[0] < ends:
                conditions += self._conditions.read(begins, split.place[0], self._spoken)
                conditions += self._conditions.read(split.place[1], ends, self._spoken)
            else:
                conditions += self._conditions.read(begins, ends, self._spoken)
        rule = Rule([], award, split=split, sentence=self._sentence)
        if len(award.figures) > 1 and split is None:
            rule.split = self._ranges(conditions, len(award.figures))
            if rule.split is not None:
                conditions = [one for one in conditions if one.axis != rule.split.axis]
        if is_part and earlier is not None:
            known = {one.formula for one in conditions}
            rule.conditions = [*(one for one in earlier.conditions if one.formula not in known), *conditions]
            rule.is_open = not award.adds
        else:
            rule.conditions = self._inherited(common, earlier, conditions, has_subject, in_statement, rule)
        self._measure(rule, head)
        return rule

    def _after_marks(self, start: int, end: int) -> int:
        while start < end and self._text[start] in "，；：、":
            start += 1
        return start

    def _ranges(self, conditions: list[Condition], count: int) -> Split | None:
        """Read ranges that stand beside each other as what tells the figures apart."""
        compared = [one for one in conditions if one.axis]
        places = list(dict.fromkeys(one.places[0] for one in compared))
        if len(places) != count or len({one.axis for one in compared}) != 1:
            return None
        lowest = [next((one for one in compared if one.places[0] == place), None) for place in places]
        starts = [
            one for one in lowest if one is not None and one.comparator in (words.AT_LEAST, words.MORE_THAN)
        ]
        values = [one.value for one in starts]
        if len(starts) != count or values != sorted(set(values)):
            return None
        axis = compared[0].axis
        uppers = [[one for one in compared if one.places[0] == place][1:] for place in places]
        # Each range must end where the next begins.
        is_open = any(
            bool(upper) and (upper[0].value != following.value or upper[0].comparator != words.LESS_THAN)
            for upper, following in zip(uppers, starts[1:], strict=False)
        ) or bool(uppers[-1])
        tests = [f"{one.comparator} {one.bound}" for one in starts]
        place = (places[0][0], places[-1][1])
        return Split(
            "分档",
            axis,
            tests,
            f"{axis} {tests[0]}",
            self._short.said(*place),
            place,
            is_open,
            row=compared[0].row,
        )

    def _inherited(
        self,
        common: Sequence[Condition],
        earlier: Rule | None,
        own: list[Condition],
        has_subject: bool,
        in_statement: bool,
        rule: Rule,
    ) -> list[Condition]:
        """Return the own conditions with those that hold from before."""
        axes = {one.axis for one in own if one.axis}
        from_before: list[Condition] = list(common)
        if earlier is not None and not has_subject:
            known = [one for one in earlier.conditions if one not in from_before]
            if in_statement:
                # Tiers within a sentence: everything holds further but what is compared anew.
                from_before += [one for one in known if not axes or one.axis not in axes]
                if own and not axes and any(not one.is_who for one in own):
                    from_before = [one for one in from_before if one.is_who or one in common]
                    rule.is_open = rule.is_open or any(not one.is_who for one in known)
            else:
                from_before += [one for one in known if one.is_who]
                rule.is_open = rule.is_open or any(
                    not one.is_who and not one.axis and not one.day for one in known
                )
        return [*from_before, *own]

    # What an award is taken of

    def _measure(self, rule: Rule, head: Place) -> None:
        award = rule.award
        if award.form is Form.RATE:
            rule.base = self._base(rule, award.base or head, head)
        elif award.form is Form.STEPS:
            rule.base = self._step_base(rule, award.base or head)
        elif award.form is Form.PIECES:
            rule.piece = self._piece(rule, head)

    def _base(self, rule: Rule, place: Place, head: Place) -> Quantity | None:
        begins, ends = place
        while begins < ends and self._text[begins] in "其该，":
            begins += 1
        said = self._short.said(begins, ends)
        spoken = self._spoken
        grown = re.search(
            r"(?P<of>.*?)(?:的)?(?P<what>增长部分|增量部分|新增部分|增加部分|增量|增长额|增加额|增幅部分)$",
            self._text[begins:ends],
        )
        over = re.search(r"(?:超过|超出|高出)(?:的)?部分$", self._text[begins:ends])
        if said in ("实际费用", "实际支出", "实际发生费用", "费用", "实际发生额") and spoken.either:
            rule.award.is_open = True
            pieces = [f"若({one} {spoken.of_either}, {one}, 0)" for one in spoken.either]
            return Quantity("", said, "money", formula=f"({' + '.join(pieces)})")
        if said in ("实际费用", "实际支出", "实际发生费用", "实际发生额", "") and spoken.quantity is not None:
            rule.award.is_open = True
            return spoken.quantity
        if over:
            rule.award.is_open = True
            return self._over()
        if grown:
            last = begins + len(grown["of"])
            found = (
                self._conditions.quantity(begins, last, "money", "", spoken, is_periodic=True)
                if grown["of"]
                else None
            )
            quantity = found[0] if found else (spoken.quantity if not grown["of"] else None)
            if quantity is None or quantity.period is None:
                rule.award.is_open = True
                return quantity
            return Quantity("", quantity.label, "money", formula=f"({quantity} - {quantity.base})")
        found = self._conditions.quantity(begins, ends, "money", "", spoken)
        if found is not None:
            quantity, first = found
            lead = self._text[begins:first]
            if lead and not re.fullmatch(r"(?:其|该|企业|项目|实际|的|@|单位|年度)*", lead):
                return self._facts.figure(self._short.said(begins, ends), "money", None)
            return self._same(rule, quantity)
        if not said:
            rule.award.is_open = True
            return None
        if len(said) > 30:
            rule.award.is_open = True
        return self._facts.figure(said, "money", None)

    def _same(self, rule: Rule, quantity: Quantity) -> Quantity:
        """Return the figure of a condition where the base is called nearly the same."""
        alike = (one.what for one in rule.conditions if one.what is not None and one.what.kind == "money")
        for one in alike:
            if not one.formula and _bare(one.label) == _bare(quantity.label):
                return one
        return quantity

    def _over(self) -> Quantity | None:
        spoken = self._spoken
        if spoken.quantity is None or not spoken.bound:
            return None
        return Quantity("", spoken.quantity.label, "money", formula=f"({spoken.quantity} - {spoken.bound})")

    def _step_base(self, rule: Rule, place: Place) -> Quantity | None:
        begins, ends = place
        step = rule.award.step
        assert step is not None
        spoken = self._spoken
        growth = re.search(rf"(?:{words.VERSUS})?{words.GROWTH}$", self._text[begins:ends])
        more = self._text[ends : ends + 4]
        is_more = bool(re.match(rf"每(?:{any_of(('新增', '增加', '增长', '提高', '递增', '增'))})", more))
        last = ends - len(growth[0]) if growth else ends
        said = self._text[begins:last].strip("，、；的按其并")
        if step.kind is Kind.RATE:
            if said in ("", "两项") and len(spoken.growths) > 1:
                both = (
                    spoken.growths[-2:]
                    if spoken.axis and spoken.axis.formula.startswith("较小")
                    else spoken.growths[-1:]
                )
                formula = str(both[0]) if len(both) == 1 else f"较小({', '.join(map(str, both))})"
                rule.award.is_open = len(both) > 1
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
        if quantity is None or quantity.kind != kind:
            rule.award.is_open = True
            return None
        if is_more and quantity.period is not None:
            return Quantity("", quantity.label, kind, formula=f"{quantity} - {quantity.base}")
        rule.award.is_open = rule.award.is_open or is_more
        return quantity

    def _piece(self, rule: Rule, head: Place) -> Quantity:
        """Return how many pieces there are; of what, the words before them say."""
        award, noun = rule.award, rule.award.noun.strip("的")
        said = [one for one in rule.conditions if one.is_said and head[0] <= one.places[0][0] < head[1]]
        award.is_open = award.is_open or len(said) != 1
        label = said[-1].text if said else noun or "符合条件的数量"
        if noun and noun not in label:
            label = f"{label}：{noun}"
        counted = self._facts.figure(f"{label}（{award.piece}数）", "number", None, award.piece)
        if said and rule.split is None:
            # Whoever has none of them gets nothing.
            said[-1].formula = f"{counted} > 0"
        return counted


def _bare(label: str) -> str:
    """Return the name of a figure without what policies put in or leave out."""
    return re.sub(r"实际|总|额度?$|年度|当年|项目|其|金额", "", label)
