"""What can be proposed, as plain data: enough to do it now, or when a second person has confirmed it."""

import hashlib
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from domain.cases.awards.rules import Rules
from domain.cases.service import Approval, Award, issue_notices, void_notice
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.enterprises.merging import Recorded, Side, merge_again, merge_two, merged_facts, read_two
from domain.enterprises.records import record_of
from domain.enterprises.service import delete_enterprises
from domain.funds.ahead import Settling, settle_award
from domain.funds.approving import Treasury
from domain.funds.budgets import Given, adjust_budget
from domain.funds.payments import record_paid_before
from domain.funds.recoveries import Lowering, lower_award, undo_lowering
from domain.policies.files.library import PolicyLibrary
from domain.policies.policy import Policy
from domain.policies.rulings import allow_notices
from domain.policies.shelf import accept_disagreements, put_in_force
from domain.policies.signatures import trust_issuer
from domain.roads.library import Roads
from domain.roads.road import Road
from domain.roads.service import Of, take_road
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.problems import as_stored
from domain.store.proposals import Heard, Pairs
from domain.store.tables import Kind
from domain.values.errors import BadInput, NotFound
from domain.values.ids import (
    BudgetId,
    CaseId,
    EnterpriseId,
    MergeId,
    NoticeId,
    PaymentListId,
    PolicyFileId,
    RecoveryId,
    SettlementId,
    SourceId,
)
from domain.values.money import Fen, yuan_text
from domain.values.progress import Reporter


@dataclass(frozen=True, slots=True)
class Means:
    """What doing something takes besides the store.

    Attributes:
        shipped: The policies that came with the program.
        policies: Those that are decided.
        roads, problem_roads: Those that came with the program.
        today: Which day it is in the office.
    """

    shipped: PolicyLibrary
    policies: PolicyLibrary
    roads: Roads
    today: Callable[[], date] = date.today
    problem_roads: Roads = field(default_factory=lambda: Roads({}))

    @property
    def dictionary(self) -> Dictionary:
        return self.policies.dictionary

    @property
    def rules(self) -> Rules:
        return Rules(self.roads, self.policies.policies, self.dictionary, Treasury(), today=self.today)

    def policy(self, id_: str, sha256: str) -> Policy:
        """Return a policy that is decided, as it was.

        Raises:
            NotFound: Another version is in force now, or none.
        """
        for policy in self.policies.policies.values():
            if policy.id == id_ and policy.sha256 == sha256:
                return policy
        raise NotFound("这一版政策现在没有启用，请重新核对后再办")


class Order(BaseModel, ABC):
    """One of them. `do` does it from a seat, whoever's."""

    model_config = ConfigDict(frozen=True)

    action: ClassVar[Action]
    word: ClassVar[str]
    """What is done, before a number of things."""

    @abstractmethod
    def do(self, seat: Seat, means: Means, reporter: Reporter) -> Any:
        """Do it; what comes of it is as the service returns it."""

    def title(self, heard: Heard) -> str:
        """Say in one line what was heard."""
        return heard.lines[0] if heard.count == 1 else f"{self.word} {heard.count:,} 项"

    @staticmethod
    def plain(sentence: str, pairs: Pairs) -> tuple[str, Pairs]:
        """See `store.proposals.Plain`; what a case or a budget tells follows from what it is told of."""
        return ("", {}) if _follows(pairs) else (sentence, pairs)


def _follows(pairs: Pairs) -> bool:
    return "apart" in pairs or any(key.startswith(("case_step[", "fund_movement[")) for key in pairs)


class VoidNotice(Order):
    """A notice declared void."""

    action = Action.NOTICE_VOID
    word = "作废通知书"
    kind: Literal["void_notice"] = "void_notice"
    notice_id: NoticeId
    reason: str

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> None:
        void_notice(seat, self.notice_id, reason=self.reason, funds=Treasury())


class DeleteEnterprises(Order):
    """Enterprises taken out of the register."""

    action = Action.ENTERPRISE_DELETE
    word = "删除企业"
    kind: Literal["delete_enterprises"] = "delete_enterprises"
    ids: tuple[EnterpriseId, ...]

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> list[str]:
        return delete_enterprises(seat, self.ids, reporter)


class MergeEnterprises(Order):
    """Two records made one; ``sides`` as they were chosen of records that read like ``seen``."""

    action = Action.ENTERPRISE_MERGE
    word = "合并企业"
    kind: Literal["merge_enterprises"] = "merge_enterprises"
    kept: EnterpriseId
    gone: EnterpriseId
    sides: Mapping[str, Side]
    seen: tuple[str, str]

    @classmethod
    def of(cls, two: tuple[Recorded, Recorded], sides: Mapping[str, Side], dictionary: Dictionary) -> Self:
        """Return it for two records as they were shown."""
        seen = _seen(two, dictionary)
        return cls(kept=two[0].id, gone=two[1].id, sides=sides, seen=seen)

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> tuple[Any, str]:
        two = read_two(seat.store, self.kept, self.gone, means.dictionary)
        if _seen(two, means.dictionary) != self.seen:
            raise BadInput("其中一户刚刚被修改，请重新核对后再合并")
        facts = merged_facts(*two, self.sides, means.dictionary)
        return merge_two(seat, *two, facts, means.dictionary), facts.name

    def title(self, heard: Heard) -> str:
        return heard.last[Kind.ENTERPRISE]


class MergeAgain(Order):
    """Two records made one again, as they were before that was undone."""

    action = Action.ENTERPRISE_MERGE
    word = "合并企业"
    kind: Literal["merge_again"] = "merge_again"
    merge_id: MergeId

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> MergeId:
        return merge_again(seat, self.merge_id, means.dictionary)

    def title(self, heard: Heard) -> str:
        return heard.last[Kind.ENTERPRISE]


def _seen(two: tuple[Recorded, Recorded], dictionary: Dictionary) -> tuple[str, str]:
    """Return what tells whether two records are as they were."""
    first, second = (
        hashlib.sha256(json.dumps(record_of(one.facts, dictionary), sort_keys=True).encode()).hexdigest()
        for one in two
    )
    return first, second


class PutInForce(Order):
    """A version of a policy put in force."""

    action = Action.POLICY_PUT_IN_FORCE
    word = "启用政策"
    kind: Literal["put_in_force"] = "put_in_force"
    file_id: PolicyFileId
    despite_disagreement: str = ""

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> None:
        put_in_force(seat, self.file_id, means.shipped, despite_disagreement=self.despite_disagreement)

    def title(self, heard: Heard) -> str:
        return heard.last[Kind.POLICY]


class AcceptDisagreements(Order):
    """A reason why a policy is used although its wording and its formulas disagree."""

    action = Action.POLICY_ACCEPT_DISAGREEMENTS
    word = "写明理由"
    kind: Literal["accept_disagreements"] = "accept_disagreements"
    file_id: PolicyFileId
    because: str

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> None:
        accept_disagreements(seat, self.file_id, means.shipped.office, because=self.because)


class AllowNotices(Order):
    """A reason why notices go out under a wording that is not the official text."""

    action = Action.POLICY_RULE
    word = "定可以出具"
    kind: Literal["allow_notices"] = "allow_notices"
    policy_id: str
    sha256: str
    because: str

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> None:
        allow_notices(seat, means.policy(self.policy_id, self.sha256), because=self.because)


class TrustIssuer(Order):
    """One who issues policies, trusted from now on."""

    action = Action.ISSUER_TRUST
    word = "登记可信的发布单位"
    kind: Literal["trust_issuer"] = "trust_issuer"
    name: str
    key: str

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> None:
        trust_issuer(seat, self.name, self.key)


class TakeRoad(Order):
    """A road of the office's own, begun from its day on; ``content`` is the file, which is called so."""

    action = Action.ROAD_TAKE
    word = "启用程序"
    kind: Literal["take_road"] = "take_road"
    content: str
    name: str
    of: Of

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> Road:
        shipped = means.roads if self.of is Of.CASES else means.problem_roads
        return take_road(seat, self.content.encode("utf-8"), self.name, self.of, shipped)


class _Columns(BaseModel):
    """`Entries` as JSON has them, whose keys are texts."""

    codes: list[str]
    names: list[str]
    attributes: dict[str, list[str | None]]
    figures: list[tuple[str, str, list[int | None]]]
    rows: dict[str, dict[int, list[str]]]


class ImportEnterprises(Order):
    """Many enterprises taken in at once."""

    action = Action.ENTERPRISE_IMPORT
    word = "导入企业"
    kind: Literal["import_enterprises"] = "import_enterprises"
    columns: _Columns
    known: Known
    source: str
    told: str = ""

    @classmethod
    def of(cls, entries: Entries, known: Known, source: str, told: str = "") -> Self:
        """Return it for what `merge_enterprises` takes."""
        columns = _Columns(
            codes=entries.codes,
            names=entries.names,
            attributes=entries.attributes,
            figures=[(*key, amounts) for key, amounts in entries.figures.items()],
            rows=entries.rows,
        )
        return cls(columns=columns, known=known, source=source, told=told)

    @property
    def entries(self) -> Entries:
        kept = self.columns
        figures = {(name, period): amounts for name, period, amounts in kept.figures}
        return Entries(kept.codes, kept.names, kept.attributes, figures, kept.rows)

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> Any:
        return merge_enterprises(
            seat,
            self.entries,
            means.dictionary,
            reporter,
            known=self.known,
            source=self.source,
            told=self.told,
        )

    def title(self, heard: Heard) -> str:
        return heard.last[Kind.IMPORT]


class Awarded(BaseModel):
    """An award as the clerk saw it; see `cases.service.Award`."""

    enterprise_id: EnterpriseId
    clause_id: str
    amount: Fen


_OF_AWARDS: Final = frozenset(
    {"enterprise_id", "uscc", "enterprise_name", "policy_sha256", "clause_id", "clause_title", "amount"}
    | {"facts", "decision"}
)
"""What a notice says that does not depend on when it is issued, and by whom."""


class IssueNotices(Order):
    """Notices issued; who confirms it is who approves."""

    action = Action.NOTICE_ISSUE
    word = "批准并出具通知书"
    kind: Literal["issue_notices"] = "issue_notices"
    policy_id: str
    sha256: str
    awards: tuple[Awarded, ...]

    @classmethod
    def of(cls, policy: Policy, awards: Sequence[Award]) -> Self:
        """Return it for what `issue_notices` takes."""
        found = tuple(
            Awarded(enterprise_id=one.enterprise_id, clause_id=one.clause_id, amount=one.amount)
            for one in awards
        )
        return cls(policy_id=policy.id, sha256=policy.sha256, awards=found)

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> list[NoticeId]:
        return issue_notices(
            seat,
            [Award(one.enterprise_id, one.clause_id, one.amount) for one in self.awards],
            reporter,
            policy=means.policy(self.policy_id, self.sha256),
            dictionary=means.dictionary,
            approval=Approval(seat.who.name, means.today()),
            road=means.roads.alone_on(means.today()),
            funds=Treasury(),
        )

    def title(self, heard: Heard) -> str:
        amount = yuan_text(Fen(sum(one.amount for one in self.awards)))
        return f"{self.word} {len(self.awards):,} 份，合计 {amount} 元"

    @staticmethod
    def plain(sentence: str, pairs: Pairs) -> tuple[str, Pairs]:
        if _follows(pairs):
            return "", {}
        now = {key: pairs[key] for key in sorted(_OF_AWARDS & pairs.keys())}
        if "amount" not in now:
            return sentence, pairs
        name, title, amount = (now[key][1] for key in ("enterprise_name", "clause_title", "amount"))
        return f"{name}，{title}，{yuan_text(Fen(amount))} 元", now


class AdjustBudget(Order):
    """What sources give to a budget, adjusted by so much each; and sources that join it."""

    action = Action.FUND_ADJUST
    word = "调整预算"
    kind: Literal["adjust_budget"] = "adjust_budget"
    budget_id: BudgetId
    by: Mapping[SourceId, Fen]
    document: str
    because: str
    joining: tuple[Given, ...] = ()

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> None:
        words = {"document": self.document, "because": self.because}
        adjust_budget(seat, self.budget_id, self.by, means.today(), **words, joining=self.joining)

    @staticmethod
    def plain(sentence: str, pairs: Pairs) -> tuple[str, Pairs]:
        # Movements have other numbers where something else was booked meanwhile.
        return sentence, {}


class LowerAward(Order):
    """An award lowered after it was paid, what was paid too much to be paid back."""

    action = Action.RECOVERY_LOWER
    word = "追回"
    kind: Literal["lower_award"] = "lower_award"
    case_id: CaseId
    lowering: Lowering

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> RecoveryId:
        return lower_award(seat, self.case_id, self.lowering, means.today())

    @staticmethod
    def plain(sentence: str, pairs: Pairs) -> tuple[str, Pairs]:
        # As for budgets; the sentence says all of it.
        return ("", {}) if _follows(pairs) else (sentence, {})


class SettleAward(Order):
    """An award that was paid ahead settled at what it finally comes to."""

    action = Action.RECOVERY_LOWER
    word = "清算"
    kind: Literal["settle_award"] = "settle_award"
    case_id: CaseId
    settling: Settling

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> SettlementId:
        return settle_award(seat, self.case_id, self.settling, means.rules)

    def title(self, heard: Heard) -> str:
        return heard.last[Kind.SETTLEMENT]

    @staticmethod
    def plain(sentence: str, pairs: Pairs) -> tuple[str, Pairs]:
        return ("", {}) if _follows(pairs) else (sentence, {})


class RecordPaidBefore(Order):
    """Awards recorded as paid before the office paid by this program; see `payments.record_paid_before`."""

    action = Action.PAYMENT_BEFORE
    word = "登记以前已付"
    kind: Literal["record_paid_before"] = "record_paid_before"
    case_ids: tuple[CaseId, ...]
    on: date
    document: str
    part: Fen | None = None

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> PaymentListId:
        return record_paid_before(
            seat, self.case_ids, means.rules, on=self.on, document=self.document, part=self.part
        )

    def title(self, heard: Heard) -> str:
        return heard.last[Kind.PAYMENT]

    @staticmethod
    def plain(sentence: str, pairs: Pairs) -> tuple[str, Pairs]:
        # The number may go to another list before this one is confirmed.
        return ("", {}) if _follows(pairs) else (_BEFORE.sub("登记以前已付", sentence), {})


_BEFORE: Final = re.compile(r"^登记以前已付〔\d+〕\d+号")


class UndoLowering(Order):
    """The same undone."""

    action = Action.RECOVERY_UNDO
    word = "撤销追回"
    kind: Literal["undo_lowering"] = "undo_lowering"
    recovery_id: RecoveryId
    because: str

    def do(self, seat: Seat, means: Means, reporter: Reporter) -> None:
        undo_lowering(seat, self.recovery_id, means.today(), because=self.because)

    @staticmethod
    def plain(sentence: str, pairs: Pairs) -> tuple[str, Pairs]:
        return ("", {}) if _follows(pairs) else (sentence, {})


AnyOrder: TypeAlias = (
    VoidNotice
    | DeleteEnterprises
    | MergeEnterprises
    | MergeAgain
    | PutInForce
    | AcceptDisagreements
    | AllowNotices
    | TrustIssuer
    | TakeRoad
    | ImportEnterprises
    | IssueNotices
    | AdjustBudget
    | LowerAward
    | SettleAward
    | RecordPaidBefore
    | UndoLowering
)

_ADAPTER: Final[TypeAdapter[AnyOrder]] = TypeAdapter(Annotated[AnyOrder, Field(discriminator="kind")])


def read_order(content: str) -> AnyOrder:
    """Read one as a proposal keeps it.

    Raises:
        Unreadable: It does not read.
    """
    with as_stored("这份提请"):
        return _ADAPTER.validate_json(content)
