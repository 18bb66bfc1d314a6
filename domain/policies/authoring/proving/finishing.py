"""What must be there before a draft goes to the shelf, and the way there."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.policies.agreement.differences import Disagreement, disagreements_of
from domain.policies.authoring.draft import DraftClause, PolicyDraft
from domain.policies.authoring.places import Place, lines_in, open_facts_in, together_in
from domain.policies.authoring.writing import Checked, Complaint, checked, file_of
from domain.policies.files.library import PolicyLibrary
from domain.policies.policy import Clause, Policy
from domain.policies.shelf import Disagreeing, accept_disagreements, import_policy
from domain.policies.trace import Outcome
from domain.policies.trials.examples import try_examples
from domain.store.engine import Seat
from domain.values.errors import BadInput
from domain.values.ids import PolicyFileId

_OWN: Final = "本单位按政策文件编写"


class Need(StrEnum):
    """What kind of thing is lacking."""

    MISTAKE = "mistake"
    """The file cannot be read."""
    OPEN = "open"
    """A line was proposed and nobody has looked at it."""
    UNPROVED = "unproved"
    """A clause has no case, and nobody said why."""
    WRONG_CASE = "wrong_case"
    """A case comes to something else than it says."""
    DISAGREEMENT = "disagreement"
    """Wording and formulas differ: mended, or answered by a reason."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is lacking: where, and what to do, in one sentence."""

    need: Need
    place: Place
    sentence: str


def lacks_of(draft: PolicyDraft, shipped: PolicyLibrary) -> tuple[Lack, ...]:
    """Return what is lacking, kind by kind in the order of the policy; empty where it may go to the shelf.

    ``shipped`` has the office's own facts. While the draft has mistakes, what only follows from reading it
    is not told.
    """
    return tuple(_lacks(draft, checked(draft, shipped.office), shipped))


def put_on_shelf(
    seat: Seat, draft: PolicyDraft, shipped: PolicyLibrary, *, despite_disagreement: str = ""
) -> PolicyFileId:
    """Take in a draft as a version; it is not in force yet.

    Args:
        seat: Who does it, and where.
        draft: The whole policy.
        shipped: The policies that came with the program, and the office's own facts.
        despite_disagreement: Why it is used although wording and formulas differ.

    Raises:
        BadInput: Something else is lacking; each of it is said.
        Disagreeing: Wording and formulas differ, and no reason is given.
        DomainError: As `shelf.import_policy`.
    """
    found = checked(draft, shipped.office)
    lacks = list(_lacks(draft, found, shipped))
    if hard := [one.sentence for one in lacks if one.need is not Need.DISAGREEMENT]:
        raise BadInput(hard)
    assert found.policy is not None
    because = despite_disagreement.strip()
    if lacks and not because:
        raise Disagreeing(found.policy, disagreements_of(found.policy))
    name = f"{draft.id}-{draft.version}.toml"
    id_ = import_policy(seat, file_of(draft), name, shipped, accepted_because=_OWN)
    if lacks:
        accept_disagreements(seat, id_, shipped.office, because=because)
    return id_


def _lacks(draft: PolicyDraft, found: Checked, shipped: PolicyLibrary) -> Iterator[Lack]:
    titles = {one.id: one.title or one.id for one in draft.clauses}
    for complaint in found.complaints:
        yield Lack(Need.MISTAKE, _place_of(complaint), _named(titles, complaint))
    for place, line in lines_in(draft):
        if line.is_open:
            words = line.text or line.formula or "没有写完"
            clause = f"条款“{titles[place.clause]}”" if place.clause else "整个政策"
            sentence = (
                f"{clause}的{place_text(place)}“{words}”还没有人核对：请看一遍，对的点“核对过了”，不对的改正"
            )
            yield Lack(Need.OPEN, place, sentence)
    for place, one in together_in(draft):
        if one.is_open:
            sentence = f"合起来算的“{one.title}”还没有人核对：请看一遍，对的点“核对过了”，不对的去掉"
            yield Lack(Need.OPEN, place, sentence)
    for place, fact in open_facts_in(draft):
        sentence = f"数据项“{fact.label}”还没有人核对：是什么、什么单位、按不按期填，对的点“核对过了”"
        yield Lack(Need.OPEN, place, sentence)
    if found.policy is not None:
        yield from _of_policy(draft, found.policy, shipped)


def _of_policy(draft: PolicyDraft, policy: Policy, shipped: PolicyLibrary) -> Iterator[Lack]:
    dictionary = shipped.office.extended(policy.facts)
    for one in draft.clauses:
        if not one.unproved_because.strip() and (sentence := _unproved(one, policy.clauses[one.id])):
            yield Lack(Need.UNPROVED, Place(one.id, "cases"), sentence)
    for clause in policy.clauses.values():
        for at, tried in enumerate(try_examples(clause, dictionary)):
            if not tried.is_as_expected:
                sentence = (
                    f"条款“{clause.title}”的案例“{tried.example.name}”应为 {tried.expected_text}，"
                    f"现在算得 {tried.found_text}：请改公式，或删去这个案例"
                )
                yield Lack(Need.WRONG_CASE, Place(clause.id, "cases", at), sentence)
    for different in disagreements_of(policy):
        yield Lack(Need.DISAGREEMENT, _place_of_disagreement(different), different.sentence)


def _unproved(draft: DraftClause, clause: Clause) -> str:
    """Say what a clause lacks to be proved; empty where it is."""
    todo = "请在“核对”里看例子，对的点“对”；举不出来的，写明原因"
    if not draft.cases:
        return f"条款“{draft.title}”还没有案例：{todo}"
    complying = {str(Outcome.GRANTED)}
    if clause.award is None or clause.contest is not None:
        complying.add(str(Outcome.MANUAL))
    if not any(one.outcome in complying for one in draft.cases):
        return f"条款“{draft.title}”没有一个符合条件的案例：{todo}"
    return ""


def _place_of(complaint: Complaint) -> Place:
    part = str(complaint.place[0]) if complaint.place else ""
    index = complaint.place[1] if len(complaint.place) > 1 else None
    return Place(complaint.clause, part, index if isinstance(index, int) else None)


def _named(titles: dict[str, str], complaint: Complaint) -> str:
    where = place_text(_place_of(complaint))
    if complaint.clause not in titles:
        return f"{where}：{complaint.sentence}" if where else complaint.sentence
    return f"条款“{titles[complaint.clause]}”{f'的{where}' if where else ''}：{complaint.sentence}"


def _place_of_disagreement(different: Disagreement) -> Place:
    return Place(different.clause_id, "wording" if different.place.startswith("条文") else "")


_PARTS: Final = {
    "who": "适用对象",
    "conditions": "条件",
    "definitions": "定义",
    "exclusions": "排除情形",
    "award": "金额",
    "total": "合计后的金额",
    "stages": "分期",
    "contest": "名次与总额",
    "cases": "案例",
    "papers": "申报材料",
    "wording": "条文",
    "title": "名称",
    "readings": "口径",
    "facts": "数据项",
    "judgements": "认定项",
    "lists": "清单",
    "parameters": "外部数值",
    "rosters": "名单",
    "groups": "就高不重复",
    "shared_caps": "共用上限",
    "by_person": "人工认定的理由",
    "id": "编号",
    "version": "版本",
    "issuer": "发文机关",
    "source": "来源",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
}


def place_text(place: Place) -> str:
    """Return what people call a place within its clause or its policy; empty for the whole.

    >>> place_text(Place("freight", "conditions", 1)), place_text(Place("freight", "award"))
    ('条件第 2 项', '金额')
    """
    which = "" if place.index is None else f"第 {place.index + 1} 项"
    return f"{_PARTS.get(place.part, place.part)}{which}"
