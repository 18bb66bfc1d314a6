"""The keys and plain values of a file, held against what it may have; what is wrong is said in words."""

import difflib
from collections.abc import Collection, Sequence
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.values.toml.places import Path, Places

P = TypeVar("P", bound=BaseModel)

_MESSAGES: Final = {
    "missing": "缺少这一项",
    "string_type": "应为文字（写在引号里）",
    "string_too_short": "不能为空",
    "string_too_long": "文字太长",
    "string_pattern_mismatch": "写法不对：编号只用小写字母、数字、下划线和连字符；名称不含空格和标点",
    "bool_type": "应为 true 或 false",
    "int_type": "应为整数",
    "date_type": "应为日期，如 2022-01-01",
    "tuple_type": "应为列表（写在方括号里）",
    "model_type": "应为一组内容（[[…]] 或花括号）",
    "dict_type": "应为一组“名称 = 值”",
    "too_short": "至少要有一项",
    "too_long": "太多了",
}


class Part(BaseModel):
    """A group of keys of a file: nothing but what is declared, each of its own kind."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def read_as(whole: type[P], data: dict[str, Any], places: Places) -> P | list[str]:
    """Return the content of a file as what it should be, or every mistake with its place."""
    try:
        return whole.model_validate(as_tuples(data))
    except ValidationError as error:
        return [_mistake(whole, one, places) for one in error.errors(include_url=False, include_input=False)]


def _mistake(whole: type[BaseModel], problem: Any, places: Places) -> str:
    path = tuple(problem["loc"])
    if problem["type"] != "extra_forbidden":
        return f"{place_of(path, places.line(path))}{message_of(problem)}"
    known = part_at(whole, path[:-1]).model_fields
    return f"{place_of(path, places.line(path))}不认识这一项{meant_by(str(path[-1]), known)}"


def message_of(problem: Any) -> str:
    """Return what is wrong with a value, in words."""
    kind = problem["type"]
    if kind == "literal_error":
        expected = problem["ctx"]["expected"].replace("'", "")
        return f"应为其中之一：{expected.replace(' or ', '、').replace(', ', '、')}"
    if kind == "greater_than_equal":
        return f"不能小于 {problem['ctx']['ge']}"
    if kind == "less_than_equal":
        return f"不能大于 {problem['ctx']['le']}"
    return str(_MESSAGES.get(kind) or problem["msg"])


def meant_by(word: str, known: Collection[str]) -> str:
    """Say what is perhaps meant by a word that is none of those that are known.

    >>> meant_by("tytle", ["title", "id"]), meant_by("colour", ["title", "id"])
    ('（是不是“title”？）', '，请检查拼写')
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"（是不是“{near[0]}”？）" if near else "，请检查拼写"


def part_at(whole: type[BaseModel], path: Path) -> type[BaseModel]:
    """Return which part of a file stands at a place."""
    found = whole
    for key in path:
        if isinstance(key, str) and key in found.model_fields:
            found = _part_in(found.model_fields[key].annotation) or found
    return found


def _part_in(annotation: Any) -> type[BaseModel] | None:
    """Return the part that a field holds, or holds several of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((part for one in get_args(annotation) if (part := _part_in(one)) is not None), None)


def place_of(keys: Sequence[str | int], line: int | None) -> str:
    """Say where something stands: the line, then the keys.

    >>> place_of(("states", 0, "by"), 7)
    '第 7 行，“states”第 1 项“by”：'
    """
    place = "" if line is None else f"第 {line} 行{'，' if keys else '：'}"
    names = "".join(f"第 {key + 1} 项" if isinstance(key, int) else f"“{key}”" for key in keys)
    return f"{place}{names}：" if names else place


def as_tuples(value: Any) -> Any:
    """Return content with its lists as tuples, which a `Part` takes."""
    if isinstance(value, dict):
        return {key: as_tuples(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(as_tuples(item) for item in value)
    return value
