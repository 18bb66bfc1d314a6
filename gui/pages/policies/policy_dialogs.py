"""What is asked before a policy file is taken, and before a version is put in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.cases.queries import valid_notices
from domain.policies.agreement.differences import Disagreement, disagreements_of
from domain.policies.policy import Policy
from domain.policies.shelf import Shelved, VersionTaken, usable_policy
from domain.policies.signatures import Origin, Standing
from domain.policies.trials.comparing import Change, Compared, compare_versions
from domain.policies.trials.trying import Switch, try_switch
from domain.values.money import Fen
from domain.values.progress import Reporter
from gui.early.parts import Look, Note
from gui.formatting import count_text, money_text
from gui.forms.asking import TextDialog
from gui.forms.editors import LongTextEdit, TextEdit
from gui.pages.policies.disagreements import disagreements_text
from gui.pages.policies.versions import compared_card, counts_text, effect_text, totals_text
from gui.services import AppContext
from gui.widgets.cards import Banner
from gui.widgets.prose import Paragraph

_EXAMPLE: Final = "如：条文有印刷错误，已向发文机关核实，按公式执行"
_MISSING: Final = "请写明条文与公式不一致、仍要使用的理由"
_ADVICE: Final = {
    Standing.WRONG: "请先别用，和发布单位核对后向对方重新要一份。",
    Standing.UNREADABLE: "请向发布单位重新要一份签名文件（名称以 .minisig 结尾），放在政策文件旁边再导入。",
    Standing.UNKNOWN: "如果认识发布单位，可以先在“设置”页登记它的公钥，再导入。",
    Standing.UNSIGNED: "发布单位给了签名文件（名称以 .minisig 结尾）的，请放在政策文件旁边再导入。",
}


def accept_dialog(name: str, origin: Origin, over: QWidget) -> TextDialog:
    """Say what a signature is worth; the file is taken only for a reason, which is recorded."""
    return TextDialog(
        over,
        "导入政策文件",
        f"没有可信的签名：“{name}”",
        "仍要导入",
        field="导入理由",
        editor=LongTextEdit("如：科室张三当面拷来的，已与纸质文件逐条核对"),
        missing="请写明为什么可以导入",
        said=(
            Banner(
                "error" if origin.standing is Standing.WRONG else "warning", "warning", said=origin.sentence
            ),
            Note(f"{_ADVICE[origin.standing]}仍要导入的，写明理由，理由会留在记录里。"),
        ),
        look=Look.DANGER,
        no="不导入",
    )


def version_dialog(name: str, taken: VersionTaken, over: QWidget) -> TextDialog:
    """Show what differs from the file that has the version; this one is taken under another."""
    compared = compare_versions(taken.known, taken.policy)
    editor = TextEdit("如 2", max_length=20)
    dialog = TextDialog(
        over,
        "导入政策文件",
        f"“{name}”是第几版？",
        "按这个版本号导入",
        field="版本",
        editor=editor,
        missing="请写版本号，如 2",
        check=lambda text: "这个版本号已经有了，请另写一个" if text == taken.policy.version else "",
        said=[Banner("warning", "warning", said=str(taken))],
        below=[
            Note("文件本身不改动，签名照旧有效；本程序里按这个版本号称呼它。"),
            *(compared_card(one, "原有的", "这个文件") for one in compared),
            *([] if compared else [Note("条款、公式和口径都相同，只有注释、案例或写法不同。")]),
        ],
        width=820,
        no="不导入",
    )
    editor.set_value(taken.free)
    return dialog


@dataclass(frozen=True, slots=True)
class Prospect:
    """What putting a version in force will change.

    Attributes:
        before: The version in force; None where the policy is new.
        notices: How many valid notices other versions gave.
        notified: What these notices come to, in fen.
        disagreements: Of the new version.
        is_reasoned: Whether it is recorded already why it is used despite them.
    """

    shelved: Shelved
    before: Policy | None
    after: Policy
    compared: Sequence[Compared]
    switch: Switch
    notices: int
    notified: Fen
    disagreements: Sequence[Disagreement]
    is_reasoned: bool

    @property
    def needs_reason(self) -> bool:
        return bool(self.disagreements) and not self.is_reasoned


def look_ahead(context: AppContext, shelved: Shelved, reporter: Reporter) -> Prospect:
    """Find what putting a version in force will change.

    Raises:
        NotFound: It is not there any more.
        BadInput: It cannot be put in force.
        Cancelled: The user stopped it.
    """
    before = context.policies.policies.get(shelved.policy_id)
    store = context.store
    after = store.ask(usable_policy, shelved.id, context.shipped)
    issued = [one for one in store.ask(valid_notices, after.id) if one.policy_sha256 != after.sha256]
    switch = try_switch(store, before, after, context.dictionary, reporter)
    return Prospect(
        shelved,
        before,
        after,
        compare_versions(before, after) if before is not None else (),
        switch,
        len(issued),
        Fen(sum(one.amount for one in issued)),
        disagreements_of(after),
        bool(shelved.disagreement_reason),
    )


def use_dialog(prospect: Prospect, over: QWidget) -> TextDialog:
    """Say what will change; where wording and formulas disagree, ask why the version is used."""
    found, after = prospect.disagreements, prospect.after
    doubts = Banner("warning", "warning", said=disagreements_text(found, most=20))
    return TextDialog(
        over,
        "启用政策",
        f"启用《{after.title}》第 {after.version} 版？",
        "启用",
        field="理由",
        editor=LongTextEdit(_EXAMPLE, lines=2) if prospect.needs_reason else None,
        missing=_MISSING,
        # What is doubtful first, and the reason beside it.
        said=[doubts] if found else [],
        below=[Paragraph(line) for line in prospect_lines(prospect)],
        width=720,
    )


def reason_dialog(policy: Policy, found: Sequence[Disagreement], over: QWidget) -> TextDialog:
    """Ask why a version that is in force is used although its wording and its formulas disagree."""
    return TextDialog(
        over,
        "写明理由",
        f"《{policy.title}》第 {policy.version} 版为什么仍要使用？",
        "记录理由",
        field="理由",
        editor=LongTextEdit(_EXAMPLE, lines=2),
        missing=_MISSING,
        said=[Banner("warning", "warning", said=disagreements_text(found, most=12))],
        width=720,
    )


def prospect_lines(prospect: Prospect) -> list[str]:
    """Say in sentences what putting a version in force will change."""
    switch, after = prospect.switch, prospect.after
    changed = count_text(switch.enterprises, "户")
    if prospect.before is None:
        titles = "、".join(clause.title for clause in after.clauses.values())
        lines = [
            f"这是新的政策，共 {len(after.clauses)} 条：{titles}。",
            f"对现有企业：{changed}符合，{totals_text(switch.after.whole)}。",
        ]
    else:
        lines = [
            f"现行第 {prospect.before.version} 版停用，改按第 {after.version} 版评定。",
            f"对现有企业：{changed}的结果或金额有变化；"
            f"{effect_text(switch.before.whole, switch.after.whole)}。",
        ]
    if prospect.notices:
        lines.append(
            f"按以前的版本已出具的通知书 {prospect.notices} 份、{money_text(prospect.notified)} 元仍然有效，"
            "文字和金额都不改，也不会按新版再出具一次；要改按新版的，先把原来的作废。"
        )
    elif prospect.before is not None:
        lines.append("以前的版本没有出具过有效的通知书。")
    if prospect.before is not None:
        lines += [f"条款：{counts_text(prospect.compared)}。", *_clause_lines(prospect.compared)]
    return lines


def _clause_lines(compared: Sequence[Compared]) -> list[str]:
    lines = []
    for one in compared:
        if one.change is Change.CHANGED:
            for line in one.lines:
                was, now = (text.replace("\n", "　") or "（无）" for text in (line.before, line.after))
                lines.append(f"· {one.title}，{line.label}：{was} → {now}")
        else:
            lines.append(f"· {one.title}：{one.change}")
    return lines
