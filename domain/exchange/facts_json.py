"""FACTS as JSON: a list of records, see `enterprises.records`."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NoReturn

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.records import facts_of
from domain.exchange.reading import Complaints, read_bytes, refuse_repeated_codes
from domain.values.errors import BadInput

MAX_BYTES: Final = 200_000_000


def read_facts_json(path: Path, dictionary: Dictionary) -> list[EnterpriseFacts]:
    """Read FACTS from a JSON file.

    Raises:
        BadInput: The file cannot be read or has mistakes; every complaint with its place.
    """
    data = _parse(path)
    if not isinstance(data, list):
        raise BadInput(f"{path.name}：最外层应为企业的列表（方括号）")
    return facts_from_records(data, dictionary, path.name)


def facts_from_records(records: Sequence[Any], dictionary: Dictionary, source: str) -> list[EnterpriseFacts]:
    """Read records, each complaint beginning with the source and which record it is.

    Raises:
        BadInput: Records have mistakes, or a code stands twice.
    """
    complaints = Complaints()
    entries: list[EnterpriseFacts] = []
    places: list[str] = []
    for number, record in enumerate(records, start=1):
        place = f"{source}：第 {number} 户"
        with complaints.gather():
            entries.append(facts_of(record, dictionary, place=place))
            places.append(place)
    complaints.raise_any()
    refuse_repeated_codes(entries, places)
    return entries


def _parse(path: Path) -> Any:
    raw = read_bytes(path, MAX_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name}：不是 UTF-8 编码，请另存为 UTF-8 的 JSON 文件") from error
    try:
        return json.loads(
            text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_repeats,
        )
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 列"
        raise BadInput(f"{path.name}：{place}不是正确的 JSON，请检查括号、引号和逗号") from error
    except RecursionError as error:
        raise BadInput(f"{path.name}：嵌套太深，不是企业数据") from error
    except BadInput as error:
        raise BadInput(f"{path.name}：{error}") from error


def _number(text: str) -> Decimal:
    # Bounded here: reading millions of digits would take minutes.
    if len(text) > 60:
        raise BadInput(f"数字 {text[:20]}… 太长")
    return Decimal(text)


def _refuse_constant(text: str) -> NoReturn:
    raise BadInput(f"{text} 不是数")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise BadInput(f"“{key[:30]}”在同一处出现了两次，只能保留一个")
            seen.add(key)
    return found
