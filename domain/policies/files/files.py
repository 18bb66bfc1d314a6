"""Policy files: TOML, checked whole before anything of it is used."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.policies.files.building import Builder
from domain.policies.files.shaping import read_shape
from domain.policies.policy import Policy
from domain.values.errors import BadInput
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
    return policy_from(_KIND.read(path), path.name, dictionary)


def policy_from(raw: bytes, name: str, dictionary: Dictionary) -> Policy:
    """Read a policy from the content of a file that is called ``name``.

    Raises:
        PolicyMistakes: As `load_policy`.
    """
    data, places = _KIND.parse(raw, name)
    shape = read_shape(data, places)
    builder = Builder(shape, places, dictionary)
    policy = builder.policy(hashlib.sha256(raw).hexdigest())
    if policy is None:
        raise _KIND.refused(name, [*shape.mistakes, *builder.mistakes])
    return replace(policy, content=raw)
