"""A department's list is held against a whole batch: who is on it, who may be, and what nobody can read."""

from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from domain.cases.awards.handling import record_opinions
from domain.enterprises.divisions import Divisions
from domain.enterprises.duplicates.likeness import Places
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.exchange.department_lists import By, Found, find_on_list
from domain.values.errors import BadInput
from domain.values.ids import CaseId
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import HANDLER, Office


@pytest.fixture(scope="session")
def places(resources: Path) -> Places:
    return Places.of(Divisions.load(resources / "facts" / "divisions.tsv"))


def held_against(office: Office, ids: list[CaseId], path: Path, places: Places) -> Found:
    with office.store.read() as session:
        return find_on_list(session, ids, path, places, Silent())


def test_that_a_list_says_who_of_a_batch_is_on_it_and_who_may_be(
    office: Office, places: Places, tmp_path: Path
):
    ids = office.make(list({one.enterprise_id: one for one in office.granted()}.values())[:5])
    first, second, third, fourth, clean = (office.case(id_).row for id_ in ids)
    rows: list[list[object]] = [
        ["2022 年二季度失信被执行人名单"],
        ["序号", "被执行人", "组织机构代码", "立案时间"],
        [1, "某某商贸有限公司", "", "2022-04-01"],
        [2, "", f" {first.uscc.lower()} ", "2022-04-02"],
        [3, second.enterprise_name.replace("（", "(").replace("）", ")"), "", "2022-04-03"],
        [4, third.enterprise_name, first.uscc, "2022-04-04"],
        [5, fourth.enterprise_name.replace("有限公司", "有限责任公司"), "", "=1/0"],
    ]
    path = tmp_path / "失信.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        sheet.write_formula(6, 3, "=1/0", None, "#DIV/0!")

    found = held_against(office, ids, path, places)

    assert [(hit.case_id, hit.by, hit.place) for hit in found.hits] == [
        (first.id, By.CODE, "“名单”表 第 4 行"),
        (second.id, By.NAME, "“名单”表 第 5 行"),
        (third.id, By.OTHER_CODE, "“名单”表 第 6 行"),
        (fourth.id, By.NAME_ALIKE, "“名单”表 第 7 行"),
    ]
    assert found.text == (
        "名单共 7 行；5 件里有 2 件在名单上，另有 2 件要核对；“名单”表 D7读不出来，请打开文件核对"
    )
    assert clean.id not in {hit.case_id for hit in found.hits}

    office.bring(ids, "opinions")
    record_opinions(
        office.seat(HANDLER),
        office.seen(*ids),
        "credit",
        office.rules,
        on=office.day,
        remark="失信.xlsx",
        against=[hit.case_id for hit in found.sure],
    )
    answers = {id_: office.case(id_).at_hand.answers["credit"].in_favour for id_ in ids}
    assert answers == {id_: id_ not in (first.id, second.id) for id_ in ids}


def test_that_who_was_renamed_is_found_by_either_name(office: Office, places: Places, tmp_path: Path):
    [id_] = office.make(office.granted()[:1])
    row = office.case(id_).row
    with office.store.read() as session:
        facts = facts_of(session, row.enterprise_id, office.library.dictionary)
    facts = replace(facts, name="郑州改了名字的有限公司")
    save_enterprise(office.seat(HANDLER), facts, office.library.dictionary, id_=row.enterprise_id)
    for name in (row.enterprise_name, facts.name):
        path = tmp_path / "名单.csv"
        path.write_text(f"名称,事由\n{name},欠税\n", encoding="utf-8")
        [hit] = held_against(office, [id_], path, places).hits
        assert (hit.by, hit.text) == (By.NAME, f"{name}，欠税")


def test_that_a_list_that_says_nothing_is_refused(office: Office, places: Places, tmp_path: Path):
    path = tmp_path / "空.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    with pytest.raises(BadInput, match=r"空\.xlsx：名单里没有内容"):
        held_against(office, office.make(office.granted()[:1]), path, places)
