"""Who signed a policy file: detached signatures in the format of minisign, and the issuers an office trusts.

The format is that of https://jedisct1.github.io/minisign/, Ed25519, so that whoever issues a policy may sign
it with that tool as well. The signature of ``政策.toml`` lies beside it as ``政策.toml.minisig``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlmodel import Session, col, select

from domain.policies.entities import TrustedIssuer
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.files import write_whole
from domain.values.ids import IssuerId
from domain.values.texts import one_line, safe_text

if TYPE_CHECKING:
    from minisign import PublicKey, SecretKey

ENDING: Final = ".minisig"
"""What the name of a signature has after the name of the file it belongs to."""
MAX_BYTES: Final = 20_000
"""More than any signature or key has."""
MAX_NAME: Final = 60


class Standing(StrEnum):
    """What a signature is worth to the office."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from, as far as its signature tells.

    ``issuer`` is the trusted issuer whose key the signature names; empty where there is none.
    """

    standing: Standing
    issuer: str = ""
    key: str = ""

    @property
    def sentence(self) -> str:
        """What there is to say about it."""
        match self.standing:
            case Standing.TRUSTED:
                return f"由“{self.issuer}”签名，核对无误。"
            case Standing.UNKNOWN:
                return (
                    f"文件有签名，但签名的公钥（编号 {self.key}）不在可信发布单位之列，不能确认是谁发布的。"
                )
            case Standing.WRONG:
                return (
                    f"签名与文件对不上：签名是“{self.issuer}”的，但文件在签名以后被改动过，"
                    "或者这个签名是另一个文件的。"
                )
            case Standing.UNREADABLE:
                return "旁边的签名文件读不了，不能确认文件是谁发布的。"
            case Standing.UNSIGNED:
                return "文件没有签名，不能确认是谁发布的、途中有没有被改动。"


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer that the office trusts.

    Attributes:
        key: The public key as its file writes it, in base64.
        check: A short digest of the key, to be compared over the telephone.
        added_at: UTC.
    """

    id: IssuerId
    name: str
    key: str
    check: str
    added_at: datetime
    added_by: str


class NotTrusted(DomainError):
    """A file may only be taken after an explicit decision, since nobody whom the office trusts signed it."""

    def __init__(self, origin: Origin) -> None:
        super().__init__(origin.sentence)
        self.origin = origin


def origin_of(raw: bytes, signature: bytes | None, issuers: Sequence[Issuer]) -> Origin:
    """Tell who signed a file.

    Args:
        raw: The content of the file.
        signature: The content of the signature that lies beside it; None where there is none.
        issuers: Whom the office trusts.
    """
    if signature is None:
        return Origin(Standing.UNSIGNED)
    # Only where a file is imported: it brings a library of its own along.
    from minisign import Error, Signature, VerifyError  # noqa: PLC0415

    try:
        found = Signature.from_bytes(signature)
    except (Error, ValueError):
        return Origin(Standing.UNREADABLE)
    lines = bytes(found).splitlines()
    if lines[1:] != signature.splitlines()[1:]:
        # Not as it was written: the bits that the last sign of base64 has too many may be anything.
        return Origin(Standing.UNREADABLE)
    number = _key_number(lines[1])
    holders = [issuer for issuer in issuers if _key_number(issuer.key.encode()) == number]
    for issuer in holders:
        try:
            _public_key(issuer.key).verify(raw, found)
        except VerifyError:
            continue
        return Origin(Standing.TRUSTED, issuer.name, number)
    return (
        Origin(Standing.WRONG, holders[0].name, number) if holders else Origin(Standing.UNKNOWN, key=number)
    )


def signature_beside(path: Path) -> bytes | None:
    """Return the signature that lies beside a file, or None.

    Raises:
        BadInput: There is one, but it cannot be read.
    """
    beside = path.with_name(path.name + ENDING)
    try:
        with beside.open("rb") as file:
            return file.read(MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadInput(f"打不开签名文件 {beside.name}（{error.strerror}）") from error


def list_issuers(session: Session) -> list[Issuer]:
    """Return whom the office trusts, by name."""
    rows = session.exec(select(TrustedIssuer).order_by(col(TrustedIssuer.name), col(TrustedIssuer.id)))
    return [
        Issuer(
            row.id or IssuerId(0),
            row.name,
            row.public_key,
            check_of(row.public_key),
            row.added_at,
            row.added_by,
        )
        for row in rows
    ]


def trust_issuer(seat: Seat, name: str, key: str) -> IssuerId:
    """Take an issuer among those whom the office trusts.

    Args:
        seat: Who does it, and where.
        name: What it is called.
        key: Its public key: the content of its ``.pub`` file, or only the line of signs in it.

    Returns:
        Its id.

    Raises:
        BadInput: There is no name, the key is none, or is known already.
    """
    called, public_key = one_line(name), read_public_key(key)
    if not called or len(called) > MAX_NAME:
        raise BadInput(f"请填写发布单位的名称，最多 {MAX_NAME} 字")
    with seat.act(Action.ISSUER_TRUST) as act:
        session = act.session
        holder = session.exec(select(TrustedIssuer).where(TrustedIssuer.public_key == public_key)).first()
        if holder is not None:
            raise BadInput(f"这个公钥已经登记在“{holder.name}”名下")
        row = TrustedIssuer(name=called, public_key=public_key, added_at=act.at, added_by=act.who.name)
        session.add(row)
        session.flush()
        assert row.id is not None
        _note(act, row, "信任政策发布单位")
        return row.id


def distrust_issuer(seat: Seat, id_: IssuerId) -> None:
    """Take an issuer out again; what was imported with its signature stays as it is.

    Raises:
        NotFound: It is not there.
    """
    with seat.act(Action.ISSUER_DISTRUST) as act:
        row = act.session.get(TrustedIssuer, id_)
        if row is None:
            raise NotFound("这个发布单位已不在可信之列")
        act.session.delete(row)
        _note(act, row, "不再信任政策发布单位")


def read_public_key(text: str) -> str:
    """Return a public key in its one form.

    Raises:
        BadInput: The text holds none.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines or len(lines) > 2 or (len(lines) == 2 and not lines[0].startswith("untrusted comment:")):
        raise BadInput("这不是公钥：请打开发布单位给的 .pub 文件，把内容原样粘贴过来")
    return str(_public_key(lines[-1]).to_base64(), "ascii")


def check_of(key: str) -> str:
    """Return the short digest of a public key that two people compare over the telephone.

    >>> check_of("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3")
    '8411 5545 A4E8 19B3 00A4'
    """
    digest = hashlib.sha256(key.encode()).hexdigest().upper()[:20]
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def make_keys(name: str, folder: Path, passphrase: str) -> tuple[Path, Path]:
    """Make the keys of one who issues policies: ``name.key`` is kept secret, ``name.pub`` handed out.

    Args:
        name: What the files are called.
        folder: Where to.
        passphrase: Locks the secret key; without one whoever has the file can sign.

    Returns:
        The secret and the public key's file.

    Raises:
        BadInput: There are such files already.
        DomainError: They cannot be written.
    """
    from minisign import KeyPair  # noqa: PLC0415

    if safe_text(name) != name:
        raise BadInput("密钥的名称里有看不见的字符，请换一个名称")
    secret, public = folder / f"{name}.key", folder / f"{name}.pub"
    for path in (secret, public):
        if path.exists():
            raise BadInput(f"已经有 {path}，不覆盖；请换一个名称")
    keys = KeyPair.generate()
    content = bytes(keys.public_key)
    if passphrase:
        keys.secret_key.encrypt(passphrase)
    write_whole(bytes(keys.secret_key) + b"\n", secret)
    write_whole(content + b"\n", public, is_public=True)
    return secret, public


def sign(path: Path, raw: bytes, key: Path, passphrase: str) -> Path:
    """Sign a file and put the signature beside it.

    Args:
        path: The file.
        raw: Its content.
        key: The secret key's file.
        passphrase: What locks the key; empty where nothing does.

    Returns:
        The signature's file.

    Raises:
        BadInput: The key cannot be read, or the passphrase is wrong.
        DomainError: The signature cannot be written.
    """
    secret = _secret_key(key, passphrase)
    beside = path.with_name(path.name + ENDING)
    write_whole(bytes(secret.sign(raw)) + b"\n", beside, is_public=True)
    return beside


def _secret_key(path: Path, passphrase: str) -> SecretKey:
    from minisign import Error, SecretKey  # noqa: PLC0415

    try:
        secret = SecretKey.from_bytes(path.read_bytes()[:MAX_BYTES])
    except OSError as error:
        raise BadInput(f"打不开私钥 {path}（{error.strerror}）") from error
    except (Error, ValueError) as error:
        raise BadInput(f"{path.name} 不是私钥文件") from error
    if secret.is_encrypted():
        if not passphrase:
            raise BadInput("私钥有口令，请一并给出")
        try:
            secret.decrypt(passphrase)
        except Error as error:
            raise BadInput("私钥的口令不对") from error
    return secret


def _key_number(line: bytes) -> str:
    """Return the number of the key in a line of a key or a signature, as minisign writes it."""
    # Behind the two bytes of the algorithm, the last byte first.
    return base64.b64decode(line)[2:10][::-1].hex().upper()


def _public_key(text: str) -> PublicKey:
    from minisign import Error, PublicKey  # noqa: PLC0415

    try:
        return PublicKey.from_base64(text)
    except (Error, ValueError) as error:
        raise BadInput("这不是公钥：公钥以“RW”开头，共 56 个字符，请核对有没有抄漏") from error


def _note(act: Act, row: TrustedIssuer, word: str) -> None:
    summary = f"{word}“{row.name}”（公钥核对码 {check_of(row.public_key)}）"
    act.note(Subject(Kind.ISSUER, row.id), summary)
