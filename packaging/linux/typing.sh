#!/bin/sh
# Runs inside a root, as an ordinary user with a session bus: types pinyin into the program's search box through
# fcitx 5, and reads back what stands there. The pictures go to /shared.
#   typing.sh DISPLAY
set -eu
export DISPLAY="$1" LANG=C.UTF-8 XMODIFIERS=@im=fcitx QT_IM_MODULE=fcitx GTK_IM_MODULE=fcitx
export ZHUQIDUI_HOME="$HOME/typing/store"

mkdir -p "$HOME/.config/fcitx5"
cat >"$HOME/.config/fcitx5/profile" <<'P'
[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us

[Groups/0/Items/1]
Name=pinyin

[GroupOrder]
0=Default
P
# Whatever is started here ends with it. Not by jobs: some shells list none in $( ).
started=
trap 'kill $started 2>/dev/null || true; fcitx5-remote -e || true' EXIT
rm -rf "$HOME/typing"
zhuqidui demo --out "$HOME/typing" >/dev/null
openbox &
started=$!
fcitx5 -d >/dev/null 2>&1
sleep 3
zhuqidui &
started="$started $!"
window=$(timeout 20 sh -c 'until xdotool search --onlyvisible --class zhuqidui; do sleep 0.2; done' | head -n 1)
sleep 2
xdotool windowactivate --sync "$window" key ctrl+f
sleep 0.5
fcitx5-remote -o
sleep 0.5
xdotool type --delay 80 zhengzhou
sleep 1
import -window root /shared/typing-candidates.png
xdotool key space
sleep 1
import -window root /shared/typing-done.png
xdotool key ctrl+a key ctrl+c
sleep 0.5
typed=$(xclip -selection clipboard -o)
echo "zhengzhou → $typed"
[ "$typed" = 郑州 ]
