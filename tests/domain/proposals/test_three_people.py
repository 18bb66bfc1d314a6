"""Whatever three people do in whatever order, nobody does what is not theirs, and nothing is done twice."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.cases.queries import find_notice, list_notices
from domain.cases.service import awards_of, void_notice
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.policies.runs.register import Assessed
from domain.policies.runs.service import list_runs
from domain.proposals.orders import IssueNotices, Means, VoidNotice
from domain.proposals.service import (
    confirm,
    decided_proposals,
    open_proposals,
    propose,
    refuse,
    withdraw_proposal,
)
from domain.store.acts import Action, Person
from domain.store.engine import Seat, Store
from domain.store.permits import MAY, NotPermitted, Role
from domain.store.problems import NeedsSecond
from domain.store.proposals import CONFIRMED_BY, Lapsed, State
from domain.store.verifying import verify
from domain.values.errors import DomainError
from domain.values.progress import Silent
from main import main
from tests.conftest import PASSWORD, PEOPLE
from tests.filling import ROADS

SILENT = Silent()
WALKS = int(os.environ.get("ZHUQIDUI_SOAK_PEOPLE", "5"))
"""100 in `make soak`."""
NAMES = list(PEOPLE)
SOMEBODY = st.sampled_from(range(1, len(NAMES) + 1))
WORK = st.sampled_from([Role.HANDLE, Role.REVIEW, Role.APPROVE, Role.AUDIT])


class Past(NamedTuple):
    """A statement that goes past the program, which is refused where these rows are there.

    Attributes:
        always: Also where one person may do everything.
    """

    statement: str
    rows: str
    always: bool = True


_VALID = "notice WHERE voided_at IS NULL AND kind = ''"
_ON = "house_rule WHERE name = 'four_eyes' AND number = 1"
_RULED = "SELECT 99, policy_id, 'x', policy_title, policy_version, reason, ruled_by, ruled_at"
_PROPOSED = "SELECT 999, 'x', action, content, title, told, expected, reason, made_by, made_by_name, made_at"
PAST_THE_PROGRAM = [
    Past("UPDATE notice SET amount = amount + 1", "notice"),
    Past("UPDATE notice SET approver = '别人'", "notice"),
    Past("DELETE FROM notice", "notice"),
    Past("UPDATE notice SET voided_at = '2026-03-02', voided_by = '李建国'", _VALID, always=False),
    Past(
        f"UPDATE enterprise SET deleted_at = '2026-03-02' WHERE id IN (SELECT enterprise_id FROM {_VALID})",
        _VALID,
        always=False,
    ),
    Past("UPDATE award_case SET amount = amount - 1", "award_case"),
    Past("DELETE FROM case_step", "case_step"),
    Past(f"INSERT INTO policy_ruling {_RULED} FROM policy_ruling LIMIT 1", "policy_ruling", always=False),
    Past("UPDATE house_rule SET number = 0, set_by = '李建国' WHERE name = 'four_eyes'", _ON),
    Past("DELETE FROM account WHERE id = 3", "account"),
    Past("UPDATE account SET since = '2000-01-01'", "account"),
    Past("UPDATE account SET until = '2022-01-01' WHERE id > 1", "account", always=False),
    Past("UPDATE proposal SET state = 'done', decided_by = made_by", "proposal"),
    Past(f"INSERT INTO proposal {_PROPOSED}, 'done', 9, '谁', made_at, '' FROM proposal LIMIT 1", "proposal"),
    Past("UPDATE audit_entry SET actor = '别人' WHERE id = 1", "audit_entry"),
    Past("DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)", "audit_entry"),
    Past("UPDATE policy_text SET content = x'00'", "policy_text"),
]


class Office(RuleBasedStateMachine):
    """People with roles that change, awards, and what is proposed of them; a plain model beside."""

    origin: Path
    policies: object
    assessed: Sequence[Assessed]
    has_commanded = False

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory()
        self.store = Store.open(Path(shutil.copytree(self.origin, Path(self.folder.name) / "store")))
        self.means = Means(self.policies, self.policies, ROADS)
        self.policy = self.policies.find("zhengdong-2022")
        first, *self.awards = awards_of(self.assessed)[:5]
        self.roles = {number: set(roles) for number, (_, roles) in enumerate(PEOPLE.values(), start=1)}
        self.are_on = True
        self.makers: dict[int, tuple[int, object]] = {}
        begun = IssueNotices.of(self.policy, [first])
        issued = confirm(self.seat(3), propose(self.seat(2), begun, self.means, SILENT), self.means, SILENT)
        self.approved = dict.fromkeys(issued, NAMES[2])

    def seat(self, who: int) -> Seat:
        return Seat(self.store, Person(NAMES[who - 1], who))

    def may(self, who: int, action: Action) -> bool:
        return bool(self.roles[who] & MAY[action])

    @rule(who=SOMEBODY, roles=st.sets(WORK, max_size=3))
    def give_roles(self, who: int, roles: set[Role]) -> None:
        """The first stays the one who manages."""
        roles = roles | ({Role.MANAGE} if who == 1 else set())
        if roles:
            fields = AccountFields(name=NAMES[who - 1], sign_in=list(PEOPLE.values())[who - 1][0])
            change_account(self.seat(1), who, fields, roles)
            self.roles[who] = roles

    @rule(who=SOMEBODY, on=st.booleans())
    def turn(self, who: int, on: bool) -> None:
        try:
            set_four_eyes(self.seat(who), on=on, because="试")
        except NotPermitted:
            assert who != 1
        else:
            assert who == 1
            self.are_on = on

    @rule(who=SOMEBODY, at=st.integers(0, 3))
    def propose_issue(self, who: int, at: int) -> None:
        self.propose(who, IssueNotices.of(self.policy, self.awards[at : at + 1]))

    @rule(who=SOMEBODY, at=st.integers(0, 3))
    def propose_void(self, who: int, at: int) -> None:
        notices = self.store.ask(list_notices)
        if at < len(notices):
            self.propose(who, VoidNotice(notice_id=notices[at].id, reason="录错"))

    def propose(self, who: int, order: object) -> None:
        try:
            id_ = propose(self.seat(who), order, self.means, SILENT)
        except NotPermitted:
            assert not self.may(who, order.action)
        except DomainError:
            # Issued or void already, or proposed by somebody.
            pass
        else:
            assert self.may(who, order.action)
            self.makers[id_] = (who, order)

    @rule(who=SOMEBODY, at=st.integers(0, 5))
    def confirm_one(self, who: int, at: int) -> None:
        waiting = self.store.ask(open_proposals)
        if at >= len(waiting):
            return
        one = waiting[at]
        maker, order = self.makers[one.id]
        may = who != maker and bool(self.roles[who] & CONFIRMED_BY[order.action])
        try:
            made = confirm(self.seat(who), one.id, self.means, SILENT)
        except NotPermitted:
            assert not may
        except Lapsed:
            assert may
        except DomainError:
            assert may
        else:
            assert may
            assert self.may(maker, order.action)
            self.approved |= dict.fromkeys(made or (), NAMES[who - 1])

    @rule(who=SOMEBODY, at=st.integers(0, 5), taken_back=st.booleans())
    def say_no(self, who: int, at: int, taken_back: bool) -> None:
        waiting = self.store.ask(open_proposals)
        if at >= len(waiting):
            return
        maker, order = self.makers[waiting[at].id]
        try:
            if taken_back:
                withdraw_proposal(self.seat(who), waiting[at].id)
            else:
                refuse(self.seat(who), waiting[at].id, because="不齐")
        except NotPermitted:
            may = maker == who if taken_back else bool(self.roles[who] & CONFIRMED_BY[order.action])
            assert not may or maker == who or self.roles[who] <= {Role.AUDIT}
        else:
            assert (maker == who) is taken_back

    @rule(who=SOMEBODY, at=st.integers(0, 3))
    def void_alone(self, who: int, at: int) -> None:
        notices = [one for one in self.store.ask(list_notices) if not one.is_void]
        if at >= len(notices):
            return
        try:
            void_notice(self.seat(who), notices[at].id, reason="一人")
        except NotPermitted:
            assert not self.may(who, Action.NOTICE_VOID)
        except NeedsSecond:
            assert self.are_on
        else:
            assert not self.are_on
            assert self.may(who, Action.NOTICE_VOID)

    @precondition(lambda self: not self.has_commanded)
    @rule(who=SOMEBODY, is_theirs=st.booleans())
    def command(self, who: int, is_theirs: bool) -> None:
        """As a script does, by a sign-in name, the password on a file descriptor; once, as it takes long."""
        self.has_commanded = True
        sign_in, _ = list(PEOPLE.values())[who - 1]
        reading, writing = os.pipe()
        os.write(writing, f"{PASSWORD if is_theirs else '不是这个密码'}\n".encode())
        os.close(writing)
        runs = len(self.store.ask(list_runs))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ZHUQIDUI_HOME", str(self.store.path.parent))
            asked = ["assess-all", "--policy", self.policy.id, "--as", sign_in]
            status = main([*asked, "--password-fd", str(reading)])
        may = is_theirs and self.may(who, Action.ASSESSMENT_TAKE)
        assert status == (0 if may else 1 if is_theirs else 2)
        assert len(self.store.ask(list_runs)) == runs + may

    @rule()
    def go_past_the_program(self) -> None:
        """As somebody does who knows SQL; what is not refused is taken back."""
        with closing(sqlite3.connect(self.store.path)) as connection:
            for past in PAST_THE_PROGRAM:
                (there,) = connection.execute(f"SELECT count(*) FROM {past.rows}").fetchone()
                must_not = bool(there) and (past.always or self.are_on)
                try:
                    connection.execute(past.statement)
                except sqlite3.IntegrityError:
                    assert must_not, past.statement
                else:
                    assert not must_not, past.statement
                connection.rollback()

    @precondition(lambda self: hasattr(self, "store"))
    @invariant()
    def everything_has_two(self) -> None:
        for one in self.store.ask(decided_proposals):
            if one.state is State.DONE:
                assert one.decided_by_name != one.made_by_name
        notices = [one for one in self.store.ask(list_notices) if one.id in self.approved]
        with self.store.read() as session:
            for one in notices:
                whole = find_notice(session, one.id)
                assert whole.approver == self.approved[one.id] != whole.issued_by
        valid = [
            (one.enterprise_id, one.clause_id) for one in self.store.ask(list_notices) if not one.is_void
        ]
        assert len(valid) == len(set(valid)), "nothing twice"

    def teardown(self) -> None:
        if hasattr(self, "store"):
            home = self.store.path.parent
            assert verify(home, SILENT, with_rows=True).is_sound
            self.store.close()
            self.folder.cleanup()


def test_that_nobody_does_what_is_not_theirs(
    peopled_store: Path, policies: object, assessed: Sequence[Assessed]
) -> None:
    given = {"origin": peopled_store, "policies": policies, "assessed": assessed}
    machine = type("Here", (Office,), given)
    case = machine.TestCase
    case.settings = settings(max_examples=WALKS, stateful_step_count=25, deadline=None)
    case("runTest").runTest()


def test_that_every_act_that_can_be_proposed_has_who_confirms_it() -> None:
    from domain.proposals.orders import AnyOrder

    assert {one.action for one in AnyOrder.__args__} == set(CONFIRMED_BY)
