"""Why a clause was decided as it was: the conditions one by one, then the arithmetic of the amount.

Plain values only, so that a trace can be kept with a case and shown again for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from domain.policies.language.ranges import Doubt, Result
from domain.values.money import NO_MONEY, Fen, yuan_text


class Outcome(StrEnum):
    """What becomes of a clause for one enterprise."""

    GRANTED = "granted"
    NOT_MET = "not_met"
    MISSING = "missing"
    MANUAL = "manual"


OUTCOME_NAMES: Final = {
    Outcome.GRANTED: "符合",
    Outcome.NOT_MET: "不符合",
    Outcome.MISSING: "资料缺失",
    Outcome.MANUAL: "待人工认定",
}


@dataclass(slots=True, unsafe_hash=True)
class Check:
    """One condition with what was found. Never changed, though Python would let it be.

    A trace makes dozens of them, and a frozen one takes three times as long to make.

    Attributes:
        text: What is asked for.
        found: The figure found, or 未填.
        required: The figure required, with its edge.
        gap: By how much it falls short, in words; empty where it does not or cannot be said.
        missing: Keys of the figures it waits for.
        parts: What it consists of, where it is an alternative or a row of a list.
        doubts: Why it is for a person to judge.
    """

    text: str
    found: str
    required: str
    result: Result
    gap: str = ""
    missing: tuple[str, ...] = ()
    parts: tuple["Check", ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def titled(self, text: str) -> "Check":
        """Return the same check under other words."""
        return Check(
            text,
            self.found,
            self.required,
            self.result,
            self.gap,
            self.missing,
            self.parts,
            self.doubts,
        )


class Operation(StrEnum):
    """What one step of arithmetic does with its operands. A divisor enters as one over it."""

    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    MULTIPLY_TO_FEN = "multiply_to_fen"
    WHOLE_STEPS = "whole_steps"
    LEAST = "least"
    GREATEST = "greatest"
    GROWTH = "growth"
    TAKE = "take"
    BEGUN_STEPS = "begun_steps"
    ROUND_TO_FEN = "round_to_fen"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of arithmetic: ``operation`` on ``operands`` (fen, fractions or counts) gives ``value``.

    ``text`` says what is done, ``shown`` the value with its unit.
    """

    text: str
    operation: Operation
    operands: tuple[Fraction, ...]
    value: Fraction
    shown: str


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment of an award: what it comes to, and whether it is due (granted)."""

    title: str
    outcome: Outcome
    amount: Fen
    checks: tuple[Check, ...]
    missing: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Scope(StrEnum):
    """Of whom a person decides: of one enterprise, or of several together."""

    ALONE = ""
    TIE = "tie"
    """In which order those come who are level."""

    SHARE = "share"
    """What each is given of a cap that they exceed together."""


@dataclass(frozen=True, slots=True)
class ByPerson:
    """What a person decided where the rule leaves it to one (人工认定).

    Attributes:
        outcome: Granted or not met; manual where it is only a place, from which all else follows.
        amount: In fen; 0 unless granted.
        evidence: What it rests on, in words: minutes, files.
        decided_at: UTC.
        read: What the clause read then, by the keys of figures, as `one.by_person` writes it.
        lapsed: Why it counts no more, whatever the figures, e.g. since the policy is another version; else
            empty.
        place: Among those who are level; 0 where it is not that.
    """

    outcome: Outcome
    amount: Fen
    reason: str
    evidence: str
    decided_by: str
    decided_at: datetime
    read: tuple[tuple[str, str], ...] = ()
    lapsed: str = ""
    place: int = 0

    @property
    def word(self) -> str:
        """What was decided."""
        if self.place:
            return f"并列中排第 {self.place}"
        return f"给予 {yuan_text(self.amount)} 元" if self.outcome is Outcome.GRANTED else "不给予"

    @property
    def short(self) -> str:
        """What was decided and why, for lists."""
        return f"人工认定{self.word}：{self.reason}"

    @property
    def who(self) -> str:
        """Who decided, and on which day of this machine's calendar."""
        return f"{self.decided_by} {self.decided_at.astimezone():%Y-%m-%d}"

    @property
    def text(self) -> str:
        """All of it in one sentence."""
        return f"{self.who} 认定{self.word}。理由：{self.reason}。依据：{self.evidence}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one clause comes to for one enterprise.

    Attributes:
        amount: In fen; 0 unless granted.
        steps: Empty unless granted, or claimed. The value of the last one is the amount.
        missing: Keys of the figures not entered that could still change outcome or amount, sorted; empty
            unless the outcome is missing.
        note: What else must be said, e.g. that a granted amount is 0 and why.
        most: The greatest amount still possible, in fen, where a figure is missing or a person must judge.
        doubts: Why a person must judge, sorted; empty unless the outcome is manual. That somebody did and it
            does not count any more comes first.
        instalments: Where it is paid in parts; the amount is what of them is due.
        claim: What it comes to for the enterprise alone, in fen, where the whole field decides; else None.
        by_person: What a person decided, where the rule could not and that counts.
        together: Of whom a person must decide, where the outcome is manual.
    """

    clause_id: str
    outcome: Outcome
    amount: Fen
    checks: tuple[Check, ...]
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    note: str = ""
    most: Fen = NO_MONEY
    doubts: tuple[Doubt, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    claim: Fen | None = None
    by_person: ByPerson | None = None
    together: Scope = Scope.ALONE

    def __post_init__(self) -> None:
        if self.outcome is Outcome.GRANTED and not self.amount and not self.note:
            object.__setattr__(self, "note", _zero_note(self.steps))

    @property
    def is_unbounded(self) -> bool:
        """Whether a person must say, and nothing is known of what the amount may come to."""
        return self.outcome is Outcome.MANUAL and not self.most

    @property
    def reason(self) -> str:
        """What is said beside the outcome: why a person must judge, or did, or the note; may be empty."""
        by_person = self.by_person.short if self.by_person is not None else ""
        return "；".join(dict.fromkeys(doubt.text for doubt in self.doubts)) or self.note or by_person

    def to_json(self) -> str:
        """Write it as it is kept with a case."""
        return _adapter().dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> "Decision":
        """Read what `to_json` wrote."""
        return _adapter().validate_json(text)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the trace as headless commands print it: a list of {text, found, required, result}."""
        entries = [
            {"text": text, "found": check.found, "required": check.required, "result": check.result.as_json}
            for text, check in _lines(self.checks)
        ]
        return entries + [
            {"text": step.text, "found": step.shown, "required": "", "result": True} for step in self.steps
        ]


def _zero_note(steps: tuple[Step, ...]) -> str:
    """Say why an amount is 0: where in its arithmetic the 0 comes from."""
    zeros = [step for step in steps if not step.value]
    while zeros and not all(zeros[-1].operands) and len(zeros) > 1:
        zeros.pop()
    return f"{zeros[-1].text}，金额为 0" if zeros else "算出的金额为 0"


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)


def _lines(checks: tuple[Check, ...], prefix: str = "") -> Iterator[tuple[str, Check]]:
    """Yield the checks as lines; those of a row carry its name, alternatives stay one line."""
    for check in checks:
        if check.parts and not check.required:
            yield from _lines(check.parts, f"{prefix}{check.text}：")
        else:
            yield f"{prefix}{check.text}", check
