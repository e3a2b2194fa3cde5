#ifndef WALLETD_CSYSTEMD_SHIM_H
#define WALLETD_CSYSTEMD_SHIM_H

#include <systemd/sd-daemon.h>

#endif
