#!/bin/sh
# algebra.sh BUNDLE: puts a small library in the place of the one for linear algebra that numpy brings (OpenBLAS, 23 MB),
# which nothing here asks for anything. numpy asks it for one product of two vectors while it is imported, which is
# there; whatever else is asked ends the program with its name, rather than with a wrong number. Runs in the old root.
set -eu
numpy=$1/_internal/numpy
set -- "$1"/_internal/numpy.libs/libscipy_openblas64_*.so
[ $# = 1 ] && [ -f "$1" ]

wanted=$(find "$numpy" -name '*.so' -exec nm -D --undefined-only {} + | sed -n 's/^ *U \(scipy_[a-z0-9_]*\)$/\1/p' | sort -u)
{
    cat <<'C'
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define DOT(type, name)                                                                       \
    type name(int64_t n, const type *x, int64_t x_step, const type *y, int64_t y_step) {      \
        type sum = 0;                                                                         \
        for (int64_t at = 0; at < n; at++) sum += x[at * x_step] * y[at * y_step];            \
        return sum;                                                                           \
    }
DOT(float, scipy_cblas_sdot64_)
DOT(double, scipy_cblas_ddot64_)

static void refuse(const char *name) {
    fprintf(stderr, "linear algebra is left out of this program: %s\n", name);
    abort();
}
C
    for name in $wanted; do
        case $name in scipy_cblas_[sd]dot64_) ;; *) echo "void $name(void) { refuse(\"$name\"); }" ;; esac
    done
} >/tmp/algebra.c
gcc -O2 -shared -fPIC -s -Wl,-soname,"$(basename "$1")" -o "$1" /tmp/algebra.c
