"""Decisions as headless commands print them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import east_asian_width

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.policy import Policy
from domain.policies.trace import OUTCOME_NAMES, Decision
from domain.values.money import plain_yuan, yuan_text

_GAP = "  "


def json_lines(facts: EnterpriseFacts, decisions: Iterable[Decision]) -> Iterator[str]:
    """Yield one JSON object a clause: uscc, name, clause, outcome, amount (yuan), trace, missing, reason.

    The reason says why a person must judge, or what else must be said; it is empty otherwise.
    """
    for decision in decisions:
        yield json.dumps(
            {
                "uscc": facts.uscc,
                "name": facts.name,
                "clause": decision.clause_id,
                "outcome": decision.outcome.value,
                "amount": plain_yuan(decision.amount),
                "trace": decision.as_json(),
                "missing": list(decision.missing),
                "reason": decision.reason,
            },
            ensure_ascii=False,
        )


def table_lines(
    policy: Policy,
    dictionary: Dictionary,
    results: Sequence[tuple[EnterpriseFacts, Sequence[Decision]]],
) -> Iterator[str]:
    """Yield a table for people to read, each enterprise under its name, and the sum at the end."""
    titles = [clause.title for clause in policy.clauses.values()]
    width = max(_width(title) for title in titles)
    total = granted = 0
    for facts, decisions in results:
        yield f"{facts.name}（{facts.uscc}）"
        for decision in decisions:
            title = policy.clauses[decision.clause_id].title
            amount = yuan_text(decision.amount)
            line = [_padded(title, width), _padded(OUTCOME_NAMES[decision.outcome], 10), f"{amount:>14}"]
            remark = "、".join(map(dictionary.label_of, decision.missing))
            remark = f"缺：{remark}" if remark else decision.reason
            yield f"  {_GAP.join(line)}{_GAP}{remark}".rstrip()
            total += decision.amount
            granted += decision.amount > 0
        yield ""
    yield f"共 {len(results)} 户，{granted} 项有补助，合计 {yuan_text(total)} 元。"
    if policy.caveat:
        yield policy.caveat


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
