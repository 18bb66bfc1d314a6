"""What formulas are read as and come to: those of ``formulas.txt``, and ``formulas_read.txt`` of them.

``python -m tests.domain.policies.formulas_shown`` writes the latter anew; what changed is then looked at. In
``formulas.txt`` a formula a line, a figure or a condition, right or wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

from domain.enterprises.dictionary import Dictionary, Fact, RowKind, load_dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.records import facts_of
from domain.policies.authoring.forms.scope import scope_of
from domain.policies.authoring.writing import draft_of
from domain.policies.files.files import policy_from
from domain.policies.language import nodes
from domain.policies.language.checking import check_definition
from domain.policies.language.functions import Function
from domain.policies.language.gatherings import Gathering
from domain.policies.language.measures import DATE, MONEY, NUMBER, RATE, Comparator
from domain.policies.language.measuring import unit_text
from domain.policies.language.nodes import Condition, Node
from domain.policies.language.parsing import FormulaError
from domain.policies.language.ranges import Range
from domain.policies.language.vocabulary import Vocabulary
from domain.policies.language.wording import definition_text
from domain.policies.one.arithmetic import explain_amount
from domain.policies.one.checks import explain_requirement
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Policy, Requirement
from domain.policies.trace import Check
from tests.bench.reading import RESOURCES
from tests.domain.policies.conftest import CODE, HEAD
from tests.domain.policies.random_policies import FACTS
from tests.domain.policies.test_language import loan

FORMULAS: Final = Path(__file__).with_name("formulas.txt")
READ: Final = Path(__file__).with_name("formulas_read.txt")
COMMAND: Final = "python -m tests.domain.policies.formulas_shown"
_MORE: Final = """
[[facts]]
name = "still"
label = "在统"
kind = "truth"
by_period = true
[[facts]]
name = "tons"
label = "货量"
kind = "number"
unit = "吨"
[[facts]]
name = "kilos"
label = "散货量"
kind = "number"
unit = "公斤"
[[facts]]
name = "due"
label = "应补"
kind = "money"
may_be_negative = true
[[definitions]]
term = "增加额"
formula = "产值[2022] - 产值[2021]"
[[definitions]]
term = "增产企业"
formula = "增加额 > 0"
[[definitions]]
term = "占比"
formula = "实际支出 ÷ 产值[2022]"
[[clauses]]
id = "a"
title = "甲"
wording = "……"
award = "1万"
"""
_RAW: Final = f"{HEAD}{FACTS}{_MORE}"
_BOUNDS: Final = {RATE: "20%", NUMBER: "1", DATE: "2022-04-30"}
_FIGURES: Final = {
    "output_value": {"2022": "12000000.05", "2021": "9000000", "2020": "0", "2022H1": "5000000"},
    "employees": {"2022": "12", "2021": "7"},
    "sales": {"2022Q1": "300", "2022Q2": "400", "2021Q2": "300"},
}
_GIVEN: Final = {
    "above_scale": True, "spent": "123456.78", "area": "120.5", "months": "6", "exports": "100000",
    "big": "12.5", "small": "250000", "rd_share": "4.3555", "founded": "2022-03-31", "grade": "b",
    "place": "郑州市郑东新区", "tons": "2.5", "kilos": "1500", "due": "-300.5", "points": "60",
    "points_reason": "会议纪要",
}  # fmt: skip
_LOANS: Final = [
    loan("1000000", "4.5"),
    loan("333333.33", "3.7", "2022-02-28", "2022-08-31", "other"),
    loan("1000000", "4", "2022-05-01", "2023-05-01", name="农行"),
]
_SAID: Final[tuple[dict[str, Any], ...]] = (
    {"attributes": _GIVEN, "indicators": _FIGURES, "rows": {"loans": _LOANS}},
    {"attributes": {"spent": "0", "founded": None, "above_scale": False, "exports": "0", "due": "0"},
     "indicators": {"output_value": {"2022": "0", "2021": "100"}, "employees": {"2021": "0"}},
     "rows": {"loans": [loan(principal=None), loan("0.01", "0", use=None)]}},
    {"rows": {"loans": []}},
    {},
)  # fmt: skip
"""Of four enterprises: all, nothing and no days, no rows, and nothing entered."""


def lines_of_formulas() -> Iterator[str]:
    """Yield the lines of ``formulas_read.txt``."""
    office = load_dictionary(RESOURCES / "facts" / "office.toml")
    words = _words(office)
    dictionary = office.extended(policy_from(_RAW.encode(), "trial.toml", office).facts)
    enterprises = [_facts(said, dictionary) for said in _SAID]
    for formula in FORMULAS.read_text("utf-8").splitlines():
        yield formula
        yield from (f"  {line}" for line in _of_one(formula, words, enterprises))


def policy_of_formulas(office: Dictionary) -> Policy:
    """Return a policy with a clause for each of the formulas that is right, a condition or an award."""
    words, clauses = _words(office), []
    for at, formula in enumerate(FORMULAS.read_text("utf-8").splitlines()):
        try:
            node = check_definition("甲", words, formula).node
        except FormulaError:
            continue
        said = f"award = '''{formula}'''"
        if isinstance(node, Condition):
            said = f"award = '1万'\nconditions = ['''{formula}''']"
        elif node.type is not MONEY:
            bound = _BOUNDS[node.type]
            said = f"award = '1万'\nconditions = ['''{formula} >= {bound}''']"
        clauses.append(f"[[clauses]]\nid = 'c{at}'\ntitle = '{at}'\nwording = '……'\n{said}\n")
    return policy_from(f"{_RAW}{''.join(clauses)}".encode(), "trial.toml", office)


def enterprises_like(policy: Policy, office: Dictionary, random: Random, count: int) -> list[EnterpriseFacts]:
    """Return the four enterprises, and others that have by chance now a figure of one, now of another."""
    dictionary = office.extended(policy.facts)
    found = [_facts(said, dictionary) for said in _SAID]
    while len(found) < count:
        said: dict[str, Any] = {"attributes": {}, "indicators": {}}
        for name in _GIVEN:
            taken = random.choice(_SAID[:3]).get("attributes", {})
            said["attributes"] |= {
                key: one for key, one in taken.items() if key.removesuffix("_reason") == name
            }
        for name in _FIGURES:
            said["indicators"][name] = random.choice(_SAID[:2])["indicators"].get(name, {})
        if random.random() < 0.8:
            said["rows"] = {"loans": random.choice(_SAID[:3])["rows"]["loans"]}
        found.append(_facts(said, dictionary))
    return found


def _facts(said: Mapping[str, Any], dictionary: Dictionary) -> EnterpriseFacts:
    record = {"uscc": CODE, "name": "郑州测试有限公司", "attributes": {}, "indicators": {}, "rows": {}}
    return facts_of(record | said, dictionary)


def _words(office: Dictionary) -> Vocabulary:
    return scope_of(draft_of(_RAW.encode(), "trial.toml"), office).words


def _of_one(formula: str, words: Vocabulary, enterprises: list[EnterpriseFacts]) -> Iterator[str]:
    try:
        found = check_definition("甲", words, formula)
    except FormulaError as error:
        yield f"✗ {error.column} {error}"
        return
    node = found.node
    yield f"{found.weight} {tree_text(node)}"
    yield definition_text(node)
    said = dict.fromkeys("；".join(_come_to(node, Evaluation(facts))) for facts in enterprises)
    yield from said


def _come_to(node: Node, evaluation: Evaluation) -> Iterator[str]:
    if isinstance(node, Condition):
        yield from _checked(explain_requirement(Requirement("", node), evaluation))
        return
    value = evaluation.quantity(node)
    yield f"{_open(value)}{unit_text(node)}"
    if node.type is MONEY and value.is_exact and not value.is_empty:
        yield from (
            f"{step.text} = {step.shown} {step.operation}" for step in explain_amount(node, evaluation)
        )
    elif node.type is not DATE:
        beside = nodes.Compare(node, Comparator.AT_LEAST, nodes.Literal(1, node.type))
        yield from _checked(explain_requirement(Requirement("", beside), evaluation))


def _open(value: Range) -> str:
    bounds = f"{value.low}" if value.is_exact else f"{value.low}…{value.high}"
    return " ".join((bounds, *sorted(value.missing), *sorted(one.text for one in value.doubts)))


def _checked(check: Check) -> Iterator[str]:
    waits = " ".join((*check.missing, *(one.text for one in check.doubts)))
    yield "｜".join((check.text, check.found, check.required, check.result, check.gap, waits)).rstrip("｜")
    for part in check.parts:
        yield from (f"- {line}" for line in _checked(part))


def tree_text(part: Any) -> str:
    """Write a tree with all that its nodes hold, what has a name by that alone."""
    match part:
        case Fact(term=term, label=label):
            return term or label
        case RowKind(label=label):
            return label
        case Function(word=word) | Gathering(word=word):
            return word
        case date():
            return part.isoformat()
        case tuple() | frozenset():
            return f"[{' '.join(map(tree_text, part))}]"
    if is_dataclass(part) and type(part).__module__.startswith("domain.policies.language"):
        held = " ".join(tree_text(getattr(part, one.name)) for one in fields(part))
        return f"{type(part).__name__}({held})"
    return str(part)


def main() -> None:
    READ.write_text("\n".join((*lines_of_formulas(), "")), "utf-8")


if __name__ == "__main__":
    main()
