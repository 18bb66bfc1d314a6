"""What a policy file declares: facts beyond the office's dictionary, figures from outside, lists of codes."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from domain.enterprises.codes import check_uscc
from domain.enterprises.dictionary import REASON, Dictionary, Fact, FactKind, RowKind
from domain.enterprises.facts import UID
from domain.enterprises.quantities import parse_figure
from domain.policies.files import schema
from domain.policies.files.mistakes import Mistake
from domain.policies.language import units
from domain.policies.language.blanks import BLANKS
from domain.policies.language.calls import CONDITIONS, QUANTITIES
from domain.policies.language.nodes import DatedFigure
from domain.policies.language.vocabulary import TYPES, ParameterTable, Vocabulary, by_term
from domain.values.errors import BadInput
from domain.values.toml.places import Path, Places

_RESERVED: Final = {
    *("或", "且", "非", "在", "至", "属于", "包含", "开头是", "其余", "是", "否", "无", "合计"),
    *BLANKS,
}
_TAKEN: Final = ("uscc", "name", UID, "attributes", "indicators", "rows", "tags", "deleted_at")
"""What records and the trail call something else by."""
_TERM: Final = re.compile(r"[^\W\d]\w{0,60}")
_UNIT_OF_KIND: Final = {FactKind.MONEY: "元", FactKind.RATE: "%"}
_FIGURES: Final = (FactKind.MONEY, FactKind.NUMBER, FactKind.RATE)


class Declarations:
    """Reads what one file declares, gathering mistakes.

    Attributes:
        facts: The declared facts, those that the office's dictionary has as well among them.
        by_period: Truths and choices; each period that a formula reads is a fact of its own.
        unusable: Labels without a term that no formula can name.
    """

    def __init__(self, parts: schema.PolicyPart, office: Dictionary, places: Places) -> None:
        self.mistakes: list[Mistake] = []
        self.unusable: set[str] = set()
        self.by_period: dict[str, Fact] = {}
        self._office = office
        self._places = places
        self._paths = _paths(parts)
        self.facts = self._dictionary(parts)
        self.parameters = tuple(self._tables(parts.parameters))
        self.rosters = {part.term: self._codes(part) for part in parts.rosters}
        self._refuse_taken_words(parts)

    @property
    def words(self) -> Vocabulary:
        """What formulas may name: facts of the office and declared ones, figures from outside, rosters."""
        return replace(
            Vocabulary.of(self._office.extended(self.facts), self.facts),
            parameters={table.term: table for table in self.parameters},
            rosters=self.rosters,
            by_period=by_term(self.by_period.values()),
        )

    def _complain(self, place: str, mistake: str) -> None:
        """Note a mistake of what is declared at a place, such as ``facts“area”``, with its line."""
        path = self._paths.get(f"{place.partition('”')[0]}”")
        line = None if path is None else self._places.line(path)
        sentence = f"第 {line} 行，{place}：{mistake}" if line else f"{place}：{mistake}"
        self.mistakes.append(Mistake(mistake, sentence, path or (), line or 0))

    def _dictionary(self, parts: schema.PolicyPart) -> Dictionary:
        attributes: dict[str, Fact] = {}
        indicators: dict[str, Fact] = {}
        for part in parts.facts:
            known = {**attributes, **indicators, **self.by_period}
            if part.name in known:
                self._complain(f"facts“{part.name}”", "名称重复")
            fact = self._fact(part, "facts")
            if part.by_period and fact.kind in (FactKind.TRUTH, FactKind.CHOICE):
                self.by_period[fact.name] = fact
                continue
            (indicators if part.by_period else attributes)[fact.name] = fact
            if part.by_period and fact.kind not in _FIGURES:
                self._complain(f"facts“{part.name}”", "只有金额、数、比率、是非和选项可以按期间填报")
        for part in parts.judgements:
            fact = self._judged(part)
            attributes[fact.name] = fact
            attributes[fact.name + REASON] = Fact(
                fact.name + REASON, f"{fact.label}的认定理由", FactKind.TEXT, term=f"{fact.term}的认定理由"
            )
        for name in (*attributes, *indicators, *self.by_period):
            self._refuse_taken(name, f"facts“{name}”", _TAKEN)
        rows = {part.name: self._list(part) for part in parts.lists}
        declared = Dictionary(attributes, indicators, rows)
        self._refuse_conflicts(declared)
        return declared

    def _fact(self, part: schema.FactPart, place: str) -> Fact:
        kind = FactKind(part.kind)
        if (kind is FactKind.CHOICE) != bool(part.choices):
            self._complain(f"{place}“{part.name}”", "选项（choice）要写“choices”，其他不写")
        plain = Fact(
            part.name,
            part.label,
            kind,
            part.term or part.label,
            part.choices,
            part.may_be_negative,
            part.hint,
            part.unit,
            part.is_whole,
            part.is_stock,
        )
        for mistake in _idle_keys(part, kind):
            self._complain(f"{place}“{part.name}”", mistake)
        if part.term is None and _TERM.fullmatch(part.label) is None:
            self.unusable.add(part.label)
            self._complain(
                f"{place}“{part.name}”",
                f"“label”里的“{part.label}”有公式不能用的符号（括号、斜线、空格等，或以数字开头），"
                f'请另写“term”：公式里怎么称呼它，如 term = "{plain_term(part.label)}"',
            )
        least, most = (self._bound(plain, text, place) for text in (part.least, part.most))
        if least is not None and most is not None and least > most:
            self._complain(f"{place}“{part.name}”", "“least”大于“most”")
        if part.may_be_negative and least is not None and least >= 0:
            self._complain(f"{place}“{part.name}”", "写了 may_be_negative，“least”却不小于 0，两者只写一个")
        return replace(plain, least=least, most=most, is_judged=place == "judgements")

    def _bound(self, fact: Fact, text: str, place: str) -> int | None:
        if not text:
            return None
        try:
            if fact.kind not in _FIGURES:
                raise BadInput("只有金额、数、比率有上下限")
            return parse_figure(fact, text)
        except BadInput as error:
            self._complain(f"{place}“{fact.name}”", str(error))
            return None

    def _judged(self, part: schema.FactPart) -> Fact:
        fact = self._fact(part, "judgements")
        place = f"judgements“{part.name}”"
        if fact.kind in (FactKind.TEXT, FactKind.DATE) or part.by_period:
            self._complain(place, "由本单位认定的应为金额、数、比率、选项或是非，不按期间")
        if fact.kind in _FIGURES and (fact.least is None or fact.most is None):
            self._complain(place, "应写明最低（least）和最高（most），认定不得超出")
        return fact

    def _list(self, part: schema.ListPart) -> RowKind:
        columns = {column.name: self._fact(column, f"lists“{part.name}”") for column in part.columns}
        self._refuse_taken(part.name, f"lists“{part.name}”", _TAKEN)
        for name in columns:
            self._refuse_taken(name, f"lists“{part.name}”的列“{name}”", (UID,))
        if len(columns) < len(part.columns) or any(column.by_period for column in part.columns):
            self._complain(f"lists“{part.name}”", "各列名称不能重复，也不能按期间")
        return RowKind(part.name, part.label, columns)

    def _refuse_taken(self, name: str, place: str, taken: Collection[str]) -> None:
        if name in taken:
            self._complain(place, "这个名称另有用途，请换名")

    def _refuse_conflicts(self, declared: Dictionary) -> None:
        """Refuse facts that the office's dictionary has under the same name with another meaning."""
        office = self._office
        for name, fact in {**declared.attributes, **declared.indicators, **self.by_period}.items():
            known = office.attributes.get(name) or office.indicators.get(name)
            same_place = (name in office.attributes) == (name in declared.attributes)
            if known is not None and (known != fact or not same_place):
                self._complain(
                    f"facts“{name}”",
                    f"本单位已有同名数据“{known.label}”，内容不同；相同的不必声明，不同的请换名",
                )
        for name, kind in declared.rows.items():
            if name in office.rows and office.rows[name] != kind:
                self._complain(f"lists“{name}”", "本单位已有同名清单，内容不同；请换名")

    def _is_own_keeping_of(self, fact: Fact) -> bool:
        """Whether a policy keeps by itself what the office keeps too, under another name.

        The office's dictionary grows; a policy that was there before goes on meaning its own.
        """
        known = by_term(self._office.attributes.values()).get(fact.term)
        return known is not None and known.kind is fact.kind and fact.name in self.facts.attributes

    def _tables(self, parts: Iterable[schema.ParameterPart]) -> Iterable[ParameterTable]:
        for part in parts:
            kind = FactKind(part.kind)
            values = tuple(
                DatedFigure(one.since, self._outside(part, kind, one.value)) for one in part.values
            )
            days = [one.since for one in values]
            if days != sorted(set(days)):
                self._complain(f"parameters“{part.term}”", "各值应按日期从早到晚，日期不重复")
            yield ParameterTable(part.term, TYPES[kind], values, part.source)

    def _outside(self, part: schema.ParameterPart, kind: FactKind, text: str) -> int | Fraction:
        """Read a figure from outside; a price may be finer than a fen."""
        number = text.removesuffix("%").removesuffix("元") if len(text) <= 40 else ""
        try:
            value = Decimal(number)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value.adjusted() > 12 or ("%" in text) != (kind is FactKind.RATE):
            self._complain(
                f"parameters“{part.term}”", f"“{text[:40]}”应为数，如 3.65%（比率）或 6.7114（金额，元）"
            )
            return 0
        scale = {FactKind.MONEY: Fraction(100), FactKind.RATE: Fraction(1, 100)}.get(kind, Fraction(1))
        exact = Fraction(value) * scale
        return exact.numerator if exact.denominator == 1 else exact

    def _codes(self, part: schema.RosterPart) -> frozenset[str]:
        codes = set()
        for number, code in enumerate(part.codes, start=1):
            try:
                codes.add(check_uscc(code))
            except BadInput as error:
                self._complain(f"rosters“{part.term}”", f"第 {number} 项：{error}")
        return frozenset(codes)

    def _refuse_taken_words(self, parts: schema.PolicyPart) -> None:
        """Refuse terms that mean two things, or that formulas need for themselves."""
        everything = Vocabulary.of(self._office.extended(self.facts))
        declared = [
            *self.facts.attributes.values(),
            *self.facts.indicators.values(),
            *self.by_period.values(),
        ]
        new = {fact.term: fact.name for fact in declared}
        if len(new) < len(declared):
            twice = "两项数据用了同一个公式名称（term）"
            self.mistakes.append(Mistake(twice, f"facts：{twice}", ("facts",)))
        for fact in declared:
            holder = self._office.attributes.get(fact.name) or self._office.indicators.get(fact.name)
            taken = fact.term in Vocabulary.of(self._office).terms and holder is None
            if (taken and not self._is_own_keeping_of(fact)) or is_reserved(fact.term):
                self._complain(f"facts“{fact.name}”", f"“{fact.term}”已有别的意思，请另写“term”")
        for term in [*(part.term for part in parts.parameters), *(part.term for part in parts.rosters)]:
            if everything.has(term) or term in new or is_reserved(term):
                kind = "parameters" if f"parameters“{term}”" in self._paths else "rosters"
                self._complain(f"{kind}“{term}”", "这个名称已有别的意思，请换一个")


def is_reserved(term: str) -> bool:
    """Whether formulas need a word for themselves."""
    return term in _RESERVED or term in QUANTITIES or term in CONDITIONS


def _idle_keys(part: schema.FactPart, kind: FactKind) -> Iterator[str]:
    """Yield the keys that would mean nothing for a fact of this kind, with what to write instead."""
    own = _UNIT_OF_KIND.get(kind)
    if kind is FactKind.NUMBER and units.split(part.unit)[1] == "元":
        yield f'以“{part.unit}”计的是金额：请写 kind = "money"，不写“unit”，数据一律以元填报（可填 20万）'
    elif kind is FactKind.NUMBER and part.unit in ("%", "‰", "个百分点"):
        yield f'以“{part.unit}”计的是比率：请写 kind = "rate"，不写“unit”，数据一律以 % 填报'
    elif kind is FactKind.NUMBER and part.unit and not units.split(part.unit)[1]:
        yield f"“unit”里的“{part.unit}”没说是多少什么，请写全，如 {part.unit}人、{part.unit}件"
    elif kind is not FactKind.NUMBER and part.unit not in ("", own):
        told = {
            FactKind.MONEY: f'金额一律以元填报（可填 20万），不能写 unit = "{part.unit}"，请删去',
            FactKind.RATE: f'比率一律以 % 填报，不能写 unit = "{part.unit}"，请删去',
        }
        yield told.get(kind, "只有数（number）写“unit”，请删去")
    if part.is_whole and kind is not FactKind.NUMBER:
        yield "只有数（number）写“is_whole”，请删去"
    if part.may_be_negative and kind not in _FIGURES:
        yield "只有金额、数、比率写“may_be_negative”，请删去"
    if part.is_stock and not part.by_period:
        yield "“is_stock”只用于按期间填报（by_period）的数据，请删去"


def plain_term(label: str) -> str:
    """Return a label without what formulas cannot read.

    >>> plain_term("研发费用（不含税）"), plain_term("5G 基站数")
    ('研发费用不含税', '数据5G基站数')
    """
    plain = re.sub(r"\W", "", label)
    return plain if _TERM.fullmatch(plain) else f"数据{plain}"


def _paths(parts: schema.PolicyPart) -> dict[str, Path]:
    """Return where in the file everything is declared, by what mistakes call it; the last of several."""
    everything = (
        *(("facts", [one.name for one in parts.facts]), ("lists", [one.name for one in parts.lists])),
        ("judgements", [one.name for one in parts.judgements]),
        ("parameters", [one.term for one in parts.parameters]),
        ("rosters", [one.term for one in parts.rosters]),
    )
    return {f"{key}“{name}”": (key, at) for key, names in everything for at, name in enumerate(names)}
