from datetime import UTC, datetime, timedelta
from pathlib import Path
from domain.funds.documents.recovery import RecoveryPaper, compose_recovery
from domain.office.service import find_office, save_office
from reports.documents.papers import *
import reports.documents.papers as rp
from tests.domain.funds.test_recoveries import *

def test_scratch(office, paid, resources, request):
    o = find_office(office.store)
    save_office(office.seat(MANAGER), o.model_copy(update={"account_name":"某区财政局","account_bank":"中国工商银行某支行","account_number":"1702020509200199999"}))
    whole = office.case(paid[0]).amount
    id_ = lower(office, paid[0], whole // 2, rate=345, interest_from=office.day - timedelta(days=100), rate_source="《实施细则》第十条", reason="申报的营业收入与税务数据不符，多报 12.5%")
    plan_repayment(office.seat(HANDLER), id_, [Instalment(office.day+timedelta(days=30), Fen(whole//4)), Instalment(office.day+timedelta(days=60), Fen(whole - whole//2 - whole//4))], office.day)
    other = lower(office, paid[1], 0)
    repay(office, id_, 100000)
    papers=[]
    for i, k in ((id_, RecoveryPaper.NOTICE), (other, RecoveryPaper.NOTICE), (id_, RecoveryPaper.REMINDER)):
        papers.append(office.store.ask(compose_recovery, i, k, office.rules, datetime.now(UTC)))
    office.day += timedelta(days=40)
    papers.append(office.store.ask(compose_recovery, id_, RecoveryPaper.REMINDER, office.rules, datetime.now(UTC)))
    from reports.sheet.fonts import FontBook
    fonts = FontBook.load(resources / "fonts")
    for at, p in enumerate(papers):
        Path(f"/tmp/out{at}.pdf").write_bytes(rp.paper_bytes(p, fonts))
