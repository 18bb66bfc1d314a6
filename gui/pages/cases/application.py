"""申报 at the counter: who came, for which award, with which papers; said before what it comes to now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.cases.awards.making import (
    APPLICATION_DRAFT,
    Application,
    Prospect,
    Wanted,
    look_at,
    roads_to_begin,
    take_application,
)
from domain.cases.awards.reading import Case, find_case
from domain.cases.awards.rules import Rules
from domain.cases.awards.showing import Paper
from domain.policies.language.ranges import Result
from domain.policies.policy import Clause, Policy
from domain.policies.trace import Check, Decision, Outcome
from domain.roads.road import Road
from domain.store import drafts
from domain.store.acts import Action
from domain.store.engine import Session
from domain.values.errors import BadInput
from domain.values.money import Fen
from domain.values.periods import Period
from domain.values.progress import Reporter, Silent
from gui.early.parts import STRETCH, ElidedLabel, Look, button, fill, in_row, named_label
from gui.formatting import money_text
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.draft_keeping import DraftKeeper
from gui.forms.editors import ChoiceBox, LongTextEdit, MoneyEdit, TextEdit
from gui.forms.enterprise_edit import EnterpriseEdit
from gui.forms.form import Form
from gui.messages import in_full
from gui.pages.assessment.decision_list import shown_status
from gui.pages.cases.asking import undo_of
from gui.pages.cases.declared import DeclaredEdit
from gui.pages.cases.papers import PapersEdit, paper_complaint, split_papers
from gui.services import Services
from gui.targets import ToCase
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import Dialog
from gui.widgets.prose import Paragraph
from gui.widgets.status import StatusPill

_STANDARD: Final = "standard"
_WIDTH, _EDITOR, _PAPERS = 760, 440, 560
_DEBOUNCE_MS: Final = 150


def open_application(parent: QWidget, services: Services) -> None:
    """Have an application taken over the window of `parent`; leads to the case that comes of it."""
    ApplicationDialog(parent, services).open()


@dataclass(frozen=True, slots=True)
class Known:
    """What is read before: rules, the roads that may be begun, and what was typed before and not recorded."""

    rules: Rules
    roads: Mapping[str, Road]
    draft: Mapping[str, str]


class ApplicationDialog(Dialog):
    """Takes an application, once it has said what the award comes to now."""

    def __init__(self, over: QWidget, services: Services) -> None:
        super().__init__(over, "申报登记", width=_WIDTH)
        self._over, self._services, self._is_open = over, services, True
        self.known: Known | None = None
        self.prospect: Prospect | None = None
        self._asked: tuple[Wanted, str, str] | None = None
        self.keeper = DraftKeeper(services, self._typed, self)
        self.keeper.begin(APPLICATION_DRAFT)
        self.add_title("申报登记")
        self.news = Banner("warning", "warning", self)
        self.enterprise = EnterpriseEdit(services)
        self.policy, self.clause = ChoiceBox({}, unset_word=None), ChoiceBox({}, unset_word="请选")
        self.instalment, self.road = ChoiceBox({}, unset_word="请选"), ChoiceBox({}, unset_word=None)
        self.came_on = OptionalDateEdit(may_be_none=False)
        self.asked = MoneyEdit("可以不填", may_be_negative=False)
        self.papers = PapersEdit(date.today())
        self.declared = DeclaredEdit()
        self.form = self._built()
        self.worth = ResultCard(self)
        self.go_button = button(
            "登记申报", self._on_go, look=Look.PRIMARY, shortcut="Ctrl+Return", parent=self
        )
        self.short = ElidedLabel("", self)
        self.short.setObjectName("note")
        self.clear_button = button("清空", self._on_clear, look=Look.QUIET, parent=self)
        services.permits.hold(Action.CASE_APPLY, self.go_button)
        self._lay_out()
        self.finished.connect(self._on_finished)
        self._read()

    def _built(self) -> Form:
        form = Form(self._complaints, self, label_width=72, editor_width=_EDITOR)
        form.add("enterprise", "企业", self.enterprise, missing="请选定企业")
        form.add("policy", "政策", self.policy, required=True)
        form.add("clause", "条款", self.clause, missing="请选条款")
        form.add("instalment", "哪一期", self.instalment)
        form.add("period", "期间", TextEdit("如 2022Q2"), width=180, hint="每年、每季度都给的才填")
        form.add("by_whom", "来办理的人", TextEdit("如：刘会计"), missing="请填写来办理的人", width=180)
        form.add("came_on", "申报日期", self.came_on, missing="请填写申报日期", width=180)
        form.add("asked", "申请金额", self.asked, unit="元", width=180)
        form.add("papers", "材料", self.papers, width=_PAPERS)
        form.add("declared", "其他层级", self.declared, width=_PAPERS, hint="国家、省、市已为同一件事给过的")
        form.add("road", "程序", self.road, required=True)
        form.add("remark", "说明", LongTextEdit("可以不填", lines=2))
        self.enterprise.chain()
        return form

    def _lay_out(self) -> None:
        fill(self.body, self.news, self.worth, self.form)
        fill(
            self.foot,
            (self.short, 1),
            self.clear_button,
            button("关闭", self.reject, parent=self),
            self.go_button,
        )
        self.go_button.setEnabled(False)

    # What is known

    def _read(self) -> None:
        context = self._services.context

        def work(_: Reporter) -> Known:
            rules = context.rules
            draft = drafts.find(context.seat, APPLICATION_DRAFT)
            roads = context.store.ask(lambda session: roads_to_begin(session, rules))
            return Known(rules, roads, draft[0] if draft else {})

        self._services.jobs.read(work, self._on_known, on_failed=self._on_refused, owner=self)

    def _on_known(self, known: Known) -> None:
        self.known = known
        # For who comes to the counter the standard road is the usual one.
        roads = sorted(known.roads.values(), key=lambda road: road.id != _STANDARD)
        self.road.offer({road.id: road.title for road in roads}, unset_word=None)
        policies = known.rules.policies.values()
        newest = sorted(policies, key=lambda policy: policy.valid_from, reverse=True)
        self.policy.offer({policy.id: policy.title for policy in newest}, unset_word=None)
        self._on_policy()
        self._on_clause()
        self.came_on.set_value(known.rules.today())
        self.form.binding.accept()
        self.policy.value_changed.connect(self._on_policy)
        self.clause.value_changed.connect(self._on_clause)
        if known.draft:
            self.form.binding.restore(known.draft)
            self.news.say("上次填的申报还没有登记，已经恢复。")
        self.form.binding.changed.connect(lambda _: self._on_typed())
        self.enterprise.setFocus()
        self._look()

    @property
    def _chosen_policy(self) -> Policy | None:
        return None if self.known is None else self.known.rules.policies.get(self.policy.typed())

    @property
    def _chosen_clause(self) -> Clause | None:
        policy = self._chosen_policy
        return None if policy is None else policy.clauses.get(self.clause.typed())

    def _on_policy(self) -> None:
        policy = self._chosen_policy
        clauses = policy.clauses.values() if policy else ()
        self.clause.offer({one.id: one.title for one in clauses}, unset_word="请选")
        if policy is not None and self.known is not None and policy.road in self.known.roads:
            self.road.set_value(policy.road)
        self._on_clause()

    def _on_clause(self) -> None:
        clause = self._chosen_clause
        stages = [one.title for one in clause.stages] if clause else []
        self.instalment.offer({one: one for one in stages}, unset_word="请选" if stages else "不分期")
        self.instalment.setEnabled(bool(stages))
        papers = clause.papers if clause else ()
        self.papers.offer([Paper(name) for name in papers])
        self.papers.say("" if papers or clause is None else "政策没有写明要哪些材料")

    # What is typed

    def _typed(self) -> dict[str, Any] | None:
        return dict(self.form.binding.typed()) if self.form.is_dirty() else None

    def _on_typed(self) -> None:
        self.keeper.touch()
        self._look()

    def _on_clear(self) -> None:
        self.keeper.forget()
        self.news.say("")
        self.form.binding.load(
            {
                "policy": self.policy.value(),
                "road": self.road.value(),
                "came_on": None if self.known is None else self.known.rules.today(),
            }
        )
        self._look()
        self.enterprise.setFocus()

    def _complaints(self, values: dict[str, Any]) -> dict[str, str]:
        found, clause = dict[str, str](), self._chosen_clause
        if clause is not None and clause.stages and "instalment" not in values:
            found["instalment"] = "这一条分期拨付，请选哪一期"
        today = date.today() if self.known is None else self.known.rules.today()
        if "came_on" in values and values["came_on"] > today:
            found["came_on"] = "申报日期不能在今天以后"
        if complaint := paper_complaint(values.get("papers"), today):
            found["papers"] = complaint
        try:
            _period_of(values)
        except BadInput as error:
            found["period"] = str(error)
        return found | self._money_complaints(values)

    def _money_complaints(self, values: dict[str, Any]) -> dict[str, str]:
        asked, prospect = values.get("asked"), self.prospect
        if asked is None:
            return {}
        if asked <= 0:
            return {"asked": "申请金额应大于 0"}
        less = prospect is not None and prospect.frozen is not None and asked < prospect.amount
        if less and prospect is not None and not values.get("remark"):
            return {"remark": f"申请金额低于算出的 {money_text(prospect.amount)} 元，请写明原因"}
        return {}

    # What it comes to

    def _wanted(self) -> tuple[Wanted, str, str] | None:
        """Return what is asked for, of which policy, for which period; None while that is not said."""
        values, policy, clause = self.form.values(), self._chosen_policy, self._chosen_clause
        if policy is None or clause is None or "enterprise" not in values:
            return None
        instalment = values.get("instalment", "")
        if bool(clause.stages) is not bool(instalment):
            return None
        try:
            period = _period_of(values)
        except BadInput:
            return None
        return Wanted(values["enterprise"], clause.id, instalment), policy.id, period

    def _look(self) -> None:
        asked, context = self._wanted(), self._services.context
        if asked == self._asked and self.prospect is not None:
            self._show_prospect(self.prospect)
            return
        self._asked, self.prospect = asked, None
        self.go_button.setEnabled(asked is not None)
        if asked is None or self.known is None:
            self.worth.say("选定企业和条款以后，这里先说现在算出来是多少、为什么。")
            self.short.setText("没有登记的会留着，下次接着填")
            return
        self.worth.say("正在核定…")
        (wanted, policy_id, period), rules = asked, self.known.rules

        def find(session: Session) -> Prospect:
            policy = context.policies.policies[policy_id]
            return look_at(session, [wanted], Silent(), policy=policy, rules=rules, period=period)[0]

        def show(prospect: Prospect) -> None:
            if asked == self._asked:
                self.prospect = prospect
                self._show_prospect(prospect)

        self._services.ask(find, show, on_failed=self._on_refused, owner=self)

    def _show_prospect(self, prospect: Prospect) -> None:
        asked = self.form.values().get("asked")
        self.worth.show_prospect(prospect, None if asked is None else Fen(asked))
        self.short.setText("" if prospect.frozen is None else f"现在核定{prospect.frozen.result}")
        self.go_button.setEnabled(not prospect.reason and prospect.frozen is not None)
        self.go_button.setToolTip(prospect.reason)

    # What is done

    def _on_go(self) -> None:
        values, asked, known = self.form.submit(), self._wanted(), self.known
        if values is None or asked is None or known is None:
            return
        wanted, policy_id, period = asked
        came, promised = split_papers(values.get("papers"))
        application = Application(
            wanted,
            values["by_whom"],
            values["came_on"],
            period,
            None if values.get("asked") is None else Fen(values["asked"]),
            came,
            promised,
            values.get("declared", ()),
            values.get("remark", ""),
        )
        context, road = self._services.context, known.roads[values["road"]]

        def work(_: Reporter) -> Case:
            rules = context.rules
            policy = rules.policies[policy_id]
            made = take_application(context.seat, application, policy=policy, road=road, rules=rules)
            drafts.discard(context.seat, APPLICATION_DRAFT)
            return context.store.ask(lambda session: find_case(session, made, rules.roads_in(session)))

        self.keeper.pause()
        self.go_button.setEnabled(False)
        self._services.do(
            work,
            f"已登记{application.by_whom}的申报",
            lambda case: undo_of(self._services, case.last.act, "已撤回这次申报登记"),
            on_done=self._on_taken,
            on_failed=self._on_refused,
            owner=self._over,
            label="正在登记申报",
        )

    def _on_taken(self, case: Case) -> None:
        if self._is_open:
            self.accept()
        self._services.go_to(ToCase(case.id))

    def _on_refused(self, error: Exception) -> None:
        if not self._is_open:
            self._services.messages.error(error)
            return
        self.news.say(in_full(error))
        self.go_to_top()
        self.go_button.setEnabled(True)

    def _on_finished(self) -> None:
        self._is_open = False


class ResultCard(Card):
    """What an award comes to now, and why; or why there can be no case for it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent, padding=12)
        self.pill = StatusPill(parent=self)
        self.amount = named_label("amount", "", self)
        self.banner = Banner("warning", "warning", self)
        self.words = Paragraph("", self)
        self._line = in_row(self.pill, self.amount, STRETCH, spacing=12)
        fill(self.body, self.banner, self._line, self.words)
        self.say("")

    def say(self, text: str) -> None:
        """Say something in the place of a result."""
        self.pill.show_status(None)
        self.amount.hide()
        self.banner.say("")
        self.words.setText(text)

    def show_prospect(self, prospect: Prospect, asked: Fen | None) -> None:
        self.say("")
        if prospect.reason:
            self.banner.say(f"这户企业{prospect.reason}".replace("这户企业企业", "企业"))
        if prospect.frozen is None:
            return
        frozen = prospect.frozen
        decision = Decision.from_json(frozen.decision)
        is_by_person = decision.by_person is not None
        self.pill.show_status(shown_status(frozen.outcome, prospect.amount, None, is_by_person=is_by_person))
        self.amount.setVisible(frozen.outcome is Outcome.GRANTED)
        self.amount.setText(f"{money_text(prospect.amount)} 元")
        self.words.setText("\n".join(_why(decision, frozen.outcome, prospect.amount, asked)))


def _why(decision: Decision, outcome: Outcome, amount: Fen, asked: Fen | None) -> list[str]:
    """Say how an award is decided now, and what follows for who asks for it."""
    lines = [decision.reason] if decision.reason else []
    lines += [_unmet(check) for check in decision.checks if check.result is Result.FALSE]
    if decision.missing:
        lines.append(f"还缺 {len(decision.missing)} 项资料，登记以后到企业资料里补填。")
    if outcome is Outcome.GRANTED:
        lines += [f"{step.text} ＝ {step.shown}" for step in decision.steps]
    else:
        lines.append("仍可以登记：受理时再定是退回补正，还是不予受理。")
    if asked is not None and outcome is Outcome.GRANTED and asked > amount:
        lines.append(f"申请的高于算出的，按 {money_text(amount)} 元核定。")
    return lines


def _unmet(check: Check) -> str:
    found = "；".join(filter(None, (check.found, check.gap)))
    return f"不满足“{check.text}”：查到{found or '没有'}，要求{check.required}。"


def _period_of(values: Mapping[str, Any]) -> str:
    """Return the period as cases have it; empty for none.

    Raises:
        BadInput: It is none.
    """
    typed = str(values.get("period", "")).strip().upper()
    return str(Period.parse(typed)) if typed else ""
