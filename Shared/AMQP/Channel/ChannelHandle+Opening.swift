import CRabbitMQ

extension ChannelHandle {
    /// Opens the socket, with TLS where asked for. Returns its descriptor.
    static func openSocket(
        _ connection: amqp_connection_state_t, _ configuration: AMQPConfiguration
    ) throws(AMQPError) -> Int32 {
        var timeout = timeval(configuration.connectTimeout)
        amqp_set_handshake_timeout(connection, &timeout)
        amqp_set_rpc_timeout(connection, &timeout)

        let socket: OpaquePointer
        if configuration.tls {
            guard let secure = amqp_ssl_socket_new(connection) else {
                throw AMQPError(.transport, "no memory for a TLS socket")
            }
            socket = secure
            amqp_ssl_socket_set_verify_peer(socket, 1)
            amqp_ssl_socket_set_verify_hostname(socket, 1)
            try check(
                amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST), "setting the TLS version",
                as: .transport)
            try check(
                amqp_ssl_socket_set_cacert(socket, configuration.certificateAuthorities),
                "reading \(configuration.certificateAuthorities)", as: .invalidConfiguration)
        } else {
            guard let plain = amqp_tcp_socket_new(connection) else {
                throw AMQPError(.transport, "no memory for a socket")
            }
            socket = plain
        }
        try check(
            amqp_socket_open_noblock(socket, configuration.host, Int32(configuration.port), &timeout),
            "connecting to \(configuration.host):\(configuration.port)", as: .unavailable)
        return amqp_socket_get_sockfd(socket)
    }

    /// Logs in, and asks to be told when the broker cancels a consumer or blocks publishers.
    func logIn(_ configuration: AMQPConfiguration) throws(AMQPError) {
        var properties = scratch.table([
            "product": "muster",
            "connection_name": .string(configuration.name),
            "capabilities": .table([
                "consumer_cancel_notify": true,
                "connection.blocked": true,
                "publisher_confirms": true,
                "basic.nack": true,
            ]),
        ])
        let heartbeat = Int32(clamping: max(1, configuration.heartbeat.components.seconds))
        let reply = muster_amqp_login(
            connection, configuration.virtualHost, 16, 131_072, heartbeat, &properties, configuration.user,
            configuration.password)
        try Self.check(reply, "logging in as '\(configuration.user)' at '\(configuration.virtualHost)'")
    }

    /// Throws what a synchronous call failed with.
    static func check(_ reply: amqp_rpc_reply_t, _ what: String) throws(AMQPError) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            return
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            if reply.reply.id == MUSTER_AMQP_CHANNEL_CLOSE, let decoded = reply.reply.decoded {
                let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
                throw .refusal(code: close.reply_code, text: "\(what): \(String(close.reply_text))")
            }
            if reply.reply.id == MUSTER_AMQP_CONNECTION_CLOSE, let decoded = reply.reply.decoded {
                let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
                throw .refusal(code: close.reply_code, text: "\(what): \(String(close.reply_text))")
            }
            throw AMQPError(.transport, "\(what): unexpected method \(reply.reply.id)")
        case AMQP_RESPONSE_LIBRARY_EXCEPTION:
            try check(reply.library_error, what, as: .unavailable)
        default:
            throw AMQPError(.unavailable, "\(what): no answer")
        }
    }

    /// Throws `code` with librabbitmq's words unless the status is good.
    static func check(_ status: Int32, _ what: String, as code: AMQPError.Code) throws(AMQPError) {
        guard status < 0 else { return }
        throw AMQPError(code, "\(what): \(String(cString: amqp_error_string2(status)))", status: status)
    }
}

extension timeval {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
