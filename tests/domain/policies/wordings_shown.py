"""Which figures are read in wordings, whole: those of ``wordings.txt``, and ``wordings_read.txt`` of them.

``python -m tests.domain.policies.wordings_shown`` writes the latter anew; what changed is then looked at.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from domain.policies.agreement.figures import Figure
from domain.policies.agreement.wording import read_wording

WORDINGS: Final = Path(__file__).with_name("wordings.txt")
READ: Final = Path(__file__).with_name("wordings_read.txt")
COMMAND: Final = "python -m tests.domain.policies.wordings_shown"


def lines_of_wordings() -> Iterator[str]:
    """Yield the lines of ``wordings_read.txt``: each wording, and what each of its figures is."""
    for text in WORDINGS.read_text("utf-8").splitlines():
        yield text
        found = read_wording(text, (2021, 2022))
        yield from (f"  {_line(one)}" for one in found.figures)
        yield from (f"  - {_line(one)}" for one in found.hints)


def _line(figure: Figure) -> str:
    amounts = " ".join(map(str, sorted(figure.amounts)))
    times, also = (
        " ".join(f"{first}…{last}" for first, last in sorted(days)) for days in (figure.times, figure.also)
    )
    said = "年" * figure.is_year + "限" * figure.is_limit + "约" * figure.is_about
    parts = " ".join(one.text for one in figure.parts)
    told = (figure.text, f"{figure.kind} {amounts}{figure.unit}", times, also, said, parts, figure.place)
    return "｜".join(one.strip() for one in told)


def main() -> None:
    READ.write_text("\n".join((*lines_of_wordings(), "")), "utf-8")


if __name__ == "__main__":
    main()
