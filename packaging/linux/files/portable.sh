#!/bin/sh
# 助企兑（便携版）：双击运行，数据存放在旁边的“数据”文件夹里。
# Starts the program beside this file and keeps its data in the folder 数据 next to it.
here=$(cd -P "$(dirname "$0")" && pwd)
export ZHUQIDUI_HOME="${ZHUQIDUI_HOME:-$here/数据}"
"$here/zhuqidui/zhuqidui" "$@"
status=$?
if [ $status = 126 ]; then
    echo "此磁盘不允许运行程序，请把整个文件夹复制到本机硬盘后再运行。" \
        "This disk lets no program run; copy the whole folder to this computer's own disk." >&2
fi
exit $status
