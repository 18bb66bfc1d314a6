"""Units of a document joined and split by hand, and what each of them says."""

from dataclasses import replace

from domain.policies.authoring.documents.document import Document, Unit
from domain.policies.authoring.documents.numbering import Step, mark_of
from domain.policies.authoring.documents.outline import heading_and_text
from domain.values.errors import BadInput


def wording_of(document: Document, unit_id: str) -> str:
    """Return what a unit says itself, as the wording of a clause: its heading, then its text."""
    unit = document.unit(unit_id)
    return f"{unit.heading}。{unit.text}" if unit.heading and unit.text else unit.heading or unit.text


def inherited_of(document: Document, unit_id: str) -> tuple[Unit, ...]:
    """Return the units above one, the outermost first: what they say, and are called, may hold for it too."""
    found: list[Unit] = []
    above = document.unit(unit_id).parent
    while above:
        unit = document.unit(above)
        found.insert(0, unit)
        above = unit.parent
    return tuple(found)


def joined(document: Document, unit_id: str) -> Document:
    """Return the document with a unit joined to the one before it, which takes over what stands under it.

    Raises:
        BadInput: Nothing stands before it.
    """
    units = list(document.units)
    at = next(at for at, unit in enumerate(units) if unit.id == unit_id)
    if at == 0:
        raise BadInput("这是第一段，前面没有可以合并的")
    before, one = units[at - 1], units[at]
    own = f"{one.number}{wording_of(document, unit_id)}"
    units[at - 1] = replace(
        before,
        text=f"{before.text}\n{own}" if before.text else own,
        responsible="；".join(dict.fromkeys(filter(None, (before.responsible, one.responsible)))),
    )
    del units[at]
    units = [replace(unit, parent=before.id) if unit.parent == unit_id else unit for unit in units]
    return replace(document, units=_levelled(units))


def split_at(document: Document, unit_id: str, at: int) -> Document:
    """Return the document with a unit cut in two before a character of its text.

    The second part takes a new id and, where it begins with a number, the place that its number says; what
    stood under the unit stands under the second part.

    Raises:
        BadInput: One of the parts would be empty.
    """
    units = list(document.units)
    place = next(at for at, unit in enumerate(units) if unit.id == unit_id)
    one = units[place]
    first, second = one.text[:at].strip(), one.text[at:].strip()
    if not second or not (first or one.heading):
        raise BadInput("请把光标放在一段文字的中间，再拆分")
    mark = mark_of(second)
    heading, text = ("", second) if mark is None else heading_and_text(mark, second[mark.end :])
    new = Unit(
        _free_id(units),
        _place_for(document, one, None if mark is None else mark.step),
        "" if mark is None else mark.number,
        heading,
        text,
        responsible=one.responsible,
    )
    units[place] = replace(one, text=first)
    below = [replace(unit, parent=new.id) if unit.parent == unit_id else unit for unit in units[place + 1 :]]
    if new.parent == unit_id:
        # What it begins is a part of the unit, beside those that stand under it already.
        below = units[place + 1 :]
    return replace(document, units=_levelled([*units[: place + 1], new, *below]))


def _place_for(document: Document, one: Unit, step: Step | None) -> str:
    """Return the id of the unit that the second part of a split one stands under."""
    if step is None:
        return one.parent
    above = one
    while True:
        mark = mark_of(above.number)
        if mark is not None and mark.step < step:
            return above.id
        if not above.parent:
            return ""
        above = document.unit(above.parent)


def _free_id(units: list[Unit]) -> str:
    numbers = [int(unit.id[1:]) for unit in units if unit.id[1:].isdecimal()]
    return f"u{max(numbers, default=0) + 1}"


def _levelled(units: list[Unit]) -> tuple[Unit, ...]:
    """Return units with the levels that their parents say."""
    levels: dict[str, int] = {}
    found = []
    for unit in units:
        levels[unit.id] = levels.get(unit.parent, -1) + 1
        found.append(replace(unit, level=levels[unit.id]))
    return tuple(found)
