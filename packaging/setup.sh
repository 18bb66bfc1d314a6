#!/bin/sh
# Makes a fresh Debian or Ubuntu machine ready: a Python, the system libraries Qt loads, and .venv with what
# requirements.lock names. Doing it again changes nothing and takes a moment. Needs only a POSIX shell.
set -eu
cd -P "$(dirname "$0")/.."

VERSIONS="3.13 3.12 3.11"
STAMP=.venv/.set-up

if [ -L .venv ]; then
    # Somebody else's, who sees to it: made anew from here it would be taken from under them.
    exit 0
fi

# What the Qt wheels load but do not bring: the file, and the package that has it.
LIBRARIES="
libEGL.so.1             libegl1
libGL.so.1              libgl1
libX11-xcb.so.1         libx11-xcb1
libX11.so.6             libx11-6
libatomic.so.1          libatomic1
libdbus-1.so.3          libdbus-1-3
libfontconfig.so.1      libfontconfig1
libfreetype.so.6        libfreetype6
libglib-2.0.so.0        libglib2.0-0
libgssapi_krb5.so.2     libgssapi-krb5-2
libxcb-cursor.so.0      libxcb-cursor0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-image.so.0       libxcb-image0
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-randr.so.0       libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-render.so.0      libxcb-render0
libxcb-shape.so.0       libxcb-shape0
libxcb-shm.so.0         libxcb-shm0
libxcb-sync.so.1        libxcb-sync1
libxcb-util.so.1        libxcb-util1
libxcb-xfixes.so.0      libxcb-xfixes0
libxcb-xkb.so.1         libxcb-xkb1
libxkbcommon-x11.so.0   libxkbcommon-x11-0
libxkbcommon.so.0       libxkbcommon0
"

# Both languages, because the console of a fresh machine may have no Chinese type; then what to type, if anything.
say() {
    printf '%s\n' "$@" >&2
}

refuse() {
    say "$@"
    exit 1
}

is_suitable() {
    "$1" -c '
import sys, ctypes, ensurepip, sqlite3, ssl, venv
sys.exit("%d.%d" % sys.version_info[:2] not in sys.argv[1].split())' "$VERSIONS" 2>/dev/null
}

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3 $(printf 'python%s ' $VERSIONS); do
        if is_suitable "$name"; then
            # Never the one in an activated .venv, which may have to be made anew.
            "$name" -c 'import sys; print(sys._base_executable)'
            return
        fi
    done
}

# The loader itself is asked, so a library counts only where it can really be loaded.
missing_libraries() {
    complaints=$(LC_ALL=C LD_PRELOAD="$(echo "$LIBRARIES" | sed 's/ .*//' | tr '\n' ' ')" /bin/true 2>&1)
    echo "$LIBRARIES" | while read -r library package; do
        case $complaints in
            *"'$library'"*) echo "$package" ;;
        esac
    done
}

# The system's own python3 where its version will do, else one it has beside it (Ubuntu 22.04).
python_packages() {
    for name in python3 $(printf 'python%s ' $VERSIONS); do
        candidate=$(LC_ALL=C apt-cache policy "$name" 2>/dev/null | sed -n 's/^ *Candidate: *//p')
        for version in $VERSIONS; do
            case $candidate in
                "$version".*) echo "$name $name-venv"; return ;;
            esac
        done
    done
    echo "python3 python3-venv"
}

# On one line.
missing_packages() {
    echo $([ -n "$(find_python)" ] || python_packages) $(missing_libraries)
}

# How apt-get is called with root's rights; nothing where there is no way. Only somebody at a terminal is asked.
apt_command() {
    if [ "$(id -u)" = 0 ]; then
        echo "apt-get"
    elif command -v sudo >/dev/null && ! apt_by_sudo && [ -t 0 ]; then
        say "要安装系统软件包，请输入你的密码：" "System packages have to be installed; please type your password:"
        ! sudo -v || apt_by_sudo || true
    fi
}

apt_by_sudo() {
    # Rights for apt-get alone allow no setting of variables.
    for setting in "DEBIAN_FRONTEND=noninteractive " ""; do
        if sudo -n ${setting}apt-get --version >/dev/null 2>&1; then
            echo "sudo -n ${setting}apt-get"
            return
        fi
    done
    return 1
}

install_packages() {
    command -v apt-get >/dev/null ||
        refuse "本机没有 apt-get，请安装与下列 Debian 软件包相当的内容，然后重试：" \
            "There is no apt-get here; install what these Debian packages hold, then try again:" \
            "    $(missing_packages)"
    apt=$(apt_command)
    if [ -z "$apt" ]; then
        refuse "缺少系统软件包，而当前用户无权安装；请管理员执行下面的命令，然后重试：" \
            "System packages are missing and this user may not install them; have this run, then try again:" \
            "    sudo apt-get update && sudo apt-get install $(missing_packages)"
    fi
    say "正在安装系统软件包……" "Installing system packages ..."
    export DEBIAN_FRONTEND=noninteractive
    waiting="-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
    # A source of the user's that cannot be reached need not stop us: what counts is whether the packages come.
    $apt $waiting -qq update </dev/null || true
    packages=$(missing_packages)
    $apt $waiting -qq -o Dpkg::Use-Pty=0 install --yes --no-install-recommends $packages </dev/null >/dev/null ||
        refuse "系统软件包未能安装，原因见上；请检查网络和软件源，或自行安装后重试：" \
            "System packages could not be installed, for the reason above; mend that or install them by hand:" \
            "    sudo apt-get install $packages"
}

# What .venv was made from; another lock, Python or place makes it again.
fingerprint() {
    version=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || return 1
    printf '%s %s %s\n' "$(sha256sum <requirements.lock)" "$version" "$PWD"
}

is_current() {
    [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(fingerprint)" ]
}

install_locked() {
    rm -f "$STAMP"
    # Somebody's own settings for pip and Python must not lead outside .venv.
    unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV
    # Its commands carry the place it was made in, so one that was moved or copied serves no longer.
    if ! is_suitable .venv/bin/python || ! .venv/bin/pip --version 2>/dev/null | grep -qF " $PWD/.venv/"; then
        "$(find_python)" -m venv --clear .venv
    fi
    say "正在安装锁定版本的依赖（首次约下载 330 MB）……" \
        "Installing the locked dependencies (a download of about 330 MB the first time) ..."
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
        --require-hashes -r requirements.lock ||
        refuse "依赖未能安装，请检查网络（可用 PIP_INDEX_URL 指定镜像）后再运行一次。" \
            "The dependencies could not be installed; check the network, or name a mirror in PIP_INDEX_URL."
}

# Loads what the window will load; the error names the library that is not there.
prove_qt() {
    QT_QPA_PLATFORM=offscreen .venv/bin/python -c '
import ctypes, pathlib
from PySide6 import QtPdf, QtPdfWidgets, QtPrintSupport, QtSvg, QtWidgets
ctypes.CDLL(str(pathlib.Path(QtWidgets.__file__).parent / "Qt/plugins/platforms/libqxcb.so"))' ||
        refuse "Qt 无法加载，缺少的系统库见上一行，请安装后再运行一次。" \
            "Qt cannot be loaded; the line above names the library that is missing."
}

if [ -n "$(missing_libraries)" ] || ! { is_current || [ -n "$(find_python)" ]; }; then
    install_packages
fi
is_current && exit 0
[ -n "$(find_python)" ] ||
    refuse "没有找到可用的 Python（${VERSIONS} 之一，含 venv），请安装后运行：" \
        "No usable Python was found (one of ${VERSIONS}, with venv); install one, then run:" \
        "    PYTHON=/path/to/python make setup"
install_locked
prove_qt
fingerprint >"$STAMP"
# Made on the way of `sudo make package`, it belongs to whoever called that.
[ -z "${SUDO_UID:-}" ] || chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" .venv
say "已就绪。" "Ready."
