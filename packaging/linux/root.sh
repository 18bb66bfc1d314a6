#!/bin/sh
# A Debian root of its own in a folder, and commands inside it. Needs root's rights and debootstrap.
#
#   root.sh make FOLDER RELEASE         make the root, unless it is there
#   root.sh run FOLDER COMMAND [WORD]…  run a command in it; $SHARED, if set, is seen there as /shared.
#                                       With $ALONE it has no network, and finds /opt read-only
set -eu
# Whatever that of the caller is.
umask 022

action=$1 root=$2
shift 2

case $action in
make)
    [ -f "$root/.complete" ] && exit 0
    rm -rf "$root"
    mkdir -p "$root"
    # The mirror is debootstrap's own unless DEBIAN_MIRROR names another.
    debootstrap --variant=minbase "$1" "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$root.log" 2>&1 ||
        { tail -n 5 "$root.log" >&2; exit 1; }
    touch "$root/.complete"
    ;;
run)
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
    mkdir -p "$root/shared" "$root/tmp/.X11-unix" /tmp/.X11-unix
    # The mounts are in a namespace of their own and go with the command.
    ROOT=$root exec unshare --mount --propagation private ${ALONE:+--net} sh -euc '
        mount -t proc proc "$ROOT/proc"
        mount -t tmpfs -o mode=1777 tmpfs "$ROOT/dev/shm"
        mount --bind /tmp/.X11-unix "$ROOT/tmp/.X11-unix"
        [ -z "${SHARED:-}" ] || mount --bind "$SHARED" "$ROOT/shared"
        if [ -n "${ALONE:-}" ]; then
            mount --bind "$ROOT/opt" "$ROOT/opt"
            mount -o remount,bind,ro "$ROOT/opt"
        fi
        exec chroot "$ROOT" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
            LANG=C.UTF-8 "$@"' sh "$@"
    ;;
esac
