"""Cases of an office on their way, with every document that is written of them, each where it makes sense."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from domain.cases.awards.batches import gather, make_batch
from domain.cases.awards.handling import record_papers
from domain.cases.case_notices import issue_case_notices
from domain.cases.documents.file import Enclosed, compose_file, read_file
from domain.cases.documents.kinds import CasePaper, compose_papers
from domain.cases.documents.visit import compose_visit, read_visit
from domain.cases.service import Approval
from domain.papers.occasion import occasion_in
from domain.papers.papers import Paper
from domain.roads.walking import Move
from domain.values.ids import CaseId
from domain.values.money import Fen
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
BATCH = "2026年第一批"
ASKED = Fen(1_000_00)


def compose(
    office: Office, ids: list[CaseId], kind: CasePaper, public_from: date | None = None
) -> list[Paper]:
    with office.store.read() as session:
        return compose_papers(session, ids, kind, office.rules, NOW, public_from=public_from)


class Walk:
    """An application that is supplemented, a batch that is publicised and granted, a refusal.

    Attributes:
        papers: What was composed on the way, one of each kind.
        applied, refused: Cases.
        batch: The others.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self.papers: dict[CasePaper, Paper] = {}
        granted = office.granted()
        self.applied = office.apply(
            granted[0],
            asked=ASKED,
            remark="只申请一部分",
            came={"营业执照": office.day},
            promised={"纳税证明": date(2026, 3, 6)},
        )
        self.batch = office.make(granted[1:9])
        self.refused = office.apply(office.not_met(), came={"营业执照": office.day, "纳税证明": office.day})
        self._supplement()
        self._refuse()
        self._publicise()
        self._object()
        self._grant()

    def take(self, kind: CasePaper, *ids: CaseId, public_from: date | None = None) -> None:
        """Keep a document."""
        [self.papers[kind]] = compose(self.office, list(ids), kind, public_from)

    def _supplement(self) -> None:
        office, ids = self.office, [self.applied]
        self.take(CasePaper.RECEIPT, *ids)
        office.onward(HANDLER, ids, "acceptance")
        office.onward(HANDLER, ids, "first_review")
        office.do(REVIEWER, ids, Move.BEGIN, "supplement", remark="纳税证明要盖章")
        self.take(CasePaper.SUPPLEMENT, *ids)
        [seen] = office.seen(*ids)
        record_papers(office.seat(HANDLER), seen, office.rules, came={"纳税证明": office.day})
        office.do(HANDLER, ids, Move.OVER, "supplement")

    def _refuse(self) -> None:
        office, ids = self.office, [self.refused]
        office.onward(HANDLER, ids, "acceptance")
        office.do(REVIEWER, ids, Move.BEGIN, "refuse", remark="数据核对无误，没有达到条件")
        self.take(CasePaper.REFUSAL, *ids)

    def _publicise(self) -> None:
        office, seat = self.office, self.office.seat(HANDLER)
        gather(seat, make_batch(seat, BATCH), office.seen(*self.batch), office.rules)
        office.bring(self.batch, "opinions")
        self.take(CasePaper.OPINIONS, *self.batch)
        office.bring(self.batch, "publicity")
        # Before the holidays: 清明节 falls into it.
        self.take(CasePaper.PUBLICITY, *self.batch, public_from=date(2026, 4, 2))
        office.onward(HANDLER, self.batch, "publicity")

    def _object(self) -> None:
        office, ids = self.office, self.batch[:1]
        office.do(HANDLER, ids, Move.BEGIN, "objection", remark="来信称该企业已停产")
        office.do(
            REVIEWER, ids, Move.OVER, "objection", number=1, remark="现场核实，企业正常生产，异议不成立"
        )
        self.take(CasePaper.OBJECTION, *ids)

    def _grant(self) -> None:
        office = self.office
        office.bring([self.applied], "approval")
        office.onward(MANAGER, [self.applied], "approval")
        self.take(CasePaper.APPROVAL, self.applied)
        office.bring(self.batch, "notice")
        issue_case_notices(
            office.seat(HANDLER),
            office.seen(*self.batch[:4]),
            office.rules,
            Silent(),
            approval=Approval(MANAGER, office.day),
        )
        self.take(CasePaper.HANDING_DOWN, *self.batch)

    def file(self, id_: CaseId, enclosed: Sequence[Enclosed] = (), *, is_alone: bool = False) -> Paper:
        """Return the file of a case."""
        office = self.office
        with office.store.read() as session:
            on = replace(occasion_in(session, office.rules, NOW), is_alone=is_alone)
            return compose_file(read_file(session, id_, office.rules), on, enclosed)

    def visit(self, id_: CaseId) -> Paper:
        """Return the sheet of the enterprise of a case."""
        office = self.office
        with office.store.read() as session:
            enterprise = office.case(id_).row.enterprise_id
            found = read_visit(session, enterprise, office.rules, Silent())
            return compose_visit(found, occasion_in(session, office.rules, NOW))
