"""What rules took whole and may yet be meant otherwise: a clause with any of it is asked about, never sure.

Each gate is a kind of words that came out sure and not right when policies nobody had seen were read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Final

from domain.policies.authoring.draft import DraftClause, DraftFact, Line, Words
from domain.policies.authoring.reading.conditions import ELSEWHERE
from domain.policies.authoring.reading.doubts import Concerned
from domain.policies.authoring.reading.literals import literal
from domain.policies.authoring.reading.oddities import MADE_OF, with_open_names, words_of
from domain.policies.authoring.reading.results import Doubt, Span, Use, lines_of
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import UNSAID_COSTS
from domain.values.periods import Period

_PAYEE: Final = "(?:企业|单位|组织|机构|公司|个人|团体)"
_ANY_PAYEE: Final = re.compile(rf"{_PAYEE}(?:(?:、|或者?|和|及){_PAYEE})+$")
"""The last words of who is given something; it is the same for each of them."""
_JOINED: Final = re.compile("、|或|[且兼]|以及|(?<![共饱中温])和(?![谐平])|及(?![时格])|与(?!会)")
_IN_BRACKETS: Final = re.compile("（(?:不?含|以下简称)[^）]*）")
_TWO_TOPICS: Final = re.compile("(?<=.)(?<![针面相绝核校])对(?![外内标口接象应照比方冲手策联讲话立抗虾账])")
"""What a name goes on with where it began too early: 《某办法》对通过认定的产品."""
_OF_COUNTS: Final = re.compile("（[^（）]{0,2}数）$")
"""What a name is given here to say that it is counted: （件数）."""
_OPTIONS: Final = re.compile(r"属于 \((?P<options>[^)]*)\)")
_LEVEL: Final = re.compile("国际|国家|全国|[省市区县州镇]级?(?!长)|地级|行业|地方|团体")
_COUNTED: Final = re.compile("[一二三四五六七八九十两几多各]+[个类种项家]")
_STAGES: Final = re.compile("环节|阶段|步骤|节点|分步")
_LEADS: Final = re.compile("鼓励|支持|引导|推动|促进|培育|扶持|对[^，。]*(?:企业|单位|机构|项目|个人|主体)")
_OF_THE_MONEY: Final = re.compile(
    "[，。；：]*(?:扶持|支持|奖励|补助|补贴|资助)(?:资金|期限|周期|经费|方式|时间|标准)"
)
"""What goes on of what is given: 支持资金用于设备购置."""
_SAYS_WHO: Final = re.compile(" = | 属于 |[人户家件个部项]数 ")
_FIGURE: Final = r"(?<![\d.]){}(?![\d.])"
_VALUE: Final = re.compile(r"(?P<axis>\S+) (?P<is>=|在) (?P<value>\S+)")
_HEAD: Final = 2
_LEVEL_AT_MOST: Final = 4
"""Signs of a level alone: 国家级, which may be written from 国家、省级."""
_TRUE: Final = " = 是"
_PER_UNIT: Final = re.compile(r"(?<=[\d元吨个万])/")
_NO_NAME: Final = re.compile("（|简称|同时|其(?!他)|(?:奖励|补助|补贴|扶持)$")
"""What is in no name of something that is so or not."""
_ONE_ONLY: Final = re.compile("单(?:[个户家台池栋件笔场次艘辆亩座]|项(?!冠军|奖))")
"""What says that a figure is of one of several."""
_FIRST: Final = re.compile("首次|初次|首度|第一次")
_TO_PARTY: Final = re.compile(
    r"(?:给予|奖给|补给)(?P<party>\w{0,6}?(?:[方者]|业主|[服运][务营]商))(?=[\d最一按每奖补不])"
)


def with_gates(
    short: Shorthand,
    spans: Sequence[Span],
    facts: Sequence[DraftFact],
    clauses: Sequence[DraftClause],
    own: frozenset[str],
    *,
    concerned: Concerned,
    is_grouped: bool,
) -> tuple[list[DraftClause], list[Doubt]]:
    """Return the clauses with lines open that a gate holds, and what is asked about them.

    Args:
        facts: Those proposed that formulas have.
        own: The terms of what is asked for in the wording's own words, whose names are not asked about.
        concerned: Which clauses words are about.
        is_grouped: Whether of several clauses only the highest is given.
    """
    wording = short.wording
    gated, doubts = list(clauses), list[Doubt]()
    asked = set[tuple[str, str]]()
    for name, term, question in _names(one for one in facts if (one.term or one.label) not in own):
        plain = MADE_OF.sub("", name)
        for at, clause in enumerate(gated):
            if any(term in one.formula for one in lines_of(clause)):
                gated[at] = with_open_names(clause, (term,))
                if (clause.id, plain) not in asked:
                    doubts.append(Doubt(clause.id, words_of(wording, plain), f"“{plain}”{question}"))
                asked.add((clause.id, plain))
    for at, clause in enumerate(gated):
        for words, question in (*_of_clause(wording, clause, own), *_decided_by_person(facts, clause)):
            gated[at] = _opened(gated[at])
            doubts.append(Doubt(clause.id, words, question))
        gated[at] = _with_notes(facts, gated[at])
    said = (*_set_aside(wording, spans, clauses), *_alternatives(wording, spans, facts, clauses))
    about = [
        (words_of(wording, one), f"“{one}”是约数，条文没有写准数。请看公式按多少算。") for one in short.about
    ]
    for words, question in (*said, *about, *_figures(short, spans, facts, clauses)):
        gated = [_opened(one) for one in gated]
        doubts += [Doubt(id_, words, question) for id_ in concerned.by(words)]
    if not is_grouped and any(not _exclude(one, other) for one, other in combinations(gated, 2)):
        gated = [_opened(one) for one in gated]
        question = "这里写成了几条。几条都符合的，是各给一次，还是只给一次？"
        doubts.append(Doubt(gated[0].id, (), question))
    return gated, doubts


def _names(facts: Iterable[DraftFact]) -> Iterator[tuple[str, str, str]]:
    """Yield facts whose name is of several things or goes on in a bracket, with term and question."""
    for one in facts:
        plain = _IN_BRACKETS.sub("", one.label)
        term = one.term or one.label
        if _JOINED.search(_ANY_PAYEE.sub("", plain)):
            yield one.label, term, "里说了几样，是都要，还是有一样就可以？请看要不要分开。"
        elif _TWO_TOPICS.search(plain):
            yield one.label, term, "里的“对”前面可能不是名称的一部分。请看名称。"
        elif "（" in _OF_COUNTS.sub("", plain):
            yield one.label, term, "括号外和括号里说的，是一样还是两样？请看名称。"


def _of_clause(
    wording: str, clause: DraftClause, own: frozenset[str]
) -> Iterator[tuple[tuple[Words, ...], str]]:
    """Yield what is asked about the conditions of one clause."""
    lines = (*clause.who, *clause.conditions)
    plain = re.sub(r"[\s“”《》]", "", wording)
    yield from _of_truths(lines, own)
    for one in lines:
        for match in _OPTIONS.finditer(one.formula):
            options = [each.strip("“”") for each in re.split(r", (?![^“]*”)", match["options"])]
            if _is_cut(options):
                said = "、".join(f"“{each}”" for each in options)
                yield one.words, f"{said}几项共用的字，可能没有分给每一项。请看各项写全没有。"
            made_whole = [each for each in options if len(each) > _LEVEL_AT_MOST and each not in plain]
            if made_whole:
                said = "、".join(f"“{each}”" for each in made_whole)
                yield one.words, f"{said}是按前后几项共用的字补全的。请看对不对。"
    if (single := _ONE_ONLY.search(clause.award.formula)) is not None:
        yield clause.award.words, f"“{single[0]}”说的是一个的数。有几个的，是不是一个个算、再加起来？请看。"
    if UNSAID_COSTS in clause.award.formula:
        yield clause.award.words, f"条文没有写明比例按什么算：“{UNSAID_COSTS}”是哪一笔？请看。"
    if "按选项" in clause.award.formula and (found := _STAGES.search(wording)):
        yield (Words(*found.span()),), f"“{found[0]}”是一步步都给、合起来算，还是只给其中一项？"
    if (to := _TO_PARTY.search(wording)) is not None:
        yield (Words(*to.span("party")),), f"给的是“{to['party']}”，公式里没有写。请看条件里的单位是不是它。"
    yield from _of_places(wording, lines)


def _decided_by_person(
    facts: Iterable[DraftFact], clause: DraftClause
) -> Iterator[tuple[tuple[Words, ...], str]]:
    """Yield what is asked where the wording bounds from below only what a person decides."""
    for one in facts:
        if one.least and not one.most and (one.term or one.label) in clause.award.formula:
            yield (
                clause.award.words,
                f"条文没有说怎么算：“{one.label}”由人核定。请在“数据项”里写明最低和最高，填的时候不能超出。",
            )


def _with_notes(facts: Iterable[DraftFact], clause: DraftClause) -> DraftClause:
    """Return a clause that says so where the wording only limits what a person decides."""
    notes = tuple(
        f"条文只说了给多少的范围，没有说怎么算：“{one.label}”由人核定。"
        for one in facts
        if one.least and one.most and (one.term or one.label) in clause.award.formula
    )
    return replace(clause, readings=(*clause.readings, *notes))


def _of_truths(lines: Sequence[Line], own: frozenset[str]) -> Iterator[tuple[tuple[Words, ...], str]]:
    """Yield what is asked about what is so or not."""
    truths = {one.formula.removesuffix(_TRUE): one for one in lines if one.formula.endswith(_TRUE)}
    for name, one in truths.items():
        if (elsewhere := ELSEWHERE.search(one.text)) is not None:
            yield one.words, f"“{elsewhere[0]}”写在别的地方。请看那里的条件，要不要写到这一条来。"
        if any(other != name and other in name for other in truths):
            yield one.words, f"“{name}”前后说了两遍，是一个条件还是两个？请看。"
        if name not in own and (odd := _NO_NAME.search(name)) is not None:
            yield one.words, f"“{name}”里的“{odd[0]}”可能不是名称的一部分。请对照条文看这一项写得对不对。"


def _of_places(wording: str, lines: Sequence[Line]) -> Iterator[tuple[tuple[Words, ...], str]]:
    """Yield what is asked of what stands behind the words of conditions, or between them."""
    parts = sorted(((part, one) for one in lines for part in one.words), key=lambda each: each[0].start)
    for (first, said), (second, asked) in pairwise(parts):
        is_list = "、" in (wording[first.end - 1 : second.start], wording[first.end : second.start])
        if is_list and said.formula.endswith(_TRUE) and not asked.formula.endswith(_TRUE):
            words = (Words(first.start, second.end),)
            yield words, f"“{wording[first.start : second.end]}”中间的顿号前后，可能说的是一项。请看。"
    for part, _ in parts:
        if _PER_UNIT.search(wording[part.start : part.end + _HEAD]):
            yield (part,), f"“{wording[part.start : part.end]}”是每一单位的数，填的时候要按同样的单位。请看。"


def _is_cut(options: Sequence[str]) -> bool:
    """Whether options have no words in common that each of them is known by, or some lack what others have.

    >>> _is_cut(["国家级", "省级"]), _is_cut(["省级示范社", "示范场"]), _is_cut(["有机食品", "绿色食品认证"])
    (False, True, True)
    """
    levels = {bool(_LEVEL.search(one)) for one in options}
    if len(levels) > 1 or any(_JOINED.search(one) or _COUNTED.search(one) for one in options):
        return True
    lengths = sorted(map(len, options))
    if not any(levels) and lengths[-1] - lengths[0] > 1 and len({one[:1] for one in options}) > 1:
        return True
    kin = {options[0]}
    for _ in options:
        kin |= {one for one in options if any(_is_alike(one, other) for other in kin)}
    return len(kin) < len(options)


def _is_alike(one: str, other: str) -> bool:
    return one[-1:] == other[-1:] or one[:_HEAD] == other[:_HEAD]


def _set_aside(
    wording: str, spans: Iterable[Span], clauses: Iterable[DraftClause]
) -> Iterator[tuple[tuple[Words, ...], str]]:
    """Yield words that no clause uses, though nothing else says who is given it, or that say 首次."""
    for span in spans:
        first = _FIRST.search(wording, span.start, span.end)
        if span.use is Use.NO_PART and first is not None:
            yield (Words(*first.span()),), f"“{first[0]}”没有写成条件。以前有过的给不给？请看。"
    if all(any(_SAYS_WHO.search(one.formula) for one in lines_of(clause)) for clause in clauses):
        return
    for span in spans:
        said = wording[span.start : span.end]
        if span.use is Use.NO_PART and _LEADS.search(said) and not _OF_THE_MONEY.match(said):
            question = f"只有“{said.strip('，。；：的对')}”说了给谁，还没有写成条件。请看。"
            yield (Words(span.start, span.end),), question


def _alternatives(
    wording: str, spans: Iterable[Span], facts: Iterable[DraftFact], clauses: Iterable[DraftClause]
) -> Iterator[tuple[tuple[Words, ...], str]]:
    """Yield an 或 that stands in no formula and in no name."""
    formulas = " ".join(one.formula for clause in clauses for one in lines_of(clause))
    if " 或 " in formulas or any("或" in one.label for one in facts):
        return
    for span in spans:
        at = wording.find("或", span.start, span.end)
        if span.use is Use.USED and at >= 0:
            yield (Words(at, at + 1),), "“或”前后是两种算法或两种情形，只写了一种。请看另一种。"


def _is_in_clause(span: Span) -> bool:
    return span.use is Use.USED and not span.target.startswith("shared_caps")


def _figures(
    short: Shorthand, spans: Sequence[Span], facts: Iterable[DraftFact], clauses: Iterable[DraftClause]
) -> Iterator[tuple[tuple[Words, ...], str]]:
    """Yield figures that the wording says more often than the formulas have them, or what bounds a person."""
    formulas = [one.formula for clause in clauses for one in lines_of(clause)]
    written = " ".join([*formulas, *(one.most for one in facts)])
    said: dict[str, list[str]] = {}
    places: dict[str, tuple[Words, ...]] = {}
    for at, one in short.figures.items():
        place = short.places[at]
        is_used = any(span.start <= place < span.end and _is_in_clause(span) for span in spans)
        if is_used and (value := literal(one)) is not None:
            said.setdefault(value, []).append(one.text)
            places[value] = (*places.get(value, ()), Words(place, short.places[at + 1]))
    for value, texts in said.items():
        # Where one line ends the next begins, and formulas say it once.
        is_edge = re.search(f"[<>]=? {re.escape(value)}", written)
        if not is_edge and len(texts) > len(re.findall(_FIGURE.format(re.escape(value)), written)):
            is_one = len(texts) == 1
            lacking = "没有写成公式里的数" if is_one else f"说了 {len(texts)} 次，公式里没有这么多次"
            yield places[value], f"条文里的“{texts[0]}”{lacking}。请核对。"


def _exclude(one: DraftClause, other: DraftClause) -> bool:
    """Whether two clauses ask for different values of the same, or for days of different periods."""
    return any(
        (first := _VALUE.fullmatch(mine.formula)) is not None
        and (second := _VALUE.fullmatch(its.formula)) is not None
        and first["axis"] == second["axis"]
        and _differ(first, second)
        for mine in (*one.who, *one.conditions)
        for its in (*other.who, *other.conditions)
    )


def _differ(first: re.Match[str], second: re.Match[str]) -> bool:
    if {first["is"], second["is"]} == {"="}:
        return first["value"] != second["value"]
    if first["is"] != second["is"]:
        return False
    mine, its = Period.parse(first["value"]), Period.parse(second["value"])
    return mine.last_day < its.first_day or its.last_day < mine.first_day


def _opened(clause: DraftClause) -> DraftClause:
    return replace(clause, award=replace(clause.award, is_open=True))
