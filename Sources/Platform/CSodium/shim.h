#ifndef WALLETD_CSODIUM_SHIM_H
#define WALLETD_CSODIUM_SHIM_H

#include <sodium.h>

#endif
