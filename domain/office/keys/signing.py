"""Ed25519 as papers use it, and the public half of keys as a text that anybody can read.

Letters are those of base32 (RFC 4648): no small ones, and nothing that is read for something else.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.values.errors import BadInput
from domain.values.texts import one_line

FILE_NAME: Final = "签名公钥.txt"
MOST_LETTERS: Final = 100_000
"""More than any file of public keys has."""
_HEAD: Final = "助企兑签名公钥"
_SIGNATURE: Final = 103
_PUBLIC: Final = 52
_MISREAD: Final = str.maketrans("018", "OIB")
"""Digits that base32 does not have, as the letters they were read for."""
_LINE: Final = re.compile(
    r"公钥\s+([0-9A-Z -]+?)\s*自\s*(\d{4}-\d\d-\d\d)(?:\s*至\s*(\d{4}-\d\d-\d\d))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a key, and the days on which it was in use; ``until`` None for still."""

    public: bytes
    since: date
    until: date | None = None

    @property
    def name(self) -> str:
        """What a code calls it: the first eight letters of the fingerprint."""
        return _digest(self.public)[:8]

    @property
    def fingerprint(self) -> str:
        """What two people compare over the telephone: 80 bits of its SHA-256."""
        return fingerprint_of(self.public)

    @property
    def letters(self) -> str:
        """All of it, in letters."""
        return _letters(self.public)

    @property
    def line(self) -> str:
        """What stands of it in a file."""
        until = f" 至 {self.until.isoformat()}" if self.until is not None else ""
        return f"公钥 {self.letters} 自 {self.since.isoformat()}{until}"

    def signed(self, text: str, signature: str) -> bool:
        """Whether this key signed a text."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where papers are verified
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        raw = _bytes(signature, _SIGNATURE)
        if raw is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(raw, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """The key in use, with which something is signed; what is secret of it is shown nowhere."""

    key: PublicKey
    secret: bytes = field(repr=False)

    def sign(self, text: str) -> str:
        """Return the signature of a text, in letters."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - as above

        return _letters(Ed25519PrivateKey.from_private_bytes(self.secret).sign(text.encode()))


@dataclass(frozen=True, slots=True)
class PublicFile:
    """The public halves of an office, the latest first."""

    office: str
    keys: tuple[PublicKey, ...]


def new_pair() -> tuple[bytes, bytes]:
    """Return a new key: its public half and its secret one."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - as above

    made = Ed25519PrivateKey.generate()
    return made.public_key().public_bytes_raw(), made.private_bytes_raw()


def public_file(office: str, keys: Iterable[PublicKey]) -> str:
    """Return the public halves as a text, to be handed out; `read_public_file` reads it."""
    lines = [f"{_HEAD} 1", f"单位 {office}"]
    for one in keys:
        lines += [one.line, f"核对码 {one.fingerprint}"]
    return "\n".join(lines) + "\n"


def read_public_file(text: str) -> PublicFile:
    """Read public halves from a file, a paper that was typed, or what its code says.

    Raises:
        BadInput: There is none, or one is not whole.
    """
    office, keys = "", []
    for line in map(str.strip, text[:MOST_LETTERS].splitlines()):
        if line.startswith("单位"):
            office = one_line(line.removeprefix("单位"))
        elif line.startswith("公钥"):
            keys.append(_read_line(line))
    if not keys:
        raise BadInput("里面没有公钥：请用对方单位给的“签名公钥.txt”，或照公钥单逐行输入，每行以“公钥”开头")
    return PublicFile(office, tuple(keys))


def _read_line(line: str) -> PublicKey:
    found = _LINE.fullmatch(line.upper())
    public = _bytes(found[1], _PUBLIC) if found else None
    if found is None or public is None:
        raise BadInput(
            f"这一行公钥不完整，要有 {_PUBLIC} 个字母数字和“自 年-月-日”，请核对有没有抄漏：{line[:80]}"
        )
    try:
        since, until = (date.fromisoformat(day) if day else None for day in found.groups()[1:])
    except ValueError as error:
        raise BadInput(f"这一行公钥的日期不对，请核对：{line[:80]}") from error
    assert since is not None
    return PublicKey(public, since, until)


def spelt(letters: str) -> str:
    """Return letters that somebody typed as they are written: without what stands between, nothing misread.

    >>> spelt("abcd-01 8z")
    'ABCDOIBZ'
    """
    return re.sub(r"[\s-]", "", letters).upper().translate(_MISREAD)


def is_signature(letters: str) -> bool:
    """Whether letters are those of a signature, written in the one way there is."""
    return _bytes(letters, _SIGNATURE) is not None and spelt(letters) == letters


def in_groups(letters: str, *, between: str = " ") -> str:
    """Return letters in groups of four, as they stand on paper.

    >>> in_groups("ABCDEFGHIJ")
    'ABCD EFGH IJ'
    """
    return between.join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=")


def _bytes(letters: str, count: int) -> bytes | None:
    """Return what so many letters stand for; None where it is not written in the one way there is."""
    plain = spelt(letters)
    if len(plain) != count:
        return None
    try:
        raw = base64.b32decode(plain + "=" * (-count % 8))
    except (binascii.Error, ValueError):
        return None
    return raw if _letters(raw) == plain else None


def _digest(public: bytes) -> str:
    return _letters(hashlib.sha256(public).digest())


def fingerprint_of(public: bytes) -> str:
    """Return what two people compare of a public half; see `PublicKey.fingerprint`."""
    return in_groups(_digest(public)[:16], between="-")


def named(keys: Sequence[PublicKey], name: str) -> list[PublicKey]:
    """Return the keys that a code may mean by a name."""
    return [one for one in keys if one.name == name]
