#!/bin/sh
# Runs inside the old root: makes the bundles in /shared/bundles from /shared/source, with the wheels in
# /shared/wheels and nothing from a network.
set -eu

PYTHON=/opt/python/bin/python3
VENV=/opt/venv
LOCK=/shared/source/packaging/requirements.lock

if ! cmp -s $LOCK $VENV/made-from; then
    rm -rf $VENV
    $PYTHON -m venv $VENV
    $VENV/bin/python -m pip install --quiet --no-index --find-links /shared/wheels --require-hashes -r $LOCK
    cp $LOCK $VENV/made-from
fi

# Without the columns that a traceback would underline: a fifth of what is compiled.
export PYTHONNODEBUGRANGES=1
# PyInstaller asks Qt about itself and would show what it says of this old system's OpenSSL, which goes unused.
export QT_LOGGING_RULES="qt.tlsbackend*=false"
rm -rf /shared/bundles /tmp/work
cd /shared/source
for what in "" empty; do
    $VENV/bin/pyinstaller --noconfirm --log-level ERROR --distpath /shared/bundles --workpath /tmp/work \
        packaging/zhuqidui.spec ${what:+-- $what}
done
packaging/linux/icudata.sh /shared/bundles/zhuqidui
# Modes of whoever checked the sources out do not matter.
chmod -R u=rwX,go=rX /shared/bundles
$PYTHON packaging/linux/check_bundle.py /shared/bundles/zhuqidui
