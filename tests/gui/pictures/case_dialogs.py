"""Cases on their way, and what is done of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from domain.cases.awards.changed import changes_of
from domain.cases.awards.handling import record_opinions
from domain.cases.awards.making import Application, Wanted, make_cases, take_application
from domain.cases.awards.reading import Case, read_cases
from domain.cases.awards.rules import Rules
from domain.cases.awards.showing import Paper
from domain.cases.awards.stepping import Doing, take_step
from domain.cases.service import Award, awards_of
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.policies.trace import Outcome
from domain.roads.walking import Move
from domain.store.acts import Person
from domain.store.engine import Seat
from domain.values.ids import CaseId
from domain.values.progress import Silent
from gui.early.page import Sheet
from gui.pages.cases.acting import ActDialog, act_on
from gui.pages.cases.answers import AnswersDialog
from gui.pages.cases.application import ApplicationDialog, open_application
from gui.pages.cases.case_view import CaseView
from gui.pages.cases.prolonging import ProlongDialog
from tests.gui.pictures.office import Opened, assessed
from tests.gui.pictures.pages import Scene

_POLICY = "zhengdong-2022"
_HANDLER, _REVIEWER = "李建国", "张敏"
_PAPERS = ("营业执照", "2022年第二季度增值税纳税申报表", "运输合同和发票", "收款账户信息")
_made: dict[Path, list[CaseId]] = {}
_applied_for: dict[Path, CaseId] = {}
"""By the store in which they are."""


def case_dialogs() -> Iterator[Scene]:
    """Yield what is said and asked where cases are taken along."""
    yield "case-view-changed", partial(_view, 4)
    yield "case-view-went", _went
    yield "case-view-amount", _amount
    yield "case-view-applied", _applied
    yield "case-papers", partial(_asked, "papers")
    yield "case-opinion", partial(_asked, "opinion")
    yield "case-application", _taking
    yield "case-acting", _acting
    yield "case-answers", _answers
    yield "case-prolong", _prolong


def cases_of(opened: Opened) -> list[CaseId]:
    """Return cases about to be publicised: one is held, and of two the figures have changed."""
    place = opened.context.store.path
    if place not in _made:
        _made[place] = _make(opened)
    return _made[place]


def _make(opened: Opened) -> list[CaseId]:
    context, rules = opened.context, ago(opened)
    awards = awards_in(opened)
    # What lies between them is proposed by others; see `second_dialogs`.
    ids = made_of(opened, [*awards[18:30], *awards[40:]])
    bring_to_publicity(opened, ids[:-2])
    hold = Doing(Move.BEGIN, "hold")
    [held] = read(opened, ids[3:4])
    take_step(seat(opened, _HANDLER), [held.seen], hold, rules, remark="企业正在搬迁，等地址确定")
    for case in read(opened, ids[4:6]):
        facts = context.store.ask(lambda s, one=case: facts_of(s, one.row.enterprise_id, context.dictionary))
        more = {name: {at: 2 * value for at, value in of.items()} for name, of in facts.indicators.items()}
        now = replace(facts, indicators=more)
        save_enterprise(context.seat, now, context.dictionary, id_=case.row.enterprise_id)
    return ids


def awards_in(opened: Opened) -> list[Award]:
    return awards_of(assessed(opened.context))


def made_of(opened: Opened, awards: Sequence[Award], period: str = "") -> list[CaseId]:
    """Make cases for awards two weeks ago."""
    context, rules = opened.context, ago(opened)
    made = make_cases(
        seat(opened, _HANDLER),
        [Wanted(one.enterprise_id, one.clause_id) for one in awards],
        Silent(),
        policy=context.policies.find(_POLICY),
        road=context.roads.begun_on(rules.today())["unasked"],
        rules=rules,
        period=period,
    )
    return list(made.ids)


def bring_to_publicity(opened: Opened, ids: Sequence[CaseId]) -> None:
    rules = ago(opened)
    onward(opened, ids, "first_review", _HANDLER)
    onward(opened, ids, "second_review", _REVIEWER)
    for opinion in opened.context.roads.begun_on(rules.today())["unasked"].opinions:
        seen = [case.seen for case in read(opened, ids)]
        record_opinions(seat(opened, _HANDLER), seen, opinion, rules, on=rules.today())
    onward(opened, ids, "opinions", _HANDLER)


def ago(opened: Opened) -> Rules:
    """Return the rules as they were two weeks ago."""
    rules = opened.context.rules
    day = rules.today() - timedelta(days=14)
    return replace(rules, today=lambda: day)


def seat(opened: Opened, name: str) -> Seat:
    return Seat(opened.context.store, Person(name))


def read(opened: Opened, ids: Sequence[CaseId]) -> list[Case]:
    rules = opened.context.rules
    return opened.context.store.ask(lambda s: read_cases(s, ids, rules.roads_in(s)))


def standing_at(opened: Opened, state: str) -> list[CaseId]:
    """Return the cases that stand there, wait for nothing, and are as they were decided."""
    cases = read(opened, cases_of(opened))
    changed = opened.context.store.ask(changes_of, cases, opened.context.rules)
    return [
        case.id
        for case in cases
        if case.standing.at == state and not case.standing.waits and case.id not in changed
    ]


def onward(opened: Opened, ids: Sequence[CaseId], state: str, by: str) -> None:
    seen = [case.seen for case in read(opened, ids)]
    take_step(seat(opened, by), seen, Doing(Move.ONWARD, state), ago(opened))


def view_of(opened: Opened, id_: CaseId, among: Sequence[CaseId] = ()) -> CaseView:
    """Return the page of a case, over the window."""
    sheet = Sheet("事项")
    sheet.setParent(opened.window, Qt.WindowType.Window)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    view = CaseView(opened.services, sheet)
    sheet.header.set_back("事项", view.left.emit)
    sheet.body.addWidget(view)
    room = opened.window.size()
    sheet.setGeometry(36, 12, room.width() - 72, room.height() - 40)
    sheet.show()
    view.show_case(id_, among)
    opened.settle()
    return view


def _view(at: int, opened: Opened) -> QWidget:
    ids = cases_of(opened)
    return view_of(opened, ids[at], ids).window()


def _went(opened: Opened) -> QWidget:
    """One that was sent back, publicised, and objected to."""
    ids = cases_of(opened)
    [case] = read(opened, ids[-3:-2])
    if "publicity" not in case.standing.signed:
        back = Doing(Move.BEGIN, "send_back")
        take_step(seat(opened, _REVIEWER), [case.seen], back, ago(opened), remark="营业收入与统计数不一致")
        for state, by in (
            ("first_review", _HANDLER),
            ("second_review", _REVIEWER),
            ("opinions", _HANDLER),
            ("publicity", _HANDLER),
        ):
            onward(opened, ids[-3:-2], state, by)
        [case] = read(opened, ids[-3:-2])
        objection = Doing(Move.BEGIN, "objection")
        rules = opened.context.rules
        take_step(seat(opened, _HANDLER), [case.seen], objection, rules, remark="郑州某公司：与事实不符")
    return _view(-3, opened)


def _applied(opened: Opened) -> QWidget:
    """One that was applied for, with a paper promised."""
    return view_of(opened, _application(opened)).window()


def _application(opened: Opened) -> CaseId:
    place = opened.context.store.path
    if place not in _applied_for:
        context, rules = opened.context, ago(opened)
        shipped = context.policies.find(_POLICY)
        asking = {id_: replace(clause, papers=_PAPERS) for id_, clause in shipped.clauses.items()}
        award = awards_in(opened)[17]
        application = Application(
            Wanted(award.enterprise_id, award.clause_id),
            "刘会计",
            rules.today(),
            came=dict.fromkeys(_PAPERS[:2], rules.today()),
            promised={_PAPERS[2]: rules.today() + timedelta(days=7)},
        )
        policy, road = replace(shipped, clauses=asking), context.roads.begun_on(rules.today())["standard"]
        case = take_application(seat(opened, _HANDLER), application, policy=policy, road=road, rules=rules)
        _applied_for[place] = case
    return _applied_for[place]


def _asked(what: str, opened: Opened) -> QWidget:
    view = view_of(opened, _application(opened))
    button = view.basis.papers_button if what == "papers" else view.basis.opinion_buttons["credit"]
    assert button is not None
    button.click()
    opened.settle()
    assert view.dialog is not None
    return view.dialog


def _taking(opened: Opened) -> QWidget:
    """What somebody applies for, as it is typed."""
    context = opened.context
    one, decision = next(
        (one, decision)
        for one in assessed(context)[30:]
        for decision in one.decisions
        if decision.outcome is Outcome.GRANTED and decision.amount
    )
    open_application(opened.window, opened.services)
    dialog = opened.top(ApplicationDialog)
    opened.settle()
    dialog.enterprise.choose(one.enterprise_id, f"{one.facts.name}（{one.facts.uscc}）")
    dialog.policy.set_value(_POLICY)
    dialog.clause.set_value(decision.clause_id)
    dialog.form.binding.set_value("by_whom", "刘会计")
    dialog.papers.offer([Paper(name) for name in _PAPERS])
    dialog.papers.say("")
    opened.wait(lambda: dialog.prospect)
    return dialog


def _amount(opened: Opened) -> QWidget:
    view = view_of(opened, cases_of(opened)[-1])
    view.amount_button.click()
    opened.settle()
    assert view.dialog is not None
    return view.dialog


def _acting(opened: Opened) -> QWidget:
    act_on(opened.window, opened.services, cases_of(opened), Doing(Move.ONWARD, "publicity"))
    return _ready(opened)


def _answers(opened: Opened) -> QWidget:
    """A list that means one enterprise for sure, and perhaps another."""
    cases = read(opened, cases_of(opened))
    one, other = cases[2].row, cases[8].row
    path = opened.context.home / "二季度失信被执行人名单.csv"
    alike = other.enterprise_name.replace("有限公司", "有限责任公司")
    path.write_text(
        f"序号,被执行人,代码,立案日期\n1,某某商贸有限公司,,2022-04-01\n2,{one.enterprise_name},{one.uscc},2022-05-06\n"
        f"3,{alike},,2022-05-30\n",
        encoding="utf-8",
    )
    dialog = AnswersDialog(opened.window, opened.services, cases)
    dialog.start()
    dialog.answer.set_value("but_listed")
    dialog.read_list(path)
    opened.wait(lambda: dialog.listed.found)
    return dialog


def _prolong(opened: Opened) -> QWidget:
    cases = [case for case in read(opened, cases_of(opened)) if case.standing.publicity]
    dialog = ProlongDialog(opened.window, opened.services, cases)
    dialog.start()
    opened.settle()
    return dialog


def _ready(opened: Opened) -> QWidget:
    dialog = opened.top(ActDialog)
    opened.wait(dialog.go_button.isVisible)
    return dialog
