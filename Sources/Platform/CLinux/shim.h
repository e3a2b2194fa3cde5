// Linux calls and macros that Glibc's Swift overlay does not carry. No logic here.
#ifndef WALLETD_CLINUX_SHIM_H
#define WALLETD_CLINUX_SHIM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#endif
