"""A policy by which enterprises are level, and exceed a cap together; and such enterprises."""

from typing import Any, Final

from stdnum.cn import uscc

_HEAD: Final = """
format = 1
id = "joint"
title = "择优扶持试行办法"
issuer = "某区"
source = "试验"
official_text = true
valid_from = 2022-01-01
valid_to = 2022-12-31
"""
CLAUSES: Final = """
[[facts]]
name = 'spent'
label = '实际支出'
kind = 'money'
[[facts]]
name = 'points'
label = '得分'
kind = 'number'
[[facts]]
name = 'controller'
label = '实际控制人'
kind = 'text'
[[clauses]]
id = 'a'
title = '择优奖励'
wording = '……'
award = '封顶(实际支出, 2万)'
conditions = ['得分 > 0']
contest = { by = '得分', places = 2 }
[[clauses]]
id = 'b'
title = '支出补助'
wording = '……'
award = '实际支出'
conditions = ['得分 = 0']
[[shared_caps]]
title = '同一控制人'
clauses = ['b']
cap = '10万'
across = '实际控制人'
"""
JOINT_POLICY: Final = _HEAD + CLAUSES
_NAMES: Final = ("甲公司", "乙公司", "丙公司", "丁公司", "戊公司", "己公司")


def joint_record(at: int, points: int, spent: int, controller: str = "张三") -> dict[str, Any]:
    """Return the record of one of six, with what it scored and spent, and who controls it."""
    code = f"91410100MA400000{at}"
    given = {"points": points, "spent": spent, "controller": controller}
    return {"uscc": code + uscc.calc_check_digit(code), "name": _NAMES[at], "attributes": given}


def joint_records() -> list[dict[str, Any]]:
    """Return three that are level for two places, and three that exceed the cap together."""
    level = [joint_record(at, 7, 20000) for at in range(3)]
    return level + [joint_record(at, 0, 10000 * at) for at in range(3, 6)]
