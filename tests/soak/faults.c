/* Makes one write, flush or removal in a project's folder fail, or kills the process at it. Loaded by LD_PRELOAD.
 *
 * faults_arm(k, how): the k-th call from now on (from 1) fails with `how` as errno; -1 kills before it, -2 after it, and
 * -3 writes half of it and kills. faults_count(): the calls since. Only files whose path has "study.qualkit" count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long at, seen;
static int how;

void faults_arm(long k, int kind) { at = k; how = kind; seen = 0; }
long faults_count(void) { return seen; }

static int is_ours(const char *path) { return path && strstr(path, "study.qualkit") != NULL; }

static int is_our_file(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return is_ours(path);
}

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

/* 0: go on; 1: fail (errno is set); 2: do it, then die; 3: do half of it, then die */
static int turn(int ours) {
    if (!ours || ++seen != at) return 0;
    if (how == -1) die();
    if (how == -2) return 2;
    if (how == -3) return 3;
    errno = how;
    return 1;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define GUARD(fd, call) \
    int what = turn(is_our_file(fd)); \
    if (what == 1) return -1; \
    __typeof__(call) done = call; \
    if (what >= 2) die(); \
    return done

ssize_t write(int fd, const void *from, size_t n) {
    REAL(write);
    int what = turn(is_our_file(fd));
    if (what == 1) return -1;
    ssize_t done = real(fd, from, what == 3 ? n / 2 : n);
    if (what >= 2) die();
    return done;
}

ssize_t pwrite(int fd, const void *from, size_t n, off_t to) {
    REAL(pwrite);
    int what = turn(is_our_file(fd));
    if (what == 1) return -1;
    ssize_t done = real(fd, from, what == 3 ? n / 2 : n, to);
    if (what >= 2) die();
    return done;
}

ssize_t pwrite64(int fd, const void *from, size_t n, off64_t to) {
    REAL(pwrite64);
    int what = turn(is_our_file(fd));
    if (what == 1) return -1;
    ssize_t done = real(fd, from, what == 3 ? n / 2 : n, to);
    if (what >= 2) die();
    return done;
}

int fsync(int fd) { REAL(fsync); GUARD(fd, real(fd)); }
int fdatasync(int fd) { REAL(fdatasync); GUARD(fd, real(fd)); }
int ftruncate(int fd, off_t n) { REAL(ftruncate); GUARD(fd, real(fd, n)); }
int ftruncate64(int fd, off64_t n) { REAL(ftruncate64); GUARD(fd, real(fd, n)); }

int unlink(const char *path) {
    REAL(unlink);
    int what = turn(is_ours(path));
    if (what == 1) return -1;
    int done = real(path);
    if (what >= 2) die();
    return done;
}
