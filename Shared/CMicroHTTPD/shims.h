#pragma once
#include <microhttpd.h>

// Everything here is variadic in libmicrohttpd, which Swift can't call.

/// What the daemon calls back; all get `context`.
struct muster_mhd_callbacks {
    MHD_AcceptPolicyCallback accept;
    MHD_NotifyConnectionCallback connection;
    MHD_AccessHandlerCallback handle;
    MHD_RequestCompletedCallback completed;
    void *(*target)(void *context, const char *target, struct MHD_Connection *connection);
    size_t (*unescape)(void *context, struct MHD_Connection *connection, char *text);
    void *context;
};

/// Starts a daemon on a listening socket; the socket stays the caller's. NULL when it can't be started.
static inline struct MHD_Daemon *muster_mhd_start(
    int listener, unsigned threads, unsigned connections, size_t connection_memory, unsigned idle_seconds,
    struct muster_mhd_callbacks callbacks) {
    struct MHD_OptionItem pool[] = {{MHD_OPTION_THREAD_POOL_SIZE, (intptr_t) threads, NULL}, {MHD_OPTION_END, 0, NULL}};
    if (threads < 2) pool[0].option = MHD_OPTION_END;
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_ALLOW_UPGRADE, 0,
        callbacks.accept, callbacks.context, callbacks.handle, callbacks.context,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket) listener,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
        MHD_OPTION_NOTIFY_CONNECTION, callbacks.connection, callbacks.context,
        MHD_OPTION_NOTIFY_COMPLETED, callbacks.completed, callbacks.context,
        MHD_OPTION_URI_LOG_CALLBACK, callbacks.target, callbacks.context,
        MHD_OPTION_UNESCAPE_CALLBACK, callbacks.unescape, callbacks.context,
        MHD_OPTION_ARRAY, pool,
        MHD_OPTION_END);
}

static inline int muster_mhd_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}
static inline const struct sockaddr *muster_mhd_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}
/// What was kept with the connection when it started.
static inline void *muster_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}
/// Bytes of the request's head, from its first character to the end of the empty line.
static inline size_t muster_mhd_header_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}
static inline void muster_mhd_close_upgraded(struct MHD_UpgradeResponseHandle *handle) {
    MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
}
// Macros and constants that Swift doesn't import.
static const ssize_t muster_mhd_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;
static const ssize_t muster_mhd_end_with_error = MHD_CONTENT_READER_END_WITH_ERROR;
static const uint64_t muster_mhd_unknown_size = MHD_SIZE_UNKNOWN;
