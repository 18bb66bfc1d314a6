"""Policy files: TOML, checked whole before anything of it is used."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.policies.files.building import Builder
from domain.policies.files.mistakes import Mistake
from domain.policies.files.schema import PolicyPart
from domain.policies.files.shaping import read_shape
from domain.policies.policy import Policy
from domain.values.errors import BadInput
from domain.values.toml.places import Places
from domain.values.toml.reading import FileKind

MAX_BYTES: Final = 5_000_000


class PolicyMistakes(BadInput):
    """A policy file cannot be used; every mistake found, with its place."""


_KIND: Final = FileKind("政策文件", PolicyMistakes, MAX_BYTES)


def load_policy(path: Path, dictionary: Dictionary) -> Policy:
    """Read a policy file.

    Args:
        path: The file.
        dictionary: The office's facts; those that the policy declares come to them.

    Raises:
        PolicyMistakes: The file cannot be read or has mistakes; each is named with file, clause, line and
            column. Nothing of it is used.
    """
    return policy_from(content_of(path), path.name, dictionary)


def policy_from(raw: bytes, name: str, dictionary: Dictionary) -> Policy:
    """Read a policy from the content of a file that is called ``name``.

    Raises:
        PolicyMistakes: As `load_policy`.
    """
    policy, mistakes = looked_through(raw, name, dictionary)
    if policy is None:
        raise _KIND.refused(name, (mistake.sentence for mistake in mistakes))
    return policy


def looked_through(
    raw: bytes, name: str, dictionary: Dictionary
) -> tuple[Policy | None, tuple[Mistake, ...]]:
    """Return the policy of a file, or None with everything that is wrong.

    Raises:
        PolicyMistakes: It is not even TOML of a known format.
    """
    data, places = _KIND.parse(raw, name)
    shape = read_shape(data, places)
    builder = Builder(shape, places, dictionary)
    policy = builder.policy(hashlib.sha256(raw).hexdigest())
    if policy is None:
        return None, (*shape.mistakes, *builder.mistakes)
    return replace(policy, content=raw), ()


def unchecked_in(policy: Policy) -> list[str]:
    """Say of each place that nobody has looked at since the file was drafted what to do."""
    return [
        f"“{place}”起草以后还没有人核对：请对照条文看一遍，改对以后从 unchecked 里删去这一项"
        for place in policy.unchecked
    ]


def content_of(path: Path) -> bytes:
    """Return the content of a policy file.

    Raises:
        PolicyMistakes: It cannot be read, or is too large.
    """
    return _KIND.read(path)


def places_of(raw: bytes, name: str) -> Places:
    """Return on which lines of a policy file things stand.

    Raises:
        PolicyMistakes: It is not even TOML of a known format.
    """
    return _KIND.parse(raw, name)[1]


def parts_of(raw: bytes, name: str) -> PolicyPart:
    """Return the keys and plain values of a policy file; formulas are not looked at.

    Raises:
        PolicyMistakes: Keys are unknown or missing, or values of the wrong kind.
    """
    data, places = _KIND.parse(raw, name)
    shape = read_shape(data, places)
    if shape.parts is None or shape.mistakes:
        raise _KIND.refused(name, (mistake.sentence for mistake in shape.mistakes))
    return shape.parts
