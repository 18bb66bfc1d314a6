"""From a document to a draft: a clause for each unit that awards something, as far as it is understood."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.register.spelling import spelled
from domain.policies.authoring.documents.document import Document, Rule
from domain.policies.authoring.draft import DraftClause, PolicyDraft
from domain.policies.authoring.reading.results import Reading, Use, lines_of
from domain.policies.authoring.taking import read_again, seem_to_award, with_unit
from domain.values.errors import BadInput

_FOR_EVERY_CLAUSE: Final = (Rule.EDGES, Rule.HIGHEST_ONLY, Rule.NOT_TWICE, Rule.ONCE)
_COMPUTED_BY_HAND: Final = {
    Rule.HIGHEST_ONLY: "同一事项只取最高的，写在 groups 里",
    Rule.NOT_TWICE: "同一事项只取最高的，写在 groups 里",
    Rule.EXCLUDED: "什么情形一律不给，写在 exclusions 里",
}
_PLACE: Final = re.compile(r"^.{2,14}?(?:省|市|县|区|旗|州|镇|乡|街道)(?:人民政府|管理委员会|管委会)?")
_LONGEST_ID: Final = 24


@dataclass(frozen=True, slots=True)
class Made:
    """A draft, and what is to be said of it.

    Attributes:
        remarks: What nobody understood or is not sure, by the clause's id; of the whole under an empty id.
    """

    draft: PolicyDraft
    remarks: dict[str, list[str]]


def begun_from(document: Document) -> PolicyDraft:
    """Return a draft with what the head of a document says, and its general rules; no clauses yet."""
    readings = [rule.text for rule in document.general if rule.rule in _FOR_EVERY_CLAUSE]
    return PolicyDraft(
        id=_id_of(document),
        title=document.title,
        issuer=document.issuer,
        document_number=document.document_number,
        source=document.document_number or (f"《{document.title}》" if document.title else ""),
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        readings=tuple(dict.fromkeys(readings)),
    )


def made_from(
    document: Document,
    dictionary: Dictionary,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Made:
    """Return a draft with a clause for each unit that seems to award something.

    Args:
        document: The document.
        dictionary: The office's facts.
        valid_from: From which day it holds, where the document does not say so, or otherwise.
        valid_to: Until which day.

    Raises:
        BadInput: From when to when it holds is said neither by the document nor here.
    """
    draft = begun_from(document)
    draft = replace(draft, valid_from=valid_from or draft.valid_from, valid_to=valid_to or draft.valid_to)
    if draft.valid_from is None or draft.valid_to is None:
        raise BadInput("没有读到政策从哪一天到哪一天有效，请写明")
    if draft.valid_to < draft.valid_from:
        raise BadInput("政策有效期的最后一天早于第一天，请改正")
    taken = set()
    for unit in seem_to_award(document):
        draft = with_unit(draft, document, unit.id, dictionary)
        taken.add(unit.id)
    whole = (*document.remarks, *_not_taken(document, taken), *_not_computed(document))
    remarks = {"": [*dict.fromkeys(whole)]}
    read: dict[tuple[str, str], Reading] = {}
    for clause in draft.clauses:
        # Of a unit there may be many clauses, all of one wording.
        said = clause.unit, clause.wording
        if said not in read:
            read[said] = read_again(draft, clause, document, dictionary)
        remarks[clause.id] = list(_remarks_on(clause, read[said]))
    return Made(draft, remarks)


def _not_taken(document: Document, taken: set[str]) -> Iterator[str]:
    """Yield which parts of a document no clause was made of."""
    names = [unit.name or unit.text[:10] for unit in document.units if unit.text and unit.id not in taken]
    if names:
        yield f"没有做成条款的部分：{'、'.join(names)}"


def _not_computed(document: Document) -> Iterator[str]:
    """Yield which general rules stand in no formula, though they may change what somebody gets."""
    for rule in document.general:
        if rule.rule in _COMPUTED_BY_HAND:
            yield f"没有写成公式（{_COMPUTED_BY_HAND[rule.rule]}）：{rule.text}"


def _remarks_on(clause: DraftClause, reading: Reading) -> Iterator[str]:
    """Yield what of a clause is not understood or not sure."""
    unread = [
        words
        for span in reading.spans
        if span.use is Use.NOT_UNDERSTOOD and (words := clause.wording[span.start : span.end].strip())
    ]
    if unread:
        yield f"没有读懂：{'；'.join(unread)}"
    for doubt in reading.doubts:
        asked = [clause.wording[one.start : one.end].strip() for one in doubt.words]
        if not doubt.options and set(asked) <= set(unread):
            continue
        yield f"说不准：“{'……'.join(asked)}”：{doubt.question}"
        for at, option in enumerate(doubt.options, start=1):
            yield f"    {at}. {option.says}{f'（{option.example}）' if option.example else ''}"
    for line in lines_of(clause):
        if line.is_open and line.formula:
            yield f"请核对：{line.formula}"
    if not clause.award.formula and not clause.by_person:
        yield "金额没有读出来，请补上 award，或者写明 by_person"


def _id_of(document: Document) -> str:
    """Return an id for a policy: the letters that its name is typed by, and its year.

    >>> _id_of(Document("郑东新区2022年助企纾困政策"))
    'zqsk-2022'
    """
    found = re.search(r"(?:19|20)\d\d", f"{document.title}{document.document_number}")
    since = document.valid_from or document.issued_on
    year = found[0] if found else str(since.year) if since else ""
    bare = re.sub(r"[^\u4e00-\u9fff]|年|关于|若干|政策|措施|办法|意见|的", "", _PLACE.sub("", document.title))
    letters = re.sub(r"[^a-z0-9]", "", spelled(bare).initials)[:_LONGEST_ID] if bare else ""
    return "-".join(filter(None, (letters or "policy", year)))
