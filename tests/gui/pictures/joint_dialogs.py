"""The dialogs in which a person decides about several enterprises at once."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import FactKey
from domain.enterprises.queries import iterate_facts
from domain.enterprises.records import facts_of
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql.finding import find_ids
from domain.policies.files.files import policy_from
from domain.policies.manual.deciding import Grounds
from domain.policies.manual.jointly import Answer, decide_jointly
from domain.policies.manual.queries import Evidence
from domain.policies.runs.register import decide_register
from domain.policies.trace import Scope
from domain.values.progress import Silent
from gui.pages.assessment.by_person_list import ManualRow, read_rows
from gui.targets import ToPage
from tests.filling import take_in
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene
from tests.joint_policy import JOINT_POLICY, joint_records

_NAMES: Final = (
    "郑州郑东新区云图数字智能装备研究院与成果转化有限责任公司",
    "郑州启明星光学仪器有限公司",
    "河南中原云谷科技有限公司",
    "郑州和润商贸有限公司",
    "郑州和润供应链管理有限公司",
    "郑州和润冷链物流股份有限公司",
)
_GROUNDS: Final = Grounds(
    "三户得分相同，按办法第七条以公开抽签确定先后", Evidence.OTHER, "2022年11月20日公开抽签记录"
)


def joint_dialogs() -> Iterator[Scene]:
    """Yield them; what they need is taken in."""
    yield "joint-order", partial(_ask, Scope.TIE)
    yield "joint-shares", partial(_ask, Scope.SHARE)
    yield "joint-list", _list
    yield "joint-decided", _decided


def _rows(opened: Opened) -> list[ManualRow]:
    """Read what is decided by a policy for which six enterprises are level, or exceed a cap."""
    context = opened.context
    policy = policy_from(JOINT_POLICY.encode(), "joint.toml", context.office)
    known = context.office.extended(policy.facts)
    facts = [facts_of(one, known) for one in joint_records()]
    named = [replace(one, name=name) for one, name in zip(facts, _NAMES, strict=True)]
    ids = context.store.ask(lambda session: find_ids(session, EnterpriseQuery(), known))
    others = [one for _, one in context.store.ask(lambda session: [*iterate_facts(session, ids, known)])]
    # Of all others it is certain that they are not granted anything.
    own = {one.uscc for one in named}
    out = [one.changed(FactKey.parse("points"), -100) for one in others if one.uscc not in own]
    take_in(context.seat, [*out, *named], dictionary=known)
    results = decide_register(context.store, policy, known, Silent())
    return context.store.ask(read_rows, results)


def _ask(scope: Scope, opened: Opened) -> QWidget:
    row = next(one for one in _rows(opened) if one.question and one.question.scope is scope)
    page = opened.go(ToPage("assessment"))
    page._on_manual_opened(row)
    opened.settle()
    dialog = page.joint_dialog
    if scope is Scope.SHARE:
        dialog.form.binding.set_value("values", (5_000_000, 3_500_000, 1_000_000))
    dialog.form.binding.set_value("reason", _GROUNDS.reason)
    dialog.record_button.click()
    opened.settle()
    return dialog


def _list(opened: Opened) -> None:
    page = opened.go(ToPage("assessment"))
    page._show_list()
    page.manual_button.click()
    opened.settle()
    page.manual.show_rows(_rows(opened))
    page.manual.state.set_value("all")
    opened.settle()


def _decided(opened: Opened) -> QWidget:
    questions = [one.question for one in _rows(opened) if one.question is not None]
    question = next(one for one in questions if one.scope is Scope.TIE)
    places = {one.key: place for place, one in enumerate(question.parties, start=1)}
    decide_jointly(opened.context.seat, question, Answer(places, _GROUNDS))
    row = next(one for one in _rows(opened) if one.given is not None and one.given.together is not None)
    page = opened.go(ToPage("assessment"))
    page._on_manual_opened(row)
    opened.settle()
    return page.joint_dialog
