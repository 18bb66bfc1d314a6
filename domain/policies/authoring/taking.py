"""Units of a document as clauses of a draft, and the wording of a clause read again."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.documents.arranging import inherited_of, wording_of
from domain.policies.authoring.documents.document import Document, Unit
from domain.policies.authoring.draft import DraftClause, Line, PolicyDraft, Words
from domain.policies.authoring.forms.editing import add_clause, remove_clause
from domain.policies.authoring.reading.lists import ANNOUNCES
from domain.policies.authoring.reading.reading import read_wording
from domain.policies.authoring.reading.results import Context, Doubt, Option, Reading
from domain.values.errors import BadInput

_AWARDS: Final = re.compile(r"奖励|奖补|补助|补贴|资助|给予|贴息|扶持|兑现|返还|减免|补偿")
_FIGURE: Final = re.compile(r"\d|[一二三四五六七八九十百千万]+(?:元|万|%|％)|百分之")
_ASKED: Final = ("who", "conditions", "award")
"""What the options of a doubt say otherwise."""
_LONGEST_TITLE: Final = 24
_SHORTEST_TITLE: Final = 5


def seem_to_award(document: Document) -> Iterator[Unit]:
    """Yield the units that speak of money and say how much, for a clerk to look at."""
    for unit in document.units:
        said = f"{unit.heading}{unit.text}"
        if unit.text and _AWARDS.search(said) and _FIGURE.search(unit.text):
            yield unit


def context_for(
    draft: PolicyDraft, document: Document | None, unit_id: str, dictionary: Dictionary
) -> Context:
    """Return what is known before a wording of a draft is read.

    Raises:
        BadInput: The days between which the policy holds are not said, without which 上半年 is of no year.
    """
    if draft.valid_from is None or draft.valid_to is None:
        raise BadInput("请先在“文件”一步填写施行日期和有效期，程序才知道条文里的“上半年”“二季度”是哪一年的")
    above = () if document is None or not unit_id else inherited_of(document, unit_id)
    general = () if document is None else tuple(rule.text for rule in document.general)
    return Context(
        dictionary,
        draft.valid_from,
        draft.valid_to,
        tuple(filter(None, (said for unit in above for said in (unit.heading, unit.text)))),
        (*general, *draft.readings),
        draft.facts,
        draft.lists,
        draft.judgements,
    )


def with_unit(draft: PolicyDraft, document: Document, unit_id: str, dictionary: Dictionary) -> PolicyDraft:
    """Return the draft with what a unit awards, as clauses with the facts that they need.

    Of one in which nothing is understood there is a clause with its wording alone.

    Raises:
        BadInput: As `context_for`.
    """
    wording, unit = _with_list(document, unit_id), document.unit(unit_id)
    reading = read_wording(wording, context_for(draft, document, unit_id, dictionary))
    called: dict[str, str] = {}
    clauses = reading.clauses or (DraftClause("read1"),)
    for clause in clauses:
        title = _title_of(unit)
        if len(clauses) > 1 and clause.title and clause.title != title:
            title = f"{title}：{clause.title}"
        taken = {one.id for one in draft.clauses}
        own = next(f"c{at}" for at in range(1, len(taken) + 2) if f"c{at}" not in taken)
        called[clause.id] = own
        made = replace(clause, id=own, unit=unit_id, title=title, wording=clause.wording or wording)
        draft = add_clause(draft, made)
    return replace(
        draft,
        **_with_proposed(draft, reading),
        groups=(*draft.groups, *(_renamed(one, called) for one in reading.groups)),
        shared_caps=(*draft.shared_caps, *(_renamed(one, called) for one in reading.shared_caps)),
    )


def _with_list(document: Document, unit_id: str) -> str:
    """Return what a unit says with the conditions below it, where it announces them and they award nothing.

    对符合下列条件之一的企业，给予5万元奖励： alone asks for nothing; what it asks for are units of their own.
    """
    wording = wording_of(document, unit_id)
    below = [one for one in document.units if one.parent == unit_id]
    is_list = wording.rstrip().endswith("：") and ANNOUNCES.search(wording) and _FIGURE.search(wording)
    if not is_list or any(_AWARDS.search(f"{one.heading}{one.text}") for one in below):
        return wording
    return "\n".join((wording, *(f"{one.number}{wording_of(document, one.id)}" for one in below)))


def without_unit(draft: PolicyDraft, unit_id: str) -> PolicyDraft:
    """Return the draft without the clauses that were made of a unit; facts stay."""
    for clause in draft.clauses:
        if clause.unit == unit_id:
            draft = remove_clause(draft, clause.id)
    return draft


def read_again(
    draft: PolicyDraft, clause: DraftClause, document: Document | None, dictionary: Dictionary
) -> Reading:
    """Read the wording of a clause as it is now; nothing of the draft changes.

    Raises:
        BadInput: As `context_for`.
    """
    known = document is not None and any(unit.id == clause.unit for unit in document.units)
    context = context_for(draft, document, clause.unit if known else "", dictionary)
    return read_wording(clause.wording, context)


def proposed(draft: PolicyDraft, clause: DraftClause, reading: Reading) -> PolicyDraft:
    """Return the draft with a clause as its wording is read; id, title, papers and cases stay."""
    made = base_of(draft, clause, reading)
    own = replace(
        made,
        id=clause.id,
        unit=clause.unit,
        title=clause.title,
        wording=clause.wording,
        papers=clause.papers,
        cases=clause.cases,
    )
    clauses = tuple(own if one.id == clause.id else one for one in draft.clauses)
    return replace(
        draft,
        clauses=clauses,
        **_with_proposed(draft, reading),
    )


def doubts_of(draft: PolicyDraft, clause: DraftClause, reading: Reading) -> tuple[Doubt, ...]:
    """Return the doubts about a clause that nobody settled: those of whose words a line is open."""
    own = base_of(draft, clause, reading).id
    opened = [line for line in all_lines(clause) if line.is_open]
    return tuple(
        doubt
        for doubt in reading.doubts
        if doubt.clause == own
        and (not doubt.options or any(_touches(line.words, doubt.words) for line in opened))
    )


def settled(
    clause: DraftClause, base: DraftClause, doubt: Doubt, option: Option, others: Sequence[Doubt] = ()
) -> DraftClause:
    """Return a clause as one of the options of a doubt has it; what the doubt does not touch stays.

    ``base`` is the clause as it was read, with the first option of every doubt. A line that one of the
    ``others`` that nobody settled is about as well stays open.
    """
    changes = {
        part: _changed(getattr(clause, part), getattr(base, part), getattr(option.clause, part))
        for part in _ASKED
    }
    left = [one for one in others if one != doubt and one.clause == doubt.clause]
    return _closed(replace(clause, **changes), doubt.words, left)


def base_of(draft: PolicyDraft, clause: DraftClause, reading: Reading) -> DraftClause:
    """Return the clause of a reading that a clause of the draft was made of; an empty one where none was."""
    if not reading.clauses:
        return DraftClause("")
    # Of a wording that was shortened to one clause, that one.
    return reading.clauses[min(_number_of(draft, clause), len(reading.clauses) - 1)]


def all_lines(clause: DraftClause) -> tuple[Line, ...]:
    """Return every formula of a clause, as far as anything stands in it."""
    stages = [line for stage in clause.stages for line in stage.conditions]
    definitions = [one.line for one in clause.definitions]
    lines = (*clause.who, *clause.conditions, *definitions, clause.award, clause.total, *stages)
    return tuple(line for line in lines if line != Line())


def _number_of(draft: PolicyDraft, clause: DraftClause) -> int:
    """Return which of the clauses of its unit a clause is, from 0."""
    if not clause.unit:
        return 0
    return [one.id for one in draft.clauses if one.unit == clause.unit].index(clause.id)


def _changed(now: Any, base: Any, option: Any) -> Any:
    """Return a line or lines with what an option says otherwise than the reading; else they stay.

    What was added, taken away or written otherwise since the reading stays too.
    """
    if isinstance(option, Line):
        return now if option.formula == base.formula else replace(option, is_open=now.is_open)
    said = {one.formula: other.formula for one, other in zip(base, option, strict=True)}
    return tuple(replace(line, formula=said.get(line.formula, line.formula)) for line in now)


def _closed(clause: DraftClause, words: tuple[Words, ...], left: Sequence[Doubt]) -> DraftClause:
    """Return the clause with the lines of these words looked at, as far as no other doubt is about them."""
    of_left = tuple(one for doubt in left for one in doubt.words)
    # What only points at words is about what is given, whichever line they stand beside.
    is_pointed_at = any(not doubt.options for doubt in left)

    def seen(line: Line) -> Line:
        is_seen = _touches(line.words, words) and not _touches(line.words, of_left)
        return replace(line, is_open=False) if is_seen else line

    award = seen(clause.award)
    return replace(
        clause,
        who=tuple(map(seen, clause.who)),
        conditions=tuple(map(seen, clause.conditions)),
        award=replace(award, is_open=award.is_open or (is_pointed_at and clause.award.is_open)),
    )


def _touches(some: tuple[Words, ...], others: tuple[Words, ...]) -> bool:
    return any(one.start < other.end and other.start < one.end for one in some for other in others)


def _title_of(unit: Unit) -> str:
    """Return what a clause is called until somebody says otherwise: its heading, or its first words.

    >>> _title_of(Unit("u1", text="对规模以上、属于战略性新兴产业且不是高耗能的工业企业，按5%补助。"))
    '规模以上、属于战略性新兴产业且不是高耗能的…'
    >>> _title_of(Unit("u1", text="对在库建筑业企业、二季度产值1亿元以上同比增长30%以上的，补助10万元。"))
    '在库建筑业企业'
    """
    if unit.heading:
        return unit.heading[:_LONGEST_TITLE]
    first = re.split(r"[，。；：\n]", unit.text, maxsplit=1)[0].removeprefix("对").removesuffix("的")
    if len(first) <= _LONGEST_TITLE:
        return first
    whole = first[:_LONGEST_TITLE].rpartition("、")[0]
    return whole if len(whole) > _SHORTEST_TITLE else f"{first[: _LONGEST_TITLE - 3]}…"


def _with_proposed(draft: PolicyDraft, reading: Reading) -> dict[str, Any]:
    """Return what a draft declares with what a reading proposes besides, which somebody has to look at."""
    facts, judgements = (
        tuple(replace(one, is_open=True) for one in several)
        for several in (reading.facts, reading.judgements)
    )
    return {
        "facts": _joined(draft.facts, facts, "name"),
        "judgements": _joined(draft.judgements, judgements, "name"),
    }


def _joined(known: tuple[Any, ...], more: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    there = {getattr(one, key) for one in known}
    return (*known, *(one for one in more if getattr(one, key) not in there))


def _renamed(one: Any, called: Mapping[str, str]) -> Any:
    return replace(one, clauses=tuple(called.get(id_, id_) for id_ in one.clauses), is_open=True)
