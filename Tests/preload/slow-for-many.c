// A server that looks at all its connections whenever one has something to say: each turn of its loop costs 2 µs for each that is
// open, once there are more than a thousand. Planted with LD_PRELOAD; the benchmark of slow connections must show it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

static atomic_int accepted;

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) {
  int (*next)(int, struct sockaddr *, socklen_t *, int) =
      (int (*)(int, struct sockaddr *, socklen_t *, int))dlsym(RTLD_NEXT, "accept4");
  int result = next(fd, address, length, flags);
  if (result >= 0) atomic_store(&accepted, result);
  return result;
}

int epoll_wait(int fd, struct epoll_event *events, int count, int timeout) {
  static int (*next)(int, struct epoll_event *, int, int);
  if (!next) next = (int (*)(int, struct epoll_event *, int, int))dlsym(RTLD_NEXT, "epoll_wait");
  int result = next(fd, events, count, timeout);
  long cost = atomic_load(&accepted) > 1000 ? 2000L * atomic_load(&accepted) : 0;
  struct timespec now, begin;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  do {
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while ((now.tv_sec - begin.tv_sec) * 1000000000L + now.tv_nsec - begin.tv_nsec < cost);
  return result;
}
