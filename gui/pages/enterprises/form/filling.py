"""Fields that follow from others: filled while they are empty, never over what was typed."""

from collections.abc import Callable, Mapping
from typing import Final

from domain.enterprises.codes import division_of, entity_type
from domain.enterprises.divisions import Divisions
from domain.enterprises.industries import industry_section
from gui.pages.enterprises.form.sections import FactSections

ENTITY_TYPE: Final = "entity_type"
PLACE: Final = "registration_place"
_INDUSTRY: Final = "industry_code"
_SECTION: Final = "industry_section"


class Filling:
    """Fills what the code of an enterprise and the code of its industry say."""

    def __init__(self, facts: FactSections, divisions: Callable[[], Divisions]) -> None:
        self._facts = facts
        self._divisions = divisions
        self._filled: dict[str, object] = {}

    def forget(self) -> None:
        """Another enterprise is shown: nothing in it was filled here."""
        self._filled.clear()

    def from_code(self, code: str) -> str:
        """Fill from a code that is right; return a sentence about what the code says of the place."""
        place = self._divisions().place(division_of(code))
        self._fill({ENTITY_TYPE: entity_type(code), PLACE: place.name})
        if place.is_whole:
            return ""
        where = f"，只认得到{place.name}" if place.name else ""
        return f"代码里的行政区划 {division_of(code)} 不在本程序的区划表内{where}，请核对登记机关所在地。"

    def is_open(self, code: str) -> bool:
        """Whether a code says something that was not entered yet."""
        values = self._facts.values()
        return bool(code) and any(
            field in self._facts and field not in values for field in (ENTITY_TYPE, PLACE)
        )

    def from_fact(self, field: str) -> None:
        """Fill what follows from a fact that was just changed."""
        if field == _INDUSTRY:
            code = self._facts.values().get(_INDUSTRY)
            if isinstance(code, str):
                self._fill({_SECTION: industry_section(code)})

    def _fill(self, found: Mapping[str, str]) -> None:
        values = self._facts.values()
        for field, value in found.items():
            # What was filled here before may follow a code that is corrected.
            is_free = field not in values or values[field] == self._filled.get(field)
            if value and field in self._facts and is_free and values.get(field) != value:
                self._filled[field] = value
                self._facts.set_value(field, value)
