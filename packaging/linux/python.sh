#!/bin/sh
# Runs inside the old root: compiles SQLite and CPython there, from Debian trixie's source packages with the security
# patches that Debian keeps for them, into $PREFIX.
# Doing it again changes nothing, and doing it from nothing, another day, makes the same bytes: that what is kept
# between two commits is what a stranger makes from the later one.
set -eu
cd "$(dirname "$0")"

PREFIX=/opt/python
STAMP=$PREFIX/made-from

# Where in a Debian archive, and its SHA-256. A released Debian keeps these for as long as it is there.
SOURCES="
pool/main/s/sqlite3/sqlite3_3.46.1.orig.tar.xz                    d0cdd2ece271b29e7ce18095745d892517ee26d0f270065b3a25c2e9eb11639c
pool/main/s/sqlite3/sqlite3_3.46.1-7+deb13u2.debian.tar.xz        59d33bc436258603702bb051d645743ab03612b82f79e7c7d638c65127c21261
pool/main/p/python3.13/python3.13_3.13.5.orig.tar.xz              93e583f243454e6e9e4588ca2c2662206ad961659863277afcdb96801647d640
pool/main/p/python3.13/python3.13_3.13.5-2+deb13u5.debian.tar.xz  a51f456e654ce2c9b40cc1db8005e5041cdb0b2c3aa96ab0871c49fe95280366
"
# Of Debian's patches those that mend faults; the others fit the sources to Debian's own places.
MENDING='^(CVE|ssl-|dict-use-after-free|traverse-managed-dicts|41-)|[0-9]-CVE'
PACKAGES="build-essential file tcl-dev xz-utils zlib1g-dev libbz2-dev liblzma-dev libffi-dev libssl-dev uuid-dev
    icu-devtools rpm"
# What PyInstaller takes into the bundle from the system, and what Qt must find while it is asked about itself.
LIBRARIES="libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
    libxcb-render0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1
    libxkbcommon0 libxkbcommon-x11-0 libx11-6 libx11-xcb1 libgl1 libegl1 libfontconfig1 libdbus-1-3 libglib2.0-0
    libgssapi-krb5-2 libatomic1"

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    apt-get -qq install --yes --no-install-recommends $PACKAGES $LIBRARIES >/dev/null
    apt-get clean
}

fetch() {
    mirror=$(sed -n 's/^deb \([^ ]*\).*/\1/p' /etc/apt/sources.list | head -n 1)
    echo "$SOURCES" | while read -r path digest; do
        [ -z "$path" ] || [ -f "$(basename "$path")" ] ||
            /usr/lib/apt/apt-helper download-file "$mirror/$path" "$(basename "$path")" "SHA256:$digest"
    done
}

# mend PACKAGE: in the sources of a package, what Debian mends of them. Their day is Debian's, not the commit's: CPython
# has the hour it was compiled in itself, and an hour in each file it compiles ahead.
mend() {
    tar -xf ../"$1"_*.debian.tar.xz
    SOURCE_DATE_EPOCH=$(dpkg-parsechangelog --show-field Timestamp)
    export SOURCE_DATE_EPOCH
    grep -E "$MENDING" debian/patches/series | while read -r name; do
        patch --quiet --strip 1 --no-backup-if-mismatch --input "debian/patches/$name"
        echo "$name"
    done >"$PREFIX/$1-mended"
}

make_sqlite() {
    tar -xf sqlite3_*.orig.tar.xz
    cd sqlite3-*/
    mend sqlite3
    ./configure --prefix=$PREFIX --disable-static --disable-tcl --disable-readline --enable-fts5 --enable-math \
        CFLAGS="-O2 -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_COLUMN_METADATA $OLD" >/dev/null
    make -s -j"$(nproc)" >/dev/null
    make -s install >/dev/null
    cd ..
}

# sem_clockwait and its like are of glibc 2.30; CPython does without. Nobody puts functions in the place of its own, so
# that it may call them at once, and need not look each up in the table of the library.
make_python() {
    tar -xf python3.13_*.orig.tar.xz
    cd Python-3.13*/
    mend python3.13
    PKG_CONFIG_PATH=$PREFIX/lib/pkgconfig ./configure --prefix=$PREFIX --enable-shared --with-ensurepip=install \
        --disable-test-modules ac_cv_func_sem_clockwait=no ac_cv_func_getrandom=yes \
        CFLAGS="$OLD -g0 -fno-semantic-interposition" CPPFLAGS="-I$PREFIX/include" \
        LDFLAGS="-L$PREFIX/lib -Wl,-rpath,$PREFIX/lib" LIBSQLITE3_CFLAGS="-I$PREFIX/include" \
        LIBSQLITE3_LIBS="-L$PREFIX/lib -lsqlite3" >/dev/null
    make -s -j"$(nproc)" >/dev/null
    make -s install >/dev/null
    cd ..
}

made_from=$(cat old_symbols.h python.sh | sha256sum)
[ -f $STAMP ] && [ "$(cat $STAMP)" = "$made_from" ] && exit 0
OLD="-include $PWD/old_symbols.h"
export PYTHONHASHSEED=0
install_packages
rm -rf $PREFIX /tmp/sources
mkdir -p $PREFIX /tmp/sources
cd /tmp/sources
fetch
make_sqlite
make_python
rm -rf /tmp/sources
$PREFIX/bin/python3 -c 'import bz2, ctypes, lzma, sqlite3, ssl, uuid, zlib; print("CPython", __import__("platform").python_version(), "SQLite", sqlite3.sqlite_version)'
echo "$made_from" >$STAMP
