#pragma once
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <amqp_ssl_socket.h>
#include <sys/time.h>

// Swift can't call variadic functions, and doesn't see macros that cast. Nothing else belongs here.

/// `amqp_login_with_properties` with PLAIN.
static inline amqp_rpc_reply_t muster_amqp_login(
    amqp_connection_state_t state, const char *vhost, int channel_max, int frame_max, int heartbeat,
    const amqp_table_t *properties, const char *user, const char *password) {
    return amqp_login_with_properties(
        state, vhost, channel_max, frame_max, heartbeat, properties, AMQP_SASL_METHOD_PLAIN, user, password);
}

static const uint32_t MUSTER_AMQP_CONNECTION_CLOSE = AMQP_CONNECTION_CLOSE_METHOD;
static const uint32_t MUSTER_AMQP_CONNECTION_BLOCKED = AMQP_CONNECTION_BLOCKED_METHOD;
static const uint32_t MUSTER_AMQP_CONNECTION_UNBLOCKED = AMQP_CONNECTION_UNBLOCKED_METHOD;
static const uint32_t MUSTER_AMQP_CHANNEL_CLOSE = AMQP_CHANNEL_CLOSE_METHOD;
static const uint32_t MUSTER_AMQP_BASIC_DELIVER = AMQP_BASIC_DELIVER_METHOD;
static const uint32_t MUSTER_AMQP_BASIC_RETURN = AMQP_BASIC_RETURN_METHOD;
static const uint32_t MUSTER_AMQP_BASIC_ACK = AMQP_BASIC_ACK_METHOD;
static const uint32_t MUSTER_AMQP_BASIC_NACK = AMQP_BASIC_NACK_METHOD;
static const uint32_t MUSTER_AMQP_BASIC_CANCEL = AMQP_BASIC_CANCEL_METHOD;
static const uint32_t MUSTER_AMQP_QUEUE_DECLARE = AMQP_QUEUE_DECLARE_METHOD;
static const uint32_t MUSTER_AMQP_QUEUE_DECLARE_OK = AMQP_QUEUE_DECLARE_OK_METHOD;
