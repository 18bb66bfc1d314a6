"""Locking a backup by a passphrase, in the age format.

age's passphrases take whole messages only, so the file is encrypted for a key of its own, and the
passphrase encrypts that key (`locks`). The common tool opens the two parts too:
``age -d -i key.age content.age``.
"""

import unicodedata
import zipfile
from pathlib import Path
from typing import Final

from domain.store.backup.locks import lock, unlock
from domain.store.backup.problems import BackupProblem, PassphraseNeeded, translated
from domain.store.backup.zips import opened_member, opened_zip
from domain.values.errors import BadInput

SHORTEST: Final = 8

_KEY: Final = "key.age"
_CONTENT: Final = "content.age"
_KEY_BYTES: Final = 4096
"""A locked key takes less than 300."""


def is_sealed(path: Path) -> bool:
    """Whether a passphrase is needed to read a backup.

    Raises:
        BackupProblem: It is no backup, or cannot be read.
    """
    with translated(path), opened_zip(path) as archive:
        return _CONTENT in archive.namelist()


def refuse_weak(passphrase: str) -> None:
    """Refuse a passphrase that is quickly guessed.

    Raises:
        BadInput: It is too short.
    """
    if len(_composed(passphrase)) < SHORTEST:
        raise BadInput(f"口令至少要 {SHORTEST} 个字符")


def seal(plain: Path, target: Path, passphrase: str) -> None:
    """Write `plain`, encrypted, to `target`."""
    import pyrage  # noqa: PLC0415 - only where a passphrase is used

    identity = pyrage.x25519.Identity.generate()
    key = lock(str(identity).encode("ascii"), _composed(passphrase))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_KEY, key)
        with plain.open("rb") as source, archive.open(_CONTENT, "w", force_zip64=True) as sink:
            pyrage.encrypt_io(source, sink, [identity.to_public()])


def unseal(path: Path, target: Path, passphrase: str) -> None:
    """Write what `path` holds, decrypted, to `target`.

    Raises:
        PassphraseNeeded: None was given, or the wrong one.
        BackupProblem: The content is not as it was written.
    """
    import pyrage  # noqa: PLC0415

    if not passphrase:
        raise PassphraseNeeded("这个备份加了口令，请输入口令")
    with translated(path), opened_zip(path) as archive:
        with opened_member(archive, _KEY) as source:
            key = unlock(source.read(_KEY_BYTES), _composed(passphrase))
        damaged = BackupProblem(f"备份文件已损坏，不能使用（{path}）")
        try:
            identity = pyrage.x25519.Identity.from_str(key.decode("ascii"))
        except (pyrage.IdentityError, UnicodeDecodeError) as error:
            raise damaged from error
        try:
            with opened_member(archive, _CONTENT) as source, target.open("wb") as sink:
                pyrage.decrypt_io(source, sink, [identity])
        except OSError as error:
            if error.errno:
                raise  # the disk's; what age finds wrong comes without a number
            raise damaged from error
        except pyrage.DecryptError as error:
            raise damaged from error


def _composed(passphrase: str) -> str:
    """The same letters typed on another system may come as other characters."""
    return unicodedata.normalize("NFC", passphrase)
