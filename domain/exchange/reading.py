"""What all readers of files share: opening with clear refusals, and gathering complaints."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.enterprises.facts import EnterpriseFacts
from domain.values.errors import BadInput

MAX_COMPLAINTS: Final = 200


class Complaints:
    """Complaints of one file, all of them shown at once; bounded, since one slip can repeat in every row."""

    def __init__(self) -> None:
        self._found: list[str] = []

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Keep a complaint raised inside the block and go on."""
        try:
            yield
        except BadInput as error:
            self._found.extend(error.complaints)

    def add(self, complaint: str) -> None:
        self._found.append(complaint)

    def raise_any(self) -> None:
        """Raise everything gathered as one `BadInput`; do nothing where there is nothing."""
        if len(self._found) > MAX_COMPLAINTS:
            rest = len(self._found) - MAX_COMPLAINTS
            raise BadInput([*self._found[:MAX_COMPLAINTS], f"……还有 {rest} 处，请先改正以上各处"])
        if self._found:
            raise BadInput(self._found)


def read_bytes(path: Path, most: int) -> bytes:
    """Read a file whole.

    Raises:
        BadInput: It is not there, cannot be read, or is larger than ``most`` bytes.
    """
    try:
        if path.is_dir():
            raise BadInput(f"{path}：这是文件夹，请指定文件")
        if path.stat().st_size > most:
            raise BadInput(f"{path.name}：文件超过 {most // 1_000_000} MB，请拆分后再导入")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"没有这个文件：{path}") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "路径无效"
        raise BadInput(f"打不开文件 {path}：{reason}") from error


def refuse_repeated_codes(entries: Sequence[EnterpriseFacts], places: Sequence[str]) -> None:
    """Refuse a file in which a code stands twice.

    Args:
        entries: What was read.
        places: Where each entry stands, in the same order.

    Raises:
        BadInput: With both places of each code that stands twice.
    """
    first: dict[str, str] = {}
    complaints = Complaints()
    for facts, place in zip(entries, places, strict=True):
        if facts.uscc in first:
            complaints.add(f"{place}：统一社会信用代码 {facts.uscc} 与{first[facts.uscc]}重复")
        first.setdefault(facts.uscc, place)
    complaints.raise_any()
