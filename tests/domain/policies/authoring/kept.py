"""What units are read as and what is shown of clauses, whole: kept, so that any change of it is seen.

``python -m tests.domain.policies.authoring.kept`` writes all anew; what changed is then looked at. A block
of the units restated::

    @freight-1 right sure              # a unit, how it compares with what is right, whether it is sure
    read1 title=工业企业                 # a clause, with what is not as it is where nobody says anything
    who 统计专业 = 工业 ← 工业企业        # who it is for, and the words of that; 待看 where it is open
    ? 运费 >= 100万元 “运费达到100万元” ← 运费达到100万元
    = 运费 × 5% 待看 ← 按5%给予补助
    fact 运费 kind=money                # what is proposed for it
    ask read1 哪一期的？ ← 运费            # what is asked, of which words; below it the options
    对[工业企业]1/who/0，[运费]??……       # the wording in its spans: and what each became, ?? nothing

Of units joined, two in one sentence, the formulas are kept, and what is proposed and asked for them: what one
part says may go over into the next.
"""

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any, Final

from domain.enterprises.dictionary import load_dictionary
from domain.policies.authoring.draft import DraftClause, DraftFact, Line, Words
from domain.policies.authoring.proving.making import proofs_of
from domain.policies.authoring.proving.proofs import Proof
from domain.policies.authoring.reading.results import Use
from domain.policies.files.files import policy_from
from tests.bench.reading import RESOURCES, Read, read, restated
from tests.domain.policies.authoring.gold import Gold

READINGS: Final = Path(__file__).with_name("restated_readings.txt")
JOINED: Final = READINGS.with_name("joined_readings.txt")
_APART: Final = 7
"""How far from each other the units are that are joined, so that they are hardly alike."""
PROOFS: Final = Path(__file__).parent / "proving" / "shipped_proofs.txt"
HARD: Final = PROOFS.with_name("hard.toml")
"""Clauses of which the shipped policies have none alike."""
COMMAND: Final = "python -m tests.domain.policies.authoring.kept"


def lines_of_kept(path: Path) -> dict[str, list[str]]:
    """Return the kept lines of each block of a file by its name."""
    found: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("@"):
            name = line[1:].split()[0]
            found[name] = []
        if line:
            found[name].append(line)
    return found


def lines_of_read(one: Read) -> list[str]:
    """Return all that was made of a unit, a thing a line."""
    wording, reading = one.gold.wording, one.reading
    found = [f"@{one.gold.name} {one.verdict} {'sure' if reading.is_sure else 'asks'}"]
    for clause in reading.clauses:
        found += _of_clause(clause, wording)
    found += [f"fact {_of_fact(fact)}" for fact in reading.facts]
    found += [f"judgement {_of_fact(fact)}" for fact in reading.judgements]
    found += [f"group {_unlike(group)}" for group in reading.groups]
    found += [f"shared cap {_unlike(cap)}" for cap in reading.shared_caps]
    for doubt in reading.doubts:
        found.append(f"ask {doubt.clause} {doubt.question}{_from(doubt.words, wording)}")
        for option in doubt.options:
            found.append(f"  or {option.says} {option.example}".rstrip())
            found += [f"    {line}" for line in _of_clause(option.clause, wording)]
    found.append("".join(_in_spans(one)))
    return found


def joined() -> list[Gold]:
    """Return units that say in one sentence what two of those restated say."""
    units = restated()
    return [
        replace(
            one, name=f"{one.name}+{other.name}", wording=f"{one.wording.rstrip('。；')}；{other.wording}"
        )
        for one, other in zip(units[::2], units[_APART::2], strict=False)
    ]


def lines_of_joined(one: Read) -> list[str]:
    """Return the formulas that units joined come to, what is proposed for them, and how much is asked."""
    found = [f"@{one.gold.name} {'sure' if one.reading.is_sure else 'asks'} {len(one.reading.doubts)}"]
    for clause in one.reading.clauses:
        asked = [f"{line.formula}{'…' if line.is_open else ''}" for line in (*clause.who, *clause.conditions)]
        award = f"{clause.award.formula}{'…' if clause.award.is_open else ''}"
        found.append(f"{'；'.join(asked)} → {award}")
    found += [f"{fact.kind} {fact.label}" for fact in (*one.reading.facts, *one.reading.judgements)]
    return found


def lines_of_proofs(name: str, proofs: Iterable[Proof]) -> list[str]:
    """Return all that is shown of a clause: sentence, why, where it is decided, and what its cases are."""
    found = [f"@{name}"]
    for one in proofs:
        found.append(one.sentence)
        found.append(f"  {one.why} {one.place.part} {one.place.index} {one.place.clause}")
        found.append(f"  {one.rest}".rstrip())
        found += [f"  {case.name} {case.outcome} {case.amount}".rstrip() for case in one.cases]
    return [line for line in found if line.strip()]


def proofs_of_shipped(path: Path) -> dict[str, tuple[Proof, ...]]:
    """Return what is shown of each clause of a policy's file, by the clause's id."""
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = policy_from(path.read_bytes(), path.name, dictionary)
    return {id_: proofs_of(policy, id_, dictionary.extended(policy.facts)) for id_ in policy.clauses}


def _of_clause(clause: DraftClause, wording: str) -> Iterator[str]:
    left_out = ("id", "who", "conditions", "award", "total", "definitions")
    if clause.wording == wording:
        left_out = (*left_out, "wording")
    yield f"{clause.id} {_unlike(clause, *left_out)}".rstrip()
    yield from (f"who {_of_line(line, wording)}" for line in clause.who)
    yield from (f"? {_of_line(line, wording)}" for line in clause.conditions)
    for one in clause.definitions:
        yield f"where {one.term} = {_of_line(one.line, wording)}"
    yield f"= {_of_line(clause.award, wording)}"
    if clause.total != Line():
        yield f"total {_of_line(clause.total, wording)}"


def _of_line(line: Line, wording: str) -> str:
    is_told = line.text and line.formula != f"{line.text} = 是"
    said = f"“{line.text}” " if is_told else ""
    return f"{line.formula} {said}{'待看' if line.is_open else ''}".rstrip() + _from(line.words, wording)


def _of_fact(fact: DraftFact) -> str:
    left_out = ("name", "label", *(("term",) if fact.term == fact.label else ()))
    return f"{fact.label} {_unlike(fact, *left_out)}"


def _from(words: tuple[Words, ...], wording: str) -> str:
    return " ← " + "…".join(wording[one.start : one.end] for one in words) if words else ""


def _unlike(thing: Any, *without: str) -> str:
    """Return the attributes that are not as they are where nobody says anything."""
    found = []
    for one in fields(thing):
        value = getattr(thing, one.name)
        usual = one.default_factory() if one.default_factory is not MISSING else one.default
        if one.name not in without and value != usual:
            found.append(f"{one.name}={value if isinstance(value, str) else repr(value)}")
    return " ".join(found)


def _in_spans(one: Read) -> Iterator[str]:
    for span in one.reading.spans:
        said = one.gold.wording[span.start : span.end]
        match span.use:
            case Use.USED:
                yield f"[{said}]{span.target.removeprefix('read')}"
            case Use.NO_PART:
                yield said
            case Use.NOT_UNDERSTOOD:
                yield f"[{said}]??"


def main() -> None:
    readings = [lines_of_read(read(unit)) for unit in restated()]
    shown = [
        lines_of_proofs(f"{path.stem}/{id_}", proofs)
        for path in (*sorted((RESOURCES / "policies").glob("*.toml")), HARD)
        for id_, proofs in proofs_of_shipped(path).items()
    ]
    both = [lines_of_joined(read(unit)) for unit in joined()]
    for path, blocks in ((READINGS, readings), (JOINED, both), (PROOFS, shown)):
        path.write_text("\n\n".join("\n".join(lines) for lines in blocks) + "\n", "utf-8")


if __name__ == "__main__":
    main()
