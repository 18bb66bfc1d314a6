"""Passphrases: the age format, the same work everywhere, and little memory."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pyrage
import pytest

from domain.store.backup.locks import WORK_FACTOR, lock, unlock
from domain.store.backup.problems import BackupProblem, PassphraseNeeded
from domain.store.backup.sealing import unseal
from tests.running.efforts import OFFICES_WORK

ROOT = Path(__file__).parents[3]
PASSPHRASE = "郑东 2026 备份口令"
# Pyrage measures how much work a machine does in a second, and takes up to a gigabyte: in the soak alone.
THEIRS = (
    b"age-encryption.org/v1\n-> scrypt zFW5n2j1hGEe4W5Z2WR7Wg 12\n"
    b"T/7ytXkfchbJfa+h50ThxZMohsHvaUf25vRSk8YI0FY\n--- "
    b"B4QEg7Aec2s9GV36reftowQy5Nyo5+UjrvDrywudP2c\n"
    + bytes.fromhex("a58e8b4fb715e14d1936addbc128c237e7c25304d141cda0933b4ce90407482327c1e2164b4f")
)
"""“theirs” as pyrage 1.4.0 locked it by `PASSPHRASE` on a machine that was busy, in 4 MB."""
MOST_MB = 300
WORK = """
import sys
from pathlib import Path
from domain.store.backup.sealing import seal, unseal
folder = Path(sys.argv[1])
with (folder / "plain").open("wb") as file:
    file.truncate(50_000_000)
seal(folder / "plain", folder / "sealed", "a long passphrase")
unseal(folder / "sealed", folder / "again", "a long passphrase")
assert (folder / "again").stat().st_size == 50_000_000
[peak] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(peak.split()[1])
"""


@pytest.fixture(scope="module")
def locked() -> bytes:
    return lock("甲".encode(), PASSPHRASE)


def with_work(locked: bytes, work: int) -> bytes:
    return locked.replace(b" %d\n" % WORK_FACTOR, b" %d\n" % work, 1)


def test_that_the_common_library_opens_ours_and_we_open_its_own(locked: bytes):
    assert pyrage.passphrase.decrypt(locked, PASSPHRASE) == "甲".encode()
    is_soaking = "ZHUQIDUI_SOAK_LOCKS" in os.environ
    theirs = pyrage.passphrase.encrypt(b"theirs", PASSPHRASE) if is_soaking else THEIRS
    assert unlock(theirs, PASSPHRASE) == b"theirs"


def test_that_another_passphrase_is_told_from_a_damaged_key(locked: bytes):
    with pytest.raises(PassphraseNeeded):
        unlock(locked, "郑东 2026 备份口今")
    with pytest.raises(BackupProblem, match="已损坏") as caught:
        unlock(locked[:-1] + bytes([locked[-1] ^ 1]), PASSPHRASE)
    assert not isinstance(caught.value, PassphraseNeeded)
    for cut in (b"", locked[:40], b"age-encryption.org/v1\n-> X25519 x\n", b"\xff" * 200):
        with pytest.raises(BackupProblem, match="已损坏"):
            unlock(cut, PASSPHRASE)


def test_that_a_key_of_too_high_a_work_factor_is_said_as_such_at_once(locked: bytes):
    for work in (21, 30, 63, 99):
        with pytest.raises(BackupProblem, match="口令保护设得太强") as caught:
            unlock(with_work(locked, work), PASSPHRASE)
        assert not isinstance(caught.value, PassphraseNeeded)


def test_that_a_sealed_backup_without_its_key_or_with_a_strange_one_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "b.zqdbak"
    for parts in ({}, {"key.age": b"x"}, {"key.age": lock(b"no identity", PASSPHRASE)}):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("content.age", b"x")
            for name, content in parts.items():
                archive.writestr(name, content)
        with pytest.raises(BackupProblem, match="不能使用"):
            unseal(path, tmp_path / "plain", PASSPHRASE)


# Not by the resource module, which counts what was before this program as well.
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measured by Linux")
def test_that_a_sealed_backup_is_made_and_opened_in_little_memory(tmp_path: Path):
    outcome = subprocess.run(
        [sys.executable, "-c", WORK, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    # And no less than makes guessing slow.
    with zipfile.ZipFile(tmp_path / "sealed") as archive:
        assert f" {OFFICES_WORK}\n".encode() in archive.read("key.age")
    assert (1 << OFFICES_WORK) / 1024 < int(outcome.stdout) / 1024 < MOST_MB
