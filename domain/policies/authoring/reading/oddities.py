"""What was read whole and is hardly meant: names cut from the words around, steps from two beginnings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.policies.authoring.draft import DraftClause, DraftFact, Line, Words
from domain.policies.authoring.reading.results import Doubt

_JOINING: Final = re.compile(r"但|且|并(?![购网])|而|或|及|其|该|又|另|占|同时|的|之")
"""With what no name of a fact begins: it joins a fact with what stands before it."""

_ELLIPTIC: Final = re.compile(
    r"(?:国家|省|市|区|县)级?|[一二三]等奖?|[甲乙丙]级|\dA级|"
    r"(?:净增|新增|增加|增长|增量|超过|达到|不足)(?:金额|额|数|比率|人数)?|"
    r"(?:合计|总|超出|上述)(?:额|数)?(?:金额|部分)?|"
    r"(?:当年|本年|全年|年度|累计|实际)*(?:完成|实现|取得|获得|新增|绝对)"
)
"""What says of something which it is, or by how much it grew, and not of what."""

_WITHIN: Final = re.compile(
    "同比|环比|增长|增速|均|都|或|不低于|不少于|达到|超过|以上|以下|其中|^[月季]|[月日]均"
)
"""What no name of a figure holds: something of the sentence, or a period that nobody can say."""

_STEPS: Final = re.compile(r"每[满档]\((?:(\w+)\[\w+\] - \1\[\w+\]|(同比|环比)\((\w+)\[\w+\]\)),")
_FIGURES: Final = ("money", "number", "rate")
_GROWING: Final = re.compile(r"每(?:增长|增加|提高|上升|超过?)")


def odd_names(wording: str, facts: Iterable[DraftFact]) -> tuple[str, ...]:
    """Return the names of proposed facts that no fact has.

    >>> facts = [DraftFact(name, name, "money") for name in ("但金额", "中产值", "中标金额", "省级", "产值")]
    >>> odd_names("其中产值5000万元以上的、中标金额", facts)
    ('但金额', '中产值', '省级')
    """
    return tuple(
        one.label
        for one in facts
        if _is_odd(wording, one.label) or (one.kind in _FIGURES and _WITHIN.search(one.label))
    )


def _is_odd(wording: str, label: str) -> bool:
    is_cut = label.startswith("中") and f"其{label}" in wording and f"其中{label}" not in wording
    # 增值税、企业所得税合计: the sum is of more than the last of them.
    is_cut |= "合计" in label and "、" in wording[: max(wording.find("合计"), 0)]
    return is_cut or "每" in label or bool(_JOINING.match(label)) or bool(_ELLIPTIC.fullmatch(label))


def with_oddities(
    wording: str, facts: Iterable[DraftFact], clauses: Sequence[DraftClause]
) -> tuple[list[DraftClause], list[Doubt]]:
    """Return the clauses with lines open that are hardly meant so, and what is asked about them."""
    names = odd_names(wording, facts)
    opened, doubts = [], list[Doubt]()
    for clause in clauses:
        changed = _with_open_names(clause, names)
        for name in names:
            if any(name in one.formula for one in _lines(clause)):
                question = f"“{name}”不像一项数据的名称，可能是指前面说到的数。请看是哪一项。"
                doubts.append(Doubt(clause.id, _words(wording, name), question))
        growing = _GROWING.search(wording)
        if growing is not None and (begins := _two_beginnings(changed)):
            changed = replace(changed, award=replace(changed.award, is_open=True))
            question = f"“{growing[0]}”从{begins}算起，还是从条件里的数算起？现在按前一种算。"
            doubts.append(Doubt(clause.id, (Words(*growing.span()),), question))
        opened.append(changed)
    return opened, doubts


def _with_open_names(clause: DraftClause, names: Sequence[str]) -> DraftClause:
    def line(one: Line) -> Line:
        return replace(one, is_open=True) if any(name in one.formula for name in names) else one

    return replace(
        clause,
        who=tuple(map(line, clause.who)),
        conditions=tuple(map(line, clause.conditions)),
        award=line(clause.award),
    )


def _two_beginnings(clause: DraftClause) -> str:
    """Return where steps begin that may begin at a threshold of the clause as well; empty where not."""
    steps = _STEPS.search(clause.award.formula)
    if steps is None:
        return ""
    axis = f"{steps[1]}[" if steps[1] else f"{steps[2]}({steps[3]}["
    is_held = any(one.formula.startswith(axis) and ">" in one.formula for one in clause.conditions)
    is_from_zero = any(
        one.formula.startswith(axis) and one.formula.endswith("> 0") for one in clause.conditions
    )
    if not is_held or is_from_zero:
        return ""
    return f"上年的{steps[1]}" if steps[1] else "增长 0%"


def _lines(clause: DraftClause) -> Iterator[Line]:
    yield from (*clause.who, *clause.conditions, clause.award)


def _words(wording: str, said: str) -> tuple[Words, ...]:
    at = wording.find(said)
    return (Words(at, at + len(said)),) if at >= 0 else ()
