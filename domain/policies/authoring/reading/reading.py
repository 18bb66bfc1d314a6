"""The wording of one unit, by rules: what clauses it says, from which words, and what is not sure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from domain.policies.authoring.draft import DraftCap, DraftClause, DraftFact, DraftGroup, Line, Words
from domain.policies.authoring.reading.certainty import closed, in_own_words, unproved
from domain.policies.authoring.reading.checking import Checker
from domain.policies.authoring.reading.clauses import ClauseMaker, Made
from domain.policies.authoring.reading.conditions import Condition, Edges, Place
from domain.policies.authoring.reading.doubts import Concerned, Doubts, rebased, unasked, unread
from domain.policies.authoring.reading.gates import with_gates
from domain.policies.authoring.reading.headings import narrowed, without_siblings
from domain.policies.authoring.reading.literals import literal
from domain.policies.authoring.reading.oddities import with_limits_apart, with_oddities
from domain.policies.authoring.reading.quantities import Facts
from domain.policies.authoring.reading.results import (
    Context,
    Doubt,
    Reading,
    Span,
    Use,
    lines_of,
)
from domain.policies.authoring.reading.shorthand import Shorthand, with_units_first
from domain.policies.authoring.reading.statements import StatementReader, Statements, announces_only

_JOINTS = "，。；：、\n"
_FEWEST_OF_GROUP = 2


def read_wording(wording: str, context: Context) -> Reading:
    """Read a wording. Nothing is kept and nothing asked; the same words are always read alike.

    A line that is not ``is_open`` is one that rules known to be right made of words that were consumed whole.
    Formulas that the policy language does not read are never returned.
    """
    short = Shorthand.of(wording, context.valid_from.year)
    facts = Facts(context)
    edges = Edges.of(context.general)
    context = replace(context, inherited=without_siblings(context.inherited, wording))
    asked = [_above(text, facts, edges) for text in context.inherited]
    inherited = [condition for some in asked for condition in some or ()]
    said = StatementReader(short, facts, edges).read(inherited, context.inherited)
    maker = ClauseMaker(short, facts, said.heading)
    made = maker.make(said.rules, said.joint)
    checker = Checker(context, facts.proposed.values(), facts.judged.values())
    uses = _uses(short, said, made)
    left = [Words(short.places[first], short.places[last]) for first, last in _unread(uses)]
    concerned = Concerned(short, made)
    doubts: list[Doubt] = []
    clauses = [_checked(one.clause, checker) for one in made]
    clauses, paid = _in_parts(made, clauses, said)
    doubts += [*paid, *_together(short, said, clauses)]
    if any(some is None for some in asked):
        clauses = [replace(one, award=replace(one.award, is_open=True)) for one in clauses]
        doubts += [Doubt(one.id, (), "上一级条文里还有别的内容，请看是否影响这一条。") for one in clauses]
    if left:
        clauses = [replace(one, award=replace(one.award, is_open=True)) for one in clauses]
        doubts += _not_read(clauses, left, wording, concerned)
    headings = (*context.inherited, said.heading)
    narrow = [narrowed(one, headings, context.dictionary) for one in clauses]
    clauses = [clause for clause, _ in narrow]
    doubts += [doubt for _, doubt in narrow if doubt is not None]
    doubts += [doubt for one, of in zip(made, clauses, strict=True) for doubt in Doubts(maker).of(one, of)]
    own = in_own_words(wording, facts.judged.values(), clauses)
    named = [one for one in (*facts.proposed.values(), *facts.judged.values()) if _term(one) not in own]
    clauses, odd = with_oddities(wording, named, [closed(one, own) for one in clauses])
    doubts += odd
    clauses, missing = _held_against(wording, _without_titles(context, asked), clauses, checker)
    apart = [*(one.place for one in said.instalments.values()), *(one.place for one in said.joint)]
    parts = "".join(short.said(*place) for place in apart)
    missing = tuple(one for one in missing if one not in parts)
    if missing:
        clauses = [replace(one, award=replace(one.award, is_open=True)) for one in clauses]
        doubts += _beside_formulas(clauses, missing, wording, concerned)
    clauses = with_limits_apart(wording, clauses)
    formulas = [line.formula for clause in clauses for line in lines_of(clause)]
    proposed = (*facts.proposed.values(), *facts.judged.values())
    used = [fact for fact in proposed if _is_used(fact.term, formulas)]
    spans = tuple(_spans(short, uses))
    clauses, held = with_gates(
        short, spans, used, clauses, own, concerned=concerned, is_grouped=said.highest is not None
    )
    doubts += held
    doubts += unasked(clauses, wording) if not doubts else ()
    if not doubts:
        clauses, doubts = _proved(short, spans, facts, used, clauses)
    return Reading(
        clauses=tuple(clauses),
        facts=tuple(fact for fact in facts.proposed.values() if _is_used(fact.term, formulas)),
        judgements=tuple(fact for fact in facts.judged.values() if _is_used(fact.term, formulas)),
        spans=spans,
        groups=_groups(said, clauses),
        shared_caps=_shared(said, clauses),
        doubts=tuple(rebased(doubts, clauses)),
    )


def _proved(
    short: Shorthand,
    spans: Sequence[Span],
    facts: Facts,
    used: Sequence[DraftFact],
    clauses: Sequence[DraftClause],
) -> tuple[list[DraftClause], list[Doubt]]:
    """Return the clauses open where not all of the wording is accounted for, and what is asked then."""
    proved, doubts = list(clauses), []
    for at, clause in enumerate(clauses):
        asked = list(unproved(short, spans, facts, used, clause))
        if asked:
            proved[at] = replace(clause, award=replace(clause.award, is_open=True))
            places = tuple(dict.fromkeys(part for words, _ in asked for part in words))
            said = "；".join(dict.fromkeys(question for _, question in asked))
            doubts.append(Doubt(clause.id, places, f"还不能肯定读对了：{said}。请对照条文看一遍。"))
    return proved, doubts


def _term(fact: DraftFact) -> str:
    return fact.term or fact.label


def _groups(said: Statements, clauses: Sequence[DraftClause]) -> tuple[DraftGroup, ...]:
    if said.highest is None or len(clauses) < _FEWEST_OF_GROUP:
        return ()
    return (DraftGroup("就高不重复", tuple(one.id for one in clauses)),)


def _shared(said: Statements, clauses: Sequence[DraftClause]) -> tuple[DraftCap, ...]:
    if len(clauses) < _FEWEST_OF_GROUP:
        return ()
    ids = tuple(one.id for one in clauses)
    caps = [literal(one.figure) or "" for one in said.joint]
    return tuple(DraftCap(f"合计不超过{cap}", ids, cap) for cap in caps if cap)


def _together(short: Shorthand, said: Statements, clauses: Sequence[DraftClause]) -> Iterator[Doubt]:
    """Ask of which clauses a limit is that several have together."""
    at = short.places
    for cap, limit in zip(_shared(said, clauses), said.joint, strict=False):
        words = (Words(at[limit.place[0]], at[limit.place[1]]),)
        yield Doubt(clauses[0].id, words, f"这几条一共最高 {cap.cap}，是全部 {len(clauses)} 条合起来算吗？")


def _in_parts(
    made: Sequence[Made], clauses: Sequence[DraftClause], said: Statements
) -> tuple[list[DraftClause], list[Doubt]]:
    """Return the clauses with the parts in which they are paid, and what is asked about those."""
    found: list[DraftClause] = []
    doubts: list[Doubt] = []
    for one, clause in zip(made, clauses, strict=True):
        paid = said.instalments.get(one.rules[0].sentence)
        if paid is None or clause.each:
            found.append(clause)
            continue
        award = replace(clause.award, is_open=True)
        found.append(replace(clause, award=award, stages=paid.stages))
        doubts.append(
            Doubt(clause.id, (), "分期兑付的，每一期什么时候付、要符合什么条件？请看各期写得对不对。")
        )
    return found, doubts


def _above(text: str, facts: Facts, edges: Edges) -> list[Condition] | None:
    """Return what a unit above asks for, without places; None where it says more than that."""
    found = StatementReader(Shorthand.of(text, facts.year), facts, edges).read_above()
    if found is None:
        return None
    found = [one for one in found if not announces_only(one)]
    for one in found:
        one.places = []
    return found


def _is_used(term: str, formulas: Sequence[str]) -> bool:
    """Whether a formula has a term, and not only a longer one that it is part of."""
    whole = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)")
    return any(whole.search(formula) for formula in formulas)


def _checked(clause: DraftClause, checker: Checker) -> DraftClause:
    """Return a clause without formulas that cannot be read; what was meant by them is open."""

    def line(one: Line, read: object) -> Line:
        return one if read is not None else replace(one, formula="", is_open=True)

    def lines(some: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(line(one, checker.condition(one.formula, clause.each)) for one in some)

    return replace(
        clause,
        who=lines(clause.who),
        conditions=lines(clause.conditions),
        award=line(clause.award, checker.award(clause.award.formula, clause.each)),
    )


def _without_titles(context: Context, asked: Sequence[Sequence[Condition] | None]) -> Context:
    """Return a context without units above that ask for nothing: no number of a title is anybody's figure."""
    return replace(
        context,
        inherited=tuple(text for text, some in zip(context.inherited, asked, strict=True) if some != []),
    )


def _held_against(
    wording: str, context: Context, clauses: Sequence[DraftClause], checker: Checker
) -> tuple[list[DraftClause], tuple[str, ...]]:
    """Hold the figures of clauses against the wording.

    Returns:
        The clauses, saying of which year a figure is where the wording does not and there is only one; and
        the figures of the wording that stand in no clause, with those of clauses that it lacks.
    """
    year = f"{context.valid_from.year}年"
    is_one_year = context.valid_to.year == context.valid_from.year
    whole = with_units_first("。".join((*context.inherited, wording)))
    done: list[DraftClause] = []
    lacking: list[set[str]] = []
    strange: list[str] = []
    for clause in clauses:
        wanted, extra = checker.differences(replace(clause, wording=whole))
        lacking.append(set(wanted))
        is_silent = is_one_year and year in extra
        strange += [one for one in extra if not (is_silent and one == year)]
        said = (f"条文没有写明期间的，按{year}的数。",) if is_silent else ()
        done.append(replace(clause, readings=(*clause.readings, *said)))
    nowhere = set.intersection(*lacking) if lacking else set()
    return done, tuple(sorted(nowhere)) + tuple(dict.fromkeys(strange))


def _places_of(figure: str, wording: str) -> tuple[Words, ...]:
    """Return every place of a figure in the wording; none where only a formula has it."""
    return tuple(Words(*match.span()) for match in re.finditer(re.escape(figure), wording))


def _beside_formulas(
    clauses: Sequence[DraftClause], figures: Sequence[str], wording: str, concerned: Concerned
) -> Iterator[Doubt]:
    """Ask each clause about the figures of its words that wording and formulas differ in."""
    for clause in clauses:
        own = [one for one in figures if clause.id in concerned.by(_places_of(one, wording))]
        if own:
            yield _of_figures(clause, wording, own)


def _not_read(
    clauses: Sequence[DraftClause], words: Sequence[Words], wording: str, concerned: Concerned
) -> Iterator[Doubt]:
    """Ask each clause about those of its words that rules cannot read."""
    for clause in clauses:
        own = tuple(part for part in words if clause.id in concerned.by((part,)))
        if own:
            yield unread(clause, own, wording)


def _of_figures(clause: DraftClause, wording: str, figures: Sequence[str]) -> Doubt:
    """Say which figures wording and formulas differ in."""
    places = tuple(Words(at, at + len(one)) for one in figures if (at := wording.find(one)) >= 0)
    return Doubt(clause.id, places, f"条文和公式里的数对不上：{'、'.join(figures)}。请核对。")


# Spans


def _uses(short: Shorthand, said: Statements, made: Sequence[Made]) -> list[tuple[Use, str]]:
    """Return what became of each sign of the short text."""
    uses = [(Use.NOT_UNDERSTOOD, "")] * len(short.text)

    def mark(place: Place, use: Use, target: str = "") -> None:
        for at in range(*place):
            uses[at] = (use, target)

    for place in said.no_part:
        mark(place, Use.NO_PART)
    for place, target in _beside_clauses(said, made):
        mark(place, Use.USED if target else Use.NO_PART, target)
    for one in made:
        for target, place in reversed(one.targets):
            mark(place, Use.USED, target)
    for at, sign in enumerate(short.text):
        if sign in _JOINTS and uses[at][0] is Use.NOT_UNDERSTOOD:
            uses[at] = (Use.NO_PART, "")
    return uses


def _beside_clauses(said: Statements, made: Sequence[Made]) -> Iterator[tuple[Place, str]]:
    """Yield the places of what holds for clauses besides their lines, and what was made of it."""
    is_several = len(made) >= _FEWEST_OF_GROUP
    for sentence, paid in said.instalments.items():
        id_ = next((one.clause.id for one in made if one.rules[0].sentence == sentence), "")
        if id_:
            yield paid.place, f"{id_}/stages"
    for at, limit in enumerate(said.joint):
        if is_several:
            yield limit.place, f"shared_caps/{at}"
    if said.highest is not None:
        yield said.highest, "groups/0" if is_several else ""


def _unread(uses: Sequence[tuple[Use, str]]) -> Iterator[Place]:
    at = 0
    for use, signs in groupby(one for one, _ in uses):
        count = sum(1 for _ in signs)
        if use is Use.NOT_UNDERSTOOD:
            yield at, at + count
        at += count


def _spans(short: Shorthand, uses: Sequence[tuple[Use, str]]) -> Iterator[Span]:
    at, places = 0, short.places
    if places and places[0] > 0:
        yield Span(0, places[0], Use.NO_PART)
    for (use, target), signs in groupby(uses):
        count = sum(1 for _ in signs)
        yield Span(places[at], places[at + count], use, target)
        at += count
