"""Examples that a document tells, ``例如，某企业2022年……，可获……万元``, as cases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.enterprises.dictionary import Dictionary, FactKind
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.agreement.differences import years_of
from domain.policies.agreement.figures import Figure, Kind
from domain.policies.agreement.numerals import narrow
from domain.policies.agreement.times import Named, read_times
from domain.policies.agreement.wording import read_wording
from domain.policies.authoring.draft import DraftCase, Words
from domain.policies.authoring.places import Place
from domain.policies.authoring.proving.finding import Goal
from domain.policies.authoring.proving.knobs import Knob, knobs_of
from domain.policies.authoring.proving.proofs import Proof
from domain.policies.authoring.proving.sampling import Sampler
from domain.policies.authoring.proving.telling import flat_facts, result_text
from domain.policies.language import nodes
from domain.policies.policy import Policy
from domain.policies.trace import Outcome
from domain.values.money import Fen, parse_yuan, plain_yuan, yuan_text
from domain.values.periods import Period

_BEGINS: Final = re.compile(
    r"例如|又如|再如|比如|譬如|举例(?:来说|说明)?|举个例子|假设|假如|如某|(?:示例|案例|例)[\d一二三四五六七八九十]*[：:]"
)
_SENTENCE: Final = re.compile(r"[^。；;\n]*[。；;\n]?")
_MOST_SENTENCES: Final = 4
_GIVEN: Final = re.compile(
    r"(?:获|享受|得到|申请|申领|领取|给予|补助|补贴|奖励|奖补|兑现|兑付|支持|发放|返还|贴息)[^，,。；;\d]{0,16}$"
)
_DENIED: Final = re.compile(
    r"(?:不予|不能|不可以?|不得|无法|不再|不给)(?:获|享受|得到|申请|给予|补助|补贴|奖励|兑现|支持)|不符合|不满足"
)
_GROWS: Final = re.compile(r"(?:增长率?|增速|提高|上升|增幅)[^，,。；;\d]{0,8}$")
_FALLS: Final = re.compile(r"(?:下降|减少|降低|降幅)[^，,。；;\d]{0,8}$")
_ADDS: Final = re.compile(r"(?:增加额?|增量|净增|新增)[^，,。；;\d]{0,4}$")
_WORKED_OUT: Final = re.compile(r"(?:按|乘以|×|计算|测算|折算|合计|等于|即)[^，,。；;\d]{0,4}$")
_OF_DAY: Final = re.compile(r"日期|时间|之?日$")
_DENYING: Final = re.compile(r"(?:非|不是|不属于|没有|未|无)[^，,。；;]{0,4}$")
_REACH: Final = 16
_NEAR: Final = 8
_SHOWN: Final = 60
_KINDS: Final = {
    FactKind.MONEY: Kind.MONEY,
    FactKind.RATE: Kind.RATE,
    FactKind.NUMBER: Kind.NUMBER,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One example as a text tells it.

    Attributes:
        words: Where in the text.
        text: The words themselves.
        case: What it says, with what else the clause needs chosen so that it holds; None where too little of
            it is understood.
        comes_to: What the program makes of it, in words; empty without a case.
        agrees: Whether that is what the text says.
        questions: What must be asked: figures that fit no fact, an amount that is not there.
    """

    words: Words
    text: str
    case: DraftCase | None
    comes_to: str = ""
    agrees: bool = False
    questions: tuple[str, ...] = ()


def read_examples(text: str, policy: Policy, clause_id: str, dictionary: Dictionary) -> tuple[Told, ...]:
    """Read the examples that a text tells of a clause, in their order.

    ``dictionary`` is the office's facts with those of the policy. What an example does not say is chosen so
    that the conditions hold, as far as that goes.
    """
    sampler = Sampler(policy, policy.clauses[clause_id], dictionary)
    years = years_of(policy)
    return tuple(_Reader(sampler, words, text, years).read() for words in _examples_in(text, years))


def told_proofs(policy: Policy, clause_id: str, dictionary: Dictionary) -> list[Proof]:
    """Return the examples that the wording of a clause tells, to be called right or wrong as any other."""
    place = Place(clause_id, "award")
    found = []
    for told in read_examples(policy.clauses[clause_id].wording, policy, clause_id, dictionary):
        said = [f"条文的例子“{_shortly(told.text)}”"]
        if told.case is not None:
            wanted = f"{yuan_text(parse_yuan(told.case.amount))} 元" if told.case.amount else "不符合"
            said.append(
                f"程序也算得 {told.comes_to}" if told.agrees else f"条文说 {wanted}，程序算得 {told.comes_to}"
            )
        sentence = "：".join(said) + "".join(f"；{one}" for one in told.questions)
        cases = () if told.case is None else (told.case,)
        found.append(Proof(sentence, "条文里的例子", place, cases, clause=clause_id))
    return found


def _shortly(text: str) -> str:
    plain = re.sub(r"\s+", "", text).strip("。；;，,")
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


def _examples_in(text: str, years: tuple[int, ...]) -> Iterator[Words]:
    """Yield where examples stand: up to the sentence that says what comes of them, or the next one."""
    starts = [one.start() for one in _BEGINS.finditer(text)]
    end = 0
    for at, start in enumerate(starts):
        if start < end:
            continue
        limit = starts[at + 1] if at + 1 < len(starts) else len(text)
        end = start
        for _ in range(_MOST_SENTENCES):
            match = _SENTENCE.match(text, end, max(limit, end))
            if match is None or not match[0]:
                break
            end = match.end()
            if _says_result(text[start:end], years):
                break
        yield Words(start, end)


def _says_result(text: str, years: tuple[int, ...]) -> bool:
    return _DENIED.search(text) is not None or any(_is_given(text, at) for at, _ in _placed(text, years))


def _is_given(text: str, at: int) -> bool:
    return _GIVEN.search(text, max(0, at - _REACH - _NEAR), at) is not None


def _placed(text: str, years: tuple[int, ...]) -> list[tuple[int, Figure]]:
    """Return the figures of a text that are no times, each with its place."""
    found, at = [], 0
    for figure in read_wording(text, years).figures:
        place = text.find(figure.text, at)
        if place >= 0:
            at = place + len(figure.text)
            if figure.kind is not Kind.TIME and not figure.is_about:
                found.append((place, figure))
    return found


class _Reader:
    """Reads one example of a clause."""

    def __init__(self, sampler: Sampler, words: Words, text: str, years: tuple[int, ...]) -> None:
        self._sampler = sampler
        self._words = words
        self._text = text[words.start : words.end]
        self._figures = _placed(self._text, years)
        self._times = read_times(narrow(self._text), years)
        self._questions: list[str] = []
        self._said: dict[Knob, EnterpriseFacts] = {}

    def read(self) -> Told:
        amount = self._amount()
        facts = self._with_days(self._with_choices(self._sampler.blank))
        for place, figure in self._figures:
            if amount is None or place != amount[0]:
                facts = self._with_figure(facts, place, figure)
        is_denied = amount is None and _DENIED.search(self._text) is not None
        if amount is None and not is_denied:
            self._questions.append("没有读到这个例子得到多少（或不能得到），请填上结果")
            return Told(self._words, self._text, None, questions=tuple(self._questions))
        facts = self._completed(facts)
        decision = self._sampler.decided(facts)
        given = Fen(0) if amount is None else amount[1]
        outcome = Outcome.NOT_MET if is_denied else Outcome.GRANTED
        case = DraftCase(
            _shortly(self._text),
            flat_facts(facts, self._sampler.dictionary),
            str(outcome),
            "" if is_denied else plain_yuan(given),
        )
        agrees = (decision.outcome, decision.amount) == (outcome, given)
        return Told(
            self._words,
            self._text,
            case,
            result_text(decision),
            agrees,
            tuple(dict.fromkeys(self._questions)),
        )

    def _amount(self) -> tuple[int, Fen] | None:
        """Return what is given, the last of such amounts, with its place."""
        given = [
            (place, figure)
            for place, figure in self._figures
            if figure.kind is Kind.MONEY and _is_given(self._text, place)
        ]
        if not given:
            return None
        # What is only a limit is given where nothing else is.
        place, figure = next((one for one in reversed(given) if not one[1].is_limit), given[-1])
        (fen,) = figure.amounts
        if fen.denominator != 1:
            self._questions.append(f"金额“{figure.text}”不是整分，请核对")
            return None
        return place, Fen(int(fen))

    # What is said of the enterprise

    def _with_choices(self, facts: EnterpriseFacts) -> EnterpriseFacts:
        for knob in self._sampler.read:
            fact = knob.fact
            if fact is None:
                continue
            if fact.kind is FactKind.CHOICE:
                # The longest first, as 住宿 may stand in another one.
                named = sorted(fact.choices.items(), key=lambda pair: -len(pair[1]))
                code = next((code for code, label in named if label in self._text), None)
                if code is not None:
                    facts = self._put(facts, knob, knob.put(facts, code))
            elif fact.kind is FactKind.TRUTH:
                names = (name for name in (fact.term, fact.label) if name)
                at = next((at for name in names if (at := self._text.find(name)) >= 0), -1)
                if at >= 0:
                    is_denied = _DENYING.search(self._text, max(0, at - _NEAR), at) is not None
                    facts = self._put(facts, knob, knob.put(facts, not is_denied))
        return facts

    def _with_days(self, facts: EnterpriseFacts) -> EnterpriseFacts:
        knobs = [one for one in self._sampler.read if one.fact is not None and one.fact.kind is FactKind.DATE]
        for named in self._times:
            days = [first for first, last in named.figure.times if first == last]
            around = self._text[max(0, named.start - _NEAR) : named.end + _NEAR]
            found = [one for one in knobs if one.fact and _OF_DAY.sub("", one.fact.label) in around]
            if len(days) == 1 and len(found) == 1:
                facts = self._put(facts, found[0], found[0].put(facts, days[0]))
            elif len(days) == 1 and found:
                which = "”或“".join(one.label for one in found)
                self._questions.append(f"“{named.figure.text}”是“{which}”，说不准，请说明是哪一项")
        return facts

    def _put(self, facts: EnterpriseFacts, knob: Knob, changed: EnterpriseFacts) -> EnterpriseFacts:
        if knob in self._said and self._said[knob] != changed:
            self._questions.append(f"“{knob.label}”说了两次，请核对")
        self._said[knob] = changed
        return changed

    def _with_figure(self, facts: EnterpriseFacts, place: int, figure: Figure) -> EnterpriseFacts:
        knobs = self._named_before(place, figure) or self._named_after(place, figure)
        before = self._text[max(0, place - _REACH) : place]
        sign = 1 if _GROWS.search(before) else -1 if _FALLS.search(before) else 0
        changed = None
        if figure.kind is Kind.RATE and sign:
            changed = self._grown(facts, knobs, sign * next(iter(figure.amounts)))
        elif figure.kind is not Kind.RATE and _ADDS.search(before):
            changed = self._added(facts, knobs, figure)
        elif _WORKED_OUT.search(before):
            return facts
        if changed is not None:
            return changed
        for knob in knobs:
            number = self._number(knob, figure)
            if number is not None:
                return self._put(facts, knob, knob.put_number(facts, number))
        self._questions.append(
            f"“{figure.place or figure.text}”里的 {figure.text} 没有对上数据项，请说明是哪一项"
        )
        return facts

    def _number(self, knob: Knob, figure: Figure) -> int | None:
        if knob.fact is None or _KINDS.get(knob.fact.kind) is not figure.kind:
            return None
        (value,) = figure.amounts if len(figure.amounts) == 1 else (Fraction(-1),)
        return knob.of_exact(value) if value >= 0 else None

    def _grown(self, facts: EnterpriseFacts, knobs: Sequence[Knob], rate: Fraction) -> EnterpriseFacts | None:
        """Return the facts with a growth rate: the base follows from the figure, or that from the base."""
        if rate <= -1:
            return None
        for this, before in self._pairs():
            if this not in knobs:
                continue
            known = this.number(facts)
            if known is not None:
                # Down, as what grew by 30 % grew by no less.
                number = int(known / (1 + rate)) // before.step * before.step
                facts = self._put(facts, before, before.put_number(facts, number))
                if number * (1 + rate) != known:
                    self._questions.append(
                        f"“{before.label}”按增长率推算为 {before.shown(facts)}，请填确切的数"
                    )
                return facts
            facts = self._sampler.search.filled(facts, (before,))
            self._said[before] = facts
            number = int((before.number(facts) or 0) * (1 + rate)) // this.step * this.step
            return self._put(facts, this, this.put_number(facts, number))
        return None

    def _added(self, facts: EnterpriseFacts, knobs: Sequence[Knob], figure: Figure) -> EnterpriseFacts | None:
        """Return the facts with an increase: it is held against both figures, or one follows from it."""
        for this, before in self._pairs():
            number = self._number(this, figure)
            if number is None or (this not in knobs and before not in knobs):
                continue
            now, base = this.number(facts), before.number(facts)
            if now is not None and base is not None:
                return facts if now - base == number else None
            if now is not None and now >= number:
                return self._put(facts, before, before.put_number(facts, now - number))
        return None

    def _pairs(self) -> Iterator[tuple[Knob, Knob]]:
        """Yield figures that the clause compares by growth or difference: the later and the earlier one."""
        for formula in self._sampler.clause.formulas:
            for node in nodes.walk(formula):
                match node:
                    case nodes.Growth(now, base) | nodes.Sum(now, base, -1):
                        this, before = (knobs_of(one, self._sampler.rows) for one in (now, base))
                        if len(this) == len(before) == 1:
                            yield this[0], before[0]

    # Which fact a figure is of

    def _named_before(self, place: int, figure: Figure) -> list[Knob]:
        """Return the facts that are named last before a figure, without another figure between."""
        others = [at for at, one in self._figures if at < place and one.kind is figure.kind]
        first = (
            max([place - 2 * _REACH, *others[-1:]]) if figure.kind is not Kind.RATE else place - 3 * _REACH
        )
        found = [(at, knob) for at, knob in self._names() if max(first, 0) <= at < place]
        latest = max((at for at, _ in found), default=-1)
        return self._of_period([knob for at, knob in found if at == latest], latest)

    def _named_after(self, place: int, figure: Figure) -> list[Knob]:
        end = place + len(figure.text)
        found = [(at, knob) for at, knob in self._names() if end <= at <= end + _NEAR]
        nearest = min((at for at, _ in found), default=-1)
        return self._of_period([knob for at, knob in found if at == nearest], place)

    def _names(self) -> list[tuple[int, Knob]]:
        return [
            (match.start(), knob)
            for knob in self._sampler.read
            if knob.fact is not None and knob.fact.kind in _KINDS
            for name in {knob.fact.label, knob.fact.term}
            if name
            for match in re.finditer(re.escape(name), self._text)
        ]

    def _of_period(self, knobs: list[Knob], at: int) -> list[Knob]:
        """Return those of the period that is named before; all of them, in their order, where none is."""
        before: list[Named] = [one for one in self._times if one.start <= at]
        if len(knobs) < 2 or not before:
            return knobs
        named = before[-1].figure
        spans = [(Period.parse(one.key.period), one) for one in knobs if one.key.period]
        exact = [one for period, one in spans if (period.first_day, period.last_day) in named.times]
        of_year = [one for period, one in spans if named.is_year and _is_in(period, named)]
        return exact or of_year or knobs

    def _completed(self, facts: EnterpriseFacts) -> EnterpriseFacts:
        """Return the facts with whatever else the clause asks for, so that it is met if it may be."""
        fixed = frozenset(self._said)
        met: list[Goal] = []
        for goal in self._sampler.asked:
            found = self._sampler.search.settle(facts, (*met, goal), fixed)
            if found is not None:
                facts = found
                met.append(goal)
        return self._sampler.complete(facts, met)


def _is_in(period: Period, named: Figure) -> bool:
    return any(start.year == period.year for start, _ in named.times)
