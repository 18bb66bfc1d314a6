"""A short road with one of everything, for tests to change."""

from typing import Final

from domain.roads.files import road_from
from domain.roads.road import Road

SHORT: Final = """\
format = 1
id = "short"
version = 1
title = "短程序"
summary = "受理、审核、公示、批准。"
since = 2022-01-01
people = 2

[[opinions]]
id = "credit"
title = "信用核查"
department = "信用主管部门"
valid = "30天"

[[states]]
id = "entry"
title = "受理"
by = ["经办"]
within = "5个工作日"
papers = "promised"
next = "review"

[[states]]
id = "review"
title = "审核"
does = "通过审核"
by = ["复核"]
other_than = ["entry"]
opinions = ["credit"]
next = "publicity"

[[states]]
id = "publicity"
title = "公示"
does = "发布公示"
by = ["经办"]
publicity = { runs = "5个工作日", counts_first = true, locks = ["approval"] }
next = "approval"

[[states]]
id = "approval"
title = "批准"
by = ["批准"]
other_than = ["entry"]
within = "3个工作日"
approves = true
next = "done"

[[ends]]
id = "done"
title = "已下达"
grants = true

[[ends]]
id = "refused"
title = "不予通过"

[[ends]]
id = "revoked"
title = "已撤销"

[[beside]]
id = "supplement"
kind = "supplement"
title = "退回补正"
over = "已补正"
by = ["经办", "复核"]
at = ["review"]
to = ["entry"]
within = "15天"

[[beside]]
id = "back"
kind = "send_back"
title = "退回"
by = ["复核", "批准"]
at = ["review", "approval"]
to = ["entry"]

[[beside]]
id = "refuse"
kind = "refuse"
title = "不予通过"
by = ["复核", "批准"]
to = ["refused"]

[[beside]]
id = "objection"
kind = "object"
title = "登记异议"
over = "异议办结"
by = ["经办", "复核"]
other_than = ["entry"]
at = ["approval"]
within = "5个工作日"
locks = ["approval"]

[[beside]]
id = "hold"
kind = "hold"
title = "暂缓"
over = "恢复办理"
by = ["经办"]

[[beside]]
id = "revoke"
kind = "withdraw"
title = "撤销"
by = ["批准"]
at = ["approval", "done"]
to = ["revoked"]
"""


def text_of(*changes: tuple[str, str]) -> str:
    """Return the road with some of it written otherwise, each only where it stands first."""
    text = SHORT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def road_of(*changes: tuple[str, str]) -> Road:
    return road_from(text_of(*changes).encode(), "短程序.toml")


def line_of(piece: str, text: str) -> int:
    """Return the line on which something stands first."""
    return text[: text.index(piece)].count("\n") + 1
