#!/bin/sh
# Runs inside the old root: makes the bundles in /shared/bundles from /shared/source, with the wheels in
# /shared/wheels and nothing from a network.
set -eu

PYTHON=/opt/python/bin/python3
VENV=/opt/venv
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' /shared/source/pyproject.toml)
LOCK=/shared/source/packaging/requirements.lock

if ! cmp -s $LOCK $VENV/made-from; then
    rm -rf $VENV
    $PYTHON -m venv $VENV
    $VENV/bin/python -m pip install --quiet --no-index --find-links /shared/wheels --require-hashes -r $LOCK
    cp $LOCK $VENV/made-from
fi

# The same sources give the same bytes: nothing depends on the hour or on the order of a set.
export PYTHONHASHSEED=0
export SOURCE_DATE_EPOCH=$(cat /shared/source/packaging/day)
# Without the columns that a traceback would underline: a fifth of what is compiled.
export PYTHONNODEBUGRANGES=1
# PyInstaller asks Qt about itself and would show what it says of this old system's OpenSSL, which goes unused.
export QT_LOGGING_RULES="qt.tlsbackend*=false"
rm -rf /shared/bundles /tmp/work
cd /shared/source
for what in "" empty; do
    $VENV/bin/pyinstaller --noconfirm --log-level ERROR --distpath /shared/bundles --workpath /tmp/work \
        packaging/zhuqidui.spec ${what:+-- $what}
    [ -n "$what" ] || cp /tmp/work/zhuqidui/contents.tsv /tmp/contents.tsv
done
$VENV/bin/python packaging/components.py /tmp/contents.tsv /shared/bundles/zhuqidui/_internal "$VERSION"
packaging/linux/icudata.sh /shared/bundles/zhuqidui
packaging/linux/algebra.sh /shared/bundles/zhuqidui
# Modes of whoever checked the sources out do not matter.
chmod -R u=rwX,go=rX /shared/bundles
$PYTHON packaging/linux/check_bundle.py /shared/bundles/zhuqidui
