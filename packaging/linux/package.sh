#!/bin/sh
# make package: the bundle, made in an old Debian root, so that it starts wherever glibc is 2.28 or newer; around it
# the .deb, the .rpm and the portable archive, in dist/. Needs root's rights for debootstrap and chroot. `bundle` stops before
# the packing.
set -eu
cd "$(dirname "$0")/../.."
. packaging/linux/places.sh

demand_root package
mkdir -p "$SHARED/wheels"

say "1/4 旧版 Debian（bullseye）……" "1/4 An old Debian (bullseye) ..."
packaging/linux/root.sh make "$ROOTS/bullseye" bullseye

say "2/4 在其中编译 SQLite 和 CPython（首次约需几分钟）……" \
    "2/4 SQLite and CPython, compiled there (some minutes the first time) ..."
rm -rf "$SHARED/source"
mkdir "$SHARED/source"
# The day of everything in the packages, so that the same sources make the same bytes.
day=${SOURCE_DATE_EPOCH:-$(git -c safe.directory='*' log -1 --format=%ct 2>/dev/null || date +%s)}
tar -cf - --exclude=__pycache__ main.py domain gui reports resources packaging pyproject.toml LICENSE CHANGELOG.md |
    tar -xf - -C "$SHARED/source"
echo "$day" >"$SHARED/source/packaging/day"
packaging/linux/root.sh run "$ROOTS/bullseye" /shared/source/packaging/linux/python.sh

say "3/4 打包（PyInstaller）……" "3/4 The bundle (PyInstaller) ..."
platforms=$(printf -- '--platform manylinux_2_%s_x86_64 ' 28 27 17 5)
# Fetched out here, where pip knows its way to the index; what is there already is not fetched again.
.venv/bin/python -B -m pip download --quiet --no-input --disable-pip-version-check --require-hashes \
    --only-binary :all: --python-version 3.13 --implementation cp --abi cp313 --abi abi3 --abi none $platforms \
    --platform manylinux2014_x86_64 --dest "$SHARED/wheels" -r packaging/requirements.lock
packaging/linux/root.sh run "$ROOTS/bullseye" /shared/source/packaging/linux/bundle.sh
[ "${1:-}" = bundle ] && exit 0

say "4/4 安装包（.deb、.rpm）和便携版（xz）……" "4/4 The .deb, the .rpm and the portable archive (xz) ..."
packaging/linux/root.sh run "$ROOTS/bullseye" /shared/source/packaging/linux/deb.sh
mkdir -p dist
cp "$SHARED"/dist/* dist/
packaging/sums.sh dist
give_back dist "$SHARED"
ls -l dist | awk 'NR > 1 { printf "%7.1f MB  dist/%s\n", $5 / 1e6, $NF }'
bundle=$SHARED/bundles/zhuqidui
fonts_mb=$(du -sm "$bundle/_internal/resources/fonts" | cut -f1)
echo "$(du -sm "$bundle" | cut -f1) MB unpacked, $fonts_mb MB of it fonts"
