#!/bin/sh
# make check-package: installs the .deb on Debians without Python, with no more than its Depends names, and lets the
# program check itself there, as an ordinary user without network, D-Bus and rights to /opt; then tries the .rpm, a
# stick, an upgrade under the open program, another user's data, a wrong clock, a full disk, a signature and Chinese
# input. The pictures are in build/check-package. Needs root's rights.
set -eu
cd "$(dirname "$0")/../.."
. packaging/linux/places.sh

# From the oldest that debootstrap's mirror has (glibc 2.31, as Kylin V10) to the newest.
RELEASES=${RELEASES:-bullseye bookworm trixie}
# One part alone; those that open the data of another want self-check too: RELEASES=trixie PARTS=typing make check-package
PARTS=${PARTS:-self-check places stick upgrade rpm signing typing}
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

# For scripts in a root. await WORDS: until they stand in $log; for two minutes.
AWAIT='
    await() {
        for _ in $(seq 600); do
            grep -q "$1" "$log" && return
            sleep 0.2
        done
        echo "waited in vain for: $1" >&2
        return 1
    }'

# as_clerk COMMAND [WORD]…: run in $root by an ordinary user, without a network.
as_clerk() {
    ALONE=1 packaging/linux/root.sh run "$root" setpriv --reuid clerk --regid clerk --init-groups \
        env HOME=/home/clerk "$@"
}

try_self_check() {
    program=/usr/bin/zhuqidui
    check plain 1366x768 /home/clerk $program
    check no-fonts-locale-c 1366x768 "/home/clerk/张 三" $program LANG= LC_ALL=C \
        FONTCONFIG_FILE=/tmp/no-fonts.conf
    check scaled-200 2732x1536 /home/clerk $program QT_SCALE_FACTOR=2
    check portable 1366x768 /home/clerk "/home/clerk/U 盘/助企兑.sh"

    echo "--- $release: the data beside the portable program"
    as_clerk DISPLAY=":$number" sh -euc "$AWAIT"'
        cd "/home/clerk/U 盘"
        mv "$HOME/自检 portable/数据" .
        ./助企兑.sh verify --rows
        log=数据/logs/zhuqidui.log
        : >$log
        ./助企兑.sh &
        await "files are watched"
        # The program itself, not the script that began it.
        kill "$(head -n 1 数据/zhuqidui.lock)"'

    echo "--- $release: commands"
    as_clerk LC_ALL=C sh -euc '
        cd
        zhuqidui version
        zhuqidui template facts.xlsx
        zhuqidui assess /tmp/office.json --policy zhengdong-2022 --json | wc -l
        zhuqidui demo --out demo
        zhuqidui diagnose diagnosis.zip'
}

# Where the machine is not as it should be: each is told in a sentence of its own.
try_places() {
    echo "--- $release: locale GB18030"
    packaging/linux/root.sh run "$root" sh -euc 'export DEBIAN_FRONTEND=noninteractive
        apt-get -qq install --yes --no-install-recommends locales faketime >/dev/null 2>&1
        localedef -i zh_CN -f GB18030 zh_CN.GB18030'
    check gb18030 1366x768 "/home/clerk/张 三" /usr/bin/zhuqidui LANG=zh_CN.GB18030 LC_ALL=zh_CN.GB18030
    echo "--- $release: a clock before 1980, another user's data, a full disk"
    as_clerk sh -euc '
        ! said=$(faketime "1975-06-01 08:00:00" zhuqidui diagnose clock.zip 2>&1)
        echo "$said" | grep "校准电脑的日期"'
    packaging/linux/root.sh run "$root" sh -euc '
        id other >/dev/null 2>&1 || useradd -m other
        chmod 755 /home/clerk
        ! said=$(setpriv --reuid other --regid other --init-groups env HOME=/home/other \
            ZHUQIDUI_HOME="/home/clerk/自检 plain/数据" zhuqidui diagnose other.zip 2>&1)
        echo "$said" | grep "系统用户“clerk”"
        mkdir -p /mnt/full
        mount -t tmpfs -o size=1m,mode=777 tmpfs /mnt/full
        ! said=$(setpriv --reuid clerk --regid clerk --init-groups env HOME=/home/clerk \
            zhuqidui demo --out /mnt/full/demo 2>&1)
        echo "$said" | grep "磁盘"'
}

# The portable archive on a stick: where nothing may be run, and on FAT where this kernel has it.
try_stick() {
    echo "--- $release: a stick mounted noexec"
    ALONE=1 packaging/linux/root.sh run "$root" sh -euc '
        mkdir -p /mnt/stick
        mount -t tmpfs -o noexec,mode=777 tmpfs /mnt/stick
        cp -r "/home/clerk/U 盘/." /mnt/stick
        status=0
        said=$(setpriv --reuid clerk --regid clerk --init-groups env HOME=/home/clerk \
            sh /mnt/stick/助企兑.sh version 2>&1) || status=$?
        [ $status = 126 ]
        echo "$said" | grep "复制到本机硬盘"'
    if ! grep -qw vfat /proc/filesystems; then
        echo "this kernel has no vfat; not tried"
        return
    fi
    echo "--- $release: a stick with FAT"
    packaging/linux/root.sh run "$root" sh -euc 'export DEBIAN_FRONTEND=noninteractive
        apt-get -qq install --yes --no-install-recommends dosfstools >/dev/null 2>&1
        truncate -s 400M /tmp/stick.img
        mkfs.vfat -F 32 /tmp/stick.img >/dev/null
        mount -o loop,utf8,uid=clerk /tmp/stick.img /mnt
        cp -r "/home/clerk/U 盘/." /mnt
        setpriv --reuid clerk --regid clerk --init-groups env HOME=/home/clerk sh /mnt/助企兑.sh version
        umount /mnt
        rm /tmp/stick.img'
}

# The package is installed anew while its program is open: the program notices, and can be closed.
try_upgrade() {
    echo "--- $release: upgraded while it is open"
    start_screen 1366x768
    packaging/linux/root.sh run "$root" sh -euc "$AWAIT"'
        home="/home/clerk/自检 plain/数据"
        log=$home/logs/zhuqidui.log
        : >"$log"
        setpriv --reuid clerk --regid clerk --init-groups env HOME=/home/clerk DISPLAY="$1" ZHUQIDUI_HOME="$home" \
            /usr/bin/zhuqidui &
        program=$!
        await "files are watched"
        # Another program of the same data, from the stick, has this window come forward and ends.
        timeout 60 setpriv --reuid clerk --regid clerk --init-groups env HOME=/home/clerk DISPLAY="$1" \
            ZHUQIDUI_HOME="$home" "/home/clerk/U 盘/zhuqidui/zhuqidui"
        dpkg -i /tmp/*.deb >/dev/null
        await "files were exchanged"
        if grep "no window ahead" "$log"; then
            exit 1
        fi
        kill $program' sh ":$number"
}

# The sums, signed with a key made for the occasion, and verified as docs/deploying.md has it; changed ones are not.
try_signing() {
    echo "--- $release: minisign"
    rm -rf "$SHARED/signing"
    mkdir "$SHARED/signing"
    cp packaging/sums.sh dist/*.deb dist/*.rpm dist/*.tar.xz "$SHARED/signing/"
    packaging/linux/root.sh run "$root" sh -euc 'export DEBIAN_FRONTEND=noninteractive
        apt-cache show minisign >/dev/null 2>&1 || { echo "this Debian has no minisign; not tried"; exit 0; }
        apt-get -qq install --yes --no-install-recommends minisign >/dev/null 2>&1
        cd /shared/signing
        minisign -G -W -p office.pub -s office.key >/dev/null
        MINISIGN_KEY=office.key ./sums.sh .
        verify() { minisign -V -P "$(tail -n 1 office.pub)" -m SHA256SUMS; }
        sha256sum --check --quiet SHA256SUMS
        verify
        echo >>SHA256SUMS
        ! verify 2>/dev/null'
    rm -rf "$SHARED/signing"
}

# The .rpm, by rpm itself, in a root where the .deb never was.
try_rpm() {
    echo "--- $release: .rpm"
    rm -rf "$ROOTS/clean-rpm"
    cp -a "$ROOTS/minimal-$release" "$ROOTS/clean-rpm"
    cp dist/*.rpm "$ROOTS/clean-rpm/tmp/"
    # What the package asks for is called otherwise here; the system's own are those of the .deb.
    packaging/linux/root.sh run "$ROOTS/clean-rpm" sh -euc 'export DEBIAN_FRONTEND=noninteractive
        apt-get -qq update
        apt-get -qq install --yes --no-install-recommends rpm '"$(dpkg-deb -f "$deb" Depends | tr -d ' ' |
            sed 's/([^)]*)//g; s/|[^,]*//g; s/,/ /g')"' >/dev/null 2>&1
        useradd -m clerk
        rpm --initdb
        rpm -i --nodeps /tmp/*.rpm
        rpm -V --nodeps zhuqidui
        rpm -q --requires zhuqidui | grep -qF "libc.so.6(GLIBC_2.28)(64bit)"'
    whole=$root root=$ROOTS/clean-rpm
    check rpm 1366x768 /home/clerk /usr/bin/zhuqidui
    packaging/linux/root.sh run "$root" sh -euc 'rpm -e zhuqidui
        [ ! -e /opt/apps/org.zhuqidui.zhuqidui ]
        [ -e "/home/clerk/自检 rpm/数据" ]'
    rm -rf "$root"
    root=$whole
}

# Pinyin through fcitx 5 into the search box, and the Chinese read back.
try_typing() {
    echo "--- $release: fcitx 5"
    cp packaging/linux/typing.sh "$root/tmp/"
    # What shows the candidates is a package of its own in some of them.
    packaging/linux/root.sh run "$root" sh -euc 'apt-get -qq install --yes --no-install-recommends \
        dbus fcitx5 fcitx5-pinyin fcitx5-chinese-addons xdotool xclip imagemagick openbox \
        $(apt-cache search --names-only "^fcitx5-module-xorg$" | cut -d " " -f 1) >/dev/null 2>&1'
    start_screen 1366x768
    empty_check
    is_typed=true
    SHARED=$SHARED/check ALONE=1 packaging/linux/root.sh run "$root" setpriv --reuid clerk --regid clerk \
        --init-groups env HOME=/home/clerk ${PATIENCE_S:+PATIENCE_S="$PATIENCE_S"} \
        dbus-run-session -- /tmp/typing.sh ":$number" 2>/dev/null || is_typed=false
    for picture in "$SHARED"/check/typing-*.png; do
        cp "$picture" "$OUT/$release-${picture##*/}"
    done
    $is_typed
}

mkdir -p "$OUT"
(cd dist && sha256sum --check --quiet SHA256SUMS)
for release in $RELEASES; do
    packaging/linux/root.sh make "$ROOTS/minimal-$release" "$release"
    root=$ROOTS/clean
    rm -rf "$root"
    cp -a "$ROOTS/minimal-$release" "$root"
    cp "$deb" "$archive" packaging/linux/install.sh resources/samples/office.json "$root/tmp/"
    packaging/linux/root.sh run "$root" /tmp/install.sh
    for part in $PARTS; do
        "try_$(echo "$part" | tr - _)"
    done
done
rm -rf "$ROOTS/clean"
give_back "$OUT" "$SHARED"
echo "全部通过，截图在 $OUT。 All passed; the pictures are in $OUT."
