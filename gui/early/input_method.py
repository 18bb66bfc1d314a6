"""Which way Chinese is typed, chosen before Qt starts.

The Qt that is bundled brings a plugin for ibus and none for fcitx. fcitx 5 answers to the portal of ibus
(measured: pinyin typed, Chinese in the field), so that pair is what a user of fcitx 5 is given.
"""

from collections.abc import Mapping, MutableMapping
from typing import Final

NO_FCITX_4: Final = (
    "这台电脑的输入法是 fcitx 4，在本程序里打不出汉字。请管理员安装 fcitx5 和 fcitx5-chinese-addons"
    "（或 ibus 和 ibus-libpinyin），注销后重新登录即可。"
)


def input_problem(environ: Mapping[str, str], path: str | None = None) -> str:
    """Say what stands in the way of typing Chinese; empty where nothing is known to.

    fcitx 4 answers neither to ibus nor to its portal. ``path`` is where programs are looked for.
    """
    # Three milliseconds that no start should wait for.
    import shutil  # noqa: PLC0415

    has = {name: shutil.which(name, path=path) is not None for name in ("fcitx", "fcitx5", "ibus-daemon")}
    is_fcitx = "fcitx" in environ.get("XMODIFIERS", "") or environ.get("GTK_IM_MODULE", "") == "fcitx"
    return NO_FCITX_4 if is_fcitx and has["fcitx"] and not (has["fcitx5"] or has["ibus-daemon"]) else ""


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Set what Qt reads before the application exists: the input method, and X11 under Wayland.

    A user's own ibus is left alone: whoever has set that has it running.
    """
    if environ.get("QT_IM_MODULE", "") in ("", "fcitx", "fcitx5"):
        environ["QT_IM_MODULE"] = "ibus"
        environ["IBUS_USE_PORTAL"] = "1"
    if environ.get("XDG_SESSION_TYPE") == "wayland" and environ.get("DISPLAY"):
        environ.setdefault("QT_QPA_PLATFORM", "xcb")
