#!/bin/sh
# make bench-package: measures the bundle that `make package` left, against an empty window's.
set -eu
cd "$(dirname "$0")/../.."
. packaging/linux/places.sh

deb=$(ls dist/*_amd64.deb 2>/dev/null) && [ -x "$SHARED/bundles/empty/empty" ] || {
    say "还没有可测量的安装包，请先运行：make package" "There is no bundle to measure yet; run first: make package"
    exit 1
}
command -v Xvfb >/dev/null || {
    say "缺少 Xvfb，请安装（apt-get install xvfb）后重试。" "Xvfb is missing; install it (apt-get install xvfb)."
    exit 1
}
PYTHONPATH=. exec .venv/bin/python packaging/bench.py "$SHARED/bundles" "$deb"
