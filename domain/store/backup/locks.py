"""A few bytes locked by a passphrase, in the age format (https://age-encryption.org/v1).

Own code for these few bytes, since the library measures the machine to choose how much memory opening takes:
on a fast one half a gigabyte, which a slow one then refuses. Here it is always the same.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from typing import Final

from domain.store.backup.problems import BackupProblem, PassphraseNeeded

WORK_FACTOR = 17
"""Binary logarithm of scrypt's N: 128 MB, about a second."""

MOST_WORK: Final = 20
"""More was never written by any version of this program: 1 GB."""

_R: Final = 8
_HEADER: Final = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9]\d?)\n([A-Za-z0-9+/]{43})\n---)"
    rb" ([A-Za-z0-9+/]{43})\n"
)
_LABEL: Final = b"age-encryption.org/v1/scrypt"
_NONCE_BYTES: Final = 16
_ONLY_CHUNK: Final = bytes(11) + b"\x01"


def lock(content: bytes, passphrase: str) -> bytes:
    """Return `content`, less than 64 KB of it, encrypted; the common tool opens it as well."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 - seldom used

    file_key, salt = secrets.token_bytes(16), secrets.token_bytes(16)
    wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, WORK_FACTOR)).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %b %d\n%b\n---" % (_coded(salt), WORK_FACTOR, _coded(wrapped))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(_ONLY_CHUNK, content, None)
    return b"%b %b\n%b%b" % (header, _coded(_mac(file_key, header)), nonce, payload)


def unlock(locked: bytes, passphrase: str) -> bytes:
    """Return what `lock`, or the common tool, encrypted.

    Raises:
        PassphraseNeeded: It is another passphrase.
        BackupProblem: It is not as it was written, or opening it would take too much memory.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    found = _HEADER.match(locked)
    if found is None:
        raise BackupProblem("备份文件里的钥匙已损坏，不能使用")
    header, salt, work, wrapped, mac = found.groups()
    if int(work) > MOST_WORK:
        raise BackupProblem(
            f"这个备份的口令保护设得太强（强度 2^{int(work)}），打开它要 {_memory_text(int(work))} 内存，"
            "不是助企兑做成的；请用做成它的程序打开，或改用别的备份"
        )
    key = _stretched(passphrase, _decoded(salt), int(work))
    try:
        file_key = ChaCha20Poly1305(key).decrypt(bytes(12), _decoded(wrapped), None)
    except InvalidTag as error:
        raise PassphraseNeeded("口令不对，请再输入一次") from error
    payload = locked[found.end() :]
    nonce, chunk = payload[:_NONCE_BYTES], payload[_NONCE_BYTES:]
    try:
        if not hmac.compare_digest(_mac(file_key, header), _decoded(mac)):
            raise InvalidTag
        return ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).decrypt(_ONLY_CHUNK, chunk, None)
    except InvalidTag as error:
        raise BackupProblem("备份文件里的钥匙已损坏，不能使用") from error


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    size = 128 * _R << work
    try:
        return hashlib.scrypt(
            passphrase.encode("utf-8", "surrogateescape"),
            salt=_LABEL + salt,
            n=1 << work,
            r=_R,
            p=1,
            maxmem=size + (1 << 20),
            dklen=32,
        )
    except (MemoryError, ValueError) as error:
        raise BackupProblem(f"内存不够，打开这个备份要 {_memory_text(work)}；请关掉别的程序后再试") from error


def _memory_text(work: int) -> str:
    megabytes = (128 * _R << work) >> 20
    return f"{megabytes >> 10:,} GB" if megabytes >= 1 << 10 else f"{megabytes} MB"


def _derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869), 32 bytes."""
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, purpose + b"\x01", "sha256")


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")


def _coded(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    try:
        return binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    except binascii.Error as error:
        raise BackupProblem("备份文件里的钥匙已损坏，不能使用") from error
