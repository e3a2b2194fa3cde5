// What the thread sanitizer cannot see by itself: Swift's Mutex hands its lock from thread to thread in the kernel (FUTEX_LOCK_PI) when
// two threads want it at once, inside of a library that is not instrumented. Every value behind a Mutex would be reported as a race.
//
// This stands in front of the two functions that do so, and tells the sanitizer what the lock means; the quick way, without another thread,
// is compiled into its callers and seen. It hides nothing: a value that is touched without the lock is reported as ever.
//
// `self`, the address of the lock, is in r13 (Swift's calling convention on x86-64).

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#ifndef __x86_64__
#error "only written for x86-64"
#endif

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

__attribute__((visibility("hidden"))) void *real_lock;
__attribute__((visibility("hidden"))) void *real_unlock;

__attribute__((visibility("hidden"), used)) void mutex_taken(void *lock) {
  if (__tsan_acquire) __tsan_acquire(lock);
}

__attribute__((visibility("hidden"), used)) void mutex_given(void *lock) {
  if (__tsan_release) __tsan_release(lock);
}

__attribute__((constructor)) static void find(void) {
  real_lock = dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
  real_unlock = dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
}

__asm__(
    ".text\n"
    ".globl \"$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF\"\n"
    "\"$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF\":\n"
    "  pushq %r13\n"
    "  call *real_lock(%rip)\n"
    "  movq (%rsp), %rdi\n"
    "  call mutex_taken\n"
    "  popq %r13\n"
    "  ret\n"
    ".globl \"$s15Synchronization12_MutexHandleV11_unlockSlowyyF\"\n"
    "\"$s15Synchronization12_MutexHandleV11_unlockSlowyyF\":\n"
    "  pushq %r13\n"
    "  movq %r13, %rdi\n"
    "  call mutex_given\n"
    "  popq %r13\n"
    "  jmp *real_unlock(%rip)\n");
