"""Ids of records, each kind a type of its own, so that one is not handed over where another is meant.

Light: it is imported before the first paint.
"""

from typing import TYPE_CHECKING, NewType, cast

if TYPE_CHECKING:
    from array import array
    from collections.abc import MutableSequence

AccountId = NewType("AccountId", int)
AttachmentId = NewType("AttachmentId", int)
CalendarYearId = NewType("CalendarYearId", int)
OfficeRoadId = NewType("OfficeRoadId", int)
WordingId = NewType("WordingId", int)
BatchId = NewType("BatchId", int)
BudgetId = NewType("BudgetId", int)
CadreId = NewType("CadreId", int)
CaseId = NewType("CaseId", int)
ChargeId = NewType("ChargeId", int)
DepartmentId = NewType("DepartmentId", int)
EnterpriseId = NewType("EnterpriseId", int)
EntryId = NewType("EntryId", int)
FilterId = NewType("FilterId", int)
FreeTableId = NewType("FreeTableId", int)
HoldId = NewType("HoldId", int)
ImportId = NewType("ImportId", int)
IssuerId = NewType("IssuerId", int)
LineId = NewType("LineId", int)
ManualId = NewType("ManualId", int)
MergeId = NewType("MergeId", int)
MonthId = NewType("MonthId", int)
LetterId = NewType("LetterId", int)
NoticeId = NewType("NoticeId", int)
PaymentListId = NewType("PaymentListId", int)
PermitId = NewType("PermitId", int)
PlanId = NewType("PlanId", int)
PolicyDraftId = NewType("PolicyDraftId", int)
PolicyFileId = NewType("PolicyFileId", int)
ProblemId = NewType("ProblemId", int)
ProjectId = NewType("ProjectId", int)
ProposalId = NewType("ProposalId", int)
ReceiptId = NewType("ReceiptId", int)
RecoveryId = NewType("RecoveryId", int)
ReportId = NewType("ReportId", int)
RulingId = NewType("RulingId", int)
RunId = NewType("RunId", int)
SettlementId = NewType("SettlementId", int)
SourceId = NewType("SourceId", int)
TeamId = NewType("TeamId", int)
TopicId = NewType("TopicId", int)
ParkId = NewType("ParkId", int)
TenantId = NewType("TenantId", int)
EventId = NewType("EventId", int)
DealId = NewType("DealId", int)
NeedId = NewType("NeedId", int)
OutcomeId = NewType("OutcomeId", int)
CallId = NewType("CallId", int)
CandidateListId = NewType("CandidateListId", int)
CityCountId = NewType("CityCountId", int)
CultivatedId = NewType("CultivatedId", int)
ThresholdId = NewType("ThresholdId", int)
PaperKeyId = NewType("PaperKeyId", int)
UnclaimedId = NewType("UnclaimedId", int)
VisitId = NewType("VisitId", int)


def enterprises_in(numbers: "array[int]") -> "MutableSequence[EnterpriseId]":
    """Return an array of ids as what it holds; its own type knows numbers alone."""
    return cast("MutableSequence[EnterpriseId]", numbers)
