"""What people do on a store, each with targets chosen by chance. Whatever is refused is a `DomainError`."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from stdnum.cn import uscc

from domain.cases.awards.batches import gather, leave_batch, make_batch
from domain.cases.awards.declared import Declared, Level
from domain.cases.awards.handling import (
    decide_amount,
    declare,
    keep_as_decided,
    record_opinions,
    take_in_changes,
)
from domain.cases.awards.making import Wanted, make_cases
from domain.cases.awards.reading import Case, find_case
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import Doing, take_step
from domain.cases.awards.undoing import undo
from domain.cases.documents.kept import LetterKind, keep_letters
from domain.cases.numbering import state_last_numbers
from domain.cases.service import Approval, awards_of, issue_notices, void_notice
from domain.enterprises import queries
from domain.enterprises.attachments.service import (
    add_files,
    clean_up,
    list_attachments,
    remove_attachments,
    restore_attachments,
)
from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.duplicates.finding import mark_distinct, unmark_distinct
from domain.enterprises.facts import EnterpriseFacts, Row, as_row, uid_of
from domain.enterprises.figure_sheets import read_rows, save_figures
from domain.enterprises.history import go_back
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.enterprises.importing.undoing import undo_import
from domain.enterprises.merging import merge_two, read_two, undo_merge
from domain.enterprises.register.saved_filters import (
    SavedFilter,
    delete_filters,
    forget_filters,
    restore_filters,
    save_filter,
)
from domain.enterprises.register.tags import add_tag, remove_tag
from domain.enterprises.service import delete_enterprises, restore_enterprises, save_enterprise
from domain.enterprises.sql import index
from domain.exchange.samples import load_sample_office
from domain.funds.ahead import Settling, prospect_of, settle_award
from domain.funds.approving import Treasury
from domain.funds.bank_lists import COMMON, drop_layout, save_layout
from domain.funds.budgets import (
    Given,
    adjust_budget,
    carry_over,
    change_budget,
    enter_budget,
    find_budget,
)
from domain.funds.entities import Shortage
from domain.funds.months import list_months
from domain.funds.payment_entities import LineState, PaymentLine
from domain.funds.payments import (
    Answer,
    drop_lines,
    hold_payment,
    lift_hold,
    lines_of,
    look_again,
    make_list,
    record_answers,
    release_line,
    send_list,
)
from domain.funds.reconciling import TheirFile, TheirRow, close_month, compare, known_of, reopen_month
from domain.funds.recovered import Instalment, find_recovery
from domain.funds.recoveries import (
    Lowering,
    lower_award,
    plan_repayment,
    record_repayment,
    reverse_receipt,
    undo_lowering,
    waive,
)
from domain.funds.sent_lists import take_over_lists
from domain.funds.sql import awaiting_of
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account, open_account
from domain.office.calendar.service import drop_year, take_year
from domain.office.calendar.working_days import Days, Term
from domain.office.house_rules import set_import_size
from domain.office.keys.service import make_key
from domain.office.service import save_office
from domain.papers.papers import Paper
from domain.papers.wording.form import PIECES
from domain.papers.wording.kept import back_to_ours, save_wording, wordings_in
from domain.policies.files.library import PolicyLibrary
from domain.policies.manual.deciding import Wanted as Judgement
from domain.policies.manual.deciding import decide_by_person, question_of, withdraw_decision
from domain.policies.manual.queries import Evidence
from domain.policies.rulings import allow_notices
from domain.policies.runs.register import assess_register
from domain.policies.runs.service import delete_runs, forget_runs, restore_runs, take_run
from domain.policies.shelf import import_policy, put_in_force, withdraw
from domain.policies.signatures import distrust_issuer, trust_issuer
from domain.policies.trace import Outcome
from domain.proposals.orders import Means, TrustIssuer
from domain.proposals.service import propose, withdraw_proposal
from domain.roads.service import Of, drop_road, take_road
from domain.roads.terms import with_terms
from domain.roads.walking import steps_from
from domain.store import audit
from domain.store.acts import Person
from domain.store.engine import Seat, Store
from domain.store.numbers.entries import Series
from domain.store.numbers.sent import Said, SentLine, SentList
from domain.store.permits import Role
from domain.store.tables import KEPT
from domain.values.errors import BadInput, NotFound
from domain.values.ids import (
    BudgetId,
    CaseId,
    EnterpriseId,
    HoldId,
    LineId,
    ManualId,
    OfficeRoadId,
    PaymentListId,
    ReceiptId,
    RecoveryId,
)
from domain.values.money import NO_MONEY, Fen
from domain.values.periods import Period
from domain.values.progress import Silent
from domain.values.uids import new_uid
from tests.domain.office.calendar.test_year_files import YEAR_2025
from tests.domain.outreach.conftest import PROBLEM_ROADS
from tests.domain.store.sessions.ledger_acts import LEDGER_ACTS
from tests.filling import ALONE, ROADS

RESOURCES = Path(__file__).parents[4] / "resources"
DICTIONARY = load_dictionary(RESOURCES / "facts" / "office.toml")
SHIPPED = PolicyLibrary.load(RESOURCES / "policies", DICTIONARY)
POLICY = SHIPPED.find("zhengdong-2022")
SAMPLE = load_sample_office(RESOURCES / "samples", DICTIONARY)
FUNDS = Treasury()
RULES = Rules(ROADS, SHIPPED.policies, DICTIONARY, FUNDS)
KEY = "RWTN1dhlTqEx3L4yC3qz4Q3vD7Z9Bq0Gk1bqg0tG8v2o1dX5p3c7yq5n"
SILENT = Silent()
TAGS = ("重点", "培育", "专精特新")
FILE = """
format = 1
id = "some-2022"
version = "{version}"
title = "某区政策"
issuer = "某区"
source = "某文件"
official_text = true
valid_from = 2022-01-01
valid_to = 2022-12-31
[[facts]]
name = "patents"
label = "专利数"
kind = "number"
[[clauses]]
id = "patent"
title = "专利奖励"
wording = "专利奖励：专利数 × 1000元"
award = "专利数 × 1000元"
"""


@dataclass
class Desk:
    """Somebody at work. `opened` is what a form was opened on, and may be out of date by now."""

    seat: Seat
    chance: random.Random
    opened: dict[int, EnterpriseFacts]

    @property
    def store(self) -> Store:
        return self.seat.store

    def ids(self, table: str, where: str = "1") -> list[int]:
        with self.seat.read() as session:
            found = session.connection().execute(text(f"SELECT id FROM {table} WHERE {where} ORDER BY id"))
            return [id_ for (id_,) in found]

    def one(self, table: str, where: str = "1") -> int:
        if not (found := self.ids(table, where)):
            raise NotFound(f"no {table}")
        return self.chance.choice(found)

    def some(self, table: str, where: str = "1", *, most: int = 3) -> list[int]:
        found = self.ids(table, where)
        return self.chance.sample(found, min(len(found), self.chance.randint(1, most)))

    def facts(self, id_: int) -> EnterpriseFacts:
        with self.seat.read() as session:
            return queries.facts_of(session, id_, DICTIONARY)

    def new_facts(self) -> EnterpriseFacts:
        number = self.chance.randrange(40)
        code = f"91410100MB{number:07d}"
        model = self.chance.choice(SAMPLE.enterprises)
        return replace(model, uscc=code + str(uscc.calc_check_digit(code)), name=f"第{number}户{model.name}")


LIVE = "deleted_at IS NULL"


def add(desk: Desk) -> None:
    save_enterprise(desk.seat, desk.new_facts(), DICTIONARY)


def open_form(desk: Desk) -> None:
    id_ = desk.one("enterprise", LIVE)
    desk.opened[id_] = desk.facts(id_)


def changed(desk: Desk, facts: EnterpriseFacts) -> EnterpriseFacts:
    """Return facts with some of another enterprise's in their place, and others gone."""
    other, chance = desk.new_facts(), desk.chance
    match chance.randrange(6):
        case 0:
            return replace(facts, name=other.name)
        case 1:
            return replace(facts, uscc=other.uscc)
        case 2:
            gone = chance.choice([*facts.attributes, ""])
            kept = {key: value for key, value in facts.attributes.items() if key != gone}
            return replace(facts, attributes={**kept, **dict(list(other.attributes.items())[:3])})
        case 3:
            return replace(facts, indicators={**facts.indicators, **other.indicators})
        case 4:
            return replace(facts, rows=other.rows)
        case _:
            projects = moved(facts.rows.get("projects", ()), chance)
            return replace(facts, rows={**facts.rows, "projects": projects})


def moved(rows: Sequence[Row], chance: random.Random) -> tuple[Row, ...]:
    """Return rows in another order, the first of them renamed and perhaps one more."""
    found = chance.sample(rows, len(rows))
    if found:
        found[0] = as_row({**found[0], "name": f"改名{chance.randrange(9)}"}, uid_of(found[0]))
    return (*found, *([{"name": "又一期"}] if chance.random() < 0.5 else []))


def change(desk: Desk) -> None:
    id_ = desk.one("enterprise", LIVE)
    save_enterprise(desk.seat, changed(desk, desk.facts(id_)), DICTIONARY, id_=id_)


def save_form(desk: Desk) -> None:
    """Save what was opened some time ago, with a change of one's own."""
    if not desk.opened:
        raise NotFound("no form is open")
    id_, facts = desk.opened.popitem()
    save_enterprise(desk.seat, changed(desk, facts), DICTIONARY, id_=id_, opened=facts)


def revert(desk: Desk) -> None:
    id_ = desk.one("enterprise", LIVE)
    entry = desk.one("audit_entry", f"kind = 'enterprise' AND subject_id = {id_}")
    go_back(desk.seat, id_, entry, DICTIONARY)


def delete(desk: Desk) -> None:
    delete_enterprises(desk.seat, desk.some("enterprise", LIVE))


def restore(desk: Desk) -> None:
    restore_enterprises(desk.seat, desk.some("enterprise", "deleted_at IS NOT NULL"))


def tag(desk: Desk) -> None:
    add_tag(desk.seat, desk.some("enterprise"), desk.chance.choice(TAGS), SILENT)


def untag(desk: Desk) -> None:
    remove_tag(desk.seat, desk.some("enterprise", LIVE, most=9), desk.chance.choice(TAGS), SILENT)


def figures(desk: Desk) -> None:
    fact = DICTIONARY.indicators[desk.chance.choice(sorted(DICTIONARY.indicators))]
    period, after = Period.parse("2022H1"), desk.chance.choice([None, desk.chance.randrange(10**9)])
    with desk.seat.read() as session:
        rows = read_rows(session, desk.ids("enterprise", LIVE), fact.name)
    chosen = desk.chance.sample(sorted(rows), min(len(rows), 3))
    changes = {id_: {period: (rows[id_].figures.get(period), after)} for id_ in chosen}
    save_figures(desk.seat, fact, changes, SILENT)


def import_sheet(desk: Desk) -> None:
    found = {one.uscc: one for one in (desk.new_facts() for _ in range(3))}
    known = desk.chance.choice(list(Known))
    merge_enterprises(desk.seat, Entries.of([*found.values()]), DICTIONARY, SILENT, known=known, source="表")


def take_import_back(desk: Desk) -> None:
    undo_import(desk.seat, desk.one("import_act", "undone_at IS NULL"), DICTIONARY, SILENT)


def merge(desk: Desk) -> None:
    first, second = _two(desk)
    kept, gone = read_two(desk.store, first, second, DICTIONARY)
    facts = replace(desk.chance.choice([kept, gone]).facts, uscc=kept.facts.uscc)
    merge_two(desk.seat, kept, gone, facts, DICTIONARY)


def take_merge_back(desk: Desk) -> None:
    undo_merge(desk.seat, desk.one("enterprise_merge"), DICTIONARY)


def tell_apart(desk: Desk) -> None:
    mark_distinct(desk.seat, [_two(desk)])


def take_apart_back(desk: Desk) -> None:
    unmark_distinct(desk.seat, [_two(desk)])


def _two(desk: Desk) -> tuple[int, int]:
    found = desk.ids("enterprise", LIVE)
    if len(found) < 2:
        raise NotFound("not two enterprises")
    first, second = desk.chance.sample(found, 2)
    return first, second


def attach(desk: Desk) -> None:
    source = desk.store.path.parent.parent / f"{desk.chance.randrange(3)}.pdf"
    source.write_bytes(b"%PDF " + source.name.encode())
    id_ = desk.one("enterprise", LIVE)
    rows = ["", *(uid_of(row) for row in desk.facts(id_).rows.get("projects", ()))]
    add_files(desk.seat, id_, [source], SILENT, row_uid=desk.chance.choice(rows))


def detach(desk: Desk) -> None:
    remove_attachments(desk.seat, desk.some("attachment"))


def attach_again(desk: Desk) -> None:
    restore_attachments(desk.seat, desk.some("attachment"))


def change_office(desk: Desk) -> None:
    contact = desk.chance.choice(["张", "李", "长" * 60])
    save_office(desk.seat, SAMPLE.office.model_copy(update={"contact": contact}))


def open_one_account(desk: Desk) -> None:
    """One person alone may have an account and is not asked for it; with a second one all have to sign in."""
    fields = AccountFields(name=desk.chance.choice(["张", "李"]), sign_in="zhang", phone="1")
    roles = {Role.MANAGE, desk.chance.choice(list(Role))}
    if found := desk.ids("account"):
        change_account(desk.seat, found[0], fields, roles)
    else:
        open_account(desk.seat, fields, roles, "白鸽-算盘-雨伞")


def take_holidays(desk: Desk) -> None:
    source = desk.chance.choice(["国办通知", "长" * 600])
    take_year(desk.seat, YEAR_2025.replace("国办发明电〔2024〕12号", source).encode(), "表")


def drop_holidays(desk: Desk) -> None:
    drop_year(desk.seat, 2025)


def take_a_road(desk: Desk) -> None:
    """Have problems go within other days from now on, or from later on."""
    road = PROBLEM_ROADS.begun_on(date.today())[desk.chance.choice(["ordinary", "hard"])]
    since = date.today() + timedelta(days=desk.chance.randrange(3))
    terms = {"reply": Term(desk.chance.randrange(1, 9), Days.WORKING)}
    text = with_terms(road, terms, version=desk.chance.randrange(2, 5), since=since)
    take_road(desk.seat, text.encode(), "表", Of.PROBLEMS, PROBLEM_ROADS)


def drop_a_road(desk: Desk) -> None:
    drop_road(desk.seat, OfficeRoadId(desk.one("office_road")))


def reword(desk: Desk) -> None:
    """Have papers say something else at their foot from now on, or what they said at first."""
    [contact] = (form for form in PIECES if form.id == "contact")
    with desk.seat.read() as session:
        own = wordings_in(session).own.get(contact.id)
    seen = own.version if own is not None else 0
    if own is not None and own.text is not None and desk.chance.random() < 0.3:
        back_to_ours(desk.seat, contact, because="改回", seen=seen)
    else:
        room = desk.chance.randrange(1, 900)
        text = f"【附注】（{room} 室　联系人：{{{{联系人}}}}　电话：{{{{联系电话}}}}）"
        save_wording(desk.seat, contact, text, because="长" * desk.chance.randrange(1, 600), seen=seen)


def set_rule(desk: Desk) -> None:
    set_import_size(desk.seat, desk.chance.randrange(1, 2_000))


def make_proposal(desk: Desk) -> None:
    """Propose something as who has an account; with only one nobody can confirm it."""
    seat = replace(desk.seat, who=Person(desk.seat.who.name, desk.one("account")))
    order = TrustIssuer(name=desk.chance.choice(["省厅", "市局"]), key=KEY)
    propose(seat, order, Means(SHIPPED, SHIPPED, ROADS), SILENT, reason="长" * desk.chance.randrange(600))


def take_proposal_back(desk: Desk) -> None:
    seat = replace(desk.seat, who=Person(desk.seat.who.name, desk.one("account")))
    withdraw_proposal(seat, desk.one("proposal"))


def keep_filter(desk: Desk) -> None:
    name, words = desk.chance.choice("甲乙"), desk.chance.choice(["公司", "长" * 600])
    save_filter(desk.seat, SavedFilter(name, words, ()))


def drop_filter(desk: Desk) -> None:
    delete_filters(desk.seat, [desk.chance.choice("甲乙")])


def keep_filter_again(desk: Desk) -> None:
    restore_filters(desk.seat, desk.some("saved_filter", "deleted_at IS NOT NULL"))


def trust(desk: Desk) -> None:
    trust_issuer(desk.seat, desk.chance.choice(["省厅", "市局"]), KEY)


def make_a_key(desk: Desk) -> None:
    make_key(desk.seat, reason="例行更换")


def distrust(desk: Desk) -> None:
    distrust_issuer(desk.seat, desk.one("trusted_issuer"))


def take_policy(desk: Desk) -> None:
    raw = FILE.format(version=desk.chance.randrange(3)).encode()
    import_policy(desk.seat, raw, "某政策.toml", SHIPPED, accepted_because="核对过")


def use_policy(desk: Desk) -> None:
    put_in_force(desk.seat, desk.one("policy_file"), SHIPPED, despite_disagreement="条文没有写数")


def drop_policy(desk: Desk) -> None:
    withdraw(desk.seat, desk.one("policy_file"))


def keep_run(desk: Desk) -> None:
    take_run(desk.seat, POLICY, DICTIONARY, SILENT)


def drop_run(desk: Desk) -> None:
    delete_runs(desk.seat, desk.some("assessment_run"))


def keep_run_again(desk: Desk) -> None:
    restore_runs(desk.seat, desk.some("assessment_run", "deleted_at IS NOT NULL"))


def forget(desk: Desk) -> None:
    """Let go of what was deleted, as if its time were over."""
    later = audit.now() + KEPT + timedelta(days=1)
    desk.chance.choice([forget_runs, forget_filters])(desk.store, now=later)


def let_out(desk: Desk) -> None:
    allow_notices(desk.seat, POLICY, because=f"与正式文件核对过（{desk.chance.randrange(100)}）")


def judge(desk: Desk) -> None:
    """Decide where the rule cannot, after what was there to see when somebody looked."""
    open_ = [
        (one.enterprise_id, decision.clause_id)
        for one in assess_register(desk.store, POLICY, DICTIONARY, SILENT)
        for decision in one.decisions
        if decision.outcome is Outcome.MANUAL
    ]
    if not open_:
        raise NotFound("nothing is for a person")
    with desk.seat.read() as session:
        question = question_of(session, POLICY, DICTIONARY, *desk.chance.choice(open_))
        files = [one.id for one in list_attachments(session, question.enterprise_id) if one.id is not None]
    granted, refused = (Outcome.GRANTED, question.bounds.most), (Outcome.NOT_MET, NO_MONEY)
    outcome, amount = desk.chance.choice([granted, refused])
    reason = f"第 {desk.chance.randrange(100)} 次研究"
    wanted = Judgement(outcome, amount, reason, Evidence.MINUTES, "办公会议纪要", tuple(files[:2]))
    decide_by_person(desk.seat, question, wanted)


def take_judgement_back(desk: Desk) -> None:
    withdraw_decision(desk.seat, ManualId(desk.one("manual_decision")), because="纪要已修正")


def make_a_case(desk: Desk) -> None:
    awards = awards_of(assess_register(desk.store, POLICY, DICTIONARY, SILENT))
    chosen = desk.chance.sample(awards, min(len(awards), 2))
    wanted = [Wanted(one.enterprise_id, one.clause_id) for one in chosen]
    road = ROADS.begun_on(date.today())[desk.chance.choice(["alone", "simple", "unasked"])]
    made = make_cases(desk.seat, wanted, SILENT, policy=POLICY, road=road, rules=RULES)
    if not made.ids:
        raise BadInput(made.passed_over[0].reason if made.passed_over else "nothing is granted")


def one_case(desk: Desk) -> Case:
    with desk.seat.read() as session:
        return find_case(session, desk.one("award_case"), RULES.roads_in(session))


def step_a_case(desk: Desk) -> None:
    case = one_case(desk)
    with desk.seat.read() as session:
        steps = steps_from(case.road, case.standing, case.at_hand, RULES.now(session, desk.seat.who))
    if not steps:
        raise NotFound("no step")
    step = desk.chance.choice(steps)
    doing = Doing(step.move, step.id, step.to, step.number)
    take_step(desk.seat, [case.seen], doing, RULES, remark=desk.chance.choice(["核对过", "长" * 600]))


def print_a_letter(desk: Desk) -> None:
    case = one_case(desk)
    paper = Paper("公示", "", "某局", "", date.today(), None, ())
    keep_letters(desk.seat, LetterKind.PUBLICITY, [case.id], [paper])


def answer_for_a_case(desk: Desk) -> None:
    case = one_case(desk)
    opinion = desk.chance.choice([*case.road.opinions, "credit"])
    against = [case.id] if desk.chance.random() < 0.2 else []
    record_opinions(desk.seat, [case.seen], opinion, RULES, on=date.today(), remark="已核查", against=against)


def change_a_case(desk: Desk) -> None:
    case, chance = one_case(desk), desk.chance
    match chance.randrange(5):
        case 0:
            amount = Fen(chance.randrange(case.row.computed + 2))
            decide_amount(desk.seat, case.seen, amount, RULES, because="核减")
        case 1:
            take_in_changes(desk.seat, [case.seen], RULES, because="更正")
        case 2:
            keep_as_decided(desk.seat, [case.seen], RULES, because="在先")
        case 3:
            given = Declared(Level.CITY, "市级奖补", Fen(chance.randrange(1, 9)), 2022, date(2022, 6, 1))
            declare(desk.seat, case.seen, [given], RULES)
        case _:
            undo(desk.seat, case.last.act, RULES)


def make_a_batch(desk: Desk) -> None:
    make_batch(desk.seat, f"第{desk.chance.randrange(9)}批")


def put_into_a_batch(desk: Desk) -> None:
    case = one_case(desk)
    if case.row.batch_id is None:
        gather(desk.seat, desk.one("case_batch"), [case.seen], RULES)
    else:
        leave_batch(desk.seat, [case.seen], RULES, because="下一批再办")


def enter_a_budget(desk: Desk) -> None:
    chance = desk.chance
    given = [
        Given(name, Fen(chance.randrange(1, 10**9)), chance.randint(1, 9)) for name in ("市财政", "区财政")
    ]
    wanted, shortage = given[: chance.randint(1, 2)], chance.choice([*Shortage])
    year = date.today().year + chance.randint(-4, 4)
    enter_budget(desk.seat, POLICY, year, wanted, RULES, document="某财预1号", shortage=shortage)


def change_a_budget(desk: Desk) -> None:
    budget = desk.store.ask(find_budget, BudgetId(desk.one("fund_budget")))
    source, chance = desk.chance.choice(budget.sources), desk.chance
    match chance.randrange(3):
        case 0:
            by = {source.id: Fen(chance.randint(-source.free - 1, 10**6))}
            adjust_budget(desk.seat, budget.id, by, date.today(), document="2号", because="追加")
        case 1:
            shares = {"": [chance.randrange(3) for _ in budget.sources]}
            change_budget(desk.seat, budget.id, shares=shares, because="改分担")
        case _:
            carry_over(desk.seat, budget.id, date.today(), document="3号")


def list_payments(desk: Desk) -> None:
    make_list(desk.seat, [CaseId(desk.one("award_case", "ended = 'granted'"))], RULES)


def pay(desk: Desk) -> None:
    """Go on with a line, in whichever way it can."""
    list_id = PaymentListId(desk.one("payment_list", "id IN (SELECT list_id FROM payment_line)"))
    line = desk.chance.choice(desk.store.ask(lines_of, list_id))
    match desk.chance.randrange(5):
        case 0:
            look_again(desk.seat, list_id, RULES)
        case 1:
            release_line(desk.seat, line.id, RULES, because="已核对")
        case 2:
            drop_lines(desk.seat, line.id, because="下一批")
        case 3:
            send_list(desk.seat, list_id, RULES)
        case _:
            paid = desk.chance.choice([0, line.amount, line.amount // 2])
            answer = Answer(Fen(paid), date.today(), "退汇")
            record_answers(desk.seat, list_id, {line.id: answer}, RULES)


def find_a_sent_list(desk: Desk) -> None:
    """Take over a list from the journal, as after a restore; its award is not here."""
    with desk.store.upkeep():
        journal = desk.store.sent.read()
        number = journal.sent.last.get(2020, 0) + 1
        award = {"case_uid": new_uid(), "uscc": "", "enterprise_name": "某公司"}
        of = {"policy_id": "某", "clause_id": "一", "payee": "某", "bank": "某行", "account": "1"}
        line = SentLine(place=1, amount=desk.chance.randint(1, 10**6), **award, **of)
        at = datetime.now(UTC)
        sent = SentList(uid=new_uid(), year=2020, number=number, at=at, by="李", lines=(line,))
        desk.store.sent.add(Said(sent=sent, is_restored=True), size=journal.size)
    take_over_lists(desk.seat)


def keep_layout(desk: Desk) -> None:
    name = desk.chance.choice(["工行", "国库"])
    save_layout(desk.seat, COMMON.model_copy(update={"name": name, "title": f"{desk.chance.random()}"}))


def drop_a_layout(desk: Desk) -> None:
    drop_layout(desk.seat, desk.chance.choice(["工行", "国库"]))


def pay_line(desk: Desk, line: PaymentLine) -> None:
    """Have a line paid, by whatever that takes."""
    facts = desk.facts(line.enterprise_id)
    account = {"account_name": facts.name, "account_bank": "某行", "account_number": "1702020509200123"}
    named = replace(facts, attributes={**facts.attributes, **account})
    save_enterprise(desk.seat, named, DICTIONARY, id_=line.enterprise_id)
    if look_again(desk.seat, line.list_id, RULES):
        for one in desk.store.ask(lines_of, line.list_id):
            if one.state == LineState.HELD and not one.lacking:
                release_line(desk.seat, one.id, RULES, because="已核对")
    send_list(desk.seat, line.list_id, RULES)
    record_answers(desk.seat, line.list_id, {line.id: Answer(Fen(line.amount), date.today())}, RULES)


def settle_an_award(desk: Desk) -> None:
    """Have a share of an award paid ahead, where none was, and the award settled."""
    case_id = CaseId(desk.one("award_case", "ended = 'granted'"))
    if not desk.store.ask(awaiting_of, [case_id]):
        listed = f"case_id = {case_id} AND state IN ('open', 'held')"
        for line_id in desk.ids("payment_line", listed):
            drop_lines(desk.seat, LineId(line_id), because="改为预兑现")
        list_id = make_list(desk.seat, [case_id], RULES, ahead=desk.chance.randint(1, 99))
        pay_line(desk, desk.store.ask(lines_of, list_id)[0])
    found = desk.store.ask(prospect_of, case_id, RULES)
    amount = Fen(found.most - desk.chance.randrange(2) * found.most // 3)
    words = {"document": "审核表 1 号", "reason": "全年数据", "until": date.today()}
    settle_award(desk.seat, case_id, Settling(amount, seen=found.seen, **words), RULES)


def lower_an_award(desk: Desk) -> None:
    """Have an award paid, by whatever that takes, and lowered."""
    line_id = desk.one("payment_line", "state IN ('open', 'held', 'paid')")
    with desk.seat.read() as session:
        line = session.get_one(PaymentLine, line_id)
    if line.state != LineState.PAID:
        pay_line(desk, line)
    amount = Fen(line.amount * desk.chance.randint(1, 4) // 5)
    words = {"reason": "数据不实", "found_by": "审计局", "rate_source": "细则第十条"}
    day = date.today() - timedelta(days=300)
    lowering = Lowering(amount, found_on=day, until=date.today(), rate=345, interest_from=day, **words)
    lower_award(desk.seat, line.case_id, lowering, date.today())


def go_on_recovering(desk: Desk) -> None:
    """Have something come of what is recovered."""
    id_, today, chance = RecoveryId(desk.one("recovery")), date.today(), desk.chance
    left = desk.store.ask(find_recovery, id_).left
    part = {"principal": Fen(left * chance.randint(1, 4) // 4), "interest": Fen(chance.randrange(3))}
    match chance.randrange(6):
        case 0:
            undo_lowering(desk.seat, id_, today, because="复核")
        case 1:
            plan_repayment(desk.seat, id_, [Instalment(today, left)], today)
        case 2:
            waive(desk.seat, id_, today, **part, minutes="8号", because="破产")
        case 3:
            receipt = ReceiptId(desk.one("recovery_receipt"))
            reverse_receipt(desk.seat, receipt, today, because="记错")
        case _:
            record_repayment(desk.seat, id_, today, today, **part, how="回单")


def close_a_month(desk: Desk) -> None:
    """Sign off the next month that something was paid in, with whatever differs; or open the last again."""
    today = date.today() + timedelta(days=40)
    months = desk.store.ask(list_months, today)
    if desk.chance.randrange(4) == 0:
        closed = [one.month for one in months if one.closed is not None]
        reopen_month(desk.seat, closed[0] if closed else "2020-01", because="重新对")
        return
    month = next((one.month for one in months if one.is_next and one.count), "2020-01")
    file = TheirFile("财政.xlsx", (TheirRow("第 2 行", "", payee="某公司", amount=Fen(1)),))
    known = desk.store.ask(known_of, month)
    seen = replace(compare(known, file), faults=())
    remarks = dict.fromkeys(range(1, len(seen.differences) + 1), "下月对")
    close_month(desk.seat, seen, remarks, today)


def hold_back(desk: Desk) -> None:
    hold_payment(desk.seat, date.today(), enterprise_id=EnterpriseId(desk.one("enterprise")), because="核查")


def lift_back(desk: Desk) -> None:
    lift_hold(desk.seat, HoldId(desk.one("payment_hold")), because="已核实")


def issue(desk: Desk) -> None:
    awards = awards_of(assess_register(desk.store, POLICY, DICTIONARY, SILENT))
    chosen = desk.chance.sample(awards, min(len(awards), 2))
    means = {"policy": POLICY, "dictionary": DICTIONARY, "road": ALONE, "funds": FUNDS}
    issue_notices(desk.seat, chosen, SILENT, approval=Approval("李主任", date(2026, 3, 2)), **means)


def void(desk: Desk) -> None:
    void_notice(desk.seat, desk.one("notice"), reason="金额有误", funds=FUNDS)


def state_numbers(desk: Desk) -> None:
    series = Series(SAMPLE.office.number_prefix, 2026)
    state_last_numbers(desk.seat, {series: desk.chance.randrange(12)})


def clean(desk: Desk) -> None:
    clean_up(desk.store)


def make_index(desk: Desk) -> None:
    index.build(desk.store, SILENT)


ACTS: Sequence[Callable[[Desk], Any]] = (
    add,
    open_form,
    change,
    save_form,
    revert,
    delete,
    restore,
    tag,
    untag,
    figures,
    import_sheet,
    take_import_back,
    merge,
    take_merge_back,
    tell_apart,
    take_apart_back,
    attach,
    detach,
    attach_again,
    change_office,
    open_one_account,
    take_holidays,
    drop_holidays,
    take_a_road,
    drop_a_road,
    reword,
    set_rule,
    make_proposal,
    take_proposal_back,
    keep_filter,
    drop_filter,
    keep_filter_again,
    trust,
    distrust,
    make_a_key,
    take_policy,
    use_policy,
    drop_policy,
    keep_run,
    drop_run,
    keep_run_again,
    forget,
    let_out,
    judge,
    take_judgement_back,
    issue,
    make_a_case,
    step_a_case,
    print_a_letter,
    answer_for_a_case,
    change_a_case,
    make_a_batch,
    put_into_a_batch,
    enter_a_budget,
    change_a_budget,
    list_payments,
    pay,
    find_a_sent_list,
    keep_layout,
    drop_a_layout,
    lower_an_award,
    settle_an_award,
    go_on_recovering,
    close_a_month,
    hold_back,
    lift_back,
    void,
    state_numbers,
    clean,
    make_index,
    *LEDGER_ACTS,
)
BY_NAME = {act.__name__: act for act in ACTS}
