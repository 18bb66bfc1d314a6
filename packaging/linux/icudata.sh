#!/bin/sh
# Runs inside the old root: makes ICU's library of data in a bundle small, 4 MB instead of 32. Qt asks ICU how words
# are sorted, e.g. in file dialogs; names of countries, currencies and units in 200 languages are asked for by nobody.
set -eu

library=$(ls "$1"/_internal/PySide6/Qt/lib/libicudata.so.*)
version=${library##*.}
work=$(mktemp -d)
mkdir "$work/all" "$work/small"
# The files' name is part of their content.
all=$work/all/icudt${version}l.dat small=$work/small/icudt${version}l.dat

objcopy -O binary --only-section=.rodata "$library" "$all"
# Folders by what they name; converters; then the locales but Chinese, English and the root of them all.
icupkg -l "$all" |
    grep -E '^(brkitr|coll|curr|lang|rbnf|region|translit|unit|zone)/|^unames|\.cnv$|^[a-z]{2,3}(_\w+)*\.res$' |
    grep -vE '^(coll/)?(root|pool|res_index|zh|zh_\w+|en)\.res$|^coll/ucadata|^gb18030' >"$work/gone.txt"
icupkg -r "$work/gone.txt" "$all" "$small"

cat >"$work/data.S" <<END
.section .rodata
.globl icudt${version}_dat
.type icudt${version}_dat, @object
.balign 16
icudt${version}_dat: .incbin "$small"
.size icudt${version}_dat, . - icudt${version}_dat
.section .note.GNU-stack, "", @progbits
END
gcc -shared -nostdlib -Wl,-soname,"$(basename "$library")" -o "$work/library" "$work/data.S"

LD_PRELOAD=$work/library /opt/venv/bin/python -c '
from PySide6.QtCore import QCollator, QLocale
chinese = QCollator(QLocale("zh_CN"))
chinese.setNumericMode(True)
words = ["阿", "北京", "广州", "上海", "文件2", "文件10", "郑州", "apple", "Zebra"]
for left, right in zip(words, words[1:]):
    assert chinese.compare(left, right) < 0, (left, right)
'
chmod 755 "$work/library"
mv "$work/library" "$library"
rm -r "$work"
