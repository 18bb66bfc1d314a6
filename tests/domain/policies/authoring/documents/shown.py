"""What documents are read as, whole: those of ``given.txt`` and what was made of each, ``read.txt``.

``python -m tests.domain.policies.authoring.documents.shown`` writes the latter anew; what changed is then
looked at. In ``given.txt`` a block is a document, named by what it has that the others have not; where pages
end stands ``———``. In ``read.txt``::

    @name
    某县茶业发展规定 某县茶业局 某茶〔2023〕5号 2023-02-28 ；2023-02-28 至 2025-02-27
    u2 1 第一条|支持茶企|对茶企奖励2万元。⏎以上不重复。|县茶业局   # id, how deep, number, heading, text, who
    not_twice u2 以上不重复。                            # what holds for all, of which unit
    ! a remark
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from domain.policies.authoring.documents.document import Document, GeneralRule
from domain.policies.authoring.documents.opening import of_pages, of_text

GIVEN: Final = Path(__file__).with_name("given.txt")
READ: Final = Path(__file__).with_name("read.txt")
COMMAND: Final = "python -m tests.domain.policies.authoring.documents.shown"
_PAGE: Final = "\n———\n"


def documents() -> dict[str, Document]:
    """Return the documents of ``given.txt`` by their names."""
    found = {}
    for block in GIVEN.read_text("utf-8").removeprefix("@").split("\n\n@"):
        name, _, text = block.partition("\n")
        pages = text.split(_PAGE)
        found[name] = of_text(text) if len(pages) == 1 else of_pages(pages)
    return found


def lines_of_documents() -> list[str]:
    """Return the lines of ``read.txt``."""
    return [line for name, document in documents().items() for line in (f"@{name}", *_lines_of(document))]


def _lines_of(document: Document) -> Iterator[str]:
    head = document.title, document.issuer, document.document_number, document.issued_on
    days = f"{document.valid_from or '……'} 至 {document.valid_to or '……'}"
    yield f"{' '.join(str(one or '·') for one in head)} ；{days}"
    known = {unit.id: unit for unit in document.units}
    for unit in document.units:
        assert unit.level == (known[unit.parent].level + 1 if unit.parent else 0)
        said = "|".join((unit.number, unit.heading, unit.text, unit.responsible))
        yield f"{unit.id} {unit.level} {said}".replace("\n", "⏎").rstrip("|")
    yield from map(_rule, document.general)
    yield from (f"! {remark}" for remark in document.remarks)


def _rule(rule: GeneralRule) -> str:
    edges = f" 含 {'、'.join(rule.including)} 不含 {'、'.join(rule.excluding)}" * bool(
        rule.including + rule.excluding
    )
    days = "" if rule.days is None else f" {rule.days} {'工作日' if rule.are_working_days else '日'}"
    return f"{rule.rule} {rule.unit}{edges}{days} {rule.who}".rstrip() + f" {rule.text}"


if __name__ == "__main__":
    READ.write_text("\n".join((*lines_of_documents(), "")), "utf-8")
