"""Policy files: TOML, checked whole before anything of it is used."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from domain.enterprises.dictionary import Dictionary
from domain.errors import BadInput
from domain.policies.formulas.checking import Vocabulary, check_award, check_condition
from domain.policies.formulas.parsing import FormulaError
from domain.policies.policy import Clause, Policy, Requirement

T = TypeVar("T")

FORMAT: Final = 1
MAX_BYTES: Final = 1_000_000
_MAX_LISTED: Final = 50

_MESSAGES: Final = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这一项，请检查拼写",
    "string_type": "应为文字（写在引号里）",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "只能用小写字母、数字、下划线和连字符",
    "bool_type": "应为 true 或 false",
    "date_type": "应为日期，如 2022-01-01",
    "list_type": "应为列表（写在方括号里）",
    "literal_error": f"应为 {FORMAT}；更高的格式请升级程序",
    "too_short": "至少要有一项",
}


class PolicyMistakes(BadInput):
    """A policy file cannot be used; every mistake found, with its place."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


_Text = Annotated[str, Field(min_length=1)]
_Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")]


class _RequirementPart(_Part):
    formula: _Text
    text: str = ""


def _as_requirement(value: Any) -> Any:
    return {"formula": value} if isinstance(value, str) else value


_Requirement = Annotated[_RequirementPart, BeforeValidator(_as_requirement)]


class _ClausePart(_Part):
    id: _Id
    title: _Text
    wording: _Text
    readings: tuple[_Text, ...] = ()
    who: tuple[_Requirement, ...] = ()
    conditions: tuple[_Requirement, ...] = ()
    award: _Text
    each: str = ""
    zero_note: str = ""


class _PolicyPart(_Part):
    format: int
    id: _Id
    title: _Text
    issuer: _Text
    document_number: str = ""
    source: _Text
    official_text: bool
    valid_from: date
    valid_to: date
    readings: tuple[_Text, ...] = ()
    clauses: tuple[_ClausePart, ...] = Field(min_length=1)


def load_policy(path: Path, dictionary: Dictionary) -> Policy:
    """Read a policy file.

    Raises:
        PolicyMistakes: The file cannot be read or has mistakes; each is named with file, clause, line and
            column. Nothing of it is used.
    """
    raw = _read(path)
    parts = _parts(path, raw)
    return _Checked(path.name, raw.decode("utf-8"), dictionary).policy(parts, hashlib.sha256(raw).hexdigest())


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PolicyMistakes(f"{path.name}：文件超过 1 MB，不像是政策文件")
        raw = path.read_bytes()
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyMistakes(f"{path.name}：不是 UTF-8 编码的文字文件，请另存为 UTF-8") from error
    except OSError as error:
        raise PolicyMistakes(f"{path.name}：打不开政策文件（{error.strerror}），请检查路径和权限") from error
    return raw


def _parts(path: Path, raw: bytes) -> _PolicyPart:
    # tomllib takes no \r alone and no byte order mark; editors on Windows write both.
    text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyMistakes(f"{path.name}：不是正确的 TOML 文件：{error}") from error
    data = _lists_as_tuples(data)
    try:
        return _PolicyPart.model_validate(data)
    except ValidationError as error:
        raise PolicyMistakes(
            f"{path.name}：{_place(problem['loc'], data)}{_MESSAGES.get(problem['type'], problem['msg'])}"
            for problem in error.errors()[:_MAX_LISTED]
        ) from error


def _lists_as_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists_as_tuples(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_lists_as_tuples(item) for item in value)
    return value


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


class _Checked:
    """Turns the parts of one file into a policy, gathering every mistake on the way."""

    def __init__(self, file: str, text: str, dictionary: Dictionary) -> None:
        self._file = file
        self._lines = text.splitlines()
        self._dictionary = dictionary
        self._mistakes: list[str] = []

    def policy(self, parts: _PolicyPart, sha256: str) -> Policy:
        if parts.format != FORMAT:
            raise PolicyMistakes(f"{self._file}：“format”应为 {FORMAT}；更高的格式请升级程序")
        if parts.valid_to < parts.valid_from:
            self._mistakes.append(f"{self._file}：“valid_to”早于“valid_from”")
        clauses: dict[str, Clause] = {}
        for part in parts.clauses:
            if part.id in clauses:
                self._complain(part, "编号重复")
            clause = self._clause(part)
            if clause is not None:
                clauses[part.id] = clause
        if self._mistakes:
            raise PolicyMistakes(self._mistakes[:_MAX_LISTED])
        fields = parts.model_dump(exclude={"format", "clauses"})
        return Policy(**fields, clauses=clauses, sha256=sha256)

    def _clause(self, part: _ClausePart) -> Clause | None:
        row = self._dictionary.rows.get(part.each)
        if part.each and row is None:
            known = "、".join(self._dictionary.rows)
            self._mistakes.append(
                f"{self._file}：条款 {part.id}：“each”：没有名为“{part.each}”的清单，可用：{known}"
            )
            return None
        words = Vocabulary.of(self._dictionary, row)
        who = self._requirements(part, "who", part.who, words)
        conditions = self._requirements(part, "conditions", part.conditions, words)
        award = self._read(part, "award", part.award, lambda text: check_award(text, words))
        if award is None or len(who) < len(part.who) or len(conditions) < len(part.conditions):
            return None
        fields = part.model_dump(exclude={"who", "conditions", "award"})
        return Clause(**fields, who=who, conditions=conditions, award=award, award_formula=part.award)

    def _requirements(
        self, clause: _ClausePart, key: str, parts: Sequence[_RequirementPart], words: Vocabulary
    ) -> tuple[Requirement, ...]:
        found = []
        for number, part in enumerate(parts, start=1):
            place = f"{key} 第 {number} 项"
            condition = self._read(clause, place, part.formula, lambda text: check_condition(text, words))
            if condition is not None:
                found.append(Requirement(part.formula, condition, part.text))
        return tuple(found)

    def _read(self, clause: _ClausePart, place: str, formula: str, check: Callable[[str], T]) -> T | None:
        try:
            return check(formula)
        except FormulaError as error:
            line = next((i for i, text in enumerate(self._lines, start=1) if formula in text), None)
            where = f"第 {line} 行，{place}" if line else place
            self._complain(clause, f"{where}：第 {error.column} 列：{error}。公式：{formula}")
            return None

    def _complain(self, clause: _ClausePart, mistake: str) -> None:
        self._mistakes.append(f"{self._file}：条款 {clause.id}：{mistake}")
