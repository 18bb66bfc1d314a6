"""QR codes (ISO/IEC 18004:2015) of error correction M, fast enough for a paper each.

reportlab tries eight masks and sets every module on its own, which takes longer than a page. Here one mask is
always taken, which the code itself names, and what a size has in common is learned from reportlab once.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import Final

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel, QRMath, QRRSBlock, QRUtil

MASK: Final = 2
_LARGEST: Final = 20
"""97 modules: at 25 mm a quarter of a millimetre each, which is as fine as a photograph resolves."""
_SIGNS: Final = {sign: at for at, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}
_LAST_SIGNS: Final = re.compile(r"[0-9A-Z $%*+\-./:]*\Z")
_PADS: Final = 0xEC11


class TooLong(ValueError):
    """So long a text makes a code that nobody could photograph."""


@dataclass(frozen=True, slots=True)
class _Size:
    """What codes of one version have in common.

    Attributes:
        blocks: Of how many bytes each block of data is, and how many correct it.
        flipped: Which bits the mask turns over, in the order in which they are placed.
        spare: How many bits are left over behind the last byte.
        place: Puts the bits, and the modules that are always dark or light, where they belong.
    """

    side: int
    blocks: tuple[tuple[int, int], ...]
    flipped: int
    bits: int
    spare: int
    place: Callable[[str], tuple[str, ...]]

    @property
    def room(self) -> int:
        """How many bits of data it takes."""
        return 8 * sum(data for data, _ in self.blocks)


def matrix_of(text: str) -> tuple[str, ...]:
    """Return the rows of the smallest code that says a text, a ``1`` for each dark module; without a margin.

    Letters and digits at its end are packed tighter than the rest, which is UTF-8.

    Raises:
        TooLong: It does not go into a code that can be photographed.
    """
    packed = _LAST_SIGNS.search(text)
    assert packed is not None
    head, tail = text[: packed.start()].encode(), packed[0]
    version = _version_for(len(head), len(tail))
    return _drawn(_size(version), _data(head, tail, version))


@lru_cache
def _version_for(bytes_: int, signs: int) -> int:
    """Return the smallest version that takes so many bytes, and so many letters behind them.

    Raises:
        TooLong: None does.
    """
    for version in range(1, _LARGEST + 1):
        if len(_data(bytes(bytes_), "0" * signs, version)) <= _size(version).room:
            return version
    raise TooLong(f"{bytes_} bytes and {signs} letters")


def _data(head: bytes, tail: str, version: int) -> str:
    """Return what is said in bits: bytes, then letters (7.4)."""
    parts = []
    if head:
        parts += ["0100", f"{len(head):0{8 if version < 10 else 16}b}"]
        parts.append(f"{int.from_bytes(head):0{8 * len(head)}b}")
    if tail:
        parts += ["0010", f"{len(tail):0{9 if version < 10 else 11}b}"]
        values = [_SIGNS[sign] for sign in tail]
        pairs = zip(values[::2], values[1::2], strict=False)
        parts += [f"{45 * first + second:011b}" for first, second in pairs]
        if len(values) % 2:
            parts.append(f"{values[-1]:06b}")
    return "".join(parts)


def _drawn(size: _Size, data: str) -> tuple[str, ...]:
    data += "0" * min(4, size.room - len(data))
    data += "0" * (-len(data) % 8)
    data += (f"{_PADS:016b}" * (size.room // 16 + 1))[: size.room - len(data)]
    content, at = int(data, 2).to_bytes(size.room // 8), 0
    blocks, corrections = [], []
    for length, correcting in size.blocks:
        block = content[at : at + length]
        blocks.append(block)
        corrections.append(_correction(block, correcting))
        at += length
    mixed = chain(_in_turns(blocks), _in_turns(corrections))
    bits = (int.from_bytes(bytes(mixed)) << size.spare) ^ size.flipped
    modules = "".join(size.place(f"{bits:0{size.bits}b}01"))
    return tuple(modules[start : start + size.side] for start in range(0, len(modules), size.side))


def _in_turns(blocks: Sequence[bytes]) -> list[int]:
    return [one for some in zip_longest(*blocks) for one in some if one is not None]


def _correction(block: bytes, count: int) -> bytes:
    """Return what corrects a block (7.5.2): what is left of it behind a division, a byte at a time."""
    table, shift, rest = _multiples(count), 8 * (count - 1), 0
    kept = (1 << shift) - 1
    for one in block:
        rest = ((rest & kept) << 8) ^ table[(rest >> shift) ^ one]
    return rest.to_bytes(count)


@lru_cache
def _multiples(count: int) -> tuple[int, ...]:
    """Return 0 to 255 times the polynomial that so many bytes are divided by, without its first term."""
    divisor = QRUtil.getErrorCorrectPolynomial(count)
    terms = [QRMath.glog(divisor.get(at)) for at in range(1, count + 1)]
    return (
        0,
        *(
            int.from_bytes(bytes(QRMath.gexp(term + QRMath.glog(times)) for term in terms))
            for times in range(1, 256)
        ),
    )


@lru_cache(maxsize=_LARGEST)
def _size(version: int) -> _Size:
    blank = QRCode(version, QRErrorCorrectLevel.M)
    found = QRRSBlock.getRSBlocks(version, QRErrorCorrectLevel.M)
    blocks = tuple((one.dataCount, one.totalCount - one.dataCount) for one in found)
    blank.dataCache = [0] * sum(map(sum, blocks))
    blank.makeImpl(False, MASK)
    assert blank.modules is not None
    order = {(row, column): at for at, (column, row) in enumerate(blank.dataPosIterator())}
    flipped = "".join(str(int(blank.modules[row][column])) for row, column in order)
    fixed = len(order)
    places = (
        order.get((row, column), fixed + is_dark)
        for row, line in enumerate(blank.modules)
        for column, is_dark in enumerate(line)
    )
    spare = len(order) - 8 * len(blank.dataCache)
    return _Size(blank.moduleCount, blocks, int(flipped, 2), len(order), spare, itemgetter(*places))
