import CMicroHTTPD
import Glibc
import Logging

extension HTTPDaemon {
    private static let logger = Logger(label: "http.server")

    /// Hands the answer to libmicrohttpd, on its thread. False closes the connection without an answer.
    func send(_ response: HTTPResponse, to exchange: Exchange, _ handle: OpaquePointer) -> Bool {
        exchange.connection.enter(.sending)
        guard let made = make(response, exchange, handle) else {
            Self.logger.error("no memory for a response")
            return false
        }
        defer { MHD_destroy_response(made) }
        var headers = response.headers
        if drain.hasBegun, headers["Connection"] == nil, response.status != .switchingProtocols {
            headers["Connection"] = "close"
        }
        for field in headers where !HTTPFields.equal(field.name, "Content-Length") {
            if MHD_add_response_header(made, field.name, field.value) != .YES {
                Self.logger.error("a response's header field can't be sent", metadata: ["http.field": "\(field.name)"])
            }
        }
        return MHD_queue_response(handle, UInt32(response.status.code), made) == .YES
    }

    private func make(_ response: HTTPResponse, _ exchange: Exchange, _ handle: OpaquePointer) -> OpaquePointer? {
        switch response.body {
        case .bytes(let bytes):
            return bytes.withUnsafeBytes {
                // libmicrohttpd copies, and changes nothing.
                MHD_create_response_from_buffer(
                    bytes.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .stream(let produce):
            let pipe = StreamPipe(
                handle: handle, connection: exchange.connection, suspensions: suspensions, drain: drain)
            exchange.attach(pipe)
            // To HEAD there is no body, so nothing would ever read the pipe.
            if exchange.head?.method != .head { pipe.start(produce) }
            return MHD_create_response_from_callback(
                muster_mhd_unknown_size, 4096, readPipe, Unmanaged.passRetained(pipe).toOpaque(), releasePipe)
        case .webSocket(let configuration, let converse):
            let upgrade = Upgrade(
                server: self, connection: exchange.connection, configuration: configuration, converse: converse)
            // Freed with the response's handler, which is called at most once.
            return MHD_create_response_for_upgrade(takeOver, Unmanaged.passRetained(upgrade).toOpaque())
        }
    }
}

private func readPipe(
    _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ target: UnsafeMutablePointer<CChar>?, _ maximum: Int
) -> Int {
    guard let context, let target else { return muster_mhd_end_with_error }
    return Unmanaged<StreamPipe>.fromOpaque(context).takeUnretainedValue().read(into: target, maximum)
}

private func releasePipe(_ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<StreamPipe>.fromOpaque(context).release()
}
