"""From the content of a TOML file to the parts of a policy, as far as its keys and plain values are right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from domain.policies.files import schema
from domain.policies.files.mistakes import Mistake
from domain.values.errors import BadInput
from domain.values.texts import clean, one_line
from domain.values.toml.places import Path, Places
from domain.values.toml.shapes import as_tuples, meant_by, message_of, part_at, place_of

_MAX_ITEMS: Final = 5_000
_MOST_ROUNDS: Final = 5
_MOST_MISTAKES: Final = 100
_NAMING: Final = ("term", "label", "name", "id")
_STAND_INS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("title", "wording", "issuer", "source"), "……"),
    **dict.fromkeys(("valid_from", "valid_to"), date(2000, 1, 1)),
    "official_text": False,
}
"""Values for keys that no formula depends on, so that the rest is read where they are wrong."""

_ONE_LINE: Final = frozenset(
    ("title", "issuer", "document_number", "source", "version", "label", "term", "name", "unit", "hint")
) | {"text", "zero_note", "by_person", "choices", "papers"}
"""What stands on one line wherever it is shown."""

_NUMBERED: Final = (("who",), ("conditions",), ("exclusions",))
LEFT_OUT: Final = " "
"""A formula that stands for one that could not be read, so that those after it keep their numbers."""


@dataclass
class Shape:
    """What could be read of a file.

    Attributes:
        parts: Without what is wrong; None where too little is left of it.
        mistakes: What is wrong.
        left_out: What was called so and was left out; that it is not known is no mistake of its own.
        touched: The clauses of which something was left out.
    """

    parts: schema.PolicyPart | None = None
    mistakes: list[Mistake] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)


def read_shape(data: dict[str, Any], places: Places) -> Shape:
    """Take the content of a TOML file as a policy.

    Where keys are unknown or missing, or values of the wrong kind, all of them are named, and the rest is
    read without them; ``data`` and ``places`` lose what is left out.
    """
    if long := list(_too_long(data)):
        return Shape(mistakes=[Mistake(one, one) for one in long])
    shape = Shape()
    odd: list[tuple[Path, str]] = []
    data = _cleaned(data, (), odd)
    if odd:
        return Shape(mistakes=[_mistake(path, said, data, places) for path, said in odd])
    try:
        shape.parts = schema.PolicyPart.model_validate(as_tuples(data))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        problems = [one for one in found if not _is_follow_on(one, data)]
        shape.mistakes = [_problem(one, data, places) for one in problems[:_MOST_MISTAKES]]
        _Repair(shape, data, places).read(problems)
    return shape


def _cleaned(value: Any, path: Path, odd: list[tuple[Path, str]]) -> Any:
    """Return the content without what nobody can see; what no text may hold is noted with its place."""
    if isinstance(value, dict):
        return {key: _cleaned(item, (*path, key), odd) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, (*path, at), odd) for at, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    is_name = path[-1] in _ONE_LINE or (len(path) > 1 and path[-2] in _ONE_LINE)
    try:
        return one_line(value) if is_name else clean(value)
    except BadInput as error:
        odd.append((path, str(error)))
        return value


class _Repair:
    """Leaves out what is wrong until the rest can be read."""

    def __init__(self, shape: Shape, data: dict[str, Any], places: Places) -> None:
        self._shape = shape
        self._data = data
        self._places = places
        self._touched: list[dict[str, Any]] = []

    def read(self, problems: Sequence[Any]) -> None:
        for _ in range(_MOST_ROUNDS):
            cuts = {_cut(tuple(one["loc"])) for one in problems}
            if len(problems) > _MOST_MISTAKES or () in cuts:
                return
            # From the end, so that what comes first stays where it is.
            for path in sorted(cuts, reverse=True):
                self._leave_out(path)
            try:
                self._shape.parts = schema.PolicyPart.model_validate(as_tuples(self._data))
            except ValidationError as error:
                problems = error.errors(include_url=False, include_input=False)
            else:
                self._shape.touched = {str(clause["id"]) for clause in self._touched}
                return

    def _leave_out(self, path: Path) -> None:
        holder: Any = self._data
        for key in path[:-1]:
            holder = holder[key]
        key, is_clause = path[-1], path[0] == "clauses" and len(path) > 1 and isinstance(path[1], int)
        if is_clause and len(path) > 2:
            self._touched.append(self._data["clauses"][path[1]])
        if path[-2:-1] in _NUMBERED:
            holder[key] = LEFT_OUT
            return
        if isinstance(holder, list) and isinstance(key, int):
            self._shape.left_out |= set(_names_in(holder.pop(key)))
        elif key == "id":
            holder[key] = str(path[1] + 1) if is_clause and isinstance(path[1], int) else "x"
            return
        elif key in _STAND_INS:
            holder[key] = _STAND_INS[str(key)]
            return
        else:
            self._shape.left_out |= set(_names_in(holder.pop(key, None)))
        self._places.forget(path)


def _cut(path: Path) -> Path:
    """Return what to leave out so that a mistake is gone; empty where nothing would be left.

    >>> _cut(("clauses", 0, "conditions", 2, "formula")), _cut(("clauses", 0, "contest", "pot"))
    (('clauses', 0, 'conditions', 2), ('clauses', 0, 'contest'))
    >>> _cut(("facts", 3, "choices", "A")), _cut(("tytle",)), _cut(("clauses",))
    (('facts', 3), ('tytle',), ())
    """
    if path == ("clauses",):
        return ()
    inside = 2 if path[0] == "clauses" else 0
    element = next((at for at, key in enumerate(path) if at >= inside and isinstance(key, int)), None)
    return path[: inside + 1] if element is None else path[: element + 1]


def _names_in(value: Any) -> Iterator[str]:
    """Yield what a part of the file, and what it consists of, is called."""
    if isinstance(value, dict):
        yield from (str(value[key]) for key in _NAMING if key in value)
    for item in _items(value):
        yield from _names_in(item)


def _items(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()


def _is_follow_on(problem: Any, data: Any) -> bool:
    """Whether a list is called too short only because of what is wrong with its items."""
    if problem["type"] != "too_short":
        return False
    for key in problem["loc"]:
        data = data[key]
    return bool(len(data) >= problem["ctx"]["min_length"])


def _problem(problem: Any, data: Mapping[str, Any], places: Places) -> Mistake:
    path = tuple(problem["loc"])
    is_unknown = problem["type"] == "extra_forbidden"
    message = f"不认识这一项{_meant(path)}" if is_unknown else message_of(problem)
    return _mistake(path, message, data, places)


def _mistake(path: Path, said: str, data: Mapping[str, Any], places: Places) -> Mistake:
    line = places.line(path)
    return Mistake(said, f"{_place(path, data, line)}{said}", path, line or 0, _clause_at(path, data))


def _clause_at(path: Path, data: Mapping[str, Any]) -> str:
    """Return the id of the clause that a place is in; empty where it is in none that has one."""
    if len(path) < 2 or path[0] != "clauses" or not isinstance(path[1], int):
        return ""
    clause = data["clauses"][path[1]]
    return str(clause.get("id", "")) if isinstance(clause, dict) else ""


def _meant(path: Path) -> str:
    """Say what is perhaps meant by an unknown key."""
    key = str(path[-1])
    if len(path) > 1 and key in schema.PolicyPart.model_fields:
        return "；它要写在文件开头，第一个 [[…]] 之前"
    if (advice := _INSTEAD.get(key)) is not None:
        return f"；{advice}"
    known = part_at(schema.PolicyPart, path[:-1]).model_fields
    if key in _KEYS:
        return f"：它不写在这里。这里可写：{'、'.join(known)}"
    return meant_by(key, known)


def _all_keys() -> list[str]:
    parts = [one for one in vars(schema).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    return sorted({key for part in parts for key in part.model_fields})


_KEYS: Final = _all_keys()
_INSTEAD: Final = {
    "cap": "一条的上限写在 award 里，如 封顶(金额, 20万)；几条共用的上限写在 [[shared_caps]] 里",
    "floor": "下限写在 award 里，如 保底(金额, 1万)",
    "amount": '补助金额写在 award 里，如 award = "1万"',
    "condition": '条件写在 conditions 里，如 conditions = ["四上 = 是"]',
    "formula": "补助金额写在 award 里，条件写在 conditions 里",
    "places": '名次写在 contest 里，如 contest = { by = "出口额[2022]", places = 10 }',
    "pot": '资金总额写在 contest 里，如 contest = { pot = "500万" }',
    "share": "各期的比例写在 [[clauses.stages]] 里",
}
"""Where what people mean by a key that is not known at its place is written."""


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


def _place(path: Path, data: Mapping[str, Any], line: int | None) -> str:
    """Say where in the file: the clause by its id, the line, then the keys."""
    keys, place = list(path), ""
    if len(keys) > 1 and keys[0] == "clauses" and isinstance(keys[1], int):
        clause = data["clauses"][keys[1]]
        known = clause.get("id") if isinstance(clause, dict) else None
        place = f"条款 {known or f'第 {keys[1] + 1} 条'}："
        keys = keys[2:]
    return place + place_of(keys, line)
