#!/bin/sh
# 助企兑（便携版）：双击运行，数据存放在旁边的“数据”文件夹里。
# Starts the program beside this file and keeps its data in the folder 数据 next to it.
here=$(cd -P "$(dirname "$0")" && pwd)
export ZHUQIDUI_HOME="${ZHUQIDUI_HOME:-$here/数据}"

# say SENTENCE: at the terminal, and in a window by whatever this desktop has; at last the leaflet itself is opened.
say() {
    echo "$1" >&2
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 0
    for tool in zenity kdialog xmessage; do
        command -v $tool >/dev/null 2>&1 || continue
        case $tool in
        zenity) zenity --error --title=助企兑 --no-markup --text="$1" 2>/dev/null ;;
        kdialog) kdialog --title 助企兑 --error "$1" 2>/dev/null ;;
        xmessage) xmessage -center "$1" 2>/dev/null ;;
        esac
        return 0
    done
    ! command -v xdg-open >/dev/null 2>&1 || xdg-open "$here/说明.txt" >/dev/null 2>&1
}

"$here/zhuqidui/zhuqidui" "$@"
status=$?
if [ $status = 126 ]; then
    say "此磁盘不允许运行程序（挂载时带 noexec，或文件没有执行权限）。请把整个文件夹“${here##*/}”复制到本机硬盘（如主目录）后，再双击其中的“助企兑.sh”；数据会一同复制。
This disk lets no program run; copy the whole folder to this computer's own disk."
elif [ $status = 127 ]; then
    say "旁边缺少程序文件夹 zhuqidui，或本机缺少运行库。请重新完整解压便携版；仍不行的，见“说明.txt”。
The folder zhuqidui is not beside this file, or a library of the system is missing."
fi
exit $status
