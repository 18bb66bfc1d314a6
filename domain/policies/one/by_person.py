"""What a person decided where the rule leaves it to one (人工认定), laid over what the rule says.

It counts for the very figures that it rests on, and only while the rule leaves the clause to a person by
itself: what is granted, not met or missing by the rule stands. What is decided among clauses and among
enterprises (就高不重复, caps, places) comes after, as for any amount.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Final

from domain.enterprises.codec import decode, encode
from domain.enterprises.dictionary import Dictionary, FactKey
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.history import NOT_ENTERED, label_of
from domain.policies.language import nodes
from domain.policies.language.measures import Type
from domain.policies.language.ranges import Doubt, Result
from domain.policies.language.wording import fact_text, value_text
from domain.policies.one.arithmetic import explain_amount
from domain.policies.one.evaluation import Evaluation, to_fen
from domain.policies.one.figures import columns_in, leaf_key, leaves_in
from domain.policies.policy import Clause
from domain.policies.trace import ByPerson, Check, Decision, Operation, Outcome, Step

TITLE: Final = "人工认定"
_REQUIRED: Final = "规则不能判定的，由本单位认定"
_CODE: Final = "uscc"
_MOST_NAMED: Final = 2


def is_for_person(alone: Decision) -> bool:
    """Whether a clause, decided by itself, is for a person to decide.

    What is only to be judged figure by figure is entered there, and a claim waits for the others.
    """
    is_open = alone.outcome is Outcome.MANUAL and alone.claim is None
    return is_open and any(not doubt.key for doubt in alone.doubts)


def lay_over(
    clause: Clause, alone: Decision, given: ByPerson, evaluation: Evaluation, dictionary: Dictionary
) -> Decision:
    """Return what a clause comes to by itself with what a person decided, where that counts.

    Where it does not count any more, the rule's own decision says so.
    """
    if not is_for_person(alone):
        return alone
    if lapsed := why_lapsed(clause, given, evaluation.facts, dictionary):
        text = f"{given.who} 认定{given.word}，{lapsed}，不再作数，须重新认定"
        return replace(alone, doubts=(Doubt(text), *alone.doubts))
    result = Result.TRUE if given.outcome is Outcome.GRANTED else Result.FALSE
    checks = (*alone.checks, Check(TITLE, given.text, _REQUIRED, result))
    decided = Decision(clause.id, given.outcome, given.amount, checks, by_person=given)
    if given.outcome is not Outcome.GRANTED:
        return decided
    return replace(decided, steps=_steps(clause, given, evaluation))


def why_idle(alone: Decision) -> str:
    """Say why what a person decided is not asked for now; empty where it may count."""
    if is_for_person(alone):
        return ""
    if alone.outcome is Outcome.MISSING:
        return "现在还缺资料，填好后再看"
    if alone.outcome is Outcome.MANUAL:
        return "现在只等企业资料里由本单位认定的数据"
    return "现在按规则就能判定"


def why_lapsed(clause: Clause, given: ByPerson, facts: EnterpriseFacts, dictionary: Dictionary) -> str:
    """Say why what was decided does not count any more; empty where it does."""
    if given.lapsed:
        return given.lapsed
    before, now = dict(given.read), read_of(clause, facts)
    if before == now:
        return ""
    changes = [
        f"{label_of(dictionary, key)}由{_shown(key, before, dictionary)}变为{_shown(key, now, dictionary)}"
        for key in sorted({*before, *now})
        if before.get(key) != now.get(key)
    ]
    more = f"等 {len(changes)} 项" if len(changes) > _MOST_NAMED else ""
    return f"之后数据有变动（{'；'.join(changes[:_MOST_NAMED])}{more}）"


def read_of(clause: Clause, facts: EnterpriseFacts) -> dict[str, str]:
    """Return all that a clause reads of an enterprise, by the keys of figures, as the store writes values.

    Figures that follow from others are among it; what was not entered is absent.
    """
    return dict(_read(clause, Evaluation(facts)))


def _read(clause: Clause, evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    lists = set[str]()
    for leaf in leaves_in(clause.formulas):
        match leaf:
            case nodes.Indicator():
                figure = evaluation.figure(leaf)
                if figure is not None:
                    yield leaf_key(leaf), str(figure.amount)
            case nodes.OverRows(rows) | nodes.RowsHold(rows):
                lists.add(rows.name)
            case nodes.Attribute(in_row=True) | nodes.Matches(in_row=True):
                lists.add(clause.each)
            case _:
                entered, value, key = evaluation.value(leaf.fact, in_row=False)
                if entered:
                    yield key, encode(value)
    yield from _read_rows(clause, evaluation.facts, lists)
    if any(isinstance(node, nodes.Listed) for one in clause.formulas for node in nodes.walk(one)):
        yield _CODE, evaluation.facts.uscc


def _read_rows(clause: Clause, facts: EnterpriseFacts, lists: set[str]) -> Iterator[tuple[str, str]]:
    """Yield how many rows these lists have, and what the clause reads of each."""
    columns = columns_in(clause.formulas)
    for name in sorted(lists & facts.rows.keys()):
        yield name, str(len(facts.rows[name]))
        for index, row in enumerate(facts.rows[name]):
            for column, value in row.items():
                if column in columns:
                    yield f"{name}[{index}].{column}", encode(value)


def _shown(key: str, read: Mapping[str, str], dictionary: Dictionary) -> str:
    text = read.get(key)
    if text is None:
        return NOT_ENTERED
    if key == _CODE:
        return text
    if key in dictionary.rows:
        return f"{text} 项"
    fact = FactKey.parse(key).fact(dictionary)
    with suppress(ValueError):
        return fact_text(fact, decode(fact, text))
    return text


def _steps(clause: Clause, given: ByPerson, evaluation: Evaluation) -> tuple[Step, ...]:
    """Return the arithmetic where the rule gives the amount for certain, else that a person gave it."""
    if clause.award is not None and not clause.each:
        award = evaluation.quantity(clause.award)
        if award.is_exact and to_fen(award.low) == given.amount:
            return explain_amount(clause.award, evaluation)
    amount = Fraction(given.amount)
    return (Step(f"{TITLE}的金额", Operation.TAKE, (amount,), amount, value_text(amount, Type.MONEY)),)
