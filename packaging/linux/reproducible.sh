#!/bin/sh
# make check-reproducible: makes once more, from a bare Debian on, what `make package` left in dist/: from the same
# sources, in another folder, at another hour, on a host of another name and with another umask. All sums must be
# the same, and all of CPython and SQLite too. Needs root's rights.
set -eu
cd "$(dirname "$0")/../.."
. packaging/linux/places.sh

demand_root check-reproducible
[ -f dist/SHA256SUMS ] && [ -f "$SHARED/source/packaging/day" ] || {
    say "还没有可比较的安装包，请先运行：make package" "There is nothing to compare with yet; run first: make package"
    exit 1
}
again=$ROOTS/again
rm -rf "$again"
mkdir -p "$again/roots/shared"
cp -a "$SHARED/source" "$again/elsewhere"
# Each is held against its sum; fetched anew they would be the same.
cp -a "$SHARED/wheels" "$again/roots/shared/wheels"
ln -s "$PWD/.venv" "$again/elsewhere/.venv"
AGAIN=$again SOURCE_DATE_EPOCH=$(cat "$SHARED/source/packaging/day") unshare --uts sh -euc '
    echo elsewhere >/proc/sys/kernel/hostname
    umask 077
    unset MINISIGN_KEY
    ROOTS=$AGAIN/roots exec "$AGAIN/elsewhere/packaging/linux/package.sh"'

same=true
# compare ONE OTHER: names the files in which two folders differ.
compare() {
    diff --recursive --brief --no-dereference "$1" "$2" >&2 || same=false
}
diff dist/SHA256SUMS "$again/elsewhere/dist/SHA256SUMS" >&2 || same=false
compare "$SHARED/bundles" "$again/roots/shared/bundles"
compare "$ROOTS/bullseye/opt/python" "$again/roots/bullseye/opt/python"
$same || {
    say "两次构建不同，见上；第二次的结果在 $again。" "The two builds differ, see above; the second is in $again."
    exit 1
}
rm -rf "$again"
echo "两次构建完全相同。 Both builds are the same:"
cat dist/SHA256SUMS
