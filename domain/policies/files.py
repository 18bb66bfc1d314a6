"""Policy files: TOML, checked whole before anything of it is used."""

import hashlib
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from domain.enterprises.dictionary import Dictionary
from domain.errors import BadInput
from domain.policies.building import Builder
from domain.policies.policy import Policy
from domain.policies.schema import FORMAT, ShapeMistakes, read_shape

MAX_BYTES: Final = 5_000_000
_MAX_LISTED: Final = 50
_MAX_DEPTH: Final = 30


class PolicyMistakes(BadInput):
    """A policy file cannot be used; every mistake found, with its place."""


def load_policy(path: Path, dictionary: Dictionary) -> Policy:
    """Read a policy file.

    Args:
        path: The file.
        dictionary: The office's facts; those that the policy declares come to them.

    Raises:
        PolicyMistakes: The file cannot be read or has mistakes; each is named with file, clause, line and
            column. Nothing of it is used.
    """
    return policy_from(_read(path), path.name, dictionary)


def policy_from(raw: bytes, name: str, dictionary: Dictionary) -> Policy:
    """Read a policy from the content of a file that is called ``name``.

    Raises:
        PolicyMistakes: As `load_policy`.
    """
    text = _decoded(raw, name)
    data = _parsed(text, name)
    if data.get("format") != FORMAT:
        raise PolicyMistakes(f"{name}：“format”应为 {FORMAT}；更高的格式请升级程序")
    try:
        parts = read_shape(data)
    except ShapeMistakes as error:
        raise PolicyMistakes(f"{name}：{mistake}" for mistake in error.mistakes[:_MAX_LISTED]) from error
    builder = Builder(text, dictionary)
    policy = builder.policy(parts, hashlib.sha256(raw).hexdigest())
    if policy is None:
        raise PolicyMistakes(f"{name}：{mistake}" for mistake in builder.mistakes[:_MAX_LISTED])
    return replace(policy, content=raw)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PolicyMistakes(f"{path.name}：文件超过 {MAX_BYTES // 1_000_000} MB，不像是政策文件")
        return path.read_bytes()
    except OSError as error:
        raise PolicyMistakes(f"{path.name}：打不开政策文件（{error.strerror}），请检查路径和权限") from error


def _decoded(raw: bytes, name: str) -> str:
    try:
        # tomllib takes no \r alone and no byte order mark; editors on Windows write both.
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise PolicyMistakes(f"{name}：不是 UTF-8 编码的文字文件，请另存为 UTF-8") from error


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise PolicyMistakes(f"{name}：不是正确的 TOML 文件：{error}") from error
    if _depth(data) > _MAX_DEPTH:
        raise PolicyMistakes(f"{name}：嵌套太深，不像是政策文件")
    return data


def _depth(data: Any) -> int:
    """Return how deep tables and lists are nested, counted up to one more than is allowed."""
    level, depth = [data], 0
    while level and depth <= _MAX_DEPTH:
        depth += 1
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
    return depth
