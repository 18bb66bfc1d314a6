"""Administrative divisions (GB/T 2260): where the authority sits that gave a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_PROVINCE, _PREFECTURE, _COUNTY = 2, 4, 6
_LENGTH: Final = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a division lies.

    Attributes:
        name: From the province down to what is known, e.g. 河南省郑州市金水区; empty if nothing is.
        is_whole: Whether every level of the code is known.
    """

    name: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Divisions:
    """Names by six-digit code; divisions that were given up since 2010 are among them."""

    names: Mapping[str, str] = field(repr=False)

    @staticmethod
    def load(path: Path) -> "Divisions":
        """Read the table that is shipped: code, tab, name."""
        lines = path.read_text("utf-8").splitlines()
        return Divisions({line[:_LENGTH]: line[_LENGTH + 1 :] for line in lines if not line.startswith("#")})

    def place(self, code: str) -> Place:
        """Return where a six-digit code lies, as exactly as it is known.

        >>> few = Divisions({"410000": "河南省", "410100": "郑州市", "410105": "金水区"})
        >>> few.place("410105").name, few.place("410199")
        ('河南省郑州市金水区', Place(name='河南省郑州市', is_whole=False))
        """
        levels = [code[:digits].ljust(_LENGTH, "0") for digits in (_PROVINCE, _PREFECTURE, _COUNTY)]
        # A county right below its province has a prefecture's code that names nothing; so has a municipality.
        known = [self.names[level] for level in dict.fromkeys(levels) if level in self.names]
        return Place("".join(known), code in self.names)
