"""The shape of a policy file: its keys and plain values, before any formula is read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

FORMAT: Final = 1
_MAX_MEMBERS: Final = 100_000
_MAX_ITEMS: Final = 5_000

_MESSAGES: Final = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这一项，请检查拼写",
    "string_type": "应为文字（写在引号里）",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "写法不对：编号只用小写字母、数字、下划线和连字符；名称不含空格和标点",
    "bool_type": "应为 true 或 false",
    "int_type": "应为整数",
    "greater_than_equal": "不能小于 0",
    "date_type": "应为日期，如 2022-01-01",
    "tuple_type": "应为列表（写在方括号里）",
    "model_type": "应为一组内容（[[…]] 或花括号）",
    "dict_type": "应为一组“名称 = 值”",
    "too_short": "至少要有一项",
    "too_long": "太多了",
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
Term = Annotated[str, Field(pattern=r"^[^\W\d]\w{0,60}$")]


class RequirementPart(_Part):
    """A condition, with what it asks for in the policy's words."""

    formula: Text
    text: str = ""


def _as_requirement(value: Any) -> Any:
    return {"formula": value} if isinstance(value, str) else value


Requirements = tuple[Annotated[RequirementPart, BeforeValidator(_as_requirement)], ...]


class FactPart(_Part):
    """A fact that the policy asks for."""

    name: Name
    label: Text
    kind: Literal["text", "choice", "truth", "date", "money", "number", "rate"]
    term: Term | None = None
    hint: str = ""
    unit: str = ""
    choices: dict[Id, Text] = {}
    by_period: bool = False
    may_be_negative: bool = False
    is_whole: bool = False
    is_stock: bool = False
    least: str = ""
    most: str = ""


class ListPart(_Part):
    """A list of rows that the policy asks for."""

    name: Name
    label: Term
    columns: tuple[FactPart, ...] = Field(min_length=1)


class ValuePart(_Part):
    """One value of a figure from outside."""

    since: date
    value: Text


class ParameterPart(_Part):
    """A figure from outside."""

    term: Term
    kind: Literal["money", "number", "rate"]
    source: Text
    values: tuple[ValuePart, ...] = Field(min_length=1)


class DefinitionPart(_Part):
    """A figure or condition that is stated once."""

    term: Term
    formula: Text


class RosterPart(_Part):
    """A list of enterprises by their codes."""

    term: Term
    source: Text
    codes: tuple[Text, ...] = Field(max_length=_MAX_MEMBERS)


class GroupPart(_Part):
    """Clauses of which only the highest is granted."""

    title: Text
    clauses: tuple[Id, ...] = Field(min_length=2)


class SharedCapPart(_Part):
    """Clauses that are capped together."""

    title: Text
    clauses: tuple[Id, ...] = Field(min_length=2)
    cap: Text


class StagePart(_Part):
    """One instalment."""

    title: Text
    share: Text
    conditions: Requirements = ()


class ContestPart(_Part):
    """What is decided among all who qualify."""

    by: str = ""
    order: Literal["largest_first", "smallest_first"] = "largest_first"
    places: int = Field(default=0, ge=0)
    share: str = ""
    amounts: tuple[Text, ...] = ()
    ties: Literal["all_in", "all_out", "manual"] = "manual"
    pot: str = ""
    pot_goes: Literal["in_proportion", "in_order"] = "in_proportion"


class CasePart(_Part):
    """An enterprise made up, and what the clause must come to for it."""

    name: Text
    facts: dict[str, Any] = {}
    outcome: Literal["granted", "not_met", "missing", "manual"]
    amount: str = ""


class ClausePart(_Part):
    """One award."""

    id: Id
    title: Text
    wording: Text
    readings: tuple[Text, ...] = ()
    who: Requirements = ()
    conditions: Requirements = ()
    definitions: tuple[DefinitionPart, ...] = ()
    award: str = ""
    each: str = ""
    total: str = ""
    zero_note: str = ""
    by_person: str = ""
    stages: tuple[StagePart, ...] = ()
    contest: ContestPart | None = None
    papers: tuple[Text, ...] = ()
    cases: tuple[CasePart, ...] = ()


class PolicyPart(_Part):
    """A whole policy file."""

    format: int
    id: Id
    version: Text = "1"
    title: Text
    issuer: Text
    document_number: str = ""
    source: Text
    official_text: bool
    is_template: bool = False
    valid_from: date
    valid_to: date
    readings: tuple[Text, ...] = ()
    facts: tuple[FactPart, ...] = ()
    judgements: tuple[FactPart, ...] = ()
    lists: tuple[ListPart, ...] = ()
    parameters: tuple[ParameterPart, ...] = ()
    rosters: tuple[RosterPart, ...] = ()
    definitions: tuple[DefinitionPart, ...] = ()
    exclusions: Requirements = ()
    groups: tuple[GroupPart, ...] = ()
    shared_caps: tuple[SharedCapPart, ...] = ()
    clauses: tuple[ClausePart, ...] = Field(min_length=1)


class ShapeMistakes(Exception):
    """The file has not the shape of a policy; ``mistakes`` are sentences with their places."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("；".join(mistakes))
        self.mistakes = list(mistakes)


def read_shape(data: Mapping[str, Any]) -> PolicyPart:
    """Take the content of a TOML file as a policy.

    Raises:
        ShapeMistakes: Keys are unknown or missing, or values are of the wrong kind; all are named.
    """
    plain = _lists_as_tuples(data)
    if long := list(_too_long(data)):
        raise ShapeMistakes(long)
    try:
        return PolicyPart.model_validate(plain)
    except ValidationError as error:
        raise ShapeMistakes([_sentence(problem, plain) for problem in error.errors()]) from error


def _sentence(problem: Any, data: Mapping[str, Any]) -> str:
    kind = problem["type"]
    message = _MESSAGES.get(kind)
    if kind == "literal_error":
        message = f"应为其中之一：{problem['ctx']['expected'].replace(' or ', '、').replace(', ', '、')}"
    if kind == "string_too_long":
        message = "文字太长"
    return f"{_place(problem['loc'], data)}{message or problem['msg']}"


def _lists_as_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists_as_tuples(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_lists_as_tuples(item) for item in value)
    return value


def _too_long(value: Any, key: str = "") -> Iterator[str]:
    """Yield a mistake for each list that is longer than any policy needs, codes of enterprises aside."""
    if isinstance(value, list) and key != "codes" and len(value) > _MAX_ITEMS:
        yield f"“{key}”：最多 {_MAX_ITEMS} 项，却有 {len(value)} 项"
        return
    items = value.items() if isinstance(value, dict) else ((key, item) for item in _listed(value))
    for name, item in items:
        if isinstance(item, dict | list):
            yield from _too_long(item, name)


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _place(location: Sequence[int | str], data: Mapping[str, Any]) -> str:
    """Say where in the file: the clause by its id, then the keys."""
    keys = list(location)
    place = ""
    if len(keys) > 1 and keys[0] == "clauses" and isinstance(keys[1], int):
        clause = data["clauses"][keys[1]]
        known = clause.get("id") if isinstance(clause, dict) else None
        place = f"条款 {known or f'第 {keys[1] + 1} 条'}："
        keys = keys[2:]
    names = "".join(f"第 {key + 1} 项" if isinstance(key, int) else f"“{key}”" for key in keys)
    return f"{place}{names}：" if names else place
