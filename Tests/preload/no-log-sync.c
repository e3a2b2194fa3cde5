// A disk that is not waited for: syncing a write-ahead log does nothing. What `PRAGMA synchronous = NORMAL` does at a commit.
// Planted into the daemon with LD_PRELOAD; a power-cut test must find that acknowledged requests are lost.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int is_log(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  return length > 4 && memcmp(path + length - 4, "-wal", 4) == 0;
}

int fdatasync(int fd) {
  if (is_log(fd)) return 0;
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  return next(fd);
}

int fsync(int fd) {
  if (is_log(fd)) return 0;
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return next(fd);
}
