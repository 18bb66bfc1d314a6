#!/bin/sh
# sums.sh FOLDER: writes SHA256SUMS of the packages in it and, where MINISIGN_KEY names a secret key of minisign, signs
# it (SHA256SUMS.minisig). The password is asked for at the terminal; docs/deploying.md says how it is verified.
set -eu
cd "$1"
rm -f SHA256SUMS SHA256SUMS.minisig
sha256sum -- *.deb *.rpm *.tar.xz >SHA256SUMS
if [ -n "${MINISIGN_KEY:-}" ]; then
    minisign -S -s "$MINISIGN_KEY" -m SHA256SUMS -t "zhuqidui $(sed -n 's/^[^ ]*  zhuqidui-\([0-9.]*\)-linux.*/\1/p' SHA256SUMS)"
fi
