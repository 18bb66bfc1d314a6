"""What wording calls figures of enterprises: those of the dictionary, and those that it lacks."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from domain.enterprises.dictionary import Dictionary, Fact, FactKind, RowKind
from domain.policies.agreement.figures import Days, Figure, Kind
from domain.policies.authoring.draft import DraftFact
from domain.policies.authoring.reading.names import balanced
from domain.policies.authoring.reading.results import Context
from domain.policies.authoring.reading.words import DAYS, SYNONYMS
from domain.values.periods import Period, PeriodKind

_NO_WORD: Final = re.compile(r"\W+")
_KEYWORDS: Final = ("非", "或", "且", "在", "至", "其余", "属于", "包含", "开头是", "是", "否", "无")
_LED: Final = re.compile(
    "^(?:其中|凡(?!客)|均(?![价衡匀线])|笔(?=贷款)|等(?![级次])|待|业(?![务绩])|余(?!额|热|量)|经(?=实缴|实际|审计|核定)|其(?!他|它|余|中)|按(?!揭|摩|期|时|键)|应(?![税收付急用纳缴交])|须|需(?!求|要)|将|由"
    "|对(?=(?:建筑|种植|养殖|占地|新增|总)?(?:规模|面积|投资|产值|收入|数量)))+(?=..)"
)
"""With what no name of a figure begins."""
_SOURCE: Final = re.compile(
    "(?<=..)（(?:[^（）]*(?:最高|不超过)[^（）]*|[以按据][^（）\\d基]*|[^（）\\d]*(?:数据|口径|为准|为依据|下同))）"
)
"""Where a figure is taken from, behind its name: 出口额（海关数据）."""
_OF_ALL: Final = re.compile(r"(?:总额|总计|规模|累计|合计)$")
"""What says of a figure that all of it is meant."""
CURRENCIES: Final = ("美元", "欧元", "港元", "日元", "英镑")
_SHORTEST: Final = 2
_MOST_IN_TERM: Final = 58
"""With a number behind it that tells it from others, a term has at most as many signs as formulas take."""
_DECIDED: Final = re.compile("核定(?:金额|比例)$")
_MOST_IN_LABEL: Final = 200
"""A name that stops in the middle of a word says nothing; the longest seen has some 140 signs."""
KINDS: Final = {Kind.MONEY: "money", Kind.RATE: "rate", Kind.NUMBER: "number"}
_FIGURES: Final = (FactKind.MONEY, FactKind.NUMBER, FactKind.RATE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure of enterprises as a formula has it.

    Attributes:
        term: What formulas call it.
        label: What people call it.
        period: Which period it is of, where it has one.
        row: The list of which it is a column; empty for the enterprise's own.
        formula: Where it is no single fact, what it is computed from.
        unit: Of a number.
        is_counted: Whether only its unit says what it is.
        named: Where the words stand that do.
    """

    term: str
    label: str
    kind: str
    period: Period | None = None
    row: str = ""
    formula: str = ""
    unit: str = ""
    is_counted: bool = False
    named: tuple[int, int] | None = None

    def __str__(self) -> str:
        if self.formula:
            return self.formula
        return f"{self.term}[{self.period}]" if self.period else self.term

    @property
    def base(self) -> "Quantity":
        """The same of a year before."""
        return replace(self, period=self.period.year_before if self.period else None)


@dataclass(slots=True)
class Facts:
    """The facts that a reading may use, and those that it proposes on its way."""

    context: Context
    proposed: dict[str, DraftFact] = field(default_factory=dict)
    judged: dict[str, DraftFact] = field(default_factory=dict)

    @property
    def year(self) -> int:
        return self.context.valid_from.year

    # What there is

    def known(self, said: str, period: Period | None, kind: str = "") -> Quantity | None:
        """Return the figure of the office's dictionary that is called so, or None."""
        found = self._exactly(said, period, kind)
        plain = _OF_ALL.sub("", said)
        return found if found is not None or len(plain) < _SHORTEST else self._exactly(plain, period, kind)

    def _exactly(self, said: str, period: Period | None, kind: str) -> Quantity | None:
        dictionary = self.context.dictionary
        for fact in dictionary.indicators.values():
            if said in _names_of(fact) and (not kind or fact.kind == kind):
                year = Period.of(self.year, PeriodKind.YEAR)
                return Quantity(fact.term, fact.label, fact.kind, period or year)
        for fact in dictionary.attributes.values():
            if said in _names_of(fact) and fact.kind in _FIGURES and (not kind or fact.kind == kind):
                return Quantity(fact.term, fact.label, fact.kind)
        for row in dictionary.rows.values():
            for fact in row.columns.values():
                if said in _names_of(fact) and fact.kind in _FIGURES and (not kind or fact.kind == kind):
                    return Quantity(fact.term, fact.label, fact.kind, row=row.name)
        return None

    def names(self) -> Iterator[str]:
        """Yield what figures of the dictionary are called, for patterns."""
        dictionary = self.context.dictionary
        columns = (fact for row in dictionary.rows.values() for fact in row.columns.values())
        for fact in (*dictionary.indicators.values(), *dictionary.attributes.values(), *columns):
            if fact.kind in _FIGURES:
                yield from _names_of(fact)

    def day(self, said: str, row: str = "") -> Fact | None:
        """Return the date on which something is said to happen: 迁入, 开工."""
        for fact in self._facts_of(row):
            if fact.kind is FactKind.DATE and (
                said in DAYS.get(fact.name, ()) or fact.label == f"{said}日期"
            ):
                return fact
        return None

    def truth_of_row(self, said: str, row: RowKind) -> Fact | None:
        """Return the truth of a list that is said in these words."""
        plain = re.sub(r"^(?:已|并|且)+", "", said)
        for fact in row.columns.values():
            if fact.kind is FactKind.TRUTH and fact.label.removeprefix("已") == plain:
                return fact
        return None

    def has(self, term: str) -> bool:
        """Whether the office's dictionary has an attribute that formulas call so."""
        return any(fact.term == term for fact in self.context.dictionary.attributes.values())

    def _facts_of(self, row: str) -> Sequence[Fact]:
        dictionary = self.context.dictionary
        return tuple((dictionary.rows[row].columns if row else dictionary.attributes).values())

    # What is proposed

    def figure(self, said: str, kind: str, period: Period | None, unit: str = "") -> Quantity:
        """Return a figure by its name, proposing it where the dictionary lacks it.

        Args:
            said: What the wording calls it, without a period.
            period: The one that the wording names; None where it names none.
            unit: Of a number.
        """
        found = self.known(said, period, kind)
        if found is not None:
            return found
        said = balanced(_SOURCE.sub("", _LED.sub("", said) or said))
        if kind == "number" and unit in CURRENCIES and not said.endswith("）"):
            # The same may be asked in yuan: 交易额 50万美元以上的，按交易额的1%.
            said = f"{said}（{unit}）"
        fact = self._propose(said, kind, by_period=period is not None, unit=unit if kind == "number" else "")
        year = Period.of(self.year, PeriodKind.YEAR)
        period = (period or year) if fact.by_period else None
        return Quantity(fact.term or fact.label, fact.label, kind, period, unit=fact.unit)

    def truth(self, said: str) -> DraftFact:
        """Return what asks whether these words hold."""
        return self._propose(said, "truth")

    def withdraw(self, said: str) -> None:
        """Propose no more that somebody be asked whether these words hold: they name a figure."""
        label = _short(said)
        names = [one.name for one in self.proposed.values() if (one.label, one.kind) == (label, "truth")]
        for name in names:
            del self.proposed[name]

    def withdraw_figure(self, said: str) -> None:
        """Propose a figure no more that is called so: it is part of another."""
        names = [one.name for one in self.proposed.values() if (one.label, one.kind) == (said, "money")]
        for name in names:
            del self.proposed[name]

    def choice(self, said: str, labels: Sequence[str]) -> DraftFact:
        """Return what asks which of these it is; none of them is the last choice."""
        choices = {f"c{at}": label for at, label in enumerate(labels, start=1)}
        return self._propose(said, "choice", choices={**choices, "none": "以上都不是"})

    def judgement(self, said: str, least: str = "", most: str = "", kind: str = "money") -> DraftFact:
        """Return what the office decides between bounds."""
        label = _short(said)
        name = _name_of(f"{label}|{least}|{most}", "judged")
        known = next((one for one in self.context.judgements if one.name == name), None)
        fact = self.judged.get(name) or known
        fact = fact or DraftFact(name, label, kind, self._term(label), least=least, most=most)
        self.judged[name] = fact
        return fact

    def _propose(
        self,
        said: str,
        kind: str,
        by_period: bool = False,
        unit: str = "",
        choices: Mapping[str, str] | None = None,
    ) -> DraftFact:
        label = _short(said)
        name = _name_of(f"{label}|{kind}|{by_period}|{unit}|{choices}", kind)
        known = next((one for one in self.context.facts if one.name == name), None)
        fact = self.proposed.get(name) or known or self._called(label, kind, unit)
        if fact is None:
            is_whole = kind == "number" and unit in ("人", "件", "项", "个", "家", "户", "人次", "台", "套")
            fact = DraftFact(
                name,
                label,
                kind,
                self._term(label),
                unit=unit,
                choices=choices or {},
                by_period=by_period,
                is_whole=is_whole,
            )
        self.proposed[fact.name] = fact
        return fact

    def _called(self, label: str, kind: str, unit: str) -> DraftFact | None:
        """Return a figure of this wording that is called so already, of a period or not."""
        if kind not in KINDS.values():
            return None
        return next(
            (
                one
                for one in self.proposed.values()
                if (one.label, one.kind) == (label, kind) and unit in ("", one.unit)
            ),
            None,
        )

    def _term(self, label: str) -> str:
        """Return what formulas can call it, and nothing else is called."""
        plain = _NO_WORD.sub("", label).replace("_", "") or "数据"
        if plain.startswith(_KEYWORDS) or plain[0].isdigit():
            plain = f"企业{plain}"
        kind = _DECIDED.search(plain)
        ending = kind[0] if kind is not None and len(plain) > _MOST_IN_TERM else ""
        plain = f"{plain[: _MOST_IN_TERM - len(ending)]}{ending}"
        taken = {*self._taken(), *(one.term for one in (*self.proposed.values(), *self.judged.values()))}
        taken |= {one.term or one.label for one in (*self.context.facts, *self.context.judgements)}
        number, term = 2, plain
        while term in taken:
            number, term = number + 1, f"{plain}{number}"
        return term

    def _taken(self) -> Iterator[str]:
        dictionary: Dictionary = self.context.dictionary
        yield "合计"
        for fact in (*dictionary.attributes.values(), *dictionary.indicators.values()):
            yield fact.term
        for row in dictionary.rows.values():
            yield row.label
            yield from (fact.term for fact in row.columns.values())


def period_of(figure: Figure, year: int) -> Period | None:
    """Return the period that a time of the wording is, or None where it is none.

    One that may be of several years is of ``year``.

    >>> from domain.policies.agreement.wording import read_wording
    >>> [str(period_of(one, 2022)) for one in read_wording("上半年、二季度、1—9月、2022年", (2022,)).all]
    ['2022H1', '2022Q2', '2022C09', '2022']
    """
    times = [one for one in figure.times if len(figure.times) == 1 or one[0].year == year]
    return _period(times[0]) if len(times) == 1 else None


def days_of(figure: Figure) -> Days | None:
    """Return the first and the last day that a time of the wording means, where it is sure."""
    return next(iter(figure.times)) if len(figure.times) == 1 else None


def time_text(days: Days) -> str:
    """Write a stretch of time as formulas do."""
    period = _period(days)
    return str(period) if period and not period.is_cumulative else f"{days[0]} 至 {days[1]}"


def _period(days: Days) -> Period | None:
    first, last = days
    if first.year != last.year or first.day != 1:
        return None
    for kind, count in (
        (PeriodKind.YEAR, 1),
        (PeriodKind.HALF, 2),
        (PeriodKind.QUARTER, 4),
        (PeriodKind.MONTH, 12),
    ):
        for number in range(1, count + 1):
            period = Period.of(first.year, kind, number)
            if (period.first_day, period.last_day) == days:
                return period
    whole = Period.of(first.year, PeriodKind.CUMULATIVE, last.month)
    return whole if days == (date(first.year, 1, 1), whole.last_day) else None


def _names_of(fact: Fact) -> tuple[str, ...]:
    return tuple(dict.fromkeys((fact.term, fact.label, *SYNONYMS.get(fact.name, ()))))


def _short(said: str) -> str:
    return said[:_MOST_IN_LABEL]


def _name_of(key: str, kind: str) -> str:
    """Return a name that the same words always get; nobody reads it."""
    return f"{kind}_{hashlib.sha256(key.encode()).hexdigest()[:10]}"
