#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <fcntl.h>
#include <unistd.h>
#include <errno.h>
#include <sys/prctl.h>

// prctl is variadic, and pthread_setname_np hidden behind _GNU_SOURCE: neither can be called from Swift.
static inline void muster_name_this_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// Declared only under _GNU_SOURCE, which a module's headers can't rely on.
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *size, int flags);
