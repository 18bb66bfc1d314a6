"""核定过程单: how one clause was decided for one enterprise, met or not, on a sheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.office.entities import OfficeFields
from domain.papers.blocks import (
    Block,
    Column,
    Content,
    Figures,
    Heading,
    Paragraph,
    SealPlaces,
    Table,
    Title,
    Tone,
)
from domain.papers.occasion import foot
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.ranges import Result
from domain.policies.language.wording import day_text
from domain.policies.one import by_person
from domain.policies.one.evaluation import Evaluation, RowInHand
from domain.policies.one.figures import leaf_text, leaves_in
from domain.policies.policy import Clause, Policy
from domain.policies.trace import OUTCOME_NAMES, Check, Decision, Outcome
from domain.values.money import Fen, chinese_capital, yuan_text

TITLE: Final = "核定过程单"
_VERDICTS: Final = {
    Result.TRUE: "符合",
    Result.FALSE: "不符合",
    Result.MISSING: "资料缺失",
    Result.UNDECIDABLE: "待认定",
}
_FACTS: Final = (Column("审核项目"), Column("期间"), Column("数据", Content.FIGURE))
CHECKS: Final = (
    Column("条件", share=28),
    Column("要求", share=22),
    Column("查得", share=34),
    Column("结论", share=16),
)
STEPS: Final = (Column("计算步骤"), Column("结果", Content.FIGURE))
_INSTALMENTS: Final = (Column("分期"), Column("结论", Content.WORD), Column("金额（元）", Content.AMOUNT))
_BY_PERSON: Final = (Column("认定项目", share=16), Column("内容", share=84))
_NUMERALS: Final = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of an award on its road, beside what its clause comes to.

    Attributes:
        computed: What it comes to, in fen.
        amount: What was decided, in fen.
        because: Why that is another amount, as a part of a sentence; empty where it is none.
        short: The same for a letter of one page.
        part: Which instalment and period it is for; empty for the whole.
        beside: What was received from other levels, each with what was decided beside it.
    """

    computed: Fen
    amount: Fen
    because: str = ""
    short: str = ""
    part: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worked:
    """What is to be shown: who, by what, and how it was decided; ``decided`` where it went a road."""

    policy: Policy
    clause: Clause
    facts: EnterpriseFacts
    decision: Decision
    dictionary: Dictionary
    decided: Decided | None = None

    @property
    def amount(self) -> Fen:
        """What is given, in fen."""
        return self.decision.amount if self.decided is None else self.decided.amount

    @property
    def is_granted(self) -> bool:
        return self.decided is not None or self.decision.outcome is Outcome.GRANTED


def compose_working(
    worked: Worked, office: OfficeFields, day: date, now: datetime, *, witness: str, is_alone: bool
) -> Paper:
    """Write the sheet as a paper by itself, for the office's own files; ``now`` in UTC."""
    sheet = working_sheet(worked, day, witness=witness, is_alone=is_alone)
    return Paper(TITLE, "", office.name, worked.facts.name, day, now, (sheet,))


def working_sheet(
    worked: Worked,
    day: date,
    *,
    number: str = "",
    is_annex: bool = False,
    witness: str = "",
    is_alone: bool = False,
) -> Sheet:
    """Compose the sheet.

    Args:
        worked: What is to be shown.
        day: On which it was decided.
        number: 发文字号 of the notice that it belongs to; empty where there is none.
        is_annex: Whether it lies with a notice; else people sign it.
        witness: How far the trail of acts had come, as `domain.store.chain` writes it; empty for nothing.
        is_alone: Whether one person does everything at the office, which whoever reads it is told.
    """
    parts = (
        ("政策规定", _policy(worked)),
        ("审核数据", _figures(worked)),
        ("审核条件", _conditions(worked.decision)),
        (by_person.TITLE, _by_person(worked.decision)),
        ("核定结果", _outcome(worked)),
    )
    blocks: list[Block] = [Paragraph("附件", Tone.ANNEX)] if is_annex else []
    blocks += [Title(TITLE), Figures(tuple(_who(worked, day, number)))]
    numerals = iter(_NUMERALS)
    for title, part in parts:
        if found := list(part):
            blocks += [Heading(f"{next(numerals)}、{title}"), *found]
    if worked.policy.caveat:
        blocks.append(Paragraph(f"注：{worked.policy.caveat}", Tone.NOTE))
    if not is_annex:
        blocks.append(SealPlaces(("经办人：", "复核人：", "负责人：")))
    numbering = Numbering.OFFICIAL if is_annex else Numbering.OF_ALL
    footer = Footer(foot(witness, is_alone=is_alone), numbering=numbering)
    return Sheet(Look.FORM, tuple(blocks), footer)


def _who(worked: Worked, day: date, number: str) -> Iterator[tuple[str, str]]:
    decision, facts = worked.decision, worked.facts
    yield "企业名称", facts.name
    yield "信用代码", facts.uscc
    yield "政策", worked.policy.title
    part = f"（{worked.decided.part}）" if worked.decided is not None and worked.decided.part else ""
    yield "条款", f"{worked.clause.title}{part}"
    how = f"（{by_person.TITLE}）" if decision.by_person is not None else ""
    is_other = worked.decided is not None and decision.outcome is not Outcome.GRANTED
    yield "结论", f"{OUTCOME_NAMES[decision.outcome]}{'，经审核核定' if is_other else ''}{how}"
    yield "核定金额", f"{yuan_text(worked.amount)} 元" if worked.is_granted else "—"
    yield "核定日期", day_text(day)
    yield "通知书文号", number or "—"


def _policy(worked: Worked) -> Iterator[Block]:
    yield Paragraph(" ".join(worked.clause.wording.split()))


def _figures(worked: Worked) -> Iterator[Block]:
    """Yield what it was decided on; of a list, only the rows that count where something is granted."""
    clause, facts = worked.clause, worked.facts
    rows: list[tuple[str, ...]] = []
    if not clause.each:
        rows += _facts_of(clause, Evaluation(facts))
    for index, row in enumerate(facts.rows.get(clause.each, ()) if clause.each else ()):
        check = worked.decision.checks[index] if index < len(worked.decision.checks) else None
        if check is None or (worked.decision.outcome is Outcome.GRANTED and check.result is Result.FALSE):
            continue
        of_row = _facts_of(clause, Evaluation(facts, RowInHand(clause.each, index, row)))
        rows += ((f"{check.text}：{item}", period, value) for item, period, value in of_row)
    if rows:
        yield Table(_FACTS, tuple(dict.fromkeys(rows)))


def _facts_of(clause: Clause, evaluation: Evaluation) -> Iterator[tuple[str, str, str]]:
    return (text for leaf in leaves_in(clause.formulas) if (text := leaf_text(leaf, evaluation)) is not None)


def _conditions(decision: Decision) -> Iterator[Block]:
    # What a person decided has a part of its own.
    told = (by_person.TITLE, decision.by_person.text) if decision.by_person is not None else None
    rows = tuple(lines_of(one for one in decision.checks if (one.text, one.found) != told))
    if rows:
        yield Table(CHECKS, rows)


def _by_person(decision: Decision) -> Iterator[Block]:
    if (given := decision.by_person) is not None:
        day = given.decided_at.astimezone().date()
        rows = (
            ("意见", given.word),
            ("理由", given.reason),
            ("依据", given.evidence),
            ("认定人", f"{given.decided_by}　{day_text(day)}"),
        )
        yield Table(_BY_PERSON, rows)


def lines_of(checks: Iterable[Check], prefix: str = "") -> Iterator[tuple[str, ...]]:
    """Yield the conditions as lines; those of a row of a list carry its name."""
    for check in checks:
        if check.parts and not check.required:
            yield from lines_of(check.parts, f"{prefix}{check.text}：")
        else:
            verdict = _VERDICTS[check.result]
            yield (
                f"{prefix}{check.text}",
                check.required,
                check.found,
                f"{verdict}，{check.gap}" if check.gap else verdict,
            )


def _outcome(worked: Worked) -> Iterator[Block]:
    decision = worked.decision
    if decision.steps:
        yield Table(STEPS, tuple((step.text, step.shown) for step in decision.steps))
    if decision.instalments:
        yield Table(
            _INSTALMENTS,
            tuple((one.title, OUTCOME_NAMES[one.outcome], int(one.amount)) for one in decision.instalments),
        )
    beside = () if worked.decided is None else worked.decided.beside
    yield from (Paragraph(f"其他层级已得：{one}。") for one in beside)
    yield Paragraph(_sentence(worked))


def _sentence(worked: Worked) -> str:
    decision = worked.decision
    if worked.decided is not None and worked.decided.because:
        return f"{because_text(worked.decided, worked.decided.because)}（{chinese_capital(worked.amount)}）。"
    match decision.outcome:
        case Outcome.GRANTED if worked.amount:
            amount = f"{yuan_text(worked.amount)} 元（{chinese_capital(worked.amount)}）"
            how = "经人工认定，" if decision.by_person is not None else ""
            return f"{how}核定补助资金 {amount}。{f'{decision.note}。' if decision.note else ''}"
        case Outcome.GRANTED:
            return f"符合条件，核定金额为 0.00 元：{decision.note}。"
        case Outcome.NOT_MET if decision.by_person is not None:
            return f"经人工认定，不予补助：{decision.by_person.reason}。"
        case Outcome.NOT_MET:
            return f"不符合条件，不予补助：{'；'.join(failing(decision.checks)) or decision.note}。"
        case Outcome.MISSING:
            missing = "、".join(worked.dictionary.label_of(key) for key in decision.missing)
            return f"资料缺失，不能核定。还缺：{missing}。"
        case Outcome.MANUAL:
            return f"待人工认定：{decision.reason}。"


def because_text(decided: Decided, because: str) -> str:
    """Say what the clause comes to, what was decided, and why, without a stop.

    >>> because_text(Decided(Fen(500_00), Fen(200_00)), "与“稳岗补助”补差")
    '按条款算出 500.00 元；与“稳岗补助”补差，核定为 200.00 元'
    """
    computed, amount = yuan_text(decided.computed), yuan_text(decided.amount)
    return f"按条款算出 {computed} 元；{because}，核定为 {amount} 元"


def failing(checks: Iterable[Check], prefix: str = "") -> Iterator[str]:
    """Yield each condition that fails, with what was found and by how much it falls short."""
    for check in checks:
        if check.result is not Result.FALSE:
            continue
        if check.parts and not check.required:
            yield from failing(check.parts, f"{prefix}{check.text}：")
        else:
            gap = f"，{check.gap}" if check.gap else ""
            yield f"{prefix}{check.text}，要求{check.required}，查得{check.found}{gap}"
