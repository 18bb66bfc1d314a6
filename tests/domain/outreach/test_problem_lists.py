from dataclasses import replace

import pytest

from domain.exchange.problem_lists import hand_out, read_replies
from domain.exchange.tables import write_tables
from domain.outreach.problems.answering import record_answers
from domain.outreach.problems.listing import ProblemFilter, list_problems
from domain.outreach.problems.stepping import undo
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


def replies(ledger, path, expected=()):
    return ledger.store.ask(read_replies, path, expected, ledger.one.who, ledger.rules)


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
    found = replies(ledger, path, ids[:3])
    assert [one.name for one in found.replies] == ["问题 2026-0001“贷款难0”"]
    assert found.said == (
        "“问题交办单”表 第 3 行：问题 2026-0001“贷款难0”前面已有一行，这一行没有读取",
        "“问题交办单”表 第 4 行：没有编号是“2026-0099”的问题，没有读取",
        "“问题交办单”表 第 5 行：问题 2026-0004“贷款难3”现在“待转办”，不到反馈这一步，没有读取",
        "文件里没有问题 2026-0002“贷款难1”，交办过、没有答复",
        "文件里没有问题 2026-0003“贷款难2”，交办过、没有答复",
    )


def test_that_a_file_without_numbers_of_problems_is_refused(ledger, tmp_path):
    path = tmp_path / "别的.csv"
    path.write_text("企业,金额\n甲公司,1\n", "utf-8")
    with pytest.raises(BadInput, match="找不到“问题编号”"):
        replies(ledger, path)
