/*
 * A double of a file system without locks: loaded before a program (LD_PRELOAD), it fails every lock of a file below the
 * folder NO_LOCKS, as a network file system does whose lock service is not there.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int has_no_locks(int file) {
    const char *folder = getenv("NO_LOCKS");
    char link[64];
    char path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (folder == NULL || length < 0) {
        return 0;
    }
    path[length] = '\0';
    return strncmp(path, folder, strlen(folder)) == 0;
}

int fcntl(int file, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    int locks = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW;
    if (locks && has_no_locks(file)) {
        errno = ENOLCK;
        return -1;
    }
    int (*system)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl");
    return system(file, command, argument);
}

/* What programs for large files call. With 64 bits the two are one. */
int fcntl64(int file, int command, ...) __attribute__((alias("fcntl")));
