"""Where on the pages one can be led."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, assert_never

if TYPE_CHECKING:
    from domain.bin.listing import BinKind
    from domain.cases.awards.listing import CaseFilter
    from domain.cases.service import Award
    from domain.values.ids import (
        BatchId,
        CallId,
        CaseId,
        ChargeId,
        EnterpriseId,
        EventId,
        NeedId,
        ParkId,
        PaymentListId,
        PolicyDraftId,
        PolicyFileId,
        ProblemId,
        ProjectId,
        ProposalId,
        TeamId,
        TopicId,
        VisitId,
    )


@dataclass(frozen=True, slots=True)
class ToPage:
    """A page, as it was left."""

    page_id: str


@dataclass(frozen=True, slots=True)
class ToEnterprise:
    """The form of an enterprise, at a figure named as traces name it."""

    id: EnterpriseId
    field: str = ""


@dataclass(frozen=True, slots=True)
class ToCode:
    """The form of the enterprise that has a code, at a figure named as traces name it."""

    uscc: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class ToPolicy:
    """A policy, and a clause of it."""

    id: str
    clause_id: str = ""


@dataclass(frozen=True, slots=True)
class ToPolicyFiles:
    """The policy files, one of them chosen; ``said`` is what is to be said there."""

    id: PolicyFileId | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class ToPolicyDrafts:
    """The policies that are being written, or one of them."""

    id: PolicyDraftId | None = None


@dataclass(frozen=True, slots=True)
class ToEntitled:
    """Who may have what by a policy and has not applied for it."""

    policy_id: str


@dataclass(frozen=True, slots=True)
class ToDecisions:
    """What was decided of one clause for everybody, or of any for some enterprises."""

    policy_id: str = ""
    clause_id: str = ""
    ids: Sequence[EnterpriseId] = ()


@dataclass(frozen=True, slots=True)
class ToDecided:
    """What was decided of one enterprise, at a clause."""

    uscc: str
    clause_id: str = ""
    policy_id: str = ""


@dataclass(frozen=True, slots=True)
class ToIssuing:
    """Notices about to be issued."""

    policy_id: str
    awards: Sequence[Award]


@dataclass(frozen=True, slots=True)
class ToNotice:
    """An issued notice."""

    number: str


@dataclass(frozen=True, slots=True)
class ToOfficeField:
    """One of `OfficeFields`."""

    field: str


@dataclass(frozen=True, slots=True)
class ToBin:
    """What was deleted of one kind."""

    kind: BinKind


@dataclass(frozen=True, slots=True)
class ToProposal:
    """Something that waits for a second person."""

    id: ProposalId


@dataclass(frozen=True, slots=True)
class ToCase:
    """One case; ``among`` are those that one goes on to from it, in their order."""

    id: CaseId
    among: Sequence[CaseId] = ()


@dataclass(frozen=True, slots=True)
class ToBatch:
    """The cases of a batch."""

    id: BatchId


@dataclass(frozen=True, slots=True)
class ToCases:
    """The cases that are asked for."""

    wanted: CaseFilter


@dataclass(frozen=True, slots=True)
class ToPayable:
    """What is to be paid; ``which`` as `domain.funds.showing.Which` has it."""

    which: str = ""


@dataclass(frozen=True, slots=True)
class ToPaymentLists:
    """The lists of payments."""


@dataclass(frozen=True, slots=True)
class ToPaymentList:
    """A list of payments."""

    id: PaymentListId


@dataclass(frozen=True, slots=True)
class ToProblem:
    """One problem."""

    id: ProblemId


@dataclass(frozen=True, slots=True)
class ToProject:
    """One project."""

    id: ProjectId


@dataclass(frozen=True, slots=True)
class ToTopic:
    """A topic of 办事指南."""

    id: TopicId


@dataclass(frozen=True, slots=True)
class ToCall:
    """A call that was noted."""

    id: CallId


@dataclass(frozen=True, slots=True)
class ToVisit:
    """One visit."""

    id: VisitId


@dataclass(frozen=True, slots=True)
class ToCharge:
    """Who is in charge of what, among all who are or were."""

    id: ChargeId


@dataclass(frozen=True, slots=True)
class ToTeam:
    """A team, among departments and teams."""

    id: TeamId


@dataclass(frozen=True, slots=True)
class ToPark:
    """A park."""

    id: ParkId


@dataclass(frozen=True, slots=True)
class ToEvent:
    """An event at which enterprises met others."""

    id: EventId


@dataclass(frozen=True, slots=True)
class ToNeed:
    """What an enterprise needs."""

    id: NeedId


EnterprisesTarget: TypeAlias = ToEnterprise | ToCode
PoliciesTarget: TypeAlias = ToPolicy | ToPolicyFiles | ToPolicyDrafts
AssessmentTarget: TypeAlias = ToDecisions | ToDecided
NoticesTarget: TypeAlias = ToIssuing | ToNotice
CasesTarget: TypeAlias = ToCase | ToBatch | ToCases
ProblemsTarget: TypeAlias = ToProblem
ProjectsTarget: TypeAlias = ToProject
GuidesTarget: TypeAlias = ToTopic | ToCall
VisitsTarget: TypeAlias = ToVisit | ToCharge | ToTeam
MatchingTarget: TypeAlias = ToPark | ToEvent | ToNeed
PaymentsTarget: TypeAlias = ToPayable | ToPaymentLists | ToPaymentList
Target: TypeAlias = (
    ToPage
    | EnterprisesTarget
    | PoliciesTarget
    | AssessmentTarget
    | CasesTarget
    | PaymentsTarget
    | ProblemsTarget
    | ProjectsTarget
    | GuidesTarget
    | VisitsTarget
    | MatchingTarget
    | ToEntitled
    | ToProposal
    | NoticesTarget
    | ToOfficeField
    | ToBin
)


def page_of(target: Target) -> str:  # noqa: C901, PLR0912 - a branch for each page
    """Return which page a target is on."""
    match target:
        case ToPage(page_id):
            return page_id
        case ToEnterprise() | ToCode():
            return "enterprises"
        case ToPolicy() | ToPolicyFiles() | ToPolicyDrafts():
            return "policies"
        case ToEntitled():
            return "takeup"
        case ToDecisions() | ToDecided():
            return "assessment"
        case ToCase() | ToBatch() | ToCases():
            return "cases"
        case ToPayable() | ToPaymentLists() | ToPaymentList():
            return "payments"
        case ToProblem():
            return "problems"
        case ToProject():
            return "projects"
        case ToTopic() | ToCall():
            return "guides"
        case ToVisit() | ToCharge() | ToTeam():
            return "visits"
        case ToPark() | ToEvent() | ToNeed():
            return "matching"
        case ToProposal():
            return "proposals"
        case ToIssuing() | ToNotice():
            return "notices"
        case ToOfficeField():
            return "settings"
        case ToBin():
            return "bin"
    assert_never(target)
