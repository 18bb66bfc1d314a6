"""Documents bound together: each begins on a page of its own, and pages are numbered through."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.papers.papers import Footer, Numbering, Sheet


@dataclass(frozen=True, slots=True)
class Binding:
    """Makes of the sheets of documents those of one that binds them; ``name`` stands at the foot of each."""

    name: str

    @property
    def footer(self) -> Footer:
        return Footer(self.name, numbering=Numbering.CENTRED)

    def sheets(self, parts: Iterable[tuple[str, Sequence[Sheet]]]) -> Iterator[Sheet]:
        """Yield the sheets of parts, each part with its mark, by which the contents name it."""
        for mark, sheets in parts:
            for at, sheet in enumerate(sheets):
                yield replace(sheet, footer=self.footer, mark="" if at else mark, code=None)
