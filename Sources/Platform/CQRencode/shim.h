#ifndef WALLETD_CQRENCODE_SHIM_H
#define WALLETD_CQRENCODE_SHIM_H

#include <qrencode.h>

#endif
