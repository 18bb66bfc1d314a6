#!/bin/sh
# Runs inside a root, as an ordinary user with a session bus: types pinyin into the program's search box through
# fcitx 5, and reads back what stands there. The pictures go to /shared.
#   typing.sh DISPLAY
set -eu
export DISPLAY="$1" LANG=C.UTF-8 XMODIFIERS=@im=fcitx QT_IM_MODULE=fcitx GTK_IM_MODULE=fcitx
export ZHUQIDUI_HOME="$HOME/typing/store"

# So long at most each step may take: a loaded machine takes many times as long as an idle one.
PATIENCE_S=${PATIENCE_S:-120}

picture() {
    import -window root "/shared/typing-$1.png"
}

# await WHAT COMMAND [WORD]…: goes on once the command succeeds.
await() {
    what=$1 end=$(($(date +%s) + PATIENCE_S))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ "$(date +%s)" -ge "$end" ]; then
            echo "等了 $PATIENCE_S 秒，仍没有：$what。 Waited $PATIENCE_S s in vain for: $what."
            picture failed
            exit 1
        fi
        sleep 0.2
    done
}

is_on_bus() {
    dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
        org.freedesktop.DBus.NameHasOwner "string:$1" | grep -q 'boolean true'
}

is_candidate_shown() {
    xdotool search --onlyvisible --class fcitx
}

# Asked on the bus: the command for it is younger than the fcitx 5 of Debian 11.
is_pinyin() {
    dbus-send --session --print-reply --dest=org.fcitx.Fcitx5 /controller \
        org.fcitx.Fcitx.Controller1.CurrentInputMethod | grep -q '"pinyin"'
}

# Begun anew until it works: fcitx is switched on in a field that has the focus, which the page takes away once it
# is complete.
is_composing() {
    xdotool key Escape ctrl+f
    fcitx5-remote -o
    [ "$(fcitx5-remote)" = 2 ] && is_pinyin || return 1
    xdotool key ctrl+a BackSpace
    xdotool type --delay 80 zhengzhou
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        is_candidate_shown && return
        sleep 0.5
    done
    return 1
}

# What was typed before has gone the same way, so it is there once this is.
is_typed() {
    xdotool key ctrl+a ctrl+c
    typed=$(timeout 5 xclip -selection clipboard -o)
    [ "$typed" = "$1" ]
}

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
await "fcitx 5" is_on_bus org.fcitx.Fcitx5
await "fcitx 5 for programs that speak to ibus" is_on_bus org.freedesktop.portal.IBus
zhuqidui &
started="$started $!"
await "the window" xdotool search --onlyvisible --class zhuqidui
window=$(xdotool search --onlyvisible --class zhuqidui | head -n 1)
await "the window in front" timeout 5 xdotool windowactivate --sync "$window"
await "candidates" is_composing
picture candidates
xdotool key space
await "郑州" is_typed 郑州
picture done
echo "zhengzhou → 郑州"
