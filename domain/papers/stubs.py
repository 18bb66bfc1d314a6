"""存根: a head of the trail, or a recovery code, on one sheet that leaves the house and is locked away.

Public halves of keys on one that is handed out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.office.keys.signing import PublicKey, in_groups
from domain.papers.blocks import Block, Figures, Heading, Paragraph, SealPlaces, Title
from domain.papers.papers import Code, Footer, Look, Paper, Sheet
from domain.store.chain import ChainHead

_HEAD_IS_FOR: Final = (
    "操作记录里每一条都与前一条相连。存证码由第 {number} 条算出，连着它以前的全部记录：以后有人改动、"
    "删去或添入其中任何一条，就与本存根对不上。"
)
_HEAD_IS_KEPT: Final = (
    "请签名后交给不使用这台电脑的人（如办公室、财政、审计），与其他档案一起锁好，至少留到下一次审计以后。"
    "不要只放在这台电脑旁边，也不要拍照存回这台电脑。"
)
_HEAD_IS_USED: Final = (
    "打开“操作记录”，点“核对…”，照本存根填上存证码。数字 0、1、8 与字母 O、I、B 填错不要紧。"
)
_CODE_IS_FOR: Final = (
    "忘了密码时，在登录处点“忘了密码，用恢复码”，填登录名和本码，设新密码。只能用一次；用过以后程序给出下一个，"
    "请重新打印。"
)
_CODE_IS_KEPT: Final = (
    "谁拿到本码，谁就能用这个账户。请装进信封封好，写上姓名和日期，锁进保险柜或上锁的抽屉。"
    "不要拍照，不要存在电脑里，不要放在电脑旁边。"
)
_CODE_IS_LOST: Final = "请有“管理”角色的同事发新的恢复码，本码随即作废，本页销毁。"
_KEYS_ARE_FOR: Final = (
    "本单位的审批通知书、不予通过告知书、追回通知书、下达通知和拨付通知书右上角有二维码，写着文号、日期、信用代码、"
    "金额和本单位的签名。有了公钥，谁都能核对文件是不是本单位签发的、内容有没有改动；用公钥签不出名来，可以公开。"
    "换了钥匙以后，以前的文件仍用以前的公钥核对，所以每一把都列在这里。"
)
_KEYS_ARE_USED: Final = (
    "在助企兑的“通知书”页点“核对真伪…”，填上公钥（或打开“签名公钥.txt”），再选文件的照片或 PDF。"
    "没有助企兑的，用随程序说明附的短程序核对。公钥从别处得来的，请先打电话核对“核对码”。"
)


def compose_head_stub(head: ChainHead, written: datetime, *, office: str, by: str, now: datetime) -> Paper:
    """Compose the stub of a head.

    Args:
        head: How far the trail has come.
        written: When its last entry was (UTC).
        office: Whose trail it is.
        by: Who prints it.
        now: In UTC.
    """
    known = (
        ("存证码", str(head)),
        ("到哪一条", f"第 {head.number} 条"),
        ("该条时间", _moment(written)),
        ("打印时间", f"{_moment(now)}，{by}"),
    )
    blocks: tuple[Block, ...] = (
        Title("操作记录存根", office),
        Figures(known, across=1),
        Heading("一、有什么用"),
        Paragraph(_HEAD_IS_FOR.format(number=head.number)),
        Heading("二、放在哪里"),
        Paragraph(_HEAD_IS_KEPT),
        Heading("三、怎样核对"),
        Paragraph(_HEAD_IS_USED),
        SealPlaces(("打印人：", "保管人：", "交接日期：")),
    )
    return _on_one_sheet("操作记录存根", office, blocks, now)


def compose_recovery_code(name: str, sign_in: str, code: str, *, office: str, now: datetime) -> Paper:
    """Compose the sheet of somebody's recovery code; ``now`` in UTC."""
    known = (("姓名", name), ("登录名", sign_in), ("恢复码", code), ("打印时间", _moment(now)))
    blocks: tuple[Block, ...] = (
        Title("账户恢复码", office),
        Figures(known, across=1),
        Heading("一、有什么用"),
        Paragraph(_CODE_IS_FOR),
        Heading("二、放在哪里"),
        Paragraph(_CODE_IS_KEPT),
        Heading("三、丢了怎么办"),
        Paragraph(_CODE_IS_LOST),
    )
    return _on_one_sheet("账户恢复码", office, blocks, now)


def compose_public_keys(keys: Sequence[PublicKey], *, office: str, now: datetime) -> Paper:
    """Compose the sheet by which others verify papers; ``keys`` the latest first, ``now`` in UTC."""
    blocks: list[Block] = [Title("签名公钥单", office), Heading("一、公钥")]
    for key in keys:
        until = f"至 {key.until.isoformat()} 停用" if key.until is not None else "使用中"
        days = f"自 {key.since.isoformat()} 启用，{until}"
        known = (("公钥", in_groups(key.letters)), ("核对码", key.fingerprint), ("期间", days))
        blocks.append(Figures(known, across=1))
    blocks += [
        Heading("二、有什么用"),
        Paragraph(_KEYS_ARE_FOR),
        Heading("三、怎样核对"),
        Paragraph(_KEYS_ARE_USED),
        SealPlaces(("经办人", "单位盖章", "日期")),
    ]
    code = Code(keys[0].line, ("公钥二维码", f"核对码 {keys[0].fingerprint}")) if keys else None
    return replace(_on_one_sheet("签名公钥单", office, tuple(blocks), now), code=code)


def _on_one_sheet(title: str, office: str, blocks: tuple[Block, ...], now: datetime) -> Paper:
    sheet = Sheet(Look.FORM, blocks, Footer())
    return Paper(title, "", office, "", now.astimezone().date(), now, (sheet,))


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
