#!/bin/sh
# make check-package: installs the .deb on a Debian without Python, with no more than its Depends names, and lets the
# program check itself there, as an ordinary user without network, D-Bus and rights to /opt. The pictures are in
# build/check-package. Needs root's rights.
set -eu
cd "$(dirname "$0")/../.."
. packaging/linux/places.sh

# The oldest that debootstrap's mirror has (glibc 2.31, as Kylin V10) and the newest.
RELEASES=${RELEASES:-bullseye trixie}
# One alone: RELEASES=trixie PARTS=typing make check-package
PARTS=${PARTS:-self-check typing}
OUT=build/check-package

demand_root check-package Xvfb
deb=$(ls dist/*_amd64.deb 2>/dev/null) && archive=$(ls dist/*.tar.xz 2>/dev/null) || {
    say "还没有安装包，请先运行：make package" "There is no package yet; run first: make package"
    exit 1
}

display=
cleanup() {
    [ -z "$display" ] || kill "$display" 2>/dev/null || true
}
trap cleanup EXIT

# start_screen WIDTHxHEIGHT: a display for what follows; its number is in $number.
start_screen() {
    cleanup
    mkfifo "$SHARED/display"
    Xvfb -displayfd 3 -screen 0 "$1x24" -nolisten tcp >/dev/null 2>&1 3>"$SHARED/display" &
    display=$!
    read -r number <"$SHARED/display"
    rm -f "$SHARED/display"
}

has_part() {
    case " $PARTS " in *" $1 "*) ;; *) return 1 ;; esac
}

empty_check() {
    rm -rf "$SHARED/check"
    mkdir -m 777 "$SHARED/check"
}

# check NAME SCREEN HOME PROGRAM [VARIABLE=VALUE]…: one self-check in $root.
check() {
    name=$1 screen=$2 home=$3 program=$4
    shift 4
    echo "--- $release: $name"
    start_screen "$screen"
    empty_check
    SHARED=$SHARED/check ALONE=1 packaging/linux/root.sh run "$root" setpriv --reuid clerk --regid clerk \
        --init-groups env HOME="$home" DISPLAY=":$number" "$@" \
        "$program" self-check --home "$home/自检 $name" --screenshot "/shared/$name.png"
    cp "$SHARED/check/$name.png" "$OUT/$release-$name.png"
}

self_checks() {
    program=/usr/bin/zhuqidui
    check plain 1366x768 /home/clerk $program
    check no-fonts-locale-c 1366x768 "/home/clerk/张 三" $program LANG= LC_ALL=C \
        FONTCONFIG_FILE=/tmp/no-fonts.conf
    check scaled-200 2732x1536 /home/clerk $program QT_SCALE_FACTOR=2
    check portable 1366x768 /home/clerk "/home/clerk/U 盘/助企兑.sh"

    echo "--- $release: commands"
    ALONE=1 packaging/linux/root.sh run "$root" setpriv --reuid clerk --regid clerk --init-groups \
        env HOME=/home/clerk LC_ALL=C sh -euc '
            cd
            zhuqidui version
            zhuqidui template facts.xlsx
            zhuqidui assess /tmp/office.json --policy zhengdong-2022 --json | wc -l
            zhuqidui demo --out demo
            zhuqidui diagnose diagnosis.zip'
}

mkdir -p "$OUT"
for release in $RELEASES; do
    packaging/linux/root.sh make "$ROOTS/minimal-$release" "$release"
    root=$ROOTS/clean
    rm -rf "$root"
    cp -a "$ROOTS/minimal-$release" "$root"
    cp "$deb" "$archive" packaging/linux/install.sh resources/samples/office.json "$root/tmp/"
    packaging/linux/root.sh run "$root" /tmp/install.sh
    if has_part self-check; then
        self_checks
    fi
done

if has_part typing; then
    echo "--- $release: fcitx 5"
    cp packaging/linux/typing.sh "$root/tmp/"
    packaging/linux/root.sh run "$root" sh -euc 'apt-get -qq install --yes --no-install-recommends \
        dbus dbus-bin fcitx5 fcitx5-pinyin fcitx5-chinese-addons xdotool xclip imagemagick openbox >/dev/null 2>&1'
    start_screen 1366x768
    empty_check
    is_typed=true
    SHARED=$SHARED/check ALONE=1 packaging/linux/root.sh run "$root" setpriv --reuid clerk --regid clerk \
        --init-groups env HOME=/home/clerk ${PATIENCE_S:+PATIENCE_S="$PATIENCE_S"} \
        dbus-run-session -- /tmp/typing.sh ":$number" 2>/dev/null || is_typed=false
    cp "$SHARED"/check/typing-*.png "$OUT/"
    $is_typed
fi
rm -rf "$ROOTS/clean"
give_back build/check-package
echo "全部通过，截图在 $OUT。 All passed; the pictures are in $OUT."
