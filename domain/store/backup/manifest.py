"""What a backup says of itself."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from domain.store.backup.problems import BackupProblem
from domain.store.numbers.file import End
from domain.store.plain import PRACTICE
from domain.values.texts import safe_text

FORMAT: Final = 2
"""The newest that this program reads."""
WHOLE: Final = 1
"""Of a backup that holds everything itself; the first program reads it too."""
FILE_NAME: Final = "manifest.json"
ATTACHMENTS: Final = "attachments/"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class Occasion(StrEnum):
    """Why a backup was made."""

    AUTOMATIC = "automatic"
    BEFORE_UPGRADE = "before-upgrade"
    BEFORE_RESTORE = "before-restore"
    BY_HAND = "by-hand"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Occasion.AUTOMATIC: "自动备份",
    Occasion.BEFORE_UPGRADE: "升级前备份",
    Occasion.BEFORE_RESTORE: "恢复前备份",
    Occasion.BY_HAND: "手工备份",
}


class FileEntry(BaseModel):
    """One file of a backup: its path with forward slashes, its length in bytes, its SHA-256."""

    model_config = ConfigDict(frozen=True)

    path: str
    size: int
    sha256: str


Content = tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], int]
"""SHA-256 and bytes of a content that lies beside the backup files (see `shared`), kept short."""


def is_sha256(text: str) -> bool:
    """Whether it is one, as contents are called."""
    return bool(_SHA256.fullmatch(text))


def entry_of(content: Content) -> FileEntry:
    """Return the file that a content is in the user's folder."""
    sha256, size = content
    return FileEntry(path=f"{ATTACHMENTS}{sha256[:2]}/{sha256}", size=size, sha256=sha256)


class Manifest(BaseModel):
    """Written into every backup as its last file.

    Attributes:
        format: Of the backup file itself.
        program: The version of the program that made it.
        schema_name: The newest migration of the store in it.
        made_at: UTC.
        occasion: Why it was made.
        office: The office's name.
        enterprises: In the register.
        notices: Issued, void ones included.
        state: What the folder looked like (see `places.state_of`); equal where nothing changed since.
        acts: Entries in the trail of acts; None in a backup of before this was said.
        head: How far its trail had come, see `domain.store.chain`; empty for an older store.
        numbers: The last number taken of each series of notices, as it was known beside the store.
        lists: The last number of a list sent to be paid, by year, as it was known beside the store.
        files: Everything in it, the store first.
        contents: What lies beside it of the attachments.
        flaws: What of the office's data was not as it was written when it was made, in words (see `flaws`).
        mends: Attachments that were gone or altered when it was made, in words; it has them as they were
            added.
    """

    model_config = ConfigDict(frozen=True)

    format: int
    program: str
    schema_name: str
    made_at: datetime
    occasion: Occasion
    office: Annotated[str, AfterValidator(safe_text)]
    enterprises: int
    notices: int
    state: str
    acts: int | None = None
    head: str = ""
    numbers: tuple[End, ...] = ()
    lists: tuple[End, ...] = ()
    files: tuple[FileEntry, ...]
    contents: tuple[Content, ...] = ()
    flaws: tuple[str, ...] = ()
    mends: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of everything that it brings back."""
        return self.own_size + sum(size for _, size in self.contents)

    @property
    def own_size(self) -> int:
        """Bytes of what is in the file itself, unpacked."""
        return sum(file.size for file in self.files)

    @property
    def is_practice(self) -> bool:
        """Whether everything in it is invented."""
        return any(file.path == PRACTICE for file in self.files)

    @property
    def warning(self) -> str:
        """A sentence on what in it is not as it was written; empty where everything is."""
        return f"其中有不完好的内容：{_first_of(self.flaws)}" if self.flaws else ""

    @property
    def news(self) -> str:
        """A sentence for whoever makes it, on what is not as it was written; empty where everything is."""
        if self.flaws or not self.mends:
            return self.warning
        return f"{_first_of(self.mends)}；备份里还是加入时的内容，重新添加这个文件或恢复这份备份就能找回"


def _first_of(sentences: tuple[str, ...]) -> str:
    return f"{sentences[0]}{f'（共 {len(sentences)} 处）' if len(sentences) > 1 else ''}"


def read_manifest_text(text: str | bytes) -> Manifest:
    """Read what `Manifest.model_dump_json` wrote.

    Raises:
        BackupProblem: It is not that, or a newer program's.
    """
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise BackupProblem("备份文件里的清单读不出来，不能使用") from error
    if manifest.format > FORMAT:
        raise BackupProblem(
            f"这个备份由更新的助企兑 {manifest.program} 写成，请先安装 {manifest.program} 或更新的版本"
        )
    return manifest
