"""Places in a text: Qt counts UTF-16 units, and a character beyond the BMP (𠮷) is two of them."""


def units_of(text: str) -> int:
    """Return how long Qt takes a text to be.

    >>> units_of("𠮷野家")
    4
    """
    return len(text) + sum(letter > "\uffff" for letter in text)


def character_at(text: str, units: int) -> int:
    """Return which character of a text stands behind so many of Qt's units; its length beyond its end.

    >>> [character_at("𠮷野家", at) for at in (0, 2, 3, 9)]
    [0, 1, 2, 3]
    """
    if text.isascii() or max(text) <= "\uffff":
        return min(units, len(text))
    before = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(before.decode("utf-16-le", "ignore"))
