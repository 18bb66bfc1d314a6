from dataclasses import replace

import pytest

from domain.exchange.problem_lists import hand_out, read_replies
from domain.exchange.tables import Table, TableColumn, write_tables
from domain.outreach.problems.answering import record_answers
from domain.outreach.problems.listing import ProblemFilter, list_problems
from domain.outreach.problems.stepping import Doing, Given, take_step
from domain.outreach.problems.undoing import undo
from domain.roads.walking import Move
from domain.values.errors import BadInput

REMARK, ANSWER, HANDLER = 9, 10, 11


def filled(ledger, tmp_path, *changes):
    """Return the file that a department sends back; each of the changes is of one row."""
    listed = sorted(
        ledger.store.ask(list_problems, ProblemFilter(is_open=True), ledger.rules), key=lambda one: one.id
    )
    table = hand_out("问题交办单", listed)
    rows = [list(row) for row in table.rows]
    for row, change in zip(rows, changes, strict=False):
        for at, text in change.items():
            row[at] = text
    path = tmp_path / "金融局答复.xlsx"
    write_tables(path, [replace(table, rows=[row for row in rows if row[0]])])
    return path


def replies(ledger, path):
    return ledger.store.ask(read_replies, path, ledger.one.who, ledger.rules)


def test_that_what_a_department_answered_goes_into_the_ledger_in_one_act(ledger, tmp_path):
    ids = [ledger.raise_(f"贷款难{at}", at) for at in range(4)]
    for id_ in ids:
        ledger.solve(id_, "reply")
    ledger.solve(ids[2], "solving")
    path = filled(
        ledger,
        tmp_path,
        {REMARK: "已约银行", ANSWER: "已放款 100 万元", HANDLER: "孙工"},
        {REMARK: "正在核实"},
        {ANSWER: "已放款 50 万元", 3: "贷款很难"},
    )
    found = replies(ledger, path)
    assert [one.words for one in found.replies] == [
        "反馈：已约银行；办结：已放款 100 万元",
        "反馈：正在核实",
        "办结：已放款 50 万元",
    ]
    assert found.unanswered == 1
    assert found.said == ("“问题交办单”表 第 4 行：问题写成了“贷款很难”，登记的是“贷款难2”，按登记的算",)
    done = record_answers(ledger.one, [one.answered for one in found.replies], ledger.rules)
    assert [ledger.problem(id_).row.at for id_ in ids] == ["closing", "solving", "closing", "reply"]
    assert ledger.problem(ids[0]).row.answer == "已放款 100 万元"
    assert ledger.problem(ids[0]).last.handler == "孙工"
    undo(ledger.one, done, [ledger.problem(ids[1]).seen], ledger.rules)
    assert ledger.problem(ids[1]).row.at == "reply"


def test_that_rows_changed_added_and_missing_are_said_with_their_places(ledger, tmp_path):
    ids = [ledger.raise_(f"贷款难{at}", at) for at in range(4)]
    for id_ in ids[:3]:
        ledger.solve(id_, "reply")
    told = {REMARK: "已约银行"}
    path = filled(ledger, tmp_path, told, {0: "2026-0001", **told}, {0: "2026-0099", **told}, told)
    found = replies(ledger, path)
    assert [one.name for one in found.replies] == ["问题 2026-0001“贷款难0”"]
    assert found.said == (
        "“问题交办单”表 第 3 行：问题 2026-0001“贷款难0”前面已有一行，这一行没有读取",
        "“问题交办单”表 第 4 行：没有编号是“2026-0099”的问题，没有读取",
        "“问题交办单”表 第 5 行：问题 2026-0004“贷款难3”没有交给部门办，没有读取",
        "文件里没有问题 2026-0002“贷款难1”，交办过、没有答复",
        "文件里没有问题 2026-0003“贷款难2”，交办过、没有答复",
    )


def test_that_what_was_answered_before_is_not_answered_again(ledger, tmp_path):
    id_ = ledger.raise_("贷款难")
    ledger.solve(id_, "closing")
    again = Doing(Move.BEGIN, "again")
    take_step(ledger.other, [ledger.problem(id_).seen], again, Given("企业不满意"), ledger.rules)
    found = replies(ledger, filled(ledger, tmp_path))
    assert (found.replies, found.unanswered) == ((), 1)


def test_that_columns_a_department_adds_are_read_as_what_they_say(ledger, tmp_path):
    for at in range(3):
        ledger.solve(ledger.raise_(f"贷款难{at}", at), "solving")
    rows = [
        ("序号", "问题编号", "是否办结", "办结日期", "办理结果", "承办人电话", "承办人"),
        ("1", "2026-0001", "否", "", "还在协调", "65001234", "孙工"),
        ("2", "2026-0002", "是", "2026-11-02", "已放款", "65001234", "孙工"),
        ("3", "2026-0003", "", "2026-11-03", "已展期", "", ""),
    ]
    path = tmp_path / "答复.xlsx"
    answers = Table("答复", [TableColumn(word) for word in rows[0]], rows[1:], 3)
    notes = Table("说明", [TableColumn("说明")], [("请于月底前回复",)], 1)
    write_tables(path, [notes, answers])
    found = replies(ledger, path)
    assert [(one.answered.answer, one.answered.handler) for one in found.replies] == [
        ("已放款", "孙工"),
        ("已展期", ""),
    ]
    assert found.said == (
        "“说明”表 里没有“问题编号”和“反馈情况”或“办理结果”这几列，没有读取",
        "“答复”表 第 2 行：问题 2026-0001“贷款难0”办结一栏写的是“否”，办理结果没有读取",
        "“答复”表 第 2 行：问题 2026-0001“贷款难0”已经反馈过，等办理结果，没有读取",
    )


def test_that_a_file_without_numbers_of_problems_is_refused(ledger, tmp_path):
    path = tmp_path / "别的.csv"
    path.write_text("企业,金额\n甲公司,1\n", "utf-8")
    with pytest.raises(BadInput, match="找不到“问题编号”"):
        replies(ledger, path)
