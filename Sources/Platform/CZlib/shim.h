#ifndef WALLETD_CZLIB_SHIM_H
#define WALLETD_CZLIB_SHIM_H

#include <zlib.h>

#endif
