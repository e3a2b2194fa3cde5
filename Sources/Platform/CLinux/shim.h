// Linux calls and macros that Glibc's Swift overlay does not carry. No logic here.
//
// _GNU_SOURCE stays undefined: with it glibc's structures differ from those the overlay has imported, and the compiler refuses
// both. What hides behind it (accept4, struct ucred) is declared here under our own names.
#ifndef WALLETD_CLINUX_SHIM_H
#define WALLETD_CLINUX_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

extern int walletd_accept4(int, struct sockaddr *, socklen_t *, int) __asm__("accept4");

static inline int linux_accept(int listener) {
  return walletd_accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

// struct ucred of socket(7).
struct linux_peer {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};

static inline int linux_peer_credentials(int fd, struct linux_peer *peer) {
  socklen_t size = sizeof(*peer);
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, peer, &size);
}

// The peer's other groups; answers how many there are, -1 when they are not known (or more than there is room for).
static inline int linux_peer_groups(int fd, gid_t *groups, int room) {
  socklen_t size = (socklen_t)(room * (int)sizeof(gid_t));
  if (getsockopt(fd, SOL_SOCKET, 59 /* SO_PEERGROUPS */, groups, &size) != 0) return -1;
  return (int)(size / sizeof(gid_t));
}

// Policies of sched(7) for the calling thread.
static inline int walletd_set_policy(int policy) {
  struct sched_param parameters = {.sched_priority = 0};
  return sched_setscheduler(0, policy, &parameters);
}

static inline int linux_be_batch(void) { return walletd_set_policy(3 /* SCHED_BATCH */); }

static inline int linux_be_idle(void) { return walletd_set_policy(5 /* SCHED_IDLE */); }

static inline int linux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline int linux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int linux_epoll_control(int epoll, int operation, int fd, uint32_t events, uint64_t tag) {
  struct epoll_event event = {.events = events, .data = {.u64 = tag}};
  return epoll_ctl(epoll, operation, fd, &event);
}

static inline uint64_t linux_epoll_tag(const struct epoll_event *event) { return event->data.u64; }

// Flags as plain numbers: the headers spell them as enumerators of several types.
enum {
  linux_epoll_in = EPOLLIN,
  linux_epoll_out = EPOLLOUT,
  linux_epoll_error = EPOLLERR,
  linux_epoll_hangup = EPOLLHUP,
};
static const uint32_t linux_epoll_edge = EPOLLET;

static inline int linux_unix_stream_socket(void) { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }
static inline int linux_tcp_stream_socket(void) { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }

static inline void linux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// The calling thread runs only when no other wants to (SCHED_IDLE of sched(7)).
static inline int linux_yield_always(void) {
  struct sched_param none = {0};
  return sched_setscheduler(0, 5 /* SCHED_IDLE */, &none);
}

// No core file, no ptrace by others of the same user; files in /proc/PID that only the owner reads become root's.
static inline int linux_refuse_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// Zeroes memory in a way that the compiler may not leave out.
extern void walletd_bzero(void *, size_t) __asm__("explicit_bzero");
static inline void linux_wipe(void *bytes, size_t count) { walletd_bzero(bytes, count); }

extern long walletd_syscall(long, ...) __asm__("syscall");

// A mapping that no other process, not root and not the kernel's own maps can read (memfd_secret(2), Linux 5.14), zeroed; NULL where
// the kernel, the sandbox or RLIMIT_MEMLOCK refuses it. Shared by nature, so it is kept out of children.
static inline void *linux_secret_memory(size_t bytes) {
#ifdef SYS_memfd_secret
  int file = (int)walletd_syscall(SYS_memfd_secret, O_CLOEXEC);
  if (file < 0) return NULL;
  void *memory = MAP_FAILED;
  if (ftruncate(file, (off_t)bytes) == 0) memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory == MAP_FAILED) return NULL;
  madvise(memory, bytes, MADV_DONTFORK);
  return memory;
#else
  (void)bytes;
  return NULL;
#endif
}

extern void *walletd_memmem(const void *, size_t, const void *, size_t) __asm__("memmem");

static inline const void *linux_find(const void *bytes, size_t count, const void *wanted, size_t length) {
  return walletd_memmem(bytes, count, wanted, length);
}

// What the kernel says of its own clock (adjtimex(2), only reading): 1 while something keeps it right, 0 while nothing does, -1 where
// it is not told.
static inline int linux_clock_is_kept(void) {
  struct timex clock = {0};
  int state = adjtimex(&clock);
  if (state < 0) return -1;
  return state != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
}

#endif
