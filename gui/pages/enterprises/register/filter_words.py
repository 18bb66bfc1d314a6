"""What filters of the register are called: a condition as the words on its chip."""

from collections.abc import Mapping, Sequence

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.quantities import figure_text
from domain.enterprises.register.conditions import (
    Condition,
    Contains,
    HasRow,
    HasValue,
    LacksFigure,
    Tagged,
    Within,
)
from domain.policies.runs.standing import LastOutcome
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.values.periods import Period
from gui.formatting import NONE, NOT_ENTERED

TITLES: Mapping[str, str] = {"above_scale": "四上"}
NO_TAG = "没有标签"
_MOST_NAMED = 3


def words_for(condition: Condition, dictionary: Dictionary, clauses: Mapping[tuple[str, str], str]) -> str:
    """Return a condition in words; `clauses` gives titles by the ids of policy and clause.

    What the dictionary does not know any more is shown under the name it was kept by.
    """
    match condition:
        case HasValue(name=name, values=values):
            fact = dictionary.attributes.get(name)
            return f"{title_of(name, dictionary)}：{_listed([value_text(fact, one) for one in values])}"
        case Contains(name=name, text=text):
            return f"{title_of(name, dictionary)}含“{text}”"
        case Within(name=name):
            return f"{title_of(name, dictionary)}：{_range_text(condition, dictionary)}"
        case Tagged(values=values):
            return f"标签：{_listed([NO_TAG if one is None else one for one in values])}"
        case HasRow(list=kind, column=column, values=values):
            row = dictionary.rows.get(kind)
            fact = row.columns.get(column) if row else None
            return f"{row.label if row else kind}：{_listed([value_text(fact, one) for one in values])}"
        case LacksFigure(name=name, period=period):
            known = dictionary.indicators.get(name)
            return f"没填{Period.parse(period).label}{known.label if known else name}"
        case LastOutcome(policy_id=policy_id, clause_id=clause_id, outcomes=outcomes):
            title = clauses.get((policy_id, clause_id), clause_id)
            return f"{title}：{_listed([OUTCOME_NAMES[Outcome(one)] for one in outcomes])}"
    return condition.kind


def title_of(name: str, dictionary: Dictionary) -> str:
    """Return what an attribute is called in filters."""
    fact = dictionary.attributes.get(name)
    return TITLES.get(name, fact.label if fact else name)


def value_text(fact: Fact | None, value: str | None) -> str:
    """Return a value, as `codec` writes it, in words."""
    if value is None:
        return NOT_ENTERED
    if fact is not None and fact.kind is FactKind.TRUTH:
        return "是" if value == "1" else "否"
    if fact is not None and fact.kind is FactKind.CHOICE:
        return fact.choices.get(value, value)
    return value or NONE


def _range_text(condition: Within, dictionary: Dictionary) -> str:
    fact = dictionary.attributes.get(condition.name)
    least, most = (
        figure_text(fact, int(end)) if end and condition.is_number and fact else end
        for end in (condition.least, condition.most)
    )
    if least and most:
        return f"{least} 至 {most}"
    return f"{least} 起" if least else f"到 {most}"


def _listed(words: Sequence[str]) -> str:
    named = "、".join(words[:_MOST_NAMED])
    return f"{named}等 {len(words)} 项" if len(words) > _MOST_NAMED else named
