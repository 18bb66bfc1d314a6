"""Which way Chinese is typed, chosen before Qt starts.

The Qt that is bundled brings a plugin for ibus and none for fcitx. fcitx 5 answers to the portal of ibus
(measured: pinyin typed, Chinese in the field), so that pair is what a user of fcitx 5 is given.
"""

from collections.abc import MutableMapping


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Set what Qt reads before the application exists: the input method, and X11 under Wayland.

    A user's own ibus is left alone: whoever has set that has it running.
    """
    if environ.get("QT_IM_MODULE", "") in ("", "fcitx", "fcitx5"):
        environ["QT_IM_MODULE"] = "ibus"
        environ["IBUS_USE_PORTAL"] = "1"
    if environ.get("XDG_SESSION_TYPE") == "wayland" and environ.get("DISPLAY"):
        environ.setdefault("QT_QPA_PLATFORM", "xcb")
