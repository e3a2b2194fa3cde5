// A disk that is full for as long as the file $FULL_DISK exists: what would be written below the folder $FULL_DISK_UNDER does not fit.
// For machines where no file system can be mounted.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_full(int fd) {
  int before = errno, full = 0;
  const char *flag = getenv("FULL_DISK"), *folder = getenv("FULL_DISK_UNDER");
  if (flag && folder && access(flag, F_OK) == 0) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path);
    size_t prefix = strlen(folder);
    // The index of a log is memory that happens to have a name: its room was taken before.
    int is_index = length > 4 && memcmp(path + length - 4, "-shm", 4) == 0;
    full = length > (ssize_t)prefix && memcmp(path, folder, prefix) == 0 && !is_index;
  }
  errno = full ? ENOSPC : before;
  return full;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) {
  if (is_full(fd)) return -1;
  ssize_t (*next)(int, const void *, size_t, off_t) = (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite64");
  return next(fd, bytes, count, offset);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  if (is_full(fd)) return -1;
  ssize_t (*next)(int, const void *, size_t) = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  return next(fd, bytes, count);
}
