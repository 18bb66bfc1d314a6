"""What an editor's value is when nothing was entered."""

from enum import Enum
from typing import Final


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
"""Nothing was entered (未填). None means something else: a date that is known not to exist (无)."""
