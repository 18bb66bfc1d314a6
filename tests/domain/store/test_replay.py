"""A value that became another valid one is told by the trail, in whichever table it stands."""

import shutil
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.merging import merge_two, read_two, undo_merge
from domain.enterprises.service import save_enterprise
from domain.office.service import save_office
from domain.policies.files.files import policy_from
from domain.store.audit import COLUMNS
from domain.store.backup.contents import faults_of
from domain.store.backup.flaws import flaws_of
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.store.replay import TABLES, strayed
from domain.store.tables import BELONGING, DERIVED, OF_KIND, TOLD_WITH, Kind
from domain.store.told import TrailFilter, page_of
from domain.store.words import COLUMN_WORDS
from domain.values.periods import Period
from tests.domain.store.sessions.acts import BY_NAME, DICTIONARY, FILE, SAMPLE
from tests.domain.store.sessions.sitting import Sitting
from tests.filling import take_in
from tests.meddling import forging
from tests.replaying import hold_against_the_trail

MAKES = {
    "account": "open_one_account",
    "assessment_run": "keep_run",
    "attachment": "attach",
    "calendar_year": "take_holidays",
    "award_case": "make_a_case",
    "case_batch": "make_a_batch",
    "case_road": "make_a_case",
    "case_step": "step_a_case",
    "department": "enter_a_department",
    "figure_report": "report_a_month",
    "reported_figure": "report_a_month",
    "team": "enter_a_team",
    "cadre": "enter_a_cadre",
    "charge": "put_in_charge",
    "visit": "record_a_visit",
    "visit_cadre": "record_a_visit",
    "visit_enterprise": "record_a_visit",
    "problem": "raise_a_problem",
    "problem_road": "raise_a_problem",
    "problem_step": "raise_a_problem",
    "project": "enter_a_project",
    "project_enterprise": "enter_a_project",
    "project_stage": "go_on_with_a_project",
    "project_month": "fill_in_investment",
    "project_year": "fill_in_investment",
    "permit": "enter_a_permit",
    "business_park": "enter_a_park",
    "park_tenant": "admit_to_a_park",
    "park_year": "enter_a_year_of_a_park",
    "match_event": "hold_an_event",
    "event_guest": "hold_an_event",
    "event_deal": "sign_at_an_event",
    "need": "enter_a_need",
    "need_outcome": "meet_a_need",
    "guide_topic": "write_a_topic",
    "guide_call": "note_a_call",
    "guide_call_topic": "note_a_call",
    "cultivation_threshold": "set_a_threshold",
    "cultivated": "take_in_a_candidate",
    "candidate_list": "keep_a_list_of_candidates",
    "city_count": "enter_a_number_of_the_city",
    "distinct_pair": "tell_apart",
    "enterprise_merge": "merge",
    "fund_account": "enter_a_budget",
    "fund_booking": "enter_a_budget",
    "fund_budget": "enter_a_budget",
    "fund_movement": "enter_a_budget",
    "fund_share": "enter_a_budget",
    "fund_source": "enter_a_budget",
    "house_rule": "set_rule",
    "import_act": "import_sheet",
    "manual_decision": "judge",
    "policy_ruling": "let_out",
    "policy_text": "keep_run",
    "notice": "issue",
    "office": "change_office",
    "office_road": "take_a_road",
    "paper_key": "make_a_key",
    "payment_absent": "find_a_sent_list",
    "payment_hold": "hold_back",
    "payment_layout": "keep_layout",
    "payment_line": "list_payments",
    "payment_list": "list_payments",
    "payment_settlement": "settle_an_award",
    "policy_file": "take_policy",
    "proposal": "make_proposal",
    "recovery": "lower_an_award",
    "recovery_plan": "lower_an_award",
    "recovery_receipt": "go_on_recovering",
    "month_close": "close_a_month",
    "month_difference": "close_a_month",
    "saved_filter": "keep_filter",
    "free_table": "keep_a_table",
    "enterprise_tag": "tag",
    "trusted_issuer": "trust",
    "unclaimed": "say_why_not",
    "case_letter": "print_a_letter",
    "wording": "reword",
}
"""By which act each table gets a row."""


@pytest.fixture(scope="module")
def filled(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("filled") / "data"))
    store = Store.open(home)
    save_office(store.seat("王"), SAMPLE.office)
    # Of the last one something is for a person to decide.
    hotel = next(one for one in SAMPLE.enterprises if "湖檐雅集" in one.name)
    take_in(store.seat("王"), [*SAMPLE.enterprises[:7], hotel])
    sitting = Sitting(store)
    for act in MAKES.values():
        seeds = count()
        while sitting.do(act, "李", next(seeds)):
            assert next(seeds) < 100, act
    hold_against_the_trail(store, DICTIONARY)
    store.close()
    assert flaws_of(home / STORE_NAME) == []
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


def columns_of(home: Path, table: str) -> list[tuple[str, str, bool]]:
    """Return name and type of a table's columns, and whether it is part of the key."""
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:
        rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
        return [(row[1], row[2], bool(row[5])) for row in rows]


def last_of(home: Path, table: str) -> str:
    """Return SQL that is true of one row."""
    key = ", ".join(name for name, _, is_key in columns_of(home, table) if is_key)
    return f"({key}) = (SELECT {key} FROM {table} ORDER BY {key} DESC LIMIT 1)"


def meddle(home: Path, statement: str, *values: object) -> None:
    with forging(home / STORE_NAME) as connection:
        assert connection.execute(statement, values).rowcount == 1, statement


def other_than(name: str, type_: str, kept: object) -> object:
    """Return another value that a column may have."""
    if name in ("amount", "was_amount", "new_amount") and isinstance(kept, int):
        return kept + (-1 if name == "new_amount" else 7)  # A CHECK would refuse any other.
    if name == "way":
        return "waived" if kept != "waived" else "repaid"
    if name == "state":
        return "lapsed" if kept != "lapsed" else "refused"
    if name in ("budget_id", "case_id", "source_id") and isinstance(kept, int):
        return kept + 50  # No other row has the same.
    if name.endswith("_id") and isinstance(kept, int):
        return kept % 8 + 1
    return {"INTEGER": 7, "BLOB": b"7"}.get(type_, "2001-01-01 07:00:00.000000")


def test_that_every_table_told_of_is_looked_at():
    assert set(MAKES) - {"enterprise_tag"} == set(TABLES)
    assert set(TOLD_WITH) <= set(OF_KIND)
    assert set(BY_NAME) >= set(MAKES.values())


def test_that_every_column_told_of_has_a_word(filled: Path):
    names = {name for table in TABLES for name, _, is_key in columns_of(filled, table) if not is_key}
    assert names <= set(COLUMN_WORDS)


def test_that_the_entries_of_an_enterprise_are_those_of_all_that_is_its_own(filled: Path):
    own = {(Kind.ENTERPRISE, id_, id_) for id_ in range(1, 20)}
    with closing(sqlite3.connect(filled / STORE_NAME)) as connection:
        for table, (kind, id_of) in TOLD_WITH.items():
            columns = {name for name, _, _ in columns_of(filled, table)}
            # A budget is of many, whichever cases are booked there.
            if kind is Kind.BUDGET or not columns & {"enterprise_id", "case_id"}:
                continue
            of_case = "(SELECT enterprise_id FROM award_case WHERE id = case_id)"
            of = {"enterprise_id": "enterprise_id"} | ({"case_id": of_case} if "case_id" in columns else {})
            found = connection.execute(
                f"SELECT {id_of}, {', '.join(of[name] for name in of if name in columns)} FROM {table}"
            )
            own |= {(kind, row[0], one) for row in found for one in row[1:] if one is not None}
        entries = connection.execute("SELECT id, kind, subject_id FROM audit_entry").fetchall()
    assert {kind for kind, _, _ in own} == set(BELONGING)
    store = Store.open(filled)
    for enterprise in {one for _, _, one in own}:
        told = store.ask(page_of, TrailFilter(enterprises=(enterprise,)), before=None, most=10_000)
        expected = {id_ for id_, kind, of in entries if (kind, of, enterprise) in own}
        assert {one.id for one in told} == expected
    store.close()


@pytest.mark.parametrize("table", TABLES)
def test_that_another_valid_value_in_any_column_is_named(home: Path, table: str):
    row, others = last_of(home, table), dict[str, object]()
    with forging(home / STORE_NAME) as connection:
        for name, type_, is_key in columns_of(home, table):
            if is_key or (table, name) in DERIVED:
                continue
            (kept,) = connection.execute(f"SELECT {name} FROM {table} WHERE {row}").fetchone()
            others[name] = other_than(name, type_, kept)
            for value, is_other in ((others[name], True), (kept, False)):
                changed = connection.execute(f"UPDATE {table} SET {name} = ? WHERE {row}", (value,))
                assert changed.rowcount == 1
                if is_other and not [*strayed(connection, table)]:
                    # Where the table alone does not tell, looking through the whole store does.
                    connection.commit()
                    assert flaws_of(home / STORE_NAME) != [], name
        connection.commit()
        assert flaws_of(home / STORE_NAME) == []
    meddle(
        home, f"UPDATE {table} SET {', '.join(f'{one} = ?' for one in others)} WHERE {row}", *others.values()
    )
    assert flaws_of(home / STORE_NAME) != []
    assert faults_of(home / STORE_NAME) == [], "nothing but the trail tells of it"


@pytest.mark.parametrize("table", TABLES)
def test_that_a_row_that_is_gone_is_named(home: Path, table: str):
    meddle(home, f"DELETE FROM {table} WHERE {last_of(home, table)}")
    [flaw] = flaws_of(home / STORE_NAME)
    assert "不见了" in flaw


def test_that_a_row_nobody_added_is_named(home: Path):
    meddle(home, "INSERT INTO trusted_issuer VALUES (99, '冒名', 'RW', '2026-01-01 00:00:00.000000', '无')")
    [flaw] = flaws_of(home / STORE_NAME)
    assert "可信的发布单位“冒名”" in flaw


def test_that_a_letter_of_a_paper_is_named_by_its_number(home: Path):
    meddle(home, "UPDATE notice SET paper = replace(paper, '企业', '企亚') WHERE id = 1")
    [flaw] = flaws_of(home / STORE_NAME)
    assert flaw.startswith("通知书“")
    assert flaw.endswith("号”的正文和操作记录的不一样")


@pytest.mark.parametrize("column", COLUMNS)
def test_that_an_entry_that_says_something_else_is_named(home: Path, column: str):
    row = "id = (SELECT max(id) FROM audit_entry WHERE action = 'notice.issue')"
    meddle(home, f"UPDATE audit_entry SET {column} = {OTHERWISE.get(column, 7)} WHERE {row}")
    assert "操作记录“" in flaws_of(home / STORE_NAME)[0]


OTHERWISE = {
    "id": "id + 1000",
    "at": "replace(at, ' 0', ' 1') || '1'",
    "actor": "actor || '1'",
    "action": "'notice.void'",
    "kind": "'office'",
    "summary": "replace(summary, '元', '万元')",
    "details": "replace(details, ' ', '')",
}


def test_that_facts_of_a_policy_that_is_not_at_hand_are_told_of_when_they_go_over(store):
    """Two become one while nobody knows what the facts mean; and become two again."""
    known = DICTIONARY.extended(policy_from(POLICY.encode(), "policy.toml", DICTIONARY).facts)
    facts = EnterpriseFacts(
        SAMPLE.enterprises[0].uscc,
        "甲",
        {"patents": 5_0000},
        {"licensing": {Period.parse("2022"): 7_00}},
        {"labs": ({"area": 3_0000},)},
    )
    seat = store.seat("王")
    gone = save_enterprise(seat, facts, known)
    bare = EnterpriseFacts(SAMPLE.enterprises[1].uscc, "乙")
    kept = save_enterprise(seat, bare, known)
    first, second = read_two(store, kept, gone, DICTIONARY)
    made = merge_two(seat, first, second, first.facts, DICTIONARY)
    assert flaws_of(store.path) == []
    meddle(store.path.parent, f"UPDATE enterprise_figure SET amount = 8 WHERE enterprise_id = {kept}")
    [flaw] = flaws_of(store.path)
    assert "licensing[2022]" in flaw
    meddle(store.path.parent, f"UPDATE enterprise_figure SET amount = 700 WHERE enterprise_id = {kept}")
    undo_merge(seat, made, DICTIONARY)
    assert flaws_of(store.path) == []


POLICY = (
    FILE.format(version="1")
    + """
[[facts]]
name = "licensing"
label = "许可收入"
kind = "money"
by_period = true
[[lists]]
name = "labs"
label = "实验室"
columns = [{ name = "area", label = "面积", kind = "number" }]
"""
)


OTHER_FACTS = {
    "a figure": ("enterprise_figure", "amount = amount + 1"),
    "a figure's period": ("enterprise_figure", "period = '2019'"),
    "a text": ("enterprise_attribute", "value = value || '1'"),
    "a fact's name": ("enterprise_attribute", "name = 'founded1'"),
    "a name": ("enterprise", "name = name || '1'"),
    "a code": ("enterprise", "uscc = replace(uscc, '1', '2')"),
    "a deletion": ("enterprise", "deleted_at = '2026-01-01 00:00:00.000000'"),
    "a row": ("enterprise_row", "content = replace(content, '0', '1')"),
    "a tag": ("enterprise_tag", "tag = '重要'"),
}


@pytest.mark.parametrize(("table", "change"), OTHER_FACTS.values(), ids=OTHER_FACTS.keys())
def test_that_another_valid_fact_is_named(home: Path, table: str, change: str):
    meddle(home, f"UPDATE {table} SET {change} WHERE {last_of(home, table)}")
    flaws = flaws_of(home / STORE_NAME)
    assert flaws
    assert all("和操作记录的不一样" in flaw for flaw in flaws)
